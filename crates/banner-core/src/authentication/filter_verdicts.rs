//! What filters on the organisation's own side said of a message before us, as they wrote it into its header.
//!
//! Only fields that our side wrote are read: those above our border, those that receivers write
//! directly below it, and Microsoft 365's, which takes such fields from strangers' mail. Nobody
//! calls their own message harmful, so only that is read; praise would be forged.

use super::own_hops::own_hops;
use crate::context::Organisation;
use crate::message::Message;

/// How bad a filter found a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Harm {
    /// Unwanted.
    Spam,
    /// Phishing, forgery or malware.
    Danger,
}

/// A field by which a filter tells its verdict.
struct Mark {
    /// The name of the field.
    field: &'static str,
    /// The tag whose value tells; empty when the field's first word does.
    tag: &'static str,
    /// The values that speak against the message, parted by spaces, in lower case; or [`TEN`].
    values: &'static str,
    harm: Harm,
    /// What administrators call the filter.
    filter: &'static str,
}

const fn mark(
    field: &'static str,
    tag: &'static str,
    values: &'static str,
    harm: Harm,
    filter: &'static str,
) -> Mark {
    Mark {
        field,
        tag,
        values,
        harm,
        filter,
    }
}

/// Ten points or more, as a number or in stars: above what filters let pass, which is four to eight. Without a decimal point a
/// number may be of tenths.
const TEN: &str = "10";
const MICROSOFT: &str = "Microsoft 365";
const REPORT: &str = "X-Forefront-Antispam-Report";
const SPAM_CHECK: &str = "MailScanner-SpamCheck";
const DANGERS: &str = "phsh hphsh hphish spoof bimp dimp uimp gimp intos malw amp sap";

/// Dangers stand before spam, so that the first that fits is the worst.
const MARKS: &[Mark] = &[
    mark(REPORT, "cat", DANGERS, Harm::Danger, MICROSOFT),
    // From 4 on Microsoft takes a message for phishing. Of 3,799 real lures 12 bear such a level, of 8,770 legitimate
    // messages none.
    mark(
        "X-MS-Exchange-Organization-PCL",
        "",
        "4 5 6 7 8",
        Harm::Danger,
        "Exchange",
    ),
    mark("X-Gm-Phishy", "", "1", Harm::Danger, "Google"),
    mark(
        "X-Proofpoint-Spam-Details",
        "rule",
        "phish malware impostor",
        Harm::Danger,
        "Proofpoint",
    ),
    mark("X-Amavis-Alert", "", "infected,", Harm::Danger, "amavis"),
    mark("X-Virus-Status", "", "yes infected", Harm::Danger, "ClamAV"),
    mark(REPORT, "cat", "spm hspm", Harm::Spam, MICROSOFT),
    mark(REPORT, "sfv", "spm sks skb", Harm::Spam, MICROSOFT),
    mark(
        "X-MS-Exchange-Organization-SCL",
        "",
        "5 6 7 8 9",
        Harm::Spam,
        "Exchange",
    ),
    mark("X-Gm-Spam", "", "1", Harm::Spam, "Google"),
    mark("X-Spam-Flag", "", "yes", Harm::Spam, "SpamAssassin"),
    mark("X-Spam-Status", "", "yes yes,", Harm::Spam, "SpamAssassin"),
    mark("X-Spam-Level", "", TEN, Harm::Spam, "SpamAssassin"),
    mark("X-Spam-Score", "", TEN, Harm::Spam, "SpamAssassin"),
    mark("X-Spam", "", "yes", Harm::Spam, "Rspamd"),
    mark(
        "X-Rspamd-Action",
        "",
        "reject add rewrite quarantine",
        Harm::Spam,
        "Rspamd",
    ),
    mark("X-Spamd-Result", "default", "true", Harm::Spam, "Rspamd"),
    mark(
        "X-Proofpoint-Spam-Details",
        "rule",
        "spam",
        Harm::Spam,
        "Proofpoint",
    ),
    mark("X-Barracuda-Spam-Flag", "", "yes", Harm::Spam, "Barracuda"),
    mark(
        "X-Barracuda-Spam-Status",
        "",
        "yes yes,",
        Harm::Spam,
        "Barracuda",
    ),
    mark(
        "X-Bogosity",
        "",
        "spam spam, yes yes,",
        Harm::Spam,
        "bogofilter",
    ),
    mark("X-DSPAM-Result", "", "spam", Harm::Spam, "DSPAM"),
    // The organisation's name stands before it.
    mark(SPAM_CHECK, "", "spam,", Harm::Spam, "MailScanner"),
    mark("X-Yandex-Spam", "", "4", Harm::Spam, "Yandex"),
    mark("X-GND-Status", "", "spam", Harm::Spam, "Gandi"),
];

/// The worst that a filter of our side said of the message, and the filter's name.
pub(crate) fn filter_verdict(
    message: &Message<'_>,
    organisation: &Organisation,
) -> Option<(Harm, &'static str)> {
    if !organisation.expects_results() && organisation.own_mail_hosts.is_empty() {
        return None;
    }
    let border = own_hops(message, organisation)
        .last()
        .map(|hop| hop.position);
    let first = message.received().first().map(|hop| hop.position);
    let end = match (border, first) {
        (Some(border), _) => super::trusted::end_of_run(message, border),
        (None, Some(first)) => first,
        (None, None) => usize::MAX,
    };
    let mut worst = MARKS.len();
    for header in message.headers() {
        let name = header.name;
        let begins = |prefix: &str| {
            name.get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        let microsofts = organisation.microsoft365 && (begins(REPORT) || begins("X-MS-"));
        if !begins("X-") || header.position >= end && !microsofts {
            continue;
        }
        let at = name.len().saturating_sub(SPAM_CHECK.len());
        let end = name.get(at..).filter(|end| *end == SPAM_CHECK);
        let name = end.unwrap_or(name);
        let fits = |mark: &Mark| {
            mark.field.len() == name.len()
                && mark.field.eq_ignore_ascii_case(name)
                && mark.fits(&header.value)
        };
        // The worst stand first, so that nothing behind the one that is known matters.
        worst = MARKS.iter().take(worst).position(fits).unwrap_or(worst);
    }
    MARKS.get(worst).map(|mark| (mark.harm, mark.filter))
}

impl Mark {
    fn fits(&self, value: &str) -> bool {
        // What Exchange Online wrote on the sender's side is about mail that leaves there.
        if self.filter == MICROSOFT && tag(value, "dir") == Some("OUT") {
            return false;
        }
        let word = match self.tag {
            "" => value.split_whitespace().next(),
            name => tag(value, name),
        };
        word.is_some_and(|word| {
            if self.values == TEN {
                let whole = word.find('.').unwrap_or_default();
                let digits = word.get(..whole).unwrap_or_default();
                return word.starts_with("**********")
                    || whole > 1 && digits.bytes().all(|octet| octet.is_ascii_digit());
            }
            self.values
                .split(' ')
                .any(|known| known.eq_ignore_ascii_case(word))
        })
    }
}

/// The first word of a tag in `name:value;name:value`, or with equals signs.
fn tag<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    value.split(';').find_map(|part| {
        let (key, value) = part.split_once([':', '='])?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.split_whitespace().next())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::acme;

    const BORDER: &str = "Received: from x.example (x.example [192.0.2.1]) by mx.acme.example with ESMTP; Mon, 2 Nov 2026 09:00:07 +0000\r\n";

    fn verdict(headers: &str) -> Option<(Harm, &'static str)> {
        verdict_for(&acme().organisation, headers)
    }

    fn verdict_for(organisation: &Organisation, headers: &str) -> Option<(Harm, &'static str)> {
        let raw = format!("{headers}From: a@sender.example\r\n\r\nHello\r\n");
        filter_verdict(&Message::parse(raw.as_bytes()), organisation)
    }

    #[test]
    fn reads_every_filter_that_it_knows() {
        for (field, harm, filter) in [
            ("X-Spam-Flag: YES", Harm::Spam, "SpamAssassin"),
            (
                "X-Spam-Status: Yes, score=9.1 required=5.0 tests=URIBL_BLACK",
                Harm::Spam,
                "SpamAssassin",
            ),
            (
                "X-Spamd-Result: default: True [16.10 / 15.00]; BAYES_SPAM(5.10)[99.99%]",
                Harm::Spam,
                "Rspamd",
            ),
            ("X-Spam: Yes", Harm::Spam, "Rspamd"),
            ("X-MS-Exchange-Organization-SCL: 6", Harm::Spam, "Exchange"),
            (
                "X-MS-Exchange-Organization-PCL: 4",
                Harm::Danger,
                "Exchange",
            ),
            (
                "X-Forefront-Antispam-Report: CIP:192.0.2.9;CTRY:US;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:x.example;PTR:x.example;CAT:SPM;SFS:(13230040);DIR:INB;",
                Harm::Spam,
                "Microsoft 365",
            ),
            (
                "X-Forefront-Antispam-Report: CIP:192.0.2.9; CTRY:US; SCL:8; SFV:SPM; CAT:HPHSH; DIR:INB;",
                Harm::Danger,
                "Microsoft 365",
            ),
            (
                "X-Proofpoint-Spam-Details: rule=spam policy=default score=91",
                Harm::Spam,
                "Proofpoint",
            ),
            (
                "X-Proofpoint-Spam-Details: rule=phish policy=default score=100",
                Harm::Danger,
                "Proofpoint",
            ),
            (
                "X-Barracuda-Spam-Status: Yes, SCORE=4.50 using global scores",
                Harm::Spam,
                "Barracuda",
            ),
            ("X-Gm-Phishy: 1", Harm::Danger, "Google"),
            (
                "X-Bogosity: Spam, tests=bogofilter, spamicity=1.000000",
                Harm::Spam,
                "bogofilter",
            ),
            ("X-Yandex-Spam: 4", Harm::Spam, "Yandex"),
            (
                "X-Spam-Level: **********************",
                Harm::Spam,
                "SpamAssassin",
            ),
            ("X-Spam-Score: 22.5", Harm::Spam, "SpamAssassin"),
            ("X-Rspamd-Action: reject", Harm::Spam, "Rspamd"),
            ("X-Rspamd-Action: add header", Harm::Spam, "Rspamd"),
            (
                "X-MailScanner-SpamCheck: spam, SpamAssassin (score=21.4, required 6)",
                Harm::Spam,
                "MailScanner",
            ),
            (
                "X-acme-MailScanner-SpamCheck: spam, SBL+XBL",
                Harm::Spam,
                "MailScanner",
            ),
        ] {
            assert_eq!(
                verdict(&format!("{field}\r\n{BORDER}")),
                Some((harm, filter)),
                "{field}"
            );
        }
    }

    #[test]
    fn the_worst_of_several_is_told() {
        let fields = "X-Spam-Flag: YES\r\nX-Gm-Phishy: 1\r\n";
        let found = verdict(&format!("{fields}{BORDER}"));
        assert_eq!(found, Some((Harm::Danger, "Google")));
    }

    #[test]
    fn a_clean_bill_is_nothing() {
        for field in [
            "X-Spam-Flag: NO",
            "X-Spam-Status: No, score=-1.1",
            "X-Spamd-Result: default: False [1.10 / 15.00]",
            "X-MS-Exchange-Organization-SCL: -1",
            "X-MS-Exchange-Organization-PCL: 2",
            "X-Microsoft-Antispam: BCL:9;",
            "X-Forefront-Antispam-Report: CIP:192.0.2.9;SCL:1;SFV:NSPM;CAT:NONE;DIR:INB;",
            "X-Forefront-Antispam-Report: CIP:255.255.255.255;SCL:5;SFV:SPM;CAT:OSPM;DIR:OUT;SFP:1501;",
            "X-Proofpoint-Spam-Details: rule=notspam policy=default score=0 spamscore=0",
            "X-Yandex-Spam: 1",
            "X-Spam-Flag:",
            "X-Spam-Level: ****",
            "X-Spam-Level:",
            "X-Spam-Score: 4.9",
            "X-Spam-Score: -12.5",
            // Some hosts write tenths.
            "X-Spam-Score: 31",
            "X-Rspamd-Action: no action",
            "X-Rspamd-Action: greylist",
            "X-MailScanner-SpamCheck: not spam, SpamAssassin (score=-2)",
            // What the filter was told to let pass.
            "X-Spamd-Result: default: False [17.00 / 15.00]",
        ] {
            assert_eq!(verdict(&format!("{field}\r\n{BORDER}")), None, "{field}");
        }
    }

    #[test]
    fn only_what_our_side_wrote_is_read() {
        let flag = "X-Spam-Flag: YES\r\n";
        assert!(verdict(&format!("{BORDER}{flag}")).is_some());
        assert_eq!(verdict(&format!("{BORDER}Subject: x\r\n{flag}")), None);
        let lower = "Received: from y.example by x.example; Mon, 2 Nov 2026 09:00:06 +0000\r\n";
        assert_eq!(verdict(&format!("{BORDER}{lower}{flag}")), None);
        assert_eq!(
            verdict_for(&Organisation::default(), &format!("{flag}{BORDER}")),
            None
        );
    }

    #[test]
    fn microsofts_fields_count_anywhere_where_mail_comes_through_it() {
        let organisation = Organisation {
            microsoft365: true,
            ..Organisation::default()
        };
        let below = format!("{BORDER}Subject: x\r\nX-MS-Exchange-Organization-SCL: 9\r\n");
        assert_eq!(
            verdict_for(&organisation, &below),
            Some((Harm::Spam, "Exchange"))
        );
        assert_eq!(verdict(&below), None);
    }
}
