//! A server whose model nobody signed: messages are judged by the model that comes with the extension. And what is asked of a server at
//! all: nothing while the reader lets nothing leave, and nothing twice within an hour.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::Stage;
use crate::banner;
use crate::imitations::read;
use crate::learning::blind_model;

const PHISH: &str = "/mail/u/0/#inbox/phish";

#[tokio::test]
async fn a_model_that_nobody_signed_judges_nothing_and_the_built_in_one_goes_on() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let server = Untrusted::start().await?;
        stage.connect(&server.address, "any").await?;
        let Stage { browser, pages } = &*stage;
        let asked = server.asked();
        ensure!(
            asked.iter().any(|target| target == "/api/v1/model"),
            "the model was not asked for: {asked:?}"
        );
        browser.open(&pages.url(PHISH)).await?;
        let level = banner::level(browser).await?;
        ensure!(level == "danger", "a model that nobody signed says {level}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_server_is_asked_once_an_hour_and_not_at_all_where_nothing_may_leave() -> Result<()> {
    Stage::play_in_both(async |stage| {
        let server = Untrusted::start().await?;
        stage.connect(&server.address, "any").await?;
        let Stage { browser, pages } = &*stage;
        let first = server.asked();
        for _ in 0..2 {
            browser.open(&pages.url(PHISH)).await?;
            ensure!(banner::level(browser).await? == "danger");
            browser.open(&pages.url("/elsewhere/")).await?;
            browser.end_worker().await?;
        }
        let for_models = |asked: &[String]| {
            let models = asked.iter().filter(|target| *target == "/api/v1/model");
            models.count()
        };
        ensure!(for_models(&first) == 1 && for_models(&server.asked()) == 1);

        browser.open_own("options/index.html").await?;
        browser.find("input[value=nothing]").await?.click().await?;
        browser.wait_for_text("#saved", "Saved.").await?;
        let before = server.asked().len();
        browser.ask_anew().await?;
        browser.end_worker().await?;
        browser.open(&pages.url(PHISH)).await?;
        ensure!(banner::level(browser).await? == "danger");
        banner::click(browser, "[data-act=accurate]").await?;
        banner::text(browser, "#outcome").await?;
        browser.open(&pages.url("/elsewhere/")).await?;
        let asked = server.asked();
        ensure!(asked.len() == before, "it was asked for {asked:?}");
        Ok(())
    })
    .await
}

/// A server that gives a model which finds nothing, and no signature for it.
struct Untrusted {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Untrusted {
    async fn start() -> Result<Untrusted> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let noted = asked.clone();
        let model = blind_model()?;
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (noted, model) = (noted.clone(), model.clone());
                tokio::spawn(async move { answer(stream, &noted, &model).await.ok() });
            }
        });
        Ok(Untrusted { address, asked })
    }

    /// What was asked for so far.
    fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }
}

async fn answer(mut stream: TcpStream, noted: &Mutex<Vec<String>>, model: &str) -> Result<()> {
    let request = read(&mut stream).await?;
    noted
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(request.target.clone());
    let (status, body) = match request.target.as_str() {
        "/api/v1/devices" => ("201 Created", json!({"token": "device"}).to_string()),
        "/api/v1/organisation" => {
            let known = json!({
                "context": {"organisation": {"own_domains": ["acme.example"]}},
                "message_key": "00".repeat(32),
                "grade": "signals",
                "model_key": STANDARD.encode([1; 32]),
            });
            ("200 OK", known.to_string())
        }
        "/api/v1/model" => ("200 OK", model.to_owned()),
        _ => ("404 Not Found", "{}".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         x-model-signature: {}\r\nconnection: close\r\n\r\n",
        body.len(),
        STANDARD.encode([0; 64])
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    Ok(stream.shutdown().await?)
}
