//! Text to tokens, each with its bytes in the text.

use crate::Error;
use crate::ast::Span;

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Number(f64),
    /// A bare name.
    Name(String),
    /// A name in backquotes.
    Quoted(String),
    /// A text in double quotes.
    Text(String),
    /// An operator, bracket or comma.
    Symbol(&'static str),
    /// `;`, or a new line that does not go on.
    Separator,
    End,
}

/// A token and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// Every symbol of the language, longer ones first.
const SYMBOLS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "+", "-", "*", "/", "^", "<", ">", "!", "=", "~", "(", ")", "[", "]", ",", ":",
];

/// Symbols that people write in other languages, and what to write here.
const FOREIGN: &[(&str, &str)] = &[
    ("===", "for a comparison write '=='"),
    ("**", "for a power write '^'"),
    ("//", "for a division write '/'; a comment starts with '#'"),
    ("=<", "write '<='"),
    ("=>", "write '>='"),
    ("<>", "write '!='"),
    ("~=", "write '~' between response and law, '!=' for not equal"),
    (":=", "write '='"),
    ("&", "for 'and' write '&&'"),
    ("|", "for 'or' write '||'"),
    ("\u{2212}", "write the plain minus '-'"),
    ("\u{2013}", "write the plain minus '-'"),
    ("\u{2014}", "write the plain minus '-'"),
    ("\u{2010}", "write the plain minus '-'"),
    ("\u{2011}", "write the plain minus '-'"),
    ("×", "for a product write '*'"),
    ("·", "for a product write '*'"),
    ("⋅", "for a product write '*'"),
    ("∗", "for a product write '*'"),
    ("÷", "for a division write '/'"),
    ("∕", "for a division write '/'"),
    ("≤", "write '<='"),
    ("≥", "write '>='"),
    ("≠", "write '!='"),
    ("∼", "write the plain tilde '~'"),
    ("˜", "write the plain tilde '~'"),
    ("～", "write the plain tilde '~'"),
    ("√", "write sqrt(...)"),
    ("∞", "write inf, which only a domain may hold"),
    ("“", "texts stand in straight double quotes, \"like this\""),
    ("”", "texts stand in straight double quotes, \"like this\""),
    ("‘", "texts stand in straight double quotes, \"like this\""),
    ("’", "texts stand in straight double quotes, \"like this\""),
    ("'", "texts stand in double quotes, \"like this\""),
    ("{", "write '('"),
    ("}", "write ')'"),
    ("%", "there is no remainder or percent; write a number such as 0.05"),
    ("$", "a column's name with such a character stands in backquotes, `like this`"),
    ("@", "a column's name with such a character stands in backquotes, `like this`"),
    ("?", "for a choice write where(condition, a, b)"),
    ("\\", "a long formula goes on within brackets or after an operator; '\\' is not needed"),
];

/// Digits written small and high, which some keyboards and documents give for powers.
const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";

/// The numbers that a letter after digits multiplies by.
const SUFFIXES: &[(char, f64)] = &[('k', 1e3), ('M', 1e6), ('B', 1e9), ('G', 1e9), ('T', 1e12)];

/// Whether `name` can stand bare in a formula: letters of any script, digits, `_`, and dots between them; no digit or
/// dot first.
pub fn is_identifier(name: &str) -> bool {
    !name.is_empty() && identifier_length(name) == name.len()
}

/// Bytes of the identifier that `text` starts with; 0 if none.
fn identifier_length(text: &str) -> usize {
    let letter = |c: char| (c.is_alphanumeric() || c == '_') && !SUPERSCRIPTS.contains(c);
    let mut chars = text.char_indices().peekable();
    let mut length = 0;
    while let Some((at, c)) = chars.next() {
        let dot_inside = c == '.' && at > 0 && chars.peek().is_some_and(|&(_, next)| letter(next));
        let first_ok = at > 0 || c.is_alphabetic() || c == '_';
        if !(letter(c) && first_ok || dot_inside) {
            break;
        }
        length = at + c.len_utf8();
    }
    length
}

/// The tokens of `text`, the last one [`TokenKind::End`].
///
/// New lines within brackets, after an operator, and beside another separator are left out.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    Lexer { text, at: 0, tokens: Vec::new(), open: Vec::new() }.run()
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// Places of the brackets not yet closed.
    open: Vec<Span>,
}

impl Lexer<'_> {
    fn run(mut self) -> Result<Vec<Token>, Error> {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '\n' => self.new_line(),
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '#' => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                ';' => self.semicolon()?,
                '"' => self.text_literal()?,
                '`' => self.backquoted()?,
                c if c.is_ascii_digit() => self.number()?,
                '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number()?,
                _ => match identifier_length(self.rest()) {
                    0 => self.symbol()?,
                    length => {
                        let name = &self.rest()[..length];
                        let name = if name == "π" { "pi" } else { name }.to_string();
                        self.push(TokenKind::Name(name), length);
                    }
                },
            }
        }
        if let Some(&bracket) = self.open.last() {
            let shape = &self.text[bracket.start..bracket.end];
            return Err(self.error(bracket, format!("'{shape}' is never closed; add {}", closing(shape))));
        }
        if matches!(self.tokens.last(), Some(Token { kind: TokenKind::Separator, .. })) {
            self.tokens.pop();
        }
        self.push(TokenKind::End, 0);
        Ok(self.tokens)
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.tokens.push(Token { kind, span: Span { start: self.at, end: self.at + length } });
        self.at += length;
    }

    fn error(&self, span: Span, message: impl Into<String>) -> Error {
        Error::at(self.text, span, message)
    }

    fn error_here(&self, length: usize, message: impl Into<String>) -> Error {
        self.error(Span { start: self.at, end: self.at + length }, message)
    }

    fn new_line(&mut self) {
        let goes_on = match self.tokens.last().map(|token| &token.kind) {
            None | Some(TokenKind::Separator) => true,
            Some(TokenKind::Symbol(symbol)) => !matches!(*symbol, ")" | "]"),
            Some(_) => false,
        };
        if goes_on || !self.open.is_empty() { self.at += 1 } else { self.push(TokenKind::Separator, 1) }
    }

    fn semicolon(&mut self) -> Result<(), Error> {
        if let Some(&bracket) = self.open.last() {
            let shape = &self.text[bracket.start..bracket.end];
            return Err(self.error(bracket, format!("'{shape}' is not closed before the ';'; add {}", closing(shape))));
        }
        match self.tokens.last().map(|token| &token.kind) {
            None | Some(TokenKind::Separator) => self.at += 1,
            _ => self.push(TokenKind::Separator, 1),
        }
        Ok(())
    }

    /// `"..."`, in which `\"` is a quote and `\\` a backslash.
    fn text_literal(&mut self) -> Result<(), Error> {
        let mut content = String::new();
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((at, c)) = chars.next() {
            match (c, chars.peek()) {
                ('"', _) => {
                    self.push(TokenKind::Text(content), at + 1);
                    return Ok(());
                }
                ('\\', Some(&(_, escaped @ ('"' | '\\')))) => {
                    content.push(escaped);
                    chars.next();
                }
                _ => content.push(c),
            }
        }
        Err(self.error_here(1, "this text is never closed; add '\"' at its end"))
    }

    /// `` `...` ``, in which two backquotes are one.
    fn backquoted(&mut self) -> Result<(), Error> {
        let mut name = String::new();
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((at, c)) = chars.next() {
            match (c, chars.peek()) {
                ('`', Some((_, '`'))) => {
                    name.push('`');
                    chars.next();
                }
                ('`', _) if name.is_empty() => {
                    return Err(self.error_here(at + 1, "there is no name between the backquotes"));
                }
                ('`', _) => {
                    self.push(TokenKind::Quoted(name), at + 1);
                    return Ok(());
                }
                _ => name.push(c),
            }
        }
        Err(self.error_here(1, "this name is never closed; add '`' at its end"))
    }

    fn number(&mut self) -> Result<(), Error> {
        let text = self.rest();
        let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
        let mut length = digits(0);
        if text[length..].starts_with('.') {
            length += 1 + digits(length + 1);
        }
        let mantissa = length;
        if text[length..].starts_with(['e', 'E']) {
            let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
            match digits(length + 1 + sign) {
                // `2e` is no number, `2else` and `2*e` without its star are told apart below.
                0 if sign == 1 || identifier_length(&text[length..]) == 1 => {
                    return Err(self.error_here(
                        length + 1 + sign,
                        format!("the exponent has no digits; write {0}e3, or {0}*e for a product", &text[..length]),
                    ));
                }
                0 => {}
                n => length += 1 + sign + n,
            }
        }
        if text[length..].starts_with('.') && text[length + 1..].starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.error_here(length + 1, "a number has one decimal point and a whole exponent"));
        }
        let Ok(mut value) = text[..length].parse::<f64>() else {
            return Err(self.error_here(length, "this is not a number"));
        };
        let tail = text[length..].chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect::<String>();
        let mut tail_letters = tail.chars();
        let suffix = match (tail_letters.next(), tail_letters.next()) {
            (Some(letter), None) if !SUPERSCRIPTS.contains(letter) => SUFFIXES.iter().find(|(c, _)| *c == letter),
            _ => None,
        };
        match suffix {
            Some((letter, _)) if length > mantissa => {
                let message = format!("a number has an exponent or a suffix, not both; drop the '{letter}'");
                return Err(self.error_here(length + 1, message));
            }
            Some((letter, factor)) => {
                // Digits and exponent are read as one number: 1.1M is exactly 1.1e6.
                let exponent = factor.log10().round();
                value = format!("{}e{exponent}", &text[..length]).parse().unwrap_or(value * factor);
                length += letter.len_utf8();
            }
            None if !tail.is_empty() && !tail.starts_with(|c| SUPERSCRIPTS.contains(c)) => {
                let message = number_with_tail(&text[..length], &tail);
                return Err(self.error_here(length + tail.len(), message));
            }
            None => {}
        }
        if !value.is_finite() {
            return Err(self.error_here(length, "this number is too large; the largest is about 1.8e308"));
        }
        self.push(TokenKind::Number(value), length);
        Ok(())
    }

    fn symbol(&mut self) -> Result<(), Error> {
        let rest = self.rest();
        // `=<` would be read as `=` then `<`; and `&&` must not be taken for `&`: the longest match decides.
        let known = SYMBOLS.iter().find(|s| rest.starts_with(**s)).copied();
        let foreign = FOREIGN.iter().find(|(s, _)| rest.starts_with(s));
        match (known, foreign) {
            (known, Some((symbol, advice))) if known.is_none_or(|k| k.len() < symbol.len()) => {
                Err(self.error_here(symbol.len(), format!("'{symbol}' is not part of the language; {advice}")))
            }
            (Some(symbol), _) => self.known(symbol),
            (None, _) => Err(self.stray_character()),
        }
    }

    fn known(&mut self, symbol: &'static str) -> Result<(), Error> {
        match symbol {
            "(" | "[" => self.open.push(Span { start: self.at, end: self.at + 1 }),
            ")" | "]" if self.open.pop().is_none() => {
                return Err(
                    self.error_here(1, format!("'{symbol}' closes nothing; delete it or open a bracket before"))
                );
            }
            _ => {}
        }
        self.push(TokenKind::Symbol(symbol), symbol.len());
        Ok(())
    }

    fn stray_character(&self) -> Error {
        let c = self.rest().chars().next().unwrap_or(' ');
        let superscript: String = self.rest().chars().take_while(|&c| SUPERSCRIPTS.contains(c)).collect();
        if !superscript.is_empty() {
            let plain: String = superscript.chars().filter_map(plain_digit).collect();
            return self.error_here(superscript.len(), format!("'{superscript}' is no exponent; write '^{plain}'"));
        }
        let length = c.len_utf8();
        match c {
            '.' => self.error_here(length, "a '.' stands only within a number or a name"),
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' => {
                self.error_here(length, format!("there is an invisible character (U+{:04X}); delete it", c as u32))
            }
            c if c.is_control() => {
                self.error_here(length, format!("there is a control character (U+{:04X}); delete it", c as u32))
            }
            c => self.error_here(
                length,
                format!("'{c}' is not part of the language; a column's name with it stands in backquotes"),
            ),
        }
    }
}

fn closing(bracket: &str) -> &'static str {
    if bracket == "[" { "']'" } else { "')'" }
}

fn plain_digit(superscript: char) -> Option<char> {
    let at = SUPERSCRIPTS.chars().position(|c| c == superscript)?;
    "0123456789-+".chars().nth(at)
}

/// What to say of `2N`, `2Bx`, `3m`, `1_000`.
fn number_with_tail(digits: &str, tail: &str) -> String {
    if tail.starts_with('_') && tail[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return "digits are written without '_' between, such as 1000 or 1e3".into();
    }
    let mut letters = tail.chars();
    let suffix = letters.next().and_then(|letter| SUFFIXES.iter().find(|(c, _)| *c == letter));
    let after = letters.as_str();
    match (suffix, tail) {
        (Some((letter, _)), _) if is_identifier(after) => {
            format!("'{digits}{tail}' is no number; write {digits}{letter}*{after} or {digits}*{tail}")
        }
        (_, "K" | "m" | "b" | "g" | "t") => {
            let meant = if tail == "K" { "k".into() } else { tail.to_uppercase() };
            format!(
                "'{tail}' is no suffix (they are k, M, B or G, T); write {digits}{meant}, or {digits}*{tail} for a product"
            )
        }
        _ if is_identifier(tail) => format!("an operator is missing; for a product write {digits}*{tail}"),
        _ => format!("'{digits}{tail}' is no number; suffixes are k, M, B or G, T"),
    }
}
