//! The tokens that the plugin signs: the server takes them while they are good, and no others.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::Stage;
use crate::chromium::{Chromium, wait_for};
use crate::mail::Mail;
use crate::roundcube::Roundcube;
use crate::verdicts::Verdicts;

/// The status that the server gives to an answer under this token.
pub async fn status_of_an_answer(
    chromium: &Chromium,
    verdicts: &Verdicts,
    token: Option<&str>,
) -> Result<i64> {
    let status = chromium
        .page
        .execute_async(
            "const [address, token, done] = arguments;
             const headers = {'content-type': 'application/json', ...(token ? {authorization: `Bearer ${token}`} : {})};
             fetch(address, {method: 'POST', headers, body: '[]'}).then((answer) => done(answer.status), (error) => done(String(error)));",
            vec![json!(verdicts.url("/api/v1/feedback")), json!(token)],
        )
        .await?;
    let status = status.json();
    status
        .as_i64()
        .with_context(|| format!("no answer: {status}"))
}

/// What the plugin answers to the script in a page of the session; nothing if it refuses.
async fn told(chromium: &Chromium, roundcube: &Roundcube, with_token: bool) -> Result<Value> {
    chromium
        .open(&roundcube.url("/?_task=mail&_mbox=INBOX"))
        .await?;
    let answer = chromium
        .page
        .execute_async(
            "const [proof, done] = arguments;
             const headers = proof ? {'x-roundcube-request': rcmail.env.request_token} : {};
             fetch('?_task=mail&_action=plugin.threat_banner.reader', {headers}).then(async (answer) =>
               done(answer.headers.get('content-type').startsWith('application/json') ? await answer.json() : null));",
            vec![json!(with_token)],
        )
        .await?;
    Ok(answer.json().clone())
}

#[tokio::test]
async fn the_server_takes_a_fresh_token_of_either_kind_and_no_other() -> Result<()> {
    Stage::play(&[Mail::signed_with_pgp()], async |stage| {
        let Stage { verdicts, roundcube, chromium } = stage;
        let refused = told(chromium, roundcube, false).await?;
        ensure!(refused.is_null(), "without the page's own proof the plugin says {refused}");

        let pair = tempfile::tempdir()?;
        let (private, public) = (pair.path().join("private.pem"), pair.path().join("public.pem"));
        // PHP has what it takes; whether `openssl` is on the machine is of no matter.
        let made = Command::new("php")
            .arg("-r")
            .arg(
                "$p = sodium_crypto_sign_keypair();
                 $pem = fn($kind, $der) => \"-----BEGIN $kind KEY-----\\n\" . base64_encode($der) . \"\\n-----END $kind KEY-----\\n\";
                 file_put_contents($argv[1], $pem('PRIVATE', hex2bin('302e020100300506032b657004220420') . substr(sodium_crypto_sign_secretkey($p), 0, 32)));
                 file_put_contents($argv[2], $pem('PUBLIC', hex2bin('302a300506032b6570032100') . sodium_crypto_sign_publickey($p)));",
            )
            .args([&private, &public])
            .status()?;
        ensure!(made.success(), "no pair of keys was made");
        verdicts.add_public_key("pair", &public).await?;
        let shared = verdicts.settings();
        let mut paired = shared.clone();
        paired.insert("threat_banner_algorithm".into(), json!("EdDSA"));
        paired.insert("threat_banner_key_id".into(), json!("pair"));
        paired.insert("threat_banner_key".into(), json!(fs::read_to_string(&private)?));

        for mut settings in [shared, paired] {
            roundcube.set_up(&settings)?;
            let fresh = told(chromium, roundcube, true).await?;
            let token = fresh["token"].as_str().context("no token")?;
            // The server learns of a new key within seconds. The empty list of answers is what is wrong then, not who sends it.
            wait_for("a fresh token to be taken", async || {
                let status = status_of_an_answer(chromium, verdicts, Some(token)).await?;
                Ok((status == 422).then_some(()))
            })
            .await?;
            let end = token.rfind('.').context("no signature")?;
            let (signed, signature) = token.split_at(end);
            let forged = format!("{signed}.{}", signature.chars().skip(1).map(|c| if c == 'A' { 'B' } else { 'A' }).collect::<String>());
            let status = status_of_an_answer(chromium, verdicts, Some(&forged)).await?;
            ensure!(status == 401, "a forged token gets {status}");

            settings.insert("threat_banner_token_life".into(), json!(-300));
            roundcube.set_up(&settings)?;
            let late = told(chromium, roundcube, true).await?;
            let status = status_of_an_answer(chromium, verdicts, late["token"].as_str()).await?;
            ensure!(status == 401, "a token that has ended gets {status}");
            let page = chromium.page.source().await?;
            let key = settings["threat_banner_key"].as_str().unwrap_or_default();
            ensure!(!page.contains(key), "the page holds the key");
        }
        Ok(())
    })
    .await
}
