//! `lawful plan`.

use super::arguments::PlanArguments;
use super::{Failure, Outcome, Result, output, words};
use lawful::document::{PlanDocument, to_json};
use lawful::{Findings, figure, summary};
use lawful_plan::{PlanOptions, Planner};

pub(super) fn run(arguments: &PlanArguments) -> Result {
    let options = PlanOptions {
        cost: arguments.cost.clone(),
        allocate: arguments.allocate.iter().map(|c| c.trim().to_string()).collect(),
        fixed: lawful::fixed(&arguments.fixed)?,
        level: arguments.level,
        tolerance: arguments.tolerance,
        maximise: arguments.maximise,
    };
    let law = lawful::fitted_law(&arguments.fit)?;
    let planner = Planner::new(&law, &options)?;
    let plan = match (&arguments.budget, &arguments.target) {
        (Some(budget), _) => planner.budget(number("--budget", budget)?)?,
        (None, Some(target)) => planner.target(number("--target", target)?)?,
        (None, None) => return Err(Failure::new("a plan needs --budget or --target")),
    };
    let document = PlanDocument::of(&plan, &options, &arguments.fit, &words::command_line(), 0);
    let listing = summary::plan(&plan);
    let head = format!("{}: the best allocation of {}", arguments.fit, options.cost);
    if let Some(folder) = &arguments.out {
        Findings::new("plan", format!("A plan from {}", arguments.fit))
            .command(&document.head.command)
            .words(&head)
            .table("The best allocation", listing.clone())
            .figures(figure::plan(&planner, &law, &plan))
            .warnings(&document.warnings)
            .document(to_json(&document)?)
            .write(folder)?;
    }
    let text = output::text(&arguments.output, &document, &listing, || output::headed(&head, &listing))?;
    Ok(Outcome { text, warnings: output::lines(&document.warnings), unconverged: false })
}

/// A number as laws spell them: `5.88e23`, `70B`, `6*1e9`.
pub(super) fn number(flag: &str, text: &str) -> std::result::Result<f64, Failure> {
    let point = lawful::point(&[format!("x={text}")])?;
    match point.numbers("x") {
        Ok([value]) => Ok(*value),
        _ => Err(Failure::new(format!("{flag} '{text}' is no number, as in 5.88e23"))),
    }
}
