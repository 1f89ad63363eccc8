//! Photos: taken in, turned upright, made smaller, and written anew, so that nothing of the camera's notes (place, time,
//! owner) is left in them.

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use object_store::ObjectMeta;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::App;
use crate::case::open::Photo;
use crate::error::{Context, Error, Fault, Result};

/// The most bytes of one photo.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The longest side that is kept, in pixels.
const LONGEST_SIDE: u32 = 2400;
/// The longest side that is opened, in pixels.
const OPENED_SIDE: u32 = 16_000;
/// The most memory one photo may take while it is opened, in bytes.
const OPENED_BYTES: u64 = 512 * 1024 * 1024;
const QUALITY: u8 = 82;
/// Photos of a form that was never sent are kept this long, in hours.
const DRAFT_HOURS: i64 = 24;

/// How many are opened at a time: each may take much memory.
static OPENING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// Takes in a photo for a form that is not sent yet; the name is what the form keeps.
///
/// # Errors
/// A fault when it is too large, not a jpeg, png or webp, or cannot be read.
pub async fn draft(app: &App, bytes: Vec<u8>) -> Result<String> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::Invalid(vec![Fault::limit("photos", "large", 10)]));
    }
    let turn = Arc::clone(&OPENING).acquire_owned().await.context("waiting to open a photo")?;
    let open = move || {
        // Kept until the work is done, though the one who sent it has hung up.
        let _turn = turn;
        anew(&bytes)
    };
    let made = tokio::task::spawn_blocking(open).await.context("opening a photo")?;
    let Ok(jpeg) = made else { return Err(Error::fault("photos", "format")) };
    let name = Uuid::new_v4().simple().to_string();
    app.files.put(&format!("drafts/{name}.jpg"), jpeg).await?;
    Ok(name)
}

/// Moves a form's photos to where photos stay. Those that are gone already are left out.
///
/// # Errors
/// The file store does not answer.
pub async fn keep(app: &App, names: &[String]) -> Result<Vec<Photo>> {
    let mut photos = Vec::new();
    for name in names.iter().filter(|name| is_name(name)) {
        let draft = format!("drafts/{name}.jpg");
        let path = format!("photos/{name}.jpg");
        let bytes = match app.files.get(&draft).await {
            Ok(bytes) => bytes,
            // The same form sent twice: the first has moved it.
            Err(Error::NotFound(_)) => match app.files.get(&path).await {
                Ok(bytes) => bytes,
                Err(Error::NotFound(_)) => continue,
                Err(trouble) => return Err(trouble),
            },
            Err(trouble) => return Err(trouble),
        };
        let reader = ImageReader::with_format(Cursor::new(&bytes), ImageFormat::Jpeg);
        let (width, height) = reader.into_dimensions().context("measuring a photo")?;
        let size = bytes.len();
        app.files.put(&path, bytes).await?;
        app.files.remove(&draft).await?;
        photos.push(Photo { path, width, height, size });
    }
    Ok(photos)
}

/// Whether it is a name that `draft` gave.
pub fn is_name(name: &str) -> bool {
    name.len() == 32 && name.chars().all(|c| c.is_ascii_hexdigit())
}

/// Removes photos of forms that were never sent.
///
/// # Errors
/// The file store does not answer.
pub async fn tidy(app: &App) -> Result<()> {
    let old = |meta: &ObjectMeta| (app.clock.now() - meta.last_modified).num_hours() >= DRAFT_HOURS;
    for meta in app.files.list("drafts").await?.iter().filter(|meta| old(meta)) {
        app.files.remove(meta.location.as_ref()).await?;
    }
    Ok(())
}

/// The same picture as a new jpeg: upright, not too large, nothing else in it.
fn anew(bytes: &[u8]) -> Result<Vec<u8>, image::ImageError> {
    let format = image::guess_format(bytes)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(image::ImageError::Unsupported(image::error::ImageFormatHint::Exact(format).into()));
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(OPENED_SIDE);
    limits.max_image_height = Some(OPENED_SIDE);
    limits.max_alloc = Some(OPENED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    if picture.width().max(picture.height()) > LONGEST_SIDE {
        picture = picture.resize(LONGEST_SIDE, LONGEST_SIDE, image::imageops::FilterType::Triangle);
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&on_white(&picture))?;
    Ok(jpeg)
}

/// Jpeg knows no transparency: what is transparent becomes white, as on paper.
fn on_white(picture: &DynamicImage) -> image::RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let over = picture.to_rgba8();
    image::RgbImage::from_fn(over.width(), over.height(), |x, y| {
        let image::Rgba([r, g, b, a]) = *over.get_pixel(x, y);
        let mix = |c: u8| {
            let mixed = (u16::from(c) * u16::from(a) + 255 * (255 - u16::from(a))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([mix(r), mix(g), mix(b)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg_with_exif(orientation: u8) -> Vec<u8> {
        let mut plain = Vec::new();
        let picture =
            image::RgbImage::from_fn(
                40,
                20,
                |x, _| if x < 20 { image::Rgb([250, 0, 0]) } else { image::Rgb([0, 0, 250]) },
            );
        JpegEncoder::new(&mut plain).encode_image(&picture).unwrap();
        // An APP1 segment with one little-endian entry: tag 0x0112, SHORT, 1 value.
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"secret place");
        let mut whole = plain[..2].to_vec();
        whole.extend([0xff, 0xe1]);
        whole.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        whole.extend(exif);
        whole.extend(&plain[2..]);
        whole
    }

    #[test]
    fn a_photo_is_turned_upright_and_the_cameras_notes_are_gone() {
        let made = anew(&jpeg_with_exif(6)).unwrap();
        assert!(!made.windows(4).any(|w| w == b"Exif") && !made.windows(6).any(|w| w == b"secret"));
        let picture = image::load_from_memory(&made).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (20, 40));
        assert!(picture.get_pixel(10, 5)[0] > 200 && picture.get_pixel(10, 35)[2] > 200);
    }

    #[test]
    fn large_pictures_are_made_smaller_and_transparent_ones_white() {
        let mut png = Cursor::new(Vec::new());
        image::RgbaImage::from_pixel(3000, 300, image::Rgba([0, 0, 0, 0]))
            .write_to(&mut png, ImageFormat::Png)
            .unwrap();
        let picture = image::load_from_memory(&anew(png.get_ref()).unwrap()).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (2400, 240));
        assert!(picture.get_pixel(9, 9)[0] > 250);
    }

    #[test]
    fn anything_else_is_refused() {
        for bytes in [&b"GIF89a\x01\0\x01\0"[..], b"<svg/>", b"%PDF-1.7", b"", b"\xff\xd8\xff"] {
            assert!(anew(bytes).is_err());
        }
    }
}
