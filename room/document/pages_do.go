package document

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func maybeText(ctx context.Context, r *Room, paper int64) (string, bool, error) {
	return db.Maybe[string](ctx, r.Door.Reader(), q.SQL("body_of"), paper)
}

// stepInput is what the forms on the page of a document send: each sends some of it.
type stepInput struct {
	Title   string        `form:"title" label:"标题" max:"300"`
	Issuer  string        `form:"issuer" label:"来文机关" max:"200"`
	DocNo   string        `form:"doc_no" label:"文号" max:"100"`
	Kind    string        `form:"kind" label:"文种"`
	Dated   civil.Date    `form:"dated" label:"成文日期"`
	Level   string        `form:"level" label:"密级"`
	Urgency int           `form:"urgency" label:"紧急程度"`
	Again   string        `form:"again" label:"再次登记的理由" max:"200"`
	Why     string        `form:"why" label:"理由" max:"2000"`
	Text    string        `form:"text" label:"意见" max:"2000"`
	Ground  string        `form:"ground" label:"缘由"`
	To      string        `form:"to" label:"退给谁" max:"200"`
	Way     string        `form:"way" label:"怎样办"`
	Leader  int64         `form:"leader" label:"送哪位领导批示"`
	Lead    string        `form:"lead" label:"主办科室"`
	Joint   []string      `form:"joint" label:"协办科室"`
	Due     civil.Date    `form:"due" label:"期限"`
	Readers []int64       `form:"readers" label:"传阅对象"`
	Order   string        `form:"order" label:"传阅方式"`
	Unit    string        `form:"unit" label:"科室"`
	Part    int64         `form:"part" label:"没有报结果的科室"`
	On      civil.Date    `form:"on" label:"批示日期"`
	Person  int64         `form:"person" label:"承办人"`
	Reader  int64         `form:"reader" label:"传阅对象"`
	Instead int64         `form:"instead" label:"改送给谁"`
	Reply   string        `form:"reply" label:"答复的公文"`
	ReplyNo string        `form:"reply_no" label:"复文的文号" max:"100"`
	NoReply string        `form:"no_reply" label:"不另行文答复的理由" max:"200"`
	Looked  bool          `form:"looked" label:"扫描件看过没有密级标志"`
	Files   []*web.Upload `form:"files" label:"文件"`
}

func (in stepInput) facts() (Facts, error) {
	level, err := mark.Parse(in.Level)
	if err != nil {
		e := fault.Of(err)
		err = fault.Field("level", in.Level, e.Safe())
	}
	return Facts{DocNo: in.DocNo, Issuer: in.Issuer, Title: in.Title, Kind: in.Kind, Dated: in.Dated, Level: level, Urgency: in.Urgency, Again: in.Again}, err
}

func (in stepInput) course() Course {
	return Course{Lead: in.Lead, Joint: in.Joint, Due: in.Due, Readers: in.Readers}
}

// doing is a form on the page of a document.
type doing struct {
	files bool
	say   string
	do    func(ctx context.Context, who act.Actor, id int64, in stepInput, papers []NewPaper) error
}

func (r *Room) doings() map[string]doing {
	type in = stepInput
	return map[string]doing{
		"register": {true, "已登记，等待初审。", func(ctx context.Context, who act.Actor, id int64, in in, p []NewPaper) error {
			f, err := in.facts()
			if err == nil {
				_, err = r.Register(ctx, who, id, f, p...)
			}
			return err
		}},
		"amend": {false, "已更正，原来的内容留在台账。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			f, err := in.facts()
			if err == nil {
				_, err = r.Amend(ctx, who, id, f, in.Why)
			}
			return err
		}},
		"papers": {true, "文件已收存。", func(ctx context.Context, who act.Actor, id int64, _ in, p []NewPaper) error {
			return r.AddPapers(ctx, who, id, p)
		}},
		"void": {false, "收文号已作废，编号保留。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Void(ctx, who, id, in.Why)
		}},
		"check": {false, "初审通过，等待拟办。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Check(ctx, who, id, in.Text)
		}},
		"return": {false, "已退文，记入退文登记。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			_, err := r.Return(ctx, who, id, Refusal{Ground: in.Ground, Why: in.Why, To: in.To})
			return err
		}},
		"propose": {false, "拟办意见已送出。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			_, err := r.Propose(ctx, who, id, Proposal{Way: in.Way, Words: in.Text, Leader: in.Leader, Course: in.course(), InOrder: in.Order == "order"})
			return err
		}},
		"instruct": {false, "批示已送出。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			_, err := r.Instruct(ctx, who, id, Instruction{Words: in.Text, Course: in.course(), InOrder: in.Order == "order"})
			return err
		}},
		"on-paper": {true, "批示已代录，送批示的领导核对。", func(ctx context.Context, who act.Actor, id int64, in in, p []NewPaper) error {
			_, err := r.InstructOnPaper(ctx, who, id, OnPaper{Instruction: Instruction{Words: in.Text, Course: in.course(), InOrder: in.Order == "order"}, Leader: in.Leader, On: in.On, Papers: p})
			return err
		}},
		"note": {false, "已记下。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Note(ctx, who, id, in.Text)
		}},
		"move": {false, "已改派。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Move(ctx, who, id, in.Part, in.Unit, in.Why)
		}},
		"assign": {false, "承办人已确定，列入承办人的待办。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Assign(ctx, who, id, in.Unit, in.Person)
		}},
		"report": {true, "办理结果已报。", func(ctx context.Context, who act.Actor, id int64, in in, p []NewPaper) error {
			_, err := r.Report(ctx, who, id, Result{Unit: in.Unit, Words: in.Text, Reply: in.Reply, ReplyNo: in.ReplyNo, NoReply: in.NoReply, Papers: p})
			return err
		}},
		"reopen": {false, "已退回主办科室。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Reopen(ctx, who, id, in.Why)
		}},
		"extend": {false, "期限已改。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Extend(ctx, who, id, in.Due, in.Why)
		}},
		"circulate": {false, "已送传阅。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Circulate(ctx, who, id, in.Readers, in.Order == "order")
		}},
		"opened": {false, "已记下打开的时间。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Opened(ctx, who, id, in.Reader)
		}},
		"read": {false, "已阅。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Read(ctx, who, id, in.Reader, in.Text)
		}},
		"recall": {false, "传阅已改。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Recall(ctx, who, id, in.Reader, in.Instead, in.Why)
		}},
		"urge": {false, "已催办，列入对方的待办。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			_, err := r.Urge(ctx, who, id, in.Text)
			return err
		}},
		"close": {false, "已办结，材料移交档案室。", func(ctx context.Context, who act.Actor, id int64, in in, _ []NewPaper) error {
			return r.Close(ctx, who, id, in.Text)
		}},
	}
}

// doing serves a form on the page of a document.
func (r *Room) doing(of string, d doing) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		in, err := web.Decode[stepInput](q)
		var papers []NewPaper
		if err == nil && len(in.Files) > 0 {
			// Nothing is stored for somebody who may not see the document.
			if _, err := r.Document(q.Context(), org.Actor(q), id); err != nil {
				return web.Answer{}, r.seen(q, err)
			}
			papers, err = r.take(q.Context(), in.Files, in.Looked)
		}
		if err == nil {
			err = d.do(org.Context(q), org.Actor(q), id, in, papers)
		}
		switch {
		case fault.Is(err, fault.NotFound):
			return web.Answer{}, err
		case err != nil:
			return r.showPage(q, of, err)
		}
		// A reader whose only part is over still sees the document that was read.
		return web.Redirect(fmt.Sprintf("/documents/in/%d", id)).Say(ui.OK, d.say), nil
	}
}
