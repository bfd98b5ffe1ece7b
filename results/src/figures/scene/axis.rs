//! An axis and its scale.

/// An axis.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// Seconds since 1970, shown as dates in UTC.
    Dates,
    /// Categorical: the value n is at the n-th name.
    Categories(Vec<String>),
}

impl Axis {
    /// An axis with a label and a scale.
    pub fn new(label: impl Into<String>, scale: Scale) -> Self {
        Self { label: label.into(), scale }
    }
}

impl Scale {
    /// Its name in tables: log or linear.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Linear | Self::LinearFromZero | Self::Dates | Self::Categories(_) => "linear",
        }
    }
}
