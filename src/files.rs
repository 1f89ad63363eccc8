//! The file store: photos, and the learnt model.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt as _, PutPayload};

use crate::config::Settings;
use crate::error::{Context, Error, Result};

/// Where files are kept. Clones share it.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// Opens the store, making its folder.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(settings: &Settings) -> Result<Self> {
        let folder = settings.files_folder();
        std::fs::create_dir_all(&folder).context("making the folder of the file store")?;
        let store = LocalFileSystem::new_with_prefix(folder).context("opening the file store")?;
        Ok(Self { store: Arc::new(store.with_fsync(true)) })
    }

    /// Writes a file whole; it is on disk when this returns.
    ///
    /// # Errors
    /// The store does not take it.
    pub async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<()> {
        self.store.put(&Path::from(path), PutPayload::from(bytes)).await.context("writing a file").map(|_| ())
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It is not there, or the store does not answer.
    pub async fn get(&self, path: &str) -> Result<Vec<u8>> {
        match self.store.get(&Path::from(path)).await {
            Ok(found) => Ok(found.bytes().await.context("reading a file")?.to_vec()),
            Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound("file")),
            Err(trouble) => Err(trouble).context("reading a file"),
        }
    }

    /// The files under a folder.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn list(&self, folder: &str) -> Result<Vec<ObjectMeta>> {
        self.store.list(Some(&Path::from(folder))).try_collect().await.context("listing files")
    }

    /// Removes a file; one that is gone already is no trouble.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn remove(&self, path: &str) -> Result<()> {
        match self.store.delete(&Path::from(path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(trouble) => Err(trouble).context("removing a file"),
        }
    }
}
