//! Cases as they are asked for.

use banner_core::{Correction, Level};

use super::super::answers::read_findings;
use super::super::names::{correction_name, correction_named, known};
use super::super::sql::{Engine, Row, Value, ask};
use super::super::{AnswerId, MessageKey, OrganisationId, ReporterId, StoreError};
use super::counting::{COUNTS, level_index};
use super::ranking::bit;
use super::{Case, CaseFilter, CaseId, CasePlace, Said, Saying, Settled};

/// How many cases are looked at for one page when only some of them are asked for.
pub const CASES_LOOKED_AT: u32 = 4_000;
/// How far open cases are counted.
const COUNTED: i64 = 10_000;

/// Before the first case in the order.
const FIRST: CasePlace = CasePlace {
    rank: i64::MAX,
    first_at: i64::MAX,
    id: CaseId([0xff; 16]),
};

/// The columns of [`read_case`], in its order.
macro_rules! case_columns {
    () => {
        "case_id, messages, decided, answers, accurate, phishing, spam, legitimate, unsure, level_0, level_1, level_2, \
         level_3, level_4, first_at, last_at, sample, findings, level, rank, label, decided_at, decided_by"
    };
}

/// At most `most` cases after `after`.
pub(in crate::store) async fn list(
    engine: &dyn Engine,
    organisation: OrganisationId,
    filter: CaseFilter,
    after: Option<CasePlace>,
    most: u32,
) -> Result<Vec<Case>, StoreError> {
    let is_narrow = CaseFilter {
        settled: filter.settled,
        ..CaseFilter::default()
    } != filter;
    let after = after.unwrap_or(FIRST);
    let most = i64::from(most);
    let (said, label) = match filter.said {
        None => (0, ""),
        Some(Saying::Different) => (1, ""),
        Some(Saying::Accurate) => (2, ""),
        Some(Saying::NotAccurate) => (3, ""),
        Some(Saying::Is(label)) => (4, correction_name(label)),
    };
    let signal = filter.signal.filter(|id| banner_core::is_signal_id(id));
    let values: Vec<Value> = vec![
        organisation.0.into(),
        i64::from(!filter.settled).into(),
        after.rank.into(),
        after.first_at.into(),
        after.id.0.into(),
        if is_narrow {
            i64::from(CASES_LOOKED_AT)
        } else {
            most
        }
        .into(),
        filter.level.map_or(-1, level_index).into(),
        filter.level.map_or(-1, level_index).into(),
        filter.threat.map_or(0, bit).into(),
        filter.threat.map_or(0, bit).into(),
        filter.since.unwrap_or(i64::MIN).into(),
        said.into(),
        said.into(),
        said.into(),
        said.into(),
        said.into(),
        label.into(),
        label.into(),
        label.into(),
        label.into(),
        signal
            .map_or_else(
                || "%".to_owned(),
                |id| format!("%[\"{}\",%", id.replace('_', "\\_")),
            )
            .into(),
        most.into(),
    ];
    let rows = ask(
        engine,
        concat!(
            "SELECT ",
            case_columns!(),
            " FROM (SELECT ",
            case_columns!(),
            ", threats FROM cases WHERE organisation = ? AND open = ? AND (rank, first_at, case_id) < (?, ?, ?) \
             ORDER BY rank DESC, first_at DESC, case_id DESC LIMIT ?) AS c \
             WHERE (? < 0 OR level = ?) AND (? = 0 OR (threats & ?) <> 0) AND last_at >= ? \
             AND (? = 0 \
             OR (? = 1 AND ((accurate > 0 AND accurate < answers) OR (phishing > 0 AND legitimate > 0) \
             OR (spam > 0 AND legitimate > 0) OR (phishing > 0 AND spam > 0))) \
             OR (? = 2 AND accurate = answers) OR (? = 3 AND accurate < answers) \
             OR (? = 4 AND ((? = 'phishing' AND phishing > 0) OR (? = 'spam' AND spam > 0) \
             OR (? = 'legitimate' AND legitimate > 0) OR (? = 'unsure' AND unsure > 0)))) \
             AND findings LIKE ? ESCAPE '\\' ORDER BY rank DESC, first_at DESC, case_id DESC LIMIT ?"
        ),
        values,
    )
    .await?;
    rows.iter().map(read_case).collect()
}

/// The place of the case that comes `most` cases after `after`: up to there a filter has looked. `None` when there are not so
/// many.
pub(in crate::store) async fn place_after(
    engine: &dyn Engine,
    organisation: OrganisationId,
    settled: bool,
    after: Option<CasePlace>,
    most: u32,
) -> Result<Option<CasePlace>, StoreError> {
    let after = after.unwrap_or(FIRST);
    let rows = ask(
        engine,
        "SELECT rank, first_at, case_id FROM cases WHERE organisation = ? AND open = ? AND (rank, first_at, case_id) < (?, ?, ?) \
         ORDER BY rank DESC, first_at DESC, case_id DESC LIMIT 1 OFFSET ?",
        vec![
            organisation.0.into(),
            i64::from(!settled).into(),
            after.rank.into(),
            after.first_at.into(),
            after.id.0.into(),
            i64::from(most.saturating_sub(1)).into(),
        ],
    )
    .await?;
    rows.first()
        .map(|row| {
            Ok(CasePlace {
                rank: row.int(0)?,
                first_at: row.int(1)?,
                id: CaseId(row.bytes(2)?),
            })
        })
        .transpose()
}

/// How many cases are open, counted up to 10,000.
pub(in crate::store) async fn open_count(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<u64, StoreError> {
    let rows = ask(
        engine,
        "SELECT count(*) FROM (SELECT 1 FROM cases WHERE organisation = ? AND open = 1 LIMIT ?) AS c",
        vec![organisation.0.into(), COUNTED.into()],
    )
    .await?;
    rows.first().map_or(Ok(0), |row| row.count(0))
}

/// One case.
pub(in crate::store) async fn case(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: CaseId,
) -> Result<Option<Case>, StoreError> {
    let rows = ask(
        engine,
        concat!(
            "SELECT ",
            case_columns!(),
            " FROM cases WHERE organisation = ? AND case_id = ?"
        ),
        vec![organisation.0.into(), id.0.into()],
    )
    .await?;
    rows.first().map(read_case).transpose()
}

/// The case of a message.
pub(in crate::store) async fn of_message(
    engine: &dyn Engine,
    organisation: OrganisationId,
    message: MessageKey,
) -> Result<Option<CaseId>, StoreError> {
    let rows = ask(
        engine,
        "SELECT case_id FROM case_messages WHERE organisation = ? AND message_key = ?",
        vec![organisation.0.into(), message.0.into()],
    )
    .await?;
    rows.first()
        .map(|row| Ok(CaseId(row.bytes(0)?)))
        .transpose()
}

/// The cases that `text` names: by number or id, by the key of a message or a reporter, or by an answer's id; the newest of a
/// reporter first, at most `most`.
pub(in crate::store) async fn find(
    engine: &dyn Engine,
    organisation: OrganisationId,
    text: String,
    most: u32,
) -> Result<Vec<Case>, StoreError> {
    let text = text.trim().to_ascii_lowercase();
    let most: Value = i64::from(most).into();
    if let Some((first, last)) = CaseId::numbered(&text) {
        let rows = ask(
            engine,
            concat!(
                "SELECT ",
                case_columns!(),
                " FROM cases WHERE organisation = ? AND case_id >= ? AND case_id <= ? LIMIT ?"
            ),
            vec![organisation.0.into(), first.0.into(), last.0.into(), most],
        )
        .await?;
        return rows.iter().map(read_case).collect();
    }
    let message = MessageKey::from_hex(&text);
    let named = match (message, AnswerId::parse(&text), CaseId::from_hex(&text)) {
        (Some(message), _, _) => of_message(engine, organisation, message).await?,
        (_, Some(answer), _) => of_answer(engine, organisation, answer).await?,
        (_, _, id) => id,
    };
    let Some(case_id) = named else {
        return Ok(Vec::new());
    };
    if let Some(found) = case(engine, organisation, case_id).await? {
        return Ok(vec![found]);
    }
    let Some(reporter) = ReporterId::from_hex(&text) else {
        return Ok(Vec::new());
    };
    let rows = ask(
        engine,
        concat!(
            "SELECT ",
            case_columns!(),
            " FROM cases WHERE organisation = ? AND case_id IN (SELECT m.case_id FROM (SELECT message_key FROM answers \
             WHERE organisation = ? AND reporter = ? ORDER BY +received_at DESC LIMIT 1000) AS a JOIN case_messages AS m \
             ON m.organisation = ? AND m.message_key = a.message_key) ORDER BY last_at DESC, case_id LIMIT ?"
        ),
        vec![
            organisation.0.into(),
            organisation.0.into(),
            reporter.0.into(),
            organisation.0.into(),
            most,
        ],
    )
    .await?;
    rows.iter().map(read_case).collect()
}

async fn of_answer(
    engine: &dyn Engine,
    organisation: OrganisationId,
    answer: AnswerId,
) -> Result<Option<CaseId>, StoreError> {
    let rows = ask(
        engine,
        "SELECT m.case_id FROM answers AS a JOIN case_messages AS m \
         ON m.organisation = a.organisation AND m.message_key = a.message_key WHERE a.organisation = ? AND a.id = ?",
        vec![organisation.0.into(), answer.0.into()],
    )
    .await?;
    rows.first()
        .map(|row| Ok(CaseId(row.bytes(0)?)))
        .transpose()
}

/// The counts from `column` on.
pub(super) fn read_counts(row: &Row, column: usize) -> Result<[i64; COUNTS], StoreError> {
    let mut counts = [0; COUNTS];
    for (place, count) in counts.iter_mut().enumerate() {
        *count = row.int(column + place)?;
    }
    Ok(counts)
}

/// What readers said, from `column` on.
pub(super) fn read_said(row: &Row, column: usize) -> Result<Said, StoreError> {
    Ok(Said::of(read_counts(row, column)?))
}

fn read_case(row: &Row) -> Result<Case, StoreError> {
    let level = usize::try_from(row.int(18)?).unwrap_or(0);
    let label: Option<Correction> = row
        .text_if_any(20)?
        .map(|label| known(label, correction_named))
        .transpose()?;
    let decided = row.count(2)?;
    let settled = match label {
        Some(label) => Some(Settled {
            label,
            at: row.int(21)?,
            by: row.text(22)?.to_owned(),
            messages: decided,
        }),
        None => None,
    };
    Ok(Case {
        id: CaseId(row.bytes(0)?),
        messages: row.count(1)?,
        decided,
        said: read_said(row, 3)?,
        first_at: row.int(14)?,
        last_at: row.int(15)?,
        sample: AnswerId(row.bytes(16)?),
        findings: read_findings(row.text(17)?)?,
        level: Level::ALL.get(level).copied().unwrap_or(Level::None),
        rank: row.int(19)?,
        settled,
    })
}
