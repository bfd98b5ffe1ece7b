//! Web server logs: Common and Combined Log Format, with the virtual host in front or without, dates
//! as in ISO 8601, the extended formats of Apache Traffic Server, and the day-of-month variant of the
//! EPA's log.
//!
//! A line is `client ident user [date] "request" status bytes`, then nothing, or the quoted
//! referer and agent; `host:port`, or a host before the address of a client, may stand in front.
//! Real requests hold quotes and spaces, so the request ends at the first quote behind which the rest
//! of the line fits, or else at the last one with a status and a byte count behind it.

use super::dates::{NOT_READABLE, date, time_of_day};
use super::entry::{Entry, Method, Status, split_request};
use super::line_records::LineRecords;
use super::numbers::number;
use super::parser::{BLANK, LineParser, Parsed};
use super::target::virtual_host;
use crate::SimTime;
use crate::formats::info::FormatInfo;

/// How files of access logs are recognised and opened.
pub(in crate::formats) const INFO: FormatInfo = FormatInfo {
    recognises: |head, _| head.lines().iter().any(|line| parse(line).is_ok()),
    open: |input, _, options| Ok(LineRecords::open(input, AccessLog::default(), options)),
};

/// A parsed line.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::formats) struct LogLine<'a> {
    /// The virtual host, where the line begins with one.
    host: Option<&'a [u8]>,
    date: &'a [u8],
    request: &'a [u8],
    status: Option<u16>,
    bytes: Option<u64>,
}

/// Reads lines, whose dates can be days of unnamed months.
#[derive(Default)]
pub(in crate::formats) struct AccessLog {
    calendar: RollingMonth,
}

impl LineParser for AccessLog {
    #[inline]
    fn parse<'a>(&'a mut self, line: &'a [u8]) -> Result<Parsed<'a>, &'static str> {
        let LogLine { host, date, request, status, bytes } = parse(line)?;
        let time = self.calendar.time(date)?;
        let (method, target) = split_request(request);
        let status = status.map_or(Status::Unknown, Status::Code);
        Ok(Parsed::Entry(Entry {
            time,
            method: Method::Http(method),
            host,
            target,
            query: None,
            status,
            bytes,
            ttl_s: 0,
        }))
    }
}

/// Parses one line up to its date, or says why it is none.
pub(in crate::formats) fn parse(line: &[u8]) -> Result<LogLine<'_>, &'static str> {
    if line.trim_ascii().is_empty() {
        return Err(BLANK);
    }
    let blank_before = |&at: &usize| at > 0 && line[at - 1] == b' ';
    let open = memchr::memchr_iter(b'[', line).find(blank_before).ok_or("no date in brackets")? - 1;
    if open == 0 {
        return Err("no client");
    }
    let rest = &line[open + 2..];
    let request_behind = |&at: &usize| rest[at + 1..].starts_with(b" \"");
    let close = memchr::memchr_iter(b']', rest).find(request_behind);
    let close = close.ok_or("no date in brackets before a quoted request")?;
    let quoted = &rest[close + 3..];
    let (request, status, bytes) =
        split_quoted(quoted).ok_or("no status and bytes behind the request")?;
    let (host, date) = (virtual_host(&line[..open]), rest[..close].trim_ascii());
    Ok(LogLine { host, date, request, status, bytes })
}

/// Cuts `request" status bytes…` at the right quote.
fn split_quoted(quoted: &[u8]) -> Option<(&[u8], Option<u16>, Option<u64>)> {
    let mut fallback = None;
    for end in memchr::memchr_iter(b'"', quoted) {
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

/// Makes a running time of days of unnamed months: a day much smaller than the one before starts
/// the next month, a day much larger belongs to the month before.
#[derive(Default)]
struct RollingMonth {
    /// Days before the current month, and before the one before it.
    days_before: u64,
    days_before_last: u64,
    day: u8,
}

/// `29:23:53:25`: a day of an unnamed month, and seconds into it.
fn day_of_month(text: &[u8]) -> Option<(u8, u64)> {
    let [day, time] = [text.get(..2)?, text.get(3..)?];
    let day = u8::try_from(number(day)?).ok().filter(|day| (1..=31).contains(day))?;
    let (seconds, rest) = time_of_day(time)?;
    (text[2] == b':' && rest.is_empty()).then_some((day, seconds as u64))
}

impl RollingMonth {
    #[inline]
    fn time(&mut self, text: &[u8]) -> Result<SimTime, &'static str> {
        if let Some(time) = date(text) {
            return time;
        }
        let (day, seconds) = day_of_month(text).ok_or(NOT_READABLE)?;
        Ok(self.time_of_day(day, seconds))
    }

    fn time_of_day(&mut self, day: u8, seconds: u64) -> SimTime {
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
    use super::super::dates::BEFORE_1970;
    use super::*;

    fn request(line: &str) -> (Vec<u8>, Option<u16>, Option<u64>) {
        let parsed = parse(line.as_bytes()).unwrap();
        (parsed.request.to_vec(), parsed.status, parsed.bytes)
    }

    #[test]
    fn a_common_line_is_read() {
        let line = br#"local - - [24/Oct/1994:13:41:41 -0600] "GET index.html HTTP/1.0" 200 150"#;
        let parsed = parse(line).unwrap();
        assert_eq!(RollingMonth::default().time(parsed.date), Ok(SimTime::from_s(783_027_701)));
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
    fn the_numbers_of_traffic_servers_extended_formats_are_passed_by() {
        let line = r#"192.0.2.1 - - [10/Oct/2020:13:55:36 -0000] "GET http://a.example/x HTTP/1.1" 200 4 000 0 0 0 24"#;
        assert_eq!(request(line).2, Some(4));
    }

    #[test]
    fn old_protocol_dashes_and_the_day_variant_are_read() {
        let line = r#"h - - [01/Jan/2000:00:00:00 +0000] "GET /old" - -"#;
        assert_eq!(request(line), (b"GET /old".to_vec(), None, None));
        assert_eq!(split_request(b"GET /old"), (&b"GET"[..], &b"/old"[..]));
        assert_eq!(split_request(b"GET"), (&b"GET"[..], &b""[..]));
        let epa = parse(br#"141.243.1.172 [29:23:53:25] "GET /x HTTP/1.0" 200 1497"#).unwrap();
        assert_eq!(day_of_month(epa.date), Some((29, 86_005)));
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
        let mut at = |day| calendar.time_of_day(day, 0).as_s() / 86_400.0;
        assert_eq!([at(30), at(31), at(1), at(31), at(2)], [30.0, 31.0, 32.0, 31.0, 33.0]);
    }

    #[test]
    fn what_is_no_line_says_why() {
        for (line, reason) in [
            ("", "blank or overlong line"),
            ("\u{0}\u{1}garbage", "no date in brackets"),
            (r#"h - - [x] "GET /" 200 1"#, NOT_READABLE),
            (r#"h - - [31/Feb/2000:00:00:00 +0000] "GET /" 200 1"#, NOT_READABLE),
            (r#"h - - [31/Jan/1965:00:00:00 +0000] "GET /" 200 1"#, BEFORE_1970),
            (
                r#"h - - [01/Jan/2000:00:00:00 +0000] "GET /"#,
                "no status and bytes behind the request",
            ),
        ] {
            let mut log = AccessLog::default();
            assert_eq!(log.parse(line.as_bytes()).unwrap_err(), reason, "{line}");
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
