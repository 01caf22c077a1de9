//! What has been found so far, and how much may still be unpacked.

use banner_core::readings::{
    Entry, Feature, Kind, MAX_ENTRIES, MAX_PART_LINKS, PartContents, Unread,
};

use super::hyperlinks;

/// At most this many bytes are unpacked for one attachment, all its archives together.
pub(super) const MOST_UNPACKED: usize = 32 * 1024 * 1024;
/// Archives in archives are opened this deep, deeper than anybody who wants to have one read packs it. What is unpacked is bounded
/// for all together.
pub(super) const DEEPEST: u8 = 6;
/// At most this many files inside are looked into.
const MOST_LOOKS: usize = 300;
/// How often larger than itself a file may say that it unpacks to.
const MOST_RATIO: u64 = 500;
/// What a file may unpack to without being a bomb, whatever its ratio.
const HARMLESS: u64 = 100 * 1024 * 1024;
/// How many bytes of a document's text are kept: its first pages.
const MOST_TEXT: usize = 8 * 1024;
/// At most this many pictures of documents are kept, and as many bytes of them.
const MOST_PICTURES: usize = 20;
const MOST_PICTURE_BYTES: usize = 8 * 1024 * 1024;
/// How many characters of a path, a command or an address are kept.
const LONGEST: usize = 2_000;

/// The reading of one attachment.
#[derive(Default)]
pub(super) struct Reading {
    pub contents: PartContents,
    /// Files of the pictures that documents show, for readers of codes.
    pub pictures: Vec<Vec<u8>>,
    /// The ranks of the messages that are handed on, by which they stand.
    pub ranks: Vec<(bool, usize)>,
    unpacked: usize,
    looks: usize,
}

/// Where in an attachment a file is: the path of the archives around it, and how many there are.
#[derive(Clone, Default)]
pub(super) struct Place {
    pub path: String,
    pub depth: u8,
}

impl Place {
    /// The path of a file here.
    pub fn of(&self, name: &str) -> String {
        let name: String = name
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST)
            .collect();
        match self.path.is_empty() {
            true => name,
            false => format!("{}/{name}", self.path),
        }
    }

    /// The inside of the file `path`.
    pub fn inside(&self, path: String) -> Place {
        Place {
            path,
            depth: self.depth.saturating_add(1),
        }
    }
}

impl Reading {
    /// How many bytes may still be unpacked.
    pub fn left(&self) -> usize {
        MOST_UNPACKED.saturating_sub(self.unpacked)
    }

    /// Counts what was unpacked.
    pub fn spend(&mut self, bytes: usize) {
        self.unpacked = self.unpacked.saturating_add(bytes);
    }

    /// Whether one more file may be looked into; counts it.
    pub fn may_look(&mut self) -> bool {
        self.looks += 1;
        self.looks <= MOST_LOOKS && self.left() > 0
    }

    /// Whether `size` bytes out of `packed` are more than an honest file makes.
    pub fn is_bomb(size: u64, packed: usize) -> bool {
        size > HARMLESS && size / MOST_RATIO > packed as u64
    }

    /// Notes a file inside; its number, none when there are too many.
    pub fn enter(&mut self, path: String, size: u64, encrypted: bool) -> Option<usize> {
        self.contents.encrypted |= encrypted;
        if self.contents.entries.len() >= MAX_ENTRIES {
            self.stop(Unread::TooLarge);
            return None;
        }
        self.contents.entries.push(Entry {
            path,
            size,
            encrypted,
            kind: None,
        });
        Some(self.contents.entries.len() - 1)
    }

    /// Notes what a file inside is by its contents.
    pub fn is(&mut self, entry: Option<usize>, kind: Kind) {
        match entry {
            Some(entry) => {
                if let Some(entry) = self.contents.entries.get_mut(entry) {
                    entry.kind = Some(kind);
                }
            }
            None => self.contents.kind = Some(kind),
        }
    }

    /// Adds to what the document says.
    pub fn says(&mut self, text: &str) {
        let kept = &mut self.contents.text;
        for c in text.chars() {
            if kept.len() >= MOST_TEXT {
                return;
            }
            kept.push(c);
        }
    }

    /// Whether the document may say more.
    pub fn may_say(&self) -> bool {
        self.contents.text.len() < MOST_TEXT
    }

    /// Notes the file of a picture that the document shows.
    pub fn shows(&mut self, picture: Vec<u8>) {
        let kept: usize = self.pictures.iter().map(Vec::len).sum();
        if self.pictures.len() < MOST_PICTURES && kept + picture.len() <= MOST_PICTURE_BYTES {
            self.pictures.push(picture);
        }
    }

    /// Notes what the file does, once.
    pub fn does(&mut self, feature: Feature) {
        if let Err(place) = self.contents.features.binary_search(&feature) {
            self.contents.features.insert(place, feature);
        }
    }

    /// Notes an address, once; only such that lead out of the file. All that name a share of a server are written in one way.
    pub fn leads_to(&mut self, address: &str) {
        let address = address.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '"');
        let on_server = hyperlinks::on_server(address);
        let share = on_server.map(|path| format!(r"\\{}", path.replace('/', r"\")));
        let address = share.as_deref().unwrap_or(address);
        let leads = [
            "http://",
            "https://",
            "ftp://",
            "file://",
            "\\\\",
            "ms-",
            "search-ms:",
        ]
        .iter()
        .any(|scheme| super::bytes::starts(address.as_bytes(), scheme.as_bytes()));
        let links = &mut self.contents.links;
        if !leads || address.len() > LONGEST || links.len() >= MAX_PART_LINKS {
            return;
        }
        if !links.iter().any(|known| known == address) {
            links.push(address.to_owned());
        }
    }

    /// Notes the command that the file would run; the first counts.
    pub fn runs(&mut self, command: &str) {
        let command: String = command
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST)
            .collect();
        if self.contents.command.is_none() && !command.is_empty() {
            self.contents.command = Some(command);
        }
    }

    /// Notes why the file was not read to its end; a bomb outweighs the rest.
    pub fn stop(&mut self, why: Unread) {
        if self.contents.unread != Some(Unread::Bomb) {
            self.contents.unread = Some(why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_and_addresses_are_kept_once() {
        let mut reading = Reading::default();
        for feature in [Feature::Script, Feature::Macro, Feature::Script] {
            reading.does(feature);
        }
        for address in [
            "https://a.example/",
            " https://a.example/",
            "#top",
            "mailto:a@b.example",
            "HTTP://b.example",
        ] {
            reading.leads_to(address);
        }
        assert_eq!(reading.contents.features, [Feature::Macro, Feature::Script]);
        assert_eq!(
            reading.contents.links,
            ["https://a.example/", "HTTP://b.example"]
        );
    }

    #[test]
    fn entries_and_links_are_bounded() {
        let mut reading = Reading::default();
        for number in 0..MAX_ENTRIES + 5 {
            reading.enter(number.to_string(), 1, false);
            reading.leads_to(&format!("https://a.example/{number}"));
        }
        assert_eq!(reading.contents.entries.len(), MAX_ENTRIES);
        assert_eq!(reading.contents.links.len(), MAX_PART_LINKS);
        assert_eq!(reading.contents.unread, Some(Unread::TooLarge));
    }

    #[test]
    fn a_bomb_is_not_called_anything_else() {
        let mut reading = Reading::default();
        reading.stop(Unread::Bomb);
        reading.stop(Unread::Damaged);
        assert_eq!(reading.contents.unread, Some(Unread::Bomb));
        assert!(Reading::is_bomb(5_000_000_000, 42_000));
        assert!(!Reading::is_bomb(5_000_000_000, 50_000_000));
        assert!(!Reading::is_bomb(50_000_000, 42_000));
    }
}
