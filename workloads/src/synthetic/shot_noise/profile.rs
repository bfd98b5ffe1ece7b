//! How the requests for a content are spread over its life.

/// How the requests for a content are spread over its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Evenly over the life span.
    Rectangular,
    /// By `e^(-t / life)`, cut at ten lives.
    Exponential,
    /// By `(1 + t / life)^-1.4`, cut at a hundred lives: the slow decay of Crane and Sornette.
    Power,
}

impl Profile {
    /// Where it is cut, in lives.
    pub(super) fn reach(self) -> f64 {
        match self {
            Self::Rectangular => 1.0,
            Self::Exponential => 10.0,
            Self::Power => 100.0,
        }
    }

    const POWER: f64 = 0.4;

    /// The share of the requests within a number of lifetimes.
    pub(super) fn share(self, lives: f64) -> f64 {
        let x = lives.clamp(0.0, self.reach());
        let below = |x: f64| match self {
            Self::Rectangular => x,
            Self::Exponential => -libm::expm1(-x),
            Self::Power => 1.0 - libm::pow(1.0 + x, -Self::POWER),
        };
        below(x) / below(self.reach())
    }

    /// The time in lives within which a share of the requests comes.
    pub(super) fn lives(self, share: f64) -> f64 {
        match self {
            Self::Rectangular => share,
            Self::Exponential => {
                let whole = -libm::expm1(-self.reach());
                -libm::log1p(-share * whole)
            }
            Self::Power => {
                let whole = 1.0 - libm::pow(1.0 + self.reach(), -Self::POWER);
                libm::pow(1.0 - share * whole, -1.0 / Self::POWER) - 1.0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_and_their_inverses_agree() {
        for profile in [Profile::Rectangular, Profile::Exponential, Profile::Power] {
            for step in 0..100 {
                let share = f64::from(step) / 100.0;
                assert!((profile.share(profile.lives(share)) - share).abs() < 1e-9);
            }
            assert!((profile.lives(1.0) - profile.reach()).abs() < 1e-6 * profile.reach());
        }
    }
}
