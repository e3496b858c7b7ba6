package reception

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// What a complaint is about.
const (
	Conduct  = "conduct"  // of the bureau and its people: the office
	Commerce = "commerce" // of firms: the section for trade
)

var aboutLabels = map[string]string{Conduct: "效能作风", Commerce: "商务举报"}

// Sources of a complaint.
var sources = []string{"来访", "来电", "来信", "网络", "转办"}

// Results of an investigation.
var results = []string{"属实", "部分属实", "不属实", "查不清", "不归本局"}

// Ways in which a complainant hears the result.
var answerWays = []string{"电话", "当面", "书面", "网络"}

// Unreachable is the way of feedback for who left neither name nor telephone.
const Unreachable = "无法反馈"

// Satisfactions are the answers of a complainant.
var satisfactions = []string{"满意", "基本满意", "不满意", "未评价"}

// States of a complaint.
const (
	Received  = "received" // nobody handles it yet
	Handling  = "handling"
	Concluded = "concluded"
	Answered  = "answered"
	Withdrawn = "withdrawn"
)

var complaintStates = map[string]string{Received: "待指定办理人", Handling: "调查中", Concluded: "待反馈", Answered: "已反馈", Withdrawn: "已撤回"}

// How the last day of feedback came about.
const (
	Published = "published" // by the published term
	ByPerson  = "person"
)

// Complaint is a complaint or report.
type Complaint struct {
	ID           int64      `db:"id"`
	Number       string     `db:"number"`
	Year         int        `db:"year"`
	ReceivedOn   civil.Date `db:"received_on"`
	ReceivedBy   string     `db:"received_by"`
	ReceivedName string     `db:"received_name"`
	Visit        int64      `db:"visit_id"`
	Source       string     `db:"source"`
	About        string     `db:"about"`
	Category     string     `db:"category"`
	Anonymous    bool       `db:"anonymous"`
	Name         string     `db:"name"`
	Phone        string     `db:"phone"`
	Matter       string     `db:"matter"`
	AccusedID    int64      `db:"accused_id"`
	AccusedName  string     `db:"accused_name"`
	AccusedUnit  string     `db:"accused_unit"`
	Unit         string     `db:"unit"`
	UnitName     string     `db:"unit_name"`
	HandlerID    int64      `db:"handler_id"`
	HandlerLogin string     `db:"handler_login"`
	HandlerName  string     `db:"handler_name"`
	State        string     `db:"state"`
	Due          civil.Date `db:"due"`
	FirstDue     civil.Date `db:"first_due"` // the day that was set first; lateness counts from it
	DueHow       string     `db:"due_how"`
	DueWhy       string     `db:"due_why"`
	Result       string     `db:"result"`
	Finding      string     `db:"finding"`
	Measures     string     `db:"measures"`
	ConcludedOn  civil.Date `db:"concluded_on"`
	ConcludedBy  string     `db:"concluded_by"`
	AnsweredOn   civil.Date `db:"answered_on"`
	AnsweredHow  string     `db:"answered_how"`
	Answer       string     `db:"answer"`
	LateDays     int        `db:"late"`
	Satisfaction string     `db:"satisfaction"`
	SatisfiedOn  civil.Date `db:"satisfied_on"`
	Reason       string     `db:"reason"`
	Version      int64      `db:"version"`
}

// Subject names the row in the ledger.
func (c Complaint) Subject() string { return act.Subject("counter_complaint", c.ID) }

// URL is the page of the complaint.
func (c Complaint) URL() string { return fmt.Sprintf("/reception/complaints/%d", c.ID) }

// Running reports whether the complainant still waits.
func (c Complaint) Running() bool { return c.State != Answered && c.State != Withdrawn }

// Late reports whether the last day of feedback that was set first is over and nothing
// was said.
func (c Complaint) Late(today civil.Date) bool {
	return c.Running() && !c.FirstDue.IsZero() && today.After(c.FirstDue)
}

// NewComplaint is a complaint to be entered. A complaint born of a visit takes its
// source, name, telephone and matter from there.
type NewComplaint struct {
	Source, About, Category string
	Anonymous               bool
	Name, Phone, Matter     string
	ReceivedOn              civil.Date
	AccusedID               int64
	AccusedName             string // a firm, or whom nobody of the list fits
	AccusedUnit             string
}

type complaintIn struct {
	r *Room
	x NewComplaint
}

// unitFor is the unit that takes a complaint (clauses promise.dept, unit.4.trade).
func (s *scene) unitFor(about string) (string, error) {
	if about == Commerce {
		return s.unitOf(law.Unit4Trade, "unit")
	}
	return s.unitOf(law.PromiseDept, "unit")
}

// categories are the kinds of complaint that the cards list (clause first.manner).
func categories(s *scene, about string) ([]string, law.ID) {
	if about == Commerce {
		return words(s.book, law.Unit4Trade, "complaint_categories"), law.Unit4Trade
	}
	return words(s.book, law.FirstManner, "complaint_categories"), law.FirstManner
}

// enter checks a complaint and writes it down, with the last day of feedback if a
// term is published.
func (r *Room) enter(tx *act.Tx, s *scene, x NewComplaint, visit int64) (Complaint, error) {
	none := Complaint{}
	if aboutLabels[x.About] == "" {
		return none, fault.Field("about", x.About, "选择投诉的是效能作风，还是商务举报。")
	}
	list, clause := categories(s, x.About)
	errs := []error{oneOf(list, clause, "category", "投诉种类", x.Category), oneOf(sources, "", "source", "来源", x.Source),
		check(text{field: "name", label: "投诉人", value: &x.Name, need: !x.Anonymous}, text{field: "phone", label: "联系电话", value: &x.Phone, need: !x.Anonymous}, text{field: "matter", label: "投诉事项", value: &x.Matter, need: true, long: true}, text{field: "accused_name", label: "被投诉的单位或个人", value: &x.AccusedName, need: x.About == Commerce})}
	if x.ReceivedOn.IsZero() {
		x.ReceivedOn = tx.Today
	}
	if x.ReceivedOn.After(tx.Today) {
		errs = append(errs, fault.Field("received_on", x.ReceivedOn.String(), "收到的日子晚于今天"+tx.Today.Chinese()+"，请核对。"))
	}
	c := Complaint{Year: x.ReceivedOn.Year, ReceivedOn: x.ReceivedOn, ReceivedBy: tx.Actor.Login, ReceivedName: tx.Actor.Name, Visit: visit, Source: x.Source, About: x.About, Category: x.Category, Anonymous: x.Anonymous,
		Name: x.Name, Phone: x.Phone, Matter: x.Matter, AccusedName: x.AccusedName, State: Received}
	if x.About == Conduct {
		errs = append(errs, s.accuse(&c, x))
	}
	if err := join(errs...); err != nil {
		return none, err
	}
	c.AccusedName = x.AccusedName
	if c.AccusedID != 0 {
		c.AccusedName = s.chart.Person(c.AccusedID).Name
	}
	if x.Anonymous {
		c.Name = ""
	}
	var err error
	if c.Unit, err = s.unitFor(x.About); err != nil {
		return none, err
	}
	c.UnitName = s.unitName(c.Unit)
	if t := s.feedbackTerm(); t.Set {
		if c.Due, err = t.Last(s.cal, c.ReceivedOn); err != nil {
			return none, err
		}
		c.FirstDue, c.DueHow, c.DueWhy = c.Due, Published, "公示的时限："+t.Words()
	}
	if c.Number, err = numbered(tx, "诉", c.Year, 4); err != nil {
		return none, err
	}
	if err := complaints.insert(tx, &c); err != nil {
		return none, err
	}
	if err := note(tx, c.Subject(), "open", "由"+c.UnitName+"受理"+s.asking(c)); err != nil {
		return none, err
	}
	return c, r.remindComplaint(tx, s, c)
}

// accuse finds out about whom or which unit a complaint is.
func (s *scene) accuse(c *Complaint, x NewComplaint) error {
	if x.AccusedID != 0 {
		p := s.chart.Person(x.AccusedID)
		if p.ID == 0 {
			return fault.Field("accused_id", fmt.Sprint(x.AccusedID), "没有这个人员，请重新选择。")
		}
		c.AccusedID, c.AccusedUnit = p.ID, p.Unit
		return nil
	}
	if x.AccusedUnit != "" {
		if _, ok := s.unit(x.AccusedUnit); !ok {
			return fault.Field("accused_unit", x.AccusedUnit, "没有这个科室，请重新选择。")
		}
		c.AccusedUnit = x.AccusedUnit
	}
	return nil
}

var complainDeed = act.Define(act.Spec[complaintIn, Complaint]{Name: "reception.complaint.enter", Label: "登记投诉举报", Right: Use, Basis: []law.ID{law.PromiseComplaint, law.PromiseDept},
	Do: func(tx *act.Tx, in complaintIn) (Complaint, act.Entry, error) {
		s, err := in.r.inDeed(tx)
		if err != nil {
			return noComplaint(err)
		}
		if _, err := s.self(tx.Actor); err != nil {
			return noComplaint(err)
		}
		c, err := in.r.enter(tx, s, in.x, 0)
		return c, act.Entry{Subject: c.Subject(), Summary: "登记投诉举报 " + c.Number, Detail: map[string]any{"about": c.About, "unit": c.Unit, "due": c.Due.String()}}, err
	}})

func noComplaint(err error) (Complaint, act.Entry, error) { return Complaint{}, act.Entry{}, err }

// Complain enters a complaint that came in writing or was passed on to the bureau.
func (r *Room) Complain(ctx context.Context, who act.Actor, x NewComplaint) (Complaint, error) {
	return complainDeed.Run(ctx, r.Door, who, complaintIn{r, x})
}

// goesOn enters the complaint that a visit brought and ties both together.
func (r *Room) goesOn(tx *act.Tx, s *scene, v *Visit, x NewComplaint) error {
	x.Source, x.Name, x.Phone, x.Matter, x.ReceivedOn = howLabels[v.How], v.Name, v.Phone, v.Matter, v.ReceivedOn
	c, err := r.enter(tx, s, x, v.ID)
	if err != nil {
		return err
	}
	v.Complaint, v.ToUnit, v.ToUnitName = c.ID, c.Unit, c.UnitName
	return visits.save(tx, v)
}

// accused reports whether a complaint is about somebody, or about the whole unit that
// somebody belongs to.
func (s *scene) accused(who act.Actor, c Complaint) bool {
	p, ok := s.chart.PersonOf(who.Login)
	return ok && c.AccusedID != 0 && c.AccusedID == p.ID
}

// ownUnit reports whether a complaint is about the unit itself that would handle it,
// whatever it counts as since it was moved.
func (c Complaint) ownUnit() bool {
	return c.AccusedID == 0 && c.AccusedUnit != "" && c.AccusedUnit == c.Unit
}

// leads reports whether somebody says who handles a complaint: the head of the unit
// that takes it, or a leader; never the accused, nor the head of the unit it is about.
func (r *Room) leads(s *scene, who act.Actor, c Complaint) bool {
	if s.accused(who, c) {
		return false
	}
	return who.May(Lead) || !c.ownUnit() && s.heads(who, c.Unit)
}

// seesComplaint reports whether a complaint exists for somebody: its handler, the unit
// that takes it, the leaders, and whoever wrote it down; never for the accused.
func (r *Room) seesComplaint(s *scene, who act.Actor, c Complaint) bool {
	if s.accused(who, c) || !who.May(Use) {
		return false
	}
	return r.leads(s, who, c) || c.HandlerLogin == who.Login && who.Login != "" || c.ReceivedBy == who.Login || who.Unit == c.Unit && !c.ownUnit()
}

// ComplaintView is a complaint with its course, as somebody sees it who may.
type ComplaintView struct {
	Complaint
	Steps []Step
	// Leads names the handler and the day; Handles investigates and answers.
	Leads, Handles bool
}

// ComplaintOf gives a complaint to those whom it concerns.
func (r *Room) ComplaintOf(ctx context.Context, who act.Actor, id int64) (ComplaintView, error) {
	rd := r.Door.Reader()
	c, err := complaints.get(ctx, rd, id)
	if err != nil {
		return ComplaintView{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return ComplaintView{}, err
	}
	if !r.seesComplaint(s, who, c) {
		return ComplaintView{}, act.OutOfReach(c.Subject())
	}
	out := ComplaintView{Complaint: c, Leads: r.leads(s, who, c), Handles: c.HandlerLogin == who.Login && who.Login != ""}
	out.Steps, err = r.stepsOf(ctx, c.Subject())
	return out, err
}

// ofYear limits a list (x) to a year; 0 is every year.
func ofYear(year int) *db.Filter {
	f := db.NewFilter()
	if year != 0 {
		f.And("x.year = ?", year)
	}
	return f
}

// ComplaintQuery narrows the list of complaints.
type ComplaintQuery struct {
	Year         int    // 0 for every year
	About, State string // "" all; state Running, "late" beyond the last day, "nodue" without one
	Words        string
}

// Complaints lists the complaints of a year that somebody sees, the latest first.
func (r *Room) Complaints(ctx context.Context, who act.Actor, o ComplaintQuery) ([]Complaint, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := ofYear(o.Year)
	if o.About != "" {
		f.And("x.about = ?", o.About)
	}
	switch o.State {
	case "":
	case "late", "nodue", Running:
		f.And("x.state IN ('received', 'handling', 'concluded')")
	default:
		f.And("x.state = ?", o.State)
	}
	words := db.Trimmed(o.Words)
	return complaints.latest(ctx, rd, f, func(c Complaint) bool {
		return (o.State != "late" || c.Late(s.today)) && (o.State != "nodue" || c.Running() && c.Due.IsZero()) &&
			matches(words, c.Number, c.Name, c.Phone, c.Matter, c.AccusedName, c.HandlerName, c.Category) && r.seesComplaint(s, who, c)
	})
}
