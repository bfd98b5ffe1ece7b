//! The known word that somebody may have meant by an unknown one.

/// The known word nearest to an unknown one, if any is near.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let last = |path: &'_ str| path.rsplit('.').next().unwrap_or("").to_owned();
    known
        .into_iter()
        .map(|candidate| {
            let whole = strsim::damerau_levenshtein(word, candidate);
            // A key in the wrong section is found by its last part.
            let part = strsim::damerau_levenshtein(&last(word), &last(candidate)) + 1;
            ((whole.min(part), whole), candidate)
        })
        .min_by_key(|&(distance, _)| distance)
        .filter(|&((distance, _), candidate)| distance <= 1 + word.len().max(candidate.len()) / 4)
        .map(|(_, candidate)| candidate)
}
