//! What a law must beat: forecasts without one.

/// A forecast without a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// The best response seen: the least if it falls with scale, else the greatest.
    BestSeen,
    /// The response at the largest scale.
    LastSeen,
    /// A straight line in the logs of scale and response through the best of each of the last five scales, those within
    /// a factor of 1.25 taken as one.
    LocalPowerLaw,
}

/// Scales through which the local power law goes.
const LAST_POINTS: usize = 5;

/// Scales within this factor are one: a slope between them would be noise.
const SAME_SCALE: f64 = 1.25;

impl Baseline {
    /// All of them.
    pub const ALL: [Baseline; 3] = [Baseline::BestSeen, Baseline::LastSeen, Baseline::LocalPowerLaw];

    /// Its name in results.
    pub fn name(self) -> &'static str {
        match self {
            Baseline::BestSeen => "best seen",
            Baseline::LastSeen => "last seen",
            Baseline::LocalPowerLaw => "local power law",
        }
    }

    /// The forecast at each of `scales` from what was seen: pairs of scale and response, none of them missing. `None`
    /// where it can't be made: nothing seen, or logs of what is not positive.
    pub fn forecast(self, seen: &[(f64, f64)], scales: &[f64]) -> Option<Vec<f64>> {
        let points = best_per_scale(seen);
        let (_, last) = *points.last()?;
        match self {
            Baseline::LastSeen => Some(vec![last; scales.len()]),
            Baseline::BestSeen => {
                let values = seen.iter().map(|s| s.1);
                let best = if falls(seen) {
                    values.fold(f64::INFINITY, f64::min)
                } else {
                    values.fold(f64::NEG_INFINITY, f64::max)
                };
                Some(vec![best; scales.len()])
            }
            Baseline::LocalPowerLaw => {
                let tail = last_scales(&points, falls(seen));
                if tail.len() < 2 || tail.iter().any(|p| p.1 <= 0.0) {
                    return None;
                }
                let logs: Vec<(f64, f64)> = tail.iter().map(|p| (libm::log(p.0), libm::log(p.1))).collect();
                let (slope, x, y) = line(&logs);
                Some(scales.iter().map(|s| libm::exp(y + slope * (libm::log(*s) - x))).collect())
            }
        }
    }
}

/// The best response at each distinct scale, by rising scale.
fn best_per_scale(seen: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let falling = falls(seen);
    let mut sorted = seen.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(if falling { a.1.total_cmp(&b.1) } else { b.1.total_cmp(&a.1) }));
    sorted.dedup_by(|next, first| next.0 == first.0);
    sorted
}

/// The best point of each of the last scales, from the largest down.
fn last_scales(points: &[(f64, f64)], falling: bool) -> Vec<(f64, f64)> {
    let mut last: Vec<(f64, f64)> = Vec::new();
    let mut top = 0.0;
    for &point in points.iter().rev() {
        if !last.is_empty() && point.0 * SAME_SCALE > top {
            if let Some(best) = last.last_mut().filter(|best| (point.1 < best.1) == falling) {
                *best = point;
            }
        } else if last.len() < LAST_POINTS {
            top = point.0;
            last.push(point);
        } else {
            break;
        }
    }
    last
}

/// Whether the response falls with the log of the scale, by least squares.
fn falls(seen: &[(f64, f64)]) -> bool {
    let logs: Vec<(f64, f64)> = seen.iter().map(|(s, y)| (libm::log(*s), *y)).collect();
    line(&logs).0 <= 0.0
}

/// Slope of the least-squares line, and the means it goes through.
fn line(points: &[(f64, f64)]) -> (f64, f64, f64) {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(a, b), p| (a + p.0 / n, b + p.1 / n));
    let (sxy, sxx) = points.iter().fold((0.0, 0.0), |(a, b), p| (a + (p.0 - x) * (p.1 - y), b + (p.0 - x).powi(2)));
    (if sxx > 0.0 { sxy / sxx } else { 0.0 }, x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forecasts() {
        let seen: Vec<(f64, f64)> = (1..=8).map(|i| (f64::from(i), 4.0 / f64::from(i).sqrt())).collect();
        // 8, 7 and 6.5 are one scale; its best is 8.
        let tail = last_scales(&[(4.0, 3.0), (6.5, 2.5), (7.0, 2.2), (8.0, 2.0)], true);
        assert_eq!(tail, vec![(8.0, 2.0), (4.0, 3.0)]);
        let at = |b: Baseline, s: f64| b.forecast(&seen, &[s]).unwrap()[0];
        assert_eq!(at(Baseline::BestSeen, 32.0), 4.0 / 8.0_f64.sqrt());
        assert_eq!(at(Baseline::LastSeen, 32.0), 4.0 / 8.0_f64.sqrt());
        assert!((at(Baseline::LocalPowerLaw, 32.0) - 4.0 / 32.0_f64.sqrt()).abs() < 1e-12);
        let rising = [(1.0, 0.1), (2.0, 0.5), (4.0, 0.4)];
        assert_eq!(Baseline::BestSeen.forecast(&rising, &[9.0]), Some(vec![0.5]));
        assert_eq!(Baseline::LastSeen.forecast(&rising, &[9.0]), Some(vec![0.4]));
        assert_eq!(Baseline::LastSeen.forecast(&[], &[9.0]), None);
    }
}
