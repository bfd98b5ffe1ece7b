//! Admission by size.

use super::rule::{AdmissionConfig, AdmissionInfo, AdmissionRule, NamedAdmission};
use crate::cache::Access;
use crate::cache::parameters::Parameter;

/// An object is inserted if it is not larger than a limit (the threshold of Abrams, Standridge,
/// Abdulla, Williams and Fox, WWW 1995).
#[derive(Debug)]
pub(super) struct Size {
    bytes_max: u64,
}

const BYTES_MAX: Parameter =
    Parameter::count("bytes_max", (0, 1 << 40), 1 << 20, "largest size that comes in, in bytes");

impl NamedAdmission for Size {
    const INFO: AdmissionInfo = AdmissionInfo {
        name: "size",
        admits: "if not larger than a limit",
        source: "Abrams et al., WWW 1995",
        parameters: &[BYTES_MAX],
        duel: false,
        size_aware: true,
        bytes_per: [0.0, 0.0],
        other_bytes: |_, _| 0.0,
    };

    fn new(config: &AdmissionConfig<'_>) -> Self {
        Self { bytes_max: config.value(&BYTES_MAX) as u64 }
    }
}

impl AdmissionRule for Size {
    fn admits(&mut self, access: Access) -> bool {
        access.bytes <= self.bytes_max
    }
}
