//! Relations between columns: where they break, by how much, and what breaks them.

use crate::publication::share;
use crate::resolution::half_units;
use crate::{Code, Error, Finding};
use lawful_io::{Column, Table};
use lawful_law::parse::parse_expression;
use lawful_law::query::{Values, evaluate};
use lawful_report::number;

/// A relation that columns should meet: `flops = 6*params*tokens`.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Left side.
    pub left: String,
    /// Right side.
    pub right: String,
    /// Relative difference that is allowed beside the rounding of the columns.
    pub tolerance: f64,
}

/// Relative difference that is allowed unless the relation says otherwise.
const TOLERANCE: f64 = 0.01;

/// Rows that a message names.
const NAMED: usize = 5;

/// What breaks a relation in a row.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cause {
    /// A whole number of `2^bits` was lost.
    Overflow(i32),
    /// A power of ten.
    PowerOfTen(i32),
    Unknown,
}

impl Relation {
    /// Parses `flops = 6*params*tokens`, with an allowed difference after `@`: `flops = 6*params*tokens @ 5%`.
    ///
    /// # Errors
    /// There is no single `=`, a side is no expression, the difference is no share.
    pub fn parse(text: &str) -> Result<Relation, Error> {
        let wrong = || {
            let example = "flops = 6*params*tokens";
            Error::new(format!(
                "--relation '{text}' is not EXPRESSION = EXPRESSION, as in '{example}' or '{example} @ 5%'"
            ))
        };
        let (sides, tolerance) = match text.rsplit_once('@') {
            Some((sides, tolerance)) => (sides, share(tolerance).ok_or_else(wrong)?),
            None => (text, TOLERANCE),
        };
        let (left, right) = sides.split_once('=').ok_or_else(wrong)?;
        let right = right.strip_prefix('=').unwrap_or(right);
        if !(tolerance >= 0.0 && tolerance.is_finite()) {
            return Err(wrong());
        }
        parse_expression(left)?;
        parse_expression(right)?;
        Ok(Relation { left: left.trim().into(), right: right.trim().into(), tolerance })
    }

    /// The columns that it reads.
    pub fn names(&self) -> Vec<String> {
        let sides = [&self.left, &self.right].into_iter().filter_map(|side| parse_expression(side).ok());
        sides.flat_map(|side| side.names().map(String::from).collect::<Vec<_>>()).collect()
    }

    /// Both sides at every row.
    fn sides(&self, table: &Table) -> Result<[Vec<f64>; 2], Error> {
        let side = |text: &str| match evaluate(&parse_expression(text)?, text, table)? {
            Values::Numbers(numbers) => Ok(numbers),
            _ => Err(Error::new(format!("--relation: '{text}' is no number"))),
        };
        Ok([side(&self.left)?, side(&self.right)?])
    }

    /// How far rounding of the columns may drive both sides apart, at every row.
    fn rounding(&self, table: &Table, sides: &[Vec<f64>; 2]) -> Result<Vec<f64>, Error> {
        let mut open = vec![0.0; table.rows()];
        let mut names = self.names();
        names.sort();
        names.dedup();
        for name in names {
            let Ok(values) = table.numbers(&name) else { continue };
            let halves = half_units(values);
            let mut moved = table.clone();
            moved.set(Column::number(name.clone(), values.iter().zip(&halves).map(|(x, h)| x + h).collect()))?;
            let there = self.sides(&moved)?;
            for i in 0..open.len() {
                let shift = ((there[0][i] - there[1][i]) - (sides[0][i] - sides[1][i])).abs();
                open[i] += if shift.is_finite() { shift } else { 0.0 };
            }
        }
        Ok(open)
    }
}

/// Checks one relation on every row that has its columns.
pub(crate) fn check(relation: &Relation, table: &Table) -> Result<Option<Finding>, Error> {
    let sides = relation.sides(table)?;
    let open = relation.rounding(table, &sides)?;
    let [left, right] = &sides;
    let known: Vec<usize> = (0..table.rows()).filter(|&i| left[i].is_finite() && right[i].is_finite()).collect();
    let broken: Vec<usize> = known
        .iter()
        .copied()
        .filter(|&i| (left[i] - right[i]).abs() > open[i] + relation.tolerance * right[i].abs())
        .collect();
    if broken.is_empty() {
        return Ok(None);
    }
    let text = format!("{} = {}", relation.left, relation.right);
    let mut ratios: Vec<f64> = broken.iter().map(|&i| left[i] / right[i]).collect();
    let listed: Vec<f64> = ratios.clone();
    ratios.sort_by(f64::total_cmp);
    let (least, middle, most) = (ratios[0], ratios[ratios.len() / 2], ratios[ratios.len() - 1]);
    let rows: Vec<f64> = broken.iter().map(|&i| table.file_row(i) as f64).collect();
    let constant = (most - least).abs() <= 2.0 * relation.tolerance.max(1e-6) * middle.abs();
    let causes: Vec<Cause> = broken.iter().map(|&i| cause(left[i], right[i], open[i], relation.tolerance)).collect();
    let alike = causes.iter().all(|c| *c == causes[0]).then_some(causes[0]);
    let reason = match alike {
        Some(Cause::Overflow(bits)) => format!(
            "{} is {} less a multiple of 2^{bits}: an overflow of {bits}-bit integers",
            relation.left, relation.right
        ),
        Some(Cause::PowerOfTen(power)) if broken.len() == known.len() => {
            format!("{} is 1e{power} times {} throughout: another unit", relation.left, relation.right)
        }
        Some(Cause::PowerOfTen(power)) => {
            format!("{} is 1e{power} times {} there: a misprint or another unit", relation.left, relation.right)
        }
        _ if constant && broken.len() == known.len() && known.len() > 2 => {
            format!("{} is {} times {} throughout", relation.left, number(middle, 4), relation.right)
        }
        _ => format!(
            "the left side is {} to {} times the right one, {} in the middle",
            number(least, 4),
            number(most, 4),
            number(middle, 4)
        ),
    };
    let example = broken[0];
    let message = format!(
        "{text} does not hold in {} of {} rows ({}): {reason}; row {} has {} where {} gives {}",
        broken.len(),
        known.len(),
        rows_in_words(&rows),
        rows[0],
        number(left[example], 7),
        relation.right,
        number(right[example], 7),
    );
    let mut finding = Finding::new(Code::RelationBroken, message)
        .with("relation", text)
        .with("tolerance", relation.tolerance)
        .with("rows", rows)
        .with("ratios", listed)
        .with("rows_checked", known.len());
    finding = match alike {
        Some(Cause::Overflow(bits)) => finding.with("cause", format!("overflow of {bits}-bit integers")),
        Some(Cause::PowerOfTen(power)) => finding.with("cause", format!("factor 1e{power}")),
        _ => finding,
    };
    Ok(Some(finding))
}

/// `rows 3, 7, 8, …`
pub(crate) fn rows_in_words(rows: &[f64]) -> String {
    let named: Vec<String> = rows.iter().take(NAMED).map(f64::to_string).collect();
    let more = if rows.len() > NAMED { ", …" } else { "" };
    format!("row{} {}{more}", if rows.len() == 1 { "" } else { "s" }, named.join(", "))
}

fn cause(left: f64, right: f64, open: f64, tolerance: f64) -> Cause {
    for bits in [64, 32] {
        let turn = libm::exp2(f64::from(bits));
        let turns = (right - left) / turn;
        let sharp = open / turn + 1e-15 * (right / turn).abs();
        if turns.abs() > 0.5 && sharp < 0.01 && (turns - turns.round()).abs() <= sharp + 1e-9 && left.abs() <= turn {
            return Cause::Overflow(bits);
        }
    }
    let power = libm::log10((left / right).abs());
    let nearest = power.round();
    let slack = 0.5 * (tolerance + open / right.abs());
    if nearest != 0.0 && left * right > 0.0 && (power - nearest).abs() <= slack {
        return Cause::PowerOfTen(nearest as i32);
    }
    Cause::Unknown
}
