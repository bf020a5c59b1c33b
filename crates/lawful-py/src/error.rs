//! Errors as Python sees them: one line, the same as the program's, and where a text is at fault a note that points at
//! the character.

use crate::spelling::keywords;
use pyo3::create_exception;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

create_exception!(
    lawful,
    Error,
    PyValueError,
    "Why there is no result: one line that names the file, row, column or character, and the way out."
);

/// An exception from an error of the library.
pub fn raise(py: Python<'_>, error: impl Into<lawful::Error>) -> PyErr {
    let error = error.into();
    let exception = Error::new_err(one_line(&error.to_string()));
    if let Some(drawing) = error.drawing() {
        // A note that can't be added is no reason to hide the error.
        let _ = exception.value(py).call_method1("add_note", (drawing,));
    }
    exception
}

/// An exception with this line.
pub fn refuse(line: impl AsRef<str>) -> PyErr {
    Error::new_err(one_line(line.as_ref()))
}

/// An exception for what must not happen.
pub fn broken(line: &str) -> PyErr {
    PyRuntimeError::new_err(format!("lawful broke off, which is a bug worth reporting: {}", one_line(line)))
}

fn one_line(text: &str) -> String {
    keywords(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
