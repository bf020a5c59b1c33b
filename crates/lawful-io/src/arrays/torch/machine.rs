//! A pickle carried out as far as plain data go: a stack, marks on it, a memo.

use std::collections::HashMap;
use std::ops::Range;

use super::globals::Global;
use super::opcode::{Op, Stream};
use super::rebuild::{call, storage};
use super::value::{Id, Value};

/// Most values that a pickle may build, and most items that they may hold; a checkpoint has about thirty of both for
/// each of its tensors.
const MAX_VALUES: usize = 1 << 23;

/// A finished pickle: all values, and the one that it stands for.
pub(super) struct Ended<'a> {
    pub bytes: &'a [u8],
    pub values: Vec<Value>,
    pub root: Id,
}

/// Carries out a pickle. The error is a sentence.
pub(super) fn run(bytes: &[u8]) -> Result<Ended<'_>, String> {
    let mut stream = Stream::new(bytes);
    let mut machine =
        Machine { bytes, values: Vec::new(), stack: Vec::new(), marks: Vec::new(), memo: HashMap::new(), items: 0 };
    loop {
        match stream.next()? {
            Op::Stop => break,
            op => machine.step(op)?,
        }
    }
    let root = machine.pop()?;
    Ok(Ended { bytes, values: machine.values, root })
}

/// The state of a pickle that is being carried out.
pub(super) struct Machine<'a> {
    bytes: &'a [u8],
    values: Vec<Value>,
    stack: Vec<Id>,
    /// Heights of the stack.
    marks: Vec<usize>,
    memo: HashMap<u32, Id>,
    /// Items that values had when they were made.
    items: usize,
}

const DAMAGED: &str = "the pickle is damaged: an instruction lacks its operands";

impl Machine<'_> {
    fn step(&mut self, op: Op) -> Result<(), String> {
        match op {
            Op::Nothing | Op::Stop => {}
            Op::Mark => self.marks.push(self.stack.len()),
            Op::Pop => drop(self.pop()?),
            Op::PopMark => drop(self.pop_mark()?),
            Op::Dup => {
                let top = self.top()?;
                self.stack.push(top);
            }
            Op::Opaque => self.push(Value::Opaque)?,
            Op::Int(value) => self.push(Value::Int(value))?,
            Op::Text(place) => self.push(Value::Text(place))?,
            Op::EmptyList => self.push(Value::List(Vec::new()))?,
            Op::EmptyTuple => self.push(Value::Tuple(Vec::new()))?,
            Op::EmptyDict => self.push(Value::Dict(Vec::new()))?,
            Op::EmptySet => self.push(Value::Opaque)?,
            Op::Append => {
                let item = self.pop()?;
                self.extend(&[item])?;
            }
            Op::Appends => {
                let items = self.pop_mark()?;
                self.extend(&items)?;
            }
            Op::AddItems => drop(self.pop_mark()?),
            Op::FrozenSet => {
                self.pop_mark()?;
                self.push(Value::Opaque)?;
            }
            Op::SetItem => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.insert(&[key, value])?;
            }
            Op::SetItems => {
                let items = self.pop_mark()?;
                self.insert(&items)?;
            }
            Op::List => {
                let items = self.pop_mark()?;
                self.push(Value::List(items))?;
            }
            Op::Tuple => {
                let items = self.pop_mark()?;
                self.push(Value::Tuple(items))?;
            }
            Op::Dict => {
                let items = self.pop_mark()?;
                self.push(Value::Dict(Vec::new()))?;
                self.insert(&items)?;
            }
            Op::TupleOf(length) => {
                let start = self.stack.len().checked_sub(length).filter(|&s| s >= self.floor()).ok_or(DAMAGED)?;
                let items = self.stack.split_off(start);
                self.push(Value::Tuple(items))?;
            }
            Op::Get(slot) => {
                let id = *self.memo.get(&slot).ok_or("the pickle is damaged: it recalls what it never stored")?;
                self.stack.push(id);
            }
            Op::Put(slot) => drop(self.memo.insert(slot, self.top()?)),
            Op::Memoize => {
                let slot = u32::try_from(self.memo.len()).map_err(|_| DAMAGED)?;
                self.memo.insert(slot, self.top()?);
            }
            Op::Global(module, name) => self.global(&module, &name)?,
            Op::StackGlobal => {
                let (name, module) = (self.pop()?, self.pop()?);
                let (Value::Text(module), Value::Text(name)) = (self.value(module), self.value(name)) else {
                    return Err("the pickle is damaged: a Python name is not text".into());
                };
                let (module, name) = (module.clone(), name.clone());
                self.global(&module, &name)?;
            }
            Op::Reduce | Op::NewObject => {
                let (arguments, callee) = (self.pop()?, self.pop()?);
                let made = call(self, self.value(callee), self.value(arguments))?;
                self.push(made)?;
            }
            Op::Build => {
                // Attributes of an OrderedDict, as `_metadata` of a state dict.
                self.pop()?;
                match self.value(self.top()?) {
                    Value::Dict(_) | Value::Opaque => {}
                    other => {
                        return Err(format!("the pickle sets attributes of {}, which is never done", other.kind()));
                    }
                }
            }
            Op::PersistentId => {
                let id = self.pop()?;
                let storage = storage(self, self.value(id))?;
                self.push(storage)?;
            }
        }
        // A stack may grow without new values by recalling old ones.
        if self.stack.len() > MAX_VALUES || self.marks.len() > MAX_VALUES {
            return Err(format!("the pickle holds more than {MAX_VALUES} values"));
        }
        Ok(())
    }

    /// The value of an id; ids come from [`Machine::push`] only.
    pub fn value(&self, id: Id) -> &Value {
        &self.values[id as usize]
    }

    /// The text at a place of the pickle.
    pub fn text(&self, place: &Range<usize>) -> Result<&str, String> {
        text(self.bytes, place)
    }

    fn push(&mut self, value: Value) -> Result<(), String> {
        self.items = self.items.saturating_add(value.items());
        if self.values.len() >= MAX_VALUES || self.items > MAX_VALUES {
            return Err(format!("the pickle builds more than {MAX_VALUES} values; save the weights without the rest"));
        }
        self.stack.push(self.values.len() as Id);
        self.values.push(value);
        Ok(())
    }

    /// Below this height the stack belongs to a mark.
    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    fn top(&self) -> Result<Id, String> {
        if self.stack.len() <= self.floor() {
            return Err(DAMAGED.into());
        }
        self.stack.last().copied().ok_or_else(|| DAMAGED.into())
    }

    fn pop(&mut self) -> Result<Id, String> {
        let top = self.top()?;
        self.stack.pop();
        Ok(top)
    }

    fn pop_mark(&mut self) -> Result<Vec<Id>, String> {
        let height = self.marks.pop().filter(|&height| height <= self.stack.len()).ok_or(DAMAGED)?;
        Ok(self.stack.split_off(height))
    }

    /// Appends to the list on top of the stack.
    fn extend(&mut self, items: &[Id]) -> Result<(), String> {
        let list = self.top()?;
        match &mut self.values[list as usize] {
            Value::List(list) => list.extend_from_slice(items),
            Value::Opaque => {}
            other => return Err(format!("the pickle is damaged: it appends to {}", other.kind())),
        }
        Ok(())
    }

    /// Puts keys and values, by turns, into the dictionary on top of the stack.
    fn insert(&mut self, items: &[Id]) -> Result<(), String> {
        let dict = self.top()?;
        match &mut self.values[dict as usize] {
            Value::Dict(dict) if items.len().is_multiple_of(2) => dict.extend_from_slice(items),
            other => return Err(format!("the pickle is damaged: it puts items into {}", other.kind())),
        }
        Ok(())
    }

    fn global(&mut self, module: &Range<usize>, name: &Range<usize>) -> Result<(), String> {
        let global = Global::of(self.text(module)?, self.text(name)?)?;
        self.push(Value::Global(global))
    }
}

/// The text at a place of a pickle.
pub(super) fn text<'a>(bytes: &'a [u8], place: &Range<usize>) -> Result<&'a str, String> {
    std::str::from_utf8(&bytes[place.clone()]).map_err(|_| "text in the pickle is not UTF-8".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(bytes: &[u8]) -> String {
        run(bytes).err().unwrap_or_default()
    }

    #[test]
    fn plain_data() {
        // {'a': (1, True), 'b': [None]}, as Python writes it with protocol 2.
        let ended = run(b"\x80\x02}q\x00(X\x01\x00\x00\x00aK\x01\x88\x86X\x01\x00\x00\x00b]Nau.").unwrap();
        let Value::Dict(items) = &ended.values[ended.root as usize] else { panic!("a dictionary") };
        assert_eq!(items.len(), 4);
        assert!(matches!(&ended.values[items[1] as usize], Value::Tuple(pair) if pair.len() == 2));
        assert!(matches!(&ended.values[items[3] as usize], Value::List(list) if list.len() == 1));
    }

    #[test]
    fn code_is_refused() {
        assert!(error(b"cposix\nsystem\nX\x02\x00\x00\x00ls\x85R.").contains("'posix.system'"));
        assert!(error(b"\x8c\x08builtins\x8c\x04eval\x93.").contains("'builtins.eval'"));
        // Called what is no function.
        assert!(error(b"K\x01)R.").contains("calls an integer"));
        assert!(error(b"ctorch\nfloat32\n)R.").contains("calls"));
    }

    #[test]
    fn damaged() {
        for bytes in
            [&b"."[..], b"(.", b"a.", b"\x86.", b"K\x01(\x85.", b"h\x00.", b"e.", b"}K\x01s.", b"(K\x01d.", b"]("]
        {
            assert!(!error(bytes).is_empty(), "{bytes:?}");
        }
    }

    #[test]
    fn too_much() {
        assert!(error(&vec![b'N'; MAX_VALUES + 2]).contains("more than"));
        assert!(error(&[&b"N"[..], &vec![b'2'; MAX_VALUES + 2]].concat()).contains("more than"));
    }
}
