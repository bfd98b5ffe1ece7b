//! Dates, dates with times, and numbers, as files of counts write them.

use crate::SimTime;
use time::{Date, Month};

pub(super) fn whole_number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}

/// `19980430`, `1998-04-30`, `1998-04-30 21:30:00` (also with a `T` and a `Z`), or seconds.
pub(super) fn date(text: &[u8]) -> Option<SimTime> {
    let text = std::str::from_utf8(text).ok()?;
    let digits =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?;
    let day = |year: &str, month: &str, day: &str| -> Option<SimTime> {
        let month = Month::try_from(u8::try_from(digits(month)?).ok()?).ok()?;
        let year = i32::try_from(digits(year)?).ok().filter(|year| (1970..=2500).contains(year))?;
        let date = Date::from_calendar_date(year, month, u8::try_from(digits(day)?).ok()?).ok()?;
        let days = date.to_julian_day() - 2_440_588;
        Some(SimTime::from_s(u64::try_from(days).ok()? * 86_400))
    };
    if text.len() == 8
        && let Some(found) = day(text.get(..4)?, text.get(4..6)?, text.get(6..)?)
    {
        return Some(found);
    }
    if let (Some(head), Some(b'-')) = (text.get(..10), text.as_bytes().get(4)) {
        let at = day(&head[..4], head.get(5..7)?, head.get(8..)?)?;
        let clock = text[10..].trim_start_matches(['T', ' ']).trim_end_matches('Z');
        let mut seconds = 0u64;
        let mut unit = 3_600;
        for part in clock.split(':').filter(|part| !part.is_empty()) {
            let part: u64 = digits(part)?;
            if part > 60 || unit == 0 {
                return None;
            }
            seconds += part * unit;
            unit /= 60;
        }
        return Some(SimTime(at.0 + seconds * SimTime::NS_PER_S));
    }
    let seconds: f64 = text.parse().ok()?;
    let ns = seconds * SimTime::NS_PER_S as f64;
    (ns >= 0.0 && ns < u64::MAX as f64 / 2.0).then_some(SimTime(ns as u64))
}
