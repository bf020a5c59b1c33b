//! One matrix: its measures, the tail of its eigenvalues with rivals, and the null models beside them.

use lawful_spectrum::bulk::Bulk;
use lawful_spectrum::{Element, Error, Layer, LayerOptions, MatrixRef, shuffled};
use lawful_tail::Tail;
use lawful_tail::weightwatcher::WeightWatcher;
use std::fmt;

/// Entries are heavy-tailed above this kurtosis (3 for Gaussian ones, 6 for Laplace ones): the Tracy-Widom test then
/// finds outliers in noise, and a shuffled copy says how many.
pub const HEAVY_KURTOSIS: f64 = 5.0;

/// Clauset, Shalizi & Newman reject a power law below this p, and a rival wins only below it.
const REJECT: f64 = 0.1;

/// Fewer values in a tail reject nothing.
const FEW: usize = 50;

/// The bulk of pure noise lies nearer to its law than this over the number of values: eigenvalues repel each other, so
/// that the distance of noise is about 1.
const NOISE_DISTANCE: f64 = 3.0;

/// What is measured of a matrix besides its singular values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) sims: usize,
    pub(super) shuffles: Option<usize>,
    pub(super) seed: u64,
    pub(super) level: f64,
}

/// What was measured of a matrix.
#[derive(Debug, Clone)]
pub struct Measures {
    /// Singular values, norms, effective ranks, the Marchenko-Pastur bulk and its outliers.
    pub spectrum: Layer,
    /// The power law of the tail of the eigenvalues (squared singular values above the floor of the arithmetic), with its
    /// rivals; or why there is none.
    pub tail: Result<Tail, String>,
    /// The figures by WeightWatcher's conventions, where they exist.
    pub weightwatcher: Option<WeightWatcher>,
    /// The singular values of the first shuffled copy, if there was one.
    pub shuffled: Option<Vec<f64>>,
}

/// What the tail of a spectrum amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The Marchenko-Pastur law of noise explains all of it.
    Noise,
    /// There is no tail to fit.
    None,
    /// A power law is rejected by its own simulations.
    Rejected,
    /// This rival is significantly better.
    Rival(&'static str),
    /// Fewer than 50 values: nothing is rejected.
    TooFew,
    /// Nothing speaks against a power law, but it was not put to the test: no simulations.
    Untested,
    /// A power law is tenable.
    Tenable,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Noise => f.pad("noise"),
            Verdict::None => f.pad("none"),
            Verdict::Rejected => f.pad("rejected"),
            Verdict::Rival(name) => f.pad(&format!("{name} better")),
            Verdict::TooFew => f.pad("too few"),
            Verdict::Untested => f.pad("untested"),
            Verdict::Tenable => f.pad("tenable"),
        }
    }
}

impl Measures {
    /// Measures a matrix.
    ///
    /// # Errors
    /// Every entry is zero; the decomposition fails its checks.
    pub(super) fn of<T: Element>(a: MatrixRef<'_, T>, settings: &Settings) -> Result<Measures, Error> {
        let spectrum = Layer::measure(a, LayerOptions { shuffles: 0, seed: settings.seed })?;
        let eigenvalues = above_floor(&spectrum);
        let fitting = Tail::of(&eigenvalues).continuous().sims(settings.sims);
        let tail = fitting.level(settings.level).seed(settings.seed).run().map_err(|e| e.to_string());
        let weightwatcher = WeightWatcher::of(&spectrum.singular.squared()).ok();
        let mut measures = Measures { spectrum, tail, weightwatcher, shuffled: None };
        let heavy = measures.spectrum.kurtosis > HEAVY_KURTOSIS;
        for i in 0..settings.shuffles.unwrap_or(usize::from(heavy)) {
            let copy = shuffled::singular_values(a, settings.seed.wrapping_add(i as u64))?;
            measures.spectrum.shuffled.push(copy.spectral_norm());
            measures.shuffled.get_or_insert(copy.values);
        }
        Ok(measures)
    }

    /// The upper edge of the Marchenko-Pastur bulk, an eigenvalue; `None` where there is no bulk.
    pub fn mp_edge(&self) -> Option<f64> {
        self.spectrum.bulk.as_ref().ok().map(|bulk| bulk.upper_edge)
    }

    /// Eigenvalues that noise of the bulk's variance would not reach, one after the other by the Tracy-Widom law; of
    /// those only the ones above the largest of the shuffled copies, where there are copies.
    pub fn outliers(&self) -> Option<usize> {
        let by_law = self.spectrum.bulk.as_ref().ok()?.outliers;
        Some(self.spectrum.above_shuffled().map_or(by_law, |above| by_law.min(above)))
    }

    /// What the tail amounts to.
    pub fn verdict(&self) -> Verdict {
        let bulk = self.spectrum.bulk.as_ref().ok();
        verdict(bulk, self.outliers(), self.spectrum.singular.values.len(), self.tail.as_ref().ok())
    }
}

/// What the tail of a spectrum of `n` values amounts to. Noise is told first: its spectrum has an exponent too, and no
/// meaning in it.
pub(crate) fn verdict(bulk: Option<&Bulk>, outliers: Option<usize>, n: usize, tail: Option<&Tail>) -> Verdict {
    if let (Some(bulk), Some(0)) = (bulk, outliers)
        && bulk.distance * (n as f64) < NOISE_DISTANCE
    {
        return Verdict::Noise;
    }
    let Some(tail) = tail else { return Verdict::None };
    if tail.p().is_some_and(|p| p < REJECT) {
        return Verdict::Rejected;
    }
    let better = tail.rivals.iter().filter(|r| !r.limit && r.loglik_ratio < 0.0 && r.p < REJECT);
    match better.min_by(|a, b| a.loglik_ratio.total_cmp(&b.loglik_ratio)) {
        Some(rival) => Verdict::Rival(rival.name),
        None if tail.n_tail < FEW => Verdict::TooFew,
        None if tail.goodness.is_none() => Verdict::Untested,
        None => Verdict::Tenable,
    }
}

/// The eigenvalues above the floor of the arithmetic.
fn above_floor(layer: &Layer) -> Vec<f64> {
    let floor = layer.singular.floor();
    layer.singular.values.iter().filter(|s| **s > floor).map(|s| s * s).collect()
}
