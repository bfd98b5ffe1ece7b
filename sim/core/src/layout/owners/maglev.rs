//! Maglev hashing.

use super::mix::mix;

/// The paper's smaller size (section 5.3), a prime.
const ENTRIES_MIN: usize = 65_537;
/// With this many entries per server, shares differ by a hundredth at most (section 3.4).
const ENTRIES_PER_SERVER: usize = 100;

/// The servers by entry: in turn, each takes the first entry of its own order that is free yet.
pub(super) fn table(servers: usize, seed: u64) -> Vec<u16> {
    let entries = prime_from(ENTRIES_MIN.max(servers * ENTRIES_PER_SERVER));
    // An order is an arithmetic progression modulo a prime: it comes by every entry once.
    let order = |server: usize| {
        let draw = |what: u64| mix(seed ^ mix(2 * server as u64 + what)) as usize;
        (draw(0) % entries, draw(1) % (entries - 1) + 1)
    };
    let mut orders: Vec<(usize, usize)> = (0..servers).map(order).collect();
    let mut table: Vec<Option<u16>> = vec![None; entries];
    let mut free = entries;
    while free > 0 {
        for (server, (next, step)) in orders.iter_mut().enumerate().take(free) {
            while table[*next].is_some() {
                *next = (*next + *step) % entries;
            }
            table[*next] = Some(server as u16);
            free -= 1;
        }
    }
    table.into_iter().flatten().collect()
}

fn prime_from(least: usize) -> usize {
    let prime = |n: &usize| (2..).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    (least..).find(prime).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_get_the_same_share_to_one_entry() {
        for servers in [1, 2, 3, 100, 1_000] {
            let table = table(servers, 5);
            assert_eq!(table.len(), prime_from(table.len()));
            let mut entries = vec![0; servers];
            table.iter().for_each(|&server| entries[usize::from(server)] += 1);
            let (least, most) = (entries.iter().min(), entries.iter().max());
            assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1), "{entries:?}");
        }
    }
}
