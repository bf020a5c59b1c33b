//! Whether probabilities are what they say.

use crate::Error;

/// Scores of predicted class probabilities against what happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Mean negative log-likelihood in nats; infinite where what happened was given no chance.
    pub negative_log_likelihood: f64,
    /// Mean of `sum_k (p_k - [k happened])^2`, 0 to 2 (Brier 1950).
    pub brier: f64,
    /// Share of points whose likeliest class happened.
    pub accuracy: f64,
    /// Expected calibration error: mean of `|accuracy - confidence|` over bins of the confidence, weighted by points
    /// (Naeini et al. 2015). It is biased upwards by few points a bin.
    pub expected_error: f64,
    /// The bins that hold points.
    pub bins: Vec<Bin>,
}

/// Points of like confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Points.
    pub points: usize,
    /// Mean chance of the likeliest class.
    pub confidence: f64,
    /// Share that were right.
    pub accuracy: f64,
}

impl Calibration {
    /// Of `predictions`, one row of class probabilities per point, against the classes `labels`, with `bins` bins of
    /// equal width.
    ///
    /// # Errors
    /// No points, unequal numbers of rows and labels, a label that is no class, no bins.
    pub fn of(predictions: &[Vec<f64>], labels: &[usize], bins: usize) -> Result<Calibration, Error> {
        if predictions.is_empty() || predictions.len() != labels.len() || bins == 0 {
            return Err(Error::new(format!(
                "{} predictions, {} labels and {bins} bins: give one label per prediction and at least one bin",
                predictions.len(),
                labels.len()
            )));
        }
        let n = labels.len() as f64;
        let mut sums = vec![(0usize, 0.0, 0.0); bins];
        let (mut loss, mut brier, mut right) = (0.0, 0.0, 0.0);
        for (point, (row, label)) in predictions.iter().zip(labels).enumerate() {
            let Some(chance) = row.get(*label) else {
                return Err(Error::new(format!("point {}: {} classes, no class {label}", point + 1, row.len())));
            };
            loss -= libm::log(*chance);
            brier += row.iter().enumerate().map(|(k, p)| (p - f64::from(u8::from(k == *label))).powi(2)).sum::<f64>();
            let best = (1..row.len()).fold(0, |best, k| if row[k] > row[best] { k } else { best });
            let hit = f64::from(u8::from(best == *label));
            right += hit;
            let bin = &mut sums[((row[best] * bins as f64) as usize).min(bins - 1)];
            *bin = (bin.0 + 1, bin.1 + row[best], bin.2 + hit);
        }
        let filled = sums.iter().filter(|b| b.0 > 0);
        let bins: Vec<Bin> = filled
            .map(|&(points, confidence, hits)| Bin {
                points,
                confidence: confidence / points as f64,
                accuracy: hits / points as f64,
            })
            .collect();
        let expected_error = bins.iter().map(|b| b.points as f64 / n * (b.accuracy - b.confidence).abs()).sum();
        Ok(Calibration {
            negative_log_likelihood: loss / n,
            brier: brier / n,
            accuracy: right / n,
            expected_error,
            bins,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let rows = vec![vec![0.9, 0.1], vec![0.8, 0.2], vec![0.3, 0.7]];
        let c = Calibration::of(&rows, &[0, 1, 1], 10).unwrap();
        let loss = -(0.9f64.ln() + 0.2f64.ln() + 0.7f64.ln()) / 3.0;
        assert!((c.negative_log_likelihood - loss).abs() < 1e-15);
        assert!((c.brier - (0.02 + 1.28 + 0.18) / 3.0).abs() < 1e-15);
        assert!((c.expected_error - (0.1 + 0.8 + 0.3) / 3.0).abs() < 1e-12);
        assert!((c.accuracy - 2.0 / 3.0).abs() < 1e-15 && c.bins.len() == 3);
        assert!(Calibration::of(&rows, &[0, 1], 10).is_err() && Calibration::of(&rows, &[0, 2, 1], 10).is_err());
    }
}
