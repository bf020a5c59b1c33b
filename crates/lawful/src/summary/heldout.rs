//! Errors at the rows held out.

use lawful_fit::compare::Accuracy;
use lawful_report::number;

/// `28 rows held out: rms error 0.0113, median relative error 0.7%, 93% of them in the 95% interval`
pub fn heldout(accuracy: &Accuracy) -> String {
    let mut text = format!(
        "{} row{} held out: rms error {}, mean error {}, median relative error {}%",
        accuracy.n,
        if accuracy.n == 1 { "" } else { "s" },
        number(accuracy.rms_error, 3),
        number(accuracy.mean_error, 3),
        number(100.0 * accuracy.median_relative_error, 2),
    );
    if let Some(coverage) = accuracy.coverage {
        let (share, level) = (number(100.0 * coverage, 3), number(100.0 * accuracy.level, 4));
        text += &format!(", {share}% of them within the {level}% interval of a new observation");
    }
    text
}
