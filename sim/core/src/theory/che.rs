//! The characteristic-time approximation of Che, Tung and Wang (IEEE JSAC 20(7), 2002) for LRU,
//! and its form for FIFO and RANDOM (Fricker, Robert and Roberts 2012; Martina, Garetto and
//! Leonardi, INFOCOM 2014).

/// The demand on a cache: one entry per object, or per class of like objects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// Requests a unit of time for each object.
    pub rate: f64,
    /// Size of each object, in the unit of the capacity.
    pub size: f64,
    /// Number of such objects.
    pub objects: f64,
}

impl Demand {
    /// One object of size 1.
    pub fn unit(rate: f64) -> Self {
        Self { rate, size: 1.0, objects: 1.0 }
    }
}

/// The time `T` for which an LRU cache of size `capacity` remembers an object:
/// `sum of size (1 - exp(-rate T)) = capacity`. Infinite if everything fits.
pub fn lru_fill_time(demand: &[Demand], capacity: f64) -> f64 {
    fill_time(demand, capacity, occupancy_lru)
}

/// The same for FIFO and RANDOM: `sum of size rate T / (1 + rate T) = capacity`.
pub fn fifo_fill_time(demand: &[Demand], capacity: f64) -> f64 {
    fill_time(demand, capacity, occupancy_fifo)
}

/// The hit ratio of an LRU cache, over requests.
pub fn hit_ratio_lru(demand: &[Demand], capacity: f64) -> f64 {
    hit_ratio(demand, lru_fill_time(demand, capacity), occupancy_lru)
}

/// The hit ratio of a FIFO or RANDOM cache, over requests.
pub fn hit_ratio_fifo(demand: &[Demand], capacity: f64) -> f64 {
    hit_ratio(demand, fifo_fill_time(demand, capacity), occupancy_fifo)
}

/// How a cache replaces objects, as far as the approximation tells policies apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// Least recently used first.
    Lru,
    /// First in, first out, or any at random.
    FifoOrRandom,
    /// Those with the most requests for their size stay: a static placement.
    MostRequestedForSize,
}

/// The byte hit ratio of a cache: `bytes` are those that a request for an object of each class of `demand`
/// transfers, which is its size where the capacity is in bytes.
pub fn byte_hit_ratio(
    demand: &[Demand],
    bytes: &[f64],
    capacity: f64,
    replacement: Replacement,
) -> f64 {
    let occupancy: Vec<f64> = match replacement {
        Replacement::Lru => {
            let time = lru_fill_time(demand, capacity);
            demand.iter().map(|d| occupancy_lru(d.rate * time)).collect()
        }
        Replacement::FifoOrRandom => {
            let time = fifo_fill_time(demand, capacity);
            demand.iter().map(|d| occupancy_fifo(d.rate * time)).collect()
        }
        Replacement::MostRequestedForSize => most_requested_for_size(demand, capacity),
    };
    let (mut hit, mut all) = (0.0, 0.0);
    for ((d, bytes), occupancy) in demand.iter().zip(bytes).zip(occupancy) {
        let requested = d.rate * d.objects * bytes;
        hit += requested * occupancy;
        all += requested;
    }
    hit / all
}

/// The share of each class that fits beside all that has more requests for its size.
fn most_requested_for_size(demand: &[Demand], capacity: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..demand.len()).collect();
    let density = |class: usize| demand[class].rate / demand[class].size;
    order.sort_by(|&a, &b| density(b).total_cmp(&density(a)));
    let mut held = vec![0.0; demand.len()];
    let mut free = capacity;
    for class in order {
        let room = demand[class].size * demand[class].objects;
        held[class] = (free / room).clamp(0.0, 1.0);
        free -= held[class] * room;
    }
    held
}

/// The probability that an object is in an LRU cache.
pub(super) fn occupancy_lru(rate_time: f64) -> f64 {
    -libm::expm1(-rate_time)
}

fn occupancy_fifo(rate_time: f64) -> f64 {
    if rate_time.is_infinite() { 1.0 } else { rate_time / (1.0 + rate_time) }
}

fn fill_time(demand: &[Demand], capacity: f64, occupancy: fn(f64) -> f64) -> f64 {
    let reachable: f64 = demand.iter().filter(|d| d.rate > 0.0).map(|d| d.size * d.objects).sum();
    if reachable <= capacity {
        return f64::INFINITY;
    }
    let filled = |time: f64| -> f64 {
        demand.iter().map(|d| d.size * d.objects * occupancy(d.rate * time)).sum()
    };
    // Double until the cache is full, then bisect: the filled part rises with time.
    let total_rate: f64 = demand.iter().map(|d| d.rate * d.objects).sum();
    let mut high = 1.0 / total_rate;
    while filled(high) < capacity {
        high *= 2.0;
    }
    let mut low = high / 2.0;
    if filled(low) > capacity {
        low = 0.0;
    }
    while high - low > 1e-12 * high {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if filled(middle) < capacity {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn hit_ratio(demand: &[Demand], time: f64, occupancy: fn(f64) -> f64) -> f64 {
    let (mut hits, mut requests) = (0.0, 0.0);
    for d in demand {
        hits += d.rate * d.objects * occupancy(d.rate * time);
        requests += d.rate * d.objects;
    }
    hits / requests
}
