//! A format of lines as tokens: texts, and fields between them.

use crate::formats::text::role::Role;
use crate::formats::text::time_unit::TimeUnit;

/// A format of lines: texts, and fields between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFormat {
    /// The string it was made from.
    pub(super) text: String,
    pub(super) tokens: Vec<Token>,
    /// Fields that were not taken, with the roles of those that were.
    pub(super) instead_of: Vec<(Role, String)>,
    pub(super) has: Logged,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Text(Vec<u8>),
    /// One or more spaces.
    Blanks,
    Field(Field),
}

/// A field; it ends where the text behind it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: FieldKind,
    /// How many times the text behind it stands in the field itself: spaces in a date.
    pub(super) within: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    Ignored,
    /// The rest of the line, whatever it is.
    Rest,
    Role(Role),
    /// A time as a number.
    Number(TimeUnit),
}

/// What a format logs at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Logged {
    pub(super) status: bool,
    pub(super) bytes: bool,
}

impl LogFormat {
    /// The string it was made from.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn new(text: &str, tokens: Vec<Token>) -> Result<Self, String> {
        let mut tokens = unambiguous(tokens)?;
        let instead_of = choose(&mut tokens);
        let has = |wanted: &[Role]| {
            tokens.iter().any(|token| match token {
                Token::Field(Field { kind: FieldKind::Role(role), .. }) => wanted.contains(role),
                Token::Field(Field { kind: FieldKind::Number(_), .. }) => {
                    wanted.contains(&Role::Time)
                }
                _ => false,
            })
        };
        if !has(&[Role::Time]) {
            return Err("has no time (%t, $time_local, $msec)".to_owned());
        }
        if !has(&[Role::Request, Role::Object]) {
            return Err("has no request (%r, %U, $request, $request_uri)".to_owned());
        }
        let has = Logged { status: has(&[Role::Status]), bytes: has(&[Role::Bytes]) };
        Ok(Self { text: text.to_owned(), tokens, instead_of, has })
    }
}

/// Leaves one field to each role, the best; the names of the others are kept for the report.
fn choose(tokens: &mut [Token]) -> Vec<(Role, String)> {
    let mut instead_of = Vec::new();
    let fields = |tokens: &[Token], wanted: Role| -> Vec<usize> {
        let is =
            |token: &Token| matches!(token, Token::Field(field) if field.role() == Some(wanted));
        (0..tokens.len()).filter(|&place| is(&tokens[place])).collect()
    };
    let mut drop = |tokens: &mut [Token], role: Role, place: usize| {
        if let Token::Field(field) = &mut tokens[place] {
            field.kind = FieldKind::Ignored;
            instead_of.push((role, field.name.clone()));
        }
    };
    for role in Role::ALL {
        let found = fields(tokens, role);
        let rank = |&place: &usize| match &tokens[place] {
            Token::Field(field) => (field.rank(), place),
            _ => (usize::MAX, place),
        };
        let Some(best) = found.iter().copied().min_by_key(rank) else { continue };
        found
            .into_iter()
            .filter(|&place| place != best)
            .for_each(|place| drop(tokens, role, place));
    }
    // The request is what the client sent; the address, unless it says so, what became of it.
    let objects = fields(tokens, Role::Object);
    let requests = fields(tokens, Role::Request);
    if let (Some(&object), Some(&request)) = (objects.first(), requests.first()) {
        let sent = matches!(&tokens[object], Token::Field(field) if field.name == "$request_uri");
        if sent {
            drop(tokens, Role::Object, request);
        } else {
            drop(tokens, Role::Request, object);
            fields(tokens, Role::Query)
                .into_iter()
                .for_each(|query| drop(tokens, Role::Request, query));
        }
    }
    instead_of
}

impl Field {
    fn role(&self) -> Option<Role> {
        match self.kind {
            FieldKind::Role(role) => Some(role),
            FieldKind::Number(_) => Some(Role::Time),
            FieldKind::Ignored | FieldKind::Rest => None,
        }
    }

    /// How well it fits its role, 0 best: what the client requested, and the last status.
    fn rank(&self) -> usize {
        const BEST: [&str; 8] = [
            "$request_uri",
            "$http_host",
            "$host",
            "%{Host}i",
            "%V",
            "%>s",
            "$body_bytes_sent",
            "%b",
        ];
        BEST.iter().position(|best| *best == self.name).unwrap_or(BEST.len())
    }
}

/// Tokens of which every field ends where the next one begins, beyond doubt.
pub(super) fn unambiguous(tokens: Vec<Token>) -> Result<Vec<Token>, String> {
    let mut unambiguous: Vec<Token> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let fraction =
            |token: &Token| matches!(token, Token::Field(field) if field.name.contains("sec_frac"));
        if let (Token::Text(point), Some(Token::Field(Field { kind: FieldKind::Number(_), .. }))) =
            (&token, unambiguous.last())
            && point == b"."
            && tokens.peek().is_some_and(fraction)
        {
            // One number: `1602338136.123`.
            tokens.next();
            continue;
        }
        let Token::Field(field) = &token else {
            unambiguous.push(token);
            continue;
        };
        if let Some(Token::Field(last)) = unambiguous.last_mut() {
            match (last.kind, field.kind) {
                // A path with its query is a target; so is what nginx has between the two.
                (FieldKind::Role(Role::Object), FieldKind::Role(Role::Query)) => continue,
                (FieldKind::Role(Role::Object), _) if field.name == "$is_args" => continue,
                // A host ends where its path begins.
                (FieldKind::Role(Role::Host), FieldKind::Role(Role::Object)) => {}
                (FieldKind::Number(_), _) if fraction(&token) => continue,
                _ => {
                    return Err(format!(
                        "cannot tell where {} ends and {} begins; expected a text between them",
                        last.name, field.name
                    ));
                }
            }
        }
        unambiguous.push(token);
    }
    Ok(unambiguous)
}

pub(super) fn push_text(tokens: &mut Vec<Token>, sign: char) {
    let mut buffer = [0; 4];
    let bytes = sign.encode_utf8(&mut buffer).as_bytes();
    match tokens.last_mut() {
        Some(Token::Text(text)) => text.extend_from_slice(bytes),
        _ => tokens.push(Token::Text(bytes.to_vec())),
    }
}
