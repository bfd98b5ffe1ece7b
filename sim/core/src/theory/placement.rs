//! What placing content costs: static placements exactly, LRU servers by characteristic times.

use super::che::{Demand, lru_fill_time, occupancy_lru};

/// The share of the requests for the first `objects` of `weights` (sorted, falling, summing to 1).
pub fn top_share(weights: &[f64], objects: usize) -> f64 {
    weights[..objects.min(weights.len())].iter().sum()
}

/// Shares of requests answered locally, by a sibling and by the origin, for `servers` cooperating
/// LRU caches behind random ingress servers, each of `capacity` (THEORY 3.1): a copy is always kept, and a
/// sibling's order is not touched by its help.
pub fn cooperative_shares(demand: &[Demand], capacity: f64, servers: f64) -> [f64; 3] {
    cooperative_byte_shares(demand, &vec![1.0; demand.len()], capacity, servers)
}

/// The same shares of the bytes, where a request for an object of each class transfers `bytes`.
pub fn cooperative_byte_shares(
    demand: &[Demand],
    bytes: &[f64],
    capacity: f64,
    servers: f64,
) -> [f64; 3] {
    let ingress: Vec<Demand> =
        demand.iter().map(|d| Demand { rate: d.rate / servers, ..*d }).collect();
    let time = lru_fill_time(&ingress, capacity);
    let requested = |(d, bytes): (&Demand, &f64)| d.rate * d.objects * bytes;
    let total: f64 = demand.iter().zip(bytes).map(requested).sum();
    let mut shares = [0.0; 3];
    for (d, bytes) in demand.iter().zip(bytes) {
        let weight = requested((d, bytes)) / total;
        let absent = 1.0 - occupancy_lru(d.rate / servers * time);
        let absent_elsewhere = libm::pow(absent, servers - 1.0);
        shares[0] += weight * (1.0 - absent);
        shares[1] += weight * absent * (1.0 - absent_elsewhere);
        shares[2] += weight * absent * absent_elsewhere;
    }
    shares
}

/// An object as placement sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ranked {
    weight: f64,
    bytes: f64,
}

/// Inter-server and origin bytes, per byte that clients get.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HybridCost {
    /// Bytes between servers per egress byte.
    pub inter_server: f64,
    /// Bytes from the origin per egress byte.
    pub origin: f64,
}

impl HybridCost {
    /// The cost at given prices of an inter-server and of an origin byte.
    pub fn priced(&self, inter_server: f64, origin: f64) -> f64 {
        self.inter_server * inter_server + self.origin * origin
    }
}

/// The static placement of THEORY 3.1 and 3.3: the most popular objects on every server, the next
/// ones on one server each, requests at a random ingress server. The structure is that of Borst, Gupta and
/// Walid, INFOCOM 2010.
#[derive(Clone, Debug)]
pub struct StaticHybrid {
    /// Sums over the first objects by popularity: bytes, and egress bytes a request.
    bytes: Vec<f64>,
    egress: Vec<f64>,
    servers: f64,
    capacity_bytes: f64,
}

impl StaticHybrid {
    /// `weights` and `bytes` of the objects, in any order; every server holds `capacity_bytes`.
    pub fn new(weights: &[f64], bytes: &[f64], servers: usize, capacity_bytes: f64) -> Self {
        let ranked = ranked(weights, bytes);
        let sums = |value: fn(&Ranked) -> f64| {
            let mut total = 0.0;
            let mut sums = vec![0.0];
            sums.extend(ranked.iter().map(|object| {
                total += value(object);
                total
            }));
            sums
        };
        Self {
            bytes: sums(|object| object.bytes),
            egress: sums(|object| object.weight * object.bytes),
            servers: servers as f64,
            capacity_bytes,
        }
    }

    /// The largest number of objects that fit on every server.
    pub fn replicated_max(&self) -> usize {
        self.bytes.partition_point(|&bytes| bytes <= self.capacity_bytes) - 1
    }

    /// The cost with the first `replicated` objects on every server; no more than
    /// [`Self::replicated_max`] of them.
    pub fn cost(&self, replicated: usize) -> HybridCost {
        let k = replicated.min(self.replicated_max());
        let room = self.servers * (self.capacity_bytes - self.bytes[k]);
        let held = self.bytes.partition_point(|&bytes| bytes <= self.bytes[k] + room) - 1;
        let total = self.egress[self.egress.len() - 1];
        let once = (self.egress[held] - self.egress[k]) / total;
        HybridCost {
            inter_server: once * (self.servers - 1.0) / self.servers,
            origin: 1.0 - self.egress[held] / total,
        }
    }

    /// The number of objects on every server that costs least, and that cost.
    pub fn optimum(&self, inter_server: f64, origin: f64) -> (usize, f64) {
        (0..=self.replicated_max())
            .map(|k| (k, self.cost(k).priced(inter_server, origin)))
            .fold((0, f64::INFINITY), |best, next| if next.1 < best.1 { next } else { best })
    }
}

fn ranked(weights: &[f64], bytes: &[f64]) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> =
        weights.iter().zip(bytes).map(|(&weight, &bytes)| Ranked { weight, bytes }).collect();
    ranked.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    ranked
}

/// Objects of nearly the same popularity, taken together.
#[derive(Clone, Copy, Debug, Default)]
struct Class {
    objects: f64,
    weight: f64,
    bytes: f64,
    /// Sum of weight times bytes.
    egress: f64,
}

/// The `hot` layout with LRU servers, all of which hold the hot set beside their share of the
/// rest: a server sees hot objects at its own ingress server only and the objects it owns from all ingress servers;
/// both compete for its cache. The characteristic time is that of the average server.
#[derive(Clone, Debug)]
pub struct HotLruModel {
    classes: Vec<Class>,
    servers: f64,
    capacity_bytes: f64,
}

impl HotLruModel {
    /// Weights within a class differ by no more than this share: thousands of classes stand for
    /// any number of objects.
    const CLASS_SPREAD: f64 = 0.002;

    /// `weights` and `bytes` of the objects, in any order; every server holds `capacity_bytes`.
    pub fn new(weights: &[f64], bytes: &[f64], servers: usize, capacity_bytes: f64) -> Self {
        let mut classes: Vec<Class> = Vec::new();
        let mut weight_first = f64::INFINITY;
        for object in ranked(weights, bytes) {
            if object.weight < weight_first * (1.0 - Self::CLASS_SPREAD) || classes.is_empty() {
                weight_first = object.weight;
                classes.push(Class::default());
            }
            if let Some(class) = classes.last_mut() {
                class.objects += 1.0;
                class.weight += object.weight;
                class.bytes += object.bytes;
                class.egress += object.weight * object.bytes;
            }
        }
        Self { classes, servers: servers as f64, capacity_bytes }
    }

    /// The cost with the first `hot` objects by popularity in the hot set.
    pub fn cost(&self, hot: usize) -> HybridCost {
        let n = self.servers;
        let mut hot_left = hot as f64;
        let mut demand = Vec::with_capacity(2 * self.classes.len());
        let mut egress = Vec::with_capacity(2 * self.classes.len());
        let mut relayed = 0.0;
        for class in &self.classes {
            // A class is cut where the hot set ends in it.
            let hot_part = (hot_left / class.objects).min(1.0);
            hot_left = (hot_left - class.objects).max(0.0);
            let (rate, size) = (class.weight / class.objects, class.bytes / class.objects);
            let objects = class.objects;
            demand.push(Demand { rate: rate / n, size, objects: objects * hot_part });
            egress.push(class.egress * hot_part);
            // The average server owns one n-th of every object.
            demand.push(Demand { rate, size, objects: objects * (1.0 - hot_part) / n });
            egress.push(class.egress * (1.0 - hot_part));
            relayed += class.egress * (1.0 - hot_part) * (n - 1.0) / n;
        }
        let time = lru_fill_time(&demand, self.capacity_bytes);
        let missed: f64 = demand
            .iter()
            .zip(&egress)
            .map(|(d, bytes)| bytes * (1.0 - occupancy_lru(d.rate * time)))
            .sum();
        let total: f64 = egress.iter().sum();
        HybridCost { inter_server: relayed / total, origin: missed / total }
    }
}
