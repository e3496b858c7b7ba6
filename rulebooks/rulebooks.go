// Package rulebooks carries the rule books that come with the program, as data:
// clause cards, closed tables, units, posts and the archive room's settings.
// Package hall/rulebook reads them; nothing here is code.
package rulebooks

import (
	"embed"
	"io/fs"
	"sort"

	"lantai.internal/base/fault"
)

// Default is the book of the bureau the product was written for; Example is a
// tiny made-up one, the starting point of a new book.
const (
	Default = "qijiang-commerce"
	Example = "example-bureau"
)

//go:embed qijiang-commerce example-bureau
var books embed.FS

// Names lists the books, sorted.
func Names() []string {
	entries, err := books.ReadDir(".")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	sort.Strings(names)
	return names
}

// FS gives the files of one book. An unknown name is an Invalid error (field "rulebook").
func FS(name string) (fs.FS, error) {
	for _, n := range Names() {
		if n == name {
			return fs.Sub(books, n)
		}
	}
	return nil, fault.Field("rulebook", name, "没有名为“"+name+"”的规章，可用的有："+Default+"、"+Example+"。")
}
