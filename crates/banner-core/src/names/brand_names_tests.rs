//! The brands that texts name, and the texts that name nobody.

use super::*;

#[track_caller]
fn names(text: &str, brand: &str) {
    assert_eq!(
        named_in(text).map(|brand| brand.name),
        Some(brand),
        "{text}"
    );
}

#[track_caller]
fn names_nobody(text: &str) {
    assert_eq!(named_in(text).map(|brand| brand.name), None, "{text}");
}

#[test]
fn finds_a_name_as_a_whole_word_in_any_case() {
    names("PayPal", "PayPal");
    names("paypal service", "PayPal");
    names("Your PAYPAL account is limited", "PayPal");
    names("Office 365", "Microsoft");
    names("Microsoft-Outlook Team", "Microsoft");
    names("Bank of America Alerts", "Bank of America");
    names("service@paypal.com", "PayPal");
    names("\"DHL Express\"", "DHL");
    names_nobody("Paypalette");
    names_nobody("Doe, Gary D via discussion");
    names_nobody("jane.doe@gmail.com");
    names_nobody("'Jane Doe <jane@yahoo.co.uk>'");
    names_nobody("Jean Amazonas");
    names_nobody("");
    names_nobody("Anna Schmidt");
}

#[test]
fn finds_a_name_that_is_written_to_be_missed() {
    names("Рауpаl", "PayPal");
    names("PayPaI", "PayPal");
    names("P\u{200b}ay\u{ad}Pal", "PayPal");
    names("Pay Pal Support", "PayPal");
    names("P@yPal", "PayPal");
    names("PаyРal", "PayPal");
    names("Micr0soft", "Microsoft");
    names("Mіcrоsоft 365", "Microsoft");
    names("Ｎｅｔｆｌｉｘ", "Netflix");
    names("𝐀𝐦𝐚𝐳𝐨𝐧", "Amazon");
    names("Nétflix", "Netflix");
    names("M i c r o s o f t Support", "Microsoft");
    for initials in ["I. Ng", "V. Isa", "E. Bay", "E. Bay via Chess Club"] {
        assert!(named_in(initials).is_none(), "{initials}");
    }
    names("M i c r o s o f t", "Microsoft");
    names("D.H.L", "DHL");
    names("D.H.L. Express", "DHL");
    names_nobody("D. H. Lawrence");
    names_nobody("I.N.G. de Vries");
    names_nobody("A. P. Pleyel");
}

#[test]
fn finds_a_name_with_a_slip_that_stands_alone() {
    let misspelt = |text| misspelt_in(text).map(|brand| brand.name);
    assert_eq!(misspelt("Microsft"), Some("Microsoft"));
    assert_eq!(misspelt("Microsft Support"), Some("Microsoft"));
    assert_eq!(misspelt("Netflx Billing Team"), Some("Netflix"));
    for text in [
        "Microsoft",
        "Anna Micorsoft",
        "Amazone",
        "Intelsat",
        "Lacoste",
        "Support",
        "",
    ] {
        assert_eq!(misspelt(text), None, "{text}");
    }
}

#[test]
fn finds_names_without_word_boundaries() {
    names("支付宝安全中心", "支付宝");
    names("【京东】您的订单", "京东");
    names("尊敬的中国工商银行用户", "中国工商银行");
    names("腾讯企业邮箱团队", "腾讯");
    names("中国移动通知", "中国移动");
    names("三井住友カード株式会社", "三井住友カード");
    names("ヤマト運輸より", "ヤマト運輸");
    names("네이버에서", "네이버");
    names("支 付 宝", "支付宝");
    names("支付 宝", "支付宝");
    names("淘 宝 客服", "淘宝");
    names("支·付·宝 安全中心", "支付宝");
    names("微 信 支 付", "微信");
    names_nobody("南京 东南大学");
    names_nobody("中国的银行");
    names_nobody("北京东城区的会议");
    names_nobody("会议通知");
}

#[test]
fn takes_a_common_word_for_a_brand_only_beside_words_of_service() {
    names("Apple", "Apple");
    names("Apple Support", "Apple");
    names("Your Apple ID", "Apple");
    names("Chase Bank Alerts", "Chase");
    names("Orange Service Client", "Orange");
    names("ups delivery", "UPS");
    names("小米客服", "小米");
    names_nobody("Chase Miller");
    names_nobody("Apple pie for everybody");
    names_nobody("follow ups of the meeting");
    names_nobody("Target audience of our paper");
    names_nobody("小米粥的做法");
    names_nobody("Ripple effects");
}

#[test]
fn silent_on_people_and_firms_that_share_letters() {
    for text in [
        "Anna Discover",
        "Meta analysis",
        "Otto Müller",
        "Kim Dell",
        "Norton Simon",
        "Wise Owl Books",
        "Aruba holiday",
        "Rogers, Steve",
        "Visa application for China",
        "Sky Blue",
        "Spectrum of colours",
        "Allegro ma non troppo",
        "Stripe pattern",
        "Zoom in on it",
        "Square dance",
        "Team lunch",
        "Delta Miller",
        "Anna Marriott",
        "Oracle of Delphi",
        "A notion of time",
        "Con gusto e.V.",
        "The Exodus Players",
        "Cisco Ramon",
        "In line with the plan",
        "Workday schedule of the choir",
        "飞猪的故事",
    ] {
        names_nobody(text);
    }
}

#[test]
fn does_bounded_work_on_long_texts() {
    names_nobody(&"bank of ".repeat(100_000));
}
