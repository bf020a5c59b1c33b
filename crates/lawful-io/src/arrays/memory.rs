//! Arrays that a program holds already, as a checkpoint.

use super::checkpoint::ArrayFormat;
use super::source::Source;
use super::tensor::{Place, Stored, Tensor, count, order, row_major, stored_bytes};
use super::{Checkpoint, DType};
use crate::Error;
use crate::error::excerpt;
use bytes::Bytes;
use std::collections::HashSet;

/// An array in memory, with the bytes of its values in the machine's order.
///
/// [`Bytes::from_owner`] makes bytes of memory that something else owns, without a copy: the owner is kept as long as the
/// checkpoint is.
#[derive(Debug, Clone)]
pub struct HeldArray {
    /// Its name: `h.0.mlp.c_fc.weight`.
    pub name: String,
    /// Lengths of the axes; empty for a single number.
    pub shape: Vec<usize>,
    /// How many values lie between neighbours along each axis; `None` for row-major ones.
    pub strides: Option<Vec<usize>>,
    /// How its values are stored.
    pub dtype: DType,
    /// From the first value to the last.
    pub bytes: Bytes,
}

impl Checkpoint {
    /// Arrays in memory as a checkpoint; `name` stands for the path. Nothing is copied until a tensor is read.
    ///
    /// # Errors
    /// No arrays, a name twice, a shape or strides that the bytes do not hold.
    pub fn from_arrays(name: &str, arrays: Vec<HeldArray>) -> Result<Checkpoint, Error> {
        if arrays.is_empty() {
            return Err(Error::new(format!("{name}: there are no arrays in it")));
        }
        let mut seen = HashSet::new();
        let (mut sources, mut tensors) = (Vec::new(), Vec::new());
        for (file, array) in arrays.into_iter().enumerate() {
            let about = |what: &str| Error::new(format!("{name}: array '{}' {what}", excerpt(&array.name)));
            if !seen.insert(array.name.clone()) {
                return Err(about("is there twice"));
            }
            let place = place(&array).map_err(|what| about(&what))?;
            let HeldArray { name: called, shape, dtype, bytes, .. } = array;
            sources.push(Source::held(name, bytes));
            tensors.push(Tensor { name: called, shape, dtype, file, place });
        }
        let formats = vec![ArrayFormat::Memory; sources.len()];
        Ok(Checkpoint::of_parts(name.to_string(), sources, formats, tensors))
    }
}

/// Where the values are, or in words why they can't be there.
fn place(array: &HeldArray) -> Result<Place, String> {
    let shape: Vec<u64> = array.shape.iter().map(|&n| n as u64).collect();
    let values = count(&shape).ok_or_else(|| format!("has more values than memory: its shape is {shape:?}"))?;
    let strides = match &array.strides {
        Some(strides) if strides.len() != shape.len() => {
            return Err(format!("has {} axes and {} strides", shape.len(), strides.len()));
        }
        Some(strides) => strides.iter().map(|&s| s as u64).collect(),
        None => row_major(&shape),
    };
    let last = match values {
        0 => Some(0),
        _ => shape
            .iter()
            .zip(&strides)
            .try_fold(1u64, |last, (n, stride)| last.checked_add((n - 1).checked_mul(*stride)?)),
    };
    let needed = last.and_then(|last| stored_bytes(usize::try_from(last).ok()?, array.dtype));
    if needed.is_none_or(|needed| needed > array.bytes.len() as u64) {
        let held = array.bytes.len();
        return Err(format!("of {} has the shape {shape:?}, which {held} bytes do not hold", array.dtype));
    }
    Ok(Place { stored: Stored::Plain(0), big_endian: cfg!(target_endian = "big"), order: order(&shape, &strides) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrays::Values;

    fn held(name: &str, shape: &[usize], strides: Option<&[usize]>, values: &[f32]) -> HeldArray {
        let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_ne_bytes()).collect();
        let strides = strides.map(<[usize]>::to_vec);
        HeldArray { name: name.into(), shape: shape.to_vec(), strides, dtype: DType::F32, bytes: bytes.into() }
    }

    #[test]
    fn values_in_either_order() {
        let rows = held("rows", &[2, 3], None, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let columns = held("columns", &[2, 3], Some(&[1, 2]), &[1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
        let empty = held("empty", &[0, 3], None, &[]);
        let model = Checkpoint::from_arrays("dict", vec![rows, columns, empty]).unwrap();
        for tensor in &model.tensors()[..2] {
            let Values::F32(values) = model.read(tensor).unwrap().values else { panic!("f32 reads as f32") };
            assert_eq!(values, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "{}", tensor.name);
        }
        assert!(model.read(&model.tensors()[2]).unwrap().values.is_empty());
    }

    #[test]
    fn what_the_bytes_do_not_hold() {
        for array in [
            held("short", &[2, 3], None, &[1.0; 5]),
            held("strides", &[2, 3], Some(&[3]), &[1.0; 6]),
            held("far", &[2, 3], Some(&[100, 1]), &[1.0; 6]),
            held("huge", &[usize::MAX, 3], None, &[1.0; 6]),
        ] {
            let name = array.name.clone();
            let error = Checkpoint::from_arrays("dict", vec![array]).err().unwrap().to_string();
            assert!(error.starts_with(&format!("dict: array '{name}'")), "{error}");
        }
        let twice = vec![held("w", &[1], None, &[1.0]), held("w", &[1], None, &[1.0])];
        assert!(Checkpoint::from_arrays("dict", twice).err().unwrap().to_string().contains("twice"));
        assert!(Checkpoint::from_arrays("dict", vec![]).is_err());
    }
}
