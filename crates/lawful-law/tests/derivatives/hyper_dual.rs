//! The functions of the law language on hyper-dual numbers, where the crate `num-dual` has none.

use num_dual::{DualNum, HyperDual64};

pub type Number = HyperDual64;

pub fn constant(x: f64) -> Number {
    Number::from(x)
}

/// `f(x)` from the value and the first two derivatives of `f`.
pub fn chain(x: Number, f: [f64; 3]) -> Number {
    Number::new(f[0], f[1] * x.eps1, f[1] * x.eps2, f[1] * x.eps1eps2 + f[2] * x.eps1 * x.eps2)
}

/// `x^y`; the `powf` of `num-dual` is NaN at 0.
pub fn power(x: Number, y: Number) -> Number {
    if y.eps1 == 0.0 && y.eps2 == 0.0 && y.eps1eps2 == 0.0 {
        let n = y.re;
        chain(x, [x.re.powf(n), n * x.re.powf(n - 1.0), n * (n - 1.0) * x.re.powf(n - 2.0)])
    } else if x.re == 0.0 {
        constant(0.0)
    } else {
        x.powd(y)
    }
}

pub fn sigmoid(x: Number) -> Number {
    if x.re >= 0.0 {
        (constant(1.0) + (-x).exp()).recip()
    } else {
        let e = x.exp();
        e / (e + constant(1.0))
    }
}

pub fn softplus(x: Number) -> Number {
    if x.re >= 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

/// As `2 sigmoid(2x) - 1`'s odd form: the derivatives of `sinh/cosh` in `num-dual` are `1 - tanh^2`, which cancels.
pub fn tanh(x: Number) -> Number {
    let t = x.re.tanh();
    let slope = 1.0 / x.re.cosh().powi(2);
    chain(x, [t, slope, -2.0 * t * slope])
}

pub fn logsumexp(list: &[Number]) -> Number {
    let largest = list.iter().map(|x| x.re).fold(f64::NEG_INFINITY, f64::max);
    let sum = list.iter().fold(constant(0.0), |sum, &x| sum + (x - constant(largest)).exp());
    constant(largest) + sum.ln()
}

pub fn abs(x: Number) -> Number {
    if x.re < 0.0 { -x } else { x }
}

pub fn erf(x: Number) -> Number {
    let slope = std::f64::consts::FRAC_2_SQRT_PI * (-x.re * x.re).exp();
    chain(x, [libm::erf(x.re), slope, -2.0 * x.re * slope])
}

pub fn erfc(x: Number) -> Number {
    let slope = -std::f64::consts::FRAC_2_SQRT_PI * (-x.re * x.re).exp();
    chain(x, [libm::erfc(x.re), slope, -2.0 * x.re * slope])
}

/// The derivatives are Binet's integrals: psi(x) = ln x + int_0^inf (1/t - 1/(1 - e^-t)) e^(-xt) dt, and
/// psi'(x) = int_0^inf t/(1 - e^-t) e^(-xt) dt, for x > 0 (Abramowitz & Stegun 6.3.21, 6.4.1).
pub fn lgamma(x: Number) -> Number {
    let digamma = x.re.ln()
        + half_line(|t| {
            // 1/t - 1/(1 - e^-t), by its series where the difference cancels.
            let bracket = if t < 0.1 {
                -0.5 - t / 12.0 + t.powi(3) / 720.0 - t.powi(5) / 30240.0 + t.powi(7) / 1_209_600.0
            } else {
                1.0 / t + 1.0 / (-t).exp_m1()
            };
            bracket * (-x.re * t).exp()
        });
    let trigamma = half_line(|t| -t / (-t).exp_m1() * (-x.re * t).exp());
    chain(x, [libm::lgamma(x.re), digamma, trigamma])
}

/// The integral over (0, inf) of a function that falls exponentially: the trapezium rule after `t = exp(u - exp(-u))`.
fn half_line(f: impl Fn(f64) -> f64) -> f64 {
    let h = 1.0 / 64.0;
    let steps = (8.0 / h) as i64;
    (-steps / 2..=steps)
        .map(|k| {
            let u = k as f64 * h;
            let t = (u - (-u).exp()).exp();
            let term = f(t) * t * (1.0 + (-u).exp());
            if term.is_finite() { term } else { 0.0 }
        })
        .sum::<f64>()
        * h
}
