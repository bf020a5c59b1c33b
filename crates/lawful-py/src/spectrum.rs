//! `lawful.spectrum`: the spectrum of one matrix, or of values that are one's already.

use crate::answer::Answer;
use crate::arrays::Model;
use crate::error::refuse;
use crate::work;
use lawful::document::SpectrumDocument;
use lawful::{Error, MatrixSpectrum, Measuring, figure, summary};
use lawful_io::arrays::{Array, Values};
use lawful_spectrum::MatrixRef;
use pyo3::prelude::*;

/// Options of `spectrum`.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct SpectrumOptions {
    of: String,
    shape: Option<(usize, usize)>,
    sims: usize,
    level: f64,
    seed: u64,
    threads: Option<usize>,
    command: String,
}

/// The spectrum of an array: of a matrix its singular values or eigenvalues, of a list the values that it holds.
#[pyfunction]
pub fn spectrum(
    py: Python<'_>,
    array: Model<'_>,
    options: SpectrumOptions,
    show: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let checkpoint = array.open(py)?;
    let word = checkpoint.path().to_string();
    let [tensor] = checkpoint.tensors() else { return Err(refuse(format!("{word}: a spectrum is that of one array"))) };
    let tensor = tensor.clone();
    let (threads, command) = (options.threads, options.command.clone());
    let (found, figures) = work::run(py, threads, show.as_ref(), move |progress| {
        let array = checkpoint.read(&tensor)?;
        let measuring =
            MatrixSpectrum::measuring().sims(options.sims).seed(options.seed).level(options.level).progress(progress);
        let found = measured(&measuring, array, &options)?;
        let figures = figure::spectrum(&found);
        Ok((found, figures))
    })?;
    let document = SpectrumDocument::of(&found, &word, &command);
    Ok(Answer::new(py, &document)?
        .with_words(summary::spectrum_head(&document))
        .with_table("Spectrum", summary::spectrum(&document))
        .with_figures(figures))
}

fn measured(measuring: &Measuring, array: Array, options: &SpectrumOptions) -> Result<MatrixSpectrum, Error> {
    let Array { shape, values } = array;
    match (&shape[..], options.of.as_str()) {
        ([_], "singular") => measuring.singular_values(&doubles(values), options.shape),
        ([_], "eigen") => measuring.eigenvalues(&doubles(values), options.shape),
        (&[rows, cols], "singular") => match values {
            Values::F32(values) => measuring.singular(MatrixRef::new(rows, cols, &values)?),
            Values::F64(values) => measuring.singular(MatrixRef::new(rows, cols, &values)?),
        },
        (&[rows, cols], _) => {
            let values = doubles(values);
            let matrix = MatrixRef::new(rows, cols, &values)?;
            // A symmetric matrix has real eigenvalues; whether it is one, its decomposition checks.
            measuring.symmetric(matrix).or_else(|why| match is_symmetric(matrix) {
                true => Err(why),
                false => measuring.general(matrix),
            })
        }
        _ => Err(Error::Weights(format!(
            "an array of {} axes has no spectrum: give a matrix or a list of values; lawful.weights takes convolutions",
            shape.len()
        ))),
    }
}

/// Whether a matrix is its own mirror image, to the rounding of a product.
fn is_symmetric(a: MatrixRef<'_, f64>) -> bool {
    let most = 1e-8 * a.max_abs();
    a.rows() == a.cols() && (0..a.rows()).all(|i| (0..i).all(|j| (a.at(i, j) - a.at(j, i)).abs() <= most))
}

fn doubles(values: Values) -> Vec<f64> {
    match values {
        Values::F32(values) => values.into_iter().map(f64::from).collect(),
        Values::F64(values) => values,
    }
}
