//! A user's own study, written as one TOML file: table, law, noise, held-out rows, rivals, predictions, claims.
//!
//! ```toml
//! name = "mine"                         # the file's name unless it is given
//! [table]
//! file = "runs.csv"                     # beside this file; or built_in = "chinchilla/hoffmann_fig4_245.csv"
//! let = ["flops = 6*params*tokens"]
//! where = ["outlier == 0"]
//! [fit]
//! law = "loss ~ chinchilla(N=params, D=tokens)"
//! noise = "huber(1e-3)"
//! holdout = "flops > 1e21"
//! [[rival]]
//! name = "kaplan"
//! law = "loss ~ kaplan(N=params, D=tokens)"
//! [[predict]]
//! name = "70B"
//! at = "params = 70B; tokens = 1.4T"
//! [[claim]]
//! measure = "beta/(alpha+beta)"
//! expected = 0.51
//! absolute = 0.02
//! ```
//!
//! The whole of it, with comments, is what [`StudyFile::template`] gives.

mod measure;
mod recipe;
mod template;
mod written;

use crate::{Claim, Error, Statement};
use lawful_fit::Noise;
use lawful_law::Law;
use lawful_law::parse::{parse_assignment, parse_expression, parse_reduce};
use measure::Measure;
use std::collections::HashSet;
use std::path::Path;
use toml::Spanned;
use written::{Place, Written};

/// A study that its user has written.
#[derive(Debug, Clone)]
pub struct StudyFile {
    statement: Statement,
    place: Place,
    written: Written,
    /// The folder that tables are looked for in.
    folder: std::path::PathBuf,
    law: Law,
    noise: Noise,
    rivals: Vec<(Law, Noise)>,
    measures: Vec<Measure>,
}

impl StudyFile {
    /// Reads a study; a table's name is relative to the folder of the file.
    ///
    /// # Errors
    /// The file can't be read; what it says is no study: one line with file, line, key and the way out.
    pub fn read(path: impl AsRef<Path>) -> Result<StudyFile, Error> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|e| Error::new(format!("cannot read the study {}: {e}", path.display())))?;
        StudyFile::parse(path, text)
    }

    /// A study of this text, as if it stood in the file `path`.
    ///
    /// # Errors
    /// As [`StudyFile::read`].
    pub fn parse(path: &Path, text: String) -> Result<StudyFile, Error> {
        let place = Place::new(path, text);
        let written = place.read()?;
        let name = name(path, &written, &place)?;
        check_table(&written, &place)?;
        let law = law(&written.fit.law, "fit.law", &place)?;
        let noise = noise(written.fit.noise.as_ref(), "fit.noise", &place)?.unwrap_or(Noise::Gaussian);
        if let Some(text) = &written.fit.holdout {
            parse_expression(text.as_ref()).map_err(|e| place.wrong(text, "fit.holdout", e))?;
        }
        let mut rivals = Vec::new();
        for rival in &written.rivals {
            let own = self::noise(rival.noise.as_ref(), "rival.noise", &place)?;
            rivals.push((self::law(&rival.law, "rival.law", &place)?, own.unwrap_or_else(|| noise.clone())));
        }
        let rival_names = distinct(written.rivals.iter().map(|r| &r.name), "rival.name", &place)?;
        let point_names = distinct(written.points.iter().map(|p| &p.name), "predict.name", &place)?;
        let mut measures: Vec<Measure> = Vec::new();
        let mut claims = Vec::new();
        for (i, part) in written.claims.iter().enumerate() {
            let measure = Measure::parse(part.measure.as_ref(), &rival_names, &point_names)
                .map_err(|e| place.wrong(&part.measure, "claim.measure", e))?;
            let words = part.claim.clone().unwrap_or_else(|| part.measure.as_ref().trim().to_string());
            let claim = Claim {
                key: format!("{}.{}", measure.part(), i + 1),
                claim: words,
                expected: part.expected,
                relation: part.relation,
                absolute: part.absolute,
                relative: part.relative,
                why: part.why.clone(),
                source: part.source.clone(),
                published: part.published.clone(),
                slow: false,
            };
            claim.check().map_err(|e| place.wrong(&part.measure, "claim", e))?;
            claims.push(claim);
            measures.push(measure);
        }
        let statement = Statement {
            title: if written.title.is_empty() { name.clone() } else { written.title.clone() },
            name,
            papers: written.papers.clone(),
            question: written.question.trim().to_string(),
            caveats: written.caveats.clone(),
            data: vec![],
            claims,
        };
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Ok(StudyFile { statement, place, written, folder, law, noise, rivals, measures })
    }

    /// What it is about.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The text of a study of this name that runs as it is, with a comment on every key.
    ///
    /// # Errors
    /// The name is none that a file can have everywhere.
    pub fn template(name: &str) -> Result<String, Error> {
        if !is_name(name) {
            return Err(Error::new(format!("'{name}' is no name for a study: {NAME_RULE}")));
        }
        Ok(template::TEMPLATE.replace("NAME", name))
    }
}

const NAME_RULE: &str = "use letters, digits, '-', '_' and '.', and begin with a letter or digit";

fn is_name(name: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(known) && name.len() <= 100
}

/// The name that is given, else that of the file.
fn name(path: &Path, written: &Written, place: &Place) -> Result<String, Error> {
    match &written.name {
        Some(name) if is_name(name.as_ref()) => Ok(name.as_ref().clone()),
        Some(name) => Err(place.wrong(name, "name", format!("'{}' is no name: {NAME_RULE}", name.as_ref()))),
        None => {
            let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).filter(|s| is_name(s));
            stem.ok_or_else(|| place.anywhere(format!("add a line such as name = \"mine\" at the top; {NAME_RULE}")))
        }
    }
}

fn check_table(written: &Written, place: &Place) -> Result<(), Error> {
    let table = &written.table;
    match (&table.file, &table.built_in) {
        (Some(_), Some(both)) => return Err(place.wrong(both, "table.built_in", "there is table.file too; keep one")),
        (None, None) => return Err(place.anywhere("[table] needs file = \"runs.csv\", or built_in = \"STUDY/FILE\"")),
        _ => {}
    }
    for text in &table.derive {
        parse_assignment(text.as_ref()).map_err(|e| place.wrong(text, "table.let", e))?;
    }
    for text in &table.keep {
        parse_expression(text.as_ref()).map_err(|e| place.wrong(text, "table.where", e))?;
    }
    if let Some(text) = &table.reduce {
        parse_reduce(text.as_ref()).map_err(|e| place.wrong(text, "table.reduce", e))?;
    }
    Ok(())
}

fn law(text: &Spanned<String>, key: &str, place: &Place) -> Result<Law, Error> {
    Law::parse(text.as_ref().trim()).map_err(|e| place.wrong(text, key, e))
}

fn noise(text: Option<&Spanned<String>>, key: &str, place: &Place) -> Result<Option<Noise>, Error> {
    text.map(|text| text.as_ref().parse().map_err(|e| place.wrong(text, key, e))).transpose()
}

/// Names that parts go by, each once.
fn distinct<'w>(
    names: impl Iterator<Item = &'w Spanned<String>>,
    key: &str,
    place: &Place,
) -> Result<Vec<&'w str>, Error> {
    let mut seen = HashSet::new();
    let mut list = Vec::new();
    for name in names {
        let text = name.as_ref().as_str();
        if text.is_empty() || text.contains(['(', ')', ',']) || !seen.insert(text) {
            return Err(place.wrong(name, key, format!("'{text}' is empty, given twice, or has brackets or commas")));
        }
        list.push(text);
    }
    Ok(list)
}
