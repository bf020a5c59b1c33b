//! What a result does not tell by its numbers alone.

use crate::distance::Ks;
use crate::sample::Sample;
use crate::scanned::Kind;
use crate::tail::{Tail, Warning};

/// Tails of fewer values say little of their law.
const FEW: usize = 50;

/// Clauset, Shalizi & Newman reject the power law below this p, and take it as undecided between rivals above.
const REJECT: f64 = 0.1;

pub(crate) fn warnings(tail: &Tail, sample: &Sample) -> Vec<Warning> {
    let mut list = Vec::new();
    let mut warn = |code, message: String| list.push(Warning { code, message });
    if tail.n_tail < FEW {
        let m = tail.n_tail;
        warn(
            "few-rows",
            format!("only {m} values make the tail: so few can't reject a power law, whatever they follow"),
        );
    }
    if let Some(other) = &tail.other
        && (other.alpha - tail.alpha).abs() > tail.alpha_err
    {
        let (this, that) = (tail.convention, tail.convention.other());
        warn(
            "ks-convention",
            format!(
                "the {this} distance gives alpha {:.4} at xmin {}, the {that} one {:.4} at {}: apart by more than the \
                 standard error {:.4}, so the choice of xmin is not settled",
                tail.alpha, tail.xmin, other.alpha, other.xmin, tail.alpha_err
            ),
        );
    }
    if let Some(g) = &tail.goodness
        && g.p < REJECT
    {
        warn(
            "misfit",
            format!(
                "the power law is rejected: p = {:.3} ± {:.3}, so alpha describes the data at best roughly",
                g.p, g.error
            ),
        );
    }
    let favoured: Vec<&str> =
        tail.rivals.iter().filter(|r| r.loglik_ratio < 0.0 && r.p < REJECT).map(|r| r.name).collect();
    if !favoured.is_empty() {
        warn("rival-favoured", format!("the tail is better described by: {}", favoured.join(", ")));
    }
    let open: Vec<&str> = tail.rivals.iter().filter(|r| r.p >= REJECT).map(|r| r.name).collect();
    if !open.is_empty() {
        warn("rivals-not-excluded", format!("the tail fits as well: {}", open.join(", ")));
    }
    if !tail.xmin_given {
        let place = sample.values.partition_point(|v| *v < tail.xmin);
        if place + 2 >= sample.values.len() {
            let message = "the least distance is that of the last tail with a slope, so no power law was found".into();
            warn("scan-end", message);
        }
    }
    if tail.kind == Kind::Continuous && sample.whole && tail.xmin < 10.0 {
        let message = "the tail holds whole numbers, small enough that the discrete law gives another alpha";
        warn("whole-numbers", message.into());
    }
    if tail.convention == Ks::TwoSided && tail.kind == Kind::Continuous && 2 * sample.values.len() < sample.n() {
        let message = "most values occur more than once, and each tie adds to the two-sided distance; a rounded \
                       measurement may be better fitted by the discrete law";
        warn("ties", message.into());
    }
    list
}
