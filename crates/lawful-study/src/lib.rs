//! Studies: published scaling laws as claims, measured beside published.
//!
//! ```
//! use lawful_study::{Settings, Verdict, find};
//!
//! let outcome = find("time-series").unwrap().run(&Settings::default())?;
//! println!("{}", outcome.in_words());
//! assert_eq!(outcome.count(Verdict::Fail), 0);
//! # Ok::<(), lawful_study::Error>(())
//! ```
//!
//! A study is a [`Statement`] (question, tables, claims; TOML beside the recipe) and a recipe of [`Part`]s over public
//! capabilities of the other crates. Each part reads tables from, and writes what it finds to, a [`Notebook`]. Claims
//! are met by key: the statement says what is expected, where that stands and how far off is allowed and why; the
//! recipe measures. Nothing measured is ever typed in.
//!
//! Conventions: an expected number is the published one, unless the published one contradicts the published data: then
//! it is what the data give, and `published` says what was printed. A claim is *unanswerable* if its table is not there
//! or can't tell, and *fails* if the number is another one or the work breaks down. Runs beyond a study's tables are
//! predicted with intervals, and scored where `targets.csv` stands beside the table.

mod built_in;
mod claim;
mod document;
mod error;
mod forecast;
pub mod listing;
mod notebook;
mod outcome;
mod page;
mod published;
mod recovery;
mod rows;
mod select;
mod simulate;
mod statement;
mod studies;
mod study;
mod study_file;
mod zipf_memoriser;

pub use built_in::is_built_in;
pub use claim::{Answer, Claim, Expected, Relation, Verdict};
pub use document::{ClaimDocument, DataDocument, ForecastDocument, InputDocument, StudyDocument, Truthful};
pub use error::Error;
pub use forecast::{Forecast, Input};
pub use notebook::{Measured, Notebook, Settings};
pub use outcome::{DataRead, Outcome, Section};
pub use page::page;
pub use published::published;
pub use recovery::{grid, recover};
pub use rows::{append, points};
pub use select::Select;
pub use simulate::{Scatter, simulate, simulate_law};
pub use statement::{DataFile, Statement};
pub use studies::{all, find};
pub use study::{Part, Study};
pub use study_file::StudyFile;
pub use zipf_memoriser::ZipfMemoriser;
