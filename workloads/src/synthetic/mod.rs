//! Requests drawn from a model: Zipf-shaped popularity over a catalog split over sites, with
//! Poisson arrivals; at a constant rate, or with rhythm, flash crowds, churn and shot noise.

mod arrivals;
mod churn;
mod empirical;
mod flash;
mod model;
mod parameter;
mod popularity;
mod rhythm;
mod seconds;
mod shot_noise;
mod sites;
mod sizes;
mod stream;
mod twin;

pub use arrivals::Poisson;
pub use churn::Churn;
pub use empirical::EmpiricalDistribution;
pub use flash::{
    CommonCrowds, Crowd, CrowdShape, CrowdTarget, CrowdTimes, Edge, Flash, ShapeModel,
};
pub use model::Synthetic;
pub use parameter::ParameterError;
pub(crate) use popularity::Ranks;
pub use popularity::{AliasTable, Popularity, RejectionInversion, harmonic};
pub use rhythm::{Phases, Rhythm, SiteRhythms};
pub use shot_noise::{Profile, ShotNoise};
pub use sites::{SiteWeights, Sites};
pub use sizes::{SizeModel, Sizes, normal_score};
pub use stream::{Content, Expectation, SyntheticRequests};
pub use twin::{Twin, TwinClass};
