use crate::error::{Code, Failure};
use crate::{Archive, json, pages, web};
use axum::extract::OriginalUri;
use axum::response::Response;
use axum::routing::get;
use axum::{Router, middleware};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use tokio::net::TcpListener;

/// The pages and the JSON interface of `archive`.
///
/// The router trusts whoever can reach it; [`serve`] adds what a server on this machine needs.
pub fn router(archive: Archive) -> Router {
    Router::new()
        .route("/", get(pages::stories::home))
        .route("/stories", get(pages::stories::list))
        .route("/stories/{id}", get(pages::story::page))
        .route("/articles", get(pages::articles::list))
        .route("/articles/{id}", get(pages::article::page))
        .route("/speakers", get(pages::speakers::list))
        .route("/speakers/{name}", get(pages::speaker::page))
        .route("/disputes", get(pages::disputes::list))
        .route("/events", get(pages::events::list))
        .route("/publishers", get(pages::publishers::list))
        .route("/search", get(pages::search::page))
        .route("/healthz", get(json::health))
        .route("/assets/{name}", get(web::asset))
        .nest("/api/v1", json::routes())
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn(web::headers))
        .with_state(archive)
}

async fn not_found(OriginalUri(uri): OriginalUri) -> Response {
    let path = uri.path();
    told(
        path,
        &Failure::new(Code::PageNotFound, format!("`{path}` leads nowhere")),
    )
}

async fn method_not_allowed(OriginalUri(uri): OriginalUri) -> Response {
    let detail = "only GET and HEAD are answered";
    told(uri.path(), &Failure::new(Code::MethodNotAllowed, detail))
}

fn told(path: &str, failure: &Failure) -> Response {
    if path.starts_with("/api/") {
        failure.json()
    } else {
        failure.page()
    }
}

/// Serves the archive in the folder `path` at `address` until the process is interrupted.
///
/// `on_ready` is told the address that is served, which matters when the port asked for is 0. On a
/// loopback address, only requests that name this machine are answered.
///
/// # Errors
/// When the archive cannot be opened or the address cannot be used.
pub fn serve(
    path: impl AsRef<Path>,
    address: SocketAddr,
    on_ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    let archive = Archive::open(path).map_err(Error::store)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Error::io(address, error))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| Error::io(address, error))?;
        let bound = listener
            .local_addr()
            .map_err(|error| Error::io(address, error))?;
        let mut router = router(archive);
        if bound.ip().is_loopback() {
            router = router
                .layer(middleware::from_fn(web::own_host))
                .layer(middleware::from_fn(web::headers));
        }
        on_ready(bound);
        axum::serve(listener, router)
            .with_graceful_shutdown(interrupted())
            .await
            .map_err(|error| Error::io(address, error))
    })
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without the signal there is nothing to wait for: the process is ended from outside.
        std::future::pending::<()>().await;
    }
}

/// Why nothing could be served.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Store(rashomon_store::Error),
    Io(SocketAddr, io::Error),
}

impl Error {
    fn store(error: rashomon_store::Error) -> Self {
        Self {
            kind: Kind::Store(error),
        }
    }

    fn io(address: SocketAddr, error: io::Error) -> Self {
        Self {
            kind: Kind::Io(address, error),
        }
    }

    /// Whether another program uses the address.
    pub fn is_address_in_use(&self) -> bool {
        match &self.kind {
            Kind::Io(_, error) => error.kind() == io::ErrorKind::AddrInUse,
            Kind::Store(_) => false,
        }
    }

    /// The archive's error, when it is one.
    pub fn as_store(&self) -> Option<&rashomon_store::Error> {
        match &self.kind {
            Kind::Store(error) => Some(error),
            Kind::Io(..) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Store(error) => write!(f, "{error}"),
            Kind::Io(address, error) if error.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "{address}: another program uses this address")
            }
            Kind::Io(address, error) => write!(f, "{address}: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Store(error) => Some(error),
            Kind::Io(_, error) => Some(error),
        }
    }
}
