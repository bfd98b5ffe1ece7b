//! The formats that are given as a format string, by name or by the user.

use super::format::LogFormat;
use crate::SourceError;
use crate::formats::head::Head;
use crate::formats::info::FormatInfo;
use crate::formats::input::Input;
use crate::formats::options::ReadOptions;
use crate::formats::record::Records;
use crate::formats::text::line_records::LineRecords;

/// The format string that the user gave.
pub(in crate::formats) const CONFIGURED: FormatInfo = FormatInfo {
    recognises: |_, options| options.log_format.is_some(),
    open: |input, head, options| open(input, head, options, None),
};

/// Formats of a fixed layout.
pub(in crate::formats) const SQUID: FormatInfo = FormatInfo {
    recognises: |head, _| recognises("squid", head),
    open: |input, head, options| open(input, head, options, LogFormat::named("squid")),
};
pub(in crate::formats) const ALB: FormatInfo = FormatInfo {
    recognises: |head, _| recognises("alb", head),
    open: |input, head, options| open(input, head, options, LogFormat::named("alb")),
};
pub(in crate::formats) const ELB: FormatInfo = FormatInfo {
    recognises: |head, _| recognises("elb", head),
    open: |input, head, options| open(input, head, options, LogFormat::named("elb")),
};
pub(in crate::formats) const S3: FormatInfo = FormatInfo {
    recognises: |head, _| recognises("s3", head),
    open: |input, head, options| open(input, head, options, LogFormat::named("s3")),
};

fn recognises(name: &str, head: &Head) -> bool {
    LogFormat::named(name).is_some_and(|format| format.fits(head.lines()))
}

/// Opens a file by the format that the user gave, or by the one of its name.
fn open(
    input: Input,
    head: &Head,
    options: &ReadOptions,
    named: Option<LogFormat>,
) -> Result<Box<dyn Records>, SourceError> {
    let format = options.log_format.clone().or(named);
    let what = || head.unusable("has no log format; give it with --log-format");
    Ok(LineRecords::open(input, format.ok_or_else(what)?, options))
}
