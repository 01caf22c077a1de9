//! What the tests of the embedded banner share: a webmail of another origin, the server, a browser, and what the console says.

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use system_tests::case;

use crate::chromium::{Chromium, wait_for};
use crate::server::{Mail, Server, Setting};
use crate::webmail::Webmail;

/// Notes, before the page's own scripts, what they say in the console and what they listen to.
const NOTES: &str = "globalThis.__said = []; globalThis.__listening = new Map();
    for (const kind of ['warn', 'info', 'error']) {
      const say = console[kind];
      console[kind] = (...words) => { __said.push(words.map(String).join(' ')); say(...words); };
    }
    for (const [name, more] of [['addEventListener', 1], ['removeEventListener', -1]]) {
      const real = EventTarget.prototype[name];
      EventTarget.prototype[name] = function (kind, ...rest) {
        const target = this ?? globalThis;
        if (target === document || target === globalThis)
          __listening.set(kind, (__listening.get(kind) ?? 0) + more);
        return real.call(target, kind, ...rest);
      };
    }";

/// A webmail, the server whose script it names, and a browser.
pub struct Embedding {
    pub webmail: Webmail,
    pub server: Server,
    pub chromium: Chromium,
}

impl Embedding {
    /// Plays a test, and ends browser and server whatever becomes of it.
    pub async fn play(test: impl AsyncFnOnce(&mut Embedding) -> Result<()>) -> Result<()> {
        let webmail = Webmail::start()?;
        let setting = Setting {
            origin: Some(webmail.origin()),
            ..Mail::Samples.into()
        };
        let server = Server::start(setting).await?;
        webmail.sign_with(server.secret().to_vec());
        let chromium = Chromium::start().await?;
        let source = json!({"source": NOTES});
        chromium
            .devtools("Page.addScriptToEvaluateOnNewDocument", source)
            .await?;
        let mut embedding = Embedding {
            webmail,
            server,
            chromium,
        };
        let outcome = test(&mut embedding).await;
        embedding.chromium.quit().await?;
        outcome.and(embedding.server.stop().await)
    }

    /// The element that names the script, with more attributes.
    pub fn script(&self, attributes: &str) -> String {
        let address = self.server.url("/embed.js");
        format!(r#"<script type="module" src="{address}" {attributes}></script>"#)
    }

    /// Opens the webmail under a policy, in which `SERVER` stands for the server, and waits for the script.
    pub async fn open(&self, policy: &str, page: &str) -> Result<()> {
        let policy = policy.replace("SERVER", &self.server.url(""));
        self.webmail.show(&policy, page);
        self.chromium.open(&self.webmail.origin()).await?;
        wait_for("the script", async || {
            let there = self
                .run("return 'ThreatBanner' in globalThis", vec![])
                .await?;
            Ok((there == json!(true)).then_some(()))
        })
        .await
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.chromium.run(script, arguments).await
    }

    /// The same, for what it returns.
    pub async fn tell<T: DeserializeOwned>(&self, script: &str) -> Result<T> {
        Ok(serde_json::from_value(self.run(script, vec![]).await?)?)
    }

    /// Shows a message of the corpus in `#place` by the page's own script, and gives the level that was found.
    pub async fn show(&self, name: &str) -> Result<Option<String>> {
        let script = "const [raw] = arguments;
            globalThis.__handle = ThreatBanner.show(document.getElementById('place'), raw);
            return __handle.ready.then((verdict) => verdict?.level)";
        let level = self.run(script, vec![json!(message(name)?)]).await?;
        Ok(serde_json::from_value(level)?)
    }

    /// The levels of the banners in the page.
    pub async fn levels(&self) -> Result<Vec<Option<String>>> {
        self.tell(
            "return [...document.querySelectorAll('threat-banner')].map((one) => one.getAttribute('level'))",
        )
        .await
    }

    /// What the banner said in the console.
    pub async fn said(&self) -> Result<Vec<String>> {
        self.tell("return __said.filter((line) => line.startsWith('Threat Banner'))")
            .await
    }
}

/// A message of the corpus, as it came.
pub fn message(name: &str) -> Result<String> {
    let cases = case::all().map_err(anyhow::Error::msg)?;
    let case = cases.into_iter().find(|case| case.name == name);
    let case = case.with_context(|| format!("there is no case {name}"))?;
    Ok(String::from_utf8(case.message)?)
}
