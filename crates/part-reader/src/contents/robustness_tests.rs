//! No file makes a reader panic, run long or unpack without end: cuts and changed bytes of every fixture, and bombs.

use super::fixtures::*;
use super::read;
use super::reading::{DEEPEST, MOST_UNPACKED};
use banner_core::readings::{Kind, MAX_ENTRIES, Unread};

fn fixtures() -> Vec<(&'static str, Vec<u8>)> {
    let program: &[u8] = b"MZ\x90\0\x03";
    let object = ole10_native("a.pdf", "C:\\a.exe", program);
    let hex: String = object.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![
        ("a.zip", zip(&[("a.exe", program), ("b.zip", &zip(&[("c.js", b"x")], false))], false)),
        ("a.docx", docx(&[("word/vbaProject.bin", &macro_project("Sub AutoOpen()\r\nEnd Sub\r\n")), ("word/document.xml", b"<w:instrText>DDE</w:instrText>")])),
        ("a.gz", gzip(Some("a.js"), b"var a")),
        ("a.zst", super::zstandard::PROGRAM.to_vec()),
        ("a.zst", super::zstandard::ORDER.to_vec()),
        ("a.tar", tar(&[("a.exe", program)])),
        ("a.cab", cabinet(&["a.exe"])),
        ("a.rar", rar4(&["a.exe", "b"], true)),
        ("a.rar", rar5(&["a.exe", "b"], true)),
        ("a.7z", seven_zip(&[("a.exe", program), ("b", b"x")])),
        ("a.7z", seven_zip_packed(&[("a.exe", program), ("b", b"x")])),
        ("a.7z", seven_zip_encrypted()),
        ("a.iso", iso(&[("A.EXE", program)], true)),
        ("a.img", udf_disc(&["a.exe"])),
        ("a.vhdx", ntfs_disk(&["a.exe"])),
        ("a.img", fat(&[("A long name here.exe", program)])),
        ("a.doc", document_with_macro("Sub AutoOpen()\r\nEnd Sub\r\n")),
        ("a.doc", compound_file(&[("WordDocument", &[0; 5_000]), ("\u{1}Ole10Native", &object)])),
        ("a.xls", workbook(&biff(&[(0x85, b"\0\0\0\0\x01\x01\x06\0Macro1"), (0x18, &[0x2a; 20])]))),
        ("a.rtf", format!("{{\\rtf1{{\\*\\template https://a.example/}}{{\\object{{\\*\\objdata 01050000020000000800000050616 {hex}}}}}}}").into_bytes()),
        ("a.one", one_note(&[("a.hta", program)])),
        ("a.lnk", windows_shortcut("a\\cmd.exe", "/c https://a.example/")),
        ("a.pdf", pdf(&[b"<</S/Launch/F(x)>>".to_vec(), packed_objects(&["<</URI(https://a.example/)>>"])])),
        ("a.pdf", pdf(&[b"<</XFA[(a)2 0 R]>>".to_vec(), b"<<>>stream\n<event activity='ready'><script><![CDATA[http://a.example/]]></script><submit target='x'/>\nendstream".to_vec()])),
        ("a.url", b"[InternetShortcut]\nURL=https://a.example/".to_vec()),
        ("a.p7m", signed_in_pieces(b"Subject: a\r\n\r\nb", 7)),
        ("winmail.dat", tnef(&[attribute(2, 0x6_9002, b"x"), attribute(2, 0x6_9005, &properties(&[(0x1f, 0x3707, b"a\0"), (0x102, 0x3701, program)]))])),
        ("a.odt", zip(&[("mimetype", b"x"), ("content.xml", b"<text:a xlink:href='https://a.example/'/>")], false)),
        ("a.chm", b"ITSF\x03\0\0\0".to_vec()),
    ]
}

#[test]
fn every_fixture_is_read() {
    for (name, bytes) in fixtures() {
        assert!(read(&bytes, name).is_some(), "{name}");
    }
}

#[test]
fn no_cut_file_breaks_a_reader() {
    for (name, bytes) in fixtures() {
        // Whole images are mostly zeros: cuts there are alike.
        let step = (bytes.len() / 400).max(1);
        for length in (0..bytes.len()).step_by(step) {
            read(&bytes[..length], name);
        }
    }
}

#[test]
fn no_changed_byte_breaks_a_reader() {
    for (name, mut bytes) in fixtures() {
        let places: Vec<usize> = (0..bytes.len())
            .filter(|at| bytes[*at] != 0 || at % 97 == 0)
            .take(4_000)
            .collect();
        for at in places {
            for value in [0xff, 0x00, bytes[at] ^ 0x81] {
                let before = std::mem::replace(&mut bytes[at], value);
                read(&bytes, name);
                bytes[at] = before;
            }
        }
    }
}

#[test]
fn a_packed_desert_is_a_bomb() {
    let desert = vec![0; MOST_UNPACKED + 1];
    let tarred = tar(&[("a", &desert)]);
    let contents = read(&gzip(Some("a.tar"), &tarred), "a.tar.gz").unwrap();
    assert_eq!(contents.unread, Some(Unread::Bomb));
}

#[test]
fn an_archive_that_says_so_is_a_bomb() {
    let mut archive = zip(&[("a", &[0; 1_000])], false);
    let at = archive
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    archive[at + 24..at + 28].copy_from_slice(&0xf000_0000u32.to_le_bytes());
    assert_eq!(read(&archive, "a.zip").unwrap().unread, Some(Unread::Bomb));
}

#[test]
fn nesting_ends() {
    let mut archive = zip(&[("deepest.exe", b"MZ\x90\0\x03")], false);
    for number in 0..10 {
        archive = zip(&[(&format!("{number}.zip"), &archive)], false);
    }
    let contents = read(&archive, "a.zip").unwrap();
    assert_eq!(contents.entries.len(), usize::from(DEEPEST));
    assert_eq!(
        names(&contents)[..3],
        ["9.zip", "9.zip/8.zip", "9.zip/8.zip/7.zip"]
    );
    assert_eq!(contents.unread, Some(Unread::TooLarge));
}

#[test]
fn archives_that_only_their_names_tell_are_levels_too() {
    let program = b"MZ\x90\0\x03";
    let mut packed = program.to_vec();
    let mut name = "invoice.exe".to_owned();
    for level in 1..10 {
        packed = lzma_alone(&packed);
        name += ".lzma";
        let contents = read(&packed, &name).unwrap();
        let is_open = level <= usize::from(DEEPEST);
        assert_eq!(contents.entries.len(), level.min(usize::from(DEEPEST)));
        assert_eq!(contents.unread, (!is_open).then_some(Unread::TooLarge));
    }
    let mut archive = zip(&[("deepest.exe", program)], false);
    for number in 0..10 {
        archive = [b"a note", &*archive].concat();
        archive = zip(&[(&format!("{number}.zip"), &archive)], false);
    }
    let contents = read(&archive, "a.zip").unwrap();
    assert_eq!(contents.entries.len(), usize::from(DEEPEST));
    assert_eq!(contents.unread, Some(Unread::TooLarge));
}

#[test]
fn a_program_below_four_archives_is_found() {
    let mut archive = zip(&[("invoice.exe", b"MZ\x90\0\x03")], false);
    for _ in 0..4 {
        archive = zip(&[("a.zip", &archive)], false);
    }
    let contents = read(&archive, "a.zip").unwrap();
    assert_eq!(contents.entries[4].kind, Some(Kind::Program));
    assert_eq!(contents.unread, None);
}

#[test]
fn many_entries_are_bounded() {
    let names: Vec<String> = (0..MAX_ENTRIES + 50)
        .map(|number| number.to_string())
        .collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), b"".as_slice()))
        .collect();
    assert_eq!(
        read(&zip(&files, false), "a.zip").unwrap().entries.len(),
        MAX_ENTRIES
    );
}

#[test]
fn hostile_repetition_is_read_in_one_go() {
    let link = "<</S/URI/URI(https://a.example/)>>";
    for bytes in [
        b"1 0 obj".repeat(100_000),
        [b"%PDF-1.7\n".as_slice(), &b"1 0 obj stream ".repeat(60_000)].concat(),
        [
            b"%PDF-1.7\n".as_slice(),
            &b"1 0 obj <</OpenAction 9 0 R/AA 9 0 R>> ".repeat(20_000),
        ]
        .concat(),
        [b"%PDF-1.7\n".as_slice(), link.repeat(50_000).as_bytes()].concat(),
        [b"{\\rtf1 ".as_slice(), &b"{\\*\\objdata 01".repeat(50_000)].concat(),
        [b"{\\rtf1 ".as_slice(), &b"\\template {".repeat(50_000)].concat(),
        b"PK\x03\x04".repeat(100_000),
        b"FILE".repeat(100_000),
    ] {
        read(&bytes, "a.img");
    }
}
