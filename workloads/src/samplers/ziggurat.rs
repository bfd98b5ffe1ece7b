//! The exponential and the normal law, by ziggurats.

use super::open_uniform::open_uniform;
use rand::Rng;
use rand_distr::Distribution;
use std::sync::LazyLock;

/// The exponential law of mean 1.
#[derive(Clone, Copy, Debug)]
pub struct Exp1;

/// The normal law of mean 0 and variance 1.
#[derive(Clone, Copy, Debug)]
pub struct StandardNormal;

/// Layers of equal area below a falling density, and their edges (Marsaglia and Tsang, Journal of
/// Statistical Software 5(8), 2000).
struct Ziggurat {
    /// Where each layer ends, the lowest first: as if it were a rectangle, that is beyond the tail's
    /// beginning.
    edge: [f64; LAYERS + 1],
    /// The density there.
    density: [f64; LAYERS + 1],
}

const LAYERS: usize = 256;

impl Ziggurat {
    /// The tail begins at `tail`, and every layer has the area `area`, tail and all.
    fn new(tail: f64, area: f64, density: fn(f64) -> f64, inverse: fn(f64) -> f64) -> Self {
        let mut edge = [0.0; LAYERS + 1];
        (edge[0], edge[1]) = (area / density(tail), tail);
        for layer in 2..LAYERS {
            let before = edge[layer - 1];
            edge[layer] = inverse(area / before + density(before));
        }
        Self { edge, density: edge.map(density) }
    }
}

static EXPONENTIAL: LazyLock<Ziggurat> = LazyLock::new(|| {
    let area = 3.949_659_822_581_557e-3;
    Ziggurat::new(EXPONENTIAL_TAIL, area, |x| libm::exp(-x), |y| -libm::log(y))
});

pub(super) const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;

static NORMAL: LazyLock<Ziggurat> = LazyLock::new(|| {
    let area = 4.928_673_233_974_655e-3;
    Ziggurat::new(NORMAL_TAIL, area, normal_density, |y| (-2.0 * libm::log(y)).sqrt())
});

pub(super) const NORMAL_TAIL: f64 = 3.654_152_885_361_009;

fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x)
}

impl Distribution<f64> for Exp1 {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let ziggurat = &*EXPONENTIAL;
        loop {
            // The layer from the lowest bits, the place in it from the highest.
            let bits = rng.next_u64();
            let layer = bits as usize % LAYERS;
            let x = open_uniform(bits) * ziggurat.edge[layer];
            if x < ziggurat.edge[layer + 1] {
                return x;
            }
            if layer == 0 {
                return EXPONENTIAL_TAIL - libm::log(open_uniform(rng.next_u64()));
            }
            let (low, high) = (ziggurat.density[layer], ziggurat.density[layer + 1]);
            if high + (low - high) * open_uniform(rng.next_u64()) < libm::exp(-x) {
                return x;
            }
        }
    }
}

impl Distribution<f64> for StandardNormal {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let ziggurat = &*NORMAL;
        loop {
            let bits = rng.next_u64();
            let layer = bits as usize % LAYERS;
            let x = (2.0 * open_uniform(bits) - 1.0) * ziggurat.edge[layer];
            if x.abs() < ziggurat.edge[layer + 1] {
                return x;
            }
            if layer == 0 {
                return normal_tail(rng).copysign(x);
            }
            let (low, high) = (ziggurat.density[layer], ziggurat.density[layer + 1]);
            if high + (low - high) * open_uniform(rng.next_u64()) < normal_density(x) {
                return x;
            }
        }
    }
}

/// What lies beyond (Marsaglia, Technometrics 6, 1964).
#[cold]
fn normal_tail<R: Rng + ?Sized>(rng: &mut R) -> f64 {
    loop {
        let beyond = -libm::log(open_uniform(rng.next_u64())) / NORMAL_TAIL;
        let height = -libm::log(open_uniform(rng.next_u64()));
        if 2.0 * height >= beyond * beyond {
            return NORMAL_TAIL + beyond;
        }
    }
}
