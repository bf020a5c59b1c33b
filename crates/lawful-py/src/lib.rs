//! The extension module `lawful._lawful`: tables of Python in, documents and figures out.
//!
//! ```text
//! python/lawful/*.py   arguments, results as Python objects, warnings
//!        │ dicts of options, tables      ▲ JSON documents, columns, figures
//! src/*.rs             the functions of the crate `lawful` that the program calls
//! ```
//!
//! Results cross as the documents that the program prints, so that their numbers are the same to the bit. Whatever may
//! take long runs without the GIL (`work.rs`); Python's tables are read where they lie (`table/`).

mod answer;
mod error;
mod figure;
mod fit;
mod forecasts;
mod judge;
mod measure;
mod options;
mod table;
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
    module.add_function(wrap_pyfunction!(fit::fit, module)?)?;
    module.add_function(wrap_pyfunction!(forecasts::predict, module)?)?;
    module.add_function(wrap_pyfunction!(forecasts::plan, module)?)?;
    module.add_function(wrap_pyfunction!(forecasts::crossover, module)?)?;
    module.add_function(wrap_pyfunction!(judge::compare, module)?)?;
    module.add_function(wrap_pyfunction!(judge::backtest, module)?)?;
    module.add_function(wrap_pyfunction!(judge::coverage, module)?)?;
    module.add_function(wrap_pyfunction!(measure::isoflop, module)?)?;
    module.add_function(wrap_pyfunction!(measure::frontier, module)?)?;
    module.add_function(wrap_pyfunction!(measure::tail, module)?)?;
    module.add_function(wrap_pyfunction!(measure::laws, module)?)?;
    module.add_function(wrap_pyfunction!(measure::weights, module)?)?;
    Ok(())
}
