//! Numbers as logs and tables write them, and times that are numbers.

use super::time_unit::TimeUnit;
use crate::SimTime;

pub(super) use crate::formats::record::NS_MAX;

/// Nanoseconds since 1970 end in 2554; a log from then is garbage anyway.
pub(super) const UNIX_S_MAX: i64 = 16_000_000_000;

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
pub(super) fn decimal_ns(text: &[u8], unit: TimeUnit) -> Option<u64> {
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
}
