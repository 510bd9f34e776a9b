use crate::error::{Code, Failure};
use rashomon_store::Store;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// An archive opened for reading by many requests at once.
///
/// A [`Store`] belongs to one thread at a time, so openings are kept in a pool; reading is done on
/// threads that may block. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Archive {
    pool: Arc<Pool>,
}

#[derive(Debug)]
struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Store>>,
    slots: Semaphore,
}

/// Requests that read at the same time; more wait. Reading is bound by the processor and the
/// disk, and every opening costs some megabytes.
const MOST_OPEN: usize = 8;

impl Archive {
    /// The archive in the folder `path`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read by this version of the program.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, rashomon_store::Error> {
        let first = Store::open_read_only(&path)?;
        Ok(Self {
            pool: Arc::new(Pool {
                path: path.as_ref().to_owned(),
                idle: Mutex::new(vec![first]),
                slots: Semaphore::new(MOST_OPEN),
            }),
        })
    }

    /// What `ask` reads from the archive.
    pub(crate) async fn read<T, F>(&self, ask: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, Failure> + Send + 'static,
    {
        let pool = Arc::clone(&self.pool);
        let _slot = self
            .pool
            .slots
            .acquire()
            .await
            .expect("the semaphore is never closed");
        tokio::task::spawn_blocking(move || {
            let store = pool.take()?;
            let answer = ask(&store);
            pool.give(store);
            answer
        })
        .await
        .unwrap_or_else(|_| Err(Failure::new(Code::Internal, "a part of the program failed")))
    }
}

impl Pool {
    fn take(&self) -> Result<Store, Failure> {
        let idle = self.idle().pop();
        match idle {
            Some(store) => Ok(store),
            None => Ok(Store::open_read_only(&self.path)?),
        }
    }

    fn give(&self, store: Store) {
        self.idle().push(store);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Store>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
