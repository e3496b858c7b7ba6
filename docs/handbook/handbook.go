// Package handbook is the Chinese handbook, one file a role, as the program
// serves it (hall/handbook) and as it is read in the repository.
package handbook

import "embed"

// Files holds the handbook's Markdown files.
//
//go:embed *.md
var Files embed.FS
