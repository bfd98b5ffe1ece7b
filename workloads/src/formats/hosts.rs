//! Hosts in logs: the site that a request is for.

use std::net::IpAddr;

/// What is asked for, and of which host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target<'a> {
    pub(super) host: Option<&'a [u8]>,
    /// What stands behind the host, with the query.
    pub(super) path: &'a [u8],
}

impl<'a> Target<'a> {
    /// From a request's target, which may be a whole address (`http://host/path`), and the host that is
    /// logged beside it. That of the address is the one that is meant. None if nothing is asked for.
    pub(super) fn of(target: &'a [u8], logged: Option<&'a [u8]>) -> Option<Self> {
        let scheme = [&b"http://"[..], b"https://"];
        let is = |scheme: &&&[u8]| {
            target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        };
        let Some(scheme) = scheme.iter().find(is) else {
            return (!target.is_empty()).then_some(Self { host: logged, path: target });
        };
        let rest = &target[scheme.len()..];
        let end = rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let host = Some(host).filter(|host| !host.is_empty()).or(logged);
        (host.is_some() || !path.is_empty()).then_some(Self { host, path })
    }

    /// Whether the name of the object is the path alone.
    pub(super) fn is_plain(&self) -> bool {
        self.host.is_none()
    }

    /// Writes the name of an object that has a host: the host in lower case, without the ports of
    /// http and https, and a slash before a path that has none.
    pub(super) fn with_host(&self, name: &mut Vec<u8>) {
        let Some(host) = self.host else { return };
        name.clear();
        let bare = host.strip_suffix(b":80").or(host.strip_suffix(b":443")).unwrap_or(host);
        name.extend(bare.iter().map(u8::to_ascii_lowercase));
        if !self.path.starts_with(b"/") {
            name.push(b'/');
        }
        name.extend_from_slice(self.path);
    }
}

/// The virtual host in front of `client ident user`: `host:port`, or a host before a client that is given
/// by its address. A user with a blank in his name is none.
pub(super) fn virtual_host(prefix: &[u8]) -> Option<&[u8]> {
    let mut words = prefix.split(|&byte| byte == b' ');
    let (first, client) = (words.next()?, words.next()?);
    if words.count() != 2 || !first.iter().any(u8::is_ascii_alphabetic) {
        return None;
    }
    let mut parts = first.split(|&byte| byte == b':');
    let (_, port, more) = (parts.next(), parts.next(), parts.next());
    let has_port = port.is_some_and(|port| {
        more.is_none() && !port.is_empty() && port.iter().all(u8::is_ascii_digit)
    });
    let is_address =
        || std::str::from_utf8(client).is_ok_and(|text| text.parse::<IpAddr>().is_ok());
    (has_port || (port.is_none() && is_address())).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(target: &str, logged: Option<&str>) -> String {
        let Some(target) = Target::of(target.as_bytes(), logged.map(str::as_bytes)) else {
            return String::new();
        };
        let mut name = target.path.to_vec();
        target.with_host(&mut name);
        String::from_utf8(name).unwrap()
    }

    #[test]
    fn hosts_are_part_of_names() {
        assert_eq!(name("/a?b", None), "/a?b");
        assert_eq!(name("/a", Some("WWW.B.example:80")), "www.b.example/a");
        assert_eq!(name("/a", Some("b.example:8080")), "b.example:8080/a");
        assert_eq!(name("HTTP://C.example/a", Some("b.example:80")), "c.example/a");
        assert_eq!(name("https://c.example", None), "c.example/");
        assert_eq!(name("http:///a", None), "/a");
        for nothing in ["", "http://"] {
            assert_eq!(name(nothing, None), "");
        }
        assert_eq!(name("", Some("b.example")), "");
    }
}
