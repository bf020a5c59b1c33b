//! What is fitted and what is predicted: runs of a scale up to a cut, and rows beyond.

use crate::Error;
use lawful_io::{Table, is_missing};

/// Rows with their scale and run.
#[derive(Debug, Clone)]
pub(super) struct Scaled {
    /// The scale of each row.
    pub(super) scale: Vec<f64>,
    /// The run of each row, from 0.
    pub(super) run: Vec<usize>,
    /// The largest scale of each run.
    pub(super) reach: Vec<f64>,
}

impl Scaled {
    /// Reads the scale and, if rows belong together, the runs; without runs every row is one.
    ///
    /// # Errors
    /// No such column, a scale that is missing or not positive, a run that is missing.
    pub(super) fn read(table: &Table, scale: &str, cluster: Option<&str>) -> Result<Scaled, Error> {
        let scale_values = table.numbers(scale)?.to_vec();
        let path = &table.source.path;
        if let Some(i) = scale_values.iter().position(|s| is_missing(*s) || !(*s > 0.0 && s.is_finite())) {
            return Err(Error::new(format!(
                "{path}: row {}, column '{scale}': a scale must be a positive number; leave such rows out, for example \
                 --where '{scale} > 0'",
                table.file_row(i)
            )));
        }
        let run: Vec<usize> = match cluster {
            None => (0..table.rows()).collect(),
            Some(name) => {
                let codes = table.require(name)?.levels().codes;
                if let Some(i) = codes.iter().position(|c| *c == u32::MAX) {
                    let row = table.file_row(i);
                    return Err(Error::new(format!("{path}: row {row}, column '{name}': the run is missing")));
                }
                codes.into_iter().map(|c| c as usize).collect()
            }
        };
        let mut reach = vec![0.0; run.iter().map(|r| r + 1).max().unwrap_or(0)];
        run.iter().zip(&scale_values).for_each(|(&r, &s)| reach[r] = f64::max(reach[r], s));
        Ok(Scaled { scale: scale_values, run, reach })
    }

    /// Rows of runs that end at or before the cut, and rows beyond the largest scale among those that belong to other
    /// runs.
    pub(super) fn split(&self, cut: f64) -> (Vec<usize>, Vec<usize>) {
        let fitted: Vec<usize> = (0..self.scale.len()).filter(|&i| self.reach[self.run[i]] <= cut).collect();
        let largest = self.largest(&fitted);
        let beyond = (0..self.scale.len()).filter(|&i| self.reach[self.run[i]] > cut && self.scale[i] > largest);
        let beyond = beyond.collect();
        (fitted, beyond)
    }

    pub(super) fn largest(&self, rows: &[usize]) -> f64 {
        rows.iter().map(|&i| self.scale[i]).fold(0.0, f64::max)
    }

    /// The same for some of the rows.
    pub(super) fn take(&self, rows: &[usize]) -> Scaled {
        Scaled {
            scale: rows.iter().map(|&i| self.scale[i]).collect(),
            run: rows.iter().map(|&i| self.run[i]).collect(),
            reach: self.reach.clone(),
        }
    }

    /// Up to `count` cuts, even in the log of the scale between the smallest one that leaves `least` rows and the
    /// second largest reach; each is the reach of a run.
    pub(super) fn cuts(&self, count: usize, least: usize) -> Vec<f64> {
        let mut present: Vec<usize> = self.run.clone();
        present.sort_unstable();
        present.dedup();
        let mut ends: Vec<f64> = present.iter().map(|&r| self.reach[r]).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        ends.pop();
        ends.retain(|&cut| self.scale.iter().zip(&self.run).filter(|(_, r)| self.reach[**r] <= cut).count() >= least);
        let (Some(&first), Some(&last)) = (ends.first(), ends.last()) else { return vec![] };
        let mut cuts: Vec<f64> = (0..count)
            .map(|i| first * (last / first).powf(i as f64 / (count.max(2) - 1) as f64))
            .map(|wanted| {
                let distance = |c: &f64| (c / wanted).ln().abs();
                ends.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(wanted)
            })
            .collect();
        cuts.dedup();
        cuts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lawful_io::Column;

    fn runs() -> Table {
        Table::from_columns(vec![
            Column::number("c", vec![1.0, 2.0, 1.0, 8.0, 3.0, 16.0]),
            Column::category("run", &["a", "a", "b", "b", "c", "c"]),
        ])
        .unwrap()
    }

    /// A run that goes past the cut is not fitted, not even its small part, and is predicted beyond what was fitted.
    #[test]
    fn runs_stay_together() {
        let scaled = Scaled::read(&runs(), "c", Some("run")).unwrap();
        assert_eq!(scaled.split(8.0), (vec![0, 1, 2, 3], vec![5]));
        assert_eq!(scaled.split(4.0), (vec![0, 1], vec![3, 4, 5]));
        let rows = Scaled::read(&runs(), "c", None).unwrap();
        assert_eq!(rows.split(3.0), (vec![0, 1, 2, 4], vec![3, 5]));
    }

    #[test]
    fn cuts_leave_rows_on_both_sides() {
        let rows = Scaled::read(&runs(), "c", None).unwrap();
        assert_eq!(rows.cuts(10, 3), vec![2.0, 3.0, 8.0]);
        assert!(rows.cuts(3, 7).is_empty());
    }
}
