//! Declarations and rules that hide text.

use super::*;

fn plain(text: &str) -> Style {
    Declarations::parse(text).plain
}

#[test]
fn reads_declarations_in_any_case() {
    let style = plain("DISPLAY : None; Font-Size:0px;color:#FFF; background:#ffffff url(x.png)");
    assert_eq!(style.display_none, Some(true));
    assert_eq!(style.font_size, Some(FontSize::Pixels(0.0)));
    assert_eq!(
        (style.colour, style.background),
        (Some([255; 3]), Some([255; 3]))
    );
    assert_eq!(style.background_image, Some(true));
}

#[test]
fn reads_colours_in_every_notation() {
    for text in [
        "#fff",
        "#FFFFFF",
        "#ffffffff",
        "rgb(255,255,255)",
        "rgb(100%, 100%, 100%)",
        "rgba(255 255 255 / 1)",
        "white",
    ] {
        assert_eq!(colour(&text.to_lowercase()), Some([255; 3]), "{text}");
    }
    assert_eq!(colour("#12"), None);
    assert_eq!(colour("inherit"), None);
}

#[test]
fn tells_sizes_that_hide() {
    assert_eq!(
        plain("max-height:0;overflow:hidden").zero_height,
        Some(true)
    );
    assert_eq!(plain("max-height:100px").zero_height, Some(false));
    assert_eq!(plain("text-indent:-9999px").off_screen, Some(true));
    assert_eq!(plain("text-indent:1em").off_screen, Some(false));
    assert_eq!(plain("opacity:0").transparent, Some(true));
    assert_eq!(plain("opacity:.9").transparent, Some(false));
    assert_eq!(
        plain("font:bold 1px/1 Arial").font_size,
        Some(FontSize::Pixels(1.0))
    );
    assert_eq!(plain("color:transparent").colourless, Some(true));
    assert_eq!(plain("mso-hide:all").display_none, Some(true));
}

#[test]
fn keeps_rules_of_simple_selectors_outside_media_queries() {
    let mut sheet = StyleSheet::default();
    sheet.add(
        "<!-- @import 'x'; /* .a{display:none} */ .a, td.b { display:none } @media (max-width:600px) { .c { display:none } .d{} } \
         #e{display:none} div .f{display:none} .g:hover{display:none} @media screen{.h{display:none}} -->",
    );
    let hidden = |class: &str| {
        sheet
            .style("td", "", class, &Declarations::default())
            .display_none
    };
    assert_eq!(
        ["a", "b", "c", "f", "g", "h"].map(hidden),
        [Some(true), Some(true), None, None, None, Some(true)]
    );
    assert_eq!(
        sheet
            .style("p", "E", "", &Declarations::default())
            .display_none,
        Some(true)
    );
    assert_eq!(
        sheet
            .style("p", "", "b", &Declarations::default())
            .display_none,
        None
    );
}

#[test]
fn lets_important_rules_win_over_the_elements_own() {
    let mut sheet = StyleSheet::default();
    sheet.add(".x{display:block !important} .y{display:block}");
    let own = Declarations::parse("display:none");
    assert_eq!(sheet.style("p", "", "x", &own).display_none, Some(false));
    assert_eq!(sheet.style("p", "", "y", &own).display_none, Some(true));
}

#[test]
fn stays_bounded_on_monsters() {
    let mut sheet = StyleSheet::default();
    sheet.add(
        &(0..MAX_RULES * 2)
            .map(|i| format!(".c{i}{{display:none}}"))
            .collect::<String>(),
    );
    assert_eq!(sheet.rules.len(), MAX_RULES);
    for monster in ["{", "}", "@media{", "/*", ":;", "a{", "@"] {
        StyleSheet::default().add(&monster.repeat(50_000));
        Declarations::parse(&monster.repeat(50_000));
    }
}
