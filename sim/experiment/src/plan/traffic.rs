//! The study of traffic, as a point has it.

use super::memory::residents::residents_max;
use crate::spec::bins::{BINS, BINS_MAX, BinSpec};
use crate::spec::bounds::{BOUNDS, BoundsSpec};
use crate::spec::cache_size::CacheSize;
use crate::spec::capacity::{self, MACHINE_BYTES_PER_S, PowerSpec};
use crate::spec::error::SpecError;
use crate::spec::layout::LayoutSpec;
use crate::spec::reader::Reader;
use crate::spec::series_by::{SERIES_BY, SeriesBy};
use crate::spec::servers::{self, BYTES_PER_S};
use crate::spec::warm_up::WarmUp;
use crate::spec::workload::WorkloadSpec;
use crate::spec::{cost, policy, sample};
use hotset_sim::cache::{Capacity, Policy};
use hotset_sim::engine::timed::Timing;
use hotset_sim::ledger::KnownLoad;

/// The study of traffic: requests through caches.
#[derive(Clone, Debug)]
pub struct TrafficStudy {
    /// Cache of each server.
    pub cache: CacheSize,
    /// Policy of all caches.
    pub policy: Policy,
    /// One in how many objects is simulated, standing for all of them.
    pub sample_every: u32,
    /// The smallest cache of all layouts that it is compared with: a sample is the same in all of them.
    pub(crate) sample_cache: Option<Capacity>,
    /// What is not measured at the beginning.
    pub warm_up: WarmUp,
    /// The same as a share of the bins; final once the content is known.
    pub(crate) warm_up_share: f64,
    /// What takes time, in a timed run.
    pub timing: Option<Timing>,
    /// The loads from which capacity is set.
    pub known: KnownLoad,
    /// What a machine can send; `None` where it is not known.
    pub machine_bytes_per_s: Option<f64>,
    /// Whose loads are written, bin by bin.
    pub series_by: SeriesBy,
    /// The power of servers; `None` where their rate is not known.
    pub power: Option<PowerSpec>,
    /// Prices of a byte to clients, between servers, and from the origin.
    pub prices: [f64; 3],
    /// The bounds that are reported alongside the layout.
    pub bounds: BoundsSpec,
}

impl TrafficStudy {
    pub(super) fn read(
        reader: &Reader<'_>,
        workload: &WorkloadSpec,
        layout: &LayoutSpec,
        servers: usize,
        bins: BinSpec,
        timing: Option<Timing>,
    ) -> Result<Self, SpecError> {
        if let BinSpec::Count(_) = bins {
            reader.whole_within(&BINS, 2..=BINS_MAX)?;
        }
        let cache = reader.read(&servers::CACHE)?;
        let policy = policy::read(reader, workload, layout, timing.is_some())?;
        let sample_every = sample::read(reader, &policy, cache, layout, timing.is_some())?;
        let warm_up = WarmUp::read(reader, workload)?;
        let known = capacity::known_load(reader)?;
        let series_by = reader.read(&SERIES_BY)?;
        let bounds = reader.read(&BOUNDS)?;
        let power = match reader.read_if_given(&BYTES_PER_S)? {
            Some(server_bytes_per_s) => {
                let idle = reader.read(&servers::IDLE_POWER)?;
                Some(PowerSpec { server_bytes_per_s, idle })
            }
            None => None,
        };
        let machine_bytes_per_s = reader.read_if_given(&MACHINE_BYTES_PER_S)?;
        let study = Self {
            cache,
            policy,
            sample_every,
            sample_cache: None,
            warm_up,
            warm_up_share: warm_up.share(),
            timing,
            known,
            machine_bytes_per_s: machine_bytes_per_s
                .or(power.map(|power| power.server_bytes_per_s)),
            series_by,
            power,
            prices: cost::read(reader)?,
            bounds,
        };
        study.check_memory(workload, layout, servers)?;
        Ok(study)
    }

    /// Refuses caches that no machine has the memory for.
    fn check_memory(
        &self,
        workload: &WorkloadSpec,
        layout: &LayoutSpec,
        shared: usize,
    ) -> Result<(), SpecError> {
        let WorkloadSpec::Synthetic(model) = workload else { return Ok(()) };
        let (servers, objects) = (layout.servers(shared, model.sites.count), model.objects as f64);
        let each = residents_max(self.cache, &self.policy, model, objects) * shared as f64
            / servers as f64;
        let cache = self.policy.memory_bytes_max(objects, each, model.requests_max());
        let bytes = servers as f64 * cache;
        if bytes <= CACHES_BYTES_MAX {
            return Ok(());
        }
        let key = if servers == shared { "servers.count" } else { "workload.sites" };
        let message = format!(
            "the caches of {servers} servers over {} objects need {:.0} GB of memory; expected at most {:.0} GB",
            model.objects,
            bytes / 1e9,
            CACHES_BYTES_MAX / 1e9
        );
        let help = "take fewer objects, fewer servers or smaller caches";
        Err(SpecError::new(key, message).with_help(help))
    }
}

/// No machine has more memory for caches than this.
const CACHES_BYTES_MAX: f64 = 16e12;
