//! In a sentence: which layouts noise cannot tell apart.

use super::competitors::{LAYOUTS_MAX, LAYOUTS_MIN, competitors};
use super::family::{Pair, family};
use super::groups::groups;
use crate::SummaryRow;
use crate::compare::COMPARED;
use crate::layouts::layout_name;
use crate::metrics::Metric;

/// More groups than this are counted, not named.
const GROUPS_MAX: usize = 6;

/// A sentence for each metric by which layouts of a context can be tested: those that cannot be told apart, or that
/// all differ. Of two layouts only that they cannot be told apart: that they differ stands in their change.
pub(crate) fn indistinguishable(rows: &[&SummaryRow]) -> Vec<String> {
    let layouts = competitors(rows);
    if layouts.len() > LAYOUTS_MAX {
        let count = layouts.len();
        return vec![format!(
            "{count} layouts, more than {LAYOUTS_MAX}: their pairs are not tested"
        )];
    }
    COMPARED.iter().filter_map(|metric| sentence(&layouts, *metric)).collect()
}

fn sentence(layouts: &[&SummaryRow], metric: Metric) -> Option<String> {
    let pairs = family(layouts, metric);
    let tested: Vec<&Pair> = pairs.iter().filter(|pair| pair.test.is_some()).collect();
    let replications = |pairs: &[&Pair]| {
        let counts = || pairs.iter().map(|pair| pair.replications);
        counts().min().zip(counts().max())
    };
    let replications = match replications(&tested)? {
        (least, most) if least == most => format!("{most} replications"),
        (least, most) => format!("{least} to {most} replications"),
    };
    let groups = groups(&pairs);
    if groups.is_empty() && layouts.len() < LAYOUTS_MIN {
        return None;
    }
    let what = if groups.is_empty() {
        "all layouts differ".to_owned()
    } else {
        format!("cannot be told apart: {}", listed(&groups, &names(&pairs)))
    };
    let of_all = match pairs.len() - tested.len() {
        0 => String::new(),
        _ => format!(" of {}", pairs.len()),
    };
    let holm = match pairs.len() {
        1 => String::new(),
        _ => format!(", Holm over {}{of_all} pairs", tested.len()),
    };
    Some(format!("{}: {what} ({replications}, 95 %{holm})", metric.word))
}

/// The names of layouts by their places.
fn names(pairs: &[Pair<'_>]) -> Vec<String> {
    let first = pairs.first().map(|pair| pair.first);
    let others = pairs.iter().take_while(|pair| pair.places.0 == 0).map(|pair| pair.second);
    first.into_iter().chain(others).map(|row| layout_name(&row.parameters)).collect()
}

fn listed(groups: &[Vec<usize>], names: &[String]) -> String {
    // Names can have commas in them.
    let one = |group: &Vec<usize>| {
        let own: Vec<&str> = group.iter().map(|&place| names[place].as_str()).collect();
        own.join(" and ")
    };
    let mut shown: Vec<String> = groups.iter().take(GROUPS_MAX).map(one).collect();
    match groups.len().saturating_sub(GROUPS_MAX) {
        0 => {}
        1 => shown.push("one more group".to_owned()),
        more => shown.push(format!("{more} more groups")),
    }
    shown.join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::example::{layouts, run, summary};
    use super::*;

    fn lines(runs: Vec<crate::Row>) -> Vec<String> {
        let summary = summary(runs);
        indistinguishable(&summary.rows.iter().collect::<Vec<_>>())
    }

    #[test]
    fn layouts_that_cannot_be_told_apart_are_named_once() {
        assert_eq!(
            lines(layouts()),
            [
                "origin: cannot be told apart: a and b (3 replications, 95 %, Holm over 3 pairs)",
                "capacity: cannot be told apart: a and c and b (3 replications, 95 %, Holm over 3 pairs)",
            ]
        );
        // Both a and d are like b, but a is not like d.
        let mut runs = layouts();
        for (n, origin) in [1.35, 1.36, 1.34].into_iter().enumerate() {
            runs.push(run("d", n, origin, 2.0));
        }
        let origin = "origin: cannot be told apart: a and b; b and d (3 replications, 95 %, Holm over 6 pairs)";
        assert_eq!(lines(runs)[0], origin);
    }

    #[test]
    fn layouts_that_differ_are_not_listed() {
        let apart = |layout: &str, by: f64| {
            let noise = [0.999, 1.0, 1.001].into_iter().enumerate();
            noise.map(|(n, noise)| run(layout, n, by * noise, 1.0)).collect::<Vec<_>>()
        };
        let three = [apart("a", 1.0), apart("b", 2.0), apart("c", 3.0)].concat();
        let sentence = "origin: all layouts differ (3 replications, 95 %, Holm over 3 pairs)";
        assert_eq!(lines(three)[0], sentence);
        // Of two layouts the change says so; their capacity is the same.
        let two = [apart("a", 1.0), apart("b", 2.0)].concat();
        assert_eq!(lines(two), ["capacity: cannot be told apart: a and b (3 replications, 95 %)"]);
        let single = vec![run("a", 0, 1.0, 1.0), run("b", 0, 1.0, 1.0), run("c", 0, 1.0, 1.0)];
        assert!(lines(single).is_empty());
    }
}
