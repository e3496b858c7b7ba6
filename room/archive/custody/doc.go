// Package custody keeps the boxes of the archive room in their places (保管):
// rooms, cabinets and shelves with what they hold, labels, stock-taking, the logs
// of condition and of temperature and humidity, and the words that belong to
// photographs.
//
// A box stands on a shelf of a room of its own kind: personnel files in a
// personnel room, which only those see who may see personnel files (clause
// archive.room.personnel); everything else in the others (archive.room.documents).
// A shelf or cabinet whose capacity is set is never filled beyond it
// (archive.cabinet.count).
//
// Tables: archive_location, archive_stocktake, archive_stocktake_line,
// archive_inspection, archive_climate, archive_photo.
package custody
