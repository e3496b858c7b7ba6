package letter

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
)

var theBook *rulebook.Book

func book(t testing.TB) *rulebook.Book {
	t.Helper()
	if theBook == nil {
		var err error
		if theBook, err = rulebook.Load("qijiang-commerce"); err != nil {
			t.Fatal(err)
		}
	}
	return theBook
}

// eras are days of receipt and of letters in each stretch of the law on remedies.
var eras = []struct {
	name         string
	received, on string
	split        bool // refusals and other replies differ in remedy
	months       string
}{
	{"2014", "2014-03-03", "2014-03-20", false, "3个月"},
	{"2016", "2016-03-03", "2016-03-20", false, "6个月"},
	{"2020", "2020-03-03", "2020-03-20", false, "6个月"},
	{"last day before the split", "2023-12-11", "2023-12-31", false, "6个月"},
	{"first day of the split", "2023-12-11", "2024-01-01", true, "6个月"},
	{"2026", "2026-03-02", "2026-03-20", true, "6个月"},
}

func day(s string) civil.Date { return civil.Must(s) }

// facts give everything any paper may need.
func facts(t testing.TB, p Paper, code, regime, received, on string) Facts {
	r, o := day(received), day(on)
	return Facts{Book: book(t), Regime: regime, Paper: p, Code: code, Serial: 3, On: o, To: "申请人甲",
		Application: Application{Number: "2026-申-0007", Applied: r.AddDays(-1), Received: r, Asked: "2025年度限上商贸企业奖补资金的分配办法\n及各企业所得金额", Channel: "当面提交"},
		Office:      Office{Address: "綦江区（示例地址）", Phone: "023-0000 0000", Hours: "工作日9:00至17:00"},
		Where:       "本局门户网站“法定主动公开内容”栏目，索引号000014349/2026-00012", Supply: Supply{Items: []string{"《奖补资金分配办法》"}, Way: "电子邮件"},
		Parts:  []Withheld{{"附表中各企业的银行账号", "3.4", "公开会损害企业的商业秘密"}, {"第3页涉及内部流转意见的批注", pick(regime, "3.5", "3.1"), ""}},
		Reason: "所涉内容经征求第三方意见，第三方不同意公开且理由合理。", Forbids: "《中华人民共和国统计法》",
		Search:  []Search{{day(on).AddDays(-5), "本局综合档案室", "奖补 分配", "承办人", 0, ""}, {day(on).AddDays(-4), "办公系统", "商贸企业奖补", "承办人", 0, ""}},
		Noticed: r.AddDays(3), Former: "綦商务公复〔2026〕1号，2026年1月12日", Notice: "綦商务公复〔2026〕2号", Ended: "申请人于2026年3月10日书面撤回申请",
		Items: []string{"写明所需信息的名称、文号或者其他特征", "提供身份证明"}, Due: o.AddDays(20), OldDue: o.AddDays(2), Days: 10, Approver: "办公室主任",
		Content: "奖补资金分配表中涉及贵单位的金额", Objection: "不同意公开，认为属于商业秘密", Agency: "重庆市綦江区财政局", AgencyContact: "023-0000 0001",
		Fee:      Fee{Mode: "按量", Lines: []FeeLine{{70, "页", 10}, {20, "页", 20}}, Yuan: 1100, Pay: "凭缴款通知书到代收银行缴纳"},
		Delivery: Delivery{Paper: "政府信息公开答复书（綦商务公复〔2026〕3号）", Way: "邮寄", Place: "申请人填写的联系地址", Tracks: "XA00000000000"},
		Record:   "企业备案名录中的登记地址", Found: "登记地址与营业执照不一致",
	}
}

func pick(regime, a, b string) string {
	if regime == "2019" {
		return a
	}
	return b
}

// known is, by hand, which codes each regime has.
var known = map[string][]string{
	"2019": rulebook.ReplyCodes,
	"2007": {"1a", "1b", "2", "3.1", "3.2", "3.3", "3.4", "4.1", "6.3"},
	"seed": {"1a", "1b", "2", "3.1", "3.2", "3.3", "3.4", "3.6", "3.7", "4.1", "5.2", "6.3"},
}

func TestEveryReplyInEveryRegimeAndEra(t *testing.T) {
	reviewFirst := []string{"2", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"}
	for _, e := range eras {
		for regime, codes := range known {
			for _, code := range rulebook.ReplyCodes {
				name := e.name + " " + regime + " " + code
				f := facts(t, Reply, code, regime, e.received, e.on)
				l, err := Compose(f)
				if !slices.Contains(codes, code) {
					if fault.Of(err).Field != "code" {
						t.Errorf("%s: %v", name, err)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				text := l.Text()
				if strings.ContainsAny(text, "{}") || strings.Contains(text, "%!") || strings.Contains(text, "。。") || strings.Contains(text, "，。") || strings.Contains(text, "原文") {
					t.Errorf("%s: %s", name, text)
				}
				for _, want := range []string{"綦商务公复〔" + e.on[:4] + "〕3号", "申请人甲：", f.Application.Asked, f.Application.Received.Chinese(), f.On.Chinese(), "重庆市綦江区商务局", "2026-申-0007"} {
					if !strings.Contains(text, want) {
						t.Errorf("%s: no %q in\n%s", name, want, text)
					}
				}
				says := strings.Contains(l.Remedy, "应当自收到之日起60日内先向")
				if want := e.split && slices.Contains(reviewFirst, code); says != want {
					t.Errorf("%s: review first %v: %s", name, says, l.Remedy)
				}
				switch {
				case code == "6.3":
					if l.Remedy != "" {
						t.Errorf("%s: %s", name, l.Remedy)
					}
				case !says && !strings.Contains(l.Remedy, e.months):
					t.Errorf("%s: %s", name, l.Remedy)
				}
				if e.split == strings.Contains(l.Remedy, "重庆市商务委员会") && code != "6.3" {
					t.Errorf("%s: the superior department: %s", name, l.Remedy)
				}
				if len(l.Basis) == 0 {
					t.Errorf("%s: no ground", name)
				}
			}
		}
	}
}

func TestAReplyWithTheWrongRemedyIsRefused(t *testing.T) {
	either := "对本答复不服的，可以自收到之日起60日内向重庆市綦江区人民政府申请行政复议，也可以自收到之日起6个月内提起行政诉讼。"
	before := "对本答复不服的，应当自收到之日起60日内先向重庆市綦江区人民政府申请行政复议，对复议决定不服的，可以提起行政诉讼。"
	for _, code := range []string{"3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "2"} {
		f := facts(t, Reply, code, "2019", "2026-03-02", "2026-03-20")
		f.Remedy = either
		if _, err := Compose(f); fault.Of(err).Field != "remedy" {
			t.Errorf("%s without review first: %v", code, err)
		}
		f.Remedy = before
		if _, err := Compose(f); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, code := range []string{"1a", "1b", "3.8", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "5.5", "6.1", "6.2"} {
		f := facts(t, Reply, code, "2019", "2026-03-02", "2026-03-20")
		f.Remedy = before
		if _, err := Compose(f); fault.Of(err).Field != "remedy" {
			t.Errorf("%s with review first: %v", code, err)
		}
	}
	f := facts(t, Reply, "6.3", "2019", "2026-03-02", "2026-03-20")
	f.Remedy = either
	if _, err := Compose(f); fault.Of(err).Field != "remedy" {
		t.Errorf("6.3 with a remedy: %v", err)
	}
}

// What a kind needs is asked for by name, one by one.
func TestMissingFactsAreNamed(t *testing.T) {
	empty := map[string]struct {
		field string
		clear func(*Facts)
	}{
		"where": {"where", func(f *Facts) { f.Where = "" }}, "supply": {"supply", func(f *Facts) { f.Supply = Supply{} }},
		"withheld": {"parts", func(f *Facts) { f.Parts = nil }}, "reason": {"reason", func(f *Facts) { f.Reason = "  。" }},
		"forbids": {"forbids", func(f *Facts) { f.Forbids = "" }}, "search": {"search", func(f *Facts) { f.Search = nil }},
		"correction": {"noticed", func(f *Facts) { f.Noticed = civil.Date{} }}, "explained": {"noticed", func(f *Facts) { f.Noticed = civil.Date{} }},
		"former": {"former", func(f *Facts) { f.Former = "" }}, "fee": {"notice", func(f *Facts) { f.Notice = "" }}, "ended": {"ended", func(f *Facts) { f.Ended = "" }},
	}
	for _, k := range Kinds(book(t), "2019") {
		if len(k.Needs) == 0 {
			t.Errorf("%s needs nothing", k.Code)
		}
		for _, n := range k.Needs {
			f := facts(t, Reply, k.Code, "2019", "2026-03-02", "2026-03-20")
			empty[n].clear(&f)
			if _, err := Compose(f); fault.Of(err).Field != empty[n].field || fault.Of(err).Kind != fault.Invalid {
				t.Errorf("%s without %s: %v", k.Code, n, err)
			}
		}
	}
	for field, clear := range map[string]func(*Facts){
		"to": func(f *Facts) { f.To = " " }, "on": func(f *Facts) { f.On = day("2026-03-01"); f.Search = nil }, "served": func(f *Facts) { f.Served = day("2026-03-19") },
		"asked": func(f *Facts) { f.Application.Asked = "" }, "application": func(f *Facts) { f.Application.Number = "" },
		"regime": func(f *Facts) { f.Regime = "1999" }, "paper": func(f *Facts) { f.Paper = "poem" },
		"supply": func(f *Facts) { f.Supply = Supply{By: day("2026-03-01")} }, "parts[0]": func(f *Facts) { f.Parts[0].Code = "4.1" }, "parts[1]": func(f *Facts) { f.Parts[1].What = "" },
	} {
		f := facts(t, Reply, "2", "2019", "2026-03-02", "2026-03-20")
		clear(&f)
		_, err := Compose(f)
		if e := fault.Of(err); e.Field != field && !slices.ContainsFunc(e.Fields, func(x fault.FieldError) bool { return x.Field == field }) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := Compose(Facts{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a book: %v", err)
	}
}

func TestEveryPaperInEveryRegime(t *testing.T) {
	for _, p := range Papers {
		if p == Reply {
			continue
		}
		for regime, span := range map[string][2]string{"seed": {"2014-03-03", "2014-03-20"}, "2007": {"2016-03-03", "2016-03-20"}, "2019": {"2026-03-02", "2026-03-20"}} {
			f := facts(t, p, "", regime, span[0], span[1])
			l, err := Compose(f)
			if !Known(p, regime) {
				if fault.Of(err).Field != "paper" {
					t.Errorf("%s %s: %v", p, regime, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s %s: %v", p, regime, err)
				continue
			}
			text := l.Text()
			if strings.ContainsAny(text, "{}") || strings.Contains(text, "%!") || strings.Contains(text, "。。") || strings.Contains(text, "请您") {
				t.Errorf("%s %s:\n%s", p, regime, text)
			}
			if remedy := p == Against || p == Uncorrected; (l.Remedy != "") != remedy {
				t.Errorf("%s %s: remedy %q", p, regime, l.Remedy)
			}
			third := p == AskThird || p == AskAgency || p == Against
			if third && strings.Contains(text, f.Application.Asked) {
				t.Errorf("%s tells a third party what the applicant wrote", p)
			}
		}
	}
}

func TestNoticesAreHeldAgainstTheRules(t *testing.T) {
	for name, tt := range map[string]struct {
		paper Paper
		spoil func(*Facts)
		field string
	}{
		"an extension after the last day": {Extension, func(f *Facts) { f.OldDue = day("2026-03-19") }, "on"},
		"an extension beyond the limit":   {Extension, func(f *Facts) { f.Days = 21 }, "days"},
		"an extension nobody approved":    {Extension, func(f *Facts) { f.Approver = "" }, "approver"},
		"an extension that goes back":     {Extension, func(f *Facts) { f.Due = day("2026-03-20"); f.OldDue = day("2026-03-21") }, "due"},
		"a fee that does not add up":      {FeeNotice, func(f *Facts) { f.Fee.Yuan = 1000 }, "fee"},
		"a fee where nothing is charged":  {FeeNotice, func(f *Facts) { f.Application.Received = day("2020-03-02") }, "fee"},
		"a release before it was told":    {Against, func(f *Facts) { f.Due = day("2026-03-20") }, "due"},
		"a supplement without items":      {Supplement, func(f *Facts) { f.Items = []string{" "} }, "items"},
		"a search of nothing":             {SearchLog, func(f *Facts) { f.Search = nil }, "search"},
	} {
		f := facts(t, tt.paper, "", "2019", "2026-03-02", "2026-03-20")
		tt.spoil(&f)
		_, err := Compose(f)
		if e := fault.Of(err); e.Field != tt.field && !slices.ContainsFunc(e.Fields, func(x fault.FieldError) bool { return x.Field == tt.field }) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestServedOverTheInternet(t *testing.T) {
	f := facts(t, Reply, "3.4", "2019", "2026-03-02", "2026-03-20")
	f.Electronic = true
	l, err := Compose(f)
	if err != nil || !strings.Contains(l.Remedy, "在线申请行政复议") {
		t.Fatalf("%v %s", err, l.Remedy)
	}
	b := *book(t)
	b.Disclosure.Papers = slices.Clone(b.Disclosure.Papers)
	for i := range b.Disclosure.Papers {
		if b.Disclosure.Papers[i].Name == "review_online" {
			b.Disclosure.Papers[i].Value = ""
		}
	}
	f.Book = &b
	if _, err := Compose(f); fault.Of(err).Field != "review_online" {
		t.Errorf("without the channel: %v", err)
	}
	f.On, f.Application.Received, f.Search, f.Served = day("2020-03-20"), day("2020-03-02"), nil, civil.Date{}
	if _, err := Compose(f); err != nil {
		t.Errorf("before the law asked for it: %v", err)
	}
}

func TestElsewhere(t *testing.T) {
	f := facts(t, Reply, "4.1", "2019", "2026-03-02", "2026-03-20")
	f.Elsewhere, f.Search = true, nil
	l, err := Compose(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"第三十六条第（五）项", "重庆市綦江区财政局", "023-0000 0001"} {
		if !strings.Contains(l.Text(), want) {
			t.Errorf("no %s in %s", want, l.Text())
		}
	}
}

func TestWrittenTextIsNotATemplate(t *testing.T) {
	f := facts(t, Reply, "1a", "2019", "2026-03-02", "2026-03-20")
	f.Application.Asked, f.Where = "{law} %s <script>alert(1)</script>", "见{you}%d<b>"
	l, err := Compose(f)
	if err != nil {
		t.Fatal(err)
	}
	if text := l.Text(); !strings.Contains(text, "{law} %s <script>") || !strings.Contains(text, "见{you}%d<b>") {
		t.Error(text)
	}
	if h := l.HTML(); strings.Contains(h, "<script>") || strings.Contains(h, "<b>") {
		t.Error(h)
	}
}

// read gives a PDF's text as another program reads it.
func read(t *testing.T, pdf []byte, name string) string {
	t.Helper()
	dir := os.Getenv("LETTER_OUT")
	if dir == "" {
		dir = t.TempDir()
	}
	file := filepath.Join(dir, name+".pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	out, err := exec.Command(tool, "-raw", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

func TestPapersReadBack(t *testing.T) {
	if testing.Short() {
		t.Skip("sets every paper")
	}
	check := func(f Facts, name string) {
		l, err := Compose(f)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		var pdf, again, word bytes.Buffer
		if err := l.PDF(&pdf); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := l.PDF(&again); err != nil || !bytes.Equal(pdf.Bytes(), again.Bytes()) {
			t.Errorf("%s: not the same bytes: %v", name, err)
		}
		if err := l.DOCX(&word); err != nil || word.Len() == 0 {
			t.Errorf("%s: %v", name, err)
		}
		text := read(t, pdf.Bytes(), name)
		for _, b := range l.Blocks {
			if b.Shape == Para && !strings.Contains(text, strings.Join(strings.Fields(b.Text), "")) && !strings.Contains(text, "—1—") {
				t.Errorf("%s: %q is not on the paper:\n%s", name, b.Text, text)
			}
		}
		if !strings.Contains(text, strings.Join(strings.Fields(l.Title), "")) {
			t.Errorf("%s: no title in %s", name, text)
		}
	}
	for _, code := range []string{"1b", "2", "3.4", "4.1", "5.2", "6.1"} {
		check(facts(t, Reply, code, "2019", "2026-03-02", "2026-03-20"), "reply-"+code)
	}
	for _, p := range Papers {
		if p != Reply {
			check(facts(t, p, "", "2019", "2026-03-02", "2026-03-20"), string(p))
		}
	}
	f := facts(t, Reply, "2", "2019", "2026-03-02", "2026-03-20")
	for i := range 40 {
		f.Parts = append(f.Parts, Withheld{fmt.Sprintf("第%d页个人联系方式", i+2), "3.4", "个人隐私"})
	}
	check(f, "reply-2-long")
}
