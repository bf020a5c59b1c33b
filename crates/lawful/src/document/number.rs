//! Numbers in JSON, which has no NaN and no infinities.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An f64 that is `null` in JSON if it is not finite, and NaN when `null` is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() { serializer.serialize_f64(self.0) } else { serializer.serialize_unit() }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        Ok(Number(Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::NAN)))
    }
}

impl From<f64> for Number {
    fn from(x: f64) -> Number {
        Number(x)
    }
}
