//! The size of a hot set.

use crate::Row;
use crate::layouts::HOT_SIZES;
use crate::tables::{number, text};

/// The size of a hot set.
#[derive(Clone, Copy)]
pub(super) enum HotSize {
    Count(f64),
    Share(f64),
}

impl HotSize {
    /// The size in a row; `None` for layouts without a hot set.
    pub(super) fn of(row: &Row) -> Option<Self> {
        let kind = text(row, "layout.kind");
        let name = HOT_SIZES.iter().find(|name| row.contains_key(**name))?;
        let size = number(row, name).filter(|_| kind == "hot" || kind == "adaptive")?;
        Some(if name.contains("share") { Self::Share(size) } else { Self::Count(size) })
    }

    pub(super) fn value(self) -> f64 {
        match self {
            Self::Count(value) | Self::Share(value) => value,
        }
    }

    pub(super) fn label(self) -> String {
        match self {
            Self::Count(count) => format!("{count}"),
            // Three digits distinguish sizes.
            Self::Share(share) => format!("{} %", to_three_digits(100.0 * share)),
        }
    }
}

fn to_three_digits(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}
