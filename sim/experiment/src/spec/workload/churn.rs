//! The keys `workload.churn.*`: objects that change their popularity. Without any of them none does.

use crate::spec::error::SpecError;
use crate::spec::keys::NumberKey;
use crate::spec::reader::Reader;
use hotset_workloads::synthetic::Churn;

pub(crate) static TURNOVER_PER_DAY: NumberKey =
    NumberKey::new("workload.churn.turnover_per_day", 0.1, "mean changes of each rank a day");
pub(crate) static NEW_SHARE: NumberKey = NumberKey::new(
    "workload.churn.new_share",
    0.5,
    "share of the changes that bring in a new object",
);
pub(crate) static REACH: NumberKey = NumberKey::new(
    "workload.churn.reach",
    10.0,
    "largest factor between the ranks that two objects exchange in the other changes",
);

pub(super) fn read(reader: &Reader<'_>) -> Result<Option<Churn>, SpecError> {
    if !reader.given_section_of(&TURNOVER_PER_DAY) {
        return Ok(None);
    }
    Ok(Some(Churn {
        turnover_per_day: reader.read(&TURNOVER_PER_DAY)?,
        new_share: reader.read(&NEW_SHARE)?,
        reach: reader.read(&REACH)?,
    }))
}
