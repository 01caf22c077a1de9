//! One figure with its name.

use leptos::prelude::*;

/// A figure, what it is, and perhaps a remark on it.
pub(in crate::dashboard) fn tile(
    name: String,
    figure: String,
    remark: Option<String>,
) -> impl IntoView {
    view! {
        <div class="tile">
            <dt>{name}</dt>
            <dd>
                <span class="figure">{figure}</span>
                {remark.map(|remark| view! { <span class="remark">{remark}</span> })}
            </dd>
        </div>
    }
}
