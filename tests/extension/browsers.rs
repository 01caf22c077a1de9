//! A browser with the extension in it, and nothing that calls home.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use http::Method;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::common::types::SessionId;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, RequestData};
use tokio::process::Child;

use crate::chromium::{self, connect, free_port, program, start_driver, wait_for};

/// The extension's id in Firefox, as its manifest says.
const FIREFOX_ID: &str = "threat-banner@threat-banner.example";
/// Where its pages are in Firefox, which gives each installation another name unless it is told one.
const FIREFOX_HOST: &str = "5c1f2d7e-90ab-4cde-8f01-23456789abcd";

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Chromium,
    Firefox,
}

/// A browser with one window.
pub struct Browser {
    pub kind: Kind,
    pub page: WebDriver,
    driver: Child,
    /// Where the extension's own pages begin.
    own: String,
    _folder: TempDir,
}

impl Browser {
    /// Starts a browser with the extension.
    pub async fn start(kind: Kind) -> Result<Browser> {
        let folder = tempfile::tempdir()?;
        let extension = folder.path().canonicalize()?.join("extension");
        prepare(kind, &extension)?;
        let port = free_port()?;
        let (driver, page, own) = match kind {
            Kind::Chromium => {
                let driver = start_driver("THREAT_BANNER_DRIVER", &[&format!("--port={port}")])?;
                let page = connect(port, || {
                    chromium(&extension, &folder.path().join("profile"))
                })
                .await?;
                (
                    driver,
                    page,
                    format!("chrome-extension://{}", chromium_id(&extension)),
                )
            }
            Kind::Firefox => {
                // Only so may a driver open pages of an extension.
                let arguments = [
                    "--host",
                    "127.0.0.1",
                    "--port",
                    &port.to_string(),
                    "--allow-system-access",
                ];
                let driver = start_driver("THREAT_BANNER_GECKODRIVER", &arguments)?;
                let page = connect(port, firefox).await?;
                let own = format!("moz-extension://{FIREFOX_HOST}");
                (driver, page, own)
            }
        };
        let browser = Browser {
            kind,
            page,
            driver,
            own,
            _folder: folder,
        };
        if kind == Kind::Firefox {
            let addon = json!({"path": extension, "temporary": true});
            browser.firefox("moz/addon/install", addon).await?;
        }
        browser.page.set_window_rect(0, 0, 1280, 900).await?;
        Ok(browser)
    }

    /// Opens a page.
    pub async fn open(&self, url: &str) -> Result<()> {
        Ok(self.page.goto(url).await?)
    }

    /// Opens a page of the extension's own, such as `options/index.html`.
    pub async fn open_own(&self, path: &str) -> Result<()> {
        let url = format!("{}/extension/{path}", self.own);
        // Else the page before, which may have the same address, is taken for the new one.
        self.run(
            "document.documentElement.setAttribute('data-before', '')",
            vec![],
        )
        .await?;
        match self.kind {
            Kind::Chromium => self.open(&url).await?,
            Kind::Firefox => {
                let script = "gBrowser.selectedBrowser.fixupAndLoadURIString(arguments[0], {
                    triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal() });";
                self.in_firefox_itself(script, vec![json!(url)]).await?;
            }
        }
        wait_for(&url, async || {
            let shown = self
                .run("return [location.href, document.readyState, document.querySelector('main[inert]'), document.documentElement.getAttribute('data-before')]", vec![])
                .await;
            Ok(shown
                .is_ok_and(|shown| shown == json!([url, "complete", null, null]))
                .then_some(()))
        })
        .await?;
        self.focus().await
    }

    /// Gives the page the keys: under load, Firefox sometimes leaves them with its own window.
    pub async fn focus(&self) -> Result<()> {
        if self.kind == Kind::Firefox {
            let script = "window.focus(); gBrowser.selectedBrowser.focus();";
            self.in_firefox_itself(script, vec![]).await?;
        }
        Ok(())
    }

    /// Asks the extension's worker from the page of the extension's own that is open.
    pub async fn ask(&self, message: Value) -> Result<Value> {
        let script = "const done = arguments[arguments.length - 1];
            (globalThis.browser ?? chrome).runtime.sendMessage(arguments[0]).then(done, error => done(String(error)))";
        Ok(self
            .page
            .execute_async(script, vec![message])
            .await?
            .json()
            .clone())
    }

    /// Has the extension ask its server again with the next message, as it does after an hour. Leaves a page of its own open.
    pub async fn ask_anew(&self) -> Result<()> {
        self.open_own("options/index.html").await?;
        let script = "const done = arguments[arguments.length - 1];
            (globalThis.browser ?? chrome).storage.local.set({ 'asks-next': 0 }).then(() => done(null), error => done(String(error)))";
        let outcome = self.page.execute_async(script, vec![]).await?;
        ensure!(outcome.json().is_null(), "{}", outcome.json());
        Ok(())
    }

    /// Names a host as a webmail, as a reader does on the options page.
    pub async fn name_webmail(&self, address: &str) -> Result<()> {
        self.open_own("options/index.html").await?;
        let field = self.find("#own-address").await?;
        field.send_keys(address).await?;
        self.find("#own button").await?.click().await?;
        wait_for("the named webmail in the list", async || {
            Ok(self
                .page
                .find(By::Css("#sites #site-0-button"))
                .await
                .ok()
                .map(drop))
        })
        .await
    }

    /// Opens a second tab and goes to it. What is given is the tab that was open before, and the new one.
    pub async fn second_tab(&self) -> Result<(WindowHandle, WindowHandle)> {
        let before = self.page.window().await?;
        let new = self.page.new_tab().await?;
        self.page.switch_to_window(new.clone()).await?;
        Ok((before, new))
    }

    /// Ends the extension's worker, as browsers do when they like.
    pub async fn end_worker(&self) -> Result<()> {
        match self.kind {
            Kind::Chromium => {
                let known = self.devtools("Target.getTargets", json!({})).await?;
                let targets = known.get("targetInfos").and_then(Value::as_array);
                let text = |target: &Value, of: &str| target.get(of)?.as_str().map(str::to_owned);
                let worker = targets.into_iter().flatten().find(|target| {
                    text(target, "type").is_some_and(|kind| kind == "service_worker")
                        && text(target, "url").is_some_and(|url| url.starts_with(&self.own))
                });
                let worker = worker.context("the extension has no worker")?;
                let target = json!({"targetId": text(worker, "targetId")});
                self.devtools("Target.closeTarget", target)
                    .await
                    .map(|_| ())
            }
            Kind::Firefox => {
                let script = "const { extension } = WebExtensionPolicy.getByID(arguments[0]);
                    return extension.terminateBackground({ ignoreDevToolsAttached: true }).then(() => extension.backgroundState);";
                let state = self
                    .in_firefox_itself(script, vec![json!(FIREFOX_ID)])
                    .await?;
                ensure!(state == "stopped", "the extension's worker is {state}");
                Ok(())
            }
        }
    }

    /// Takes from the extension in Firefox what a reader can take from it in the browser's settings: sending data.
    pub async fn forbid_sending(&self) -> Result<()> {
        let script = "const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
            const { extension } = WebExtensionPolicy.getByID(arguments[0]);
            const sending = { permissions: [], origins: [], data_collection: ['technicalAndInteraction'] };
            return ExtensionPermissions.remove(arguments[0], sending, extension).then(() => true);";
        let outcome = self
            .in_firefox_itself(script, vec![json!(FIREFOX_ID)])
            .await?;
        ensure!(outcome == true, "the permission was not taken back");
        Ok(())
    }

    /// The first element for a CSS selector, as soon as there is one.
    pub async fn find(&self, selector: &str) -> Result<WebElement> {
        wait_for(selector, async || {
            Ok(self.page.find(By::Css(selector)).await.ok())
        })
        .await
    }

    /// Waits until the text of an element contains this.
    pub async fn wait_for_text(&self, selector: &str, text: &str) -> Result<()> {
        wait_for(&format!("\"{text}\" in {selector}"), async || {
            let element = self.find(selector).await?;
            Ok(element.text().await?.contains(text).then_some(()))
        })
        .await
    }

    /// Runs a script in the page, which returns a value.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.page.execute(script, arguments).await?.json().clone())
    }

    /// Sends a command of the DevTools protocol to Chromium.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        Ok(self.page.cdp().send_raw(command, parameters).await?)
    }

    /// Ends browser and driver.
    pub async fn quit(mut self) -> Result<()> {
        self.page.quit().await?;
        self.driver
            .kill()
            .await
            .context("the browser's driver could not be ended")
    }

    /// Runs a script where Firefox's own windows are drawn.
    async fn in_firefox_itself(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.firefox("moz/context", json!({"context": "chrome"}))
            .await?;
        let outcome = self.run(script, arguments).await;
        self.firefox("moz/context", json!({"context": "content"}))
            .await?;
        outcome
    }

    async fn firefox(&self, path: &'static str, body: Value) -> Result<Value> {
        Ok(self
            .page
            .handle()
            .cmd(Firefox { path, body })
            .await?
            .value_json()?)
    }
}

/// The package with its hosts granted. They are added to those that a manifest may ask for.
fn prepare(kind: Kind, to: &Path) -> Result<()> {
    let packages = std::env::var_os("THREAT_BANNER_EXTENSION")
        .context("THREAT_BANNER_EXTENSION is not set; run these tests with `cargo xtask test`")?;
    let name = match kind {
        Kind::Chromium => "chromium",
        Kind::Firefox => "firefox",
    };
    copy(&PathBuf::from(packages).join(name), to)?;
    let path = to.join("manifest.json");
    let mut manifest: Map<String, Value> = serde_json::from_slice(&fs::read(&path)?)?;
    manifest.insert("host_permissions".to_owned(), json!(["http://127.0.0.1/*"]));
    Ok(fs::write(&path, serde_json::to_vec(&manifest)?)?)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in
        fs::read_dir(from).with_context(|| format!("{} could not be read", from.display()))?
    {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// Chromium makes the id of an extension from the path of its folder: the first half of its SHA-256, with letters from a to p for
/// hexadecimal digits.
fn chromium_id(folder: &Path) -> String {
    let digest = Sha256::digest(folder.to_string_lossy().as_bytes());
    let halves = digest
        .iter()
        .take(16)
        .flat_map(|byte| [byte >> 4, byte & 15]);
    halves.map(|half| char::from(b'a' + half)).collect()
}

fn chromium(extension: &Path, profile: &Path) -> Result<Capabilities> {
    let mut capabilities = chromium::capabilities(profile)?;
    let extension = extension.display();
    for argument in [
        // Else the next counts for nothing in some builds.
        "--disable-features=DisableLoadExtensionCommandLineSwitch".to_owned(),
        format!("--load-extension={extension}"),
        format!("--disable-extensions-except={extension}"),
    ] {
        capabilities.add_arg(&argument)?;
    }
    Ok(capabilities.into())
}

fn firefox() -> Result<Capabilities> {
    let hosts = json!({FIREFOX_ID: FIREFOX_HOST}).to_string();
    let options = json!({
        "binary": program("THREAT_BANNER_FIREFOX")?,
        "args": ["-headless"],
        "prefs": {
            "extensions.webextensions.uuids": hosts,
            "intl.accept_languages": "en",
            "app.update.enabled": false,
            "app.normandy.enabled": false,
            "browser.safebrowsing.malware.enabled": false,
            "browser.safebrowsing.phishing.enabled": false,
            "datareporting.healthreport.uploadEnabled": false,
            "datareporting.policy.dataSubmissionEnabled": false,
            "extensions.getAddons.cache.enabled": false,
            // What is asked for in a click is granted without a window that no driver can reach.
            "extensions.webextOptionalPermissionPrompts": false,
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "services.settings.server": "data:,",
        },
    });
    let mut capabilities: Capabilities = DesiredCapabilities::firefox().into();
    capabilities.set("moz:firefoxOptions", options)?;
    Ok(capabilities)
}

/// A command that only Firefox's driver knows.
#[derive(Debug)]
struct Firefox {
    path: &'static str,
    body: Value,
}

impl FormatRequestData for Firefox {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(Method::POST, format!("session/{session}/{}", self.path))
            .add_body(self.body.clone())
    }
}
