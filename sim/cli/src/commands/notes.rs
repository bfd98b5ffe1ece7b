//! Notes below several tables.

/// What Belady's policy is, and what not.
pub(crate) const BELADY_NOTE: &str = "; belady: optimal among policies that admit every miss, where all objects \
                                      are of one size; otherwise a policy like others";
