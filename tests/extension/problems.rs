//! Why a message could not be judged is said in the reader's language, whatever it was.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::Stage;
use crate::banner;
use crate::browsers::Kind;

#[tokio::test]
async fn the_popup_says_in_chinese_why_a_message_could_not_be_judged() -> Result<()> {
    Stage::play(Kind::Chromium, async |stage| {
        let Stage { browser, pages } = &*stage;
        browser.open_own("options/index.html").await?;
        let chinese = json!({"kind": "choose", "choices": {"language": "zh-Hans"}});
        browser.ask(chinese).await?;
        browser.open(&pages.url("/mail/u/0/#inbox/phish")).await?;
        banner::level(browser).await?;
        // Gmail's number of the message is not where it was.
        let script = "const it = document.querySelector('.adn'); it.removeAttribute('data-message-id'); it.removeAttribute('data-legacy-message-id')";
        browser.run(script, vec![]).await?;
        browser.second_tab().await?;
        browser.open_own("popup/index.html").await?;
        browser.wait_for_text("#now", "打开的邮件无法判断。").await?;
        browser.find("#now summary").await?.click().await?;
        browser.wait_for_text("#now li[lang=zh-Hans]", "在原来的位置找不到它的编号").await
    })
    .await
}

#[test]
fn every_problem_that_is_said_is_known_in_chinese() -> Result<()> {
    let www = system_tests::folder().join("../www");
    let known = fs::read_to_string(www.join("extension/problems.js"))?;
    let mut said = BTreeSet::new();
    let own = ["chosen", "intake", "judge", "scoring"]
        .map(|name| www.join(format!("extension/{name}.js")));
    let adapters = fs::read_dir(www.join("adapters"))?;
    let adapters: Vec<_> = adapters
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    for file in own.into_iter().chain(adapters) {
        let text = fs::read_to_string(&file)?;
        for begin in ["new Error(", ".lost(", "#end("] {
            said.extend(text.split(begin).skip(1).filter_map(sentence));
        }
    }
    ensure!(said.len() >= 20, "hardly any problem was found: {said:#?}");
    let missing: Vec<_> = said
        .iter()
        .filter(|sentence| !known.contains(sentence.as_str()))
        .collect();
    ensure!(
        missing.is_empty(),
        "www/extension/problems.js lacks {missing:#?}"
    );
    Ok(())
}

/// The sentence that a piece of a script begins with, quoted as in a list of such; what differs is `{}`.
fn sentence(script: &str) -> Option<String> {
    let quote = script
        .chars()
        .next()
        .filter(|quote| "\"`".contains(*quote))?;
    let inside = script.get(1..)?.split(quote).next()?;
    let mut text = String::new();
    for (place, part) in inside.split("${").enumerate() {
        text += if place == 0 { "" } else { "{}" };
        text += if place == 0 {
            part
        } else {
            part.split_once('}')?.1
        };
    }
    Some(format!("\"{text}\""))
}
