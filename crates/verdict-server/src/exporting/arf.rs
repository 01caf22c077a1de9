//! An abuse report (ARF, RFC 5965) on a confirmed threat.

use super::Confirmed;
use super::confirmed::time;

/// The whole report, as a mail without addresses: whoever sends it puts them on.
pub(super) fn report(threat: &Confirmed, organisation: &str) -> Vec<u8> {
    let boundary = format!("report-{}", threat.message_key);
    let date = time(threat.decided_at);
    let mut text = format!(
        "MIME-Version: 1.0\r\n\
         Subject: Confirmed phishing\r\n\
         Content-Type: multipart/report; report-type=feedback-report;\r\n\tboundary=\"{boundary}\"\r\n\
         \r\n\
         --{boundary}\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         \r\n\
         A reader reported this message, and an analyst confirmed at {date} that it is phishing.\r\n\
         Found in it: {signals}\r\n\
         \r\n\
         --{boundary}\r\n\
         Content-Type: message/feedback-report\r\n\
         \r\n\
         Feedback-Type: fraud\r\n\
         User-Agent: verdict-server/{version}\r\n\
         Version: 1\r\n\
         Reported-Domain: {domain}\r\n",
        signals = threat.signals.join(", "),
        version = env!("CARGO_PKG_VERSION"),
        domain = threat
            .sender
            .as_deref()
            .and_then(|address| address.rsplit_once('@'))
            .map_or("unknown.invalid", |(_, domain)| one_line(domain)),
    )
    .into_bytes();
    for url in &threat.urls {
        text.extend(format!("Reported-Uri: {}\r\n", one_line(url)).into_bytes());
    }
    match &threat.original {
        Some(original) => {
            let head = format!("\r\n--{boundary}\r\nContent-Type: message/rfc822\r\n\r\n");
            text.extend(head.into_bytes());
            text.extend(original);
        }
        // The organisation's readers send no originals; the third part is not optional.
        None => text.extend(
            format!(
                "\r\n--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n\
                 X-Message-Key: {}\r\nX-Organisation: {}\r\n",
                threat.message_key,
                one_line(organisation)
            )
            .into_bytes(),
        ),
    }
    text.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
    text
}

/// What stands before the first line break: a field ends there.
fn one_line(text: &str) -> &str {
    text.split(['\r', '\n']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::confirmed::sample;
    use super::*;

    #[test]
    fn has_the_three_parts_of_the_standard() {
        let report = String::from_utf8(report(&sample(), "acme")).unwrap();
        assert!(report.contains("report-type=feedback-report"));
        assert_eq!(report.matches("\r\n--report-").count(), 4);
        assert!(report.contains("\r\nFeedback-Type: fraud\r\n"));
        assert!(report.contains("\r\nReported-Domain: evil.example\r\n"));
        assert!(report.contains("\r\nReported-Uri: https://evil.example/kit"));
        assert!(report.contains("message/rfc822\r\n\r\nFrom: Bank"));
    }

    #[test]
    fn tells_no_headers_where_there_is_no_original() {
        let mut threat = sample();
        threat.original = None;
        threat.sender = Some("a@evil.example\r\nX-Injected: 1".into());
        let report = String::from_utf8(report(&threat, "acme")).unwrap();
        assert!(report.contains("text/rfc822-headers"));
        assert!(!report.contains("X-Injected"), "{report}");
    }
}
