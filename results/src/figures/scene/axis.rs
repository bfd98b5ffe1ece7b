//! An axis and its scale.

/// An axis.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// Its label, with the unit.
    pub label: String,
    /// Its scale.
    pub scale: Scale,
}

/// How values are placed on an axis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Linear, from the smallest value.
    #[default]
    Linear,
    /// Linear, from zero.
    LinearFromZero,
    /// Logarithmic.
    Log,
    /// Categorical: the value n is at the n-th name.
    Categories(Vec<String>),
}

impl Axis {
    /// An axis with a label and a scale.
    pub fn new(label: impl Into<String>, scale: Scale) -> Self {
        Self { label: label.into(), scale }
    }
}
