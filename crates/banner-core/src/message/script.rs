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
    let is_patch = start.lines().any(|line| line.starts_with("@@ -"));
    let is_told = |line: &&str| !(is_patch && line.starts_with(OF_PATCHES));
    // What is a comment in one language is a line like others in the next.
    runs(start.lines().filter(is_told)) || runs(without_blocks(start).lines().filter(is_told))
}

/// Whether the lines are mostly statements, one of which does what documents never need.
fn runs<'t>(lines: impl Iterator<Item = &'t str>) -> bool {
    let (mut told, mut statements, mut is_marked) = (0, 0, false);
    let lines = lines.map(str::trim).filter(|line| !is_aside(line));
    for line in lines.take(LINES) {
        told += 1;
        if is_statement(line) {
            statements += 1;
            is_marked |= MARKS.split('|').any(|mark| holds(line, mark));
        }
    }
    is_marked && statements * 4 >= told * 3
}

/// The text without comments of many lines.
fn without_blocks(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let line = rest.trim_start_matches([' ', '\t']);
        let opened = [("/*", "*/"), ("<#", "#>")]
            .iter()
            .find_map(|(start, end)| Some((line.strip_prefix(start)?, end)));
        rest = match opened {
            Some((comment, end)) => comment.split_once(end).map_or("", |(_, after)| after),
            None => {
                let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
                kept.push_str(line);
                kept.push('\n');
                after
            }
        };
    }
    kept
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
