//! Notes below several tables.

/// What Belady's policy is, and what not.
pub(crate) const BELADY_NOTE: &str = "; belady: no policy that takes in all that it misses hits more, where all \
                                      objects are of one size; else a policy like others";
