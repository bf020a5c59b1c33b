//! Power laws and scaling laws, typed as formulas and fitted to tables; heavy tails and the spectra of weights.
//!
//! ```
//! use lawful::{Fit, Law, Noise, Report, Steps, Table};
//!
//! # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))?;
//! let runs = Steps::new().keep("outlier == 0").apply(Table::read("examples/chinchilla.csv")?)?.table;
//! let law = Law::parse("loss ~ E + A*params^-alpha + B*tokens^-beta; let a = beta/(alpha+beta)")?;
//! let fit = Fit::of(&law, &runs).noise(Noise::Huber { delta: 1e-3, linear: false }).run()?;
//! println!("{}", fit.summary()); // the table that `lawful fit` prints
//! assert!((fit.value("a").unwrap() - 0.5139).abs() < 1e-4);
//! let figure = fit.figure(&runs); // data, law and residuals: figure.save("fit.svg")?
//! assert!(figure.to_svg().starts_with("<svg"));
//! let document = fit.document(&Default::default()); // document.write("fit.json")?
//! assert_eq!(document.n, 240);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | what | where |
//! |---|---|
//! | [`Table`], [`Column`]: files in | `lawful-io` |
//! | [`Steps`]: new columns, rows kept, groups | here |
//! | [`Law`]: text parsed; [`catalogue`]: laws by name | `lawful-law` |
//! | [`Fit`], [`Noise`]: parameters, errors, optima | `lawful-fit` |
//! | [`Tail`]: power-law tails of numbers | `lawful-tail` |
//! | [`Checkpoint`], [`Weights`]: arrays in, spectra of each matrix out | `lawful-io`, `lawful-spectrum` |
//! | [`MatrixSpectrum`]: ranks, noise and tail of one matrix or of values | `lawful-spectrum`, `lawful-tail` |
//! | [`RivalLaw`], [`average_forecast`]; [`check()`]; [`Auditing`] | here, over `lawful-plan`, `lawful-audit` |
//! | [`Report`]: a fit as words, figure, document | here |
//! | [`Findings`]: a folder with document, tables, figures and one page | here |
//! | [`Figure`], [`TextTable`]: drawn and printed | `lawful-report` |
//!
//! Units are the table's; residuals are response minus law; the objective is a sum over rows. The program `lawful` is
//! the feature `cli` (on by default): without it the crate has no dependency on a command-line parser.

mod audit;
mod average;
mod backtest_rows;
mod check;
#[cfg(feature = "study")]
mod chosen_study;
mod drift;
mod error;
mod evaluate;
mod extrapolation;
mod findings;
mod fitted_law;
mod groups;
mod holdout;
mod matrix_spectrum;
mod needed;
mod points;
mod predict;
mod published;
mod report;
mod residuals;
mod rival_laws;
mod steps;
mod tail_values;

pub mod document;
pub mod figure;
pub mod summary;
pub mod weights;

pub use audit::Auditing;
pub use average::{RivalLaw, average_forecast};
pub use backtest_rows::{BacktestScale, backtest_scale, backtest_selection};
pub use check::{Check, CheckedRow, check};
#[cfg(feature = "study")]
pub use chosen_study::ChosenStudy;
pub use drift::FitDrift;
pub use error::Error;
pub use evaluate::evaluate;
pub use extrapolation::{Extrapolation, interval_record};
pub use findings::Findings;
pub use fitted_law::{fitted_law, law_of_document};
pub use groups::{Grouped, each_group};
pub use holdout::{HeldOut, hold_out};
pub use lawful_fit::{Estimate, Fit, Fitting, Noise, Trials};
pub use lawful_io::{Checkpoint, Column, Stack, Table, create_atomically, write_atomically};
pub use lawful_law::{Law, catalogue, parse, query, suggest};
pub use lawful_report::{Figure, Format, TerminalStyle, TextTable};
pub use lawful_tail::Tail;
pub use matrix_spectrum::{Levels, MatrixSpectrum, Measuring};
pub use needed::{Needed, read_needed};
pub use points::{derive_needed, fixed, point};
pub use predict::{predict, predict_published};
pub use published::{find_law, published_fit};
pub use report::Report;
pub use residuals::residuals;
pub use rival_laws::with_clauses;
pub use steps::{Selected, Steps};
pub use tail_values::{TailValues, tail_column, tail_values};
pub use weights::Weights;
