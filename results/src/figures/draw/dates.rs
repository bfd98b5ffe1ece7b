//! Ticks of dates, in UTC.

use std::ops::Range;
use time::{Date, Month, OffsetDateTime};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Steps that divide each other's days, in seconds.
const STEPS: [i64; 12] = [
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
];

/// Seconds and labels at whole hours, days, months or years, no more than there is room for.
pub(super) fn date_ticks(range: &Range<f64>, room: usize) -> Vec<(f64, String)> {
    let span = range.end - range.start;
    let fits = |step: &&i64| span / (**step as f64) <= room.max(2) as f64;
    match STEPS.iter().find(fits) {
        Some(&step) => (ceil_div(range.start, step)..=(range.end / step as f64).floor() as i64)
            .map(|n| n * step)
            .filter_map(|second| Some((second as f64, label(second, step)?)))
            .collect(),
        None => month_ticks(range, room),
    }
}

fn ceil_div(start: f64, step: i64) -> i64 {
    (start / step as f64).ceil() as i64
}

fn label(second: i64, step: i64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(second).ok()?;
    let day = format!("{} {}", at.day(), short(at.month()));
    Some(match step < DAY {
        true if at.hour() == 0 && at.minute() == 0 => day,
        true => format!("{:02}:{:02}", at.hour(), at.minute()),
        false => day,
    })
}

fn short(month: Month) -> String {
    month.to_string().chars().take(3).collect()
}

/// The first days of months, or of years.
fn month_ticks(range: &Range<f64>, room: usize) -> Vec<(f64, String)> {
    let first = OffsetDateTime::from_unix_timestamp(range.start as i64);
    let Ok(first) = first else { return Vec::new() };
    let months = (range.end - range.start) / (30.44 * DAY as f64);
    let steps = [1, 2, 3, 6, 12, 24, 60, 120];
    let step = steps.into_iter().find(|&step| months / f64::from(step) <= room.max(2) as f64);
    let step = step.unwrap_or(120);
    let from = first.year() * 12 + i32::from(u8::from(first.month())) - 1;
    (0..=months as i32 + 1)
        .map(|n| from + n)
        .filter(|month| month % step == 0)
        .filter_map(|month| {
            let (year, of_year) = (month.div_euclid(12), month.rem_euclid(12) as u8 + 1);
            let month = Month::try_from(of_year).ok()?;
            let second = Date::from_calendar_date(year, month, 1).ok()?.midnight().assume_utc();
            let label = match step {
                12.. => year.to_string(),
                _ => format!("{} {year}", short(month)),
            };
            Some((second.unix_timestamp() as f64, label))
        })
        .filter(|(second, _)| range.contains(second))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: i64, to: i64, room: usize) -> Vec<String> {
        let ticks = date_ticks(&(from as f64..to as f64), room);
        ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn dates_suit_the_span() {
        // The first of July 1995, midnight.
        let july = 804_556_800;
        assert_eq!(labels(july, july + DAY, 4), ["1 Jul", "06:00", "12:00", "18:00", "2 Jul"]);
        assert_eq!(labels(july, july + 8 * DAY, 4), ["1 Jul", "3 Jul", "5 Jul", "7 Jul", "9 Jul"]);
        assert_eq!(labels(july, july + 90 * DAY, 3), ["Jul 1995", "Aug 1995", "Sep 1995"]);
        assert_eq!(labels(july, july + 1_500 * DAY, 5), ["1996", "1997", "1998", "1999"]);
    }
}
