//! The keys `workload.popularity.*`.

use crate::spec::keys::{FileKey, NumberKey, WordKey};

pub(crate) static KIND: WordKey<PopularityKind> = WordKey::new(
    "workload.popularity.kind",
    "zipf",
    "distribution of the requests over objects",
    &[
        ("zipf", PopularityKind::Zipf, "rank^-alpha"),
        ("zipf-mandelbrot", PopularityKind::ZipfMandelbrot, "(rank + shift)^-alpha"),
        ("uniform", PopularityKind::Uniform, "all objects alike"),
        ("empirical", PopularityKind::Empirical, "as measured"),
        ("shot-noise", PopularityKind::ShotNoise, "contents with finite lifetimes"),
    ],
);
pub(crate) static ALPHA: NumberKey =
    NumberKey::new("workload.popularity.alpha", 0.8, "Zipf exponent within a site, at least 0");
pub(crate) static SHIFT: NumberKey =
    NumberKey::new("workload.popularity.shift", 10.0, "added to each rank (zipf-mandelbrot)");
pub(crate) static FILE: FileKey = FileKey::needed(
    "workload.popularity.file",
    "measured requests for objects (empirical): a table as popularity.csv, or CacheBench's JSON",
);

/// The words of `workload.popularity.kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PopularityKind {
    Zipf,
    ZipfMandelbrot,
    Uniform,
    Empirical,
    ShotNoise,
}
