//! The closed forms against the published and computed numbers of the theory notes.

use hotset_sim::theory::{
    Demand, StaticHybrid, cooperative_shares, hit_ratio_fifo, hit_ratio_lru, top_share,
};

fn zipf(objects: usize, alpha: f64) -> Vec<f64> {
    let raw: Vec<f64> = (1..=objects).map(|rank| libm::pow(rank as f64, -alpha)).collect();
    let total: f64 = raw.iter().rev().sum();
    raw.iter().map(|weight| weight / total).collect()
}

fn unit(weights: &[f64]) -> Vec<Demand> {
    weights.iter().map(|&weight| Demand::unit(weight)).collect()
}

/// THEORY 2.3: N, C, and for alpha 0.6, 0.8, 1.0, 1.2 the hit ratios of LRU, FIFO and perfect LFU.
#[test]
fn main_table() {
    type Row = (usize, usize, [[f64; 3]; 4]);
    let table: [Row; 6] = [
        (
            10_000,
            10,
            [
                [0.00495, 0.00487, 0.04562],
                [0.02824, 0.02626, 0.13150],
                [0.12996, 0.11161, 0.29925],
                [0.34334, 0.28692, 0.51420],
            ],
        ),
        (
            10_000,
            100,
            [
                [0.04319, 0.03965, 0.14197],
                [0.15662, 0.13362, 0.30005],
                [0.39053, 0.34233, 0.52999],
                [0.65634, 0.60331, 0.75077],
            ],
        ),
        (
            10_000,
            1_000,
            [
                [0.24321, 0.22003, 0.38614],
                [0.43666, 0.39418, 0.57062],
                [0.67560, 0.63091, 0.76479],
                [0.86143, 0.83185, 0.90345],
            ],
        ),
        (
            1_000_000,
            1_000,
            [
                [0.01078, 0.00976, 0.06019],
                [0.10002, 0.08624, 0.20680],
                [0.40310, 0.36683, 0.52009],
                [0.75962, 0.72628, 0.82177],
            ],
        ),
        (
            1_000_000,
            10_000,
            [
                [0.05801, 0.05192, 0.15587],
                [0.23191, 0.20731, 0.36241],
                [0.58514, 0.55017, 0.68004],
                [0.87536, 0.85542, 0.90960],
            ],
        ),
        (
            1_000_000,
            100_000,
            [
                [0.25567, 0.23252, 0.39623],
                [0.48711, 0.44817, 0.60907],
                [0.77936, 0.74884, 0.84002],
                [0.94981, 0.93906, 0.96503],
            ],
        ),
    ];
    for (objects, capacity, rows) in table {
        for (alpha, [lru, fifo, lfu]) in [0.6, 0.8, 1.0, 1.2].into_iter().zip(rows) {
            let weights = zipf(objects, alpha);
            let demand = unit(&weights);
            let what = format!("N {objects} C {capacity} alpha {alpha}");
            assert!((hit_ratio_lru(&demand, capacity as f64) - lru).abs() < 1e-5, "{what} LRU");
            assert!((hit_ratio_fifo(&demand, capacity as f64) - fifo).abs() < 1e-5, "{what} FIFO");
            assert!((top_share(&weights, capacity) - lfu).abs() < 1e-5, "{what} LFU");
        }
    }
}

/// THEORY 2.7, fixture A: sizes 1 and 4 in turn.
#[test]
fn bytes_under_a_byte_budget() {
    let weights = zipf(1_000, 1.0);
    let demand: Vec<Demand> = weights
        .iter()
        .enumerate()
        .map(|(index, &rate)| Demand {
            rate,
            size: if index % 2 == 0 { 1.0 } else { 4.0 },
            objects: 1.0,
        })
        .collect();
    assert!((hit_ratio_lru(&demand, 250.0) - 0.57702).abs() < 1e-5);
    assert!((hit_ratio_lru(&demand, 50.0) - 0.31733).abs() < 1e-5);
}

/// THEORY 3.2, the cooperative row.
#[test]
fn cooperative_servers() {
    let shares = cooperative_shares(&unit(&zipf(100_000, 0.8)), 1_000.0, 16.0);
    for (share, expected) in shares.into_iter().zip([0.20433, 0.28872, 0.50695]) {
        assert!((share - expected).abs() < 1e-5, "{shares:?}");
    }
}

/// THEORY 3.2 (hybrid row) and 3.3: optimum within 2 objects, cost within 1e-3.
#[test]
fn static_hybrid_and_its_optimum() {
    let weights = zipf(100_000, 0.8);
    let hybrid = StaticHybrid::new(&weights, &vec![1.0; 100_000], 16, 1_000.0);
    let at_100 = hybrid.cost(100);
    assert!((at_100.inter_server - 0.44053).abs() < 1e-5 && (at_100.origin - 0.35157).abs() < 1e-5);
    for (origin, objects, cost, cost_at_0) in [
        (1.0, 1_000, 0.66047, 0.95855),
        (2.0, 323, 1.11602, 1.29528),
        (5.0, 80, 2.19716, 2.30549),
        (10.0, 31, 3.91591, 3.98918),
        (50.0, 4, 17.43874, 17.45867),
    ] {
        let (found, found_cost) = hybrid.optimum(1.0, origin);
        assert!(found.abs_diff(objects) <= 2, "origin price {origin}: k {found}");
        assert!((found_cost - cost).abs() < 1e-3, "origin price {origin}: {found_cost}");
        assert!((hybrid.cost(0).priced(1.0, origin) - cost_at_0).abs() < 1e-3);
    }
}
