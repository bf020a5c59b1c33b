//! `--grid`: starts on a grid.

use super::cursor::Cursor;
use crate::Error;
use crate::ast::{ParameterName, Span};

/// Most points that a grid may have.
pub const MAX_GRID: usize = 1_000_000;

/// Parses `alpha=0:2:0.5,E=[1, 2]` to each parameter and its values.
///
/// `lo:hi:step` runs from `lo` by `step`; `hi` belongs to it if it lies within 1e-9 steps of one. The product of the
/// counts is at most [`MAX_GRID`].
pub fn parse_grid(text: &str) -> Result<Vec<(ParameterName, Vec<f64>)>, Error> {
    let mut cursor = Cursor::new(text, "'alpha=0:2:0.5,E=[1, 2]'")?;
    let mut axes: Vec<(ParameterName, Vec<f64>)> = Vec::new();
    let mut points = 1_usize;
    loop {
        let parameter = cursor.parameter()?;
        if axes.iter().any(|(other, _)| other.to_string() == parameter.to_string()) {
            return Err(cursor.error(parameter.span, format!("{parameter} has two axes; give it one")));
        }
        cursor.expect("=", "'=' and values, as in alpha=0:2:0.5,")?;
        let start = cursor.span().start;
        let values = if cursor.is("[") { cursor.list()? } else { cursor.range()? };
        points = points.saturating_mul(values.len());
        if points > MAX_GRID {
            let span = Span { start, end: cursor.end() };
            return Err(cursor.error(span, format!("the grid has more than {MAX_GRID} points; take larger steps")));
        }
        axes.push((parameter, values));
        if !cursor.eat(",") {
            break;
        }
    }
    cursor.expect_end()?;
    Ok(axes)
}

impl Cursor<'_> {
    fn list(&mut self) -> Result<Vec<f64>, Error> {
        self.advance();
        let mut values = vec![self.constant()?];
        while self.eat(",") {
            values.push(self.constant()?);
        }
        self.expect("]", "']' or ','")?;
        Ok(values)
    }

    fn range(&mut self) -> Result<Vec<f64>, Error> {
        let start = self.span().start;
        let lo = self.constant()?;
        self.expect(":", "':' and the upper end, as in 0:2:0.5,")?;
        let hi = self.constant()?;
        self.expect(":", "':' and the step, as in 0:2:0.5,")?;
        let step = self.constant()?;
        let span = Span { start, end: self.end() };
        if step <= 0.0 || hi < lo {
            return Err(self.error(span, "a range is lo:hi:step with lo <= hi and a step above 0"));
        }
        let steps = ((hi - lo) / step + 1e-9).floor();
        if steps >= MAX_GRID as f64 || !steps.is_finite() {
            return Err(self.error(span, format!("this range has more than {MAX_GRID} values; take a larger step")));
        }
        // Not past hi, where rounding of the last step would leave the parameter's domain.
        Ok((0..=steps as usize).map(|i| (lo + i as f64 * step).min(hi)).collect())
    }
}
