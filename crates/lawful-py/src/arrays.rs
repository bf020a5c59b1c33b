//! Arrays of Python as a checkpoint, read where they lie: numpy and whatever else has the buffer protocol.
//!
//! Torch's tensors have none; the Python side hands over their views (`_arrays.py`).

use crate::error::{raise, refuse};
use lawful::Checkpoint;
use lawful_io::arrays::{Bytes, DType, HeldArray};
use pyo3::buffer::{ElementType, PyUntypedBuffer};
use pyo3::prelude::*;
use std::path::PathBuf;

/// An array: its name, how its values are stored if the buffer does not say it (`bf16`), and the buffer.
type Named<'py> = (String, Option<String>, Bound<'py, PyAny>);

/// A model as the Python side hands it over.
#[derive(FromPyObject)]
pub enum Model<'py> {
    /// A file or folder.
    Path(PathBuf),
    /// A word for it, and its arrays.
    Arrays(String, Vec<Named<'py>>),
}

impl Model<'_> {
    /// The checkpoint; of files only headers are read, arrays are not copied.
    pub fn open(&self, py: Python<'_>) -> PyResult<Checkpoint> {
        match self {
            Model::Path(path) => py.detach(|| Checkpoint::open(path)).map_err(|e| raise(py, e)),
            Model::Arrays(name, arrays) => {
                let held = arrays.iter().map(|array| held(name, array)).collect::<PyResult<Vec<HeldArray>>>()?;
                Checkpoint::from_arrays(name, held).map_err(|e| raise(py, e))
            }
        }
    }
}

/// Memory of a buffer that Python keeps as long as this is there.
struct Owner {
    buffer: PyUntypedBuffer,
    length: usize,
}

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: the exporter keeps `length` bytes from `buf_ptr` on alive and in place until the buffer is released, which
        // is when this is dropped: strides are not negative, so the first value is the lowest. Values that another thread
        // writes meanwhile are read as they come, as by every library that shares memory with numpy.
        unsafe { std::slice::from_raw_parts(self.buffer.buf_ptr().cast(), self.length) }
    }
}

/// One array of the model called `model`.
fn held(model: &str, (name, stored, object): &Named<'_>) -> PyResult<HeldArray> {
    let about = |what: String| refuse(format!("{model}: array '{name}' {what}"));
    let Ok(buffer) = PyUntypedBuffer::get(object) else {
        let kind = object.get_type().name()?;
        return Err(about(format!("is a {kind}, whose memory can't be read; make it a numpy array")));
    };
    let format = || buffer.format().to_string_lossy().into_owned();
    let dtype = match stored.as_deref() {
        Some("bf16") => DType::BF16,
        Some("f8_e4m3") => DType::F8E4M3,
        Some("f8_e5m2") => DType::F8E5M2,
        Some(other) => return Err(about(format!("holds values of the type {other}, which is not read"))),
        None => dtype(ElementType::from_format(buffer.format()), buffer.format().to_bytes()).ok_or_else(|| {
            about(format!("holds values of the buffer format '{}'; convert them to floats", format()))
        })?,
    };
    let (size, shape) = (dtype.block().1, buffer.shape().to_vec());
    let stride = |s: &isize| usize::try_from(*s).ok().filter(|s| s % size == 0).map(|s| s / size);
    let strides: Option<Vec<usize>> = buffer.strides().iter().map(stride).collect();
    let apart = || about("lies backwards or across in memory; give a contiguous copy".into());
    let strides = strides.filter(|_| buffer.suboffsets().is_none() && buffer.item_size() == size).ok_or_else(apart)?;
    let last: usize = shape.iter().zip(&strides).map(|(n, stride)| n.saturating_sub(1) * stride).sum();
    let length = if shape.contains(&0) { 0 } else { (last + 1) * size };
    let bytes = Bytes::from_owner(Owner { buffer, length });
    Ok(HeldArray { name: name.clone(), shape, strides: Some(strides), dtype, bytes })
}

/// The type of a buffer's elements in the machine's byte order; `None` for what is no number.
fn dtype(kind: ElementType, format: &[u8]) -> Option<DType> {
    use ElementType::{Bool, Float, SignedInteger, UnsignedInteger};
    let foreign: &[u8] = if cfg!(target_endian = "big") { b"<" } else { b">!" };
    if format.first().is_some_and(|order| foreign.contains(order)) {
        return None;
    }
    Some(match kind {
        Float { bytes: 8 } => DType::F64,
        Float { bytes: 4 } => DType::F32,
        Float { bytes: 2 } => DType::F16,
        SignedInteger { bytes: 8 } => DType::I64,
        SignedInteger { bytes: 4 } => DType::I32,
        SignedInteger { bytes: 2 } => DType::I16,
        SignedInteger { bytes: 1 } => DType::I8,
        UnsignedInteger { bytes: 8 } => DType::U64,
        UnsignedInteger { bytes: 4 } => DType::U32,
        UnsignedInteger { bytes: 2 } => DType::U16,
        UnsignedInteger { bytes: 1 } => DType::U8,
        Bool => DType::Bool,
        _ => return None,
    })
}
