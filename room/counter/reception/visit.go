package reception

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// How somebody reached us.
const (
	InPerson = "visit"
	ByPhone  = "call"
)

var howLabels = map[string]string{InPerson: "来访", ByPhone: "来电"}

// Branches of a visit.
const (
	Own       = "own"
	Other     = "other"
	Outside   = "outside"
	Complains = "complaint" // went on to the register of complaints
)

var branchLabels = map[string]string{Own: "归本人", Other: "归本局其他科室", Outside: "不归本局", Complains: "转投诉举报"}

// What was done for somebody whose matter is another unit's.
const (
	Told      = "told"
	Connected = "contacted"
	Absent    = "away" // could not be reached: written down and handed over
)

var helpedLabels = map[string]string{Told: "已告知找谁", Connected: "已代为联系", Absent: "办理人不在或联系不上，登记转交"}

// States of a visit.
const (
	Waiting   = "open" // to be handed over
	Handed    = "handed"
	Contacted = "contacted"
	Closed    = "closed"
	Void      = "void"
)

var visitStates = map[string]string{Waiting: "待转交", Handed: "待联系", Contacted: "办理中", Closed: "已办结", Void: "已作废"}

// Nowhere is what is written where nobody knows which agency it is for.
const Nowhere = "不明"

// Business is the kind of a visit besides those that the card lists for calls.
const Business = "办事"

// Visit is somebody who came or called.
type Visit struct {
	ID         int64      `db:"id"`
	Number     string     `db:"number"`
	Year       int        `db:"year"`
	ReceivedOn civil.Date `db:"received_on"`
	ReceivedAt int64      `db:"received_at"`
	How        string     `db:"how"`
	Kind       string     `db:"kind"`
	Name       string     `db:"name"`
	Phone      string     `db:"phone"`
	Matter     string     `db:"matter"`
	Branch     string     `db:"branch"`
	FirstID    int64      `db:"first_id"`
	FirstLogin string     `db:"first_login"`
	FirstName  string     `db:"first_name"`
	FirstUnit  string     `db:"first_unit"`
	Answer     string     `db:"answer"`
	Link       string     `db:"link"`
	ToUnit     string     `db:"to_unit"`
	ToUnitName string     `db:"to_unit_name"`
	ToID       int64      `db:"to_id"`
	ToLogin    string     `db:"to_login"`
	ToName     string     `db:"to_name"`
	Helped     string     `db:"helped"`
	Agency     string     `db:"agency"`
	State      string     `db:"state"`
	ForwardDue civil.Date `db:"forward_due"`
	HandedOn   civil.Date `db:"handed_on"`
	HandedAt   int64      `db:"handed_at"`
	ContactDue civil.Date `db:"contact_due"`
	ContactOn  civil.Date `db:"contact_on"`
	ContactAt  int64      `db:"contact_at"`
	Result     string     `db:"result"`
	Complaint  int64      `db:"complaint_id"`
	ClosedAt   int64      `db:"closed_at"`
	Reason     string     `db:"reason"`
	Version    int64      `db:"version"`
}

// Subject names the row in the ledger.
func (v Visit) Subject() string { return act.Subject("counter_visit", v.ID) }

// URL is the page of the visit.
func (v Visit) URL() string { return fmt.Sprintf("/reception/visits/%d", v.ID) }

// Due is the last day of what comes next, none where nothing does or no term is set.
func (v Visit) Due() civil.Date {
	switch v.State {
	case Waiting:
		return v.ForwardDue
	case Handed:
		return v.ContactDue
	}
	return civil.Date{}
}

// Late reports whether the last day of what comes next is over.
func (v Visit) Late(today civil.Date) bool { return !v.Due().IsZero() && today.After(v.Due()) }

// NewVisit is what the first-asked person writes down.
type NewVisit struct {
	How, Kind           string
	Name, Phone, Matter string
	Branch              string // not for complaints, which know where they go
	Answer, Link        string // own
	ToUnit              string // other
	ToID                int64
	Helped              string
	Agency              string // outside
	// Complaint is what a complaint or report says besides.
	Complaint NewComplaint
}

type visitIn struct {
	r *Room
	x NewVisit
}

// kinds are the kinds of a visit: those of the card, and for those who come, business.
func (s *scene) kinds() []string { return append(words(s.book, law.FirstPhone, "kinds"), Business) }

// isComplaint reports whether a kind goes on to the register of complaints.
func isComplaint(kind string) bool { return kind == "投诉" || kind == "举报" }

var visitDeed = act.Define(act.Spec[visitIn, Visit]{Name: "reception.visit.open", Label: "首问登记", Right: Use, Basis: []law.ID{law.FirstDef, law.FirstWho, law.FirstPhone},
	Do: func(tx *act.Tx, in visitIn) (Visit, act.Entry, error) {
		none := func(err error) (Visit, act.Entry, error) { return Visit{}, act.Entry{}, err }
		s, err := in.r.inDeed(tx)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		x := in.x
		v := Visit{Year: tx.Today.Year, ReceivedOn: tx.Today, ReceivedAt: tx.Now, FirstID: me.ID, FirstLogin: tx.Actor.Login, FirstName: me.Name, FirstUnit: me.Unit, How: x.How, Kind: x.Kind, State: Closed, ClosedAt: tx.Now}
		away := x.Branch == Other && x.Helped == Absent && !isComplaint(x.Kind)
		rest := check(text{field: "name", label: "来人姓名", value: &x.Name, need: away, clause: law.FirstRegister}, text{field: "phone", label: "联系电话", value: &x.Phone, need: away, clause: law.FirstRegister}, text{field: "matter", label: "拟办事项", value: &x.Matter, need: true, long: true, clause: law.FirstRegister})
		if howLabels[x.How] == "" {
			rest = join(rest, fault.Field("how", x.How, "选择来访还是来电。"))
		}
		if err := join(oneOf(s.kinds(), law.FirstPhone, "kind", "种类", x.Kind), rest); err != nil {
			return none(err)
		}
		v.Name, v.Phone, v.Matter = x.Name, x.Phone, x.Matter
		if isComplaint(x.Kind) {
			v.Branch = Complains
		} else if err := in.r.branch(tx, s, &v, x); err != nil {
			return none(err)
		}
		if v.Number, err = numbered(tx, "首", v.Year, 4); err != nil {
			return none(err)
		}
		if err := visits.insert(tx, &v); err != nil {
			return none(err)
		}
		if v.Branch == Complains {
			if err := in.r.goesOn(tx, s, &v, x.Complaint); err != nil {
				return none(err)
			}
		}
		if err := note(tx, v.Subject(), "open", v.said()); err != nil {
			return none(err)
		}
		return v, act.Entry{Subject: v.Subject(), Summary: "首问登记 " + v.Number + "（" + branchLabels[v.Branch] + "）", Detail: map[string]any{"how": v.How, "branch": v.Branch, "unit": v.ToUnit}}, in.r.remindVisit(tx, s, v)
	}})

// OpenVisit writes down who came or called. The actor is the first-asked person. A
// complaint goes on to the register of complaints in the same transaction.
func (r *Room) OpenVisit(ctx context.Context, who act.Actor, x NewVisit) (Visit, error) {
	return visitDeed.Run(ctx, r.Door, who, visitIn{r, x})
}

// branch checks what each of the three branches demands and fills it in.
func (r *Room) branch(tx *act.Tx, s *scene, v *Visit, x NewVisit) error {
	v.Branch = x.Branch
	switch x.Branch {
	case Own: // clause first.own
		if err := check(text{field: "answer", label: "答复", value: &x.Answer, long: true}, text{field: "link", label: "办件编号", value: &x.Link}); err != nil {
			return err
		}
		if x.Answer == "" && x.Link == "" {
			e := fault.Field("answer", "", "归本人的，写明怎样答复的，或者填写受理的办件编号。")
			e.Clause = law.FirstOwn
			return e
		}
		if x.Link != "" && r.Application != nil {
			if _, ok, err := r.Application(tx.Ctx, tx, x.Link); err != nil {
				return err
			} else if !ok {
				return fault.Field("link", x.Link, "没有编号为“"+x.Link+"”的办件，请核对编号，或者先登记受理。")
			}
		}
		v.Answer, v.Link = x.Answer, x.Link
	case Other: // clause first.other
		if helpedLabels[x.Helped] == "" {
			e := fault.Field("helped", x.Helped, "选择告知了、代为联系了，还是登记转交。")
			e.Clause = law.FirstOther
			return e
		}
		if err := s.give(v, x.ToUnit, x.ToID); err != nil {
			return err
		}
		if v.ToID == v.FirstID {
			return fault.Field("to_id", v.ToName, "办理人就是您自己，情形请选“归本人”。")
		}
		v.Helped = x.Helped
		if x.Helped == Absent {
			var err error
			v.State, v.ClosedAt = Waiting, 0
			v.ForwardDue, err = s.forwardTerm().Last(s.cal, v.ReceivedOn)
			return err
		}
	case Outside: // clause first.outside
		if err := check(text{field: "agency", label: "应找的部门", value: &x.Agency}); err != nil {
			return err
		}
		if x.Agency == "" {
			e := fault.Field("agency", "", "写明应找哪个部门；不知道的填“"+Nowhere+"”，不要空着。")
			e.Clause = law.FirstOutside
			return e
		}
		v.Agency = x.Agency
	default:
		return fault.Field("branch", x.Branch, "选择情形：归本人、归本局其他科室、不归本局。")
	}
	return nil
}

// give names the unit and the person whose matter it is.
func (s *scene) give(v *Visit, unit string, person int64) error {
	u, ok := s.unit(unit)
	switch {
	case !ok || !u.Active:
		e := fault.Field("to_unit", unit, "写明归哪个科室办理。不清楚的，在职责目录里查。")
		e.Clause = law.FirstOther
		return e
	case person == 0:
		e := fault.Field("to_id", "", "写明找哪个人办理。不清楚的，写"+u.Name+"的负责人。")
		e.Clause = law.FirstOther
		return e
	}
	p, ok := s.here(person)
	if !ok {
		return fault.Field("to_id", fmt.Sprint(person), "没有这个在职人员，请重新选择。")
	}
	if p.Unit != unit {
		return fault.Field("to_id", p.Name, p.Name+"不是"+u.Name+"的人，请核对科室和办理人。")
	}
	v.ToUnit, v.ToUnitName, v.ToID, v.ToName, v.ToLogin = u.Code, u.Name, p.ID, p.Name, s.chart.Login(p.ID)
	return nil
}

// said is what the first-asked person did, in words.
func (v Visit) said() string {
	switch v.Branch {
	case Own:
		if v.Link != "" {
			return "办件 " + v.Link
		}
		return "当场答复"
	case Other:
		return helpedLabels[v.Helped] + "：" + v.ToUnitName + " " + v.ToName
	case Outside:
		if v.Agency == Nowhere {
			return "说明不归本局，应找的部门不明"
		}
		return "说明不归本局，应找" + v.Agency
	}
	return branchLabels[v.Branch]
}

// Sees reports whether somebody sees a visit: who took it, who handles it or stands in
// for the handler, the heads of both units, the office and the leaders.
func (r *Room) seesVisit(s *scene, who act.Actor, v Visit) bool {
	p, ok := s.chart.PersonOf(who.Login)
	switch {
	case !ok || !who.May(Use):
		return false
	case v.Branch == Complains:
		return p.ID == v.FirstID
	}
	return p.ID == v.FirstID || p.ID == v.ToID || r.inOffice(who) || who.May(Lead) || s.standsFor(who, v.ToID) || s.heads(who, v.ToUnit) || s.heads(who, v.FirstUnit)
}

// VisitView is a visit with its course, as somebody sees it who may.
type VisitView struct {
	Visit
	Steps []Step
	// First may hand it over, Handles may contact and finish, Keeps may void it.
	First, Handles, Keeps bool
	Backup                string // who stands in for the handler now
}

// VisitOf gives a visit to those whom it concerns; for others it does not exist.
func (r *Room) VisitOf(ctx context.Context, who act.Actor, id int64) (VisitView, error) {
	rd := r.Door.Reader()
	v, err := visits.get(ctx, rd, id)
	if err != nil {
		return VisitView{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return VisitView{}, err
	}
	if !r.seesVisit(s, who, v) {
		return VisitView{}, act.OutOfReach(v.Subject())
	}
	out := VisitView{Visit: v, First: v.FirstLogin == who.Login, Handles: s.handles(who, v)}
	out.Keeps = out.First || r.inOffice(who)
	if _, away := s.chart.IsAway(v.ToID); away {
		for _, p := range s.chart.Partners(v.ToID) {
			if slices.ContainsFunc(s.chart.Standing(p.ID), func(x org.Standing) bool { return x.For.ID == v.ToID }) {
				out.Backup = p.Name
			}
		}
	}
	out.Steps, err = r.stepsOf(ctx, v.Subject())
	return out, err
}

// Running asks a list for what is not done with.
const Running = "running"

// VisitQuery narrows the list of visits.
type VisitQuery struct {
	Year  int    // 0 for every year
	State string // "" all, Running, "late" beyond the last day
	Words string
}

// Visits lists the visits of a year that somebody sees, the latest first.
func (r *Room) Visits(ctx context.Context, who act.Actor, o VisitQuery) ([]Visit, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := ofYear(o.Year)
	switch o.State {
	case "":
	case "late":
		f.And("x.state IN ('open', 'handed')")
	case Running:
		f.And("x.state IN ('open', 'handed', 'contacted')")
	default:
		f.And("x.state = ?", o.State)
	}
	words := db.Trimmed(o.Words)
	return visits.latest(ctx, rd, f, func(v Visit) bool {
		return (o.State != "late" || v.Late(s.today)) && matches(words, v.Number, v.Name, v.Phone, v.Matter, v.ToName, v.ToUnitName, v.Agency) && r.seesVisit(s, who, v)
	})
}
