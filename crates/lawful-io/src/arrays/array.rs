//! Values in memory.

/// An array in row-major order: the last axis runs fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Lengths of the axes; empty for a single number. Their product is the number of values.
    pub shape: Vec<usize>,
    /// The values.
    pub values: Values,
}

/// Values in the narrower of f32 and f64 that holds what was stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Of f32 and everything narrower, exact.
    F32(Vec<f32>),
    /// Of f64, exact, and of integers of 32 and 64 bits, exact up to 2^53.
    F64(Vec<f64>),
}

impl Array {
    /// The values as f64; exact. In place if they are f64 already.
    pub fn into_f64(self) -> Vec<f64> {
        match self.values {
            Values::F32(values) => values.into_iter().map(f64::from).collect(),
            Values::F64(values) => values,
        }
    }
}

impl Values {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Values::F32(values) => values.len(),
            Values::F64(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many are NaN or infinite.
    pub fn not_finite(&self) -> usize {
        match self {
            Values::F32(values) => values.iter().filter(|x| !x.is_finite()).count(),
            Values::F64(values) => values.iter().filter(|x| !x.is_finite()).count(),
        }
    }
}
