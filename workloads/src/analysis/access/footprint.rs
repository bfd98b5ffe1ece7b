//! Footprint and working set over time.

/// Distinct objects and their bytes: from the beginning on, and within each time bin. An object has the largest
/// size that was seen of it until then.
#[derive(Clone, Debug, Default)]
pub struct Footprint {
    /// Bin by bin, from the first to the last.
    pub bins: Vec<FootprintBin>,
    /// Of the current bin.
    now: FootprintBin,
}

/// Footprint and working set at the end of a time bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FootprintBin {
    /// Distinct objects requested so far.
    pub objects: u64,
    /// Bytes of these.
    pub bytes: u64,
    /// Distinct objects requested in the bin.
    pub working_set_objects: u64,
    /// Bytes of these.
    pub working_set_bytes: u64,
}

impl Footprint {
    /// Counts a request: by how much its object grew, whether it is new, and whether it is the first of the
    /// object in this bin.
    #[inline]
    pub(super) fn add(&mut self, bytes: u64, growth: u64, is_new: bool, first_in_bin: bool) {
        self.now.objects += u64::from(is_new);
        self.now.bytes = self.now.bytes.saturating_add(growth);
        self.now.working_set_objects += u64::from(first_in_bin);
        let grown = if first_in_bin { bytes } else { growth };
        self.now.working_set_bytes = self.now.working_set_bytes.saturating_add(grown);
    }

    /// Ends the current bin.
    pub(super) fn close_bin(&mut self) {
        self.bins.push(self.now);
        self.now.working_set_objects = 0;
        self.now.working_set_bytes = 0;
    }
}
