//! Every two layouts of a context: which of them noise cannot tell apart.

mod competitors;
#[cfg(test)]
mod example;
mod family;
mod groups;
mod table;
mod words;

pub use table::pairs;
pub(crate) use words::indistinguishable;
