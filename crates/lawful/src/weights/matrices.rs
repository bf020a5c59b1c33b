//! How tensors become matrices, and which do not.
//!
//! | tensor | matrices |
//! |---|---|
//! | two axes | itself |
//! | fused q, k, v: `c_attn` stored input by output, `in x 3d` | three, by columns |
//! | fused q, k, v: `in_proj_weight`, `qkv`, `attn_qkv`, `3d x in` | three, by rows |
//! | three axes, `expert` or `exps` in the name: `experts x out x in` | one per expert |
//! | a convolution `out x in x k1 x …` | one, `out x (in k1 …)`: what meets an unrolled patch |
//!
//! `query_key_value` (GPT-NeoX, BLOOM) interleaves its heads, whose number the file does not say: it stays whole.

use super::{SkipCode, SkippedTensor};
use lawful_io::arrays::{DType, Tensor};
use lawful_spectrum::reshape::{FusedQkv, Piece, split_qkv, unrolled};
use lawful_spectrum::{Element, Error};

/// Endings of names of fused attention weights that hold q, k and v as rows.
const FUSED_ROWS: [&str; 5] = ["in_proj_weight", "qkv.weight", "attn_qkv.weight", "Wqkv.weight", "qkv_proj.weight"];

/// The same for those that hold them as columns.
const FUSED_COLUMNS: [&str; 2] = ["c_attn.weight", "c_attn/kernel"];

/// Names of the parts.
const Q_K_V: [&str; 3] = ["q", "k", "v"];

/// How a tensor becomes matrices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    AsStored,
    FusedRows,
    FusedColumns,
    Experts,
    Unrolled,
}

impl Cut {
    /// For a tensor whose values are weights. With `fused_whole` fused attention stays in one piece.
    ///
    /// # Errors
    /// Why it has no spectrum.
    pub(super) fn of(tensor: &Tensor, fused_whole: bool) -> Result<Cut, SkippedTensor> {
        let shape = &tensor.shape;
        let skip = |code, reason: &str| Err(skipped(tensor, "", code, reason.to_string()));
        if let DType::Other(_) = tensor.dtype {
            return skip(SkipCode::UnreadType, "its type is listed but not read: save it as f32 or bf16");
        }
        if !tensor.dtype.is_float() {
            return skip(SkipCode::Integers, "integers are no weights");
        }
        if shape.len() < 2 {
            return skip(SkipCode::Vector, "a vector has no spectrum");
        }
        if tensor.is_empty() {
            return skip(SkipCode::Empty, "it has no entries");
        }
        let ends = |endings: &[&str]| endings.iter().any(|ending| tensor.name.ends_with(ending));
        Ok(match shape[..] {
            [rows, cols] if !fused_whole && cols.checked_mul(3) == Some(rows) && ends(&FUSED_ROWS) => Cut::FusedRows,
            [rows, cols] if !fused_whole && rows.checked_mul(3) == Some(cols) && ends(&FUSED_COLUMNS) => {
                Cut::FusedColumns
            }
            [_, _] => Cut::AsStored,
            [_, _, _] if tensor.name.contains("expert") || tensor.name.contains("exps") => Cut::Experts,
            _ => Cut::Unrolled,
        })
    }

    /// The convention in words.
    pub(super) fn convention(self) -> &'static str {
        match self {
            Cut::AsStored => "as stored",
            Cut::FusedRows => "rows of fused q, k, v",
            Cut::FusedColumns => "columns of fused q, k, v",
            Cut::Experts => "one of stacked experts",
            Cut::Unrolled => "out x (in * kernel)",
        }
    }

    /// How many matrices.
    pub(super) fn count(self, shape: &[usize]) -> usize {
        match self {
            Cut::AsStored | Cut::Unrolled => 1,
            Cut::FusedRows | Cut::FusedColumns => 3,
            Cut::Experts => shape[0],
        }
    }

    /// The name of a part, empty for a whole.
    pub(super) fn part(self, index: usize) -> String {
        match self {
            Cut::AsStored | Cut::Unrolled => String::new(),
            Cut::FusedRows | Cut::FusedColumns => Q_K_V[index % 3].to_string(),
            Cut::Experts => format!("expert {index}"),
        }
    }

    /// Rows and columns of each matrix.
    pub(super) fn size(self, shape: &[usize]) -> (usize, usize) {
        let rest = |from: usize| shape[from..].iter().product::<usize>();
        match self {
            Cut::AsStored | Cut::Unrolled => (shape[0], rest(1)),
            Cut::FusedRows => (shape[0] / 3, shape[1]),
            Cut::FusedColumns => (shape[0], shape[1] / 3),
            Cut::Experts => (shape[1], rest(2)),
        }
    }

    /// Whether parts are copied out of the tensor.
    pub(super) fn copies(self) -> bool {
        self == Cut::FusedColumns
    }

    /// The matrices of a tensor's values.
    ///
    /// # Errors
    /// If the values are not those of this shape.
    pub(super) fn pieces<'a, T: Element>(self, shape: &[usize], data: &'a [T]) -> Result<Vec<Piece<'a, T>>, Error> {
        match self {
            Cut::AsStored | Cut::Unrolled => Ok(vec![unrolled(shape, data)?]),
            Cut::FusedRows => split_qkv(shape[0], shape[1], data, FusedQkv::Rows),
            Cut::FusedColumns => split_qkv(shape[0], shape[1], data, FusedQkv::Columns),
            Cut::Experts => data.chunks_exact(shape[1] * shape[2]).map(|one| unrolled(&shape[1..], one)).collect(),
        }
    }
}

/// The name of a part of a tensor.
pub(super) fn named(tensor: &str, part: &str) -> String {
    if part.is_empty() { tensor.to_string() } else { format!("{tensor} [{part}]") }
}

/// A tensor, or a part of one, that is left out.
pub(super) fn skipped(tensor: &Tensor, part: &str, code: SkipCode, reason: String) -> SkippedTensor {
    let (shape, dtype) = (tensor.shape.clone(), tensor.dtype.to_string());
    SkippedTensor { name: named(&tensor.name, part), shape, dtype, code, reason }
}
