//! What HTML shows and hides.
