//! Formats of a fixed layout, each written as a format string of nginx.

use super::format::LogFormat;
use super::nginx::nginx;

/// Formats by name. A tilde is one or more spaces; `$_` is of no interest, `$__` the rest of the line.
pub(super) const NAMED: [(&str, &str); 4] = [
    ("squid", "$msec~$_~$_~$_/$status~$bytes_sent~$request_method~$request_uri~$__"),
    ("alb", "$_ $time_iso8601 $_ $_ $_ $_ $_ $_ $status $_ $_ $bytes_sent \"$request\" $__"),
    ("elb", "$time_iso8601 $_ $_ $_ $_ $_ $_ $status $_ $_ $bytes_sent \"$request\" $__"),
    ("s3", "$_ $host [$time_local] $_ $_ $_ $_ $_ \"$request\" $status $_ $bytes_sent $__"),
];

impl LogFormat {
    /// A format of a fixed layout.
    pub(in crate::formats) fn named(name: &str) -> Option<Self> {
        let (name, text) = NAMED.iter().find(|(known, _)| *known == name)?;
        Self::new(name, nginx(text, true).ok()?).ok()
    }
}
