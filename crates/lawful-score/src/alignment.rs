//! How well a mixture of pretraining languages suits a translation task.

use crate::Error;

/// Weights of a bilinear score of two shares: `product*s*d + source*s + destination*d`.
///
/// ```
/// let aligned = lawful_score::Alignment::default();
/// assert_eq!(aligned.score(0.5, 0.5)?, 1.0);
/// assert!((aligned.score(0.3, 0.7)? - 0.98).abs() < 1e-15);
/// # Ok::<(), lawful_score::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alignment {
    /// Of the product of both shares.
    pub product: f64,
    /// Of the share of the language that is translated.
    pub source: f64,
    /// Of the share of the language translated to.
    pub destination: f64,
}

/// 1, 0.7 and 0.8 (Isik et al. 2024, arXiv 2402.04177, eq. 2).
impl Default for Alignment {
    fn default() -> Alignment {
        Alignment { product: 1.0, source: 0.7, destination: 0.8 }
    }
}

impl Alignment {
    /// The score of a mixture with these shares of source and destination language.
    ///
    /// # Errors
    /// A share is negative, or both sum to more than 1 (by more than rounding).
    pub fn score(&self, source: f64, destination: f64) -> Result<f64, Error> {
        if !(source >= 0.0 && destination >= 0.0 && source + destination <= 1.0 + 1e-9) {
            return Err(Error::new(format!(
                "shares {source} and {destination}: shares of a mixture are not negative and sum to at most 1"
            )));
        }
        Ok(self.product * source * destination + self.source * source + self.destination * destination)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that the paper gives for its mixtures.
    #[test]
    fn published() {
        let a = Alignment::default();
        for (s, d, score) in
            [(0.5, 0.5, 1.0), (0.3, 0.7, 0.98), (0.7, 0.3, 0.94), (1.0, 0.0, 0.7), (0.0, 1.0, 0.8), (0.0, 0.0, 0.0)]
        {
            assert!((a.score(s, d).unwrap() - score).abs() < 1e-12);
        }
        assert!(a.score(0.6, 0.5).is_err() && a.score(-0.1, 0.5).is_err() && a.score(f64::NAN, 0.5).is_err());
    }
}
