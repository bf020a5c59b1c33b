//! Time of the lane functions on 256 elements, for each instruction set of the machine, beside the standard library's.
//!
//! Divide by 256 for the time of an element: `cargo bench -p lawful-law --bench lanes`.

use criterion::{Criterion, criterion_group, criterion_main};
use lawful_law::lanes::{self, Isa, Kernel, dispatch_on};
use std::hint::black_box;

const LEN: usize = 256;

/// Times `$function` on `$x` (and the standard library's `$std`).
macro_rules! bench {
    ($criterion:expr, $name:literal, $input:expr, |$x:ident| $function:expr, $std:expr) => {{
        struct Map<'a>(&'a [f64], &'a [f64], &'a mut [f64]);
        impl Kernel for Map<'_> {
            type Output = ();
            #[inline(always)]
            fn run<const FMA: bool>(self) {
                for ((out, &a), &b) in self.2.iter_mut().zip(self.0).zip(self.1) {
                    let $x = (a, b);
                    *out = $function;
                }
            }
        }
        let (first, second): (Vec<f64>, Vec<f64>) = (0..LEN).map(|i| $input(i as f64 / LEN as f64)).unzip();
        let mut out = vec![0.0; LEN];
        let mut group = $criterion.benchmark_group($name);
        for isa in [Isa::Avx512, Isa::Avx2, Isa::Baseline] {
            if isa <= Isa::detect() {
                group.bench_function(format!("{isa:?}"), |b| {
                    b.iter(|| dispatch_on(isa, Map(black_box(&first), &second, &mut out)))
                });
            }
        }
        let standard: fn((f64, f64)) -> f64 = $std;
        group.bench_function("std", |b| {
            b.iter(|| {
                for ((out, &a), &b) in out.iter_mut().zip(black_box(&first)).zip(&second) {
                    *out = standard((a, b));
                }
            });
        });
        group.finish();
    }};
}

fn exponentials(c: &mut Criterion) {
    let spread = |u: f64| (20.0 * u - 10.0, 0.0);
    bench!(c, "exp", spread, |p| lanes::exp::<FMA>(p.0), |p| p.0.exp());
    bench!(c, "expm1", spread, |p| lanes::expm1::<FMA>(p.0), |p| p.0.exp_m1());
    bench!(c, "exp2", spread, |p| lanes::exp2::<FMA>(p.0), |p| p.0.exp2());
    bench!(c, "exp_sum", spread, |p| lanes::exp_sum::<FMA>(p.0, p.1), |p| (p.0 + p.1).exp());
    bench!(c, "sigmoid", spread, |p| lanes::sigmoid::<FMA>(p.0), |p| 1.0 / (1.0 + (-p.0).exp()));
    bench!(c, "softplus", spread, |p| lanes::softplus::<FMA>(p.0), |p| p.0.exp().ln_1p());
    bench!(c, "tanh", spread, |p| lanes::tanh::<FMA>(p.0), |p| p.0.tanh());
}

fn logarithms(c: &mut Criterion) {
    let positive = |u: f64| ((20.0 * u - 10.0).exp(), 0.0);
    bench!(c, "ln", positive, |p| lanes::ln::<FMA>(p.0), |p| p.0.ln());
    bench!(c, "log1p", positive, |p| lanes::log1p::<FMA>(p.0), |p| p.0.ln_1p());
    bench!(c, "log2", positive, |p| lanes::log2::<FMA>(p.0), |p| p.0.log2());
    bench!(c, "log10", positive, |p| lanes::log10::<FMA>(p.0), |p| p.0.log10());
    bench!(c, "ln_sum", positive, |p| lanes::ln_sum::<FMA>(p.0).0, |p| p.0.ln());
}

fn powers(c: &mut Criterion) {
    let base_and_exponent = |u: f64| ((20.0 * u - 10.0).exp(), 3.0 * (40.0 * u).sin());
    bench!(c, "pow", base_and_exponent, |p| lanes::pow::<FMA>(p.0, p.1), |p| p.0.powf(p.1));
    let ln_and_exponent = |u: f64| (20.0 * u - 10.0, 3.0 * (40.0 * u).sin());
    bench!(c, "pow_from_ln", ln_and_exponent, |p| lanes::pow_from_ln::<FMA>((p.0, 0.0), p.1), |p| (p.0 * p.1).exp());
}

criterion_group!(benches, exponentials, logarithms, powers);
criterion_main!(benches);
