package forms

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
)

var office = Class{Year: 2019, Retention: "Y", Unit: "办公室"}

func rows(n int) []Row {
	titles := []string{"关于做好2019年第一季度限额以上商贸企业统计工作有关事项的通知", "中共重庆市綦江区商务局党委会议纪要（第5期）",
		"关于报送《綦江区城市商业网点规划（2019—2025年）》的请示", "[请示附件]农贸市场标准化改造项目资金安排情况说明"}
	out := make([]Row, n)
	for i := range out {
		out[i] = Row{Code: fmt.Sprintf("X043-WS·2019-Y-BGS-%04d", i+1), DocNo: fmt.Sprintf("綦商务〔2019〕%d号", i+1), Issuer: "重庆市綦江区商务局",
			Title: titles[i%len(titles)], Date: civil.Must("2019-05-04"), Level: mark.Level(i % 3), Pages: i%20 + 1, Estimated: i%7 == 6}
	}
	return out
}

func box(n, thickness int) Box {
	return Box{Class: office, Number: fmt.Sprintf("%03d", n), Code: fmt.Sprintf("X043-WS·2019-Y-BGS-H%03d", n), First: "0001", Last: "0038", Thickness: thickness, Rows: rows(38),
		Situation: "1．第0012件原件缺第3页，已注明。\n2．第0020件附件单独成册，存于本盒末尾。", Arranged: civil.Must("2020-05-11")}
}

// model is filled in every part.
func model() Model {
	return Model{
		Meta:  Meta{Revision: 2, Number: "2020-印-0031", Date: civil.Must("2020-06-28"), By: "办公室档案员"},
		Fonds: Fonds{Code: "X043", Name: "重庆市綦江区商务局"},
		Groups: []Group{{office, rows(60)},
			{Class{Year: 2019, Retention: "D30", Unit: "市场运行和消费促进科"}, rows(3)}},
		Boxes: []Box{box(1, 20), box(2, 30), box(3, 40), box(4, 50)},
		Stamps: []Stamped{{office, "X043", "0001", 12, "X043-WS·2019-Y-BGS-0001"}, {office, "", "0002", 0, "X043-WS·2019-Y-BGS-0002"},
			{Class{2019, "D30", "市场运行和消费促进科"}, "X043", "10003", 128, "X043-WS·2019-D30-SYK-10003"}},
		Labels: []Label{{"文书档案室 1柜 3层", []string{"2019年 永久 办公室", "001—005 号盒", "189 件"}, "WS-01-03"}, {"A柜", nil, ""},
			{"文书档案室 2柜 1层", []string{"2019年 30年", "006—014 号盒"}, "WS-02-01"}},
		Compilation: &CompilationText{Editor: "办公室", Preface: "本汇编收入二〇一九年度形成的重要文件。\n文件按形成时间排列。",
			Entries: []EntryText{{Row: rows(2)[0], Text: longText()}, {Row: rows(2)[1], Text: "会议研究了全年工作。", Abstract: true}, {Row: rows(3)[2]}}},
		Summary: &SummaryFigures{Year: 2019, Guided: []string{"局党委", "区档案局"},
			Network: []Holder{{"主要领导全面负责", "局长"}, {"分管领导具体负责", "分管副局长"}, {"办公室承办", "办公室主任、档案员"}, {"各科室配合", "各科室兼职档案员"}},
			Rooms:   []string{"文书档案室", "人事档案室"}, Cabinets: 22, Software: "兰台", Spent: []Spending{{"柜具", 1280000}, {"工具书", 36050}},
			Trainings: []string{"5月由市档案局举办的归档业务培训班"}, PastTraining: 0, Books: []string{"《归档文件整理规则汇编》"}, TasksDone: 2, TasksOpen: []string{"上报年报"},
			ByRetention: []Tally{{"Y", 189, 5}, {"D30", 252, 9}, {"D10", 647, 35}},
			ByUnit:      []UnitTally{{"办公室", 400, 400}, {"财务科", 120, 97}}, Entered: 1088, Consulted: 86, Lent: 31, Overdue: 2,
			Outputs: []string{"《2019年文件资料汇编》"}, MissingSpecial: []string{"照片档案"}},
		Destruction: &DestructionList{Number: "2020-销-01", Head: "分管副局长", HeadDate: civil.Must("2020-05-01"), Approver: "局长", Approved: civil.Must("2020-05-20"),
			Rows: []DestructionRow{{"关于召开迎春座谈会的通知", 2009, "X043-WS·2009-D10-BGS-0007", "10年", "10年", 2, "", "无保存价值，同意销毁"}}},
		Transfer: &TransferRegister{Work: "2019年度文书档案移交", Content: "2009年度永久、30年文书档案目录及全文", Taker: "綦江区档案馆", Items: 441, Bytes: 5368709120,
			CarrierFrom: "DZ-001", CarrierTo: "DZ-003", Carrier: "移动硬盘 2TB", Opening: "拟开放 310 件，延期 131 件；其中已主动公开 95 件；无密级变更。"},
		Loans: []LoanSlip{{Number: "借2020-0012", Borrower: "财务科科长", Unit: "财务科", Date: civil.Must("2020-06-01"), Due: civil.Must("2020-06-15"), Purpose: "核对2019年度预算批复", Approver: "办公室主任", Rows: rows(3)}},
		Arrears: []ArrearsOf{{Unit: "财务科", Year: 2019, Due: 120, Filed: 97, Deadline: civil.Must("2020-06-30"), Rows: []ArrearsRow{
			{"綦商务〔2019〕33号", "关于调整预算的请示", civil.Must("2019-03-04"), "科员", ""}, {"=cmd|' /C calc'!A0", "-恶意题名", civil.Date{}, "@x", "+1"}}}},
		Opening:   []OpeningRow{{"X043-WS·2009-Y-BGS-0001", "关于成立领导小组的通知", civil.Must("2009-03-04"), mark.Internal, "未公开", "开放", ""}},
		Stocktake: []StocktakeRow{{"文书档案室 1柜 3层", "001", office, 38, ""}, {"文书档案室 1柜 3层", "002", office, 41, ""}},
		Clearance: &ClearanceForm{Person: "陈䶮", Post: "科员", Unit: "财务科", Reason: "调离", Date: civil.Must("2020-06-28"), Loans: rows(1), Unfiled: rows(2)},
	}
}

func longText() string {
	var b bytes.Buffer
	for i := range 24 {
		fmt.Fprintf(&b, "　　%d．各科室、站（中心）要按照《归档文件整理规则》的要求，对本科室2019年度形成的文件材料进行收集、鉴别，做到“应归尽归”。按照綦商务〔2019〕5号文件规定，材料移交时间为2020年6月30日以前。\n", i+1)
	}
	return b.String()
}

func make1(t testing.TB, k Kind, f Format, m Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(k, f, &b, m); err != nil {
		t.Fatalf("%s.%s: %v", k, f, err)
	}
	return b.Bytes()
}

// What nobody counted is said to be so; a paper without content says what to do.
func TestWhatIsNotKnownIsSaid(t *testing.T) {
	for r, want := range map[Row]string{{}: "页数未登记", {Note: "原件残"}: "页数未登记；原件残", {Pages: 3}: "", {Pages: 3, Estimated: true}: "页数为估计"} {
		if got := r.note(); got != want {
			t.Errorf("%+v: %q", r, got)
		}
	}
	m := Model{Fonds: Fonds{Name: "某区商务局"}, Boxes: []Box{{Number: "1", Rows: []Row{{Pages: 3}, {}, {}}}}}
	var b bytes.Buffer
	if err := Write(BoxNote, CSV, &b, m); err != nil {
		t.Fatal(err)
	}
	if p, err := boxNote(m); err != nil || !strings.Contains(fmt.Sprint(p.parts[0].blocks), "3 件，3 页，另 2 件页数未登记") {
		t.Errorf("%v %v", p, err)
	}
	for _, k := range []Kind{Labels, Arrears, Opening, Stocktake, Loan, Clearance, Destruction, Transfer} {
		if err := Write(k, PDF, io.Discard, Model{Fonds: m.Fonds}); !errors.Is(err, ErrNothing) {
			t.Errorf("%s: %v", k, err)
		}
	}
	// A year in which nothing was registered as due has no table of noughts.
	s := &SummaryFigures{Year: 2013, PastTraining: -1, ByUnit: []UnitTally{{Unit: "办公室"}, {Unit: "政工科"}}}
	text := fmt.Sprint(s.arranged(), s.ahead())
	if strings.Count(text, "没有建立应归档登记") != 2 {
		t.Error(text)
	}
}
