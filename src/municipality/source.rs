//! Where a municipality's files come from: a folder, or the example that is part of the program.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config/helsingborg");

/// Where the files are.
#[derive(Debug, Clone)]
pub enum Source {
    /// The example that is part of the program.
    Embedded,
    /// A folder.
    Folder(PathBuf),
}

impl Source {
    /// The folder of the setting `municipality.path`; the example when it is empty.
    pub fn from_setting(path: &str) -> Self {
        if path.is_empty() { Self::Embedded } else { Self::Folder(PathBuf::from(path)) }
    }

    /// The files of a subfolder, by name.
    pub fn files(&self, folder: &str, ending: &str) -> Vec<String> {
        let mut names: Vec<String> = match self {
            Self::Embedded => EXAMPLE
                .get_dir(folder)
                .into_iter()
                .flat_map(Dir::files)
                .map(|file| file.path().display().to_string())
                .collect(),
            Self::Folder(root) => std::fs::read_dir(root.join(folder))
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| format!("{folder}/{}", entry.file_name().display()))
                .collect(),
        };
        names.retain(|name| Path::new(name).extension().is_some_and(|e| e == ending));
        names.sort();
        names
    }

    /// The text of a file, or why it cannot be read.
    pub fn text(&self, name: &str) -> Result<String, String> {
        match self {
            Self::Embedded => {
                let file = EXAMPLE.get_file(name).and_then(|f| f.contents_utf8());
                file.map(str::to_owned).ok_or_else(|| "it is not there".to_owned())
            }
            Self::Folder(root) => std::fs::read_to_string(root.join(name)).map_err(|e| e.to_string()),
        }
    }
}
