//! Who visits: in which language, from where, under which municipality's name.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum_extra::extract::CookieJar;
use chrono::{DateTime, Utc};

use crate::App;
use crate::error::Error;
use crate::municipality::Municipality;
use crate::text::{Lang, date};

/// The cookie that keeps a chosen language.
pub const LANG_COOKIE: &str = "sprak";

/// One visit to one page.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The language of the page.
    pub lang: Lang,
    /// The municipality.
    pub town: Arc<Municipality>,
    /// When.
    pub now: DateTime<Utc>,
    /// Where the visit comes from, for limits.
    pub client: IpAddr,
}

impl Visit {
    /// The words with this key.
    pub fn say(&self, key: &str) -> String {
        self.lang.say(key)
    }

    /// The words with this key, with names and numbers put in.
    pub fn with(&self, key: &str, values: &[(&'static str, &str)]) -> String {
        self.lang.with(key, values)
    }

    /// "tisdag 14 oktober".
    pub fn day(&self, at: DateTime<Utc>) -> String {
        date::day_of(self.lang, at, self.now)
    }

    /// "tisdag 14 oktober 13.05".
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        date::moment(self.lang, at, self.now)
    }

    /// From the head of a request.
    pub fn of(app: &App, uri: &Uri, headers: &HeaderMap, peer: Option<SocketAddr>) -> Self {
        Self {
            lang: lang(uri, headers),
            town: app.municipality(),
            now: app.clock.now(),
            client: client(headers, peer, app.settings.server.trusted_proxies),
        }
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
        Ok(Self::of(app, &parts.uri, &parts.headers, peer))
    }
}

/// The language asked for in the link.
pub fn asked(uri: &Uri) -> Option<Lang> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::from_code)
}

fn lang(uri: &Uri, headers: &HeaderMap) -> Lang {
    let kept = || CookieJar::from_headers(headers).get(LANG_COOKIE).and_then(|cookie| Lang::from_code(cookie.value()));
    let accepted = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| preferred(value.to_str().ok()?));
    asked(uri).or_else(kept).or_else(accepted).unwrap_or_default()
}

/// The first of our languages in the order of preference (RFC 9110, 12.5.4).
fn preferred(accept: &str) -> Option<Lang> {
    let mut wishes: Vec<(f32, Lang)> = accept
        .split(',')
        .filter_map(|wish| {
            let (tag, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
            let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
            let lang = Lang::from_code(tag.trim().split('-').next()?)?;
            (weight > 0.0).then_some((weight, lang))
        })
        .collect();
    wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
    wishes.first().map(|(_, lang)| *lang)
}

/// The client's address: the peer's, or what our own proxies say of it. An IPv6 client counts by its network.
fn client(headers: &HeaderMap, peer: Option<SocketAddr>, proxies: usize) -> IpAddr {
    let peer = peer.map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.ip());
    let mut chain: Vec<IpAddr> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|address| address.trim().parse().ok())
        .collect();
    chain.push(peer);
    let place = chain.len().saturating_sub(1 + proxies);
    match chain.get(place).copied().unwrap_or(peer) {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            address.to_ipv4_mapped().map_or(IpAddr::from([a, b, c, d, 0, 0, 0, 0]), IpAddr::from)
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_wish_decides_among_our_languages() {
        for (accept, lang) in [
            ("en-GB,en;q=0.9,sv;q=0.8", Some(Lang::En)),
            ("de,sv;q=0.3,en;q=0.7", Some(Lang::En)),
            ("sv-SE", Some(Lang::Sv)),
            ("de, fr;q=0.4", None),
            ("en;q=0", None),
            ("%%%;q=x", None),
        ] {
            assert_eq!(preferred(accept), lang, "{accept}");
        }
    }

    #[test]
    fn a_forged_forwarding_header_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7".parse().unwrap());
        let peer = Some("192.0.2.1:9".parse().unwrap());
        assert_eq!(client(&headers, peer, 0).to_string(), "192.0.2.1");
        assert_eq!(client(&headers, peer, 1).to_string(), "198.51.100.7");
        assert_eq!(client(&headers, peer, 9).to_string(), "203.0.113.9");
    }
}
