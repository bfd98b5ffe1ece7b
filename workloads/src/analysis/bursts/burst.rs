//! A burst, and the class of its origin.

use crate::analysis::decay::DecayFits;

/// A burst of one object. Bins are those of its series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// First bin of the burst.
    pub onset: usize,
    /// Its highest bin.
    pub peak: usize,
    /// One past its last bin.
    pub end: usize,
    /// Count of the highest bin.
    pub peak_count: f64,
    /// The usual count of a bin before the burst, the cycle of the site divided out; over all bins
    /// where it began within the first five.
    pub level: f64,
    /// Count of the highest bin over what is usual then.
    pub magnitude: f64,
    /// Requests of the burst above what is usual, over all requests of the object.
    pub share: f64,
    /// Count of the bin after the peak over that of the peak.
    pub next_share: f64,
    /// Share of the volume above the usual that is in the peak bin (F of Crane and Sornette, PNAS
    /// 2008).
    pub peak_fraction: f64,
    /// Share of the volume beside the peak that comes before it.
    pub before_share: f64,
    /// The class of its origin.
    pub class: BurstClass,
    /// Confidence in the class, from one half to one.
    pub class_confidence: f64,
    /// The laws fitted to its decay, where it is long enough.
    pub decay: Option<DecayFits>,
}

/// Where a burst comes from (Crane and Sornette 2008).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BurstClass {
    /// An external shock: an abrupt rise and a slow decay.
    Exogenous,
    /// Endogenous growth, as by word of mouth: the rise mirrors the decay.
    Endogenous,
    /// Too few requests to classify.
    Noise,
}

impl BurstClass {
    /// The name of the class in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exogenous => "exogenous",
            Self::Endogenous => "endogenous",
            Self::Noise => "noise",
        }
    }
}
