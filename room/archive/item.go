package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"hash/fnv"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/hall/search"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
)

// Stage is how far the work on an item has come (clause archive.process.stages).
// It moves forward, and back to Collected if an item loses its number before its
// year is closed.
type Stage int64

// The four stages of the rule book.
const (
	Collected Stage = 1 // 收集
	Arranged  Stage = 2 // 整理
	Boxed     Stage = 3 // 立卷（装盒）
	Filed     Stage = 4 // 归档
)

// Label is the Chinese word.
func (s Stage) Label() string {
	return [...]string{"", "已收集", "已整理", "已装盒", "已归档"}[min(max(s, 0), 4)]
}

// States of an item besides its stage.
const (
	Held        = "held"
	Merged      = "merged"      // became a part of another item
	Excluded    = "excluded"    // not to be archived
	Transferred = "transferred" // handed over to the archives
	Destroyed   = "destroyed"   // the stub stays
)

// StateLabel is the Chinese word for a state.
func StateLabel(state string) string {
	return map[string]string{Held: "在室", Merged: "已并入他件", Excluded: "不归档", Transferred: "已移交", Destroyed: "已销毁"}[state]
}

// Where a retention period comes from.
const (
	Given     = "given"     // stood in the source
	Proposed  = "proposed"  // by the schedule
	ByDefault = "default"   // by --default-retention, to be looked at again
	Confirmed = "confirmed" // by a person
)

// Item is one item (件) of the fonds, or a paper on its way to become one.
type Item struct {
	ID             int64       `db:"id"`
	BatchID        int64       `db:"batch_id"`
	Category       string      `db:"category"`
	Title          string      `db:"title"`
	DocNo          string      `db:"doc_no"`
	DocNoKey       string      `db:"doc_no_key"`
	TitleKey       int64       `db:"title_key"`
	Issuer         string      `db:"issuer"`
	Date           civil.Date  `db:"date"`
	Year           int64       `db:"year"` // filing year; 0 unknown
	Retention      code.Period `db:"retention"`
	RetentionFrom  string      `db:"retention_from"`
	RetentionRule  string      `db:"retention_rule"`
	Unit           string      `db:"unit"`
	UnitWritten    string      `db:"unit_written"`
	Level          mark.Level  `db:"level"`
	Pages          int64       `db:"pages"`
	PagesEstimated bool        `db:"pages_estimated"`
	Keywords       string      `db:"keywords"`
	Remark         string      `db:"remark"`
	Stage          Stage       `db:"stage"`
	State          string      `db:"state"`
	MergedInto     int64       `db:"merged_into"`
	Code           string      `db:"code"`
	CodeGiven      string      `db:"code_given"`
	ItemNo         int64       `db:"item_no"`
	SortNo         int64       `db:"sort_no"`
	BoxID          int64       `db:"box_id"`
	BoxGiven       string      `db:"box_given"`
	Doubts         string      `db:"doubts"`
	Opening        string      `db:"opening"`
	BodySHA        string      `db:"body_sha"`
	Fingerprint    string      `db:"fingerprint"`
	CreatedAt      int64       `db:"created_at"`
	Version        int64       `db:"version"`
}

// File is one file of an item. Its bytes lie in the file store.
type File struct {
	ID      int64  `db:"id"`
	ItemID  int64  `db:"item_id"`
	Origin  int64  `db:"origin"` // the item it came with
	Ordinal int64  `db:"ordinal"`
	Role    string `db:"role"`
	Name    string `db:"name"` // as it came, never altered
	Path    string `db:"path"`
	Kind    string `db:"kind"`
	Size    int64  `db:"size"`
	Pages   int64  `db:"pages"`
	SHA256  string `db:"sha256"`
	SM3     string `db:"sm3"`
}

// itemColumns are the columns of archive_item in the order of Item.values, which
// is also the order in which a row's digest is taken.
var itemColumns = []string{"batch_id", "category", "title", "doc_no", "doc_no_key", "title_key", "issuer", "date", "year",
	"retention", "retention_from", "retention_rule", "unit", "unit_written", "level", "pages", "pages_estimated", "keywords",
	"remark", "stage", "state", "merged_into", "code", "code_given", "item_no", "sort_no", "box_id", "box_given", "doubts",
	"opening", "body_sha", "fingerprint", "created_at", "version"}

var itemSelect = "id, " + strings.Join(itemColumns, ", ")

// listSelect is what a list needs of an item: all but what only the program and
// the item's own page look at.
var listSelect = "id, " + strings.Join(slices.DeleteFunc(slices.Clone(itemColumns), func(c string) bool {
	return slices.Contains([]string{"doc_no_key", "title_key", "keywords", "box_given", "body_sha", "fingerprint", "created_at"}, c)
}), ", ")

func (it *Item) values() []any {
	est := int64(0)
	if it.PagesEstimated {
		est = 1
	}
	return []any{it.BatchID, it.Category, it.Title, it.DocNo, it.DocNoKey, it.TitleKey, it.Issuer, it.Date.String(), it.Year,
		string(it.Retention), it.RetentionFrom, it.RetentionRule, it.Unit, it.UnitWritten, int64(it.Level), it.Pages, est, it.Keywords,
		it.Remark, int64(it.Stage), it.State, it.MergedInto, it.Code, it.CodeGiven, it.ItemNo, it.SortNo, it.BoxID, it.BoxGiven, it.Doubts,
		it.Opening, it.BodySHA, it.Fingerprint, it.CreatedAt, it.Version}
}

var fileColumns = []string{"item_id", "origin", "ordinal", "role", "name", "path", "kind", "size", "pages", "sha256", "sm3"}
var fileSelect = "id, " + strings.Join(fileColumns, ", ")

func (f *File) values() []any {
	return []any{f.ItemID, f.Origin, f.Ordinal, f.Role, f.Name, f.Path, f.Kind, f.Size, f.Pages, f.SHA256, f.SM3}
}

// unnumber takes an item that is not filed out of its class: it gets a number
// anew when its year is next arranged.
func (it *Item) unnumber() {
	it.Code, it.ItemNo, it.BoxID, it.Stage = "", 0, 0, Collected
}

// derive fills what follows from the other fields.
func (it *Item) derive() {
	it.DocNoKey = describe.NormaliseDocNo(it.DocNo)
	it.TitleKey = titleKey(it.Title)
}

// titleKey hashes the folded title, so that equal titles are found by number.
func titleKey(title string) int64 {
	h := fnv.New64a()
	h.Write([]byte(strings.ReplaceAll(search.Fold(title), " ", "")))
	return int64(h.Sum64() >> 1)
}

func bodySHA(body string) string {
	if body == "" {
		return ""
	}
	s := sha256.Sum256([]byte(body))
	return hex.EncodeToString(s[:])
}

// EstimatePages is the page count of a text without pages: one page per 1,000
// characters, at least one.
func EstimatePages(body string) int64 {
	n := int64(0)
	for range body {
		n++
	}
	return max(1, (n+999)/1000)
}

// Compartment is the closed circle an item belongs to, "" for none: personnel
// files are for the political section alone (clause archive.room.personnel).
func (it *Item) Compartment() string {
	if strings.HasPrefix(it.Category, "RS") {
		return "personnel"
	}
	return ""
}

// periodFact is a period as the small number of the search index: 0 none, 255
// permanent, otherwise the years, at most 254.
func periodFact(p code.Period) uint8 {
	if p == code.Permanent {
		return 255
	}
	return uint8(min(p.Years(), 254))
}

func categoryFact(c string) uint8 {
	first, _, _ := strings.Cut(c, "·")
	for i, known := range code.Categories {
		if known.Code == first {
			return uint8(i + 1)
		}
	}
	return 0
}
