// Tables of the embedded store. Migrations are only ever appended to.

/**
 * `store_documents`    one row for each document; `doc` is its number in all tables. Bodies, index and terms are JSON.
 * `store_fields`       the index: one row for each value. `value` has no affinity: numbers, texts and (as blobs) booleans stay apart.
 * `store_terms`        words. Each term is fed as `x` + hex of its UTF-8, which the tokenizer leaves whole (it would split `UTF-8`).
 * `store_searchable`   what search filters by, small, joined to `store_terms` by number: contentless tables keep no columns.
 * `store_vectors`      one row for each document that has or had a vector; `seq` lets readers follow what changed.
 * `store_places`       where a namespace ('' is the store itself) keeps a collection: the name under which it stands in
 *                      `collection` of the other tables. The store itself keeps one under its own name until a promotion.
 * `store_retired`      places that nobody reads any more, whose rows are yet to be deleted.
 *
 * FTS5's secure-delete does not reach into contentless-delete tables (3.53: a deleted term stays in its page until pages
 * are merged), which is why `compact` merges; it is on for whatever it does cover.
 */
export const migrations = [
  `
  CREATE TABLE store_sequence(one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL);
  INSERT INTO store_sequence VALUES (1, 0);

  CREATE TABLE store_documents(
    doc INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    fields TEXT NOT NULL,
    terms TEXT,
    body TEXT NOT NULL,
    UNIQUE (collection, id)
  );

  CREATE TABLE store_fields(
    collection TEXT NOT NULL,
    field TEXT NOT NULL,
    value NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (collection, field, value, id)
  ) WITHOUT ROWID;

  CREATE VIRTUAL TABLE store_terms USING fts5(
    terms, content='', contentless_delete=1, detail=full, tokenize='ascii'
  );
  INSERT INTO store_terms(store_terms, rank) VALUES ('secure-delete', 1);

  CREATE TABLE store_searchable(
    doc INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    conversation TEXT NOT NULL,
    id TEXT NOT NULL
  );

  CREATE TABLE store_vectors(
    doc INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    seq INTEGER NOT NULL,
    vector BLOB
  );
  CREATE INDEX store_vectors_by_seq ON store_vectors(collection, seq);
  `,
  `
  CREATE TABLE store_places(
    namespace TEXT NOT NULL,
    collection TEXT NOT NULL,
    place TEXT NOT NULL UNIQUE,
    PRIMARY KEY (namespace, collection)
  ) WITHOUT ROWID;
  CREATE TABLE store_retired(place TEXT PRIMARY KEY) WITHOUT ROWID;
  `,
] as const
