//! What a running server can read anew: profile, list of harmful addresses and model.

use std::path::PathBuf;

use banner_core::{Intelligence, Model, Organisation};

use super::StartError;
use crate::intelligence::read_intelligence;
use crate::organisation::read_profile;
use crate::state::Served;

/// The files from which is read what pages are given.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    /// The profile of the organisation whose mail is judged.
    pub organisation: Option<PathBuf>,
    /// Hosts and addresses that are known to be harmful.
    pub intelligence: Option<PathBuf>,
    /// The model document; without it, the one that is built in.
    pub model: Option<PathBuf>,
}

impl Knowledge {
    /// Reads and checks all of it.
    ///
    /// # Errors
    /// [`StartError`] names the file and says what is wrong with it.
    pub fn read(&self) -> Result<Served, StartError> {
        let organisation = match &self.organisation {
            Some(file) => read_profile(file)?,
            None => Organisation::default(),
        };
        let intelligence = match &self.intelligence {
            Some(file) => read_intelligence(file)?,
            None => Intelligence::default(),
        };
        let model = match &self.model {
            Some(file) => {
                std::fs::read_to_string(file).map_err(|problem| StartError::ModelFile {
                    file: file.clone(),
                    problem,
                })?
            }
            None => Model::BUILT_IN.to_owned(),
        };
        let served = Served::new(organisation, &intelligence, &model);
        match (served, &self.model) {
            (Err(StartError::Model(problem)), Some(file)) => Err(StartError::NoModel {
                file: file.clone(),
                problem: match problem {
                    banner_core::Error::ModelSyntax(problem) => {
                        format!("it is no model document ({problem}).")
                    }
                    other => other.to_string(),
                },
            }),
            (served, _) => served,
        }
    }
}
