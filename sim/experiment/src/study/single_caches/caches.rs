//! The caches of runs: those of one policy together, where sizes can share their work.

use super::run::CacheRun;
use crate::plan::seeds::{Purpose, stream};
use crate::study::planned_run::RunError;
use hotset_sim::cache::{CacheConfig, Capacity, Policy};
use hotset_sim::replay::{MULTI_SIZE_CACHES_MAX, MultiSizeCaches, multi_size_caches_of, replay_of};
use hotset_workloads::ObjectId;

/// Caches that are fed together, with the numbers of the runs that they are of.
pub(super) struct CacheBank {
    pub(super) caches: Box<dyn MultiSizeCaches>,
    pub(super) runs: Vec<usize>,
}

impl CacheBank {
    /// The caches of runs. What one counts does not depend on which others there are.
    pub(super) fn of_runs(runs: &[CacheRun<'_>]) -> Result<Vec<Self>, RunError> {
        let capacities =
            runs.iter().map(CacheRun::capacity).collect::<Result<Vec<Capacity>, _>>()?;
        let mut policies: Vec<(&Policy, Vec<usize>)> = Vec::new();
        for (number, run) in runs.iter().enumerate() {
            match policies.iter_mut().find(|(policy, _)| **policy == run.study.policy) {
                Some((_, numbers)) => numbers.push(number),
                None => policies.push((&run.study.policy, vec![number])),
            }
        }
        let caches = runs.len();
        let together =
            caches.div_ceil(rayon::current_num_threads()).clamp(1, MULTI_SIZE_CACHES_MAX);
        let mut banks = Vec::new();
        for (policy, numbers) in policies {
            for numbers in numbers.chunks(together) {
                let sizes: Vec<Capacity> = numbers.iter().map(|&n| capacities[n]).collect();
                match shared(policy, &runs[numbers[0]], &sizes) {
                    Some(caches) => banks.push(Self { caches, runs: numbers.to_vec() }),
                    None => banks.extend(numbers.iter().map(|&number| {
                        let caches = alone(&runs[number], capacities[number]);
                        Self { caches, runs: vec![number] }
                    })),
                }
            }
        }
        Ok(banks)
    }
}

/// Caches of several sizes that share their work, if the policy allows it: of objects that do not change, and
/// without parameters.
fn shared(
    policy: &Policy,
    run: &CacheRun<'_>,
    sizes: &[Capacity],
) -> Option<Box<dyn MultiSizeCaches>> {
    let plain = *policy == Policy::from(policy.kind) && !run.run.content.has_versions();
    let objects = run.run.content.catalog().len();
    plain.then(|| multi_size_caches_of(policy.kind, sizes, objects))?
}

fn alone(run: &CacheRun<'_>, capacity: Capacity) -> Box<dyn MultiSizeCaches> {
    let CacheRun { run, study } = run;
    let objects = run.content.catalog().len();
    let stream = stream(run.seed, run.replication, Purpose::Policy, 0);
    let placement = match study.policy.kind.info().statically_placed {
        true => placement(run.content.catalog(), &run.content.weights(), capacity),
        false => Vec::new(),
    };
    let setup = study.policy.config(capacity, objects, stream);
    Box::new(replay_of(study.policy.kind, &CacheConfig { placement: &placement, ..setup }))
}

/// The objects that a placed cache should hold, best first: most requests for their space.
fn placement(
    catalog: &hotset_workloads::Catalog,
    weights: &[f64],
    capacity: Capacity,
) -> Vec<(ObjectId, u64)> {
    let worth = |object: ObjectId| {
        let room = capacity.charge(catalog.bytes[object as usize]).max(1);
        weights[object as usize] / room as f64
    };
    let mut ranked: Vec<ObjectId> = (0..catalog.len() as ObjectId).collect();
    ranked.sort_by(|&a, &b| worth(b).total_cmp(&worth(a)).then(a.cmp(&b)));
    ranked.into_iter().map(|object| (object, catalog.bytes[object as usize])).collect()
}
