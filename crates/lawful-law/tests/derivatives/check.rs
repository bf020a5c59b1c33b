//! One law at one point: ours against the walk.

use crate::hyper_dual::Number;
use crate::walk::Row;
use lawful_io::{ColumnData, Table};
use lawful_law::ast::Key;
use lawful_law::model::Expressions;
use lawful_law::tape::{Tape, Workspace};
use lawful_law::{Law, Model};
use std::collections::BTreeMap;

/// The largest deviation of a value, a first and a second derivative.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Deviation {
    pub value: f64,
    pub gradient: f64,
    pub hessian: f64,
    /// Rows that were compared.
    pub rows: usize,
}

impl Deviation {
    pub fn worst(&self) -> f64 {
        self.value.max(self.gradient).max(self.hessian)
    }

    pub fn merge(&mut self, other: Deviation) {
        self.value = self.value.max(other.value);
        self.gradient = self.gradient.max(other.gradient);
        self.hessian = self.hessian.max(other.hessian);
        self.rows += other.rows;
    }
}

/// A law compiled over a table, with what it takes to walk its tree.
pub struct Compiled<'a> {
    law: Law,
    table: &'a Table,
    pub model: Model,
    expressions: Expressions,
}

impl<'a> Compiled<'a> {
    pub fn new(law: Law, table: &'a Table) -> Compiled<'a> {
        let mut model = Model::resolve(&law, table, &Default::default()).unwrap_or_else(|e| panic!("{law}: {e}"));
        let expressions = model.compile(model.law);
        Compiled { law, table, model, expressions }
    }

    fn run(&self, tape: &Tape, parameters: &[f64]) -> Vec<Vec<f64>> {
        let padded = self.model.data.padded();
        let mut out = vec![vec![f64::NAN; padded]; tape.outputs()];
        tape.run(parameters, 0, padded, &mut Workspace::default(), &mut out);
        out
    }

    /// The walk at `row`, parameters seeded as `seeds` says.
    fn walk(&self, row: usize, parameters: &[f64], seeds: (usize, usize)) -> Number {
        let column = |name: &str| self.table.column(name).map(|_| self.table.numbers(name).expect("numbers")[row]);
        let parameter = |base: &str, keys: &[Key]| {
            let keys: Vec<String> = keys.iter().map(|k| self.key(k, row)).collect();
            let index = self.model.parameters.iter().position(|p| p.base == base && p.keys == keys);
            let index = index.unwrap_or_else(|| panic!("no parameter {base} {keys:?}"));
            let one = |hit: bool| if hit { 1.0 } else { 0.0 };
            Number::new(parameters[index], one(index == seeds.0), one(index == seeds.1), 0.0)
        };
        Row { column: &column, parameter: &parameter }.walk(&self.law.law)
    }

    fn key(&self, key: &Key, row: usize) -> String {
        match key {
            Key::Text(t) => t.clone(),
            Key::Number(x) => format!("{x}"),
            Key::Name(column, _) => match &self.table.column(column).expect("a column that groups").data {
                ColumnData::Number(v) => format!("{}", v[row]),
                ColumnData::Category(c) => c.names[c.codes[row] as usize].clone(),
            },
        }
    }

    /// Ours against the walk at every row where the law's value is finite and `well_posed`.
    ///
    /// A deviation is relative to the derivative itself or, where that is a small difference of large terms, to `floor`
    /// times the law's value over the parameters that the derivative is taken in. Both sides round their terms at
    /// 1e-16 of about that size, so no f64 evaluation resolves a derivative much below it to 1e-10.
    pub fn deviation(&self, parameters: &[f64], floor: f64, well_posed: &dyn Fn(f64) -> bool) -> Deviation {
        let x = &self.expressions;
        let value = self.run(&x.value, parameters);
        let gradient = self.run(&x.gradient, parameters);
        let hessian = self.run(&x.hessian, parameters);
        let slots = x.slots.len();
        let pairs: BTreeMap<(usize, usize), usize> = x.pairs.iter().enumerate().map(|(k, &p)| (p, k)).collect();
        let mut worst = Deviation::default();
        for row in 0..self.table.rows() {
            let reference = self.walk(row, parameters, (usize::MAX, usize::MAX)).re;
            if !reference.is_finite() || !well_posed(reference) {
                continue;
            }
            let size = floor * reference.abs();
            let v = relative(value[0][row], reference, 0.0);
            for tape in [&gradient, &hessian] {
                assert_eq!(tape[0][row].to_bits(), value[0][row].to_bits(), "{}: the tapes' values differ", self.law);
            }
            let mut one = Deviation { value: v, rows: 1, ..Deviation::default() };
            // A parameter may stand in several slots: c["muon"] beside c[optimizer]. Its derivative is their sum.
            let at: Vec<usize> = x.slots.iter().map(|s| s.parameter(row)).collect();
            let mut used = at.clone();
            used.sort_unstable();
            used.dedup();
            for &p in &used {
                for &q in used.iter().filter(|&&q| q >= p) {
                    let walked = self.walk(row, parameters, (p, q));
                    if p == q {
                        let ours: f64 = (0..slots).filter(|&i| at[i] == p).map(|i| gradient[1 + i][row]).sum();
                        one.gradient = one.gradient.max(relative(ours, walked.eps1, size / parameters[p].abs()));
                    }
                    let mut ours = 0.0;
                    for i in 0..slots {
                        for j in 0..slots {
                            if let (true, Some(&k)) = ((at[i], at[j]) == (p, q), pairs.get(&(i.min(j), i.max(j)))) {
                                ours += hessian[1 + slots + k][row];
                            }
                        }
                    }
                    let scale = size / (parameters[p] * parameters[q]).abs();
                    one.hessian = one.hessian.max(relative(ours, walked.eps1eps2, scale));
                }
            }
            for i in 0..slots {
                assert_eq!(gradient[1 + i][row].to_bits(), hessian[1 + i][row].to_bits(), "{}", self.law);
            }
            worst.merge(one);
        }
        worst
    }
}

/// The difference over the larger of `reference` and `scale`; infinite where one of the two is not finite.
fn relative(ours: f64, reference: f64, scale: f64) -> f64 {
    if ours == reference {
        return 0.0;
    }
    let d = (ours - reference).abs() / reference.abs().max(scale).max(f64::MIN_POSITIVE);
    if d.is_nan() { f64::INFINITY } else { d }
}
