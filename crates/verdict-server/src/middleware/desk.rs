//! Who works at a page of the dashboard, for which organisation and in which language; and the forms they send.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use banner_core::Language;

use super::{Visitor, is_second_proof};
use crate::dashboard::{self, SignedInAs, Words};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{Change, OrganisationId, OrganisationRow, Role};

/// Who works at a page, for which organisation and in which language.
pub(crate) struct Desk {
    /// The organisation as it is now, whose data alone is shown.
    pub organisation: Arc<OrganisationRow>,
    /// The language of the page.
    pub language: Language,
    /// What may be done here. Who sits at this machine while there are no operators may look.
    pub role: Role,
    /// What each form sends as second proof that it comes from our page; empty where none may be sent.
    pub proof: String,
    /// Who is signed in, if somebody is.
    pub signed_in: Option<SignedInAs>,
}

impl Desk {
    /// The organisation's number.
    pub fn id(&self) -> OrganisationId {
        self.organisation.id
    }

    /// The words of the page.
    pub fn words<'s>(&self, state: &'s AppState) -> &'s Words {
        state.wording.words(self.language)
    }

    /// Whether this role, or one above it, is here.
    pub fn can(&self, role: Role) -> bool {
        self.signed_in.is_some() && self.role >= role
    }

    /// Goes on only for this role and those above it.
    pub fn may(&self, role: Role) -> Result<(), ApiError> {
        if self.can(role) {
            return Ok(());
        }
        Err(ApiError::forbidden(if self.signed_in.is_some() {
            "Your role does not allow this. An administrator can change it."
        } else {
            "Only operators may change something, and there are none yet. On the machine on which the server runs, \
             make one: verdict-server admin create-user."
        }))
    }

    /// A change that is made here.
    pub fn change(&self, state: &AppState, action: &'static str, detail: String) -> Change {
        let name = self.signed_in.as_ref().map(|who| who.name.clone());
        Change {
            at: state.clock.milliseconds(),
            actor: name.unwrap_or_default(),
            action,
            detail,
        }
    }

    /// The page, which is nobody else's and is not kept.
    pub fn page(&self, page: String) -> Response {
        page_of(StatusCode::OK, page)
    }
}

impl FromRequestParts<AppState> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Desk, Response> {
        let visitor = Visitor::from_request_parts(parts, state)
            .await
            .map_err(ApiError::into_response)?;
        let id = match &visitor {
            Visitor::Operator(signed_in) => signed_in.organisation(),
            Visitor::Local => state.home.id,
            Visitor::Stranger => return Err(sign_in_for(parts).into_response()),
        };
        // As it is now: what its readers may send may have changed since the start.
        let organisation = state.access.directory.numbered(id).await;
        let organisation = organisation.map_err(|error| ApiError::from(error).into_response())?;
        let organisation = organisation.unwrap_or_else(|| state.home.clone());
        let (role, proof, signed_in) = match visitor {
            Visitor::Operator(signed_in) => {
                let proof = state.access.csrf_of(&signed_in.session);
                let who = SignedInAs {
                    name: signed_in.operator.name,
                    organisation: organisation.name.clone(),
                    proof: proof.clone(),
                };
                (signed_in.operator.role, proof, Some(who))
            }
            Visitor::Local | Visitor::Stranger => (Role::Viewer, String::new(), None),
        };
        Ok(Desk {
            organisation,
            language: dashboard::language_of(&parts.headers),
            role,
            proof,
            signed_in,
        })
    }
}

/// To the form that signs in, which leads back to the page that was asked for.
fn sign_in_for(parts: &Parts) -> Redirect {
    let asked = parts.uri.path_and_query().map(PathAndQuery::as_str);
    let wanted = asked.filter(|asked| parts.method == Method::GET && *asked != "/admin/");
    let next = wanted.and_then(|next| serde_urlencoded::to_string([("next", next)]).ok());
    match next {
        Some(next) => Redirect::to(&format!("/admin/sign-in?{next}")),
        None => Redirect::to("/admin/sign-in"),
    }
}

/// A form that an operator sent from our own page, and nobody else.
pub(crate) struct GuardedForm {
    /// Who sent it.
    pub desk: Desk,
    fields: Vec<(String, String)>,
}

impl GuardedForm {
    /// What the field holds, without the space around it; nothing where there is no such field.
    pub fn text<'f>(&'f self, name: &'f str) -> &'f str {
        self.all(name).next().unwrap_or_default()
    }

    /// What all fields of that name hold, such as boxes that are ticked.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let fields = self.fields.iter();
        fields
            .filter(move |(named, _)| named == name)
            .map(|(_, value)| value.trim())
    }
}

impl FromRequest<AppState> for GuardedForm {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<GuardedForm, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, state)
            .await
            .map_err(ApiError::into_response)?;
        let desk = Desk::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).map_err(|_| {
            ApiError::new(StatusCode::BAD_REQUEST, "This is no form.").into_response()
        })?;
        let form = GuardedForm { desk, fields };
        let Visitor::Operator(signed_in) = visitor else {
            return match form.desk.may(Role::Viewer) {
                Err(refusal) => Err(refusal.into_response()),
                Ok(()) => Ok(form),
            };
        };
        if !is_second_proof(state, &signed_in, form.text("proof")) {
            return Err(ApiError::forbidden(
                "This did not come from the page of who is signed in. Open the page anew and send it from there.",
            )
            .into_response());
        }
        Ok(form)
    }
}

/// A page that is nobody else's and is not kept.
pub(super) fn page_of(status: StatusCode, page: String) -> Response {
    let mut response = (status, Html(page)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    response
}
