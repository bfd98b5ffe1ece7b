//! The types of keys, the list of all keys, and what follows from it: help, checks, a JSON schema.
//!
//! A key is declared as a static in the file of its section, beside the code that reads it, and
//! registered by one line in `all.rs`.

pub(crate) mod all;
mod cache_size;
mod choice;
mod key;
mod list;
mod number;
pub(crate) mod schema;
mod text;
mod whole;
mod word;

pub(crate) use cache_size::CacheSizeKey;
pub(crate) use choice::{Choice, CountOrWordKey, NumberOrWordKey};
pub use key::ValueKind;
pub(crate) use key::{AnyKey, Step, TypedKey};
pub(crate) use list::ListKey;
pub(crate) use number::NumberKey;
pub(crate) use text::{FileKey, ParsedKey, TextKey};
pub(crate) use whole::{WholeKey, whole_from};
pub(crate) use word::{Word, WordKey, words_after, words_of};
