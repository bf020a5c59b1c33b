//! The spectra of a model's weights: from a checkpoint to one row per matrix.
//!
//! ```no_run
//! use lawful::{Checkpoint, Weights};
//!
//! let model = Checkpoint::open("model.safetensors")?;
//! let weights = Weights::of(&model).layers(["*mlp*"]).sims(200).run()?;
//! for layer in &weights.layers {
//!     println!("{} {} {}", layer.name, layer.measures.spectrum.entropy_rank, layer.verdict());
//! }
//! # Ok::<(), lawful::Error>(())
//! ```
//!
//! | step | file |
//! |---|---|
//! | tensors → matrices: convolutions, fused attention, stacked experts; what is left out | `matrices` |
//! | names → kinds and blocks | `kind` |
//! | matrix → measures, tail with its rivals, null models | `measures` |
//! | another checkpoint's layer → differences | `against` |
//! | layers on all cores within a bound of memory | `within_memory` |
//! | rows → a table for `fit` | `table` |
//!
//! # Conventions
//!
//! Eigenvalues are squared singular values of the matrix, not divided by its size; `alpha`, `xmin` and the edge of the
//! Marchenko-Pastur law are theirs. Every measure is an exact function of the matrix (rounding of the arithmetic apart);
//! only alpha, p and the gap ratio have statistical errors.
//!
//! # Memory
//!
//! Layers are read one at a time per thread, by position. Together they stay below three times the largest layer as it
//! is held (f32, f64 for stored f64) or below [`LEAST_MEMORY`], unless one layer alone needs more: a square one takes up
//! to three matrices of f64 beside itself, a tall one little.

mod against;
mod kind;
mod matrices;
mod measures;
mod run;
mod table;
mod within_memory;

pub use against::Against;
pub(crate) use measures::verdict;
pub use measures::{Measures, Verdict};
pub use run::{LEAST_MEMORY, Weighing};

use crate::Checkpoint;

/// One weight matrix with all that was measured.
#[derive(Debug, Clone)]
pub struct WeightLayer {
    /// The tensor's name, with the part of it in brackets: `h.0.attn.c_attn.weight [q]`.
    pub name: String,
    /// The name without numbers, ending `weight` and brackets: `h.attn.c_attn.q`. Layers of one kind do the same work.
    pub kind: String,
    /// The first number of the name: which block, counted as the model does.
    pub block: Option<u64>,
    /// The tensor's shape.
    pub shape: Vec<usize>,
    /// How its values are stored: `f32`, `bf16`, `q4_k`.
    pub dtype: String,
    /// How the tensor became a matrix: `as stored`, `out x (in * kernel)`, `columns of fused q, k, v`.
    pub convention: &'static str,
    /// What was measured.
    pub measures: Measures,
    /// The other checkpoint's layer of this name, and the difference; `None` unless asked for.
    pub against: Option<Against>,
}

impl WeightLayer {
    /// What the tail of its spectrum amounts to.
    pub fn verdict(&self) -> Verdict {
        self.measures.verdict()
    }
}

/// A tensor, or a part of one, that was not measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedTensor {
    /// Its name.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// How its values are stored.
    pub dtype: String,
    /// Why, as a stable word.
    pub code: SkipCode,
    /// Why, in words.
    pub reason: String,
}

/// Why a tensor was not measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SkipCode {
    /// One axis or none: no spectrum.
    Vector,
    /// An axis of length 0.
    Empty,
    /// Integers: counters, masks, packed codes.
    Integers,
    /// A type that is listed but not read.
    UnreadType,
    /// Every entry is zero.
    Zero,
    /// It is not in the other checkpoint, or has another shape there.
    Unmatched,
    /// It needs more memory than there is.
    TooLarge,
    /// An entry is NaN or infinite.
    NotFinite,
    /// A decomposition failed its checks.
    Numerical,
}

impl SkipCode {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            SkipCode::Vector => "vector",
            SkipCode::Empty => "empty",
            SkipCode::Integers => "integers",
            SkipCode::UnreadType => "unread-type",
            SkipCode::Zero => "zero",
            SkipCode::Unmatched => "unmatched",
            SkipCode::TooLarge => "too-large",
            SkipCode::NotFinite => "not-finite",
            SkipCode::Numerical => "numerical",
        }
    }

    /// Whether a matrix that should have been measured could not be.
    pub fn is_failure(self) -> bool {
        matches!(self, SkipCode::TooLarge | SkipCode::NotFinite | SkipCode::Numerical)
    }
}

/// The spectra of a model's weights.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The path of the checkpoint.
    pub model: String,
    /// The path of the other one.
    pub against: Option<String>,
    /// Tensors in the checkpoint.
    pub tensors: usize,
    /// The matrices, in the checkpoint's order.
    pub layers: Vec<WeightLayer>,
    /// What was left out, in the checkpoint's order; tensors that `layers` did not ask for are not listed.
    pub skipped: Vec<SkippedTensor>,
    /// Seed of simulations and shuffles.
    pub seed: u64,
    /// Level of the interval of alpha.
    pub level: f64,
    /// Seconds that all took.
    pub seconds: f64,
}

impl Weights {
    /// The spectra of a checkpoint: set options, then [`Weighing::run`].
    pub fn of(checkpoint: &Checkpoint) -> Weighing<'_> {
        Weighing::new(checkpoint)
    }
}
