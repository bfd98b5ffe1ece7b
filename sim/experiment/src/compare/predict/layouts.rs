//! What closed forms say of the traffic of each layout, before anything is simulated.

use super::assumptions::broken;
use super::hot::hot_count_of;
use crate::content::content::Content;
use crate::content::shared::Contents;
use crate::parallel::NEVER;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use crate::plan::traffic::TrafficStudy;
use crate::spec::layout::{EntrySpec, LayoutSpec};
use crate::study::error::StudyError;
use crate::study::planned_run::{PlannedRun, RunError};
use crate::study::traffic::traffic_run::TrafficRun;
use hotset_results::metrics::{INTER_SERVER_PER_EGRESS, ORIGIN_PER_EGRESS, TOTAL_PER_EGRESS};
use hotset_results::{Row, Table};
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::layout::{Bound, HashKind};
use hotset_sim::theory::{
    Demand, HotLruModel, HybridCost, Replacement, byte_hit_ratio, cooperative_byte_shares,
};

/// The closed forms of a plan, a row for each of its points: swept parameters, `model`, bytes from the origin
/// and between servers over those to clients, `source`, and `broken_assumptions`. Where a point has no form,
/// `model` says why. They are means over the contents of all replications, and for caches that are full.
///
/// # Errors
/// A workload that cannot be read, or that the spec does not fit.
pub fn predict_traffic(plan: &Plan) -> Result<Table, StudyError> {
    let contents = Contents::new(plan, &NEVER);
    let mut forms: Vec<Vec<Form>> = plan.points.iter().map(|_| Vec::new()).collect();
    for (workload, spec) in contents.workloads.iter().enumerate() {
        let replications = if spec.is_drawn() { plan.replications } else { 1 };
        for replication in 0..replications {
            let content = contents.take(workload, replication).map_err(StudyError::input)?;
            for (index, point) in plan.points.iter().enumerate() {
                let Some(study) = point.traffic() else { continue };
                if contents.workload_of[index] == workload {
                    let run = PlannedRun {
                        point,
                        content: &content,
                        seed: point.seed,
                        replication,
                        stop: &NEVER,
                    };
                    let form = form(&TrafficRun { run, study }).map_err(StudyError::input)?;
                    forms[index].push(form);
                }
            }
        }
    }
    let rows = plan.points.iter().zip(forms).filter_map(|(point, forms)| {
        let study = point.traffic()?;
        Some(row(plan, point, study, mean(forms)?))
    });
    Ok(Table { rows: rows.collect() })
}

/// The mean of the forms of one point, which differ in their content alone.
fn mean(forms: Vec<Form>) -> Option<Form> {
    let count = forms.len() as f64;
    forms
        .into_iter()
        .reduce(|sum, next| match (sum, next) {
            (Form::Known { model, source, cost: a }, Form::Known { cost: b, .. }) => {
                let (inter_server, origin) = (a.inter_server + b.inter_server, a.origin + b.origin);
                Form::Known { model, source, cost: HybridCost { inter_server, origin } }
            }
            (none @ Form::None(_), _) | (_, none) => none,
        })
        .map(|sum| match sum {
            Form::Known { model, source, cost } => {
                let (inter_server, origin) = (cost.inter_server / count, cost.origin / count);
                Form::Known { model, source, cost: HybridCost { inter_server, origin } }
            }
            none => none,
        })
}

/// What a closed form says; or why there is none.
enum Form {
    Known { model: &'static str, source: &'static str, cost: HybridCost },
    None(&'static str),
}

const CHE: &str = "Che, Tung and Wang, IEEE JSAC 20(7), 2002";
const FRICKER: &str = "Fricker, Robert and Roberts, ITC 2012";
const STATIC: &str = "the objects with the most requests for their size";
const COOPERATIVE: &str = "THEORY 3.1, from Che, Tung and Wang 2002";
const HOT: &str = "THEORY 3.3, from Che, Tung and Wang 2002";

fn row(plan: &Plan, point: &Point, study: &TrafficStudy, form: Form) -> Row {
    let swept = point.parameters.iter().filter(|(key, _)| plan.swept.contains(key));
    let mut row: Row = swept.map(|(key, value)| (key.clone(), value.clone())).collect();
    match form {
        Form::None(why) => drop(row.insert("model".into(), format!("none: {why}").into())),
        Form::Known { model, source, cost } => {
            row.insert("model".into(), model.into());
            row.insert(ORIGIN_PER_EGRESS.name.into(), cost.origin.into());
            row.insert(INTER_SERVER_PER_EGRESS.name.into(), cost.inter_server.into());
            let total = 1.0 + cost.inter_server + cost.origin;
            row.insert(TOTAL_PER_EGRESS.name.into(), total.into());
            row.insert("source".into(), source.into());
            row.insert("broken_assumptions".into(), broken(point, study).join("; ").into());
        }
    }
    row
}

/// How the policy of the caches replaces objects, if a closed form knows it.
fn replacement(study: &TrafficStudy) -> Option<(Replacement, &'static str)> {
    match study.policy.kind {
        PolicyKind::Lru => Some((Replacement::Lru, CHE)),
        PolicyKind::Fifo | PolicyKind::Random => Some((Replacement::FifoOrRandom, FRICKER)),
        PolicyKind::StaticLfu => Some((Replacement::MostRequestedForSize, STATIC)),
        _ => None,
    }
}

fn form(run: &TrafficRun<'_>) -> Result<Form, RunError> {
    let Some((replacement, source)) = replacement(run.study) else {
        return Ok(Form::None("no closed form of this policy"));
    };
    let servers = run.point.servers as f64;
    let known = |model: &'static str, origin: f64, inter_server: f64| Form::Known {
        model,
        source,
        cost: HybridCost { inter_server, origin },
    };
    let passed_on = |entry: &EntrySpec| match entry {
        EntrySpec::Any => (servers - 1.0) / servers,
        EntrySpec::Owner => 0.0,
    };
    Ok(match &run.point.layout {
        LayoutSpec::Dedicated(_) | LayoutSpec::Packed(..) => {
            let Some(sites) = run.whole_sites()? else { return Ok(Form::None("no servers")) };
            let caches = Caches::of(run, &sites.server_of_site, &sites.servers.caches);
            known("a cache for the sites of each server", caches.missed(replacement), 0.0)
        }
        LayoutSpec::Mirrored(_) => {
            let caches = Caches::of(run, &[], &[run.space(1.0)?]);
            known("caches that all see the same", caches.missed(replacement), 0.0)
        }
        LayoutSpec::Hashed { hash: HashKind::Ring { bound, .. }, .. }
            if *bound != Bound::default() =>
        {
            Form::None("no closed form of bounded loads")
        }
        LayoutSpec::Hashed { entry, .. } => {
            let caches = Caches::of(run, &[], &[run.space(servers)?]);
            known("one cache with the space of all", caches.missed(replacement), passed_on(entry))
        }
        LayoutSpec::Cooperative(_) if replacement == Replacement::Lru => {
            let caches = Caches::of(run, &[], &[run.space(1.0)?]);
            let [_, sibling, origin] = caches.cooperative(servers);
            let cost = HybridCost { inter_server: sibling, origin };
            Form::Known { model: "independent siblings", source: COOPERATIVE, cost }
        }
        LayoutSpec::Hot(hot) if replacement == Replacement::Lru => {
            let Some(cost) = hot_cost(run)? else {
                return Ok(Form::None("no closed form of this hot set"));
            };
            let inter_server = match hot.entry {
                EntrySpec::Any => cost.inter_server,
                EntrySpec::Owner => 0.0,
            };
            let cost = HybridCost { inter_server, ..cost };
            Form::Known { model: "hot objects beside those of each owner", source: HOT, cost }
        }
        LayoutSpec::Cooperative(_) | LayoutSpec::Hot(_) => Form::None("a form for LRU alone"),
        LayoutSpec::Tiered(_) => Form::None("no closed form of two tiers"),
        LayoutSpec::Adaptive(_) => Form::None("no closed form of a hot set that adapts"),
        LayoutSpec::Own(_) => Form::None("no closed form of a layout of your own"),
    })
}

/// The cost of a hot set on all servers beside a hashed rest.
fn hot_cost(run: &TrafficRun<'_>) -> Result<Option<HybridCost>, RunError> {
    let bytes = run.content.mean_bytes();
    let hot = hot_count_of(run.point, bytes.len());
    let Capacity::Bytes(capacity) = run.space(1.0)? else { return Ok(None) };
    Ok(hot.map(|hot| {
        let weights = run.content.weights();
        HotLruModel::new(&weights, &bytes, run.point.servers, capacity as f64).cost(hot)
    }))
}

/// Caches with what is requested of them.
struct Caches {
    /// By cache: classes of like objects, and the bytes of an answer of each.
    demands: Vec<(Vec<Demand>, Vec<f64>)>,
    capacities: Vec<f64>,
}

impl Caches {
    fn of(run: &TrafficRun<'_>, server_of_site: &[usize], caches: &[Capacity]) -> Self {
        let by_size = run.study.policy.kind == PolicyKind::StaticLfu;
        let demands = demands(run.content, server_of_site, caches, by_size);
        Self { demands, capacities: caches.iter().map(|cache| cache.amount() as f64).collect() }
    }

    /// The share of all bytes that the caches miss.
    fn missed(&self, replacement: Replacement) -> f64 {
        let (mut missed, mut all) = (0.0, 0.0);
        for ((demand, bytes), capacity) in self.demands.iter().zip(&self.capacities) {
            let requested: f64 =
                demand.iter().zip(bytes).map(|(d, bytes)| d.rate * d.objects * bytes).sum();
            if requested > 0.0 {
                let hit = byte_hit_ratio(demand, bytes, *capacity, replacement);
                missed += requested * (1.0 - hit);
                all += requested;
            }
        }
        missed / all
    }

    /// Shares of the bytes answered locally, by siblings, and by the origin.
    fn cooperative(&self, servers: f64) -> [f64; 3] {
        let (demand, bytes) = &self.demands[0];
        cooperative_byte_shares(demand, bytes, self.capacities[0], servers)
    }
}

/// The requests of each cache in classes of objects of nearly the same popularity, or popularity for their
/// size.
fn demands(
    content: &Content,
    server_of_site: &[usize],
    caches: &[Capacity],
    by_size: bool,
) -> Vec<(Vec<Demand>, Vec<f64>)> {
    /// Popularity differs by 2 % within a class.
    const CLASSES_AN_OCTAVE: f64 = 32.0;
    let catalog = content.catalog();
    let weights = content.weights();
    let mean_bytes = content.mean_bytes();
    let all: f64 = weights.iter().sum();
    // Objects, rate, room and bytes of the answers, summed up.
    let mut classes = vec![std::collections::BTreeMap::<i32, [f64; 4]>::new(); caches.len()];
    for (object, weight) in weights.into_iter().enumerate().filter(|(_, weight)| *weight > 0.0) {
        let site = usize::from(catalog.site_of(object as u32));
        let cache = server_of_site.get(site).copied().unwrap_or(0);
        let room = match caches[cache] {
            Capacity::Bytes(_) => mean_bytes[object],
            Capacity::Objects(_) => 1.0,
        };
        let rate = weight / all;
        let key = if by_size { rate / room } else { rate };
        let class = (libm::log2(key) * CLASSES_AN_OCTAVE).floor() as i32;
        let sums = classes[cache].entry(class).or_default();
        let own = [1.0, rate, room, rate * mean_bytes[object]];
        *sums = std::array::from_fn(|n| sums[n] + own[n]);
    }
    let demand = |&[objects, rate, room, _]: &[f64; 4]| Demand {
        rate: rate / objects,
        size: room / objects,
        objects,
    };
    let of = |classes: &std::collections::BTreeMap<i32, [f64; 4]>| {
        let demand = classes.values().map(demand).collect();
        (demand, classes.values().map(|[_, rate, _, bytes]| bytes / rate).collect())
    };
    classes.iter().map(of).collect()
}
