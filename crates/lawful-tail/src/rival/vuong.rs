//! Vuong's test of two laws on the same data (Vuong 1989; Clauset, Shalizi & Newman 2009, appendix C).

/// (R, its standard error, p) from the differences of log-densities at distinct values with counts: R is their sum and
/// p = erfc(R/(sqrt(2 n) sd)). For `nested` laws p = erfc(sqrt R), the chance that chi squared of one degree exceeds 2R;
/// where the special case lies on the boundary, as here, the true chance is half of that.
pub(super) fn test(u: &[f64], count: &[f64], difference: impl Fn(f64) -> f64, nested: bool) -> (f64, f64, f64) {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (u, c) in u.iter().zip(count) {
        let d = difference(*u);
        n += c;
        sum += c * d;
        squares += c * d * d;
    }
    let mean = sum / n;
    let error = (squares - n * mean * mean).max(0.0).sqrt();
    let p = match nested {
        true => libm::erfc(sum.abs().sqrt()),
        false if error > 0.0 => libm::erfc(sum.abs() / (std::f64::consts::SQRT_2 * error)),
        false => 1.0,
    };
    (sum, error, p)
}
