//! Draws ranks within a site.

use super::alias_table::AliasTable;
use super::law::Popularity;
use super::rejection_inversion::RejectionInversion;
use crate::Stream;

/// Draws ranks within a site.
#[derive(Clone, Debug)]
pub(crate) enum Ranks {
    Zipf(RejectionInversion),
    Table(AliasTable),
}

impl Ranks {
    pub(crate) fn new(objects: usize, popularity: &Popularity) -> Self {
        match popularity {
            &Popularity::Zipf { alpha } => {
                Self::Zipf(RejectionInversion::new(objects as u64, alpha))
            }
            Popularity::ZipfMandelbrot { .. } | Popularity::Empirical(_) | Popularity::Own(_) => {
                Self::Table(AliasTable::new(&popularity.raw(objects)))
            }
        }
    }

    /// Draws one rank, counted from 1.
    pub(crate) fn draw(&self, stream: &mut Stream) -> u64 {
        match self {
            Self::Zipf(ranks) => ranks.draw(stream),
            Self::Table(table) => {
                let mut drawn = [0];
                table.fill(stream, &mut drawn);
                u64::from(drawn[0]) + 1
            }
        }
    }
}
