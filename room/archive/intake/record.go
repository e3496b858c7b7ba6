package intake

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
)

// Record is one paper as described in a table. Empty text, zero numbers and the
// zero date mean that the table does not say.
type Record struct {
	Title          string     `json:"title"`
	DocNo          string     `json:"doc_no,omitempty"`
	Issuer         string     `json:"issuer,omitempty"`
	Date           civil.Date `json:"date,omitzero"`
	Year           int        `json:"year,omitempty"`      // the date's year if the table gives none
	Retention      string     `json:"retention,omitempty"` // Y, D30, D10 or another code of the schedule
	Unit           string     `json:"unit,omitempty"`      // as written: code or name, known to the bureau or not
	Classification mark.Level `json:"classification"`
	Pages          int        `json:"pages,omitempty"`
	Keywords       []string   `json:"keywords,omitempty"`
	Category       string     `json:"category"` // WS unless the table says otherwise
	Code           string     `json:"code,omitempty"`
	ItemNo         string     `json:"item_no,omitempty"` // 件号 of the older system, as written
	Box            string     `json:"box,omitempty"`
	Remark         string     `json:"remark,omitempty"`
	Body           string     `json:"body,omitempty"`
	Files          []string   `json:"files,omitempty"` // slash-separated paths beside the input, never outside it
}

// Equal reports whether two records are equal in every field.
func (r Record) Equal(o Record) bool {
	return r.Title == o.Title && r.DocNo == o.DocNo && r.Issuer == o.Issuer && r.Date == o.Date && r.Year == o.Year &&
		r.Retention == o.Retention && r.Unit == o.Unit && r.Classification == o.Classification && r.Pages == o.Pages &&
		slices.Equal(r.Keywords, o.Keywords) && r.Category == o.Category && r.Code == o.Code && r.ItemNo == o.ItemNo &&
		r.Box == o.Box && r.Remark == o.Remark && r.Body == o.Body && slices.Equal(r.Files, o.Files)
}

// Fingerprint is a digest over every field: equal records have equal
// fingerprints, and records that differ anywhere have different ones. Its form
// is fixed, since fingerprints are stored.
func (r Record) Fingerprint() [32]byte {
	h := sha256.New()
	var n [8]byte
	number := func(v int) {
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	text := func(s string) {
		number(len(s))
		h.Write([]byte(s))
	}
	list := func(l []string) {
		number(len(l))
		for _, s := range l {
			text(s)
		}
	}
	text("lantai record 1")
	for _, s := range []string{r.Title, r.DocNo, r.Issuer, r.Date.String(), r.Retention, r.Unit, r.Category, r.Code, r.ItemNo, r.Box, r.Remark, r.Body} {
		text(s)
	}
	for _, v := range []int{r.Year, int(r.Classification), r.Pages} {
		number(v)
	}
	list(r.Keywords)
	list(r.Files)
	return [32]byte(h.Sum(nil))
}

// Header is the Chinese names of all columns, in the order of Cells.
func Header() []string {
	var h []string
	for _, f := range Fields() {
		h = append(h, f.Label())
	}
	return h
}

// Cells writes the record as a row under Header; a Mapper reads the same record
// back from it.
func (r Record) Cells() []string {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	retention := ""
	if r.Retention != "" {
		retention = retentionWords([]string{r.Retention})
	}
	return []string{r.Title, r.DocNo, r.Issuer, r.Date.String(), number(r.Year), retention, r.Unit, r.Classification.Label(),
		number(r.Pages), JoinKeywords(r.Keywords), r.Category, r.Code, r.ItemNo, r.Box, r.Remark, r.Body, strings.Join(r.Files, ";")}
}

// Rejection says why a row cannot be taken in. Field is the English name of the contract.
type Rejection struct {
	Row     int    `json:"row"`
	Field   string `json:"field"`
	Value   string `json:"value"`
	Message string `json:"message"`
}

// Warning says what a person should look at; the row is taken in all the same.
// Row 0 concerns the table as a whole.
type Warning struct {
	Row     int    `json:"row,omitempty"`
	Field   string `json:"field,omitempty"`
	Value   string `json:"value,omitempty"`
	Message string `json:"message"`
}
