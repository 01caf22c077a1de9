//! One immutable view of a mail, which every signal reads and nothing else.
