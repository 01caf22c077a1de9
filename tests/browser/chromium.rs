//! Headless Chromium over WebDriver, with a fresh profile and nothing that calls home.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities};
use tokio::process::{Child, Command};

use crate::shadow_root::ShadowRoot;

/// How long a condition may take to come true before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A browser with one window.
pub struct Chromium {
    pub page: WebDriver,
    driver: Child,
    _profile: TempDir,
}

impl Chromium {
    /// Starts a driver and a browser.
    pub async fn start() -> Result<Chromium> {
        let port = free_port()?;
        let driver = start_driver("THREAT_BANNER_DRIVER", &[&format!("--port={port}")])?;
        let profile = tempfile::tempdir()?;
        let page = connect(port, || Ok(capabilities(profile.path())?.into())).await?;
        page.set_window_rect(0, 0, 1280, 900).await?;
        Ok(Chromium {
            page,
            driver,
            _profile: profile,
        })
    }

    /// What the page's process holds for itself, in MB (Linux): the largest, since the browser keeps empty ones ready.
    #[allow(dead_code, reason = "only measurements need it")]
    pub fn page_memory(&self) -> Result<f64> {
        let driver = self.driver.id().context("the browser's driver has ended")?;
        let mut kilobytes = 0.0_f64;
        for entry in std::fs::read_dir("/proc")?.flatten() {
            let folder = entry.path();
            let line = std::fs::read_to_string(folder.join("cmdline")).unwrap_or_default();
            let number = entry.file_name().to_string_lossy().parse::<u32>();
            if !line.contains("--type=renderer") || !number.is_ok_and(|it| is_below(it, driver)) {
                continue;
            }
            let rollup = std::fs::read_to_string(folder.join("smaps_rollup"))?;
            let private = rollup.lines().filter_map(|line| {
                let rest = line.strip_prefix("Private_Dirty:")?;
                rest.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()
            });
            kilobytes = kilobytes.max(private.sum::<f64>());
        }
        Ok(kilobytes / 1024.0)
    }

    /// Opens a URL.
    pub async fn open(&self, url: &str) -> Result<()> {
        Ok(self.page.goto(url).await?)
    }

    /// Runs a script in the page, which returns a value.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.page.execute(script, arguments).await?.json().clone())
    }

    /// The first element for a CSS selector, as soon as there is one.
    pub async fn find(&self, selector: &str) -> Result<WebElement> {
        wait_for(selector, async || {
            Ok(self.page.find(By::Css(selector)).await.ok())
        })
        .await
    }

    /// An element inside the closed shadow root of the open message's banner.
    pub async fn in_banner(&self, selector: &str) -> Result<WebElement> {
        wait_for(selector, async || {
            let Ok(root) = self.banner_root().await else {
                return Ok(None);
            };
            Ok(root.find(selector).await.ok())
        })
        .await
    }

    /// Clicks an element inside the banner. WebDriver's own scrolling stops at a closed root.
    pub async fn click_in_banner(&self, selector: &str) -> Result<()> {
        wait_for(selector, async || {
            let element = self.in_banner(selector).await?;
            element.scroll_into_view().await?;
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// The closed shadow root of the open message's banner.
    pub async fn banner_root(&self) -> Result<ShadowRoot> {
        let host = self.page.find(By::Css("threat-banner")).await?;
        Ok(ShadowRoot::of(host).await?)
    }

    /// Presses keys, one after another, where the focus is.
    pub async fn press(&self, keys: &[Key]) -> Result<()> {
        for key in keys {
            self.page
                .action_chain()
                .send_keys(key.clone())
                .perform()
                .await?;
        }
        Ok(())
    }

    /// Types where the focus is. WebDriver's own way refuses what lies in a closed shadow root.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.page.action_chain().send_keys(text).perform().await?;
        Ok(())
    }

    /// Sets the colour scheme that the page sees.
    pub async fn prefer(&self, scheme: &str) -> Result<()> {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", features)
            .await
            .map(|_| ())
    }

    /// Sends a command of the DevTools protocol.
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
}

/// A port that nobody listens on.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// Where a program of the tests is.
pub fn program(name: &str) -> Result<String> {
    std::env::var(name)
        .with_context(|| format!("{name} is not set; run these tests with `cargo xtask test`"))
}

/// Starts the driver of a browser, which ends with what is given.
pub fn start_driver(name: &str, arguments: &[&str]) -> Result<Child> {
    Command::new(program(name)?)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("the browser's driver did not start")
}

/// Opens a browser by the driver that listens there, as soon as it does.
pub async fn connect(
    port: u16,
    capabilities: impl Fn() -> Result<Capabilities>,
) -> Result<WebDriver> {
    let url = format!("http://127.0.0.1:{port}");
    let capabilities = capabilities()?;
    wait_for("the browser's driver", async || {
        WebDriver::new(&url, capabilities.clone())
            .await
            .map(Some)
            .or(Ok(None))
    })
    .await
}

/// Chromium without a screen, with that profile, and nothing that calls home.
pub fn capabilities(profile: &Path) -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&program("THREAT_BANNER_BROWSER")?)?;
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en",
    ] {
        capabilities.add_arg(argument)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    Ok(capabilities)
}

/// Waits until `look` finds something. What `look` itself waits for counts too, so that waiting
/// inside of waiting ends as early.
pub async fn wait_for<T>(what: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let looking = async {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            ticks.tick().await;
            match look().await {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                // The page drew the element anew between two looks at it.
                Err(error) if is_stale(&error) => {}
                Err(error) => return Err(error),
            }
        }
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(found) => found,
        Err(_) => bail!("waited in vain for {what}"),
    }
}

/// Whether a process was started by another one, or by one that this started.
fn is_below(process: u32, ancestor: u32) -> bool {
    let parent_of = |process: u32| -> Option<u32> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
        parent.trim().parse().ok().filter(|parent| *parent != 0)
    };
    std::iter::successors(Some(process), |process| parent_of(*process)).any(|it| it == ancestor)
}

fn is_stale(error: &anyhow::Error) -> bool {
    error.downcast_ref::<WebDriverError>().is_some_and(|error| {
        matches!(
            error.as_inner(),
            WebDriverErrorInner::StaleElementReference(_)
        )
    })
}
