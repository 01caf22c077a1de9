//! What a file holds: the files in an archive, what a document does when it is opened, where it leads.
//!
//! Each format has a small reader of its own that knows as much of it as is asked here: names, sizes and flags are read in
//! place, and only what is to be looked into is unpacked. That keeps the download small, and a damaged file is read as far as
//! it goes, which a library that must not return wrong contents cannot do. Unpacking itself is done by miniz_oxide,
//! lzma-rust2 and ruzstd.

mod archive;
mod bytes;
mod bzip2;
mod cabinet;
mod compound_file;
mod disk_image;
mod excel;
mod fat;
mod hyperlinks;
mod iso9660;
mod messages;
mod objects;
mod office;
mod onenote;
mod ooxml;
mod open_document;
mod pages;
mod pdf;
mod pdf_drawing;
mod pdf_encryption;
mod pdf_fonts;
mod pdf_forms;
mod pdf_pages;
mod pdf_pictures;
mod pdf_tokens;
mod pdf_writing;
mod rar;
mod reading;
mod rtf;
mod rtf_text;
mod seven_zip;
mod seven_zip_header;
mod shortcut;
mod signed;
mod svg_drawing;
mod tar;
mod tnef;
mod unpack;
mod uuencode;
mod vba;
mod word_text;
mod xml;
mod zip;
mod zstandard;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod robustness_tests;

use banner_core::is_only_shown;
use banner_core::message::FileKind;
use banner_core::readings::{Kind, PartContents, Unread};

use reading::{DEEPEST, Place, Reading};
use unpack::Unpacked;

/// How much of a file inside is unpacked to tell what it is: a disk image has its mark at 32 KiB.
const HEAD: usize = 34 * 1024;

/// Reads the file `bytes` of that `name`; none when it is of no kind that is looked into.
pub fn read(bytes: &[u8], name: &str) -> Option<PartContents> {
    Some(read_with_pictures(bytes, name)?.0)
}

/// [`read`], with the files of the pictures that documents show, in which there may be codes: at most 20, of 8 MB together.
pub fn read_with_pictures(bytes: &[u8], name: &str) -> Option<(PartContents, Vec<Vec<u8>>)> {
    let mut reading = Reading::default();
    let place = Place::default();
    let mut is_read = look(&mut reading, bytes, name, &place, None);
    // An attachment whose transfer encoding is older than MIME comes as it is. Programs forgive much around and in such a file, and
    // so something else may be one as well; but nobody opens as one what begins like a page or a picture and is called so.
    let kind = FileKind::sniff(bytes);
    let is_shown = matches!(kind, FileKind::Svg | FileKind::Html) || kind.is_picture();
    let decoded = match is_shown && is_only_shown(name) {
        true => None,
        false => uuencode::decoded(bytes),
    };
    if let Some(decoded) = decoded {
        for file in decoded.files() {
            let size = file.len() as u64;
            is_read |= enter_plain(&mut reading, &place, &decoded.name, size, file).is_some();
        }
    }
    is_read.then_some((reading.contents, reading.pictures))
}

/// The file of the picture that a drawing (SVG) shows, if there may be a code in it; none for all else.
pub fn drawn_by(bytes: &[u8]) -> Option<Vec<u8>> {
    if FileKind::sniff(bytes) != FileKind::Svg {
        return None;
    }
    let mut reading = Reading::default();
    svg_drawing::read(&mut reading, bytes);
    reading.pictures.pop()
}

/// Looks at one file, which is the attachment itself or that `entry` of it; whether it is of a kind that is looked into.
fn look(
    reading: &mut Reading,
    bytes: &[u8],
    name: &str,
    place: &Place,
    entry: Option<usize>,
) -> bool {
    let sniffed = FileKind::sniff(bytes);
    if let Some(kind) = kind_of(sniffed) {
        reading.is(entry, kind);
    }
    if sniffed.is_archive() && place.depth >= DEEPEST {
        reading.stop(Unread::TooLarge);
        return true;
    }
    let ends = |ending: &str| name.to_ascii_lowercase().ends_with(ending);
    match sniffed {
        FileKind::Zip | FileKind::Ooxml | FileKind::OoxmlMacro => {
            zip::read(reading, bytes, place, entry)
        }
        FileKind::SevenZip => seven_zip::read(reading, bytes, place),
        FileKind::Rar => rar::read(reading, bytes, place),
        FileKind::Gzip => archive::gzip(reading, bytes, name, place),
        FileKind::OtherArchive => archive::other(reading, bytes, name, place),
        FileKind::DiskImage => disk_image::read(reading, bytes, place),
        FileKind::Ole => office::read(reading, bytes, place, entry),
        FileKind::Rtf => rtf::read(reading, bytes, place),
        FileKind::Pdf => pdf::read(reading, bytes, place),
        FileKind::OneNote => onenote::read(reading, bytes, place),
        FileKind::Shortcut => shortcut::windows(reading, bytes),
        FileKind::Svg => {
            svg_drawing::read(reading, bytes);
            if entry.is_some() {
                pages::drawing(reading, bytes);
                pages::inside(reading, bytes);
            }
        }
        FileKind::Html => match entry {
            Some(_) => pages::inside(reading, bytes),
            None => return pages::moves_on(reading, bytes),
        },
        FileKind::Message if entry.is_some() => {
            messages::hand_on(reading, messages::MESSAGE, bytes);
        }
        FileKind::Calendar if entry.is_some() => {
            messages::hand_on(reading, messages::CALENDAR, bytes);
        }
        _ if entry.is_some() && ends(".eml") => {
            messages::hand_on(reading, messages::MESSAGE, bytes);
        }
        _ if signed::is_signed(bytes) => signed::read(reading, bytes, name, place),
        // A program's note stands before it.
        _ if entry.is_none() && zstandard::is_one(bytes) => {
            reading.is(entry, Kind::Archive);
            archive::other(reading, bytes, name, place);
        }
        // These are not told as archives by their beginning.
        _ if place.depth >= DEEPEST
            && (ends(".lzma") || ends(".zip") && zip::has_directory(bytes)) =>
        {
            reading.stop(Unread::TooLarge);
        }
        _ if ends(".lzma") => archive::lzma(reading, bytes, name, place),
        // Something may stand before an archive, which is read from its end.
        _ if ends(".zip") && zip::has_directory(bytes) => {
            reading.is(entry, Kind::Archive);
            zip::read(reading, bytes, place, entry);
        }
        _ if bytes.starts_with(b"ITSF\x03") => reading.is(entry, Kind::Help),
        _ if disk_image::is_raw(bytes, name) => {
            reading.is(entry, Kind::DiskImage);
            disk_image::read(reading, bytes, place);
        }
        _ => return shortcut::text(reading, bytes, name, entry),
    }
    true
}

/// What a file inside an archive is, where its beginning says enough.
fn kind_of(sniffed: FileKind) -> Option<Kind> {
    Some(match sniffed {
        FileKind::Executable => Kind::Program,
        FileKind::Script => Kind::Script,
        FileKind::Shortcut => Kind::Shortcut,
        FileKind::DiskImage => Kind::DiskImage,
        FileKind::Html | FileKind::Svg => Kind::WebPage,
        FileKind::Zip
        | FileKind::Rar
        | FileKind::SevenZip
        | FileKind::Gzip
        | FileKind::OtherArchive => Kind::Archive,
        FileKind::Ole
        | FileKind::Ooxml
        | FileKind::OoxmlMacro
        | FileKind::Pdf
        | FileKind::Rtf
        | FileKind::OneNote => Kind::Document,
        _ if sniffed.is_picture() => Kind::Picture,
        _ => return None,
    })
}

/// Notes a file inside and looks at it, if it can be unpacked: first at its beginning, and at the whole only where that says
/// that there is something to look into.
fn enter(
    reading: &mut Reading,
    place: &Place,
    file: &Inside<'_>,
    unpack: &dyn Fn(usize) -> Option<Unpacked>,
) -> Option<usize> {
    let path = place.of(file.name);
    let entry = reading.enter(path.clone(), file.size, file.encrypted)?;
    if file.encrypted || !reading.may_look() {
        return Some(entry);
    }
    let Some(mut unpacked) = unpack(HEAD.min(reading.left())) else {
        return Some(entry);
    };
    reading.spend(unpacked.bytes.len());
    let sniffed = FileKind::sniff(&unpacked.bytes);
    let is_looked_into = matches!(sniffed, FileKind::Message | FileKind::Calendar)
        || signed::is_signed(&unpacked.bytes)
        || matches!(
            kind_of(sniffed),
            Some(Kind::Archive | Kind::Document | Kind::DiskImage | Kind::Shortcut | Kind::WebPage)
        );
    if unpacked.cut && is_looked_into {
        match unpack(reading.left()) {
            Some(whole) => unpacked = whole,
            None => return Some(entry),
        }
        reading.spend(unpacked.bytes.len());
        if unpacked.cut {
            let is_bomb = unpacked.bytes.len() / 200 > file.packed;
            reading.stop(if is_bomb {
                Unread::Bomb
            } else {
                Unread::TooLarge
            });
        }
    }
    let does = reading.contents.features.len();
    look(
        reading,
        &unpacked.bytes,
        file.name,
        &place.inside(path.clone()),
        Some(entry),
    );
    if does < reading.contents.features.len() {
        // Where several files do something, which does what is not told.
        match does {
            0 => _ = reading.contents.acting.get_or_insert(path),
            _ => reading.contents.acting = None,
        }
    }
    Some(entry)
}

/// A file inside another.
struct Inside<'a> {
    name: &'a str,
    /// Unpacked, as stated.
    size: u64,
    /// How many bytes it takes packed.
    packed: usize,
    encrypted: bool,
}

/// Notes a file inside that lies there as it is, and looks at it.
fn enter_plain(
    reading: &mut Reading,
    place: &Place,
    name: &str,
    size: u64,
    bytes: &[u8],
) -> Option<usize> {
    let file = Inside {
        name,
        size,
        packed: bytes.len(),
        encrypted: false,
    };
    enter(reading, place, &file, &|limit| {
        Some(Unpacked {
            bytes: bytes::slice(bytes, 0, limit).to_vec(),
            cut: bytes.len() > limit,
        })
    })
}
