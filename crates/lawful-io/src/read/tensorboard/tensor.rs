//! Tensors of one number (`tensor.proto`), as newer writers store scalars.

use half::{bf16, f16};

use super::wire::{Fields, Malformed, Value, varint};

/// The number of a tensor without dimensions; none if it has any, or holds text.
pub(super) fn scalar(message: &[u8]) -> Result<Option<f64>, Malformed> {
    let (mut dtype, mut dimensions, mut content, mut listed) = (0, 0, &[][..], None);
    for field in Fields::of(message) {
        match field? {
            (1, Value::Varint(x)) => dtype = x,
            (2, Value::Bytes(shape)) => {
                for field in Fields::of(shape) {
                    dimensions += usize::from(field?.0 == 2);
                }
            }
            (4, Value::Bytes(bytes)) => content = bytes,
            // float_val, double_val, int_val, int64_val, bool_val, half_val, uint32_val, uint64_val
            (5 | 6 | 7 | 10 | 11 | 13 | 16 | 17, value) if listed.is_none() => listed = Some(value),
            _ => {}
        }
    }
    if dimensions > 0 {
        return Ok(None);
    }
    Ok(match listed {
        Some(value) => of_list(dtype, value),
        None => of_content(dtype, content),
    })
}

// DataType of TensorFlow.
const FLOAT: u64 = 1;
const DOUBLE: u64 = 2;
const INT32: u64 = 3;
const UINT8: u64 = 4;
const INT16: u64 = 5;
const INT8: u64 = 6;
const INT64: u64 = 9;
const BOOL: u64 = 10;
const BFLOAT16: u64 = 14;
const UINT16: u64 = 17;
const HALF: u64 = 19;
const UINT32: u64 = 22;
const UINT64: u64 = 23;

/// The first number of a list, packed or not.
fn of_list(dtype: u64, value: Value) -> Option<f64> {
    let whole = match value {
        Value::Fixed32(bits) => return Some(f64::from(f32::from_bits(bits))),
        Value::Fixed64(bits) => return Some(f64::from_bits(bits)),
        Value::Bytes(packed) if matches!(dtype, FLOAT | DOUBLE) => return of_content(dtype, packed),
        Value::Bytes(mut packed) => varint(&mut packed)?,
        Value::Varint(x) => x,
    };
    of_content(dtype, &whole.to_le_bytes())
}

/// The number that little-endian bytes hold.
fn of_content(dtype: u64, bytes: &[u8]) -> Option<f64> {
    let two = || bytes.first_chunk::<2>();
    let four = || bytes.first_chunk::<4>();
    let eight = || bytes.first_chunk::<8>();
    Some(match dtype {
        FLOAT => f64::from(f32::from_le_bytes(*four()?)),
        DOUBLE => f64::from_le_bytes(*eight()?),
        INT32 => f64::from(i32::from_le_bytes(*four()?)),
        UINT32 => f64::from(u32::from_le_bytes(*four()?)),
        INT64 => i64::from_le_bytes(*eight()?) as f64,
        UINT64 => u64::from_le_bytes(*eight()?) as f64,
        INT16 => f64::from(i16::from_le_bytes(*two()?)),
        UINT16 => f64::from(u16::from_le_bytes(*two()?)),
        INT8 => f64::from(*bytes.first()? as i8),
        UINT8 | BOOL => f64::from(*bytes.first()?),
        HALF => f64::from(f16::from_le_bytes(*two()?)),
        BFLOAT16 => f64::from(bf16::from_le_bytes(*two()?)),
        _ => return None,
    })
}
