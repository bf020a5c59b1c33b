//! The spectrum of one matrix, or of values that are one's already: effective ranks, noise, tail.
//!
//! ```
//! use lawful::MatrixSpectrum;
//!
//! // Eigenvalues of a covariance: 1, 1/2, 1/3, …
//! let values: Vec<f64> = (1..=200).map(|k| 1.0 / f64::from(k)).collect();
//! let spectrum = MatrixSpectrum::measuring().sims(0).eigenvalues(&values, None)?;
//! assert!((spectrum.shares?.stable_rank() - values.iter().sum::<f64>()).abs() < 1e-9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::Error;
use crate::weights::{Verdict, verdict};
use lawful_fit::Progress;
use lawful_spectrum::bulk::{self, Bulk};
use lawful_spectrum::circular_law::{CircularLaw, Disk};
use lawful_spectrum::dense::{eigenvalues, singular_values, symmetric_eigenvalues};
use lawful_spectrum::level_spacing::{MeanRatio, complex_gap_ratio, gap_ratio};
use lawful_spectrum::{Element, Error as SpectrumError, MatrixRef, Shares};
use lawful_tail::Tail;
use std::fmt;

/// The share of levels, about the middle, whose gaps are compared.
const CENTRE: f64 = 0.8;

/// Simulated samples per tail unless set.
const SIMS: usize = 100;

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Levels {
    /// Singular values of a matrix; ranks, noise and tail are those of their squares, the eigenvalues of `A'A`.
    Singular,
    /// Real eigenvalues.
    Eigen,
    /// Eigenvalues of a matrix that is not symmetric.
    Complex,
}

impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Levels::Singular => "singular values",
            Levels::Eigen => "eigenvalues",
            Levels::Complex => "complex eigenvalues",
        })
    }
}

/// What was measured of a spectrum. Ranks, edge and outliers are exact functions of the values; alpha, p and the gap
/// ratio have statistical errors.
#[derive(Debug, Clone)]
pub struct MatrixSpectrum {
    /// What the values are.
    pub levels: Levels,
    /// Whether they were computed here, by dense linear algebra, and not given.
    pub computed: bool,
    /// In falling order; of complex eigenvalues the real parts, the largest modulus first.
    pub values: Vec<f64>,
    /// Imaginary parts of complex eigenvalues.
    pub imaginary: Vec<f64>,
    /// Rows and columns of the matrix; `None` if only values were given.
    pub shape: Option<(usize, usize)>,
    /// The shares of non-negative eigenvalues in their sum, whose functions are the effective ranks; or why there are
    /// none.
    pub shares: Result<Shares, SpectrumError>,
    /// The Marchenko-Pastur bulk with its outliers, in eigenvalues; or why there is none.
    pub bulk: Result<Bulk, SpectrumError>,
    /// The mean ratio of neighbouring gaps, of complex eigenvalues its modulus; or why there is none.
    pub gap_ratio: Result<MeanRatio, SpectrumError>,
    /// The power law of the tail of the eigenvalues; or why there is none.
    pub tail: Result<Tail, String>,
    /// Complex eigenvalues beside the circular law.
    pub disk: Option<Disk>,
    /// Seed of the simulations.
    pub seed: u64,
    /// Level of the interval of alpha.
    pub level: f64,
}

impl MatrixSpectrum {
    /// Options; then one of [`Measuring`]'s ways to a spectrum.
    pub fn measuring() -> Measuring {
        Measuring { sims: SIMS, seed: 0, level: 0.95, progress: None }
    }

    /// The eigenvalues that ranks, noise and tail are of: squares of singular values, else the values.
    pub fn eigenvalues(&self) -> Vec<f64> {
        match self.levels {
            Levels::Singular => self.values.iter().map(|s| s * s).collect(),
            _ => self.values.clone(),
        }
    }

    /// What the tail amounts to, as of a layer of weights.
    pub fn verdict(&self) -> Verdict {
        let bulk = self.bulk.as_ref().ok();
        verdict(bulk, bulk.map(|b| b.outliers), self.values.len(), self.tail.as_ref().ok())
    }
}

/// Options, and the ways to a [`MatrixSpectrum`].
#[derive(Clone)]
pub struct Measuring {
    sims: usize,
    seed: u64,
    level: f64,
    progress: Option<Progress>,
}

impl Measuring {
    /// Simulated samples for p and the interval of alpha, 100 unless set; 0 for none.
    pub fn sims(mut self, sims: usize) -> Self {
        self.sims = sims;
        self
    }

    /// Seed of the simulations, 0 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Level of the interval of alpha, 0.95 unless set.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// Called with samples simulated and samples in all; `false` stops.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// The singular values of a matrix, by the route that [`singular_values`] picks.
    ///
    /// # Errors
    /// An entry that is not finite, a matrix of zeros, a decomposition that fails its checks; a level outside (0, 1).
    pub fn singular<T: Element>(&self, a: MatrixRef<'_, T>) -> Result<MatrixSpectrum, Error> {
        let found = singular_values(a)?;
        let (floor, shape) = (found.floor(), (found.rows, found.cols));
        Ok(MatrixSpectrum { computed: true, ..self.of_singular(found.values, Some(shape), floor)? })
    }

    /// The eigenvalues of a symmetric matrix.
    ///
    /// # Errors
    /// A matrix that is not square or not symmetric; as [`Measuring::singular`].
    pub fn symmetric(&self, a: MatrixRef<'_, f64>) -> Result<MatrixSpectrum, Error> {
        let values = symmetric_eigenvalues(a)?;
        // The decomposition knows each value to this.
        let floor = 4.0 * (values.len() as f64).sqrt() * f64::EPSILON * top(&values);
        let why = "the Marchenko-Pastur law is that of singular values, and of eigenvalues of a covariance whose data \
                   have a known shape";
        let bulk = Err(SpectrumError::Unanswerable(why.into()));
        let shape = Some((a.rows(), a.cols()));
        Ok(MatrixSpectrum { computed: true, shape, ..self.of_real(Levels::Eigen, values, bulk, floor)? })
    }

    /// The eigenvalues of a square matrix, complex ones too. They have no effective ranks and no tail.
    ///
    /// # Errors
    /// A matrix that is not square; as [`Measuring::singular`].
    pub fn general(&self, a: MatrixRef<'_, f64>) -> Result<MatrixSpectrum, Error> {
        let found = eigenvalues(a)?;
        let none = || SpectrumError::Unanswerable("complex eigenvalues have no order: ask for singular values".into());
        Ok(MatrixSpectrum {
            levels: Levels::Complex,
            computed: true,
            values: found.iter().map(|v| v.re).collect(),
            imaginary: found.iter().map(|v| v.im).collect(),
            shape: Some((a.rows(), a.cols())),
            shares: Err(none()),
            bulk: Err(none()),
            gap_ratio: complex_gap_ratio(&found).map(|(modulus, _)| modulus),
            tail: Err(none().to_string()),
            disk: CircularLaw::compare(&found, a.frobenius()).ok(),
            seed: self.seed,
            level: self.level,
        })
    }

    /// Eigenvalues that are known, in any order, such as those of a covariance. With the shape of the data matrix (rows,
    /// columns) noise is told apart; the scale does not matter, `A'A` or `A'A/n`.
    ///
    /// # Errors
    /// No values, one that is not finite, nothing but zeros; a level outside (0, 1).
    pub fn eigenvalues(&self, values: &[f64], shape: Option<(usize, usize)>) -> Result<MatrixSpectrum, Error> {
        let values = falling(values)?;
        let bulk = bulk_of(&values, shape);
        Ok(MatrixSpectrum { shape, ..self.of_real(Levels::Eigen, values, bulk, 0.0)? })
    }

    /// Singular values that are known, in any order; with the shape of their matrix noise is told apart.
    ///
    /// # Errors
    /// A value that is negative; as [`Measuring::eigenvalues`].
    pub fn singular_values(&self, values: &[f64], shape: Option<(usize, usize)>) -> Result<MatrixSpectrum, Error> {
        let values = falling(values)?;
        if let Some(negative) = values.iter().find(|v| **v < 0.0) {
            let why = format!("{negative} is negative, and no singular value; say that these are eigenvalues");
            return Err(SpectrumError::Unanswerable(why).into());
        }
        self.of_singular(values, shape, 0.0)
    }

    fn of_singular(
        &self,
        values: Vec<f64>,
        shape: Option<(usize, usize)>,
        floor: f64,
    ) -> Result<MatrixSpectrum, Error> {
        let squared: Vec<f64> = values.iter().map(|s| s * s).collect();
        if !squared.iter().zip(&values).all(|(x, s)| *s == 0.0 || x.is_normal()) {
            let why = "squares of the singular values leave the range of f64: rescale the matrix";
            return Err(SpectrumError::Unanswerable(why.into()).into());
        }
        let bulk = bulk_of(&squared, shape);
        let made = self.of_real(Levels::Singular, squared, bulk, floor * floor)?;
        Ok(MatrixSpectrum { values, shape, ..made })
    }

    /// Of eigenvalues in falling order; those at or below the floor are noise of the arithmetic.
    fn of_real(
        &self,
        levels: Levels,
        values: Vec<f64>,
        bulk: Result<Bulk, SpectrumError>,
        floor: f64,
    ) -> Result<MatrixSpectrum, Error> {
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::Weights(format!("the level must lie between 0 and 1, not {}", self.level)));
        }
        let top = top(&values);
        if top == 0.0 {
            let why = "every value is zero: there is no spectrum to measure";
            return Err(SpectrumError::Unanswerable(why.into()).into());
        }
        let shares = Shares::of_eigenvalues(&values);
        let relative: Vec<f64> = values.iter().map(|x| x / top).collect();
        let tail = match &shares {
            Ok(_) => self.tail(&values, floor),
            Err(why) => Err(why.to_string()),
        };
        Ok(MatrixSpectrum {
            levels,
            computed: false,
            imaginary: vec![],
            shape: None,
            gap_ratio: gap_ratio(&relative, CENTRE),
            shares,
            bulk,
            tail,
            disk: None,
            values,
            seed: self.seed,
            level: self.level,
        })
    }

    fn tail(&self, eigenvalues: &[f64], floor: f64) -> Result<Tail, String> {
        let above: Vec<f64> = eigenvalues.iter().copied().filter(|x| *x > floor).collect();
        let mut fitting = Tail::of(&above).continuous().sims(self.sims).level(self.level).seed(self.seed);
        if let Some(progress) = &self.progress {
            fitting = fitting.progress(progress.clone());
        }
        fitting.run().map_err(|e| e.to_string())
    }
}

fn top(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |m: f64, v| m.max(v.abs()))
}

/// Finite values in falling order.
fn falling(values: &[f64]) -> Result<Vec<f64>, Error> {
    if values.is_empty() {
        return Err(SpectrumError::Shape("there are no values".into()).into());
    }
    if let Some(at) = values.iter().position(|v| !v.is_finite()) {
        let why = format!("value {} is {}: a spectrum needs finite numbers", at + 1, values[at]);
        return Err(SpectrumError::Unanswerable(why).into());
    }
    let mut falling = values.to_vec();
    falling.sort_by(|a, b| b.total_cmp(a));
    Ok(falling)
}

fn bulk_of(eigenvalues: &[f64], shape: Option<(usize, usize)>) -> Result<Bulk, SpectrumError> {
    match shape {
        Some((rows, cols)) => bulk::fit(eigenvalues, rows, cols),
        None => Err(SpectrumError::Unanswerable(
            "noise can't be told apart without the shape of the matrix that the values are from".into(),
        )),
    }
}
