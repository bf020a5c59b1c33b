//! Spectra of weights in words.

use crate::TextTable;
use crate::weights::{SkipCode, WeightLayer, Weights};
use lawful_report::{Column, number, with_error};

/// Digits of numbers that have no error.
const DIGITS: usize = 4;

/// What stands under the tables.
pub const WEIGHTS_LEGEND: &str = "Norms, ranks and outliers are exact functions of the weights. alpha is the exponent of \
the tail of the squared singular values, which every spectrum has: noise = the Marchenko-Pastur law explains all of it, \
rejected = p < 0.1, too few = fewer than 50 values, tenable = nothing speaks against a power law. Outliers lie beyond \
what noise would give (Tracy-Widom at 1 %); the edge of noise is a squared singular value.";

/// One line: the model, how many matrices, what was left out.
pub fn weights_head(weights: &Weights) -> String {
    let (layers, arrays) = (weights.layers.len(), weights.tensors);
    let count = |code: SkipCode| weights.skipped.iter().filter(|s| s.code == code).count();
    let mut codes: Vec<SkipCode> = weights.skipped.iter().map(|s| s.code).collect();
    codes.sort();
    codes.dedup();
    let left: Vec<String> = codes.iter().map(|code| format!("{} {}", count(*code), code.as_str())).collect();
    let left = if left.is_empty() { String::new() } else { format!("; left out: {}", left.join(", ")) };
    let against = weights.against.as_ref().map_or(String::new(), |other| format!(" against {other}"));
    format!("{}{against}: {layers} matrices of {arrays} arrays{left}", weights.model)
}

/// One row per matrix.
pub fn weights(weights: &Weights) -> TextTable {
    let mut table = TextTable::new([
        Column::words("layer"),
        Column::words("matrix"),
        Column::numbers("Frobenius"),
        Column::numbers("spectral"),
        Column::numbers("stable rank"),
        Column::numbers("entropy rank"),
        Column::numbers("particip. ratio"),
        Column::numbers("alpha"),
        Column::numbers("n_tail"),
        Column::numbers("p"),
        Column::words("power law"),
        Column::numbers("outliers"),
        Column::numbers("edge of noise"),
    ]);
    for layer in &weights.layers {
        let spectrum = &layer.measures.spectrum;
        let tail = layer.measures.tail.as_ref().ok();
        table.row([
            shown(&layer.name),
            format!("{} x {}", spectrum.singular.rows, spectrum.singular.cols),
            number(spectrum.frobenius(), DIGITS),
            number(spectrum.spectral_norm(), DIGITS),
            number(spectrum.stable_rank, DIGITS),
            number(spectrum.entropy_rank, DIGITS),
            number(spectrum.participation_ratio, DIGITS),
            tail.map_or(String::new(), |t| with_error(t.alpha, t.alpha_err)),
            tail.map_or(String::new(), |t| t.n_tail.to_string()),
            tail.and_then(|t| t.p()).map_or(String::new(), |p| number(p, 2)),
            layer.verdict().to_string(),
            layer.measures.outliers().map_or(String::new(), |n| n.to_string()),
            layer.measures.mp_edge().map_or(String::new(), |edge| number(edge, DIGITS)),
        ]);
    }
    table
}

/// One row per matrix beside another checkpoint: what changed, and of which rank the change is.
pub fn weights_against(weights: &Weights) -> TextTable {
    let mut table = TextTable::new([
        Column::words("layer"),
        Column::numbers("change / norm"),
        Column::numbers("its stable rank"),
        Column::numbers("its entropy rank"),
        Column::numbers("spectral"),
        Column::numbers("stable rank"),
        Column::numbers("entropy rank"),
        Column::numbers("particip. ratio"),
        Column::numbers("alpha"),
        Column::numbers("outliers"),
    ]);
    for layer in &weights.layers {
        let Some(against) = &layer.against else { continue };
        let (this, other) = (&layer.measures, &against.other);
        let (a, b) = (&this.spectrum, &other.spectrum);
        let difference = against.difference.as_ref();
        let alpha = match (&this.tail, &other.tail) {
            (Ok(s), Ok(t)) => with_error(s.alpha - t.alpha, s.alpha_err.hypot(t.alpha_err)),
            _ => String::new(),
        };
        let outliers = match (this.outliers(), other.outliers()) {
            (Some(s), Some(t)) => format!("{:+}", s as i64 - t as i64),
            _ => String::new(),
        };
        table.row([
            shown(&layer.name),
            number(against.relative_change(), DIGITS),
            difference.map_or(String::new(), |d| number(d.stable_rank, DIGITS)),
            difference.map_or(String::new(), |d| number(d.entropy_rank, DIGITS)),
            signed(a.spectral_norm() - b.spectral_norm()),
            signed(a.stable_rank - b.stable_rank),
            signed(a.entropy_rank - b.entropy_rank),
            signed(a.participation_ratio - b.participation_ratio),
            alpha,
            outliers,
        ]);
    }
    table
}

/// One row per array that was left out.
pub fn weights_skipped(weights: &Weights) -> TextTable {
    let mut table = TextTable::new([
        Column::words("array"),
        Column::words("shape"),
        Column::words("type"),
        Column::words("why it was left out"),
    ]);
    for skip in &weights.skipped {
        let shape = skip.shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ");
        table.row([shown(&skip.name), shape, skip.dtype.clone(), skip.reason.clone()]);
    }
    table
}

/// A name that cannot steer the terminal.
fn shown(name: &str) -> String {
    name.replace(char::is_control, "\u{fffd}")
}

fn signed(x: f64) -> String {
    if x > 0.0 { format!("+{}", number(x, 3)) } else { number(x, 3) }
}

impl WeightLayer {
    /// The name without what every layer of the kind shares: the block.
    pub(crate) fn short(&self) -> String {
        const LONGEST: usize = 34;
        let name = shown(&self.name).replace(".weight", "");
        let count = name.chars().count();
        if count <= LONGEST {
            name
        } else {
            format!("…{}", name.chars().skip(count + 1 - LONGEST).collect::<String>())
        }
    }
}
