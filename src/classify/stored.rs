//! The learnt model as a file: a header in JSON, the features, the weights, and a checksum.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::calibrate::Sureness;
use super::linear::Weights;
use super::model::{Dictionary, Head, Model};
use crate::error::Result;
use crate::secret;

#[derive(Serialize, Deserialize)]
struct Header {
    features: usize,
    category: HeadHeader,
    kind: HeadHeader,
}

#[derive(Serialize, Deserialize)]
struct HeadHeader {
    labels: Vec<String>,
    steps: Vec<f32>,
    sureness: Sureness,
}

/// Bytes of a checksum.
const SUM: usize = 64;

/// The model as bytes.
///
/// # Errors
/// Never in practice.
pub fn to_bytes(model: &Model) -> Result<Vec<u8>> {
    let of = |head: &Head| HeadHeader {
        labels: head.labels.clone(),
        steps: head.weights.steps.clone(),
        sureness: head.sureness,
    };
    let mut places: Vec<_> = model.dictionary.places.iter().map(|(hash, (at, rarity))| (*at, *hash, *rarity)).collect();
    places.sort_unstable_by_key(|(at, _, _)| *at);
    let header = Header { features: places.len(), category: of(&model.category), kind: of(&model.kind) };
    let mut bytes = serde_json::to_vec(&header)?;
    bytes.push(b'\n');
    for (_, hash, rarity) in places {
        bytes.extend(hash.to_le_bytes());
        bytes.extend(rarity.to_le_bytes());
    }
    for head in [&model.category, &model.kind] {
        bytes.extend(head.weights.values.iter().map(|w| w.to_le_bytes()[0]));
    }
    let sum = secret::hash_bytes(&bytes);
    bytes.extend(sum.as_bytes());
    Ok(bytes)
}

/// The model of these bytes; none when they are cut short or changed.
pub fn from_bytes(bytes: &[u8]) -> Option<Model> {
    let (bytes, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    if secret::hash_bytes(bytes).as_bytes() != sum {
        return None;
    }
    let end = bytes.iter().position(|b| *b == b'\n')?;
    let (header, rest) = bytes.split_at_checked(end)?;
    let header: Header = serde_json::from_slice(header).ok()?;
    let (features, mut rest) = rest.get(1..)?.split_at_checked(header.features.checked_mul(12)?)?;
    let mut places = HashMap::with_capacity(header.features);
    for (entry, at) in features.chunks_exact(12).zip(0..) {
        let (hash, rarity) = entry.split_first_chunk::<8>()?;
        places.insert(u64::from_le_bytes(*hash), (at, f32::from_le_bytes(rarity.try_into().ok()?)));
    }
    // One row more than there are features: what every text has.
    let rows = header.features.checked_add(1)?;
    let mut head = |of: HeadHeader| {
        let (values, after) = rest.split_at_checked(rows.checked_mul(of.labels.len())?)?;
        rest = after;
        let values = values.iter().map(|b| i8::from_le_bytes([*b])).collect();
        Some(Head { labels: of.labels, weights: Weights { values, steps: of.steps }, sureness: of.sureness })
    };
    let (category, kind) = (head(header.category)?, head(header.kind)?);
    Some(Model { dictionary: Dictionary { places }, category, kind })
}
