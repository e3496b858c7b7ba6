// Package decide answers questions to the rule book: JSON Lines in, JSON Lines
// out. A question names what it asks and gives facts; the answer carries its
// basis and a reason. Where no rule fits, or two do, the answer is "undecided",
// never a guess.
//
// Rooms add their questions to a Registry with Add; the pages call the same
// functions.
package decide

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Basis is one ground of an answer: a clause and the readings of it that mattered.
type Basis = rulebook.Basis

// Cite makes a Basis.
func Cite(clause law.ID, interpretation ...string) Basis {
	return Basis{Clause: clause, Interpretation: interpretation}
}

// Result is what a question's function gives. Answer is written as JSON; leave
// it nil and set Undecided where no rule fits or two do.
type Result struct {
	Answer    any
	Undecided bool
	Basis     []Basis
	Reason    string // one Chinese sentence
}

// Registry holds the questions that can be asked. It is filled once at start and
// safe for concurrent use after that.
type Registry struct {
	inForce   civil.Date
	questions map[string]question
	editions  []edition
}

// edition is a later edition of the book, which answers from a day on.
type edition struct {
	from civil.Date
	r    *Registry
}

// Then adds a later edition of the same book: questions asked as of from or a later
// day are its to answer. Editions are added in the order of their days.
func (r *Registry) Then(from civil.Date, next *Registry) {
	r.editions = append(r.editions, edition{from, next})
}

type question struct {
	local bool
	ask   func(asOf civil.Date, facts members) (Result, error)
}

// NewRegistry makes an empty registry for a local book in force from a day on.
func NewRegistry(inForce civil.Date) *Registry {
	return &Registry{inForce: inForce, questions: map[string]question{}}
}

// Scope says whose rules answer a question.
type Scope bool

// National questions (the calendar, national law, a named regime) do not depend
// on as_of; Local ones are undecided for a day before the local book is in force.
const (
	National Scope = false
	Local    Scope = true
)

// Add registers a question. F is a struct whose fields are the facts, tagged
// `fact:"name"`, or `fact:"name,optional"` or `fact:"name,nullable"`; the fields
// are civil.Date, string, int, bool, a struct, or slices and pointers of these.
// `words:"a b c"` makes a string an enumeration; `min:"1"` and `max:"80"` bound an
// int, or the length of a string or slice. answer gets the facts after they were
// checked; an Invalid error it returns is answered as an error of that field.
// Adding a name twice or a struct that cannot be read is an Internal error.
func Add[F any](r *Registry, ask string, scope Scope, answer func(asOf civil.Date, facts F) (Result, error)) error {
	var zero F
	if err := checkShape(zero); err != nil {
		return &fault.Error{Kind: fault.Internal, Op: "decide.add " + ask, Err: err}
	}
	return r.add(ask, scope, func(asOf civil.Date, raw members) (Result, error) {
		var facts F
		if err := readFacts(raw, &facts); err != nil {
			return Result{}, err
		}
		return answer(asOf, facts)
	})
}

func (r *Registry) add(ask string, scope Scope, answer func(civil.Date, members) (Result, error)) error {
	if _, twice := r.questions[ask]; twice || ask == "" {
		return fault.Newf(fault.Internal, "问题“%s”登记了两次。", ask)
	}
	r.questions[ask] = question{bool(scope), answer}
	return nil
}

// Asks lists the questions, sorted.
func (r *Registry) Asks() []string {
	var all []string
	for ask := range r.questions {
		all = append(all, ask)
	}
	slices.Sort(all)
	return all
}

// answer is one line: an error, or a result.
type answer struct {
	id  string
	res Result
	err *fieldError
}

type fieldError struct{ field, message string }

// maxLine is the longest question that is read, in bytes.
const maxLine = 1 << 20

// Run answers every line of in on a line of out, in order; empty lines are passed
// over. A line that cannot be answered gets an error object and the others are
// answered all the same; exit is then 2, else 0. err is only set if reading or
// writing fails.
func Run(r *Registry, in io.Reader, out io.Writer) (exit int, err error) {
	lines := bufio.NewReaderSize(in, 64<<10)
	w := bufio.NewWriterSize(out, 64<<10)
	var line, text []byte
	for {
		var tooLong bool
		var err error
		line, tooLong, err = readLine(lines, line[:0])
		if len(bytes.TrimSpace(line)) > 0 || tooLong {
			a := r.answer(line, tooLong)
			if a.err != nil {
				exit = 2
			}
			var failure error
			if text, failure = a.append(text[:0]); failure != nil {
				return exit, failure
			}
			if _, err := w.Write(append(text, '\n')); err != nil {
				return exit, fault.Wrap("decide", fault.Unavailable, err)
			}
			// An answer is out before the next question is waited for.
			if lines.Buffered() == 0 {
				if err := w.Flush(); err != nil {
					return exit, fault.Wrap("decide", fault.Unavailable, err)
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return exit, fault.Wrap("decide", fault.Unavailable, w.Flush())
		}
		if err != nil {
			return exit, errors.Join(fault.Wrap("decide", fault.Unavailable, err), w.Flush())
		}
	}
}

// readLine reads to the next line feed into the room of line; a line over maxLine
// is not kept.
func readLine(r *bufio.Reader, line []byte) (_ []byte, tooLong bool, err error) {
	for {
		piece, err := r.ReadSlice('\n')
		if !tooLong {
			line = append(line, piece...)
			if len(line) > maxLine {
				line, tooLong = nil, true
			}
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}

// append writes the line without its end.
func (a answer) append(out []byte) ([]byte, error) {
	out = appendString(append(out, `{"id":`...), a.id)
	if a.err != nil {
		out = appendString(append(out, `,"error":{"field":`...), a.err.field)
		out = appendString(append(out, `,"message":`...), a.err.message)
		return append(out, "}}"...), nil
	}
	if a.res.Undecided {
		out = append(out, `,"undecided":true`...)
	} else {
		out = append(out, `,"answer":`...)
		if raw, ok := a.res.Answer.(json.RawMessage); ok {
			out = append(out, raw...)
		} else {
			var b bytes.Buffer
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			if err := e.Encode(a.res.Answer); err != nil {
				return out, fault.Wrap("decide", fault.Internal, err)
			}
			out = append(out, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
		}
	}
	out = append(out, `,"basis":[`...)
	for i, g := range a.res.Basis {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendString(append(out, `{"clause":`...), string(g.Clause))
		for j, id := range g.Interpretation {
			if j == 0 {
				out = append(out, `,"interpretation":[`...)
			} else {
				out = append(out, ',')
			}
			if out = appendString(out, id); j == len(g.Interpretation)-1 {
				out = append(out, ']')
			}
		}
		out = append(out, '}')
	}
	out = append(out, ']')
	if a.res.Reason != "" {
		out = appendString(append(out, `,"reason":`...), a.res.Reason)
	}
	return append(out, '}'), nil
}

// appendString writes a JSON string; s is UTF-8 or becomes it.
func appendString(out []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == 0x7f {
			return append(out, quoted(s)...)
		}
	}
	if !utf8.ValidString(s) {
		return append(out, quoted(s)...)
	}
	out = append(out, '"')
	out = append(out, s...)
	return append(out, '"')
}

func quoted(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return []byte(`""`) // a string always can be written
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func (r *Registry) answer(line []byte, tooLong bool) answer {
	if tooLong {
		return answer{err: &fieldError{"line", fmt.Sprintf("这一行超过 %d 字节，没有读取。", maxLine)}}
	}
	top, err := object("line", line)
	if err != nil {
		return failed("", err)
	}
	var q struct {
		ID    string     `fact:"id"`
		Ask   string     `fact:"ask"`
		AsOf  civil.Date `fact:"as_of,optional"`
		Facts members    `fact:"facts"`
	}
	// The id is read first, so that an error can be told apart by it.
	if raw, ok := top.get("id"); ok {
		q.ID, _ = str(raw)
	}
	if err := readFacts(top, &q); err != nil {
		return failed(q.ID, err)
	}
	res, err := r.put(q.Ask, q.AsOf, q.Facts)
	if err != nil {
		return failed(q.ID, err)
	}
	return answer{id: q.ID, res: res}
}

// Ask answers one question. Bad facts are an Invalid error that names the field.
func (r *Registry) Ask(ask string, asOf civil.Date, facts map[string]json.RawMessage) (Result, error) {
	list := make(members, 0, len(facts))
	for _, key := range slices.Sorted(maps.Keys(facts)) {
		list = append(list, member{key, facts[key]})
	}
	return r.put(ask, asOf, list)
}

func (r *Registry) put(ask string, asOf civil.Date, facts members) (Result, error) {
	for _, e := range slices.Backward(r.editions) {
		if !asOf.Before(e.from) {
			return e.r.put(ask, asOf, facts)
		}
	}
	q, ok := r.questions[ask]
	if !ok {
		return Result{}, fault.Field("ask", ask, "没有“"+ask+"”这种问题，可问的有："+joined(r.Asks())+"。")
	}
	if q.local && asOf.IsZero() {
		return Result{}, fault.Field("as_of", "", "这个问题要看是哪一天的规章，请填写 as_of（形如 2014-05-05）。")
	}
	res, err := q.ask(asOf, facts)
	if err != nil {
		return Result{}, err
	}
	if q.local && asOf.Before(r.inForce) {
		return Result{Undecided: true, Basis: []Basis{},
			Reason: "本单位规章自" + r.inForce.Chinese() + "起施行，" + asOf.Chinese() + "尚无规定。"}, nil
	}
	return res, nil
}

func failed(id string, err error) answer {
	e := fault.Of(err)
	field := e.Field
	if field == "" {
		field = "facts"
	}
	return answer{id: id, err: &fieldError{field, e.Safe()}}
}

func joined(words []string) string {
	var b bytes.Buffer
	for i, w := range words {
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(w)
	}
	return b.String()
}
