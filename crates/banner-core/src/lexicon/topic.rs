//! What the phrases of the lexicon speak of.

macro_rules! topics {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What a phrase speaks of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Topic { $($(#[$doc])* $variant,)+ }

        impl Topic {
            /// Every topic.
            #[cfg(test)]
            pub const ALL: &[Topic] = &[$(Topic::$variant),+];

            /// The topic of that name in the lexicon files.
            pub fn named(name: &str) -> Option<Topic> {
                match name {
                    $($name => Some(Topic::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

topics! {
    /// A verb that wants a call; with what is to be undone it is a sentence, see [`super::asked`].
    AsksToCall = "asks_to_call",
    /// A verb that wants something sent back: `reply with`. With what is asked for it is a sentence, see [`super::asked`].
    AsksToSend = "asks_to_send",
    /// A verb that wants something typed: `enter`.
    AsksToType = "asks_to_type",
    /// A fortune against a fee.
    AdvanceFee = "advance_fee",
    /// Subsidies, refunds, salary adjustments.
    BenefitLure = "benefit_lure",
    /// A number to call about a charge.
    Callback = "callback",
    /// A code for one use, as something to ask for.
    Code = "code",
    /// Passwords, codes, cards, accounts to confirm.
    CredentialRequest = "credential_request",
    /// A charge that is to be undone, or was not the reader's, as a reason to call.
    Disputed = "disputed",
    /// A document, fax or voice message that waits.
    DocumentLure = "document_lure",
    /// Claims of a security check inside the mail.
    DrawnBanner = "drawn_banner",
    /// Threats to publish.
    Extortion = "extortion",
    /// Words that forbid, or tell of somebody who asks.
    Forbidden = "forbidden",
    /// Gift cards, and the openings of those who ask for them.
    GiftCard = "gift_card",
    /// Identity documents, codes, passwords to be sent back.
    IdentityRequest = "identity_request",
    /// Sure profits.
    InvestmentLure = "investment_lure",
    /// Invoices and receipts to open or to download.
    InvoiceLure = "invoice_lure",
    /// Easy work for good pay.
    JobOffer = "job_offer",
    /// That something runs out, behind a password that does: 过期.
    LapsesAfter = "lapses_after",
    /// Quotas, held messages, expiring passwords.
    MailboxLure = "mailbox_lure",
    /// Fines, tolls, tax debts, summons.
    OfficialDemand = "official_demand",
    /// Parcels that wait for a fee or an address.
    ParcelLure = "parcel_lure",
    /// Orders and payments said to have been made.
    OrderReceipt = "order_receipt",
    /// The password of what is attached.
    PasswordGiven = "password_given",
    /// A word for a password that is too short or too common to be asked for.
    PasswordWord = "password_word",
    /// New bank details, payments to be made.
    PaymentChange = "payment_change",
    /// Deadlines and threats of loss.
    Pressure = "pressure",
    /// Prizes and rewards.
    Prize = "prize",
    /// Orders and requests for quotation out of the blue.
    PurchaseOrder = "purchase_order",
    /// Codes to scan, and documents said to hold one.
    ScanRequest = "scan_request",
    /// A password or a card number, as something to ask for.
    Secret = "secret",
    /// Requests to tell nobody.
    Secrecy = "secrecy",
    /// A verb that wants something sent back, behind what is asked for: 发给我.
    SentAfter = "sent_after",
    /// Tax forms, payslips, lists of staff.
    StaffData = "staff_data",
    /// Subscriptions, protection and storage that ran out.
    SubscriptionLure = "subscription_lure",
    /// A verb that wants something typed, behind what is asked for: `eingeben`.
    TypedAfter = "typed_after",
}
