//! Where the fields of a row stand, and the entry that they make.

use super::dates::{self, date_and_time};
use super::entry::{Entry, Method, Status, split_request};
use super::field_positions::FieldPositions;
use super::numbers;
use super::role::Role;
use super::time_unit::TimeUnit;

/// Where the fields of a table stand, and what its times count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowLayout {
    pub(super) places: FieldPositions,
    time: usize,
    date: Option<usize>,
    object: usize,
    is_request: bool,
    query: Option<usize>,
    host: Option<usize>,
    method: Option<(usize, bool)>,
    status: Option<usize>,
    bytes: Option<usize>,
    ttl: Option<usize>,
    unit: TimeUnit,
    /// The day, where a line of its own states it.
    pub(super) day: Option<Vec<u8>>,
    /// Fields from here on are of no interest.
    pub(super) fields: usize,
}

impl RowLayout {
    pub(super) fn new(places: FieldPositions, unit: TimeUnit) -> Self {
        let of = |role| places.of(role);
        let object = of(Role::Object).or(of(Role::Request)).unwrap_or(0);
        // Words of HTTP are those of a response with a status; all others are of a cache.
        let method = of(Role::Method).map(|place| (place, of(Role::Status).is_none()));
        let method = method.or_else(|| of(Role::Operation).map(|place| (place, true)));
        let all = Role::ALL.into_iter().filter_map(of);
        let fields = all.max().map_or(0, |place| place + 1);
        Self {
            time: of(Role::Time).unwrap_or(0),
            date: of(Role::Date),
            object,
            is_request: of(Role::Object).is_none(),
            query: of(Role::Query),
            host: of(Role::Host),
            method,
            status: of(Role::Status),
            bytes: of(Role::Bytes),
            ttl: of(Role::Ttl),
            unit,
            day: None,
            fields,
            places,
        }
    }

    /// The entry in some fields.
    #[inline]
    pub(super) fn entry<'a>(
        &self,
        field: impl Fn(usize) -> Option<&'a [u8]>,
    ) -> Result<Entry<'a>, &'static str> {
        let logged = |place: Option<usize>| {
            place.and_then(&field).filter(|text| !text.is_empty() && *text != b"-")
        };
        let time = field(self.time).unwrap_or_default();
        let time = match logged(self.date).or(self.day.as_deref()) {
            Some(date) => date_and_time(date, time)?,
            None => dates::time(time, self.unit)?,
        };
        let object = field(self.object).filter(|text| !text.is_empty()).ok_or("no object")?;
        let (method, target) = match self.is_request || is_request(object) {
            true => {
                let (method, target) = split_request(object);
                (Method::Http(method), target)
            }
            false => (Method::NotLogged, object),
        };
        let method = match self.method {
            None => method,
            Some((place, is_operation)) => {
                let word = field(place).unwrap_or_default();
                if is_operation { Method::Operation(word) } else { Method::Http(word) }
            }
        };
        let bytes = match self.bytes {
            None => Some(1),
            Some(place) => match field(place).unwrap_or_default() {
                b"-" => None,
                // A response without a body, where only some have one.
                b"" if self.status.is_some() => None,
                text => Some(numbers::whole_size(text).ok_or("size is not a whole number")?),
            },
        };
        let status = match self.status {
            None => Status::NotLogged,
            Some(_) => match logged(self.status).map(numbers::whole) {
                None => Status::Unknown,
                Some(code) => {
                    let code = code.and_then(|code| u16::try_from(code).ok());
                    Status::Code(code.ok_or("status is not a number")?)
                }
            },
        };
        let ttl_s = logged(self.ttl).map_or(Some(0), |text| {
            numbers::whole(text).map(|ttl_s| u32::try_from(ttl_s).unwrap_or(u32::MAX))
        });
        Ok(Entry {
            time,
            method,
            host: logged(self.host),
            target,
            query: logged(self.query).map(|query| query.strip_prefix(b"?").unwrap_or(query)),
            status,
            bytes,
            ttl_s: ttl_s.ok_or("time to live is not a whole number of seconds")?,
        })
    }
}

/// Whether a text is a whole request: `GET /a HTTP/1.1`.
fn is_request(text: &[u8]) -> bool {
    text.starts_with(b"GET ")
        && text.rsplit(|&byte| byte == b' ').next().is_some_and(|last| last.starts_with(b"HTTP/"))
}
