package meeting

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/meeting/quorum"
)

// paragraphs shows a text line by line.
func paragraphs(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for line := range strings.SplitSeq(text, "\n") {
			if _, err := io.WriteString(w, "<p>"+templ.EscapeString(line)+"</p>"); err != nil {
				return err
			}
		}
		return nil
	})
}

func faultWords(err error) string { return fault.Of(err).Safe() }

// conduct are the forms by which the clerk keeps the meeting going.
func (v *page) conduct() {
	now := v.course.at()
	room := quorum.InRoom(v.moves(), now)
	var in, out []ui.Option
	for _, s := range v.seats {
		o := ui.Option{Value: fmt.Sprint(s.PersonID), Label: s.Name}
		if s.Part == Observer {
			o.Label += "（列席）"
		}
		switch {
		case s.Part == Gone:
		case room[s.PersonID]:
			in = append(in, o)
		default:
			out = append(out, o)
		}
	}
	if v.m.State == Planned || v.m.State == Notified {
		v.tellPart()
	}
	if (v.m.State == Notified || v.m.State == Held) && len(out) > 0 && (v.today == v.m.HeldOn || v.m.State == Held || v.m.LateReason != "") {
		f := v.form("signin")
		v.add(ui.Part{Title: "登记签到", Form: f, Fields: []ui.Field{{Form: f, Name: "people", Label: "到会的人", Kind: ui.Checks, Options: out}, {Form: f, Name: "at", Label: "时间", Optional: true, Half: true, Hint: "不填的以现在为准，如 8:55。"}}, Buttons: []ui.Button{{Label: "登记签到"}}})
	}
	if v.m.State == Notified && len(in) > 0 {
		f := v.form("open")
		v.add(ui.Part{Title: "宣布开会", Hint: "人数按全体成员计算，请假的也在总数里。", Form: f, Fields: []ui.Field{{Form: f, Name: "at", Label: "时间", Optional: true, Half: true, Hint: "不填的以现在为准。"}}, Buttons: []ui.Button{{Label: "宣布开会", Look: "primary"}}})
	}
	if v.m.State == Held {
		v.discuss(now)
		if len(in) > 0 {
			f := v.form("leave")
			v.add(ui.Part{Title: "登记离会", Form: f, Fields: []ui.Field{{Form: f, Name: "people", Label: "离开的人", Kind: ui.Checks, Options: in}, {Form: f, Name: "at", Label: "时间", Optional: true, Half: true, Hint: "不填的以现在为准。"}}, Buttons: []ui.Button{{Label: "登记离会"}}})
		}
		if !slices.ContainsFunc(v.items, func(it Item) bool { return it.State == Discussed }) {
			f := v.form("close")
			hint := "没有议的和搁下的议题记为暂缓，签发以后自动留待下次。"
			n := 0
			for _, it := range v.items {
				if it.State == Listed || it.State == Suspended {
					n++
				}
			}
			if n > 0 {
				hint = fmt.Sprintf("还有 %d 个议题没有议。", n) + hint
			}
			v.add(ui.Part{Title: "散会", Hint: hint, Form: f, Fields: []ui.Field{{Form: f, Name: "at", Label: "时间", Optional: true, Half: true, Hint: "不填的以现在为准。"}}, Buttons: []ui.Button{{Label: "宣布散会"}}})
		}
	}
}

func (v *page) tellPart() {
	f := v.form("notice")
	p := ui.Part{Title: "发会议通知", Hint: "通知写明时间、地点和议题，材料一并送达参会和列席的人。", Form: f, Buttons: []ui.Button{{Label: "发通知", Look: "primary"}}}
	if v.m.State == Notified {
		p.Title, p.Buttons = "再发会议通知", []ui.Button{{Label: "再发通知"}}
	}
	if v.m.LateReason != "" {
		p.Hint = "补记当时的通知。"
		p.Fields = append(p.Fields, ui.Field{Form: f, Name: "on", Label: "通知日期", Kind: ui.Date, Half: true}, ui.Field{Form: f, Name: "at", Label: "时间", Half: true, Hint: "如 15:30。"})
	} else if told, _, err := v.book.JudgeNotice(v.m.Kind, v.today, v.m.HeldOn); err == nil && told.Met != nil && !*told.Met {
		p.Hint += "今天通知，按规定最早" + told.EarliestOK.Chinese() + "开会；来不及的写明理由。"
		p.Fields = append(p.Fields, ui.Field{Form: f, Name: "reason", Label: "提前不足的理由", Max: 200, Optional: v.m.AdhocReason != ""})
	} else if n := v.book.Advised(v.k); n > 0 && v.m.HeldOn.Sub(v.today) < n {
		p.Hint += fmt.Sprintf("原文没有规定提前多久，建议提前%d天，只作提醒。", n)
	}
	v.add(p)
}

// discuss are the forms of the item under discussion, or the choice of the next.
func (v *page) discuss(now int64) {
	var next []ui.Option
	for _, it := range v.items {
		if it.State == Listed || it.State == Suspended {
			next = append(next, ui.Option{Value: fmt.Sprint(it.ID), Label: fmt.Sprintf("第%d项 %s", it.Place, it.Title)})
		}
	}
	i := slices.IndexFunc(v.items, func(it Item) bool { return it.State == Discussed })
	if i < 0 {
		if len(next) > 0 {
			f := v.form("item")
			v.add(ui.Part{Title: "开始讨论", Hint: "每一项都重新数在场的人。干部议题人数不足的搁下，其他议题照常。", Form: f, Fields: []ui.Field{{Form: f, Name: "item", Label: "议题", Kind: ui.Select, Options: next, Half: true}}, Buttons: []ui.Button{{Label: "开始讨论", Look: "primary"}}})
		}
		v.deferPart()
		v.reopenPart()
		return
	}
	it := v.items[i]
	title := fmt.Sprintf("第%d项 %s", it.Place, it.Title)
	entitled := v.entitled(it, now)
	spoken := v.spoken(it.ID)
	t := ui.Table{Caption: "发言", Columns: []ui.Column{{Label: "成员"}, {Label: "意见", Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "还没有记录发言"}}
	for _, o := range v.opinions {
		if o.ItemID != it.ID {
			continue
		}
		name := o.Name
		if o.Absent {
			name += "（书面，不计票）"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: o.Words}}})
	}
	l, _ := v.light(&it, now)
	v.add(ui.Part{Title: "正在讨论：" + title, Hint: l.Words() + "。", Table: &t})
	hidden := func(f *ui.Form) ui.Field {
		f.Set("item", fmt.Sprint(it.ID))
		return ui.Field{Form: f, Name: "item", Kind: ui.Hidden}
	}
	people := func(list []int64) []ui.Option {
		out := []ui.Option{{Label: "请选择"}}
		for _, p := range list {
			o := ui.Option{Value: fmt.Sprint(p), Label: v.nameOf(p)}
			if p == v.m.ChairID {
				o.Label += "（主持人，最后表态）"
			}
			out = append(out, o)
		}
		return out
	}
	if it.Voting == "" {
		if silent := quorum.Silent(entitled, spoken, 0); len(silent) > 0 {
			f := v.form("say")
			var absent []int64
			for _, p := range v.members() {
				if !slices.Contains(entitled, p) {
					absent = append(absent, p)
				}
			}
			opts := people(silent)
			for _, p := range absent {
				opts = append(opts, ui.Option{Value: fmt.Sprint(p), Label: v.nameOf(p), Group: "没有到会的（书面意见）"})
			}
			v.add(ui.Part{Title: "记录发言", Form: f, Fields: []ui.Field{hidden(f), {Form: f, Name: "person", Label: "谁", Kind: ui.Select, Options: opts, Half: true}, {Form: f, Name: "absent", Label: "未到会，书面意见", Kind: ui.Check, Optional: true, Half: true}, {Form: f, Name: "words", Label: "意见", Kind: ui.Area, Rows: 3, Max: mostWords}}, Buttons: []ui.Button{{Label: "记录发言"}}})
		}
		v.votePart(it, entitled, hidden)
		f := v.form("withdraw")
		v.add(ui.Part{Title: "登记回避", Hint: "回避的成员仍计入应到人数，不计入在场，不发言、不表决。", Form: f, Fields: []ui.Field{hidden(f), {Form: f, Name: "person", Label: "谁", Kind: ui.Select, Options: people(entitled), Half: true}, {Form: f, Name: "note", Label: "缘由", Optional: true, Half: true, Max: 100}}, Buttons: []ui.Button{{Label: "登记回避"}}})
	}
	v.decidePart(it, hidden)
}

func (v *page) votePart(it Item, entitled []int64, hidden func(*ui.Form) ui.Field) {
	if v.k.Majority == "" && v.k.Opinions != "all" {
		return
	}
	f := v.form("vote")
	p := ui.Part{Title: "表决", Hint: "记名表决逐人选择；举手表决不选人，只填三个票数。合计应等于在场有表决权的人数。", Form: f, Fields: []ui.Field{hidden(f)}, Buttons: []ui.Button{{Label: "记录表决"}}}
	for _, id := range entitled {
		p.Fields = append(p.Fields, ui.Field{Form: f, Name: fmt.Sprintf("vote%d", id), Label: v.nameOf(id), Kind: ui.Radio, Half: true, Optional: true, Options: []ui.Option{{Value: "yes", Label: "赞成"}, {Value: "no", Label: "反对"}, {Value: "abstain", Label: "弃权"}}})
	}
	for _, x := range []struct{ name, label string }{{"yes", "赞成票"}, {"no", "反对票"}, {"abstain", "弃权票"}} {
		p.Fields = append(p.Fields, ui.Field{Form: f, Name: x.name, Label: "举手：" + x.label, Kind: ui.Number, Optional: true, Half: true})
	}
	v.add(p)
}

func (v *page) decidePart(it Item, hidden func(*ui.Form) ui.Field) {
	f := v.form("decide")
	outcomes := []ui.Option{{Value: Agreed, Label: "同意"}, {Value: Refused, Label: "不同意"}, {Value: Deferred, Label: "暂缓"}, {Value: Noted, Label: "听取"}}
	owners := []ui.Option{{Label: "请选择"}}
	for _, p := range v.chart.Staff() {
		owners = append(owners, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: v.unitName(p.Unit)})
	}
	p := ui.Part{Title: "形成决定", Form: f, Fields: []ui.Field{hidden(f), {Form: f, Name: "outcome", Label: "结果", Kind: ui.Radio, Options: outcomes}, {Form: f, Name: "words", Label: "议定内容", Kind: ui.Area, Rows: 3, Max: mostWords}}, Buttons: []ui.Button{{Label: "记录决定", Look: "primary"}}}
	for _, n := range []string{"1", "2", "3"} {
		p.Fields = append(p.Fields, ui.Field{Form: f, Name: "what" + n, Label: "落实事项" + n, Optional: true, Max: 200},
			ui.Field{Form: f, Name: "owner" + n, Label: "负责人", Kind: ui.Select, Options: owners, Optional: true, Half: true}, ui.Field{Form: f, Name: "due" + n, Label: "期限", Kind: ui.Date, Optional: true, Half: true})
	}
	v.add(p)
}

// deferPart lets an item that was laid aside be deferred with words of its own.
func (v *page) deferPart() {
	var laid []ui.Option
	for _, it := range v.items {
		if it.State == Suspended {
			laid = append(laid, ui.Option{Value: fmt.Sprint(it.ID), Label: fmt.Sprintf("第%d项 %s", it.Place, it.Title)})
		}
	}
	if len(laid) == 0 {
		return
	}
	f := v.form("decide")
	f.Set("outcome", Deferred)
	v.add(ui.Part{Title: "暂缓搁下的议题", Form: f, Fields: []ui.Field{{Form: f, Name: "outcome", Kind: ui.Hidden}, {Form: f, Name: "item", Label: "议题", Kind: ui.Select, Options: laid, Half: true}, {Form: f, Name: "words", Label: "说明", Max: 200, Half: true}}, Buttons: []ui.Button{{Label: "记为暂缓"}}})
}

// reopenPart lets the clerk take up again what was recorded by mistake.
func (v *page) reopenPart() {
	var done []ui.Option
	for _, it := range v.items {
		if it.State == Decided {
			done = append(done, ui.Option{Value: fmt.Sprint(it.ID), Label: fmt.Sprintf("第%d项 %s（%s）", it.Place, it.Title, it.OutcomeLabel())})
		}
	}
	if len(done) == 0 {
		return
	}
	f := v.form("reopen")
	v.add(ui.Part{Title: "记错了的决定", Hint: "散会以前可以作废重议：表决和落实事项一并作废，发言保留。", Form: f, Fields: []ui.Field{{Form: f, Name: "item", Label: "议题", Kind: ui.Select, Options: done, Half: true}, {Form: f, Name: "reason", Label: "缘由", Max: 200, Half: true}}, Buttons: []ui.Button{{Label: "作废重议", Look: "danger"}}})
}

// arrange are observers, excuses entered for others, and calling off.
func (v *page) arrange() {
	if v.m.State != Planned && v.m.State != Notified && v.m.State != Held {
		return
	}
	f := v.form("invite")
	people := []ui.Option{{Label: "请选择"}}
	for _, p := range v.chart.Staff() {
		people = append(people, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: v.unitName(p.Unit)})
	}
	v.add(ui.Part{Title: "安排列席", Hint: "请谁列席由主持人定。", Form: f, Fields: []ui.Field{{Form: f, Name: "person", Label: "谁", Kind: ui.Select, Options: people, Half: true}, {Form: f, Name: "leave", Label: "从列席名单去掉", Kind: ui.Check, Optional: true, Half: true}}, Buttons: []ui.Button{{Label: "安排列席"}}})
	if !v.clerk(v.k) {
		return
	}
	seats := []ui.Option{{Label: "请选择"}}
	for _, s := range v.seats {
		if s.Part != Gone && s.PersonID != v.me.ID {
			seats = append(seats, ui.Option{Value: fmt.Sprint(s.PersonID), Label: s.Name})
		}
	}
	g := v.form("excuse")
	if _, own := v.seat(v.me.ID); !own {
		v.add(ui.Part{Title: "代登请假", Form: g, Fields: []ui.Field{{Form: g, Name: "person", Label: "谁", Kind: ui.Select, Options: seats, Half: true}, {Form: g, Name: "why", Label: "原因", Kind: ui.Select, Options: excuseOptions(false), Half: true}, {Form: g, Name: "words", Label: "说明", Optional: true, Max: 200}}, Buttons: []ui.Button{{Label: "登记请假"}}})
	}
	if v.m.State != Held {
		h := v.form("cancel")
		v.add(ui.Part{Title: "取消会议", Form: h, Fields: []ui.Field{{Form: h, Name: "reason", Label: "缘由", Max: 200}}, Buttons: []ui.Button{{Label: "取消会议", Look: "danger"}}})
	}
}

// paper is the minutes: written, signed, corrected.
func (v *page) paper() {
	word := v.k.Paper.Word
	last, begun := v.last()
	for _, x := range v.minutes {
		if x.State != Signed && !v.clerk(v.k) && !v.signs() {
			continue
		}
		if x.State == Draft && v.clerk(v.k) {
			continue // stands in the form below
		}
		title := word
		if v.m.Paper != "" {
			title = v.m.Paper
		}
		if x.Part > 0 {
			title = fmt.Sprintf("第%d号更正", x.Part)
		}
		p := ui.Part{Title: title, Pairs: []ui.Pair{{Key: "内容", Body: paragraphs(x.Body), Wide: true}}}
		if x.Reason != "" {
			p.Pairs = append(p.Pairs, ui.Pair{Key: "更正缘由", Text: x.Reason, Wide: true})
		}
		sign := "待签发"
		if x.State == Signed {
			sign = x.Signer + "，" + dayOf(x.SignedAt).Chinese()
		}
		p.Pairs = append(p.Pairs, ui.Pair{Key: "签发", Text: sign})
		v.add(p)
	}
	if begun && last.State == Sent && v.signs() {
		v.press("sign", "签发"+word, "签发以后不能修改，确有错漏的另作更正。", "签发", "primary")
		f := v.form("return")
		v.add(ui.Part{Title: "退回修改", Form: f, Fields: []ui.Field{{Form: f, Name: "reason", Label: "哪里要改", Max: 500}}, Buttons: []ui.Button{{Label: "退回修改"}}})
	}
	if !v.clerk(v.k) {
		return
	}
	if v.m.State == Closed && (!begun || last.State == Draft) || v.m.State == Signed && begun && last.State == Draft {
		f := v.form("draft")
		body := last.Body
		if !begun {
			body = v.compose()
		}
		f.Set("body", body)
		p := ui.Part{Title: "整理" + word, Hint: "下面的文字由会议记录生成，可以修改。各人的意见和票数留在原始记录里。", Form: f, Fields: []ui.Field{{Form: f, Name: "body", Label: word, Kind: ui.Area, Rows: 16, Max: mostBody}},
			Buttons: []ui.Button{{Label: "送主持人签发", Name: "do", Value: "send", Look: "primary"}, {Label: "保存", Name: "do", Value: "save", Save: true}}}
		if last.Returned != "" {
			p.Hint = "退回的意见：" + last.Returned
		}
		v.add(p)
	}
	if v.m.State == Signed && last.State == Signed {
		f := v.form("correct")
		v.add(ui.Part{Title: "提出更正", Hint: "已签发的不能改动。更正另编号，由主持人签发后附在后面。", Form: f, Fields: []ui.Field{{Form: f, Name: "reason", Label: "为什么更正", Max: 500}, {Form: f, Name: "body", Label: "更正内容", Kind: ui.Area, Rows: 4, Max: mostBody, Hint: "写明哪一项、原来怎样写、现在怎样写。"}}, Buttons: []ui.Button{{Label: "送签更正"}}})
	}
}
