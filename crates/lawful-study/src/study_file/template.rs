//! The template of a study file.

/// Runs as it is; `NAME` stands for the study's name.
pub(super) const TEMPLATE: &str = include_str!("template.toml");
