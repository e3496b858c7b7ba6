package disclosure

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Assignment gives an application to a unit on a leader's instruction.
type Assignment struct {
	ID      int64
	On      civil.Date
	Unit    string // code
	Handler string // login, may be empty
	Leader  int64  // person who gave the instruction
	Words   string // the instruction
}

type assignIn struct {
	r *Room
	x Assignment
}

var assignDeed = act.Define(act.Spec[assignIn, bool]{Name: "disclosure.application.assign", Label: "交办申请", Right: Use, Basis: []law.ID{law.FoiAssign, law.FoiUnit},
	Do: func(tx *act.Tx, in assignIn) (bool, act.Entry, error) {
		w, err := in.r.open(tx, in.x.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if w.s.unitName(in.x.Unit) == "" {
			return false, act.Entry{}, fault.Field("unit", in.x.Unit, "请选择承办科室。")
		}
		rank := w.s.chart.Rank(in.x.Leader)
		in.x.Words = db.Trimmed(in.x.Words)
		w.f.Leader = (rank == org.RankLeader || rank == org.RankDirector) && in.x.Words != ""
		if in.x.Handler != "" {
			p, ok := w.s.chart.PersonOf(in.x.Handler)
			if !ok || p.Unit != in.x.Unit {
				return false, act.Entry{}, fault.Field("handler", in.x.Handler, "经办人应是承办科室的人员。")
			}
		}
		leader := w.s.chart.Person(in.x.Leader).Name
		if err := w.do(Event{On: in.x.On, Do: Assign, Note: leader + "批示：" + in.x.Words}); err != nil {
			return false, act.Entry{}, err
		}
		w.a.Unit, w.a.Handler = in.x.Unit, in.x.Handler
		entry, err := w.done("交办申请", map[string]any{"unit": in.x.Unit, "leader": in.x.Leader})
		return true, entry, err
	}})

// Assign gives an application to the unit that is to find and judge the material.
func (r *Room) Assign(ctx context.Context, who act.Actor, x Assignment) error {
	_, err := assignDeed.Run(ctx, r.Door, who, assignIn{r, x})
	return err
}

type searchIn struct {
	r *Room
	x Search
}

var searchDeed = act.Define(act.Spec[searchIn, int64]{Name: "disclosure.search.enter", Label: "登记检索", Right: Use, Basis: []law.ID{law.FoiUnit, law.FoiReplyK3},
	Do: func(tx *act.Tx, in searchIn) (int64, act.Entry, error) {
		w, err := in.r.open(tx, in.x.Application)
		if err != nil {
			return 0, act.Entry{}, err
		}
		x := in.x
		x.Place, x.Words, x.Span, x.Result = db.Trimmed(x.Place), db.Trimmed(x.Words), db.Trimmed(x.Span), db.Trimmed(x.Result)
		if x.On.IsZero() {
			x.On = tx.Today
		}
		switch {
		case !w.f.has(ByUnit):
			return 0, act.Entry{}, &fault.Error{Kind: fault.Forbidden, Clause: law.FoiUnit, Say: "检索由承办科室或办公室登记。"}
		case !slices.Contains([]string{Received, Searching, Consulting, Reviewing, Reopened}, w.a.State):
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "申请现在是“%s”，不能再登记检索。", StateLabel(w.a.State))
		case x.Place == "":
			return 0, act.Entry{}, fault.Field("place", "", "请写明在哪里检索：科室存档、档案室、业务系统等。")
		case x.Words == "":
			return 0, act.Entry{}, fault.Field("words", "", "请写明用什么词或条件检索。")
		case x.Hits < 0 || x.Hits > 1_000_000:
			return 0, act.Entry{}, fault.Field("hits", "", "查到的件数应在 0 至 1000000 之间。")
		case x.On.After(tx.Today) || x.On.Before(w.a.CameOn):
			return 0, act.Entry{}, fault.Field("on", x.On.String(), "检索的日期应在收到申请以后、不晚于今天。")
		case len([]rune(x.Place+x.Words+x.Span+x.Result)) > 2000:
			return 0, act.Entry{}, fault.Field("result", "", "检索记录不超过 2000 字，更长的请作附件。")
		}
		id, err := insert(tx, "disclosure_search", searchColumns, []any{w.a.ID, x.On, x.Place, x.Words, x.Span, x.Hits, x.Result, tx.Actor.Login, tx.Actor.Name, tx.Now})
		return id, act.Entry{Subject: w.a.Subject(), Summary: "登记检索 " + w.a.Number, Detail: map[string]any{"place": x.Place, "hits": x.Hits}}, err
	}})

// EnterSearch writes a line of the search log: where, by which words, how many.
func (r *Room) EnterSearch(ctx context.Context, who act.Actor, x Search) (int64, error) {
	return searchDeed.Run(ctx, r.Door, who, searchIn{r, x})
}

var searchedDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.search.close", Label: "检索完毕", Right: Use, Basis: []law.ID{law.FoiUnit, law.FoiSecGate}, Do: enter})

// CloseSearch ends the search: Found with the material attached, or NotFound on the
// strength of the log.
func (r *Room) CloseSearch(ctx context.Context, who act.Actor, in Input) error {
	if in.Do != Found && in.Do != NotFound {
		return fault.Field("do", in.Do, "请选择是查到了还是没有找到。")
	}
	_, err := searchedDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in, facts: func(w *working, _ *Event) error {
		list, err := searchesOf(w.tx.Ctx, w.tx, w.a.ID)
		if err != nil {
			return err
		}
		w.f.Searches = len(list)
		papers, err := papersOf(w.tx.Ctx, w.tx, w.a.ID)
		for _, p := range papers {
			if p.Kind == PaperFound {
				w.f.Papers++
			}
		}
		return err
	}})
	return err
}

var unsureDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.review.unsure", Label: "报请确定", Right: Use, Basis: []law.ID{law.SecUnclearOwn, law.SecUnclearOther}, Do: enter})

// Ask for a ruling of the competent department or the secrecy authority; the period
// runs on.
func (r *Room) ReportUnsure(ctx context.Context, who act.Actor, in Input) error {
	in.Do = Unsure
	_, err := unsureDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in})
	return err
}

type papersIn struct {
	r      *Room
	id     int64
	papers []FiledPaper
}

var addPapersDeed = act.Define(act.Spec[papersIn, int]{Name: "disclosure.paper.add", Label: "补充申请材料", Right: Use, Basis: []law.ID{law.FoiUnit},
	Do: func(tx *act.Tx, in papersIn) (int, act.Entry, error) {
		w, err := in.r.open(tx, in.id)
		if err != nil {
			return 0, act.Entry{}, err
		}
		switch {
		case !w.f.has(ByUnit):
			return 0, act.Entry{}, &fault.Error{Kind: fault.Forbidden, Clause: law.FoiUnit, Say: "材料由承办科室或办公室上传。"}
		case w.a.FiledAt != 0:
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "%s已经归档，不能再加材料。", w.a.Number)
		case len(in.papers) == 0:
			return 0, act.Entry{}, fault.Field("files", "", "没有收到文件，请选择文件后再提交。")
		}
		if err := w.settled(in.papers); err != nil {
			return 0, act.Entry{}, err
		}
		for _, p := range in.papers {
			if paperLabels[p.Kind] == "" || p.Kind == PaperReply {
				return 0, act.Entry{}, fault.Field("kind", p.Kind, "请选择材料的种类。")
			}
			if _, err := in.r.addPaper(tx, w.a.ID, p.Kind, false, p.Attachment); err != nil {
				return 0, act.Entry{}, err
			}
		}
		return len(in.papers), act.Entry{Subject: w.a.Subject(), Summary: "补充材料 " + w.a.Number, Detail: map[string]any{"papers": len(in.papers)}}, nil
	}})

// settled refuses to add to what is handed out once the leaders have it before them:
// they sign for these very files. What is promised for later comes after the reply.
func (w *working) settled(papers []FiledPaper) error {
	if !slices.ContainsFunc(papers, func(p FiledPaper) bool { return p.Kind == PaperSupplied }) {
		return nil
	}
	drafts, err := draftsOf(w.tx.Ctx, w.tx, w.a.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(drafts, func(d Draft) bool { return d.State == "signing" || d.State == "approved" }) {
		return fault.Refuse(law.FoiAnswerReview, "答复正在审定或者等待送达，提供的信息已经随稿审定，不能再加。要改的，请审定人退回修改；答复时约定以后提供的，送达以后再上传。")
	}
	return nil
}

// AddPapers keeps files that lie in the store already with an application.
func (r *Room) AddPapers(ctx context.Context, who act.Actor, id int64, papers []FiledPaper) error {
	_, err := addPapersDeed.Run(ctx, r.Door, who, papersIn{r, id, papers})
	return err
}
