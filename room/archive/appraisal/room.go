package appraisal

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of appraisal.
var Schema = db.Schema{Name: "archive_appraisal", Base: 3200, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of appraisal. Who approves holds neither Appraise nor Destroy in a
// sensible table of roles; the deeds see to it that one person does not do both
// on the same list whatever the table says.
const (
	See       act.Right = "archive.appraise.see"
	Appraise  act.Right = "archive.appraise"          // open an appraisal, report, name the supervisors, propose for opening
	Opine     act.Right = "archive.appraise.opine"    // give an opinion on an item
	Approve   act.Right = "archive.destroy.approve"   // approve or send back
	Supervise act.Right = "archive.destroy.supervise" // check and sign a list as one of two
	Destroy   act.Right = "archive.destroy.execute"   // carry out an approved list
	Hold      act.Right = "archive.destroy.hold"      // stop everything
	Release   act.Right = "archive.destroy.release"   // lift a hold
	Opening   act.Right = "archive.opening.confirm"   // second person of an opening review
)

var batchColumns = []string{"number", "title", "state", "leader", "archives", "business", "took_part", "report", "list_number", "created_by", "created_name", "created_at",
	"reported_by", "reported_name", "reported_on", "approved_by", "approved_name", "approved_on", "approval_note", "cooling", "earliest",
	"supervisor1", "supervisor2", "supervisor1_name", "supervisor2_name", "signed1", "signed2", "place", "destroyed_by", "destroyed_name", "destroyed_on", "note", "version"}

var batchSelect = "id, " + strings.Join(batchColumns, ", ")

func init() {
	act.DeclareRights(See)
	org.NameRights(map[act.Right]string{
		See: "查看鉴定与销毁", Appraise: "开展鉴定、提出开放意见", Opine: "提出鉴定意见", Approve: "审批鉴定报告", Supervise: "监销签字", Destroy: "执行销毁", Hold: "冻结档案", Release: "解除冻结", Opening: "复审开放意见",
	})
	act.Watch("archive_appraisal", batchColumns...)
	act.Watch("archive_appraisal_line", "batch_id", "item_id", "code", "title", "year", "unit", "level", "retention", "pages", "expires", "opinion", "period", "reason", "opined_by", "opined_name", "active", "outcome")
	act.Watch("archive_appraisal_file", "batch_id", "item_id", "name", "sha256", "size", "state", "gone_at")
	act.Watch("archive_appraisal_hold", "batch_id", "kind", "reason", "set_by", "set_name", "set_at", "lifted_by", "lifted_name", "lifted_at", "lift_reason")
	act.Watch("archive_appraisal_opening", "item_id", "code", "title", "opinion", "reason", "state", "proposed_by", "proposed_name", "proposed_at", "answered_by", "answered_name", "answered_at", "note")
	archive.Settings = append(archive.Settings, archive.SettingSpec{Name: "destruction_cooling_days", Label: "销毁冷静期", Unit: "天", Default: "30", Min: 1, Max: 3650,
		Hint: "批准销毁后须满此天数才能执行，期间可以冻结或撤销。已批准的清册不受改动影响。"})
}

// Bureau is what appraisal asks of the organisation; *org.Org answers it.
type Bureau interface {
	Accounts(ctx context.Context) ([]org.Account, error)
	ActorOf(ctx context.Context, accountID int64) (act.Actor, error)
}

// Room is the appraisal desk of an open installation.
type Room struct {
	Archive *archive.Room
	Bureau  Bureau
	// Out says with whom an item is, "" if it is in the room (lending.Room.OutTo).
	// An item that is out is not destroyed. Nil asks nobody.
	Out func(ctx context.Context, rd db.Reader, item int64) (string, error)
}

// Open readies the appraisal desk.
func Open(a *archive.Room, b Bureau) *Room { return &Room{Archive: a, Bureau: b} }

// States of an appraisal.
const (
	Appraising = "appraising"
	Reported   = "reported"
	Approved   = "approved" // in the cooling-off period or after it
	Destroyed  = "destroyed"
	Finished   = "finished" // everything was kept
	Cancelled  = "cancelled"
)

// StateLabel is the Chinese word of a state.
func StateLabel(state string) string {
	return map[string]string{Appraising: "鉴定中", Reported: "待审批", Approved: "已批准", Destroyed: "已销毁", Finished: "已办结", Cancelled: "已撤销"}[state]
}

// filed is what of table i can come to the end of its period at all: what is held,
// numbered, boxed, and of a closed year.
func filed(f *db.Filter) *db.Filter {
	return f.And("i.state = ? AND i.stage >= ?", archive.Held, int64(archive.Filed))
}

// Opinions on an item.
const (
	Keep      = "keep"
	ToDestroy = "destroy"
)

// OpinionLabel is the Chinese word of an opinion.
func OpinionLabel(opinion string) string {
	return map[string]string{Keep: "继续保存", ToDestroy: "销毁", "": "未提意见"}[opinion]
}

// Batch is one appraisal with its destruction list.
type Batch struct {
	ID              int64      `db:"id"`
	Number          string     `db:"number"`
	Title           string     `db:"title"`
	State           string     `db:"state"`
	Leader          string     `db:"leader"`
	Archives        string     `db:"archives"`
	Business        string     `db:"business"`
	TookPart        string     `db:"took_part"`
	Report          string     `db:"report"`
	ListNumber      string     `db:"list_number"`
	CreatedBy       string     `db:"created_by"`
	CreatedName     string     `db:"created_name"`
	CreatedAt       int64      `db:"created_at"`
	ReportedBy      string     `db:"reported_by"`
	ReportedName    string     `db:"reported_name"`
	ReportedOn      civil.Date `db:"reported_on"`
	ApprovedBy      string     `db:"approved_by"`
	ApprovedName    string     `db:"approved_name"`
	ApprovedOn      civil.Date `db:"approved_on"`
	ApprovalNote    string     `db:"approval_note"`
	Cooling         int64      `db:"cooling"`
	Earliest        civil.Date `db:"earliest"`
	Supervisor1     string     `db:"supervisor1"`
	Supervisor2     string     `db:"supervisor2"`
	Supervisor1Name string     `db:"supervisor1_name"`
	Supervisor2Name string     `db:"supervisor2_name"`
	Signed1         int64      `db:"signed1"`
	Signed2         int64      `db:"signed2"`
	Place           string     `db:"place"`
	DestroyedBy     string     `db:"destroyed_by"`
	DestroyedName   string     `db:"destroyed_name"`
	DestroyedOn     civil.Date `db:"destroyed_on"`
	Note            string     `db:"note"`
	Version         int64      `db:"version"`
}

func (b *Batch) values() []any {
	return []any{b.Number, b.Title, b.State, b.Leader, b.Archives, b.Business, b.TookPart, b.Report, b.ListNumber, b.CreatedBy, b.CreatedName, b.CreatedAt,
		b.ReportedBy, b.ReportedName, b.ReportedOn.String(), b.ApprovedBy, b.ApprovedName, b.ApprovedOn.String(), b.ApprovalNote, b.Cooling, b.Earliest.String(),
		b.Supervisor1, b.Supervisor2, b.Supervisor1Name, b.Supervisor2Name, b.Signed1, b.Signed2, b.Place, b.DestroyedBy, b.DestroyedName, b.DestroyedOn.String(), b.Note, b.Version}
}

// Line is one item under appraisal.
type Line struct {
	ID         int64       `db:"id"`
	BatchID    int64       `db:"batch_id"`
	ItemID     int64       `db:"item_id"`
	Code       string      `db:"code"`
	Title      string      `db:"title"`
	Year       int64       `db:"year"`
	Unit       string      `db:"unit"`
	Level      mark.Level  `db:"level"`
	Retention  code.Period `db:"retention"`
	Pages      int64       `db:"pages"`
	Expires    civil.Date  `db:"expires"`
	Opinion    string      `db:"opinion"`
	Period     code.Period `db:"period"`
	Reason     string      `db:"reason"`
	OpinedBy   string      `db:"opined_by"`
	OpinedName string      `db:"opined_name"`
	Active     bool        `db:"active"`
	Outcome    string      `db:"outcome"`
}

func (x *Line) store(tx *act.Tx) error {
	_, err := db.Exec(tx.Ctx, tx, q.SQL("line_update"), x.ID, x.Opinion, string(x.Period), x.Reason, x.OpinedBy, x.OpinedName, x.Active, x.Outcome)
	tx.Touch("archive_appraisal_line", x.ID)
	return err
}

func batchIn(tx *act.Tx, id int64) (*Batch, []Line, error) {
	b, ok, err := act.Locked[Batch](tx, "SELECT "+batchSelect+" FROM archive_appraisal WHERE id = $1", id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这个鉴定批次。")
	}
	if err != nil {
		return nil, nil, err
	}
	lines, err := db.All[Line](tx.Ctx, tx, q.SQL("lines"), id)
	return &b, lines, err
}

func (b *Batch) insert(tx *act.Tx) error {
	return act.Insert(tx, "archive_appraisal", b.ID, batchColumns, b.values())
}

func (b *Batch) store(tx *act.Tx) error {
	b.Version++
	ok, err := act.Replace(tx, "archive_appraisal", b.ID, b.Version-1, batchColumns, b.values())
	if err == nil && !ok {
		err = fault.Newf(fault.Conflict, "鉴定批次 %s 刚被别人改动，请刷新后再办。", b.Number)
	}
	return err
}

// join remembers an account that took part in the proposal: it can never approve it.
func (b *Batch) join(login string) {
	if all := strings.Split(b.TookPart, ","); b.TookPart == "" {
		b.TookPart = login
	} else if !slices.Contains(all, login) {
		b.TookPart += "," + login
	}
}

func (b *Batch) entry(summary string, detail any, basis ...law.ID) act.Entry {
	return act.Entry{Subject: act.Subject("archive_appraisal", b.ID), Summary: summary, Detail: detail, Basis: basis}
}

func (b *Batch) must(state string) error {
	if b.State != state {
		return fault.Newf(fault.Conflict, "鉴定批次 %s 现在是“%s”，不能这样办。", b.Number, StateLabel(b.State))
	}
	return nil
}

// text cleans a text from a form and checks its length.
func text(errs *[]*fault.Error, field, label, v string, most int, need bool) string {
	v = db.Trimmed(v)
	switch n := len([]rune(v)); {
	case n == 0 && need:
		*errs = append(*errs, fault.Field(field, "", "请填写"+label+"。"))
	case n > most:
		*errs = append(*errs, fault.Field(field, v, fmt.Sprintf("%s最多 %d 个字，现在是 %d 个。", label, most, n)))
	}
	return v
}

// persons tells who stands behind accounts, so that one human being with two
// accounts counts once.
type persons map[string]int64

func (r *Room) persons(ctx context.Context) (persons, error) {
	accounts, err := r.Bureau.Accounts(ctx)
	m := persons{}
	for _, a := range accounts {
		m[a.Login] = a.PersonID
	}
	return m, err
}

// same reports whether two accounts are the same or of the same person. An empty
// account is nobody's.
func (m persons) same(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return a == b || m[a] != 0 && m[a] == m[b]
}

// fate says why an item may not be destroyed now, nil if it may: it must be held
// and filed, its period over, and it must not be permanent. What is not filed yet
// has neither its number nor a period that stands, so nothing of it has expired.
func fate(it archive.Item, today civil.Date) error {
	switch {
	case it.State != archive.Held:
		return fault.Newf(fault.Conflict, "《%s》%s，不能再鉴定。", it.Title, archive.StateLabel(it.State))
	case it.Stage < archive.Filed:
		return fault.Refuse(law.ArchiveProcessStages, fmt.Sprintf("《%s》%s，尚未归档，不能鉴定销毁。请先整理、装盒、关账；确实不需归档的，在整理时剔除并写明理由。", it.Title, it.Stage.Label()))
	case it.Retention == code.Permanent:
		return fault.Refuse(law.ArchivesLaw24, fmt.Sprintf("《%s》（%s）的保管期限是永久，永远不能列入销毁清册。", it.Title, it.Code))
	case it.Retention == "":
		return fault.Refuse(law.ArchivesLaw24, fmt.Sprintf("《%s》没有定保管期限，不能鉴定销毁。", it.Title))
	case !archive.ExpiredOn(it, today):
		last, _ := it.Retention.Expires(int(it.Year))
		return fault.Refuse(law.ArchivesLaw24, fmt.Sprintf("《%s》（%s）的保管期限到 %s 才满，尚未到期，不能鉴定销毁。", it.Title, it.Code, last.Chinese()))
	}
	return nil
}
