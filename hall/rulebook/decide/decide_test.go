package decide

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
)

func registry(t *testing.T) *Registry {
	t.Helper()
	r := NewRegistry(civil.Must("2013-09-03"))
	if err := AddWorkdays(r, calendar.Official()); err != nil {
		t.Fatal(err)
	}
	err := AddRetention(r, SchedulerFunc(func(_ civil.Date, f RetentionFacts) (Retention, error) {
		if strings.Contains(f.Title, "总结") {
			return Retention{Period: "Y", Rule: "1.1", Reason: "年度总结永久保管。"}, nil
		}
		return Retention{}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if err := AddArchivalCode(r, coder{}); err != nil {
		t.Fatal(err)
	}
	return r
}

// coder is a tiny grammar, enough to see what the question hands over.
type coder struct{}

func (coder) Format(grammar string, p CodeParts) (string, error) {
	if len(p.Fonds) != 4 {
		return "", fault.Field("fonds", p.Fonds, "全宗号应为一个大写字母加三位数字。")
	}
	unit := "无"
	if p.Unit != nil {
		unit = *p.Unit
	}
	return strings.Join([]string{grammar, p.Fonds, unit}, "-"), nil
}

func (coder) Parse(_, code string) (string, CodeParts, error) {
	unit := "BGS"
	return strings.ToUpper(code), CodeParts{Fonds: "X043", Category: "WS", Year: 2011, Period: "Y", Unit: &unit, Item: 1}, nil
}

func ask(t *testing.T, r *Registry, lines ...string) (exit int, answers []map[string]any) {
	t.Helper()
	var out bytes.Buffer
	exit, err := Run(r, strings.NewReader(strings.Join(lines, "\n")), &out)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		var a map[string]any
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		answers = append(answers, a)
	}
	return exit, answers
}

func TestWorkdayQuestions(t *testing.T) {
	exit, got := ask(t, registry(t),
		`{"id":"1","ask":"workday","as_of":"2014-01-26","facts":{"date":"2014-01-26"}}`,
		`{"id":"2","ask":"workday-add","facts":{"from":"2010-02-03","days":15.0}}`,
		`{"id":"3","ask":"workday-between","as_of":"1999-01-01","facts":{"from":"2026-12-30","to":"2027-01-04"}}`,
		``,
		`{"id":"4","ask":"workday","facts":{"date":"2027-02-05"}}`)
	if exit != 0 || len(got) != 4 {
		t.Fatalf("exit %d, %d answers", exit, len(got))
	}
	for i, want := range []string{
		`{"kind":"make_up","name":"春节","notice":"国务院办公厅2014年节假日安排","notice_url":"http://www.gov.cn/zhengce/zhengceku/2014-01/02/content_1194.htm","provisional":false,"workday":true}`,
		`{"date":"2010-03-01","provisional":false}`,
		`{"days":2,"provisional":true}`,
		`{"kind":"holiday","name":"春节","notice":"","notice_url":"","provisional":true,"workday":false}`,
	} {
		if s, _ := json.Marshal(got[i]["answer"]); string(s) != want {
			t.Errorf("%d: %s, want %s", i+1, s, want)
		}
		if got[i]["reason"] == "" || got[i]["undecided"] != nil || got[i]["error"] != nil {
			t.Errorf("%d: %v", i+1, got[i])
		}
		basis := got[i]["basis"].([]any)
		if first := basis[0].(map[string]any)["clause"]; first != string(law.CommonWorkday) {
			t.Errorf("%d rests on %v", i+1, first)
		}
		if provisional := i >= 2; provisional != (len(basis) == 2) {
			t.Errorf("%d: a provisional answer also rests on the statute, others do not: %v", i+1, basis)
		}
	}
}

func TestBadQuestions(t *testing.T) {
	for line, field := range map[string]string{
		`{"id":"1","ask":"workday","facts":{"date":"2014-02-30"}}`:                      "date",
		`{"id":"1","ask":"workday","facts":{"date":20140230}}`:                          "date",
		`{"id":"1","ask":"workday","facts":{"date":null}}`:                              "date",
		`{"id":"1","ask":"workday","facts":{"Date":"2014-02-03"}}`:                      "date",
		`{"id":"1","ask":"workday","facts":{}}`:                                         "date",
		`{"id":"1","ask":"workday","facts":{"date":"2014-02-03","day":1}}`:              "day",
		`{"id":"1","ask":"workday","facts":{"date":"2014-02-03","date":"2014-02-04"}}`:  "date",
		`{"id":"1","ask":"workday","facts":{"date":"1900-01-01"}}`:                      "date",
		`{"id":"1","ask":"workday","facts":{"date":"2014-02-03"},"note":"x"}`:           "note",
		`{"id":"1","ask":"workday","as_of":"2014-13-01","facts":{"date":"2014-02-03"}}`: "as_of",
		`{"id":"1","ask":"workday"}`:                                                    "facts",
		`{"id":"1","ask":"workday","facts":[]}`:                                         "facts",
		`{"id":"1","ask":"leave","facts":{}}`:                                           "ask",
		`{"id":"1","facts":{}}`:                                                         "ask",
		`{"id":1,"ask":"workday","facts":{"date":"2014-02-03"}}`:                        "id",
		`{"ask":"workday","facts":{"date":"2014-02-03"}}`:                               "id",
		`{"id":"1","ask":"workday","facts":{"date":"2014-02-03"}} {}`:                   "line",
		`{"id":"1"`:         "line",
		`[]`:                "line",
		"{\"id\":\"\xff\"}": "line",
		`{"id":"1","ask":"workday-add","facts":{"from":"2014-02-03","days":0}}`:                                                        "days",
		`{"id":"1","ask":"workday-add","facts":{"from":"2014-02-03","days":1.5}}`:                                                      "days",
		`{"id":"1","ask":"workday-add","facts":{"from":"2014-02-03","days":"3"}}`:                                                      "days",
		`{"id":"1","ask":"workday-add","facts":{"from":"2014-02-03","days":1e300}}`:                                                    "days",
		`{"id":"1","ask":"workday-add","facts":{"from":"2014-02-03","days":900000}}`:                                                   "days",
		`{"id":"1","ask":"workday-between","facts":{"from":"2014-02-03"}}`:                                                             "to",
		`{"id":"1","ask":"retention","facts":{"title":"x","issuer":"y","kind":"通知"}}`:                                                  "as_of",
		`{"id":"1","ask":"retention","as_of":"2014-01-01","facts":{"title":"","issuer":"y","kind":"通知"}}`:                              "title",
		`{"id":"1","ask":"archival-code","facts":{"grammar":"dat99"}}`:                                                                 "grammar",
		`{"id":"1","ask":"archival-code","facts":{"grammar":"dat22"}}`:                                                                 "fonds",
		`{"id":"1","ask":"archival-code","facts":{"grammar":"dat22","code":"x","year":2011}}`:                                          "year",
		`{"id":"1","ask":"archival-code","facts":{"grammar":"dat22","fonds":"X43","category":"WS","year":2011,"period":"Y","item":1}}`: "fonds",
	} {
		exit, got := ask(t, registry(t), line, `{"id":"after","ask":"workday","facts":{"date":"2014-02-10"}}`)
		if exit != 2 || len(got) != 2 {
			t.Errorf("%s: exit %d, %d answers", line, exit, len(got))
			continue
		}
		e, _ := got[0]["error"].(map[string]any)
		if e["field"] != field || e["message"] == "" || got[0]["answer"] != nil {
			t.Errorf("%s: %v, want field %s", line, got[0], field)
		}
		if got[1]["answer"] == nil || got[1]["id"] != "after" {
			t.Errorf("%s: the next line was not answered: %v", line, got[1])
		}
	}
}

func TestTooLongALine(t *testing.T) {
	exit, got := ask(t, registry(t), `{"id":"`+strings.Repeat("x", maxLine)+`"}`,
		`{"id":"2","ask":"workday","facts":{"date":"2014-02-10"}}`)
	if exit != 2 || len(got) != 2 || got[0]["error"].(map[string]any)["field"] != "line" || got[1]["answer"] == nil {
		t.Errorf("exit %d: %.200v", exit, got)
	}
}

func TestLocalQuestionsDependOnTheDay(t *testing.T) {
	q := func(day, title string) string {
		return `{"id":"1","ask":"retention","as_of":"` + day + `","facts":{"title":"` + title + `","issuer":"x","kind":"通知"}}`
	}
	_, got := ask(t, registry(t), q("2013-09-02", "年度总结"), q("2013-09-03", "年度总结"), q("2013-09-03", "别的"))
	if got[0]["undecided"] != true || got[0]["answer"] != nil {
		t.Errorf("the book was not in force: %v", got[0])
	}
	if a, _ := json.Marshal(got[1]["answer"]); string(a) != `{"period":"Y","rule":"1.1"}` {
		t.Errorf("on the first day: %s", a)
	}
	if got[1]["basis"].([]any)[0].(map[string]any)["clause"] != string(law.ArchiveRetentionClasses) {
		t.Errorf("basis: %v", got[1]["basis"])
	}
	if got[2]["undecided"] != true || got[2]["reason"] == "" {
		t.Errorf("the schedule does not decide: %v", got[2])
	}
}

func TestArchivalCode(t *testing.T) {
	_, got := ask(t, registry(t),
		`{"id":"1","ask":"archival-code","facts":{"grammar":"dat22","fonds":"X043","category":"WS","year":2011,"period":"Y","unit":"","item":1}}`,
		`{"id":"2","ask":"archival-code","facts":{"grammar":"dat13","code":"x043"}}`)
	if a, _ := json.Marshal(got[0]["answer"]); string(a) != `{"code":"dat22-X043-无"}` {
		t.Errorf("from parts: %s", a)
	}
	if a, _ := json.Marshal(got[1]["answer"]); string(a) != `{"category":"WS","code":"X043","fonds":"X043","group":null,"item":1,"period":"Y","unit":"BGS","year":2011}` {
		t.Errorf("from a code: %s", a)
	}
	for i, want := range []law.ID{law.DAT22Number, law.DAT13} {
		if c := got[i]["basis"].([]any)[0].(map[string]any)["clause"]; c != string(want) {
			t.Errorf("basis %v, want %s", c, want)
		}
	}
}

func TestAddRefusesWhatItCannotRead(t *testing.T) {
	answer := func(civil.Date) (Result, error) { return Result{}, nil }
	r := NewRegistry(civil.Date{})
	type good struct {
		Events []struct {
			On civil.Date `fact:"on"`
		} `fact:"events"`
		Sick *int `fact:"sick_months,optional"`
	}
	if err := Add(r, "q", Local, func(d civil.Date, _ good) (Result, error) { return answer(d) }); err != nil {
		t.Errorf("good shape refused: %v", err)
	}
	if err := Add(r, "q", Local, func(d civil.Date, _ good) (Result, error) { return answer(d) }); err == nil {
		t.Error("the same question twice")
	}
	if err := Add(r, "f", Local, func(d civil.Date, _ struct {
		F float64 `fact:"f"`
	}) (Result, error) {
		return answer(d)
	}); err == nil {
		t.Error("a float was taken")
	}
	if err := Add(r, "u", Local, func(d civil.Date, _ struct{ X int }) (Result, error) { return answer(d) }); err == nil {
		t.Error("an untagged field was taken")
	}
	if !slices.Equal(r.Asks(), []string{"q"}) {
		t.Errorf("asks: %v", r.Asks())
	}
}

func TestNestedFacts(t *testing.T) {
	r := NewRegistry(civil.Date{})
	type facts struct {
		Events []struct {
			On civil.Date `fact:"on"`
			Do string     `fact:"do" words:"extend stop"`
		} `fact:"events" max:"2"`
		Hand *civil.Date `fact:"handover_on,nullable"`
		Done bool        `fact:"done"`
	}
	var seen facts
	if err := Add(r, "q", National, func(_ civil.Date, f facts) (Result, error) {
		seen = f
		return Result{Answer: 1}, nil
	}); err != nil {
		t.Fatal(err)
	}
	for text, field := range map[string]string{
		`{"events":[{"on":"2014-05-05","do":"extend"}],"handover_on":null,"done":true}`:     "",
		`{"events":[],"handover_on":"2014-05-05","done":false}`:                             "",
		`{"events":[{"on":"2014-05-05","do":"halt"}],"handover_on":null,"done":true}`:       "events[0].do",
		`{"events":[{"on":"2014-05-05","do":"stop","x":1}],"handover_on":null,"done":true}`: "events[0].x",
		`{"events":[null],"handover_on":null,"done":true}`:                                  "events[0]",
		`{"events":[{"on":"2014-05-05"}],"handover_on":null,"done":true}`:                   "events[0].do",
		`{"events":[{},{},{}],"handover_on":null,"done":true}`:                              "events",
		`{"events":[],"done":true}`:                                                         "handover_on",
		`{"events":[],"handover_on":null,"done":"true"}`:                                    "done",
	} {
		_, got := ask(t, r, `{"id":"1","ask":"q","facts":`+text+`}`)
		e, _ := got[0]["error"].(map[string]any)
		if (field == "" && e != nil) || (field != "" && e["field"] != field) {
			t.Errorf("%s: %v, want field %q", text, got[0], field)
		}
	}
	ask(t, r, `{"id":"1","ask":"q","facts":{"events":[{"on":"2014-05-05","do":"extend"}],"handover_on":"2014-05-06","done":true}}`)
	if len(seen.Events) != 1 || seen.Events[0].Do != "extend" || seen.Hand == nil || seen.Hand.Day != 6 || !seen.Done {
		t.Errorf("facts arrived as %+v", seen)
	}
}

func TestWorkedExamples(t *testing.T) {
	f, err := os.ReadFile(shared(t, "data/decide_examples.jsonl"))
	if err != nil {
		t.Skip("没有参考数据：", err)
	}
	r, _ := localRegistry(t, "qijiang-commerce")
	asked := map[string]int{}
	for line := range strings.Lines(string(f)) {
		var ex struct {
			Question json.RawMessage
			Expect   map[string]any
		}
		var q struct{ Ask string }
		if err := errors.Join(json.Unmarshal([]byte(line), &ex), json.Unmarshal(ex.Question, &q)); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(r.Asks(), q.Ask) {
			continue
		}
		asked[q.Ask]++
		_, got := ask(t, r, string(ex.Question))
		if !within(ex.Expect, got[0]) {
			t.Errorf("%s: %v, want %v", ex.Question, got[0], ex.Expect)
		}
		if got[0]["undecided"] == nil && got[0]["error"] == nil && len(got[0]["basis"].([]any)) == 0 {
			t.Errorf("%s: decided on no ground", ex.Question)
		}
	}
	for name, n := range map[string]int{"workday": 2, "workday-add": 1, "leave-chain": 8, "leave-entitlement": 2, "travel-chain": 2, "report-chain": 1, "ab-handover": 1, "disclosure-deadline": 1, "disclosure-fee": 1} {
		if asked[name] < n {
			t.Errorf("%d examples of %s, want %d", asked[name], name, n)
		}
	}
}

// within reports whether everything expected is in what was got; objects may have
// further fields.
func within(want, got any) bool {
	w, ok := want.(map[string]any)
	if !ok {
		return reflect.DeepEqual(want, got)
	}
	g, ok := got.(map[string]any)
	for k, v := range w {
		if !ok || !within(v, g[k]) {
			return false
		}
	}
	return ok
}

func shared(t *testing.T, name string) string {
	t.Helper()
	if dir := os.Getenv("LANTAI_SHARED"); dir != "" {
		return filepath.Join(dir, name)
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for up := filepath.Dir(dir); up != dir; dir, up = up, filepath.Dir(up) {
		if _, err := os.Stat(filepath.Join(up, "shared", "README.md")); err == nil {
			return filepath.Join(up, "shared", name)
		}
	}
	t.Skip("没有找到参考数据（shared），略过")
	return ""
}

func FuzzRun(f *testing.F) {
	f.Add(`{"id":"1","ask":"workday","facts":{"date":"2014-01-26"}}`)
	f.Add(`{"id":"1","ask":"archival-code","facts":{"grammar":"dat22","code":"X"}}`)
	f.Add("{\"id\":\"1\",\"facts\":{\"a\":{}}}\n[")
	r := NewRegistry(civil.Must("2013-09-03"))
	if err := AddWorkdays(r, calendar.Official()); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var out bytes.Buffer
		exit, err := Run(r, strings.NewReader(text), &out)
		if err != nil || (exit != 0 && exit != 2) {
			t.Fatalf("exit %d, %v", exit, err)
		}
		for line := range strings.Lines(out.String()) {
			if !json.Valid([]byte(line)) {
				t.Fatalf("not JSON: %s", line)
			}
		}
	})
}
