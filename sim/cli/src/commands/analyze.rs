//! `hotset analyze`.

use crate::arguments::AnalyzeArguments;
use crate::diagnostics::Failure;

pub(crate) fn analyze(_arguments: &AnalyzeArguments) -> Result<(), Failure> {
    Err(Failure::other("x"))
}
