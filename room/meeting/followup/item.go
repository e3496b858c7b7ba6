package followup

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Sources of an item.
const (
	FromMeeting     = "meeting"
	FromInstruction = "instruction"
)

var sourceLabels = map[string]string{FromMeeting: "会议议定", FromInstruction: "领导批示"}

// States of an item.
const (
	Pending  = "open"
	Reported = "reported" // its owner says it is done; to be confirmed
	Closed   = "closed"
	Void     = "void" // entered by mistake
)

var stateLabels = map[string]string{Pending: "办理中", Reported: "待核实", Closed: "已办结", Void: "已撤销"}

var itemColumns = []string{"number", "source", "meeting_id", "agenda_id", "origin", "url", "decider_id", "decider", "given_on", "keeper", "closed_to", "what", "unit", "unit_name", "owner_id", "login", "owner",
	"first_due", "due", "asked", "asked_why", "state", "result", "done_on", "closed_on", "closed_by", "stage", "urged_on", "filed_at", "made_by", "made_at"}

var itemSelect = "SELECT i.id, i." + strings.Join(itemColumns, ", i.") + " FROM followup_item i"

// Item is something that was decided and is to be done.
type Item struct {
	ID        int64      `db:"id"`
	Number    string     `db:"number"`
	Source    string     `db:"source"`
	MeetingID int64      `db:"meeting_id"`
	AgendaID  int64      `db:"agenda_id"`
	Origin    string     `db:"origin"`
	SourceURL string     `db:"url"`
	DeciderID int64      `db:"decider_id"`
	Decider   string     `db:"decider"`
	GivenOn   civil.Date `db:"given_on"`
	Keeper    string     `db:"keeper"`
	ClosedTo  bool       `db:"closed_to"`
	What      string     `db:"what"`
	Unit      string     `db:"unit"`
	UnitName  string     `db:"unit_name"`
	OwnerID   int64      `db:"owner_id"`
	Login     string     `db:"login"`
	Owner     string     `db:"owner"`
	FirstDue  civil.Date `db:"first_due"`
	Due       civil.Date `db:"due"` // last day, included; zero where none was set
	Asked     civil.Date `db:"asked"`
	AskedWhy  string     `db:"asked_why"`
	State     string     `db:"state"`
	Result    string     `db:"result"`
	DoneOn    civil.Date `db:"done_on"`
	ClosedOn  civil.Date `db:"closed_on"`
	ClosedBy  string     `db:"closed_by"`
	Stage     string     `db:"stage"`
	UrgedOn   civil.Date `db:"urged_on"`
	FiledAt   int64      `db:"filed_at"`
	MadeBy    string     `db:"made_by"`
	MadeAt    int64      `db:"made_at"`
}

func (i Item) values() []any {
	return []any{i.Number, i.Source, i.MeetingID, i.AgendaID, i.Origin, i.SourceURL, i.DeciderID, i.Decider, i.GivenOn, i.Keeper, i.ClosedTo, i.What, i.Unit, i.UnitName, i.OwnerID, i.Login, i.Owner,
		i.FirstDue, i.Due, i.Asked, i.AskedWhy, i.State, i.Result, i.DoneOn, i.ClosedOn, i.ClosedBy, i.Stage, i.UrgedOn, i.FiledAt, i.MadeBy, i.MadeAt}
}

// Subject names the item in the ledger.
func (i Item) Subject() string { return act.Subject("followup_item", i.ID) }

// URL is the page of the item.
func (i Item) URL() string { return fmt.Sprintf("/followup/%d", i.ID) }

// StateLabel is the Chinese word of the state.
func (i Item) StateLabel() string { return stateLabels[i.State] }

// Running reports whether something is still to be done.
func (i Item) Running() bool { return i.State == Pending || i.State == Reported }

// Late reports whether the last day is over and the owner has not said it is done.
func (i Item) Late(today civil.Date) bool {
	return i.State == Pending && !i.Due.IsZero() && today.After(i.Due)
}

// Line is one thing that happened to an item.
type Line struct {
	ID     int64      `db:"id"`
	ItemID int64      `db:"item_id"`
	Kind   string     `db:"kind"`
	Text   string     `db:"text"`
	Due    civil.Date `db:"due"`
	Person string     `db:"person"`
	Post   string     `db:"post"`
	Login  string     `db:"login"`
	MadeOn civil.Date `db:"made_on"`
	MadeAt int64      `db:"made_at"`
}

var lineColumns = []string{"item_id", "kind", "text", "due", "person", "post", "login", "made_on", "made_at"}

var lineLabels = map[string]string{"set": "列入督办", "progress": "报进展", "ask": "申请延期", "extend": "同意延期", "keep": "不同意延期", "done": "报办结", "back": "退回继续办理", "close": "核实办结", "urge": "催办", "pass": "移交", "void": "撤销"}

// Label is the Chinese word of the kind.
func (l Line) Label() string { return lineLabels[l.Kind] }

// Paper is a file of an item.
type Paper struct {
	ID     int64 `db:"id"`
	ItemID int64 `db:"item_id"`
	flow.Attachment
}

func (p Paper) what() string { return act.Subject("followup_paper", p.ID) }

// hold reads an item and keeps it until the deed ends.
func hold(tx *act.Tx, id int64) (Item, error) {
	i, ok, err := act.Locked[Item](tx, itemSelect+" WHERE i.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("followup_item", id))
	}
	return i, err
}

func put(tx *act.Tx, i Item) error {
	return act.Overwrite(tx, "followup_item", i.ID, itemColumns, i.values())
}

// note writes a line and says who acted.
func note(tx *act.Tx, i Item, kind, text string, due civil.Date) error {
	id, err := tx.Next("followup_line")
	if err != nil {
		return err
	}
	name := tx.Actor.Name
	if name == "" {
		name = tx.Actor.Login
	}
	return act.Insert(tx, "followup_line", id, lineColumns, []any{i.ID, kind, text, due, name, tx.Actor.Capacity, tx.Actor.Login, tx.Today, tx.Now})
}

// remind puts the item on its owner's list as its stage says, or takes it off.
func remind(tx *act.Tx, i Item) error {
	if !i.Running() || i.State == Reported {
		return notify.Done(tx, i.Subject())
	}
	text := "办理督办事项：" + i.What
	switch {
	case i.Stage == "before":
		text = "快到期的督办事项：" + i.What
	case i.Stage == "today":
		text = "今天到期的督办事项：" + i.What
	case i.Stage != "":
		text = "已逾期的督办事项：" + i.What
	}
	if i.Login == "" {
		return nil
	}
	return notify.Put(tx, notify.Todo{Key: i.Subject(), Login: i.Login, Text: text, URL: i.URL(), Due: i.Due})
}

func linesOf(ctx context.Context, rd db.Reader, item int64) ([]Line, error) {
	return db.All[Line](ctx, rd, q.SQL("lines_of"), item)
}

func papersOf(ctx context.Context, rd db.Reader, item int64) ([]Paper, error) {
	return db.All[Paper](ctx, rd, q.SQL("papers_of"), item)
}
