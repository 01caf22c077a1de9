//! Lets answers name one campaign whose texts are alike, by the sketches that they carry.
//!
//! A campaign has one sketch: that of the first answer that named it and was alike to none before. Each later answer with a sketch
//! names the earliest campaign to whose sketch its own is alike, so that what is the same goes the same way whenever it comes. Who
//! comes later can neither draw an answer out of that campaign nor give a campaign another text.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::planning::Prepared;
use super::super::sql::{Engine, Kind, Transaction, Value, ask};
use super::super::{AnswerId, MessageKey, OrganisationId, StoreError};
use super::contents::{ANSWERS_LOOKED_AT, MESSAGES_LOOKED_AT};
use super::likeness::Sketch;
use super::{CampaignKey, CaseId};

/// How many campaigns are kept, and so looked at, of those of which one part of the sketch is the same.
const OF_A_BAND: usize = 16;
/// How many campaigns an answer's sketch is compared with: those that have most parts in common with it.
const COMPARED: usize = 32;

const ID: &[Kind] = &[Kind::Int, Kind::Blob];
const BAND: &[Kind] = &[Kind::Int, Kind::Int];
const BAND_OF: &[Kind] = &[Kind::Int, Kind::Int, Kind::Blob];
const SKETCH: &[Kind] = &[Kind::Int, Kind::Blob, Kind::Blob, Kind::Int];

/// An answer that came with a sketch.
pub(super) struct Came {
    pub organisation: OrganisationId,
    pub at: i64,
    pub id: AnswerId,
    pub message: MessageKey,
    /// What it was sent with.
    pub campaign: Option<CampaignKey>,
    pub sketch: Sketch,
}

/// What an answer names by its sketch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Grouped {
    pub campaign: CampaignKey,
    /// The answer from which that campaign's sketch came.
    pub by: AnswerId,
}

/// What those answers name that do not simply name what they were sent with.
pub(in crate::store) type Grouping = HashMap<(OrganisationId, AnswerId), Grouped>;

/// A campaign of an organisation.
type Campaign = (OrganisationId, [u8; 16]);

/// The sketch of a campaign, and where it came from. What is no sketch any more is alike to nothing.
struct Known {
    at: i64,
    answer: AnswerId,
    sketch: Option<Sketch>,
}

/// The campaigns that may be alike to what came.
#[derive(Default)]
struct Around {
    bands: HashMap<(OrganisationId, i64), Vec<[u8; 16]>>,
    campaigns: HashMap<Campaign, Known>,
}

/// Groups answers that are about to be kept.
pub(in crate::store) async fn group(
    transaction: &mut dyn Transaction,
    fresh: &[(OrganisationId, &Prepared)],
) -> Result<Grouping, StoreError> {
    let came = fresh.iter().filter_map(|(organisation, new)| {
        Some(Came {
            organisation: *organisation,
            at: new.answer.received_at,
            id: new.id,
            message: new.message_key,
            campaign: new.answer.contents.campaign,
            sketch: Sketch::of(&new.answer.contents.features)?,
        })
    });
    let came: Vec<Came> = came.collect();
    let organisations: BTreeSet<OrganisationId> = came.iter().map(|one| one.organisation).collect();
    for organisation in organisations {
        wait_for_others(transaction, organisation).await?;
    }
    join(transaction, came).await
}

/// Waits until nobody else groups answers of the organisation, and lets nobody until this is done: two that are alike and come
/// at once are one campaign, and nobody joins what is being taken back.
pub(in crate::store) async fn wait_for_others(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
) -> Result<(), StoreError> {
    let sql = "SELECT number FROM organisations WHERE number = ? {lock}";
    transaction.run(sql, vec![organisation.0.into()]).await?;
    Ok(())
}

/// Lets each answer, in the order in which they came, join the earliest campaign that is alike, or begin its own.
pub(super) async fn join(
    transaction: &mut dyn Transaction,
    mut came: Vec<Came>,
) -> Result<Grouping, StoreError> {
    let mut grouping = Grouping::new();
    if came.is_empty() {
        return Ok(grouping);
    }
    came.sort_unstable_by_key(|one| (one.organisation, one.at, one.id));
    let mut around = look_around(transaction, &came).await?;
    let (mut sketches, mut bands) = (Vec::new(), Vec::new());
    for one in came {
        let own = CaseId::of(&one.message, one.campaign.as_ref()).0;
        let key = (one.organisation, own);
        // A campaign keeps the sketch that it has; the answer names it all the same, by that sketch.
        let joined = around
            .earliest_alike(&one)
            .or_else(|| Some((own, around.campaigns.get(&key)?.answer)));
        if let Some((campaign, by)) = joined {
            let campaign = CampaignKey(campaign);
            grouping.insert((one.organisation, one.id), Grouped { campaign, by });
            continue;
        }
        sketches.push(vec![
            one.organisation.0.into(),
            own.into(),
            one.id.0.into(),
            one.at.into(),
        ]);
        for band in one.sketch.bands() {
            let campaigns = around.bands.entry((one.organisation, band)).or_default();
            if campaigns.len() < OF_A_BAND {
                campaigns.push(own);
                bands.push(vec![one.organisation.0.into(), band.into(), own.into()]);
            }
        }
        let known = Known {
            at: one.at,
            answer: one.id,
            sketch: Some(one.sketch),
        };
        around.campaigns.insert(key, known);
    }
    let sql = "INSERT INTO sketches (organisation, campaign, answer, received_at) {rows}";
    transaction.each(sql, SKETCH, sketches).await?;
    let sql = "INSERT INTO sketch_bands (organisation, band, campaign) {rows}";
    transaction.each(sql, BAND_OF, bands).await?;
    Ok(grouping)
}

impl Around {
    /// The campaigns that have most bands in common with what came.
    fn candidates(&self, one: &Came) -> Vec<[u8; 16]> {
        let mut shared: BTreeMap<[u8; 16], usize> = BTreeMap::new();
        for band in one.sketch.bands() {
            let campaigns = self.bands.get(&(one.organisation, band));
            for campaign in campaigns.into_iter().flatten() {
                *shared.entry(*campaign).or_default() += 1;
            }
        }
        let mut all: Vec<_> = shared.into_iter().collect();
        all.sort_by_key(|(_, bands)| Reverse(*bands));
        all.truncate(COMPARED);
        all.into_iter().map(|(campaign, _)| campaign).collect()
    }

    fn earliest_alike(&self, one: &Came) -> Option<([u8; 16], AnswerId)> {
        let alike = self.candidates(one).into_iter().filter_map(|campaign| {
            let known = self.campaigns.get(&(one.organisation, campaign))?;
            one.sketch.alike(known.sketch.as_ref()?)?;
            Some((known.at, known.answer, campaign))
        });
        alike.min().map(|(_, answer, campaign)| (campaign, answer))
    }
}

/// Reads what may be alike, and what the answers' own campaigns have.
async fn look_around(
    transaction: &mut dyn Transaction,
    came: &[Came],
) -> Result<Around, StoreError> {
    let mut around = Around::default();
    let bands = came.iter().flat_map(|one| {
        let bands = one.sketch.bands().into_iter();
        bands.map(|band| (one.organisation, band))
    });
    let bands: BTreeSet<(OrganisationId, i64)> = bands.collect();
    let keys = bands.iter();
    let keys = keys.map(|(organisation, band)| vec![organisation.0.into(), (*band).into()]);
    let rows = transaction
        .each(
            "SELECT t.organisation, t.band, t.campaign FROM {keys} JOIN sketch_bands AS t \
             ON t.organisation = k.k1 AND t.band = k.k2",
            BAND,
            keys.collect(),
        )
        .await?;
    for row in &rows {
        let band = (OrganisationId(row.int(0)?), row.int(1)?);
        around.bands.entry(band).or_default().push(row.bytes(2)?);
    }
    let mut wanted: BTreeSet<Campaign> = BTreeSet::new();
    for one in came {
        let own = CaseId::of(&one.message, one.campaign.as_ref()).0;
        let all = around.candidates(one).into_iter().chain([own]);
        wanted.extend(all.map(|campaign| (one.organisation, campaign)));
    }
    let keys = wanted.iter();
    let keys = keys.map(|(organisation, campaign)| vec![organisation.0.into(), (*campaign).into()]);
    let rows = transaction
        .each(
            "SELECT t.organisation, t.campaign, t.answer, t.received_at, c.features FROM {keys} JOIN sketches AS t \
             ON t.organisation = k.k1 AND t.campaign = k.k2 LEFT JOIN answer_contents AS c \
             ON c.organisation = t.organisation AND c.answer = t.answer",
            ID,
            keys.collect(),
        )
        .await?;
    for row in &rows {
        let known = Known {
            at: row.int(3)?,
            answer: AnswerId(row.bytes(2)?),
            sketch: read_sketch(row.text_if_any(4)?)?,
        };
        let campaign = (OrganisationId(row.int(0)?), row.bytes(1)?);
        around.campaigns.insert(campaign, known);
    }
    Ok(around)
}

/// The sketch that is kept as an answer's features, if they are one.
pub(super) fn read_sketch(features: Option<&str>) -> Result<Option<Sketch>, StoreError> {
    let Some(features) = features else {
        return Ok(None);
    };
    let features: Vec<u32> =
        serde_json::from_str(features).map_err(|error| StoreError::Engine(error.to_string()))?;
    Ok(Sketch::of(&features))
}

/// Deletes the sketches that came from these answers: nothing joins by them any more.
pub(in crate::store) async fn forget_sketches(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    answers: impl Iterator<Item = [u8; 16]>,
) -> Result<(), StoreError> {
    let row = |id: [u8; 16]| -> Vec<Value> { vec![organisation.0.into(), id.into()] };
    let gone = transaction
        .each(
            "SELECT t.campaign FROM {keys} JOIN sketches AS t ON t.organisation = k.k1 AND t.answer = k.k2",
            ID,
            answers.map(row).collect(),
        )
        .await?;
    // One by one: for pairs in a list SQLite looks at all of the organisation.
    for campaign in &gone {
        for sql in [
            "DELETE FROM sketch_bands WHERE organisation = ? AND campaign = ?",
            "DELETE FROM sketches WHERE organisation = ? AND campaign = ?",
        ] {
            transaction.run(sql, row(campaign.bytes(0)?)).await?;
        }
    }
    Ok(())
}

/// How many messages of a case are in it because an answer on them carried a sketch that is alike, having been sent with another
/// campaign or none; of a large case, of those that are looked at.
pub(in crate::store) async fn joined(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
) -> Result<u64, StoreError> {
    let rows = ask(
        engine,
        "SELECT count(DISTINCT a.message_key) FROM (SELECT v.organisation, v.answer FROM \
         (SELECT organisation, message_key FROM case_messages WHERE organisation = ? AND case_id = ? \
         ORDER BY last_at DESC LIMIT ?) AS m JOIN voices AS v \
         ON v.organisation = m.organisation AND v.message_key = m.message_key LIMIT ?) AS v JOIN answers AS a \
         ON a.organisation = v.organisation AND a.id = v.answer WHERE a.grouped_by IS NOT NULL AND a.campaign = ? \
         AND a.campaign <> coalesce(a.sent_campaign, substr(a.message_key, 1, 16))",
        vec![
            organisation.0.into(),
            id.0.into(),
            i64::from(MESSAGES_LOOKED_AT).into(),
            i64::from(ANSWERS_LOOKED_AT).into(),
            id.0.into(),
        ],
    )
    .await?;
    rows.first().map_or(Ok(0), |row| row.count(0))
}
