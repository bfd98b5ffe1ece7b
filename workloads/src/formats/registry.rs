//! The list of trace formats: a new one takes its own file, and a line here.

use super::registered::{NamedFormat, RegisteredFormat};
use serde::{Deserialize, Serialize};

/// Hands the list of formats to another macro, which makes of it what it needs.
///
/// A line has a sentence for help and documentation, the variant of [`Format`], the name in specs and on the
/// command line, properties, and the [`FormatInfo`](crate::formats::info::FormatInfo) in the format's own file.
/// Formats are recognised in this order. A format is a `log` if it is what a server logs, with the bytes that
/// it sent; it has `columns` if its fields have names that can be given.
macro_rules! with_formats {
    ($then:ident) => {
        $then! {
            named {
                /// Common or Combined Log Format, or the EPA log's variant with days of an unnamed month.
                Log "log" [log] => crate::formats::text::access_log::INFO;
                /// JSON lines with named fields.
                Json "json" [log, columns] => crate::formats::text::json::INFO;
                /// W3C extended log format: IIS, CloudFront.
                W3c "w3c" [log, columns] => crate::formats::text::w3c::INFO;
                /// Squid's native format, which Apache Traffic Server has, too.
                Squid "squid" [log] => crate::formats::text::log_format::SQUID;
                /// Amazon's application load balancer.
                Alb "alb" [log] => crate::formats::text::log_format::ALB;
                /// Amazon's classic load balancer.
                Elb "elb" [log] => crate::formats::text::log_format::ELB;
                /// Amazon's object store.
                S3 "s3" [log] => crate::formats::text::log_format::S3;
                /// The ARC traces' `.lis`.
                Lis "lis" [] => crate::formats::text::lis::INFO;
                /// A table: CSV, or with another delimiter.
                Csv "csv" [columns] => crate::formats::text::table::INFO;
                /// The 1998 World Cup site's binary log.
                Wc98 "wc98" [log] => crate::formats::binary::wc98::INFO;
                /// libCacheSim's `oracleGeneral`.
                OracleGeneral "oracle-general" [] => crate::formats::binary::oracle_general::INFO;
            }
            // Formats that are not chosen by their names.
            unnamed {
                /// The format string that a server was configured with.
                LogFormat "log format" [log] => crate::formats::text::log_format::CONFIGURED;
                /// The columnar form of a trace, a folder.
                Dense "dense" [] => crate::formats::info::COLUMNAR;
            }
        }
    };
}
pub(in crate::formats) use with_formats;

/// What all files of a format have in common.
#[derive(Clone, Copy, Default)]
struct Properties {
    log: bool,
    columns: bool,
}

macro_rules! define_format {
    (
        named { $($(#[doc = $help:literal])+ $format:ident $name:literal [$($property:ident),*] => $info:path;)+ }
        unnamed { $($(#[doc = $help_2:literal])+ $format_2:ident $name_2:literal [$($property_2:ident),*] => $info_2:path;)+ }
    ) => {
        /// A trace format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum Format {
            $($(#[doc = $help])+ $format,)+
            $($(#[doc = $help_2])+ $format_2,)+
            /// A format that was [registered](Format::register).
            Registered(&'static RegisteredFormat),
        }

        impl Format {
            /// Every format of hotset that can be named, with its name in specs and on the command line, in the order in
            /// which formats are recognised.
            pub const ALL: [(&'static str, Self); [$($name),+].len()] = [$(($name, Self::$format)),+];

            /// The format's name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$format => $name,)+
                    $(Self::$format_2 => $name_2,)+
                    Self::Registered(format) => format.name(),
                }
            }

            /// What the format is, in a line of help.
            pub fn help(self) -> &'static str {
                let help = match self {
                    $(Self::$format => concat!($($help),+),)+
                    $(Self::$format_2 => concat!($($help_2),+),)+
                    Self::Registered(format) => format.what(),
                };
                help.trim_start()
            }

            fn properties(self) -> Properties {
                // The list of some is complete.
                #[allow(clippy::needless_update)]
                match self {
                    $(Self::$format => Properties { $($property: true,)* ..Properties::default() },)+
                    $(Self::$format_2 => Properties { $($property_2: true,)* ..Properties::default() },)+
                    Self::Registered(_) => Properties::default(),
                }
            }
        }
    };
}
with_formats!(define_format);

impl Format {
    /// Makes a format of one's own known by its name, to specs and commands as the others are.
    ///
    /// # Errors
    /// A name that another format has, or that cannot stand in a spec.
    pub fn register<F: NamedFormat>() -> Result<(), String> {
        const TAKEN: [&str; 4] = ["auto", "dense", "log-format", "series"];
        let is_taken = |name: &str| Self::ALL.iter().any(|(known, _)| *known == name);
        RegisteredFormat::add::<F>(|name| is_taken(name) || TAKEN.contains(&name))
    }

    /// Every format that can be named, with its name: those of hotset, and then registered ones.
    pub fn known() -> Vec<(&'static str, Self)> {
        let registered = RegisteredFormat::all().into_iter();
        let registered = registered.map(|format| (format.name(), Self::Registered(format)));
        Self::ALL.into_iter().chain(registered).collect()
    }

    /// Whether it is what a server logs, with the bytes that it sent.
    pub fn is_log(self) -> bool {
        self.properties().log
    }

    /// Whether its fields have names that can be given.
    pub(super) fn has_columns(self) -> bool {
        self.properties().columns
    }
}

impl From<Format> for String {
    fn from(format: Format) -> Self {
        format.name().replace(' ', "-")
    }
}

impl TryFrom<String> for Format {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let unnamed = [Self::LogFormat, Self::Dense].map(|format| (format.name(), format));
        let mut known = Self::known().into_iter().chain(unnamed).map(|(_, format)| format);
        let found = known.find(|&format| String::from(format) == name);
        found.ok_or_else(|| format!("found the trace format {name:?}, which is not known here"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_format_has_a_name_of_its_own_and_a_line_of_help() {
        let names: BTreeSet<&str> = Format::ALL.map(|(name, _)| name).into();
        assert_eq!(names.len(), Format::ALL.len());
        for (name, format) in Format::ALL {
            assert_eq!(format.name(), name);
            assert!(format.help().ends_with('.') && !format.help().contains('\n'), "{name}");
            // In specs and reports it has the same name.
            assert_eq!(serde_json::to_value(format).unwrap(), name);
        }
    }
}
