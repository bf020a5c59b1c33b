//! Sine and cosine: one element at a time, by the crate `libm`, so that all machines agree.

/// sin x, x in radians.
#[inline(always)]
pub fn sin<const FMA: bool>(x: f64) -> f64 {
    libm::sin(x)
}

/// cos x, x in radians.
#[inline(always)]
pub fn cos<const FMA: bool>(x: f64) -> f64 {
    libm::cos(x)
}
