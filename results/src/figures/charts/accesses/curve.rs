//! Distributions as curves of steps.

use crate::Row;
use crate::figures::scene::Point;
use crate::tables::number;

/// Fewer points than this show nothing that a sentence does not.
const POINTS_MIN: usize = 3;

/// Whether points are enough for a curve.
pub(super) fn is_curve(points: &[Point]) -> bool {
    points.len() >= POINTS_MIN
}

/// Bins with their edges and the share in the column `share`; none where there are too few for a curve.
fn bins<'a>(
    rows: impl Iterator<Item = &'a Row>,
    [from, to, share]: [&str; 3],
) -> Vec<(f64, f64, f64)> {
    let bin = |row| Some((number(row, from)?, number(row, to)?, number(row, share)?));
    let bins: Vec<(f64, f64, f64)> = rows.filter_map(bin).collect();
    if bins.len() < POINTS_MIN { Vec::new() } else { bins }
}

/// A complementary distribution (column `ccdf`) over bins, of which the empty ones have no rows. What is
/// below the first bin that has a place on a logarithmic axis is a step at its edge.
pub(super) fn ccdf<'a>(rows: impl Iterator<Item = &'a Row>, from: &str, to: &str) -> Vec<Point> {
    let mut bins = bins(rows, [from, to, "ccdf"]);
    bins.retain(|bin| bin.0 > 0.0);
    let after = bins.iter().skip(1).map(|bin| bin.2).chain([0.0]);
    let edge = bins.first().map(|bin| Point::new(bin.0, 1.0));
    let steps = bins
        .iter()
        .zip(after)
        .flat_map(|(&(from, to, share), after)| [Point::new(from, share), Point::new(to, after)]);
    without_repeats(edge.into_iter().chain(steps))
}

/// A cumulative distribution (column `cdf`) over bins, in the same way.
pub(super) fn cdf<'a>(rows: impl Iterator<Item = &'a Row>, from: &str, to: &str) -> Vec<Point> {
    let mut before = 0.0;
    let steps = bins(rows, [from, to, "cdf"]).into_iter().flat_map(|(from, to, share)| {
        [Point::new(from, std::mem::replace(&mut before, share)), Point::new(to, share)]
    });
    let points: Vec<Point> = steps.filter(|point| point.x > 0.0).collect();
    let edge = points.first().map(|point| Point::new(point.x, 0.0));
    without_repeats(edge.into_iter().chain(points))
}

fn without_repeats(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut points: Vec<Point> = points.collect();
    points.dedup();
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    fn places(points: &[Point]) -> Vec<(f64, f64)> {
        points.iter().map(|point| (point.x, point.y)).collect()
    }

    #[test]
    fn empty_bins_are_level() {
        let table =
            Table::from_csv(b"a,b,ccdf,cdf\n0,1,1,0.5\n4,5,0.5,0.75\n5,6,0.25,1\n").unwrap();
        let found = ccdf(table.rows.iter(), "a", "b");
        assert_eq!(places(&found), [(4.0, 1.0), (4.0, 0.5), (5.0, 0.25), (6.0, 0.0)]);
        let found = cdf(table.rows.iter(), "a", "b");
        let expected = [(1.0, 0.0), (1.0, 0.5), (4.0, 0.5), (5.0, 0.75), (6.0, 1.0)];
        assert_eq!(places(&found), expected);
        assert!(ccdf(std::iter::empty(), "a", "b").is_empty());
    }
}
