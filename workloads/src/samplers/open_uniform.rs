//! Uniform numbers of the open interval from 0 to 1.

/// A number of 52 bits, above 0 and below 1.
pub(super) fn open_uniform(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}
