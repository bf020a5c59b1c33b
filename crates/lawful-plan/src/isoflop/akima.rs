//! Akima's interpolation.

/// The classic interpolation of H. Akima, J. ACM 17 (1970) 589: cubic pieces whose slope at each point is the mean of
/// the neighbouring chords' slopes, each weighted by the other side's change of slope; two further chords at each end
/// continue the last ones.
#[derive(Debug, Clone)]
pub struct Akima {
    points: Vec<(f64, f64)>,
    slopes: Vec<f64>,
}

impl Akima {
    /// Through points of increasing `x`; `None` with fewer than three or if `x` does not increase.
    pub fn through(points: &[(f64, f64)]) -> Option<Akima> {
        let n = points.len();
        if n < 3 || points.windows(2).any(|w| !(w[1].0 > w[0].0)) {
            return None;
        }
        let chords: Vec<f64> = points.windows(2).map(|w| (w[1].1 - w[0].1) / (w[1].0 - w[0].0)).collect();
        // Chord i of the points stands at i + 2.
        let mut m = vec![0.0; n + 3];
        m[2..n + 1].copy_from_slice(&chords);
        m[1] = 2.0 * m[2] - m[3];
        m[0] = 2.0 * m[1] - m[2];
        m[n + 1] = 2.0 * m[n] - m[n - 1];
        m[n + 2] = 2.0 * m[n + 1] - m[n];
        let turns: Vec<(f64, f64)> = (0..n).map(|i| ((m[i + 3] - m[i + 2]).abs(), (m[i + 1] - m[i]).abs())).collect();
        let most = turns.iter().map(|t| t.0 + t.1).fold(0.0, f64::max);
        let slopes = (0..n)
            .map(|i| {
                let (right, left) = turns[i];
                if right + left > 1e-9 * most {
                    (right * m[i + 1] + left * m[i + 2]) / (right + left)
                } else {
                    0.5 * (m[i + 1] + m[i + 2])
                }
            })
            .collect();
        Some(Akima { points: points.to_vec(), slopes })
    }

    /// The value at `x`; beyond the ends the outer pieces go on.
    pub fn at(&self, x: f64) -> f64 {
        let i = self.points.partition_point(|p| p.0 <= x).clamp(1, self.points.len() - 1) - 1;
        let ((x0, y0), (x1, y1)) = (self.points[i], self.points[i + 1]);
        let h = x1 - x0;
        let chord = (y1 - y0) / h;
        let (s0, s1) = (self.slopes[i], self.slopes[i + 1]);
        let t = x - x0;
        y0 + t * (s0 + t * ((3.0 * chord - 2.0 * s0 - s1) / h + t * (s0 + s1 - 2.0 * chord) / (h * h)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A parabola's chords turn evenly, so Akima's slopes are exact and the pieces reproduce it.
    #[test]
    fn a_parabola_on_an_even_grid_is_reproduced() {
        let points: Vec<(f64, f64)> = (0..6).map(|i| (f64::from(i), f64::from(i * i))).collect();
        let a = Akima::through(&points).unwrap();
        for x in [0.0, 0.3, 1.7, 2.5, 4.99, 5.0] {
            assert!((a.at(x) - x * x).abs() < 1e-12, "{x}");
        }
        assert!(Akima::through(&points[..2]).is_none());
        assert!(Akima::through(&[(0.0, 1.0), (0.0, 2.0), (1.0, 3.0)]).is_none());
    }

    /// Akima's own point: a straight part stays straight beside a bend.
    #[test]
    fn no_overshoot_on_a_straight_part() {
        let points = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (4.0, 1.0), (5.0, 5.0)];
        let a = Akima::through(&points).unwrap();
        assert_eq!(a.at(1.5), 0.0);
        assert_eq!(a.at(0.4), 0.0);
    }
}
