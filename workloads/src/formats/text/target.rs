//! The target of a request, and the name of its object: hosts, paths and queries.
//!
//! An object is named by its host, if one is logged, and what follows it, as caches key it:
//! byte for byte, capitals and percent-encodings included. Only the host is put in lower case and
//! loses the ports of http and https (RFC 3986, section 6.2.2.1 and 6.2.3).

use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// The target of a request, and its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target<'a> {
    pub(super) host: Option<&'a [u8]>,
    /// What follows the host, with the query unless that stands apart.
    pub(super) path: &'a [u8],
    pub(super) query: Option<&'a [u8]>,
}

impl<'a> Target<'a> {
    /// From a request's target, which may be a whole address (`http://host/path`), and the host and the
    /// query that are logged beside it. The host of the address is the one that is meant. None if
    /// nothing is requested.
    #[inline]
    pub(super) fn of(
        target: &'a [u8],
        logged: Option<&'a [u8]>,
        query: Option<&'a [u8]>,
    ) -> Option<Self> {
        if target.first() == Some(&b'/') {
            return Some(Self { host: logged, path: target, query });
        }
        let scheme = [&b"http://"[..], b"https://"];
        let is = |scheme: &&&[u8]| {
            target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        let Some(scheme) = scheme.iter().find(is) else {
            return (!target.is_empty()).then_some(Self { host: logged, path: target, query });
        };
        let rest = &target[scheme.len()..];
        let end = rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let host = Some(host).filter(|host| !host.is_empty()).or(logged);
        (host.is_some() || !path.is_empty()).then_some(Self { host, path, query })
    }
}

/// What becomes of the query in the name of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueryRule {
    /// It is part of the name.
    #[default]
    Keep,
    /// It is not part of the name.
    Drop,
    /// These parameters are not part of the name; a star stands for the rest of a parameter's name.
    DropNamed(Vec<String>),
}

impl QueryRule {
    /// Reads `keep`, `drop` or `drop=utm_*,fbclid`.
    ///
    /// # Errors
    /// What was found, and what is expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None if text == "keep" => Ok(Self::Keep),
            None if text == "drop" => Ok(Self::Drop),
            Some(("drop", names)) if names.split(',').all(|name| !name.trim().is_empty()) => {
                Ok(Self::DropNamed(names.split(',').map(|name| name.trim().to_owned()).collect()))
            }
            _ => Err(format!("found {text:?}; expected keep, drop, or drop=NAME,PREFIX*")),
        }
    }
}

/// How objects are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameRule {
    /// What becomes of the query.
    pub query: QueryRule,
    /// Whether different writings of one address are one name: percent-encoded letters, digits, `-`,
    /// `.`, `_` and `~` are decoded, and hexadecimal digits put in capitals (RFC 3986, section 6.2.2).
    pub normalize: bool,
}

impl NameRule {
    /// The name of the requested object: a part of it, or `None` if it had to be made, in `made`.
    #[inline]
    pub(super) fn name<'a>(&self, target: &Target<'a>, made: &mut Vec<u8>) -> Option<&'a [u8]> {
        if target.host.is_none() && target.query.is_none() && !self.normalize {
            match self.query {
                QueryRule::Keep => return Some(target.path),
                QueryRule::Drop => return Some(split_query(target.path).0),
                QueryRule::DropNamed(_) => {}
            }
        }
        self.make(target, made);
        None
    }

    fn make(&self, target: &Target<'_>, made: &mut Vec<u8>) {
        made.clear();
        if let Some(host) = target.host {
            let bare = host.strip_suffix(b":80").or(host.strip_suffix(b":443")).unwrap_or(host);
            made.extend(bare.iter().map(u8::to_ascii_lowercase));
            if !target.path.starts_with(b"/") {
                made.push(b'/');
            }
        }
        let (path, within) = split_query(target.path);
        self.push(path, made);
        for query in [within, target.query].into_iter().flatten() {
            self.push_query(query, made);
        }
    }

    fn push_query(&self, query: &[u8], made: &mut Vec<u8>) {
        match &self.query {
            QueryRule::Drop => {}
            QueryRule::Keep => {
                made.push(b'?');
                self.push(query, made);
            }
            QueryRule::DropNamed(dropped) => {
                let mut sign = b'?';
                for parameter in query.split(|&byte| byte == b'&') {
                    let end = parameter.iter().position(|&byte| byte == b'=');
                    let name = &parameter[..end.unwrap_or(parameter.len())];
                    if !dropped.iter().any(|pattern| matches(pattern.as_bytes(), name)) {
                        made.push(std::mem::replace(&mut sign, b'&'));
                        self.push(parameter, made);
                    }
                }
            }
        }
    }

    fn push(&self, text: &[u8], made: &mut Vec<u8>) {
        if !self.normalize {
            made.extend_from_slice(text);
            return;
        }
        let mut rest = text;
        while let Some((&first, behind)) = rest.split_first() {
            let hex = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
            match *rest {
                [b'%', high, low, ..] if hex(high).is_some() && hex(low).is_some() => {
                    let value = hex(high).unwrap_or(0) << 4 | hex(low).unwrap_or(0);
                    if value.is_ascii_alphanumeric() || b"-._~".contains(&value) {
                        made.push(value);
                    } else {
                        let capitals = [b'%', high.to_ascii_uppercase(), low.to_ascii_uppercase()];
                        made.extend_from_slice(&capitals);
                    }
                    rest = &rest[3..];
                }
                _ => {
                    made.push(first);
                    rest = behind;
                }
            }
        }
    }
}

/// A path and the query behind its first question mark.
fn split_query(path: &[u8]) -> (&[u8], Option<&[u8]>) {
    match path.iter().position(|&byte| byte == b'?') {
        Some(mark) => (&path[..mark], Some(&path[mark + 1..])),
        None => (path, None),
    }
}

/// A host, and whether a port stands behind it; addresses of IPv6 are in brackets then.
fn split_port(host: &[u8]) -> (&[u8], bool) {
    let Some(colon) = host.iter().rposition(|&byte| byte == b':') else { return (host, false) };
    let (name, port) = (&host[..colon], &host[colon + 1..]);
    let plain = !name.contains(&b':') || name.ends_with(b"]");
    let has_port = plain && !port.is_empty() && port.iter().all(u8::is_ascii_digit);
    if has_port { (name, true) } else { (host, false) }
}

/// Whether a name fits a pattern: itself, or a beginning with a star behind it.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    match pattern.strip_suffix(b"*") {
        Some(beginning) => name.starts_with(beginning),
        None => name == pattern,
    }
}

/// The virtual host in front of `client ident user`: `host:port`, or a host before a client that is given
/// by its address or before one and a dash; or the host behind the address, as lighttpd has it. A user with
/// a space in the name is none.
#[inline]
pub(super) fn virtual_host(prefix: &[u8]) -> Option<&[u8]> {
    let mut words = prefix.split(|&byte| byte == b' ');
    let (first, second, third) = (words.next()?, words.next()?, words.next()?);
    let is_address =
        |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| text.parse::<IpAddr>().is_ok());
    let is_name = |text: &[u8]| {
        text.contains(&b'.') && text.iter().any(u8::is_ascii_alphabetic) && !is_address(text)
    };
    match (words.next(), words.next()) {
        // lighttpd has the host where others have what nobody fills in.
        (None, _) => (is_address(first) && is_name(second)).then_some(second),
        (Some(_), None) => {
            let (host, has_port) = split_port(first);
            let client = second != b"-" && (is_address(second) || third == b"-");
            let is_host = has_port || is_name(host) || !is_address(host) && is_address(second);
            (is_host && (client || has_port)).then_some(first)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(rule: &NameRule, target: &str, logged: Option<&str>, query: Option<&str>) -> String {
        let target =
            Target::of(target.as_bytes(), logged.map(str::as_bytes), query.map(str::as_bytes));
        let Some(target) = target else { return String::new() };
        let mut made = Vec::new();
        let name = rule.name(&target, &mut made).map_or(made.clone(), <[u8]>::to_vec);
        String::from_utf8(name).unwrap()
    }

    #[test]
    fn hosts_are_part_of_names() {
        let name = |target, logged| named(&NameRule::default(), target, logged, None);
        assert_eq!(name("/a?b", None), "/a?b");
        assert_eq!(name("/a", Some("WWW.B.example:80")), "www.b.example/a");
        assert_eq!(name("/a", Some("b.example:8080")), "b.example:8080/a");
        assert_eq!(name("HTTP://C.example/A?b=%7E", Some("b.example:80")), "c.example/A?b=%7E");
        assert_eq!(name("https://c.example", None), "c.example/");
        assert_eq!(name("http:///a", None), "/a");
        for nothing in ["", "http://"] {
            assert_eq!(name(nothing, None), "");
        }
        assert_eq!(name("", Some("b.example")), "");
    }

    #[test]
    fn queries_are_kept_or_dropped() {
        let name = |rule: &str, target, query| {
            let rule = NameRule { query: QueryRule::parse(rule).unwrap(), normalize: false };
            named(&rule, target, None, query)
        };
        let target = "/a?utm_source=1&id=2&fbclid=3&utm=4";
        assert_eq!(name("keep", target, None), target);
        assert_eq!(name("drop", target, None), "/a");
        assert_eq!(name("drop=utm_*,fbclid", target, None), "/a?id=2&utm=4");
        assert_eq!(name("drop=*", target, None), "/a");
        assert_eq!(name("keep", "/a", Some("b=1")), "/a?b=1");
        assert_eq!(name("drop", "/a", Some("b=1")), "/a");
        for wrong in ["", "dropp", "drop=", "drop=a,,b", "keep=a"] {
            assert!(QueryRule::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn writings_of_one_address_can_be_one_name() {
        let rule = NameRule { query: QueryRule::Keep, normalize: true };
        let name = |target| named(&rule, target, None, None);
        assert_eq!(name("/%7euser/%41%2fb?x=%3d%"), "/~user/A%2Fb?x=%3D%");
        assert_eq!(name("/a%zz%4"), "/a%zz%4");
    }
}
