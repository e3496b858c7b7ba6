package redaction

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/reader"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "redaction", Base: 5300, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room.
const (
	// Draft is to hand in a file and to decide what is to be hidden.
	Draft act.Right = "disclosure.redact"
	// Confirm is to look at what somebody else decided and to have the file made.
	Confirm act.Right = "disclosure.redact.confirm"
)

// Both tables are watched whole.
var jobColumns = []string{"number", "title", "subject", "name", "source_sha", "source_sm3", "source_size", "work_sha", "work_size", "pages", "notes", "carries", "state", "unit", "login", "by_name", "reviewer", "review_name", "remark",
	"result_sha", "result_sm3", "result_size", "proof", "made_at", "decided_at", "version"}
var boxColumns = []string{"redaction_id", "hit", "page", "x", "y", "w", "h", "kind", "certainty", "why", "state", "ground", "note", "elsewhere", "decided_by", "decided_at"}
var shownColumns = []string{"person", "redaction_id", "digits", "made_at"}

func init() {
	org.NameRights(map[act.Right]string{Draft: "遮盖个人信息", Confirm: "复核遮盖"})
	act.Watch("disclosure_redaction", jobColumns...)
	act.Watch("disclosure_redaction_box", boxColumns...)
	act.Watch("disclosure_redaction_shown", shownColumns...)
}

// Room is the taking out of what may not be published, in an open installation.
type Room struct {
	Door   *act.Door
	Files  blob.Store
	Reader *reader.Reader
	Org    *org.Org
	// Screen refuses files that bear the mark of a state secret; nil asks nobody.
	Screen flow.Screen
	// Review is where the review before release is asked for, the next step of a file
	// that was made here; empty for none.
	Review string
	// Known is what the bureau has published itself.
	Known Known
	// Key gives the key under which persons are known again. Without it nothing that
	// shows digits of an identity number is made.
	Key func() ([]byte, error)
}

// Open readies the room.
func Open(door *act.Door, store blob.Store, r *reader.Reader, o *org.Org) *Room {
	return &Room{Door: door, Files: store, Reader: r, Org: o}
}

// States of a job.
const (
	Drafting   = "draft"
	Confirming = "confirming"
	Proven     = "proven" // the new file is there and proved
	Clean      = "clean"  // nothing to hide; the original may be published as it is
	Discarded  = "discarded"
)

var stateLabels = map[string]string{Drafting: "遮盖中", Confirming: "待复核", Proven: "已生成，可以公开", Clean: "无需遮盖，可以公开", Discarded: "已作废"}

// StateLabel is the Chinese word of a state.
func StateLabel(state string) string { return stateLabels[state] }

// Job is one file on its way.
type Job struct {
	ID         int64  `db:"id"`
	Number     string `db:"number"`
	Title      string `db:"title"`
	Subject    string `db:"subject"`
	Name       string `db:"name"`
	SourceSHA  string `db:"source_sha"`
	SourceSM3  string `db:"source_sm3"`
	SourceSize int64  `db:"source_size"`
	WorkSHA    string `db:"work_sha"`
	WorkSize   int64  `db:"work_size"`
	Pages      int64  `db:"pages"`
	Notes      string `db:"notes"`
	Carries    bool   `db:"carries"`
	State      string `db:"state"`
	Unit       string `db:"unit"`
	Login      string `db:"login"`
	By         string `db:"by_name"`
	Reviewer   string `db:"reviewer"`
	ReviewedBy string `db:"review_name"`
	Remark     string `db:"remark"`
	ResultSHA  string `db:"result_sha"`
	ResultSM3  string `db:"result_sm3"`
	ResultSize int64  `db:"result_size"`
	Proof      string `db:"proof"`
	MadeAt     int64  `db:"made_at"`
	DecidedAt  int64  `db:"decided_at"`
	Version    int64  `db:"version"`
}

func (j Job) values() []any {
	return []any{j.Number, j.Title, j.Subject, j.Name, j.SourceSHA, j.SourceSM3, j.SourceSize, j.WorkSHA, j.WorkSize, j.Pages, j.Notes, j.Carries, j.State, j.Unit, j.Login, j.By, j.Reviewer, j.ReviewedBy, j.Remark,
		j.ResultSHA, j.ResultSM3, j.ResultSize, j.Proof, j.MadeAt, j.DecidedAt, j.Version}
}

// NoteList is what stays behind and where a person must look.
func (j Job) NoteList() []string {
	if j.Notes == "" {
		return nil
	}
	return strings.Split(j.Notes, "\n")
}

// Mark is one place on a page and what is decided of it.
type Mark struct {
	ID        int64     `db:"id"`
	Job       int64     `db:"redaction_id"`
	Hit       int64     `db:"hit"`
	Page      int64     `db:"page"`
	X         int64     `db:"x"`
	Y         int64     `db:"y"`
	W         int64     `db:"w"`
	H         int64     `db:"h"`
	Kind      Kind      `db:"kind"`
	Certainty Certainty `db:"certainty"`
	Why       string    `db:"why"`
	State     string    `db:"state"`
	Ground    string    `db:"ground"`
	Note      string    `db:"note"`
	Elsewhere bool      `db:"elsewhere"`
	By        string    `db:"decided_by"`
	At        int64     `db:"decided_at"`
}

// States of a mark.
const (
	Undecided = "open" // nobody has decided
	Hide      = "hide"
	Keep      = "keep"
	Erased    = "erased"
)

func (m Mark) values() []any {
	return []any{m.Job, m.Hit, m.Page, m.X, m.Y, m.W, m.H, string(m.Kind), int64(m.Certainty), m.Why, m.State, m.Ground, m.Note, m.Elsewhere, m.By, m.At}
}

// Rect is the place in points.
func (m Mark) Rect() Rect {
	return Rect{float64(m.X) / 100, float64(m.Y) / 100, float64(m.W) / 100, float64(m.H) / 100}
}

func (m *Mark) at(r Rect) {
	m.X, m.Y = int64(r.X*100), int64(r.Y*100)
	m.W, m.H = int64(r.W*100)+1, int64(r.H*100)+1
}

// sees reports whether somebody may know of a job: who drafts it, his unit, the
// office. A file under way holds what may not be published.
func (r *Room) sees(who act.Actor, j Job) bool {
	if !who.May(Draft) && !who.May(Confirm) {
		return false
	}
	return who.Login != "" && who.Login == j.Login || who.Unit != "" && (who.Unit == j.Unit || who.Unit == r.Org.Places.Office)
}

// job reads a job within the reach of somebody; a row out of reach is not there.
func (r *Room) job(ctx context.Context, rd db.Reader, who act.Actor, id int64) (Job, error) {
	j, ok, err := db.Maybe[Job](ctx, rd, q.SQL("job"), id)
	if err == nil && (!ok || !r.sees(who, j)) {
		err = act.OutOfReach(act.Subject("disclosure_redaction", id))
	}
	return j, err
}

// Job gives a job to those who may know of it.
func (r *Room) Job(ctx context.Context, who act.Actor, id int64) (Job, []Mark, error) {
	rd := r.Door.Reader()
	j, err := r.job(ctx, rd, who, id)
	if err != nil {
		return j, nil, err
	}
	marks, err := db.All[Mark](ctx, rd, q.SQL("boxes_of"), id)
	return j, marks, err
}

// Line is a job in a list.
type Line struct {
	Job
	Open, Hidden, Kept int64 // findings
}

// mostListed bounds the list.
const mostListed = 500

// Jobs lists the jobs that somebody may know of, the latest first.
func (r *Room) Jobs(ctx context.Context, who act.Actor, state string) ([]Line, error) {
	rd := r.Door.Reader()
	f := db.NewFilter()
	if who.Unit == "" || who.Unit != r.Org.Places.Office {
		f.And("(login = ? OR (unit <> '' AND unit = ?))", who.Login, who.Unit)
	}
	if state != "" {
		f.And("state = ?", state)
	}
	jobs, err := db.All[Job](ctx, rd, "SELECT * FROM disclosure_redaction"+f.Where()+fmt.Sprintf(" ORDER BY id DESC LIMIT %d", mostListed), f.Args()...)
	if err != nil {
		return nil, err
	}
	type tally struct {
		Job   int64  `db:"redaction_id"`
		State string `db:"state"`
		N     int64  `db:"n"`
	}
	tallies, err := db.All[tally](ctx, rd, q.SQL("tallies"))
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, j := range jobs {
		if !r.sees(who, j) {
			continue
		}
		l := Line{Job: j}
		for _, t := range tallies {
			if t.Job == j.ID {
				switch t.State {
				case Undecided:
					l.Open = t.N
				case Hide:
					l.Hidden = t.N
				case Keep:
					l.Kept = t.N
				}
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// HasFile reports whether a job of this room has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// Redacted answers whether exactly these bytes may be published as far as personal
// data go, and why (in Chinese). It is true for a file that was made and proved
// here and for one that somebody else than the drafter confirmed to hold nothing to
// hide; for anything else, and for any doubt, it is false.
func (r *Room) Redacted(ctx context.Context, rd db.Reader, sha string) (bool, string, error) {
	if !blob.ValidKey(sha) {
		return false, "文件没有内容摘要，不能核对是否检查过个人信息。", nil
	}
	jobs, err := db.All[Job](ctx, rd, q.SQL("by_file"), sha)
	if err != nil {
		return false, "", err
	}
	why := "这份文件没有做过个人信息检查。请在“遮盖”中提交检查。"
	good := ""
	for _, j := range jobs {
		switch {
		case j.ResultSHA == sha && j.State == Proven:
			return true, fmt.Sprintf("%s：遮盖后的文件，由%s复核，已通过校验。", j.Number, j.ReviewedBy), nil
		case j.SourceSHA != sha:
		case j.State == Clean:
			good = fmt.Sprintf("%s：检查后无需遮盖，由%s复核。", j.Number, j.ReviewedBy)
		case j.State == Proven:
			return false, fmt.Sprintf("%s：这是遮盖以前的原件，公开的应是遮盖后的文件。", j.Number), nil
		default:
			return false, fmt.Sprintf("%s：%s，还不能公开。", j.Number, StateLabel(j.State)), nil
		}
	}
	if good != "" {
		return true, good, nil
	}
	return false, why, nil
}

// Withheld is one part that is not given, for the letter of partial disclosure.
type Withheld struct {
	No      int // as in the list that goes with the letter
	Page    int
	Kind    string // Chinese, says what sort of thing stood there
	Ground  Ground
	Note    string
	Reasons string // one sentence
}

// Withheld lists what was hidden in a file, in the order of its pages. It reads for
// other rooms and limits nothing: they know who may see the letter.
func (r *Room) Withheld(ctx context.Context, rd db.Reader, id int64) ([]Withheld, error) {
	marks, err := db.All[Mark](ctx, rd, q.SQL("boxes_of"), id)
	if err != nil {
		return nil, err
	}
	var out []Withheld
	seen := map[int64]bool{}
	for _, m := range marks {
		if m.State != Hide || seen[m.Hit] {
			continue
		}
		seen[m.Hit] = true
		g, _ := groundOf(m.Ground)
		kind := m.Kind.Label()
		if m.Kind == Drawn {
			kind = "部分内容"
		}
		out = append(out, Withheld{No: len(out) + 1, Page: int(m.Page), Kind: kind, Ground: g, Note: m.Note, Reasons: fmt.Sprintf("第%d页的%s属于%s，依据%s不予公开", m.Page, kind, g.Label, g.Article)})
	}
	return out, nil
}

// WithheldIn lists what was hidden in the file that was made with exactly these
// bytes, like Withheld; nothing for a file that was not made here.
func (r *Room) WithheldIn(ctx context.Context, rd db.Reader, sha string) ([]Withheld, error) {
	jobs, err := db.All[Job](ctx, rd, q.SQL("by_file"), sha)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if j.State == Proven && j.ResultSHA == sha {
			return r.Withheld(ctx, rd, j.ID)
		}
	}
	return nil, nil
}

func conflict(j Job, what string) error {
	return fault.Newf(fault.Conflict, "%s%s，%s。", j.Number, StateLabel(j.State), what)
}
