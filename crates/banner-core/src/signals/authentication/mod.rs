//! What the checks of the sender say.

pub(super) mod aligned_pass;
pub(super) mod composite_fail;
pub(super) mod dkim_fail;
pub(super) mod dmarc_fail;
pub(super) mod forged_results;
pub(super) mod not_aligned;
pub(super) mod not_verified;
pub(super) mod own_domain_unproven;
pub(super) mod spf_fail;
