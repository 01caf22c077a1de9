//! What every request handler shares.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use banner_core::{Intelligence, Model, Organisation};

use crate::access::Access;
use crate::config::Front;
use crate::dashboard::Wording;
use crate::demo::Mailbox;
use crate::intelligence::PageList;
use crate::metrics::Metrics;
use crate::serve::StartError;
use crate::store::{ModelOrigin, NewModel, OrganisationId, OrganisationRow, Store, StoreError};

/// What every request handler shares. It is copied several times for each request, so a copy is one pointer.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> AppState {
        AppState(Arc::new(shared))
    }
}

/// The one value behind every [`AppState`]; what others hold without the rest of it is counted by itself.
pub struct Shared {
    /// Where answers are kept.
    pub store: Arc<dyn Store>,
    /// What pages are given, which may be replaced while the server runs.
    pub in_service: InService,
    /// The organisation that is there from the start, as it was then.
    pub home: Arc<OrganisationRow>,
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
    pub origins: Vec<String>,
    /// What stands before the server.
    pub front: Front,
    /// What the server counts of itself.
    pub metrics: Arc<Metrics>,
    /// The time.
    pub clock: Clock,
}

impl Shared {
    /// The version by which the mail of all readers of the organisation is judged, those of a share apart.
    pub(crate) async fn live_model(&self, of: OrganisationId) -> Result<String, StoreError> {
        let live = self.access.directory.in_service(of).await?.live;
        Ok(live.unwrap_or_else(|| self.in_service.now().model_version.to_string()))
    }

    /// Whether the demo webmail can be opened.
    pub(crate) fn has_demo_pages(&self) -> bool {
        self.demo.is_some() && self.www.is_some()
    }
}

/// What pages are given.
#[derive(Debug, Clone)]
pub struct Served {
    /// The profile of the organisation that is there from the start, unless one is in the store.
    pub organisation: Organisation,
    /// The list of harmful hosts and addresses.
    pub intelligence: PageList,
    /// The model document.
    pub model: Arc<str>,
    /// Its version.
    pub model_version: Arc<str>,
}

impl Served {
    /// Checks it.
    ///
    /// # Errors
    /// When the model is refused.
    pub fn new(
        organisation: Organisation,
        intelligence: &Intelligence,
        model: &str,
    ) -> Result<Served, StartError> {
        Ok(Served {
            organisation,
            intelligence: PageList::of(intelligence)
                .map_err(|problem| StartError::Runtime(problem.to_string()))?,
            model_version: Model::from_json(model)?.version.into(),
            model: model.into(),
        })
    }
}

impl Served {
    /// The model document, as it is kept for what may be released later.
    pub(crate) fn own_model(&self) -> NewModel {
        own_model(&self.model_version, &self.model)
    }
}

/// A document that the server itself brought.
pub(crate) fn own_model(version: &str, document: &str) -> NewModel {
    NewModel {
        version: version.to_owned(),
        document: document.to_owned(),
        card: "{}".to_owned(),
        origin: ModelOrigin::BuiltIn,
    }
}

/// What pages are given at the moment. Cloning is cheap, and all clones change together.
#[derive(Debug, Clone)]
pub struct InService(Arc<RwLock<Arc<Served>>>);

impl InService {
    /// Gives this to pages from the start.
    pub fn new(served: Served) -> InService {
        InService(Arc::new(RwLock::new(Arc::new(served))))
    }

    /// What pages are given now.
    pub fn now(&self) -> Arc<Served> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Gives them this from now on; what is under way ends with what it began with.
    pub fn replace(&self, served: Served) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(served);
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
