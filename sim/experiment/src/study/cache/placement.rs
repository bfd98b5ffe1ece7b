//! Which objects a static placement holds.

use super::samples::ObjectSample;
use crate::study::error::StudyError;
use hotset_sim::cache::{Capacity, Policy};
use hotset_workloads::ObjectId;
use hotset_workloads::dense::DenseTrace;
use std::sync::Arc;

/// The objects that a placed cache should hold, best first: most requests per space.
pub(super) fn placement(
    policy: &Policy,
    dense: Option<&Arc<DenseTrace>>,
    capacity: Capacity,
    drawn: Option<&ObjectSample>,
) -> Result<Vec<(ObjectId, u64)>, StudyError> {
    let Some(trace) = dense.filter(|_| policy.kind.info().statically_placed) else {
        return Ok(Vec::new());
    };
    let (bytes, requests) = trace.catalog().map_err(StudyError::input)?;
    let stands_for = |object| drawn.map_or(1, |drawn| drawn.stands_for(object));
    let mut ranked: Vec<ObjectId> =
        (0..bytes.len() as ObjectId).filter(|&object| stands_for(object) > 0).collect();
    let room = |object: ObjectId| u128::from(capacity.charge(bytes[object as usize]));
    let wanted = |object: ObjectId| u128::from(requests[object as usize]);
    // Requests over space, compared crosswise.
    ranked.sort_by(|&a, &b| (wanted(b) * room(a)).cmp(&(wanted(a) * room(b))).then(a.cmp(&b)));
    let taken = |object: ObjectId| match drawn {
        Some(drawn) => drawn.bytes(object, bytes[object as usize]),
        None => bytes[object as usize],
    };
    Ok(ranked.into_iter().map(|object| (object, taken(object))).collect())
}
