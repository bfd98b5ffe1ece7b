//! Popularity laws.

use crate::metrics;
use hotset_experiment::{Options, Plan, Row, Spec, execute, register_law};
use hotset_sim::cache::{Parameter, Range};
use hotset_workloads::synthetic::{LawConfig, LawInfo, NamedLaw};

const EXPONENT: Parameter = Parameter {
    name: "exponent",
    meaning: "the exponent",
    range: Range::Number(-1.0, 10.0),
    default: 0.8,
};

/// Zipf's law, as if somebody else had written it: below an exponent of 0 it is none.
struct Power(f64);

impl NamedLaw for Power {
    const INFO: LawInfo =
        LawInfo { name: "power", what: "rank^-exponent", parameters: &[EXPONENT] };

    fn new(config: &LawConfig<'_>) -> Self {
        Self(config.value(&EXPONENT))
    }

    fn weight(&self, rank: u64) -> f64 {
        libm::pow(rank as f64, -self.0)
    }
}

/// Finite weights without a finite sum.
struct Huge;

impl NamedLaw for Huge {
    const INFO: LawInfo = LawInfo { name: "huge", what: "1e308", parameters: &[] };

    fn new(_: &LawConfig<'_>) -> Self {
        Self
    }

    fn weight(&self, _: u64) -> f64 {
        1e308
    }
}

/// With the name of another.
struct Taken;

impl NamedLaw for Taken {
    const INFO: LawInfo = LawInfo { name: "zipf", what: "all alike", parameters: &[] };

    fn new(_: &LawConfig<'_>) -> Self {
        Self
    }

    fn weight(&self, _: u64) -> f64 {
        1.0
    }
}

fn plan(kind: &str, more: &str) -> Plan {
    let text = format!("workload.objects = 500\nworkload.requests = 5_000\n{more}");
    let kind = format!("workload.popularity.kind='{kind}'");
    Plan::new(&Spec::parse(&text, &[kind]).unwrap()).unwrap()
}

#[test]
fn a_registered_law_draws_as_that_of_hotset() {
    register_law::<Power>().unwrap();
    register_law::<Power>().unwrap();
    assert!(register_law::<Taken>().unwrap_err().contains("a second popularity law \"zipf\""));
    let zipf = |alpha: f64| {
        let alpha = format!("workload.popularity.alpha={alpha}");
        metrics(&[&alpha])
    };
    let own = |kind: &str| metrics(&[&format!("workload.popularity.kind='{kind}'")]);
    assert_eq!(own("power"), zipf(0.8));
    assert_eq!(own("power:exponent=1.1"), zipf(1.1));
    assert_ne!(own("power:exponent=1.1"), zipf(0.8));
    // Churn asks for the weights of slots; a crowd draws ranks, from a table where Zipf's law has a way of its own.
    let with = |first: &str, more: &str| metrics(&[first, more]);
    let (own, hotset) = ("workload.popularity.kind='power'", "workload.popularity.alpha=0.8");
    let churn = "workload.churn.turnover_per_day=5000.0";
    assert_eq!(with(own, churn), with(hotset, churn));
    let crowd = "workload.flash = { at_s = 5, on = 'site', magnitude = 3, shape = 'exponential', decay_s = 1 }";
    let hits = |rows: Vec<Row>| rows[0]["hit_ratio"].as_f64().unwrap();
    let [own, hotset] = [own, hotset].map(|law| hits(with(law, crowd)));
    assert!((own - hotset).abs() < 0.01, "{own} {hotset}");
}

#[test]
fn a_law_that_is_none_is_an_error_not_a_panic() {
    register_law::<Power>().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let error = execute(&plan("power:exponent=-0.5", ""), &Options::new(folder.path()));
    let error = error.map(drop).unwrap_err().to_string();
    assert!(error.contains("at rank 2 of power") && error.contains("never grow"), "{error}");
    register_law::<Huge>().unwrap();
    let error = execute(&plan("huge", ""), &Options::new(folder.path()));
    let error = error.map(drop).unwrap_err().to_string();
    assert!(error.contains("huge, whose sum is inf"), "{error}");
}
