//! The class of a burst, by the share of its volume before the peak.

use super::burst::BurstClass;

/// Above this share of the volume before the peak, a burst is taken for endogenous: midway between
/// none (a shock) and one half (symmetric growth and decay).
pub const ENDOGENOUS_BEFORE_SHARE: f64 = 0.25;

/// With fewer requests beside the peak, nothing is said of a burst's origin.
const CLASSIFIED_COUNT_MIN: f64 = 30.0;

/// The class by the share of the volume beside the peak that comes before it, and the chance, by
/// the normal approximation of a binomial share, that it lies on this side of the limit.
pub(super) fn classify(before: f64, after: f64) -> (BurstClass, f64) {
    let n = before + after;
    if n < CLASSIFIED_COUNT_MIN {
        return (BurstClass::Noise, 0.5);
    }
    let share = before / n;
    // One request of either kind more keeps the spread of a share of 0 above 0.
    let spread = ((before + 1.0) * (after + 1.0) / (n + 2.0)).sqrt() / (n + 2.0);
    let score = (share - ENDOGENOUS_BEFORE_SHARE).abs() / spread;
    let sure = 1.0 - 0.5 * libm::erfc(score * std::f64::consts::FRAC_1_SQRT_2);
    let endogenous = share > ENDOGENOUS_BEFORE_SHARE;
    (if endogenous { BurstClass::Endogenous } else { BurstClass::Exogenous }, sure)
}
