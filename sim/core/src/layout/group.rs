//! Servers that are all alike, and how requests come to them.

use super::{Doors, Entry};

/// Servers any of which may answer, behind doors that may be among them.
#[derive(Clone, Debug)]
pub struct Group {
    members: Doors,
    entry: Entry,
}

impl Group {
    /// Members that requests come to directly ([`Entry::Owner`]), or by a door: a door that is a
    /// member itself answers, any other passes the request on to a random member.
    pub fn new(members: Doors, entry: Entry) -> Self {
        Self { members, entry }
    }

    /// The member that answers a request, and the door that it came in by.
    #[inline]
    pub(super) fn pick(&mut self) -> (usize, usize) {
        match &mut self.entry {
            Entry::Owner => {
                let member = self.members.pick();
                (member, member)
            }
            Entry::Any(doors) => {
                let door = doors.pick();
                let inside = self.members.contains(door);
                (if inside { door } else { self.members.pick() }, door)
            }
        }
    }

    /// Whether a door can pass requests on.
    pub(super) fn forwards(&self) -> bool {
        matches!(self.entry, Entry::Any(_))
    }

    /// The share of the requests that a server answers.
    pub(super) fn share(&self, server: usize) -> f64 {
        self.members.share(server)
    }
}
