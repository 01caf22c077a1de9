//! Attachments as senders write them and as attackers disguise them.
