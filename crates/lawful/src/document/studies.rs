//! Studies as a document (`lawful study`).

use super::{Head, WarningDocument};
use lawful_study::StudyDocument;
use serde::Serialize;
use std::path::Path;

/// The folder of tables that are not built in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataFolder {
    /// `null` if only tables that are built in were read.
    pub path: Option<String>,
}

/// What `lawful study … --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StudiesDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The folder of data.
    pub data: DataFolder,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The studies.
    pub studies: Vec<StudyDocument>,
    /// The file that `study new` wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
}

impl StudiesDocument {
    /// The document of studies that were listed, shown or run by `command`.
    pub fn of(studies: Vec<StudyDocument>, data: Option<&Path>, command: &str, seed: u64) -> StudiesDocument {
        StudiesDocument {
            head: Head::new("lawful.study/1", command, seed),
            data: DataFolder { path: data.map(|p| p.display().to_string()) },
            warnings: vec![],
            studies,
            written: None,
        }
    }
}
