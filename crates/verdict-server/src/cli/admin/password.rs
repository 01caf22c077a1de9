//! Asks for a password, so that it stands in no list of processes, no history and on no screen.

use std::io::{BufRead, IsTerminal};

use crate::access::passwords;
use crate::cli::CommandError;

/// What is kept of a password: asked for twice at a terminal, without showing it, or read from the
/// first line of standard input.
pub(super) fn ask_for_password(name: &str) -> Result<String, CommandError> {
    let password = if std::io::stdin().is_terminal() {
        let ask = |prompt: String| rpassword::prompt_password(prompt).map_err(CommandError::Output);
        let password = ask(format!("New password of {name}: "))?;
        if ask("Once more: ".to_owned())? != password {
            return Err(CommandError::Refused(
                "The two passwords are not the same; nothing was changed.".into(),
            ));
        }
        password
    } else {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(CommandError::Output)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    passwords::hash(&password).map_err(|error| CommandError::Refused(error.to_string()))
}
