//! Prints who and what is there: organisations with their operators, keys, devices and addresses.

use std::fmt::Write;

use crate::access::hex;
use crate::cli::CommandError;
use crate::store::{Device, OrganisationRow, ReporterKey, Store};

/// How much of a device's hash names it.
const SHORT: usize = 16;

/// The name by which a device is listed and removed.
pub(super) fn name_of(device: &Device) -> String {
    let mut name = hex(&device.token);
    name.truncate(SHORT);
    name
}

/// All of some organisations, in text for a person.
pub(super) async fn list(
    store: &dyn Store,
    organisations: &[OrganisationRow],
) -> Result<String, CommandError> {
    let keys = store.reporter_keys().await?;
    let mut text = String::new();
    for organisation in organisations {
        let profile = if organisation.profile.is_some() {
            ", with a profile"
        } else {
            ""
        };
        let grade = organisation.grade.name();
        line(
            &mut text,
            format_args!("organisation {} ({grade}{profile})", organisation.name),
        );
        for operator in store.operators(organisation.id).await? {
            line(
                &mut text,
                format_args!("  operator {} ({})", operator.name, operator.role.name()),
            );
        }
        for (_, id, key) in keys.iter().filter(|(of, ..)| *of == organisation.id) {
            let algorithm = match key {
                ReporterKey::Secret(_) => "HS256",
                ReporterKey::Public(_) => "EdDSA",
            };
            line(&mut text, format_args!("  key {id} ({algorithm})"));
        }
        for device in store.devices(organisation.id).await? {
            let since = jiff::Timestamp::from_millisecond(device.enrolled_at).map_or_else(
                |_| "an unknown time".to_owned(),
                |time| format!("{time:.0}"),
            );
            line(
                &mut text,
                format_args!(
                    "  device {} of reader {} since {since}",
                    name_of(&device),
                    device.reporter
                ),
            );
        }
        for url in store.webhooks(organisation.id).await? {
            line(&mut text, format_args!("  webhook {url}"));
        }
    }
    text.truncate(text.trim_end().len());
    Ok(text)
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Nothing keeps a String from growing.
    let _ = writeln!(text, "{words}");
}
