//! How the server is to run, complete and checked; where it comes from is the command line's business.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use crate::demo::DemoMail;
use crate::jobs::{Keep, Schedule};
use crate::serve::Knowledge;
use crate::state::Reach;

/// How the server is to run.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to listen on; port 0 means any free one.
    pub listen: SocketAddr,
    /// The folder in which answers are kept. Made when it is missing.
    pub data_dir: PathBuf,
    /// The database in which answers are kept instead.
    pub database: Option<DatabaseUrl>,
    /// The files of what pages are given; they can be read anew.
    pub knowledge: Knowledge,
    /// Origins of other sites whose pages may use the interface for readers.
    pub origins: Vec<String>,
    /// What stands before the server.
    pub front: Front,
    /// How long answers are kept, by grade; those of a grade that is not named stay.
    pub keep: Vec<Keep>,
    /// How often models are trained from answers; never without it.
    pub schedule: Option<Schedule>,
    /// The folder of the pages and scripts for browsers; none are served without it.
    pub www: Option<PathBuf>,
    /// The demo webmail's mail; without it there is no demo.
    pub demo: Option<DemoMail>,
}

/// What stands before the server, where browsers do not reach it directly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Front {
    /// The addresses of proxies that say truly for whom they ask.
    pub proxies: Vec<IpAddr>,
    /// The address by which browsers call the server: scheme, host and perhaps port, in lower case.
    pub public_url: Option<String>,
}

impl Front {
    /// Whether a proxy at this address is believed.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.proxies.contains(&address)
    }

    /// Whether browsers always speak HTTPS.
    pub(crate) fn is_https(&self) -> bool {
        let url = self.public_url.as_deref();
        url.is_some_and(|url| url.starts_with("https://"))
    }

    /// The host, perhaps with a port, by which browsers call the server.
    pub(crate) fn public_host(&self) -> Option<&str> {
        let url = self.public_url.as_deref()?;
        url.split_once("://").map(|(_, host)| host)
    }
}

/// The address of a database, which may hold a password. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(pub String);

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

/// The address of the database: that which was named, or the file in the data folder.
pub(crate) fn database_url(named: Option<&DatabaseUrl>, data_dir: &Path) -> String {
    match named {
        Some(DatabaseUrl(url)) => url.clone(),
        None => format!("sqlite:{}", data_dir.join("verdicts.sqlite3").display()),
    }
}

impl Config {
    /// The address of the database: that which was named, or the file in the data folder.
    pub fn database_url(&self) -> String {
        database_url(self.database.as_ref(), &self.data_dir)
    }

    /// Who can reach the server.
    pub fn reach(&self) -> Reach {
        if self.listen.ip().to_canonical().is_loopback() {
            Reach::ThisMachine
        } else {
            Reach::Network
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_are_this_machine_alone() {
        let reach = |listen: &str| {
            let listen = listen.parse().unwrap();
            Config {
                listen,
                data_dir: "d".into(),
                database: None,
                knowledge: Knowledge::default(),
                origins: Vec::new(),
                front: Front::default(),
                keep: Vec::new(),
                schedule: None,
                www: None,
                demo: None,
            }
            .reach()
        };
        assert_eq!(reach("127.0.0.1:0"), Reach::ThisMachine);
        assert_eq!(reach("[::1]:80"), Reach::ThisMachine);
        assert_eq!(reach("0.0.0.0:80"), Reach::Network);
        assert_eq!(reach("192.0.2.7:80"), Reach::Network);
    }
}
