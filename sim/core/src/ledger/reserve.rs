//! The reserve of a load over a long time, and its utilisation.

use super::Machines;
use super::load::p95_of;
use crate::theory::linear_power;

/// How capacity is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReserveRule {
    /// Share of the bins in which the load may exceed the capacity, strictly.
    pub overflow: f64,
    /// Whether that share is of the busiest hour of the day, or of all bins. A capacity for the
    /// busy hour holds at any time (the rule of telephone networks; THEORY 4.3 assumes it).
    pub busy_hour: bool,
    /// Beginning of the first bin, in seconds from a midnight.
    pub start_s: f64,
    /// Width of a bin in seconds.
    pub width_s: f64,
    /// Load that one machine serves at most.
    pub machine_per_s: f64,
    /// Power of an idle machine over that at peak.
    pub idle_power: f64,
    /// Utilisation up to which machines are filled where they can be switched off.
    pub target_utilisation: f64,
}

/// What a server, or all of them, need. Loads are in units per second, powers in machines at peak.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reserve {
    /// Mean load.
    pub mean_per_s: f64,
    /// Mean load in the busiest hour of the day: the peak that can be foreseen.
    pub expected_peak_per_s: f64,
    /// Highest bin.
    pub peak_per_s: f64,
    /// Provisioned capacity.
    pub capacity_per_s: f64,
    /// Load billed by the 95th percentile (THEORY 6.3).
    pub p95_per_s: f64,
    /// Machines for the capacity.
    pub machines: f64,
    /// Mean power with all machines always on.
    pub power_always_on: f64,
    /// Mean power with as many machines on in each bin as it needs.
    pub power_right_sized: f64,
}

impl Reserve {
    /// What one server needs for a load given as counts in consecutive bins.
    pub fn of(counts: &[u64], rule: &ReserveRule) -> Self {
        if counts.is_empty() {
            return Self::default();
        }
        let per_s = 1.0 / rule.width_s;
        let mean = |counts: &mut dyn Iterator<Item = u64>| {
            let (sum, n) = counts.fold((0u64, 0u64), |(sum, n), c| (sum + c, n + 1));
            sum as f64 / n.max(1) as f64 * per_s
        };
        let busy = busiest_hour(counts, rule.start_s, rule.width_s);
        let expected_peak_per_s = mean(&mut busy.iter().copied());
        let mut sorted: Vec<u64> = if rule.busy_hour { busy } else { counts.to_vec() };
        sorted.sort_unstable();
        let capacity_per_s = super::load::reserve_capacity(&sorted, rule.overflow) as f64 * per_s;
        if rule.busy_hour {
            sorted = counts.to_vec();
            sorted.sort_unstable();
        }
        let mean_per_s = mean(&mut counts.iter().copied());
        let machines = (capacity_per_s / rule.machine_per_s - 1e-9).ceil().max(0.0);
        let used = |on: f64, load: f64| match on {
            0.0 => 0.0,
            _ => on * linear_power(rule.idle_power, load / (on * rule.machine_per_s)),
        };
        let needed = |load: f64| {
            (load / (rule.machine_per_s * rule.target_utilisation) - 1e-9).ceil().max(0.0)
        };
        let right_sized = counts.iter().map(|&count| {
            let load = count as f64 * per_s;
            // What overflows is not served by machines that are not there.
            let on = needed(load).min(machines);
            used(on, load.min(on * rule.machine_per_s))
        });
        Self {
            mean_per_s,
            expected_peak_per_s,
            peak_per_s: sorted.last().copied().unwrap_or(0) as f64 * per_s,
            capacity_per_s,
            p95_per_s: p95_of(&sorted) as f64 * per_s,
            machines,
            power_always_on: used(machines, mean_per_s),
            power_right_sized: right_sized.sum::<f64>() / counts.len() as f64,
        }
    }

    /// What all servers need in machines of a kind: where these are all alike, every server has what
    /// the neediest one needs, and what of that is not loaded is idle.
    pub fn of_all(servers: &[Self], machines: Machines, idle_power: f64) -> Self {
        let all: Self = servers.iter().copied().sum();
        let total = |of: fn(&Self) -> f64| machines.total(servers.len(), servers.iter().map(of));
        Self {
            peak_per_s: total(|server| server.peak_per_s),
            capacity_per_s: total(|server| server.capacity_per_s),
            machines: total(|server| server.machines),
            power_always_on: all.power_always_on
                + idle_power * (total(|server| server.machines) - all.machines),
            ..all
        }
    }

    /// Mean load over capacity.
    pub fn utilisation(&self) -> f64 {
        ratio(self.mean_per_s, self.capacity_per_s)
    }

    /// Capacity above the mean, over the mean.
    pub fn reserve(&self) -> f64 {
        ratio(self.capacity_per_s, self.mean_per_s) - 1.0
    }

    /// Capacity above the peak that can be foreseen, over that peak (THEORY 4.8).
    pub fn reserve_over_peak(&self) -> f64 {
        ratio(self.capacity_per_s, self.expected_peak_per_s) - 1.0
    }

    /// Highest bin over the mean.
    pub fn peak_to_mean(&self) -> f64 {
        ratio(self.peak_per_s, self.mean_per_s)
    }
}

impl std::iter::Sum for Reserve {
    /// Every server holds its own: all figures add up.
    fn sum<I: Iterator<Item = Self>>(servers: I) -> Self {
        servers.fold(Self::default(), |a, b| Self {
            mean_per_s: a.mean_per_s + b.mean_per_s,
            expected_peak_per_s: a.expected_peak_per_s + b.expected_peak_per_s,
            peak_per_s: a.peak_per_s + b.peak_per_s,
            capacity_per_s: a.capacity_per_s + b.capacity_per_s,
            p95_per_s: a.p95_per_s + b.p95_per_s,
            machines: a.machines + b.machines,
            power_always_on: a.power_always_on + b.power_always_on,
            power_right_sized: a.power_right_sized + b.power_right_sized,
        })
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// The bins of the hour of the day with the highest mean; all bins where a day is not covered, or
/// a bin is longer than an hour.
fn busiest_hour(counts: &[u64], start_s: f64, width_s: f64) -> Vec<u64> {
    const DAY_S: f64 = 86_400.0;
    const HOURS: usize = 24;
    if counts.len() as f64 * width_s < DAY_S || width_s > DAY_S / HOURS as f64 {
        return counts.to_vec();
    }
    let hour = |bin: usize| {
        let time_s = start_s + (bin as f64 + 0.5) * width_s;
        ((time_s % DAY_S) / DAY_S * HOURS as f64) as usize % HOURS
    };
    let mut sums = [(0.0, 0.0); HOURS];
    for (bin, &count) in counts.iter().enumerate() {
        let sum = &mut sums[hour(bin)];
        *sum = (sum.0 + count as f64, sum.1 + 1.0);
    }
    let mean = |h: usize| ratio(sums[h].0, sums[h].1);
    let busiest = (0..HOURS).max_by(|&a, &b| mean(a).total_cmp(&mean(b))).unwrap_or(0);
    counts
        .iter()
        .enumerate()
        .filter(|&(bin, _)| hour(bin) == busiest)
        .map(|(_, &count)| count)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: ReserveRule = ReserveRule {
        overflow: 0.0,
        busy_hour: true,
        start_s: 0.0,
        width_s: 900.0,
        machine_per_s: 1.0,
        idle_power: 0.5,
        target_utilisation: 0.8,
    };

    /// A day that is busy from 18 to 19 h, over ten days; on the third, a peak at night.
    fn days() -> Vec<u64> {
        let mut counts: Vec<u64> =
            (0..960).map(|bin| if (72..76).contains(&(bin % 96)) { 9_000 } else { 900 }).collect();
        counts[200] = 18_000;
        counts
    }

    #[test]
    fn the_busy_hour_sets_the_capacity() {
        let busy = Reserve::of(&days(), &RULE);
        assert_eq!((busy.expected_peak_per_s, busy.capacity_per_s), (10.0, 10.0));
        assert_eq!((busy.peak_per_s, busy.machines), (20.0, 10.0));
        assert_eq!(busy.reserve_over_peak(), 0.0);
        let all = Reserve::of(&days(), &ReserveRule { busy_hour: false, ..RULE });
        assert_eq!((all.capacity_per_s, all.reserve_over_peak()), (20.0, 1.0));
        assert_eq!(all.peak_to_mean(), all.reserve() + 1.0);
    }

    /// THEORY 6.2: a perfectly followed load leaves only the idle part of what is on.
    #[test]
    fn machines_that_sleep_save_their_idle_power() {
        let found = Reserve::of(&days(), &ReserveRule { target_utilisation: 1.0, ..RULE });
        assert!(found.power_right_sized < 0.3 * found.power_always_on, "{found:?}");
        assert!((found.power_always_on - (5.0 + 0.5 * found.mean_per_s)).abs() < 1e-9);
        let served = found.mean_per_s - 10.0 / 960.0;
        assert!((found.power_right_sized - served).abs() < 1e-9, "{found:?}");
        assert_eq!(Reserve::of(&[], &RULE), Reserve::default());
        assert_eq!(Reserve::of(&[0; 960], &RULE).utilisation(), 0.0);
    }
}
