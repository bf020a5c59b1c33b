//! A sample as the methods see it: distinct positive values in ascending order, and how many lie at or above each.

use crate::error::Error;
use lawful_law::lanes::{Kernel, dispatch, ln};
use rayon::prelude::*;

/// Samples from this size on are sorted and taken logarithms of on all cores.
pub(crate) const LARGE: usize = 1 << 16;

/// Distinct positive values with their logarithms and counts.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// Distinct values, ascending.
    pub(crate) values: Vec<f64>,
    /// Their natural logarithms, strictly ascending.
    pub(crate) logs: Vec<f64>,
    /// How many of the sample are at or above each; one longer, with a 0 at the end.
    pub(crate) at_or_above: Vec<f64>,
    /// Values that were left out because they are not positive.
    pub(crate) not_positive: usize,
    /// Whether all values are whole numbers.
    pub(crate) whole: bool,
}

impl Sample {
    /// Sorts and counts.
    ///
    /// # Errors
    /// A value that is not finite, no positive value.
    pub(crate) fn new(values: &[f64]) -> Result<Sample, Error> {
        if let Some(i) = values.iter().position(|x| !x.is_finite()) {
            return Err(Error::new(format!("value {} is {}, not a finite number", i + 1, values[i])));
        }
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| *x > 0.0).collect();
        if sorted.is_empty() {
            return Err(Error::new(match values.len() {
                0 => "there are no values".to_string(),
                n => format!("none of the {n} values is positive, and a power law has only positive ones"),
            }));
        }
        let whole = sorted.iter().all(|x| x.fract() == 0.0);
        let mut logs = vec![0.0; sorted.len()];
        if sorted.len() >= LARGE {
            sorted.par_sort_unstable_by(f64::total_cmp);
            logs.par_chunks_mut(1 << 14).zip(sorted.par_chunks(1 << 14)).for_each(|(l, x)| logarithms(x, l));
        } else {
            sorted.sort_unstable_by(f64::total_cmp);
            logarithms(&sorted, &mut logs);
        }
        let mut sample = Sample::of_sorted(&sorted, &logs);
        sample.not_positive = values.len() - sorted.len();
        sample.whole = whole;
        Ok(sample)
    }

    /// From ascending values and their logarithms. Values with the same logarithm count as equal.
    pub(crate) fn of_sorted(sorted: &[f64], logs: &[f64]) -> Sample {
        let n = sorted.len();
        let mut sample = Sample {
            values: Vec::with_capacity(n),
            logs: Vec::with_capacity(n),
            at_or_above: Vec::with_capacity(n + 1),
            not_positive: 0,
            whole: false,
        };
        let mut last = f64::NEG_INFINITY;
        for i in 0..n {
            if logs[i] > last {
                last = logs[i];
                sample.values.push(sorted[i]);
                sample.logs.push(last);
                sample.at_or_above.push((n - i) as f64);
            }
        }
        sample.at_or_above.push(0.0);
        sample
    }

    /// All values, ties included.
    pub(crate) fn n(&self) -> usize {
        self.at_or_above[0] as usize
    }

    /// How often the `i`-th distinct value occurs.
    pub(crate) fn count(&self, i: usize) -> f64 {
        self.at_or_above[i] - self.at_or_above[i + 1]
    }

    /// The values at or above `xmin`.
    pub(crate) fn tail(&self, xmin: f64) -> Sample {
        let first = self.values.partition_point(|v| *v < xmin);
        Sample {
            values: self.values[first..].to_vec(),
            logs: self.logs[first..].to_vec(),
            at_or_above: self.at_or_above[first..].to_vec(),
            not_positive: 0,
            whole: self.whole,
        }
    }
}

/// `out[i] = ln x[i]`
pub(crate) fn logarithms(x: &[f64], out: &mut [f64]) {
    struct Logarithms<'a>(&'a [f64], &'a mut [f64]);
    impl Kernel for Logarithms<'_> {
        type Output = ();
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            for (x, out) in self.0.iter().zip(self.1) {
                *out = ln::<FMA>(*x);
            }
        }
    }
    dispatch(Logarithms(x, out));
}
