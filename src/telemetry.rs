//! Logs to standard error, and figures for Prometheus on a listener of their own.

use std::net::SocketAddr;

use metrics_exporter_prometheus::PrometheusBuilder;
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, Settings};
use crate::error::{Context, Result};

/// Starts logging.
///
/// # Errors
/// The level is not one.
pub fn log(settings: &Settings) -> Result<()> {
    let filter = EnvFilter::try_new(&settings.log.level).context("the setting log.level")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.log.format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_target(false).try_init(),
    }
    .context("starting the log")
}

/// Starts the listener for Prometheus, where one is asked for.
///
/// # Errors
/// The address is taken.
pub fn figures(settings: &Settings) -> Result<()> {
    if settings.metrics.listen.is_empty() {
        return Ok(());
    }
    let address: SocketAddr = settings.metrics.listen.parse().context("the setting metrics.listen")?;
    PrometheusBuilder::new().with_http_listener(address).install().context("listening on metrics.listen")
}
