//! What each figure means, in a sentence: the same on a terminal and in the page.

pub(super) const BARS: &str = "Aims to hold the figures against; yours may be others. Proven: reached with 95 % certainty, going by the mail \
    counted here. Met: reached here, on too little mail to be certain. Unclear: not reached, perhaps by chance. Missed: \
    not reached. They are meant for mail that the model was not trained with; mail that it was trained with flatters it.";
pub(super) const LEVELS: &str = "How much mail gets a banner of each level or a worse one. Near-duplicates make up \
    a cluster and count once. In brackets the interval in which the truth lies with 95 % certainty.";
pub(super) const CURVE: &str = "What is caught, from left to right, as more false alarms are allowed. Each step to the \
    left on the scale is ten times fewer false alarms. AUC: how likely a phishing mail gets a higher probability \
    than a legitimate one; 0.5 is guessing, 1 is perfect.";
pub(super) const PRECISION: &str = "The share of flagged mail that is phishing, as more of the phishing is caught. It holds \
    for the mix of this mail; where phishing is rarer, it is lower. Average precision is the mean along the line.";
pub(super) const CALIBRATION: &str = "Whether probabilities come true: of the mail that the model calls 30 % likely harmful, \
    30 % should be. On the diagonal they do. The expected calibration error is how far the two are apart on average; the Brier \
    score is the mean squared distance of each probability from the truth. For both 0 is perfect.";
pub(super) const SOURCES: &str =
    "The same by corpus, so that a large one does not hide a small one.";
pub(super) const LANGUAGES: &str =
    "The same by language, so that readers of one are not alarmed more often than others.";
pub(super) const THREATS: &str = "What the banner says the danger is, where it says caution or worse. A message may have several.";
pub(super) const KINDS: &str = "Sure phishing of each kind against all received legitimate mail. The lists do not say what a lure was after; \
    its kind is what its heaviest sign would mean, whether or not a banner came of it.";
pub(super) const COMPARISON: &str = "Messages that get another level from the two models, those that became worst first, with the \
    findings that the two weigh differently.";
