//! The settings: defaults, then a file, then the environment.
//!
//! The only file that reads the environment. A wrong value stops the start with a sentence that names its key.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use config::{Environment, File, FileFormat};
use serde::Deserialize;

/// Every setting and its default; the reference.
pub const DEFAULTS: &str = include_str!("../config/default.toml");

/// A setting that cannot be used, with the key and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingFault(String);

/// All settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each section is described in config/default.toml")]
pub struct Settings {
    pub server: Server,
    pub database: Database,
    pub mail: Mail,
    pub files: Files,
    pub municipality: MunicipalityPath,
    pub security: Security,
    pub classify: Classify,
    pub limits: Limits,
    pub session: Session,
    pub metrics: Metrics,
    pub log: Log,
    pub work: Work,
}

macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "each key is described in config/default.toml")]
        pub struct $name { $(pub $field: $kind),+ }
    )+};
}

sections! {
    /// `[server]`
    Server { listen: SocketAddr, public_url: String, trusted_proxies: usize, request_seconds: u64 }
    /// `[database]`
    Database { url: String, readers: u32, connections: u32, wait_seconds: u64, batch: usize }
    /// `[mail]`
    Mail {
        transport: Transport, folder: PathBuf, smtp_url: String, from: String, pool: u32,
        timeout_seconds: u64, retry_hours: u32, retry_seconds: u32, batch: u64,
    }
    /// `[files]`
    Files { url: String }
    /// `[municipality]`
    MunicipalityPath { path: String }
    /// `[security]`
    Security { key_file: PathBuf }
    /// `[classify]`
    Classify { precision: f32 }
    /// `[limits]`
    Limits { reports: u32, guesses: u32, calls: u32 }
    /// `[session]`
    Session { hours: u32, idle_hours: u32 }
    /// `[metrics]`
    Metrics { listen: String }
    /// `[log]`
    Log { format: LogFormat, level: String }
    /// `[work]`
    Work { tick_seconds: u64 }
}

/// How letters leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// As files in a folder.
    Folder,
    /// To a mail server.
    Smtp,
}

/// What a log line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The sections, by which a variable with too few underscores is told from one that is not ours.
const SECTIONS: &[&str] = &[
    "server",
    "database",
    "mail",
    "files",
    "municipality",
    "security",
    "classify",
    "limits",
    "session",
    "metrics",
    "log",
    "work",
];

/// The variables that are settings: those with two underscores between section and key.
fn variables() -> Result<HashMap<String, String>, SettingFault> {
    let mut ours = HashMap::new();
    for (name, value) in std::env::vars_os() {
        let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else { continue };
        let Some(key) = name.strip_prefix("SYNPUNKT_") else { continue };
        if key.contains("__") {
            ours.insert(name.to_owned(), value.to_owned());
        } else if let Some((section, key)) =
            key.split_once('_').filter(|(s, _)| SECTIONS.contains(&s.to_lowercase().as_str()))
        {
            let meant = format!("SYNPUNKT_{section}__{key}");
            return Err(SettingFault(format!("The variable {name} needs two underscores after the section: {meant}.")));
        }
    }
    Ok(ours)
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// A sentence that names the key that is unknown, missing or of the wrong kind.
    pub fn read(file: Option<&Path>) -> Result<Self, SettingFault> {
        let mut sources = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(path) = file {
            sources = sources.add_source(File::from(path).format(FileFormat::Toml));
        }
        let environment = Environment::with_prefix("SYNPUNKT")
            .prefix_separator("_")
            .separator("__")
            .try_parsing(true)
            .source(Some(variables()?));
        let settings: Self = sources
            .add_source(environment)
            .build()
            .and_then(config::Config::try_deserialize)
            .map_err(|e| SettingFault(format!("The settings cannot be read: {e}.")))?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingFault> {
        let refuse = |key: &str, what: &str| Err(SettingFault(format!("The setting {key} {what}.")));
        let url = &self.server.public_url;
        if !url.is_empty() && !url.starts_with("http://") && !url.starts_with("https://") {
            return refuse("server.public_url", "must begin with https:// (or http:// while trying things out)");
        }
        if !self.database.url.starts_with("sqlite:") && !self.database.url.starts_with("postgres") {
            return refuse("database.url", "must begin with sqlite:// or postgres://");
        }
        if self.database.readers == 0 || self.database.connections == 0 || self.database.batch == 0 {
            return refuse("database.readers, database.connections or database.batch", "must be at least 1");
        }
        if self.mail.transport == Transport::Smtp
            && !self.mail.smtp_url.starts_with("smtp://")
            && !self.mail.smtp_url.starts_with("smtps://")
        {
            return refuse("mail.smtp_url", "must begin with smtp:// or smtps://");
        }
        if !self.files.url.starts_with("file://") {
            return refuse("files.url", "must begin with file://");
        }
        if !(0.0..=1.0).contains(&self.classify.precision) {
            return refuse("classify.precision", "must be between 0 and 1");
        }
        if self.limits.reports == 0 || self.limits.guesses == 0 || self.limits.calls == 0 {
            return refuse("limits.reports, limits.guesses or limits.calls", "must be at least 1");
        }
        if !self.metrics.listen.is_empty() && self.metrics.listen.parse::<SocketAddr>().is_err() {
            return refuse("metrics.listen", "must be an address and port such as 127.0.0.1:9090, or empty");
        }
        if self.work.tick_seconds == 0 {
            return refuse("work.tick_seconds", "must be at least 1");
        }
        Ok(())
    }

    /// Where the file store keeps its folder.
    pub fn files_folder(&self) -> PathBuf {
        PathBuf::from(self.files.url.trim_start_matches("file://"))
    }

    /// How long a request may take.
    pub fn request_time(&self) -> Duration {
        Duration::from_secs(self.server.request_seconds)
    }
}
