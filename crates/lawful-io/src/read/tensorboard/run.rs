//! A run: its scalars by step.

use std::collections::BTreeMap;

use indexmap::{IndexMap, IndexSet};

use super::event::Event;
use super::hparams::Setting;
use crate::column::{MISSING, is_missing};
use crate::{Column, ReadOptions};

/// Columns before those of the tags.
const STEP: &str = "step";
const WALL_TIME: &str = "wall_time";

/// The most missing cells per scalar, and those always allowed: n tags, each at a step of its own, ask for n^2.
const MAX_CELLS_PER_SCALAR: usize = 64;
const FREE_CELLS: usize = 10_000_000;

/// What events said so far.
#[derive(Default)]
pub(super) struct Run {
    tags: IndexSet<Box<str>>,
    steps: BTreeMap<i64, Row>,
    settings: IndexMap<String, Owned>,
    scalars: usize,
}

#[derive(Default)]
struct Row {
    wall_time: f64,
    /// Tag and value, in the order in which they were logged.
    values: Vec<(u32, f64)>,
}

enum Owned {
    Number(f64),
    Text(String),
    Boolean(bool),
}

impl Run {
    pub fn add(&mut self, event: &Event) {
        if event.restart {
            // The run was taken up again from an earlier state.
            self.steps.split_off(&event.step);
        }
        for (name, setting) in &event.settings {
            let owned = match setting {
                Setting::Number(x) => Owned::Number(*x),
                Setting::Text(text) => Owned::Text(text.to_string()),
                Setting::Boolean(x) => Owned::Boolean(*x),
            };
            self.settings.insert(format!("hparams.{name}"), owned);
        }
        if event.scalars.is_empty() {
            return;
        }
        let row = self.steps.entry(event.step).or_default();
        row.wall_time = if event.wall_time.is_nan() { f64::NAN } else { event.wall_time };
        for (tag, value) in &event.scalars {
            let code = match self.tags.get_index_of(*tag) {
                Some(code) => code,
                None => self.tags.insert_full((*tag).into()).0,
            };
            row.values.push((code as u32, *value));
            self.scalars += 1;
        }
    }

    /// The names of the columns, in order.
    fn names(&self) -> Vec<String> {
        let taken = |name: &str| name == STEP || name == WALL_TIME || self.settings.contains_key(name);
        let tag = |tag: &str| if taken(tag) { format!("{tag} (tag)") } else { tag.to_string() };
        let tags = self.tags.iter().map(|name| tag(name));
        [STEP, WALL_TIME].map(String::from).into_iter().chain(tags).chain(self.settings.keys().cloned()).collect()
    }

    /// One row per step, one column per tag; also how many values were logged again at a step they had.
    pub fn columns(&self, options: &ReadOptions) -> Result<(Vec<Column>, usize), String> {
        let (rows, width) = (self.steps.len(), self.tags.len());
        if rows.saturating_mul(width) > FREE_CELLS.max(self.scalars.saturating_mul(MAX_CELLS_PER_SCALAR)) {
            return Err(format!("{width} tags at {rows} steps and nearly every cell missing; log fewer tags to a run"));
        }
        let names = self.names();
        let mut columns: Vec<Option<Vec<f64>>> =
            names[2..2 + width].iter().map(|name| options.keeps(name).then(|| vec![MISSING; rows])).collect();
        let mut again = 0;
        for (i, row) in self.steps.values().enumerate() {
            for &(tag, value) in &row.values {
                if let Some(Some(column)) = columns.get_mut(tag as usize) {
                    again += usize::from(!is_missing(column[i]));
                    column[i] = value;
                }
            }
        }
        let steps = self.steps.keys().map(|&step| step as f64).collect();
        let times = self.steps.values().map(|row| row.wall_time).collect();
        let mut made = vec![Column::number(STEP, steps), Column::number(WALL_TIME, times)];
        made[1].unit = Some("s since 1970-01-01 UTC".into());
        made.retain(|column| options.keeps(&column.name));
        let tags = names[2..].iter().zip(columns);
        made.extend(tags.filter_map(|(name, values)| Some(Column::number(name, values?))));
        let settings = self.settings.iter().filter(|(name, _)| options.keeps(name));
        made.extend(settings.map(|(name, setting)| constant(name, setting, rows)));
        Ok((made, again))
    }

    pub fn rows(&self) -> usize {
        self.steps.len()
    }
}

/// A hyperparameter, the same in every row.
fn constant(name: &str, setting: &Owned, rows: usize) -> Column {
    match setting {
        Owned::Number(x) => Column::number(name, vec![*x; rows]),
        Owned::Boolean(x) => Column { boolean: true, ..Column::number(name, vec![f64::from(u8::from(*x)); rows]) },
        Owned::Text(text) => Column::category(name, &vec![text.as_str(); rows]),
    }
}
