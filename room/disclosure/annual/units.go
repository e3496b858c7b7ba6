package annual

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Owed is what a unit owes to a report, and what followed where it came late.
type Owed struct {
	ID           int64      `db:"id"`
	ReportID     int64      `db:"report_id"`
	Unit         string     `db:"unit"`
	DueOn        civil.Date `db:"due_on"`
	Words        string     `db:"words"`
	HandedBy     string     `db:"handed_by"`
	HandedName   string     `db:"handed_name"`
	HandedOn     civil.Date `db:"handed_on"`
	Points       int        `db:"points"` // taken off, in tenths of a point
	CriticisedOn civil.Date `db:"criticised_on"`
	MakeupBy     civil.Date `db:"makeup_by"`
	Note         string     `db:"note"`
	Version      int64      `db:"version"`
}

func (o Owed) values() []any {
	return []any{o.ReportID, o.Unit, o.DueOn, o.Words, o.HandedBy, o.HandedName, o.HandedOn, o.Points, o.CriticisedOn, o.MakeupBy, o.Note, o.Version}
}

// Late reports whether the part came, or is still to come, after its day.
func (o Owed) Late(today civil.Date) bool {
	if o.HandedOn.IsZero() {
		return today.After(o.DueOn)
	}
	return o.HandedOn.After(o.DueOn)
}

type askIn struct {
	r     *Room
	year  int
	due   civil.Date
	units []string
}

var askDeed = act.Define(act.Spec[askIn, int]{Name: "annual.part.ask", Label: "要求科室报送年度报告材料", Right: Use, Basis: []law.ID{law.AnnStat, law.AnnLateScore},
	Do: func(tx *act.Tx, in askIn) (int, act.Entry, error) { return in.r.ask(tx, in) }})

// Ask asks units for their part by a day. The book names no day: the office sets
// it. Units that were asked before get the new day unless they have handed in.
func (r *Room) Ask(ctx context.Context, who act.Actor, year int, due civil.Date, units []string) (int, error) {
	return askDeed.Run(ctx, r.Door, who, askIn{r, year, due, units})
}

func (r *Room) ask(tx *act.Tx, in askIn) (int, act.Entry, error) {
	none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
	x, err := r.editable(tx, in.year)
	if err != nil {
		return none(err)
	}
	if last := (civil.Date{Year: in.year + 1, Month: 1, Day: 31}); in.due.Before(tx.Today) || in.due.After(last) {
		return none(fault.Field("due", in.due.String(), "报送材料的日期应在今天至"+last.Chinese()+"之间，请核对。"))
	}
	all, err := r.Org.Units(tx.Ctx)
	if err != nil {
		return none(err)
	}
	if len(in.units) == 0 {
		return none(fault.Field("units", "", "请选择报送材料的科室。"))
	}
	have, err := db.All[Owed](tx.Ctx, tx, q.SQL("units"), x.ID)
	if err != nil {
		return none(err)
	}
	n := 0
	for _, code := range in.units {
		known := false
		for _, u := range all {
			known = known || u.Code == code && u.Active
		}
		if !known {
			return none(fault.Field("units", code, "没有代码为“"+code+"”的科室，请核对。"))
		}
		i := slices.IndexFunc(have, func(o Owed) bool { return o.Unit == code })
		switch {
		case i < 0:
			id, err := tx.Next("disclosure_annual_unit")
			if err != nil {
				return none(err)
			}
			o := Owed{ReportID: x.ID, Unit: code, DueOn: in.due, Version: 1}
			if err := act.Insert(tx, "disclosure_annual_unit", id, unitColumns, o.values()); err != nil {
				return none(err)
			}
		case have[i].HandedOn.IsZero():
			have[i].DueOn = in.due
			if err := putOwed(tx, have[i]); err != nil {
				return none(err)
			}
		default:
			continue
		}
		n++
	}
	x.UnitsDue = in.due
	return n, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("要求%d个科室于%s以前报送%d年度报告材料", n, in.due.Chinese(), x.Year)}, put(tx, &x)
}

func putOwed(tx *act.Tx, o Owed) error {
	seen := o.Version
	o.Version++
	ok, err := act.Replace(tx, "disclosure_annual_unit", o.ID, seen, unitColumns, o.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这份材料刚被他人修改，请刷新后再办。")
	}
	return err
}

type handIn struct {
	r     *Room
	id    int64
	words string
}

var handDeed = act.Define(act.Spec[handIn, bool]{Name: "annual.part.hand", Label: "报送年度报告材料", Right: Use, Basis: []law.ID{law.AnnStat, law.AnnLateMakeup},
	Do: func(tx *act.Tx, in handIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		o, ok, err := act.Locked[Owed](tx, q.SQL("unit"), in.id)
		switch {
		case err != nil:
			return none(err)
		case !ok:
			return none(fault.New(fault.NotFound, "没有这项材料。"))
		case o.Unit != tx.Actor.Unit:
			return none(act.OutOfReach(act.Subject("disclosure_annual_unit", o.ID)))
		}
		x, err := reportByID(tx.Ctx, tx, o.ReportID)
		if err != nil {
			return none(err)
		}
		if atOrAfter(x.State, Signing) {
			return none(fault.New(fault.Conflict, "报告已经报审，不再收材料。需要更正的，请告知办公室。"))
		}
		words := db.Trimmed(in.words)
		if n := utf8.RuneCountInString(words); n == 0 || n > mostText {
			return none(fault.Field("words", "", fmt.Sprintf("请填写材料，不超过%d字；没有情况的写明没有。", mostText)))
		}
		o.Words, o.HandedBy, o.HandedName = words, tx.Actor.Login, tx.Actor.Name
		if o.HandedOn.IsZero() {
			o.HandedOn = tx.Today
		}
		say := ""
		if o.Late(tx.Today) {
			say = "，逾期"
		}
		return true, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("报送%d年度报告材料（%s）%s", x.Year, o.Unit, say)}, putOwed(tx, o)
	}})

// Hand hands in the part of one's own unit, or changes it.
func (r *Room) Hand(ctx context.Context, who act.Actor, id int64, words string) error {
	_, err := handDeed.Run(ctx, r.Door, who, handIn{r, id, words})
	return err
}

// Measure is what follows for a unit that is late (clauses ann.late.score,
// ann.late.blame, ann.late.makeup). The book names no points: they are entered.
type Measure struct {
	ID           int64
	Points       int // in tenths
	CriticisedOn civil.Date
	MakeupBy     civil.Date
	Note         string
}

type measureIn struct {
	r *Room
	Measure
}

var measureDeed = act.Define(act.Spec[measureIn, bool]{Name: "annual.part.measure", Label: "登记逾期报送的处理", Right: Use, Basis: []law.ID{law.AnnLateScore, law.AnnLateBlame, law.AnnLateMakeup},
	Do: func(tx *act.Tx, in measureIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if err := in.r.office(tx.Actor); err != nil {
			return none(err)
		}
		o, ok, err := act.Locked[Owed](tx, q.SQL("unit"), in.ID)
		switch {
		case err != nil:
			return none(err)
		case !ok:
			return none(fault.New(fault.NotFound, "没有这项材料。"))
		case !o.Late(tx.Today):
			return none(fault.Refuse(law.AnnLateScore, "这个科室没有逾期，不能登记扣分、通报或者限期补报。"))
		case in.Points < 0 || in.Points > 1000:
			return none(fault.Field("points", fmt.Sprint(in.Points), "扣分应在0至100分之间，请核对。"))
		case !in.CriticisedOn.IsZero() && (in.CriticisedOn.Before(o.DueOn) || in.CriticisedOn.After(tx.Today)):
			return none(fault.Field("criticised_on", in.CriticisedOn.String(), "通报批评的日期应在报送期限以后、今天以前，请核对。"))
		case !in.MakeupBy.IsZero() && !in.MakeupBy.After(o.DueOn):
			return none(fault.Field("makeup_by", in.MakeupBy.String(), "补报的日期应晚于原来的期限，请核对。"))
		case in.Points == 0 && in.CriticisedOn.IsZero() && in.MakeupBy.IsZero():
			return none(fault.Field("points", "0", "请至少填写扣分、通报批评、限期补报中的一项。"))
		case utf8.RuneCountInString(in.Note) > mostLine:
			return none(fault.Field("note", "", fmt.Sprintf("说明不超过%d字，请缩短。", mostLine)))
		}
		x, err := reportByID(tx.Ctx, tx, o.ReportID)
		if err != nil {
			return none(err)
		}
		o.Points, o.CriticisedOn, o.MakeupBy, o.Note = in.Points, in.CriticisedOn, in.MakeupBy, db.Trimmed(in.Note)
		return true, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("登记%s逾期报送%d年度报告材料的处理", o.Unit, x.Year), Detail: map[string]any{"points": o.Points, "makeup_by": o.MakeupBy.String()}}, putOwed(tx, o)
	}})

// Take writes down what follows for a unit that is late.
func (r *Room) Take(ctx context.Context, who act.Actor, m Measure) error {
	_, err := measureDeed.Run(ctx, r.Door, who, measureIn{r, m})
	return err
}

// Mine lists what the actor's own unit owes or handed in.
func (r *Room) Mine(ctx context.Context, who act.Actor) ([]Owed, error) {
	if who.Unit == "" {
		return nil, nil
	}
	return db.All[Owed](ctx, r.Door.Reader(), q.SQL("units_owing"), who.Unit)
}

// Part gives what a unit owes to that unit, to the office and to leaders; to others
// it does not exist.
func (r *Room) Part(ctx context.Context, who act.Actor, id int64) (Owed, error) {
	o, ok, err := db.Maybe[Owed](ctx, r.Door.Reader(), q.SQL("unit"), id)
	switch {
	case err != nil:
		return o, err
	case !ok:
		return o, fault.New(fault.NotFound, "没有这项材料。")
	case o.Unit != who.Unit && !r.sees(who):
		return o, act.OutOfReach(act.Subject("disclosure_annual_unit", id))
	}
	return o, nil
}
