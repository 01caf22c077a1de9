//! What a file is, by its first bytes, whatever its name and declared type say.

use super::script::{self, small_letters};

/// How much of a text is searched for a script.
const SCRIPT: usize = 32 * 1024;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// A program: Windows (MZ), ELF, Mach-O, or an installer of macOS (xar).
    Executable,
    /// A ZIP archive that is no office document.
    Zip,
    /// An Office Open XML document, or an OpenDocument, without macros.
    Ooxml,
    /// Such a document that carries a macro project.
    OoxmlMacro,
    /// A compound file: Office before 2007, MSI, Outlook messages.
    Ole,
    /// PDF.
    Pdf,
    /// HTML.
    Html,
    /// SVG, which may hold scripts.
    Svg,
    /// Other XML.
    Xml,
    /// RAR archive.
    Rar,
    /// 7-Zip archive.
    SevenZip,
    /// gzip.
    Gzip,
    /// Other archives: xz, bzip2, Zstandard, cab, ace, arj, tar, what Outlook packs (TNEF).
    OtherArchive,
    /// Disk image: ISO 9660, UDF, VHD.
    DiskImage,
    /// Windows shortcut.
    Shortcut,
    /// Rich text.
    Rtf,
    /// Compiled help of Windows, which runs scripts.
    Help,
    /// OneNote section, which may embed programs.
    OneNote,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// AVIF, which browsers show.
    Avif,
    /// Windows bitmap.
    Bmp,
    /// iCalendar.
    Calendar,
    /// A mail.
    Message,
    /// A script with an interpreter line, or one that is unmistakably for Windows.
    Script,
    /// Other text.
    Text,
    /// None of these.
    Unknown,
}

impl FileKind {
    /// Tells the kind by the beginning of the content; a few hundred bytes are enough, but disk images want 33 KiB.
    ///
    /// Archives are looked into by [`super::archive`], which tells office documents from other ZIP files.
    pub fn sniff(head: &[u8]) -> FileKind {
        binary(head).unwrap_or_else(|| text(head))
    }

    /// Whether it holds further files.
    pub fn is_archive(self) -> bool {
        use FileKind::{DiskImage, Gzip, OtherArchive, Rar, SevenZip, Zip};
        matches!(self, Zip | Rar | SevenZip | Gzip | OtherArchive | DiskImage)
    }

    /// Whether it is a picture that nothing but shows.
    pub fn is_picture(self) -> bool {
        use FileKind::{Avif, Bmp, Gif, Jpeg, Png, Webp};
        matches!(self, Png | Jpeg | Gif | Webp | Avif | Bmp)
    }
}

/// Beginnings that tell a kind.
const MAGIC: [(&[u8], FileKind); 35] = [
    (b"xar!", FileKind::Executable),
    (b"\x7fELF", FileKind::Executable),
    (b"\xcf\xfa\xed\xfe", FileKind::Executable),
    (b"\xce\xfa\xed\xfe", FileKind::Executable),
    (b"\xfe\xed\xfa\xce", FileKind::Executable),
    (b"\xfe\xed\xfa\xcf", FileKind::Executable),
    (b"\xca\xfe\xba\xbe", FileKind::Executable),
    (b"PK\x03\x04", FileKind::Zip),
    (b"PK\x05\x06", FileKind::Zip),
    (b"PK\x07\x08", FileKind::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::Ole),
    (b"Rar!\x1a\x07", FileKind::Rar),
    (b"7z\xbc\xaf\x27\x1c", FileKind::SevenZip),
    (b"\x1f\x8b", FileKind::Gzip),
    (b"\xfd7zXZ\x00", FileKind::OtherArchive),
    (b"BZh", FileKind::OtherArchive),
    (b"MSCF", FileKind::OtherArchive),
    (b"\x60\xea", FileKind::OtherArchive),
    (b"LZIP", FileKind::OtherArchive),
    (b"\x28\xb5\x2f\xfd", FileKind::OtherArchive),
    (b"\x78\x9f\x3e\x22", FileKind::OtherArchive),
    (b"conectix", FileKind::DiskImage),
    (b"vhdxfile", FileKind::DiskImage),
    (b"L\x00\x00\x00\x01\x14\x02\x00", FileKind::Shortcut),
    (b"ITSF\x03\x00", FileKind::Help),
    (b"{\\rt", FileKind::Rtf),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", FileKind::OneNote),
    (b"\x89PNG\r\n\x1a\n", FileKind::Png),
    (b"\xff\xd8\xff", FileKind::Jpeg),
    (b"GIF87a", FileKind::Gif),
    (b"GIF89a", FileKind::Gif),
    (b"BM", FileKind::Bmp),
    (b"#!", FileKind::Script),
    (b"BEGIN:VCALENDAR", FileKind::Calendar),
    (b"%PDF-", FileKind::Pdf),
];

fn binary(head: &[u8]) -> Option<FileKind> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    let at = |offset: usize, magic: &[u8]| {
        head.get(offset..)
            .is_some_and(|rest| rest.starts_with(magic))
    };
    // Two letters are little to go by: a program has its header's offset at 0x3c, a bitmap its own size.
    if starts(b"MZ") && (head.len() < 64 || head.contains(&0)) {
        return Some(FileKind::Executable);
    }
    if starts(b"BM") && !head.contains(&0) {
        return None;
    }
    if starts(b"RIFF") && at(8, b"WEBP") {
        return Some(FileKind::Webp);
    }
    if at(4, b"ftypavif") {
        return Some(FileKind::Avif);
    }
    if at(7, b"**ACE**") || at(257, b"ustar") {
        return Some(FileKind::OtherArchive);
    }
    if at(0x8001, b"CD001") || at(0x8001, b"BEA01") {
        return Some(FileKind::DiskImage);
    }
    // An object file or a memory dump is no program (ELF, e_type 1 and 4).
    if starts(b"\x7fELF") && matches!(head.get(16..18), Some([1 | 4, 0] | [0, 1 | 4])) {
        return Some(FileKind::Unknown);
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| starts(magic)) {
        return Some(*kind);
    }
    // Readers accept a PDF that begins anywhere in the first kilobyte.
    let first = head.get(..head.len().min(1_024))?;
    memchr::memmem::find(first, b"%PDF-").map(|_| FileKind::Pdf)
}

fn text(whole: &[u8]) -> FileKind {
    let head = whole.get(..whole.len().min(1_024)).unwrap_or(whole);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if head.is_empty()
        || head.contains(&0) && !head.starts_with(b"\xff\xfe") && !head.starts_with(b"\xfe\xff")
    {
        return FileKind::Unknown;
    }
    let start = small_letters(head);
    let start = start.trim_ascii_start();
    let has = |needle: &str| memchr::memmem::find(start, needle.as_bytes()).is_some();
    let begins = |prefix: &str| start.starts_with(prefix.as_bytes());
    if has("<svg") && !has("<html") {
        return FileKind::Svg;
    }
    if begins("<!doctype html")
        || has("<html")
        || [
            "<head", "<body", "<script", "<meta ", "<iframe", "<div", "<table",
        ]
        .iter()
        .any(|t| begins(t))
    {
        return FileKind::Html;
    }
    if is_script(whole) {
        return FileKind::Script;
    }
    if begins("<?xml") {
        return FileKind::Xml;
    }
    if begins("begin:vcalendar") {
        return FileKind::Calendar;
    }
    let header = [
        "received:",
        "return-path:",
        "delivered-to:",
        "mime-version:",
        "from:",
        "message-id:",
    ];
    if header.iter().any(|h| begins(h))
        && (has("\nsubject:") || has("\nfrom:") || has("\nto:") || has("\ndate:"))
    {
        return FileKind::Message;
    }
    let readable = head
        .iter()
        .filter(|b| **b >= 32 || matches!(b, b'\t' | b'\r' | b'\n' | 0x0c))
        .count();
    if readable * 20 >= head.len() * 19
        && std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true)
    {
        return FileKind::Text;
    }
    FileKind::Unknown
}

/// Comments may stand before a script, so more of it is read.
fn is_script(whole: &[u8]) -> bool {
    let head = whole.get(..whole.len().min(SCRIPT)).unwrap_or(whole);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = small_letters(head);
    script::is_script(String::from_utf8_lossy(&start).trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_files_by_their_beginning() {
        for (head, kind) in [
            (b"MZ\x90\x00\x03".as_slice(), FileKind::Executable),
            (b"\x7fELF\x02", FileKind::Executable),
            (
                b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x01\0\x3e",
                FileKind::Unknown,
            ),
            (
                b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e",
                FileKind::Executable,
            ),
            (b"xar!\0\x1c\0\x01", FileKind::Executable),
            (b"PK\x03\x04\x14", FileKind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::Ole),
            (b"%PDF-1.7", FileKind::Pdf),
            (b"\n\n%PDF-1.4", FileKind::Pdf),
            (b"  <!DOCTYPE HTML PUBLIC", FileKind::Html),
            (b"\xef\xbb\xbf<html>", FileKind::Html),
            (b"<script>location=1", FileKind::Html),
            (b"<?xml version='1.0'?><svg xmlns='x'>", FileKind::Svg),
            (b"<?xml version='1.0'?><a/>", FileKind::Xml),
            (b"Rar!\x1a\x07\x01", FileKind::Rar),
            (b"7z\xbc\xaf\x27\x1c", FileKind::SevenZip),
            (b"\x28\xb5\x2f\xfd\x04\x58", FileKind::OtherArchive),
            (b"L\x00\x00\x00\x01\x14\x02\x00", FileKind::Shortcut),
            (b"{\\rtf1", FileKind::Rtf),
            (b"ITSF\x03\x00\x00", FileKind::Help),
            (b"\x89PNG\r\n\x1a\n", FileKind::Png),
            (b"RIFF\x00\x00\x00\x00WEBP", FileKind::Webp),
            (b"\x00\x00\x00\x20ftypavif", FileKind::Avif),
            (b"BEGIN:VCALENDAR\r\n", FileKind::Calendar),
            (b"#!/bin/sh\n", FileKind::Script),
            (b"@echo off\r\n", FileKind::Script),
            (b"From: a@b.example\nSubject: x\n", FileKind::Message),
            (b"Dear all,\n", FileKind::Text),
            (b"BM is the name", FileKind::Text),
            (
                b"MZ stands for nothing here, this is a text of more than sixty-four letters.",
                FileKind::Text,
            ),
            (b"\x00\x01\x02", FileKind::Unknown),
            (b"", FileKind::Unknown),
        ] {
            assert_eq!(
                FileKind::sniff(head),
                kind,
                "{}",
                String::from_utf8_lossy(head)
            );
        }
    }

    #[test]
    fn knows_disk_images_and_tar_by_what_stands_further_on() {
        let mut iso = vec![0; 0x8001];
        iso.extend_from_slice(b"CD001");
        assert_eq!(FileKind::sniff(&iso), FileKind::DiskImage);
        let mut tar = vec![b'a'; 257];
        tar.extend_from_slice(b"ustar");
        assert_eq!(FileKind::sniff(&tar), FileKind::OtherArchive);
        assert!(FileKind::DiskImage.is_archive());
    }

    #[test]
    fn reads_utf16_html() {
        let utf16: Vec<u8> = b"\xff\xfe"
            .iter()
            .copied()
            .chain("<html><body>".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(FileKind::sniff(&utf16), FileKind::Html);
    }
}
