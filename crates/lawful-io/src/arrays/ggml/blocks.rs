//! Blocks of 32 values: one scale, perhaps one minimum.

use super::half;

const HALF: usize = 16;

/// The lower 4 bits of 16 bytes are the first 16 codes, the upper 4 bits the others.
fn nibbles(codes: &[u8]) -> impl Iterator<Item = u8> {
    codes.iter().map(|c| c & 15).chain(codes.iter().map(|c| c >> 4))
}

/// 4-bit codes with the bits of a 32-bit word as their fifth.
fn five_bits(codes: &[u8], high: &[u8]) -> impl Iterator<Item = u8> {
    let high = u32::from_le_bytes([high[0], high[1], high[2], high[3]]);
    nibbles(codes).enumerate().map(move |(i, low)| low | ((high >> i & 1) as u8) << 4)
}

/// scale (2 bytes), codes (16): x = scale (code - 8).
pub(super) fn q4_0(block: &[u8], out: &mut [f32]) {
    let scale = half(block);
    for (x, code) in out.iter_mut().zip(nibbles(&block[2..2 + HALF])) {
        *x = scale * (f32::from(code) - 8.0);
    }
}

/// scale (2), minimum (2), codes (16): x = scale code + minimum.
pub(super) fn q4_1(block: &[u8], out: &mut [f32]) {
    let (scale, minimum) = (half(block), half(&block[2..]));
    for (x, code) in out.iter_mut().zip(nibbles(&block[4..4 + HALF])) {
        *x = scale * f32::from(code) + minimum;
    }
}

/// scale (2), fifth bits (4), codes (16): x = scale (code - 16).
pub(super) fn q5_0(block: &[u8], out: &mut [f32]) {
    let scale = half(block);
    for (x, code) in out.iter_mut().zip(five_bits(&block[6..6 + HALF], &block[2..6])) {
        *x = scale * (f32::from(code) - 16.0);
    }
}

/// scale (2), minimum (2), fifth bits (4), codes (16): x = scale code + minimum.
pub(super) fn q5_1(block: &[u8], out: &mut [f32]) {
    let (scale, minimum) = (half(block), half(&block[2..]));
    for (x, code) in out.iter_mut().zip(five_bits(&block[8..8 + HALF], &block[4..8])) {
        *x = scale * f32::from(code) + minimum;
    }
}

/// scale (2), signed codes (32): x = scale code.
pub(super) fn q8_0(block: &[u8], out: &mut [f32]) {
    let scale = half(block);
    for (x, &code) in out.iter_mut().zip(&block[2..]) {
        *x = f32::from(code as i8) * scale;
    }
}
