//! What a line says of a request, in any format.

use crate::SimTime;

/// A line of any format, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Entry<'a> {
    pub(super) time: SimTime,
    pub(super) method: Method<'a>,
    pub(super) host: Option<&'a [u8]>,
    /// An address, a path with its query, or a key.
    pub(super) target: &'a [u8],
    /// The query, where it stands apart.
    pub(super) query: Option<&'a [u8]>,
    pub(super) status: Status,
    pub(super) bytes: Option<u64>,
    pub(super) ttl_s: u32,
}

/// What is to be done with the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method<'a> {
    /// Nothing else is ever logged.
    NotLogged,
    /// A method of HTTP.
    Http(&'a [u8]),
    /// An operation of a cache.
    Operation(&'a [u8]),
}

/// The status of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// None is ever logged: all are complete responses.
    NotLogged,
    /// None was logged for this one.
    Unknown,
    Code(u16),
}

/// Splits `GET /target HTTP/1.0` into method and target; the protocol may be missing (HTTP/0.9),
/// and the target may hold spaces.
pub(super) fn split_request(request: &[u8]) -> (&[u8], &[u8]) {
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
