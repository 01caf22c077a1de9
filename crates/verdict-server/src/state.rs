//! What every request handler shares.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use banner_core::Organisation;

use crate::access::Access;
use crate::dashboard::Wording;
use crate::demo::Mailbox;
use crate::intelligence::PageList;
use crate::metrics::Metrics;
use crate::store::{OrganisationRow, Store};

/// What every request handler shares. Cloning is cheap.
#[derive(Clone)]
pub struct AppState {
    /// Where answers are kept.
    pub store: Arc<dyn Store>,
    /// The organisation whose mail is judged.
    pub organisation: Arc<Organisation>,
    /// The list of harmful hosts and addresses, as pages get it.
    pub intelligence: PageList,
    /// The same organisation in the store.
    pub home: Arc<OrganisationRow>,
    /// The version of the model in service.
    pub model_version: Arc<str>,
    /// The words of the dashboard.
    pub wording: Arc<Wording>,
    /// The demo webmail's messages; without them there is no demo.
    pub demo: Option<Arc<Mailbox>>,
    /// The folder of the pages and scripts for browsers.
    pub www: Option<PathBuf>,
    /// Who can reach us.
    pub reach: Reach,
    /// Who asks, and what they may.
    pub access: Arc<Access>,
    /// Origins of other sites whose pages may use the interface for readers.
    pub origins: Arc<[String]>,
    /// The model document in service.
    pub model: Arc<str>,
    /// What the server counts of itself.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
}

impl AppState {
    /// Whether the demo webmail can be opened.
    pub(crate) fn has_demo_pages(&self) -> bool {
        self.demo.is_some() && self.www.is_some()
    }
}

/// Who can reach the address on which the server listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Programs on this machine. A page on the web may still try it through the reader's browser.
    ThisMachine,
    /// Others too.
    Network,
}

/// Tells the time, so that tests can say what it is.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock(Arc::new(SystemTime::now))
    }

    /// A clock that always shows this many milliseconds since 1970.
    pub fn standing_at(milliseconds: u64) -> Clock {
        let time = UNIX_EPOCH + std::time::Duration::from_millis(milliseconds);
        Clock(Arc::new(move || time))
    }

    /// Milliseconds since 1970-01-01T00:00Z; 0 before that.
    pub fn milliseconds(&self) -> i64 {
        let since = (self.0)().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}
