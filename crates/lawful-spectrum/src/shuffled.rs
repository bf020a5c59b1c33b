//! The shuffled matrix: the null model that keeps the entries and forgets where they stood.

use crate::dense::SingularValues;
use crate::matrix::{Element, MatrixRef};
use crate::{Error, dense, random};

/// The entries of a matrix in random order: same shape, same distribution of entries, no structure. A mean that is not
/// zero survives, as the one outlier `|mean| sqrt(rows*cols)`.
pub fn shuffled<T: Element>(a: MatrixRef<'_, T>, seed: u64) -> Vec<T> {
    let mut entries = a.data().to_vec();
    random::shuffle(&mut random::stream(seed, 0), &mut entries);
    entries
}

/// The singular values of a shuffled copy: the spectrum that the matrix would have without structure, with heavy tails
/// of its entries allowed for, which the Marchenko-Pastur and Tracy-Widom laws do not.
///
/// # Errors
/// As [`dense::singular_values`].
pub fn singular_values<T: Element>(a: MatrixRef<'_, T>, seed: u64) -> Result<SingularValues, Error> {
    dense::singular_values(MatrixRef::new(a.rows(), a.cols(), &shuffled(a, seed))?)
}

/// The largest singular value of each of `shuffles` shuffled copies, seeds counted up from `seed`.
///
/// # Errors
/// As [`singular_values`].
pub fn largest_singular_values<T: Element>(a: MatrixRef<'_, T>, shuffles: usize, seed: u64) -> Result<Vec<f64>, Error> {
    (0..shuffles).map(|i| Ok(singular_values(a, seed.wrapping_add(i as u64))?.spectral_norm())).collect()
}
