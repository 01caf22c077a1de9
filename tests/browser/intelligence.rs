//! What the organisation knows of harmful hosts reaches the page once, and the banner of whatever mail leads there.

use std::fs;

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};

use crate::Stage;
use crate::chromium::wait_for;
use crate::inbox::{open_subject, reasons};
use crate::server::{Mail, Setting};

const LIST: &str = "/api/v1/intelligence";

/// A mail with a link there.
fn mail(subject: &str, address: &str) -> String {
    format!(
        "From: \"Ines Kolbe\" <ines.kolbe@tarnow-druck.example>\r\nTo: Julia Sommer <julia@acme.example>\r\n\
         Date: Wed, 18 Nov 2026 09:12:44 +0100\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n<p>The proofs: <a href=\"{address}\">look here</a></p>\r\n"
    )
}

#[tokio::test]
async fn a_listed_host_is_a_reason_and_the_list_is_asked_for_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mails = folder.path().join("mails");
    fs::create_dir(&mails)?;
    let known = [
        ("Proofs of Monday", "https://druck.kesselhof.example/a/b"),
        (
            "Proofs of Tuesday",
            "https://www.lindwurm.example/kit/login",
        ),
    ];
    for (number, (subject, address)) in known.iter().enumerate() {
        fs::write(mails.join(format!("{number}.eml")), mail(subject, address))?;
    }
    let calm = mail("Proofs of Wednesday", "https://harmlos.example/kit/");
    fs::write(mails.join("calm.eml"), calm)?;
    let hash: String = Sha256::digest("lindwurm.example/kit/")
        .iter()
        .take(5)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let list = folder.path().join("known.toml");
    fs::write(
        &list,
        format!(
            "[[entries]]\nhost = \"kesselhof.example\"\nclass = \"malware\"\n\
             [[entries]]\nsha256 = \"{hash}\"\nclass = \"credential_phishing\"\n"
        ),
    )?;
    let setting = Setting {
        intelligence: Some(list),
        ..Mail::Folder(mails).into()
    };
    Stage::play_with(setting, async |stage| {
        let chromium = &stage.chromium;
        open_subject(chromium, "Proofs of Monday").await?;
        reasons(chromium, "druck.kesselhof.example").await?;
        open_subject(chromium, "Proofs of Tuesday").await?;
        reasons(chromium, "www.lindwurm.example").await?;
        let level = chromium
            .in_banner("#banner")
            .await?
            .attr("data-level")
            .await?;
        ensure!(
            level.as_deref() != Some("notice"),
            "a harmful page is only worth a notice"
        );
        open_subject(chromium, "Proofs of Wednesday").await?;
        wait_for("the verdict of the harmless mail", async || {
            let row = chromium.find("#rows .row[aria-selected=true]").await?;
            let state = row.attr("data-state").await?.unwrap_or_default();
            ensure!(
                !["failed", "danger", "suspicious"].contains(&state.as_str()),
                "{state}"
            );
            Ok((state != "waiting").then_some(()))
        })
        .await?;
        let asked = stage.server.asked_below(LIST);
        ensure!(asked.len() == 1, "asked for {} times", asked.len());
        Ok(())
    })
    .await
}
