//! Organisations, their keys, models and known devices, kept at hand for some seconds so that a request
//! does not ask the database who asks.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::hash_of;
use super::token::{Token, TokenError};
use crate::store::{
    InServiceModels, OrganisationId, OrganisationRow, ReporterId, ReporterKey, SignalSetting,
    Store, StoreError,
};

/// After this time a change in the database is seen by every server.
const FRESH: Duration = Duration::from_secs(5);
/// How often within that time it may be read anew for a model that it does not know: a reader may name any.
const MOST_LOOKS: u32 = 8;
/// How many devices are kept at hand.
const MOST_DEVICES: usize = 100_000;
/// How many model documents are kept at hand.
const MOST_DOCUMENTS: usize = 64;

/// Organisations, their keys and known devices.
pub(crate) struct Directory {
    store: Arc<dyn Store>,
    known: RwLock<Option<(Instant, Arc<Known>)>>,
    /// One request reads it anew, the others wait for that one.
    reading: tokio::sync::Mutex<()>,
    /// Since when it was read anew how often because something was not in it.
    looks: Mutex<Looks>,
    devices: Mutex<HashMap<[u8; 32], (Instant, OrganisationId, ReporterId)>>,
    /// Model documents, which never change.
    documents: Mutex<HashMap<(OrganisationId, String), Arc<str>>>,
}

/// Looks at the database that nothing but a reader's word asked for.
struct Looks {
    since: Instant,
    count: u32,
}

impl Looks {
    fn since(since: Instant) -> Looks {
        Looks { since, count: 0 }
    }

    /// Takes one of the looks that there are.
    fn may_look(&mut self, now: Instant) -> bool {
        if now.saturating_duration_since(self.since) >= FRESH {
            *self = Looks::since(now);
        }
        self.count = self.count.saturating_add(1);
        self.count <= MOST_LOOKS
    }
}

#[derive(Default)]
pub(crate) struct Known {
    organisations: Vec<Arc<OrganisationRow>>,
    keys: HashMap<OrganisationId, Vec<(String, ReporterKey)>>,
    models: HashSet<String>,
    in_service: HashMap<OrganisationId, InServiceModels>,
    settings: HashMap<OrganisationId, Vec<SignalSetting>>,
}

/// Why nobody could be made out.
pub(crate) enum Unknown {
    Token(TokenError),
    Store(StoreError),
}

impl From<StoreError> for Unknown {
    fn from(error: StoreError) -> Unknown {
        Unknown::Store(error)
    }
}

impl Directory {
    pub fn new(store: Arc<dyn Store>) -> Directory {
        Directory {
            store,
            known: RwLock::new(None),
            reading: tokio::sync::Mutex::new(()),
            looks: Mutex::new(Looks::since(Instant::now())),
            devices: Mutex::default(),
            documents: Mutex::default(),
        }
    }

    /// What is at hand, unless it is too old.
    fn at_hand(&self) -> Option<Arc<Known>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((at, known)) if at.elapsed() < FRESH => Some(known.clone()),
            _ => None,
        }
    }

    async fn known(&self) -> Result<Arc<Known>, StoreError> {
        if let Some(known) = self.at_hand() {
            return Ok(known);
        }
        let _turn = self.reading.lock().await;
        if let Some(known) = self.at_hand() {
            return Ok(known);
        }
        self.read().await
    }

    /// Reads it anew; for whoever has the turn.
    async fn read(&self) -> Result<Arc<Known>, StoreError> {
        let mut fresh = Known::default();
        let organisations = self.store.organisations().await?;
        fresh.organisations = organisations.into_iter().map(Arc::new).collect();
        for (organisation, id, key) in self.store.reporter_keys().await? {
            fresh.keys.entry(organisation).or_default().push((id, key));
        }
        fresh.models = self.store.served_models().await?.into_iter().collect();
        fresh.in_service = self.store.all_in_service().await?.into_iter().collect();
        for (organisation, setting) in self.store.signal_settings().await? {
            fresh
                .settings
                .entry(organisation)
                .or_default()
                .push(setting);
        }
        let fresh = Arc::new(fresh);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some((Instant::now(), fresh.clone()));
        Ok(fresh)
    }

    /// Forgets what is at hand, so that the next request sees the database as it is.
    pub fn forget(&self) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.devices().clear();
    }

    fn looks(&self) -> std::sync::MutexGuard<'_, Looks> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn devices(
        &self,
    ) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], (Instant, OrganisationId, ReporterId)>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The organisation of that name.
    pub async fn named(&self, name: &str) -> Result<Option<Arc<OrganisationRow>>, StoreError> {
        let known = self.known().await?;
        let mut all = known.organisations.iter();
        Ok(all.find(|organisation| organisation.name == name).cloned())
    }

    /// The organisation of that number.
    pub async fn numbered(
        &self,
        id: OrganisationId,
    ) -> Result<Option<Arc<OrganisationRow>>, StoreError> {
        let known = self.known().await?;
        let mut all = known.organisations.iter();
        Ok(all.find(|organisation| organisation.id == id).cloned())
    }

    /// Whether a model of that version was ever in service.
    ///
    /// What is said of it is counted under its name or under none for ever, so that one that another server
    /// has put into service just now is looked for in the database.
    pub async fn knows_model(&self, version: &str) -> Result<bool, StoreError> {
        if self.known().await?.models.contains(version) {
            return Ok(true);
        }
        if !self.looks().may_look(Instant::now()) {
            return Ok(false);
        }
        let _turn = self.reading.lock().await;
        Ok(self.read().await?.models.contains(version))
    }

    /// Which models are in service in the organisation.
    pub async fn in_service(&self, id: OrganisationId) -> Result<InServiceModels, StoreError> {
        let known = self.known().await?;
        Ok(known.in_service.get(&id).cloned().unwrap_or_default())
    }

    /// What is set for single signals in the organisation.
    pub async fn signal_settings(
        &self,
        id: OrganisationId,
    ) -> Result<Vec<SignalSetting>, StoreError> {
        let known = self.known().await?;
        Ok(known.settings.get(&id).cloned().unwrap_or_default())
    }

    /// The document of the model of that version, if the organisation may use one.
    pub async fn document(
        &self,
        id: OrganisationId,
        version: &str,
    ) -> Result<Option<Arc<str>>, StoreError> {
        let name = (id, version.to_owned());
        if let Some(document) = self.documents().get(&name) {
            return Ok(Some(document.clone()));
        }
        let Some(kept) = self.store.model(id, version.to_owned()).await? else {
            return Ok(None);
        };
        let document: Arc<str> = kept.document.into();
        let mut documents = self.documents();
        if documents.len() >= MOST_DOCUMENTS {
            documents.clear();
        }
        documents.insert(name, document.clone());
        Ok(Some(document))
    }

    fn documents(&self) -> std::sync::MutexGuard<'_, HashMap<(OrganisationId, String), Arc<str>>> {
        self.documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether any organisation's webmail signs tokens.
    pub async fn has_keys(&self) -> Result<bool, StoreError> {
        Ok(!self.known().await?.keys.is_empty())
    }

    /// Whose token it is, at `now` (seconds since 1970).
    pub async fn reader(
        &self,
        token: &str,
        now: i64,
    ) -> Result<(Arc<OrganisationRow>, ReporterId), Unknown> {
        if !token.contains('.') {
            return self.device(token).await;
        }
        let token = Token::read(token).map_err(Unknown::Token)?;
        let known = self.known().await?;
        let organisation = known
            .organisations
            .iter()
            .find(|organisation| organisation.name == token.issuer())
            .ok_or(Unknown::Token(TokenError::UnknownKey))?;
        let keys = known
            .keys
            .get(&organisation.id)
            .map_or(&[][..], Vec::as_slice);
        let name = token.check(keys, now).map_err(Unknown::Token)?;
        Ok((organisation.clone(), organisation.reporter(name)))
    }

    async fn device(&self, token: &str) -> Result<(Arc<OrganisationRow>, ReporterId), Unknown> {
        let hash = hash_of(token);
        let at_hand = self.devices().get(&hash).copied();
        let (organisation, reporter) = match at_hand {
            Some((at, organisation, reporter)) if at.elapsed() < FRESH => (organisation, reporter),
            _ => {
                let found = self.store.device(hash).await?;
                let found = found.ok_or(Unknown::Token(TokenError::UnknownKey))?;
                let mut devices = self.devices();
                if devices.len() >= MOST_DEVICES {
                    devices.clear();
                }
                devices.insert(hash, (Instant::now(), found.0, found.1));
                found
            }
        };
        let organisation = self.numbered(organisation).await?;
        let organisation = organisation.ok_or(Unknown::Token(TokenError::UnknownKey))?;
        Ok((organisation, reporter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_make_the_server_look_a_few_times_only() {
        let begin = Instant::now();
        let mut looks = Looks::since(begin);
        let taken = (0..100).filter(|_| looks.may_look(begin)).count();
        assert_eq!(taken, MOST_LOOKS as usize);
        assert!(!looks.may_look(begin + FRESH / 2));
        assert!(looks.may_look(begin + FRESH));
    }
}
