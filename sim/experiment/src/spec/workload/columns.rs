//! The keys `workload.columns.*`: which columns of a table are what.

use crate::spec::error::SpecError;
use crate::spec::keys::TextKey;
use crate::spec::reader::Reader;
use hotset_workloads::formats::Columns;

pub(crate) static TIME: TextKey =
    TextKey::needed("workload.columns.time", "column of times, by name or by number from 1");
pub(crate) static OBJECT: TextKey =
    TextKey::needed("workload.columns.object", "column of object names");
pub(crate) static BYTES: TextKey = TextKey::needed("workload.columns.bytes", "column of sizes");
pub(crate) static HOST: TextKey = TextKey::needed("workload.columns.host", "column of hosts");
pub(crate) static METHOD: TextKey =
    TextKey::needed("workload.columns.method", "column of methods or operations");
pub(crate) static STATUS: TextKey =
    TextKey::needed("workload.columns.status", "column of statuses");
pub(crate) static TTL: TextKey =
    TextKey::needed("workload.columns.ttl", "column of times to live in seconds");
pub(crate) static COUNT: TextKey =
    TextKey::needed("workload.columns.count", "column of counts (series)");

/// The columns of a trace.
pub(super) fn read(reader: &Reader<'_>) -> Result<Columns, SpecError> {
    Ok(Columns {
        time: reader.read_if_given(&TIME)?,
        object: reader.read_if_given(&OBJECT)?,
        bytes: reader.read_if_given(&BYTES)?,
        host: reader.read_if_given(&HOST)?,
        method: reader.read_if_given(&METHOD)?,
        status: reader.read_if_given(&STATUS)?,
        ttl: reader.read_if_given(&TTL)?,
    })
}
