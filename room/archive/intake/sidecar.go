package intake

import (
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"lantai.internal/base/mark"
	"lantai.internal/kit/sheet"
)

// sidecarNames are the names, without ending, that a table beside documents has.
var sidecarNames = []string{"目录", "文件目录", "归档文件目录", "著录", "著录表", "清单", "文件清单", "catalogue", "catalog", "index", "metadata"}

var sidecarEndings = []string{".xlsx", ".csv", ".tsv", ".ndjson", ".jsonl", ".dbf"}

// FindSidecar finds the table that describes the documents of a folder among
// its slash-separated paths: one at the top with a telling name, else the only
// table at the top if there are documents beside it.
func FindSidecar(paths []string) (string, bool) {
	var tables, named []string
	for _, p := range paths {
		base := path.Base(p)
		ext := strings.ToLower(path.Ext(base))
		if path.Dir(p) != "." || !slices.Contains(sidecarEndings, ext) || strings.HasPrefix(base, "~$") || strings.HasPrefix(base, ".") {
			continue
		}
		tables = append(tables, p)
		if slices.Contains(sidecarNames, sheet.Normalize(strings.TrimSuffix(base, path.Ext(base)))) {
			named = append(named, p)
		}
	}
	slices.Sort(named)
	switch {
	case len(named) > 0:
		return named[0], true
	case len(tables) == 1 && len(paths) > 1:
		return tables[0], true
	}
	return "", false
}

// Match is a document with the row that describes it.
type Match struct {
	Document string // path as given
	Row      int
	By       Field // how it was found: Files, Code, DocNo or Title
	Record   Record
}

// Matches is what a sidecar table says about the documents beside it.
type Matches struct {
	Matched    map[string]Match // by document
	Alone      []string         // documents that no row describes, in the order given
	Warnings   []Warning        // rows without a document among them
	Rejections []Rejection      // rows that cannot be used; their documents are alone
	Secret     []string         // documents whose row marks them as a state secret: never to be taken
}

// MatchSidecar reads a sidecar table to its end and gives each row its
// document: by the file names the row lists (with or without ending or folder),
// else by a file name that is the row's archival code, number or title. A
// document is given to one row, the first; a row that lists several files has
// them all. Only what is matched is held in memory.
func MatchSidecar(ctx context.Context, t *sheet.Table, m Mapping, documents []string) (Matches, error) {
	p, err := NewMapper(t.Header(), m)
	if err != nil {
		return Matches{}, err
	}
	p.SetDate1904(t.Date1904())
	out := Matches{Matched: map[string]Match{}, Warnings: slices.Clone(p.Warnings())}
	index := newNameIndex(documents)
	for {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if re, ok := sheet.AsRowError(err); ok {
			out.Rejections = append(out.Rejections, Rejection{Row: re.Number, Message: re.Err.Safe()})
			continue
		}
		if err != nil {
			return out, err
		}
		r, warnings, rejections := p.Record(row)
		out.Warnings = append(out.Warnings, warnings...)
		if len(rejections) > 0 {
			out.Rejections = append(out.Rejections, rejections...)
			if secret(r, rejections) {
				doc, _, _ := index.find(r)
				out.Secret = append(out.Secret, doc...)
			}
			continue
		}
		doc, by, missing := index.find(r)
		for _, f := range missing {
			out.Warnings = append(out.Warnings, Warning{Row: row.Number, Field: string(Files), Value: brief(f), Message: "没有找到目录所列的文件“" + brief(f) + "”。"})
		}
		if len(doc) == 0 {
			if len(missing) == 0 {
				out.Warnings = append(out.Warnings, Warning{Row: row.Number, Field: string(Title), Value: brief(r.Title), Message: "目录里的“" + brief(r.Title) + "”没有找到对应的文件。"})
			}
			continue
		}
		for _, d := range doc {
			if _, taken := out.Matched[d]; taken {
				out.Warnings = append(out.Warnings, Warning{Row: row.Number, Field: string(by), Value: brief(d),
					Message: "文件“" + brief(d) + "”已由前面的一行著录，本行未采用。"})
				continue
			}
			out.Matched[d] = Match{Document: d, Row: row.Number, By: by, Record: r}
		}
	}
	for _, d := range documents {
		if _, ok := out.Matched[d]; !ok && !slices.Contains(out.Secret, d) {
			out.Alone = append(out.Alone, d)
		}
	}
	return out, nil
}

// secret reports whether a rejected row marks its paper as a state secret.
func secret(r Record, why []Rejection) bool {
	return slices.ContainsFunc(why, func(x Rejection) bool { return x.Field == string(Classification) && mark.Classified(x.Value) }) ||
		slices.ContainsFunc([]string{r.Title, r.Remark, strings.Join(r.Keywords, ";")}, func(s string) bool { return mark.Stated(s) != "" })
}

// nameIndex finds documents by what their names say. A name that two documents share finds neither.
type nameIndex struct {
	full, base, stem, loose map[string]string
}

func newNameIndex(documents []string) *nameIndex {
	x := &nameIndex{map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}}
	put := func(m map[string]string, k, d string) {
		if k == "" {
			return
		}
		if prior, ok := m[k]; ok && prior != d {
			d = ""
		}
		m[k] = d
	}
	for _, d := range documents {
		p := strings.ToLower(path.Clean(strings.ReplaceAll(d, `\`, "/")))
		put(x.full, p, d)
		base := path.Base(p)
		put(x.base, base, d)
		stem := strings.TrimSuffix(base, path.Ext(base))
		put(x.stem, stem, d)
		put(x.loose, looseName(stem), d)
	}
	return x
}

// looseName keeps letters and digits only: file names cannot hold every mark of a number or a title.
func looseName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, sheet.Normalize(s))
}

func (x *nameIndex) find(r Record) (docs []string, by Field, missing []string) {
	for _, f := range r.Files {
		k := strings.ToLower(f)
		d := x.full[k]
		for _, try := range []string{x.base[path.Base(k)], x.stem[path.Base(k)], x.stem[strings.TrimSuffix(path.Base(k), path.Ext(k))]} {
			if d == "" {
				d = try
			}
		}
		if d == "" {
			missing = append(missing, f)
		} else if !slices.Contains(docs, d) {
			docs = append(docs, d)
		}
	}
	if len(docs) > 0 || len(missing) > 0 {
		return docs, Files, missing
	}
	for _, try := range []struct {
		field Field
		value string
	}{{Code, r.Code}, {DocNo, r.DocNo}, {Title, r.Title}} {
		if d := x.loose[looseName(try.value)]; d != "" {
			return []string{d}, try.field, nil
		}
	}
	return nil, "", nil
}
