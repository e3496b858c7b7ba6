package papers

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/reader"
)

var eyes *reader.Reader

func TestMain(m *testing.M) {
	eyes = reader.New(reader.Options{})
	code := m.Run()
	_ = eyes.Close()
	os.Exit(code)
}

func sitting() Sitting {
	return Sitting{Agency: "重庆市綦江区商务局", Body: "局长办公会议", Title: "2026年第3次局长办公会议", Place: "三楼会议室",
		At: time.Date(2026, 11, 20, 14, 30, 0, 0, civil.Shanghai), Chair: "局长", Recorder: "办公室主任"}
}

func posts(s string) []Person {
	var out []Person
	for _, p := range strings.Fields(s) {
		out = append(out, Person{Name: p})
	}
	return out
}

var members = posts("局长 副局长甲 副局长乙 调研员")

// look writes both forms, keeps them for the eye if asked to, and gives the pages'
// text of the PDF and the text of the DOCX.
func look(t *testing.T, p Paper, err error) (pages []string, word string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var pdf, dx bytes.Buffer
	if err := p.PDF(&pdf, nil); err != nil {
		t.Fatal(err)
	}
	if err := p.DOCX(&dx); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("PAPERS_OUT"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, t.Name()+".pdf"), pdf.Bytes(), 0o644)
		_ = os.WriteFile(filepath.Join(dir, t.Name()+".docx"), dx.Bytes(), 0o644)
	}
	_, err = eyes.PDFPages(context.Background(), bytes.NewReader(pdf.Bytes()), int64(pdf.Len()), reader.PDFOptions{Text: true}, func(pg reader.PDFPage) error {
		var b strings.Builder
		for _, g := range pg.Glyphs {
			if g.W > 0 && g.R != ' ' {
				b.WriteRune(g.R)
			}
		}
		pages = append(pages, b.String())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	zr, err := zip.NewReader(bytes.NewReader(dx.Bytes()), int64(dx.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range zr.File {
		if f.Name == "word/document.xml" || strings.HasPrefix(f.Name, "word/header") {
			r, _ := f.Open()
			b, _ := io.ReadAll(r)
			word += string(b)
		}
	}
	return pages, word
}

func has(t *testing.T, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("lacks %q: %s", w, text)
		}
	}
}

// A notice names time and matters: law.MtgPartyNoticeWhat.
func TestNotice(t *testing.T) {
	n := Notice{Sitting: sitting(), To: members, Observers: posts("财务科科长"), Unit: "局办公室", On: civil.Must("2026-11-18"), Contact: "联系人：局办公室秘书",
		Items: []Item{{Title: "审议2026年预算调整方案", Presenter: "副局长甲", Unit: "财务科", Materials: []string{"预算调整表"}}, {Title: "研究年度考核工作", Presenter: "副局长乙"}},
		Asks:  []string{"请准时参会", "因故不能参会的，请向会议主持人请假"}}
	p, err := n.Paper()
	pages, word := look(t, p, err)
	all := strings.Join(pages, "")
	has(t, all, "关于召开2026年第3次局长办公会议的通知", "2026年11月20日（星期五）14:30", "三楼会议室", "列席人员：财务科科长。", "1.审议2026年预算调整方案", "局办公室", "2026年11月18日", "（联系人：局办公室秘书）")
	has(t, word, "2026年11月20日（星期五）14:30", "研究年度考核工作")
	n.Items = nil
	if _, err := n.Paper(); fault.Of(err) == nil || fault.Of(err).Field != "items" {
		t.Errorf("%s: a notice without matters: %v", law.MtgPartyNoticeWhat, err)
	}
}

func TestAgendaCountsTheTimes(t *testing.T) {
	a := Agenda{sitting(), []Item{{Title: "传达上级会议精神", Presenter: "局长", Minutes: 20}, {Title: "审议预算调整方案", Presenter: "副局长甲", Unit: "财务科", Observers: []string{"财务科"}}, {Title: "研究干部任用", Cadre: true}}}
	p, err := a.Paper()
	pages, word := look(t, p, err)
	has(t, pages[0], "2026年第3次局长办公会议议程", "14:30传达上级会议精神", "14:50审议预算调整方案", "研究干部任用（干部问题）")
	has(t, word, "14:50", "财务科")
	if strings.Contains(pages[0], "14:50研究干部任用") || len(pages) != 1 {
		t.Error("an item after one of unknown length has no time")
	}
	if _, err := (Agenda{Sitting: sitting()}).Paper(); err == nil {
		t.Error("an agenda without matters")
	}
}

func TestSignInIsOnePage(t *testing.T) {
	for _, n := range []int{1, 12, 26, 27, 45, 60} {
		x := SignIn{Sitting: sitting()}
		for i := range n {
			x.People = append(x.People, Person{Name: fmt.Sprintf("岗位%d", i+1), Post: "科员"})
		}
		p, err := x.Paper()
		pages, word := look(t, p, err)
		if len(pages) != 1 {
			t.Errorf("%d people on %d pages", n, len(pages))
		}
		has(t, pages[0], "签到表", "签名", fmt.Sprintf("岗位%d", n))
		has(t, word, fmt.Sprintf("岗位%d", n))
	}
	if _, err := (SignIn{Sitting: sitting()}).Paper(); err == nil {
		t.Error("a sheet for nobody")
	}
}

func minutes() Minutes {
	return Minutes{Sitting: sitting(), Number: "〔2026〕3号", Signer: "局长", Unit: "局办公室", On: civil.Must("2026-11-21"), Sent: []string{"局领导", "各科室"},
		Resolutions: []Resolution{{What: "同意2026年预算调整方案，由财务科报区财政局", Unit: "财务科", Owner: "财务科科长", Due: civil.Must("2026-12-10")}, {What: "年度考核按方案实施", Unit: "政工科", Due: civil.Must("2026-12-31")}},
		Discussed:   []Discussed{{"传达上级会议精神", "会议传达学习了全区商务工作会议精神，要求各科室结合职责抓好落实。"}},
		Present:     members, Excused: []Person{{Name: "副局长丙", Note: "出差"}}, Observers: posts("财务科科长 政工科科长")}
}

// The minutes are signed off by the chair (law.MtgHeadMinutesSign); what was resolved
// comes first, with owner and date.
func TestMinutes(t *testing.T) {
	p, err := minutes().Paper()
	pages, word := look(t, p, err)
	all := strings.Join(pages, "")
	has(t, all, "重庆市綦江区商务局局长办公会议纪要", "签发人：局长", "（一）同意2026年预算调整方案，由财务科报区财政局（责任单位：财务科；责任人：财务科科长；完成时限：2026年12月10日）。",
		"出席：局长", "请假：副局长丙（出差）", "列席：财务科科长", "分送：局领导，各科室。")
	if strings.Index(all, "议定事项") > strings.Index(all, "会议讨论情况") {
		t.Errorf("%s: what was resolved comes first", law.MtgHeadMinutesSign)
	}
	has(t, word, "议定事项", "完成时限：2026年12月10日", "请假：")
	m := minutes()
	m.Present = nil
	if _, err := m.Paper(); err == nil {
		t.Error("minutes of a meeting to which nobody came")
	}
	m = minutes()
	m.Resolutions, m.Discussed = nil, nil
	if _, err := m.Paper(); err == nil {
		t.Error("minutes without matters")
	}
	m = minutes()
	m.At = time.Time{}
	if _, err := m.Paper(); fault.Of(err) == nil || fault.Of(err).Field != "at" {
		t.Errorf("minutes without a day: %v", err)
	}
}

// A meeting of all staff has a brief, not minutes: law.MtgAllBrief.
func TestBrief(t *testing.T) {
	b := Brief{Sitting: sitting(), Number: "第6期", Unit: "局办公室", Signer: "局长", Sent: []string{"局领导", "各科室"},
		Text: []string{"会议传达学习上级会议精神，安排部署年底重点工作。", "会议强调，各科室要对照年度目标逐项检查，确保完成。"}}
	b.Body, b.Title = "干部职工大会", "全局干部职工大会"
	p, err := b.Paper()
	pages, _ := look(t, p, err)
	has(t, pages[0], "会议简报", "第6期", "召开全局干部职工大会", "签发人：局长", "会议强调")
}

func TestAttendanceSheet(t *testing.T) {
	x := Attendance{Sitting: sitting(), Present: members, Excused: []Person{{Name: "副局长丙", Note: "出差"}}, Observers: posts("财务科科长"), Members: 5}
	p, err := x.Paper()
	pages, _ := look(t, p, err)
	has(t, pages[0], "应到5人，实到4人，请假1人，缺席0人；列席1人不计入", "规章没有规定")
}

// The original record holds every opinion and every vote, and is read only with
// consent: law.MtgPartyRecordConsult.
func TestRecord(t *testing.T) {
	x := Record{Sitting: sitting(), Present: members, Excused: []Person{{Name: "副局长丙", Note: "出差"}}, Consent: "党委书记", Items: []Recorded{{
		Title: "研究干部任用", Presenter: "政工科科长", Present: 4, Withdrawn: posts("调研员"),
		Opinions: []Opinion{{"副局长甲", "同意任用。", "15:02"}, {"副局长乙", "建议先征求分管领导意见。", "15:05"}, {"局长", "同意任用。", "15:10"}},
		Votes:    []Vote{{"局长", "赞成", ""}, {"副局长甲", "赞成", ""}, {"副局长乙", "弃权", "情况不了解"}},
		Written:  []Opinion{{"副局长丙", "同意。", ""}}, Result: "通过"}}}
	p, err := x.Paper()
	pages, word := look(t, p, err)
	has(t, pages[0], "原始记录", "查阅须经党委书记同意", "建议先征求分管领导意见", "赞成2票，弃权1票", "书面意见（不计入票数）", "回避：调研员", "情况不了解")
	has(t, word, "原始记录", "情况不了解", "赞成2票，弃权1票")
}

func TestMonthAndWeekOfTheRooms(t *testing.T) {
	at := func(d, h int) time.Time { return time.Date(2026, 11, d, h, 0, 0, 0, civil.Shanghai) }
	bs := []Booked{{"三楼会议室", "局长办公会议", at(20, 14), at(20, 17)}, {"五楼会议室", "应急值守", at(30, 22), at(31, 6)}, {"三楼会议室", "党委会", at(20, 9), at(20, 11)}}
	p, err := Month{"重庆市綦江区商务局", 2026, 11, bs}.Paper()
	pages, word := look(t, p, err)
	if len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
	has(t, pages[0], "2026年11月", "14:00-17:00局长办公会议", "22:00-24:00应急值守")
	has(t, word, "14:00-17:00 局长办公会议（三楼会议室）")
	p, err = Month{"重庆市綦江区商务局", 2026, 12, bs}.Paper()
	pages, _ = look(t, p, err)
	has(t, pages[0], "00:00-06:00应急值守")
	if strings.Contains(pages[0], "局长办公会议") {
		t.Error("a booking of another month")
	}
	p, err = Week{"重庆市綦江区商务局", civil.Must("2026-11-16"), []string{"三楼会议室", "五楼会议室"}, bs, "会议室联系：局办公室"}.Paper()
	pages, _ = look(t, p, err)
	has(t, pages[0], "2026年11月20日星期五", "14:00-17:00局长办公会议", "会议室联系")
	if _, err := (Week{}).Paper(); err == nil {
		t.Error("a week without rooms")
	}
	if _, err := (Month{Year: 2026, Month: 13}).Paper(); err == nil {
		t.Error("a thirteenth month")
	}
}
