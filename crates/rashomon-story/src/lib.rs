//! Near-duplicates, lineage, stories, happenings and timelines.
