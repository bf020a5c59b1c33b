//! The text of an npy header: a Python dictionary of `descr`, `fortran_order` and `shape`.

use crate::error::excerpt;

/// What a header says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    /// The type, as `<f4`.
    pub descr: String,
    /// Whether the first axis runs fastest.
    pub fortran_order: bool,
    /// Lengths of the axes.
    pub shape: Vec<u64>,
}

/// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
pub(super) fn parse(text: &[u8]) -> Result<Header, String> {
    let text = std::str::from_utf8(text).map_err(|_| "its npy header is not text")?;
    let mut rest = Scanner(text.trim_end());
    let (mut descr, mut fortran_order, mut shape) = (None, None, None);
    rest.expect('{')?;
    while !rest.accept('}') {
        let key = rest.quoted()?;
        rest.expect(':')?;
        let first = match key {
            "descr" if rest.sees('[') => {
                return Err("holds records with named fields; save each field as an array of its own".into());
            }
            "descr" => descr.replace(rest.quoted()?.to_string()).is_none(),
            "fortran_order" => fortran_order.replace(rest.boolean()?).is_none(),
            "shape" => shape.replace(rest.tuple()?).is_none(),
            other => return Err(format!("its npy header has an unknown key '{}'", excerpt(other))),
        };
        if !first {
            return Err(format!("its npy header has '{key}' twice"));
        }
        if !rest.accept(',') && !rest.sees('}') {
            return Err(rest.unexpected("',' or '}'"));
        }
    }
    if !rest.0.is_empty() {
        return Err(rest.unexpected("nothing more"));
    }
    match (descr, fortran_order, shape) {
        (Some(descr), Some(fortran_order), Some(shape)) => Ok(Header { descr, fortran_order, shape }),
        (None, ..) => Err("its npy header lacks 'descr'".into()),
        (_, None, _) => Err("its npy header lacks 'fortran_order'".into()),
        (_, _, None) => Err("its npy header lacks 'shape'".into()),
    }
}

/// Text, read from the front; blanks before a token do not count.
struct Scanner<'a>(&'a str);

impl<'a> Scanner<'a> {
    fn sees(&mut self, token: char) -> bool {
        self.0 = self.0.trim_start();
        self.0.starts_with(token)
    }

    fn accept(&mut self, token: char) -> bool {
        let seen = self.sees(token);
        if seen {
            self.0 = &self.0[token.len_utf8()..];
        }
        seen
    }

    fn expect(&mut self, token: char) -> Result<(), String> {
        if self.accept(token) { Ok(()) } else { Err(self.unexpected(&format!("'{token}'"))) }
    }

    fn unexpected(&self, wanted: &str) -> String {
        format!("its npy header is damaged: {wanted} expected at '{}'", excerpt(self.0))
    }

    /// Text in quotes of either kind, without escapes: NumPy writes none.
    fn quoted(&mut self) -> Result<&'a str, String> {
        let quote = if self.sees('"') { '"' } else { '\'' };
        self.expect(quote)?;
        let end = self.0.find(quote).ok_or_else(|| self.unexpected("a closing quote"))?;
        let (text, rest) = (&self.0[..end], &self.0[end + 1..]);
        self.0 = rest;
        Ok(text)
    }

    fn boolean(&mut self) -> Result<bool, String> {
        self.0 = self.0.trim_start();
        for (word, value) in [("True", true), ("False", false)] {
            if let Some(rest) = self.0.strip_prefix(word) {
                self.0 = rest;
                return Ok(value);
            }
        }
        Err(self.unexpected("True or False"))
    }

    /// A tuple of lengths. Python 2 wrote `3L`.
    fn tuple(&mut self) -> Result<Vec<u64>, String> {
        let mut lengths = Vec::new();
        self.expect('(')?;
        while !self.accept(')') {
            self.0 = self.0.trim_start();
            let digits = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
            let length = self.0[..digits].parse().map_err(|_| self.unexpected("a length"))?;
            self.0 = &self.0[digits..];
            self.0 = self.0.strip_prefix('L').unwrap_or(self.0);
            lengths.push(length);
            if !self.accept(',') && !self.sees(')') {
                return Err(self.unexpected("',' or ')'"));
            }
        }
        Ok(lengths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Result<Header, String> {
        parse(text.as_bytes())
    }

    #[test]
    fn as_numpy_writes_it() {
        let wanted = Header { descr: "<f4".into(), fortran_order: false, shape: vec![3, 4] };
        assert_eq!(header("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }   \n"), Ok(wanted.clone()));
        assert_eq!(header("{\"shape\":(3L,4L),'fortran_order':False,'descr':\"<f4\"}"), Ok(wanted));
        assert_eq!(header("{'descr':'|b1','fortran_order':True,'shape':()}").map(|h| h.shape), Ok(vec![]));
    }

    #[test]
    fn damaged() {
        for (text, word) in [
            ("", "'{'"),
            ("{'descr': '<f4', 'shape': (3,)}", "fortran_order"),
            ("{'descr': '<f4', 'descr': '<f8'}", "twice"),
            ("{'descr': [('a', '<f4')]}", "named fields"),
            ("{'descr': __import__('os').system('x')}", "expected at"),
            ("{'shape': (99999999999999999999,)}", "a length"),
            ("{'shape': (-1,)}", "a length"),
            ("{'shape': (3 4)}", "')'"),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x", "nothing more"),
            ("{'descr': '<f4", "closing quote"),
        ] {
            assert!(header(text).is_err_and(|e| e.contains(word)), "{text}: {:?}", header(text));
        }
    }
}
