//! What a message could do to its reader.

use serde::{Deserialize, Serialize};

/// A kind of harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Threat {
    /// The sender's address is not the sender's own.
    Spoofing,
    /// Somebody passes for a brand or a person.
    Impersonation,
    /// A password, code or card number is to be stolen.
    CredentialPhishing,
    /// Money is to be sent to the wrong account.
    PaymentFraud,
    /// A harmful program is to be started.
    Malware,
    /// The reader is threatened.
    Extortion,
    /// A fortune is promised against a fee, or a prize against data.
    AdvanceFee,
    /// The reader is to call a swindler.
    Callback,
    /// A shared document leads to a trap.
    DocumentLure,
    /// A picture stands for the text, to escape filters.
    ImageLure,
    /// A QR code leads to a trap.
    QrPhishing,
    /// A colleague's stolen account sends the message.
    InternalAccountAbuse,
}

impl Threat {
    /// Every threat, in the order in which equals are named.
    pub const ALL: [Threat; 12] = [
        Threat::CredentialPhishing,
        Threat::PaymentFraud,
        Threat::Malware,
        Threat::Extortion,
        Threat::InternalAccountAbuse,
        Threat::Spoofing,
        Threat::Impersonation,
        Threat::AdvanceFee,
        Threat::Callback,
        Threat::DocumentLure,
        Threat::QrPhishing,
        Threat::ImageLure,
    ];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Threat::Spoofing => "spoofing",
            Threat::Impersonation => "impersonation",
            Threat::CredentialPhishing => "credential_phishing",
            Threat::PaymentFraud => "payment_fraud",
            Threat::Malware => "malware",
            Threat::Extortion => "extortion",
            Threat::AdvanceFee => "advance_fee",
            Threat::Callback => "callback",
            Threat::DocumentLure => "document_lure",
            Threat::ImageLure => "image_lure",
            Threat::QrPhishing => "qr_phishing",
            Threat::InternalAccountAbuse => "internal_account_abuse",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_name_is_the_name() {
        for threat in Threat::ALL {
            assert_eq!(
                serde_json::to_string(&threat).unwrap(),
                format!("\"{}\"", threat.name())
            );
        }
    }
}
