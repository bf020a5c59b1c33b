//! Stored bytes to values.

use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};

use super::{DType, Values, float8, ggml};

impl Values {
    /// Room for `count` values of a type, `None` if there is not that much memory.
    pub(super) fn with_room(dtype: DType, count: usize) -> Option<Values> {
        if dtype.reads_as_f64() {
            let mut values = Vec::new();
            values.try_reserve_exact(count).ok().map(|()| Values::F64(values))
        } else {
            let mut values = Vec::new();
            values.try_reserve_exact(count).ok().map(|()| Values::F32(values))
        }
    }

    /// Appends the values of whole little-endian blocks; a rest of less than a block is left out.
    pub(super) fn decode(&mut self, dtype: DType, raw: &[u8]) {
        match self {
            Values::F64(values) => decode_f64(dtype, raw, values),
            Values::F32(values) => decode_f32(dtype, raw, values),
        }
    }
}

fn decode_f64(dtype: DType, raw: &[u8], values: &mut Vec<f64>) {
    match dtype {
        DType::F64 => values.extend(raw.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b))),
        DType::I64 => values.extend(raw.as_chunks().0.iter().map(|b| i64::from_le_bytes(*b) as f64)),
        DType::U64 => values.extend(raw.as_chunks().0.iter().map(|b| u64::from_le_bytes(*b) as f64)),
        DType::I32 => values.extend(raw.as_chunks().0.iter().map(|b| f64::from(i32::from_le_bytes(*b)))),
        DType::U32 => values.extend(raw.as_chunks().0.iter().map(|b| f64::from(u32::from_le_bytes(*b)))),
        _ => {
            let mut narrow = Vec::new();
            decode_f32(dtype, raw, &mut narrow);
            values.extend(narrow.into_iter().map(f64::from));
        }
    }
}

fn decode_f32(dtype: DType, raw: &[u8], values: &mut Vec<f32>) {
    match dtype {
        DType::F32 => values.extend(raw.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b))),
        DType::BF16 => values.extend(raw.as_chunks().0.iter().map(|b| bf16::from_le_bytes(*b).to_f32())),
        DType::F16 => {
            // Through the processor's conversion of slices where it has one.
            let halves: Vec<f16> = raw.as_chunks().0.iter().map(|b| f16::from_le_bytes(*b)).collect();
            let start = values.len();
            values.resize(start + halves.len(), 0.0);
            halves.convert_to_f32_slice(&mut values[start..]);
        }
        DType::F8E4M3 => values.extend(raw.iter().map(|&b| float8::E4M3[usize::from(b)])),
        DType::F8E5M2 => values.extend(raw.iter().map(|&b| float8::E5M2[usize::from(b)])),
        DType::I16 => values.extend(raw.as_chunks().0.iter().map(|b| f32::from(i16::from_le_bytes(*b)))),
        DType::U16 => values.extend(raw.as_chunks().0.iter().map(|b| f32::from(u16::from_le_bytes(*b)))),
        DType::I8 => values.extend(raw.iter().map(|&b| f32::from(b as i8))),
        DType::U8 => values.extend(raw.iter().map(|&b| f32::from(b))),
        DType::Bool => values.extend(raw.iter().map(|&b| f32::from(u8::from(b != 0)))),
        _ => {
            let (count, size) = dtype.block();
            if let Some(dequantise) = ggml::dequantiser(dtype) {
                let mut block = [0.0; ggml::LONGEST_BLOCK];
                for bytes in raw.chunks_exact(size) {
                    dequantise(bytes, &mut block[..count]);
                    values.extend_from_slice(&block[..count]);
                }
            }
        }
    }
}

/// Turns big-endian items of `size` bytes into little-endian ones.
pub(super) fn swap_bytes(raw: &mut [u8], size: usize) {
    raw.chunks_exact_mut(size.max(1)).for_each(<[u8]>::reverse);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(dtype: DType, raw: &[u8]) -> Values {
        let mut values = Values::with_room(dtype, 4).unwrap();
        values.decode(dtype, raw);
        values
    }

    #[test]
    fn plain_types() {
        assert_eq!(decoded(DType::F32, &1.5f32.to_le_bytes()), Values::F32(vec![1.5]));
        assert_eq!(decoded(DType::BF16, &[0xc0, 0x3f, 0x80, 0xff]), Values::F32(vec![1.5, f32::NEG_INFINITY]));
        assert_eq!(decoded(DType::F16, &[0x00, 0x3e, 0x01, 0x00]), Values::F32(vec![1.5, 2f32.powi(-24)]));
        assert_eq!(decoded(DType::Bool, &[0, 1, 7]), Values::F32(vec![0.0, 1.0, 1.0]));
        assert_eq!(decoded(DType::I8, &[0x80, 0x7f]), Values::F32(vec![-128.0, 127.0]));
        assert_eq!(decoded(DType::U32, &u32::MAX.to_le_bytes()), Values::F64(vec![4294967295.0]));
        assert_eq!(decoded(DType::I64, &(1i64 << 53).to_le_bytes()), Values::F64(vec![9007199254740992.0]));
    }

    #[test]
    fn swapped() {
        let mut raw = 1.5f64.to_be_bytes();
        swap_bytes(&mut raw, 8);
        assert_eq!(f64::from_le_bytes(raw), 1.5);
    }
}
