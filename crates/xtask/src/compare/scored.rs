//! How much phishing a filter catches at the same share of false alarms.

use std::collections::BTreeMap;
use std::path::Path;

use super::sample::Sample;

/// The scores of one filter, the higher the worse; what it could not score counts as harmless.
pub struct Scored {
    phishing: Vec<f64>,
    legitimate: Vec<f64>,
}

/// The shares of false alarms at which filters are compared.
const FALSE_ALARMS: [f64; 3] = [0.01, 0.003, 0.001];

impl Scored {
    /// Joins scores, by the file, with what each message is.
    pub fn of(sample: &Sample, mail: &Path, scores: &BTreeMap<String, f64>) -> Scored {
        let of = |is_phishing: bool| {
            let rows = sample
                .test
                .iter()
                .filter(move |row| row.is_phishing == is_phishing);
            let score = |path: &str| scores.get(&*mail.join(path).to_string_lossy()).copied();
            rows.map(|row| score(&row.path).unwrap_or(f64::NEG_INFINITY))
                .collect()
        };
        Scored {
            phishing: of(true),
            legitimate: of(false),
        }
    }

    /// How many phishing messages score above every threshold that keeps to the share of false alarms.
    fn caught(&self, share: f64) -> usize {
        let mut legitimate = self.legitimate.clone();
        legitimate.sort_by(|a, b| b.total_cmp(a));
        let allowed = (share * legitimate.len() as f64) as usize;
        // Equal scores cannot be told apart: above the first that is one too many.
        let threshold = legitimate
            .get(allowed)
            .copied()
            .unwrap_or(f64::NEG_INFINITY);
        self.phishing
            .iter()
            .filter(|score| **score > threshold)
            .count()
    }
}

/// Prints one row a filter.
#[allow(clippy::print_stdout, reason = "the table is the command's output")]
pub fn print(sample: &Sample, results: &[(&str, Scored)]) {
    let (phishing, legitimate) = results.first().map_or((0, 0), |(_, scored)| {
        (scored.phishing.len(), scored.legitimate.len())
    });
    println!(
        "\nCaught of {phishing} messages of surer phishing where so much of {legitimate} legitimate ones is flagged (95 % intervals); \
         filters that learn were trained with {} other messages:\n",
        sample.training.len()
    );
    println!("| filter | at 1 % | at 0.3 % | at 0.1 % |\n|---|---|---|---|");
    for (name, scored) in results {
        let cells = FALSE_ALARMS.map(|share| {
            let caught = scored.caught(share);
            let (low, high) = wilson(caught, scored.phishing.len());
            format!(
                "{:.1} % ({:.1}-{:.1})",
                100.0 * caught as f64 / scored.phishing.len().max(1) as f64,
                100.0 * low,
                100.0 * high
            )
        });
        println!("| {name} | {} |", cells.join(" | "));
    }
}

/// The 95 % interval of a share (Wilson 1927).
fn wilson(hits: usize, count: usize) -> (f64, f64) {
    const Z: f64 = 1.96;
    if count == 0 {
        return (0.0, 1.0);
    }
    let n = count as f64;
    let share = hits as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    ((middle - half) / whole, (middle + half) / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_scores_are_not_told_apart() {
        let scored = Scored {
            phishing: vec![1.0, 1.0, 2.0],
            legitimate: vec![1.0, 1.0, 0.0],
        };
        assert_eq!(scored.caught(0.0), 1);
        assert_eq!(scored.caught(0.34), 1);
        assert_eq!(scored.caught(0.67), 3);
    }

    #[test]
    fn intervals_hold_the_share() {
        let (low, high) = wilson(90, 100);
        assert!(
            (low - 0.826).abs() < 0.002 && (high - 0.945).abs() < 0.002,
            "{low} {high}"
        );
    }
}
