//! Elementary functions for lanes: loops over slices of `f64` that the compiler turns into vector instructions.
//!
//! Compilers do not vectorise calls of libm, and libms differ between machines, so the functions that laws need are
//! here: branch-free scalar code (selects, no tables), `#[inline(always)]`, to be called in a plain loop inside a
//! [`Kernel`]. [`dispatch`] runs the kernel compiled for the best instruction set of the machine.
//!
//! Each function has a parameter `FMA`. With `true` products and sums are fused where that helps; use it only in code
//! compiled for a machine that has the instruction, as [`Kernel::run`] is. With `false` nothing is fused. Every fusion
//! is written out, so an element's bits depend on its value and on `FMA` only: never on its place in the slice, on the
//! slice's length or on the width of the vectors.
//!
//! Errors are in units in the last place (ulp) of the exact result, over the whole range with subnormal numbers. The
//! largest seen are of 9 million points a function against a reference of 113 bits; with and without `FMA` they differ
//! little.
//!
//! | function | bound | seen |
//! |---|---|---|
//! | [`exp`], [`exp_sum`], [`exp2`] | 2 | 1.00, 0.93, 1.10 |
//! | [`expm1`] | 2 | 1.56 |
//! | [`ln`], [`log1p`] | 2 | 0.83, 0.86 |
//! | [`log2`], [`log10`] | 2, exact at powers | 0.81, 0.71 |
//! | [`ln_sum`] | 2^-64 of the result | 2^-64.6 |
//! | [`pow`], [`pow_from_ln`] | 2 | 0.95 |
//! | [`sigmoid`], [`softplus`], [`tanh`] | 3 | 2.31, 1.65, 2.49 |
//! | [`sin`], [`cos`] | those of the crate `libm`, not vectorised | |
//!
//! ```
//! use lawful_law::lanes::{Kernel, dispatch, exp};
//!
//! struct Decay<'a>(&'a mut [f64]);
//! impl Kernel for Decay<'_> {
//!     type Output = ();
//!     #[inline(always)]
//!     fn run<const FMA: bool>(self) {
//!         for x in self.0 {
//!             *x = exp::<FMA>(-*x);
//!         }
//!     }
//! }
//!
//! let mut values = [0.0, 1.0, 2.0];
//! dispatch(Decay(&mut values));
//! assert_eq!(values[0], 1.0);
//! ```

mod dispatch;
mod error_free;
mod exp;
mod expm1;
mod ln;
mod ln_sum;
mod log1p;
mod log_base;
mod logistic;
mod pow;
mod trigonometric;

pub use dispatch::{Isa, Kernel, dispatch, dispatch_on};
pub use exp::{exp, exp_sum, exp2};
pub use expm1::expm1;
pub use ln::ln;
pub use ln_sum::ln_sum;
pub use log_base::{log2, log10};
pub use log1p::log1p;
pub use logistic::{sigmoid, softplus, tanh};
pub use pow::{pow, pow_from_ln, signed_power};
pub use trigonometric::{cos, sin};

/// Leading 42 bits of ln 2: its products with exponents, which have 11 bits, are exact.
const LN2_HI: f64 = 0.693_147_180_559_890_3;
/// ln 2 - `LN2_HI`.
const LN2_LO: f64 = 5.497_923_018_708_371e-14;

/// Below 2^-54 in magnitude, x is the rounded value of both e^x - 1 and ln(1 + x).
const IDENTITY_BELOW: f64 = 1.0 / (1u64 << 54) as f64;
