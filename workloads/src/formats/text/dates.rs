//! Times and dates as logs and tables write them.

use super::numbers::{UNIX_S_MAX, number, number_of};
use super::time_unit::TimeUnit;
use crate::SimTime;
use time::{Date, Month};

/// Why a time is malformed.
pub(super) const BEFORE_1970: &str = "a time before 1970";

pub(super) const NOT_READABLE: &str = "date not readable";

pub(super) const NOT_A_TIME: &str = "time is not a number up to 2^63 ns, nor a date";

/// Julian day of 1970-01-01.
const UNIX_JULIAN_DAY: i64 = 2_440_588;

/// A time in a table or in a field of its own: a number of the unit, or a date.
pub(super) fn time(text: &[u8], unit: TimeUnit) -> Result<SimTime, &'static str> {
    match number_of(text, unit) {
        Some(time) => Ok(time),
        None => date(text).ok_or(NOT_A_TIME)?,
    }
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

/// `2024-03-01T00:00:00` or with a space in the middle, with a fraction or without, and `Z`, `+01:00`,
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

/// `13:55:36` as seconds, and what follows it. 60 is a leap second.
pub(super) fn time_of_day(text: &[u8]) -> Option<(i64, &[u8])> {
    let (hms, rest) = text.split_at_checked(8)?;
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = hms else { return None };
    let part = |text: [u8; 2], most: u64| number(&text).filter(|&value| value <= most);
    let seconds = part([h1, h2], 23)? * 3_600 + part([m1, m2], 59)? * 60 + part([s1, s2], 60)?;
    Some((seconds as i64, rest))
}

/// `.123` as nanoseconds, 0 if there is none, and what follows it.
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
}
