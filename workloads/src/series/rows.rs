//! Rows of counts, gathered from all files and binned.

use super::counts::CountSeries;
use crate::SimTime;
use std::collections::BTreeMap;

/// No more bins than this: a date far off would ask for them.
pub(super) const BINS_MAX: u64 = 50_000_000;

/// Sums of counts stay exact.
pub(super) const COUNT_TOTAL_MAX: u128 = 1 << 62;

/// A row of any file.
pub(super) struct CountRow {
    time: SimTime,
    pub(super) name: u32,
    count: u64,
}

#[derive(Default)]
pub(super) struct CountRows {
    pub(super) rows: Vec<CountRow>,
    ids: BTreeMap<Vec<u8>, u32>,
    /// The last time of each name.
    last: Vec<SimTime>,
    /// Names with the times of their events.
    pub(super) events: Vec<(u32, SimTime)>,
}

impl CountRows {
    pub(super) fn push(&mut self, time: SimTime, name: &[u8], count: u64) -> Result<(), String> {
        let id = match self.ids.get(name) {
            Some(&id) => id,
            None => {
                let id = self.last.len() as u32;
                self.ids.insert(name.to_vec(), id);
                self.last.push(time);
                self.rows.push(CountRow { time, name: id, count });
                return Ok(());
            }
        };
        let last = &mut self.last[id as usize];
        let shown = || match name {
            b"" => String::new(),
            name => format!(" for {:?}", String::from_utf8_lossy(name)),
        };
        if time == *last {
            return Err(format!("a bin is there twice{}", shown()));
        }
        if time < *last {
            return Err(format!("time runs backwards{}", shown()));
        }
        *last = time;
        self.rows.push(CountRow { time, name: id, count });
        Ok(())
    }

    /// The most common step from one bin to the next of the same name.
    fn width_ns(&self) -> Option<u64> {
        let mut last: Vec<Option<SimTime>> = vec![None; self.last.len()];
        let mut steps: BTreeMap<u64, u64> = BTreeMap::new();
        for row in &self.rows {
            if let Some(before) = last[row.name as usize].replace(row.time) {
                *steps.entry(row.time.0 - before.0).or_default() += 1;
            }
        }
        steps
            .into_iter()
            .max_by_key(|&(step, n)| (n, std::cmp::Reverse(step)))
            .map(|(step, _)| step)
    }

    pub(super) fn into_series(self, width_ns: Option<u64>) -> Result<CountSeries, String> {
        let Some(start) = self.rows.iter().map(|row| row.time).min() else {
            return Err("has no counts".to_owned());
        };
        let given = width_ns.is_some();
        let Some(width_ns) = width_ns.or_else(|| self.width_ns()) else {
            return Err("has a single bin of unknown width; give its width".to_owned());
        };
        if self.rows.iter().map(|row| u128::from(row.count)).sum::<u128>() > COUNT_TOTAL_MAX {
            return Err(format!("counts add up to more than {COUNT_TOTAL_MAX}"));
        }
        // To the nearest of a width that was found out: weeks that begin on a Tuesday in one year and on a Wednesday in the next
        // must not leave a week without a row.
        let half = if given { 0 } else { width_ns / 2 };
        let bin = |time: SimTime| (time.0 - start.0).saturating_add(half) / width_ns;
        let end = self.rows.iter().map(|row| bin(row.time)).max().unwrap_or(0);
        if end >= BINS_MAX {
            let width_s = width_ns as f64 / 1e9;
            return Err(format!("spans {end} bins of {width_s} s; expected at most {BINS_MAX}"));
        }
        let mut names = vec![String::new(); self.last.len()];
        for (name, id) in self.ids {
            names[id as usize] = String::from_utf8_lossy(&name).into_owned();
        }
        let rows =
            self.rows.into_iter().map(|row| (bin(row.time) as u32, row.name, row.count)).collect();
        let mut series = CountSeries::new(start, width_ns, end as usize + 1, names, rows);
        series.events = self.events.iter().map(|&(name, time)| (name, bin(time) as u32)).collect();
        Ok(series)
    }
}
