// Package volume makes any number of records, for measuring. They have the shape
// of a district bureau's papers: titles of about 28 characters, a number, an
// issuer, a date and keywords; one in ten has a text of one to five thousand
// characters. The words are common ones of official papers, put together by
// chance, the frequent ones often; the same seed gives the same records.
package volume

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
)

// Source gives records one after another, as an import takes them.
type Source struct {
	// Years are the filing years from First on, Years of them.
	First, Years int
	units        []string
	n, at        int
	r            *rand.Rand
}

// New makes a source of n records of 25 years, filed by these units in turn.
func New(n int, units ...string) *Source {
	return &Source{First: 2000, Years: 25, units: units, n: n, r: rand.New(rand.NewPCG(7, uint64(n)))}
}

// Next gives the next record; io.EOF after the last.
func (s *Source) Next(context.Context) (*archive.Incoming, []archive.Rejection, []archive.Warning, error) {
	if s.at >= s.n {
		return nil, nil, nil, io.EOF
	}
	in := s.record()
	return &in, nil, nil, nil
}

func (s *Source) record() archive.Incoming {
	s.at++
	year := s.First + s.r.IntN(s.Years)
	issuer := s.place() + s.organ()
	kind := pick(s.r, kinds)
	topic := s.topic()
	return archive.Incoming{
		Row: s.at, Title: fmt.Sprintf("%s关于%s的%s", issuer, topic, kind),
		DocNo:  fmt.Sprintf("%s%s〔%d〕%d号", pick(s.r, marks), pick(s.r, marks), year, 1+s.r.IntN(900)),
		Issuer: issuer,
		Date:   civil.Date{Year: year, Month: time.Month(1 + s.r.IntN(12)), Day: 1 + s.r.IntN(28)},
		Year:   year, Retention: []code.Period{code.Permanent, code.Years30, code.Years10, code.Years10}[s.r.IntN(4)],
		Unit: s.units[s.r.IntN(len(s.units))], Level: mark.Level(s.r.IntN(10) / 8), Pages: 1 + s.r.IntN(40),
		Keywords: []string{s.word() + s.word(), s.word() + s.word(), kind},
		Body:     s.body(),
	}
}

func (s *Source) body() string {
	if s.at%10 != 0 {
		return ""
	}
	var b strings.Builder
	want := 1000 + s.r.IntN(4000)
	for n := 0; n < want; {
		sentence := s.sentence()
		n += len([]rune(sentence))
		b.WriteString(sentence)
	}
	return b.String()
}

func (s *Source) sentence() string {
	var b strings.Builder
	if s.r.IntN(5) == 0 {
		fmt.Fprintf(&b, "\n第%d条　", 1+s.r.IntN(90))
	}
	for clause := range 2 + s.r.IntN(3) {
		if clause > 0 {
			b.WriteString("，")
		}
		for range 4 + s.r.IntN(5) {
			b.WriteString(s.word())
			if s.r.IntN(4) == 0 {
				b.WriteString(pick(s.r, joints))
			}
		}
	}
	if s.r.IntN(6) == 0 {
		fmt.Fprintf(&b, "%d万元", 1+s.r.IntN(9999))
	}
	b.WriteString("。")
	return b.String()
}

func (s *Source) topic() string {
	n := 7 + s.r.IntN(4)
	var b strings.Builder
	for range n {
		b.WriteString(s.word())
	}
	return b.String()
}

func (s *Source) organ() string { return pick(s.r, organs) }

// place makes up the name of a district.
func (s *Source) place() string {
	return string([]rune{syllables[s.r.IntN(len(syllables))], syllables[s.r.IntN(len(syllables))]}) + pick(s.r, []string{"区", "县", "市"})
}

// word draws a word; the first of the list come most often, about as often as
// words of a rank come in real texts.
func (s *Source) word() string {
	i := int(math.Exp(s.r.Float64()*math.Log(float64(len(words)+1)))) - 1
	return words[min(i, len(words)-1)]
}

func pick(r *rand.Rand, of []string) string { return of[r.IntN(len(of))] }

// WriteNDJSON writes n records as an import file, one JSON object a line.
func WriteNDJSON(w io.Writer, n int, units ...string) error {
	s := New(n, units...)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for range n {
		in := s.record()
		err := enc.Encode(line{in.Title, in.DocNo, in.Issuer, in.Date.String(), in.Year, in.Retention.Label(), in.Unit, in.Level.Word(), in.Pages, in.Keywords, in.Body})
		if err != nil {
			return err
		}
	}
	return nil
}

type line struct {
	Title          string   `json:"title"`
	DocNo          string   `json:"doc_no"`
	Issuer         string   `json:"issuer"`
	Date           string   `json:"date"`
	Year           int      `json:"year"`
	Retention      string   `json:"retention"`
	Unit           string   `json:"unit"`
	Classification string   `json:"classification"`
	Pages          int      `json:"pages"`
	Keywords       []string `json:"keywords"`
	Body           string   `json:"body,omitempty"`
}
