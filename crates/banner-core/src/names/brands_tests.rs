//! The brands that domains belong to and pass for, and the neighbours that are nobody's imitation.

use super::*;
use Resemblance::*;

#[track_caller]
fn owner(name: &str) -> Option<&'static str> {
    owner_of(&Domain::parse(name).unwrap()).map(|brand| brand.name)
}

#[track_caller]
fn imitates(name: &str, brand: &str, how: Resemblance) {
    let found = imitated_by(&Domain::parse(name).unwrap()).map(|(brand, how)| (brand.name, how));
    assert_eq!(found, Some((brand, how)), "{name}");
}

#[track_caller]
fn imitates_nobody(name: &str) {
    let found = imitated_by(&Domain::parse(name).unwrap()).map(|(brand, how)| (brand.name, how));
    assert_eq!(found, None, "{name}");
}

#[test]
fn every_brand_has_a_name_and_a_domain() {
    assert!(all().len() >= 145);
    assert_eq!(all().len(), PACKED.lines().count());
    for brand in all() {
        assert!(!brand.name.is_empty());
        assert!(!brand.domains.is_empty(), "{}", brand.name);
        for name in &brand.domains {
            let domain = Domain::parse(name).unwrap();
            assert_eq!(domain.ascii(), *name, "{}", brand.name);
            assert_eq!(owner(name), Some(brand.name));
            assert_eq!(imitated_by(&domain).map(|(_, how)| how), None, "{name}");
        }
    }
}

/// Written in Chinese characters, and not Japanese.
fn is_chinese(brand: &Brand) -> bool {
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
    let kana = |name: &&str| name.contains(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
    brand.name.contains(han)
        && !brand.aliases.iter().any(kana)
        && !brand
            .name
            .contains(|c| matches!(c, '\u{3040}'..='\u{30ff}'))
        && !brand.domains.iter().any(|domain| domain.ends_with(".jp"))
}

#[test]
fn knows_three_hundred_brands_of_the_world_and_a_hundred_chinese_ones() {
    let chinese = all().iter().filter(|brand| is_chinese(brand)).count();
    let others = all().len() - chinese;
    assert!(chinese >= 100, "{chinese}");
    assert!(others >= 300, "{others}");
}

#[test]
fn no_two_brands_share_a_name() {
    let mut names: Vec<&str> = all()
        .iter()
        .flat_map(|brand| brand.aliases.iter().copied().chain([brand.name]))
        .collect();
    names.sort_unstable();
    let double = names.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(double, None);
}

#[test]
fn excuses_only_names_that_need_it() {
    let listed = include_str!("../../data/namesakes.txt").lines();
    for name in listed.filter(|line| !line.starts_with('#')) {
        let domain = Domain::parse(name).unwrap();
        assert!(resembled_by(&domain).is_some(), "{name} needs no excuse");
        assert_eq!(
            imitated_by(&domain).map(|(brand, _)| brand.name),
            None,
            "{name}"
        );
    }
}

#[test]
fn knows_whose_a_domain_is() {
    assert_eq!(owner("www.paypal.com"), Some("PayPal"));
    assert_eq!(owner("login.microsoftonline.com"), Some("Microsoft"));
    assert_eq!(owner("mail.alipay.com"), Some("支付宝"));
    assert_eq!(owner("kyfw.12306.cn"), Some("12306"));
    assert_eq!(owner("tax.service.gov.uk"), Some("HMRC"));
    assert_eq!(owner("paypal.com.evil.example"), None);
    assert_eq!(owner("alice.github.io"), None);
    assert_eq!(owner("notpaypal.com"), None);
}

#[test]
fn finds_the_brand_that_a_domain_passes_for() {
    imitates("paypa1.com", "PayPal", Confusable);
    imitates("rnicrosoft.com", "Microsoft", Confusable);
    imitates("arnazon.com", "Amazon", Confusable);
    imitates("netfiix.com", "Netflix", Confusable);
    imitates("papyal.com", "PayPal", Typo);
    imitates("mircosoft.com", "Microsoft", Typo);
    imitates("paypal.top", "PayPal", OtherSuffix);
    imitates("apple-id-verify.example", "Apple", NameWithAdditions);
    imitates("appleid-support.example", "Apple", NameWithAdditions);
    imitates("dhl-parcel.example", "DHL", NameWithAdditions);
    imitates("chase-secure-login.example", "Chase", NameWithAdditions);
    imitates("alipay-verify.example", "支付宝", NameWithAdditions);
    imitates("www.icloud.com.find.example", "Apple", NameInSubdomain);
    imitates("apple.id.account.example", "Apple", NameInSubdomain);
    imitates("amazon.co.jp.evil.example", "Amazon", NameInSubdomain);
}

#[test]
fn finds_a_whole_domain_left_of_another() {
    imitates("mail.qq.com.evil.example", "腾讯", NameInSubdomain);
    imitates("mail.163.com.evil.example", "网易", NameInSubdomain);
    imitates("outlook.com.login.example", "Microsoft", NameInSubdomain);
    imitates("dhl.de.evil.example", "DHL", NameInSubdomain);
    imitates("amazon.co.uk.evil.example", "Amazon", NameInSubdomain);
    imitates_nobody("outlook.login.example");
    imitates_nobody("qq.com.edgekey.net");
    imitates_nobody("mail.qq.evil.example");
    imitates("telegram.org.evil.example", "Telegram", NameInSubdomain);
    imitates_nobody("t.me.example.org");
    imitates_nobody("x.com.example.org");
    imitates_nobody("www.qq.com.cdn.dnsv1.com");
}

#[test]
fn finds_a_word_of_service_beside_a_name() {
    for (name, brand) in [
        ("qq-mail.example", "腾讯"),
        ("exmail-qq.example", "腾讯"),
        ("163-mail.example", "网易"),
        ("weixin-pay.example", "微信"),
        ("sparkasse-pushtan.example", "Sparkasse"),
        ("sparkasse-sicherheit.example", "Sparkasse"),
        ("ups-tracking.example", "UPS"),
        ("paypal-net.example", "PayPal"),
        ("ing-accounts.example", "ING"),
        ("find-icloud.example", "Apple"),
        ("raiffeisen-login.example", "Raiffeisen"),
        ("wwwpaypal.example", "PayPal"),
        ("dhl-zustellung.example", "DHL"),
        ("chase-invoices.example", "Chase"),
    ] {
        imitates(name, brand, NameWithAdditions);
    }
    for name in [
        "raiffeisen-markt.example",
        "sparkasse-nordstadt.example",
        "ups-and-downs.example",
        "dhl-garten.example",
        "dhl-usa.example",
        "wwwards.example",
        "dhl-kunden.example",
    ] {
        imitates_nobody(name);
    }
}

#[test]
fn finds_a_name_in_other_letters_left_of_another() {
    for (name, brand) in [
        ("paypa1.com.evil.test", "PayPal"),
        ("amaz0n.com.evil.test", "Amazon"),
        ("app1e.com.evil.test", "Apple"),
        ("g00gle.com.evil.test", "Google"),
        ("g00gle.evil.test", "Google"),
        ("dh1.com.evil.test", "DHL"),
        ("login-paypa1.evil.test", "PayPal"),
        ("paypall.com.evil.test", "PayPal"),
        ("micosoft.evil.test", "Microsoft"),
        ("outlok.com.evil.test", "Microsoft"),
    ] {
        imitates(name, brand, NameInSubdomain);
    }
    imitates_nobody("tmail.isp.example");
    imitates_nobody("dh1.isp.example");
}

#[test]
fn finds_a_name_with_a_slip_beside_a_word_that_lures() {
    for (name, brand) in [
        ("micosoft-support.com", "Microsoft"),
        ("paypall-security.com", "PayPal"),
        ("faceboook-login.com", "Facebook"),
        ("netflx-billing.com", "Netflix"),
        ("gogle-security.com", "Google"),
        ("micosoftsupport.com", "Microsoft"),
        ("outlok-login.com", "Microsoft"),
    ] {
        imitates(name, brand, NameWithAdditions);
    }
    for name in [
        "goole-security.com",
        "amble-support.com",
        "micron-support.com",
        "lacoste-account.com",
        "netfix-garden.com",
        "finance-login.example",
        "telegraph-support.com",
        "nation-security.com",
        "jenson-billing.com",
    ] {
        imitates_nobody(name);
    }
}

#[test]
fn finds_slips_in_short_names_that_leave_no_other_word() {
    for (name, brand) in [
        ("appple.com", "Apple"),
        ("aple.com", "Apple"),
        ("adobbe.com", "Adobe"),
        ("slackk.com", "Slack"),
        ("peypal.com", "PayPal"),
        ("githud.com", "GitHub"),
        ("gitthub.com", "GitHub"),
        ("githeub.com", "GitHub"),
        ("telegram-login.org", "Telegram"),
        ("telergam.org", "Telegram"),
    ] {
        let found = imitated_by(&Domain::parse(name).unwrap());
        assert_eq!(found.map(|(brand, _)| brand.name), Some(brand), "{name}");
    }
    for name in [
        "ample.com",
        "acast.com",
        "notino.com",
        "nation.africa",
        "shopper.com",
        "amazone.example",
        "depop.com",
        "rovio.com",
        "sleek.example",
        "abode.com",
    ] {
        imitates_nobody(name);
    }
}

#[test]
fn products_are_imitated_beside_words_that_lure() {
    for name in [
        "onedrive-login.com",
        "sharepoint-login.com",
        "outlook-login.com",
        "hotmail-verify.com",
        "hotmail-delivery.com",
    ] {
        imitates(name, "Microsoft", NameWithAdditions);
    }
    imitates("outlok.com", "Microsoft", Typo);
    imitates("hotmial.com", "Microsoft", Typo);
    for name in [
        "outlook.company.example",
        "sharepoint.company.example",
        "sharepoint.support.company.example",
        "onedrive-group.example",
        "outlook.example",
        "sharepoint-experts.example",
        "www.outlooksecure.example",
        "steam.example",
        "hermes.example",
        "steam-cleaning.example",
    ] {
        imitates_nobody(name);
    }
}

#[test]
fn finds_parcels_beside_a_carriers_name() {
    for (name, brand) in [
        ("ups-delivery.com", "UPS"),
        ("ups-parcel.com", "UPS"),
        ("gls-paket.de", "GLS"),
        ("gls-colis.example", "GLS"),
        ("hermes-paket.de", "Hermes"),
        ("dpd-paquete.example", "DPD"),
    ] {
        imitates(name, brand, NameWithAdditions);
    }
    for name in [
        "target-delivery.example",
        "orange-parcel.example",
        "pickups-delivery.example",
    ] {
        imitates_nobody(name);
    }
}

#[test]
fn finds_a_letter_dropped_or_misread_in_a_name_of_six() {
    imitates("tacbao.com", "淘宝", Typo);
    imitates("tabao.com", "淘宝", Typo);
    imitates("taobai.com", "淘宝", Typo);
    imitates("googl.com", "Google", Typo);
    imitates_nobody("goole.com");
    imitates_nobody("costo.com");
    imitates_nobody("tabao.example");
    imitates_nobody("taobeo.example");
}

#[test]
fn silent_on_everyday_words() {
    for name in [
        "apples.com",
        "apple-pie.example",
        "apple.example",
        "orange-county.example",
        "target-practice.example",
        "target-payments.example",
        "orange-net.example",
        "wise-org.example",
        "apple-tracking.example",
        "delta-accounting.example",
        "delta-accountants.example",
        "banking-services.example",
        "accountingservices.example",
        "targets.example",
        "visa-information.example",
        "purchase.com",
        "phase.com",
        "squares.com",
        "discovery.com",
        "finance.example",
        "metal.example",
        "steamship.example",
        "hermes-trismegistos.example",
        "wisely.example",
        "booklog.example",
        "boost.example",
        "venom.example",
        "telecom.example",
        "octopus.example",
    ] {
        imitates_nobody(name);
    }
}

#[test]
fn silent_on_genuine_and_unrelated_sites() {
    for name in [
        "www.paypal.com",
        "outlook.office365.com",
        "outlook.company.example",
        "teams.school.example",
        "github.io",
        "microsoft.github.io",
        "wikipedia.org",
        "example.com",
        "amazon.xx",
        "ikea.pl",
        "chess.com",
        "pixiv.net",
        "国家.example",
        "россия.example",
        "bücher.example",
        "tinkoff.ru",
        "citicbank.com",
        "apple.stackexchange.com",
        "delta.net.school.example",
    ] {
        imitates_nobody(name);
    }
}
