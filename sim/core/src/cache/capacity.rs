//! The capacity of a cache, in bytes or in objects.

/// The capacity of a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// In bytes.
    Bytes(u64),
    /// In objects: every object counts as one.
    Objects(u64),
}

impl Capacity {
    /// The space that an object of this size takes.
    pub fn charge(self, bytes: u64) -> u64 {
        match self {
            Self::Bytes(_) => bytes,
            Self::Objects(_) => 1,
        }
    }

    /// The capacity, in its own unit.
    pub fn amount(self) -> u64 {
        match self {
            Self::Bytes(amount) | Self::Objects(amount) => amount,
        }
    }
}

/// The capacity of a cache, and how much of it is used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occupancy {
    capacity: Capacity,
    used: u64,
}

impl Occupancy {
    pub(crate) fn new(capacity: Capacity) -> Self {
        Self { capacity, used: 0 }
    }

    #[inline]
    pub(crate) fn can_never_hold(&self, bytes: u64) -> bool {
        self.capacity.charge(bytes) > self.capacity.amount()
    }

    #[inline]
    pub(crate) fn has_room_for(&self, bytes: u64) -> bool {
        // Neither side can overflow: what is used is never above the capacity.
        self.capacity.charge(bytes) <= self.capacity.amount() - self.used
    }

    #[cfg(test)]
    pub(crate) fn used(&self) -> u64 {
        self.used
    }

    #[inline]
    pub(crate) fn take(&mut self, bytes: u64) {
        self.used += self.capacity.charge(bytes);
        debug_assert!(self.used <= self.capacity.amount(), "over capacity");
    }

    #[inline]
    pub(crate) fn give_back(&mut self, bytes: u64) {
        self.used -= self.capacity.charge(bytes);
    }
}
