//! Lures of a sentence or two are told in every language, and an honest mail with nearly the same words passes.

use super::registry::find;
use super::testing::Mail;

/// A signal, what a lure says, and what an honest mail says with nearly the same words.
const PAIRS: &[(&str, &str, &str)] = &[
    // A time or an object stands within what Chinese and Japanese say of a password.
    (
        "content.mailbox_lure",
        "您的邮箱密码将在24小时内过期",
        "此密码重置链接将在24小时后过期",
    ),
    (
        "content.mailbox_lure",
        "您的密码还有3天过期",
        "重置密码的链接1小时后过期",
    ),
    (
        "content.mailbox_lure",
        "您的密碼將在3天後到期",
        "邮箱的密码我记得，会员卡到期了",
    ),
    (
        "content.mailbox_lure",
        "邮箱密码有效期即将结束",
        "您的动态密码5分钟后过期",
    ),
    (
        "content.mailbox_lure",
        "密码过期通知",
        "密码我已经改好了，通知大家一声",
    ),
    (
        "content.mailbox_lure",
        "您的邮箱已使用98%",
        "该邮箱已使用，请换一个邮箱注册",
    ),
    (
        "content.mailbox_lure",
        "您的邮箱存储空间即将用完",
        "手机存储空间快用完了",
    ),
    (
        "content.mailbox_lure",
        "パスワードは3日後に期限切れになります",
        "パスワード再設定リンクは24時間で期限切れになります",
    ),
    (
        "content.mailbox_lure",
        "Su contraseña expirará en 24 horas",
        "Este enlace de restablecimiento de contraseña expirará en 60 minutos",
    ),
    (
        "content.credential_request",
        "您的账号登录异常",
        "登录账号后可以看到日程",
    ),
    (
        "content.credential_request",
        "您的账号在异地登录",
        "账号我在异地也能用",
    ),
    (
        "content.invoice_lure",
        "Please see the attached invoice",
        "The invoice went to the accountant on Monday",
    ),
    (
        "content.invoice_lure",
        "Anbei erhalten Sie Ihre Rechnung",
        "Die Rechnung habe ich gestern bezahlt",
    ),
    (
        "content.invoice_lure",
        "Votre facture est impayée",
        "Votre facture est bien payée, merci",
    ),
    (
        "content.invoice_lure",
        "Sua fatura está vencida",
        "A fatura já foi paga, obrigado",
    ),
    (
        "content.invoice_lure",
        "請求書をご確認ください",
        "請求書は経理に回しました",
    ),
    (
        "content.invoice_lure",
        "未払いの請求書があります",
        "請求書の宛名を教えてください",
    ),
    (
        "content.invoice_lure",
        "Вам выставлен счёт",
        "Счёт мы уже оплатили, спасибо",
    ),
    (
        "content.invoice_lure",
        "Новый счёт на оплату по ссылке",
        "Счёт на оплату передали в бухгалтерию",
    ),
    (
        "content.invoice_lure",
        "您的发票逾期未付",
        "发票我收到了，下周付款",
    ),
    (
        "content.purchase_order",
        "Please see our purchase order and send a quotation",
        "Thank you for the quotation, we have not decided yet",
    ),
    (
        "content.purchase_order",
        "附件为采购订单PO-44，请报最优价格",
        "采购订单已经入库",
    ),
    (
        "content.purchase_order",
        "Segue nossa ordem de compra PO-44, aguardamos a proforma",
        "A ordem de compra já foi entregue",
    ),
    (
        "content.purchase_order",
        "Anbei unser Auftrag, bitte senden Sie ein Angebot",
        "Der Auftrag ist fertig, das Angebot galt bis Montag",
    ),
    (
        "content.purchase_order",
        "Merci de nous envoyer votre devis",
        "Le devis est accepté",
    ),
    (
        "content.purchase_order",
        "添付の注文書をご確認ください。最安値でお願いします",
        "注文した本が届きました",
    ),
    (
        "content.purchase_order",
        "Пришлите коммерческое предложение на заказ",
        "Заказ доставлен, спасибо",
    ),
    (
        "content.advance_fee",
        "I am the widow of the late minister, with USD 12.5 million to transfer to you; you will keep 40%",
        "The minister spoke of a million new trees",
    ),
    (
        "content.advance_fee",
        "Mein verstorbener Mandant hinterließ 9 Millionen Dollar, ich schlage Sie als Erben vor",
        "Der Film hat 9 Millionen Dollar gekostet",
    ),
    (
        "content.advance_fee",
        "我是已故部长的遗孀，有1250万美元要转给您",
        "部长今天下午来公司参观",
    ),
    (
        "content.advance_fee",
        "Je suis la veuve du défunt ministre",
        "Le ministre est venu inaugurer la salle",
    ),
    (
        "content.advance_fee",
        "Soy la viuda del difunto ministro",
        "El ministro vino a inaugurar la sala",
    ),
    (
        "content.advance_fee",
        "Sou a viúva do falecido ministro",
        "O ministro veio inaugurar a sala",
    ),
    (
        "content.advance_fee",
        "私は亡き大臣の未亡人です",
        "大臣が工場を見学されました",
    ),
    (
        "content.advance_fee",
        "Я вдова покойного министра",
        "Министр приезжал на открытие зала",
    ),
    (
        "content.secrecy",
        "Это конфиденциально, никому не говорите. Срочно переведите 48000 рублей",
        "Никому не говорите, это сюрприз: встречаемся в восемь",
    ),
    (
        "content.secrecy",
        "Das ist vertraulich, sagen Sie es niemandem. Überweisen Sie dringend 48.000 Euro",
        "Sagen Sie es niemandem: Wir treffen uns um acht",
    ),
    (
        "content.secrecy",
        "C'est confidentiel, n'en parlez à personne. Virez d'urgence 48 000 euros",
        "N'en parlez à personne : rendez-vous à huit heures",
    ),
    (
        "content.secrecy",
        "此事保密，不要告诉任何人。请立即转账48000元",
        "不要告诉任何人，我们八点见",
    ),
    (
        "content.secrecy",
        "これは極秘です。誰にも言わないでください。至急48万円を送金してください",
        "パーティーのことは誰にも言わないでください",
    ),
    (
        "content.payment_change",
        "Срочно переведите деньги по другим реквизитам",
        "Реквизиты прежние, перевод получили",
    ),
    (
        "content.payment_change",
        "请将货款转到我们的新账户",
        "货款已经收到，账户没有变化",
    ),
    (
        "content.payment_change",
        "请紧急转账到新账号",
        "转账已经到了，谢谢",
    ),
    (
        "content.payment_change",
        "Bitte überweisen Sie den Betrag dringend auf ein anderes Konto",
        "Bitte überweisen Sie den Betrag auf das bekannte Konto",
    ),
    (
        "content.payment_change",
        "至急、別の口座に振り込んでください",
        "いつもの口座に振り込みました",
    ),
    (
        "content.payment_change",
        "Veuillez virer d'urgence cette somme",
        "Le virement est arrivé ce matin",
    ),
    (
        "content.payment_change",
        "Transfiera urgentemente esta suma",
        "La transferencia llegó esta mañana",
    ),
    (
        "content.payment_change",
        "Transfira com urgência esta quantia",
        "A transferência chegou hoje cedo",
    ),
    (
        "content.pressure",
        "您的账户将在24小时内关闭，请验证您的身份",
        "工单将在24小时内关闭",
    ),
    (
        "content.prize",
        "恭喜您贏得手機，請領取獎品",
        "恭喜你们赢得比赛",
    ),
    (
        "content.prize",
        "iPhoneに当選しました。賞品を受け取るにはこちら",
        "選挙で当選した議員の話です",
    ),
    (
        "content.parcel_lure",
        "Nous n'avons pas pu livrer votre colis",
        "Merci pour le colis, il est bien arrivé",
    ),
    (
        "content.parcel_lure",
        "Não conseguimos entregar sua encomenda",
        "A encomenda chegou bem, obrigado",
    ),
    (
        "content.mailbox_lure",
        "У вас 5 недоставленных писем",
        "Письма доставлены, спасибо",
    ),
    (
        "content.job_offer",
        "在宅で1日5万円稼げます。経験不要",
        "在宅勤務は木曜日です",
    ),
];

#[test]
fn short_lures_are_told_and_their_twins_pass() {
    let mut wrong = Vec::new();
    for (id, lure, honest) in PAIRS {
        let signal = find(id).unwrap();
        let found = |text: &str| {
            let mail = Mail::from("A. Berg <kbx77@gmail.com>");
            let mail = mail.text(&format!("{text} https://quibusdam.weebly.com/a"));
            mail.found(signal)
        };
        if found(lure).is_none() {
            wrong.push(format!("{id} misses: {lure}"));
        }
        if let Some(finding) = found(honest) {
            wrong.push(format!("{id} fires on: {honest}: {finding:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
