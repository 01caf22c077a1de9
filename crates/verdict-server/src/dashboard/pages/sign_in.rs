//! The form by which operators sign in.

use banner_core::Language;
use leptos::prelude::*;

use crate::dashboard::{Words, shell};

/// The whole page; `failed` after a wrong password.
pub(crate) fn render(failed: bool, words: &Words, language: Language) -> String {
    let remark = failed.then(|| view! { <p role="alert">{words.sign_in_failed.clone()}</p> });
    let content = view! {
        <section aria-labelledby="sign-in">
            <h2 id="sign-in">{words.sign_in.clone()}</h2>
            {remark}
            <form method="post" action="/admin/sign-in">
                <p><label>{words.organisation_name.clone()} " "
                    <input name="organisation" value="default" maxlength="128"/></label></p>
                <p><label>{words.operator_name.clone()} " "
                    <input name="name" autocomplete="username" required maxlength="128"/></label></p>
                <p><label>{words.password.clone()} " "
                    <input name="password" type="password" autocomplete="current-password" required
                        maxlength="1024"/></label></p>
                <p><button type="submit">{words.sign_in.clone()}</button></p>
            </form>
        </section>
    };
    shell::document(words, language, content)
}
