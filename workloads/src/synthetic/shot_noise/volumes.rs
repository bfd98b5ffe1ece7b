//! The volume of a content: its expected requests over its life.

use super::process::ShotNoise;
use crate::Stream;
use rand::RngExt;

/// Volumes, each taken with the chance `min(1, weight * volume)`.
#[derive(Clone, Copy, Debug)]
pub(in crate::synthetic) struct Volumes {
    least: f64,
    alpha: Option<f64>,
    /// From here on all are taken.
    edge: f64,
    /// The share that is taken below the edge.
    low: f64,
    /// The share that is taken.
    pub(super) taken: f64,
}

impl Volumes {
    /// A volume of those that are taken.
    pub(super) fn draw(&self, stream: &mut Stream) -> f64 {
        let Some(alpha) = self.alpha else { return self.least };
        let at = stream.random::<f64>() * self.taken;
        if at < self.low {
            let whole = -libm::expm1((1.0 - alpha) * libm::log(self.edge / self.least));
            let power = libm::log1p(-at / self.low * whole) / (alpha - 1.0);
            return self.least * libm::exp(-power);
        }
        self.edge * libm::pow(1.0 - stream.random::<f64>(), -1.0 / alpha)
    }
}

impl ShotNoise {
    /// The volume that a share of the contents exceeds.
    pub(super) fn volume_at(&self, above: f64) -> f64 {
        self.volume_alpha.map_or(self.volume, |alpha| {
            let least = self.volume * (alpha - 1.0) / alpha;
            least * libm::pow(above, -1.0 / alpha)
        })
    }

    pub(super) fn volumes(&self, weight: f64) -> Volumes {
        let Some(alpha) = self.volume_alpha else {
            let volume = self.volume;
            let taken = (weight * volume).min(1.0);
            return Volumes { least: volume, alpha: None, edge: volume, low: 0.0, taken };
        };
        let least = self.volume_at(1.0);
        let edge = (1.0 / weight).max(least);
        let low = -libm::expm1((1.0 - alpha) * libm::log(edge / least));
        let low_mass = weight * least * alpha / (alpha - 1.0) * low;
        let taken = low_mass + libm::pow(least / edge, alpha);
        Volumes { least, alpha: Some(alpha), edge, low: low_mass, taken }
    }
}
