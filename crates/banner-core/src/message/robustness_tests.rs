//! Monsters: mail made to break parsers.
