//! Airy's function Ai(x) for real x from -16 up, which the Tracy-Widom laws are made of.

use std::f64::consts::PI;
use std::sync::OnceLock;

const STEP: f64 = 0.25;
const STEPS: usize = 64;
const TERMS: usize = 26;

/// Ai(x): to about 1e-15 absolutely for -16 <= x < 1, relatively for x >= 1. NaN below -16.
pub(crate) fn airy(x: f64) -> f64 {
    if x >= 1.0 {
        return decaying(x);
    }
    // Ai and Ai' on a grid from 1 down, each from the one before by the Taylor series of Ai'' = x Ai; on this side both
    // solutions of the equation are of one size, so errors do not grow.
    static GRID: OnceLock<Vec<(f64, f64)>> = OnceLock::new();
    let grid = GRID.get_or_init(|| {
        // Ai(0) = 3^(-2/3)/Gamma(2/3), Ai'(0) = -3^(-1/3)/Gamma(1/3) (DLMF 9.2.3, 9.2.4).
        let mut points = vec![(0.355_028_053_887_817_239_26, -0.258_819_403_792_806_798_41)];
        for k in 0..STEPS {
            let (value, slope) = points[k];
            points.push(taylor(-STEP * k as f64, value, slope, -STEP));
        }
        points
    });
    // Ai on (0, 1) from its value at 0: the growing solution has no room to grow.
    let k = if x >= 0.0 { 0 } else { (-x / STEP + 0.5) as usize };
    match grid.get(k) {
        Some(&(value, slope)) => taylor(-STEP * k as f64, value, slope, x + STEP * k as f64).0,
        None => f64::NAN,
    }
}

/// Value and slope at `x + h` of the solution of `y'' = x y`.
fn taylor(x: f64, value: f64, slope: f64, h: f64) -> (f64, f64) {
    // c_{n+2} = (x c_n + c_{n-1}) / ((n+1)(n+2))
    let mut c = [0.0; TERMS];
    c[0] = value;
    c[1] = slope;
    c[2] = 0.5 * x * value;
    for n in 1..TERMS - 2 {
        c[n + 2] = (x * c[n] + c[n - 1]) / ((n + 1) * (n + 2)) as f64;
    }
    let (mut y, mut dy) = (0.0, 0.0);
    for n in (1..TERMS).rev() {
        y = y * h + c[n];
        dy = dy * h + n as f64 * c[n];
    }
    (y * h + c[0], dy)
}

/// `exp(-2/3 x^(3/2))/pi * integral over t > 0 of exp(-sqrt(x) t^2) cos(t^3/3)`, by the trapezoid rule, which converges
/// faster than any power of the step for such integrands.
fn decaying(x: f64) -> f64 {
    let root = x.sqrt();
    let zeta = 2.0 / 3.0 * x * root;
    if zeta > 745.0 {
        return 0.0;
    }
    let reach = (40.0 / root).sqrt();
    let steps = 60;
    let h = reach / steps as f64;
    let sum: f64 = (1..=steps)
        .map(|i| {
            let t = h * f64::from(i);
            (-root * t * t).exp() * (t * t * t / 3.0).cos()
        })
        .sum();
    (-zeta).exp() / PI * h * (0.5 + sum)
}

#[cfg(test)]
mod tests {
    use super::airy;

    // Abramowitz and Stegun, tables 10.11 and 10.13, and DLMF 9.9: zeros of Ai.
    #[test]
    fn published_values_and_zeros() {
        assert!((airy(0.0) - 0.355_028_053_887_817_24).abs() < 1e-16);
        assert!((airy(1.0) - 0.135_292_416_312_881_42).abs() < 2e-16);
        assert!((airy(2.0) / 0.034_924_130_423_274_38 - 1.0).abs() < 1e-14);
        assert!((airy(5.0) / 1.083_444_281_360_744_2e-4 - 1.0).abs() < 1e-14);
        assert!((airy(10.0) / 1.104_753_255_289_868_6e-10 - 1.0).abs() < 1e-14);
        assert!((airy(-1.0) - 0.535_560_883_292_352_2).abs() < 1e-15);
        assert!((airy(-5.0) - 0.350_761_009_024_114_32).abs() < 2e-15);
        for zero in [-2.338_107_410_459_767, -4.087_949_444_130_97, -5.520_559_828_095_551, -12.828_776_752_865_757] {
            assert!(airy(zero).abs() < 1e-14, "Ai({zero}) = {:e}", airy(zero));
        }
    }

    #[test]
    fn both_sides_meet_where_the_method_changes() {
        let (left, right) = (airy(1.0 - 1e-9), airy(1.0));
        // Ai'(1) = -0.1591474413
        assert!((left - right - 1.591_474_413e-10).abs() < 1e-15);
        assert!(airy(-17.0).is_nan());
        assert_eq!(airy(1000.0), 0.0);
    }
}
