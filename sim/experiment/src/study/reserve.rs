//! A run of the reserve study: loads of servers against the capacity that they need.

use crate::plan::point::Point;
use crate::spec::reserve::{OverloadHours, ReserveSpec};
use crate::study::packing::{expected_server_of_site, server_counts};
use crate::study::planned_run::{Measured, PlannedRun, RunError};
use hotset_results::metrics::{
    BIN_WIDTH_S, CAPACITY_PER_S, EFFECTIVE_SITES, LOAD_PER_S, LOAD_PER_S_EXPECTED_PEAK,
    LOAD_PER_S_MAX, LOAD_PER_S_P95, MACHINES, Metric, PEAK_TO_MEAN, POWER_ALWAYS_ON,
    POWER_RIGHT_SIZED, RESERVE, RESERVE_FLOOR, RESERVE_OVER_PEAK, SERVERS, UTILISATION,
};
use hotset_results::warnings::{FEW_BINS, SHOT_NOISE};
use hotset_results::{Grid, Row, RunGrids, RunRecord, WARNINGS};
use hotset_sim::ledger::{Bins, Reserve, ReserveRule};
use hotset_sim::theory::{SizeMoments, effective_sites};

/// More bins than this are a mistake.
const BINS_MAX: usize = 5_000_000;
/// The loads of all servers are held at once, 16 bytes each.
const LOADS_MAX: usize = 200_000_000;

impl PlannedRun<'_> {
    /// The bins of a reserve study.
    pub(crate) fn reserve_bins(&self) -> Result<Bins, RunError> {
        let bins = self.content.bins(self.point.bins);
        let bins = bins.map_err(|what| RunError::Spec { key: "bin_s", what })?;
        if bins.count > BINS_MAX {
            let what = format!("found {} time bins; expected at most {BINS_MAX}", bins.count);
            return Err(RunError::Spec { key: "bin_s", what });
        }
        let servers = self.servers();
        if bins.count.saturating_mul(servers) > LOADS_MAX {
            let what = format!(
                "found {} time bins of {servers} servers; expected at most {LOADS_MAX} of both \
                 together",
                bins.count
            );
            return Err(RunError::Spec { key: "bin_s", what });
        }
        Ok(bins)
    }

    pub(crate) fn make_reserve(&self, spec: &ReserveSpec) -> Result<RunRecord, RunError> {
        let bins = self.reserve_bins()?;
        let (layout, shared) = (&self.point.layout, self.point.servers);
        let server_of_site = expected_server_of_site(layout, shared, self.content, bins)?;
        let counts =
            server_counts(self.content, bins, &server_of_site, self.seed, self.replication)?;
        let busy_hour = spec.hours == OverloadHours::Busy;
        let rule = ReserveRule {
            overflow: self.point.overload,
            busy_hour,
            start_s: bins.start.as_s(),
            width_s: bins.width_s(),
            machine_per_s: spec.machine_per_s,
            idle_power: spec.idle_power,
            target_utilisation: spec.target_utilisation,
        };
        let servers: Vec<Reserve> =
            counts.iter().map(|counts| Reserve::of(counts, &rule)).collect();
        if counts.iter().flatten().all(|&count| count == 0) {
            let what = "nothing to measure: there is no load in any bin".to_owned();
            return Err(RunError::Spec { key: "bin_s", what });
        }
        let sites = self.content.site_weights();
        let mut run = Row::new();
        run.insert(BIN_WIDTH_S.name.to_owned(), bins.width_s().into());
        let machines = self.point.machines;
        let all = Reserve::of_all(&servers, machines, spec.idle_power);
        for (metric, value) in metrics(servers.len(), &all, effective_sites(&sites)) {
            run.insert(metric.name.to_owned(), value);
        }
        if let Some((metric, value)) = self.crowd_correlation() {
            run.insert(metric.name.to_owned(), value);
        }
        let floor = floor(&servers, self.point, bins);
        let mut warnings = self.content_warnings();
        if all.reserve() > 0.0 && floor > 0.5 * all.reserve() {
            warnings.push(SHOT_NOISE);
        }
        let share = if busy_hour { 1.0 / 24.0 } else { 1.0 };
        if rule.overflow > 0.0 && rule.overflow * share * ((bins.count - 1) as f64) < 1.0 {
            warnings.push(FEW_BINS);
        }
        run.insert(RESERVE_FLOOR.name.to_owned(), floor.into());
        run.insert(WARNINGS.to_owned(), warnings.join(" ").into());
        Ok(RunRecord {
            run,
            grids: RunGrids {
                series: day(&counts, bins),
                servers: table(&servers, &server_of_site),
                loads: Grid::default(),
            },
        })
    }
}

/// The shot-noise floor: the reserve that constant mean rates would need. Requests count equally; what
/// unequal servers need in equal machines is left out.
fn floor(servers: &[Reserve], point: &Point, bins: Bins) -> f64 {
    let requests = SizeMoments { bytes: 1.0, bytes_squared: 1.0, bytes_cubed: 1.0 };
    let overload = point.overload.max(1.0 / bins.count as f64);
    let means = || servers.iter().map(|server| server.mean_per_s * bins.width_s());
    let total = |needs: &mut dyn Iterator<Item = f64>| point.machines.total(servers.len(), needs);
    let noise = total(&mut means().map(|mean| requests.load_exceeded(mean, overload)));
    let all: f64 = means().sum();
    if all > 0.0 { (noise - total(&mut means())) / all } else { 0.0 }
}

fn metrics(servers: usize, all: &Reserve, effective_sites: f64) -> Vec<Measured> {
    let numbers: [(Metric, f64); 12] = [
        (EFFECTIVE_SITES, effective_sites),
        (LOAD_PER_S, all.mean_per_s),
        (LOAD_PER_S_P95, all.p95_per_s),
        (LOAD_PER_S_EXPECTED_PEAK, all.expected_peak_per_s),
        (LOAD_PER_S_MAX, all.peak_per_s),
        (CAPACITY_PER_S, all.capacity_per_s),
        (PEAK_TO_MEAN, all.peak_to_mean()),
        (RESERVE, all.reserve()),
        (RESERVE_OVER_PEAK, all.reserve_over_peak()),
        (UTILISATION, all.utilisation()),
        (POWER_ALWAYS_ON, all.power_always_on),
        (POWER_RIGHT_SIZED, all.power_right_sized),
    ];
    let mut metrics: Vec<Measured> =
        vec![(SERVERS, servers.into()), (MACHINES, (all.machines as u64).into())];
    metrics.extend(numbers.map(|(metric, value)| (metric, value.into())));
    metrics
}

/// The mean load of all servers by the hour of the day: a bin an hour.
fn day(counts: &[Vec<u64>], bins: Bins) -> Grid {
    const HOURS: usize = 24;
    let mut sums = [(0.0, 0.0); HOURS];
    for bin in 0..bins.count - 1 {
        let middle_s = bins.start.as_s() + (bin as f64 + 0.5) * bins.width_s();
        let hour = (middle_s % 86_400.0 / 3_600.0) as usize % HOURS;
        let load: u64 = counts.iter().map(|server| server[bin]).sum();
        sums[hour] = (sums[hour].0 + load as f64, sums[hour].1 + 1.0);
    }
    let mut grid = Grid::new(&["bin", "time_s", "load_per_s"]);
    for (hour, (sum, n)) in sums.into_iter().enumerate().filter(|(_, (_, n))| *n > 0.0) {
        let time_s = hour as f64 * 3_600.0;
        grid.rows.push(vec![hour.into(), time_s.into(), (sum / n / bins.width_s()).into()]);
    }
    grid
}

fn table(servers: &[Reserve], server_of_site: &[usize]) -> Grid {
    let mut grid = Grid::new(&[
        "server",
        "sites",
        "load_per_s",
        "capacity_per_s",
        "load_per_s_max",
        "utilisation",
    ]);
    for (number, server) in servers.iter().enumerate() {
        let sites = server_of_site.iter().filter(|&&of| of == number).count();
        grid.rows.push(vec![
            number.into(),
            sites.into(),
            server.mean_per_s.into(),
            server.capacity_per_s.into(),
            server.peak_per_s.into(),
            server.utilisation().into(),
        ]);
    }
    grid
}
