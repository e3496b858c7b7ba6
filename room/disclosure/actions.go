package disclosure

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// doInput is what the forms of all actions send.
type doInput struct {
	Choice    string        `form:"do" label:"结果"`
	On        civil.Date    `form:"on" label:"日期"`
	Note      string        `form:"note" label:"说明"`
	Until     civil.Date    `form:"until" label:"到哪一天"`
	Days      int           `form:"days" label:"工作日数"`
	Unit      string        `form:"unit" label:"承办科室"`
	Handler   string        `form:"handler" label:"经办人"`
	Leader    int64         `form:"leader" label:"作批示的领导"`
	Place     string        `form:"place" label:"在哪里检索"`
	Words     string        `form:"words" label:"检索词"`
	Span      string        `form:"span" label:"年份范围"`
	Hits      int           `form:"hits" label:"查到多少件"`
	Result    string        `form:"result" label:"结果"`
	Who       string        `form:"who" label:"征求谁"`
	Name      string        `form:"name" label:"名称"`
	About     string        `form:"about" label:"就哪些内容"`
	Tag       string        `form:"tag" label:"对象"`
	Answer    string        `form:"answer" label:"意见"`
	Grounds   string        `form:"grounds" label:"理由"`
	Decision  string        `form:"decision" label:"怎样办"`
	Mode      string        `form:"mode" label:"收费方式"`
	Pages     int           `form:"pages" label:"页数" max:"1000000"`
	Waived    bool          `form:"waived" label:"减免"`
	Kind      string        `form:"kind" label:"种类"`
	Reasons   string        `form:"reasons" label:"理由"`
	Forbids   string        `form:"forbids" label:"所依据的法律法规"`
	Where     string        `form:"where" label:"途径"`
	Elsewhere bool          `form:"elsewhere" label:"由其他机关负责公开"`
	Agency    string        `form:"agency" label:"负责的机关"`
	Contact   string        `form:"contact" label:"联系方式"`
	Withheld  string        `form:"withheld" label:"不公开的部分"`
	Former    string        `form:"former" label:"原申请的编号"`
	SupplyBy  civil.Date    `form:"supply_by" label:"约定提供日期"`
	Draft     int64         `form:"draft" label:"草稿"`
	Way       string        `form:"way" label:"送达方式"`
	Proof     string        `form:"proof" label:"凭证"`
	From      string        `form:"from" label:"来自"`
	Number    string        `form:"number" label:"文号"`
	AnswerBy  civil.Date    `form:"answer_by" label:"答复期限"`
	Restart   string        `form:"restart" label:"重新计算的理由"`
	Overlay   int64         `form:"overlay" label:"哪一件"`
	Files     []*web.Upload `form:"files" label:"文件"`
}

// action is something that can be done from the page of an application.
type action struct {
	word   string
	label  string
	hint   string
	events []string // in the machine; one that is open makes the action open
	when   func(v View) bool
	fields func(r *Room, v View) []ui.Field
	files  bool
	run    func(r *Room, q *web.Request, v View, in doInput, papers []FiledPaper) error
	said   string
}

func (in doInput) input(id int64, do string, papers []FiledPaper) Input {
	return Input{ID: id, Event: Event{On: in.On, Do: do, Note: in.Note, Until: in.Until, Days: in.Days}, Papers: papers}
}

func onField(label string) ui.Field {
	return ui.Field{Name: "on", Label: label, Kind: ui.Date, Half: true}
}

func noteField(label, hint string) ui.Field {
	return ui.Field{Name: "note", Label: label, Kind: ui.Area, Rows: 3, Max: mostText, Hint: hint}
}

// plain are fields that do not depend on the application.
func plain(list ...ui.Field) func(*Room, View) []ui.Field {
	return func(*Room, View) []ui.Field { return slices.Clone(list) }
}

func choice(name, label string, list ...ui.Option) ui.Field {
	return ui.Field{Name: name, Label: label, Kind: ui.Radio, Options: list}
}

var filesField = ui.Field{Name: "files", Label: "文件", Kind: ui.File, Multiple: true, Optional: true, Hint: "每个不超过 20 MB，带密级标志的不能上传。"}

// eventAction is an action that only enters an event through a method of the room.
func eventAction(word, label, hint, do, said string, enter func(r *Room, q *web.Request, in Input) error, fields ...ui.Field) action {
	return action{word: word, label: label, hint: hint, events: []string{do}, fields: plain(fields...), said: said,
		run: func(r *Room, q *web.Request, v View, in doInput, papers []FiledPaper) error {
			return enter(r, q, in.input(v.ID, do, papers))
		}}
}

// actions are in the order of likelihood: the first that is open is the main one.
var actions = []action{
	{word: "confirm", label: "确认收到", hint: "来件当天与申请人确认。双方都确认的那一天为收到之日，答复期限从次日起计算。", events: []string{OfficeConfirms, ApplicantConfirms}, said: "已登记确认。",
		fields: func(_ *Room, v View) []ui.Field {
			var o []ui.Option
			if v.Standing.Office.IsZero() {
				o = append(o, ui.Option{Value: OfficeConfirms, Label: "本局确认收到"})
			}
			if v.Standing.Applicant.IsZero() {
				o = append(o, ui.Option{Value: ApplicantConfirms, Label: "申请人已确认（电话、书面）"})
			}
			return []ui.Field{choice("do", "哪一方", o...), onField("确认的日期"), {Name: "note", Label: "怎样确认的", Optional: true, Max: mostLine, Hint: "如：电话确认，几点几分。"}}
		},
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.Confirm(org.Context(q), org.Actor(q), in.input(v.ID, in.Choice, nil))
		}},
	{word: "assign", label: "交办", hint: "照局领导的批示交承办科室。", events: []string{Assign}, fields: assignFields, said: "已交办。",
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.Assign(org.Context(q), org.Actor(q), Assignment{ID: v.ID, On: in.On, Unit: in.Unit, Handler: in.Handler, Leader: in.Leader, Words: in.Note})
		}},
	{word: "search", label: "登记检索", hint: "在哪里、用什么词、查到多少，逐次登记。答复“不存在”以检索记录为前提。", events: []string{Found, Assign}, said: "检索已登记。",
		when: func(v View) bool {
			return slices.Contains([]string{Received, Searching, Consulting, Reviewing, Reopened}, v.State) && slices.Contains(v.Hands, ByUnit)
		},
		fields: plain(ui.Field{Name: "place", Label: "在哪里检索", Half: true, Max: mostLine, List: []string{"本科室存档", "局档案室", "业务系统", "公文系统"}}, onField("检索日期"), ui.Field{Name: "words", Label: "检索词或条件", Max: mostLine},
			ui.Field{Name: "span", Label: "年份范围", Half: true, Optional: true, Max: 100}, ui.Field{Name: "hits", Label: "查到多少件", Kind: ui.Number, Half: true}, ui.Field{Name: "result", Label: "说明", Optional: true, Max: mostLine}),
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			_, err := r.EnterSearch(org.Context(q), org.Actor(q), Search{Application: v.ID, On: in.On, Place: in.Place, Words: in.Words, Span: in.Span, Hits: in.Hits, Result: in.Result})
			return err
		}},
	{word: "found", label: "检索完毕", hint: "查到的，附上材料送审查；没有找到的，以检索记录为凭。", events: []string{Found, NotFound}, said: "已送审查。", files: true,
		fields: plain(choice("do", "结果", ui.Option{Value: Found, Label: "查到了，附上材料"}, ui.Option{Value: NotFound, Label: "没有找到，或者不归本局"}), onField("日期"), filesField, ui.Field{Name: "note", Label: "说明", Optional: true, Max: mostLine}),
		run: func(r *Room, q *web.Request, v View, in doInput, papers []FiledPaper) error {
			if len(papers) > 0 {
				for i := range papers {
					papers[i].Kind = PaperFound
				}
				if err := r.AddPapers(act.WithKey(q.Context(), q.Key()+".papers"), org.Actor(q), v.ID, papers); err != nil {
					return err
				}
			}
			return r.CloseSearch(org.Context(q), org.Actor(q), in.input(v.ID, in.Choice, nil))
		}},
	{word: "propose", label: "拟写答复报审", hint: "报分管领导、主要领导审定，由办公室统一答复。答复书按下面的内容生成。", events: []string{Approve}, fields: proposalFields, said: "已报审。",
		when: func(v View) bool {
			return (v.State == Reviewing || v.State == Signing) && slices.Contains(v.Hands, ByUnit) && !slices.ContainsFunc(v.Drafts, func(d Draft) bool { return d.State == "signing" || d.State == "approved" })
		},
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			_, err := r.Propose(org.Context(q), org.Actor(q), Proposal{Application: v.ID, Draft: in.Draft, Kind: in.Kind, Reasons: in.Reasons, Forbids: in.Forbids, Where: in.Where, Elsewhere: in.Elsewhere, Agency: in.Agency, Contact: in.Contact,
				Withheld: in.Withheld, Former: in.Former, SupplyBy: in.SupplyBy, Words: in.Note})
			return err
		}},
	{word: "serve", label: "登记送达", hint: "答复书按送达那一天的规定写明救济途径，登记时生成并留存。邮寄的交邮政企业，以交邮之日为答复之日。", events: []string{Reply}, said: "答复已送达。",
		when: func(v View) bool {
			return slices.ContainsFunc(v.Drafts, func(d Draft) bool { return d.State == "approved" })
		},
		fields: func(*Room, View) []ui.Field {
			return []ui.Field{{Name: "way", Label: "送达方式", Kind: ui.Select, Half: true, Options: options("请选择", services, func(s string) string { return serviceLabels[s] })}, onField("答复之日"),
				{Name: "proof", Label: "凭证", Max: mostLine, Hint: "签收人、邮件号或者到达的时间。"}}
		},
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.Serve(org.Context(q), org.Actor(q), Service{ID: v.ID, On: in.On, Way: in.Way, Proof: in.Proof})
		}},
	{word: "revoke", label: "收回重办", hint: "要提供的信息没有通过公开审查，或者答复书有误的，写明原因收回，改好后重新报审。约定以后提供的，收回的是准备提供的材料。材料都留着，改记为检索到的材料。", events: []string{Revoke}, said: "已收回。",
		when: func(v View) bool {
			return v.State == Supplying || slices.ContainsFunc(v.Drafts, func(d Draft) bool { return d.State == "approved" })
		},
		fields: plain(noteField("原因", "")),
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.Revoke(org.Context(q), org.Actor(q), in.input(v.ID, Revoke, nil))
		}},
	{word: "fixed", label: "登记补正结果", events: []string{CorrectionReceived, CorrectionMissed, StillUnclear}, files: true, said: "已登记。",
		fields: plain(choice("do", "结果", ui.Option{Value: CorrectionReceived, Label: "收到补正", Hint: "答复期限从次日起重新计算。"}, ui.Option{Value: CorrectionMissed, Label: "逾期没有补正，也没有正当理由", Hint: "视为放弃，由经办人确认。"}, ui.Option{Value: StillUnclear, Label: "补正后仍不明确"}),
			onField("日期"), noteField("说明", "收到补正的，写补正了什么；视为放弃的，写怎样核实没有正当理由。"), filesField),
		run: func(r *Room, q *web.Request, v View, in doInput, papers []FiledPaper) error {
			return r.CloseCorrection(org.Context(q), org.Actor(q), in.input(v.ID, in.Choice, papers))
		}},
	{word: "reasons", label: "登记说明并判断", events: []string{ReasonsGiven, ReasonsBad, LongerPeriod}, said: "已登记。",
		fields: plain(choice("do", "结果", ui.Option{Value: ReasonsGiven, Label: "收到书面说明"}, ui.Option{Value: ReasonsBad, Label: "理由不合理，或者没有说明", Hint: "告知不予处理。由办公室负责人判断。"}, ui.Option{Value: LongerPeriod, Label: "理由合理，另定答复期限", Hint: "由办公室负责人判断。"}), onField("日期"),
			ui.Field{Name: "until", Label: "另定的最后一天", Kind: ui.Date, Half: true, Optional: true}, noteField("说明", "")),
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			if in.Choice != LongerPeriod {
				in.Until = civil.Date{}
			}
			return r.JudgeReasons(org.Context(q), org.Actor(q), in.input(v.ID, in.Choice, nil))
		}},
	{word: "paid", label: "登记缴费结果", events: []string{FeePaid, FeeMissed, FeeDropped}, said: "已登记。",
		fields: plain(choice("do", "结果", ui.Option{Value: FeePaid, Label: "已缴费", Hint: "答复期限从次日起重新计算。"}, ui.Option{Value: FeeDropped, Label: "申请人书面缩小范围，或者到本局查阅", Hint: "收费作罢。"}, ui.Option{Value: FeeMissed, Label: "逾期没有缴费", Hint: "视为放弃，由经办人确认。"}),
			onField("日期"), noteField("票据号或说明", "已缴费的写财政票据号。"), ui.Field{Name: "waived", Label: "由局长减免（只用于收费作罢）", Kind: ui.Check, Optional: true}),
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.SettleFee(org.Context(q), org.Actor(q), in.input(v.ID, in.Choice, nil), in.Waived)
		}},
	{word: "opinion", label: "登记征求意见的结果", events: []string{ConsultServed, ConsultEnd}, fields: opinionFields, files: true, said: "已登记。",
		run: func(r *Room, q *web.Request, v View, in doInput, papers []FiledPaper) error {
			return r.EnterOpinion(org.Context(q), org.Actor(q), Opinion{ID: v.ID, Tag: in.Tag, On: in.On, Do: in.Choice, Answer: in.Answer, Grounds: in.Grounds, Decision: in.Decision, Papers: papers})
		}},
	{word: "correct", label: "告知补正", hint: "七个工作日内一次告知，逐项写明。逾期才告知的，由办公室负责人决定，收到补正后期限不重新计算，另写理由决定重新计算的除外。", events: []string{CorrectionNotice}, said: "已登记告知补正。",
		fields: correctFields,
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			x := in.input(v.ID, CorrectionNotice, nil)
			x.With = in.Restart
			return r.AskCorrection(org.Context(q), org.Actor(q), x)
		}},
	{word: "consult", label: "征求意见", hint: "公开可能损害第三方合法权益的，书面征求第三方意见；其他机关共同制作的，征求该机关意见。信中不写申请人是谁。", events: []string{ConsultStart}, said: "已登记发出征求意见书。",
		fields: plain(choice("who", "征求谁", ui.Option{Value: "third", Label: "第三方"}, ui.Option{Value: "agency", Label: "其他机关"}), ui.Field{Name: "name", Label: "名称", Half: true, Max: mostLine}, onField("发出的日期"), ui.Field{Name: "about", Label: "就哪些内容征求意见", Kind: ui.Area, Rows: 3, Max: mostText}),
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			_, err := r.AskOthers(org.Context(q), org.Actor(q), Question{ID: v.ID, On: in.On, Agency: in.Who == "agency", Name: in.Name, About: in.About})
			return err
		}},
	{word: "extend", label: "申请延期", hint: "经同意并在最后一天以前告知申请人，延期才有效，只能延一次。", events: []string{Extend}, said: "延期已报批。",
		when: func(v View) bool {
			return !slices.ContainsFunc(v.Extensions, func(x Extension) bool { return x.State == "asked" || x.State == "agreed" || x.State == "told" })
		},
		fields: func(_ *Room, v View) []ui.Field {
			return []ui.Field{{Name: "days", Label: "延长的工作日数", Kind: ui.Number, Half: true, Hint: fmt.Sprintf("最多 %d 个，由%s同意。", v.Reckoning.Regime.Extension.Most, v.Reckoning.Regime.Extension.Label)}, noteField("为什么不能按期答复", "")}
		},
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			_, err := r.AskExtension(org.Context(q), org.Actor(q), v.ID, in.Days, in.Note)
			return err
		}},
	{word: "extended", label: "登记延期告知", hint: "延期已经同意。告知书发出的那一天不能晚于最后一天，否则延期无效。", events: []string{Extend}, said: "已登记延期告知。", fields: plain(onField("告知的日期")),
		when: func(v View) bool {
			return slices.ContainsFunc(v.Extensions, func(x Extension) bool { return x.State == "agreed" })
		},
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.TellExtension(org.Context(q), org.Actor(q), v.ID, in.On)
		}},
	{word: "fee", label: "收费通知", hint: "免费是原则。只有数量、频次明显超过合理范围的才收信息处理费，按件或按量取一种，由办公室负责人写明理由。", events: []string{FeeNotice}, fields: feeFields, said: "已登记收费通知。",
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			_, err := r.Charge(org.Context(q), org.Actor(q), FeeChoice{ID: v.ID, On: in.On, Mode: in.Mode, Pages: in.Pages, Reason: in.Note})
			return err
		}},
	eventAction("reason", "要求说明理由", "申请数量、频次明显超过合理范围的，由办公室负责人要求申请人说明理由。", ReasonRequested, "已登记。", func(r *Room, q *web.Request, in Input) error { return r.AskReasons(org.Context(q), org.Actor(q), in) },
		onField("日期"), ui.Field{Name: "until", Label: "说明的最后一天", Kind: ui.Date, Half: true}, noteField("超过合理范围的情况", "")),
	eventAction("unsure", "报请确定", "不能确定是否可以公开的，报主管部门或者保密行政管理部门确定。期限照常计算。", Unsure, "已登记。", func(r *Room, q *web.Request, in Input) error { return r.ReportUnsure(org.Context(q), org.Actor(q), in) },
		onField("日期"), noteField("报哪个部门，请求确定什么", "")),
	{word: "tell", label: "告知第三方", hint: "违背第三方意见公开的，公开以前书面告知公开的内容和理由。", events: []string{Override, Approve}, said: "已登记告知。", when: func(v View) bool {
		return v.objected() && (v.State == Reviewing || v.State == Signing) && slices.Contains(v.Hands, ByOffice)
	},
		fields: func(_ *Room, v View) []ui.Field {
			return []ui.Field{v.tagField(func(c Consult) bool { return c.Answer == "object" }), onField("告知的日期"), {Name: "until", Label: "公开的日期", Kind: ui.Date, Half: true}, noteField("决定公开的理由", "写进告知书，告知书留在材料里。")}
		},
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.TellThirdParty(org.Context(q), org.Actor(q), v.ID, in.Tag, in.On, in.Note, in.Until)
		}},
	{word: "override", label: "因公共利益公开", hint: "第三方不同意，但不公开会对公共利益造成重大影响的，由局长决定。", events: []string{Override}, when: View.objected, fields: plain(onField("决定的日期"), noteField("理由", "")), said: "决定已登记。",
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.DecideAgainst(org.Context(q), org.Actor(q), in.input(v.ID, Override, nil))
		}},
	{word: "spot", label: "当场答复", hint: "只用于已经主动公开的信息：告知怎样获取。", events: []string{SpotReply}, said: "已当场答复。",
		fields: plain(onField("日期"), ui.Field{Name: "where", Label: "获取的方式和途径", Max: mostLine}, ui.Field{Name: "proof", Label: "签收人", Max: mostLine}),
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.AnswerOnTheSpot(org.Context(q), org.Actor(q), Service{ID: v.ID, On: in.On, Proof: in.Proof}, in.Where)
		}},
	eventAction("supply", "登记提供", "按约定的日期提供。提供的材料须通过公开前的审查。", Supplied, "已登记提供。", func(r *Room, q *web.Request, in Input) error { return r.Supply(org.Context(q), org.Actor(q), in) },
		onField("日期"), ui.Field{Name: "note", Label: "怎样提供的", Max: mostLine, Hint: "与申请人要求的形式不同的，写明原因。"}),
	eventAction("close", "办结归档", "案卷齐全后办结，材料移交归档。", Close, "已办结，材料移交归档。", func(r *Room, q *web.Request, in Input) error { return r.CloseFile(org.Context(q), org.Actor(q), in) }, onField("日期")),
	{word: "papers", label: "补充材料", events: []string{Close}, files: true, said: "材料已收存。", when: func(v View) bool { return v.FiledAt == 0 && slices.Contains(v.Hands, ByUnit) },
		fields: func(*Room, View) []ui.Field {
			f := filesField
			f.Optional = false
			return []ui.Field{{Name: "kind", Label: "种类", Kind: ui.Select, Half: true, Options: options("请选择", []string{PaperApplication, PaperIdentity, PaperAuthority, PaperFound, PaperSupplied, PaperProof, PaperEvidence, PaperOther}, PaperLabel)}, f}
		},
		run: func(r *Room, q *web.Request, v View, in doInput, papers []FiledPaper) error {
			for i := range papers {
				papers[i].Kind = in.Kind
			}
			return r.AddPapers(org.Context(q), org.Actor(q), v.ID, papers)
		}},
	eventAction("withdraw", "申请人撤回", "以申请人的书面材料为凭。", Withdraw, "已登记撤回。", func(r *Room, q *web.Request, in Input) error { return r.WithdrawFor(org.Context(q), org.Actor(q), in) }, onField("日期"), noteField("书面材料", "写明来件的日期和要点。")),
	{word: "overlay", label: "登记投诉、质疑、复议、诉讼", events: []string{Complaint, Query, ReviewFiled}, fields: overlayFields, said: "已登记。", when: func(v View) bool {
		return v.State != Submitted && v.State != Withdrawn && slices.Contains(v.Hands, ByOffice)
	},
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			_, err := r.OpenOverlay(org.Context(q), org.Actor(q), Overlay{Application: v.ID, Kind: in.Kind, From: in.From, Number: in.Number, Words: in.Note, FiledOn: in.On, AnswerBy: in.AnswerBy})
			return err
		}},
	{word: "outcome", label: "登记答复或者结果", events: []string{OverlayAnswered}, fields: outcomeFields, said: "已登记。", when: func(v View) bool { return len(v.openOverlays()) > 0 && slices.Contains(v.Hands, ByOffice) },
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.SettleOverlay(org.Context(q), org.Actor(q), Outcome{Application: v.ID, Overlay: in.Overlay, On: in.On, Answer: in.Note, Words: in.Note, Result: in.Result, Until: in.Until})
		}},
	{word: "code", label: "补办查询码", hint: "核实身份后补办。原来的查询码作废，新的印在回执上。", said: "已补办，请重新打印回执。", fields: plain(ui.Field{Name: "note", Label: "怎样核实身份的", Max: mostLine}),
		when: func(v View) bool { return slices.Contains(v.Hands, ByOffice) },
		run: func(r *Room, q *web.Request, v View, in doInput, _ []FiledPaper) error {
			return r.RenewCode(org.Context(q), org.Actor(q), v.ID, in.Note)
		}},
}

func findAction(word string) (action, bool) {
	i := slices.IndexFunc(actions, func(a action) bool { return a.word == word })
	if i < 0 {
		return action{}, false
	}
	return actions[i], true
}

// open reports whether an action is open to the viewer in the present state.
func (a action) open(v View) bool {
	if a.when != nil && !a.when(v) {
		return false
	}
	if a.when != nil && (a.word == "search" || a.word == "propose" || a.word == "tell" || a.word == "papers" || a.word == "code" || a.word == "overlay" || a.word == "outcome") {
		return true
	}
	return slices.ContainsFunc(a.events, func(do string) bool {
		t, ok := transition(v.State, do)
		return ok && slices.ContainsFunc(t.By, func(h Hand) bool { return slices.Contains(v.Hands, h) })
	})
}

func (v View) objected() bool {
	return slices.ContainsFunc(v.Consults, func(c Consult) bool { return c.Answer == "object" && c.Decision == "" })
}

func (v View) openOverlays() []Overlay {
	var out []Overlay
	for _, o := range v.Overlays {
		if o.DecidedOn.IsZero() {
			out = append(out, o)
		}
	}
	return out
}
