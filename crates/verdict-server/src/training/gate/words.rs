//! The gate's reasons as sentences.

use banner_core::{Language, Level};

use super::{Mail, Reason};

pub(super) fn reason(reason: &Reason, language: Language) -> String {
    match language {
        Language::SimplifiedChinese => chinese(reason),
        _ => english(reason),
    }
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

fn english(reason: &Reason) -> String {
    let mail = |mail| match mail {
        Mail::Base => "the base mail",
        Mail::Held => "the base mail that is held back",
        Mail::Labels => "the answered messages that are held back",
    };
    let level = |level| match level {
        Level::Danger => "danger",
        Level::Suspicious => "suspicious or worse",
        _ => "caution or worse",
    };
    match *reason {
        Reason::FalseAlarms {
            mail: Mail::Labels,
            level: from,
            before,
            after,
            ..
        } => format!(
            "Of {}, {after:.1} legitimate ones would be marked {}, with the model in service {before:.1}.",
            mail(Mail::Labels),
            level(from)
        ),
        Reason::FalseAlarms {
            mail: of,
            level: from,
            before,
            after,
            budget,
        } => format!(
            "{} of the legitimate mail in {} would be marked {}; the budget is {}, and with the model in service it is {}.",
            percent(after),
            mail(of),
            level(from),
            percent(budget),
            percent(before)
        ),
        Reason::Misses {
            mail: Mail::Labels,
            level: from,
            before,
            after,
        } => format!(
            "Of {}, {after:.1} harmful ones would be marked {}, with the model in service {before:.1}.",
            mail(Mail::Labels),
            level(from)
        ),
        Reason::Misses {
            mail: of,
            level: from,
            before,
            after,
        } => format!(
            "{} of the phishing in {} would be marked {}, with the model in service {}.",
            percent(after),
            mail(of),
            level(from),
            percent(before)
        ),
        Reason::Fallen {
            level: from,
            shipped,
            after,
        } => format!(
            "{} of the phishing in the base mail would be marked {}, with the model that came with this version {}: releases may \
             not lose more than one point together.",
            percent(after),
            level(from),
            percent(shipped)
        ),
        Reason::NothingBetter => {
            "It is no better than the model in service at any level, on the base mail or on answered messages.".to_owned()
        }
        Reason::NoLabels => {
            "No message is labelled surely enough to learn from: settle cases, or wait for more answers that agree.".to_owned()
        }
    }
}

fn chinese(reason: &Reason) -> String {
    let mail = |mail| match mail {
        Mail::Base => "基础邮件",
        Mail::Held => "留作检验的基础邮件",
        Mail::Labels => "留作检验的已反馈邮件",
    };
    let level = |level| match level {
        Level::Danger => "“危险”",
        Level::Suspicious => "“可疑”或更高级别",
        _ => "“注意”或更高级别",
    };
    match *reason {
        Reason::FalseAlarms {
            mail: Mail::Labels,
            level: from,
            before,
            after,
            ..
        } => format!(
            "{}中，会有 {after:.1} 封正常邮件被标为{}；现用模型为 {before:.1} 封。",
            mail(Mail::Labels),
            level(from)
        ),
        Reason::FalseAlarms {
            mail: of,
            level: from,
            before,
            after,
            budget,
        } => format!(
            "{}中，会有 {} 的正常邮件被标为{}；上限为 {}，现用模型为 {}。",
            mail(of),
            percent(after),
            level(from),
            percent(budget),
            percent(before)
        ),
        Reason::Misses {
            mail: Mail::Labels,
            level: from,
            before,
            after,
        } => format!(
            "{}中，有害邮件只有 {after:.1} 封会被标为{}；现用模型为 {before:.1} 封。",
            mail(Mail::Labels),
            level(from)
        ),
        Reason::Misses {
            mail: of,
            level: from,
            before,
            after,
        } => format!(
            "{}中，钓鱼邮件只有 {} 会被标为{}；现用模型为 {}。",
            mail(of),
            percent(after),
            level(from),
            percent(before)
        ),
        Reason::Fallen {
            level: from,
            shipped,
            after,
        } => format!(
            "基础邮件中，钓鱼邮件只有 {} 会被标为{}，而本版本自带的模型为 {}：历次发布累计不得下降超过 1 个百分点。",
            percent(after),
            level(from),
            percent(shipped)
        ),
        Reason::NothingBetter => {
            "无论在基础邮件还是在已反馈邮件上，它在任何级别都不比现用模型更好。".to_owned()
        }
        Reason::NoLabels => {
            "还没有足够可靠的标注可供学习：请先处理案例，或等待更多一致的反馈。".to_owned()
        }
    }
}
