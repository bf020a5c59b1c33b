//! Columns from the Arrow C stream interface, which polars, pyarrow, DuckDB and their like speak.

use super::cells::Texts;
use super::{kept, wanted};
use crate::error::refuse;
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::types::{
    Decimal128Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use lawful::{Column, Needed};
use lawful_io::MISSING;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// The columns of a stream that may be used.
pub fn table(name: &str, source: &Bound<'_, PyAny>, needed: Option<&Needed>) -> PyResult<Vec<Column>> {
    let (schema, batches) = stream(source).map_err(|why| refuse(format!("{name}: {why}")))?;
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let bytes = 8 * rows * schema.fields().len();
    let mut columns = Vec::new();
    for (i, field) in schema.fields().iter().enumerate().filter(|(_, f)| wanted(needed, f.name(), bytes)) {
        let arrays: Vec<&ArrayRef> = batches.iter().map(|batch| batch.column(i)).collect();
        columns.extend(kept(name, field.name(), of_arrays(field.name(), field.data_type(), &arrays), needed)?);
    }
    Ok(columns)
}

/// The only column of a stream.
pub fn column(name: &str, source: &Bound<'_, PyAny>) -> PyResult<Result<Column, String>> {
    let (schema, batches) = match stream(source) {
        Ok(stream) => stream,
        Err(why) => return Ok(Err(format!(": {why}"))),
    };
    Ok(match &schema.fields()[..] {
        [field] => {
            let arrays: Vec<&ArrayRef> = batches.iter().map(|batch| batch.column(0)).collect();
            of_arrays(name, field.data_type(), &arrays)
        }
        fields => Err(format!("has {} columns; a column is one", fields.len())),
    })
}

/// The batches of an object with `__arrow_c_stream__`: views of its memory.
fn stream(source: &Bound<'_, PyAny>) -> Result<(SchemaRef, Vec<RecordBatch>), String> {
    let failed = |e: &dyn std::fmt::Display| format!("its Arrow stream can't be read: {e}");
    let capsule = source.call_method0("__arrow_c_stream__").map_err(|e| failed(&e))?;
    let capsule = capsule.cast::<PyCapsule>().map_err(|e| failed(&e))?;
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream")).map_err(|e| failed(&e))?;
    // SAFETY: a capsule of this name points to an ArrowArrayStream (Arrow PyCapsule interface); the contents are moved
    // out, and what stays in the capsule is marked as released.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) };
    let reader = RecordBatchStreamReader::try_new(stream).map_err(|e| failed(&e))?;
    let schema = arrow_array::RecordBatchReader::schema(&reader);
    let batches = reader.collect::<Result<Vec<_>, _>>().map_err(|e| failed(&e))?;
    Ok((schema, batches))
}

fn of_arrays(name: &str, kind: &DataType, arrays: &[&ArrayRef]) -> Result<Column, String> {
    let numbers = match kind {
        DataType::Float64 => primitive::<Float64Type>(arrays, |x| x),
        DataType::Float32 => primitive::<Float32Type>(arrays, f64::from),
        DataType::Float16 => primitive::<Float16Type>(arrays, f64::from),
        DataType::Int64 => primitive::<Int64Type>(arrays, |x| x as f64),
        DataType::Int32 => primitive::<Int32Type>(arrays, f64::from),
        DataType::Int16 => primitive::<Int16Type>(arrays, f64::from),
        DataType::Int8 => primitive::<Int8Type>(arrays, f64::from),
        DataType::UInt64 => primitive::<UInt64Type>(arrays, |x| x as f64),
        DataType::UInt32 => primitive::<UInt32Type>(arrays, f64::from),
        DataType::UInt16 => primitive::<UInt16Type>(arrays, f64::from),
        DataType::UInt8 => primitive::<UInt8Type>(arrays, f64::from),
        DataType::Decimal128(_, scale) => {
            let unit = 10_f64.powi(i32::from(*scale));
            primitive::<Decimal128Type>(arrays, move |x| x as f64 / unit)
        }
        DataType::Null => vec![MISSING; arrays.iter().map(|a| a.len()).sum()],
        DataType::Boolean => return Ok(truths(name, arrays)),
        DataType::Dictionary(_, values) => return dictionary(name, values, arrays),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => return texts(name, kind, arrays),
        other => return Err(format!("holds values of the type {other}; convert them to numbers or texts")),
    };
    Ok(Column::number(name, numbers))
}

fn primitive<T: ArrowPrimitiveType>(arrays: &[&ArrayRef], number: impl Fn(T::Native) -> f64) -> Vec<f64> {
    let mut list = Vec::with_capacity(arrays.iter().map(|a| a.len()).sum());
    for array in arrays {
        let array = array.as_primitive::<T>();
        match array.null_count() {
            0 => list.extend(array.values().iter().map(|x| number(*x))),
            _ => list.extend(array.iter().map(|x| x.map_or(MISSING, &number))),
        }
    }
    list
}

fn truths(name: &str, arrays: &[&ArrayRef]) -> Column {
    let cells = arrays.iter().flat_map(|array| array.as_boolean().iter());
    let mut column = Column::number(name, cells.map(|t| t.map_or(MISSING, |t| f64::from(u8::from(t)))).collect());
    column.boolean = true;
    column
}

fn texts(name: &str, kind: &DataType, arrays: &[&ArrayRef]) -> Result<Column, String> {
    let mut list = Texts::default();
    for array in arrays {
        each_text(kind, array, &mut |text| match text {
            Some(text) => list.push(text),
            None => {
                list.missing();
                Ok(())
            }
        })?;
    }
    Ok(list.finish(name))
}

/// Calls `found` with every text of an array.
fn each_text(
    kind: &DataType,
    array: &ArrayRef,
    found: &mut dyn FnMut(Option<&str>) -> Result<(), String>,
) -> Result<(), String> {
    match kind {
        DataType::Utf8 => array.as_string::<i32>().iter().try_for_each(found),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().try_for_each(found),
        DataType::Utf8View => array.as_string_view().iter().try_for_each(found),
        other => Err(format!("holds a dictionary of the type {other}; convert it to numbers or texts")),
    }
}

/// A column whose cells are keys into a list of texts or numbers.
fn dictionary(name: &str, kind: &DataType, arrays: &[&ArrayRef]) -> Result<Column, String> {
    let textual = matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    let (mut list, mut numbers) = (Texts::default(), Vec::new());
    for array in arrays {
        let array = array.as_any_dictionary();
        let keys = array.normalized_keys();
        let keys = keys.iter().enumerate().map(|(i, key)| (!array.is_null(i)).then_some(*key));
        if textual {
            let mut names: Vec<Option<String>> = Vec::new();
            each_text(kind, array.values(), &mut |text| {
                names.push(text.map(String::from));
                Ok(())
            })?;
            for key in keys {
                match key.and_then(|k| names.get(k)).and_then(Option::as_deref) {
                    Some(text) => list.push(text)?,
                    None => list.missing(),
                }
            }
        } else {
            let column = of_arrays(name, kind, &[array.values()])?;
            let lawful_io::ColumnData::Number(values) = column.data else {
                return Err(format!("holds a dictionary of the type {kind}; convert it to numbers or texts"));
            };
            numbers.extend(keys.map(|key| key.and_then(|k| values.get(k)).copied().unwrap_or(MISSING)));
        }
    }
    Ok(if textual { list.finish(name) } else { Column::number(name, numbers) })
}
