//! The columns that are given by the user.

use super::role::Role;

/// Which columns of a table, or fields of JSON lines, hold what; by name, or by number from 1. A name
/// that is not given is looked for among the usual ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// Column of arrival times.
    pub time: Option<String>,
    /// Column of object names: keys, paths or whole addresses.
    pub object: Option<String>,
    /// Column of sizes in bytes; without one, every object has size 1.
    pub bytes: Option<String>,
    /// Column of hosts, which are part of the names of objects.
    pub host: Option<String>,
    /// Column of the methods of HTTP, or of the operations of a cache.
    pub method: Option<String>,
    /// Column of the status of responses.
    pub status: Option<String>,
    /// Column of times to live in seconds.
    pub ttl: Option<String>,
}

impl Columns {
    pub(super) fn given(&self, role: Role) -> Option<&str> {
        match role {
            Role::Time => self.time.as_deref(),
            Role::Object => self.object.as_deref(),
            Role::Bytes => self.bytes.as_deref(),
            Role::Host => self.host.as_deref(),
            Role::Method => self.method.as_deref(),
            Role::Status => self.status.as_deref(),
            Role::Ttl => self.ttl.as_deref(),
            Role::Date | Role::Request | Role::Query | Role::Operation => None,
        }
    }

    /// What is given, in words that differ if the way of reading differs.
    pub(crate) fn described(&self) -> String {
        Role::ALL
            .into_iter()
            .filter_map(|role| Some(format!(", {} in {:?}", role.name(), self.given(role)?)))
            .collect()
    }
}
