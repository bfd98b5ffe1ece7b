//! The misses of libCacheSim 0.3.5, counted by itself, in caches so small that corners decide.

use hotset_sim::cache::{Capacity, Policy, next_uses};
use hotset_sim::replay::replay_of;
use hotset_workloads::{Request, RequestBatch, SimTime, Stream};
use rand::SeedableRng;

const OBJECTS: usize = 201;
const REQUESTS: u64 = 3_000;

/// Popular objects first, with a loop over sixty of them now and then; a tenth of the requests ask for
/// another size than the others for the object.
fn requests(sizes: bool) -> RequestBatch {
    let mut state = 1u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let mut batch = RequestBatch::default();
    for time in 0..REQUESTS {
        let popular = (next() % 200).min(next() % 200);
        let object = if time % 500 < 400 { popular } else { time % 60 };
        let grown = if next() % 10 == 0 { 7 } else { 0 };
        let bytes = if sizes { 1 + object * object * 37 % 97 + grown } else { 1 };
        let object = object as u32 + 1;
        batch.push(Request { time: SimTime(time), object, bytes, ..Request::default() });
    }
    batch
}

fn misses(policy: &str, capacity: Capacity) -> u64 {
    let policy = Policy::parse(policy).expect("a policy").like_libcachesim();
    let batch = requests(matches!(capacity, Capacity::Bytes(_)));
    let config = policy.config(capacity, OBJECTS, Stream::seed_from_u64(1));
    let mut cache = replay_of(policy.kind, &config);
    cache.feed(&batch, &next_uses(&batch.object, OBJECTS));
    cache.counts().misses()
}

/// Capacities in objects, each of size 1.
const UNITS: [u64; 10] = [1, 2, 3, 4, 5, 7, 10, 20, 60, 150];
/// And in bytes.
const BYTES: [u64; 6] = [60, 130, 333, 1_000, 3_000, 6_000];
/// Where libCacheSim crashes, or refuses.
const NONE: u64 = 0;

#[rustfmt::skip]
const COUNTED: [(&str, [u64; 10], [u64; 6]); 18] = [
    ("lru", [2986, 2972, 2954, 2942, 2925, 2885, 2835, 2689, 1723, 396], [2972, 2966, 2898, 2696, 1716, 712]),
    ("fifo", [2986, 2972, 2955, 2942, 2926, 2884, 2837, 2683, 1810, 522], [2972, 2967, 2900, 2691, 1811, 892]),
    ("clock", [2986, 2972, 2955, 2942, 2926, 2886, 2836, 2674, 1842, 367], [2972, 2966, 2901, 2685, 1793, 668]),
    ("sieve", [2986, 2972, 2953, 2928, 2893, 2849, 2778, 2524, 1701, 326], [2972, 2967, 2861, 2506, 1580, 547]),
    ("s3-fifo", [NONE, NONE, NONE, NONE, NONE, NONE, 3000, 2522, 1623, 337], [2954, 2786, 2588, 2490, 1594, 585]),
    ("lfu", [2986, 2957, 2946, 2916, 2905, 2857, 2748, 2546, 1798, 316], [2972, 2965, 2838, 2487, 1666, 545]),
    ("gdsf", [2986, 2973, 2955, 2942, 2927, 2888, 2838, 2675, 1644, 328], [2905, 2884, 2762, 2297, 1330, 477]),
    ("arc", [2986, 2966, 2951, 2925, 2897, 2860, 2813, 2554, 1706, 380], [2970, 2959, 2859, 2593, 1641, 680]),
    ("2q", [3000, 3000, 3000, 2926, 2905, 2847, 2802, 2563, 1682, 473], [2877, 2874, 2863, 2571, 1665, 738]),
    ("slru", [3000, 3000, 3000, 2907, 2888, 2873, 2787, 2533, 1647, 360], [2879, 2798, 2646, 2351, 1554, 652]),
    ("lirs", [3000, 2959, 2936, 2923, 2894, 2859, 2792, 2532, 1598, 353], [2954, 2954, 2954, 2842, 2136, 1166]),
    ("lru-k", [2986, 2961, 2939, 2910, 2887, 2829, 2728, 2518, 1771, 316], [2972, 2950, 2828, 2439, 1654, 548]),
    ("car", [2986, 2967, 2937, 2920, 2907, 2886, 2820, 2656, 1802, 373], [NONE, NONE, 2881, 2655, 1748, 644]),
    ("w-tinylfu", [NONE, NONE, NONE, NONE, 3000, 3000, 3000, 3000, 3000, 351], [3000, 2954, 2954, 2842, 2136, 1166]),
    ("mq", [2986, 2955, 2929, 2906, 2871, 2801, 2720, 2479, 1450, 327], [2972, 2930, 2835, 2510, 1421, 546]),
    ("size", [2986, 2972, 2934, 2924, 2911, 2844, 2808, 2585, 1846, 379], [2958, 2843, 2612, 2153, 1389, 698]),
    ("clock2q-plus", [3000, 3000, 3000, 3000, 3000, 3000, 3000, 2542, 1662, 375], [2954, 2786, 2598, 2529, 1608, 649]),
    ("belady", [2986, 2808, 2694, 2604, 2524, 2389, 2217, 1788, 852, 234], [2959, 2854, 2464, 1809, 835, 336]),
];

#[test]
fn small_caches_miss_what_libcachesims_do() {
    for (policy, units, bytes) in COUNTED {
        let in_units = UNITS.into_iter().map(Capacity::Objects).zip(units);
        let in_bytes = BYTES.into_iter().map(Capacity::Bytes).zip(bytes);
        for (capacity, expected) in in_units.chain(in_bytes).filter(|&(_, counted)| counted != NONE)
        {
            assert_eq!(misses(policy, capacity), expected, "{policy}, {capacity:?}");
        }
    }
}

/// The smallest traces on which LIRS as libCacheSim has it differs from its paper: objects that were driven
/// out as they were used, HIR objects among the LIR ones, and objects that left twice.
#[test]
fn lirs_of_a_few_objects_has_its_corners() {
    let misses = |objects: &[u32], capacity| {
        let policy = Policy::parse("lirs").expect("a policy").like_libcachesim();
        let mut batch = RequestBatch::default();
        for (second, &object) in (0..).zip(objects) {
            let time = SimTime(second);
            batch.push(Request { time, object, bytes: 1, ..Request::default() });
        }
        let config = policy.config(Capacity::Objects(capacity), 10, Stream::seed_from_u64(1));
        let mut cache = replay_of(policy.kind, &config);
        cache.feed(&batch, &[]);
        cache.counts().misses()
    };
    assert_eq!(misses(&[1, 2, 1, 2, 2], 2), 2);
    assert_eq!(misses(&[1, 2, 3, 3, 1, 1], 3), 3);
    let without_its_last = [1, 2, 2, 1, 2, 3, 6, 1, 6, 2, 4, 2, 5, 1];
    let before = misses(&without_its_last, 2);
    assert_eq!(misses(&[&without_its_last[..], &[2]].concat(), 2), before + 1);
}
