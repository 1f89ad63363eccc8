//! A report: what a resident sends, checked once at the door and believed from then on.

use entity::word::Kind;
use validator::{Validate, ValidationError, ValidationErrors};

use crate::case::open::{Contact, Photo};
use crate::error::{Error, Fault, Result};
use crate::secret;
use crate::text::Lang;

/// The fewest characters that say what it is about.
pub const SHORTEST: u64 = 10;
/// The most photos.
pub const MOST_PHOTOS: usize = 5;

/// What a resident sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What they write.
    pub text: String,
    /// The kind they chose.
    pub kind: Option<Kind>,
    /// Where, in words.
    pub place: Option<String>,
    /// Where, latitude and longitude in degrees (WGS 84).
    pub position: Option<(f64, f64)>,
    /// How to reach them.
    pub contact: Contact,
    /// What they send along.
    pub photos: Vec<Photo>,
    /// The language to write to them in.
    pub lang: Lang,
    /// The number of a case about the same thing, whose answer they are content with.
    pub join: Option<String>,
    /// They were told of a way of its own before they sent it.
    pub shown: bool,
    /// The sender's idempotency key: the same key gives the same case.
    pub once: Option<String>,
}

/// The same, as it was typed.
#[derive(Debug, Clone, Default, Validate)]
pub struct Typed {
    /// What they write.
    #[validate(
        length(max = 5000, code = "long"),
        custom(function = "long_enough"),
        custom(function = "no_control_characters")
    )]
    pub text: String,
    /// A code of a kind, or nothing.
    #[validate(custom(function = "kind"))]
    pub kind: String,
    /// Where, in words.
    #[validate(length(max = 300, code = "long"), custom(function = "no_control_characters"))]
    pub place: String,
    /// Degrees north.
    #[validate(custom(function = "latitude"))]
    pub lat: String,
    /// Degrees east.
    #[validate(custom(function = "longitude"))]
    pub lon: String,
    /// What they are called.
    #[validate(length(max = 200, code = "long"), custom(function = "no_control_characters"))]
    pub name: String,
    /// Where letters go.
    #[validate(length(max = 254, code = "long"), custom(function = "email"))]
    pub email: String,
    /// Where to ring.
    #[validate(custom(function = "phone"))]
    pub phone: String,
}

impl Typed {
    /// Checks it and makes it a report.
    ///
    /// # Errors
    /// Every fault, in the order of the fields.
    pub fn parse(mut self, lang: Lang, once: Option<String>) -> Result<Report> {
        for field in [&mut self.text, &mut self.place, &mut self.name, &mut self.email, &mut self.phone] {
            field.replace("\r\n", "\n").trim().clone_into(field);
        }
        if let Err(errors) = self.validate() {
            return Err(Error::Invalid(faults(&errors)));
        }
        let some = |field: String| (!field.is_empty()).then_some(field);
        Ok(Report {
            kind: Kind::from_code(&self.kind),
            position: self.lat.parse().ok().zip(self.lon.parse().ok()),
            text: self.text,
            place: some(self.place),
            contact: Contact { name: some(self.name), email: some(self.email), phone: some(self.phone) },
            photos: Vec::new(),
            lang,
            join: None,
            shown: false,
            once,
        })
    }
}

impl Report {
    /// What was sent, as a hash: the same key with something else is not the same report.
    pub fn fingerprint(&self) -> String {
        let contact = &self.contact;
        // The same photo written anew has the same size, whatever its file is called.
        let photos: Vec<_> = self.photos.iter().map(|photo| (photo.width, photo.height, photo.size)).collect();
        let parts = format!(
            "{:?}{photos:?}",
            (&self.text, self.kind, &self.place, self.position, &contact.name, &contact.email, &contact.phone)
        );
        secret::hash(&parts)
    }
}

/// In the order of the form.
const ORDER: [&str; 8] = ["text", "kind", "place", "lat", "lon", "name", "email", "phone"];

/// validator's errors without the values that it keeps in them.
fn faults(errors: &ValidationErrors) -> Vec<Fault> {
    let by_field = errors.field_errors();
    let fault = |field: &&str| {
        let error = by_field.get(*field)?.first()?;
        let limit = |name: &str| error.params.get(name).and_then(serde_json::Value::as_i64);
        let limits = limit("min").or_else(|| limit("max")).into_iter().collect();
        Some(Fault { field: (*field).to_owned(), code: error.code.to_string(), limits })
    };
    ORDER.iter().filter_map(fault).collect()
}

fn no_control_characters(text: &str) -> Result<(), ValidationError> {
    let bad = text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if bad { Err(ValidationError::new("control")) } else { Ok(()) }
}

fn long_enough(text: &str) -> Result<(), ValidationError> {
    if u64::try_from(text.chars().count()).unwrap_or(u64::MAX) >= SHORTEST {
        return Ok(());
    }
    let mut short = ValidationError::new("short");
    short.add_param("min".into(), &SHORTEST);
    Err(short)
}

fn kind(code: &str) -> Result<(), ValidationError> {
    if code.is_empty() || Kind::from_code(code).is_some() { Ok(()) } else { Err(ValidationError::new("unknown")) }
}

fn latitude(degrees: &str) -> Result<(), ValidationError> {
    within(degrees, 90.0)
}

fn longitude(degrees: &str) -> Result<(), ValidationError> {
    within(degrees, 180.0)
}

fn within(degrees: &str, most: f64) -> Result<(), ValidationError> {
    let fits = degrees.is_empty() || degrees.parse::<f64>().is_ok_and(|d| d.abs() <= most);
    if fits { Ok(()) } else { Err(ValidationError::new("range")) }
}

fn email(address: &str) -> Result<(), ValidationError> {
    if is_email(address) || address.is_empty() { Ok(()) } else { Err(ValidationError::new("address")) }
}

/// Whether letters can be sent to it.
pub fn is_email(address: &str) -> bool {
    // A mail address on the Internet has a domain with a dot; the HTML standard's rule, which validator follows, allows
    // one without.
    validator::ValidateEmail::validate_email(&address) && address.rsplit('@').next().is_some_and(|d| d.contains('.'))
}

fn phone(number: &str) -> Result<(), ValidationError> {
    if number.is_empty() || is_phone(number) { Ok(()) } else { Err(ValidationError::new("number")) }
}

/// Whether it can be rung: digits, with the signs people put between them.
pub fn is_phone(number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (5..=15).contains(&digits) && number.chars().all(|c| c.is_ascii_digit() || "+-–() /.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Typed {
        Typed { text: text.to_owned(), ..Typed::default() }
    }

    fn codes(typed: Typed) -> Vec<(String, String)> {
        match typed.parse(Lang::Sv, None) {
            Err(Error::Invalid(faults)) => faults.into_iter().map(|f| (f.field, f.code)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_text_has_ten_to_five_thousand_characters() {
        assert!(typed("Lampan är ").parse(Lang::Sv, None).is_err());
        assert!(typed("Lampan är t").parse(Lang::Sv, None).is_ok());
        assert!(typed(&"å".repeat(5000)).parse(Lang::Sv, None).is_ok());
        assert_eq!(codes(typed(&"å".repeat(5001))), [("text".to_owned(), "long".to_owned())]);
    }

    #[test]
    fn every_fault_is_told_at_once_and_never_the_value() {
        let all_wrong = Typed {
            text: "kort".to_owned(),
            kind: "hot".to_owned(),
            lat: "91".to_owned(),
            email: "kim@".to_owned(),
            phone: "ring mig".to_owned(),
            ..Typed::default()
        };
        let Err(Error::Invalid(faults)) = all_wrong.parse(Lang::Sv, None) else { panic!("it was taken") };
        let fields: Vec<_> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["text", "kind", "lat", "email", "phone"]);
        assert!(!format!("{faults:?}").contains("kim@"));
    }
}
