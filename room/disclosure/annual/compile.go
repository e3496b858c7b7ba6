package annual

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Bounds of what is entered.
const (
	firstYear = 2008 // the Regulation came into force
	mostText  = 20000
	mostLine  = 200
)

type yearIn struct {
	r    *Room
	year int
}

var openDeed = act.Define(act.Spec[yearIn, int64]{Name: "annual.report.open", Label: "开始编制年度报告", Right: Use, Basis: annualClauses,
	Do: func(tx *act.Tx, in yearIn) (int64, act.Entry, error) {
		if err := in.r.office(tx.Actor); err != nil {
			return 0, act.Entry{}, err
		}
		return in.r.open(tx, in.year)
	}})

// Begin begins the report of a year, which may still be running.
func (r *Room) Begin(ctx context.Context, who act.Actor, year int) (int64, error) {
	return openDeed.Run(ctx, r.Door, who, yearIn{r, year})
}

func (r *Room) open(tx *act.Tx, year int) (int64, act.Entry, error) {
	if year < firstYear || year > tx.Today.Year {
		return 0, act.Entry{}, fault.Field("year", fmt.Sprint(year), fmt.Sprintf("年度应在%d至%d之间，请核对。", firstYear, tx.Today.Year))
	}
	if _, ok, err := reportOf(tx.Ctx, tx, year); err != nil || ok {
		if ok {
			err = fault.New(fault.Conflict, fmt.Sprintf("%d年度的报告已经在编制。", year))
		}
		return 0, act.Entry{}, err
	}
	id, err := tx.Next("disclosure_annual_report")
	if err != nil {
		return 0, act.Entry{}, err
	}
	acts, err := json.Marshal(Acts{})
	if err != nil {
		return 0, act.Entry{}, fault.Wrap("annual.open", fault.Internal, err)
	}
	x := Stored{ID: id, Year: year, State: Collecting, ActsJSON: string(acts), MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	if err := act.Insert(tx, "disclosure_annual_report", id, reportColumns, x.values()); err != nil {
		return 0, act.Entry{}, err
	}
	return id, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("开始编制%d年度信息公开报告", year)}, nil
}

// Entered is what the bureau enters: table two, and what explains a difference.
type Entered struct {
	Year        int
	Acts        Acts
	Published   int // where the catalogue is not connected
	Reorganised string
}

type enteredIn struct {
	r *Room
	Entered
}

var actsDeed = act.Define(act.Spec[enteredIn, bool]{Name: "annual.report.enter", Label: "填报年度报告表二", Right: Use, Basis: []law.ID{law.AnnForm, law.AnnCActive},
	Do: func(tx *act.Tx, in enteredIn) (bool, act.Entry, error) {
		x, err := in.r.editable(tx, in.Year)
		if err != nil {
			return false, act.Entry{}, err
		}
		a := in.Acts
		for name, n := range map[string]int{"rules_made": a.Rules.Made, "rules_ended": a.Rules.Ended, "rules_in_force": a.Rules.InForce, "made": a.Normative.Made, "ended": a.Normative.Ended,
			"in_force": a.Normative.InForce, "permits": a.Permits, "penalties": a.Penalties, "coercion": a.Coercion, "fees": a.Fees, "published": in.Published} {
			if n < 0 || n > 1_000_000_000 {
				return false, act.Entry{}, fault.Field(name, fmt.Sprint(n), "数字应在0至10亿之间，请核对。")
			}
		}
		if utf8.RuneCountInString(in.Reorganised) > mostLine {
			return false, act.Entry{}, fault.Field("reorganised", "", fmt.Sprintf("机构调整的说明不超过%d字，请缩短。", mostLine))
		}
		b, err := json.Marshal(a)
		if err != nil {
			return false, act.Entry{}, fault.Wrap("annual.enter", fault.Internal, err)
		}
		x.ActsJSON, x.Reorganised = string(b), db.Trimmed(in.Reorganised)
		if in.r.Published == nil {
			x.Published = in.Published
		}
		x.unchecked()
		return true, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("填报%d年度报告表二", x.Year)}, put(tx, &x)
	}})

// Enter enters table two.
func (r *Room) Enter(ctx context.Context, who act.Actor, in Entered) error {
	_, err := actsDeed.Run(ctx, r.Door, who, enteredIn{r, in})
	return err
}

// editable reads a report that the office may still change.
func (r *Room) editable(tx *act.Tx, year int) (Stored, error) {
	if err := r.office(tx.Actor); err != nil {
		return Stored{}, err
	}
	x, err := locked(tx, year)
	if err == nil && atOrAfter(x.State, Signing) {
		err = fault.New(fault.Conflict, fmt.Sprintf("%d年度的报告%s，不能再改；审定以后的差错请登记更正。", year, StateLabel(x.State)))
	}
	return x, err
}

// unchecked takes a report that was changed back to before the check.
func (x *Stored) unchecked() {
	if x.State == Checked {
		x.State = Frozen
	}
}

type textIn struct {
	r    *Room
	year int
	part string
	text string
}

var textDeed = act.Define(act.Spec[textIn, bool]{Name: "annual.text.write", Label: "撰写年度报告正文", Right: Use, Basis: []law.ID{law.AnnForm, law.AnnCOrg, law.AnnCClean, law.AnnCActive, law.AnnCRequest, law.AnnCRefuse, law.AnnCChannel, law.AnnCMethod, law.AnnCProblem, law.AnnCOther},
	Do: func(tx *act.Tx, in textIn) (bool, act.Entry, error) {
		x, err := in.r.editable(tx, in.year)
		if err != nil {
			return false, act.Entry{}, err
		}
		p, ok := PartOf(in.part)
		if !ok {
			return false, act.Entry{}, fault.New(fault.NotFound, "报告没有这一部分。")
		}
		if err := checkText(in.text); err != nil {
			return false, act.Entry{}, err
		}
		if err := writeText(tx, x.ID, p.Key, db.Trimmed(in.text)); err != nil {
			return false, act.Entry{}, err
		}
		x.unchecked()
		return true, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("撰写%d年度报告“%s”", x.Year, p.name())}, put(tx, &x)
	}})

// Write writes one text of a report; figures in it are placeholders.
func (r *Room) Write(ctx context.Context, who act.Actor, year int, part, text string) error {
	_, err := textDeed.Run(ctx, r.Door, who, textIn{r, year, part, text})
	return err
}

// checkText refuses a text that is too long or names a figure that is none.
func checkText(text string) error {
	if n := utf8.RuneCountInString(text); n > mostText {
		return fault.Field("text", fmt.Sprint(n), fmt.Sprintf("这一部分不超过%d字，请缩短。", mostText))
	}
	if _, unknown := (&Report{}).Render(text); len(unknown) > 0 {
		return fault.Field("text", strings.Join(unknown, "、"), "占位“"+strings.Join(unknown, "”“")+"”没有对应的数字，请从所列的占位中选用。")
	}
	return nil
}

func writeText(tx *act.Tx, report int64, part, words string) error {
	texts, err := textsOf(tx.Ctx, tx, report)
	if err != nil {
		return err
	}
	t := Text{ReportID: report, Part: part, Words: words, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now, Version: 1}
	i := slices.IndexFunc(texts, func(t Text) bool { return t.Part == part })
	if i < 0 {
		id, err := tx.Next("disclosure_annual_text")
		if err != nil {
			return err
		}
		return act.Insert(tx, "disclosure_annual_text", id, textColumns, t.values())
	}
	seen := texts[i].Version
	t.Version = seen + 1
	ok, err := act.Replace(tx, "disclosure_annual_text", texts[i].ID, seen, textColumns, t.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这一部分刚被他人修改，请刷新后再办。")
	}
	return err
}

func (t Text) values() []any {
	return []any{t.ReportID, t.Part, t.Words, t.MadeBy, t.MadeName, t.MadeAt, t.Version}
}

var freezeDeed = act.Define(act.Spec[yearIn, string]{Name: "annual.report.freeze", Label: "冻结年度报告的数字", Right: Use, Basis: annualClauses,
	Do: func(tx *act.Tx, in yearIn) (string, act.Entry, error) {
		if err := in.r.office(tx.Actor); err != nil {
			return "", act.Entry{}, err
		}
		return in.r.freeze(tx, in.year)
	}})

// Freeze lets the figures of a year that is over stand, with the lists behind them,
// and gives their digest.
func (r *Room) Freeze(ctx context.Context, who act.Actor, year int) (string, error) {
	return freezeDeed.Run(ctx, r.Door, who, yearIn{r, year})
}

func (r *Room) freeze(tx *act.Tx, year int) (string, act.Entry, error) {
	none := func(err error) (string, act.Entry, error) { return "", act.Entry{}, err }
	x, err := locked(tx, year)
	if err != nil {
		return none(err)
	}
	if x.State != Collecting {
		return none(fault.New(fault.Conflict, fmt.Sprintf("%d年度的数字已经冻结。", year)))
	}
	if tx.Today.Year <= year {
		return none(fault.New(fault.Conflict, fmt.Sprintf("%d年还没有结束，数字到%s以后才能冻结。", year, civil.Date{Year: year, Month: 12, Day: 31}.Chinese())))
	}
	f, err := r.count(tx.Ctx, tx, YearSpan(year, tx.Today))
	if err != nil {
		return none(err)
	}
	if r.Published == nil {
		f.published = x.Published
	}
	asked, err := json.Marshal(f.asked)
	if err != nil {
		return none(fault.Wrap("annual.freeze", fault.Internal, err))
	}
	disputes, err := json.Marshal(f.disputes)
	if err != nil {
		return none(fault.Wrap("annual.freeze", fault.Internal, err))
	}
	if x.Digest, err = f.digest(year); err != nil {
		return none(err)
	}
	if err := keep(tx, x.ID, &f); err != nil {
		return none(err)
	}
	x.State, x.FrozenAt, x.AskedJSON, x.DisputesOf, x.Published, x.Fee, x.Doubts = Frozen, tx.Now, string(asked), string(disputes), f.published, f.fee, strings.Join(f.doubts, "\n")
	if err := put(tx, &x); err != nil {
		return none(err)
	}
	return x.Digest, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("冻结%d年度报告的数字，摘要%s", year, x.Digest[:16]),
		Detail: map[string]any{"digest": x.Digest, "applications": len(f.cases), "disputes": len(f.listed)}}, nil
}

var nightDeed = act.Define(act.Spec[yearIn, string]{Name: "annual.report.night", Label: "年终自动冻结年度报告", Right: Use, Basis: annualClauses,
	Do: func(tx *act.Tx, in yearIn) (string, act.Entry, error) { return in.r.freeze(tx, in.year) }})

// FreezeDue freezes the reports of years that are over, for the work of the night.
// A report that nobody began is left alone: the office begins it. It gives how many
// were frozen.
func (r *Room) FreezeDue(ctx context.Context) (int, error) {
	today := r.Door.Today()
	list, err := db.All[Stored](ctx, r.Door.Reader(), q.SQL("report")+" WHERE x.state = $1 AND x.year < $2 ORDER BY x.year", Collecting, today.Year)
	for i, x := range list {
		if _, err := nightDeed.Run(ctx, r.Door, act.Program("年度报告").Using(Use), yearIn{r, x.Year}); err != nil {
			return i, err
		}
	}
	return len(list), err
}

var checkDeed = act.Define(act.Spec[yearIn, []Finding]{Name: "annual.report.check", Label: "检查年度报告", Right: Use, Basis: []law.ID{law.AnnForm, law.AnnStat},
	Do: func(tx *act.Tx, in yearIn) ([]Finding, act.Entry, error) {
		x, err := in.r.editable(tx, in.year)
		if err != nil {
			return nil, act.Entry{}, err
		}
		if x.State == Collecting {
			return nil, act.Entry{}, fault.New(fault.Conflict, "数字还没有冻结，不能通过检查；平时的检查结果随时可以查看。")
		}
		w, err := in.r.whole(tx.Ctx, tx, x, tx.Today)
		if err != nil {
			return nil, act.Entry{}, err
		}
		if Stops(w.Findings) {
			var says []string
			for _, f := range w.Findings {
				if f.Stops {
					says = append(says, f.Check+" "+f.Where+"："+f.Say)
				}
			}
			return nil, act.Entry{}, fault.Refuse(law.AnnForm, "检查没有通过，报告不能报审。"+strings.Join(says[:min(len(says), 3)], ""))
		}
		x.State = Checked
		return w.Findings, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("%d年度报告通过检查，提醒%d处", x.Year, len(w.Findings))}, put(tx, &x)
	}})

// Check runs all checks; a report with which something is wrong does not pass.
func (r *Room) Check(ctx context.Context, who act.Actor, year int) ([]Finding, error) {
	return checkDeed.Run(ctx, r.Door, who, yearIn{r, year})
}
