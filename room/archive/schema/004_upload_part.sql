-- +goose Up

-- What came out of the containers (ZIP files) of an upload, by digest: when the
-- last paper that has one of these files is destroyed, the container goes too.
CREATE TABLE archive_upload_part (
  id        INTEGER NOT NULL PRIMARY KEY,
  upload_id INTEGER NOT NULL,
  sha256    TEXT    NOT NULL
);

CREATE INDEX archive_upload_part_sha ON archive_upload_part (sha256);
CREATE INDEX archive_upload_part_upload ON archive_upload_part (upload_id);
