//! The names in a ZIP archive, from its central directory (PKWARE APPNOTE, section 4.3); nothing is unpacked.

use banner_unicode::lowercased;

use super::charset::Charsets;
use super::sniff::FileKind;

/// How many entries are listed.
pub const MAX_ENTRIES: usize = 1_000;
/// How many bytes of an entry's name are kept.
const MAX_ENTRY_NAME: usize = 512;

/// What is in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchiveListing {
    /// The entries in the order of the directory.
    pub entries: Vec<ArchiveEntry>,
    /// There are more than [`MAX_ENTRIES`], or the directory is damaged.
    pub truncated: bool,
}

/// A file or folder in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// The path.
    pub name: String,
    /// It can be opened only with a password.
    pub encrypted: bool,
    /// Size unpacked, as stated.
    pub size: u32,
}

impl ArchiveListing {
    /// Whether an entry wants a password.
    pub fn is_encrypted(&self) -> bool {
        self.entries.iter().any(|e| e.encrypted)
    }

    /// Office documents are ZIP files with a certain list of contents, and so are the programs of Java and Android.
    pub(crate) fn kind(&self) -> FileKind {
        let has = |name: &str| {
            self.entries
                .iter()
                .any(|e| e.name.eq_ignore_ascii_case(name))
        };
        let is_java =
            has("META-INF/MANIFEST.MF") && self.entries.iter().any(|e| e.name.ends_with(".class"));
        let is_android = has("AndroidManifest.xml") && has("classes.dex");
        if is_java || is_android || has("AppxManifest.xml") {
            return FileKind::Executable;
        }
        let is_open = has("mimetype") && has("content.xml");
        if !is_open && !has("[Content_Types].xml") {
            return FileKind::Zip;
        }
        let has_macros = self.entries.iter().any(|e| {
            let name = e.name.rsplit_once('/').map_or(&*e.name, |(_, name)| name);
            name.eq_ignore_ascii_case("vbaProject.bin")
                || name.eq_ignore_ascii_case("macrosheets")
                || is_open && is_macro_module(&e.name)
        });
        let is_office = ["content.xml", "word/", "xl/", "ppt/", "visio/"]
            .iter()
            .any(|d| self.entries.iter().any(|e| e.name.starts_with(d)));
        match (has_macros, is_office) {
            (true, _) => FileKind::OoxmlMacro,
            (false, true) => FileKind::Ooxml,
            (false, false) => FileKind::Zip,
        }
    }
}

/// Whether a file of an OpenDocument is a script, or a module of Basic: these lie in folders of libraries, each beside a list of
/// them, which every document may have.
pub fn is_macro_module(path: &str) -> bool {
    let path = lowercased(path);
    let (folder, name) = path.split_once('/').unwrap_or_default();
    !name.is_empty()
        && !name.ends_with('/')
        && (folder == "scripts"
            || folder == "basic" && name.contains('/') && !name.ends_with("/script-lb.xml"))
}

/// Lists a ZIP archive; when its directory is missing (a cut or damaged file), its local headers.
pub(crate) fn list_zip(bytes: &[u8], charsets: Charsets) -> ArchiveListing {
    let mut listing = ArchiveListing::default();
    let directory = directory_offset(bytes);
    let mut at = directory.unwrap_or(0);
    let (signature, flags, size, name_length, fixed): (&[u8], _, _, _, _) = match directory {
        Some(_) => (b"PK\x01\x02", 8, 24, 28, 46),
        None => (b"PK\x03\x04", 6, 22, 26, 30),
    };
    listing.truncated = directory.is_none();
    while let Some(header) = bytes.get(at..).filter(|rest| rest.starts_with(signature)) {
        if listing.entries.len() >= MAX_ENTRIES {
            listing.truncated = true;
            break;
        }
        let (Some(flags), Some(size)) = (u16_at(header, flags), u32_at(header, size)) else {
            break;
        };
        let (Some(name), Some(extra)) =
            (u16_at(header, name_length), u16_at(header, name_length + 2))
        else {
            break;
        };
        let text = header
            .get(fixed..fixed + usize::from(name).min(MAX_ENTRY_NAME))
            .unwrap_or_default();
        listing.entries.push(ArchiveEntry {
            name: charsets.guess(text).into_owned(),
            encrypted: flags & 1 == 1,
            size,
        });
        let rest = match directory {
            Some(_) => usize::from(u16_at(header, 32).unwrap_or(0)),
            None => usize::try_from(u32_at(header, 18).unwrap_or(0)).unwrap_or(usize::MAX),
        };
        at = at
            .saturating_add(fixed)
            .saturating_add(usize::from(name))
            .saturating_add(usize::from(extra))
            .saturating_add(rest);
    }
    listing
}

/// Where the central directory begins, as the end record in the last 64 KiB says.
fn directory_offset(bytes: &[u8]) -> Option<usize> {
    let tail_start = bytes.len().saturating_sub(65_557);
    let tail = bytes.get(tail_start..)?;
    let end = memchr::memmem::rfind(tail, b"PK\x05\x06")?;
    let record = tail.get(end..)?;
    let size = usize::try_from(u32_at(record, 12)?).ok()?;
    let stated = usize::try_from(u32_at(record, 16)?).ok()?;
    // What stands before the archive (a self-extractor) shifts all offsets; the directory ends where the record begins.
    let found = (tail_start + end).checked_sub(size).filter(|at| {
        bytes
            .get(*at..)
            .is_some_and(|b| b.starts_with(b"PK\x01\x02"))
    });
    found.or(Some(stated).filter(|at| {
        bytes
            .get(*at..)
            .is_some_and(|b| b.starts_with(b"PK\x01\x02"))
    }))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn list_zip(bytes: &[u8]) -> ArchiveListing {
        super::list_zip(bytes, Charsets::default())
    }

    /// An archive with empty files of these names.
    pub(crate) fn zip(names: &[&str], encrypted: bool) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        let flags = u16::from(encrypted).to_le_bytes();
        for name in names {
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            out.extend_from_slice(b"PK\x03\x04\x14\x00");
            out.extend_from_slice(&flags);
            out.extend_from_slice(&[0; 18]);
            out.extend_from_slice(&length);
            out.extend_from_slice(&[0; 2]);
            out.extend_from_slice(name.as_bytes());
            directory.extend_from_slice(b"PK\x01\x02\x14\x00\x14\x00");
            directory.extend_from_slice(&flags);
            directory.extend_from_slice(&[0; 18]);
            directory.extend_from_slice(&length);
            directory.extend_from_slice(&[0; 16]);
            directory.extend_from_slice(name.as_bytes());
        }
        let start = u32::try_from(out.len()).unwrap().to_le_bytes();
        let size = u32::try_from(directory.len()).unwrap().to_le_bytes();
        out.extend_from_slice(&directory);
        out.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00");
        out.extend_from_slice(&size);
        out.extend_from_slice(&start);
        out.extend_from_slice(&[0; 2]);
        out
    }

    fn names(listing: &ArchiveListing) -> Vec<&str> {
        listing.entries.iter().map(|e| e.name.as_str()).collect()
    }

    #[test]
    fn lists_the_names() {
        let listing = list_zip(&zip(&["a.txt", "发票.exe"], false));
        assert_eq!(names(&listing), ["a.txt", "发票.exe"]);
        assert!(!listing.truncated && !listing.is_encrypted());
    }

    #[test]
    fn notices_passwords() {
        assert!(list_zip(&zip(&["a.js"], true)).is_encrypted());
    }

    #[test]
    fn tells_office_documents_and_macros() {
        assert_eq!(list_zip(&zip(&["a.txt"], false)).kind(), FileKind::Zip);
        assert_eq!(
            list_zip(&zip(&["[Content_Types].xml", "word/document.xml"], false)).kind(),
            FileKind::Ooxml
        );
        let macros = [
            "[Content_Types].xml",
            "xl/workbook.xml",
            "xl/vbaProject.bin",
        ];
        assert_eq!(list_zip(&zip(&macros, false)).kind(), FileKind::OoxmlMacro);
    }

    #[test]
    fn tells_open_documents_and_their_macros() {
        let plain = ["mimetype", "content.xml", "Basic/script-lc.xml"];
        assert_eq!(list_zip(&zip(&plain, false)).kind(), FileKind::Ooxml);
        let library = ["mimetype", "content.xml", "Basic/Standard/script-lb.xml"];
        assert_eq!(list_zip(&zip(&library, false)).kind(), FileKind::Ooxml);
        let macros = ["mimetype", "content.xml", "Basic/Standard/Module1.xml"];
        assert_eq!(list_zip(&zip(&macros, false)).kind(), FileKind::OoxmlMacro);
        for script in ["Scripts/python/a.py", "SCRIPTS/a.bsh", "basic/A/B.xml"] {
            let macros = ["mimetype", "content.xml", script];
            assert_eq!(list_zip(&zip(&macros, false)).kind(), FileKind::OoxmlMacro);
        }
        let folder = ["mimetype", "content.xml", "Scripts/", "Basic/Standard/"];
        assert_eq!(list_zip(&zip(&folder, false)).kind(), FileKind::Ooxml);
        let book = ["mimetype", "OEBPS/content.opf", "content.html"];
        assert_eq!(list_zip(&zip(&book, false)).kind(), FileKind::Zip);
    }

    #[test]
    fn tells_the_programs_of_java_and_android_from_archives() {
        for names in [
            ["META-INF/MANIFEST.MF", "a/Main.class"],
            ["AndroidManifest.xml", "classes.dex"],
            ["[Content_Types].xml", "AppxManifest.xml"],
        ] {
            assert_eq!(
                list_zip(&zip(&names, false)).kind(),
                FileKind::Executable,
                "{names:?}"
            );
        }
        for names in [
            ["META-INF/MANIFEST.MF", "content.xml"],
            ["src/AndroidManifest.xml", "build.gradle"],
            ["a/Main.class", "notes.txt"],
        ] {
            assert_eq!(list_zip(&zip(&names, false)).kind(), FileKind::Zip);
        }
    }

    #[test]
    fn reads_local_headers_where_the_directory_is_cut_off() {
        let whole = zip(&["a.txt", "b.txt"], false);
        let listing = list_zip(&whole[..70]);
        assert_eq!(names(&listing), ["a.txt", "b.txt"]);
        assert!(listing.truncated);
    }

    #[test]
    fn survives_nonsense() {
        for length in 0..150 {
            let whole = zip(&["a.txt", "b.txt"], false);
            list_zip(&whole[..length.min(whole.len())]);
        }
        list_zip(&b"PK\x01\x02".repeat(10_000));
        let end = [b"PK\x05\x06".as_slice(), &[0xff; 18]].concat();
        assert!(list_zip(&end).entries.is_empty());
    }
}
