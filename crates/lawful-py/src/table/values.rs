//! One column from a buffer (numpy and its like) or a sequence.

use super::cells::{self, Cell};
use lawful::Column;
use lawful_io::MISSING;
use pyo3::buffer::{Element, ElementType, PyUntypedBuffer};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString};

/// The column of `values`, or in words why it is none. With `nan_is_missing` a NaN is a missing cell.
pub fn column(name: &str, values: &Bound<'_, PyAny>, nan_is_missing: bool) -> PyResult<Result<Column, String>> {
    let Ok(buffer) = PyUntypedBuffer::get(values) else { return sequence(name, values, nan_is_missing) };
    if buffer.dimensions() != 1 {
        return Ok(Err(format!("has the shape {:?}; a column has one dimension", buffer.shape())));
    }
    let boolean = ElementType::from_format(buffer.format()) == ElementType::Bool;
    let mut numbers = match numbers(values.py(), &buffer)? {
        Ok(numbers) => numbers,
        Err(why) => return Ok(Err(why)),
    };
    if nan_is_missing {
        numbers.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = MISSING);
    }
    let mut column = Column::number(name, numbers);
    column.boolean = boolean;
    Ok(Ok(column))
}

/// The elements as f64, however far apart they lie.
fn numbers(py: Python<'_>, buffer: &PyUntypedBuffer) -> PyResult<Result<Vec<f64>, String>> {
    fn of<T: Element>(py: Python<'_>, buffer: &PyUntypedBuffer, number: impl Fn(T) -> f64) -> PyResult<Vec<f64>> {
        Ok(buffer.as_typed::<T>()?.to_vec(py)?.into_iter().map(number).collect())
    }
    use ElementType::{Bool, Float, SignedInteger, UnsignedInteger};
    let read = match ElementType::from_format(buffer.format()) {
        Float { bytes: 8 } => buffer.as_typed::<f64>().and_then(|b| b.to_vec(py)),
        Float { bytes: 4 } => of::<f32>(py, buffer, f64::from),
        SignedInteger { bytes: 1 } => of::<i8>(py, buffer, f64::from),
        SignedInteger { bytes: 2 } => of::<i16>(py, buffer, f64::from),
        SignedInteger { bytes: 4 } => of::<i32>(py, buffer, f64::from),
        SignedInteger { bytes: 8 } => of::<i64>(py, buffer, |x| x as f64),
        UnsignedInteger { bytes: 1 } => of::<u8>(py, buffer, f64::from),
        UnsignedInteger { bytes: 2 } => of::<u16>(py, buffer, f64::from),
        UnsignedInteger { bytes: 4 } => of::<u32>(py, buffer, f64::from),
        UnsignedInteger { bytes: 8 } => of::<u64>(py, buffer, |x| x as f64),
        Bool => truths(py, buffer),
        _ => {
            let format = buffer.format().to_string_lossy();
            return Ok(Err(format!("holds values of the buffer format '{format}'; convert them to 64-bit floats")));
        }
    };
    read.map(Ok)
}

/// Truths by their bytes: a program may have written others than 0 and 1.
fn truths(py: Python<'_>, buffer: &PyUntypedBuffer) -> PyResult<Vec<f64>> {
    let source = buffer.obj(py).ok_or_else(|| crate::error::broken("a buffer without an owner"))?;
    let cells = source.call_method0("tolist")?.extract::<Vec<bool>>()?;
    Ok(cells.into_iter().map(|t| f64::from(u8::from(t))).collect())
}

fn sequence(name: &str, values: &Bound<'_, PyAny>, nan_is_missing: bool) -> PyResult<Result<Column, String>> {
    if values.is_instance_of::<PyString>() || values.len().is_err() {
        let kind = values.get_type().name()?;
        return Ok(Err(format!("is a {kind}; give an array or a list of numbers or texts")));
    }
    let mut cells = Vec::with_capacity(values.len()?);
    for (row, value) in values.try_iter()?.enumerate() {
        match cell(&value?, nan_is_missing)? {
            Ok(cell) => cells.push(cell),
            Err(kind) => {
                return Ok(Err(format!("holds a {kind} in row {}; a cell is a number, a text or None", row + 1)));
            }
        }
    }
    Ok(cells::column(name, &cells))
}

/// One cell, or the name of its type if it can be none.
fn cell(value: &Bound<'_, PyAny>, nan_is_missing: bool) -> PyResult<Result<Cell, String>> {
    if value.is_none() {
        return Ok(Ok(Cell::Missing));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Ok(Cell::Text(text.to_cow()?.into_owned())));
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(Ok(Cell::Truth(truth.is_true())));
    }
    let kind = value.get_type().name()?.to_string();
    match value.extract::<f64>() {
        // Arrays of one element call themselves numbers.
        Ok(_) if value.hasattr("__len__")? && value.len().is_ok() => Ok(Err(kind)),
        Ok(_) if kind == "bool" || kind == "bool_" => Ok(Ok(Cell::Truth(value.is_truthy()?))),
        Ok(x) if x.is_nan() && nan_is_missing => Ok(Ok(Cell::Missing)),
        Ok(x) => Ok(Ok(Cell::Number(x))),
        Err(_) if kind == "NAType" || kind == "NaTType" => Ok(Ok(Cell::Missing)),
        Err(_) => Ok(Err(kind)),
    }
}
