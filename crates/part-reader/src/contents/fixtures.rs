//! Small builders of files for tests: just enough of each format for a reader to see what a real one holds.

use banner_core::readings::PartContents;
use lzma_rust2::{LzmaOptions, LzmaWriter};
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use std::io::Write;

use super::bytes::wide;

/// The paths of what is inside.
pub(crate) fn names(contents: &PartContents) -> Vec<&str> {
    contents
        .entries
        .iter()
        .map(|entry| entry.path.as_str())
        .collect()
}

/// Text as UTF-16 bytes.
pub(crate) fn wide_bytes(text: &str) -> Vec<u8> {
    wide(text)
}

fn le16(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap().to_le_bytes()
}

fn le32(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

/// A ZIP archive, deflated; `encrypted` sets only the flag.
pub(crate) fn zip(files: &[(&str, &[u8])], encrypted: bool) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in files {
        let packed = compress_to_vec(data, 6);
        let start = out.len();
        let common = [
            le16(usize::from(encrypted)).as_slice(),
            &le16(8),
            &[0; 8],
            &le32(packed.len()),
            &le32(data.len()),
            &le16(name.len()),
            &[0; 2],
        ]
        .concat();
        out.extend(
            [
                b"PK\x03\x04\x14\0".as_slice(),
                &common,
                name.as_bytes(),
                &packed,
            ]
            .concat(),
        );
        directory.extend(
            [
                b"PK\x01\x02\x14\0\x14\0".as_slice(),
                &common,
                &[0; 10],
                &le32(start),
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let (start, size, count) = (out.len(), directory.len(), le16(files.len()));
    out.extend(directory);
    out.extend(
        [
            b"PK\x05\x06\0\0\0\0".as_slice(),
            &count,
            &count,
            &le32(size),
            &le32(start),
            &[0; 2],
        ]
        .concat(),
    );
    out
}

/// An office document of these parts.
pub(crate) fn docx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", b"<Types/>")];
    all.extend(parts);
    zip(&all, false)
}

/// A gzip file.
pub(crate) fn gzip(name: Option<&str>, data: &[u8]) -> Vec<u8> {
    let mut out = vec![
        0x1f,
        0x8b,
        8,
        if name.is_some() { 8 } else { 0 },
        0,
        0,
        0,
        0,
        0,
        3,
    ];
    if let Some(name) = name {
        out.extend([name.as_bytes(), b"\0"].concat());
    }
    out.extend(compress_to_vec(data, 6));
    out.extend([[0; 4], le32(data.len())].concat());
    out
}

/// A tar archive.
pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, data) in files {
        let mut header = vec![0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..136].copy_from_slice(format!("{:011o}\0", data.len()).as_bytes());
        header[156] = b'0';
        header[257..263].copy_from_slice(b"ustar\0");
        out.extend(header);
        out.extend_from_slice(data);
        out.resize(out.len().div_ceil(512) * 512, 0);
    }
    out.extend([0; 1024]);
    out
}

/// A cabinet file's directory.
pub(crate) fn cabinet(names: &[&str]) -> Vec<u8> {
    let mut out = [
        b"MSCF".as_slice(),
        &[0; 12],
        &le32(36),
        &[0; 6],
        &le16(1),
        &le16(names.len()),
        &[0; 6],
    ]
    .concat();
    assert_eq!(out.len(), 36);
    for name in names {
        out.extend([le32(10).as_slice(), &[0; 12], name.as_bytes(), b"\0"].concat());
    }
    out
}

/// A RAR 4 archive of stored files, programs by their first letters.
pub(crate) fn rar4(names: &[&str], encrypted: bool) -> Vec<u8> {
    let mut out = b"Rar!\x1a\x07\x00\0\0\x73\x00\x00\x0d\x00\0\0\0\0\0\0".to_vec();
    for name in names {
        let flags = 0x8000 | if encrypted { 4 } else { 0 };
        out.extend(
            [
                b"\0\0\x74".as_slice(),
                &le16(flags),
                &le16(32 + name.len()),
                &le32(4),
                &le32(4),
            ]
            .concat(),
        );
        out.extend(
            [
                b"\0\0\0\0\0\0\0\0\0\x14\x30".as_slice(),
                &le16(name.len()),
                &[0; 4],
                name.as_bytes(),
                b"MZ\x90\0",
            ]
            .concat(),
        );
    }
    out
}

/// A RAR 5 archive of stored files, programs by their first letters.
pub(crate) fn rar5(names: &[&str], encrypted: bool) -> Vec<u8> {
    let mut out = b"Rar!\x1a\x07\x01\x00".to_vec();
    let mut block = |fields: &[u8], data: &[u8]| {
        out.extend(
            [
                &[0; 4],
                [u8::try_from(fields.len()).unwrap()].as_slice(),
                fields,
                data,
            ]
            .concat(),
        );
    };
    block(&[1, 0, 0], b"");
    for name in names {
        let extra: &[u8] = if encrypted { &[2, 1, 0] } else { &[] };
        let length = u8::try_from(name.len()).unwrap();
        let flags = 2 | u8::from(encrypted);
        let mut fields = vec![2, flags];
        if encrypted {
            fields.push(3);
        }
        // Length of the data, flags of the file, size, attributes, method, system, name.
        fields.extend(
            [
                [4, 0, 4, 0, 0, 0, length].as_slice(),
                name.as_bytes(),
                extra,
            ]
            .concat(),
        );
        block(&fields, b"MZ\x90\0");
    }
    block(&[5, 0, 0], b"");
    out
}

fn signed(header: &[u8], packed: &[u8]) -> Vec<u8> {
    let mut out = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0".to_vec();
    out.extend((packed.len() as u64).to_le_bytes());
    out.extend((header.len() as u64).to_le_bytes());
    out.extend([&[0; 4], packed, header].concat());
    out
}

/// The header of a 7z archive with one folder, stored, and its data.
fn seven_zip_parts(files: &[(&str, &[u8])]) -> (Vec<u8>, Vec<u8>) {
    let byte = |number: usize| {
        u8::try_from(number)
            .ok()
            .filter(|number| *number < 0x80)
            .unwrap()
    };
    let data: Vec<u8> = files.iter().flat_map(|(_, data)| data.to_vec()).collect();
    let mut header = vec![1, 4, 6, 0, 1, 9, byte(data.len()), 0];
    header.extend([7, 0xb, 1, 0, 1, 1, 0, 0xc, byte(data.len()), 0]);
    header.extend([8, 0xd, byte(files.len()), 9]);
    header.extend(
        files
            .iter()
            .rev()
            .skip(1)
            .rev()
            .map(|(_, data)| byte(data.len())),
    );
    header.extend([0, 0, 5, byte(files.len()), 0x11]);
    let names: Vec<u8> = files
        .iter()
        .flat_map(|(name, _)| wide(&format!("{name}\0")))
        .collect();
    header.push(byte(names.len() + 1));
    header.extend([[0].as_slice(), &names, &[0, 0]].concat());
    (header, data)
}

/// A 7z archive of stored files.
pub(crate) fn seven_zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (header, data) = seven_zip_parts(files);
    signed(&header, &data)
}

/// The same with its header packed by LZMA, as 7-Zip writes it.
pub(crate) fn seven_zip_packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (header, data) = seven_zip_parts(files);
    let options = LzmaOptions::with_preset(1);
    let mut writer = LzmaWriter::new_no_header(Vec::new(), &options, false).unwrap();
    writer.write_all(&header).unwrap();
    let props = writer.props();
    let packed = writer.finish().unwrap();
    let byte = |number: usize| {
        u8::try_from(number)
            .ok()
            .filter(|number| *number < 0x80)
            .unwrap()
    };
    let mut encoded = vec![0x17, 6, byte(data.len()), 1, 9];
    encoded.extend(number(packed.len()));
    encoded.extend([0, 7, 0xb, 1, 0, 1, 0x23, 3, 1, 1, 5, props, 0, 0, 1, 0, 0xc]);
    encoded.extend(number(header.len()));
    encoded.extend([0, 0]);
    signed(&encoded, &[data, packed].concat())
}

fn number(number: usize) -> Vec<u8> {
    match u8::try_from(number) {
        Ok(byte) if byte < 0x80 => vec![byte],
        Ok(byte) => vec![0x80, byte],
        Err(_) => vec![0xc0, le16(number)[0], le16(number)[1]],
    }
}

/// A 7z archive whose names are encrypted.
pub(crate) fn seven_zip_encrypted() -> Vec<u8> {
    let encoded = [
        0x17, 6, 0, 1, 9, 4, 0, 7, 0xb, 1, 0, 1, 0x24, 6, 0xf1, 7, 1, 1, 0, 0xc, 9, 0, 0,
    ];
    signed(&encoded, b"\x01\x02\x03\x04")
}

/// An ISO 9660 disc with files in its root.
pub(crate) fn iso(files: &[(&str, &[u8])], is_joliet: bool) -> Vec<u8> {
    const SECTOR: usize = 2_048;
    let mut root = Vec::new();
    let mut data = Vec::new();
    let mut record = |name: &[u8], start: usize, size: usize, flags: u8| {
        let length = (33 + name.len()).next_multiple_of(2);
        let mut record = vec![0; length];
        record[0] = u8::try_from(length).unwrap();
        record[2..6].copy_from_slice(&le32(start));
        record[10..14].copy_from_slice(&le32(size));
        record[25] = flags;
        record[32] = u8::try_from(name.len()).unwrap();
        record[33..33 + name.len()].copy_from_slice(name);
        root.extend(record);
    };
    record(&[0], 20, SECTOR, 2);
    record(&[1], 20, SECTOR, 2);
    for (name, contents) in files {
        let start = 21 + data.len() / SECTOR;
        let name = format!("{name};1");
        let name = match is_joliet {
            true => name.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            false => name.into_bytes(),
        };
        record(&name, start, contents.len(), 0);
        data.extend_from_slice(contents);
        data.resize(data.len().next_multiple_of(SECTOR), 0);
    }
    let mut out = vec![0; 16 * SECTOR];
    for kind in [1u8, 2, 255] {
        let mut descriptor = vec![0; SECTOR];
        descriptor[0] = kind;
        descriptor[1..6].copy_from_slice(b"CD001");
        if kind == 2 && is_joliet {
            descriptor[88..91].copy_from_slice(b"%/E");
        }
        descriptor[158..162].copy_from_slice(&le32(20));
        descriptor[166..170].copy_from_slice(&le32(SECTOR));
        out.extend(descriptor);
    }
    out.resize(20 * SECTOR, 0);
    root.resize(SECTOR, 0);
    out.extend(root);
    out.extend(data);
    out
}

/// A UDF disc without ISO 9660: only the descriptors that name files.
pub(crate) fn udf_disc(names: &[&str]) -> Vec<u8> {
    let mut out = vec![0; 0x8000];
    out.extend(b"\0BEA01\x01");
    out.resize(0x9000, 0);
    for name in names {
        let units: Vec<u8> = match name.is_ascii() {
            true => [b"\x08", name.as_bytes()].concat(),
            false => std::iter::once(16)
                .chain(name.encode_utf16().flat_map(u16::to_be_bytes))
                .collect(),
        };
        let mut descriptor = vec![0; 38];
        descriptor[0..4].copy_from_slice(&[1, 1, 2, 0]);
        descriptor[19] = u8::try_from(units.len()).unwrap();
        descriptor[4] = descriptor[..16]
            .iter()
            .fold(0, |sum: u8, byte| sum.wrapping_add(*byte));
        descriptor.extend(units);
        descriptor.resize(descriptor.len().next_multiple_of(4), 0);
        out.extend(descriptor);
    }
    out
}

/// A virtual disk that is no raw one, with records of NTFS somewhere in it.
pub(crate) fn ntfs_disk(names: &[&str]) -> Vec<u8> {
    let mut out = b"vhdxfile".to_vec();
    out.resize(0x10000, 0);
    for name in names {
        let mut record = vec![0; 1_024];
        record[..4].copy_from_slice(b"FILE");
        record[0x14..0x16].copy_from_slice(&le16(0x38));
        record[0x16] = 1;
        let units = wide(name);
        let attribute = &mut record[0x38..];
        attribute[..4].copy_from_slice(&le32(0x30));
        attribute[4..8].copy_from_slice(&le32((24 + 0x42 + units.len()).next_multiple_of(8)));
        attribute[0x14..0x16].copy_from_slice(&le16(24));
        attribute[24 + 0x40] = u8::try_from(name.encode_utf16().count()).unwrap();
        attribute[24 + 0x41] = 1;
        attribute[24 + 0x42..24 + 0x42 + units.len()].copy_from_slice(&units);
        out.extend(record);
    }
    out
}

/// A FAT12 volume with files in its root, under long names where they need them.
pub(crate) fn fat(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = vec![0; 512];
    out[0] = 0xeb;
    out[11..13].copy_from_slice(&le16(512));
    out[13] = 1;
    out[14..16].copy_from_slice(&le16(1));
    out[16] = 1;
    out[17..19].copy_from_slice(&le16(64));
    out[22..24].copy_from_slice(&le16(1));
    out[510..512].copy_from_slice(b"\x55\xaa");
    out.resize(1_024, 0);
    let (mut root, mut data) = (Vec::new(), Vec::new());
    for (name, contents) in files {
        let (stem, ending) = name.split_once('.').unwrap();
        if stem.len() > 8 {
            let mut units: Vec<u16> = name.encode_utf16().collect();
            units.push(0);
            units.resize(units.len().next_multiple_of(13), 0xffff);
            for part in units.chunks(13).rev() {
                let bytes: Vec<u8> = part.iter().flat_map(|unit| unit.to_le_bytes()).collect();
                let mut record = vec![0; 32];
                record[0] = 1;
                record[1..11].copy_from_slice(&bytes[..10]);
                record[11] = 0x0f;
                record[14..26].copy_from_slice(&bytes[10..22]);
                record[28..32].copy_from_slice(&bytes[22..]);
                root.extend(record);
            }
        }
        let mut record = vec![b' '; 11];
        let stem = &stem[..stem.len().min(8)];
        record[..stem.len()].copy_from_slice(stem.as_bytes());
        record[8..8 + ending.len()].copy_from_slice(ending.as_bytes());
        record.resize(32, 0);
        record[26..28].copy_from_slice(&le16(2 + data.len() / 512));
        record[28..32].copy_from_slice(&le32(contents.len()));
        root.extend(record);
        data.extend_from_slice(contents);
        data.resize(data.len().next_multiple_of(512), 0);
    }
    root.resize(64 * 32, 0);
    out.extend(root);
    out.extend(data);
    out
}

/// A compound file with these streams.
pub(crate) fn compound_file(streams: &[(&str, &[u8])]) -> Vec<u8> {
    compound_file_of_class(&[0; 16], streams)
}

/// A compound file of that class: small streams in small sectors, as writers keep them.
pub(crate) fn compound_file_of_class(class: &[u8], streams: &[(&str, &[u8])]) -> Vec<u8> {
    const END: u32 = 0xffff_fffe;
    let (mut sectors, mut table): (Vec<u8>, Vec<u32>) = (Vec::new(), Vec::new());
    fn add(sectors: &mut Vec<u8>, table: &mut Vec<u32>, data: &[u8]) -> u32 {
        let start = table.len();
        let count = data.len().div_ceil(512);
        sectors.extend_from_slice(data);
        sectors.resize((start + count) * 512, 0);
        for number in 1..=count {
            table.push(if number == count {
                END
            } else {
                u32::try_from(start + number).unwrap()
            });
        }
        if count == 0 {
            END
        } else {
            u32::try_from(start).unwrap()
        }
    }
    let (mut small, mut small_table): (Vec<u8>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut placed = Vec::new();
    for (name, data) in streams {
        let start = if data.len() >= 4_096 {
            add(&mut sectors, &mut table, data)
        } else {
            let start = small_table.len();
            let count = data.len().div_ceil(64);
            small.extend_from_slice(data);
            small.resize((start + count) * 64, 0);
            for number in 1..=count {
                small_table.push(if number == count {
                    END
                } else {
                    u32::try_from(start + number).unwrap()
                });
            }
            u32::try_from(start).unwrap()
        };
        placed.push((*name, start, data.len()));
    }
    let small_start = add(&mut sectors, &mut table, &small);
    let numbers: Vec<u8> = small_table
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    let small_table_start = add(&mut sectors, &mut table, &numbers);
    let mut directory = directory_entry("Root Entry", 5, class, small_start, small.len());
    for (name, start, length) in placed {
        let kind = if name.ends_with('/') { 1 } else { 2 };
        directory.extend(directory_entry(
            name.trim_end_matches('/'),
            kind,
            &[0; 16],
            start,
            length,
        ));
    }
    let directory_start = add(&mut sectors, &mut table, &directory);
    let table_start = table.len();
    table.push(0xffff_fffd);
    assert!(table.len() <= 128);
    table.resize(128, 0xffff_ffff);
    sectors.extend(table.iter().flat_map(|number| number.to_le_bytes()));
    let mut out = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    out.resize(76, 0);
    out[30] = 9;
    out[48..52].copy_from_slice(&directory_start.to_le_bytes());
    out[56..60].copy_from_slice(&le32(4_096));
    out[60..64].copy_from_slice(&small_table_start.to_le_bytes());
    out[68..72].copy_from_slice(&END.to_le_bytes());
    out.extend(le32(table_start));
    out.resize(512, 0xff);
    out.extend(sectors);
    out
}

fn directory_entry(name: &str, kind: u8, class: &[u8], start: u32, size: usize) -> Vec<u8> {
    let mut entry = wide(name);
    entry.resize(128, 0);
    entry[64..66].copy_from_slice(&le16((name.encode_utf16().count() + 1) * 2));
    entry[66] = kind;
    entry[80..96].copy_from_slice(class);
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..124].copy_from_slice(&le32(size));
    entry
}

/// The stream of a module with that source, in a container of plain chunks; the first word split as compression splits it.
pub(crate) fn vba_module(source: &str) -> Vec<u8> {
    let source = format!("Attribute VB_Name = \"Module1\"\r\n{source}");
    let mut out = vec![1];
    for chunk in source.as_bytes().chunks(3_000) {
        let mut packed = Vec::new();
        for eight in chunk.chunks(8) {
            packed.push(0);
            packed.extend_from_slice(eight);
        }
        let header = 0xb000 | (packed.len() - 1);
        out.extend(le16(header));
        out.extend(packed);
    }
    out
}

/// A project of macros with one module.
pub(crate) fn macro_project(source: &str) -> Vec<u8> {
    compound_file(&[
        ("VBA/", b""),
        ("dir", b"x"),
        ("Module1", &vba_module(source)),
        ("_VBA_PROJECT", b"\xcc\x61"),
    ])
}

/// A Word document before 2007 with a macro.
pub(crate) fn document_with_macro(source: &str) -> Vec<u8> {
    compound_file(&[
        ("WordDocument", &[0; 5_000]),
        ("Macros/", b""),
        ("VBA/", b""),
        ("Module1", &vba_module(source)),
        ("_VBA_PROJECT", b"\xcc\x61"),
    ])
}

/// The records of a workbook.
pub(crate) fn biff(records: &[(u16, &[u8])]) -> Vec<u8> {
    let mut out = b"\x09\x08\x10\0\0\x06\x05\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    for (kind, data) in records {
        out.extend([kind.to_le_bytes().as_slice(), &le16(data.len()), data].concat());
    }
    out.extend(b"\x0a\0\0\0");
    out
}

/// A workbook before 2007.
pub(crate) fn workbook(stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4_200), 0);
    compound_file(&[("Workbook", &stream)])
}

/// The stream of a file that was packed into a document.
pub(crate) fn ole10_native(label: &str, source: &str, data: &[u8]) -> Vec<u8> {
    let path = format!("{source}\0");
    let inside = [
        b"\x02\0".as_slice(),
        label.as_bytes(),
        b"\0",
        source.as_bytes(),
        b"\0\0\0\x03\0",
        &le32(path.len()),
        path.as_bytes(),
        &le32(data.len()),
        data,
    ]
    .concat();
    [le32(inside.len()).as_slice(), &inside].concat()
}

/// A OneNote section with files.
pub(crate) fn one_note(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3".to_vec();
    for (name, data) in files {
        out.extend([0, 0]);
        out.extend(wide(name));
        out.extend([0, 0]);
        out.extend(b"\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac");
        out.extend((data.len() as u64).to_le_bytes());
        out.extend([0; 12]);
        out.extend_from_slice(data);
    }
    out
}

/// A shortcut of Windows to a relative path.
pub(crate) fn windows_shortcut(target: &str, arguments: &str) -> Vec<u8> {
    let mut out = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46".to_vec();
    // HasRelativePath, HasArguments, IsUnicode.
    out.extend(le32(0x08 | 0x20 | 0x80));
    out.resize(76, 0);
    for text in [target, arguments] {
        out.extend(le16(text.encode_utf16().count()));
        out.extend(wide(text));
    }
    out
}

/// A PDF of these objects, numbered from 1.
pub(crate) fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    for (number, object) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n", number + 1).into_bytes());
        out.extend_from_slice(object);
        out.extend(b"\nendobj\n");
    }
    out
}

/// An object stream with these objects, deflated, numbered from 101.
pub(crate) fn packed_objects(objects: &[&str]) -> Vec<u8> {
    let (mut header, mut body) = (String::new(), String::new());
    for (number, object) in objects.iter().enumerate() {
        header.push_str(&format!("{} {} ", number + 101, body.len()));
        body.push_str(object);
        body.push(' ');
    }
    let packed = compress_to_vec_zlib(format!("{header}{body}").as_bytes(), 6);
    let dictionary = format!(
        "<</Type/ObjStm/N {}/First {}/Filter/FlateDecode>>\nstream\n",
        objects.len(),
        header.len()
    );
    [dictionary.as_bytes(), &packed, b"\nendstream"].concat()
}
