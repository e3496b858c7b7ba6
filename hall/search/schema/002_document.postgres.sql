-- +goose Up
INSERT INTO search_state (collection, seq) VALUES ('document', 0);

CREATE TABLE search_document_doc (
  id          BIGINT PRIMARY KEY,
  seq         BIGINT NOT NULL,
  gone        INTEGER NOT NULL,
  day         INTEGER NOT NULL,
  year        INTEGER NOT NULL,
  unit        INTEGER NOT NULL,
  period      INTEGER NOT NULL,
  category    INTEGER NOT NULL,
  level       INTEGER NOT NULL,
  compartment INTEGER NOT NULL
);
CREATE INDEX search_document_doc_seq ON search_document_doc (seq);

-- A record without a body is one row, whole = 1. Otherwise part 0 is all but the
-- body and the further parts are the body: a tsvector counts no position past
-- 16,383 and no piece more than 256 times, so a long body is several rows that
-- overlap by the longest word a question may have.
CREATE TABLE search_document_text (
  id    BIGINT   NOT NULL,
  part  INTEGER  NOT NULL,
  whole INTEGER  NOT NULL,
  v     TSVECTOR NOT NULL,
  PRIMARY KEY (id, part)
);
CREATE INDEX search_document_text_whole ON search_document_text USING gin (v) WHERE whole = 1;
CREATE INDEX search_document_text_parts ON search_document_text USING gin (v) WHERE whole = 0;

-- Ids of the records in which all of the words occur; an id may come twice. It is
-- a function for the settings it carries: the planner takes a look at a tsvector
-- for cheap and would rather read the whole table than a large part of the index.
-- +goose StatementBegin
CREATE FUNCTION search_document_match(together tsquery, words tsquery[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
  found bigint[];
  word  tsquery;
BEGIN
  RETURN QUERY SELECT id FROM search_document_text WHERE whole = 1 AND v @@ together;
  IF cardinality(words) = 1 THEN
    RETURN QUERY SELECT id FROM search_document_text WHERE whole = 0 AND v @@ together;
    RETURN;
  END IF;
  -- Two words may lie in two parts of a record.
  FOREACH word IN ARRAY words LOOP
    IF found IS NULL THEN
      found := ARRAY(SELECT id FROM search_document_text WHERE whole = 0 AND v @@ word);
    ELSE
      found := ARRAY(SELECT id FROM search_document_text WHERE whole = 0 AND v @@ word INTERSECT SELECT unnest(found));
    END IF;
    IF cardinality(found) = 0 THEN
      RETURN;
    END IF;
  END LOOP;
  RETURN QUERY SELECT unnest(found);
END
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION search_document_match(tsquery, tsquery[]);
DROP TABLE search_document_text;
DROP TABLE search_document_doc;
DELETE FROM search_state WHERE collection = 'document';
