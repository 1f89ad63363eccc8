//! A composed letter as plain text and as HTML.

use maud::{DOCTYPE, html};

use super::compose::Block;
use crate::municipality::Municipality;
use crate::text::Lang;

/// What goes around the body.
pub struct Around<'a> {
    /// The municipality that signs.
    pub town: &'a Municipality,
    /// The language of the letter.
    pub lang: Lang,
    /// The subject.
    pub subject: &'a str,
    /// The link to the case.
    pub link: &'a str,
}

impl Around<'_> {
    fn signature(&self) -> [String; 2] {
        let about = &self.town.about;
        let hours = self.lang.pick(&about.hours_sv, &about.hours_en);
        let values =
            [("centre", self.town.contact_centre(self.lang)), ("phone", about.phone.as_str()), ("hours", hours)];
        [
            format!("{}\n{}", self.lang.with("letter-signature", &values), about.name),
            self.lang.with("letter-foot", &values),
        ]
    }

    /// As plain text.
    pub fn text(&self, body: &[Block]) -> String {
        let mut parts: Vec<String> = vec![self.lang.say("letter-hello")];
        parts.extend(body.iter().map(|block| match block {
            Block::Para(words) => words.clone(),
            Block::Quote(words) => words.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"),
            Block::Facts(facts) => {
                facts.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
            }
            Block::Way(label) => format!("{label}:\n{}", self.link),
        }));
        parts.extend(self.signature());
        parts.join("\n\n") + "\n"
    }

    /// As HTML: headings, paragraphs and a link, readable with images and styles off.
    pub fn html(&self, body: &[Block]) -> String {
        let [signature, foot] = self.signature();
        let page = html! {
            (DOCTYPE)
            html lang=(self.lang.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.subject) }
                }
                body style="font: 18px/1.5 system-ui, sans-serif; max-width: 38em; margin: 0 auto; padding: 16px;" {
                    h1 style="font-size: 1.3em;" { (self.subject) }
                    p { (self.lang.say("letter-hello")) }
                    @for block in body {
                        @match block {
                            Block::Para(words) => p { (words) },
                            Block::Quote(words) => {
                                blockquote style="white-space: pre-line; border-left: 4px solid #8a929a; margin-left: 0; padding-left: 16px;" { (words) }
                            },
                            Block::Facts(facts) => {
                                ul { @for (name, value) in facts { li { (name) ": " strong { (value) } } } }
                            },
                            Block::Way(label) => p { a href=(self.link) { (label) } },
                        }
                    }
                    p style="white-space: pre-line;" { (signature) }
                    p style="font-size: 0.85em;" { (foot) }
                }
            }
        };
        page.into_string()
    }
}
