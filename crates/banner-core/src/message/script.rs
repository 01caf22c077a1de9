//! Whether a text is a script that Windows runs: JScript, VBScript, PowerShell, batch, or a page that runs as a program.
//!
//! Words alone do not make a script: instructions name commands, logs quote them, and letters begin with them. So most of the
//! lines must have the form of statements, and one that has it must do what documents and settings never need.

/// As many lines are looked at, comments and empty ones aside.
const LINES: usize = 40;

/// What begins a statement, in small letters. One text, as a table of many would be twice as large a download.
const BEGINNINGS: &str = "\
    call|case|catch|certutil|cmd|const|copy|curl|\
    del|dim|do|echo|else|elseif|end|execute|\
    executeglobal|exit|for|foreach|function|goto|if|iex|\
    let|loop|mkdir|mshta|next|on error|option explicit|param|\
    powershell|private|public|pwsh|reg|regsvr32|rundll32|set|\
    setlocal|start|sub|try|var|wend|while|with";

/// What a document never needs, in small letters: objects of the script host, code made of text, programs that load and start.
const MARKS: &str = "\
    %~dp0|-encodedcommand|-executionpolicy|-noprofile|-windowstyle|/*@cc_on|@echo off|[convert]::|\
    [system.|activexobject|atob(|bitsadmin|certutil -|cmd /c|cmd.exe /c|createobject(|\
    downloadfile(|downloadstring(|eval(|executeglobal|frombase64string|fromcharcode|getobject(|iex |\
    invoke-expression|invoke-webrequest|mshta |new-object |on error resume next|regsvr32 |start-process|unescape(|\
    wscript.";

/// What the lines of a patch begin with: those that go, come or stay, and where they stand.
const OF_PATCHES: &[char] = &['+', '-', ' ', '@', '\\'];

/// Whether `start`, the beginning of a text in small letters, is a script's.
pub(super) fn is_script(start: &str) -> bool {
    // Encoded by Microsoft's script encoder.
    if start.starts_with("#@~^") {
        return true;
    }
    if ["<?xml", "<job", "<package", "<component", "<scriptlet"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        let kinds = ["<job", "<component", "<scriptlet", "<registration"];
        return holds(start, "<script") && kinds.iter().any(|tag| holds(start, tag));
    }
    // A change to a program is there to be read, as far as its lines are those of one.
    let is_patch = ["diff ", "--- ", "index: ", "from "]
        .iter()
        .any(|patch| start.starts_with(patch));
    let is_told = |line: &&str| !(is_patch && line.starts_with(OF_PATCHES));
    let (mut lines, mut statements, mut is_marked) = (0, 0, false);
    let mut comment = BlockComment::default();
    let told = start.lines().filter(is_told).map(str::trim);
    let told = told.filter(|line| !comment.holds(line) && !is_aside(line));
    for line in told.take(LINES) {
        lines += 1;
        if is_statement(line) {
            statements += 1;
            is_marked |= MARKS.split('|').any(|mark| holds(line, mark));
        }
    }
    is_marked && statements * 4 >= lines * 3
}

/// Whether a page asks to be run as a program (HTML Application), which its name alone decides.
pub(crate) fn is_application(page: &[u8]) -> bool {
    memchr::memmem::find(&small_letters(page), b"<hta:application").is_some()
}

/// UTF-16 becomes ASCII by leaving the zero bytes out, which is enough for a look.
pub(super) fn small_letters(head: &[u8]) -> Vec<u8> {
    head.iter()
        .filter(|b| **b != 0 && **b < 0xfe)
        .map(u8::to_ascii_lowercase)
        .collect()
}

/// Where a comment of many lines is open.
#[derive(Default)]
struct BlockComment {
    /// What ends it.
    end: Option<&'static str>,
}

impl BlockComment {
    /// Whether the next line is within one, with nothing behind it.
    fn holds(&mut self, line: &str) -> bool {
        let (end, rest) = match self.end {
            Some(end) => (end, line),
            None if line.starts_with("/*@") => return false,
            None => match [("/*", "*/"), ("<#", "#>")]
                .iter()
                .find_map(|(start, end)| Some((*end, line.strip_prefix(start)?)))
            {
                Some(opened) => opened,
                None => return false,
            },
        };
        let behind = memchr::memmem::find(rest.as_bytes(), end.as_bytes());
        self.end = behind.is_none().then_some(end);
        behind.is_none_or(|at| at + end.len() == rest.len())
    }
}

/// Whether a line is empty or a comment. Scripts are padded with them.
fn is_aside(line: &str) -> bool {
    let comments = ["//", "'", "rem ", "::", "# "];
    line.is_empty() || comments.iter().any(|start| line.starts_with(start))
}

fn is_statement(line: &str) -> bool {
    // Sentences end in a stop.
    if ends_with(line, b".?!:") {
        return false;
    }
    let has_form = line.bytes().any(|octet| b"()={};\"%$/|".contains(&octet))
        || line.bytes().filter(|octet| *octet == b' ').count() < 3;
    let begins = |word: &str| {
        let rest = line.as_bytes().strip_prefix(word.as_bytes());
        rest.is_some_and(|rest| !rest.first().is_some_and(|octet| is_of_word(*octet)))
    };
    if has_form && BEGINNINGS.split('|').any(begins) {
        return true;
    }
    // `$client = …`, `shell.Run "…"`, `name = …`, `Start-Process …`.
    let is_of_name = |octet: &u8| is_of_word(*octet) || b"_$.-".contains(octet);
    let name = line.bytes().take_while(|octet| is_of_name(octet)).count();
    let (first, rest) = line.as_bytes().split_at_checked(name).unwrap_or_default();
    let next = rest.trim_ascii_start().first().unwrap_or(&b' ');
    let is_assigned = !first.is_empty() && *next == b'=';
    let is_called = first.iter().any(|octet| b".-".contains(octet)) && b"(\"$-'".contains(next);
    let is_closed = ends_with(line, b";{})(^+&|");
    let is_opened = line
        .as_bytes()
        .first()
        .is_some_and(|octet| b"@$[}%/".contains(octet));
    is_assigned || is_called || is_closed || is_opened
}

/// Letters and digits; those beyond ASCII are octets from 128 on.
fn is_of_word(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || !octet.is_ascii()
}

fn ends_with(line: &str, signs: &[u8]) -> bool {
    line.as_bytes()
        .last()
        .is_some_and(|octet| signs.contains(octet))
}

fn holds(text: &str, part: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

#[cfg(test)]
#[path = "script_tests.rs"]
mod tests;
