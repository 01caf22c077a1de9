//! Everything of an organisation as Parquet, a file a table.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;

use super::{AT_ONCE, ExportError, Written};
use crate::private;
use crate::store::{KeptAnswer, OrganisationId, Store};

/// A column of rows that are written together.
enum Column {
    Text(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
    Int(Vec<i64>),
    Real(Vec<f64>),
    Bool(Vec<bool>),
}

struct Table {
    writer: SerializedFileWriter<File>,
}

impl Table {
    fn create(folder: &Path, name: &str, schema: &str) -> Result<Table, ExportError> {
        let place = folder.join(format!("{name}.parquet"));
        let file =
            private::create(&place).map_err(|problem| ExportError::Write { place, problem })?;
        let schema = Arc::new(parse_message_type(schema)?);
        let properties = WriterProperties::builder().set_compression(Compression::UNCOMPRESSED);
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build()))?;
        Ok(Table { writer })
    }

    fn add(&mut self, columns: Vec<Column>) -> Result<(), ExportError> {
        let mut group = self.writer.next_row_group()?;
        for column in columns {
            let Some(mut writer) = group.next_column()? else {
                break;
            };
            match column {
                Column::Text(values) => {
                    let bytes = values.into_iter().map(|text| text.map(String::into_bytes));
                    write_bytes(&mut writer, bytes)?;
                }
                Column::Bytes(values) => write_bytes(&mut writer, values.into_iter())?,
                Column::Int(values) => {
                    writer
                        .typed::<Int64Type>()
                        .write_batch(&values, None, None)?;
                }
                Column::Real(values) => {
                    writer
                        .typed::<DoubleType>()
                        .write_batch(&values, None, None)?;
                }
                Column::Bool(values) => {
                    writer
                        .typed::<BoolType>()
                        .write_batch(&values, None, None)?;
                }
            }
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }

    fn finish(self) -> Result<(), ExportError> {
        self.writer.close()?;
        Ok(())
    }
}

/// All such columns are optional in the schemas below: level 1 where there is a value.
fn write_bytes(
    writer: &mut ::parquet::file::writer::SerializedColumnWriter<'_>,
    values: impl Iterator<Item = Option<Vec<u8>>>,
) -> Result<(), ExportError> {
    let (mut there, mut levels) = (Vec::new(), Vec::new());
    for value in values {
        levels.push(i16::from(value.is_some()));
        there.extend(value.map(ByteArray::from));
    }
    writer
        .typed::<ByteArrayType>()
        .write_batch(&there, Some(&levels), None)?;
    Ok(())
}

fn text<T>(rows: &[T], of: impl Fn(&T) -> Option<String>) -> Column {
    Column::Text(rows.iter().map(of).collect())
}

/// Writes the files, and gives how many rows of each kind they have.
pub(super) async fn write(
    store: &dyn Store,
    organisation: OrganisationId,
    folder: &Path,
) -> Result<Written, ExportError> {
    let (mut answers, mut shown) = (0, 0);
    let mut table = Table::create(
        folder,
        "answers",
        "message answers { optional binary id (UTF8); optional binary reporter (UTF8); optional binary message_key (UTF8); \
         required int64 received_at (TIMESTAMP_MILLIS); optional binary level (UTF8); required double probability; \
         optional binary answer (UTF8); optional binary correction (UTF8); optional binary comment (UTF8); \
         optional binary model (UTF8); optional binary findings (JSON); optional binary grade (UTF8); \
         required boolean superseded; optional binary features (JSON); optional binary message; }",
    )?;
    let mut after = None;
    loop {
        let page = store.page(organisation, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        answers += page.len() as u64;
        let mut contents = Vec::with_capacity(page.len());
        for answer in &page {
            contents.push(store.contents(organisation, answer.id).await?);
        }
        table.add(vec![
            text(&page, |answer| Some(answer.id.to_string())),
            text(&page, |answer| Some(answer.reporter.to_string())),
            text(&page, |answer| Some(answer.message_key.to_string())),
            Column::Int(page.iter().map(|answer| answer.received_at).collect()),
            text(&page, |answer| Some(answer.level.name().to_owned())),
            Column::Real(page.iter().map(|answer| answer.probability).collect()),
            text(&page, |answer| word(&answer.answer)),
            text(&page, |answer| answer.correction.as_ref().and_then(word)),
            text(&page, |answer| answer.comment.clone()),
            text(&page, |answer| Some(answer.model.clone())),
            text(&page, |answer: &KeptAnswer| {
                serde_json::to_string(&answer.findings).ok()
            }),
            text(&page, |answer| Some(answer.grade.name().to_owned())),
            Column::Bool(page.iter().map(|answer| answer.superseded).collect()),
            text(&contents, |besides| {
                serde_json::to_string(&besides.features).ok()
            }),
            Column::Bytes(
                contents
                    .iter()
                    .map(|besides| besides.message.clone())
                    .collect(),
            ),
        ])?;
    }
    table.finish()?;

    let mut table = Table::create(
        folder,
        "decisions",
        "message decisions { optional binary message_key (UTF8); optional binary label (UTF8); \
         required int64 decided_at (TIMESTAMP_MILLIS); optional binary answer (UTF8); }",
    )?;
    let decisions = store.decisions(organisation).await?;
    table.add(vec![
        text(&decisions, |decision| {
            Some(decision.message_key.to_string())
        }),
        text(&decisions, |decision| word(&decision.label)),
        Column::Int(
            decisions
                .iter()
                .map(|decision| decision.decided_at)
                .collect(),
        ),
        text(&decisions, |decision| Some(decision.answer.to_string())),
    ])?;
    table.finish()?;

    let mut table = Table::create(
        folder,
        "shown",
        "message shown { optional binary id (UTF8); optional binary reporter (UTF8); \
         required int64 received_at (TIMESTAMP_MILLIS); required int64 hour; optional binary model (UTF8); \
         optional binary counts (JSON); }",
    )?;
    let mut after = None;
    loop {
        let page = store.exposure_page(organisation, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        shown += page.len() as u64;
        table.add(vec![
            text(&page, |batch| Some(batch.id.to_string())),
            text(&page, |batch| Some(batch.reporter.to_string())),
            Column::Int(page.iter().map(|batch| batch.received_at).collect()),
            Column::Int(page.iter().map(|batch| batch.hour).collect()),
            text(&page, |batch| Some(batch.model.clone())),
            text(&page, |batch| serde_json::to_string(&batch.counts).ok()),
        ])?;
    }
    table.finish()?;

    let mut table = Table::create(
        folder,
        "counts",
        "message counts { required int64 hour; optional binary signal (UTF8); optional binary level (UTF8); \
         optional binary model (UTF8); optional binary answer (UTF8); required int64 count; }",
    )?;
    let counts = store.counts_by_hour(organisation).await?;
    for counts in counts.chunks(50_000) {
        table.add(vec![
            Column::Int(counts.iter().map(|count| count.hour).collect()),
            text(counts, |count| count.signal.clone()),
            text(counts, |count| Some(count.level.name().to_owned())),
            text(counts, |count| Some(count.model.clone())),
            text(counts, |count| Some(count.answer.to_owned())),
            Column::Int(
                counts
                    .iter()
                    .map(|count| count.count.cast_signed())
                    .collect(),
            ),
        ])?;
    }
    table.finish()?;
    Ok(Written::Everything {
        answers,
        decisions: decisions.len() as u64,
        shown,
        counts: counts.len() as u64,
    })
}

/// The wire name of a value that is one word.
fn word(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value)
        .ok()?
        .as_str()
        .map(str::to_owned)
}
