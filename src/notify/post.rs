//! How letters leave: to a mail server, or as files in a folder. The only file that knows the mail library.

use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::{Address, AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::{Settings, Transport};
use crate::error::{Context, Error, Result};

/// A letter, ready to be sent.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The reader's address.
    pub to: String,
    /// Where an answer goes.
    pub reply_to: String,
    /// Its subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// Its language (BCP 47).
    pub language: &'static str,
    /// Message-ID, without angle brackets.
    pub message_id: String,
    /// The Message-ID that it follows.
    pub thread_id: Option<String>,
}

/// Why a letter did not go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// It never will (RFC 5321: 5yz); otherwise it may later.
    pub permanent: bool,
    /// What the mail server said.
    pub words: String,
}

/// The way out. Clones share it.
#[derive(Clone)]
pub struct Post {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Folder(AsyncFileTransport<Tokio1Executor>),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Post {
    /// Opens the way that the settings name.
    ///
    /// # Errors
    /// The sender is not an address, the folder cannot be made, or the URL cannot be understood.
    pub fn open(settings: &Settings) -> Result<Self> {
        let mail = &settings.mail;
        let from = mail
            .from
            .parse()
            .context("the setting mail.from must be an address, such as \"Synpunkt <a@example.org>\"")?;
        let way = match mail.transport {
            Transport::Folder => {
                std::fs::create_dir_all(&mail.folder).context("making mail.folder")?;
                Way::Folder(AsyncFileTransport::new(&mail.folder))
            }
            Transport::Smtp => {
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail.smtp_url);
                let builder = builder
                    .context("the setting mail.smtp_url must be smtp://host:port or smtps://user:password@host")?;
                let pool = PoolConfig::new().max_size(mail.pool).idle_timeout(Duration::from_secs(30));
                Way::Smtp(builder.pool_config(pool).timeout(Some(Duration::from_secs(mail.timeout_seconds))).build())
            }
        };
        Ok(Self { from, way })
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// Trouble, for now or for good.
    pub async fn send(&self, letter: Envelope) -> Result<(), Trouble> {
        let message = self.message(letter).map_err(|e| Trouble { permanent: true, words: e.to_string() })?;
        match &self.way {
            Way::Folder(folder) => match folder.send(message).await {
                Ok(_) => Ok(()),
                Err(e) => Err(Trouble { permanent: false, words: e.to_string() }),
            },
            Way::Smtp(server) => match server.send(message).await {
                Ok(_) => Ok(()),
                Err(e) => Err(Trouble { permanent: is_about_the_letter(&e), words: chain(&e) }),
            },
        }
    }

    fn message(&self, letter: Envelope) -> Result<Message> {
        let to: Address = letter.to.parse().context("reading an address")?;
        let reply_to: Mailbox = letter.reply_to.parse().context("reading the contact centre's address")?;
        let angled = |id: &str| format!("<{id}>");
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .reply_to(reply_to)
            .subject(letter.subject)
            .message_id(Some(angled(&letter.message_id)))
            // RFC 3834: made by a machine, so that no machine answers it.
            .header(AutoSubmitted)
            .header(ContentLanguage(letter.language));
        if let Some(thread) = &letter.thread_id {
            builder = builder.in_reply_to(angled(thread)).references(angled(thread));
        }
        let part = |kind: ContentType, body: String| SinglePart::builder().header(kind).body(body);
        let both = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, letter.text))
            .singlepart(part(ContentType::TEXT_HTML, letter.html));
        builder.multipart(both).context("putting a letter together")
    }
}

/// Whether the server will never take this letter. That it does not know us (530 to 538: encryption, sign-in) is ours to
/// mend, and no fault of the letter's; it is tried again until then.
fn is_about_the_letter(error: &lettre::transport::smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    error.is_permanent() && !code.is_some_and(|code| matches!(code, 500..=504 | 530..=538))
}

/// The server's own words are at the end of the chain.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        words = format!("{words}: {deeper}");
        cause = deeper.source();
    }
    words
}

#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[derive(Clone)]
struct ContentLanguage(&'static str);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Err(Box::new(Error::NotFound("header")))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.to_owned())
    }
}
