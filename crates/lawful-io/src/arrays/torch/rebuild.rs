//! The calls that a pickle of tensors makes.

use std::rc::Rc;

use super::globals::Global;
use super::machine::Machine;
use super::value::{Id, StorageValue, TensorValue, Value};

/// Most axes of a tensor.
const MAX_AXES: usize = 32;

/// What a call gives.
pub(super) fn call(machine: &Machine, callee: &Value, arguments: &Value) -> Result<Value, String> {
    let Value::Tuple(arguments) = arguments else {
        return Err("the pickle is damaged: a call without arguments".into());
    };
    let Value::Global(callee) = callee else {
        return Err(format!("the pickle calls {}, which is never done", callee.kind()));
    };
    match callee {
        Global::OrderedDict => ordered_dict(machine, arguments),
        Global::Size => match arguments.first().map(|&id| machine.value(id)) {
            Some(Value::Tuple(lengths) | Value::List(lengths)) => Ok(Value::Tuple(lengths.clone())),
            _ => Err(damaged("torch.Size")),
        },
        Global::RebuildTensor => tensor(machine, arguments, false),
        Global::RebuildTypedTensor => tensor(machine, arguments, true),
        Global::RebuildParameter => match arguments.first().map(|&id| machine.value(id)) {
            Some(Value::Tensor(tensor)) => Ok(Value::Tensor(tensor.clone())),
            _ => Err(damaged("a parameter")),
        },
        Global::Opaque => Ok(Value::Opaque),
        Global::Storage(_) | Global::DType(_) => Err("the pickle calls a type, which is never done".into()),
    }
}

/// What a persistent id `('storage', class, key, location, items)` stands for.
pub(super) fn storage(machine: &Machine, id: &Value) -> Result<Value, String> {
    let wrong = || damaged("a storage");
    let Value::Tuple(fields) = id else { return Err(wrong()) };
    let [tag, class, key, _location, items] = fields[..] else { return Err(wrong()) };
    match (machine.value(tag), machine.value(class), machine.value(key), machine.value(items)) {
        (Value::Text(tag), Value::Global(Global::Storage(dtype)), Value::Text(key), Value::Int(items))
            if machine.text(tag)? == "storage" =>
        {
            let items = u64::try_from(*items).map_err(|_| wrong())?;
            Ok(Value::Storage(Box::new(StorageValue { dtype: *dtype, key: key.clone(), items })))
        }
        _ => Err(wrong()),
    }
}

/// `OrderedDict()` or `OrderedDict([(key, value), …])`.
fn ordered_dict(machine: &Machine, arguments: &[Id]) -> Result<Value, String> {
    let Some(&pairs) = arguments.first() else { return Ok(Value::Dict(Vec::new())) };
    let Value::List(pairs) = machine.value(pairs) else { return Err(damaged("an OrderedDict")) };
    let mut items = Vec::new();
    for &pair in pairs {
        match machine.value(pair) {
            Value::Tuple(pair) | Value::List(pair) if pair.len() == 2 => items.extend_from_slice(pair),
            _ => return Err(damaged("an OrderedDict")),
        }
    }
    Ok(Value::Dict(items))
}

/// `(storage, offset, shape, strides, requires_grad, hooks)`, then the type if `typed`, then perhaps metadata.
fn tensor(machine: &Machine, arguments: &[Id], typed: bool) -> Result<Value, String> {
    let wrong = || damaged("a tensor");
    let [storage, offset, shape, strides, _requires_grad, _hooks, ref rest @ ..] = *arguments else {
        return Err(wrong());
    };
    let (Value::Storage(storage), Value::Int(offset)) = (machine.value(storage), machine.value(offset)) else {
        return Err(wrong());
    };
    let dtype = match (typed, rest.first().map(|&id| machine.value(id)), storage.dtype) {
        (false, _, Some(dtype)) => dtype,
        (true, Some(Value::Global(Global::DType(dtype))), None) => *dtype,
        _ => return Err(wrong()),
    };
    let (shape, strides) = (lengths(machine, shape).ok_or_else(wrong)?, lengths(machine, strides).ok_or_else(wrong)?);
    if shape.len() != strides.len() || shape.len() > MAX_AXES {
        return Err(wrong());
    }
    Ok(Value::Tensor(Rc::new(TensorValue {
        dtype,
        shape,
        strides,
        offset: u64::try_from(*offset).map_err(|_| wrong())?,
        key: storage.key.clone(),
        items: storage.items,
        untyped: storage.dtype.is_none(),
    })))
}

fn lengths(machine: &Machine, tuple: Id) -> Option<Vec<u64>> {
    let Value::Tuple(items) = machine.value(tuple) else { return None };
    if items.len() > MAX_AXES {
        return None;
    }
    let length = |&id: &Id| match machine.value(id) {
        Value::Int(n) => u64::try_from(*n).ok(),
        _ => None,
    };
    items.iter().map(length).collect()
}

fn damaged(what: &str) -> String {
    format!("the pickle is damaged: {what} is not described as PyTorch does")
}
