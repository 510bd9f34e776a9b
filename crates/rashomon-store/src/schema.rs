use rusqlite::{Connection, Transaction};

/// What makes each format out of the one before it, the first out of nothing.
const STEPS: [&str; 1] = [include_str!("schema.sql")];

/// The newest format of `archive.sqlite` that this program knows.
pub(crate) const FORMAT: u32 = STEPS.len() as u32;

/// `RSMN`, so that a stray database is not taken for an archive.
const APPLICATION: u32 = 0x5253_4d4e;

/// What a database file is to us.
pub(crate) enum Standing {
    Fresh,
    Ours { format: u32 },
    Foreign,
}

pub(crate) fn standing(connection: &Connection) -> rusqlite::Result<Standing> {
    let application: u32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application == APPLICATION {
        let format = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        return Ok(Standing::Ours { format });
    }
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(if tables == 0 {
        Standing::Fresh
    } else {
        Standing::Foreign
    })
}

/// Brings the tables from `format` to the newest one, step by step; 0 is an empty database.
pub(crate) fn migrate(transaction: &Transaction<'_>, format: u32) -> rusqlite::Result<()> {
    for step in &STEPS[format as usize..] {
        transaction.execute_batch(step)?;
    }
    if format == 0 {
        transaction.execute(
            "INSERT INTO meta VALUES
               ('archive', lower(hex(randomblob(8)))), ('sequence', '0'), ('made_by', ?1)",
            [env!("CARGO_PKG_VERSION")],
        )?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
    }
    transaction.pragma_update(None, "user_version", FORMAT)
}
