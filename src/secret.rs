//! Secrets: the resident's code, the department's link, sign-in tokens and API keys.
//!
//! Codes and links are derived from the case's random id with a key that is not in the database, so that every letter
//! can carry its link though only a hash of it is stored. The others are random and shown once.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use data_encoding::{Encoding, HEXLOWER, Specification};
use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// Digits and letters that are not taken for each other (Crockford's base 32).
const ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
/// 15 letters of 5 bits: 75 bits.
const CODE_LETTERS: usize = 15;
/// 26 letters of 5 bits: 130 bits.
const TOKEN_LETTERS: usize = 26;

/// The key that codes and links are derived with.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// Reads the key file, or makes it, readable by its owner only.
    ///
    /// # Errors
    /// The file cannot be read or made, or does not hold 64 hexadecimal digits.
    pub fn open(path: &Path) -> io::Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok().and_then(|b| b.try_into().ok());
                bytes.map(Self).ok_or_else(|| io::Error::other("it does not hold 64 hexadecimal digits"))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Self::make(path),
            Err(e) => Err(e),
        }
    }

    fn make(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::OpenOptionsExt as _;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut bytes = [0; 32];
        fill(&mut bytes);
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        io::Write::write_all(&mut file, HEXLOWER.encode(&bytes).as_bytes())?;
        file.sync_all()?;
        Ok(Self(bytes))
    }

    /// The resident's code of a case: 75 bits in three groups.
    pub fn code(&self, case: Uuid) -> String {
        let letters = self.letters("code", case.as_bytes(), CODE_LETTERS);
        let mut grouped = String::with_capacity(CODE_LETTERS + 2);
        for (i, letter) in letters.chars().enumerate() {
            if i > 0 && i % 5 == 0 {
                grouped.push('-');
            }
            grouped.push(letter);
        }
        grouped
    }

    /// The department's token of a link: 130 bits.
    pub fn token(&self, link: Uuid) -> String {
        self.letters("token", link.as_bytes(), TOKEN_LETTERS)
    }

    /// A short word that tells keys apart and tells nothing of the key.
    pub fn check(&self) -> String {
        self.letters("check", b"", TOKEN_LETTERS)
    }

    fn letters(&self, purpose: &str, of: &[u8], count: usize) -> String {
        // HMAC pads a short key with zeros (RFC 2104); doing it here makes the constructor infallible.
        let mut padded = hmac::digest::Key::<Hmac<Sha256>>::default();
        padded.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&padded);
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(of);
        base32().encode(&mac.finalize().into_bytes()).chars().take(count).collect()
    }
}

fn base32() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str(ALPHABET);
    specification.encoding().unwrap_or(data_encoding::BASE32_DNSCURVE)
}

fn fill(bytes: &mut [u8]) {
    if let Err(trouble) = SysRng.try_fill_bytes(bytes) {
        tracing::error!(%trouble, "the system gives no random numbers");
        std::process::abort();
    }
}

/// A new random token of 130 bits.
pub fn random() -> String {
    let mut bytes = [0; 20];
    fill(&mut bytes);
    base32().encode(&bytes).chars().take(TOKEN_LETTERS).collect()
}

/// A random number from 0 up to but not including `end`, for spreading out retries.
pub fn below(end: u64) -> u64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    u64::from_le_bytes(bytes) % end.max(1)
}

/// SHA-256, hexadecimal: what is stored of a secret.
pub fn hash(secret: &str) -> String {
    hash_bytes(secret.as_bytes())
}

/// SHA-256 of any bytes, hexadecimal.
pub fn hash_bytes(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Compares hashes in constant time.
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// A code as it was typed, made plain: spaces, hyphens and capitals do not matter, and letters that look alike count
/// as the same.
pub fn plain(typed: &str) -> String {
    let letters: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            'u' => 'v',
            other => other,
        })
        .collect();
    let mut grouped = String::new();
    for (i, letter) in letters.chars().take(64).enumerate() {
        if i > 0 && i % 5 == 0 && letters.len() == CODE_LETTERS {
            grouped.push('-');
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = Key([7; 32]).code(Uuid::from_u128(5));
        assert_eq!(code.len(), 17);
        assert_eq!(plain(&code), code);
        assert_eq!(plain(&code.to_uppercase().replace('-', " ")), code);
        assert_eq!(plain(&code.replace('0', "O").replace('1', "l")), code);
    }

    #[test]
    fn different_cases_and_keys_have_different_codes() {
        let code = |key, id| Key([key; 32]).code(Uuid::from_u128(id));
        assert_ne!(code(1, 1), code(1, 2));
        assert_ne!(code(1, 1), code(2, 1));
        assert_ne!(Key([1; 32]).token(Uuid::nil()).get(..15), Some(code(1, 0).replace('-', "").as_str()));
    }
}
