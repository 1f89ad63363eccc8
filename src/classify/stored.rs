//! The learnt model as a file: a checksum, and compressed a header in JSON, the features and the weights.

use std::hash::BuildHasherDefault;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use super::calibrate::{Judged, Sureness};
use super::dictionary::Dictionary;
use super::features::ByHash;
use super::hidden::Hidden;
use super::linear::Weights;
use super::model::{Head, Model};
use crate::error::{Context as _, Result};
use crate::secret;

#[derive(Serialize, Deserialize)]
struct Header {
    features: usize,
    category: HeadHeader,
    kind: HeadHeader,
    sign: HeadHeader,
    least: Vec<f32>,
    owners: Vec<u16>,
    right: Sureness,
    arrives: Sureness,
    judged: Vec<Judged>,
}

#[derive(Serialize, Deserialize)]
struct HeadHeader {
    labels: Vec<String>,
    steps: Vec<f32>,
    /// Features and steps of the network's two layers.
    hidden: (usize, [Vec<f32>; 2]),
    sharpness: f32,
}

/// Bytes of a checksum.
const SUM: usize = 64;
/// A model that unpacks to more than this is not one of ours.
const MOST_BYTES: u64 = 1 << 30;

/// The model as bytes.
///
/// # Errors
/// Never in practice.
pub fn to_bytes(model: &Model) -> Result<Vec<u8>> {
    let of = |head: &Head| HeadHeader {
        labels: head.labels.clone(),
        steps: head.weights.steps.clone(),
        hidden: (head.hidden.features.rows(), [head.hidden.features.steps.clone(), head.hidden.labels.steps.clone()]),
        sharpness: head.sharpness,
    };
    let mut places: Vec<_> = model.dictionary.places.iter().map(|(hash, (at, rarity))| (*at, *hash, *rarity)).collect();
    places.sort_unstable_by_key(|(at, _, _)| *at);
    let header = Header {
        features: places.len(),
        category: of(&model.category),
        kind: of(&model.kind),
        sign: of(&model.sign),
        least: model.least.clone(),
        owners: model.owners.clone(),
        right: model.right,
        arrives: model.arrives,
        judged: model.judged.clone(),
    };
    let mut plain = serde_json::to_vec(&header)?;
    plain.push(b'\n');
    for (_, hash, rarity) in places {
        plain.extend(hash.to_le_bytes());
        plain.extend(rarity.to_le_bytes());
    }
    for head in [&model.category, &model.kind, &model.sign] {
        for weights in [&head.weights, &head.hidden.features, &head.hidden.labels] {
            plain.extend(weights.values.iter().map(|w| w.to_le_bytes()[0]));
        }
    }
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&plain).context("packing the model")?;
    let packed = packed.finish().context("packing the model")?;
    let mut bytes = secret::hash_bytes(&packed).into_bytes();
    bytes.extend(packed);
    Ok(bytes)
}

/// The model of these bytes; none when they are cut short or changed.
pub fn from_bytes(bytes: &[u8]) -> Option<Model> {
    let (sum, packed) = bytes.split_at_checked(SUM)?;
    if secret::hash_bytes(packed).as_bytes() != sum {
        return None;
    }
    let mut plain = Vec::new();
    DeflateDecoder::new(packed).take(MOST_BYTES).read_to_end(&mut plain).ok()?;
    let end = plain.iter().position(|b| *b == b'\n')?;
    let (header, rest) = plain.split_at_checked(end)?;
    let header: Header = serde_json::from_slice(header).ok()?;
    let (features, mut rest) = rest.get(1..)?.split_at_checked(header.features.checked_mul(12)?)?;
    let mut places = ByHash::with_capacity_and_hasher(header.features, BuildHasherDefault::default());
    for (entry, at) in features.chunks_exact(12).zip(1..) {
        let (hash, rarity) = entry.split_first_chunk::<8>()?;
        places.insert(u64::from_le_bytes(*hash), (at, f32::from_le_bytes(rarity.try_into().ok()?)));
    }
    // One row more than there are features: what every text has.
    let rows = header.features.checked_add(1)?;
    let mut weights = |rows: usize, steps: Vec<f32>| {
        let (values, after) = rest.split_at_checked(rows.checked_mul(steps.len())?)?;
        rest = after;
        Some(Weights { values: values.iter().map(|b| i8::from_le_bytes([*b])).collect(), steps })
    };
    let mut head = |of: HeadHeader| {
        let (known, [features, labels]) = of.hidden;
        // One that says nothing has no labels either.
        let said = if known == 0 { 0 } else { of.labels.len() };
        Some(Head {
            weights: weights(rows, of.steps)?,
            hidden: Hidden { features: weights(known, features)?, labels: weights(said, labels)? },
            labels: of.labels,
            sharpness: of.sharpness,
        })
    };
    let (category, kind, sign) = (head(header.category)?, head(header.kind)?, head(header.sign)?);
    let is_whole = rest.is_empty()
        && places.len() == header.features
        && [&category, &kind, &sign].into_iter().all(Head::is_whole)
        && header.least.len() == sign.labels.len()
        && header.owners.len() == category.labels.len();
    is_whole.then_some(Model {
        category,
        kind,
        sign,
        dictionary: Dictionary { places },
        least: header.least,
        owners: header.owners,
        right: header.right,
        arrives: header.arrives,
        judged: header.judged,
    })
}
