package annual

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

var signDeed = act.Define(act.Spec[yearIn, int64]{Name: "annual.report.sign", Label: "年度报告报审", Right: Use, Basis: []law.ID{law.AnnApprove},
	Do: func(tx *act.Tx, in yearIn) (int64, act.Entry, error) { return in.r.sign(tx, in.year) }})

// Sign sends a checked report to the deputy in charge and the director (clause
// ann.approve).
func (r *Room) Sign(ctx context.Context, who act.Actor, year int) (int64, error) {
	return signDeed.Run(ctx, r.Door, who, yearIn{r, year})
}

func (r *Room) sign(tx *act.Tx, year int) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	x, err := r.editable(tx, year)
	if err != nil {
		return none(err)
	}
	if x.State != Checked {
		return none(fault.Refuse(law.AnnForm, "报告还没有通过检查，不能报审。请先检查。"))
	}
	chart, err := r.Org.Chart(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, ok := chart.PersonOf(tx.Actor.Login)
	if !ok {
		return none(fault.New(fault.Conflict, "您的账号没有关联本局人员，不能报审。请联系系统管理员。"))
	}
	w, err := r.whole(tx.Ctx, tx, x, tx.Today)
	if err != nil {
		return none(err)
	}
	facts, err := w.Report.print()
	if err != nil {
		return none(err)
	}
	sub := flow.Submission{Subject: x.Subject(), Applicant: me.ID, Title: fmt.Sprintf("%d年度政府信息公开工作报告", year), Line: fmt.Sprintf("新收%d件，办结%d件", w.Report.Asked.At(RowNew, Sum), w.Report.Asked.At(RowTotal, Sum)),
		URL: reportURL(year), Due: w.Target, Chain: []flow.StepSpec{{Who: flow.DeputyInCharge, Act: flow.Review}, {Who: flow.Director, Act: flow.Consent}},
		Edition: r.Rules.Base.Title, Basis: []law.ID{law.AnnApprove}, BasisLine: "年度报告由办公室编制，经分管领导、主要领导审定后报送。", Facts: facts, Text: w.lines()}
	if x.CaseID != 0 { // it was returned
		if _, _, err := r.Flow.Resubmit(tx, x.CaseID, sub, "修改后再报审"); err != nil {
			return none(err)
		}
		x.State = Signing
		return x.CaseID, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("%d年度报告修改后再报审", year)}, put(tx, &x)
	}
	c, err := r.Flow.Submit(tx, sub)
	if err != nil {
		return none(err)
	}
	x.CaseID, x.State = c.ID, Signing
	return c.ID, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("%d年度报告报审", year), Detail: map[string]any{"case": c.ID}}, put(tx, &x)
}

// print is the fingerprint of what is approved.
func (r *Report) print() (string, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return "", fault.Wrap("annual.print", fault.Internal, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// lines is what is approved, as people read it: the digest of the figures, the
// tables and the texts.
func (w Whole) lines() []flow.Line {
	out := []flow.Line{{Label: "年度", Text: fmt.Sprint(w.Year)}, {Label: "数字摘要", Text: w.Digest}, {Label: "表二", Text: w.Report.Acts.words()}}
	for row := 1; row <= rows; row++ {
		var cells []string
		for col, name := range Columns {
			cells = append(cells, fmt.Sprintf("%s%d", name, w.Report.Asked.At(row, col)))
		}
		out = append(out, flow.Line{Label: RowLabels[row-1], Text: strings.Join(cells, "，")})
	}
	for b, block := range w.Report.Disputes {
		var cells []string
		for col, name := range Results {
			cells = append(cells, fmt.Sprintf("%s%d", name, block[col]))
		}
		out = append(out, flow.Line{Label: Blocks[b], Text: strings.Join(cells, "，")})
	}
	for _, p := range Parts {
		text, _ := w.Report.Render(w.Report.Texts[p.Key])
		out = append(out, flow.Line{Label: p.name(), Text: text})
	}
	return out
}

// words is table two in one line.
func (a Acts) words() string {
	norm := func(n Norms) string {
		return fmt.Sprintf("制发%d、废止%d、现行有效%d", n.Made, n.Ended, n.InForce)
	}
	return fmt.Sprintf("规章%s；行政规范性文件%s；行政许可%d；行政处罚%d；行政强制%d；行政事业性收费%s万元", norm(a.Rules), norm(a.Normative), a.Permits, a.Penalties, a.Coercion, Yuan10k(a.Fees))
}

// moved notes what became of the approval. A case that is over is let go of: the
// report is put forward anew then; one that was returned is kept.
func (r *Room) moved(state string, over bool) flow.Hook {
	return func(tx *act.Tx, o flow.Outcome) error {
		x, err := reportByID(tx.Ctx, tx, o.Case.SubjectID())
		if err != nil {
			return err
		}
		x.State = state
		if over {
			x.CaseID = 0
		}
		return put(tx, &x)
	}
}

// facts are what whoever decides has to know.
func (r *Room) facts(ctx context.Context, who act.Actor, v flow.View) ([]ui.Pair, error) {
	rd := r.Door.Reader()
	x, err := reportByID(ctx, rd, v.SubjectID())
	if err != nil {
		return nil, err
	}
	w, err := r.whole(ctx, rd, x, r.Door.Today())
	if err != nil {
		return nil, err
	}
	a := &w.Report.Asked
	pairs := []ui.Pair{{Key: "新收、结转", Text: fmt.Sprintf("新收%d件，上年结转%d件", a.At(RowNew, Sum), a.At(RowCarried, Sum))},
		{Key: "办结", Text: fmt.Sprintf("%d件，其中予以公开%d件、部分公开%d件、不予公开%d件", a.At(RowTotal, Sum), a.At(RowFirst, Sum), a.At(RowPartial, Sum), a.Group(5, 12))},
		{Key: "报送期限", Text: w.Target.Chinese() + "（" + w.Due.Chinese() + "以前的最后一个工作日）"}}
	for _, f := range w.Findings {
		pairs = append(pairs, ui.Pair{Key: "提醒 " + f.Check, Text: f.Where + "：" + f.Say, Wide: true})
	}
	return pairs, nil
}

type outIn struct {
	r     *Room
	year  int
	on    civil.Date
	words string
}

var sendDeed = act.Define(act.Spec[outIn, bool]{Name: "annual.report.send", Label: "登记年度报告报送", Right: Use, Basis: []law.ID{law.AnnDeadline, law.Disclosure2019AnnualReport},
	Do: func(tx *act.Tx, in outIn) (bool, act.Entry, error) {
		x, err := in.r.out(tx, in, Signed, "报送")
		if err != nil {
			return false, act.Entry{}, err
		}
		x.State, x.SentOn, x.SentNote = Submitted, in.on, db.Trimmed(in.words)
		return true, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("%d年度报告于%s报送", x.Year, in.on.Chinese()) + late(x.Year, in.on)}, put(tx, &x)
	}})

// Send writes down that the report was sent to the office of the county government
// (clause ann.deadline), and how.
func (r *Room) Send(ctx context.Context, who act.Actor, year int, on civil.Date, words string) error {
	_, err := sendDeed.Run(ctx, r.Door, who, outIn{r, year, on, words})
	return err
}

var publishDeed = act.Define(act.Spec[outIn, bool]{Name: "annual.report.publish", Label: "登记年度报告公布", Right: Use, Basis: []law.ID{law.Disclosure2019AnnualReport},
	Do: func(tx *act.Tx, in outIn) (bool, act.Entry, error) {
		x, err := in.r.out(tx, in, Submitted, "公布")
		if err != nil {
			return false, act.Entry{}, err
		}
		x.State, x.PublicOn, x.PublicWhere = Published, in.on, db.Trimmed(in.words)
		return true, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("%d年度报告于%s公布", x.Year, in.on.Chinese()) + late(x.Year, in.on)}, put(tx, &x)
	}})

// Publish writes down that the report was made public, and where.
func (r *Room) Publish(ctx context.Context, who act.Actor, year int, on civil.Date, words string) error {
	_, err := publishDeed.Run(ctx, r.Door, who, outIn{r, year, on, words})
	return err
}

func late(year int, on civil.Date) string {
	if on.After(civil.Date{Year: year + 1, Month: 1, Day: 31}) {
		return "，已逾期"
	}
	return ""
}

// out reads a report that goes out.
func (r *Room) out(tx *act.Tx, in outIn, from, what string) (Stored, error) {
	if err := r.office(tx.Actor); err != nil {
		return Stored{}, err
	}
	x, err := locked(tx, in.year)
	if err != nil {
		return x, err
	}
	frozenOn := civil.Date{Year: in.year + 1, Month: 1, Day: 1}
	switch {
	case x.State != from:
		return x, fault.New(fault.Conflict, fmt.Sprintf("%d年度的报告%s，现在不能登记%s。", in.year, StateLabel(x.State), what))
	case in.on.IsZero() || in.on.After(tx.Today) || in.on.Before(frozenOn) || what == "公布" && in.on.Before(x.SentOn):
		return x, fault.Field("on", in.on.String(), what+"的日期不能空，不能晚于今天，也不能早于年度结束或者报送的日期。请核对。")
	case db.Trimmed(in.words) == "" || utf8.RuneCountInString(in.words) > mostLine:
		return x, fault.Field("words", in.words, fmt.Sprintf("请写明%s的方式或者网址，不超过%d字。", what, mostLine))
	}
	return x, nil
}

// Fix is one correction of a report that was signed.
type Fix struct {
	Year    int
	What    string // case, text, acts
	Which   string // number of the application, key of the part
	Becomes string // code of the reply, new text, or table two as JSON
	Acts    Acts   // for acts
	Reason  string
}

type fixIn struct {
	r *Room
	Fix
}

var correctDeed = act.Define(act.Spec[fixIn, int64]{Name: "annual.report.correct", Label: "更正年度报告", Right: Use, Basis: []law.ID{law.AnnStat, law.AnnForm},
	Do: func(tx *act.Tx, in fixIn) (int64, act.Entry, error) { return in.r.correct(tx, in.Fix) }})

// Correct puts something right in a report that was signed. What was written stays
// in the entry. An application is moved to another row of table three, so that the
// table balances afterwards as before.
func (r *Room) Correct(ctx context.Context, who act.Actor, f Fix) (int64, error) {
	return correctDeed.Run(ctx, r.Door, who, fixIn{r, f})
}

func (r *Room) correct(tx *act.Tx, f Fix) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	if err := r.office(tx.Actor); err != nil {
		return none(err)
	}
	x, err := locked(tx, f.Year)
	if err != nil {
		return none(err)
	}
	reason := db.Trimmed(f.Reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > mostLine {
		return none(fault.Field("reason", "", fmt.Sprintf("请写明更正的理由，不超过%d字。", mostLine)))
	}
	if !atOrAfter(x.State, Signed) {
		return none(fault.New(fault.Conflict, "报告还没有审定，直接修改即可，不登记更正。"))
	}
	c := Correction{ReportID: x.ID, What: f.What, Which: f.Which, Reason: reason, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
	switch f.What {
	case "case":
		err = r.moveCase(tx, &x, &c, f)
	case "text":
		err = fixText(tx, &x, &c, f)
	case "acts":
		err = fixActs(&x, &c, f)
	default:
		err = fault.Field("what", f.What, "请选择更正的是申请的结果、正文还是表二。")
	}
	if err != nil {
		return none(err)
	}
	if c.Was == c.Becomes {
		return none(fault.Field("becomes", f.Becomes, "更正后的内容与原来相同，没有可更正的。"))
	}
	if c.ID, err = tx.Next("disclosure_annual_correction"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "disclosure_annual_correction", c.ID, correctionColumns, c.values()); err != nil {
		return none(err)
	}
	return c.ID, act.Entry{Subject: x.Subject(), Summary: fmt.Sprintf("更正%d年度报告：%s", x.Year, c.label()), Detail: map[string]any{"correction": c.ID}}, put(tx, &x)
}

// label says in Chinese what a correction is about.
func (c Correction) label() string {
	switch c.What {
	case "case":
		return c.Which + "的办理结果"
	case "text":
		if p, ok := PartOf(c.Which); ok {
			return "正文“" + p.name() + "”"
		}
	}
	return "表二"
}

// moveCase counts an application in the row of another reply.
func (r *Room) moveCase(tx *act.Tx, x *Stored, c *Correction, f Fix) error {
	fg, err := frozen(tx.Ctx, tx, *x)
	if err != nil {
		return err
	}
	book, err := r.Rules.At(tx.Ctx, tx.Today)
	if err != nil {
		return err
	}
	row, ok := RowsOf(book.Disclosure)(f.Becomes)
	if !ok {
		return fault.Field("becomes", f.Becomes, "没有“"+f.Becomes+"”这种答复，请填写二十二种答复的代码。")
	}
	for _, k := range fg.cases {
		if k.Number != f.Which {
			continue
		}
		if k.Out > RowLast {
			return fault.Field("which", f.Which, f.Which+"在这一年没有办结，结转下年度，不能更正结果。")
		}
		c.Was, c.Becomes = RowLabels[k.Out-1], RowLabels[row-1]
		fg.asked.add(k.Out, k.Column, -1)
		fg.asked.add(row, k.Column, 1)
		b, err := json.Marshal(fg.asked)
		if err != nil {
			return fault.Wrap("annual.correct", fault.Internal, err)
		}
		x.AskedJSON = string(b)
		_, err = db.Exec(tx.Ctx, tx, q.SQL("case_move"), x.ID, k.ID, row)
		return err
	}
	return fault.Field("which", f.Which, "这一年度的报告没有计入编号为“"+f.Which+"”的申请，请核对。")
}

func fixText(tx *act.Tx, x *Stored, c *Correction, f Fix) error {
	p, ok := PartOf(f.Which)
	if !ok {
		return fault.Field("which", f.Which, "报告没有这一部分，请核对。")
	}
	if err := checkText(f.Becomes); err != nil {
		return err
	}
	c.Was, c.Becomes = p.Draft, db.Trimmed(f.Becomes)
	texts, err := textsOf(tx.Ctx, tx, x.ID)
	if err != nil {
		return err
	}
	for _, t := range texts {
		if t.Part == p.Key {
			c.Was = t.Words
		}
	}
	if strings.TrimSpace(c.Becomes) == "" {
		return fault.Field("becomes", "", "更正后的正文不能空。")
	}
	return writeText(tx, x.ID, p.Key, c.Becomes)
}

func fixActs(x *Stored, c *Correction, f Fix) error {
	b, err := json.Marshal(f.Acts)
	if err != nil {
		return fault.Wrap("annual.correct", fault.Internal, err)
	}
	a := f.Acts
	if min(a.Rules.Made, a.Rules.Ended, a.Rules.InForce, a.Normative.Made, a.Normative.Ended, a.Normative.InForce, a.Permits, a.Penalties, a.Coercion, a.Fees) < 0 {
		return fault.Field("becomes", string(b), "表二的数字不能小于0，请核对。")
	}
	c.Which, c.Was, c.Becomes = "表二", x.ActsJSON, string(b)
	x.ActsJSON = c.Becomes
	return nil
}

func reportURL(year int) string { return fmt.Sprintf("/disclosure-annual/%d", year) }
