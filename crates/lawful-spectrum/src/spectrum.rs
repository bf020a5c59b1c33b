//! [`Spectrum`]: values along an abscissa that know how they scatter.

use crate::Error;
use crate::dense::{Route, SingularValues};
use std::f64::consts::PI;

/// What the abscissa counts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Abscissa {
    /// Rank of a value in falling order, from 1.
    Rank,
    /// Frequency, with its unit.
    Frequency(String),
    /// Wavenumber, with its unit.
    Wavenumber(String),
    /// Scale of a wavelet or of a structure function, with its unit.
    Scale(String),
    /// Multipole of the sphere.
    Multipole,
    /// Energy of a channel, with its unit.
    Energy(String),
}

/// How values scatter about what they estimate.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Scatter {
    /// Powers: `dof * value / truth` is chi-squared with `dof` degrees of freedom; 2 for a raw periodogram, 2m for a mean
    /// over m segments, 1 at zero frequency and at the Nyquist frequency.
    ChiSquared {
        /// Degrees of freedom per value.
        dof: Vec<f64>,
    },
    /// Whole numbers of events, Poisson about the truth.
    Counts,
    /// Gaussian with these standard deviations, independent.
    Gaussian {
        /// Standard deviation per value.
        sigma: Vec<f64>,
    },
    /// Eigenvalues or singular values of one matrix, in falling order: they repel each other, so they have no likelihood
    /// as independent values. What is known is the error of the arithmetic.
    OrderStatistics {
        /// Rows of the matrix.
        rows: usize,
        /// Columns of the matrix.
        cols: usize,
        /// Which part of the spectrum the values are.
        part: Part,
        /// How often each value counts; 1 but for estimated spectra.
        multiplicity: Vec<f64>,
        /// Values at or below this are noise of the arithmetic.
        floor: f64,
    },
}

/// Which part of a spectrum is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All values, computed directly.
    Exact,
    /// All values by way of the Gram matrix: small ones are censored below the floor.
    CensoredBelow,
    /// The largest ones only.
    Leading,
    /// Nodes of a quadrature: only sums over them mean anything.
    Quadrature,
}

/// Values along an abscissa that know how they scatter.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum {
    /// What the values are, with their convention: `squared singular value`, `one-sided power density`.
    pub quantity: String,
    /// What the abscissa counts.
    pub abscissa: Abscissa,
    /// The abscissa.
    pub x: Vec<f64>,
    /// The values.
    pub value: Vec<f64>,
    /// How they scatter.
    pub scatter: Scatter,
}

impl Spectrum {
    /// A spectrum, its parts checked against each other.
    ///
    /// # Errors
    /// If lengths differ, a value is not finite, or degrees of freedom, deviations or multiplicities are not positive.
    pub fn new(
        quantity: impl Into<String>,
        abscissa: Abscissa,
        x: Vec<f64>,
        value: Vec<f64>,
        scatter: Scatter,
    ) -> Result<Spectrum, Error> {
        let n = value.len();
        let (extra, what) = match &scatter {
            Scatter::ChiSquared { dof } => (Some(dof), "degrees of freedom"),
            Scatter::Gaussian { sigma } => (Some(sigma), "standard deviations"),
            Scatter::OrderStatistics { multiplicity, .. } => (Some(multiplicity), "multiplicities"),
            Scatter::Counts => (None, ""),
        };
        if x.len() != n || extra.is_some_and(|e| e.len() != n) || n == 0 {
            return Err(Error::Shape(format!(
                "a spectrum of {n} values has {} places and {} {what}",
                x.len(),
                extra.map_or(n, Vec::len)
            )));
        }
        if let Some(i) = value.iter().zip(&x).position(|(v, x)| !(v.is_finite() && x.is_finite())) {
            return Err(Error::Setting(format!("value {} of the spectrum is {} at {}", i + 1, value[i], x[i])));
        }
        if let Some(bad) = extra.and_then(|e| e.iter().find(|e| !(**e > 0.0 && e.is_finite()))) {
            return Err(Error::Setting(format!("{what} must be positive and finite, {bad} is not")));
        }
        Ok(Spectrum { quantity: quantity.into(), abscissa, x, value, scatter })
    }

    /// The squared singular values of a matrix by rank: the eigenvalues of `A'A`.
    pub fn of_singular_values(values: &SingularValues) -> Spectrum {
        let part = if values.route == Route::Direct { Part::Exact } else { Part::CensoredBelow };
        let value = values.squared();
        Spectrum {
            quantity: "squared singular value".into(),
            abscissa: Abscissa::Rank,
            x: (1..=value.len()).map(|i| i as f64).collect(),
            scatter: Scatter::OrderStatistics {
                rows: values.rows,
                cols: values.cols,
                part,
                multiplicity: vec![1.0; value.len()],
                floor: values.floor().powi(2),
            },
            value,
        }
    }

    /// The log-likelihood of a model of the truth, one value per place, normalised over the values.
    ///
    /// # Errors
    /// If the model has another length or is not positive where it must be, or for order statistics, which have no
    /// likelihood as independent values: fit their tail or compare them with a null model.
    pub fn log_likelihood(&self, model: &[f64]) -> Result<f64, Error> {
        if model.len() != self.value.len() {
            return Err(Error::Shape(format!(
                "a model of {} values meets a spectrum of {}",
                model.len(),
                self.value.len()
            )));
        }
        let positive = !matches!(self.scatter, Scatter::Gaussian { .. });
        if let Some(i) = model.iter().position(|m| !m.is_finite() || (positive && !(*m > 0.0))) {
            return Err(Error::Setting(format!("the model is {} at {}: no likelihood there", model[i], self.x[i])));
        }
        let pairs = || self.value.iter().zip(model);
        match &self.scatter {
            Scatter::ChiSquared { dof } => {
                if let Some(i) = self.value.iter().position(|v| !(*v > 0.0)) {
                    return Err(Error::Setting(format!(
                        "a power of {} at {} has no likelihood",
                        self.value[i], self.x[i]
                    )));
                }
                // Gamma with shape dof/2 and mean the model.
                Ok(pairs()
                    .zip(dof)
                    .map(|((p, s), d)| {
                        let shape = 0.5 * d;
                        shape * (shape / s).ln() + (shape - 1.0) * p.ln() - shape * p / s - libm::lgamma(shape)
                    })
                    .sum())
            }
            Scatter::Counts => Ok(pairs().map(|(k, m)| k * m.ln() - m - libm::lgamma(k + 1.0)).sum()),
            Scatter::Gaussian { sigma } => Ok(pairs()
                .zip(sigma)
                .map(|((y, m), s)| -0.5 * ((y - m) / s).powi(2) - s.ln() - 0.5 * (2.0 * PI).ln())
                .sum()),
            Scatter::OrderStatistics { .. } => Err(Error::Unanswerable(
                "eigenvalues of one matrix repel each other and have no likelihood as independent values: fit their \
                 tail, or compare them with a null model"
                    .into(),
            )),
        }
    }
}
