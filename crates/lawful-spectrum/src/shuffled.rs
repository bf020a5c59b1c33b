//! The shuffled matrix: the null model that keeps the entries and forgets where they stood.

use crate::matrix::{Element, MatrixRef};
use crate::operator::{DenseOperator, Scaled};
use crate::spectral_norm::SpectralNorm;
use crate::{Error, random};

/// The entries of a matrix in random order: same shape, same distribution of entries, no structure. A mean that is not
/// zero survives, as the one outlier `|mean| sqrt(rows*cols)`.
pub fn shuffled<T: Element>(a: MatrixRef<'_, T>, seed: u64) -> Vec<T> {
    let mut entries = a.data().to_vec();
    random::shuffle(&mut random::stream(seed, 0), &mut entries);
    entries
}

/// The largest singular value of each of `shuffles` shuffled copies, by Lanczos iteration to a relative `1e-3`, well
/// below their scatter: what the largest singular value of the matrix would be without structure, with heavy tails of
/// its entries allowed for, which the Tracy-Widom law does not.
///
/// # Errors
/// If an iteration fails, which finite entries do not cause.
pub fn largest_singular_values<T: Element>(a: MatrixRef<'_, T>, shuffles: usize, seed: u64) -> Result<Vec<f64>, Error> {
    let norm = SpectralNorm { tolerance: 1e-3, seed, ..SpectralNorm::default() };
    (0..shuffles)
        .map(|i| {
            let entries = shuffled(a, seed.wrapping_add(i as u64));
            let copy = MatrixRef::new(a.rows(), a.cols(), &entries)?;
            let (factor, back) = copy.scaling();
            Ok(norm.of(&Scaled { operator: &DenseOperator::new(copy), factor })?.value * back)
        })
        .collect()
}
