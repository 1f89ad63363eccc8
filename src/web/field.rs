//! Fields of forms, made alike everywhere: label, hint, error, then the field that is described by them.

use maud::{Markup, html};

use crate::error::Fault;
use crate::text::Lang;

/// One field.
pub struct Field<'a> {
    lang: Lang,
    name: &'a str,
    label: String,
    hint: Option<String>,
    value: &'a str,
    fault: Option<&'a Fault>,
    kind: &'a str,
    autocomplete: Option<&'a str>,
    required: bool,
    rows: u8,
    most: Option<usize>,
}

impl<'a> Field<'a> {
    /// A field named `name`, whose label has the key `label`.
    pub fn new(lang: Lang, name: &'a str, label: &str) -> Self {
        Self {
            lang,
            name,
            label: lang.say(label),
            hint: None,
            value: "",
            fault: None,
            kind: "text",
            autocomplete: None,
            required: false,
            rows: 4,
            most: None,
        }
    }

    /// What helps to fill it in.
    pub fn hint(self, key: &str) -> Self {
        Self { hint: Some(self.lang.say(key)), ..self }
    }

    /// What is in it.
    pub fn value(self, value: &'a str) -> Self {
        Self { value, ..self }
    }

    /// What is wrong with it, if anything.
    pub fn faults(self, faults: &'a [Fault]) -> Self {
        Self { fault: faults.iter().find(|fault| fault.field == self.name), ..self }
    }

    /// `email`, `tel`, `date`, `password`.
    pub fn kind(self, kind: &'a str) -> Self {
        Self { kind, ..self }
    }

    /// What browsers may fill it with (WCAG 1.3.5).
    pub fn autocomplete(self, token: &'a str) -> Self {
        Self { autocomplete: Some(token), ..self }
    }

    /// It has to be filled in.
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Lines shown of a text.
    pub fn rows(self, rows: u8) -> Self {
        Self { rows, ..self }
    }

    /// The most characters.
    pub fn most(self, most: usize) -> Self {
        Self { most: Some(most), ..self }
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let fault = self.fault.map(|_| format!("{}-fault", self.name));
        let both: Vec<String> = hint.into_iter().chain(fault).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }

    fn around(&self, field: &Markup) -> Markup {
        html! {
            div.field.wrong[self.fault.is_some()] {
                label for=(self.name) {
                    (self.label)
                    @if !self.required { " " span.voluntary { (self.lang.say("field-voluntary")) } }
                }
                @if let Some(hint) = &self.hint { p.hint id={ (self.name) "-hint" } { (hint) } }
                @if let Some(fault) = self.fault { p.fault id={ (self.name) "-fault" } { (sentence(self.lang, fault)) } }
                (field)
            }
        }
    }

    /// A line.
    pub fn line(&self) -> Markup {
        self.around(&html! {
            input id=(self.name) name=(self.name) type=(self.kind) value=(self.value)
                autocomplete=[self.autocomplete] maxlength=[self.most] required[self.required]
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")];
        })
    }

    /// A text of several lines.
    pub fn area(&self) -> Markup {
        self.around(&html! {
            textarea id=(self.name) name=(self.name) rows=(self.rows) data-most=[self.most] required[self.required]
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")] {
                // A browser drops the first line break after the tag.
                "\n" (self.value)
            }
        })
    }

    /// A choice from a list; `options` are code and words.
    pub fn choice(&self, options: &[(String, String)]) -> Markup {
        self.around(&html! {
            select id=(self.name) name=(self.name) required[self.required]
                aria-describedby=[self.described_by()] aria-invalid=[self.fault.map(|_| "true")] {
                @for (code, words) in options {
                    option value=(code) selected[code == self.value] { (words) }
                }
            }
        })
    }
}

/// What is wrong, on top of the page, each a link to its field. It gets focus when the page is shown.
pub fn summary(lang: Lang, faults: &[Fault]) -> Markup {
    html! {
        @if !faults.is_empty() {
            section.summary #faults tabindex="-1" autofocus aria-labelledby="faults-title" {
                h2 #faults-title { (lang.count("faults-title", i64::try_from(faults.len()).unwrap_or(2))) }
                ul {
                    @for fault in faults { li { a href={ "#" (fault.field) } { (sentence(lang, fault)) } } }
                }
            }
        }
    }
}

/// What was typed, where the form it was typed in is no longer on the page.
pub fn unsent(lang: Lang, typed: &str) -> Markup {
    html! {
        @if !typed.trim().is_empty() {
            section.card { h2 { (lang.say("field-unsent")) } div.words { (typed) } }
        }
    }
}

/// A fault as a sentence that says what to do.
pub fn sentence(lang: Lang, fault: &Fault) -> String {
    let limit = fault.limits.first().map(ToString::to_string).unwrap_or_default();
    let values = [("limit", limit.as_str())];
    let own = lang.find(&format!("fault-{}-{}", fault.field, fault.code), &values);
    own.unwrap_or_else(|| lang.with(&format!("fault-{}", fault.code), &values))
}
