//! The folder that letters land in, read as a mail program reads it.

use std::path::{Path, PathBuf};

use mail_parser::{HeaderValue, MessageParser};

/// A letter that arrived.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: String,
    pub from: String,
    pub reply_to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
    pub in_reply_to: Option<String>,
    pub references: Option<String>,
    pub language: String,
    pub auto_submitted: String,
}

impl Letter {
    /// The path of the link to a page that begins so.
    pub fn link(&self, start: &str) -> String {
        let at = self.text.find(start).unwrap_or_else(|| panic!("no {start} in {}", self.text));
        self.text[at..].split_whitespace().next().unwrap().to_owned()
    }
}

/// The letters in a folder that are not in `known`, the oldest first.
pub fn read(folder: &Path, known: &[PathBuf]) -> Vec<(PathBuf, Letter)> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "eml") && !known.contains(path))
        .map(|path| (path.metadata().unwrap().modified().unwrap(), path))
        .collect();
    paths.sort();
    paths.into_iter().map(|(_, path)| (path.clone(), parse(&std::fs::read(path).unwrap()))).collect()
}

/// A letter as it came.
pub fn parse(raw: &[u8]) -> Letter {
    let message = MessageParser::default().parse(raw).unwrap();
    let address =
        |list: Option<&mail_parser::Address<'_>>| list.unwrap().first().unwrap().address().unwrap().to_owned();
    let text = |value: &HeaderValue<'_>| value.as_text().map(str::to_owned);
    let header = |name: &str| message.header_raw(name).unwrap_or_default().trim().to_owned();
    Letter {
        to: address(message.to()),
        from: address(message.from()),
        reply_to: address(message.reply_to()),
        subject: message.subject().unwrap().to_owned(),
        text: message.body_text(0).unwrap().replace("\r\n", "\n"),
        html: message.body_html(0).unwrap().into_owned(),
        message_id: message.message_id().unwrap().to_owned(),
        in_reply_to: text(message.in_reply_to()),
        references: text(message.references()),
        language: header("Content-Language"),
        auto_submitted: header("Auto-Submitted"),
    }
}
