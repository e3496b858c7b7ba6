package flow

import (
	"context"
	"embed"
	"strings"
	"sync"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/council"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// Use is the right to submit cases and to act where one's turn has come; which
// case and which step is found out for every row.
const Use act.Right = "flow.use"

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Name: "flow", Base: 2800, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

func init() {
	org.NameRights(map[act.Right]string{Use: "办理审批流程"})
	act.Watch("flow_case", "subject", "kind", "title", "line", "url", "applicant", "applicant_login", "applicant_name", "applicant_post", "phase", "round",
		"submitted_at", "settled_at", "ended_at", "due", "facts", "ruling", "edition", "basis", "basis_line", "restricted")
	act.Watch("flow_step", "case_id", "round", "place", "who", "act", "state", "person", "person_name", "added", "oral_at", "since", "done_at", "outcome")
	act.Watch("flow_draft", "case_id", "n", "made_at", "body", "sha256")
	act.Watch("flow_event", "case_id", "n", "step_id", "action", "outcome", "person", "login", "name", "post", "stands_for", "at", "event_at", "since", "words", "data")
	act.Watch("flow_paper", "subject", "owed_at", "filed_at")
	act.Watch("flow_further", "subject", "n", "what", "body", "owed_at", "filed_at")
	act.Watch("flow_reader", "case_id", "person", "login", "name", "by_name", "at", "read_at")
}

// Flow takes cases through their steps.
type Flow struct {
	Door     *act.Door
	Cast     Cast
	Calendar *calendar.Store

	// Council takes the steps that a meeting decides to the meetings. Nil, where no
	// meeting room is connected: a person enters what was decided.
	Council council.Room

	kinds map[string]Kind
	// told are the transactions inside a room's hook: what a hook does may not
	// start or move another case.
	told sync.Map
}

// Open readies the package. Rooms then register their kinds, before anything is
// served.
func Open(door *act.Door, cast Cast, cal *calendar.Store) *Flow {
	return &Flow{Door: door, Cast: cast, Calendar: cal, kinds: map[string]Kind{}}
}

// Hook tells a room what became of its case, in the deed that made it so. An
// error undoes the deed. A hook writes the room's own rows; it may not move a
// case.
type Hook func(tx *act.Tx, o Outcome) error

// Kind is one sort of case that a room brings.
type Kind struct {
	Table string // of the room; subjects are "table:id"
	Name  string // 请假
	Basis []law.ID
	// Recorders may enter what a meeting decided or what was answered from
	// outside; office and political section when empty.
	Recorders []Who

	// Word is where the word of a step is given, by whoever's turn it is, where more
	// belongs to it than the forms of this package ask for: the room's own deed then
	// does the action (Flow.Act), and here it is refused. Nil for the forms of this
	// package.
	Word func(v View) ui.Link
	// Distinct keeps everybody to one step of a round.
	Distinct bool
	// Unit is the unit whose roles act; nil for the applicant's.
	Unit func(ctx context.Context, r db.Reader, c Case) (string, error)

	// Agenda says where a case belongs that a meeting decides; nil where the book says
	// nothing of it.
	Agenda func(ctx context.Context, r db.Reader, c Case) (Agenda, error)

	// Facts are what whoever decides has to know (days, balance, conflicts), in the
	// order of the card, as far as who may see it; nil for none.
	Facts func(ctx context.Context, who act.Actor, v View) ([]ui.Pair, error)

	// Printed is the case for its printed course, as far as who may see it.
	Printed func(ctx context.Context, who act.Actor, id int64) (Printed, error)

	// Papers lays out what is left of a closed case, and File hands it over; both
	// come after Flow.Owe, outside and inside a deed.
	Papers func(ctx context.Context, id int64) (Papers, error)
	File   Filer
	// Further lays out one paper that is added to a case after Flow.Owe
	// (Flow.OweFurther): title, unit and circle of the case, the paper's own files
	// (Further.Lay).
	Further func(ctx context.Context, id int64, x Further) (Papers, error)

	Agreed    Hook // the deciding step is done: it holds from now on
	Closed    Hook // all is recorded as well (comes after Agreed, in the same deed if no step was left)
	Refused   Hook
	Returned  Hook // to the applicant
	Withdrawn Hook
}

// Outcome is what a hook hears.
type Outcome struct {
	Case  Case
	Event Event // who did it, in which capacity, when it happened and was entered
}

// Register makes a room's kind of case known. It panics on one known already.
func (f *Flow) Register(k Kind) {
	if _, twice := f.kinds[k.Table]; twice || k.Table == "" || k.Name == "" {
		panic("flow: kind " + k.Table + " is registered twice or has no name")
	}
	if len(k.Recorders) == 0 {
		k.Recorders = assigners
	}
	f.kinds[k.Table] = k
}

// assigners name somebody for a step in which nobody can act.
var assigners = []Who{PoliticalSection, Office}

// Case is one case on its way.
type Case struct {
	ID             int64      `db:"id"`
	Subject        string     `db:"subject"`
	Kind           string     `db:"kind"`
	Title          string     `db:"title"`
	Line           string     `db:"line"`
	URL            string     `db:"url"`
	Applicant      int64      `db:"applicant"`
	ApplicantLogin string     `db:"applicant_login"`
	ApplicantName  string     `db:"applicant_name"`
	ApplicantPost  string     `db:"applicant_post"`
	Phase          Phase      `db:"phase"`
	Round          int        `db:"round"`
	SubmittedAt    int64      `db:"submitted_at"`
	SettledAt      int64      `db:"settled_at"`
	EndedAt        int64      `db:"ended_at"`
	Due            civil.Date `db:"due"`
	Facts          string     `db:"facts"`
	Ruling         string     `db:"ruling"`
	Edition        string     `db:"edition"`
	BasisWords     string     `db:"basis"`
	BasisLine      string     `db:"basis_line"`
	Restricted     bool       `db:"restricted"`
	Version        int64      `db:"version"`
}

// Basis are the clauses that the case rests on.
func (c Case) Basis() []law.ID {
	var out []law.ID
	for s := range strings.SplitSeq(c.BasisWords, ",") {
		if s != "" {
			out = append(out, law.ID(s))
		}
	}
	return out
}

// SubjectID is the number of the room's row.
func (c Case) SubjectID() int64 {
	_, id := act.SubjectOf(c.Subject)
	return id
}

// loaded is a case with its state, inside a deed or for a page.
type loaded struct {
	Case
	state State
	cast  Casting
}

func (f *Flow) load(ctx context.Context, r db.Reader, id int64) (*loaded, error) {
	c, err := db.One[Case](ctx, r, q.SQL("case"), id)
	if err != nil {
		return nil, err
	}
	return f.with(ctx, r, c)
}

func (f *Flow) with(ctx context.Context, r db.Reader, c Case) (*loaded, error) {
	steps, err := db.All[Step](ctx, r, q.SQL("steps"), c.ID)
	if err != nil {
		return nil, err
	}
	return &loaded{Case: c, state: State{Phase: c.Phase, Round: c.Round, Settled: c.SettledAt != 0, Steps: steps}}, nil
}
