//! The chance of at least one pass in k attempts.

use crate::Error;

/// The unbiased estimate of the chance that at least one of `k` attempts passes, from `passes` among `draws` attempts:
/// `1 - C(draws - passes, k)/C(draws, k)` (Chen et al. 2021, arXiv 2107.03374, eq. 1). `O(k)`.
///
/// # Errors
/// More passes than draws, `k` zero or larger than the number of draws.
pub fn pass_at_k(draws: u64, passes: u64, k: u64) -> Result<f64, Error> {
    if passes > draws {
        return Err(Error::new(format!("{passes} passes in {draws} draws: there can't be more passes than draws")));
    }
    if k == 0 || k > draws {
        return Err(Error::new(format!(
            "pass@{k} from {draws} draws: k must lie between 1 and the number of draws; draw more"
        )));
    }
    let fails = draws - passes;
    if fails < k {
        return Ok(1.0);
    }
    // The smaller of two equal products: C(f, k)/C(n, k) = prod (f - i)/(n - i) = prod over passes (n - k - i)/(n - i).
    let (terms, top) = if k <= passes { (k, fails) } else { (passes, draws - k) };
    let miss = (0..terms).fold(1.0, |miss, i| miss * ((top - i) as f64 / (draws - i) as f64));
    Ok(1.0 - miss)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms() {
        // One pass in n: k/n. Choosing 2 of 5 with 2 passes: 1 - 3/10.
        assert!((pass_at_k(20, 1, 7).unwrap() - 0.35).abs() < 1e-15);
        assert!((pass_at_k(5, 2, 2).unwrap() - 0.7).abs() < 1e-15);
        assert!((pass_at_k(5, 2, 3).unwrap() - 0.9).abs() < 1e-15);
        assert_eq!((pass_at_k(5, 0, 5).unwrap(), pass_at_k(5, 3, 3).unwrap()), (0.0, 1.0));
        assert!(pass_at_k(5, 6, 1).is_err() && pass_at_k(5, 1, 6).is_err() && pass_at_k(5, 1, 0).is_err());
    }

    /// Its mean over all samples is 1 - (1 - p)^k.
    #[test]
    fn unbiased() {
        let (n, k, p) = (8u64, 3u64, 0.17f64);
        let mut weight = (1.0 - p).powi(n as i32);
        let mut mean = 0.0;
        for passes in 0..=n {
            mean += weight * pass_at_k(n, passes, k).unwrap();
            weight *= (n - passes) as f64 / (passes + 1) as f64 * p / (1.0 - p);
        }
        assert!((mean - (1.0 - (1.0 - p).powi(3))).abs() < 1e-14);
    }
}
