//! What an attachment's name says that it is.

use banner_unicode::lowercased;

use crate::message::Attachment;
use crate::word_list::{WordList, word_list};

/// What opening a file of that name would do, or what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameKind {
    /// Runs as a program.
    Program,
    /// Is run by an interpreter, or starts something else.
    Script,
    /// Is mounted as a disk.
    DiskImage,
    /// Opens in the browser.
    WebPage,
    /// An office document that may carry macros.
    MacroDocument,
    /// Holds other files.
    Archive,
    /// A PDF document.
    Pdf,
    /// An office document without macros.
    Office,
    /// A picture.
    Picture,
    /// Text, tables, calendar entries and the like.
    Text,
    /// Sound or film.
    Media,
}

/// What a double click runs on Windows or macOS. `.py`, `.sh`, `.pl` and the like are left out: they open in an editor or want a
/// language installed, and people who write them send them to be read.
const TABLE: &[(NameKind, WordList)] = &[
    (
        NameKind::Program,
        word_list![
            "exe",
            "scr",
            "com",
            "pif",
            "cpl",
            "msi",
            "msp",
            "mst",
            "msix",
            "msixbundle",
            "appx",
            "appxbundle",
            "appinstaller",
            "application",
            "jar",
            "jnlp",
            "apk",
            "xapk",
            "ipa",
            "dll",
            "ocx",
            "sys",
            "drv",
            "gadget",
            "xll",
            "app",
            "pkg",
            "deb",
            "rpm",
            "bin",
            "run",
            "elf",
            "xbap",
            "msu",
            "wll",
            "appimage",
        ],
    ),
    (
        NameKind::Script,
        word_list![
            "js",
            "jse",
            "mjs",
            "vbs",
            "vbe",
            "vb",
            "wsf",
            "wsh",
            "wsc",
            "sct",
            "hta",
            "ps1",
            "ps1xml",
            "psm1",
            "psd1",
            "psc1",
            "bat",
            "cmd",
            "lnk",
            "url",
            "website",
            "scf",
            "inf",
            "reg",
            "chm",
            "hlp",
            "msc",
            "library-ms",
            "search-ms",
            "searchconnector-ms",
            "settingcontent-ms",
            "theme",
            "themepack",
            "diagcab",
            "iqy",
            "slk",
            "rdp",
            "ade",
            "adp",
            "accde",
            "mde",
            "desktop",
            "command",
            "scpt",
            "applescript",
            "action",
            "workflow",
            "one",
            "onepkg",
            "job",
            "ws",
            "asp",
            "aspx",
            "jsp",
            "php",
            "xsl",
            "ahk",
            "au3",
            "appref-ms",
            "pyw",
            "pyz",
            "pyzw",
            "shb",
            "shs",
            "ppkg",
            "terminal",
            "inetloc",
            "fileloc",
        ],
    ),
    (
        NameKind::DiskImage,
        word_list![
            "iso", "img", "vhd", "vhdx", "dmg", "udf", "vmdk", "vdi", "toast", "wim", "daa", "nrg",
            "mdf",
        ],
    ),
    (
        NameKind::WebPage,
        word_list![
            "html", "htm", "shtml", "shtm", "xhtml", "xht", "mht", "mhtml", "svg", "svgz",
        ],
    ),
    (
        NameKind::MacroDocument,
        word_list![
            "docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "xla", "xlm", "pptm", "potm", "ppsm",
            "ppam", "sldm", "ppa", "wbk", "mdb", "accdb",
        ],
    ),
    (
        NameKind::Archive,
        word_list![
            "zip", "rar", "7z", "gz", "tgz", "tar", "bz2", "tbz", "tbz2", "xz", "txz", "z", "zst",
            "lz", "lzh", "lha", "ace", "arj", "cab", "uue", "uu", "r00", "r01", "zipx", "alz",
            "egg",
        ],
    ),
    (NameKind::Pdf, word_list!["pdf"]),
    (
        NameKind::Office,
        word_list![
            "doc", "docx", "dot", "dotx", "xls", "xlsx", "xlt", "xltx", "ppt", "pptx", "pps",
            "ppsx", "pot", "potx", "rtf", "odt", "ods", "odp", "wps", "et", "dps", "pages",
            "numbers", "key", "pub", "vsd", "vsdx",
        ],
    ),
    (
        NameKind::Picture,
        word_list![
            "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "tif", "tiff", "webp", "heic",
            "heif", "avif", "ico",
        ],
    ),
    (
        NameKind::Text,
        word_list![
            "txt", "csv", "tsv", "log", "md", "ics", "vcf", "xml", "json", "eml", "msg",
        ],
    ),
    (
        NameKind::Media,
        word_list![
            "mp3", "wav", "m4a", "ogg", "mp4", "mov", "avi", "mkv", "wmv", "amr", "flac", "webm",
        ],
    ),
];

impl NameKind {
    /// The kind that an extension, in small letters and without its dot, stands for.
    pub fn of_extension(extension: &str) -> Option<NameKind> {
        TABLE
            .iter()
            .find(|(_, extensions)| extensions.contains(extension))
            .map(|(kind, _)| *kind)
    }

    /// Whether opening such a file can do harm by itself.
    pub fn is_active(self) -> bool {
        matches!(
            self,
            NameKind::Program | NameKind::Script | NameKind::DiskImage
        )
    }
}

/// The extensions of a name as the operating system sees it, in small letters: the last, and the
/// one before it.
///
/// Windows drops dots and spaces at the end, and characters that change the direction or have no
/// width are invisible, so that `invoice\u{202e}fdp.exe` ends in `exe` whatever it looks like.
pub(crate) fn extensions(name: &str) -> (Option<String>, Option<String>) {
    let clean: String = name.chars().filter(|c| !is_invisible(*c)).collect();
    // A name may come with a path; NTFS takes what follows a colon for the name of a stream.
    let base = clean.rsplit(['/', '\\']).next().unwrap_or_default();
    let base = base.split_once("::$").map_or(base, |(base, _)| base);
    let base = base.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let mut parts = base.rsplit('.').map(|part| lowercased(part.trim()));
    let last = parts.next();
    let before = parts.next();
    match (last, before) {
        // Without any dot there is no extension; the first part is the name itself.
        (_, None) => (None, None),
        (last, before) => (
            last.filter(|last| is_extension(last)),
            before.filter(|before| is_extension(before) && parts.next().is_some()),
        ),
    }
}

/// The kind that the last extension of an attachment's name stands for.
pub(crate) fn kind_of(name: &str) -> Option<NameKind> {
    NameKind::of_extension(extensions(name).0.as_deref()?)
}

/// Whether a file of that name runs when it is opened, shows a page or holds other files.
pub fn acts_or_holds(name: &str) -> bool {
    kind_of(name).is_some_and(|kind| {
        kind.is_active() || matches!(kind, NameKind::WebPage | NameKind::Archive)
    })
}

/// Whether a file of that name is a page or a picture.
pub fn is_only_shown(name: &str) -> bool {
    matches!(kind_of(name), Some(NameKind::WebPage | NameKind::Picture))
}

/// The name of an attachment, or else its type; what is attached to an attached message stands behind that one's name.
pub(crate) fn name_of(attachment: &Attachment<'_>) -> String {
    let name = attachment.name.as_deref().unwrap_or(&attachment.declared);
    match &attachment.within {
        Some(within) => format!("{within} › {name}"),
        None => name.to_owned(),
    }
}

/// Whether spaces push the true ending out of sight.
pub(crate) fn is_padded(name: &str) -> bool {
    let blank = |c: char| {
        c.is_whitespace() || is_invisible(c) || matches!(c, '\u{2800}' | '\u{3164}' | '_')
    };
    let Some((before, _)) = name.rsplit_once('.') else {
        return false;
    };
    let run = before.chars().rev().take_while(|c| blank(*c)).count();
    run >= 10
}

/// Whether the name holds a character that changes the direction of writing.
pub(crate) fn turns_direction(name: &str) -> bool {
    name.contains(|c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

/// Whether files of that name are as often written and read as run.
pub(crate) fn is_source(name: &str) -> bool {
    const SOURCE: WordList = word_list![
        "js", "mjs", "vb", "ps1", "psm1", "psd1", "bat", "cmd", "php", "asp", "aspx", "jsp", "inf",
        "url", "one", "slk", "desktop", "theme", "job", "ws", "action", "command", "workflow",
        "xsl",
    ];
    extensions(name)
        .0
        .is_some_and(|extension| SOURCE.contains(extension.as_str()))
}

fn is_extension(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 20
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{AD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(name: &str, last: Option<&str>, before: Option<&str>) {
        let (found_last, found_before) = extensions(name);
        assert_eq!(
            (found_last.as_deref(), found_before.as_deref()),
            (last, before),
            "{name:?}"
        );
    }

    #[test]
    fn reads_the_extension_that_counts() {
        read("Invoice.PDF", Some("pdf"), None);
        read("Invoice.pdf.exe", Some("exe"), Some("pdf"));
        read("Invoice.pdf        .exe", Some("exe"), Some("pdf"));
        read("Invoice.exe. . ", Some("exe"), None);
        read("invoice\u{202E}fdp.exe", Some("exe"), None);
        read("C:\\a\\b.d\\invoice.js", Some("js"), None);
        read("invoice.exe::$DATA", Some("exe"), None);
        read("a.b\u{200B}.v\u{200B}bs", Some("vbs"), Some("b"));
    }

    #[test]
    fn finds_none_where_there_is_none() {
        read("README", None, None);
        read("", None, None);
        read("Meeting of 2. November at noon", None, None);
        read(".exe", Some("exe"), None);
    }

    #[test]
    fn each_extension_stands_in_the_table_once() {
        let mut all: Vec<_> = TABLE
            .iter()
            .flat_map(|(_, extensions)| extensions.iter())
            .collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn kinds_are_told_by_the_last_extension() {
        assert_eq!(kind_of("a.pdf.scr"), Some(NameKind::Program));
        assert_eq!(kind_of("a.iso"), Some(NameKind::DiskImage));
        assert_eq!(kind_of("a.xlsm"), Some(NameKind::MacroDocument));
        assert_eq!(kind_of("a.unknown"), None);
        assert!(!kind_of("a.docx").unwrap().is_active());
        assert!(kind_of("a.lnk").unwrap().is_active());
        for name in [
            "a.pyw",
            "a.pyz",
            "a.shs",
            "a.terminal",
            "a.inetloc",
            "a.wll",
        ] {
            assert!(kind_of(name).is_some_and(NameKind::is_active), "{name}");
        }
        for name in ["a.html", "a.svg", "a.pyw", "a.zst", "a.img. "] {
            assert!(acts_or_holds(name), "{name}");
        }
        for name in ["a.docx", "a.xlsm", "a.png", "a.xml", "a/"] {
            assert!(!acts_or_holds(name), "{name}");
        }
        for name in ["a.py", "a.sh", "a.pl"] {
            assert_eq!(kind_of(name), None, "{name}");
        }
        assert!(is_padded("Invoice.pdf              .exe") && !is_padded("Invoice 7.pdf"));
        assert!(is_source("a.js") && !is_source("a.vbs"));
        assert!(turns_direction("a\u{202E}fdp.exe") && !turns_direction("שלום.pdf"));
    }
}
