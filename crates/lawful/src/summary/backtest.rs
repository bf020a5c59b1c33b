//! Back-tests in words.

use crate::TextTable;
use lawful_fit::backtest::{Backtest, Pool, pool};
use lawful_report::{Column, number};

/// One row per law (or forecast without one), noise, selection and distance, averaged over cuts: how far off forecasts
/// were, how often the interval of a new observation held, plain and widened by the drift. With `repeat` every row names
/// its law, else the first of its rows only.
pub fn backtest(result: &Backtest, repeat: bool) -> TextTable {
    let pools = pool(&result.cells);
    let several = pools.iter().any(|p| p.selection != pools[0].selection);
    let level = number(100.0 * result.level, 4);
    let mut columns = vec![Column::words("law"), Column::words("noise")];
    if several {
        columns.push(Column::words("rows chosen"));
    }
    columns.push(Column::numbers("distance"));
    columns.extend(["cuts", "forecasts", "relative error"].map(Column::numbers));
    columns.push(Column::numbers(format!("{level}% holds")));
    columns.extend(["widened holds", "widening"].map(Column::numbers));
    let mut table = TextTable::new(columns);
    let percent = |x: Option<f64>| x.map_or(String::new(), |x| format!("{}%", number(100.0 * x, 3)));
    let mut before: Option<&Pool> = None;
    for p in &pools {
        let same = |b: &Pool| (&b.law, &b.noise, &b.selection) == (&p.law, &p.noise, &p.selection);
        let named = repeat || !before.is_some_and(same);
        let name = |text: &str| if named { text.to_string() } else { String::new() };
        let mut row = vec![name(&p.law), name(&p.noise)];
        if several {
            row.push(name(&p.selection));
        }
        row.push(format!("{}-{}x", number(p.distance.0, 3), number(p.distance.1, 3)));
        row.extend([p.cuts.to_string(), p.n.to_string(), percent(Some(p.median_relative_error))]);
        row.extend([percent(p.coverage), percent(p.widened_coverage)]);
        row.push(p.widening.map_or(String::new(), |w| number(w, 2)));
        table.row(row);
        before = Some(p);
    }
    table
}
