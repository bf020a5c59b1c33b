//! The extension module `lawful._lawful`: tables and arrays of Python in, documents and figures out.
//!
//! ```text
//! python/lawful/*.py   arguments, results as Python objects, warnings
//!        │ dicts of options, tables      ▲ JSON documents, columns, figures
//! src/*.rs             the functions of the crate `lawful` that the program calls
//! ```
//!
//! A file per function of the package. Results cross as the documents that the program prints, so that their numbers are
//! the same to the bit. Whatever may take long runs without the GIL (`work.rs`); Python's tables and arrays are read where
//! they lie (`table/`, `arrays.rs`); messages speak of Python's arguments (`spelling.rs`).

mod answer;
mod arrays;
mod audit;
mod backtest;
mod compare;
mod coverage;
mod crossover;
mod error;
mod figure;
mod fit;
mod frontier;
mod groups;
mod isoflop;
mod laws;
mod options;
mod plan;
mod predict;
mod question;
mod source;
mod spectrum;
mod spelling;
mod study;
mod table;
mod tail;
mod weights;
mod work;

use pyo3::prelude::*;

/// The module.
#[pymodule]
fn _lawful(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("Error", module.py().get_type::<error::Error>())?;
    module.add_class::<figure::Figure>()?;
    module.add_class::<answer::Answer>()?;
    module.add_class::<fit::FitCore>()?;
    module.add_class::<weights::WeightsCore>()?;
    module.add_function(wrap_pyfunction!(audit::audit, module)?)?;
    module.add_function(wrap_pyfunction!(backtest::backtest, module)?)?;
    module.add_function(wrap_pyfunction!(compare::compare, module)?)?;
    module.add_function(wrap_pyfunction!(coverage::coverage, module)?)?;
    module.add_function(wrap_pyfunction!(crossover::crossover, module)?)?;
    module.add_function(wrap_pyfunction!(fit::fit, module)?)?;
    module.add_function(wrap_pyfunction!(frontier::frontier, module)?)?;
    module.add_function(wrap_pyfunction!(isoflop::isoflop, module)?)?;
    module.add_function(wrap_pyfunction!(laws::laws, module)?)?;
    module.add_function(wrap_pyfunction!(plan::plan, module)?)?;
    module.add_function(wrap_pyfunction!(predict::average, module)?)?;
    module.add_function(wrap_pyfunction!(predict::check, module)?)?;
    module.add_function(wrap_pyfunction!(predict::predict, module)?)?;
    module.add_function(wrap_pyfunction!(spectrum::spectrum, module)?)?;
    module.add_function(wrap_pyfunction!(spelling::spelt, module)?)?;
    module.add_function(wrap_pyfunction!(study::studies, module)?)?;
    module.add_function(wrap_pyfunction!(study::study, module)?)?;
    module.add_function(wrap_pyfunction!(tail::tail, module)?)?;
    module.add_function(wrap_pyfunction!(weights::weights, module)?)?;
    Ok(())
}
