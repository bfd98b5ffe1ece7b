//! Logs whose format is given as the string that the server was configured with: directives of
//! Apache's `LogFormat` (also of Varnish's `varnishncsa -F`), or variables of nginx's `log_format`.
//!
//! Some formats that have a fixed layout are such strings, too: Squid's native one, those of Amazon's
//! load balancers, and of its object store.

mod apache;
mod fit;
mod format;
mod info;
mod named;
mod nginx;
mod parse;
mod values;

pub use format::LogFormat;
pub(in crate::formats) use info::{ALB, CONFIGURED, ELB, S3, SQUID};
pub use parse::ParsedLogFormat;
