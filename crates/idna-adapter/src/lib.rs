//! Stands in for the `idna_adapter` crate by way of `[patch.crates-io]`: idna's rules on banner-unicode's tables.
//!
//! The idna crate leaves its choice of Unicode tables to that crate, and ICU4X's tables are too much for a page to load.
//! The names and meanings here are those which idna asks for.

use banner_unicode::HostClass;

/// Left_Joining and Dual_Joining.
pub const LEFT_OR_DUAL_JOINING_MASK: JoiningTypeMask = JoiningTypeMask(1 << 1 | 1 << 3);
/// Right_Joining and Dual_Joining.
pub const RIGHT_OR_DUAL_JOINING_MASK: JoiningTypeMask = JoiningTypeMask(1 << 2 | 1 << 3);

const LEFT_TO_RIGHT: u8 = 0;
const RIGHT_TO_LEFT: u8 = 1;
const ARABIC_NUMBER: u8 = 2;
const EUROPEAN_NUMBER: u8 = 3;
const WITHIN: u8 = 4;
const NONSPACING_MARK: u8 = 5;

/// What makes a domain a Bidi domain name (RFC 5893, section 1.4).
pub const RTL_MASK: BidiClassMask = classes(&[RIGHT_TO_LEFT, ARABIC_NUMBER]);
/// What a label may begin with (rule 1).
pub const FIRST_BC_MASK: BidiClassMask = classes(&[LEFT_TO_RIGHT, RIGHT_TO_LEFT]);
/// What a left-to-right label may end with (rule 6).
pub const LAST_LTR_MASK: BidiClassMask = classes(&[LEFT_TO_RIGHT, EUROPEAN_NUMBER]);
/// What a right-to-left label may end with (rule 3).
pub const LAST_RTL_MASK: BidiClassMask = classes(&[RIGHT_TO_LEFT, EUROPEAN_NUMBER, ARABIC_NUMBER]);
/// What a left-to-right label may hold (rule 5).
pub const MIDDLE_LTR_MASK: BidiClassMask =
    classes(&[LEFT_TO_RIGHT, EUROPEAN_NUMBER, WITHIN, NONSPACING_MARK]);
/// What a right-to-left label may hold (rule 2).
pub const MIDDLE_RTL_MASK: BidiClassMask = classes(&[
    RIGHT_TO_LEFT,
    ARABIC_NUMBER,
    EUROPEAN_NUMBER,
    WITHIN,
    NONSPACING_MARK,
]);

const fn classes(list: &[u8]) -> BidiClassMask {
    let mut bits = 0;
    let mut rest = list;
    while let [class, after @ ..] = rest {
        bits |= 1 << *class;
        rest = after;
    }
    BidiClassMask(bits)
}

/// A Joining_Type.
#[derive(Clone, Copy)]
pub struct JoiningType(HostClass);

impl JoiningType {
    /// The mask of this one.
    pub fn to_mask(self) -> JoiningTypeMask {
        JoiningTypeMask(1 << self.0.joining())
    }

    /// Whether it is Transparent.
    pub fn is_transparent(self) -> bool {
        self.0.joining() == 4
    }
}

/// Several joining types.
#[derive(Clone, Copy)]
pub struct JoiningTypeMask(u32);

impl JoiningTypeMask {
    /// Whether both have one in common.
    pub fn intersects(self, other: JoiningTypeMask) -> bool {
        self.0 & other.0 != 0
    }
}

/// A Bidi_Class.
#[derive(Clone, Copy)]
pub struct BidiClass(HostClass);

impl BidiClass {
    /// The mask of this one.
    pub fn to_mask(self) -> BidiClassMask {
        BidiClassMask(1 << self.0.direction())
    }

    /// Whether it is Left_To_Right.
    pub fn is_ltr(self) -> bool {
        self.0.direction() == LEFT_TO_RIGHT
    }

    /// Whether it is Nonspacing_Mark.
    pub fn is_nonspacing_mark(self) -> bool {
        self.0.direction() == NONSPACING_MARK
    }

    /// Whether it is European_Number.
    pub fn is_european_number(self) -> bool {
        self.0.direction() == EUROPEAN_NUMBER
    }

    /// Whether it is Arabic_Number.
    pub fn is_arabic_number(self) -> bool {
        self.0.direction() == ARABIC_NUMBER
    }
}

/// Several bidi classes.
#[derive(Clone, Copy)]
pub struct BidiClassMask(u32);

impl BidiClassMask {
    /// Whether both have one in common.
    pub fn intersects(self, other: BidiClassMask) -> bool {
        self.0 & other.0 != 0
    }
}

/// Answers what idna asks about characters.
#[derive(Default)]
pub struct Adapter;

impl Adapter {
    /// The one adapter.
    pub const fn new() -> Self {
        Adapter
    }

    /// Whether the Canonical_Combining_Class is Virama.
    pub fn is_virama(&self, c: char) -> bool {
        banner_unicode::is_virama(c)
    }

    /// Whether the General_Category is Mark.
    pub fn is_mark(&self, c: char) -> bool {
        banner_unicode::host_class(c).is_mark()
    }

    /// The Bidi_Class.
    pub fn bidi_class(&self, c: char) -> BidiClass {
        BidiClass(banner_unicode::host_class(c))
    }

    /// The Joining_Type.
    pub fn joining_type(&self, c: char) -> JoiningType {
        JoiningType(banner_unicode::host_class(c))
    }

    /// The characters mapped (UTS #46) and in NFC; U+FFFD for those that are disallowed.
    pub fn map_normalize<'delegate, I: Iterator<Item = char> + 'delegate>(
        &'delegate self,
        iter: I,
    ) -> impl Iterator<Item = char> + 'delegate {
        banner_unicode::mapped(iter).into_iter()
    }

    /// The same with U+FFFD for characters that mapping leaves out.
    pub fn normalize_validate<'delegate, I: Iterator<Item = char> + 'delegate>(
        &'delegate self,
        iter: I,
    ) -> impl Iterator<Item = char> + 'delegate {
        banner_unicode::validated(iter).into_iter()
    }
}
