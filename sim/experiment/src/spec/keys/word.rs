//! Keys that take one of a few words.

use super::key::{AnyKey, TypedKey, ValueKind};
use crate::spec::error::SpecError;
use hotset_workloads::nearest;
use toml::Value;

/// A word, what it stands for, and a note that explains it.
pub(crate) type Word<T> = (&'static str, T, &'static str);

/// A key that takes one of a few words.
pub(crate) struct WordKey<T: 'static> {
    path: &'static str,
    default: &'static str,
    doc: &'static str,
    words: &'static [Word<T>],
    /// Words that are known at run time alone.
    more: fn() -> Vec<Word<T>>,
}

impl<T: Copy + Sync> WordKey<T> {
    /// `doc` stands before the words, which explain themselves by their notes; it may be empty.
    pub(crate) const fn new(
        path: &'static str,
        default: &'static str,
        doc: &'static str,
        words: &'static [Word<T>],
    ) -> Self {
        Self { path, default, doc, words, more: Vec::new }
    }

    /// The same with words that are known at run time alone.
    pub(crate) const fn with(self, more: fn() -> Vec<Word<T>>) -> Self {
        Self { more, ..self }
    }

    /// The words that are known beforehand.
    pub(crate) fn own_names(&self) -> Vec<&'static str> {
        self.words.iter().map(|(name, ..)| *name).collect()
    }

    fn all(&self) -> impl Iterator<Item = Word<T>> {
        self.words.iter().copied().chain((self.more)())
    }

    /// The word for a value.
    pub(crate) fn name_of(&self, value: T) -> &'static str
    where
        T: PartialEq,
    {
        self.all().find(|(_, known, _)| *known == value).map_or("", |(name, ..)| name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.all().map(|(name, ..)| name)
    }

    /// The words, for an error message.
    pub(super) fn listed(&self) -> String {
        self.names().collect::<Vec<_>>().join(", ")
    }

    /// What a word stands for; `expected` describes all values of the key.
    pub(super) fn find(&self, text: &str, expected: &str) -> Result<T, SpecError> {
        // What is known at run time alone can have parameters behind its name.
        let name = name_in(text);
        let found = self.words.iter().copied().find(|(known, ..)| *known == text);
        let found = found.or_else(|| (self.more)().into_iter().find(|(known, ..)| *known == name));
        found.map(|(_, value, _)| value).ok_or_else(|| {
            let message = format!("found {text:?}; expected one of: {expected}");
            let error = SpecError::new(self.path, message);
            match nearest(text, self.names()) {
                Some(near) => error.with_help(format!("did you mean {near:?}?")),
                None => error,
            }
        })
    }
}

impl<T: Copy + Sync> AnyKey for WordKey<T> {
    fn path(&self) -> &'static str {
        self.path
    }

    fn default(&self) -> Option<Value> {
        Some(self.default.into())
    }

    fn doc(&self) -> String {
        let word = |(name, _, note): Word<T>| match note {
            "" => name.to_owned(),
            note => format!("{name} ({note})"),
        };
        let words = self.all().map(word).collect::<Vec<_>>().join(" | ");
        if self.doc.is_empty() { words } else { format!("{}: {words}", self.doc) }
    }

    fn kind(&self) -> ValueKind {
        ValueKind::Words(self.names().collect())
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(found).map(drop)
    }
}

impl<T: Copy + Sync> TypedKey for WordKey<T> {
    type Output = T;

    fn parse(&self, found: &Value) -> Result<T, SpecError> {
        match found {
            Value::String(text) => self.find(text, &self.listed()),
            other => Err(SpecError::wrong(self.path, other, &format!("one of: {}", self.listed()))),
        }
    }
}

/// The name before the parameters, as in `name:k=3`.
fn name_in(text: &str) -> &str {
    text.split(':').next().unwrap_or(text)
}

/// The names that another crate gives to its values, as words without notes.
pub(crate) const fn words_of<T: Copy, const N: usize>(
    names: &[(&'static str, T); N],
) -> [Word<T>; N] {
    let mut words = [(names[0].0, names[0].1, ""); N];
    let mut next = 1;
    while next < N {
        words[next] = (names[next].0, names[next].1, "");
        next += 1;
    }
    words
}

/// The same, after words of this crate: `M` in all.
pub(crate) const fn words_after<T: Copy, const K: usize, const N: usize, const M: usize>(
    first: [Word<T>; K],
    then: [Word<T>; N],
) -> [Word<T>; M] {
    let mut words = [first[0]; M];
    let mut next = 0;
    while next < M {
        words[next] = if next < K { first[next] } else { then[next - K] };
        next += 1;
    }
    words
}
