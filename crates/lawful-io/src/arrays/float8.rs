//! Floating-point numbers of 8 bits.
//!
//! Micikevicius et al., "FP8 formats for deep learning", 2022, table 1 (arXiv:2209.05433).

/// Every E4M3 number: bias 7, no infinities, NaN where all bits but the sign are 1.
pub(super) static E4M3: [f32; 256] = table(4, 3, false);

/// Every E5M2 number: bias 15, infinities and NaN as in IEEE 754.
pub(super) static E5M2: [f32; 256] = table(5, 2, true);

const fn table(exponent_bits: u32, mantissa_bits: u32, ieee: bool) -> [f32; 256] {
    let mut numbers = [0.0; 256];
    let mut code = 0u32;
    while code < 256 {
        numbers[code as usize] = number(code, exponent_bits, mantissa_bits, ieee);
        code += 1;
    }
    numbers
}

const fn number(code: u32, exponent_bits: u32, mantissa_bits: u32, ieee: bool) -> f32 {
    let bias = (1 << (exponent_bits - 1)) - 1;
    let largest = (1 << exponent_bits) - 1;
    let exponent = (code >> mantissa_bits) & largest;
    let mantissa = code & ((1 << mantissa_bits) - 1);
    let full = mantissa == (1 << mantissa_bits) - 1;
    let magnitude = if exponent == largest && ieee && mantissa == 0 {
        f32::INFINITY
    } else if exponent == largest && (ieee || full) {
        f32::NAN
    } else if exponent == 0 {
        mantissa as f32 * power_of_two(1 - bias - mantissa_bits as i32)
    } else {
        f32::from_bits((exponent + 127 - bias as u32) << 23 | mantissa << (23 - mantissa_bits))
    };
    if code & 0x80 == 0 { magnitude } else { -magnitude }
}

const fn power_of_two(exponent: i32) -> f32 {
    f32::from_bits(((127 + exponent) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 1 of the paper.
    #[test]
    fn limits() {
        assert_eq!(E4M3[0x7e], 448.0);
        assert_eq!(E4M3[0x08], 2f32.powi(-6));
        assert_eq!(E4M3[0x01], 2f32.powi(-9));
        assert!(E4M3[0x7f].is_nan() && E4M3[0xff].is_nan());
        assert_eq!(E4M3.iter().filter(|x| x.is_nan()).count(), 2);
        assert_eq!(E5M2[0x7b], 57344.0);
        assert_eq!(E5M2[0x04], 2f32.powi(-14));
        assert_eq!(E5M2[0x01], 2f32.powi(-16));
        assert_eq!(E5M2[0xfc], f32::NEG_INFINITY);
        assert_eq!(E5M2.iter().filter(|x| x.is_nan()).count(), 6);
        assert_eq!(E4M3[0xb8], -1.0);
        assert!(E5M2[0x80] == 0.0 && E5M2[0x80].is_sign_negative());
    }
}
