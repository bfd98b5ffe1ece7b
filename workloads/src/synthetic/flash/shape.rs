//! How a crowd rises and decays: a rise, a plateau and a fall.

use super::edge::Edge;
use crate::synthetic::parameter::ParameterError;

/// The shape of one crowd: rise, plateau, fall; 1 on the plateau.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrowdShape {
    /// How it comes, mirrored in time.
    pub rise: Edge,
    /// How long it stays at its height.
    pub plateau_s: f64,
    /// How it goes.
    pub fall: Edge,
}

impl CrowdShape {
    /// The shape of Ari et al. (MASCOTS 2003) for a shock level S: ramp up in `1 / log10(1 + S)`,
    /// stay for `log10(1 + S)`, ramp down in `k` times that, in units of `unit_s` (THEORY 5.2).
    pub fn ari(shock: f64, k: f64, unit_s: f64) -> Self {
        let level = libm::log10(1.0 + shock);
        Self {
            rise: Edge::Linear { length_s: unit_s / level },
            plateau_s: unit_s * level,
            fall: Edge::Linear { length_s: unit_s * k * level },
        }
    }

    /// From first to last request.
    pub fn length_s(&self) -> f64 {
        self.rise.length_s() + self.plateau_s + self.fall.length_s()
    }

    /// The level so long after the beginning.
    pub fn level(&self, since_s: f64) -> f64 {
        let before = self.rise.length_s() - since_s;
        let after = -before - self.plateau_s;
        if before > 0.0 {
            self.rise.level(before)
        } else if after >= 0.0 {
            self.fall.level(after)
        } else {
            1.0
        }
    }

    /// The integral of the level from the beginning on.
    pub fn area_s(&self, since_s: f64) -> f64 {
        let rise_s = self.rise.length_s();
        let plateau = (since_s - rise_s).clamp(0.0, self.plateau_s);
        let rise = self.rise.area_s(rise_s) - self.rise.area_s((rise_s - since_s).max(0.0));
        rise + plateau + self.fall.area_s(since_s - rise_s - self.plateau_s)
    }

    /// The highest level between two times.
    pub(super) fn level_max(&self, from_s: f64, to_s: f64) -> f64 {
        let (start, end) = (self.rise.length_s(), self.rise.length_s() + self.plateau_s);
        if from_s <= end && to_s >= start { 1.0 } else { self.level(from_s).max(self.level(to_s)) }
    }

    /// The next time after `since_s` at which a bound should be computed again.
    pub(super) fn step_s(&self, since_s: f64) -> f64 {
        let (start, end) = (self.rise.length_s(), self.rise.length_s() + self.plateau_s);
        if since_s < start {
            // Mirrored: steps shrink towards the peak.
            let step = self.rise.step_s(0.0);
            since_s + ((start - since_s) / 4.0).max(step.min(start - since_s))
        } else if since_s < end {
            end
        } else {
            end + self.fall.step_s(since_s - end)
        }
    }

    pub(super) fn check(&self) -> Result<(), ParameterError> {
        self.rise.check("flash.rise")?;
        self.fall.check("flash.fall")?;
        if !(self.plateau_s >= 0.0 && self.plateau_s.is_finite()) {
            return Err(ParameterError::new("flash.plateau_s", self.plateau_s, "at least 0"));
        }
        if self.length_s() > 0.0 {
            return Ok(());
        }
        Err(ParameterError::new("flash.plateau_s", 0, "above 0 where nothing rises or falls"))
    }
}
