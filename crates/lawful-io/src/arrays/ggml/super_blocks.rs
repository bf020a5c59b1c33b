//! Super-blocks of 256 values: sub-blocks of 16 or 32 whose scales are quantised too.

use super::half;

/// scales and minima (16 bytes, 4 bits each), codes (64), scale (2), scale of minima (2).
pub(super) fn q2_k(block: &[u8], out: &mut [f32]) {
    let (scales, codes) = (&block[..16], &block[16..80]);
    let (d, d_min) = (half(&block[80..]), half(&block[82..]));
    for (i, x) in out.iter_mut().enumerate() {
        let packed = scales[i / 16];
        let (scale, minimum) = (d * f32::from(packed & 15), d_min * f32::from(packed >> 4));
        *x = scale * f32::from(two_bits(codes, i)) - minimum;
    }
}

/// third bits (32), codes (64), scales (12, 6 bits each), scale (2).
pub(super) fn q3_k(block: &[u8], out: &mut [f32]) {
    let (high, codes, packed) = (&block[..32], &block[32..96], &block[96..108]);
    let d = half(&block[108..]);
    let scales: [f32; 16] = std::array::from_fn(|j| {
        let low = if j < 8 { packed[j] & 15 } else { packed[j - 8] >> 4 };
        let high = packed[8 + j % 4] >> (2 * (j / 4)) & 3;
        d * (f32::from(low | high << 4) - 32.0)
    });
    for (i, x) in out.iter_mut().enumerate() {
        // A bit that is not set takes 4 away.
        let below = if bit(high, i) == 1 { 0.0 } else { 4.0 };
        *x = scales[i / 16] * (f32::from(two_bits(codes, i)) - below);
    }
}

/// scale (2), scale of minima (2), scales and minima (12, 6 bits each), codes (128).
pub(super) fn q4_k(block: &[u8], out: &mut [f32]) {
    let (scales, minima) = scales_and_minima(block);
    let codes = &block[16..144];
    for (i, x) in out.iter_mut().enumerate() {
        *x = scales[i / 32] * f32::from(four_bits(codes, i)) - minima[i / 32];
    }
}

/// As `q4_k`, with fifth bits (32) before the codes.
pub(super) fn q5_k(block: &[u8], out: &mut [f32]) {
    let (scales, minima) = scales_and_minima(block);
    let (high, codes) = (&block[16..48], &block[48..176]);
    for (i, x) in out.iter_mut().enumerate() {
        let code = four_bits(codes, i) | bit(high, i) << 4;
        *x = scales[i / 32] * f32::from(code) - minima[i / 32];
    }
}

/// lower 4 bits (128), upper 2 bits (64), scales (16, signed), scale (2).
pub(super) fn q6_k(block: &[u8], out: &mut [f32]) {
    let (low, high, scales) = (&block[..128], &block[128..192], &block[192..208]);
    let d = half(&block[208..]);
    for (i, x) in out.iter_mut().enumerate() {
        let nibble = low[i / 128 * 64 + i % 64] >> (4 * (i / 64 % 2)) & 15;
        let code = nibble | two_bits(high, i) << 4;
        *x = d * f32::from(scales[i / 16] as i8) * (f32::from(code) - 32.0);
    }
}

/// Code `i` of 2 bits: 32 bytes hold 128 codes, those of one shift next to each other.
fn two_bits(codes: &[u8], i: usize) -> u8 {
    codes[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3
}

/// Code `i` of 4 bits: 32 bytes hold 64 codes.
fn four_bits(codes: &[u8], i: usize) -> u8 {
    codes[i / 64 * 32 + i % 32] >> (4 * (i / 32 % 2)) & 15
}

/// Bit `i` of 32 bytes, those of one shift next to each other.
fn bit(bits: &[u8], i: usize) -> u8 {
    bits[i % 32] >> (i / 32) & 1
}

/// Eight scales and eight minima of 6 bits in 12 bytes: four scales, four minima, the lower bits of the other four of
/// both; the upper bits of those are in the top of the first eight bytes.
fn scales_and_minima(block: &[u8]) -> ([f32; 8], [f32; 8]) {
    let (d, d_min, packed) = (half(block), half(&block[2..]), &block[4..16]);
    let scales = std::array::from_fn(|j| match j {
        0..4 => packed[j] & 63,
        _ => packed[j + 4] & 15 | packed[j - 4] >> 2 & 48,
    });
    let minima = std::array::from_fn(|j| match j {
        0..4 => packed[j + 4] & 63,
        _ => packed[j + 4] >> 4 | packed[j] >> 2 & 48,
    });
    (scales.map(|s: u8| d * f32::from(s)), minima.map(|m: u8| d_min * f32::from(m)))
}
