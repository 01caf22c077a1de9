//! An attachment is a disk image, or an archive of nothing but one.
//!
//! Why: files inside an image are not marked as coming from the Internet, so that the warnings
//! which hold back downloaded programs do not appear.
//!
//! Wrong when: engineers send each other boot images or virtual disks, rarely by mail.
use crate::message::FileKind;
use crate::readings::Kind;
use crate::signals::file_name::{NameKind, kind_of, name_of};
use crate::signals::parts;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "attachments.disk_image",
    group: Group::Attachments,
    direction: Direction::Threat,
    threats: &[Threat::Malware],
    evidence: &["name"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut parts = parts::parts(examination);
    let name = parts.find_map(|part| {
        let attachment = part.0;
        let named = attachment.name.as_deref().and_then(kind_of);
        // A picture of 32 KiB can bear the mark of an image by chance, and `.img` a picture.
        let is_harmless = attachment.sniffed.is_picture() || attachment.sniffed == FileKind::Text;
        let is_image = attachment.sniffed == FileKind::DiskImage
            || parts::kind(part) == Some(Kind::DiskImage)
            || (named == Some(NameKind::DiskImage) && !is_harmless);
        match is_image {
            true => Some(name_of(attachment)),
            false => parts::lone_file(part, Kind::DiskImage, NameKind::DiskImage),
        }
    })?;
    Some(SIGNAL.found().with("name", name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::archive::tests::zip;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_disk_image_by_name() {
        for name in ["Invoice.iso", "scan.IMG", "DHL.vhd", "DHL.vhdx", "App.dmg"] {
            let finding = assert_fires(
                &SIGNAL,
                Mail::any().attach(name, "application/octet-stream", b"\x00\x01\x02"),
            );
            assert_fact(&finding, "name", name);
        }
    }

    #[test]
    fn fires_on_a_disk_image_under_another_name() {
        let mut image = vec![0; 0x8001];
        image.extend_from_slice(b"CD001\x01\x00");
        assert_fires(
            &SIGNAL,
            Mail::any().attach("invoice.pdf", "application/pdf", &image),
        );
    }

    #[test]
    fn fires_on_an_archive_of_nothing_but_an_image() {
        let packed = zip(&["Invoice.iso"], false);
        let mail = Mail::any().attach("a.zip", "application/zip", &packed);
        assert_fact(&assert_fires(&SIGNAL, mail), "name", "a.zip › Invoice.iso");
    }

    #[test]
    fn silent_on_a_picture_called_img() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("photo.img", "image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        );
    }

    #[test]
    fn silent_on_documents_and_archives() {
        assert_silent(
            &SIGNAL,
            Mail::any().attach("plan.pdf", "application/pdf", b"%PDF-1.7"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().attach(
                "plan.zip",
                "application/zip",
                b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            ),
        );
        assert_silent(&SIGNAL, Mail::any());
    }
}
