//! An axis and its scale.

/// An axis.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// What it shows, with its unit.
    pub label: String,
    /// How numbers become places.
    pub scale: Scale,
}

/// How numbers become places on an axis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Evenly, from the smallest value.
    #[default]
    Linear,
    /// Evenly, from zero.
    LinearFromZero,
    /// By decades.
    Log,
    /// The n-th value stands under the n-th name.
    Categories(Vec<String>),
}

impl Axis {
    /// An axis by its label and scale.
    pub fn new(label: impl Into<String>, scale: Scale) -> Self {
        Self { label: label.into(), scale }
    }
}
