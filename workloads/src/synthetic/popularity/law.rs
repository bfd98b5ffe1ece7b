//! The law of popularity: how requests are spread over the objects of a site.

use super::registered::OwnLaw;
use super::rejection_inversion::RejectionInversion;
use crate::synthetic::empirical::EmpiricalDistribution;
use crate::synthetic::parameter::ParameterError;
use std::sync::Arc;

/// How requests are spread over the objects of one site.
#[derive(Clone, Debug, PartialEq)]
pub enum Popularity {
    /// The i-th most popular object gets a share proportional to `i^-alpha`; all the same with
    /// `alpha = 0`.
    Zipf {
        /// The exponent, at least 0; 0 makes all objects alike.
        alpha: f64,
    },
    /// Proportional to `(i + shift)^-alpha` (Mandelbrot, in: Communication Theory, 1953): a flattened
    /// head, as below a cache or among peers (Hefeeda and Saleh, IEEE/ACM Transactions on Networking
    /// 16(6), 2008).
    ZipfMandelbrot {
        /// The exponent, at least 0.
        alpha: f64,
        /// The shift, at least 0.
        shift: f64,
    },
    /// As measured.
    Empirical(Arc<EmpiricalDistribution>),
    /// A law that a program registered.
    Own(OwnLaw),
}

impl Popularity {
    /// Beyond this exponent all but the first object vanish in double precision.
    const ALPHA_MAX: f64 = 100.0;

    pub(crate) fn check(&self) -> Result<(), ParameterError> {
        let (alpha, shift) = match *self {
            Self::Zipf { alpha } => (alpha, 0.0),
            Self::ZipfMandelbrot { alpha, shift } => (alpha, shift),
            Self::Empirical(_) | Self::Own(_) => return Ok(()),
        };
        if !(0.0..=Self::ALPHA_MAX).contains(&alpha) {
            return Err(ParameterError::new("popularity.alpha", alpha, "a number from 0 to 100"));
        }
        if !(0.0..=1e12).contains(&shift) {
            return Err(ParameterError::new("popularity.shift", shift, "a number from 0 to 1e12"));
        }
        Ok(())
    }

    /// Whether the weights of so many objects can be drawn from: what a law of somebody else's makes of its parameters.
    pub(crate) fn check_weights(&self, objects: usize) -> Result<(), ParameterError> {
        match self {
            Self::Own(own) => own.check(objects),
            Self::Zipf { .. } | Self::ZipfMandelbrot { .. } | Self::Empirical(_) => Ok(()),
        }
    }

    /// What the objects of a site get, by rank, up to a factor.
    pub(super) fn raw(&self, objects: usize) -> Vec<f64> {
        let ranks = 1..=objects;
        match self {
            Self::Zipf { alpha } => ranks.map(|rank| libm::pow(rank as f64, -alpha)).collect(),
            Self::ZipfMandelbrot { alpha, shift } => {
                // Of the first rank 1, so that no shift is too large.
                let first = 1.0 + shift;
                ranks.map(|rank| libm::pow((rank as f64 + shift) / first, -alpha)).collect()
            }
            Self::Empirical(measured) => measured.descending(objects),
            Self::Own(own) => own.weights(objects),
        }
    }

    /// The share of each of `objects` ranks, summing to 1.
    pub(crate) fn shares(&self, objects: usize) -> Vec<f64> {
        if let Self::Zipf { alpha } = *self {
            return RejectionInversion::new(objects as u64, alpha).shares();
        }
        let raw = self.raw(objects);
        let sum: f64 = raw.iter().rev().sum();
        raw.into_iter().map(|weight| weight / sum).collect()
    }
}
