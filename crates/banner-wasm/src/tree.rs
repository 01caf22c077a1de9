//! Nodes as plain data, so that what will be drawn can be tested without a page.

/// A node before it is made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Branch {
    Tag(Tag),
    /// Shown as it stands; never parsed as HTML.
    Text(String),
}

/// The vocabulary to which an element belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    Html,
    Svg,
}

/// An element before it is made. Names are fixed in this crate; only texts come from outside.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tag {
    pub(crate) name: &'static str,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) children: Vec<Branch>,
}

impl Tag {
    pub(crate) fn html(name: &'static str) -> Tag {
        Tag {
            name,
            vocabulary: Vocabulary::Html,
            attributes: Vec::new(),
            children: Vec::new(),
        }
    }

    pub(crate) fn svg(name: &'static str) -> Tag {
        Tag {
            vocabulary: Vocabulary::Svg,
            ..Tag::html(name)
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Tag {
        self.attributes.push((name, value.into()));
        self
    }

    pub(crate) fn class(self, class: &'static str) -> Tag {
        self.with("class", class)
    }

    pub(crate) fn id(self, id: &'static str) -> Tag {
        self.with("id", id)
    }

    pub(crate) fn text(mut self, text: impl Into<String>) -> Tag {
        self.children.push(Branch::Text(text.into()));
        self
    }

    pub(crate) fn child(mut self, child: Tag) -> Tag {
        self.children.push(Branch::Tag(child));
        self
    }

    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Tag>) -> Tag {
        self.children.extend(children.into_iter().map(Branch::Tag));
        self
    }
}

#[cfg(test)]
impl Tag {
    /// All texts in reading order, one a line.
    pub(crate) fn words(&self) -> String {
        let parts: Vec<String> = self
            .children
            .iter()
            .map(|child| match child {
                Branch::Tag(tag) => tag.words(),
                Branch::Text(text) => text.clone(),
            })
            .filter(|part| !part.is_empty())
            .collect();
        parts.join("\n")
    }

    /// This element and all below it.
    pub(crate) fn all(&self) -> Vec<&Tag> {
        let mut found = vec![self];
        for child in &self.children {
            if let Branch::Tag(tag) = child {
                found.extend(tag.all());
            }
        }
        found
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(crate) fn find(&self, id: &str) -> &Tag {
        self.all()
            .into_iter()
            .find(|tag| tag.attribute("id") == Some(id))
            .unwrap_or_else(|| panic!("no #{id}"))
    }
}
