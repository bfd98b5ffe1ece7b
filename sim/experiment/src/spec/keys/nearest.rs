//! Did you mean …?

/// The known word nearest to an unknown one, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let last = |path: &'_ str| path.rsplit('.').next().unwrap_or("").to_owned();
    known
        .into_iter()
        .map(|candidate| {
            let whole = strsim::damerau_levenshtein(word, candidate);
            // A key in the wrong section is found by its last part.
            let part = strsim::damerau_levenshtein(&last(word), &last(candidate)) + 1;
            (whole.min(part), candidate)
        })
        .min_by_key(|&(distance, _)| distance)
        .filter(|&(distance, candidate)| distance <= 1 + word.len().max(candidate.len()) / 4)
        .map(|(_, candidate)| candidate)
}
