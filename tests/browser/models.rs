//! Models in a browser: one whose signature is bad is refused, a silent one is counted and never seen, an administrator
//! releases and goes back by keyboard; and a reader hears what became of an answer.

use anyhow::{Context, Result, ensure};
use banner_core::Model;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::Stage;
use crate::accessibility::assert_accessible;
use crate::chromium::{Chromium, wait_for};
use crate::inbox::{open, reasons, shown_level};
use crate::server::Server;

const LURE: &str = "phish/paypal-limited-account";
const PASSWORD: &str = "correct horse battery";

/// Keeps a model of that version by which everything is harmless.
async fn import(server: &Server, version: &str) -> Result<()> {
    let mut model = Model::built_in()?;
    model.bias -= 9.0;
    for signal in model.signals.keys().cloned().collect::<Vec<_>>() {
        let mut weight = model.weight(&signal).context("no such signal")?;
        weight.weight = 0.0;
        weight.at_least = None;
        model.signals.insert(signal, weight);
    }
    import_as(server, model, version).await
}

/// Keeps a model under that version.
async fn import_as(server: &Server, mut model: Model, version: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("model.json");
    model.version = version.into();
    std::fs::write(&file, model.to_json()?)?;
    let file = file.to_str().context("no name")?;
    server.command(&["model", "import", file]).await
}

#[tokio::test]
async fn a_model_whose_signature_is_bad_is_refused_and_what_was_good_last_goes_on() -> Result<()> {
    Stage::play(async |stage| {
        let script = "return (async () => {
            const { Organisations } = await import('/shared/organisation.js');
            const { Server } = await import('/shared/server.js');
            const real = new Server(location.origin);
            let changed = false;
            const server = {
              address: real.address,
              reader: () => real.reader(),
              ask: async (path, init) => {
                const answer = await real.ask(path, init);
                if (!changed || !path.startsWith('/api/v1/model')) return answer;
                const document = (await answer.text()).replace('\"bias\": -', '\"bias\": -1');
                const headers = { 'x-model-signature': answer.headers.get('x-model-signature') };
                return new Response(document, { headers });
              },
            };
            const said = [];
            const problem = (sentence) => said.push(sentence);
            const known = new Organisations(server, { problem });
            const good = await known.now();
            changed = true;
            const bad = await known.now();
            const kept = await known.last();
            const { openShelf } = await import('/shared/shelf.js');
            const stranger = new Organisations(server, { problem, shelf: openShelf('another browser') });
            return [good.model, bad.model, kept.model, (await stranger.now()).model ?? null, said];
        })()";
        let told = stage.chromium.run(script, Vec::new()).await?;
        let (good, bad, kept, stranger, said): (String, String, String, Option<String>, Vec<String>) =
            serde_json::from_value(told)?;
        ensure!(good == Model::BUILT_IN, "the served model did not arrive whole");
        ensure!(bad == good && kept == good, "a model that nobody signed judges");
        ensure!(stranger.is_none(), "a model that nobody signed judges");
        ensure!(
            said.len() == 2 && said.iter().all(|said| said.contains("its signature is not good")),
            "{said:?}"
        );
        let last = said.first().map(String::as_str).unwrap_or_default();
        ensure!(last.contains("the model that was good last"), "{said:?}");
        let built_in = said.last().map(String::as_str).unwrap_or_default();
        ensure!(built_in.contains("the model that is built in"), "{said:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_demo_judges_by_the_released_model_at_the_next_load() -> Result<()> {
    Stage::play(async |stage| {
        let (server, chromium) = (&stage.server, &stage.chromium);
        import_as(server, Model::built_in()?, "2030.1.2").await?;
        let release = ["model", "release", "2030.1.2", "--reason", "it is time"];
        server.command(&release).await?;
        let last = std::cell::RefCell::new(String::new());
        // The server may hold for some seconds what it knew before.
        let judged = wait_for("the released model", async || {
            chromium.open(&server.url("/demo/")).await?;
            open(chromium, LURE).await?;
            let said = reasons(chromium, "odel version").await?;
            let is_released = said.contains("2030.1.2");
            last.replace(said);
            Ok(is_released.then_some(()))
        })
        .await;
        judged.with_context(|| format!("the banner says: {}", last.into_inner()))
    })
    .await
}

#[tokio::test]
async fn a_silent_model_is_counted_and_never_seen() -> Result<()> {
    Stage::play(async |stage| {
        import(&stage.server, "2030.1.1").await?;
        let silence = ["model", "silence", "2030.1.1", "--reason", "a look"];
        stage.server.command(&silence).await?;
        let script = "const [raw] = arguments;
            return (async () => {
            const load = (name) => import(`/shared/${name}.js`);
            const { Organisations } = await load('organisation');
            const { Server } = await load('server');
            const { ScorerClient } = await load('scorer-client');
            const { Exposures } = await load('exposures');
            const server = new Server(location.origin);
            const known = await new Organisations(server).now();
            if (known.silent === undefined) return null;
            const exposures = new Exposures(server);
            const client = new ScorerClient(known);
            const beside = new Promise((done) => client.addEventListener('beside', ({ detail }) => done(detail)));
            const source = { raw: new TextEncoder().encode(raw).buffer };
            // What is only asked about an address is no message, and counts for nothing.
            const question = { raw: new TextEncoder().encode('From: <x@quibusdam.example>\\r\\n\\r\\n').buffer };
            await client.score(question, 'en', { aside: true });
            const { verdict, messageKey } = await client.score(source, 'en');
            const levels = await beside;
            exposures.beside(levels);
            await exposures.flush();
            client.end();
            const own = levels.messageKey === messageKey;
            return [verdict.level, verdict.model, levels.shown, levels.silent, levels.silentModel, own];
            })()";
        let raw = json!(crate::embed_stage::message(LURE)?);
        // The server may hold for some seconds what it knew before.
        let told = wait_for("the silent model", async || {
            let told = stage.chromium.run(script, vec![raw.clone()]).await?;
            Ok((told != Value::Null).then_some(told))
        })
        .await?;
        let version = Model::built_in()?.version;
        ensure!(
            told == json!(["danger", version, "danger", "none", "2030.1.1", true]),
            "{told}"
        );
        let counted = stage.server.stored_silent().await?;
        let expected = ("danger".to_owned(), "none".to_owned(), 1);
        ensure!(counted == [expected], "{counted:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_a_worker_counted_before_it_ended_is_gone_on_with_and_counts_once() -> Result<()> {
    Stage::play(async |stage| {
        let script = "const [model] = arguments;
            return (async () => {
            const { Exposures } = await import('/shared/exposures.js');
            const { openShelf } = await import('/shared/shelf.js');
            const { Server } = await import('/shared/server.js');
            const asked = [];
            const real = new Server(location.origin);
            const server = { ask: (path, init) => { asked.push(path); return real.ask(path, init); } };
            const verdict = { level: 'danger', model, findings: [] };
            const begun = async () => {
              const exposures = new Exposures(server, openShelf('of a worker'));
              await exposures.resume();
              return exposures;
            };
            const count = async (keys) => {
              const exposures = await begun();
              for (const messageKey of keys) exposures.shown({ verdict, messageKey });
              // Only so it is certain that they are kept.
              await exposures.resume();
            };
            await count(['a']);
            await count(['a', 'b']);
            const before = asked.length;
            await (await begun()).flush();
            return [before, asked.length];
            })()";
        let model = json!(Model::built_in()?.version);
        let asked = stage.chromium.run(script, vec![model]).await?;
        // An hour that ends in the middle of this has two batches.
        ensure!(asked == json!([0, 1]) || asked == json!([1, 2]), "{asked}");
        let counted = stage.server.stored_exposures().await?;
        let expected = ("danger".to_owned(), String::new(), 2);
        ensure!(counted == [expected] || asked == json!([1, 2]), "{counted:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_reader_hears_in_the_banner_what_became_of_an_answer() -> Result<()> {
    Stage::play(async |stage| {
        let chromium = &stage.chromium;
        open(chromium, LURE).await?;
        shown_level(chromium).await?;
        chromium.click_in_banner("[data-act=accurate]").await?;
        wait_for("the answer", async || {
            Ok((stage.server.stored_answers().await?.len() == 1).then_some(()))
        })
        .await?;
        stage.server.decide_all("phishing").await?;
        // The next visit.
        chromium.open(&stage.server.url("/demo/?again")).await?;
        open(chromium, LURE).await?;
        shown_level(chromium).await?;
        let told = wait_for("what became of it", async || {
            let Ok(told) = chromium.in_banner(".told").await else {
                return Ok(None);
            };
            let text = told.text().await?;
            Ok((!text.is_empty()).then_some(text))
        })
        .await?;
        ensure!(
            told == "Your answer was checked: this message is phishing. You were right, thank you.",
            "{told}"
        );
        assert_accessible(chromium, "the banner that tells").await?;
        let asked = stage.server.asked_below("/api/v1/outcomes");
        ensure!(asked.len() == 1, "it was asked {} times", asked.len());
        Ok(())
    })
    .await
}

async fn pictured(chromium: &Chromium, name: &str) -> Result<()> {
    let folder = system_tests::folder().join("../target/screenshots");
    std::fs::create_dir_all(&folder)?;
    let picture = chromium.page.screenshot_as_png().await?;
    std::fs::write(folder.join(format!("{name}.png")), picture)?;
    Ok(())
}

#[tokio::test]
async fn an_administrator_releases_and_goes_back_with_the_keyboard_alone() -> Result<()> {
    Stage::play(async |stage| {
        let (server, chromium) = (&stage.server, &stage.chromium);
        import(server, "2030.1.1").await?;
        let user = ["create-user", "anna", "--role", "administrator"];
        server.administer(&user, PASSWORD).await?;
        chromium.open(&server.url("/admin/sign-in")).await?;
        let name = chromium.find("input[name=name]").await?;
        name.send_keys("anna").await?;
        let password = chromium.find("input[name=password]").await?;
        password.send_keys(PASSWORD).await?;
        password.send_keys(Key::Enter).await?;
        wait_for("the overview", async || {
            Ok((chromium.page.current_url().await?.path() == "/admin/").then_some(()))
        })
        .await?;
        for (width, height) in [(1440, 900), (390, 844)] {
            chromium.page.set_window_rect(0, 0, width, height).await?;
            for (path, what) in [
                ("/admin/models", "models"),
                ("/admin/models/2030.1.1", "model"),
                (
                    &*format!(
                        "/admin/models/compare?before={}&after=2030.1.1",
                        Model::built_in()?.version
                    ),
                    "comparison",
                ),
            ] {
                chromium.open(&server.url(path)).await?;
                chromium.find("h1").await?;
                for scheme in ["light", "dark"] {
                    chromium.prefer(scheme).await?;
                    assert_accessible(chromium, &format!("{path}, {scheme}, {width}")).await?;
                }
                chromium.prefer("light").await?;
                pictured(chromium, &format!("{what}-{width}")).await?;
                let wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
                let wide = chromium.run(wide, Vec::new()).await?;
                ensure!(wide == json!(false), "{path} is wider than {width}");
            }
        }
        chromium.open(&server.url("/admin/models/2030.1.1")).await?;
        let reason = chromium.find("#reason").await?;
        reason.send_keys("better on invoices").await?;
        reason.send_keys(Key::Enter).await?;
        let done = chromium.find("[role=status]").await?.text().await?;
        ensure!(done.starts_with("Released."), "{done}");
        let page = chromium.find("main").await?.text().await?;
        ensure!(page.contains("2030.1.1 for 5 % of the readers"), "{page}");
        pictured(chromium, "models-released").await?;
        let reason = chromium.find("#back-reason").await?;
        reason.send_keys("too loud").await?;
        reason.send_keys(Key::Enter).await?;
        wait_for("the way back", async || {
            let page = chromium.find("main").await?.text().await?;
            Ok(page.contains("Gone back.").then_some(()))
        })
        .await?;
        assert_accessible(chromium, "the models after going back").await
    })
    .await
}
