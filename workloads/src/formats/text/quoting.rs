//! Fields in quotes: whether a line ends within one.

/// Whether a line of a table with quotes in it ends within a field in quotes.
pub(super) fn is_open(line: &[u8], delimiter: u8) -> bool {
    quoting(line, delimiter) == Quoting::Open
}

/// How the quotes of a line go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoting {
    Closed,
    Open,
    /// Something follows a field in quotes.
    Odd,
}

pub(super) fn quoting(line: &[u8], delimiter: u8) -> Quoting {
    let mut is_odd = false;
    // Within a field: none yet, one without quotes, in quotes, or behind a quote in them.
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Start,
        Plain,
        Quoted,
        Quote,
    }
    let mut at = At::Start;
    for &byte in line {
        at = match (at, byte) {
            (At::Start, b'"') | (At::Quote, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::Quote,
            (At::Quoted, _) => At::Quoted,
            (At::Quote, byte) if byte != delimiter && byte != b' ' => {
                is_odd = true;
                At::Plain
            }
            (_, byte) if byte == delimiter => At::Start,
            (At::Start, b' ') => At::Start,
            _ => At::Plain,
        };
    }
    match (at, is_odd) {
        (At::Quoted, _) => Quoting::Open,
        (_, true) => Quoting::Odd,
        (_, false) => Quoting::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_open_or_not() {
        for (line, open) in [
            (&b"1,\"a"[..], true),
            (b"1,\"a\"\"", true),
            (b"1,\"a\"\"\"", false),
            (b"1,a\"b,2", false),
            (b"1,\"a,2\n3\",4", false),
        ] {
            assert_eq!(is_open(line, b','), open, "{}", String::from_utf8_lossy(line));
        }
    }
}
