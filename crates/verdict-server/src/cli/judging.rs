//! What every command does that judges mail: reading the model, and a message with what its parts hold.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use banner_core::{Error, Message, Model, Readings};

use super::CommandError;
use super::read_as::ReadAs;
use crate::training::normalise::Marks;

/// The model document in `file`, which `option` names, or the built-in model.
///
/// # Errors
/// [`CommandError::ModelFile`] and [`CommandError::NoModel`].
pub(super) fn read_model(option: &'static str, file: Option<&Path>) -> Result<Model, CommandError> {
    let Some(file) = file else {
        return Ok(Model::built_in()?);
    };
    let json = std::fs::read_to_string(file).map_err(|problem| CommandError::ModelFile {
        file: file.to_owned(),
        problem,
    })?;
    Model::from_json(&json).map_err(|problem| CommandError::NoModel {
        file: file.to_owned(),
        option,
        problem: match problem {
            Error::ModelSyntax(problem) => format!("it is no model document ({problem})."),
            other => other.to_string(),
        },
    })
}

/// Hands a message and what was read in its parts to `judge`.
///
/// # Errors
/// A sentence, should anything panic: neither core nor part reader does; should they do so one day, the other messages
/// are still judged.
pub(super) fn with_readings<T>(
    raw: &[u8],
    judge: impl FnOnce(&Message<'_>, &Readings) -> T,
) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(|| {
        let message = Message::parse(raw);
        judge(&message, &part_reader::readings(&message))
    }))
    .map_err(|_| "Judging this message failed inside the program; please report it.".to_owned())
}

/// The message as it is to be examined.
///
/// # Errors
/// A sentence, should anything panic, as above.
pub(super) fn prepared(read_as: ReadAs, raw: Vec<u8>, marks: &Marks) -> Result<Vec<u8>, String> {
    catch_unwind(AssertUnwindSafe(|| read_as.prepare(raw, marks))).map_err(|_| {
        "Making this message alike failed inside the program; please report it.".to_owned()
    })
}
