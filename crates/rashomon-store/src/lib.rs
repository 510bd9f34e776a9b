//! The archive on disk: documents and readings, transactions, search.
