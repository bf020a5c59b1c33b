//! The tensors in what a pickle stands for, named by the keys that lead to them.

use std::path::Path;

use super::machine::{Ended, text};
use super::value::{Id, TensorValue, Value};

/// Deepest nesting of dictionaries and lists.
const MAX_DEPTH: usize = 64;

/// Most dictionaries, lists and tensors looked at: a pickle may share parts of itself, which are met again and again.
const MAX_VISITS: usize = 1 << 24;

/// Most tensors.
const MAX_TENSORS: usize = 1 << 18;

/// Longest name, in bytes.
const MAX_NAME: usize = 1024;

/// Names and tensors, in order. Keys are joined by dots: `model.h.0.weight`; a list gives its indices. A lone tensor is
/// named after the file.
pub(super) fn tensors(ended: &Ended, file: &str) -> Result<Vec<(String, TensorValue)>, String> {
    if let Value::Tensor(tensor) = &ended.values[ended.root as usize] {
        let name = Path::new(file).file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
        return Ok(vec![(name, (**tensor).clone())]);
    }
    let mut walk = Walk { ended, visits: 0, name: String::new(), found: Vec::new() };
    walk.visit(ended.root, 0)?;
    if walk.found.is_empty() {
        return Err("the checkpoint holds no tensors".into());
    }
    Ok(walk.found)
}

struct Walk<'a> {
    ended: &'a Ended<'a>,
    visits: usize,
    /// Keys so far.
    name: String,
    found: Vec<(String, TensorValue)>,
}

impl Walk<'_> {
    fn visit(&mut self, id: Id, depth: usize) -> Result<(), String> {
        self.visits += 1;
        if self.visits > MAX_VISITS || depth > MAX_DEPTH {
            return Err("the checkpoint refers to itself or is nested beyond reason".into());
        }
        let ended = self.ended;
        match &ended.values[id as usize] {
            Value::Tensor(_) if self.found.len() >= MAX_TENSORS => {
                return Err(format!("the checkpoint names more than {MAX_TENSORS} tensors"));
            }
            Value::Tensor(tensor) => self.found.push((self.name.clone(), (**tensor).clone())),
            Value::Dict(items) => {
                for pair in items.chunks_exact(2) {
                    match &ended.values[pair[0] as usize] {
                        _ if !self.leads_on(pair[1]) => {}
                        Value::Text(key) => self.below(text(ended.bytes, key)?, pair[1], depth)?,
                        Value::Int(key) => self.below(&key.to_string(), pair[1], depth)?,
                        other => {
                            let known = self.found.len();
                            self.below("?", pair[1], depth)?;
                            if self.found.len() > known {
                                let kind = other.kind();
                                return Err(format!("a tensor's key is {kind}; keys must be text or integers"));
                            }
                        }
                    }
                }
            }
            Value::List(items) | Value::Tuple(items) => {
                for (i, &item) in items.iter().enumerate() {
                    if self.leads_on(item) {
                        self.below(&i.to_string(), item, depth)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether tensors may be in a value.
    fn leads_on(&self, id: Id) -> bool {
        matches!(self.ended.values[id as usize], Value::Tensor(_) | Value::Dict(_) | Value::List(_) | Value::Tuple(_))
    }

    fn below(&mut self, key: &str, id: Id, depth: usize) -> Result<(), String> {
        let length = self.name.len();
        if length + key.len() >= MAX_NAME {
            return Err(format!("a tensor's name has more than {MAX_NAME} bytes"));
        }
        if length > 0 {
            self.name.push('.');
        }
        self.name.push_str(key);
        let done = self.visit(id, depth + 1);
        self.name.truncate(length);
        done
    }
}
