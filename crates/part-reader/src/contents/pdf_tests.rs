//! PDF as writers make it, and as those who hide things do.

use super::super::fixtures::{names, packed_objects, pdf};
use super::super::read;
use banner_core::readings::{Feature, Kind, PartContents};

#[track_caller]
fn document(objects: &[&str]) -> PartContents {
    let objects: Vec<Vec<u8>> = objects
        .iter()
        .map(|object| object.as_bytes().to_vec())
        .collect();
    read(&pdf(&objects), "a.pdf").unwrap()
}

#[test]
fn actions_are_found_by_their_names_however_written() {
    for (object, feature) in [
        ("<</S/JavaScript/JS(app.alert\\(1\\))>>", Feature::Script),
        ("<</S/Java#53cript/JS(x)>>", Feature::Script),
        ("<</S/Launch/F(cmd.exe)>>", Feature::Launch),
        (
            "<</S /SubmitForm /F <</FS/URL/F(https://evil.example/)>>>>",
            Feature::Form,
        ),
    ] {
        assert_eq!(document(&[object]).features, [feature], "{object}");
    }
}

#[test]
fn what_a_launch_starts_is_kept() {
    let contents = document(&["<</S/Launch/Win<</F(powershell.exe)/P(-enc AAAA)>>>>"]);
    assert_eq!(contents.command.as_deref(), Some("powershell.exe"));
}

#[test]
fn an_opening_that_acts_is_told_from_one_that_shows_a_page() {
    // The page that it turns to has a link of its own.
    let page = "<</Type/Page/Annots[<</A<</S/URI/URI(https://a.example/)>>>>]>>";
    let catalogue = "<</Type/Catalog/OpenAction[2 0 R/Fit]>>";
    assert_eq!(document(&[catalogue, page]).features, []);
    assert_eq!(
        document(&["<</Type/Catalog/OpenAction[3 0 R/Fit]>>"]).features,
        []
    );
    assert_eq!(
        document(&["<</Type/Catalog/OpenAction<</S/GoTo/D[3 0 R/Fit]>>>>"]).features,
        []
    );
    assert_eq!(
        document(&[
            "<</Type/Catalog/OpenAction 2 0 R>>",
            "<</S/JavaScript/JS(x)>>"
        ])
        .features,
        [Feature::Script, Feature::OpenAction]
    );
    assert_eq!(
        document(&["<</Type/Page/AA<</O<</S/URI/URI(https://evil.example/)>>>>>>"]).features,
        [Feature::OpenAction]
    );
    // A field that checks what is typed.
    assert_eq!(
        document(&[
            "<</FT/Tx/AA<</K 2 0 R>>>>",
            "<</S/JavaScript/JS(AFNumber)>>"
        ])
        .features,
        [Feature::Script]
    );
}

#[test]
fn links_are_found_in_objects_and_in_packed_ones() {
    let link = "<</Type/Annot/A<</S/URI/URI(https://evil.example/a\\(1\\))>>>>";
    assert_eq!(document(&[link]).links, ["https://evil.example/a(1)"]);
    let packed = read(
        &pdf(&[packed_objects(&[link, "<</S/Launch/F(x.exe)>>"])]),
        "a.pdf",
    )
    .unwrap();
    assert_eq!(packed.links, ["https://evil.example/a(1)"]);
    assert_eq!(packed.features, [Feature::Launch]);
}

#[test]
fn embedded_files_are_named_and_told_by_their_contents() {
    let contents = document(&[
        "<</Type/Filespec/F(invoice.exe)/EF<</F 2 0 R>>>>",
        "<</Type/EmbeddedFile/Length 5>>\nstream\nMZ\u{1}\u{0}\u{3}\nendstream",
    ]);
    assert_eq!(names(&contents), ["invoice.exe"]);
    assert_eq!(contents.entries[0].kind, Some(Kind::Program));
    assert_eq!(contents.features, [Feature::EmbeddedFile]);
}

#[test]
fn a_password_is_noticed_and_a_ban_on_copying_is_not() {
    let encrypted = |user: &str| {
        let mut file = pdf(&[format!(
            "<</Filter/Standard/V 1/R 2/P -44/O<{}>/U<{user}>>>",
            "07".repeat(32)
        )
        .into_bytes()]);
        file.extend_from_slice(b"trailer<</Root 1 0 R/Encrypt 1 0 R/ID[<6964656e74697479><00>]>>");
        read(&file, "a.pdf").unwrap().encrypted
    };
    assert!(encrypted(&"01".repeat(32)));
}

#[test]
fn streams_are_not_taken_for_objects() {
    let contents =
        document(&["<</Length 40>>\nstream\n9 0 obj<</S/Launch/F(x)>>endobj\nendstream"]);
    assert_eq!(contents.features, []);
}

#[test]
fn pictures_are_given_to_readers_of_codes() {
    let jpeg = b"<</Subtype/Image/Width 1/Height 1/Filter/DCTDecode/Length 3>>stream\n\xff\xd8x\nendstream".to_vec();
    let font = b"<</Subtype/Type1C/Length 1>>stream\nx\nendstream".to_vec();
    let (_, pictures) = super::super::read_with_pictures(&pdf(&[jpeg, font]), "a.pdf").unwrap();
    let [picture] = &pictures[..] else {
        panic!("{pictures:?}");
    };
    assert!(picture.starts_with(b"\xff\xd8x"));
}
