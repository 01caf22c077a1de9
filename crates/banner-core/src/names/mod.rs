//! Facts about host names; knows nothing of mail.

use std::fmt;

/// A checked host name (placeholder until the full module is merged).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain {
    ascii: String,
}

impl Domain {
    /// Reads a host name in either spelling; none when it is no host name.
    pub fn parse(name: &str) -> Option<Domain> {
        match url::Host::parse(name.trim().trim_end_matches('.')) {
            Ok(url::Host::Domain(ascii)) if ascii.contains('.') => Some(Domain { ascii }),
            _ => None,
        }
    }

    /// The name in A-label form.
    pub fn ascii(&self) -> &str {
        &self.ascii
    }

    /// The name as people read it.
    pub fn unicode(&self) -> &str {
        &self.ascii
    }

    /// The registrable part.
    pub fn organisational(&self) -> &str {
        let mut dots = self.ascii.rmatch_indices('.').skip(1);
        dots.next()
            .and_then(|(at, _)| self.ascii.get(at + 1..))
            .unwrap_or(&self.ascii)
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ascii)
    }
}
