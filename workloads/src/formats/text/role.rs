//! The role of a field: what it says of a request.

use serde::Serialize;

/// What a field says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// When it came: with `Date`, the time of day.
    Time,
    /// The day, where it stands apart.
    Date,
    /// A request line: `GET /a HTTP/1.1`.
    Request,
    /// The object of the request: an address, a path, a key.
    Object,
    /// The query, where it stands apart from the path.
    Query,
    /// The host.
    Host,
    /// The method of HTTP.
    Method,
    /// The operation of a cache.
    Operation,
    /// The status of the response.
    Status,
    /// The size of the object, or of the response.
    Bytes,
    /// The time to live, in seconds.
    Ttl,
}

impl Role {
    pub(super) const ALL: [Self; 11] = [
        Self::Time,
        Self::Date,
        Self::Request,
        Self::Object,
        Self::Query,
        Self::Host,
        Self::Method,
        Self::Operation,
        Self::Status,
        Self::Bytes,
        Self::Ttl,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Date => "date",
            Self::Request => "request",
            Self::Object => "object",
            Self::Query => "query",
            Self::Host => "host",
            Self::Method => "method",
            Self::Operation => "operation",
            Self::Status => "status",
            Self::Bytes => "bytes",
            Self::Ttl => "ttl",
        }
    }
}
