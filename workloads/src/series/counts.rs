//! Counts over time: one row per name and bin.

use crate::SimTime;

/// How often each of some names (pages, objects, whole sites) was requested in each bin of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountSeries {
    /// Beginning of the first bin.
    pub start: SimTime,
    /// Width of a bin.
    pub width_ns: u64,
    /// Number of bins, at least 1.
    pub bins: usize,
    /// What was counted.
    pub names: Vec<String>,
    /// Bins without a count between the first and the last of their name: taken as 0.
    pub gaps: u64,
    /// Names with the bins of known events, at most one each.
    pub events: Vec<(u32, u32)>,
    /// Bin, name and count, by bin, then name; counts of 0 left out.
    counts: Vec<(u32, u32, u64)>,
    /// Where the counts of each bin begin; one more at the end.
    first_of_bin: Vec<usize>,
    /// First and last bin of each name that has a row.
    spans: Vec<(u32, u32)>,
}

impl CountSeries {
    /// A series from rows of bin, name and count, in any order; rows of one bin and name add up.
    pub fn new(
        start: SimTime,
        width_ns: u64,
        bins: usize,
        names: Vec<String>,
        mut rows: Vec<(u32, u32, u64)>,
    ) -> Self {
        rows.sort_unstable_by_key(|&(bin, name, _)| (bin, name));
        rows.dedup_by(|row, kept| {
            let same = (row.0, row.1) == (kept.0, kept.1);
            kept.2 = if same { kept.2.saturating_add(row.2) } else { kept.2 };
            same
        });
        let mut spans: Vec<(u32, u32)> = vec![(u32::MAX, 0); names.len()];
        for &(bin, name, _) in &rows {
            let span = &mut spans[name as usize];
            *span = (span.0.min(bin), span.1.max(bin));
        }
        let whole = spans.iter().filter(|span| span.0 <= span.1);
        let whole: u64 = whole.map(|span| u64::from(span.1 - span.0) + 1).sum();
        let gaps = whole - rows.len() as u64;
        rows.retain(|row| row.2 > 0);
        let first_of_bin =
            (0..=bins).map(|bin| rows.partition_point(|&(of, ..)| (of as usize) < bin)).collect();
        let events = Vec::new();
        Self { start, width_ns, bins, names, gaps, events, counts: rows, first_of_bin, spans }
    }

    /// The same counts in wider bins, of the next multiple of their width: on the clock where they
    /// divide a day, else from the first bin on. A width that is not larger leaves the series as
    /// it is.
    pub fn rebinned(&self, width_ns: u64) -> Self {
        const DAY_NS: u64 = 86_400 * SimTime::NS_PER_S;
        if width_ns <= self.width_ns {
            return self.clone();
        }
        // Whole bins only: parts of them would make a rhythm that is not there.
        let width_ns = width_ns.next_multiple_of(self.width_ns);
        // On the clock only if the narrow bins are.
        let start =
            match DAY_NS.is_multiple_of(width_ns) && self.start.0.is_multiple_of(self.width_ns) {
                true => self.start.0 / width_ns * width_ns,
                false => self.start.0,
            };
        let bin = |of: u32| {
            let time = self.start.0 + u64::from(of) * self.width_ns;
            ((time - start) / width_ns) as u32
        };
        let rows = self.counts.iter().map(|&(of, name, count)| (bin(of), name, count)).collect();
        let bins = bin(self.bins.saturating_sub(1) as u32) as usize + 1;
        let mut wide = Self::new(SimTime(start), width_ns, bins, self.names.clone(), rows);
        wide.gaps = self.gaps;
        wide.events = self.events.iter().map(|&(name, of)| (name, bin(of))).collect();
        wide.spans = self.spans.iter().map(|&(a, b)| (bin(a.min(b)), bin(b))).collect();
        wide
    }

    /// Names and counts of one bin, by name.
    pub fn bin(&self, bin: usize) -> impl Iterator<Item = (u32, u64)> + '_ {
        let range = self.first_of_bin[bin]..self.first_of_bin[bin + 1];
        self.counts[range].iter().map(|&(_, name, count)| (name, count))
    }

    /// First and last bin in which each name has a row; the first is after the last where it has
    /// none.
    pub fn spans(&self) -> &[(u32, u32)] {
        &self.spans
    }

    /// The sum of each bin.
    pub fn totals(&self) -> Vec<u64> {
        (0..self.bins).map(|bin| self.bin(bin).map(|(_, count)| count).sum()).collect()
    }

    /// The sum of each name.
    pub fn sums(&self) -> Vec<u64> {
        let mut sums = vec![0u64; self.names.len()];
        for &(_, name, count) in &self.counts {
            sums[name as usize] = sums[name as usize].saturating_add(count);
        }
        sums
    }

    /// All bins of one name.
    pub fn of(&self, name: u32) -> Vec<u64> {
        let mut series = vec![0; self.bins];
        for &(bin, of, count) in &self.counts {
            if of == name {
                series[bin as usize] = count;
            }
        }
        series
    }

    /// Width of a bin in seconds.
    pub fn width_s(&self) -> f64 {
        SimTime(self.width_ns).as_s()
    }
}
