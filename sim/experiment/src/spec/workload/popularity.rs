//! The keys `workload.popularity.*`.

use crate::spec::keys::{FileKey, NumberKey, Word, WordKey};
use hotset_workloads::synthetic::{NamedLaw, RegisteredLaw};

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
)
.with(registered);
pub(crate) static ALPHA: NumberKey =
    NumberKey::new("workload.popularity.alpha", 0.8, "Zipf exponent within a site, at least 0");
pub(crate) static SHIFT: NumberKey =
    NumberKey::new("workload.popularity.shift", 10.0, "added to each rank (zipf-mandelbrot)");
pub(crate) static FILE: FileKey = FileKey::needed(
    "workload.popularity.file",
    "measured requests for objects (empirical): a table as popularity.csv, or CacheBench's JSON",
);

fn registered() -> Vec<Word<PopularityKind>> {
    let word = |law: &'static RegisteredLaw| {
        let info = law.info();
        (info.name, PopularityKind::Own(law), info.what)
    };
    RegisteredLaw::all().into_iter().map(word).collect()
}

/// Makes a popularity law of one's own known to specs, by its name.
///
/// # Errors
/// A name that another law has, or that cannot stand in a spec.
pub fn register_law<L: NamedLaw>() -> Result<(), String> {
    RegisteredLaw::register::<L>(&KIND.own_names())
}

/// The words of `workload.popularity.kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PopularityKind {
    Zipf,
    ZipfMandelbrot,
    Uniform,
    Empirical,
    ShotNoise,
    Own(&'static RegisteredLaw),
}
