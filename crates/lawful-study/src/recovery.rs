//! What a study can show without its data: that the recipe's law is recovered from points with a known truth.

use crate::{Error, Notebook, Scatter, simulate};
use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;

/// A table of every combination of two columns' values.
///
/// # Errors
/// The columns have one name.
pub fn grid(first: (&str, &[f64]), second: (&str, &[f64])) -> Result<Table, Error> {
    let pairs = || first.1.iter().flat_map(|x| second.1.iter().map(move |y| (*x, *y)));
    let (x, y) = pairs().unzip();
    Ok(Table::from_columns(vec![Column::number(first.0, x), Column::number(second.0, y)])?)
}

/// Simulates `truth` (an assignment, all numbers given) on `places`, fits `law`, and measures for each parameter with a
/// known value how many standard errors the fit lies off it, as `PART.PARAMETER`.
///
/// # Errors
/// The truth can't be evaluated, the fit can't be made.
pub fn recover(
    book: &mut Notebook,
    part: &str,
    places: &Table,
    (truth, scatter): (&str, Scatter),
    (law, noise): (&str, Noise),
    known: &[(&str, f64)],
) -> Result<(), Error> {
    let table = simulate(places, truth, scatter, book.seed() + 1)?;
    let fit = Fit::of(&Law::parse(law)?, &table).noise(noise).run()?;
    for (name, value) in known {
        let off = fit.estimate(name).and_then(|e| Some((e.value - value).abs() / e.stderr?));
        book.measure(&format!("{part}.{name}"), off);
    }
    book.say(format!("Simulated, not measured: {truth}, {} points.", fit.n));
    Ok(())
}
