//! Generalised harmonic numbers.

/// The generalised harmonic number `H(n, alpha) = sum of i^-alpha for i = 1..=n`, to about twelve
/// digits: the head is summed, the tail is the Euler-Maclaurin expansion.
pub fn harmonic(n: u64, alpha: f64) -> f64 {
    const HEAD: u64 = 1_000;
    let f = |x: f64| libm::pow(x, -alpha);
    let head: f64 = (1..=n.min(HEAD)).rev().map(|i| f(i as f64)).sum();
    if n <= HEAD {
        return head;
    }
    let (from, to) = (HEAD as f64, n as f64);
    let integral = if alpha == 1.0 {
        libm::log(to / from)
    } else {
        // expm1 keeps the digits where alpha is close to 1.
        let exponent = 1.0 - alpha;
        libm::pow(from, exponent) * libm::expm1(exponent * libm::log(to / from)) / exponent
    };
    let first = |x: f64| -alpha * f(x) / x;
    let third = |x: f64| -alpha * (alpha + 1.0) * (alpha + 2.0) * f(x) / (x * x * x);
    head + integral + (f(to) - f(from)) / 2.0 + (first(to) - first(from)) / 12.0
        - (third(to) - third(from)) / 720.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// THEORY 1.1.
    #[test]
    fn harmonic_sums_agree_with_the_table() {
        for (n, row) in [
            (10_000, [97.576122, 27.110644, 9.787606, 4.799144]),
            (100_000, [248.047839, 45.562512, 12.090146, 5.091583]),
            (1_000_000, [626.019072, 74.807129, 14.392727, 5.276104]),
        ] {
            for (alpha, expected) in [0.6, 0.8, 1.0, 1.2].into_iter().zip(row) {
                let sum = harmonic(n, alpha);
                assert!((sum - expected).abs() < 1e-6, "H({n}, {alpha}) = {sum}");
            }
        }
    }

    #[test]
    fn harmonic_expansion_equals_the_plain_sum() {
        for alpha in [0.0, 0.3, 0.999_999, 1.0, 1.000_001, 2.5] {
            let plain: f64 = (1..=50_000).rev().map(|i| libm::pow(f64::from(i), -alpha)).sum();
            assert!((harmonic(50_000, alpha) / plain - 1.0).abs() < 1e-12, "alpha {alpha}");
        }
    }

    /// THEORY 1.2, tolerance 5e-4.
    #[test]
    fn top_shares_agree_with_the_table() {
        let alphas = [0.6, 0.64, 0.75, 0.8, 0.83, 1.0, 1.2];
        for (n, top, row) in [
            (10_000, 10, [0.0456, 0.0572, 0.1028, 0.1315, 0.1513, 0.2993, 0.5142]),
            (10_000, 100, [0.1420, 0.1666, 0.2523, 0.3000, 0.3311, 0.5300, 0.7508]),
            (10_000, 1_000, [0.3861, 0.4197, 0.5212, 0.5706, 0.6007, 0.7648, 0.9034]),
            (1_000_000, 1_000, [0.0602, 0.0781, 0.1549, 0.2068, 0.2438, 0.5201, 0.8218]),
            (1_000_000, 10_000, [0.1559, 0.1860, 0.2971, 0.3624, 0.4058, 0.6800, 0.9096]),
            (1_000_000, 100_000, [0.3962, 0.4334, 0.5501, 0.6091, 0.6455, 0.8400, 0.9650]),
            (1_000_000, 200_000, [0.5238, 0.5578, 0.6595, 0.7085, 0.7380, 0.8882, 0.9773]),
        ] {
            for (alpha, expected) in alphas.into_iter().zip(row) {
                let share = harmonic(top, alpha) / harmonic(n, alpha);
                assert!((share - expected).abs() < 5e-4, "N {n} top {top} alpha {alpha}: {share}");
            }
        }
    }
}
