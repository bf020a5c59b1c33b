//! Special values of the lane functions, and values that must come out exact.

use lawful_law::lanes::{self, Isa, Kernel, dispatch_on};

const ISAS: [Isa; 3] = [Isa::Baseline, Isa::Avx2, Isa::Avx512];
const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
const SUBNORMAL: f64 = f64::from_bits(1);

/// Checks pairs of argument and value under each instruction set: the same bits, or both NaN.
macro_rules! values {
    ($function:ident, $pairs:expr) => {
        values!(|x: f64| lanes::$function::<FMA>(x), $pairs, stringify!($function))
    };
    (|$x:ident: $In:ty| $body:expr, $pairs:expr, $name:expr) => {{
        struct Map<'a>(&'a [($In, f64)]);
        impl Kernel for Map<'_> {
            type Output = Vec<f64>;
            #[inline(always)]
            fn run<const FMA: bool>(self) -> Vec<f64> {
                self.0.iter().map(|&($x, _)| $body).collect()
            }
        }
        let pairs: Vec<($In, f64)> = $pairs.into_iter().collect();
        for isa in ISAS {
            for (&(x, expected), computed) in pairs.iter().zip(dispatch_on(isa, Map(&pairs))) {
                let same = computed.to_bits() == expected.to_bits() || (computed.is_nan() && expected.is_nan());
                assert!(same, "{isa:?}: {} of {x:?} is {computed:e}, not {expected:e}", $name);
            }
        }
    }};
}

/// 2^n for n in -1074..1024, by its bits.
fn power_of_two(n: i32) -> f64 {
    f64::from_bits(if n < -1022 { 1 << (n + 1074) } else { ((n + 1023) as u64) << 52 })
}

#[test]
fn exponentials() {
    values!(exp, [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN), (1e300, INF), (-1e300, 0.0)]);
    values!(exp, [(SUBNORMAL, 1.0), (1e-300, 1.0), (709.7827128933841, INF), (710.5, INF)]);
    values!(exp, [(-745.1332191019411, SUBNORMAL), (-745.1332191019412, 0.0), (-1e4, 0.0)]);
    values!(exp2, [(INF, INF), (-INF, 0.0), (NAN, NAN), (1024.0, INF), (-1075.0, 0.0), (-1e308, 0.0), (1e308, INF)]);
    values!(exp2, (-1074..1024).map(|n| (f64::from(n), power_of_two(n))));
    values!(expm1, [(INF, INF), (-INF, -1.0), (NAN, NAN), (0.0, 0.0), (-0.0, -0.0), (-1e3, -1.0), (710.0, INF)]);
    values!(expm1, [SUBNORMAL, -SUBNORMAL, 1e-310, -1e-300, 1e-17].map(|x| (x, x)));
}

#[test]
fn sums() {
    let pairs = [((0.0, 0.0), 1.0), ((INF, NAN), INF), ((-INF, NAN), 0.0), ((NAN, 0.0), NAN), ((NAN, NAN), NAN)];
    values!(|x: (f64, f64)| lanes::exp_sum::<FMA>(x.0, x.1), pairs, "exp_sum");
    let pairs = [(0.0, -INF), (-0.0, -INF), (INF, INF), (-INF, NAN), (-1.0, NAN), (NAN, NAN), (1.0, 0.0)];
    values!(|x: f64| lanes::ln_sum::<FMA>(x).0, pairs, "ln_sum");
}

#[test]
fn logarithms() {
    let pairs = [(0.0, -INF), (-0.0, -INF), (INF, INF), (-INF, NAN), (-1.0, NAN), (-SUBNORMAL, NAN), (1.0, 0.0)];
    values!(ln, pairs);
    values!(log2, pairs);
    values!(log10, pairs);
    values!(ln, [(NAN, NAN), (-NAN, NAN), (f64::MAX, 709.782712893384), (SUBNORMAL, -744.4400719213812)]);
    values!(log2, (-1074..1024).map(|n| (power_of_two(n), f64::from(n))));
    values!(log10, (0..=22).map(|n| (10f64.powi(n), f64::from(n))));
    values!(log1p, [(-1.0, -INF), (INF, INF), (-1.1, NAN), (-INF, NAN), (NAN, NAN), (0.0, 0.0), (-0.0, -0.0)]);
    values!(log1p, [SUBNORMAL, -SUBNORMAL, 1e-310, -1e-300, 1e-17].map(|x| (x, x)));
    values!(log1p, [(f64::MAX, 709.782712893384)]);
}

#[test]
fn powers_have_the_special_values_of_the_standard_library() {
    let numbers = [
        0.0,
        SUBNORMAL,
        f64::MIN_POSITIVE,
        1e-17,
        0.5,
        1.0 - f64::EPSILON / 2.0,
        1.0,
        1.0 + f64::EPSILON,
        1.5,
        2.0,
        3.0,
        4.0,
        4_503_599_627_370_495.5,
        4_503_599_627_370_497.0,
        9_007_199_254_740_991.0,
        9_007_199_254_740_992.0,
        1e300,
        f64::MAX,
        INF,
        NAN,
    ];
    let signed = || numbers.into_iter().chain(numbers.map(|x| -x));
    // Other finite results may differ in the last bit; the accuracy test has them.
    let special = |&((x, y), power): &((f64, f64), f64)| {
        !power.is_finite() || power == 0.0 || x.abs() == 1.0 || y == 0.0 || y.is_infinite()
    };
    let pairs = signed().flat_map(|x| signed().map(move |y| ((x, y), x.powf(y)))).filter(special);
    values!(|x: (f64, f64)| lanes::pow::<FMA>(x.0, x.1), pairs, "pow");
}

#[test]
fn powers_of_integers_are_exact() {
    let pairs = (1..=20).flat_map(|x| (0..=12).map(move |y| ((f64::from(x), f64::from(y)), f64::from(x).powi(y))));
    let pairs = pairs.filter(|&(_, power)| power < 9e15);
    values!(|x: (f64, f64)| lanes::pow::<FMA>(x.0, x.1), pairs, "pow");
    let negative = [((-2.0, 3.0), -8.0), ((-2.0, -2.0), 0.25), ((-3.0, 2.0), 9.0), ((-1.0, 1e300), 1.0)];
    values!(|x: (f64, f64)| lanes::pow::<FMA>(x.0, x.1), negative, "pow");
}

#[test]
fn powers_from_a_logarithm() {
    let pairs = [
        ((0.0, 0.0), 1.0),
        ((0.0, 2.0), 0.0),
        ((0.0, -2.0), INF),
        ((INF, 0.0), 1.0),
        ((INF, -1.0), 0.0),
        ((1.0, NAN), 1.0),
        ((1.0, INF), 1.0),
        ((2.0, INF), INF),
        ((2.0, -INF), 0.0),
        ((2.0, NAN), NAN),
        ((NAN, 1.0), NAN),
        ((2.0, 1e308), INF),
        ((8.0, 3.0), 512.0),
    ];
    values!(|x: (f64, f64)| lanes::pow_from_ln::<FMA>(lanes::ln_sum::<FMA>(x.0), x.1), pairs, "pow_from_ln");
}

#[test]
fn logistic() {
    values!(sigmoid, [(0.0, 0.5), (-0.0, 0.5), (INF, 1.0), (-INF, 0.0), (NAN, NAN), (40.0, 1.0), (-1e3, 0.0)]);
    values!(softplus, [(INF, INF), (-INF, 0.0), (NAN, NAN), (1e300, 1e300), (800.0, 800.0), (-1e3, 0.0)]);
    values!(tanh, [(INF, 1.0), (-INF, -1.0), (NAN, NAN), (0.0, 0.0), (-0.0, -0.0), (30.0, 1.0), (-1e300, -1.0)]);
    values!(tanh, [SUBNORMAL, -SUBNORMAL, 1e-310, -1e-300, 1e-17].map(|x| (x, x)));
}
