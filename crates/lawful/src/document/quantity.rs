//! A number with its interval.

use super::Number;
use lawful_plan::Quantity;
use serde::{Deserialize, Serialize};

/// A number with its interval; the ends are `null` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QuantityDocument {
    /// The best value.
    pub value: Number,
    /// Lower end.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
}

impl From<&Quantity> for QuantityDocument {
    fn from(q: &Quantity) -> QuantityDocument {
        let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
        QuantityDocument { value: q.value.into(), lo: finite(q.lo), hi: finite(q.hi) }
    }
}
