package rulebook

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/council"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Rights of this package. Entering what the meeting decided and publishing are
// refused to the drafter in any case.
const (
	Drafting     act.Right = "rulebook.draft"     // write changes of the rule book
	Approving    act.Right = "rulebook.approve"   // enter what the director's office meeting decided on one
	Publishing   act.Right = "rulebook.publish"   // confirm it, so that it comes into force on its day
	SeeDecisions act.Right = "rulebook.decisions" // see what was decided under a clause, within reach
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Name: "rulebook", Base: 2300, Files: schemaFiles}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

func init() {
	org.NameRights(map[act.Right]string{Drafting: "起草规章修改", Approving: "登记规章修改的会议决定", Publishing: "发布规章修改", SeeDecisions: "查看依规章作出的决定"})
	act.DeclareRights(SeeDecisions)
	act.Watch("rulebook_edition", "number", "title", "reason", "amendment", "based_on", "state", "wished_from", "drafted_by", "drafted_name", "drafted_at",
		"sent_at", "replayed", "changed", "meeting_on", "meeting_no", "entered_by", "entered_name", "entered_at", "force_from", "published_by",
		"published_name", "published_at", "note")
	act.Watch("rulebook_decision", "subject", "unit", "level", "compartment", "edition", "table_id", "as_of", "clause", "body", "made_by", "made_name", "made_at")
}

// Library keeps the editions of the bureau's book and the decisions made under
// them. Base is the book as it came, edition 0. It is safe for concurrent use.
type Library struct {
	Door *act.Door
	Base *Book
	// Council takes changes to the director's office meeting. Nil, where no meeting
	// room is connected: a person enters which meeting passed a change.
	Council council.Room

	mu    sync.Mutex
	stamp int64
	books []*Book // by number; nil until read
}

// all gives every edition by number. It is read anew only when one was
// published, on whichever node.
func (l *Library) all(ctx context.Context, r db.Reader) ([]*Book, error) {
	last, err := db.One[int64](ctx, r, q.SQL("stamp"))
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.books != nil && l.stamp == last {
		return l.books, nil
	}
	list, err := db.All[Edition](ctx, r, q.SQL("published"))
	if err != nil {
		return nil, err
	}
	books := []*Book{l.Base}
	for _, e := range list {
		b, defects := Amend(books[len(books)-1], e.Amendment, e.ForceFrom)
		if len(defects) > 0 || e.Number != int64(len(books)) {
			return nil, &fault.Error{Kind: fault.Unavailable, Op: fmt.Sprintf("rulebook.edition %d", e.Number),
				Say: fmt.Sprintf("第%d版规章读不出来，请系统管理员用 lantai doctor 检查。", e.Number), Err: asError(defects)}
		}
		b.Edition = e.Number
		books = append(books, b)
	}
	l.books, l.stamp = books, last
	return books, nil
}

func asError(defects []Defect) error {
	errs := make([]error, 0, len(defects))
	for _, d := range defects {
		errs = append(errs, errors.New(d.line()))
	}
	return errors.Join(errs...)
}

// At is the book in force on a day: the edition whose time of force holds it. A
// day before the first edition gives the book as it came, which may not have
// been in force yet itself (see Book.Holds).
func (l *Library) At(ctx context.Context, day civil.Date) (*Book, error) {
	return l.at(ctx, l.Door.Reader(), day)
}

func (l *Library) at(ctx context.Context, r db.Reader, day civil.Date) (*Book, error) {
	books, err := l.all(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, b := range slices.Backward(books) {
		if b.Edition == 0 || !day.Before(b.Since) {
			return b, nil
		}
	}
	return l.Base, nil
}

// Today is the book in force today.
func (l *Library) Today(ctx context.Context) (*Book, error) { return l.At(ctx, l.Door.Today()) }

// Pinned is the book of one edition, as a case that was submitted under it goes
// on using it. An edition that was never published is a NotFound error.
func (l *Library) Pinned(ctx context.Context, number int64) (*Book, error) {
	books, err := l.all(ctx, l.Door.Reader())
	if err != nil {
		return nil, err
	}
	if number < 0 || number >= int64(len(books)) {
		return nil, fault.Newf(fault.NotFound, "没有第%d版规章。", number)
	}
	return books[number], nil
}

// latest is the edition published last, whether or not it is in force yet.
func (l *Library) latest(ctx context.Context, r db.Reader) (*Book, error) {
	books, err := l.all(ctx, r)
	if err != nil {
		return nil, err
	}
	return books[len(books)-1], nil
}

// Case says to which case a decision belongs and who may see it.
type Case struct {
	Subject     string // "table:id"
	Unit        string
	Level       mark.Level
	Compartment string
}

// Kept is a stored decision.
type Kept struct {
	ID          int64      `db:"id"`
	Subject     string     `db:"subject"`
	Unit        string     `db:"unit"`
	Level       int64      `db:"level"`
	Compartment string     `db:"compartment"`
	Edition     int64      `db:"edition"`
	Table       string     `db:"table_id"`
	AsOf        civil.Date `db:"as_of"`
	Clause      law.ID     `db:"clause"`
	Body        string     `db:"body"`
	MadeBy      string     `db:"made_by"`
	MadeName    string     `db:"made_name"`
	MadeAt      int64      `db:"made_at"`
}

// Decision reads the decision back as it was made.
func (k Kept) Decision() (Decision, error) {
	var d Decision
	err := json.Unmarshal([]byte(k.Body), &d)
	return d, fault.Wrap(fmt.Sprintf("rulebook.decision %d", k.ID), fault.Internal, err)
}

// Keep stores a decision of the book whole, within a room's own deed, and gives
// its number. A decision without a clause, or of no case, cannot be stored. Its
// facts are the inputs of its table and nothing else.
func Keep(tx *act.Tx, c Case, b *Book, d Decision) (int64, error) {
	if c.Subject == "" {
		return 0, fault.New(fault.Internal, "一项决定没有写明是哪一件事，不能保存。")
	}
	body, err := json.Marshal(d) // refuses what rests on nothing
	if err != nil {
		return 0, fault.Wrap("rulebook.keep", fault.Internal, err)
	}
	id, err := tx.Next("rulebook_decision")
	if err != nil {
		return 0, err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("decision_insert"), id, c.Subject, c.Unit, int64(c.Level), c.Compartment, b.Edition, d.Table(), d.AsOf(),
		string(d.Basis()[0].Clause), string(body), tx.Actor.Login, tx.Actor.Name, tx.Now); err != nil {
		return 0, err
	}
	var cited []law.ID
	for _, g := range d.Basis() {
		if slices.Contains(cited, g.Clause) {
			continue
		}
		cited = append(cited, g.Clause)
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("citation_insert"), string(g.Clause), id); err != nil {
			return 0, err
		}
	}
	tx.Touch("rulebook_decision", id)
	return id, nil
}

// reachOf limits a list of decisions to an actor's reach.
func reachOf(f *db.Filter, r act.Reach, prefix string) {
	compartments := append([]string{""}, r.Compartments...)
	db.In(f, prefix+"compartment", compartments)
	if r.Everything {
		return
	}
	conds, args := []string{"1 = 0"}, []any{}
	for _, u := range r.Units {
		conds, args = append(conds, prefix+"unit = ?"), append(args, u)
	}
	if r.SeeOthers {
		conds, args = append(conds, prefix+"level <= ?"), append(args, int64(r.Others))
	}
	f.And(strings.Join(conds, " OR "), args...)
}

// Under lists what was decided under a clause, the newest first, as far as the
// actor may see it; nothing without the right SeeDecisions.
func (l *Library) Under(ctx context.Context, who act.Actor, clause law.ID, limit int) ([]Kept, error) {
	if !who.May(SeeDecisions) {
		return nil, nil
	}
	f := db.NewFilter()
	f.And("c.clause = ?", string(clause))
	reachOf(f, who.Reach, "d.")
	return db.All[Kept](ctx, l.Door.Reader(), q.SQL("decisions_under")+f.Where()+fmt.Sprintf(" ORDER BY c.decision_id DESC LIMIT %d", limit), f.Args()...)
}

// Of lists what was decided about one case, the oldest first, as far as it is
// within the actor's reach. Whether he may see the case is the room's to say.
func (l *Library) Of(ctx context.Context, who act.Actor, subject string) ([]Kept, error) {
	f := db.NewFilter()
	f.And("subject = ?", subject)
	reachOf(f, who.Reach, "")
	return db.All[Kept](ctx, l.Door.Reader(), q.SQL("decisions")+f.Where()+" ORDER BY id", f.Args()...)
}

// Find gives one decision; one out of reach answers like one that is not there.
func (l *Library) Find(ctx context.Context, who act.Actor, id int64) (Kept, error) {
	f := db.NewFilter()
	f.And("id = ?", id)
	reachOf(f, who.Reach, "")
	return db.One[Kept](ctx, l.Door.Reader(), q.SQL("decisions")+f.Where(), f.Args()...)
}

// Told lists what was decided under a clause in words, the newest first, as far as
// the actor may see it.
func (l *Library) Told(ctx context.Context, who act.Actor, clause law.ID, limit int) ([]Decided, error) {
	list, err := l.Under(ctx, who, clause, limit)
	if err != nil {
		return nil, err
	}
	var out []Decided
	for _, k := range list {
		d, err := k.Decision()
		if err != nil {
			return nil, err
		}
		b, err := l.Pinned(ctx, k.Edition)
		if err != nil {
			return nil, err
		}
		out = append(out, Decided{On: k.AsOf.String(), Who: k.MadeName, What: factLines(d.Facts()) + " → " + b.verdictOf(d).Outcome})
	}
	return out, nil
}
