//! Blocks of quantised weights as llama.cpp's library ggml stores them, turned into f32.
//!
//! Layouts: `block_q4_0` … `block_q6_K` of `ggml-common.h`. Arithmetic is that of the reference dequantisers
//! (`ggml-quants.c`, `dequantize_row_*`), so values agree bit for bit.

mod blocks;
mod super_blocks;

use half::f16;

use super::DType;

/// Values in the longest block.
pub(super) const LONGEST_BLOCK: usize = 256;

/// Turns the bytes of one block into its values.
pub(super) type Dequantiser = fn(&[u8], &mut [f32]);

/// The function for a quantised type; `None` for every other type.
pub(super) fn dequantiser(dtype: DType) -> Option<Dequantiser> {
    Some(match dtype {
        DType::Q4_0 => blocks::q4_0,
        DType::Q4_1 => blocks::q4_1,
        DType::Q5_0 => blocks::q5_0,
        DType::Q5_1 => blocks::q5_1,
        DType::Q8_0 => blocks::q8_0,
        DType::Q2K => super_blocks::q2_k,
        DType::Q3K => super_blocks::q3_k,
        DType::Q4K => super_blocks::q4_k,
        DType::Q5K => super_blocks::q5_k,
        DType::Q6K => super_blocks::q6_k,
        _ => return None,
    })
}

/// A half-precision number at the start of bytes.
fn half(bytes: &[u8]) -> f32 {
    f16::from_le_bytes([bytes[0], bytes[1]]).to_f32()
}
