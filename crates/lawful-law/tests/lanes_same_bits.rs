//! An element's bits depend on its value and on `FMA`, not on its place, the slice's length or the instruction set.

use lawful_law::lanes::{self, Isa, Kernel, dispatch, dispatch_on};

/// All functions of (x, y), one after the other.
struct All<'a> {
    x: &'a [f64],
    y: &'a [f64],
    out: &'a mut [f64],
}

impl Kernel for All<'_> {
    type Output = ();
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let len = self.x.len();
        let mut blocks = self.out.chunks_exact_mut(len);
        macro_rules! fill {
            (|$x:ident, $y:ident| $value:expr) => {
                let block = blocks.next().expect("one block a function");
                for ((out, &$x), &$y) in block.iter_mut().zip(self.x).zip(self.y) {
                    *out = $value;
                }
            };
        }
        fill!(|x, _y| lanes::exp::<FMA>(x));
        fill!(|x, y| lanes::exp_sum::<FMA>(x, 1e-12 * y));
        fill!(|x, _y| lanes::exp2::<FMA>(x));
        fill!(|x, _y| lanes::expm1::<FMA>(x));
        fill!(|x, _y| lanes::ln::<FMA>(x));
        fill!(|x, _y| lanes::log1p::<FMA>(x));
        fill!(|x, _y| lanes::log2::<FMA>(x));
        fill!(|x, _y| lanes::log10::<FMA>(x));
        fill!(|x, _y| lanes::ln_sum::<FMA>(x).0);
        fill!(|x, _y| lanes::ln_sum::<FMA>(x).1);
        fill!(|x, y| lanes::pow::<FMA>(x, y));
        fill!(|x, _y| lanes::sigmoid::<FMA>(x));
        fill!(|x, _y| lanes::softplus::<FMA>(x));
        fill!(|x, _y| lanes::tanh::<FMA>(x));
        fill!(|x, _y| lanes::sin::<FMA>(x));
        fill!(|x, _y| lanes::cos::<FMA>(x));
    }
}

const FUNCTIONS: usize = 16;
const LEN: usize = 300;

fn points() -> (Vec<f64>, Vec<f64>) {
    let x = (0..LEN).map(|i| 37.0 * (i as f64 * 0.731).sin() + 20.0).collect();
    let y = (0..LEN).map(|i| 5.0 * (i as f64 * 1.37).cos()).collect();
    (x, y)
}

/// The bits of `FUNCTIONS` blocks; of NaN only that it is one.
fn bits(isa: Isa, x: &[f64], y: &[f64]) -> Vec<u64> {
    let mut out = vec![0.0; FUNCTIONS * x.len()];
    dispatch_on(isa, All { x, y, out: &mut out });
    out.into_iter().map(|value| if value.is_nan() { u64::MAX } else { value.to_bits() }).collect()
}

#[test]
fn place_and_length_do_not_matter() {
    let (x, y) = points();
    for isa in [Isa::Baseline, Isa::Avx2, Isa::Avx512] {
        let whole = bits(isa, &x, &y);
        for start in [0, 1, 3, 8, 101] {
            for len in [1, 2, 3, 5, 7, 8, 9, 15, 17, 33, 150] {
                let part = bits(isa, &x[start..start + len], &y[start..start + len]);
                for function in 0..FUNCTIONS {
                    let from = function * LEN + start;
                    assert_eq!(
                        part[function * len..(function + 1) * len],
                        whole[from..from + len],
                        "{isa:?}, function {function}, {start} + {len}"
                    );
                }
            }
        }
    }
}

#[test]
fn avx2_and_avx512_agree() {
    let (x, y) = points();
    if Isa::detect() >= Isa::Avx2 {
        assert_eq!(bits(Isa::Avx2, &x, &y), bits(Isa::Avx512, &x, &y));
    }
}

#[test]
fn dispatch_uses_the_current_instruction_set() {
    let (x, y) = points();
    let mut out = vec![0.0; FUNCTIONS * LEN];
    dispatch(All { x: &x, y: &y, out: &mut out });
    let current = out.iter().map(|value| if value.is_nan() { u64::MAX } else { value.to_bits() });
    assert!(current.eq(bits(Isa::current(), &x, &y)));
    assert!(Isa::current() <= Isa::detect());
}
