//! Passwords: argon2id with the parameters that the library recommends (19 MiB, two rounds; OWASP's minimum).

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::{PasswordHasher, PasswordVerifier};

use tokio::sync::Semaphore;

use crate::error::{Context, Error, Fault, Result};

/// The fewest characters (NIST SP 800-63B-4 asks for 15 where a password is all there is).
pub const SHORTEST: usize = 15;
/// The most characters.
pub const LONGEST: usize = 200;
/// Each takes 19 MiB while it lasts.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// What is compared with when there is no such officer, so that the answer takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| Argon2::default().hash_password(b"").map(|hash| hash.to_string()).unwrap_or_default());

/// A password as it is stored.
///
/// # Errors
/// A fault when it is too short or too long.
pub async fn hash(password: String) -> Result<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Error::Invalid(vec![Fault::limit("password", "short", 15)]));
    }
    if length > LONGEST {
        return Err(Error::Invalid(vec![Fault::limit("password", "long", 200)]));
    }
    let hash = move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string());
    let _turn = AT_ONCE.acquire().await.context("waiting to hash a password")?;
    let hashed = tokio::task::spawn_blocking(hash).await.context("hashing a password")?;
    hashed.map_err(|e| Error::internal(e.to_string()))
}

/// Whether a password is the stored one. Takes as long when there is none.
///
/// # Errors
/// Trouble of ours.
pub async fn matches(password: String, stored: Option<String>) -> Result<bool> {
    let verify = move || {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.clone());
        let right = PasswordHash::new(&stored)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        right && known
    };
    let _turn = AT_ONCE.acquire().await.context("waiting to check a password")?;
    tokio::task::spawn_blocking(verify).await.context("checking a password")
}
