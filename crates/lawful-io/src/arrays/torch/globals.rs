//! The Python names that a checkpoint may use. Every other one is refused.

use crate::DType;
use crate::error::excerpt;

/// A Python name and what it stands for here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Global {
    /// `collections.OrderedDict`.
    OrderedDict,
    /// `torch.Size`.
    Size,
    /// `torch._utils._rebuild_tensor_v2`: a view of a typed storage.
    RebuildTensor,
    /// `torch._utils._rebuild_tensor_v3`: a view of bytes, with a type.
    RebuildTypedTensor,
    /// `torch._utils._rebuild_parameter` and `_rebuild_parameter_with_state`: a tensor with flags.
    RebuildParameter,
    /// A class of storages; `None` for untyped bytes.
    Storage(Option<DType>),
    /// A type, as `torch.float32`.
    DType(DType),
    /// A harmless call whose result is not looked at: `torch.device`, bytes, a set.
    Opaque,
}

impl Global {
    /// The meaning of a name, or why it is refused.
    pub fn of(module: &str, name: &str) -> Result<Global, String> {
        Ok(match (module, name) {
            ("collections", "OrderedDict") => Global::OrderedDict,
            ("torch", "Size") => Global::Size,
            ("torch", "device") | ("_codecs", "encode") => Global::Opaque,
            ("builtins" | "__builtin__", "set" | "bytearray") => Global::Opaque,
            ("torch._utils", "_rebuild_tensor_v2") => Global::RebuildTensor,
            ("torch._utils", "_rebuild_tensor_v3") => Global::RebuildTypedTensor,
            ("torch._utils", "_rebuild_parameter" | "_rebuild_parameter_with_state") => Global::RebuildParameter,
            ("torch.storage", "UntypedStorage") => Global::Storage(None),
            ("torch" | "torch.cuda", _) if name.ends_with("Storage") => match storage(name) {
                Some(storage) => Global::Storage(storage),
                None => return refuse(module, name),
            },
            ("torch", _) => dtype(name).map(Global::DType).map_or_else(|| refuse(module, name), Ok)?,
            _ => return refuse(module, name),
        })
    }
}

fn refuse(module: &str, name: &str) -> Result<Global, String> {
    Err(format!(
        "wants Python's '{}.{}', which is never run; save only the weights: torch.save(model.state_dict(), …)",
        excerpt(module),
        excerpt(name)
    ))
}

fn storage(class: &str) -> Option<Option<DType>> {
    Some(Some(match class {
        "DoubleStorage" => DType::F64,
        "FloatStorage" => DType::F32,
        "HalfStorage" => DType::F16,
        "BFloat16Storage" => DType::BF16,
        "LongStorage" => DType::I64,
        "IntStorage" => DType::I32,
        "ShortStorage" => DType::I16,
        "CharStorage" => DType::I8,
        "ByteStorage" => DType::U8,
        "BoolStorage" => DType::Bool,
        "ComplexFloatStorage" => DType::Other("complex64"),
        "ComplexDoubleStorage" => DType::Other("complex128"),
        "UntypedStorage" => return Some(None),
        _ => return None,
    }))
}

fn dtype(name: &str) -> Option<DType> {
    Some(match name {
        "float64" => DType::F64,
        "float32" => DType::F32,
        "float16" => DType::F16,
        "bfloat16" => DType::BF16,
        "float8_e4m3fn" => DType::F8E4M3,
        "float8_e5m2" => DType::F8E5M2,
        "int64" => DType::I64,
        "int32" => DType::I32,
        "int16" => DType::I16,
        "int8" => DType::I8,
        "uint64" => DType::U64,
        "uint32" => DType::U32,
        "uint16" => DType::U16,
        "uint8" => DType::U8,
        "bool" => DType::Bool,
        "complex32" => DType::Other("complex32"),
        "complex64" => DType::Other("complex64"),
        "complex128" => DType::Other("complex128"),
        "float8_e4m3fnuz" => DType::Other("float8_e4m3fnuz"),
        "float8_e5m2fnuz" => DType::Other("float8_e5m2fnuz"),
        "float8_e8m0fnu" => DType::Other("float8_e8m0fnu"),
        "float4_e2m1fn_x2" => DType::Other("float4_e2m1fn_x2"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(Global::of("torch", "FloatStorage"), Ok(Global::Storage(Some(DType::F32))));
        assert_eq!(Global::of("torch.cuda", "HalfStorage"), Ok(Global::Storage(Some(DType::F16))));
        assert_eq!(Global::of("torch", "bfloat16"), Ok(Global::DType(DType::BF16)));
        for (module, name) in [("posix", "system"), ("torch", "load"), ("torch", "EvilStorage"), ("builtins", "eval")] {
            assert!(Global::of(module, name).is_err_and(|e| e.contains(&format!("'{module}.{name}'"))));
        }
    }
}
