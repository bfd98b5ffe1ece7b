//! Requests in columnar batches, and the catalog of objects.

/// A dense object id, `0..catalog.len()`: state per object is an index into an array.
pub type ObjectId = u32;

/// A dense site id: the tenant to whom an object belongs.
pub type SiteId = u16;

/// How many requests a full batch holds: small enough that its columns stay in the first-level
/// caches, large enough that the cost of a call per batch vanishes.
pub const BATCH_REQUESTS: usize = 4096;

/// A point in time, in integer nanoseconds: since 1970 for a log, since the start of the run
/// for a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SimTime(pub u64);

impl SimTime {
    /// Nanoseconds in one second.
    pub const NS_PER_S: u64 = 1_000_000_000;

    /// The time `seconds` whole seconds after the origin; the last representable time if that overflows.
    pub const fn from_s(seconds: u64) -> Self {
        Self(seconds.saturating_mul(Self::NS_PER_S))
    }

    /// Whether this time is a date, so that the day of the week and the hour of the day are known. Traces whose
    /// times count from their own beginning, and counts without times, have none: no trace of the web is
    /// from before 1973.
    pub const fn is_date(self) -> bool {
        self.0 >= Self::from_s(100_000_000).0
    }

    /// Days from the beginning of a week to the day of time 0: three where times are dates, as that was a
    /// Thursday; none where they are not, as weeks then begin at time 0.
    pub(crate) const fn days_into_week(self) -> u64 {
        if self.is_date() { 3 } else { 0 }
    }

    /// Seconds since the origin.
    pub fn as_s(self) -> f64 {
        self.0 as f64 / Self::NS_PER_S as f64
    }
}

/// One request of one client for one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// When the request arrives.
    pub time: SimTime,
    /// The requested object.
    pub object: ObjectId,
    /// How many bytes the response has.
    pub bytes: u64,
    /// How long a cache may keep the response, in seconds; 0 if that is not stated.
    pub ttl_s: u32,
    /// Which version of the object, where it is modified: a cache that holds another one misses. The
    /// same number comes again after 65,536 of them.
    pub version: u16,
    /// The site that was addressed: an object can belong to many.
    pub site: SiteId,
}

/// A run of requests in time order, one column per field; all columns have the same length, but for
/// those that are empty where no request has such a value.
#[derive(Clone, Debug, Default)]
pub struct RequestBatch {
    /// Arrival times, not decreasing.
    pub time: Vec<SimTime>,
    /// Requested objects.
    pub object: Vec<ObjectId>,
    /// Bytes of each response.
    pub bytes: Vec<u64>,
    /// Sites that were addressed.
    pub site: Vec<SiteId>,
    /// Times to live in seconds, 0 for none; empty if no response has one.
    pub ttl_s: Vec<u32>,
    /// Versions of the objects; empty if all are 0.
    pub version: Vec<u16>,
}

/// Some of the values of a column that can be empty.
fn part_of<T: Copy>(column: &[T], range: std::ops::Range<usize>) -> Vec<T> {
    column.get(range).unwrap_or_default().to_vec()
}

/// Appends a column that can be empty to one of `own` requests that can be, too: where either has values, the other's
/// are 0.
fn append_to<T: Copy + Default>(column: &mut Vec<T>, own: usize, other: &[T], others: usize) {
    if !column.is_empty() || !other.is_empty() {
        column.resize(own, T::default());
        column.extend_from_slice(other);
        column.resize(own + others, T::default());
    }
}

impl RequestBatch {
    /// Requests in the batch.
    pub fn len(&self) -> usize {
        self.object.len()
    }

    /// Whether the batch holds no request.
    pub fn is_empty(&self) -> bool {
        self.object.is_empty()
    }

    /// Removes the requests, keeps the memory.
    pub fn clear(&mut self) {
        self.time.clear();
        self.object.clear();
        self.bytes.clear();
        self.site.clear();
        self.ttl_s.clear();
        self.version.clear();
    }

    /// Adds the requests of another batch, which come after its own.
    pub fn append(&mut self, batch: &Self) {
        let own = self.len();
        self.time.extend_from_slice(&batch.time);
        self.object.extend_from_slice(&batch.object);
        self.bytes.extend_from_slice(&batch.bytes);
        self.site.extend_from_slice(&batch.site);
        append_to(&mut self.ttl_s, own, &batch.ttl_s, batch.len());
        append_to(&mut self.version, own, &batch.version, batch.len());
    }

    /// A copy of some of its requests.
    pub fn part(&self, range: std::ops::Range<usize>) -> Self {
        Self {
            time: self.time[range.clone()].to_vec(),
            object: self.object[range.clone()].to_vec(),
            bytes: self.bytes[range.clone()].to_vec(),
            site: self.site[range.clone()].to_vec(),
            ttl_s: part_of(&self.ttl_s, range.clone()),
            version: part_of(&self.version, range),
        }
    }

    /// Keeps the first `requests` requests.
    pub fn truncate(&mut self, requests: usize) {
        self.time.truncate(requests);
        self.object.truncate(requests);
        self.bytes.truncate(requests);
        self.site.truncate(requests);
        self.ttl_s.truncate(requests);
        self.version.truncate(requests);
    }

    /// The request in a row.
    ///
    /// # Panics
    /// If the row is out of range.
    #[inline]
    pub fn at(&self, row: usize) -> Request {
        Request {
            time: self.time[row],
            object: self.object[row],
            bytes: self.bytes[row],
            site: self.site[row],
            ttl_s: self.ttl_s_at(row),
            version: self.version_at(row),
        }
    }

    /// The version of the object in a row.
    #[inline]
    pub fn version_at(&self, row: usize) -> u16 {
        self.version.get(row).copied().unwrap_or(0)
    }

    /// The time to live of the response in a row, in seconds; 0 for none.
    #[inline]
    pub fn ttl_s_at(&self, row: usize) -> u32 {
        self.ttl_s.get(row).copied().unwrap_or(0)
    }

    /// Appends one request.
    pub fn push(&mut self, request: Request) {
        if request.ttl_s != 0 || !self.ttl_s.is_empty() {
            self.ttl_s.resize(self.object.len(), 0);
            self.ttl_s.push(request.ttl_s);
        }
        if request.version != 0 || !self.version.is_empty() {
            self.version.resize(self.object.len(), 0);
            self.version.push(request.version);
        }
        self.time.push(request.time);
        self.object.push(request.object);
        self.bytes.push(request.bytes);
        self.site.push(request.site);
    }

    /// The requests in order, as rows.
    pub fn iter(&self) -> impl Iterator<Item = Request> + '_ {
        let columns = self.time.iter().zip(&self.object).zip(&self.bytes).zip(&self.site);
        columns.enumerate().map(|(row, (((&time, &object), &bytes), &site))| Request {
            time,
            object,
            bytes,
            site,
            ttl_s: self.ttl_s_at(row),
            version: self.version_at(row),
        })
    }
}

/// The catalog: one entry per object.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Size of each object; for a trace, the largest that was seen.
    pub bytes: Vec<u64>,
    /// Site of each object; empty if all objects belong to site 0. An object of many sites has
    /// the first of them here.
    pub site: Vec<SiteId>,
    /// Number of sites, at least 1.
    pub sites: usize,
}

impl Catalog {
    /// Objects in the catalog.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether the catalog is empty.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The site that an object belongs to.
    pub fn site_of(&self, object: ObjectId) -> SiteId {
        self.site.get(object as usize).copied().unwrap_or(0)
    }

    /// Bytes of all objects together.
    pub fn total_bytes(&self) -> u64 {
        self.bytes.iter().sum()
    }
}
