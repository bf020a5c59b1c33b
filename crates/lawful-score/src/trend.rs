//! Whether a score grows with its resource: what must be so before a law of its growth is fitted.

use crate::Error;
use crate::random::Random;

/// What became of a score as its resource grew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It rises to the end.
    Rises,
    /// It rose, but not in its second half.
    Saturated,
    /// No rise and no fall beyond the noise.
    Flat,
    /// It falls somewhere by more than the noise allows: a rising law is wrong, and more of the resource may hurt.
    Falls,
}

impl Verdict {
    /// `rises`, `saturated`, `flat` or `falls`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Rises => "rises",
            Verdict::Saturated => "saturated",
            Verdict::Flat => "flat",
            Verdict::Falls => "falls",
        }
    }
}

/// Order-restricted tests of a curve (Robertson, Wright and Dykstra 1988, chapter 2): its distance from the closest
/// rising curve, and of that curve from a constant, both against their distribution for a constant with the same noise,
/// which is the worst case of the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// What the tests say.
    pub verdict: Verdict,
    /// Chance of so large a distance from any rising curve if the truth does not fall.
    pub p_falls: f64,
    /// Chance of so much rise if the truth is constant.
    pub p_rises: f64,
    /// The same of the second half.
    pub p_rises_late: f64,
    /// The closest rising curve, in the order given.
    pub rising: Vec<f64>,
    /// Largest loss from an earlier value to a later one.
    pub largest_fall: f64,
}

/// Simulated curves behind every p-value.
const CURVES: usize = 4000;

impl Trend {
    /// Of scores in the order of their growing resource, with their standard errors, tested at `level` (0.01).
    /// `O(n)` per simulated curve, 4000 curves.
    ///
    /// # Errors
    /// Fewer than four values, unequal lengths, numbers that are not finite, errors that are not positive.
    pub fn of(scores: &[f64], stderrs: &[f64], level: f64, seed: u64) -> Result<Trend, Error> {
        let n = scores.len();
        if n < 4 || n != stderrs.len() {
            return Err(Error::new(format!(
                "{n} scores with {} standard errors: a trend needs four scores or more, each with its error",
                stderrs.len()
            )));
        }
        if scores.iter().any(|y| !y.is_finite()) || stderrs.iter().any(|s| !(*s > 0.0 && s.is_finite())) {
            return Err(Error::new("scores must be finite numbers and their standard errors positive"));
        }
        let weights: Vec<f64> = stderrs.iter().map(|s| 1.0 / (s * s)).collect();
        let half = n / 2;
        let (falls, rises) = distances(scores, &weights);
        let late = distances(&scores[half..], &weights[half..]).1;
        let mut random = Random::new(seed);
        let mut beyond = [0usize; 3];
        let mut noise = vec![0.0; n];
        for _ in 0..CURVES {
            noise.iter_mut().zip(stderrs).for_each(|(y, s)| *y = s * random.normal());
            let (f, r) = distances(&noise, &weights);
            let l = distances(&noise[half..], &weights[half..]).1;
            for (count, is) in beyond.iter_mut().zip([f >= falls, r >= rises, l >= late]) {
                *count += usize::from(is);
            }
        }
        let [p_falls, p_rises, p_rises_late] = beyond.map(|b| (b as f64 + 1.0) / (CURVES as f64 + 1.0));
        let verdict = match (p_falls < level, p_rises < level, p_rises_late < level) {
            (true, ..) => Verdict::Falls,
            (_, true, true) => Verdict::Rises,
            (_, true, false) => Verdict::Saturated,
            _ => Verdict::Flat,
        };
        let mut peak = f64::NEG_INFINITY;
        let largest_fall = scores.iter().fold(0.0, |fall: f64, y| {
            peak = peak.max(*y);
            fall.max(peak - y)
        });
        Ok(Trend { verdict, p_falls, p_rises, p_rises_late, rising: isotonic(scores, &weights), largest_fall })
    }
}

/// Weighted squared distances: of the values from their rising curve, of that from the mean.
fn distances(values: &[f64], weights: &[f64]) -> (f64, f64) {
    let rising = isotonic(values, weights);
    let total: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(y, w)| w * y).sum::<f64>() / total;
    let squares = |of: &dyn Fn(usize) -> f64| (0..values.len()).map(|i| weights[i] * of(i) * of(i)).sum::<f64>();
    (squares(&|i| values[i] - rising[i]), squares(&|i| rising[i] - mean))
}

/// The weighted least-squares fit of a curve that never falls: pool adjacent violators (Ayer et al. 1955). `O(n)`.
///
/// ```
/// assert_eq!(lawful_score::isotonic(&[1.0, 3.0, 2.0, 4.0], &[1.0; 4]), [1.0, 2.5, 2.5, 4.0]);
/// ```
pub fn isotonic(values: &[f64], weights: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(values.len());
    for (y, w) in values.iter().zip(weights) {
        let mut block = (*y, *w, 1);
        while let Some(last) = blocks.last().filter(|last| last.0 >= block.0) {
            let weight = last.1 + block.1;
            block = ((last.0 * last.1 + block.0 * block.1) / weight, weight, last.2 + block.2);
            blocks.pop();
        }
        blocks.push(block);
    }
    blocks.iter().flat_map(|b| std::iter::repeat_n(b.0, b.2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For two equal weights the squared distance from rising is 0 or half the squared fall: its tail is half a chi-square
    /// of one degree, so a fall of 1.645 sqrt(2) errors has p = .05. The fourth and later values are far above.
    #[test]
    fn the_tail_of_a_fall() {
        let fall = 1.645 * 2f64.sqrt();
        let (d, _) = distances(&[fall, 0.0], &[1.0, 1.0]);
        assert!((d - 1.645 * 1.645).abs() < 1e-12);
    }

    #[test]
    fn verdicts() {
        let se = [0.1; 10];
        let of = |f: &dyn Fn(f64) -> f64| {
            let y: Vec<f64> = (0..10).map(|i| f(f64::from(i))).collect();
            Trend::of(&y, &se, 0.01, 1).unwrap()
        };
        assert_eq!(of(&|x| 0.2 * x).verdict, Verdict::Rises);
        assert_eq!(of(&|x| x.min(3.0)).verdict, Verdict::Saturated);
        assert_eq!(of(&|x| 0.02 * (7.0 * x).sin()).verdict, Verdict::Flat);
        let hump = of(&|x| 1.0 - 0.1 * (x - 4.0) * (x - 4.0));
        assert_eq!(hump.verdict, Verdict::Falls);
        assert!((hump.largest_fall - 2.5).abs() < 1e-12);
    }

    /// Rising curves are called falling no more often than the level says: 400 curves at 5%, binomial error 1.1%.
    #[test]
    fn false_alarms() {
        let mut random = Random::new(5);
        let alarms = (0..400)
            .filter(|i| {
                let y: Vec<f64> = (0..8).map(|_| random.normal()).collect();
                Trend::of(&y, &[1.0; 8], 0.05, *i).unwrap().verdict == Verdict::Falls
            })
            .count();
        assert!((4..=36).contains(&alarms), "{alarms} of 400");
    }

    #[test]
    fn what_has_no_trend() {
        assert!(Trend::of(&[1.0, 2.0, 3.0], &[0.1; 3], 0.01, 0).is_err());
        assert!(Trend::of(&[1.0, f64::NAN, 3.0, 4.0], &[0.1; 4], 0.01, 0).is_err());
        assert!(Trend::of(&[1.0; 4], &[0.0; 4], 0.01, 0).is_err() && isotonic(&[], &[]).is_empty());
    }
}
