//! The key `layout.entry`.

use crate::spec::keys::WordKey;

pub(crate) static ENTRY: WordKey<EntrySpec> = WordKey::new(
    "layout.entry",
    "owner",
    "ingress server of a request",
    &[
        ("owner", EntrySpec::Owner, "the server that answers"),
        ("any", EntrySpec::Any, "a random one, which forwards it"),
    ],
);

/// The ingress server of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntrySpec {
    /// The server that answers.
    Owner,
    /// A random one, which forwards it.
    Any,
}
