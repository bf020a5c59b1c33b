//! How weights of more than two dimensions, and fused ones, become matrices.
//!
//! Data are row by row (the last index runs fastest), as checkpoints store them.

use crate::Error;
use std::borrow::Cow;

/// A matrix taken from a tensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece<'a, T: Clone> {
    /// What it is: `q`, `head 3 k`, `position 0,1`; empty for the whole.
    pub name: String,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// Entries row by row: borrowed where the tensor holds them in one run.
    pub data: Cow<'a, [T]>,
}

/// How the query, key and value weights of attention lie in one matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FusedQkv {
    /// `[3*d, in]`: rows of q, then k, then v (PyTorch's `in_proj_weight`, `c_attn` of linear layers).
    Rows,
    /// `[in, 3*d]`: columns of q, then k, then v (GPT-2's `c_attn`, a `Conv1D` that stores input by output).
    Columns,
    /// `[heads*3*head_dim, in]`: for each head rows of its q, k, v (GPT-NeoX, BLOOM).
    PerHead {
        /// Number of heads.
        heads: usize,
    },
    /// `[q + 2*kv, in]` with fewer keys and values than queries (grouped-query attention).
    Grouped {
        /// Rows of q.
        query: usize,
        /// Rows of k, and of v.
        key_value: usize,
    },
}

/// A convolution kernel or any tensor `[out, in, k1, k2, ...]` as `out x (in*k1*k2*...)`: the operator that meets an
/// unrolled patch. No entry moves. A vector becomes one row.
///
/// # Errors
/// If a dimension is zero or the shape does not fit the data.
pub fn unrolled<'a, T: Clone>(shape: &[usize], data: &'a [T]) -> Result<Piece<'a, T>, Error> {
    let count = entries(shape, data.len())?;
    let rows = if shape.len() < 2 { 1 } else { shape[0] };
    Ok(Piece { name: String::new(), rows, cols: count / rows, data: Cow::Borrowed(data) })
}

/// A convolution kernel `[out, in, k1, k2, ...]` as one `out x in` matrix per kernel position, as WeightWatcher pools
/// them.
///
/// # Errors
/// If there are fewer than three dimensions, or as [`unrolled`].
pub fn per_position<'a, T: Copy>(shape: &[usize], data: &'a [T]) -> Result<Vec<Piece<'a, T>>, Error> {
    let count = entries(shape, data.len())?;
    if shape.len() < 3 {
        return Err(Error::Shape(format!("a tensor of shape {shape:?} is no convolution kernel: it has no positions")));
    }
    let (rows, cols) = (shape[0], shape[1]);
    let positions = count / rows / cols;
    Ok((0..positions)
        .map(|p| {
            let mut at = p;
            let mut index: Vec<String> = shape[2..]
                .iter()
                .rev()
                .map(|k| {
                    let i = at % k;
                    at /= k;
                    i.to_string()
                })
                .collect();
            index.reverse();
            let data = (0..rows * cols).map(|e| data[e * positions + p]).collect();
            Piece { name: format!("position {}", index.join(",")), rows, cols, data: Cow::Owned(data) }
        })
        .collect())
}

/// Query, key and value of a fused `rows x cols` weight; each `out x in`, but for [`FusedQkv::Columns`], which keeps its
/// `in x out`.
///
/// # Errors
/// If the shape does not divide as the layout says.
pub fn split_qkv<'a, T: Copy>(
    rows: usize,
    cols: usize,
    data: &'a [T],
    layout: FusedQkv,
) -> Result<Vec<Piece<'a, T>>, Error> {
    entries(&[rows, cols], data.len())?;
    let misfit = || Error::Shape(format!("a {rows} x {cols} matrix does not divide into q, k and v as {layout:?}"));
    let names = ["q", "k", "v"];
    match layout {
        FusedQkv::Rows if rows.is_multiple_of(3) => by_rows(&[rows / 3; 3], cols, data, &names),
        FusedQkv::Grouped { query, key_value }
            if query > 0
                && key_value > 0
                && key_value.checked_mul(2).and_then(|kv| kv.checked_add(query)) == Some(rows) =>
        {
            by_rows(&[query, key_value, key_value], cols, data, &names)
        }
        FusedQkv::Columns if cols.is_multiple_of(3) => Ok(names
            .iter()
            .enumerate()
            .map(|(part, name)| {
                let width = cols / 3;
                let data =
                    data.chunks_exact(cols).flat_map(|r| &r[part * width..(part + 1) * width]).copied().collect();
                Piece { name: (*name).into(), rows, cols: width, data: Cow::Owned(data) }
            })
            .collect()),
        FusedQkv::PerHead { heads } if heads > 0 && heads.checked_mul(3).is_some_and(|h| rows.is_multiple_of(h)) => {
            let run = rows / heads / 3 * cols;
            Ok(names
                .iter()
                .enumerate()
                .map(|(part, name)| {
                    let data = data.chunks_exact(run).skip(part).step_by(3).flatten().copied().collect();
                    Piece { name: (*name).into(), rows: rows / 3, cols, data: Cow::Owned(data) }
                })
                .collect())
        }
        _ => Err(misfit()),
    }
}

/// A `rows x cols` weight cut into `heads` runs of rows: one matrix per attention head. No entry moves.
///
/// # Errors
/// If the heads do not divide the rows.
pub fn heads<'a, T: Clone>(rows: usize, cols: usize, data: &'a [T], heads: usize) -> Result<Vec<Piece<'a, T>>, Error> {
    entries(&[rows, cols], data.len())?;
    if heads == 0 || !rows.is_multiple_of(heads) {
        return Err(Error::Shape(format!("{rows} rows do not divide into {heads} heads")));
    }
    let names: Vec<String> = (0..heads).map(|h| format!("head {h}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    by_rows(&vec![rows / heads; heads], cols, data, &names)
}

fn by_rows<'a, T: Clone>(
    heights: &[usize],
    cols: usize,
    data: &'a [T],
    names: &[&str],
) -> Result<Vec<Piece<'a, T>>, Error> {
    let mut start = 0;
    Ok(heights
        .iter()
        .zip(names)
        .map(|(&rows, name)| {
            let part = &data[start..start + rows * cols];
            start += rows * cols;
            Piece { name: (*name).into(), rows, cols, data: Cow::Borrowed(part) }
        })
        .collect())
}

fn entries(shape: &[usize], length: usize) -> Result<usize, Error> {
    let count = shape.iter().try_fold(1usize, |n, k| n.checked_mul(*k));
    match count {
        Some(n) if n == length && n > 0 && !shape.is_empty() => Ok(n),
        _ => Err(Error::Shape(format!("a tensor of shape {shape:?} does not have {length} entries, or is empty"))),
    }
}
