//! Power of servers that are partly used.

/// The power of a server over its peak power, linear in its utilisation: `i + (1 - i) u`
/// (Barroso and Hoelzle, IEEE Computer 40(12), 2007; THEORY 6.1).
pub fn linear_power(idle: f64, utilisation: f64) -> f64 {
    idle + (1.0 - idle) * utilisation
}

/// Utilisation per power, over that of a full server: how proportional it is.
pub fn energy_efficiency(idle: f64, utilisation: f64) -> f64 {
    utilisation / linear_power(idle, utilisation)
}

/// The curve of Fan, Weber and Barroso (ISCA 2007), `i + (1 - i)(2u - u^r)` with r = 1.4.
pub fn fan_power(idle: f64, utilisation: f64) -> f64 {
    idle + (1.0 - idle) * (2.0 * utilisation - libm::pow(utilisation, 1.4))
}

/// Servers that are on, and their power in servers at peak, when the load of `servers` servers at
/// `utilisation` is put on as few as `target` allows, the others off (THEORY 6.2).
pub fn consolidated(servers: f64, utilisation: f64, target: f64, idle: f64) -> (f64, f64) {
    // A whole number of servers must not become one more by rounding.
    let on = (servers * utilisation / target - 1e-9).ceil();
    (on, on * linear_power(idle, servers * utilisation / on))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// THEORY 6.1.
    #[test]
    fn efficiency_by_utilisation() {
        let used = [0.1, 0.2, 0.3, 0.5, 0.7, 1.0];
        for (idle, row) in [
            (0.5, [0.1818, 0.3333, 0.4615, 0.6667, 0.8235, 1.0]),
            (0.6, [0.1562, 0.2941, 0.4167, 0.6250, 0.7955, 1.0]),
        ] {
            for (u, expected) in used.into_iter().zip(row) {
                // Half a unit of the table's last digit, which 0.15625 lies on.
                assert!((energy_efficiency(idle, u) - expected).abs() < 5.1e-5);
            }
        }
        for (u, expected) in used.into_iter().zip([0.5801, 0.6475, 0.7073, 0.8105, 0.8965, 1.0]) {
            assert!((fan_power(0.5, u) - expected).abs() < 5e-5);
        }
    }

    /// THEORY 6.2.
    #[test]
    fn consolidation_saves_what_idles() {
        let before = 100.0 * linear_power(0.5, 0.2);
        let (on, after) = consolidated(100.0, 0.2, 0.8, 0.5);
        assert!((before - 60.0).abs() < 1e-9 && on == 25.0 && (after - 22.5).abs() < 1e-9);
        let proportional = consolidated(100.0, 0.2, 0.8, 0.0).1;
        assert!((proportional - 100.0 * linear_power(0.0, 0.2)).abs() < 1e-9);
    }
}
