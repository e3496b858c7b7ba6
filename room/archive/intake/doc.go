// Package intake turns what comes in, a row of somebody's table, into an
// archive record. It is pure: no database, no files, no clock.
//
// A Mapper knows which column is which field, from the contract's English
// names, from the Chinese names that archive catalogues ordinarily use, or from
// a Mapping that the archivist wrote and keeps. Only an empty title, an
// impossible date or a value outside an enumeration rejects a row; everything
// else is kept, with a warning where a person should look.
package intake
