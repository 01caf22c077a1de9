//! Whether more threats were told in an hour than chance and habit explain.

use super::super::store::HourCount;

/// Fewer in an hour are no spike, whatever was before.
const FEWEST: u64 = 10;
/// How many hours before are the habit: a week.
const HABIT: i64 = 168;
/// By how many standard deviations an hour must stand out. Counts of rare things vary by the square
/// root of their mean (Poisson).
const DEVIATIONS: f64 = 4.0;

/// An hour that stands out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spike {
    /// Hours since 1970.
    pub hour: i64,
    /// How many threats readers confirmed in it.
    pub count: u64,
    /// The mean of the week before.
    pub mean: f64,
}

/// Whether `hour` stands out, by the counts of it and of the week before: answers by which readers
/// found a banner of the two worst levels right.
#[allow(
    clippy::cast_precision_loss,
    reason = "counts stay far below the 2^52 at which precision ends"
)]
pub fn spike(counts: &[HourCount], hour: i64) -> Option<Spike> {
    let threats = counts.iter().filter(|count| {
        count.signal.is_none()
            && count.answer == "accurate"
            && matches!(count.level.name(), "suspicious" | "danger")
    });
    let (mut now, mut before) = (0, 0);
    for count in threats {
        if count.hour == hour {
            now += count.count;
        } else if (hour - HABIT..hour).contains(&count.hour) {
            before += count.count;
        }
    }
    let mean = before as f64 / HABIT as f64;
    let limit = mean + DEVIATIONS * mean.max(1.0).sqrt();
    (now >= FEWEST && now as f64 > limit).then_some(Spike {
        hour,
        count: now,
        mean,
    })
}

#[cfg(test)]
mod tests {
    use banner_core::Level;

    use super::*;

    fn count(hour: i64, level: Level, answer: &'static str, count: u64) -> HourCount {
        HourCount {
            hour,
            signal: None,
            level,
            model: "m".into(),
            answer,
            count,
        }
    }

    #[test]
    fn an_hour_far_above_the_week_before_stands_out() {
        let mut counts: Vec<HourCount> = (0..168)
            .map(|hour| count(hour, Level::Danger, "accurate", 5))
            .collect();
        counts.push(count(168, Level::Danger, "accurate", 14));
        assert_eq!(spike(&counts, 168).map(|spike| spike.count), Some(14));
        counts.pop();
        counts.push(count(168, Level::Danger, "accurate", 13));
        assert_eq!(spike(&counts, 168), None);
    }

    #[test]
    fn a_few_after_silence_are_none_and_disputed_banners_do_not_count() {
        assert_eq!(spike(&[count(9, Level::Danger, "accurate", 9)], 9), None);
        assert!(spike(&[count(9, Level::Danger, "accurate", 10)], 9).is_some());
        assert_eq!(
            spike(&[count(9, Level::Danger, "not_accurate", 99)], 9),
            None
        );
        assert_eq!(spike(&[count(9, Level::Notice, "accurate", 99)], 9), None);
    }
}
