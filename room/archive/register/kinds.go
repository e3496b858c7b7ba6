package register

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/db"
)

// FieldType is what a field of a register holds.
type FieldType string

// The types of fields. Money is typed in yuan; State and Choice take one of the
// field's values; Person takes the number or the name of somebody of the bureau,
// or any other name.
const (
	Text   FieldType = "text"
	Long   FieldType = "long"
	Date   FieldType = "date"
	Number FieldType = "number"
	Money  FieldType = "money"
	Person FieldType = "person"
	State  FieldType = "state"
	Choice FieldType = "choice"
)

// Value is one of the values of a State or Choice.
type Value struct {
	Code, Label string
	Done        bool // a state in which nothing is left to do
}

// Field is one field of a kind of register. In every kind the field "title" is
// the name of the line and the field "day" decides its year.
type Field struct {
	Name, Label string
	Type        FieldType
	Need        bool
	Hint        string
	Max         int64 // characters, or the value of a Number; 0 for 200 or 100,000
	Values      []Value
	Also        []string // other headings under which a spreadsheet may have it
	Minor       bool     // not in the list, only in the form
}

// Kind is one of the registers.
type Kind struct {
	Code   string
	Label  string
	Thing  string // what one line is called
	Basis  []law.ID
	Fields []Field
	Hint   string
}

// Field finds a field by name.
func (k Kind) Field(name string) (Field, bool) {
	for _, f := range k.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// StateField is the kind's state, if it has one.
func (k Kind) StateField() (Field, bool) {
	for _, f := range k.Fields {
		if f.Type == State {
			return f, true
		}
	}
	return Field{}, false
}

// Done reports whether a state of the kind leaves nothing to do.
func (k Kind) Done(state string) bool {
	f, _ := k.StateField()
	for _, v := range f.Values {
		if v.Code == state {
			return v.Done
		}
	}
	return false
}

func choices(words []string) []Value {
	out := make([]Value, 0, len(words))
	for _, w := range words {
		out = append(out, Value{Code: w, Label: w})
	}
	return out
}

// kinds are the registers; the kinds of expenditure come from the rule book.
func kinds(book *rulebook.Book) []Kind {
	spending := []string{"用房", "柜具", "软件", "工具书", "培训"}
	if book != nil && len(book.Archive.ExpenditureKinds.Values) > 0 {
		spending = book.Archive.ExpenditureKinds.Values
	}
	if !slices.Contains(spending, "其他") {
		spending = append(slices.Clone(spending), "其他")
	}
	return []Kind{
		{Code: "training", Label: "业务培训", Thing: "培训", Basis: []law.ID{law.ArchiveTrainingRecord, law.ArchivePlanTraining}, Hint: "档案人员参加的培训班、跟班学习和会议授课。", Fields: []Field{
			{Name: "day", Label: "日期", Type: Date, Need: true, Also: []string{"培训日期", "开始日期"}},
			{Name: "title", Label: "培训内容", Need: true, Max: 200, Also: []string{"主题", "课程", "培训班名称"}},
			{Name: "organiser", Label: "主办单位", Need: true, Max: 100, Also: []string{"主办方"}},
			{Name: "person", Label: "参加人", Type: Person, Need: true, Also: []string{"参训人员"}},
			{Name: "hours", Label: "学时", Type: Number, Max: 2000},
			{Name: "certificate", Label: "证书或考核结果", Minor: true, Max: 200},
		}},
		{Code: "refbook", Label: "业务工具书", Thing: "工具书", Basis: []law.ID{law.ArchiveRefbooks}, Fields: []Field{
			{Name: "title", Label: "书名", Need: true, Max: 200},
			{Name: "copies", Label: "册数", Type: Number, Need: true, Max: 10000, Also: []string{"数量"}},
			{Name: "day", Label: "购置日期", Type: Date, Need: true},
			{Name: "publisher", Label: "编者或出版者", Max: 100},
			{Name: "amount", Label: "金额", Type: Money},
			{Name: "place", Label: "存放处", Max: 100, Minor: true},
		}},
		{Code: "expenditure", Label: "档案经费", Thing: "支出", Basis: []law.ID{law.ArchiveBudgetRecord, law.ArchivePlanModern}, Hint: "只作登记和汇总，账以财务为准。", Fields: []Field{
			{Name: "day", Label: "日期", Type: Date, Need: true, Also: []string{"支出日期"}},
			{Name: "kind", Label: "类别", Type: Choice, Need: true, Values: choices(spending), Also: []string{"经费类别", "支出类别"}},
			{Name: "title", Label: "用途", Need: true, Max: 200, Also: []string{"事项", "摘要"}},
			{Name: "amount", Label: "金额", Type: Money, Need: true, Also: []string{"支出金额"}},
			{Name: "voucher", Label: "凭证号", Max: 60},
			{Name: "person", Label: "经办人", Type: Person, Minor: true},
		}},
		{Code: "task", Label: "上级交办任务", Thing: "任务", Basis: []law.ID{law.ArchiveAssignedTasks}, Fields: []Field{
			{Name: "day", Label: "交办日期", Type: Date, Need: true},
			{Name: "title", Label: "任务", Need: true, Max: 300, Also: []string{"任务内容"}},
			{Name: "source", Label: "交办单位", Need: true, Max: 100, Hint: "如区档案局"},
			{Name: "due", Label: "要求完成日期", Type: Date},
			{Name: "person", Label: "承办人", Type: Person},
			{Name: "state", Label: "状态", Type: State, Need: true, Values: []Value{{Code: "open", Label: "办理中"}, {Code: "done", Label: "已完成", Done: true}}},
			{Name: "finished", Label: "完成日期", Type: Date},
			{Name: "result", Label: "完成情况", Type: Long, Max: 1000, Minor: true},
		}},
		{Code: "publicity", Label: "档案法制宣传", Thing: "宣传活动", Basis: []law.ID{law.ArchivePlanPublicity}, Fields: []Field{
			{Name: "day", Label: "日期", Type: Date, Need: true},
			{Name: "title", Label: "活动", Need: true, Max: 200, Also: []string{"活动名称", "内容"}},
			{Name: "attendance", Label: "参加人数", Type: Number, Need: true, Max: 1000000, Also: []string{"人数", "参与人数"}},
			{Name: "place", Label: "地点", Max: 100},
			{Name: "form", Label: "形式", Max: 100, Hint: "讲座、展板、推送、竞赛等"},
			{Name: "result", Label: "情况", Type: Long, Max: 1000, Minor: true},
		}},
		{Code: "plan", Label: "改进计划", Thing: "计划", Basis: []law.ID{law.ArchivePlanModern}, Hint: "尚未完成的写入年度总结的“今后打算”。", Fields: []Field{
			{Name: "day", Label: "提出日期", Type: Date, Need: true},
			{Name: "title", Label: "改进事项", Need: true, Max: 300, Also: []string{"事项"}},
			{Name: "measure", Label: "措施", Type: Long, Max: 1000, Minor: true},
			{Name: "due", Label: "计划完成日期", Type: Date},
			{Name: "person", Label: "责任人", Type: Person},
			{Name: "amount", Label: "预计投入", Type: Money},
			{Name: "state", Label: "状态", Type: State, Need: true, Values: []Value{{Code: "planned", Label: "已列入"}, {Code: "doing", Label: "进行中"}, {Code: "done", Label: "已完成", Done: true}, {Code: "dropped", Label: "不再进行", Done: true}}},
		}},
		{Code: "compilation", Label: "编研成果", Thing: "编研成果", Basis: []law.ID{law.ArchiveUseDevelopment, law.ArchivePrintCompilation}, Fields: []Field{
			{Name: "day", Label: "完成日期", Type: Date, Need: true},
			{Name: "title", Label: "名称", Need: true, Max: 200, Also: []string{"题名"}},
			{Name: "form", Label: "种类", Type: Choice, Need: true, Values: choices([]string{"文件汇编", "大事记", "组织沿革", "统计资料", "专题概要", "其他"})},
			{Name: "items", Label: "收录件数", Type: Number, Max: 1000000},
			{Name: "copies", Label: "印数", Type: Number, Max: 100000},
			{Name: "person", Label: "编者", Type: Person},
			{Name: "use", Label: "提供利用情况", Type: Long, Max: 1000, Minor: true},
		}},
	}
}

// parsed is a line as it goes into the table.
type parsed struct {
	facts    map[string]string // canonical text of every field
	day      civil.Date
	title    string
	state    string
	choice   string
	amount   int64
	quantity int64
	person   int64
}

// parse reads the values of a line by field name and gathers every fault.
func (k Kind) parse(in map[string]string, people []org.Person) (parsed, error) {
	p := parsed{facts: map[string]string{}}
	var errs []*fault.Error
	for _, f := range k.Fields {
		raw := db.Trimmed(in[f.Name])
		if raw == "" {
			if f.Need {
				errs = append(errs, fault.Field(f.Name, "", "请填写"+f.Label+"。"))
			}
			continue
		}
		v, err := f.parse(raw, &p, people)
		if err == nil {
			err = mark.Refuse(f.Name, raw)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		p.facts[f.Name] = v
	}
	if d, due := p.facts["finished"], p.facts["day"]; d != "" && due != "" && d < due {
		errs = append(errs, fault.Field("finished", d, "完成日期不能早于交办日期 "+due+"。"))
	}
	if k.Code == "task" && p.state == "done" && p.facts["finished"] == "" && p.facts["day"] != "" {
		errs = append(errs, fault.Field("finished", "", "已完成的任务请填写完成日期。"))
	}
	return p, fault.Join(errs...)
}

func (f Field) parse(raw string, p *parsed, people []org.Person) (string, *fault.Error) {
	bad := func(say string) (string, *fault.Error) { return "", fault.Field(f.Name, raw, say) }
	switch f.Type {
	case Date:
		d, err := civil.ParseLoose(raw)
		if err != nil || d.Year < 1949 || d.Year > 2999 {
			return bad(f.Label + "“" + raw + "”不是日期，请写成 2026-03-02 的样子。")
		}
		if f.Name == "day" {
			p.day = d
		}
		return d.String(), nil
	case Number:
		n, err := strconv.ParseInt(strings.ReplaceAll(raw, ",", ""), 10, 64)
		if most := cmp.Or(f.Max, 100000); err != nil || n < 0 || n > most {
			return bad(fmt.Sprintf("%s应为 0 到 %d 的整数，现在是“%s”。", f.Label, most, raw))
		}
		if p.quantity == 0 {
			p.quantity = n
		}
		return strconv.FormatInt(n, 10), nil
	case Money:
		fen, ok := parseYuan(raw)
		if !ok {
			return bad(f.Label + "“" + raw + "”看不懂，请以元为单位写数字，最多两位小数，如 1250.50。")
		}
		p.amount = fen
		return Yuan(fen), nil
	case State, Choice:
		for _, v := range f.Values {
			if raw == v.Code || raw == v.Label {
				if f.Type == State {
					p.state = v.Code
				} else {
					p.choice = v.Code
				}
				return v.Code, nil
			}
		}
		var labels []string
		for _, v := range f.Values {
			labels = append(labels, v.Label)
		}
		return bad(f.Label + "只能是：" + strings.Join(labels, "、") + "。")
	case Person:
		if id, err := strconv.ParseInt(raw, 10, 64); err == nil {
			for _, x := range people {
				if x.ID == id {
					p.person = id
					return x.Name, nil
				}
			}
			return bad("没有这位人员，请从名单中选择或直接写姓名。")
		}
		var same []org.Person
		for _, x := range people {
			if x.Name == raw {
				same = append(same, x)
			}
		}
		if len(same) == 1 {
			p.person = same[0].ID
		}
		if len([]rune(raw)) > 60 {
			return bad(f.Label + "最多 60 个字。")
		}
		return raw, nil
	}
	if n, most := int64(len([]rune(raw))), cmp.Or(f.Max, 200); n > most {
		return bad(fmt.Sprintf("%s最多 %d 个字，现在是 %d 个。", f.Label, most, n))
	}
	if f.Type != Long && strings.ContainsAny(raw, "\n\r") {
		raw = strings.Join(strings.Fields(raw), " ")
	}
	if f.Name == "title" {
		p.title = raw
	}
	return raw, nil
}

// mostYuan bounds one sum: a hundred million yuan.
const mostYuan = 100_000_000

// parseYuan reads yuan with at most two decimals, with or without thousands
// separators and the word 元, as fen.
func parseYuan(s string) (int64, bool) {
	s = strings.NewReplacer(",", "", "，", "", "￥", "", "¥", "", "元", "", " ", "", "．", ".").Replace(s)
	whole, cents, _ := strings.Cut(s, ".")
	if whole == "" || len(cents) > 2 || strings.HasPrefix(whole, "+") {
		return 0, false
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 || n > mostYuan || strings.HasPrefix(whole, "-") {
		return 0, false
	}
	c := int64(0)
	if cents != "" {
		if c, err = strconv.ParseInt((cents + "0")[:2], 10, 64); err != nil || c < 0 || strings.ContainsAny(cents, "+-") {
			return 0, false
		}
	}
	return n*100 + c, true
}

// Yuan writes fen as yuan: 125050 is 1250.50.
func Yuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

// Shown is a field's stored value as it is shown.
func (f Field) Shown(stored string) string {
	for _, v := range f.Values {
		if v.Code == stored {
			return v.Label
		}
	}
	return stored
}
