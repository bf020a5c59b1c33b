//! Largest errors of the lane functions against references of 128 bits, for each instruction set of the machine.
//!
//! `LANES_POINTS=100000 cargo test --release -p lawful-law --test lanes_accuracy -- --nocapture --test-threads 2`
//! measures with more points and prints the largest errors.

use dashu_float::FBig;
use dashu_float::round::mode::HalfEven;
use lawful_law::lanes::{self, Isa, Kernel, dispatch_on};
use std::f64::consts::{LN_2, SQRT_2};

type Exact = FBig<HalfEven, 2>;

const ISAS: [Isa; 3] = [Isa::Baseline, Isa::Avx2, Isa::Avx512];

/// Applies an expression with `FMA` in scope to each element of a slice under an instruction set.
macro_rules! map {
    ($isa:expr, $points:expr, |$point:ident: $In:ty| -> $Out:ty { $body:expr }) => {{
        struct Map<'a>(&'a [$In]);
        impl Kernel for Map<'_> {
            type Output = Vec<$Out>;
            #[inline(always)]
            fn run<const FMA: bool>(self) -> Vec<$Out> {
                self.0.iter().map(|&$point| $body).collect()
            }
        }
        dispatch_on($isa, Map($points))
    }};
}

/// Tests that a function's error stays below a bound for points that are drawn by a generator.
macro_rules! check {
    ($name:ident, $bound:expr, $sample:expr, |$x:ident: $In:ty| $body:expr, $exact:expr) => {
        #[test]
        fn $name() {
            let mut random = Random(0x5eed ^ stringify!($name).len() as u64);
            let points: Vec<$In> = (0..points_wanted()).map(|i| $sample(&mut random, i)).collect();
            let computed = ISAS.map(|isa| map!(isa, &points, |$x: $In| -> f64 { $body }));
            let mut worst = [(0.0, points[0]); 3];
            for (i, &point) in points.iter().enumerate() {
                let exact: Exact = $exact(point);
                for (worst, computed) in worst.iter_mut().zip(&computed) {
                    let error = ulps(computed[i], &exact);
                    if error.is_nan() || error > worst.0 {
                        *worst = (error, point);
                    }
                }
            }
            for (isa, (error, point)) in ISAS.iter().zip(worst) {
                println!("{:>12} {isa:?}: {error:.3} ulp at {point:e}", stringify!($name), point = Show(point));
                assert!(error <= $bound, "{isa:?}: {error} ulp at {point:?}");
            }
        }
    };
}

struct Show<T>(T);
impl std::fmt::LowerExp for Show<f64> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{:e}", self.0)
    }
}
impl std::fmt::LowerExp for Show<(f64, f64)> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "({:e}, {:e})", self.0.0, self.0.1)
    }
}

fn points_wanted() -> usize {
    std::env::var("LANES_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(4_000)
}

fn big(x: f64) -> Exact {
    Exact::try_from(x).expect("samples are finite").with_precision(128).value()
}

/// |computed - exact| in units in the last place of the exact value; infinity counts as 2^1024.
fn ulps(computed: f64, exact: &Exact) -> f64 {
    let top = Exact::from_parts(1.into(), 1024);
    let clamped = |x: Exact| if x > top { top.clone() } else { x };
    let exact = if *exact < Exact::ZERO { -clamped(-exact.clone()) } else { clamped(exact.clone()) };
    let computed = match computed {
        f64::INFINITY => top,
        f64::NEG_INFINITY => -top,
        x if x.is_nan() => return f64::NAN,
        x => Exact::try_from(x).expect("finite"),
    };
    let repr = exact.repr();
    let exponent =
        if exact == Exact::ZERO { -1022 } else { (repr.digits() as isize + repr.exponent() - 1).clamp(-1022, 1023) };
    let difference = computed.with_precision(400).value() - exact;
    (difference << (52 - exponent)).to_f64().value().abs()
}

/// SplitMix64.
struct Random(u64);
impl Random {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Any positive finite number, all exponents equally often, subnormal ones included.
    fn positive(&mut self) -> f64 {
        f64::from_bits(self.bits() % f64::INFINITY.to_bits()).max(f64::from_bits(1))
    }

    fn signed(&mut self, x: f64) -> f64 {
        if self.bits() & 1 == 0 { x } else { -x }
    }

    /// A signed number with an exponent between two.
    fn exponent_between(&mut self, low: f64, high: f64) -> f64 {
        let magnitude = self.uniform(low, high).exp2();
        self.signed(magnitude)
    }

    /// A few units in the last place beside x.
    fn beside(&mut self, x: f64) -> f64 {
        f64::from_bits(x.to_bits().wrapping_add(self.bits() % 9).wrapping_sub(4))
    }
}

/// Arguments of exponentials: the whole range, near 0, beside multiples of ln 2 / 2, at the ends.
fn exponent(random: &mut Random, i: usize) -> f64 {
    match i % 6 {
        0 => random.uniform(-746.0, 710.0),
        1 => random.uniform(-1.1, 1.1),
        2 => random.exponent_between(-60.0, 9.5).clamp(-746.0, 709.7),
        3 => {
            let multiple = random.uniform(-2150.0, 2048.0).round() * 0.5 * LN_2;
            random.beside(multiple)
        }
        4 => random.uniform(-746.0, -708.0),
        _ => random.uniform(709.0, 709.79),
    }
}

/// Arguments of logarithms: all exponents, near 1, beside the ends of the interval of the reduction, subnormal.
fn positive(random: &mut Random, i: usize) -> f64 {
    match i % 5 {
        0 => random.positive(),
        1 => 1.0 + random.exponent_between(-52.0, -1.0),
        2 => {
            let end = SQRT_2 * random.uniform(-1000.0, 1000.0).round().exp2();
            random.beside(end)
        }
        3 => random.uniform(0.5, 2.0),
        _ => f64::from_bits((random.bits() >> 12).max(1) >> (random.bits() % 50)).max(f64::from_bits(1)),
    }
}

/// Arguments of ln(1 + x).
fn above_minus_one(random: &mut Random, i: usize) -> f64 {
    match i % 5 {
        0 => random.positive(),
        1 => random.uniform(-1.0, 2.0).max(-1.0 + f64::EPSILON),
        2 => random.exponent_between(-1074.0, -1.001),
        3 => random.exponent_between(-56.0, -1.001),
        _ => random.exponent_between(-53.0, -1.0).abs() - 1.0,
    }
}

/// A base and an exponent whose power is in range, or just out of it.
fn base_and_exponent(random: &mut Random, i: usize) -> (f64, f64) {
    let x = positive(random, i / 6);
    let ln_x = if x == 1.0 { 1e-16 } else { x.ln() };
    match i % 6 {
        0 => (x, random.uniform(-746.0, 710.0) / ln_x),
        1 => (x, random.exponent_between(-60.0, 9.4) / ln_x),
        2 => (x, random.uniform(-745.2, -708.0) / ln_x),
        3 => (x, random.uniform(709.0, 709.8) / ln_x),
        4 => (random.uniform(0.01, 100.0), random.uniform(-8.0, 8.0)),
        _ => (-x, (random.uniform(-746.0, 710.0) / ln_x).round()),
    }
}

/// |x|^y with the sign of a negative base, for an integer y then.
fn exact_power((x, y): (f64, f64)) -> Exact {
    let power = (big(x.abs()).ln() * big(y)).exp();
    if x < 0.0 && y % 2.0 != 0.0 { -power } else { power }
}

/// hi and a lo of at most 1e-10 of it.
fn unevaluated(random: &mut Random, i: usize) -> (f64, f64) {
    let hi = exponent(random, i);
    (hi, hi * random.uniform(-1e-10, 1e-10))
}

fn any_sign(random: &mut Random, i: usize) -> f64 {
    match i % 4 {
        0 => random.uniform(-746.0, 746.0),
        1 => random.uniform(-2.0, 2.0),
        2 => random.exponent_between(-1074.0, 9.0),
        _ => random.exponent_between(-56.0, 6.0),
    }
}

fn one() -> Exact {
    big(1.0)
}

check!(exp, 2.0, exponent, |x: f64| lanes::exp::<FMA>(x), |x| big(x).exp());
check!(exp_sum, 2.0, unevaluated, |x: (f64, f64)| lanes::exp_sum::<FMA>(x.0, x.1), |(hi, lo)| {
    let sum = big(hi) + big(lo);
    sum.exp()
});
check!(exp2, 2.0, |r: &mut _, i| exponent(r, i) / LN_2, |x: f64| lanes::exp2::<FMA>(x), |x| {
    let natural = big(x) * big(2.0).ln();
    natural.exp()
});
check!(expm1, 2.0, any_sign, |x: f64| lanes::expm1::<FMA>(x), |x| { big(x).exp_m1() });
check!(ln, 2.0, positive, |x: f64| lanes::ln::<FMA>(x), |x| big(x).ln());
check!(log1p, 2.0, above_minus_one, |x: f64| lanes::log1p::<FMA>(x), |x| big(x).ln_1p());
check!(log2, 2.0, positive, |x: f64| lanes::log2::<FMA>(x), |x| big(x).ln() / big(2.0).ln());
check!(log10, 2.0, positive, |x: f64| lanes::log10::<FMA>(x), |x| big(x).ln() / big(10.0).ln());
check!(pow, 2.0, base_and_exponent, |x: (f64, f64)| lanes::pow::<FMA>(x.0, x.1), exact_power);
check!(sigmoid, 3.0, any_sign, |x: f64| lanes::sigmoid::<FMA>(x), |x: f64| one() / (one() + big(-x).exp()));
check!(softplus, 3.0, any_sign, |x: f64| lanes::softplus::<FMA>(x), |x| big(x).exp().ln_1p());
check!(tanh, 3.0, any_sign, |x: f64| lanes::tanh::<FMA>(x), |x| {
    let e = big(2.0 * x).exp_m1();
    &e / (&e + big(2.0))
});

#[test]
fn ln_sum() {
    let mut random = Random(7);
    let points: Vec<f64> = (0..points_wanted()).map(|i| positive(&mut random, i)).collect();
    let exact: Vec<Exact> = points.iter().map(|&x| big(x).ln()).collect();
    for isa in ISAS {
        let computed = map!(isa, &points, |x: f64| -> (f64, f64) { lanes::ln_sum::<FMA>(x) });
        let mut worst = (0.0, 1.0);
        for ((&x, exact), (hi, lo)) in points.iter().zip(&exact).zip(computed) {
            assert_eq!(hi + lo, hi, "not renormalised at {x:e}");
            let difference = (big(hi) + big(lo)) - exact;
            let error = if x == 1.0 { hi.abs() } else { (difference / exact).to_f64().value().abs() };
            if error.is_nan() || error > worst.0 {
                worst = (error, x);
            }
        }
        println!("{:>12} {isa:?}: 2^{:.2} of the result at {:e}", "ln_sum", worst.0.log2(), worst.1);
        assert!(worst.0 <= 2f64.powi(-64), "{isa:?}: {worst:?}");
    }
}
