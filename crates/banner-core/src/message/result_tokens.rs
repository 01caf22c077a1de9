//! The tokens of an Authentication-Results header: words, quoted strings, comments (RFC 8601, section 2.2; RFC 5322, section 3.2).

/// One token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A token, a quoted string, or both joined (`"a b"@c.example`).
    Word(String),
    Equals,
    Semicolon,
    Comment(String),
}

impl Token {
    /// The text of a word.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Parts the text into tokens; parentheses nest, backslashes escape.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    // What follows an equals sign is a value, in which a further one is text (base64 in header.b).
    let mut in_value = false;
    while let Some(c) = chars.next() {
        let ends_word = matches!(c, ';' | '(')
            || c.is_whitespace()
            || c == '=' && (!in_value || word.is_empty());
        if ends_word && !word.is_empty() {
            tokens.push(Token::Word(std::mem::take(&mut word)));
            in_value = false;
        }
        match c {
            ';' => {
                tokens.push(Token::Semicolon);
                in_value = false;
            }
            '=' if ends_word => {
                tokens.push(Token::Equals);
                in_value = true;
            }
            '(' => tokens.push(Token::Comment(comment(&mut chars))),
            '"' => {
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => word.extend(chars.next()),
                        c => word.push(c),
                    }
                }
                // An empty quoted string is a value all the same.
                if word.is_empty() {
                    tokens.push(Token::Word(String::new()));
                    in_value = false;
                }
            }
            c if c.is_whitespace() => {}
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        tokens.push(Token::Word(word));
    }
    tokens
}

fn comment(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut depth = 1_usize;
    let mut text = String::new();
    while let Some(c) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => {
                text.extend(chars.next());
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
        text.push(c);
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Token {
        Token::Word(text.into())
    }

    #[test]
    fn parts_words_signs_and_nested_comments() {
        assert_eq!(
            tokens("a = b;(c (d) \\) e)\"f ; g\""),
            [
                word("a"),
                Token::Equals,
                word("b"),
                Token::Semicolon,
                Token::Comment("c (d) ) e".into()),
                word("f ; g")
            ]
        );
    }

    #[test]
    fn keeps_equals_signs_inside_values() {
        assert_eq!(
            tokens("b=x/y= c"),
            [word("b"), Token::Equals, word("x/y="), word("c")]
        );
        assert_eq!(
            tokens("m=bounce+a=b.example@c.example")[2],
            word("bounce+a=b.example@c.example")
        );
    }

    #[test]
    fn reads_what_is_never_closed() {
        assert_eq!(tokens("(a"), [Token::Comment("a".into())]);
        assert_eq!(tokens("\"a"), [word("a")]);
        assert_eq!(tokens("\"\""), [word("")]);
        assert_eq!(tokens(""), []);
    }
}
