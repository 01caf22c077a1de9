//! What must be on the machine: a compiler, the wasm target, and for tests a browser and Node.js.

mod zbar;
pub use zbar::zbar;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::faketime;
use crate::postgres::{self, Cluster};
use crate::step::{command, output, run, say};

/// The target that pages run.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Holds that a C compiler is there, which SQLite needs.
pub fn c_compiler() -> Result<()> {
    let named = std::env::var_os("CC").map(PathBuf::from);
    let candidates = named
        .into_iter()
        .chain(["cc", "gcc", "clang"].map(PathBuf::from));
    if candidates
        .into_iter()
        .any(|name| which::which(name).is_ok())
    {
        return Ok(());
    }
    bail!(
        "No C compiler was found; SQLite is built with one. Install it (Debian and Ubuntu: \
         `apt install build-essential`, Fedora: `dnf install gcc`, macOS: `xcode-select --install`) \
         and run the command again."
    )
}

/// Holds that rustc can build for pages, by adding the target with rustup when it is missing.
pub fn wasm_target() -> Result<()> {
    let library = output(&mut command(
        "rustc",
        &["--print", "target-libdir", "--target", WASM],
    ))
    .context(
        "rustc could not be asked for its targets; install Rust from your system or with rustup",
    )?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    say(&format!("Adding the target {WASM} with rustup"));
    run(&mut command("rustup", &["target", "add", WASM])).with_context(|| {
        format!(
            "The Rust target {WASM} is missing and could not be added. With rustup: `rustup target add {WASM}`; \
             with Debian's Rust: `apt install libstd-rust-dev-wasm32`."
        )
    })
}

/// A browser and the program that drives it.
pub struct Browser {
    /// The browser itself.
    pub browser: PathBuf,
    /// Its WebDriver server.
    pub driver: PathBuf,
}

/// Chromium and chromedriver, installed with apt where that is possible.
pub fn browser() -> Result<Browser> {
    if find_browser().is_none() {
        apt_install(&["chromium", "chromium-driver"]);
    }
    find_browser().context(
        "Chromium and its driver were not found and could not be installed. Install them (Debian: \
         `apt install chromium chromium-driver`; elsewhere: Chrome and the chromedriver of the same version) \
         or run `cargo xtask test --quick`, which needs no browser.",
    )
}

fn find_browser() -> Option<Browser> {
    let first = |names: &[&str]| names.iter().find_map(|name| which::which(name).ok());
    Some(Browser {
        browser: first(&[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ])?,
        driver: first(&["chromedriver", "chromium-driver"])?,
    })
}

/// PostgreSQL, installed with apt where that is possible, and a cluster of its own that is gone when it is dropped.
pub fn postgres() -> Result<Cluster> {
    if postgres::programs().is_none() || which::which("psql").is_err() {
        apt_install(&["postgresql"]);
    }
    let folder =
        std::env::temp_dir().join(format!("threat-banner-postgres-{}", std::process::id()));
    Cluster::start(&folder).map_err(|problem| {
        anyhow!(
            "{problem}. Without PostgreSQL: `THREAT_BANNER_WITHOUT_POSTGRES=1 cargo xtask test`."
        )
    })
}

/// libfaketime, installed with apt where that is possible: a test sets the clock of a server with it.
pub fn faketime() -> Result<()> {
    if faketime::library().is_err() {
        apt_install(&["libfaketime"]);
    }
    faketime::library().map(drop).map_err(|problem| {
        anyhow!("{problem}. Without it: `THREAT_BANNER_WITHOUT_FAKETIME=1 cargo xtask test`.")
    })
}

/// npm, which brings TypeScript and axe-core; installed with apt where that is possible.
pub fn npm() -> Result<PathBuf> {
    if which::which("npm").is_err() {
        apt_install(&["nodejs", "npm"]);
    }
    which::which("npm").context(
        "Node.js with npm was not found and could not be installed; the browser test and the check of the \
         scripts' types need it. Install it (Debian: `apt install nodejs npm`) or run \
         `cargo xtask test --quick`, which does without.",
    )
}

/// Node.js, which runs the package outside a browser; it comes with [`npm`].
pub fn node() -> Result<PathBuf> {
    which::which("node")
        .or_else(|_| which::which("nodejs"))
        .context("npm was found but Node.js was not; install Node.js and run the command again")
}

/// Where Debian's package puts Roundcube.
const ROUNDCUBE: &str = "/usr/share/roundcube/index.php";

/// Roundcube, with PHP and an IMAP server, installed with apt where that is possible. Tests run them with settings and data of
/// their own; none of them is started here. Why there is none, if there is none.
pub fn webmail() -> Result<()> {
    let is_there = || {
        let programs = ["php", "dovecot"].map(|program| find_system_program(program).is_some());
        programs == [true, true] && Path::new(ROUNDCUBE).is_file()
    };
    if !is_there() {
        // Answers the question that the package would ask, so that it sets up no database for the whole machine.
        let answer = "roundcube-core roundcube/dbconfig-install boolean false";
        if is_root() && which::which("apt-get").is_ok() {
            let _ = run(&mut command(
                "sh",
                &["-c", &format!("echo '{answer}' | debconf-set-selections")],
            ));
        }
        let quiet = Unstarted::begin();
        apt_install(&[
            "roundcube-core",
            "roundcube-sqlite3",
            "dovecot-imapd",
            "php-cli",
            "php-sqlite3",
        ]);
        drop(quiet);
    }
    if is_there() {
        return Ok(());
    }
    bail!(
        "Roundcube, Dovecot and PHP were not found and could not be installed (Debian: \
         `apt install roundcube-core roundcube-sqlite3 dovecot-imapd php-cli php-sqlite3`)"
    )
}

/// A program that may be where only root looks.
fn find_system_program(name: &str) -> Option<PathBuf> {
    which::which(name).ok().or_else(|| {
        let path = Path::new("/usr/sbin").join(name);
        path.is_file().then_some(path)
    })
}

/// While it lives, packages that are installed start no services (Debian's policy-rc.d).
struct Unstarted(Option<PathBuf>);

impl Unstarted {
    fn begin() -> Unstarted {
        let file = PathBuf::from("/usr/sbin/policy-rc.d");
        if !is_root() || file.exists() || which::which("apt-get").is_err() {
            return Unstarted(None);
        }
        let written = std::fs::write(&file, "#!/bin/sh\nexit 101\n").is_ok()
            && run(&mut command("chmod", &["755", &file.to_string_lossy()])).is_ok();
        Unstarted(written.then_some(file))
    }
}

impl Drop for Unstarted {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            let _ = std::fs::remove_file(file);
        }
    }
}

/// The version of Firefox's driver that is built where the system has none.
const GECKODRIVER: &str = "0.36.0";

/// Firefox, installed with apt where that is possible, and its driver, which Debian does not have: it is built once and kept in
/// `target/tools`.
pub fn firefox() -> Result<Browser> {
    let find = || {
        let names = ["firefox-esr", "firefox"];
        names.iter().find_map(|name| which::which(name).ok())
    };
    if find().is_none() {
        apt_install(&["firefox-esr"]);
    }
    let browser = find().context(
        "Firefox was not found and could not be installed. Install it (Debian: `apt install firefox-esr`) or run \
         `cargo xtask test --quick`, which needs no browser.",
    )?;
    let tools = crate::target().join("tools");
    let built = tools.join("bin/geckodriver");
    let driver = which::which("geckodriver").unwrap_or_else(|_| built.clone());
    if !driver.is_file() {
        say("Building geckodriver, once (about two minutes)");
        let mut install = crate::step::cargo(&["install", "geckodriver", "--locked", "--version"]);
        install.args([GECKODRIVER, "--root"]).arg(&tools);
        // In a folder of its own, which nobody needs afterwards.
        run(install.env("CARGO_TARGET_DIR", tools.join("build"))).context(
            "geckodriver could not be built; put it on the PATH and run the command again",
        )?;
        let _ = std::fs::remove_dir_all(tools.join("build"));
    }
    Ok(Browser { browser, driver })
}

/// SOGo and what stands behind it, installed with apt where that is possible. Tests run them with settings and data of their own.
pub fn sogo() -> Result<()> {
    let is_there = || {
        ["sogod", "memcached", "dovecot"]
            .iter()
            .all(|name| find_system_program(name).is_some())
    };
    if !is_there() {
        let quiet = Unstarted::begin();
        apt_install(&["sogo", "memcached", "dovecot-imapd"]);
        drop(quiet);
    }
    if is_there() {
        return Ok(());
    }
    bail!(
        "SOGo, memcached and Dovecot were not found and could not be installed (Debian: \
         `apt install sogo memcached dovecot-imapd`)"
    )
}

/// The filters that ours is compared with, installed with apt where that is possible. Those that are not there are left out.
pub fn other_filters() {
    let programs = ["bogofilter", "rspamd", "spamassassin"];
    let missing: Vec<&str> = programs
        .into_iter()
        .filter(|name| which::which(name).is_err())
        .collect();
    if !missing.is_empty() {
        apt_install(&missing);
    }
}

/// Tries to install Debian packages. Whether it worked is seen by looking for the program again.
fn apt_install(packages: &[&str]) {
    let Ok(apt) = which::which("apt-get") else {
        return;
    };
    if !is_root() {
        say(&format!(
            "Not installing {}: that needs root",
            packages.join(" and ")
        ));
        return;
    }
    say(&format!(
        "Installing {} with apt-get",
        packages.join(" and ")
    ));
    let quiet = |arguments: &[&str]| {
        output(command(&apt, arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    if let Err(error) = quiet(&["update"]).and_then(|_| quiet(&arguments)) {
        say(&format!("    that did not work: {error:#}"));
    }
}

fn is_root() -> bool {
    output(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}
