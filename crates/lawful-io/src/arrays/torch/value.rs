//! Values that the machine builds.

use std::ops::Range;
use std::rc::Rc;

use super::globals::Global;
use crate::DType;

/// A value's place among all that were built. Values refer to each other by it, so that neither shared nor cyclic nor
/// deeply nested ones can blow up or overflow the stack when they are dropped.
pub(super) type Id = u32;

/// A value of the pickle.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A value whose content does not matter: None, True, a float, bytes, a device, …
    Opaque,
    Int(i64),
    /// UTF-8 text: its place in the pickle.
    Text(Range<usize>),
    Tuple(Vec<Id>),
    List(Vec<Id>),
    /// Keys and values by turns; a Python dictionary keeps its order.
    Dict(Vec<Id>),
    Global(Global),
    Storage(Box<StorageValue>),
    Tensor(Rc<TensorValue>),
}

/// A storage that a tensor may view.
#[derive(Debug, Clone)]
pub(super) struct StorageValue {
    /// `None` for bytes whose type the tensor says.
    pub dtype: Option<DType>,
    /// The name of its member below `data/`: its place in the pickle.
    pub key: Range<usize>,
    /// Values, or bytes if it has no type.
    pub items: u64,
}

/// A tensor: a view of a storage.
#[derive(Debug, Clone)]
pub(super) struct TensorValue {
    pub dtype: DType,
    pub shape: Vec<u64>,
    /// In values, one per axis.
    pub strides: Vec<u64>,
    /// First value in the storage.
    pub offset: u64,
    /// As that of its storage.
    pub key: Range<usize>,
    /// Of its storage: values, or bytes if that is untyped.
    pub items: u64,
    pub untyped: bool,
}

impl Value {
    /// How many numbers or references it holds.
    pub fn items(&self) -> usize {
        match self {
            Value::Tuple(items) | Value::List(items) | Value::Dict(items) => items.len(),
            Value::Tensor(tensor) => 2 * tensor.shape.len(),
            _ => 0,
        }
    }

    /// What a message calls it.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Opaque => "a plain value",
            Value::Int(_) => "an integer",
            Value::Text(_) => "text",
            Value::Tuple(_) => "a tuple",
            Value::List(_) => "a list",
            Value::Dict(_) => "a dictionary",
            Value::Global(_) => "a Python name",
            Value::Storage(_) => "a storage",
            Value::Tensor(_) => "a tensor",
        }
    }
}
