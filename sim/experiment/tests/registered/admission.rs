//! Admission policies.

use crate::metrics;
use hotset_experiment::{Plan, Spec};
use hotset_sim::cache::{
    Access, AdmissionConfig, AdmissionInfo, AdmissionKind, AdmissionRule, NamedAdmission, Parameter,
};

/// What `size` does, as if somebody else had written it.
#[derive(Debug)]
struct UpTo {
    bytes: u64,
}

const BYTES: Parameter = Parameter::count("bytes", (0, 1 << 40), 1 << 20, "the largest, in bytes");

impl AdmissionRule for UpTo {
    fn admits(&mut self, access: Access) -> bool {
        access.bytes <= self.bytes
    }
}

impl NamedAdmission for UpTo {
    const INFO: AdmissionInfo = AdmissionInfo {
        parameters: &[BYTES],
        size_aware: true,
        ..AdmissionInfo::new("up-to", "if not larger", "a test")
    };

    fn new(config: &AdmissionConfig<'_>) -> Self {
        Self { bytes: config.value(&BYTES) as u64 }
    }
}

/// With the name of another.
#[derive(Debug)]
struct Taken;

impl AdmissionRule for Taken {
    fn admits(&mut self, _: Access) -> bool {
        true
    }
}

impl NamedAdmission for Taken {
    const INFO: AdmissionInfo = AdmissionInfo::new("second-hit", "all", "a test");

    fn new(_: &AdmissionConfig<'_>) -> Self {
        Self
    }
}

#[test]
fn a_registered_admission_policy_is_served_as_that_of_hotset() {
    AdmissionKind::register::<UpTo>().unwrap();
    AdmissionKind::register::<UpTo>().unwrap();
    assert!(AdmissionKind::register::<Taken>().unwrap_err().contains("a second admission policy"));
    let sizes = "workload.sizes.kind='lognormal'";
    for layout in ["hashed", "cooperative", "tiered"] {
        let of = |policy: &str| {
            let policy = format!("servers.policy='{policy}'");
            metrics(&[&policy, &format!("layout.kind='{layout}'"), sizes])
        };
        let own = of("lru+up-to:bytes=8000");
        assert_eq!(own, of("lru+size:bytes_max=8000"), "in {layout}");
        assert_ne!(own, of("lru"), "in {layout}");
    }
    let wrong = Spec::parse("servers.policy = 'lru+up-to:byte=1'", &[]).unwrap();
    let wrong = Plan::new(&wrong).unwrap_err().to_string();
    assert!(wrong.contains("up-to has no parameter \"byte\""), "{wrong}");
}
