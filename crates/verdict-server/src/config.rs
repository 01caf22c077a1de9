//! How the server is to run, complete and checked; where it comes from is the command line's business.

use std::net::SocketAddr;
use std::path::PathBuf;

use banner_core::{Intelligence, Organisation};

use crate::demo::DemoMail;
use crate::state::Reach;

/// How the server is to run.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address to listen on; port 0 means any free one.
    pub listen: SocketAddr,
    /// The folder in which answers are kept. Made when it is missing.
    pub data_dir: PathBuf,
    /// The organisation whose mail is judged.
    pub organisation: Organisation,
    /// Hosts and addresses that are known to be harmful.
    pub intelligence: Intelligence,
    /// The folder of the pages and scripts for browsers; none are served without it.
    pub www: Option<PathBuf>,
    /// The demo webmail's mail; without it there is no demo.
    pub demo: Option<DemoMail>,
}

impl Config {
    /// The file in which answers are kept.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("verdicts.sqlite3")
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
                organisation: Organisation::default(),
                intelligence: Intelligence::default(),
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
