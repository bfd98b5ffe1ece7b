//! Warnings about results: values in the column `warnings` of `runs.csv` and `summary.csv`, by name.
//!
//! This is the one list of their names and meanings. The simulator sets those that are about a run;
//! [`Summary`](crate::Summary) adds those that are about points which are compared with each other. The terminal and
//! the [report](crate::report()) explain them.

/// More than half of the reserve is shot noise: it depends on the width of the bins.
pub const SHOT_NOISE: &str = "shot-noise";
/// Requests are so few, and some so large, that the floor is a guide only.
pub const ROUGH_FLOOR: &str = "rough-floor";
/// There are so few bins that the capacity is the load of the largest one.
pub const FEW_BINS: &str = "few-bins";
/// More than 1 % of the requests were dropped.
pub const DROPS: &str = "drops";
/// A server, a link or the origin has an offered load of 1 or more.
pub const OVERLOAD: &str = "overload";
/// A short run was divided into bins of arbitrary width.
pub const SHORT_RUN: &str = "short-run";
/// Most requests are for objects whose names do not contain a site.
pub const UNCLEAR_SITES: &str = "unclear-sites";
/// Many hits come from copies of another size than that of the answer.
pub const OTHER_SIZES: &str = "other-sizes";
/// The measured part begins before caches have turned over.
pub const COLD_CACHES: &str = "cold-caches";
/// The hit ratio at the beginning of the measured part differs from that of its second half.
pub const NOT_STATIONARY: &str = "not-stationary";
/// A server's cache is larger than the catalog.
pub const CACHE_HOLDS_ALL: &str = "cache-holds-all";
/// A sample of the objects is all of them.
pub const WHOLE_SAMPLE: &str = "whole-sample";
/// Points that are compared have warm-ups of different lengths.
pub const WARM_UPS_DIFFER: &str = "warm-ups-differ";
/// A point has fewer replications than the spec asks for.
pub const INCOMPLETE: &str = "incomplete";
/// The interval of a point is wider than the spec asks for.
pub const IMPRECISE: &str = "imprecise";

/// All warnings, and what they mean, as a clause without a full stop.
pub const MEANINGS: [(&str, &str); 15] = [
    (
        SHOT_NOISE,
        "more than half of the reserve is the shot noise of independent requests: longer bins, or more \
         requests, would need less",
    ),
    (ROUGH_FLOOR, "requests are so few, and some so large, that the floor is a guide only"),
    (FEW_BINS, "there are so few bins that the capacity is the load in the largest of them"),
    (
        DROPS,
        "more than 1 % of the requests are dropped, which saves traffic that clients asked for: not compared \
         with layouts that answer",
    ),
    (
        OVERLOAD,
        "overloaded servers, links or an overloaded origin: their queues grow, or drop requests, as long as \
         the run lasts",
    ),
    (
        SHORT_RUN,
        "the run is shorter than 10 hours and was cut into 200 bins: set bin_s to the time for which capacity \
         is provisioned",
    ),
    (
        UNCLEAR_SITES,
        "most requests are for objects of no host or in no directory: the log does not distinguish its sites",
    ),
    (
        OTHER_SIZES,
        "more than 1 % of the hit bytes come from copies that had another size when they were cached; with \
         size_rule = 'modified', another size is a miss",
    ),
    (
        COLD_CACHES,
        "measured before the caches have turned over: hit ratios are not those of the long run; set warm_up = \
         'steady', or ask for more requests",
    ),
    (
        NOT_STATIONARY,
        "misses are more, or fewer, at the beginning of what is measured than in its second half: their mean \
         is of this span alone",
    ),
    (
        CACHE_HOLDS_ALL,
        "the cache of every server is larger than the whole catalog: nothing is evicted",
    ),
    (
        WHOLE_SAMPLE,
        "the sample leaves no object out: one that stood for many would be large beside these caches",
    ),
    (
        WARM_UPS_DIFFER,
        "points are measured over different parts of the run, by how long their caches take to turn over \
         (warm_up_s); with warm_up = SHARE all are measured over the same time",
    ),
    (
        INCOMPLETE,
        "the experiment was stopped before all replications were made: the same command makes the others",
    ),
    (
        IMPRECISE,
        "there are as many replications as replications_max allows, and the interval is still wider than \
         precision asks for",
    ),
];

/// What a warning means; `None` for one that this version does not know.
pub fn meaning(warning: &str) -> Option<&'static str> {
    MEANINGS.iter().find(|(word, _)| *word == warning).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_one_word_with_one_meaning() {
        for (n, (word, meaning)) in MEANINGS.iter().enumerate() {
            assert!(
                word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'),
                "{word}"
            );
            assert!(MEANINGS[n + 1..].iter().all(|(other, _)| other != word), "{word}");
            assert!(!meaning.ends_with('.') && !meaning.contains("  "), "{meaning}");
        }
        assert_eq!(meaning("unknown"), None);
    }
}
