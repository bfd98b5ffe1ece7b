//! Consistent hashing on a ring, optionally with bounded loads.

use super::mix::mix;

/// The points of all servers, in order round the ring. A server's points do not depend on how
/// many other servers there are.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    points: Vec<(u64, u32)>,
}

impl Ring {
    pub(super) fn new(servers: usize, vnodes: usize, seed: u64) -> Self {
        let mut points: Vec<(u64, u32)> = (0..servers)
            .flat_map(|server| {
                let base = mix(seed ^ 0x72_69_6e_67).wrapping_add(mix(server as u64));
                (0..vnodes).map(move |vnode| (mix(base ^ mix(vnode as u64)), server as u32))
            })
            .collect();
        points.sort_unstable();
        Self { points }
    }

    /// The point that comes first at or after `hash`.
    pub(super) fn place(&self, hash: u64) -> usize {
        let place = self.points.partition_point(|&(point, _)| point < hash);
        if place == self.points.len() { 0 } else { place }
    }

    /// The server of a point.
    pub(super) fn server_at(&self, place: usize) -> usize {
        self.points[place].1 as usize
    }

    /// The server whose point comes first at or after `hash`.
    pub(super) fn owner(&self, hash: u64) -> usize {
        self.server_at(self.place(hash))
    }

    /// The owners of keys that come one after the other, none of more than `bound` times the mean
    /// number of keys, rounded up: a key that finds its server full walks on.
    pub(super) fn bounded(
        &self,
        hashes: impl Iterator<Item = u64>,
        keys: usize,
        servers: usize,
        bound: f64,
    ) -> Vec<u32> {
        // Never less than the mean, or some keys would find no room.
        let room = (bound * keys as f64 / servers as f64).ceil() as usize;
        let room = room.max(keys.div_ceil(servers));
        let mut owned = vec![0usize; servers];
        hashes
            .map(|hash| {
                let owner = self.walk(self.place(hash), |server| owned[server] < room);
                owned[owner] += 1;
                owner as u32
            })
            .collect()
    }

    /// The first server from a point on whose load is not above `bound` times the mean.
    pub(super) fn below(&self, place: usize, loads: &[u64], bound: f64) -> usize {
        let total: u64 = loads.iter().sum();
        let most = bound * total as f64 / loads.len() as f64;
        self.walk(place, |server| loads[server] as f64 <= most)
    }

    /// The first server from a point on that will do.
    fn walk(&self, place: usize, will_do: impl Fn(usize) -> bool) -> usize {
        let (before, behind) = self.points.split_at(place);
        let mut servers = behind.iter().chain(before).map(|&(_, server)| server as usize);
        let found = servers.find(|&server| will_do(server));
        found.unwrap_or_else(|| self.server_at(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key shares of all servers, times their number.
    fn shares(ring: &Ring, servers: usize) -> Vec<f64> {
        let mut shares = vec![0.0; servers];
        let last = ring.points[ring.points.len() - 1].0;
        let before = std::iter::once(last).chain(ring.points.iter().map(|&(point, _)| point));
        for (&(point, server), before) in ring.points.iter().zip(before) {
            let arc = point.wrapping_sub(before) as f64 / 2f64.powi(64);
            shares[server as usize] += arc * servers as f64;
        }
        shares
    }

    /// THEORY 7.7: the key shares of n servers with v points vary with CV sqrt((n-1)/(nv+1)), and the
    /// largest of them is as much above the mean as it must.
    #[test]
    fn ring_shares_vary_as_they_must() {
        let rings = 1_000;
        // Servers, points, CV (nothing where THEORY has none), mean of the maximum.
        let expected = [
            (16, 1, 0.9393, 3.3807),
            (16, 10, 0.3052, 1.630),
            (16, 100, 0.0968, 1.184),
            (16, 1_000, 0.0306, 1.057),
            (64, 1, 0.0, 4.7439),
            (64, 10, 0.0, 1.906),
            (64, 100, 0.0, 1.2525),
        ];
        for (servers, vnodes, cv, max) in expected {
            let (mut squares, mut largest) = (0.0, 0.0);
            for seed in 0..rings {
                let shares = shares(&Ring::new(servers, vnodes, seed), servers);
                squares += shares.iter().map(|s| (s - 1.0).powi(2)).sum::<f64>() / servers as f64;
                largest += shares.iter().fold(0.0, |max: f64, &s| max.max(s));
            }
            let found = (squares / rings as f64).sqrt();
            assert!(cv == 0.0 || (found / cv - 1.0).abs() < 0.04, "{vnodes} points: {found}");
            let found = largest / rings as f64;
            assert!((found / max - 1.0).abs() < 0.04, "{servers} servers, {vnodes}: {found}");
        }
    }

    /// THEORY 7.8: no server is above its bound, and as many keys walk on as must.
    #[test]
    fn bounded_loads_displace_as_many_keys_as_they_must() {
        let (servers, keys) = (16, 16_000);
        let displaced = |vnodes, epsilon: f64| {
            let rings = 60;
            let total: usize = (0..rings)
                .map(|seed| {
                    let ring = Ring::new(servers, vnodes, seed);
                    let hashes = (0..keys as u64).map(|key| mix(seed << 32 ^ mix(key)));
                    let owners = ring.bounded(hashes.clone(), keys, servers, 1.0 + epsilon);
                    let mut owned = vec![0; servers];
                    owners.iter().for_each(|&owner| owned[owner as usize] += 1);
                    let room = ((1.0 + epsilon) * keys as f64 / servers as f64).ceil() as usize;
                    assert!(owned.iter().all(|&keys| keys <= room), "{owned:?}");
                    let walked = hashes.zip(&owners);
                    walked.filter(|&(hash, &owner)| ring.owner(hash) != owner as usize).count()
                })
                .sum();
            total as f64 / (rings as usize * keys) as f64
        };
        for (epsilon, share) in
            [(0.05, 0.402), (0.1, 0.377), (0.25, 0.312), (0.5, 0.228), (1.0, 0.116)]
        {
            let found = displaced(1, epsilon);
            assert!((found - share).abs() < 0.05, "one point, {epsilon}: {found}");
        }
        for (epsilon, share) in [(0.05, 0.0163), (0.1, 0.0035), (0.25, 0.0)] {
            let found = displaced(100, epsilon);
            assert!((found - share).abs() < 0.01, "100 points, {epsilon}: {found}");
        }
    }

    /// A key that is requested again and again is shared by as many servers as the bound takes.
    #[test]
    fn a_load_above_its_bound_is_passed_by() {
        let ring = Ring::new(8, 10, 1);
        let mut loads = vec![0u64; 8];
        for _ in 0..8_000 {
            let server = ring.below(3, &loads, 1.25);
            loads[server] += 1;
        }
        assert!(loads.iter().all(|&load| load <= 1_251), "{loads:?}");
        assert!(loads.iter().filter(|&&load| load > 1_200).count() >= 6, "{loads:?}");
    }
}
