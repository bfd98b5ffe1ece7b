//! The values of a line's fields, and the entry that they make.

use super::format::{FieldKind, Logged};
use crate::SimTime;
use crate::formats::text::dates::{self, NOT_A_TIME, NOT_READABLE};
use crate::formats::text::entry::{Entry, Method, Status, split_request};
use crate::formats::text::numbers;
use crate::formats::text::role::Role;

/// The values of a line.
#[derive(Clone, Copy, Default)]
pub(super) struct FieldValues<'a> {
    time: Option<SimTime>,
    method: Option<&'a [u8]>,
    host: Option<&'a [u8]>,
    object: Option<&'a [u8]>,
    request: Option<&'a [u8]>,
    query: Option<&'a [u8]>,
    status: Option<u16>,
    bytes: Option<u64>,
}

impl<'a> FieldValues<'a> {
    /// Takes a value; an error if it is none of its kind.
    #[inline]
    pub(super) fn take(&mut self, kind: FieldKind, text: &'a [u8]) -> Result<(), &'static str> {
        let logged = (!text.is_empty() && text != b"-").then_some(text);
        match kind {
            FieldKind::Ignored | FieldKind::Rest => {}
            FieldKind::Number(unit) => {
                self.time = Some(numbers::number_of(text, unit).ok_or(NOT_A_TIME)?);
            }
            FieldKind::Role(role) => match role {
                Role::Time => {
                    let bare = text.strip_prefix(b"[").unwrap_or(text);
                    let bare = bare.strip_suffix(b"]").unwrap_or(bare);
                    self.time = Some(dates::date(bare).ok_or(NOT_READABLE)??);
                }
                Role::Request => self.request = logged,
                Role::Object => self.object = logged,
                Role::Query => self.query = logged,
                // The first that is named.
                Role::Host => self.host = self.host.or(logged),
                Role::Method => self.method = logged,
                Role::Status => {
                    let code = logged.map(|text| numbers::number(text).filter(|_| text.len() == 3));
                    self.status = match code {
                        None => None,
                        Some(code) => Some(code.ok_or("status is not a number")? as u16),
                    };
                }
                Role::Bytes => {
                    let bytes = logged.map(numbers::number);
                    if let Some(bytes) = bytes {
                        let bytes = bytes.ok_or("size is not a whole number")?;
                        self.bytes = self.bytes.or(Some(bytes));
                    }
                }
                Role::Date | Role::Operation | Role::Ttl => {}
            },
        }
        Ok(())
    }

    pub(super) fn entry(self, has: Logged) -> Result<Entry<'a>, &'static str> {
        let time = self.time.ok_or(NOT_READABLE)?;
        let (method, target) = match (self.request, self.object) {
            (Some(request), None) => {
                let (method, target) = split_request(request);
                (Method::Http(method), target)
            }
            (request, object) => {
                let method = self.method.or(request.map(|request| split_request(request).0));
                let method = method.map_or(Method::NotLogged, Method::Http);
                (method, object.unwrap_or_default())
            }
        };
        let method = self.method.map_or(method, Method::Http);
        let status = match self.status {
            Some(code) => Status::Code(code),
            None if has.status => Status::Unknown,
            None => Status::NotLogged,
        };
        let bytes = if has.bytes { self.bytes } else { Some(1) };
        let query = self.query.map(|query| query.strip_prefix(b"?").unwrap_or(query));
        Ok(Entry { time, method, host: self.host, target, query, status, bytes, ttl_s: 0 })
    }
}
