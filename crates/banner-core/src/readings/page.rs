//! What makes an attached page dangerous, told by marks in its text: for those attached by themselves, and for the reader of
//! those inside archives.

use crate::word_list::{WordList, holds, word_list};

/// How a field for a password is written, in scripts too.
const FIELDS: &[&str] = &[
    "type=password",
    "type=\"password\"",
    "type='password'",
    "type=\\\"password",
    "type = \"password\"",
];
/// What tags of fields for payment cards have in their names, hints and labels.
const CARD: &[&str] = &["cc-csc", "=cvv", "\"cvv", "'cvv"];
/// How they name the number.
const NUMBER: WordList = word_list![
    "cc-number",
    "ccnum",
    "cardnum",
    "card-num",
    "card_num",
    "card num",
    "kartennummer",
    "卡号",
    "卡號",
    "カード番号",
];
/// What stands before that where nothing is paid with the card; a number of an account ends alike.
const OTHER: WordList = word_list![
    "\"id",
    "'id",
    "=id",
    "_id",
    " id",
    "\"a",
    "'a",
    "=a",
    "gift",
    "library",
    "student",
    "business",
    "member",
    "membership",
    "loyalty",
    "kunden",
    "mitglieds",
    "校园",
    "一卡通",
    "会员",
    "会員",
    "借书",
    "身份",
];
/// A list of as many numbers that begins as files and pages do is one; so is one of [`LONG`] that may begin so, and with any
/// beginning where bytes are made of it at once, for the tables of programs are shorter.
const FILE: usize = 64;
/// An encoded text of this length is more than a picture of a button.
const LONG: usize = 2_000;

/// The text of a page in small letters; that in UTF-16 is ASCII with zeros between.
pub fn page_text(bytes: &[u8]) -> String {
    let mut bytes = bytes.to_vec();
    bytes.retain(|byte| *byte != 0);
    String::from_utf8_lossy(&bytes).to_ascii_lowercase()
}

/// Whether it has a script.
fn has_script(text: &str) -> bool {
    holds(text, &["<script", "javascript:", "onload=", "onerror="])
}

/// Whether a drawing has a script, a page inside or a redirection.
pub fn is_active_drawing(text: &str) -> bool {
    holds(
        text,
        &[
            "<script",
            "<foreignobject",
            "onload=",
            "onclick=",
            "javascript:",
            "<iframe",
            "<embed",
            "http-equiv",
        ],
    )
}

/// Whether the page asks for a password or the number of a payment card.
pub fn asks_for_secret(text: &str) -> bool {
    holds(text, FIELDS) || text.split('<').any(asks_for_card)
}

/// Whether what follows a `<` is a field for a payment card.
fn asks_for_card(tag: &str) -> bool {
    let tag = tag.split('>').next().unwrap_or_default();
    let pays = |number: &str| {
        tag.match_indices(number).any(|(at, _)| {
            let before = tag.get(..at).unwrap_or_default();
            let before = before.trim_end_matches([' ', '-', '_']);
            !OTHER.iter().any(|other| before.ends_with(other))
        })
    };
    (tag.starts_with("input") || tag.starts_with("textarea"))
        && !is_hidden(tag)
        && (holds(tag, CARD) || NUMBER.iter().any(pays))
}

/// Whether nobody sees the field: its first type, and no other value, says so and nothing else.
fn is_hidden(tag: &str) -> bool {
    let (mut quote, mut last) = (' ', ' ');
    let mut attributes = tag.split(|c: char| {
        if c == quote {
            quote = ' ';
        } else if quote == ' ' && last == '=' && matches!(c, '"' | '\'') {
            quote = c;
        }
        last = c;
        quote == ' ' && c.is_ascii_whitespace()
    });
    let kind = attributes.find_map(|attribute| attribute.strip_prefix("type="));
    kind.is_some_and(|kind| {
        kind == "hidden" || kind.starts_with("\"hidden\"") || kind.starts_with("'hidden'")
    })
}

/// Whether the page makes a file or another page out of a list of numbers: `new Uint8Array([77,90,144,…])`.
fn lists_bytes(text: &str) -> bool {
    let makers = ["uint8array", "fromcharcode", "uint8array.from"];
    let mut called = false;
    holds(text, &makers)
        && text.split(['[', '(']).any(|list| {
            let is_called = called;
            called = makers.iter().any(|maker| list.ends_with(maker)) || called && list.is_empty();
            let mut bytes = list.split(',').map_while(byte);
            let begin = [0; 4].map(|_: u8| bytes.next().unwrap_or_default());
            // A program, an archive, a page.
            let is_file = matches!(
                begin,
                [77, 90, _, 0]
                    | [80, 75, 3, 4]
                    | [60, 33, 45 | 68 | 100, _]
                    | [60, 72 | 104, 84 | 116, 77 | 109]
                    | [60, 83 | 115, 67 | 86 | 99 | 118, _]
            );
            // So may these be, and much else where few follow.
            let is_likely = matches!(begin, [77, 90, ..] | [60, 33 | 63 | 65..=90 | 97..=122, ..]);
            (is_file || is_called || is_likely)
                && bytes.count() >= if is_file { FILE } else { LONG }
        })
}

/// A number as scripts write bytes.
fn byte(text: &str) -> Option<u8> {
    let text = text.trim();
    match text.strip_prefix("0x") {
        Some(digits) => u8::from_str_radix(digits, 16),
        None => text.parse(),
    }
    .ok()
}

/// Whether the page builds a file or another page out of encoded text that it carries, and whether that is sure.
pub fn smuggles(text: &str) -> Option<bool> {
    let decodes = holds(
        text,
        &[
            "atob(",
            "unescape(",
            "fromcharcode",
            "decodeuricomponent(",
            "charcodeat(",
        ],
    );
    let hands_over = holds(
        text,
        &[
            "createobjecturl",
            "mssaveoropenblob",
            "mssaveblob",
            "new blob(",
            "download=",
        ],
    );
    let writes = holds(
        text,
        &["document.write(", "eval(", "innerhtml", "new function("],
    );
    let has_script = has_script(text);
    match (decodes && has_script, hands_over, writes) {
        _ if has_script && lists_bytes(text) => Some(true),
        (true, true, _) => Some(true),
        (true, _, true) => Some(longest_encoded(text) >= LONG),
        _ => None,
    }
}

/// The length of the longest text without a space that could be an encoded file.
fn longest_encoded(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for byte in text.bytes() {
        run = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' | b'%' | b'\\' => run + 1,
            _ => 0,
        };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_both_widths_of_letters_are_read() {
        let wide: Vec<u8> = "<INPUT TYPE=password>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(asks_for_secret(&page_text(&wide)));
        assert!(asks_for_secret("<input type=\"password\">"));
        assert!(!asks_for_secret("<input type=text> password"));
    }

    #[test]
    fn fields_for_cards_are_told_from_words_about_them() {
        for field in [
            "<input autocomplete=\"cc-number\" inputmode=numeric>",
            "<form><input type='text' id='x'><input type='tel'\nname='cardnumber'>",
            "<input name=card_number>",
            "<input placeholder=\"card number\">",
            "<input placeholder='cvv'>",
            "<input name=cvv maxlength=3>",
            "d.write('<input placeholder=\"请输入银行卡号\">')",
            "<input placeholder=\"クレジットカード番号\">",
            "<input id=cardnumber>",
            "<input placeholder='Enter a valid card number'>",
            "<input name=idcardnum><input name=cardnum>",
            "<input name=idcardnum placeholder='your card number'>",
            "<input autocomplete='billing cc-number'>",
            "<input name=ccnum>",
            "<textarea name=cardnumber></textarea>",
            // Types that are none, or no types at all, hide nothing.
            "<input data-type=hidden name=cardnumber>",
            "<input type=\"hidden \" name=cardnumber>",
            "<input type=hidden-x name=cardnumber placeholder='card number'>",
            "<input type=hidden/ name=cardnumber>",
            "<input type=text type=hidden name=cardnumber>",
            "<input alt=' type=hidden ' name=cardnumber>",
            "<input a=b' alt=' type=hidden ' name=cardnumber>",
        ] {
            assert!(asks_for_secret(field), "{field}");
        }
        for other in [
            "<input name=q> your card number and cvv are never asked for",
            "<p>card number: <input name=amount>",
            "<input type=hidden name=state value='qcvvya9'>",
            "<input type=\"hidden\" name=\"cardnumber\">",
            "<input name='cardnumber' type='hidden'/>",
            "<input name=cardnumber\ntype=hidden>",
            "<input alt='a' name=cardnumber type=\"hidden\"id=a>",
            "<input name=\"idcardnum\">",
            "<input placeholder='id card number'>",
            "<input name=giftcardnumber>",
            "<input name=library_card_number>",
            "<input name=business-card-number>",
            "<input placeholder='membership card number'>",
            "<input placeholder='校园卡号'>",
            "<input placeholder=一卡通卡号>",
            "<input placeholder='会员卡号'>",
            "<input name=acc-number><input name=accnum>",
            "<textarea name=q>cardnumber</textarea>",
            "cvv",
            "",
        ] {
            assert!(!asks_for_secret(other), "{other}");
        }
    }

    fn numbers(begin: &str, count: usize) -> String {
        [begin, &",13".repeat(count)].concat()
    }

    #[test]
    fn files_that_are_lists_of_numbers_are_smuggled() {
        for list in [
            "77,90,144,0",
            "80, 75, 3, 4",
            "0x4d, 0x5a, 0x90, 0x00",
            "60,104,116,109",
            "60,72,84,77",
            "60,33,68",
            "60,115,99,114",
        ] {
            let list = numbers(list, 200);
            for page in [
                format!("<script>f=new file([new uint8array([{list}])],'a.zip')</script>"),
                format!("<script>var a=[{list}];b=new uint8array(a)</script>"),
                format!("<script>w(string.fromcharcode({list}))</script>"),
                format!("<script>w(string.fromcharcode.apply(null,[{list}]))</script>"),
            ] {
                assert_eq!(smuggles(&page), Some(true), "{page}");
            }
        }
        let any = numbers("13,10", 3_000);
        for maker in ["new uint8array(", "uint8array.from("] {
            let page = format!("<script>x={maker}[{any}])</script>");
            assert_eq!(smuggles(&page), Some(true));
        }
        for begin in [
            "77,90,144,1",
            "60,104,101",
            "60,115,116",
            "60,66,79",
            "60,63,120",
        ] {
            let list = numbers(begin, 3_000);
            let page =
                format!("<script>y=[{list}];new file([new uint8array(y)],'a.html')</script>");
            assert_eq!(smuggles(&page), Some(true), "{begin}");
            // The short, those of other numbers, and those of which nothing is made.
            for other in [
                page.replace(&list, &numbers(begin, 900)),
                page.replace(begin, "60,12,101"),
                page.replace(begin, &[begin, ",104,300"].concat()),
                page.replace("uint8array", "set"),
            ] {
                assert_eq!(smuggles(&other), None, "{begin}");
            }
        }
    }

    #[test]
    fn tables_and_measurements_are_no_files() {
        let table = numbers("99,124", 256);
        let file = numbers("77,90,144,0", 200);
        for begin in [
            "80,75,70,66",
            "60,72,80,90",
            "60,115,120,200",
            "77,90,101,120",
        ] {
            let list = numbers(begin, 200);
            let page = format!("<script>y=[{list}];string.fromcharcode(9)</script>");
            assert_eq!(smuggles(&page), None, "{page}");
        }
        for page in [
            // The tables of ciphers, data of a chart beside a library, a number, an example without a script.
            format!("<script>s=new uint8array([{table}])</script>"),
            format!(
                "<script>new uint8array(9);y=[{}]</script>",
                numbers("3,7", 5_000)
            ),
            format!("<script>y=[{file}]</script>"),
            "<script>new uint8array([77,90,144]);string.fromcharcode(60,97)</script>".to_owned(),
            format!("<p>new uint8array([{file}])</p>"),
        ] {
            assert_eq!(smuggles(&page), None, "{page}");
        }
    }

    #[test]
    fn encoded_text_that_is_decoded_and_handed_over_is_smuggled() {
        let blob = "<script>new blob([atob('tvqq')])</script>";
        assert_eq!(smuggles(blob), Some(true));
        let short = "<script>document.write(atob('tvqq'))</script>";
        assert_eq!(smuggles(short), Some(false));
        let long = format!("<script>document.write(atob('{}'))", "qufb".repeat(600));
        assert_eq!(smuggles(&long), Some(true));
        assert_eq!(smuggles("<p>atob( and new blob( explained"), None);
        assert_eq!(longest_encoded("<script>aaaa bb</script>"), 7);
    }
}
