//! Rendezvous hashing: the highest random weight.

use super::mix::mix;

/// The server that draws the highest number for a key: time grows with the servers, memory does not.
pub(super) fn owner(key: u64, servers: usize) -> usize {
    let drawn = (0..servers).map(|server| mix(key ^ mix(server as u64)));
    drawn.enumerate().max_by_key(|&(_, number)| number).map_or(0, |(server, _)| server)
}
