//! The layers as a table: one row per matrix, each number in a column of its own, for `lawful fit`.

use super::{WeightLayer, Weights};
use crate::{Column, Error, Table};
use lawful_io::MISSING;

/// The number of a layer, if it has one.
type Get = fn(&WeightLayer) -> Option<f64>;

/// The columns of numbers. Eigenvalues are squared singular values.
const NUMBERS: [(&str, Get); 34] = [
    ("block", |l| l.block.map(|b| b as f64)),
    ("rows", |l| Some(l.measures.spectrum.singular.rows as f64)),
    ("cols", |l| Some(l.measures.spectrum.singular.cols as f64)),
    ("width", |l| Some(l.measures.spectrum.singular.values.len() as f64)),
    ("frobenius", |l| Some(l.measures.spectrum.frobenius())),
    ("spectral_norm", |l| Some(l.measures.spectrum.spectral_norm())),
    ("stable_rank", |l| Some(l.measures.spectrum.stable_rank)),
    ("entropy_rank", |l| Some(l.measures.spectrum.entropy_rank)),
    ("participation_ratio", |l| Some(l.measures.spectrum.participation_ratio)),
    ("relative_entropy", |l| Some(l.measures.spectrum.relative_entropy)),
    ("rank_90", |l| Some(l.measures.spectrum.rank_90)),
    ("hard_rank", |l| Some(l.measures.spectrum.hard_rank as f64)),
    ("condition", |l| Some(l.measures.spectrum.condition)),
    ("mean", |l| Some(l.measures.spectrum.mean)),
    ("variance", |l| Some(l.measures.spectrum.variance)),
    ("kurtosis", |l| Some(l.measures.spectrum.kurtosis)),
    ("alpha", |l| Some(l.measures.tail.as_ref().ok()?.alpha)),
    ("alpha_err", |l| Some(l.measures.tail.as_ref().ok()?.alpha_err)),
    ("xmin", |l| Some(l.measures.tail.as_ref().ok()?.xmin)),
    ("n_tail", |l| Some(l.measures.tail.as_ref().ok()?.n_tail as f64)),
    ("ks", |l| Some(l.measures.tail.as_ref().ok()?.ks)),
    ("p", |l| l.measures.tail.as_ref().ok()?.p()),
    ("p_err", |l| Some(l.measures.tail.as_ref().ok()?.goodness?.error)),
    ("mp_edge", |l| l.measures.mp_edge()),
    ("outliers", |l| l.measures.outliers().map(|n| n as f64)),
    ("outlier_share", |l| Some(l.measures.spectrum.bulk.as_ref().ok()?.outlier_share)),
    ("gap_ratio", |l| Some(l.measures.spectrum.gap_ratio.as_ref().ok()?.mean)),
    ("gap_ratio_err", |l| Some(l.measures.spectrum.gap_ratio.as_ref().ok()?.error)),
    ("shuffled_norm", |l| l.measures.spectrum.shuffled.iter().copied().reduce(f64::max)),
    ("alpha_weighted", |l| Some(l.measures.weightwatcher?.alpha_hat)),
    ("log_norm", |l| Some(l.measures.weightwatcher?.log_norm)),
    ("log_alpha_norm", |l| Some(l.measures.weightwatcher?.log_alpha_norm)),
    ("log_spectral_norm", |l| Some(l.measures.weightwatcher?.log_spectral_norm)),
    ("entries", |l| Some(l.measures.spectrum.singular.rows as f64 * l.measures.spectrum.singular.cols as f64)),
];

/// Further columns beside another checkpoint.
const AGAINST: [(&str, Get); 11] = [
    ("against_frobenius", |l| Some(l.against.as_ref()?.other.spectrum.frobenius())),
    ("against_spectral_norm", |l| Some(l.against.as_ref()?.other.spectrum.spectral_norm())),
    ("against_stable_rank", |l| Some(l.against.as_ref()?.other.spectrum.stable_rank)),
    ("against_entropy_rank", |l| Some(l.against.as_ref()?.other.spectrum.entropy_rank)),
    ("against_participation_ratio", |l| Some(l.against.as_ref()?.other.spectrum.participation_ratio)),
    ("against_alpha", |l| Some(l.against.as_ref()?.other.tail.as_ref().ok()?.alpha)),
    ("relative_change", |l| Some(l.against.as_ref()?.relative_change())),
    ("difference_spectral_norm", |l| Some(l.against.as_ref()?.difference.as_ref()?.spectral_norm())),
    ("difference_stable_rank", |l| Some(l.against.as_ref()?.difference.as_ref()?.stable_rank)),
    ("difference_entropy_rank", |l| Some(l.against.as_ref()?.difference.as_ref()?.entropy_rank)),
    ("difference_participation_ratio", |l| Some(l.against.as_ref()?.difference.as_ref()?.participation_ratio)),
];

impl Weights {
    /// One row per matrix: `model, name, kind, dtype, verdict`, then numbers, missing where a layer has none. `width` is
    /// the shorter side, the number of singular values.
    ///
    /// # Errors
    /// None for weights that [`super::Weighing::run`] made.
    pub fn table(&self) -> Result<Table, Error> {
        let words = |f: &dyn Fn(&WeightLayer) -> String| self.layers.iter().map(f).collect::<Vec<String>>();
        let mut columns = vec![
            Column::category("model", &words(&|_| self.model.clone())),
            Column::category("name", &words(&|l| l.name.clone())),
            Column::category("kind", &words(&|l| l.kind.clone())),
            Column::category("dtype", &words(&|l| l.dtype.clone())),
        ];
        let numbers = |list: &[(&str, Get)]| -> Vec<Column> {
            // Not finite (a condition number of a singular matrix) is no number to fit.
            let value = |l: &WeightLayer, get: Get| get(l).filter(|x| x.is_finite()).unwrap_or(MISSING);
            let values = |get: Get| self.layers.iter().map(|l| value(l, get)).collect();
            list.iter().map(|(name, get)| Column::number(*name, values(*get))).collect()
        };
        columns.extend(numbers(&NUMBERS));
        columns.push(Column::category("verdict", &words(&|l| l.measures.verdict().to_string())));
        if self.against.is_some() {
            columns.extend(numbers(&AGAINST));
        }
        self.sourced(columns)
    }

    /// One row per singular value: `name, kind, rank, singular_value, eigenvalue`, for `lawful tail --by name`.
    ///
    /// # Errors
    /// As [`Weights::table`].
    pub fn values(&self) -> Result<Table, Error> {
        let each = || self.layers.iter().flat_map(|l| l.measures.spectrum.singular.values.iter().map(move |s| (l, *s)));
        let names: Vec<&str> = each().map(|(l, _)| l.name.as_str()).collect();
        let kinds: Vec<&str> = each().map(|(l, _)| l.kind.as_str()).collect();
        let counts = self.layers.iter().map(|l| l.measures.spectrum.singular.values.len());
        self.sourced(vec![
            Column::category("name", &names),
            Column::category("kind", &kinds),
            Column::number("rank", counts.flat_map(|n| (1..=n).map(|i| i as f64)).collect()),
            Column::number("singular_value", each().map(|(_, s)| s).collect()),
            Column::number("eigenvalue", each().map(|(_, s)| s * s).collect()),
        ])
    }

    fn sourced(&self, columns: Vec<Column>) -> Result<Table, Error> {
        let mut table = Table::from_columns(columns)?;
        table.source.path.clone_from(&self.model);
        Ok(table)
    }
}
