-- Format 1. Dates are ISO days; `doc` is the row number of a document; spans are bytes of its text.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE document (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  title TEXT,
  publisher TEXT,
  publisher_key TEXT,          -- folded, for filters
  url TEXT,
  language TEXT,
  date TEXT,                   -- when it was published, as known so far
  basis TEXT,
  confidence REAL,
  own TEXT,                    -- the publication its reading gave, as JSON
  story TEXT,
  changed INTEGER NOT NULL     -- the change that wrote what the search index holds of it
);
CREATE UNIQUE INDEX document_changed ON document (changed);
CREATE INDEX document_date ON document (date);
CREATE INDEX document_publisher ON document (publisher_key, date);
CREATE INDEX document_story ON document (story, date);

CREATE TABLE reading (doc INTEGER PRIMARY KEY, body BLOB NOT NULL);   -- zstd of JSON
CREATE TABLE profile (doc INTEGER PRIMARY KEY, bytes BLOB NOT NULL);

-- Whoever is named anywhere, once: by knowledge-base link, else by folded name.
CREATE TABLE actor (
  actor INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  link TEXT,
  kind TEXT NOT NULL,
  country TEXT
);
CREATE TABLE alias (folded TEXT NOT NULL, actor INTEGER NOT NULL, PRIMARY KEY (folded, actor)) WITHOUT ROWID;
CREATE TABLE entity (actor INTEGER NOT NULL, doc INTEGER NOT NULL, mentions INTEGER NOT NULL, PRIMARY KEY (actor, doc)) WITHOUT ROWID;
CREATE INDEX entity_doc ON entity (doc);

CREATE TABLE place (
  folded TEXT NOT NULL,
  doc INTEGER NOT NULL,
  name TEXT NOT NULL,
  geonames INTEGER,
  country TEXT,
  lat REAL NOT NULL,
  lon REAL NOT NULL,
  PRIMARY KEY (folded, doc)
) WITHOUT ROWID;
CREATE INDEX place_country ON place (country, doc);

CREATE TABLE quotation (
  doc INTEGER NOT NULL,
  row INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  kind TEXT NOT NULL,
  act TEXT NOT NULL,
  speaker INTEGER,             -- actor; null when nobody is named or the words link to nobody
  addressee INTEGER,
  polarity TEXT NOT NULL,
  modality TEXT NOT NULL,
  PRIMARY KEY (doc, row)
) WITHOUT ROWID;
CREATE INDEX quotation_speaker ON quotation (speaker, doc) WHERE speaker IS NOT NULL;

CREATE TABLE event (
  doc INTEGER NOT NULL,
  row INTEGER NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  plover TEXT NOT NULL,
  mode TEXT,
  cameo TEXT,
  earliest TEXT,
  latest TEXT,
  place TEXT,                  -- folded
  country TEXT,
  polarity TEXT NOT NULL,
  modality TEXT NOT NULL,
  PRIMARY KEY (doc, row)
) WITHOUT ROWID;
CREATE INDEX event_plover ON event (plover, doc);

CREATE TABLE party (
  actor INTEGER NOT NULL,
  doc INTEGER NOT NULL,
  event INTEGER NOT NULL,
  role TEXT NOT NULL,          -- source or target
  PRIMARY KEY (actor, doc, event, role)
) WITHOUT ROWID;

CREATE TABLE story (
  id TEXT PRIMARY KEY,
  first TEXT,
  last TEXT,
  origins INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  body TEXT NOT NULL           -- JSON
) WITHOUT ROWID;
CREATE TABLE redirect (old TEXT PRIMARY KEY, story TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE happening (
  id TEXT PRIMARY KEY,
  story TEXT NOT NULL,
  plover TEXT NOT NULL,
  earliest TEXT,
  latest TEXT,
  place TEXT,                  -- folded
  origins INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX happening_story ON happening (story);

CREATE TABLE dispute (
  id TEXT PRIMARY KEY,
  story TEXT NOT NULL,
  kind TEXT NOT NULL,
  confidence REAL NOT NULL,
  origins INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX dispute_story ON dispute (story);

-- Documents and folded names that a happening or a dispute speaks of.
CREATE TABLE happening_document (happening TEXT NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY (happening, doc)) WITHOUT ROWID;
CREATE TABLE happening_name (happening TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (happening, folded)) WITHOUT ROWID;
CREATE TABLE dispute_document (dispute TEXT NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY (dispute, doc)) WITHOUT ROWID;
CREATE TABLE dispute_name (dispute TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (dispute, folded)) WITHOUT ROWID;
