//! What each format's own file says of it: how a file of it is recognised, and how one is opened.

use super::head::Head;
use super::input::Input;
use super::options::ReadOptions;
use super::record::Records;
use crate::SourceError;

/// The records of a file that was opened.
pub(super) type Opened = Result<Box<dyn Records>, SourceError>;

/// What can be done with the files of a format.
pub(super) struct FormatInfo {
    /// Whether a file looks like one of this format.
    pub(super) recognises: fn(&Head, &ReadOptions) -> bool,
    /// Opens a file of this format.
    pub(super) open: fn(Input, &Head, &ReadOptions) -> Opened,
}

/// A trace in columnar form is a folder: no file is one.
pub(super) const COLUMNAR: FormatInfo = FormatInfo {
    recognises: |_, _| false,
    open: |_, head, _| Err(head.unusable("is no folder of a dense trace")),
};
