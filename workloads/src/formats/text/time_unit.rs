//! The unit of the numbers in a time column, and the unit that a column's name states.

use crate::SimTime;
use serde::{Deserialize, Serialize};

/// What the numbers of a time column count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeUnit {
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
    /// Milliseconds.
    #[serde(rename = "ms")]
    Milliseconds,
    /// Microseconds.
    #[serde(rename = "us")]
    Microseconds,
    /// Nanoseconds.
    #[serde(rename = "ns")]
    Nanoseconds,
    /// Intervals of 100 nanoseconds since 1601: the file times of Windows.
    #[serde(rename = "filetime")]
    FileTime,
}

impl TimeUnit {
    /// Every unit with its name in specs and on the command line.
    pub const ALL: [(&'static str, Self); 5] = [
        ("s", Self::Seconds),
        ("ms", Self::Milliseconds),
        ("us", Self::Microseconds),
        ("ns", Self::Nanoseconds),
        ("filetime", Self::FileTime),
    ];

    /// Nanoseconds in one.
    pub fn ns(self) -> u64 {
        match self {
            Self::Seconds => SimTime::NS_PER_S,
            Self::Milliseconds => 1_000_000,
            Self::Microseconds => 1_000,
            Self::Nanoseconds => 1,
            Self::FileTime => 100,
        }
    }

    /// In words.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Microseconds => "microseconds",
            Self::Nanoseconds => "nanoseconds",
            Self::FileTime => "file times of Windows",
        }
    }

    /// The unit that a word or an abbreviation stands for.
    fn of_word(word: &str) -> Option<Self> {
        let abbreviated = ["s", "ms", "us", "µs", "μs", "ns"].contains(&word);
        match word.strip_suffix('s').filter(|_| !abbreviated).unwrap_or(word) {
            "s" | "sec" | "second" => Some(Self::Seconds),
            "ms" | "msec" | "milli" | "millisec" | "millisecond" => Some(Self::Milliseconds),
            "us" | "µs" | "μs" | "usec" | "micro" | "microsec" | "microsecond" => {
                Some(Self::Microseconds)
            }
            "ns" | "nsec" | "nano" | "nanosec" | "nanosecond" => Some(Self::Nanoseconds),
            _ => None,
        }
    }

    /// The unit that a number is in if it is a time since 1970 between 1973 and 2500; that of
    /// smaller numbers is unknown.
    pub(super) fn of_epoch(number: f64) -> Option<Self> {
        match number {
            // From 1971 to 2065; nanoseconds of 1973 and 1974 are less likely.
            1.168e17..1.463e17 => Some(Self::FileTime),
            1e11..1.7e13 => Some(Self::Milliseconds),
            1e14..1.7e16 => Some(Self::Microseconds),
            1e17..1.7e19 => Some(Self::Nanoseconds),
            _ => None,
        }
    }
}

/// What a column's name says of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamedUnit {
    None,
    Known(TimeUnit),
    /// Something stands where a unit would.
    Unknown,
}

/// Splits a column's name into what it means and its unit: `Time (ms)`, `time_us`, `timestampMillis`,
/// `ts-ns`, `time in seconds`.
pub(super) fn split_unit(name: &str) -> (String, NamedUnit) {
    /// What may stand in brackets and says nothing of a unit.
    const NO_UNITS: &[&str] =
        &["utc", "gmt", "local", "unix", "epoch", "iso", "iso8601", "iso 8601", "unix epoch"];
    let name = name.trim();
    if let Some((base, inside)) = name.split_once(['(', '[']) {
        let inside = inside.trim_end_matches([')', ']']).trim().to_lowercase();
        let unit = match TimeUnit::of_word(inside.trim_start_matches("in ")) {
            Some(unit) => NamedUnit::Known(unit),
            None if NO_UNITS.contains(&inside.as_str()) => NamedUnit::None,
            None => NamedUnit::Unknown,
        };
        return (base.trim().to_owned(), unit);
    }
    let break_at = |(index, sign): (usize, char)| {
        let camel = sign.is_ascii_uppercase()
            && name[..index].ends_with(|before: char| before.is_ascii_lowercase());
        (camel || "_-. ".contains(sign)).then_some(index)
    };
    let Some(index) = name.char_indices().filter_map(break_at).next_back() else {
        return (name.to_owned(), NamedUnit::None);
    };
    let (base, word) = name.split_at(index);
    let word = word.trim_start_matches(['_', '-', '.', ' ']).to_lowercase();
    match TimeUnit::of_word(&word) {
        Some(unit) => {
            let base = base.trim();
            let base = base.strip_suffix(" in").or(base.strip_suffix("_in")).unwrap_or(base);
            (base.to_owned(), NamedUnit::Known(unit))
        }
        None => (name.to_owned(), NamedUnit::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_in_names() {
        use NamedUnit::{Known, None, Unknown};
        for (name, base, unit) in [
            ("time(ms)", "time", Known(TimeUnit::Milliseconds)),
            ("time(milliseconds)", "time", Known(TimeUnit::Milliseconds)),
            ("Time [µs]", "Time", Known(TimeUnit::Microseconds)),
            ("time_us", "time", Known(TimeUnit::Microseconds)),
            ("timestampMillis", "timestamp", Known(TimeUnit::Milliseconds)),
            ("ts-ns", "ts", Known(TimeUnit::Nanoseconds)),
            ("time in seconds", "time", Known(TimeUnit::Seconds)),
            ("time (UTC)", "time", None),
            ("timestamp", "timestamp", None),
            ("start_time", "start_time", None),
            ("time(ticks)", "time", Unknown),
            ("time(m)", "time", Unknown),
            ("obj_id", "obj_id", None),
        ] {
            assert_eq!(split_unit(name), (base.to_owned(), unit), "{name}");
        }
    }

    #[test]
    fn epochs_are_told_by_their_size() {
        assert_eq!(TimeUnit::of_epoch(1_602_338_136.0), None);
        assert_eq!(TimeUnit::of_epoch(1_602_338_136_123.0), Some(TimeUnit::Milliseconds));
        assert_eq!(TimeUnit::of_epoch(1_602_338_136_123_456.0), Some(TimeUnit::Microseconds));
        assert_eq!(TimeUnit::of_epoch(1.602e18), Some(TimeUnit::Nanoseconds));
    }
}
