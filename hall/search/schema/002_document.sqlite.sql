-- +goose Up
INSERT INTO search_state (collection, seq) VALUES ('document', 0);

CREATE TABLE search_document_doc (
  id          INTEGER PRIMARY KEY,
  seq         INTEGER NOT NULL,
  gone        INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  year        INTEGER NOT NULL,
  unit        INTEGER NOT NULL,
  period      INTEGER NOT NULL,
  category    INTEGER NOT NULL,
  level       INTEGER NOT NULL,
  compartment INTEGER NOT NULL
) STRICT;
CREATE INDEX search_document_doc_seq ON search_document_doc (seq);

-- The text is cut into pieces in Go; the tokenizer only splits at spaces.
CREATE VIRTUAL TABLE search_document_text USING fts5 (
  title, doc_no, issuer, keywords, code, body,
  content='', contentless_delete=1, tokenize='ascii'
);
-- 16 MiB of new pieces are gathered in memory before a segment is written.
INSERT INTO search_document_text (search_document_text, rank) VALUES ('hashsize', 16777216);

-- +goose Down
DROP TABLE search_document_text;
DROP TABLE search_document_doc;
DELETE FROM search_state WHERE collection = 'document';
