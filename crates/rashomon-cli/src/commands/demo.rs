//! `rashomon demo`: the sample corpus, which is compiled into the program.

use super::{Context, Result, add, input, serve};
use crate::Outcome;
use crate::args::Demo;
use rashomon::Pipeline;
use rust_embed::RustEmbed;
use std::fs;
use std::path::Path;

#[derive(RustEmbed)]
#[folder = "../../demo"]
#[include = "articles.jsonl"]
#[include = "articles/*"]
struct Sample;

pub(crate) fn run(ctx: Context<'_>, args: &Demo) -> Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let corpus = folder.path().join("articles");
    unpack(&corpus)?;
    let archive = ctx
        .archive
        .map_or_else(|| folder.path().join("archive"), Path::to_owned);
    let input = input::plain(&[corpus.join("articles.jsonl"), corpus.join("articles")]);
    add::add(ctx, &archive, Pipeline::new(), input, true)?;
    if args.no_serve {
        let shown = Context {
            archive: Some(&archive),
            ..ctx
        };
        return super::stories::overview(shown);
    }
    serve::serve(ctx, &archive, args.port)
}

fn unpack(folder: &Path) -> Result<()> {
    for name in Sample::iter() {
        let path = folder.join(name.as_ref());
        let file = Sample::get(&name).ok_or("the sample corpus is not whole")?;
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, file.data)?;
    }
    Ok(())
}
