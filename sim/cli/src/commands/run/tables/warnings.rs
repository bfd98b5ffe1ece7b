//! Warnings in the results.

/// Warnings in the results, and what they mean.
pub(super) const WARNED: [(&str, &str); 9] = [
    (
        "shot-noise",
        "more than half of the reserve is the shot noise of independent requests: longer bins, or \
         more requests, would need less",
    ),
    ("rough-floor", "requests are so few, and some so large, that the floor is a guide only"),
    ("few-bins", "so few bins that the capacity is the load in the largest of them"),
    (
        "drops",
        "more than 1 % of the requests are dropped, which saves traffic that nobody wants saved; not \
         compared with layouts that answer",
    ),
    (
        "short-run",
        "the run is shorter than 10 hours and cut into 200 bins: say with bin_s what you provision for",
    ),
    (
        "unclear-sites",
        "most requests are for objects of no host or in no directory: the log does not tell its sites apart",
    ),
    (
        "other-sizes",
        "more than 1 % of the hit bytes come from copies that had another size when they came in; with \
         size_rule = 'modified', another size is a miss",
    ),
    (
        "cold-caches",
        "measured before caches have turned over, which are full later or never: hit ratios are not those \
         of the long run; warm_up = 'steady', or more requests, would tell those",
    ),
    (
        "not-stationary",
        "misses are more, or fewer, at the beginning of what is measured than in its second half: their \
         mean is of this span alone",
    ),
];
