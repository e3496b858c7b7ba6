package study

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var (
	briefColumns   = []string{"year", "no", "title", "text", "issued_on", "sent_to", "sent_on", "state", "made_by", "made_at", "version"}
	summaryColumns = []string{"text", "figures", "sent_to", "sent_on", "sent_how", "made_by", "made_at", "version"}
	pursuitColumns = []string{"person_id", "kind", "title", "since", "result", "result_on", "made_by", "made_at", "version"}
)

// Issued is the state of a brief that has its number.
const Issued = "issued"

// Brief is a brief on study (clause study.brief).
type Brief struct {
	ID       int64      `db:"id"`
	Year     int        `db:"year"`
	No       int        `db:"no"`
	Title    string     `db:"title"`
	Text     string     `db:"text"`
	IssuedOn civil.Date `db:"issued_on"`
	SentTo   string     `db:"sent_to"`
	SentOn   civil.Date `db:"sent_on"`
	State    string     `db:"state"`
	MadeBy   string     `db:"made_by"`
	MadeAt   int64      `db:"made_at"`
	Version  int64      `db:"version"`
}

func (b *Brief) values() []any {
	return []any{b.Year, b.No, b.Title, b.Text, b.IssuedOn, b.SentTo, b.SentOn, b.State, b.MadeBy, b.MadeAt, b.Version}
}

// Subject names the row in the ledger.
func (b Brief) Subject() string { return act.Subject("study_brief", b.ID) }

// Number is how a brief is called.
func (b Brief) Number() string {
	if b.No == 0 {
		return "学习简报（草稿）"
	}
	return fmt.Sprintf("学习简报 %d 年第 %d 期", b.Year, b.No)
}

type briefIn struct {
	r           *Room
	id          int64
	title, text string
	to          string
	on          civil.Date
}

// editsBriefs refuses whoever does not belong to the office (reading edited-by-office).
func (r *Room) editsBriefs(who act.Actor) error {
	if r.inOffice(who) {
		return nil
	}
	return forbid(law.StudyBrief, "学习简报由办公室编写和报送。")
}

var briefDeed = act.Define(act.Spec[briefIn, int64]{Name: "study.brief.save", Label: "编写学习简报", Right: Use, Basis: []law.ID{law.StudyBrief},
	Do: func(tx *act.Tx, in briefIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		in.title, in.text = db.Trimmed(in.title), db.Trimmed(in.text)
		if err := in.r.editsBriefs(tx.Actor); err != nil {
			return none(err)
		}
		if err := join(line("title", "标题", in.title, true), long("text", "正文", in.text, true)); err != nil {
			return none(err)
		}
		if in.id == 0 {
			b := Brief{Year: tx.Today.Year, Title: in.title, Text: in.text, State: Draft, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
			id, err := insert(tx, "study_brief", briefColumns, b.values())
			return id, act.Entry{Subject: act.Subject("study_brief", id), Summary: "起草学习简报"}, err
		}
		b, err := row[Brief](tx.Ctx, tx, "study_brief", "brief", in.id)
		if err == nil && b.State != Draft {
			err = fault.New(fault.Conflict, b.Number()+"已经印发，不能再改；有误的，在下一期更正。")
		}
		if err != nil {
			return none(err)
		}
		b.Title, b.Text, b.Version = in.title, in.text, b.Version+1
		return b.ID, act.Entry{Subject: b.Subject(), Summary: "修改学习简报草稿"}, put(tx, "study_brief", b.ID, b.Version-1, briefColumns, b.values())
	}})

// SaveBrief writes a brief; id 0 for a new one.
func (r *Room) SaveBrief(ctx context.Context, who act.Actor, id int64, title, text string) (int64, error) {
	return briefDeed.Run(ctx, r.Door, who, briefIn{r: r, id: id, title: title, text: text})
}

var issueBriefDeed = act.Define(act.Spec[briefIn, Brief]{Name: "study.brief.issue", Label: "印发学习简报", Right: Use, Basis: []law.ID{law.StudyBrief},
	Do: func(tx *act.Tx, in briefIn) (Brief, act.Entry, error) {
		none := func(err error) (Brief, act.Entry, error) { return Brief{}, act.Entry{}, err }
		if err := in.r.editsBriefs(tx.Actor); err != nil {
			return none(err)
		}
		b, err := row[Brief](tx.Ctx, tx, "study_brief", "brief", in.id)
		if err == nil && b.State != Draft {
			err = fault.New(fault.Conflict, b.Number()+"已经印发。")
		}
		if err == nil {
			err = in.r.open(tx.Ctx, tx, tx.Today.Year)
		}
		if err != nil {
			return none(err)
		}
		b.Year = tx.Today.Year
		no, err := tx.Next(fmt.Sprintf("study.brief.%d", b.Year))
		if err != nil {
			return none(err)
		}
		b.No, b.State, b.IssuedOn, b.Version = int(no), Issued, tx.Today, b.Version+1
		if err := notify.Put(tx, notify.Todo{Key: b.Subject() + ":send", Login: tx.Actor.Login, Text: "报送" + b.Number(), URL: fmt.Sprintf("/study/briefs/%d", b.ID), Due: tx.Today.AddDays(7)}); err != nil {
			return none(err)
		}
		return b, act.Entry{Subject: b.Subject(), Summary: "印发" + b.Number()}, put(tx, "study_brief", b.ID, b.Version-1, briefColumns, b.values())
	}})

// IssueBrief gives a brief its number of the year; from then on its text stands.
func (r *Room) IssueBrief(ctx context.Context, who act.Actor, id int64) (Brief, error) {
	return issueBriefDeed.Run(ctx, r.Door, who, briefIn{r: r, id: id})
}

var sendBriefDeed = act.Define(act.Spec[briefIn, bool]{Name: "study.brief.send", Label: "登记简报报送", Right: Use, Basis: []law.ID{law.StudyBriefTo},
	Do: func(tx *act.Tx, in briefIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		in.to = db.Trimmed(in.to)
		if err := in.r.editsBriefs(tx.Actor); err != nil {
			return none(err)
		}
		b, err := row[Brief](tx.Ctx, tx, "study_brief", "brief", in.id)
		switch {
		case err != nil:
			return none(err)
		case b.State != Issued:
			return none(fault.New(fault.Conflict, "简报还没有印发，先印发再报送。"))
		case !b.SentOn.IsZero():
			return none(fault.Newf(fault.Conflict, "%s已于%s报%s。", b.Number(), b.SentOn.Chinese(), b.SentTo))
		case in.on.IsZero() || in.on.Before(b.IssuedOn) || in.on.After(tx.Today):
			return none(fault.Field("on", in.on.String(), "报送日期应在印发的"+b.IssuedOn.Chinese()+"和今天之间。"))
		}
		if err := line("to", "收报部门", in.to, true); err != nil {
			return none(err)
		}
		b.SentTo, b.SentOn, b.Version = in.to, in.on, b.Version+1
		if err := notify.Done(tx, b.Subject()+":send"); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: b.Subject(), Summary: "报送" + b.Number(), Detail: map[string]any{"to": b.SentTo, "on": b.SentOn.String()}}, put(tx, "study_brief", b.ID, b.Version-1, briefColumns, b.values())
	}})

// SendBrief writes down to whom a brief went and when (clause study.brief.to).
func (r *Room) SendBrief(ctx context.Context, who act.Actor, id int64, to string, on civil.Date) error {
	_, err := sendBriefDeed.Run(ctx, r.Door, who, briefIn{r: r, id: id, to: to, on: on})
	return err
}

// Summary is the summary of a year (clause study.summary).
type Summary struct {
	Year    int64      `db:"id"`
	Text    string     `db:"text"`
	Figures string     `db:"figures"`
	SentTo  string     `db:"sent_to"`
	SentOn  civil.Date `db:"sent_on"`
	SentHow string     `db:"sent_how"`
	MadeBy  string     `db:"made_by"`
	MadeAt  int64      `db:"made_at"`
	Version int64      `db:"version"`
}

func (s *Summary) values() []any {
	return []any{s.Text, s.Figures, s.SentTo, s.SentOn, s.SentHow, s.MadeBy, s.MadeAt, s.Version}
}

type summaryIn struct {
	r         *Room
	year      int
	text, how string
	on        civil.Date
}

var summaryDeed = act.Define(act.Spec[summaryIn, bool]{Name: "study.summary.save", Label: "编写年度学习总结", Right: Use, Basis: []law.ID{law.StudySummary},
	Do: func(tx *act.Tx, in summaryIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		in.text = db.Trimmed(in.text)
		if !in.r.inOffice(tx.Actor) {
			return none(forbid(law.StudySummary, "年度学习总结由办公室编写。"))
		}
		if err := join(checkYear(in.year), long("text", "总结", in.text, true)); err != nil {
			return none(err)
		}
		if in.year > tx.Today.Year {
			return none(fault.Field("year", fmt.Sprint(in.year), "年度还没有到，不能写总结。"))
		}
		f, err := in.r.count(tx.Ctx, tx, in.year, tx.Today)
		if err != nil {
			return none(err)
		}
		s, have, err := db.Maybe[Summary](tx.Ctx, tx, q.SQL("summary"), in.year)
		if err == nil && have && !s.SentOn.IsZero() {
			err = fault.Newf(fault.Conflict, "%d 年的总结已于%s报%s，不能再改。", in.year, s.SentOn.Chinese(), s.SentTo)
		}
		if err != nil {
			return none(err)
		}
		s.Text, s.Figures = in.text, f.Paragraph()
		entry := act.Entry{Subject: act.Subject("study_summary", int64(in.year)), Summary: fmt.Sprintf("编写 %d 年学习总结", in.year)}
		if !have {
			s.Year, s.MadeBy, s.MadeAt, s.Version = int64(in.year), tx.Actor.Login, tx.Now, 1
			return true, entry, act.Insert(tx, "study_summary", s.Year, summaryColumns, s.values())
		}
		s.Version++
		return true, entry, put(tx, "study_summary", s.Year, s.Version-1, summaryColumns, s.values())
	}})

// SaveSummary writes the summary of a year by the office; its figures are counted at
// that moment.
func (r *Room) SaveSummary(ctx context.Context, who act.Actor, year int, text string) error {
	_, err := summaryDeed.Run(ctx, r.Door, who, summaryIn{r: r, year: year, text: text})
	return err
}

var sendSummaryDeed = act.Define(act.Spec[summaryIn, bool]{Name: "study.summary.send", Label: "登记总结报送", Right: Use, Basis: []law.ID{law.StudySummaryTo},
	Do: func(tx *act.Tx, in summaryIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		if !in.r.inOffice(tx.Actor) {
			return none(forbid(law.StudySummaryTo, "年度学习总结由办公室报送。"))
		}
		s, err := row[Summary](tx.Ctx, tx, "study_summary", "summary", int64(in.year))
		switch {
		case err != nil:
			return none(err)
		case !s.SentOn.IsZero():
			return none(fault.Newf(fault.Conflict, "已于%s报%s。", s.SentOn.Chinese(), s.SentTo))
		case in.on.IsZero() || in.on.Before(dayOf(s.MadeAt)) || in.on.After(tx.Today):
			return none(fault.Field("on", in.on.String(), "报出日期应在写成的"+dayOf(s.MadeAt).Chinese()+"和今天之间。"))
		}
		book, err := in.r.Rules.At(tx.Ctx, tx.Today)
		if err != nil {
			return none(err)
		}
		to, ok := book.Param(law.StudySummaryTo, "recipient")
		if !ok || to.Value == "" {
			return none(fault.New(fault.Conflict, "规章卡片没有写明总结报给哪个部门，请先补上。"))
		}
		if err := line("how", "报送方式", db.Trimmed(in.how), true); err != nil {
			return none(err)
		}
		s.SentTo, s.SentOn, s.SentHow, s.Version = to.Value, in.on, db.Trimmed(in.how), s.Version+1
		if err := notify.Done(tx, fmt.Sprintf("study_summary:%d:due", in.year)); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: act.Subject("study_summary", s.Year), Summary: fmt.Sprintf("%d 年学习总结报%s", in.year, s.SentTo), Detail: map[string]any{"on": s.SentOn.String()}}, put(tx, "study_summary", s.Year, s.Version-1, summaryColumns, s.values())
	}})

// SendSummary writes down that the summary went to the district's publicity department.
func (r *Room) SendSummary(ctx context.Context, who act.Actor, year int, on civil.Date, how string) error {
	_, err := sendSummaryDeed.Run(ctx, r.Door, who, summaryIn{r: r, year: year, on: on, how: how})
	return err
}

// Reading is the kind of a pursuit that is a book on one's own list.
const Reading = "reading"

// Pursuit is a degree or examination beside the work, or a book that is being read.
type Pursuit struct {
	ID       int64      `db:"id"`
	PersonID int64      `db:"person_id"`
	Kind     string     `db:"kind"`
	Title    string     `db:"title"`
	Since    civil.Date `db:"since"`
	Result   string     `db:"result"`
	ResultOn civil.Date `db:"result_on"`
	MadeBy   string     `db:"made_by"`
	MadeAt   int64      `db:"made_at"`
	Version  int64      `db:"version"`
}

func (p *Pursuit) values() []any {
	return []any{p.PersonID, p.Kind, p.Title, p.Since, p.Result, p.ResultOn, p.MadeBy, p.MadeAt, p.Version}
}

// KindLabel is the Chinese word of a pursuit's kind.
func (p Pursuit) KindLabel() string {
	if p.Kind == Reading {
		return "读书"
	}
	return p.Kind
}

type pursuitIn struct {
	r *Room
	x Pursuit
}

var pursuitDeed = act.Define(act.Spec[pursuitIn, int64]{Name: "study.pursuit.set", Label: "登记读书和业余学习", Right: Use, Basis: []law.ID{law.StudyEducation, law.StudyCoreReading},
	Do: func(tx *act.Tx, in pursuitIn) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		x := in.x
		x.Result = db.Trimmed(x.Result)
		if x.ID != 0 {
			p, err := row[Pursuit](tx.Ctx, tx, "study_pursuit", "pursuit", x.ID)
			switch {
			case err != nil:
				return none(err)
			case p.PersonID != me.ID:
				return none(act.OutOfReach(act.Subject("study_pursuit", p.ID)))
			case p.Result != "":
				return none(fault.New(fault.Conflict, "结果已经登记。"))
			case x.ResultOn.IsZero() || x.ResultOn.Before(p.Since) || x.ResultOn.After(tx.Today):
				return none(fault.Field("on", x.ResultOn.String(), "请填写有结果的日子，不早于开始的"+p.Since.Chinese()+"，不晚于今天。"))
			}
			if err := line("result", "结果", x.Result, true); err != nil {
				return none(err)
			}
			p.Result, p.ResultOn, p.Version = x.Result, x.ResultOn, p.Version+1
			return p.ID, act.Entry{Subject: act.Subject("study_pursuit", p.ID), Summary: "登记学习结果"}, put(tx, "study_pursuit", p.ID, p.Version-1, pursuitColumns, p.values())
		}
		x.Title, x.PersonID, x.MadeBy, x.MadeAt, x.Version = db.Trimmed(x.Title), me.ID, tx.Actor.Login, tx.Now, 1
		var kind, day error
		if x.Kind != Reading {
			kind = oneOf(s.book, law.StudyEducation, "kinds", "kind", "种类", x.Kind)
		}
		if x.Since.IsZero() || x.Since.After(tx.Today) {
			day = fault.Field("since", x.Since.String(), "请填写开始的日子，不晚于今天。")
		}
		if err := join(kind, day, line("title", "名称", x.Title, true)); err != nil {
			return none(err)
		}
		id, err := insert(tx, "study_pursuit", pursuitColumns, x.values())
		return id, act.Entry{Subject: act.Subject("study_pursuit", id), Summary: "登记读书和业余学习"}, err
	}})

// SetPursuit enters a pursuit of the actor's own (ID 0), or its result.
func (r *Room) SetPursuit(ctx context.Context, who act.Actor, x Pursuit) (int64, error) {
	return pursuitDeed.Run(ctx, r.Door, who, pursuitIn{r, x})
}
