//! What all pages share: layout, fields, problems, who visits, headers, assets, limits.

pub mod assets;
pub mod field;
pub mod form;
pub mod frame;
pub mod layout;
pub mod limit;
pub mod problem;
pub mod story;
pub mod visit;

pub use layout::Page;
pub use visit::Visit;
