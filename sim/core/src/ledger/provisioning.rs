//! Provisioning: the capacity that a load needs, relative to the mean client load.

use super::Loads;
use super::load::{predicted_capacity, reserve_capacity};
use std::ops::Range;

/// Which machines are bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Machines {
    /// Identical: each is as large as the largest need.
    #[default]
    Equal,
    /// Each as large as its own server needs.
    Each,
}

impl Machines {
    /// The total of `servers` servers in use, given the need of each; others need
    /// nothing.
    pub fn total(self, servers: usize, needs: impl IntoIterator<Item = f64>) -> f64 {
        let needs = needs.into_iter();
        match self {
            Self::Each => needs.sum(),
            Self::Equal => servers as f64 * needs.fold(0.0, f64::max),
        }
    }
}

/// What is known of a load when the capacity for it is set.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum KnownLoad {
    /// All of it.
    #[default]
    Hindsight,
    /// What came before: the capacity is set from the earlier bins, and judged on the later ones.
    Past {
        /// Share of the bins that it is set from.
        share: f64,
        /// What is added to their quantile: 0.2 for a fifth.
        headroom: f64,
    },
}

/// How capacity is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProvisioningRule {
    /// Share of the bins in which the load of a server may exceed its capacity, strictly (THEORY 9).
    pub overload: f64,
    /// Which machines are bought.
    pub machines: Machines,
    /// From what.
    pub known: KnownLoad,
}

impl KnownLoad {
    /// The bins of a range that capacity is set from, and those that it is judged on.
    pub fn split(self, bins: Range<usize>) -> (Range<usize>, Range<usize>) {
        match self {
            Self::Hindsight => (bins.clone(), bins),
            Self::Past { share, .. } => {
                let earlier = ((bins.len() as f64 * share) as usize).min(bins.len());
                (bins.start..bins.start + earlier, bins.start + earlier..bins.end)
            }
        }
    }
}

/// The provisioned capacity of a layout, relative to the mean client load. That is the same in every layout:
/// traffic between servers needs capacity, but serves no client.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provisioning {
    /// Mean load of the clients.
    pub client_bytes_per_s: f64,
    /// Provisioned capacity of all servers together.
    pub capacity_bytes_per_s: f64,
    /// What each server needs.
    pub needs_bytes_per_s: Vec<f64>,
    /// Capacity of the same machines that is never exceeded.
    pub peak_bytes_per_s: f64,
    /// Capacity that the same mean loads and sizes would need if nothing varied: the shot noise of
    /// independent requests alone.
    pub floor_bytes_per_s: f64,
    /// The largest skewness of a server's load in that case: above 2 a few large requests decide, and the
    /// floor is a guide only.
    pub floor_skewness: f64,
    /// Capacity that mean loads alone would need: above the mean of the clients where machines are
    /// alike and servers are not.
    pub imbalance_bytes_per_s: f64,
    /// Share of the time of all servers in which the load is above the capacity.
    pub over_time_share: f64,
    /// Share of the offered bytes above it.
    pub over_bytes_share: f64,
}

impl Provisioning {
    /// The capacity for the loads in a range of bins, of `servers` servers in use: a server that
    /// nothing is placed on needs no machine.
    pub fn of(loads: &Loads, servers: usize, bins: Range<usize>, rule: &ProvisioningRule) -> Self {
        let (set_from, judged) = rule.known.split(bins);
        if judged.is_empty() || loads.servers() == 0 {
            return Self::default();
        }
        let (count, per_s) = (judged.len() as f64, 1.0 / loads.bins().width_s());
        let needs: Vec<f64> = (0..loads.servers())
            .map(|server| need(sorted(loads, server, set_from.clone()), rule))
            .collect();
        let peaks = (0..loads.servers())
            .map(|server| loads.of_server(server, judged.clone()).max().unwrap_or(0) as f64);
        let means: Vec<f64> = (0..loads.servers())
            .map(|server| loads.of_server(server, judged.clone()).sum::<u64>() as f64 / count)
            .collect();
        // What is never exceeded in n bins is exceeded in one of n + 1.
        let overload = rule.overload.max(1.0 / (count + 1.0));
        let sizes = |server: usize| loads.sizes(server);
        let floors = means
            .iter()
            .enumerate()
            .map(|(server, &mean)| sizes(server).load_exceeded(mean, overload));
        let skewness = means.iter().enumerate().map(|(n, &mean)| sizes(n).skewness(mean));
        let total =
            |needs: &mut dyn Iterator<Item = f64>| rule.machines.total(servers, needs) * per_s;
        let client_bytes: u64 = loads.client_bytes()[judged.clone()].iter().sum();
        let mut provisioning = Self {
            client_bytes_per_s: client_bytes as f64 / count * per_s,
            capacity_bytes_per_s: total(&mut needs.iter().copied()),
            peak_bytes_per_s: total(&mut { peaks }),
            floor_bytes_per_s: total(&mut { floors }),
            floor_skewness: skewness.fold(0.0, f64::max),
            imbalance_bytes_per_s: total(&mut means.iter().copied()),
            needs_bytes_per_s: needs.iter().map(|need| need * per_s).collect(),
            ..Self::default()
        };
        provisioning.judge(loads, servers, judged, &needs, rule.machines);
        provisioning
    }

    /// How much of the load is above the capacity.
    fn judge(
        &mut self,
        loads: &Loads,
        servers: usize,
        bins: Range<usize>,
        needs: &[f64],
        machines: Machines,
    ) {
        let largest = needs.iter().copied().fold(0.0, f64::max);
        let (mut over, mut over_bytes, mut all_bytes) = (0.0, 0.0, 0.0);
        for (server, &need) in needs.iter().enumerate() {
            let capacity = if machines == Machines::Equal { largest } else { need };
            for bytes in loads.of_server(server, bins.clone()) {
                let bytes = bytes as f64;
                all_bytes += bytes;
                over += f64::from(u8::from(bytes > capacity));
                over_bytes += (bytes - capacity).max(0.0);
            }
        }
        self.over_time_share = ratio(over, (bins.len() * servers) as f64);
        self.over_bytes_share = ratio(over_bytes, all_bytes);
    }

    /// Machines of a given size for the capacity of `servers` servers, each of which has whole ones of
    /// its own.
    pub fn machines(&self, machine_bytes_per_s: f64, servers: usize, machines: Machines) -> f64 {
        let whole = |capacity: f64| (capacity / machine_bytes_per_s - 1e-9).ceil().max(0.0);
        match machines {
            Machines::Equal => servers as f64 * whole(self.capacity_bytes_per_s / servers as f64),
            Machines::Each => self.needs_bytes_per_s.iter().map(|&need| whole(need)).sum(),
        }
    }

    /// Capacity over the mean load of the clients if every server had a machine of its own size.
    pub fn own_size_to_mean(&self) -> f64 {
        ratio(self.needs_bytes_per_s.iter().sum(), self.client_bytes_per_s)
    }

    /// Capacity over the mean load of the clients.
    pub fn capacity_to_mean(&self) -> f64 {
        ratio(self.capacity_bytes_per_s, self.client_bytes_per_s)
    }

    /// The reserve: capacity above the mean client load, divided by it.
    pub fn reserve(&self) -> f64 {
        self.capacity_to_mean() - 1.0
    }

    /// Of the reserve, what independent requests alone would need.
    pub fn reserve_floor(&self) -> f64 {
        ratio(self.floor_bytes_per_s, self.client_bytes_per_s) - 1.0
    }

    /// Of the reserve, what the mean loads of unlike servers need in machines that are alike.
    pub fn reserve_imbalance(&self) -> f64 {
        ratio(self.imbalance_bytes_per_s, self.client_bytes_per_s) - 1.0
    }

    /// Mean load of the clients over the capacity.
    pub fn utilisation(&self) -> f64 {
        ratio(self.client_bytes_per_s, self.capacity_bytes_per_s)
    }

    /// Capacity that is never exceeded, over the mean load of the clients.
    pub fn peak_to_mean(&self) -> f64 {
        ratio(self.peak_bytes_per_s, self.client_bytes_per_s)
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

fn sorted(loads: &Loads, server: usize, bins: Range<usize>) -> Vec<u64> {
    let mut sorted: Vec<u64> = loads.of_server(server, bins).collect();
    sorted.sort_unstable();
    sorted
}

/// The capacity of a server by its own load, in bytes a bin.
fn need(sorted: Vec<u64>, rule: &ProvisioningRule) -> f64 {
    match rule.known {
        KnownLoad::Hindsight => reserve_capacity(&sorted, rule.overload) as f64,
        KnownLoad::Past { headroom, .. } => {
            predicted_capacity(&sorted, rule.overload) as f64 * (1.0 + headroom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Bins;
    use hotset_workloads::SimTime;

    const RULE: ProvisioningRule =
        ProvisioningRule { overload: 0.0, machines: Machines::Each, known: KnownLoad::Hindsight };

    fn loads(asked: &[(usize, usize, u64)]) -> Loads {
        let bins = Bins::new(SimTime(0), 1_000_000_000, 4);
        let mut loads = Loads::new(bins, 2);
        asked.iter().for_each(|&(bin, server, bytes)| loads.add_client_request(bin, server, bytes));
        loads
    }

    /// Two servers whose peaks fall in different bins: each must hold its own.
    #[test]
    fn needs_are_added_server_by_server() {
        let loads = loads(&[(0, 0, 30), (1, 0, 10), (1, 1, 10), (2, 1, 30)]);
        let held = Provisioning::of(&loads, 2, 0..4, &RULE);
        assert_eq!(held.client_bytes_per_s, 20.0);
        assert_eq!((held.peak_to_mean(), held.reserve()), (3.0, 2.0));
        assert_eq!((held.over_time_share, held.utilisation()), (0.0, 1.0 / 3.0));
    }

    #[test]
    fn equal_machines_are_as_large_as_the_largest_need() {
        let loads = loads(&[(0, 0, 40), (1, 1, 10)]);
        let equal = ProvisioningRule { machines: Machines::Equal, ..RULE };
        let held = Provisioning::of(&loads, 2, 0..4, &equal);
        assert_eq!((held.capacity_bytes_per_s, held.own_size_to_mean()), (80.0, 4.0));
        assert_eq!(Provisioning::of(&loads, 2, 0..4, &RULE).capacity_bytes_per_s, 50.0);
        // A third server that nothing is placed on would need no machine.
        assert_eq!(Machines::Equal.total(2, [40.0, 10.0, 0.0]), 80.0);
    }

    #[test]
    fn capacity_set_from_the_past_is_judged_on_what_follows() {
        let loads = loads(&[(0, 0, 20), (1, 0, 10), (2, 0, 50), (3, 0, 10), (3, 1, 20)]);
        let known = KnownLoad::Past { share: 0.5, headroom: 0.5 };
        let held = Provisioning::of(&loads, 2, 0..4, &ProvisioningRule { known, ..RULE });
        // 30 on the first server, nothing on the second.
        assert_eq!((held.capacity_bytes_per_s, held.client_bytes_per_s), (30.0, 40.0));
        assert_eq!((held.over_time_share, held.over_bytes_share), (0.5, 0.5));
    }

    /// What servers send each other needs capacity, but is not what it is compared with.
    #[test]
    fn the_denominator_is_what_clients_asked_for() {
        let mut loads = loads(&[(0, 0, 10), (1, 0, 10), (2, 0, 10), (3, 0, 10)]);
        (0..4).for_each(|bin| loads.add_transfer(bin, 1, 10));
        let held = Provisioning::of(&loads, 2, 0..4, &RULE);
        assert_eq!((held.capacity_to_mean(), held.reserve()), (2.0, 1.0));
    }
}
