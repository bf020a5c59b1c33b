//! An audit as a document, of a whole table or of each of its groups.

use crate::document::{AuditDocument, FindingDocument, GroupAuditDocument, GroupResult, Provenance, WarningDocument};
use crate::{Error, Law, Noise, Table, each_group};
use lawful_audit::{Audit, Audited, Publication};
use lawful_fit::Recipe;

/// A law, what was printed of it, and how it is said to have been fitted.
#[derive(Debug, Clone)]
pub struct Auditing {
    /// The law.
    pub law: Law,
    /// What was printed.
    pub printed: Publication,
    /// The noise as stated; `None` takes the one under which the printed numbers are nearest to an optimum.
    pub noise: Option<Noise>,
    /// Starts, known errors and weights, level, seed.
    pub recipe: Recipe,
    /// Column whose equal values mark rows that belong together.
    pub cluster: Option<String>,
}

impl Auditing {
    /// The columns beside those of the law that the audit reads.
    pub fn columns(&self) -> Vec<String> {
        let named = [&self.recipe.sigma, &self.recipe.weights, &self.cluster].into_iter().flatten().cloned();
        let trials = match &self.noise {
            Some(Noise::Binomial(crate::Trials::Column(column))) => Some(column.clone()),
            _ => None,
        };
        let relations = self.printed.relations.iter().flat_map(|relation| relation.names());
        named.chain(trials).chain(relations).collect()
    }

    /// The audit of a table that went through the steps of `provenance`, or of the printed numbers alone. Where the steps
    /// split the table, each group's law is audited, and the rows of all groups together.
    ///
    /// # Errors
    /// A printed parameter that the law lacks; a column that is not there; a law that can't be fitted to the whole table.
    pub fn document(&self, table: Option<&Table>, provenance: Provenance) -> Result<AuditDocument, Error> {
        match table {
            Some(table) if !provenance.steps.by.is_empty() => self.by_group(table, provenance),
            table => Ok(self.of(&self.audit(table).run()?, table, &provenance)),
        }
    }

    fn audit<'a>(&'a self, table: Option<&'a Table>) -> Audit<'a> {
        let mut audit = Audit::of(&self.law, &self.printed).recipe(self.recipe.clone());
        if let Some(table) = table {
            audit = audit.table(table);
        }
        if let Some(noise) = &self.noise {
            audit = audit.noise(noise.clone());
        }
        if let Some(column) = &self.cluster {
            audit = audit.cluster(column);
        }
        audit
    }

    fn of(&self, audited: &Audited, table: Option<&Table>, provenance: &Provenance) -> AuditDocument {
        let noise = self.noise.as_ref().map(|noise| noise.to_string());
        let law = self.law.to_string();
        AuditDocument::of(&law, noise, &self.printed, audited, table, provenance, self.recipe.seed)
    }

    fn by_group(&self, table: &Table, mut provenance: Provenance) -> Result<AuditDocument, Error> {
        let between = self.audit(Some(table)).rows()?;
        let made = each_group(&provenance.steps, table, |table| Ok(self.audit(Some(table)).law()?))?;
        provenance.dropped.extend(made.dropped.clone());
        let mut document = self.of(&between, Some(table), &provenance);
        for (group, audited) in made.groups.iter().zip(&made.results) {
            match audited {
                Ok(audited) => {
                    document.findings.extend(audited.findings.iter().map(|f| FindingDocument::of(f, Some(&group.by))));
                    for checked in &audited.checked {
                        let checked = format!("{checked}, in each group");
                        if !document.checked.contains(&checked) {
                            document.checked.push(checked);
                        }
                    }
                }
                Err(error) => document.warnings.push(WarningDocument {
                    code: "group-not-fitted".into(),
                    message: format!("{group}: no audit: {error}"),
                }),
            }
            let result = audited.as_ref().map(GroupAuditDocument::of).map_err(|e| e.to_string());
            document.results.push(GroupResult::new(&group.by, result));
        }
        Ok(document)
    }
}
