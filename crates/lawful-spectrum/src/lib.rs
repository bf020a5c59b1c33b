//! Spectra of matrices: from arrays to a [`Spectrum`], effective ranks, and what noise would have given.
//!
//! ```
//! use lawful_spectrum::{Layer, LayerOptions, MatrixRef};
//!
//! // A rank-one signal of singular value 60 in noise of standard deviation 1/2.
//! let (rows, cols) = (200, 100);
//! let mut state = 1u32;
//! let weights: Vec<f32> = (0..rows * cols)
//!     .map(|_| {
//!         state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
//!         let noise = if state >> 31 == 1 { 0.5 } else { -0.5 };
//!         noise + 60.0 / ((rows * cols) as f32).sqrt()
//!     })
//!     .collect();
//! let layer = Layer::measure(MatrixRef::new(rows, cols, &weights)?, LayerOptions::default())?;
//! assert_eq!(layer.bulk.unwrap().outliers, 1);
//! # Ok::<(), lawful_spectrum::Error>(())
//! ```
//!
//! | module | in → out |
//! |---|---|
//! | [`dense`] | matrix → singular values, eigenvalues real and complex, each result checked against trace and norm |
//! | [`operator`], [`lanczos`], [`stochastic_lanczos`] | products with vectors → spectral density, traces with errors |
//! | [`randomized`], [`spectral_norm`] | products with vectors → the leading part, with errors |
//! | [`covariance`] | rows in batches → covariance, mergeable |
//! | [`shares`], [`finite_sample`] | eigenvalues → effective ranks, entropy, concentration; their bias from few rows |
//! | [`diffusion_entropy`] | points → diffusion spectral entropy and information |
//! | [`marchenko_pastur`], [`semicircle`], [`circular_law`], [`tracy_widom`] | laws of pure noise |
//! | [`bulk`], [`spiked`], [`shuffled`] | spectrum → noise and outliers; where a signal shows; noise with the same entries |
//! | [`learning_curve`] | spectrum of a kernel or of inputs, noise → what a regression on N points does not know |
//! | [`bayesian_regression`] | design → epistemic variance of predictions |
//! | [`level_spacing`] | levels → gap ratios: do they repel |
//! | [`reshape`] | convolutions, fused attention → matrices |
//! | [`layer`] | one weight matrix → all of it |
//!
//! # Conventions
//!
//! Matrices lie row by row. Values come in falling order. Effective ranks are of squared singular values (eigenvalues of
//! `A'A`), never divided by the number of rows unless said. Logarithms are natural, entropies in nats, those of
//! [`diffusion_entropy`] in bits. Data may be f32 or f64; sums and decompositions are in f64. Results have the same bits
//! for any number of threads: parts are cut by size alone and added in order.

pub mod bayesian_regression;
pub mod bulk;
pub mod circular_law;
pub mod covariance;
pub mod dense;
pub mod diffusion_entropy;
pub mod finite_sample;
pub mod lanczos;
pub mod layer;
pub mod learning_curve;
pub mod level_spacing;
pub mod marchenko_pastur;
pub mod operator;
pub mod randomized;
pub mod reshape;
pub mod semicircle;
pub mod shares;
pub mod shuffled;
pub mod spectral_norm;
pub mod spectrum;
pub mod spiked;
pub mod stochastic_lanczos;
pub mod tracy_widom;

mod airy;
mod error;
mod gauss;
mod matrix;
mod null_model;
mod random;

pub use covariance::Covariance;
pub use error::Error;
pub use layer::{Layer, LayerOptions};
pub use marchenko_pastur::MarchenkoPastur;
pub use matrix::{Element, Matrix, MatrixRef};
pub use null_model::{NullModel, kolmogorov_distance};
pub use shares::Shares;
pub use spectrum::Spectrum;
