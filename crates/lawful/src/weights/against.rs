//! A layer beside the same layer of another checkpoint.

use super::measures::{Measures, Settings};
use lawful_spectrum::{Element, Error, Layer, LayerOptions, MatrixRef};

/// The other checkpoint's layer, and what lies between the two.
#[derive(Debug, Clone)]
pub struct Against {
    /// What was measured of the other layer.
    pub other: Measures,
    /// The spectrum of the difference, this layer minus the other; `None` if they are equal. Its stable rank says whether
    /// the change is of low rank.
    pub difference: Option<Layer>,
}

impl Against {
    /// Measures the other matrix and the difference, entry by entry in the precision of the data.
    ///
    /// # Errors
    /// Shapes differ; the other matrix is zero; a decomposition fails its checks.
    pub(super) fn of<T: Element>(
        this: MatrixRef<'_, T>,
        other: MatrixRef<'_, T>,
        minus: impl Fn(T, T) -> T,
        settings: &Settings,
    ) -> Result<Against, Error> {
        let measured = Measures::of(other, settings)?;
        let entries: Vec<T> = this.data().iter().zip(other.data()).map(|(a, b)| minus(*a, *b)).collect();
        let difference = MatrixRef::new(this.rows(), this.cols(), &entries)?;
        if difference.max_abs() == 0.0 {
            return Ok(Against { other: measured, difference: None });
        }
        let layer = Layer::measure(difference, LayerOptions { shuffles: 0, seed: settings.seed })?;
        Ok(Against { other: measured, difference: Some(layer) })
    }

    /// `|W - W0|_F / |W0|_F`
    pub fn relative_change(&self) -> f64 {
        self.difference.as_ref().map_or(0.0, Layer::frobenius) / self.other.spectrum.frobenius()
    }
}
