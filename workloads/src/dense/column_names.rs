//! The names of the columns, and of the other files.

/// The columns of requests.
pub(super) const TIME: &str = "time_ns";

pub(super) const OBJECT: &str = "object";

pub(super) const BYTES: &str = "bytes";

pub(super) const TTL: &str = "ttl_s";

pub(super) const VERSION_OF: &str = "version";

pub(super) const SITE: &str = "site";

/// Those of objects, and their names.
pub(super) const OBJECT_BYTES: &str = "object_bytes";

pub(super) const OBJECT_REQUESTS: &str = "object_requests";

pub(super) const OBJECT_WEIGHT: &str = "object_weight";

pub(super) const OBJECT_SITE: &str = "object_site";

pub(super) const OBJECT_NAME_END: &str = "object_name_end";

pub(super) const OBJECT_NAMES: &str = "object_names.bin";

/// Those of uses, and their checksums.
pub(super) const PREVIOUS: &str = "previous";

pub(super) const NEXT: &str = "next";

pub(super) const USES_SUMS: &str = "uses.xxh3";

/// All columns.
pub(super) const COLUMNS: [&str; 13] = [
    TIME,
    OBJECT,
    BYTES,
    TTL,
    VERSION_OF,
    SITE,
    OBJECT_BYTES,
    OBJECT_REQUESTS,
    OBJECT_WEIGHT,
    OBJECT_SITE,
    OBJECT_NAME_END,
    PREVIOUS,
    NEXT,
];
