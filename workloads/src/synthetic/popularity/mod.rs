//! Popularity: Zipf, Zipf-Mandelbrot, measured or a law of one's own, and two ways to draw from it in constant time.

mod alias_table;
mod harmonic;
mod law;
mod ranks;
mod registered;
mod rejection_inversion;
mod slot_sampler;

pub use alias_table::AliasTable;
pub use harmonic::harmonic;
pub use law::Popularity;
pub(crate) use ranks::Ranks;
pub use registered::{LawConfig, LawInfo, NamedLaw, OwnLaw, RegisteredLaw};
pub use rejection_inversion::RejectionInversion;
pub(super) use slot_sampler::{RankSampler, weights};
