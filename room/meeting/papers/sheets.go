package papers

import (
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

func (s Sitting) facts(more ...[2]string) part {
	f := [][2]string{{"会议", s.Title}, {"时间", Moment(s.At)}, {"地点", orNone(s.Place, "另行通知")}}
	if s.Chair != "" {
		f = append(f, [2]string{"主持", s.Chair})
	}
	return part{facts: append(f, more...)}
}

func (s Sitting) sheet(title string) sheet {
	return sheet{title: title, date: s.on().Time(), foot: s.Agency}
}

// Agenda is the order of a meeting with who presents what, when and before whom.
type Agenda struct {
	Sitting
	Items []Item
}

// Paper sets the agenda.
func (a Agenda) Paper() (Paper, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	if len(a.Items) == 0 {
		return nil, fault.Field("items", "", "还没有确定的议题，不能打印议程。")
	}
	s := a.sheet(a.Title + "议程")
	t := &table{row: 10, size: 10.5, columns: []column{{"序号", 12, true}, {"时间", 18, true}, {"议题", 65, false}, {"汇报", 30, false}, {"列席", 20, false}, {"材料", 20, false}}}
	at := a.At.In(civil.Shanghai)
	timed := true
	for i, it := range a.Items {
		when := ""
		if timed {
			when = at.Format("15:04")
		}
		// After an item without planned length no time is known.
		timed = timed && it.Minutes > 0
		at = at.Add(time.Duration(it.Minutes) * time.Minute)
		title := it.Title
		if it.Cadre {
			title += "（干部问题）"
		}
		t.rows = append(t.rows, []string{numbered(i), when, title, it.presented(), strings.Join(it.Observers, "、"), strings.Join(it.Materials, "、")})
	}
	s.parts = []part{a.facts(), {table: t}}
	return s, nil
}

// signRoom is what the rows of a sign-in sheet may take of its page, in millimetres.
const signRoom = 188.0

// SignIn is the sheet that those who come sign, one A4 for up to 60 people.
type SignIn struct {
	Sitting
	People    []Person
	Observers []Person
}

// Paper sets the sheet: one column of people up to 26, then two beside each other.
func (x SignIn) Paper() (Paper, error) {
	if err := x.check(); err != nil {
		return nil, err
	}
	var rows [][]string
	for _, g := range []struct {
		kind string
		ps   []Person
	}{{"出席", x.People}, {"列席", x.Observers}} {
		for _, p := range g.ps {
			rows = append(rows, []string{numbered(len(rows)), g.kind, p.Name, p.Post, "", p.Note})
		}
	}
	if len(rows) == 0 {
		return nil, fault.Field("people", "", "参会名单是空的，请先确定参会人员。")
	}
	s := x.sheet(x.Title + "签到表")
	t := &table{size: 10.5}
	if len(rows) <= 26 {
		t.columns = []column{{"序号", 12, true}, {"类别", 15, true}, {"姓名", 32, false}, {"职务", 36, false}, {"签名", 45, false}, {"备注", 25, false}}
		t.rows, t.row = rows, min(max(signRoom/float64(len(rows)+1), 7), 11)
	} else {
		t.columns = []column{{"序号", 10, true}, {"姓名", 32, false}, {"签名", 40.5, false}, {"序号", 10, true}, {"姓名", 32, false}, {"签名", 40.5, false}}
		half := (len(rows) + 1) / 2
		for i := range half {
			r := []string{rows[i][0], kindly(rows[i]), "", "", "", ""}
			if i+half < len(rows) {
				r[3], r[4] = rows[i+half][0], kindly(rows[i+half])
			}
			t.rows = append(t.rows, r)
		}
		t.row, t.size = min(max(signRoom/float64(half+1), 6), 11), 10
	}
	s.parts = []part{x.facts(), {table: t}}
	return s, nil
}

// kindly is a name of the two-column sheet, marked if the person only listens.
func kindly(r []string) string {
	if r[1] == "列席" {
		return r[2] + "（列席）"
	}
	return r[2]
}

// Attendance is who came, who did not and why, with the count that quorum asks for.
type Attendance struct {
	Sitting
	Present, Excused, Absent, Observers []Person
	Members                             int    // who must be counted
	Quorum                              string // in words, as the rule has it; empty if the book has none
}

// Paper sets the sheet.
func (x Attendance) Paper() (Paper, error) {
	if err := x.check(); err != nil {
		return nil, err
	}
	s := x.sheet(x.Title + "出席情况表")
	t := &table{row: 9, size: 10.5, columns: []column{{"序号", 14, true}, {"情况", 20, true}, {"姓名", 36, false}, {"职务", 45, false}, {"说明", 50, false}}}
	for _, g := range []struct {
		kind string
		ps   []Person
	}{{"出席", x.Present}, {"请假", x.Excused}, {"缺席", x.Absent}, {"列席", x.Observers}} {
		for _, p := range g.ps {
			t.rows = append(t.rows, []string{numbered(len(t.rows)), g.kind, p.Name, p.Post, p.Note})
		}
	}
	if len(t.rows) == 0 {
		return nil, fault.Field("present", "", "还没有登记到会情况，不能打印。")
	}
	count := fmt.Sprintf("应到%d人，实到%d人，请假%d人，缺席%d人；列席%d人不计入", x.Members, len(x.Present), len(x.Excused), len(x.Absent), len(x.Observers))
	s.parts = []part{x.facts([2]string{"人数", count}, [2]string{"法定人数", orNone(x.Quorum, "规章没有规定")}), {table: t}, {sign: []string{"记录人", "主持人"}}}
	return s, nil
}

// Opinion is what somebody said on a matter.
type Opinion struct {
	Who, Words string
	At         string // 15:20, may be empty
}

// Vote is what somebody voted: 赞成, 反对, 弃权.
type Vote struct {
	Who, Choice, Reason string
}

// Recorded is a matter as it was dealt with.
type Recorded struct {
	Title     string
	Presenter string
	Present   int // counted when the matter was begun, 0 if not
	Opinions  []Opinion
	Votes     []Vote
	// Written opinions of those who were not there are kept and not counted.
	Written   []Opinion
	Withdrawn []Person
	Result    string
}

// Record is the original record of a meeting.
type Record struct {
	Sitting
	Present, Excused, Observers []Person
	Items                       []Recorded
	Consent                     string // who must agree before anybody reads it
	Signed                      string // who signed it and when, empty if nobody has
}

// Paper sets the record: every opinion and every vote.
func (x Record) Paper() (Paper, error) {
	if err := x.check(); err != nil {
		return nil, err
	}
	s := x.sheet(x.Title + "记录")
	s.mark = "原始记录"
	if x.Consent != "" {
		s.mark += "　查阅须经" + x.Consent + "同意"
	}
	who := [][2]string{{"记录", orNone(x.Recorder, "未登记")}, {"出席", strings.Join(names(x.Present), "、")}}
	for _, l := range []struct {
		label string
		ps    []Person
	}{{"请假", x.Excused}, {"列席", x.Observers}} {
		if len(l.ps) > 0 {
			who = append(who, [2]string{l.label, strings.Join(names(l.ps), "、")})
		}
	}
	s.parts = append(s.parts, x.facts(who...))
	for i, it := range x.Items {
		s.parts = append(s.parts, it.parts(i)...)
	}
	if x.Signed != "" {
		s.parts = append(s.parts, part{facts: [][2]string{{"审签", x.Signed}}})
	}
	s.parts = append(s.parts, part{sign: []string{"记录人", "主持人"}})
	return s, nil
}

func (it Recorded) parts(i int) []part {
	head := part{head: fmt.Sprintf("议题%d　%s", i+1, it.Title)}
	if it.Presenter != "" {
		head.text = append(head.text, "汇报："+it.Presenter+"。")
	}
	if it.Present > 0 {
		head.text = append(head.text, fmt.Sprintf("审议本议题时在场成员%d人。", it.Present))
	}
	if len(it.Withdrawn) > 0 {
		head.text = append(head.text, "回避："+strings.Join(names(it.Withdrawn), "、")+"。")
	}
	out := []part{head}
	if len(it.Opinions) > 0 {
		t := &table{row: 8, size: 10.5, columns: []column{{"时间", 16, true}, {"发言人", 34, false}, {"发言要点", 115, false}}}
		for _, o := range it.Opinions {
			t.rows = append(t.rows, []string{o.At, o.Who, o.Words})
		}
		out = append(out, part{table: t})
	}
	if len(it.Written) > 0 {
		t := &table{row: 8, size: 10.5, columns: []column{{"未到会成员", 50, false}, {"书面意见（不计入票数）", 115, false}}}
		for _, o := range it.Written {
			t.rows = append(t.rows, []string{o.Who, o.Words})
		}
		out = append(out, part{table: t})
	}
	if len(it.Votes) > 0 {
		t := &table{row: 8, size: 10.5, columns: []column{{"表决人", 50, false}, {"表决", 25, true}, {"理由", 90, false}}}
		tally, order := map[string]int{}, []string{}
		for _, v := range it.Votes {
			t.rows = append(t.rows, []string{v.Who, v.Choice, v.Reason})
			if tally[v.Choice] == 0 {
				order = append(order, v.Choice)
			}
			tally[v.Choice]++
		}
		var sum []string
		for _, c := range order {
			sum = append(sum, fmt.Sprintf("%s%d票", c, tally[c]))
		}
		out = append(out, part{table: t}, part{text: []string{"计票：" + strings.Join(sum, "，") + "。"}})
	}
	if it.Result != "" {
		out = append(out, part{text: []string{"结论：" + stop(it.Result) + "。"}})
	}
	return out
}
