//! What is hot, and what popularity is known from.

use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, NumberKey, WholeKey, WordKey};
use crate::spec::reader::Reader;

pub(crate) static OBJECTS: WholeKey =
    WholeKey::needed("layout.hot.objects", "hot set: the most popular objects, this many");
pub(crate) static SHARE_OF_OBJECTS: NumberKey = NumberKey::needed(
    "layout.hot.share_of_objects",
    "hot set: the most popular objects, this share of the catalog",
)
.within(0.0, 1.0);
pub(crate) static SHARE_OF_REQUESTS: NumberKey = NumberKey::needed(
    "layout.hot.share_of_requests",
    "hot set: the most popular objects, with this share of the requests",
)
.within(0.0, 1.0);
pub(crate) static SITES: WholeKey = WholeKey::needed(
    "layout.hot.sites",
    "hot set: all objects of the most popular sites, this many",
);
pub(crate) static KNOWN: WordKey<KnownWord> = WordKey::new(
    "layout.hot.known",
    "oracle",
    "requests from which popularity is known",
    &[
        ("oracle", KnownWord::Oracle, "the model, or all of the trace"),
        ("past", KnownWord::Past, "those of the warm-up"),
    ],
);
pub(crate) static PAST_S: NumberKey = NumberKey::needed(
    "layout.hot.past_s",
    "length in seconds of the end of the warm-up that counts; by default all of it (past)",
)
.within(1e-6, 1e10);

/// What is hot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HotRule {
    /// This many most popular objects.
    Objects(u64),
    /// This share of the catalog.
    ShareOfObjects(f64),
    /// The fewest objects with this share of the requests.
    ShareOfRequests(f64),
    /// This many most popular sites.
    Sites(u64),
}

/// The words of `layout.hot.known`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownWord {
    Oracle,
    Past,
}

/// The requests from which popularity is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HotKnown {
    /// The model, or the counts of the whole trace.
    Oracle,
    /// The requests before the measured ones.
    Past {
        /// Only the last seconds of them; `None` for all.
        last_s: Option<f64>,
    },
}

/// The popularity of a hot set that is planned once.
pub(super) fn known(reader: &Reader<'_>) -> Result<HotKnown, SpecError> {
    Ok(match reader.read(&KNOWN)? {
        KnownWord::Oracle => HotKnown::Oracle,
        KnownWord::Past => HotKnown::Past { last_s: reader.read_if_given(&PAST_S)? },
    })
}

pub(super) fn rule(reader: &Reader<'_>) -> Result<HotRule, SpecError> {
    let keys: [&dyn AnyKey; 4] = [&OBJECTS, &SHARE_OF_OBJECTS, &SHARE_OF_REQUESTS, &SITES];
    let given: Vec<&str> =
        keys.into_iter().filter(|key| reader.given(*key)).map(AnyKey::path).collect();
    if given.len() != 1 {
        let names = keys.map(|key| key.path().trim_start_matches("layout.hot.")).join(", ");
        let message = match given.len() {
            0 => format!("the hot layout needs to know what is hot: one of {names}"),
            _ => format!("found {}; expected only one of {names}", given.join(" and ")),
        };
        return Err(SpecError::new(given.last().copied().unwrap_or("layout.hot"), message));
    }
    if let Some(objects) = reader.read_if_given(&OBJECTS)? {
        return Ok(HotRule::Objects(objects));
    }
    if let Some(share) = reader.read_if_given(&SHARE_OF_OBJECTS)? {
        return Ok(HotRule::ShareOfObjects(share));
    }
    if let Some(share) = reader.read_if_given(&SHARE_OF_REQUESTS)? {
        return Ok(HotRule::ShareOfRequests(share));
    }
    reader.read(&SITES).map(HotRule::Sites)
}
