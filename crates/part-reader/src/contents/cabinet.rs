//! Microsoft cabinet files ([MS-CAB]): their directory.

use banner_core::readings::Unread;

use super::bytes::{place_at, slice, text, u16_at, u32_at};
use super::reading::{Place, Reading};

/// Lists the files.
pub(super) fn read(reading: &mut Reading, bytes: &[u8], place: &Place) {
    let (Some(mut at), Some(count)) = (place_at(bytes, 16), u16_at(bytes, 28)) else {
        reading.stop(Unread::Damaged);
        return;
    };
    for _ in 0..count {
        let Some(size) = u32_at(bytes, at) else {
            reading.stop(Unread::Damaged);
            return;
        };
        let name = slice(bytes, at.saturating_add(16), 256);
        let length = memchr::memchr(0, name).unwrap_or(name.len());
        if reading
            .enter(place.of(&text(name)), u64::from(size), false)
            .is_none()
        {
            return;
        }
        at = at.saturating_add(17 + length);
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{cabinet, names};

    #[test]
    fn files_are_listed() {
        let contents = super::super::read(&cabinet(&["setup\\a.exe", "b.txt"]), "a.cab").unwrap();
        assert_eq!(names(&contents), ["setup\\a.exe", "b.txt"]);
    }
}
