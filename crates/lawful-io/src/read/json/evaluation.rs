//! Results of EleutherAI's lm-evaluation-harness: one row per task, metric and filter.
//!
//! Since version 0.4 a metric is called `acc,none` (metric, filter) and its standard error `acc_stderr,none`; before,
//! `acc` and `acc_stderr`. What the file says of the model, the shots, the samples and the task stands in every row.

use serde_json::{Map, Value, json};

/// The layout in words.
pub(super) const NAME: &str = "lm-eval-harness results";

/// Keys of which a file of results has at least one beside `results`.
const COMPANIONS: [&str; 5] = ["versions", "config", "configs", "n-shot", "task_hashes"];

/// Whether an object has this layout.
pub(super) fn is_one(object: &Map<String, Value>) -> bool {
    let tasks = match object.get("results") {
        Some(Value::Object(tasks)) => tasks,
        _ => return false,
    };
    tasks.values().all(Value::is_object) && COMPANIONS.iter().any(|key| object.contains_key(*key))
}

/// The rows, task by task.
pub(super) fn rows(file: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let model = Model::of(file);
    let mut rows = Vec::new();
    for (task, entry) in object(file, "results").into_iter().flatten() {
        let Value::Object(entry) = entry else { continue };
        // Since 0.4 names without a comma are no metrics: alias, sample_len.
        let filtered = entry.keys().any(|name| name.contains(','));
        for (name, value) in entry {
            let (metric, filter) = match name.split_once(',') {
                Some((metric, filter)) => (metric, Some(filter)),
                None if filtered => continue,
                None => (name.as_str(), None),
            };
            if metric.ends_with("_stderr") || !is_number(value) {
                continue;
            }
            let stderr = filter.map_or(format!("{metric}_stderr"), |filter| format!("{metric}_stderr,{filter}"));
            let row = json!({
                "model": model.name,
                "revision": model.revision,
                "step": model.step,
                "model_parameters": model.parameters,
                "task": task,
                "metric": metric,
                "filter": filter,
                "value": value,
                "stderr": entry.get(&stderr).filter(|error| is_number(error)),
                "higher_is_better": object(file, "higher_is_better").and_then(|h| h.get(task)?.get(metric)),
                "n_shot": object(file, "n-shot").map_or(model.shots, |shots| shots.get(task)),
                "n_samples": samples(file, task).or_else(|| entry.get("sample_len")),
                "version": object(file, "versions").and_then(|versions| versions.get(task)).filter(|v| !v.is_object()),
                "group": object(file, "groups").is_some_and(|groups| groups.contains_key(task)),
            });
            if let Value::Object(row) = row {
                rows.push(row);
            }
        }
    }
    rows
}

/// What the file says of the model.
struct Model<'a> {
    name: Option<&'a str>,
    revision: Option<&'a str>,
    /// The number in a revision like `step1000`.
    step: Option<u64>,
    parameters: Option<&'a Value>,
    shots: Option<&'a Value>,
}

impl<'a> Model<'a> {
    fn of(file: &'a Map<String, Value>) -> Model<'a> {
        let config = object(file, "config");
        let said = |key: &str| config.and_then(|config| config.get(key));
        let text = |value: Option<&'a Value>| value.and_then(Value::as_str);
        let argument = |key: &str| match said("model_args")? {
            // pretrained=EleutherAI/pythia-160m,revision=step1000
            Value::String(list) => list.split(',').find_map(|pair| pair.trim().strip_prefix(key)?.strip_prefix('=')),
            arguments => arguments.get(key)?.as_str(),
        };
        let name = text(file.get("model_name")).or_else(|| argument("pretrained")).or_else(|| text(said("model")));
        let revision = argument("revision").or_else(|| text(said("model_revision")));
        Model {
            name,
            revision,
            step: revision.and_then(step),
            parameters: said("model_num_parameters"),
            shots: said("num_fewshot"),
        }
    }
}

/// The number that follows `step` in the name of a revision: 1000 of `step1000-tokens4B`.
fn step(revision: &str) -> Option<u64> {
    let (_, after) = revision.split_once("step")?;
    let after = after.trim_start_matches(['-', '_']);
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after[..end].parse().ok()
}

fn samples<'a>(file: &'a Map<String, Value>, task: &str) -> Option<&'a Value> {
    object(file, "n-samples")?.get(task)?.get("effective")
}

fn object<'a>(file: &'a Map<String, Value>, key: &str) -> Option<&'a Map<String, Value>> {
    file.get(key)?.as_object()
}

/// Whether a value is a number, or one that JSON lacks (quoted by the reader); `"N/A"` stands for no error.
fn is_number(value: &Value) -> bool {
    value.is_number() || matches!(value.as_str(), Some("NaN" | "Infinity" | "-Infinity"))
}
