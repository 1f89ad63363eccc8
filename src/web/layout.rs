//! The frame of every page: language, head, navigation, content, foot.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::assets;
use super::visit::Visit;
use crate::text::Lang;

/// For whom a page is made: the size of the type and what is in its head.
enum Audience {
    /// Large type, links to the other pages for residents.
    Resident,
    /// Large type, nothing to learn.
    Department,
    /// Small type, wide, with the workspace's own navigation.
    Staff(Markup),
}

/// A page on its way out.
pub struct Page<'a> {
    visit: &'a Visit,
    title: String,
    body: Markup,
    audience: Audience,
    status: StatusCode,
    private: bool,
}

impl<'a> Page<'a> {
    /// A page for residents.
    pub fn new(visit: &'a Visit, title: impl Into<String>, body: Markup) -> Self {
        let title = title.into();
        Self { visit, title, body, audience: Audience::Resident, status: StatusCode::OK, private: false }
    }

    /// A page for a department without an account.
    pub fn for_department(self) -> Self {
        Self { audience: Audience::Department, private: true, ..self }
    }

    /// A page of the workspace.
    pub fn for_staff(self, navigation: Markup) -> Self {
        Self { audience: Audience::Staff(navigation), private: true, ..self }
    }

    /// A page whose address is a secret.
    pub fn private(self) -> Self {
        Self { private: true, ..self }
    }

    /// With another status than 200.
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    fn languages(&self) -> Markup {
        html! {
            ul.languages aria-label=(self.visit.say("layout-languages")) {
                @for lang in Lang::ALL {
                    li {
                        @if lang == self.visit.lang { span aria-current="true" lang=(lang.code()) { (lang.name()) } }
                        @else { a href={ "?lang=" (lang.code()) } lang=(lang.code()) hreflang=(lang.code()) { (lang.name()) } }
                    }
                }
            }
        }
    }

    fn render(&self) -> Markup {
        let visit = self.visit;
        let town = &visit.town.about;
        let class = match self.audience {
            Audience::Resident => "resident",
            Audience::Department => "department",
            Audience::Staff(_) => "staff",
        };
        html! {
            (DOCTYPE)
            html lang=(visit.lang.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    @if self.private { meta name="robots" content="noindex"; }
                    title { (self.title) " – " (town.name) }
                    link rel="stylesheet" href=(assets::style_path(&visit.town));
                    link rel="icon" href="data:,";
                    script type="module" src=(assets::script_path()) {}
                }
                body class=(class) {
                    a.skip href="#innehall" { (visit.say("layout-skip")) }
                    header.top {
                        div {
                            @if let Audience::Department = self.audience { strong.name { (town.name) } }
                            @else { a.name href="/" { (town.name) } }
                            @if let Audience::Staff(navigation) = &self.audience { (navigation) }
                            (self.languages())
                        }
                    }
                    main #innehall tabindex="-1" { (self.body) }
                    footer.bottom {
                        div {
                            p { (visit.with("layout-help", &[("phone", &town.phone), ("hours", visit.lang.pick(&town.hours_sv, &town.hours_en))])) }
                            ul {
                                @if let Audience::Resident = self.audience {
                                    li { a href="/synpunkt" { (visit.say("layout-write")) } }
                                    li { a href="/arende" { (visit.say("layout-follow")) } }
                                }
                                li { a href="/tillganglighet" { (visit.say("layout-accessibility")) } }
                                li { a href="/personuppgifter" { (visit.say("layout-privacy")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        (self.status, Html(self.render().into_string())).into_response()
    }
}
