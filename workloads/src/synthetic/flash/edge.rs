//! The rise or the fall of a crowd.

use crate::synthetic::parameter::ParameterError;

/// How a crowd comes or goes, as a function of the distance in time from its plateau.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edge {
    /// All at once.
    Instant,
    /// In a straight line (the ramps of Ari et al., MASCOTS 2003).
    Linear {
        /// Length of the ramp.
        length_s: f64,
    },
    /// `e^(-t / tau)`, cut at `length_s`: attention that fades by itself (ten Thij et al., ECCS
    /// 2013, for articles on Wikipedia's front page).
    Exponential {
        /// Time constant.
        tau_s: f64,
        /// Nothing is left beyond this distance.
        length_s: f64,
    },
    /// `(1 + t / t0)^-p`, cut at `length_s` (Crane and Sornette, PNAS 2008, with theta = 0.4:
    /// p = 1.4 after a shock that does not spread, 0.6 after one that does, and 0.2 on both sides
    /// of a peak that grew by word of mouth).
    Power {
        /// Time scale t0.
        scale_s: f64,
        /// Exponent p.
        exponent: f64,
        /// Nothing is left beyond this distance.
        length_s: f64,
    },
}

impl Edge {
    /// The level at a distance from the plateau: 1 there, falling, 0 beyond the length.
    pub fn level(self, distance_s: f64) -> f64 {
        if distance_s >= self.length_s() {
            return 0.0;
        }
        match self {
            Self::Instant => 0.0,
            Self::Linear { length_s } => 1.0 - distance_s / length_s,
            Self::Exponential { tau_s, .. } => libm::exp(-distance_s / tau_s),
            Self::Power { scale_s, exponent, .. } => {
                libm::pow(1.0 + distance_s / scale_s, -exponent)
            }
        }
    }

    /// How far the edge reaches.
    pub fn length_s(self) -> f64 {
        match self {
            Self::Instant => 0.0,
            Self::Linear { length_s }
            | Self::Exponential { length_s, .. }
            | Self::Power { length_s, .. } => length_s,
        }
    }

    /// The integral of the level from the plateau to a distance (THEORY 5.1).
    pub fn area_s(self, distance_s: f64) -> f64 {
        let x = distance_s.clamp(0.0, self.length_s());
        match self {
            Self::Instant => 0.0,
            Self::Linear { length_s } => x - 0.5 * x * x / length_s,
            Self::Exponential { tau_s, .. } => -tau_s * libm::expm1(-x / tau_s),
            Self::Power { scale_s, exponent, .. } => {
                let log = libm::log1p(x / scale_s);
                let rest = (1.0 - exponent) * log;
                let ratio = if rest.abs() < 1e-9 { 1.0 } else { libm::expm1(rest) / rest };
                scale_s * log * ratio
            }
        }
    }

    /// The next distance above `distance_s` at which a bound on the level should be computed again:
    /// far enough for few of them, near enough for tight ones.
    pub(super) fn step_s(self, distance_s: f64) -> f64 {
        let length_s = self.length_s();
        let step = match self {
            Self::Instant => 0.0,
            Self::Linear { length_s } => length_s / 16.0,
            Self::Exponential { tau_s, .. } => tau_s / 4.0,
            Self::Power { scale_s, exponent, .. } => {
                (scale_s + distance_s) / (4.0 * exponent.max(1.0))
            }
        };
        (distance_s + step).min(length_s)
    }

    pub(super) fn check(self, part: &'static str) -> Result<(), ParameterError> {
        let positive = |value: f64| value.is_finite() && value > 0.0;
        let fine = match self {
            Self::Instant => true,
            Self::Linear { length_s } => positive(length_s),
            Self::Exponential { tau_s, length_s } => positive(tau_s) && positive(length_s),
            Self::Power { scale_s, exponent, length_s } => {
                positive(scale_s) && positive(length_s) && (0.0..=100.0).contains(&exponent)
            }
        };
        if fine {
            return Ok(());
        }
        if let Self::Power { exponent, .. } = self
            && !(0.0..=100.0).contains(&exponent)
        {
            return Err(ParameterError::new("flash.exponent", exponent, "0 to 100"));
        }
        Err(ParameterError::new(part, "a time of 0 or less", "times above 0"))
    }
}
