//! `--by`: names of groups.

use lawful::query::Group;

/// `optimizer = muon, width = 512`
pub(super) fn name(group: &Group) -> String {
    group.by.iter().map(|(column, level)| format!("{column} = {level}")).collect::<Vec<_>>().join(", ")
}

/// A name for files: `optimizer=muon,width=512`.
pub(super) fn file_name(group: &Group) -> String {
    let keys: Vec<String> = group.by.iter().map(|(column, level)| format!("{column}={level}")).collect();
    let safe = |c: char| if c.is_alphanumeric() || "=,-_.+".contains(c) { c } else { '_' };
    keys.join(",").chars().take(200).map(safe).collect()
}
