//! What messages are held against that a page loads only when one needs it: phrases of languages, and the most visited sites.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::names::TopSites;

static BUILT_IN: LazyLock<Lists> = LazyLock::new(Lists::new);

/// The lists that are known.
///
/// With the feature `languages` all are. Without it they are the English phrases, and the files of the others are learnt when
/// mail is judged that needs them.
#[derive(Debug, Default)]
pub struct Lists {
    pub(crate) lexicon: Lexicon,
    pub(crate) top_sites: TopSites,
}

impl Lists {
    /// The lists that are built in.
    pub fn new() -> Lists {
        Lists {
            lexicon: Lexicon::new(),
            top_sites: TopSites::new(),
        }
    }

    /// Those that all share.
    pub(crate) fn built_in() -> &'static Lists {
        &BUILT_IN
    }

    /// The files that are built in, with their content: what a host of this code without the feature `languages` hands over to
    /// [`Lists::learn`]. English phrases are not among them: every host has them.
    pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
        let phrases = Lexicon::files().filter(|(file, _)| !file.starts_with("en-"));
        phrases.chain(TopSites::content())
    }

    /// Learns the content of a file that [`judge_with`](crate::judge_with) asked for, and says whether it is known now. Nothing is
    /// learnt twice, nor from a file of another version or half a file, whose digests are others.
    pub fn learn(&mut self, file: &str, content: String) -> bool {
        if file == TopSites::file() {
            return self.top_sites.learn(content);
        }
        self.lexicon.learn(file, content)
    }
}
