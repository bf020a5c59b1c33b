//! The steps of a fit, and its options.

use crate::bootstrap::simulate;
use crate::distance::Ks;
use crate::draw::Simulator;
use crate::error::Error;
use crate::rival::rivals;
use crate::sample::Sample;
use crate::scanned::{Candidate, Kind, Laws, standard_error};
use crate::tail::Tail;
use crate::verdict::warnings;
use std::sync::Arc;

/// Called with how many simulations are done and how many there are; `false` stops the work with an error.
pub type Progress = Arc<dyn Fn(usize, usize) -> bool + Send + Sync>;

/// Whole numbers whose median is below this are fitted by the discrete law unless told otherwise: between larger ones
/// the two laws hardly differ.
const SMALL_MEDIAN: f64 = 100.0;

/// Values that all simulations together may have unless their number is asked for.
const SIMULATED_VALUES: usize = 100_000_000;

/// A fit to be made: values and options.
#[derive(Clone)]
pub struct TailFitting<'a> {
    values: &'a [f64],
    kind: Option<Kind>,
    xmin: Option<f64>,
    ks: Ks,
    sims: Option<usize>,
    rivals: bool,
    curve: usize,
    level: f64,
    seed: u64,
    progress: Option<Progress>,
}

impl Tail {
    /// A power law to be fitted to the tail of some values: set options, then [`TailFitting::run`].
    pub fn of(values: &[f64]) -> TailFitting<'_> {
        TailFitting {
            values,
            kind: None,
            xmin: None,
            ks: Ks::default(),
            sims: None,
            rivals: true,
            curve: 0,
            level: 0.95,
            seed: 0,
            progress: None,
        }
    }
}

impl TailFitting<'_> {
    /// The continuous law. Without this and [`TailFitting::discrete`] whole numbers with a median below 100 get the
    /// discrete law, others the continuous one.
    pub fn continuous(mut self) -> Self {
        self.kind = Some(Kind::Continuous);
        self
    }

    /// The discrete law, of whole numbers.
    pub fn discrete(mut self) -> Self {
        self.kind = Some(Kind::Discrete);
        self
    }

    /// Where the tail begins; it is searched for otherwise.
    pub fn xmin(mut self, xmin: f64) -> Self {
        self.xmin = Some(xmin);
        self
    }

    /// How distances are taken.
    pub fn ks(mut self, ks: Ks) -> Self {
        self.ks = ks;
        self
    }

    /// How many samples to simulate for the p-value and the intervals; 0 for none. Unless set 1000, fewer beyond 100,000
    /// values: 10^8 simulated values in all, but at least 100 samples.
    pub fn sims(mut self, sims: usize) -> Self {
        self.sims = Some(sims);
        self
    }

    /// No rivals: they take most of the time where many small tails are fitted.
    pub fn without_rivals(mut self) -> Self {
        self.rivals = false;
        self
    }

    /// Also returns the distance at up to this many xmin, evenly spread over the logarithm of the tail's size.
    pub fn curve(mut self, points: usize) -> Self {
        self.curve = points;
        self
    }

    /// Level of the intervals, 0.95 unless set.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// Seed of the simulations, 0 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Called while simulations go on.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Makes the fit. The scan of n values takes about n ln n steps where the least distance is well marked, n^2 at worst.
    ///
    /// # Errors
    /// A value that is not finite; fewer than two distinct positive ones (in the tail, if `xmin` is given); a value that
    /// is no whole number, for the discrete law; an `xmin` that is not positive.
    pub fn run(self) -> Result<Tail, Error> {
        let begun = std::time::Instant::now();
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {}", self.level)));
        }
        let sample = Sample::new(self.values)?;
        let kind = self.kind.unwrap_or_else(|| suited(&sample));
        if kind == Kind::Discrete && !sample.whole {
            let odd = sample.values.iter().find(|v| v.fract() != 0.0).copied().unwrap_or(f64::NAN);
            return Err(Error::new(format!(
                "{odd} is no whole number, so the discrete law can't be fitted; use the continuous one"
            )));
        }
        let (fitted, other, curve) = match self.xmin {
            Some(xmin) => (from(&sample, kind, xmin, self.ks)?, None, vec![]),
            None => search(&sample, kind, self.ks, self.curve)?,
        };
        let tail = sample.tail(fitted.xmin);
        let mut result = Tail {
            kind,
            convention: self.ks,
            alpha: fitted.alpha,
            alpha_err: standard_error(kind, fitted.alpha, fitted.xmin, fitted.n_tail),
            alpha_interval: None,
            xmin: fitted.xmin,
            xmin_interval: None,
            xmin_given: self.xmin.is_some(),
            ks: fitted.ks,
            n: sample.n(),
            n_tail: fitted.n_tail,
            not_positive: sample.not_positive,
            goodness: None,
            other,
            rivals: if self.rivals { rivals(&tail, kind, fitted.alpha, fitted.xmin) } else { vec![] },
            curve,
            warnings: vec![],
            seed: self.seed,
            level: self.level,
            seconds: 0.0,
        };
        let sims = self.sims.unwrap_or((SIMULATED_VALUES / sample.n()).clamp(100, 1000));
        if sims > 0 {
            let given = self.xmin.is_some();
            let simulator = Simulator::new(&sample, kind, &fitted, given);
            let progress = self.progress.as_ref();
            let simulated = simulate(&simulator, kind, &fitted, given, self.ks, sims, self.seed, self.level, progress)?;
            result.goodness = Some(simulated.goodness);
            result.alpha_interval = simulated.alpha;
            result.xmin_interval = simulated.xmin;
        }
        result.warnings = warnings(&result, &sample);
        result.seconds = begun.elapsed().as_secs_f64();
        Ok(result)
    }
}

/// The law that suits a sample.
fn suited(sample: &Sample) -> Kind {
    let half = 0.5 * sample.at_or_above[0];
    let median = sample.values[sample.at_or_above.partition_point(|r| *r > half).saturating_sub(1)];
    if sample.whole && median < SMALL_MEDIAN { Kind::Discrete } else { Kind::Continuous }
}

fn from(sample: &Sample, kind: Kind, xmin: f64, ks: Ks) -> Result<Candidate, Error> {
    if !(xmin > 0.0 && xmin.is_finite()) {
        return Err(Error::new(format!("xmin must be a positive number, not {xmin}")));
    }
    if kind == Kind::Discrete && xmin.fract() != 0.0 {
        return Err(Error::new(format!("xmin of the discrete law must be a whole number, not {xmin}")));
    }
    let tail = sample.tail(xmin);
    if tail.values.len() < 2 {
        return Err(Error::new(format!(
            "{} distinct values are at or above {xmin}, and an exponent needs two; choose a smaller xmin",
            tail.values.len()
        )));
    }
    let laws = Laws::from(xmin, &tail, kind);
    Ok(Candidate { xmin, alpha: laws.alpha(0), ks: laws.distance(0, ks), n_tail: tail.n() })
}

/// The best candidate by `ks`, by the other convention, and a curve of distances.
fn search(
    sample: &Sample,
    kind: Kind,
    ks: Ks,
    points: usize,
) -> Result<(Candidate, Option<Candidate>, Vec<Candidate>), Error> {
    let laws = Laws::of(sample, kind);
    let of = |candidate: usize, ks: f64| Candidate {
        xmin: sample.values[candidate],
        alpha: laws.alpha(candidate),
        ks,
        n_tail: sample.at_or_above[candidate] as usize,
    };
    let Some((best, distance)) = laws.best(ks) else {
        return Err(Error::new(format!(
            "all {} values are {}, and an exponent needs two distinct ones",
            sample.n(),
            sample.values[0]
        )));
    };
    let other = laws.best(ks.other()).map(|(candidate, distance)| of(candidate, distance));
    let mut chosen = Vec::new();
    if points > 0 {
        chosen = spread(&sample.at_or_above[..laws.candidates()], points);
        chosen.push(best);
        chosen.sort_unstable();
        chosen.dedup();
    }
    let distances = laws.distances(&chosen, ks);
    let curve = chosen.iter().zip(distances).map(|(&candidate, distance)| of(candidate, distance)).collect();
    Ok((of(best, distance), other, curve))
}

/// Candidates evenly spread over the logarithm of the tail's size.
fn spread(sizes: &[f64], points: usize) -> Vec<usize> {
    if sizes.len() <= points {
        return (0..sizes.len()).collect();
    }
    let (all, fewest) = (sizes[0], sizes[sizes.len() - 1]);
    (0..points)
        .map(|i| all * (fewest / all).powf(i as f64 / (points - 1).max(1) as f64))
        .map(|size| sizes.partition_point(|r| *r > size).min(sizes.len() - 1))
        .collect()
}
