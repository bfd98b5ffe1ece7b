//! Quantities as people write them: `5 s`, `1h 30min`, `64MiB`, `1Gbit/s`, `5%`, `200k`.

/// What the number of a key measures, which decides the units that it may be written with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// A share, a count, or a number without a unit.
    Plain,
    /// A percentage: 95 and 95% are the same.
    Percent,
    /// A time, in units of so many seconds.
    Time {
        /// Seconds in the unit that a bare number has.
        unit_s: f64,
    },
    /// Bytes.
    Bytes,
    /// Bytes a second.
    BytesPerS,
    /// A rate of events, over so many seconds.
    Rate {
        /// Seconds in the unit of time that a bare number has.
        per_s: f64,
    },
}

const DAY_S: f64 = 86_400.0;

const TIMES: [(&[&str], f64); 8] = [
    (&["ns"], 1e-9),
    (&["us", "µs"], 1e-6),
    (&["ms"], 1e-3),
    (&["s", "sec", "second", "seconds"], 1.0),
    (&["min", "m", "minute", "minutes"], 60.0),
    (&["h", "hour", "hours"], 3_600.0),
    (&["d", "day", "days"], DAY_S),
    (&["w", "week", "weeks"], 7.0 * DAY_S),
];

const SIZES: [(&[&str], f64); 9] = [
    (&["B", "byte", "bytes"], 1.0),
    (&["kB"], 1e3),
    (&["MB"], 1e6),
    (&["GB"], 1e9),
    (&["TB"], 1e12),
    (&["KiB"], 1_024.0),
    (&["MiB"], 1_048_576.0),
    (&["GiB"], 1_073_741_824.0),
    (&["TiB"], 1_099_511_627_776.0),
];

const BITS: [(&[&str], f64); 5] = [
    (&["bit", "bits"], 1.0 / 8.0),
    (&["kbit"], 1e3 / 8.0),
    (&["Mbit"], 1e6 / 8.0),
    (&["Gbit"], 1e9 / 8.0),
    (&["Tbit"], 1e12 / 8.0),
];

const MULTIPLES: [(&[&str], f64); 5] =
    [(&["%"], 0.01), (&["k", "K"], 1e3), (&["M"], 1e6), (&["G"], 1e9), (&["T"], 1e12)];

impl Quantity {
    /// The quantity of a key, by the unit at the end of its name.
    pub fn of_key(path: &str) -> Self {
        let name = path.rsplit('.').next().unwrap_or(path);
        match name {
            _ if name.ends_with("bytes_per_s") => Self::BytesPerS,
            _ if name.ends_with("per_s") => Self::Rate { per_s: 1.0 },
            _ if name.ends_with("per_day") => Self::Rate { per_s: DAY_S },
            _ if name.ends_with("_days") => Self::Time { unit_s: DAY_S },
            _ if name.ends_with("_s") => Self::Time { unit_s: 1.0 },
            _ if name.ends_with("bytes") => Self::Bytes,
            _ if name.ends_with("percentile") => Self::Percent,
            _ => Self::Plain,
        }
    }

    /// The number, in the unit that a bare number has.
    ///
    /// # Errors
    /// What was found and what is expected.
    pub fn parse(self, text: &str) -> Result<f64, String> {
        let wrong = || format!("found {:?}; expected {}", text.trim(), self.expected());
        let number = match self {
            Self::Time { unit_s } => time(text, unit_s),
            Self::Plain => scaled(text, |unit| find(&MULTIPLES, unit)),
            Self::Percent => scaled(text, |unit| matches!(unit, "" | "%").then_some(1.0)),
            Self::Bytes => scaled(text, |unit| find(&SIZES, unit)),
            // Gb/s is read as bits by some and as bytes by others.
            Self::BytesPerS => rate(text, 1.0, &|unit| match unit {
                "kb" | "Mb" | "Gb" | "Tb" => None,
                unit => find(&SIZES, unit).or_else(|| find(&BITS, unit)),
            }),
            Self::Rate { per_s } => rate(text, per_s, &|unit| match unit {
                "" => Some(1.0),
                _ => find(&MULTIPLES[1..], unit),
            }),
        };
        // To fifteen digits: 0.1 % is a thousandth, whatever the binary product is.
        let number = number.filter(|number| number.is_finite()).ok_or_else(wrong)?;
        format!("{number:.14e}").parse().map_err(|_| wrong())
    }

    /// What may be written.
    pub fn expected(self) -> &'static str {
        match self {
            Self::Plain => "a number, as 0.05, 5% or 20k",
            Self::Percent => "a percentage, as 95 or 95%",
            Self::Time { unit_s: DAY_S } => "a time in days, or with its unit, as 36h",
            Self::Time { .. } => "a time in seconds, or with its unit, as 250ms, 5s, 1h or 2d",
            Self::Bytes => "bytes, or a size with its unit, as 10kB or 64MiB",
            Self::BytesPerS => "bytes a second, or a rate with its unit, as 125MB/s or 1Gbit/s",
            Self::Rate { per_s: DAY_S } => "a number a day, or a rate with its unit, as 2/h",
            Self::Rate { .. } => "a number a second, or a rate with its unit, as 2k/s or 90/min",
        }
    }
}

/// The factor of a unit. Single letters are taken as they are written: m and M are minutes and millions.
fn find(units: &[(&[&str], f64)], unit: &str) -> Option<f64> {
    if unit.is_empty() {
        return Some(1.0);
    }
    let is_it = |name: &&str| *name == unit || unit.len() > 1 && name.eq_ignore_ascii_case(unit);
    units.iter().find(|(names, _)| names.iter().any(is_it)).map(|(_, factor)| *factor)
}

/// A number and its unit.
fn scaled(text: &str, factor: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let (number, unit) = split(text)?;
    Some(number * factor(unit)?)
}

/// The number at the beginning, and what follows. An exponent belongs to the number: `1e6B`.
fn split(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let unit = |c: char| c.is_alphabetic() || "%/ ".contains(c);
    let start = text.trim_end_matches(unit).len();
    let number = text[..start].replace('_', "").parse().ok()?;
    Some((number, text[start..].trim()))
}

/// One time, or several that are added: `1h 30min`.
fn time(text: &str, unit_s: f64) -> Option<f64> {
    let mut rest = text.trim();
    let mut sum = 0.0;
    let mut parts = 0;
    while !rest.is_empty() {
        let letters = rest.find(char::is_alphabetic).filter(|&at| !is_exponent(&rest[at..]));
        let letters = letters.unwrap_or(rest.len());
        let tail = &rest[letters..];
        let end = letters + tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (number, unit) = split(&rest[..end])?;
        // Later parts are added: a sign would be a dash between words.
        if parts > 0 && rest.starts_with(['-', '+']) {
            return None;
        }
        sum += match unit {
            // Only a time alone may do without a unit.
            "" if parts == 0 && end == rest.len() => return Some(number),
            "" => return None,
            unit => number * find(&TIMES, unit)?,
        };
        parts += 1;
        rest = rest[end..].trim_start();
    }
    (parts > 0).then_some(sum / unit_s)
}

/// Whether these letters are the exponent of a number.
fn is_exponent(text: &str) -> bool {
    let mut letters = text.chars();
    matches!(letters.next(), Some('e' | 'E'))
        && letters.next().is_some_and(|c| c.is_ascii_digit() || c == '-' || c == '+')
}

/// An amount over a time: `1Gbit/s`, `2/h`, `10Mbps`.
fn rate(text: &str, per_s: f64, amount: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
    let text = text.trim();
    let (text, over_s) = match text.rsplit_once('/') {
        Some((amount, unit)) => (amount, find(&TIMES, unit.trim()).filter(|_| !unit.is_empty())?),
        None => match text.strip_suffix("bps") {
            Some(bits) => return scaled(&format!("{bits}bit"), amount).map(|rate| rate * per_s),
            None => (text, per_s),
        },
    };
    Some(scaled(text, amount)? * per_s / over_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_with_their_units() {
        for (key, text, number) in [
            ("overflow", "5%", 0.05),
            ("overflow", "0.1 %", 0.001),
            ("layout.packed.percentile", "95%", 95.0),
            ("workload.objects", "200k", 200_000.0),
            ("workload.objects", "1.5M", 1.5e6),
            ("workload.requests", "1e6", 1e6),
            ("bin_s", "1h", 3_600.0),
            ("bin_s", "5 s", 5.0),
            ("bin_s", "90", 90.0),
            ("bin_s", "1e3", 1_000.0),
            ("bin_s", "1h 30min", 5_400.0),
            ("bin_s", "1h30min", 5_400.0),
            ("bin_s", "2 days", 172_800.0),
            ("links.origin_latency_s", "20ms", 0.02),
            ("links.origin_latency_s", "1e-3s", 0.001),
            ("workload.shots.life_days", "36h", 1.5),
            ("workload.shots.life_days", "5", 5.0),
            ("workload.sizes.mean_bytes", "10kB", 10_000.0),
            ("workload.sizes.bytes", "64 KiB", 65_536.0),
            ("servers.bytes_per_s", "1Gbit/s", 1.25e8),
            ("servers.bytes_per_s", "1 Gbps", 1.25e8),
            ("servers.bytes_per_s", "100MB/s", 1e8),
            ("servers.bytes_per_s", "60MB/min", 1e6),
            ("servers.bytes_per_s", "1e8", 1e8),
            ("workload.rate_per_s", "2k/s", 2_000.0),
            ("workload.rate_per_s", "90/min", 1.5),
            ("workload.flash.per_day", "2/h", 48.0),
            ("workload.flash.per_day", "0.5", 0.5),
        ] {
            assert_eq!(Quantity::of_key(key).parse(text), Ok(number), "{key} = {text}");
        }
        for (key, text) in [
            ("overflow", "5 parsecs"),
            ("overflow", ""),
            ("overflow", "%"),
            ("bin_s", "1h 30"),
            ("bin_s", "1h-30min"),
            ("bin_s", "fast"),
            ("bin_s", "1 month"),
            ("servers.bytes_per_s", "1Gbit/"),
            ("servers.bytes_per_s", "5%"),
            ("servers.bytes_per_s", "1Gb/s"),
            ("workload.objects", "5m"),
            ("workload.rate_per_s", "5%"),
            ("workload.sizes.bytes", "1h"),
            ("bin_s", "inf"),
            ("overflow", "nan"),
        ] {
            let message = Quantity::of_key(key).parse(text).unwrap_err();
            assert!(message.contains("expected"), "{key} = {text}");
        }
    }
}
