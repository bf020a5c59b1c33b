//! Ratios of neighbouring gaps: whether eigenvalues repel, without unfolding.

use crate::Error;
use crate::dense::ComplexEigenvalue;

/// Mean gap ratio of independent (Poisson) levels, `2 ln 2 - 1` (Oganesyan and Huse 2007).
pub const POISSON: f64 = 0.386_294_361_119_890_6;
/// Mean gap ratio of large real symmetric random matrices, GOE (Atas et al. 2013, numerical).
pub const GOE: f64 = 0.5307;
/// Mean gap ratio of large Hermitian random matrices, GUE (Atas et al. 2013, numerical).
pub const GUE: f64 = 0.5996;

/// The mean of a statistic of levels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanRatio {
    /// The mean ratio.
    pub mean: f64,
    /// Its standard error; neighbouring ratios share a gap, which is allowed for by means over blocks.
    pub error: f64,
    /// How many ratios.
    pub count: usize,
}

/// The mean of `min(s_i, s_{i+1}) / max(s_i, s_{i+1})` over the central `share` of the levels, in any order: 0.386 for
/// independent levels, 0.531 for the bulk of random symmetric or Wishart matrices. Equal neighbours count as a gap of 0.
///
/// # Errors
/// If the share is not within (0, 1] or fewer than 20 ratios are left.
pub fn gap_ratio(levels: &[f64], share: f64) -> Result<MeanRatio, Error> {
    if !(share > 0.0 && share <= 1.0) {
        return Err(Error::Setting(format!("the share of levels lies within (0, 1], {share} does not")));
    }
    let mut sorted: Vec<f64> = levels.iter().copied().filter(|x| x.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let cut = (sorted.len() as f64 * (1.0 - share) / 2.0) as usize;
    let centre = &sorted[cut..sorted.len() - cut];
    let gaps: Vec<f64> = centre.windows(2).map(|w| w[1] - w[0]).collect();
    let ratios: Vec<f64> =
        gaps.windows(2).filter(|g| g[0].max(g[1]) > 0.0).map(|g| g[0].min(g[1]) / g[0].max(g[1])).collect();
    mean_ratio(&ratios)
}

/// The complex spacing ratio `(nearest - z)/(next nearest - z)` of eigenvalues in the plane (Sa, Ribeiro and Prosen
/// 2020): mean modulus and mean cosine of the angle. Independent points give 2/3 and 0, Ginibre matrices 0.738 and
/// -0.24. Real eigenvalues of a real matrix form a class of their own and are left out, and so is one of each pair.
///
/// # Errors
/// If fewer than 20 eigenvalues are left.
pub fn complex_gap_ratio(values: &[ComplexEigenvalue]) -> Result<(MeanRatio, MeanRatio), Error> {
    let points: Vec<ComplexEigenvalue> = values.iter().copied().filter(|v| v.im > 0.0).collect();
    let (mut moduli, mut cosines) = (vec![], vec![]);
    for (i, z) in points.iter().enumerate() {
        // Neighbours of z among all eigenvalues: the mirror images of others are neighbours too.
        let (mut first, mut second) = ((f64::INFINITY, 0.0, 0.0), (f64::INFINITY, 0.0, 0.0));
        for (j, w) in points.iter().enumerate() {
            for im in [w.im, -w.im] {
                if j == i {
                    continue;
                }
                let (dx, dy) = (w.re - z.re, im - z.im);
                let d = dx.hypot(dy);
                if d < first.0 {
                    (second, first) = (first, (d, dx, dy));
                } else if d < second.0 {
                    second = (d, dx, dy);
                }
            }
        }
        if second.0.is_finite() && second.0 > 0.0 {
            let (r, cos) = (first.0 / second.0, first.1 * second.1 + first.2 * second.2);
            moduli.push(r);
            cosines.push(if r > 0.0 { cos / (first.0 * second.0) } else { 0.0 });
        }
    }
    Ok((mean_ratio(&moduli)?, mean_ratio(&cosines)?))
}

fn mean_ratio(ratios: &[f64]) -> Result<MeanRatio, Error> {
    const FEW: usize = 20;
    const BLOCK: usize = 5;
    let count = ratios.len();
    if count < FEW {
        return Err(Error::Unanswerable(format!("{count} gap ratios tell nothing: at least {FEW} are needed")));
    }
    let mean = ratios.iter().sum::<f64>() / count as f64;
    let blocks: Vec<f64> = ratios.chunks_exact(BLOCK).map(|b| b.iter().sum::<f64>() / BLOCK as f64).collect();
    let b = blocks.len() as f64;
    let centre = blocks.iter().sum::<f64>() / b;
    let variance = blocks.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / (b - 1.0);
    Ok(MeanRatio { mean, error: (variance / b).sqrt(), count })
}
