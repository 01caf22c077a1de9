//! Forms that change something, and their fields.

use leptos::prelude::*;

/// A form that posts to `action`, with the second proof that it comes from our own page. The server
/// takes it with [`GuardedForm`](crate::middleware::GuardedForm).
pub(in crate::dashboard) fn guarded_form(action: &str, proof: &str, fields: AnyView) -> AnyView {
    view! {
        <form class="change" method="post" action=action.to_owned()>
            <input type="hidden" name="proof" value=proof.to_owned()/>
            {fields}
        </form>
    }
    .into_any()
}

/// A line to type in, with its name and perhaps a remark.
#[derive(Debug, Default)]
pub(in crate::dashboard) struct Field<'f> {
    /// Unique on the page.
    pub id: &'f str,
    /// What the form calls it.
    pub name: &'f str,
    /// What people call it.
    pub label: &'f str,
    /// What to type, where the label alone does not say it.
    pub remark: &'f str,
    /// `text`, `date`, `password`…; text unless given.
    pub kind: &'f str,
    /// What is there already.
    pub value: &'f str,
    /// Whether it must be filled in.
    pub required: bool,
    /// How many characters it takes at most; 500 unless given.
    pub most: u32,
}

/// The field with its label.
pub(in crate::dashboard) fn field(field: &Field<'_>) -> impl IntoView + use<> {
    let kind = if field.kind.is_empty() {
        "text"
    } else {
        field.kind
    };
    let most = if field.most == 0 { 500 } else { field.most };
    let described = (!field.remark.is_empty()).then(|| format!("{}-remark", field.id));
    let remark = described.clone().map(|id| {
        view! { <span class="remark" id=id>{field.remark.to_owned()}</span> }
    });
    view! {
        <p class="field">
            <label for=field.id.to_owned()>{field.label.to_owned()}</label>
            <input id=field.id.to_owned() name=field.name.to_owned() type=kind.to_owned()
                value=field.value.to_owned() required=field.required maxlength=most.to_string()
                autocomplete="off" aria-describedby=described/>
            {remark}
        </p>
    }
}
