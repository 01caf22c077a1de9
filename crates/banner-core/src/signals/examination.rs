//! What every signal is handed: the message, the context, and facts that several of them share.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::authentication::{Assessment, Harm, Standing, filter_verdict};
use crate::context::{Context, Organisation};
use crate::lexicon::{Hits, Likeness, Mention, Topic};
use crate::lists::Lists;
use crate::message::{Link, LinkOrigin, Message, ResultCode};
use crate::names::{Domain, brands, hosting};
use crate::readings::Readings;

use super::imitation::Imitation;
use super::leads::{Leads, belongs_to};
use super::letters::weight;
use super::mail_path;
use super::pages::Pages;
use super::route;
use super::tenant::is_tenants;
use super::visited::Visited;
use super::web_hosts::{self, WebHost};

/// With fewer letters, what is attached is what the reader goes on to read.
const FEW_LETTERS: usize = 150;

/// One message under examination. Shared facts are computed at the first question, once.
pub(crate) struct Examination<'e> {
    /// The message.
    pub message: &'e Message<'e>,
    /// What was read in its parts.
    pub readings: &'e Readings,
    /// What the host knows.
    pub context: &'e Context,
    lists: &'e Lists,
    visited: Visited<'e>,
    likeness: Option<&'e Likeness>,
    is_inside: bool,
    pub(super) pages: Pages,
    read_links: Vec<Link>,
    assessment: OnceCell<Assessment>,
    filter_verdict: OnceCell<Option<(Harm, &'static str)>>,
    hits: OnceCell<Hits>,
    leads: OnceCell<Leads>,
    web_hosts: OnceCell<Vec<WebHost>>,
    sender_imitation: OnceCell<Option<Imitation>>,
    mail_path: OnceCell<Vec<Domain>>,
    returns_ours: OnceCell<bool>,
}

impl<'e> Examination<'e> {
    /// Begins the examination of `message`, with the lists that are built in.
    pub fn new(
        message: &'e Message<'e>,
        readings: &'e Readings,
        context: &'e Context,
    ) -> Examination<'e> {
        Examination::with(message, readings, context, Lists::built_in(), None)
    }

    /// Begins the examination of `message` with what `lists` know, and with what lures are like.
    pub fn with(
        message: &'e Message<'e>,
        readings: &'e Readings,
        context: &'e Context,
        lists: &'e Lists,
        likeness: Option<&'e Likeness>,
    ) -> Examination<'e> {
        Examination {
            message,
            readings,
            context,
            lists,
            visited: Visited::new(&lists.top_sites),
            likeness,
            is_inside: false,
            pages: Pages::default(),
            read_links: readings.links(),
            assessment: OnceCell::new(),
            filter_verdict: OnceCell::new(),
            hits: OnceCell::new(),
            leads: OnceCell::new(),
            web_hosts: OnceCell::new(),
            sender_imitation: OnceCell::new(),
            mail_path: OnceCell::new(),
            returns_ours: OnceCell::new(),
        }
    }

    /// Begins the examination of a message that stands inside that of `outer`: its headers are the sender's, and nothing in them
    /// was checked.
    pub fn inside(
        message: &'e Message<'e>,
        readings: &'e Readings,
        outer: &'e Examination<'_>,
    ) -> Examination<'e> {
        Examination {
            is_inside: true,
            ..Examination::with(
                message,
                readings,
                outer.context,
                outer.lists,
                outer.likeness,
            )
        }
    }

    /// Those of the links that codes in pictures are.
    pub fn code_links(&self) -> impl Iterator<Item = &Link> {
        let links = self.read_links.iter();
        links.filter(|link| link.origin == LinkOrigin::Code)
    }

    /// What the trusted authentication results say of the From address.
    pub fn authentication(&self) -> &Assessment {
        self.assessment.get_or_init(|| {
            let nobody = Organisation::default();
            let whose = match self.is_inside {
                true => &nobody,
                false => &self.context.organisation,
            };
            Assessment::of(self.message, whose)
        })
    }

    /// The worst that a filter on the reader's side said before us, and the filter's name.
    pub fn filter_verdict(&self) -> Option<(Harm, &'static str)> {
        *self
            .filter_verdict
            .get_or_init(|| filter_verdict(self.message, &self.context.organisation))
    }

    /// Whether the visible text is little more than a hint at what is attached.
    fn says_little(&self) -> bool {
        weight(self.message.body().visible()) < FEW_LETTERS
    }

    /// Which phrases of the lexicon stand in the subject and the visible text, and, where this is little more than a hint at
    /// it, in what attached pages and documents say.
    pub fn phrases(&self) -> &Hits {
        self.hits.get_or_init(|| {
            let visible = self.message.body().visible();
            let mut text = Cow::Borrowed(visible);
            if self.says_little() {
                let attached = self.message.attached_text();
                for attached in self.readings.texts().chain([attached]) {
                    let text = text.to_mut();
                    text.push('\n');
                    text.push_str(attached);
                }
            }
            let (subject, lexicon) = (self.message.subject(), &self.lists.lexicon);
            Hits::in_texts(subject, &text, lexicon, self.likeness)
        })
    }

    /// What the subject and the opening or the end of the text say of `topic`; `None` if nothing.
    pub fn mention(&self, topic: Topic) -> Option<Mention<'_>> {
        self.phrases().mention(topic)
    }

    /// All links of the message, wherever they were found, wrappers taken off; [`Link::origin`] tells where
    /// each stood. Those that were read in parts are among them; those of a letter of ours that came back are not.
    pub fn links(&self) -> impl Iterator<Item = &Link> + use<'_, 'e> {
        let links = self.message.links().iter().chain(&self.read_links);
        links.filter(|link| {
            link.origin != LinkOrigin::AttachedMessage
                || !*self
                    .returns_ours
                    .get_or_init(|| route::returns_a_letter_of_ours(self))
        })
    }

    /// Where the message would take its reader.
    pub fn leads(&self) -> &Leads {
        self.leads.get_or_init(|| {
            let leads = Leads::of(self.message, self.links(), &self.context.organisation);
            let is_said = |topic| self.phrases().first(topic).is_some();
            leads.with_documents(
                self.message,
                is_said(Topic::ScanRequest),
                is_said(Topic::DocumentLure) || self.says_little(),
            )
        })
    }

    /// Whether From is an address at a provider where anybody can have one.
    pub fn is_from_freemail(&self) -> bool {
        self.message.from_domain().is_some_and(hosting::is_freemail)
    }

    /// Whether From is in the domain of a known brand or of one that the organisation trusts.
    pub fn is_from_known(&self) -> bool {
        let is_known = |from| {
            self.context.organisation.trusts(from)
                || brands::owner_of(from).is_some() && !is_tenants(from)
        };
        self.message.from_domain().is_some_and(is_known) && !self.is_from_freemail()
    }

    /// Whether a mailing list sent the message, rather than somebody who wrote list fields: see
    /// [`route::is_redistributed`], of which forwarders are the other kind.
    pub fn is_from_list(&self) -> bool {
        route::is_redistributed(self) && !route::is_forwarded(self.message)
    }

    /// Whether an answer would reach a free mailbox.
    pub fn is_answered_by_freemail(&self) -> bool {
        match self.message.reply_to().first() {
            Some(mailbox) => mailbox.domain.as_ref().is_some_and(hosting::is_freemail),
            None => self.is_from_freemail(),
        }
    }

    /// The hosts of the web links that the reader can follow, in the order of the message.
    pub fn web_hosts(&self) -> &[WebHost] {
        self.web_hosts
            .get_or_init(|| web_hosts::of(self.links(), self.context, &self.visited))
    }

    /// What the From domain passes for.
    pub fn sender_imitation(&self) -> Option<&Imitation> {
        let imitation = || self.imitated_by(self.message.from_domain()?);
        self.sender_imitation.get_or_init(imitation).as_ref()
    }

    /// What the domain of somebody who writes, or would be answered, passes for.
    pub fn imitated_by(&self, domain: &Domain) -> Option<Imitation> {
        Imitation::of_correspondent(domain, &self.context.organisation, &self.visited)
    }

    /// Whether `host` is of a much visited site that leads and shows nobody else's pages, as far as is known.
    pub fn is_much_visited(&self, host: &Domain) -> bool {
        !hosting::is_anybodys(host) && self.visited.holds(host)
    }

    /// The files without which not all could be found, once every signal has looked.
    pub fn lacking(&self) -> impl Iterator<Item = &'static str> {
        let phrases = self.phrases().lacking().iter().copied();
        phrases.chain(self.visited.lacking())
    }

    /// The domains that took part in sending the message, as it claims: envelope sender,
    /// signers, and where its list is left.
    pub fn mail_path(&self) -> &[Domain] {
        self.mail_path.get_or_init(|| mail_path::of(self.message))
    }

    /// Whether `domain` took part in sending the message and something vouches for it: a check that
    /// it passed itself, or the proven From address whose message names it.
    pub fn is_on_vouched_path(&self, domain: &Domain) -> bool {
        let assessment = self.authentication();
        let is_here = |other: &Domain| other.same_organisation(domain);
        let mut passed = assessment
            .spf
            .iter()
            .chain(&assessment.dkim)
            .filter(|checked| checked.result == ResultCode::Pass);
        passed.any(|checked| checked.domain.as_ref().is_some_and(is_here))
            || assessment.standing() == Standing::Proven && self.mail_path().iter().any(is_here)
    }

    /// Whether `domain` is of the organisation, or brand, of the From address.
    pub fn is_senders(&self, domain: &Domain) -> bool {
        self.message
            .from_domain()
            .is_some_and(|from| super::imitation::is_of_sender(domain, from))
    }

    /// Whether `domain` is the sender's, or has the name of the sender's under another suffix.
    pub fn is_of_senders_name(&self, domain: &Domain) -> bool {
        let from = self.message.from_domain();
        from.is_some_and(|from| belongs_to(domain, from))
    }
}
