//! Claims, accounts and disputes.
