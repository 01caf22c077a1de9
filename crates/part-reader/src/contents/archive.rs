//! Archives that hold one stream: gzip (RFC 1952), xz, bzip2, Zstandard; and the way to the readers of those that are told by
//! their beginning.

use banner_core::readings::Unread;

use super::bytes::{slice, text, u16_at, u32_at, u64_at};
use super::reading::{Place, Reading};
use super::unpack::{self, Unpacked};
use super::{Inside, bzip2, cabinet, enter, tar, tnef, zstandard};

/// Reads a gzip file: the file that it packs, or the files of the tar archive that this is.
pub(super) fn gzip(reading: &mut Reading, bytes: &[u8], name: &str, place: &Place) {
    let Some((start, own_name)) = gzip_header(bytes) else {
        reading.stop(Unread::Damaged);
        return;
    };
    let packed = bytes.get(start..).unwrap_or_default();
    let stated = u32_at(bytes, bytes.len().saturating_sub(4)).unwrap_or(0);
    let name = own_name.unwrap_or_else(|| without_ending(name));
    stream(
        reading,
        place,
        &name,
        u64::from(stated),
        packed.len(),
        &|limit| Some(unpack::inflate(packed, limit)),
    );
}

/// Where the data begins, and the name that the header has.
fn gzip_header(bytes: &[u8]) -> Option<(usize, Option<String>)> {
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(u16_at(bytes, at)?);
    }
    let mut zero_ended = |is_there: bool| {
        let start = at;
        if is_there {
            at += memchr::memchr(0, bytes.get(at..)?)? + 1;
        }
        Some(start)
    };
    let named = flags & 8 != 0;
    let start = zero_ended(named)?;
    zero_ended(flags & 16 != 0)?;
    if flags & 2 != 0 {
        at += 2;
    }
    let name = named.then(|| text(slice(bytes, start, 512)));
    Some((at, name.filter(|name| !name.is_empty())))
}

/// Reads what the core tells only as another archive.
pub(super) fn other(reading: &mut Reading, bytes: &[u8], name: &str, place: &Place) {
    if bytes.starts_with(b"MSCF") {
        cabinet::read(reading, bytes, place);
    } else if bytes.starts_with(b"\x78\x9f\x3e\x22") {
        tnef::read(reading, bytes, place);
    } else if bytes
        .get(257..)
        .is_some_and(|rest| rest.starts_with(b"ustar"))
    {
        tar::read(reading, bytes, place);
    } else if bytes.starts_with(b"\xfd7zXZ\x00") {
        let inside = without_ending(name);
        stream(reading, place, &inside, 0, bytes.len(), &|limit| {
            unpack::xz(bytes, limit)
        });
    } else if bytes.starts_with(b"BZh") {
        let inside = without_ending(name);
        reading.spend(bzip2::COST);
        stream(reading, place, &inside, 0, bytes.len(), &|limit| {
            bzip2::unpack(bytes, limit)
        });
    } else if zstandard::is_one(bytes) {
        let inside = without_ending(name);
        reading.spend(zstandard::COST);
        stream(reading, place, &inside, 0, bytes.len(), &|limit| {
            zstandard::unpack(bytes, limit)
        });
    }
}

/// Reads a file of LZMA alone: five bytes of properties, the size, the data. It has no mark of its own.
pub(super) fn lzma(reading: &mut Reading, bytes: &[u8], name: &str, place: &Place) {
    let (properties, packed) = (slice(bytes, 0, 5), bytes.get(13..).unwrap_or_default());
    let size = u64_at(bytes, 5).unwrap_or(u64::MAX);
    let inside = without_ending(name);
    let stated = if size == u64::MAX { 0 } else { size };
    stream(reading, place, &inside, stated, packed.len(), &|limit| {
        unpack::lzma(packed, properties, size, limit)
    });
}

fn stream(
    reading: &mut Reading,
    place: &Place,
    name: &str,
    size: u64,
    packed: usize,
    unpack: &dyn Fn(usize) -> Option<Unpacked>,
) {
    let file = Inside {
        name,
        size,
        packed,
        encrypted: false,
    };
    // What the last bytes say of the size is not believed: files are cut, and bytes are put behind.
    enter(reading, place, &file, unpack);
}

/// The name of what is packed: that of the archive without its last ending, which for some stands for two.
pub(super) fn without_ending(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if matches!(
                ending.to_ascii_lowercase().as_str(),
                "tgz" | "txz" | "tbz" | "tbz2" | "tzst"
            ) =>
        {
            format!("{stem}.tar")
        }
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use banner_core::readings::{Feature, Kind};

    use super::super::fixtures::{gzip, lzma_alone, names, tar, zip};
    use super::super::read;
    use super::without_ending;

    #[test]
    fn a_packed_file_has_the_name_in_its_header_or_that_of_the_archive() {
        let contents = read(&gzip(Some("invoice.js"), b"var a"), "a.gz").unwrap();
        assert_eq!(names(&contents), ["invoice.js"]);
        let contents = read(&gzip(None, b"var a"), "invoice.js.gz").unwrap();
        assert_eq!(names(&contents), ["invoice.js"]);
        assert_eq!(without_ending("a.TGZ"), "a.tar");
        assert_eq!(without_ending("a.tbz2"), "a.tar");
        let contents = read(super::bzip2::PROGRAM, "invoice.exe.bz2").unwrap();
        assert_eq!(names(&contents), ["invoice.exe"]);
        assert_eq!(contents.entries[0].kind, Some(Kind::Program));
    }

    #[test]
    fn a_file_of_lzma_alone_is_opened() {
        let bytes = lzma_alone(b"MZ\x90\0");
        let contents = read(&bytes, "invoice.exe.lzma").unwrap();
        assert_eq!(names(&contents), ["invoice.exe"]);
        assert_eq!(contents.entries[0].kind, Some(Kind::Program));
        assert_eq!(read(b"hello", "a.txt"), None);
    }

    #[test]
    fn pages_inside_are_read_for_what_they_would_do_and_named() {
        let long = format!(
            "<html>{}<form><input type=\"password\"></form>",
            "<p>x</p>".repeat(9_000)
        );
        let smuggler = b"<html><script>a=new Blob([atob('TVqQ')])</script>";
        let archive = zip(
            &[
                ("plain.html", b"<html><p>Report"),
                ("a/Invoice.html", long.as_bytes()),
                ("b.htm", smuggler),
            ],
            false,
        );
        let contents = read(&archive, "a.zip").unwrap();
        assert_eq!(contents.features, [Feature::SignIn, Feature::Smuggling]);
        assert_eq!(contents.acting, None);
        let archive = zip(&[("a/Invoice.html", long.as_bytes())], false);
        let contents = read(&archive, "a.zip").unwrap();
        assert_eq!(contents.acting.as_deref(), Some("a/Invoice.html"));
        let plain = zip(&[("plain.html", b"<html><p>Report")], false);
        let contents = read(&plain, "a.zip").unwrap();
        assert_eq!((contents.features, contents.acting), (vec![], None));
    }

    #[test]
    fn pictures_inside_are_told_by_their_contents() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\n"[..], Some(Kind::Picture)),
            (b"\0\0\0\x20ftypavif\0\0\0\0", Some(Kind::Picture)),
            (b"\0\0\0\x20ftypisom\0\0\0\0", None),
        ] {
            let contents = read(&zip(&[("a", bytes)], false), "a.zip").unwrap();
            assert_eq!(contents.entries[0].kind, kind);
        }
    }

    #[test]
    fn a_packed_tar_archive_is_opened() {
        let packed = gzip(None, &tar(&[("a/b.exe", b"MZ\x90\0"), ("c.txt", b"hello")]));
        let contents = read(&packed, "x.tar.gz").unwrap();
        assert_eq!(names(&contents), ["x.tar", "x.tar/a/b.exe", "x.tar/c.txt"]);
    }
}
