//! Times as logs and tables write them.

use crate::SimTime;
use serde::{Deserialize, Serialize};
use time::{Date, Month};

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
    /// smaller numbers cannot be told.
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

/// Why a time is malformed.
pub(super) const BEFORE_1970: &str = "a time before 1970";
pub(super) const NOT_READABLE: &str = "date not readable";
pub(super) const NOT_A_TIME: &str = "time is not a number up to 2^63 ns, nor a date";

/// Later times, 292 years and more after the beginning, leave no room for what happens then.
const NS_MAX: u64 = 1 << 63;

/// Nanoseconds since 1970 end in 2554; a log from then is garbage anyway.
const UNIX_S_MAX: i64 = 16_000_000_000;

/// Julian day of 1970-01-01.
const UNIX_JULIAN_DAY: i64 = 2_440_588;

/// A time in a table or in a field of its own: a number of the unit, or a date.
pub(super) fn time(text: &[u8], unit: TimeUnit) -> Result<SimTime, &'static str> {
    match number_of(text, unit) {
        Some(time) => Ok(time),
        None => date(text).ok_or(NOT_A_TIME)?,
    }
}

/// What the file times of Windows count up to 1970.
const FILETIME_1970: u64 = 116_444_736_000_000_000;

/// A number of the unit.
pub(super) fn number_of(text: &[u8], unit: TimeUnit) -> Option<SimTime> {
    if unit == TimeUnit::FileTime {
        return whole(text)?.checked_sub(FILETIME_1970)?.checked_mul(100).map(SimTime);
    }
    if let Some(whole) = whole(text) {
        return whole.checked_mul(unit.ns()).filter(|&ns| ns <= NS_MAX).map(SimTime);
    }
    if let Some(ns) = decimal_ns(text, unit) {
        return Some(SimTime(ns));
    }
    let units: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let ns = units * unit.ns() as f64;
    (ns >= 0.0 && ns <= NS_MAX as f64).then_some(SimTime(ns as u64))
}

/// `1602338136.123`, exactly: as a float it would be off by some hundred nanoseconds.
fn decimal_ns(text: &[u8], unit: TimeUnit) -> Option<u64> {
    let point = text.iter().position(|&byte| byte == b'.')?;
    let (before, behind) = (number(&text[..point])?, &text[point + 1..]);
    let digits = behind.len();
    if !(1..=9).contains(&digits) {
        return None;
    }
    let part = u128::from(number(behind)?) * u128::from(unit.ns()) / 10u128.pow(digits as u32);
    let ns = u128::from(before) * u128::from(unit.ns()) + part;
    u64::try_from(ns).ok().filter(|&ns| ns <= NS_MAX)
}

/// A whole number, with a sign or without.
pub(super) fn whole(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// A whole number that may be written as a fraction: `100.0`.
pub(super) fn whole_size(text: &[u8]) -> Option<u64> {
    whole(text).or_else(|| {
        let (whole_part, zeros) = text.split_at(text.iter().position(|&byte| byte == b'.')?);
        let is_whole = zeros.len() > 1 && zeros[1..].iter().all(|&byte| byte == b'0');
        if is_whole { whole(whole_part) } else { None }
    })
}

/// A date as logs have it: `10/Oct/2020:13:55:36 +0000` or `2020-10-10T13:55:36Z`, with a fraction of a
/// second or without. `None` if it looks like none.
pub(super) fn date(text: &[u8]) -> Option<Result<SimTime, &'static str>> {
    let text = match text {
        [b'[', inside @ .., b']'] => inside,
        text => text,
    };
    let (unix_s, fraction_ns) = match text.get(4)? {
        b'-' => iso_date(text)?,
        _ => clf_date(text)?,
    };
    Some(since_1970(unix_s, fraction_ns))
}

fn since_1970(unix_s: i64, fraction_ns: u64) -> Result<SimTime, &'static str> {
    match u64::try_from(unix_s) {
        Err(_) => Err(BEFORE_1970),
        Ok(_) if unix_s >= UNIX_S_MAX => Err(NOT_READABLE),
        Ok(unix_s) => Ok(SimTime(unix_s * SimTime::NS_PER_S + fraction_ns)),
    }
}

/// A date and a time of day in two fields: `2020-10-10` and `13:55:36`, in Greenwich.
pub(super) fn date_and_time(day: &[u8], time: &[u8]) -> Result<SimTime, &'static str> {
    let read = || {
        let (seconds, rest) = time_of_day(time)?;
        let (fraction_ns, rest) = fraction(rest)?;
        rest.is_empty().then_some((iso_days(day)? * 86_400 + seconds, fraction_ns))
    };
    let (unix_s, fraction_ns) = read().ok_or(NOT_READABLE)?;
    since_1970(unix_s, fraction_ns)
}

/// `10/Oct/2020:13:55:36 +0000` as seconds since 1970 and nanoseconds; without a zone in Greenwich.
fn clf_date(text: &[u8]) -> Option<(i64, u64)> {
    let (day, time) = text.split_at(text.iter().position(|&byte| byte == b':')?);
    let mut fields = day.split(|&byte| byte == b'/');
    let (day, month, year) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() || year.len() != 4 {
        return None;
    }
    let days = days(number(year)?, month_of_name(month)?, number(day)?)?;
    let (seconds, rest) = time_of_day(&time[1..])?;
    let (fraction_ns, zone) = fraction(rest)?;
    let offset_s = zone_offset_s(zone.trim_ascii())?;
    Some((days * 86_400 + seconds - offset_s, fraction_ns))
}

/// `2024-03-01T00:00:00` or with a blank in the middle, with a fraction or without, and `Z`, `+01:00`,
/// `+0100` or nothing (Greenwich) behind it.
fn iso_date(text: &[u8]) -> Option<(i64, u64)> {
    let (day, time) = text.split_at_checked(10)?;
    let time = match time {
        [] => return Some((iso_days(day)? * 86_400, 0)),
        [b'T' | b't' | b' ', time @ ..] => time,
        _ => return None,
    };
    let (seconds, rest) = time_of_day(time)?;
    let (fraction_ns, zone) = fraction(rest)?;
    let offset_s = zone_offset_s(zone.trim_ascii())?;
    Some((iso_days(day)? * 86_400 + seconds - offset_s, fraction_ns))
}

/// `2024-03-01` as days since 1970.
fn iso_days(day: &[u8]) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = day else { return None };
    let month = Month::try_from(u8::try_from(number(&[m1, m2])?).ok()?).ok()?;
    days(number(&[y1, y2, y3, y4])?, month, number(&[d1, d2])?)
}

fn days(year: u64, month: Month, day: u64) -> Option<i64> {
    let (year, day) = (i32::try_from(year).ok()?, u8::try_from(day).ok()?);
    let date = Date::from_calendar_date(year, month, day).ok()?;
    Some(i64::from(date.to_julian_day()) - UNIX_JULIAN_DAY)
}

fn month_of_name(name: &[u8]) -> Option<Month> {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let month = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
    Month::try_from(month as u8 + 1).ok()
}

/// `13:55:36` as seconds, and what stands behind it. 60 is a leap second.
pub(super) fn time_of_day(text: &[u8]) -> Option<(i64, &[u8])> {
    let (hms, rest) = text.split_at_checked(8)?;
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = hms else { return None };
    let part = |text: [u8; 2], most: u64| number(&text).filter(|&value| value <= most);
    let seconds = part([h1, h2], 23)? * 3_600 + part([m1, m2], 59)? * 60 + part([s1, s2], 60)?;
    Some((seconds as i64, rest))
}

/// `.123` as nanoseconds, 0 if there is none, and what stands behind it.
fn fraction(text: &[u8]) -> Option<(u64, &[u8])> {
    let [b'.' | b',', rest @ ..] = text else { return Some((0, text)) };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at(digits);
    // What is beyond nanoseconds is nothing.
    let read = digits.len().min(9);
    let value = number(&digits[..read])?;
    Some((value * 10u64.pow(9 - read as u32), rest))
}

/// `-0600`, `+05:30` or `Z` as seconds east of Greenwich.
fn zone_offset_s(zone: &[u8]) -> Option<i64> {
    if matches!(zone, b"" | b"Z" | b"z" | b"UTC" | b"GMT") {
        return Some(0);
    }
    let (sign, digits) = match *zone {
        [sign, h1, h2, m1, m2] | [sign, h1, h2, b':', m1, m2] => (sign, [h1, h2, m1, m2]),
        _ => return None,
    };
    // No zone is further from Greenwich than 14 hours.
    let value = number(&digits).filter(|&value| value <= 1_500)? as i64;
    let seconds = value / 100 * 3_600 + value % 100 * 60;
    match sign {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

/// A decimal number of 1 to 18 digits, nothing else.
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    digits.iter().try_fold(0, |value, &byte| {
        byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<u64> {
        date(text.as_bytes())?.ok().map(|time| time.0)
    }

    #[test]
    fn dates_of_logs_and_of_iso_8601_are_read() {
        let second = 1_000_000_000;
        assert_eq!(at("24/Oct/1994:13:41:41 -0600"), Some(783_027_701 * second));
        assert_eq!(at("10/Oct/2020:13:55:36.123 +0000"), Some(1_602_338_136_123_000_000));
        assert_eq!(at("10/Oct/2020:13:55:36"), at("10/Oct/2020:13:55:36 +0000"));
        assert_eq!(at("2024-03-01T00:00:00+00:00"), Some(1_709_251_200 * second));
        assert_eq!(at("2024-03-01 01:00:00.25+0100"), Some(1_709_251_200 * second + second / 4));
        assert_eq!(at("2024-03-01T00:00:00Z"), at("2024-03-01T00:00:00"));
        assert_eq!(at("2024-03-01"), at("2024-03-01T00:00:00"));
        for wrong in [
            "2024-13-01T00:00:00Z",
            "2024-03-01T24:00:00Z",
            "2024-03-01T",
            "2024-03-01T00:00:00.",
            "31/Feb/2000:00:00:00 +0000",
            "10/okt/2020:13:55:36 +0000",
            "10/Oct/2020:13:55:36 +00",
            "",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
        assert_eq!(date(b"10/Oct/1965:13:55:36 +0000"), Some(Err(BEFORE_1970)));
        assert_eq!(
            date_and_time(b"2020-10-10", b"13:55:36").unwrap(),
            SimTime(1_602_338_136 * second)
        );
    }

    #[test]
    fn numbers_are_exact() {
        let at = |text: &str, unit| number_of(text.as_bytes(), unit).map(|time| time.0);
        assert_eq!(at("12", TimeUnit::Seconds), Some(12_000_000_000));
        assert_eq!(at("0.5", TimeUnit::Seconds), Some(500_000_000));
        assert_eq!(at("1602338136.123", TimeUnit::Seconds), Some(1_602_338_136_123_000_000));
        assert_eq!(at("2.5", TimeUnit::Milliseconds), Some(2_500_000));
        assert_eq!(at("1e3", TimeUnit::Microseconds), Some(1_000_000));
        assert_eq!(at("-1", TimeUnit::Seconds), None);
        assert_eq!(at("99999999999999999999", TimeUnit::Seconds), None);
        assert_eq!(at("nan", TimeUnit::Seconds), None);
    }

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
