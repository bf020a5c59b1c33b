//! Types of stored values.

use std::fmt;

/// How the values of a tensor are stored.
///
/// A tensor is read as f32 where that holds every stored value, else as f64 ([`DType::reads_as_f64`]); integers beyond
/// 2^53 are rounded to the nearest f64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DType {
    /// IEEE binary64.
    F64,
    /// IEEE binary32.
    F32,
    /// IEEE binary16.
    F16,
    /// The upper half of a binary32.
    BF16,
    /// 8 bits, 4 of exponent, 3 of mantissa, no infinities (OCP E4M3, "e4m3fn").
    F8E4M3,
    /// 8 bits, 5 of exponent, 2 of mantissa (OCP E5M2).
    F8E5M2,
    /// Signed, 64 bits.
    I64,
    /// Signed, 32 bits.
    I32,
    /// Signed, 16 bits.
    I16,
    /// Signed, 8 bits.
    I8,
    /// Unsigned, 64 bits.
    U64,
    /// Unsigned, 32 bits.
    U32,
    /// Unsigned, 16 bits.
    U16,
    /// Unsigned, 8 bits.
    U8,
    /// One byte, 0 or 1.
    Bool,
    /// ggml blocks of 32: 4-bit codes and a scale.
    Q4_0,
    /// ggml blocks of 32: 4-bit codes, scale and minimum.
    Q4_1,
    /// ggml blocks of 32: 5-bit codes and a scale.
    Q5_0,
    /// ggml blocks of 32: 5-bit codes, scale and minimum.
    Q5_1,
    /// ggml blocks of 32: 8-bit codes and a scale.
    Q8_0,
    /// ggml super-blocks of 256: 2-bit codes, 4-bit scales and minima (`Q2_K`).
    Q2K,
    /// ggml super-blocks of 256: 3-bit codes, 6-bit scales (`Q3_K`).
    Q3K,
    /// ggml super-blocks of 256: 4-bit codes, 6-bit scales and minima (`Q4_K`).
    Q4K,
    /// ggml super-blocks of 256: 5-bit codes, 6-bit scales and minima (`Q5_K`).
    Q5K,
    /// ggml super-blocks of 256: 6-bit codes, 8-bit scales (`Q6_K`).
    Q6K,
    /// A type that is listed but not read, by the name that its format gives it.
    Other(&'static str),
}

impl DType {
    /// Values and bytes of a block: `(1, size)` for plain types. `(1, 0)` for [`DType::Other`].
    pub const fn block(self) -> (usize, usize) {
        match self {
            DType::F64 | DType::I64 | DType::U64 => (1, 8),
            DType::F32 | DType::I32 | DType::U32 => (1, 4),
            DType::F16 | DType::BF16 | DType::I16 | DType::U16 => (1, 2),
            DType::F8E4M3 | DType::F8E5M2 | DType::I8 | DType::U8 | DType::Bool => (1, 1),
            DType::Q4_0 => (32, 18),
            DType::Q4_1 => (32, 20),
            DType::Q5_0 => (32, 22),
            DType::Q5_1 => (32, 24),
            DType::Q8_0 => (32, 34),
            DType::Q2K => (256, 84),
            DType::Q3K => (256, 110),
            DType::Q4K => (256, 144),
            DType::Q5K => (256, 176),
            DType::Q6K => (256, 210),
            DType::Other(_) => (1, 0),
        }
    }

    /// Whether values come as f64: they do for `F64` and for integers of 32 and 64 bits, which f32 cannot hold.
    pub const fn reads_as_f64(self) -> bool {
        matches!(self, DType::F64 | DType::I64 | DType::I32 | DType::U64 | DType::U32)
    }

    /// Whether values are floating-point numbers, quantised ones included: weights, not counters or masks.
    pub const fn is_float(self) -> bool {
        !matches!(
            self,
            DType::I64 | DType::I32 | DType::I16 | DType::I8 | DType::U64 | DType::U32 | DType::U16 | DType::U8
        ) && !matches!(self, DType::Bool | DType::Other(_))
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            DType::F64 => "f64",
            DType::F32 => "f32",
            DType::F16 => "f16",
            DType::BF16 => "bf16",
            DType::F8E4M3 => "f8_e4m3",
            DType::F8E5M2 => "f8_e5m2",
            DType::I64 => "i64",
            DType::I32 => "i32",
            DType::I16 => "i16",
            DType::I8 => "i8",
            DType::U64 => "u64",
            DType::U32 => "u32",
            DType::U16 => "u16",
            DType::U8 => "u8",
            DType::Bool => "bool",
            DType::Q4_0 => "q4_0",
            DType::Q4_1 => "q4_1",
            DType::Q5_0 => "q5_0",
            DType::Q5_1 => "q5_1",
            DType::Q8_0 => "q8_0",
            DType::Q2K => "q2_k",
            DType::Q3K => "q3_k",
            DType::Q4K => "q4_k",
            DType::Q5K => "q5_k",
            DType::Q6K => "q6_k",
            DType::Other(name) => name,
        })
    }
}
