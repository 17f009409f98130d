//! The real `segue`, run in a closed world: what it prints, in text and in JSON, and how it ends.

mod ends;
mod form;
mod generated;
mod json;
mod statusline;
mod tee;
mod text;
mod transcript;
mod world;
