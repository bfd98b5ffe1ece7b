//! Synthetic workloads: requests drawn from a model.
//!
//! Popularity is Zipf, Zipf-Mandelbrot or measured, over a catalog that is split over sites; arrivals are
//! Poisson, at a constant rate (the independent reference model), or with a diurnal and weekly cycle, flash
//! crowds, churn, or shot noise. A [`Synthetic`] has the parameters; [`Synthetic::content`] draws the
//! catalog, [`Content::requests`] the requests. A [`Twin`] is fitted to a trace.

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
pub use popularity::{
    AliasTable, LawConfig, LawInfo, NamedLaw, OwnLaw, Popularity, RegisteredLaw,
    RejectionInversion, harmonic,
};
pub use rhythm::{Phases, Rhythm, SiteRhythms};
pub use shot_noise::{Profile, ShotNoise};
pub use sites::{SiteWeights, Sites};
pub use sizes::{SizeModel, Sizes, normal_score};
pub use stream::{Content, Expectation, SyntheticRequests};
pub use twin::{Twin, TwinClass};
