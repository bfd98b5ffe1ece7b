//! Binary formats: records of one length.

pub(in crate::formats) mod oracle_general;
pub(in crate::formats) mod wc98;
