//! Every policy once more, written for clarity: all lists are plain vectors, the oldest first, and
//! whatever is looked for is looked for from the beginning.

mod arc;
mod car;
mod lirs;
mod mq;
mod qd_lp;
mod ranked;
mod s3_fifo;
mod slru;
mod two_q;

use super::super::{Access, Capacity, ParameterValues, PolicyKind, parameters};
use arc::Arc;
use car::Car;
use hotset_workloads::ObjectId;
use lirs::Lirs;
use mq::Mq;
use qd_lp::QdLp;
use ranked::Ranked;
use s3_fifo::S3Fifo;
use slru::Slru;
use two_q::TwoQ;

/// An object with what it counts for.
pub(super) type Item = (ObjectId, u64);

/// What a model is told about the cache.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) capacity: Capacity,
    pub(super) given: ParameterValues,
}

impl Room {
    fn amount(&self) -> u64 {
        self.capacity.amount()
    }

    fn charge(&self, access: Access) -> u64 {
        self.capacity.charge(access.bytes)
    }

    /// A share of the cache, at least 1.
    fn share(&self, share: f64) -> u64 {
        ((self.amount() as f64 * share) as u64).max(1)
    }

    fn like_libcachesim(&self) -> bool {
        parameters::value(&self.given, &parameters::COMPATIBILITY) == 1.0
    }
}

/// A cache that is asked one request at a time.
pub(super) trait Model {
    /// Whether the request hits; the object is in afterwards if the policy takes it.
    fn request(&mut self, access: Access) -> bool;

    /// What is in.
    fn residents(&self) -> Vec<ObjectId>;
}

/// The model of a policy, if it has one: policies with chance in them have none.
pub(super) fn model(kind: PolicyKind, room: &Room) -> Option<Box<dyn Model>> {
    let room = room.clone();
    Some(match kind {
        PolicyKind::S3Fifo => Box::new(S3Fifo::new(room)),
        PolicyKind::QdLp => Box::new(QdLp::new(room)),
        PolicyKind::Arc => Box::new(Arc::new(room)),
        PolicyKind::Car => Box::new(Car::new(room)),
        PolicyKind::TwoQ => Box::new(TwoQ::new(room)),
        PolicyKind::Slru => Box::new(Slru::new(room)),
        PolicyKind::Lirs => Box::new(Lirs::new(room)),
        PolicyKind::Mq => Box::new(Mq::new(room)),
        PolicyKind::Lru
        | PolicyKind::Fifo
        | PolicyKind::Clock
        | PolicyKind::Sieve
        | PolicyKind::Lfu
        | PolicyKind::LfuDa
        | PolicyKind::Gdsf
        | PolicyKind::Size
        | PolicyKind::LruK
        | PolicyKind::Ttl
        | PolicyKind::Belady => Box::new(Ranked::new(kind, room)),
        PolicyKind::Random
        | PolicyKind::Clock2QPlus
        | PolicyKind::ClockPro
        | PolicyKind::LeCar
        | PolicyKind::Cacheus
        | PolicyKind::FifoMerge
        | PolicyKind::WTinyLfu
        | PolicyKind::Lhd
        | PolicyKind::Hyperbolic
        | PolicyKind::StaticLfu
        | PolicyKind::BeladySize
        | PolicyKind::Registered(_) => return None,
    })
}

fn total(list: &[Item]) -> u64 {
    list.iter().map(|item| item.1).sum()
}

fn find(list: &[Item], object: ObjectId) -> Option<usize> {
    list.iter().position(|item| item.0 == object)
}

fn take(list: &mut Vec<Item>, object: ObjectId) -> Option<Item> {
    find(list, object).map(|at| list.remove(at))
}

/// Takes an object into a list that forgets its oldest.
fn remember(list: &mut Vec<Item>, limit: u64, item: Item) {
    if item.1 > limit {
        return;
    }
    while total(list) + item.1 > limit {
        list.remove(0);
    }
    list.push(item);
}

fn names(lists: &[&[Item]]) -> Vec<ObjectId> {
    lists.iter().flat_map(|list| list.iter().map(|item| item.0)).collect()
}

/// Uses of the objects of a queue since they came into it.
type Uses = std::collections::BTreeMap<ObjectId, u64>;

/// Evicts from a FIFO queue with reinsertion: the oldest that has no uses left.
fn evict_from_clock(queue: &mut Vec<Item>, uses: &mut Uses) -> Option<Item> {
    while !queue.is_empty() {
        let item = queue.remove(0);
        match uses.get(&item.0).copied().unwrap_or(0).min(3) {
            0 => return Some(item),
            left => {
                uses.insert(item.0, left - 1);
                queue.push(item);
            }
        }
    }
    None
}
