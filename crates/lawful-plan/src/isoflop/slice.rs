//! The best size of one slice: all runs of one budget.

use super::{Akima, Method, Parabola, Point};
use crate::covariance::Normals;
use lawful_law::query::Dropped;

/// Points of the interpolation per interval of sizes (Porian et al. 2024).
const PER_INTERVAL: usize = 25;

/// Standard deviation of the loss that noise repeats add (Porian et al. 2024, for losses below ln 3 = 20 nats).
const NOISE: f64 = 0.005;

/// How far beyond the sizes a parabola's vertex may lie, as a share of the slice's width.
const BEYOND: f64 = 0.25;

/// All runs of one budget, and what they say about the best size.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// The budget.
    pub budget: f64,
    /// The size of lowest loss; `None` if the slice is rejected.
    pub size_opt: Option<f64>,
    /// The tokens of lowest loss.
    pub tokens_opt: Option<f64>,
    /// The lowest loss.
    pub loss_opt: Option<f64>,
    /// Standard deviation of the log of the size, from noise added to the losses (Akima only).
    pub stderr: Option<f64>,
    /// Points used.
    pub used: usize,
    /// Points left out, and why.
    pub dropped: Vec<Dropped>,
    /// Why the slice has no optimum, if it has none.
    pub rejected: Option<String>,
    /// How far the middle of the sizes lies from the optimum, in decades; above 0 if the sizes are too large.
    pub off_centre: Option<f64>,
    /// Half the width of the slice in decades of size.
    pub half_width: f64,
    /// The points used: size, tokens, loss.
    pub points: Vec<Point>,
    /// The curve through them: size and loss, for a figure.
    pub curve: Vec<(f64, f64)>,
    /// Optima of the noise repeats that have one: logs of size and of tokens.
    pub(crate) repeats: Vec<(f64, f64)>,
}

/// An optimum along one coordinate.
struct Lowest {
    x: f64,
    loss: f64,
}

impl Slice {
    /// The optimum of the runs `points` of one budget, with `repeats` noise repeats.
    pub(crate) fn of(budget: f64, points: Vec<Point>, method: Method, repeats: usize, seed: u64) -> Slice {
        let mut slice = Slice {
            budget,
            size_opt: None,
            tokens_opt: None,
            loss_opt: None,
            stderr: None,
            used: 0,
            dropped: vec![],
            rejected: None,
            off_centre: None,
            half_width: 0.0,
            points,
            curve: vec![],
            repeats: vec![],
        };
        slice.points.sort_by(|a, b| a.size.total_cmp(&b.size).then(a.loss.total_cmp(&b.loss)));
        if method == Method::Akima {
            slice.keep_best_per_size();
        }
        slice.used = slice.points.len();
        let sizes = slice.points.iter().map(|p| p.size);
        let (lo, hi) = (sizes.clone().fold(f64::INFINITY, f64::min), sizes.fold(0.0, f64::max));
        slice.half_width = if slice.used > 0 { 0.5 * libm::log10(hi / lo) } else { 0.0 };
        if let Err(why) = slice.solve(method, repeats, seed) {
            slice.rejected = Some(why);
        } else if let Some(best) = slice.size_opt {
            slice.off_centre = Some(0.5 * (libm::log10(lo) + libm::log10(hi)) - libm::log10(best));
        }
        slice
    }

    /// Interpolation needs one loss per size: the lowest.
    fn keep_best_per_size(&mut self) {
        let before = self.points.len();
        self.points.dedup_by(|later, first| later.size == first.size);
        if self.points.len() < before {
            self.dropped.push(Dropped {
                reason: "a run of the same size has a lower loss".into(),
                rows: before - self.points.len(),
            });
        }
    }

    fn solve(&mut self, method: Method, repeats: usize, seed: u64) -> Result<(), String> {
        if self.used < 3 {
            return Err(format!("{} sizes; at least 3 are needed", self.used));
        }
        let losses: Vec<f64> = self.points.iter().map(|p| p.loss).collect();
        let (by_size, by_tokens) = match method {
            Method::Parabola => (self.parabola(|p| p.size)?, self.parabola(|p| p.tokens)?),
            Method::Akima => (self.akima(|p| p.size, &losses)?, self.akima(|p| p.tokens, &losses)?),
        };
        self.size_opt = Some(by_size.x);
        self.tokens_opt = Some(by_tokens.x);
        self.loss_opt = Some(by_size.loss);
        self.draw_curve(method);
        if method == Method::Akima && repeats > 0 {
            self.repeat_with_noise(repeats, seed)?;
        }
        Ok(())
    }

    /// The vertex of the parabola in the decimal log of a coordinate.
    fn parabola(&self, of: impl Fn(&Point) -> f64) -> Result<Lowest, String> {
        let points: Vec<(f64, f64)> = self.points.iter().map(|p| (libm::log10(of(p)), p.loss)).collect();
        let found = Parabola::through(&points)
            .ok_or("the parabola opens downwards or the sizes are not different: no optimum in this slice")?;
        let (lo, hi) = points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), p| (l.min(p.0), h.max(p.0)));
        let beyond = (lo - found.vertex).max(found.vertex - hi);
        if !(beyond <= BEYOND * (hi - lo)) {
            return Err("the parabola's vertex lies far beyond the slice's sizes: add larger or smaller ones".into());
        }
        Ok(Lowest { x: libm::exp10(found.vertex), loss: found.lowest })
    }

    /// The lowest of log-spaced points on Akima's curve of ln loss over the log of a coordinate.
    fn akima(&self, of: impl Fn(&Point) -> f64, losses: &[f64]) -> Result<Lowest, String> {
        let mut points: Vec<(f64, f64)> =
            self.points.iter().zip(losses).map(|(p, l)| (libm::log(of(p)), libm::log(*l))).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let curve = Akima::through(&points).ok_or("two runs share their tokens: no curve runs through them")?;
        let count = PER_INTERVAL * (points.len() - 1);
        let (lo, hi) = (points[0].0, points[points.len() - 1].0);
        let x = |i: usize| lo + (hi - lo) * i as f64 / (count - 1) as f64;
        let values: Vec<f64> = (0..count).map(|i| curve.at(x(i))).collect();
        let best = (0..count).min_by(|&a, &b| values[a].total_cmp(&values[b])).unwrap_or(0);
        if best == 0 || best == count - 1 {
            return Err("the lowest loss lies at the slice's edge: add larger or smaller sizes".into());
        }
        Ok(Lowest { x: libm::exp(x(best)), loss: libm::exp(values[best]) })
    }

    /// Porian et al. 2024, arXiv 2406.19146: the standard deviation of ln size over repeats with noise on the losses, at
    /// least a third of the sizes' spacing, and larger by the share of repeats that have no optimum.
    fn repeat_with_noise(&mut self, repeats: usize, seed: u64) -> Result<(), String> {
        let mut normals = Normals::new(seed);
        for _ in 0..repeats {
            let losses: Vec<f64> =
                self.points.iter().map(|p| (p.loss + noise(p.loss) * normals.next()).max(1e-300)).collect();
            if let (Ok(size), Ok(tokens)) = (self.akima(|p| p.size, &losses), self.akima(|p| p.tokens, &losses)) {
                self.repeats.push((libm::log(size.x), libm::log(tokens.x)));
            }
        }
        let valid = self.repeats.len();
        if 2 * valid < repeats {
            self.size_opt = None;
            self.tokens_opt = None;
            self.loss_opt = None;
            self.repeats.clear();
            return Err(format!(
                "with noise of {NOISE} on the losses the optimum lies at the slice's edge in {} of {repeats} repeats",
                repeats - valid
            ));
        }
        let mean = self.repeats.iter().map(|r| r.0).sum::<f64>() / valid as f64;
        let variance = self.repeats.iter().map(|r| (r.0 - mean) * (r.0 - mean)).sum::<f64>() / valid as f64;
        let spacing = 2.0 * self.half_width * std::f64::consts::LN_10 / (self.used - 1) as f64;
        self.stderr = Some(variance.sqrt().max(spacing / 3.0) * repeats as f64 / valid as f64);
        Ok(())
    }

    fn draw_curve(&mut self, method: Method) {
        let (lo, hi) = (libm::log(self.points[0].size), libm::log(self.points[self.used - 1].size));
        let over: Vec<f64> = (0..=60).map(|i| lo + (hi - lo) * f64::from(i) / 60.0).collect();
        let logs =
            |f: &dyn Fn(f64) -> f64| self.points.iter().map(|p| (libm::log(p.size), f(p.loss))).collect::<Vec<_>>();
        self.curve = match method {
            Method::Parabola => Parabola::through(&logs(&|l| l))
                .map(|p| {
                    over.iter()
                        .map(|&x| (libm::exp(x), p.lowest + p.curvature * (x - p.vertex) * (x - p.vertex)))
                        .collect()
                })
                .unwrap_or_default(),
            Method::Akima => Akima::through(&logs(&libm::log))
                .map(|a| over.iter().map(|&x| (libm::exp(x), libm::exp(a.at(x)))).collect())
                .unwrap_or_default(),
        };
    }
}

/// The noise of a loss: 0.005 up to exp(3) nats, 0.1 from exp(6) on, evenly in logs between (as the authors' program,
/// which takes the log of the loss where its text takes the loss).
fn noise(loss: f64) -> f64 {
    let (low, high) = (libm::log(NOISE), libm::log(0.1));
    let log = libm::log(loss);
    let part = ((libm::log(log) - libm::log(3.0)) / (libm::log(6.0) - libm::log(3.0))).clamp(0.0, 1.0);
    if log <= 3.0 { NOISE } else { libm::exp(low + part * (high - low)) }
}
