//! Analysis of request streams: popularity, its variation over time, cycles, bursts, and how
//! objects are accessed.

mod access;
mod bursts;
mod calibrate;
mod decay;
mod popularity;
mod rate;
mod seasonal;
mod staleness;
mod turnover;
mod variation;

pub use access::{
    AccessSample, AccessStudy, Footprint, FootprintBin, LogBin, LogBins, OneHitCurve, OneHitPrefix,
    PopularityDecay, SampledObject,
};
pub use bursts::{Burst, BurstClass, BurstRule, ENDOGENOUS_BEFORE_SHARE, bursts};
pub use calibrate::fit_twin;
pub use decay::{DecayFit, DecayFits, DecayLaw};
pub use popularity::{PopularityProfile, ZipfFit, zipf_fit};
pub use rate::RateSeries;
pub use seasonal::{Component, Seasonality, autocorrelation};
pub use staleness::{AGES, Staleness};
pub use turnover::{Overlap, RBO_P, Ranked, Turnover, ranked, turnover};
pub use variation::{BinProfile, TopSeries, VariationStudy, WidthStudy};
