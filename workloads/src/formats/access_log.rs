//! Web server logs: Common and Combined Log Format, with the virtual host in front or without, dates
//! as in ISO 8601, and the day-of-month variant of the EPA's log.
//!
//! A line is `client ident user [date] "request" status bytes`, then nothing, or the quoted
//! referer and agent; `host:port`, or a host before the address of a client, may stand in front.
//! Real requests hold quotes and blanks, so the request ends at the first quote behind which the rest
//! of the line fits, or else at the last one with a status and a byte count behind it.

use super::hosts::{Target, virtual_host};
use super::lines::Lines;
use super::records::{BYTES_MAX, Name, PassedOver, Record, Records, SIZE_IMPOSSIBLE};
use crate::{SimTime, SourceError};
use time::{Date, Month};

/// A parsed line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LogLine<'a> {
    /// The virtual host, where the line begins with one.
    pub(super) host: Option<&'a [u8]>,
    pub(super) date: LogDate,
    pub(super) request: &'a [u8],
    pub(super) status: Option<u16>,
    pub(super) bytes: Option<u64>,
}

/// The date of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogDate {
    /// `24/Oct/1994:13:41:41 -0600`, as seconds since 1970.
    Absolute { unix_s: u64 },
    /// `2024-03-01T00:00:00.5+01:00`, as nanoseconds since 1970.
    Precise { unix_ns: u64 },
    /// `29:23:53:25`: a day of an unnamed month, and seconds into it.
    DayOfMonth { day: u8, seconds: u32 },
}

/// Reads the requests of a log that a cache could serve: GET with status 200, 206 or 304.
pub(super) struct AccessLog {
    lines: Lines,
    calendar: RollingMonth,
    /// The name of an object with a host.
    name: Vec<u8>,
}

impl AccessLog {
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines, calendar: RollingMonth::default(), name: Vec::new() }
    }
}

impl Records for AccessLog {
    fn next(&mut self, passed_over: &mut PassedOver) -> Result<Option<Record<'_>>, SourceError> {
        // Found first and borrowed again below: a borrow returned from within the loop would
        // have to last for all of it. A target without a host is where it is in the line.
        let (time, target, bytes, whole) = loop {
            let Some(line) = self.lines.next()? else { return Ok(None) };
            passed_over.records += 1;
            let parsed = match parse(line) {
                Ok(parsed) => parsed,
                Err(reason) => {
                    passed_over.malformed(reason);
                    continue;
                }
            };
            let time = self.calendar.time(parsed.date);
            passed_over.at(time);
            if parsed.bytes.is_some_and(|bytes| bytes > BYTES_MAX) {
                passed_over.malformed(SIZE_IMPOSSIBLE);
                continue;
            }
            let (method, target) = split_request(parsed.request);
            if method != b"GET" {
                passed_over.skip(method_reason(method));
                continue;
            }
            if !matches!(parsed.status, Some(200 | 206 | 304)) {
                let status = parsed.status.map_or("-".to_owned(), |status| status.to_string());
                passed_over.skip(format!("status {status}"));
                continue;
            }
            let Some(target) = Target::of(target, parsed.host) else {
                passed_over.malformed(NO_TARGET);
                continue;
            };
            target.with_host(&mut self.name);
            let start = target.path.as_ptr() as usize - line.as_ptr() as usize;
            let plain = target.is_plain().then_some(start..start + target.path.len());
            break (
                time,
                plain,
                parsed.bytes.unwrap_or(0),
                parsed.status == Some(200) && parsed.bytes.is_some(),
            );
        };
        let name = Name::Text(match target {
            Some(target) => &self.lines.current()[target],
            None => self.name.as_slice(),
        });
        Ok(Some(Record { time, name, bytes, whole }))
    }
}

/// Why a request that asks for nothing is malformed.
const NO_TARGET: &str = "a request without a target";

fn method_reason(method: &[u8]) -> String {
    match std::str::from_utf8(method) {
        Ok(word) if word.len() <= 12 && word.bytes().all(|b| b.is_ascii_uppercase()) => {
            format!("method {word}")
        }
        _ => "method not known".to_owned(),
    }
}

/// Splits `GET /target HTTP/1.0` into method and target; the protocol may be missing (HTTP/0.9),
/// and the target may hold blanks.
fn split_request(request: &[u8]) -> (&[u8], &[u8]) {
    let blank = |&byte: &u8| byte == b' ';
    let Some(end) = request.iter().position(blank) else { return (request, &[]) };
    let (method, rest) = (&request[..end], &request[end + 1..]);
    let target = match rest.iter().rposition(blank) {
        Some(last) if rest[last + 1..].starts_with(b"HTTP/") => &rest[..last],
        None if rest.starts_with(b"HTTP/") => &[],
        _ => rest,
    };
    (method, target)
}

/// Parses one line, or says why it is none.
pub(super) fn parse(line: &[u8]) -> Result<LogLine<'_>, &'static str> {
    if line.trim_ascii().is_empty() {
        return Err("blank or overlong line");
    }
    let open = find(line, b" [").ok_or("no date in brackets")?;
    if open == 0 {
        return Err("no client");
    }
    let rest = &line[open + 2..];
    let close = find(rest, b"] \"").ok_or("no date in brackets before a quoted request")?;
    let date = parse_date(&rest[..close]).ok_or("date not readable")?;
    let quoted = &rest[close + 3..];
    let (request, status, bytes) =
        split_quoted(quoted).ok_or("no status and bytes behind the request")?;
    Ok(LogLine { host: virtual_host(&line[..open]), date, request, status, bytes })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Cuts `request" status bytes…` at the right quote.
fn split_quoted(quoted: &[u8]) -> Option<(&[u8], Option<u16>, Option<u64>)> {
    let mut fallback = None;
    for end in (0..quoted.len()).filter(|&index| quoted[index] == b'"') {
        let Some((status, bytes, rest)) = status_and_bytes(&quoted[end + 1..]) else { continue };
        let found = Some((&quoted[..end], status, bytes));
        let rest = rest.trim_ascii();
        if rest.is_empty() || (rest.len() >= 2 && rest.starts_with(b"\"") && rest.ends_with(b"\""))
        {
            return found;
        }
        fallback = found;
    }
    fallback
}

/// Reads ` 200 1234` from the front; either may be `-`.
fn status_and_bytes(text: &[u8]) -> Option<(Option<u16>, Option<u64>, &[u8])> {
    let text = text.strip_prefix(b" ")?;
    let (status, text) = word(text);
    let status = match status {
        b"-" => None,
        digits if digits.len() == 3 => Some(u16::try_from(number(digits)?).ok()?),
        _ => return None,
    };
    let (bytes, rest) = word(text.strip_prefix(b" ")?);
    let bytes = match bytes {
        b"-" => None,
        digits => Some(number(digits)?),
    };
    Some((status, bytes, rest))
}

fn word(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(|&byte| byte == b' ').unwrap_or(text.len()))
}

/// A decimal number of 1 to 18 digits, nothing else.
fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    digits.iter().try_fold(0, |value, &byte| {
        byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0'))
    })
}

fn parse_date(text: &[u8]) -> Option<LogDate> {
    let text = text.trim_ascii();
    if text.get(10) == Some(&b'T') {
        return iso_date(text);
    }
    let fields: [&[u8]; 4] =
        text.split(|&byte| byte == b':').collect::<Vec<_>>().try_into().ok()?;
    let hour = number(fields[1]).filter(|&hour| hour < 24)?;
    let minute = number(fields[2]).filter(|&minute| minute < 60)?;
    let (second, zone) = word(fields[3]);
    // 60: a leap second.
    let second = number(second).filter(|&second| second <= 60)?;
    let seconds = hour * 3_600 + minute * 60 + second;
    if let Some(day) = number(fields[0]) {
        let day = u8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
        return zone.is_empty().then_some(LogDate::DayOfMonth { day, seconds: seconds as u32 });
    }
    let date = calendar_date(fields[0])?;
    let days = i64::from(date.to_julian_day()) - UNIX_JULIAN_DAY;
    let unix_s = days * 86_400 + seconds as i64 - zone_offset_s(zone.trim_ascii())?;
    let unix_s = u64::try_from(unix_s).ok().filter(|&unix_s| unix_s < UNIX_S_MAX)?;
    Some(LogDate::Absolute { unix_s })
}

/// `2024-03-01T00:00:00`, with a fraction or without, and `Z`, `+01:00`, `+0100` or nothing (Greenwich)
/// behind it.
fn iso_date(text: &[u8]) -> Option<LogDate> {
    let (day, time) = (&text[..10], &text[11..]);
    let [b'-', b'-'] = [day[4], day[7]] else { return None };
    let (hms, rest) = time.split_at_checked(8)?;
    let [b':', b':'] = [hms[2], hms[5]] else { return None };
    let part = |text: &[u8], most: u64| number(text).filter(|&value| value <= most);
    let seconds = part(&hms[..2], 23)? * 3_600 + part(&hms[3..5], 59)? * 60 + part(&hms[6..], 60)?;
    let month = Month::try_from(u8::try_from(number(&day[5..7])?).ok()?).ok()?;
    let year = i32::try_from(number(&day[..4])?).ok()?;
    let date =
        Date::from_calendar_date(year, month, u8::try_from(number(&day[8..])?).ok()?).ok()?;
    let (fraction_ns, zone) = match rest.strip_prefix(b".").or(rest.strip_prefix(b",")) {
        None => (0, rest),
        Some(rest) => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, zone) = rest.split_at(digits);
            // What is beyond nanoseconds is nothing.
            let nine: Vec<u8> = digits.iter().copied().chain([b'0'; 9]).take(9).collect();
            (number(&nine).filter(|_| !digits.is_empty())?, zone)
        }
    };
    let offset_s = match zone {
        [] | [b'Z' | b'z'] => 0,
        [sign, h1, h2, b':', m1, m2] => zone_offset_s(&[*sign, *h1, *h2, *m1, *m2])?,
        zone => zone_offset_s(zone)?,
    };
    let days = i64::from(date.to_julian_day()) - UNIX_JULIAN_DAY;
    let unix_s = u64::try_from(days * 86_400 + seconds as i64 - offset_s).ok()?;
    let unix_ns = unix_s.checked_mul(1_000_000_000)?.checked_add(fraction_ns)?;
    (unix_s < UNIX_S_MAX).then_some(LogDate::Precise { unix_ns })
}

/// Nanoseconds since 1970 end in 2554; a log from then is garbage anyway.
const UNIX_S_MAX: u64 = 16_000_000_000;

/// Julian day of 1970-01-01.
const UNIX_JULIAN_DAY: i64 = 2_440_588;

fn calendar_date(text: &[u8]) -> Option<Date> {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let fields: [&[u8]; 3] =
        text.split(|&byte| byte == b'/').collect::<Vec<_>>().try_into().ok()?;
    let day = u8::try_from(number(fields[0])?).ok()?;
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(fields[1]))?;
    let month = Month::try_from(month as u8 + 1).ok()?;
    let year = i32::try_from(number(fields[2])?).ok()?;
    Date::from_calendar_date(year, month, day).ok()
}

/// `-0600` as seconds east of Greenwich.
fn zone_offset_s(zone: &[u8]) -> Option<i64> {
    let (&sign, digits) = zone.split_first()?;
    if digits.len() != 4 {
        return None;
    }
    let value = number(digits)? as i64;
    let seconds = value / 100 * 3_600 + value % 100 * 60;
    match sign {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

/// Makes a running time of days of unnamed months: a day much smaller than the one before starts
/// the next month, a day much larger belongs to the month before.
#[derive(Default)]
struct RollingMonth {
    /// Days before the current month, and before the one before it.
    days_before: u64,
    days_before_last: u64,
    day: u8,
}

impl RollingMonth {
    fn time(&mut self, date: LogDate) -> SimTime {
        let (day, seconds) = match date {
            LogDate::Absolute { unix_s } => return SimTime::from_s(unix_s),
            LogDate::Precise { unix_ns } => return SimTime(unix_ns),
            LogDate::DayOfMonth { day, seconds } => (day, u64::from(seconds)),
        };
        let days_before = if self.day > 0 && day + 15 < self.day {
            self.days_before_last = self.days_before;
            self.days_before += u64::from(self.day);
            self.day = day;
            self.days_before
        } else if self.day > 0 && day > self.day + 15 {
            self.days_before_last
        } else {
            self.day = self.day.max(day);
            self.days_before
        };
        SimTime::from_s((days_before + u64::from(day)) * 86_400 + seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(line: &str) -> (Vec<u8>, Option<u16>, Option<u64>) {
        let parsed = parse(line.as_bytes()).unwrap();
        (parsed.request.to_vec(), parsed.status, parsed.bytes)
    }

    #[test]
    fn a_common_line_is_read() {
        let line = br#"local - - [24/Oct/1994:13:41:41 -0600] "GET index.html HTTP/1.0" 200 150"#;
        let parsed = parse(line).unwrap();
        assert_eq!(parsed.date, LogDate::Absolute { unix_s: 783_027_701 });
        assert_eq!(split_request(parsed.request), (&b"GET"[..], &b"index.html"[..]));
        assert_eq!((parsed.status, parsed.bytes), (Some(200), Some(150)));
    }

    #[test]
    fn quotes_and_blanks_inside_a_request_stay_in_it() {
        let line =
            r#"h - - [01/Jan/2000:00:00:00 +0000] "GET /a" b "c" HTTP/1.0" 200 7 "-" "x 404 1""#;
        let (text, status, bytes) = request(line);
        assert_eq!(text, br#"GET /a" b "c" HTTP/1.0"#);
        assert_eq!((status, bytes), (Some(200), Some(7)));
        assert_eq!(split_request(&text).1, br#"/a" b "c""#);
        let trap = r#"h - - [01/Jan/2000:00:00:00 +0000] "GET /a" 404 9 b HTTP/1.0" 200 7"#;
        assert_eq!(request(trap).1, Some(200));
    }

    #[test]
    fn old_protocol_dashes_and_the_day_variant_are_read() {
        let line = r#"h - - [01/Jan/2000:00:00:00 +0000] "GET /old" - -"#;
        assert_eq!(request(line), (b"GET /old".to_vec(), None, None));
        assert_eq!(split_request(b"GET /old"), (&b"GET"[..], &b"/old"[..]));
        assert_eq!(split_request(b"GET"), (&b"GET"[..], &b""[..]));
        let epa = parse(br#"141.243.1.172 [29:23:53:25] "GET /x HTTP/1.0" 200 1497"#).unwrap();
        assert_eq!(epa.date, LogDate::DayOfMonth { day: 29, seconds: 86_005 });
    }

    #[test]
    fn dates_may_be_those_of_iso_8601() {
        let at = |date: &str| parse_date(date.as_bytes());
        let second = |unix_ns| Some(LogDate::Precise { unix_ns });
        assert_eq!(at("2024-03-01T00:00:00+00:00"), second(1_709_251_200_000_000_000));
        assert_eq!(at("2024-03-01T01:00:00.25+0100"), second(1_709_251_200_250_000_000));
        assert_eq!(at("2024-03-01T00:00:00Z"), at("2024-03-01T00:00:00"));
        for wrong in
            ["2024-13-01T00:00:00Z", "2024-03-01T24:00:00Z", "2024-03-01T", "2024-03-01T00:00:00."]
        {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_host_in_front_is_part_of_the_line() {
        let host = |prefix: &str| {
            let line = format!("{prefix} [01/Jan/2000:00:00:00 +0000] \"GET / HTTP/1.0\" 200 1");
            parse(line.as_bytes()).unwrap().host.map(<[u8]>::to_vec)
        };
        assert_eq!(host("www.a.example:80 192.0.2.1 - -"), Some(b"www.a.example:80".to_vec()));
        assert_eq!(host("www.a.example 2001:db8::1 - -"), Some(b"www.a.example".to_vec()));
        for none in ["192.0.2.1 - -", "h.example - John Doe", "2001:db8::1 - a b", "h", "a b c d e"]
        {
            assert_eq!(host(none), None, "{none}");
        }
    }

    #[test]
    fn days_roll_over_the_end_of_a_month() {
        let mut calendar = RollingMonth::default();
        let mut at = |day| calendar.time(LogDate::DayOfMonth { day, seconds: 0 }).as_s() / 86_400.0;
        assert_eq!([at(30), at(31), at(1), at(31), at(2)], [30.0, 31.0, 32.0, 31.0, 33.0]);
    }

    #[test]
    fn what_is_no_line_says_why() {
        for (line, reason) in [
            ("", "blank or overlong line"),
            ("\u{0}\u{1}garbage", "no date in brackets"),
            (r#"h - - [x] "GET /" 200 1"#, "date not readable"),
            (r#"h - - [31/Feb/2000:00:00:00 +0000] "GET /" 200 1"#, "date not readable"),
            (
                r#"h - - [01/Jan/2000:00:00:00 +0000] "GET /"#,
                "no status and bytes behind the request",
            ),
        ] {
            assert_eq!(parse(line.as_bytes()).unwrap_err(), reason, "{line}");
        }
    }

    proptest::proptest! {
        /// Garbage, and lines cut or changed anywhere, are read or refused, never a panic; and what
        /// is read lies within the line.
        #[test]
        fn any_bytes_are_read_or_refused(
            garbage in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80),
            place in 0usize..120,
        ) {
            let line = br#"h - - [24/Oct/1994:13:41:41 -0600] "GET /a" b HTTP/1.0" 200 150 "-" "x""#;
            let place = place.min(line.len());
            let changed = [&line[..place], &garbage, &line[place..]].concat();
            for bytes in [&garbage, &changed, &line[..place].to_vec()] {
                if let Ok(parsed) = parse(bytes) {
                    let (method, target) = split_request(parsed.request);
                    assert!(method.len() + target.len() <= bytes.len());
                }
            }
        }
    }
}
