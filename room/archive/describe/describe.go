// Package describe reads a description out of the text of a document: title,
// document number, issuer, date, mark, kind and keywords, each with how sure it
// is and where it was found. It never invents: what the text does not show and
// the file's name does not say stays empty.
package describe

import (
	"strings"

	"lantai.internal/base/civil"
)

// Confidence says how far a finding may be trusted.
type Confidence uint8

// The degrees. Only Sure may be taken over without a look.
const (
	None   Confidence = iota // nothing found
	Guess                    // one weak sign
	Likely                   // a usual place, but not proof
	Sure                     // stands in the place made for it
)

// Label is the Chinese word for the degree, empty for None.
func (c Confidence) Label() string { return [...]string{"", "推测", "较可靠", "确定"}[c] }

// Word is the English word of data exchange: "", guess, likely, sure.
func (c Confidence) Word() string { return [...]string{"", "guess", "likely", "sure"}[c] }

// Found is one finding with its ground.
type Found struct {
	Value      string
	Confidence Confidence
	// Evidence says in Chinese where the value stands and quotes the place.
	Evidence string
}

// Source is what a description is made from. Nothing in it is required.
type Source struct {
	Name string // file name with or without folders, used where the text is silent
	Body string // the text; if empty, Pages joined
	// Pages is the text page by page, where it is known: marks stand on tops of pages.
	Pages []string
	// Issuers maps number prefixes (綦商务) to issuers, for papers that do not name theirs.
	Issuers map[string]string
}

// Description is what Describe found. Date.Value is YYYY-MM-DD.
type Description struct {
	Title, DocNo, Issuer, Date, Kind Found
	// Mark is the mark of secrecy or of internal use as written, e.g. 机密★10年 or 内部.
	Mark Found
	// Keywords are words of the title, at most eight.
	Keywords   []string
	KeywordsBy Found
}

// Day is the date found, zero if none.
func (d Description) Day() civil.Date {
	day, err := civil.Parse(d.Date.Value)
	if err != nil {
		return civil.Date{}
	}
	return day
}

// Year is the year of the date found, 0 if none.
func (d Description) Year() int { return d.Day().Year }

// Describe reads a description. It is a pure function and takes time in
// proportion to the text.
func Describe(s Source) Description {
	body := s.Body
	if body == "" {
		body = strings.Join(s.Pages, "\n")
	}
	t := split(body)
	name := splitName(s.Name)
	var d Description
	d.Date = findDate(t, name)
	d.DocNo = findDocNo(t, name, d.Day())
	d.Title = findTitle(t, name, d.DocNo)
	d.Issuer = findIssuer(t, d, s.Issuers)
	d.Mark = findMark(t, s.Pages)
	d.Kind = findKind(d.Title, d.DocNo)
	d.Keywords = keywords(d.Title.Value, d.Issuer.Value)
	if len(d.Keywords) > 0 {
		d.KeywordsBy = Found{Confidence: Guess, Evidence: "取自题名"}
	}
	return d
}
