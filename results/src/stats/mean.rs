//! How values are averaged, and the scale on which their noise is symmetric.

/// How the values of replications are averaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mean {
    /// The arithmetic mean.
    Arithmetic,
    /// The geometric mean: for values that flash crowds skew.
    Geometric,
}

impl Mean {
    /// The values on the scale of the mean; `None` where one has no logarithm.
    pub(super) fn scaled(self, values: &[f64]) -> Option<Vec<f64>> {
        match self {
            Self::Arithmetic => Some(values.to_vec()),
            Self::Geometric if values.iter().any(|&value| value <= 0.0) => None,
            Self::Geometric => Some(values.iter().map(|&value| libm::log(value)).collect()),
        }
    }

    /// A value of that scale, back on the original one.
    pub(super) fn unscaled(self, value: f64) -> f64 {
        match self {
            Self::Arithmetic => value,
            Self::Geometric => libm::exp(value),
        }
    }
}
