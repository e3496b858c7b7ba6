package counter

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	clocks "lantai.internal/hall/rulebook/counter"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var applicationColumns = []string{"number", "item_id", "promise_id", "channel", "class", "applicant", "paper_kind", "paper_number", "phone", "agent", "matter", "received_on", "received_at", "state", "unit", "handler", "checked_on", "check_reason", "complete", "supplemented_on",
	"accepted_number", "accepted_on", "deemed", "started", "due", "provisional", "result", "result_words", "finished_on", "late_reason", "delivered_on", "delivered_how", "delivered_to", "closed_on", "refused_number", "reason", "elsewhere", "made_by", "made_at", "version"}

// States of an application.
const (
	Received   = "received"
	Correcting = "correcting"
	Accepted   = "accepted"
	Finished   = "finished"
	Delivered  = "delivered"
	Refused    = "refused"
	Withdrawn  = "withdrawn"
)

var stateLabels = map[string]string{Received: "待审核材料", Correcting: "待补正", Accepted: "办理中", Finished: "已办结，待送达", Delivered: "已送达", Refused: "不予受理", Withdrawn: "已撤回"}

// StateLabel is the Chinese word for a state.
func StateLabel(state string) string { return stateLabels[state] }

// Ways in which an application comes.
const (
	AtWindow = "window"
	ByPost   = "post"
)

var channelLabels = map[string]string{AtWindow: "窗口", ByPost: "邮寄"}

// Kinds of applicants.
const (
	Person       = "person"
	Organisation = "organisation"
)

// Identity papers whose numbers are checked.
const (
	ResidentCard = "居民身份证"
	CreditCode   = "统一社会信用代码"
)

var paperKinds = []string{ResidentCard, CreditCode, "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "其他证件"}

// Results.
const (
	Granted = "granted"
	Denied  = "denied"
	Done    = "done"
)

var resultLabels = map[string]string{Granted: "准予", Denied: "不予", Done: "办理完毕"}

// Application is somebody's request under the promise of the day of its receipt.
type Application struct {
	ID             int64      `db:"id"`
	Number         string     `db:"number"`
	ItemID         int64      `db:"item_id"`
	PromiseID      int64      `db:"promise_id"`
	Channel        string     `db:"channel"`
	Class          string     `db:"class"`
	Applicant      string     `db:"applicant"`
	PaperKind      string     `db:"paper_kind"`
	PaperNumber    string     `db:"paper_number"` // of a person only its ends
	Phone          string     `db:"phone"`
	Agent          string     `db:"agent"`
	Matter         string     `db:"matter"`
	ReceivedOn     civil.Date `db:"received_on"`
	ReceivedAt     int64      `db:"received_at"`
	State          string     `db:"state"`
	Unit           string     `db:"unit"`
	Handler        string     `db:"handler"`
	CheckedOn      civil.Date `db:"checked_on"`
	CheckReason    string     `db:"check_reason"`
	Complete       bool       `db:"complete"`
	SupplementedOn civil.Date `db:"supplemented_on"`
	AcceptedNumber string     `db:"accepted_number"`
	AcceptedOn     civil.Date `db:"accepted_on"`
	Deemed         bool       `db:"deemed"`
	Started        civil.Date `db:"started"`
	Due            civil.Date `db:"due"`
	Provisional    bool       `db:"provisional"`
	Result         string     `db:"result"`
	ResultWords    string     `db:"result_words"`
	FinishedOn     civil.Date `db:"finished_on"`
	LateReason     string     `db:"late_reason"`
	DeliveredOn    civil.Date `db:"delivered_on"`
	DeliveredHow   string     `db:"delivered_how"`
	DeliveredTo    string     `db:"delivered_to"`
	ClosedOn       civil.Date `db:"closed_on"`
	RefusedNumber  string     `db:"refused_number"`
	Reason         string     `db:"reason"`
	Elsewhere      string     `db:"elsewhere"`
	MadeBy         string     `db:"made_by"`
	MadeAt         int64      `db:"made_at"`
	Version        int64      `db:"version"`
}

func (a *Application) values() []any {
	return []any{a.Number, a.ItemID, a.PromiseID, a.Channel, a.Class, a.Applicant, a.PaperKind, a.PaperNumber, a.Phone, a.Agent, a.Matter, a.ReceivedOn, a.ReceivedAt, a.State, a.Unit, a.Handler, a.CheckedOn, a.CheckReason, a.Complete, a.SupplementedOn,
		a.AcceptedNumber, a.AcceptedOn, a.Deemed, a.Started, a.Due, a.Provisional, a.Result, a.ResultWords, a.FinishedOn, a.LateReason, a.DeliveredOn, a.DeliveredHow, a.DeliveredTo, a.ClosedOn, a.RefusedNumber, a.Reason, a.Elsewhere, a.MadeBy, a.MadeAt, a.Version}
}

// Subject names the row in the ledger.
func (a Application) Subject() string { return act.Subject("counter_application", a.ID) }

// Running reports whether the promised time runs.
func (a Application) Running() bool { return a.State == Accepted }

// Late reports whether the last day is over without a result, on a day.
func (a Application) Late(on civil.Date) bool {
	switch {
	case a.Due.IsZero():
		return false
	case a.FinishedOn.IsZero():
		return a.State == Accepted && on.After(a.Due)
	}
	return a.FinishedOn.After(a.Due)
}

// question is the application as the clock asks for it.
func (a Application) question(p Promise) clocks.Question {
	q := clocks.Question{Received: a.ReceivedOn, Promised: p.Days, Unit: p.DaysUnit, Complete: a.Complete || a.Deemed}
	if !q.Complete {
		q.Supplemented = a.SupplementedOn
	}
	return q
}

// NewApplication is what is taken in at the counter.
type NewApplication struct {
	Item        int64
	Channel     string
	Class       string
	Applicant   string
	PaperKind   string
	PaperNumber string // whole; only its ends are kept
	Phone       string
	Agent       string
	Matter      string
	// CameOn is the day on which a letter came; none for today. What is brought to the
	// counter is received the moment it is entered.
	CameOn civil.Date
	Ticket int64 // number drawn at the counter, 0 for none
}

type receiveIn struct {
	r *Room
	x NewApplication
}

var receiveDeed = act.Define(act.Spec[receiveIn, Application]{Name: "counter.application.receive", Label: "收件", Right: Use, Basis: []law.ID{law.LimitIntake, law.OnceCheck, law.FirstOwn},
	Do: func(tx *act.Tx, in receiveIn) (Application, act.Entry, error) { return in.r.receive(tx, in.x) }})

// Receive takes an application in. Its number is given, and the promise in force on the
// day it came binds; the papers are looked at next (Check).
func (r *Room) Receive(ctx context.Context, who act.Actor, x NewApplication) (Application, error) {
	return receiveDeed.Run(ctx, r.Door, who, receiveIn{r, x})
}

func (r *Room) receive(tx *act.Tx, x NewApplication) (Application, act.Entry, error) {
	none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
	if x.Item == 0 {
		return none(fault.Field("item", "", "请选择办理的事项。"))
	}
	item, err := row[Item](tx.Ctx, tx, "counter_item", "item", x.Item)
	if err != nil {
		return none(err)
	}
	if !r.serves(tx.Actor, item.Unit) {
		return none(forbid(law.LimitIntake, "“"+item.Title+"”由承办科室或者办公室的窗口收件。请照首问负责制告诉来人去哪里办。"))
	}
	_, ok, err := current(tx.Ctx, tx, item.ID)
	if err != nil {
		return none(err)
	}
	if item.Closed || !ok {
		return none(onField(law.PromiseDef, "item", item.Title, "“"+item.Title+"”现在没有公布的服务承诺，不能收件。请先公布办事指南。"))
	}
	if x.CameOn.IsZero() {
		x.CameOn = tx.Today
	}
	p, guided, err := db.Maybe[Promise](tx.Ctx, tx, q.SQL("promise_on"), item.ID, x.CameOn)
	if err != nil {
		return none(err)
	}
	if err := x.check(tx.Today, guided); err != nil {
		return none(err)
	}
	a := Application{ItemID: item.ID, PromiseID: p.ID, Channel: x.Channel, Class: x.Class, Applicant: x.Applicant, PaperKind: x.PaperKind, PaperNumber: x.kept(), Phone: x.Phone, Agent: x.Agent, Matter: x.Matter,
		ReceivedOn: x.CameOn, ReceivedAt: tx.Now, State: Received, Unit: item.Unit, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	if tx.Actor.Unit == item.Unit {
		a.Handler = tx.Actor.Login
	}
	if a.Number, err = numbered(tx, "办", tx.Today.Year); err != nil {
		return none(err)
	}
	if a.ID, err = insert(tx, "counter_application", applicationColumns, a.values()); err != nil {
		return none(err)
	}
	for _, m := range p.List() {
		c := Check{ApplicationID: a.ID, N: m.N, Name: m.Name, Form: m.Form, State: Unseen, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
		if _, err := insert(tx, "counter_check", checkColumns, c.values()); err != nil {
			return none(err)
		}
	}
	if x.Ticket != 0 {
		if err := r.serveTicket(tx, x.Ticket, a.ID); err != nil {
			return none(err)
		}
	}
	if err := r.todo(tx, a, "审核材料："+item.Title, tx.Today); err != nil {
		return none(err)
	}
	return a, act.Entry{Subject: a.Subject(), Summary: "收件 " + a.Number + "：" + item.Title, Detail: map[string]any{"item": item.Code, "promise": p.N, "channel": a.Channel, "received": a.ReceivedOn.String()}}, nil
}

var (
	mobile   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landline = regexp.MustCompile(`^(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?$`)
	// firstDay is before every promise of this program; an earlier day is a slip of the pen.
	firstDay = civil.Must("2013-09-03")
)

// check tidies what was typed and gathers what is wrong with it; guided says whether a
// guide of the item was published on the day it came.
func (x *NewApplication) check(today civil.Date, guided bool) error {
	for _, t := range []*string{&x.Applicant, &x.PaperKind, &x.PaperNumber, &x.Phone, &x.Agent, &x.Matter} {
		*t = db.Trimmed(*t)
	}
	x.PaperNumber = strings.ToUpper(strings.ReplaceAll(x.PaperNumber, " ", ""))
	x.Phone = strings.NewReplacer(" ", "", "－", "-", "—", "-").Replace(x.Phone)
	var class, channel, came, paper, phone error
	if x.Class != Person && x.Class != Organisation {
		class = fault.Field("class", x.Class, "请选择是个人还是单位。")
	}
	if channelLabels[x.Channel] == "" {
		channel = fault.Field("channel", x.Channel, "请选择是窗口收的还是邮寄来的。")
	}
	switch {
	case x.CameOn.After(today):
		came = fault.Field("came_on", x.CameOn.String(), "收到的日子不晚于今天"+today.Chinese()+"，请核对。")
	case x.CameOn.Before(firstDay):
		came = fault.Field("came_on", x.CameOn.String(), "收到的日子太早，请核对年份。")
	case x.Channel == AtWindow && x.CameOn != today:
		came = onField(law.LimitIntake, "came_on", x.CameOn.String(), "窗口收的件当场登记，收到的日子就是今天。以前邮寄来的请选“邮寄”。")
	case !guided:
		came = fault.Field("came_on", x.CameOn.String(), "收到那天（"+x.CameOn.Chinese()+"）这个事项还没有公布办事指南，请核对收到的日子。")
	}
	switch {
	case x.PaperKind == "" && x.PaperNumber == "":
	case !contains(paperKinds, x.PaperKind):
		paper = fault.Field("paper_kind", x.PaperKind, "请选择证件的种类。")
	case x.PaperNumber == "":
		paper = fault.Field("paper_number", "", "选了证件的种类，请填写号码。")
	case x.PaperKind == ResidentCard && !residentNumber(x.PaperNumber):
		paper = fault.Field("paper_number", "", "身份证号码不对：应是 18 位，出生日期和末位校验码要对得上。请照证件核对。")
	case x.PaperKind == CreditCode && !creditCode(x.PaperNumber):
		paper = fault.Field("paper_number", x.PaperNumber, "统一社会信用代码不对：应是 18 位，末位校验码要对得上。请照执照核对。")
	}
	if x.Class == Organisation && x.PaperKind == "" && paper == nil {
		paper = fault.Field("paper_kind", "", "单位申请的，请填写统一社会信用代码。")
	}
	if !mobile.MatchString(x.Phone) && !landline.MatchString(x.Phone) {
		phone = fault.Field("phone", x.Phone, "联系电话不对：手机是 11 位，固定电话是 7 至 8 位，可以带区号，如 023-61280386。")
		if x.Phone == "" {
			phone = fault.Field("phone", "", "请填写联系电话，办理中要靠它联系申请人。")
		}
	}
	return join(class, channel, came, paper, phone, line("applicant", "申请人", x.Applicant, true), line("agent", "代办人", x.Agent, false), line("paper_number", "证件号码", x.PaperNumber, false), long("matter", "申请内容", x.Matter, false))
}

// kept is the number of an identity paper as it is written down: that of an organisation
// is public, of a person's only the ends are kept.
func (x NewApplication) kept() string {
	n := []rune(x.PaperNumber)
	if x.PaperKind == CreditCode || len(n) == 0 {
		return x.PaperNumber
	}
	if len(n) < 8 {
		return strings.Repeat("*", len(n)-1) + string(n[len(n)-1:])
	}
	return string(n[:3]) + strings.Repeat("*", len(n)-7) + string(n[len(n)-4:])
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// residentNumber checks the number of a resident identity card (GB 11643-1999).
func residentNumber(s string) bool {
	if len(s) != 18 {
		return false
	}
	if _, err := civil.Parse(s[6:10] + "-" + s[10:12] + "-" + s[12:14]); err != nil {
		return false
	}
	rest, power := 0, 1
	for i := 17; i >= 0; i-- {
		d := int(s[i] - '0')
		if i == 17 && s[i] == 'X' {
			d = 10
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
		rest, power = (rest+d*power)%11, power*2%11
	}
	return rest == 1
}

// creditCode checks a unified social credit code (GB 32100-2015).
func creditCode(s string) bool {
	const set = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(s) != 18 {
		return false
	}
	sum, power := 0, 1
	for i := range 18 {
		v := strings.IndexByte(set, s[i])
		if v < 0 {
			return false
		}
		if i == 17 {
			return (sum+v)%31 == 0
		}
		sum, power = (sum+v*power)%31, power*3%31
	}
	return false
}

// load reads an application for a deed of whoever deals with its unit.
func (r *Room) load(tx *act.Tx, id int64) (Application, *scene, error) {
	a, err := row[Application](tx.Ctx, tx, "counter_application", "application", id)
	if err != nil {
		return a, nil, err
	}
	if !r.serves(tx.Actor, a.Unit) {
		return a, nil, act.OutOfReach(a.Subject())
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	return a, s, err
}

func (r *Room) promise(tx *act.Tx, id int64) (Promise, error) {
	return row[Promise](tx.Ctx, tx, "counter_promise", "promise", id)
}

func wrongState(a Application, what string) error {
	return fault.New(fault.Conflict, fmt.Sprintf("%s现在的状态是“%s”，不能%s。", a.Number, StateLabel(a.State), what))
}

func (r *Room) save(tx *act.Tx, a Application) error {
	return put(tx, "counter_application", a.ID, a.Version-1, applicationColumns, a.values())
}
