//! The unit of a time column: as given, by its name, or by the size of its numbers.

use super::time_unit::{NamedUnit, TimeUnit};
use crate::formats::options::ReadOptions;

/// The unit of times from what is given, from the name of their column, or from the size of some.
pub(super) fn unit_of_times(
    name: &str,
    named: NamedUnit,
    numbers: impl Iterator<Item = f64>,
    is_empty: bool,
    options: &ReadOptions,
) -> Result<(TimeUnit, String), String> {
    if let Some(unit) = options.time_unit {
        return Ok((unit, format!("{}, as given", unit.plural())));
    }
    let largest = numbers.reduce(f64::max);
    match (named, largest) {
        (NamedUnit::Known(unit), _) => {
            Ok((unit, format!("{}, by the name {name:?}", unit.plural())))
        }
        (_, None) if !is_empty => Ok((TimeUnit::Seconds, "dates".to_owned())),
        (NamedUnit::Unknown, _) => Err(format!(
            "the time column {name:?} names no known unit; give it with --time-unit s, ms, us or ns"
        )),
        (NamedUnit::None, largest) => match largest.and_then(TimeUnit::of_epoch) {
            Some(unit) => Ok((unit, format!("{} since 1970, by their size", unit.plural()))),
            None => Ok((TimeUnit::Seconds, "seconds, as no unit is named".to_owned())),
        },
    }
}
