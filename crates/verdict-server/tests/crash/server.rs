//! A server process of its own, and what it has kept.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use verdict_server::store::KeptAnswer;

pub struct Server {
    process: Child,
    pub base: String,
    pub address: String,
}

pub fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verdict-server"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(data)
        .current_dir(data.parent().unwrap())
        .env("RUST_LOG", "off")
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

impl Server {
    /// Starts it and waits until it answers.
    pub fn start(mut command: Command) -> Server {
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        let output = process.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let (_, rest) = line.split_once("http://").expect("no ready line");
        let address = rest.split('/').next().unwrap().trim().to_owned();
        Server {
            process,
            base: format!("http://{address}"),
            address,
        }
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Tells it to read its files anew.
    pub fn reload(&self) {
        let id = self.id().to_string();
        let told = Command::new("kill").args(["-HUP", &id]).status().unwrap();
        assert!(told.success());
    }

    /// Ends it as a power failure would.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Asks it to stop, and holds that it does so without complaint.
    pub fn stop(mut self) {
        let id = self.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(told.success());
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Every answer that is kept, in the order of their ids; and holds that the counts are those of the answers.
fn answers(url: &str) -> Vec<KeptAnswer> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = verdict_server::store::open(url, 1_795_269_780_000)
            .await
            .unwrap();
        let home = store.found_organisation("default".into()).await.unwrap().id;
        let mut kept: Vec<KeptAnswer> = Vec::new();
        loop {
            let after = kept.last().map(|last| last.id);
            let page = store.page(home, after, 5_000).await.unwrap();
            if page.is_empty() {
                break;
            }
            kept.extend(page);
        }
        assert_eq!(
            store.counts_by_hour(home).await.unwrap(),
            store.recount_by_hour(home).await.unwrap(),
            "the counts are not those of the answers"
        );
        assert!(store.days_agree(home).await.unwrap());
        store.close().await;
        kept
    })
}

/// Every answer that is kept, by its id, with how often.
pub fn kept(url: &str) -> BTreeMap<String, usize> {
    let mut kept = BTreeMap::new();
    for answer in answers(url) {
        *kept.entry(answer.id.to_string()).or_insert(0) += 1;
    }
    kept
}

/// When each answer came, by the server's clock, in milliseconds since 1970, sorted.
#[cfg(target_os = "linux")]
pub fn times(url: &str) -> Vec<i64> {
    let mut times: Vec<i64> = answers(url).iter().map(|kept| kept.received_at).collect();
    times.sort_unstable();
    times
}

pub fn sqlite_url(data: &Path) -> String {
    format!("sqlite:{}", data.join("verdicts.sqlite3").display())
}
