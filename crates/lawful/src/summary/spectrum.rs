//! The spectrum of a matrix in words.

use crate::TextTable;
use crate::document::SpectrumDocument;
use lawful_report::{Column, number, with_error};

/// Digits of numbers that have no error.
const DIGITS: usize = 5;

/// `128 singular values of a 256 x 128 matrix`
pub fn spectrum_head(document: &SpectrumDocument) -> String {
    let of = document.shape.map_or(String::new(), |[rows, cols]| format!(" of a {rows} x {cols} matrix"));
    format!("{}: {} {}{of}", document.data.path, document.value.len(), document.kind)
}

/// One row per measure; what there is none of is left out.
pub fn spectrum(document: &SpectrumDocument) -> TextTable {
    let mut table = TextTable::new([Column::words("measure"), Column::numbers("value"), Column::words("")]);
    let mut row = |name: &str, value: Option<String>, remark: &str| {
        if let Some(value) = value {
            table.row([name.to_string(), value, remark.to_string()]);
        }
    };
    let plain = |x: Option<crate::document::Number>| x.filter(|x| x.0.is_finite()).map(|x| number(x.0, DIGITS));
    row("largest", document.value.first().filter(|_| document.disk.is_none()).map(|x| number(*x, DIGITS)), "");
    row("stable rank", plain(document.stable_rank), "");
    row("entropy rank", plain(document.entropy_rank), "");
    row("participation ratio", plain(document.participation_ratio), "");
    row("90 % of the sum", plain(document.rank_90), "values");
    let gap = document.gap_ratio.zip(document.gap_ratio_err).map(|(mean, error)| with_error(mean, error));
    let gap_remark =
        if document.disk.is_some() { "2/3 independent, 0.738 random" } else { "0.386 independent, 0.531 random" };
    row("gap ratio", gap, gap_remark);
    row("edge of noise", document.null.mp_edge.map(|x| number(x, DIGITS)), "Marchenko-Pastur, of eigenvalues");
    row("outliers", document.null.outliers.map(|n| n.to_string()), "beyond noise (Tracy-Widom at 1 %)");
    let alpha = document.tail.alpha.zip(document.tail.alpha_err).map(|(alpha, error)| with_error(alpha, error));
    row("alpha of the tail", alpha, &document.verdict);
    row("its p", document.tail.p.map(|p| number(p, 2)), "");
    row("values in the tail", document.tail.alpha.map(|_| document.tail.n_tail.to_string()), "");
    if let Some(disk) = &document.disk {
        row("radius of noise", Some(number(disk.radius, DIGITS)), "circular law");
        row("largest modulus / radius", Some(number(disk.spectral_radius, DIGITS)), "");
        row("outliers", Some(disk.outliers.to_string()), "outside the disk");
    }
    table
}
