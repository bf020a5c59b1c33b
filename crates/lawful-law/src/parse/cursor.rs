//! Where the parser stands among the tokens, and what it says when the next one does not fit.

use super::MAX_TEXT;
use super::lexer::{self, Token, TokenKind};
use crate::Error;
use crate::ast::{MAX_DEPTH, Span};

/// The tokens of a text and the one to be read next.
pub(super) struct Cursor<'a> {
    pub text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// Expressions begun and not yet ended.
    nesting: usize,
}

impl<'a> Cursor<'a> {
    /// Reads the tokens of `text`; `example` is what it should look like, for the error when it is empty.
    pub fn new(text: &'a str, example: &str) -> Result<Self, Error> {
        if text.len() > MAX_TEXT {
            let start: String = text.chars().take(60).collect();
            let message = format!("the text is {} bytes long, the most is {MAX_TEXT}; shorten it", text.len());
            return Err(Error::at(&start, Span::default(), message));
        }
        let tokens = lexer::tokens(text)?;
        if tokens.len() == 1 {
            return Err(Error::plain(format!("the text is empty; write something like {example}")));
        }
        Ok(Cursor { text, tokens, at: 0, nesting: 0 })
    }

    pub fn peek(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    /// The token `n` after the next one; the last token when there are fewer.
    pub fn peek_after(&self, n: usize) -> &TokenKind {
        &self.tokens[(self.at + n).min(self.tokens.len() - 1)].kind
    }

    /// Place of the next token.
    pub fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    /// End of the last token read.
    pub fn end(&self) -> usize {
        self.previous().map_or(0, |token| token.span.end)
    }

    fn previous(&self) -> Option<&Token> {
        self.tokens[..self.at].last()
    }

    /// Reads the next token; stays at the last.
    pub fn advance(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    pub fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), TokenKind::Symbol(s) if *s == symbol)
    }

    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), TokenKind::Name(name) if name == word)
    }

    /// Reads `symbol` if it comes next.
    pub fn eat(&mut self, symbol: &str) -> bool {
        let found = self.is(symbol);
        if found {
            self.advance();
        }
        found
    }

    /// Reads the bare name `word` if it comes next.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    /// Reads `symbol`, or says that `expected` is missing.
    pub fn expect(&mut self, symbol: &str, expected: &str) -> Result<Span, Error> {
        if self.is(symbol) { Ok(self.advance().span) } else { Err(self.unexpected(expected)) }
    }

    /// Reads a bare or backquoted name.
    pub fn name(&mut self, expected: &str) -> Result<(String, Span), Error> {
        match self.peek() {
            TokenKind::Name(name) | TokenKind::Quoted(name) => {
                let name = name.clone();
                Ok((name, self.advance().span))
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    /// Reads a bare name.
    pub fn bare_name(&mut self, expected: &str) -> Result<String, Error> {
        match self.peek() {
            TokenKind::Name(name) => {
                let name = name.clone();
                self.advance();
                Ok(name)
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    pub fn at_end(&self) -> bool {
        *self.peek() == TokenKind::End
    }

    /// Whether a clause or the text ends here.
    pub fn at_clause_end(&self) -> bool {
        matches!(self.peek(), TokenKind::End | TokenKind::Separator)
    }

    /// Fails unless the whole text was read.
    pub fn expect_end(&self) -> Result<(), Error> {
        match self.peek() {
            TokenKind::End => Ok(()),
            TokenKind::Separator => Err(self.error_here("more follows here; only one formula belongs in this place")),
            _ => Err(self.unexpected("the end")),
        }
    }

    /// Runs `inner` one level deeper, or fails at [`MAX_DEPTH`]: the call stack stays small for any text.
    pub fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.nesting >= MAX_DEPTH {
            return Err(self.too_deep());
        }
        self.nesting += 1;
        let result = inner(self);
        self.nesting -= 1;
        result
    }

    pub fn too_deep(&self) -> Error {
        let message = format!(
            "the formula is more than {MAX_DEPTH} levels deep; a sum or product of many terms is as deep as it is long: \
             group its terms with brackets or write sum(i in [1, 2, 3], ...)"
        );
        self.error(self.span(), message)
    }

    pub fn error(&self, span: Span, message: impl Into<String>) -> Error {
        Error::at(self.text, span, message)
    }

    pub fn error_here(&self, message: impl Into<String>) -> Error {
        self.error(self.span(), message)
    }

    /// The text of `span`, cut if long.
    pub fn excerpt(&self, span: Span) -> String {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        match text.char_indices().nth(40) {
            Some((cut, _)) => format!("{}…", &text[..cut]),
            None => text.to_string(),
        }
    }

    /// The next token does not fit, `expected` would; the message guesses at the mistake.
    pub fn unexpected(&self, expected: &str) -> Error {
        let found = self.excerpt(self.span());
        let previous = self.previous().map(|token| (self.excerpt(token.span), &token.kind));
        let after_value = match &previous {
            Some((_, TokenKind::Symbol(s))) => matches!(*s, ")" | "]"),
            Some((_, TokenKind::Separator)) | None => false,
            Some(_) => true,
        };
        let message = match self.peek() {
            TokenKind::End | TokenKind::Separator => match &previous {
                Some((before, _)) => format!("after '{before}', {expected} is missing"),
                None => format!("{expected} is missing"),
            },
            TokenKind::Symbol("=") if after_value => "'=' is out of place; for a comparison write '=='".to_string(),
            TokenKind::Symbol("~") => "'~' is out of place: it stands once, between response and law".to_string(),
            TokenKind::Symbol(",") if self.is_decimal_comma() => {
                "',' is out of place; a decimal point is written '.', such as 0.5".to_string()
            }
            TokenKind::Symbol(s @ ("," | ")" | "]")) if !after_value => match &previous {
                Some((before, TokenKind::Symbol("(" | "[" | ","))) => {
                    format!("between '{before}' and '{s}' {expected} is missing")
                }
                Some((before, _)) => format!("after '{before}', {expected} is missing"),
                None => format!("before '{s}' {expected} is missing"),
            },
            TokenKind::Symbol(s) if !after_value => match &previous {
                Some((before, TokenKind::Symbol(_))) => {
                    format!("'{s}' cannot follow '{before}': {expected} is missing between them")
                }
                _ => format!("before '{s}' {expected} is missing"),
            },
            TokenKind::Name(word) if after_value => match word.to_lowercase().as_str() {
                "and" => "for 'and' write '&&'".to_string(),
                "or" => "for 'or' write '||'".to_string(),
                "not" => "for 'not' write '!'".to_string(),
                "is" => "for 'is' write '==', for a missing value missing(column)".to_string(),
                "let" => "a clause starts on a new line or after ';': put ';' before 'let'".to_string(),
                "in" | "start" => {
                    format!(
                        "'{word}' belongs to a clause, which starts on a new line or after ';': '; alpha {word} ...'"
                    )
                }
                _ if self.starts_clause() => {
                    format!("a clause starts on a new line or after ';': put ';' before '{found}'")
                }
                _ => missing_operator(&found),
            },
            TokenKind::Number(_) | TokenKind::Name(_) | TokenKind::Quoted(_) | TokenKind::Text(_) if after_value => {
                missing_operator(&found)
            }
            TokenKind::Symbol("(") if after_value => missing_operator("("),
            TokenKind::Symbol("[") if matches!(previous, Some((_, TokenKind::Quoted(_)))) => {
                "a backquoted name is a column, which takes no [...]; write the parameter's name bare".to_string()
            }
            _ => format!("'{found}' is out of place: {expected} belongs here"),
        };
        let span = match self.peek() {
            // The end has no character of its own: point just behind what was read.
            TokenKind::End | TokenKind::Separator => Span { start: self.end(), end: self.end() },
            _ => self.span(),
        };
        self.error(span, message)
    }

    /// Whether `name in` or `name start` comes next.
    fn starts_clause(&self) -> bool {
        matches!(self.peek_after(1), TokenKind::Name(word) if word == "in" || word == "start")
    }

    fn is_decimal_comma(&self) -> bool {
        let number = |token: Option<&Token>| matches!(token, Some(Token { kind: TokenKind::Number(_), .. }));
        number(self.previous()) && number(self.tokens.get(self.at + 1))
    }
}

fn missing_operator(found: &str) -> String {
    format!("an operator is missing before '{found}'; for a product write '*'")
}
