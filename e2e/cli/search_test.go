package cli

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestSearchFindsEveryRecordWithTheWordsAndNoOther(t *testing.T) {
	dir := installation(t)
	const seed = 20190304
	rng := rand.New(rand.NewPCG(seed, 1))
	alphabet := []rune("区商务局关于开展市场检查的通知綦江粮油食品ＡＢab12〔〕")
	word := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteRune(alphabet[rng.IntN(len(alphabet))])
		}
		return b.String()
	}
	var in []record
	for i := range 400 {
		in = append(in, record{Title: word(4+rng.IntN(12)) + fmt.Sprint("第", i, "件"), Issuer: word(3), Keywords: []string{word(2)}, Body: word(30),
			Date: fmt.Sprintf("20%02d-%02d-%02d", 10+i%9, i%12+1, i%28+1), Retention: []string{"Y", "D30", "D10"}[i%3], Unit: "BGS"})
	}
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, in...)))
	fold := strings.NewReplacer("Ａ", "a", "Ｂ", "b", "A", "a", "B", "b", "〔", "[", "〕", "]")
	holds := func(r record, w string) bool {
		for _, f := range []string{r.Title, r.Issuer, r.Body, r.Keywords[0]} {
			if strings.Contains(strings.ToLower(fold.Replace(f)), strings.ToLower(fold.Replace(w))) {
				return true
			}
		}
		return false
	}
	var questions strings.Builder
	var wants []int
	for i := range 200 {
		w := word(1 + rng.IntN(3))
		if strings.ContainsAny(w, "〔〕") {
			w = "市" + word(0) + "场"
		}
		second := string(alphabet[rng.IntN(10)])
		n := 0
		for _, r := range in {
			if holds(r, w) && holds(r, second) {
				n++
			}
		}
		wants = append(wants, n)
		b, _ := json.Marshal(map[string]any{"id": fmt.Sprint(i), "query": w + " " + second, "limit": 5})
		questions.Write(append(b, '\n'))
	}
	out := lantai(t, "search", "--queries", write(t, "q.jsonl", []byte(questions.String())), "--data", dir, "--json").want(t, 0)
	lines := bufio.NewScanner(strings.NewReader(out.out))
	lines.Buffer(nil, 1<<20)
	i := 0
	for ; lines.Scan(); i++ {
		var a struct {
			ID    string
			Total int
			Hits  []struct{ Why string }
		}
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil || a.ID != fmt.Sprint(i) {
			t.Fatalf("answer %d: %v %s", i, err, lines.Text())
		}
		if a.Total != wants[i] {
			q := strings.Split(questions.String(), "\n")[i]
			t.Errorf("seed %d: %s found %d, want %d", seed, q, a.Total, wants[i])
		}
		for _, h := range a.Hits {
			if h.Why == "" {
				t.Errorf("a hit without a reason: %s", lines.Text())
			}
		}
	}
	if i != len(wants) {
		t.Fatalf("%d answers to %d questions", i, len(wants))
	}
}

func TestSearchNumbersPhrasesAndFilters(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t,
		record{Title: "关于市场检查的通知", DocNo: "綦商务〔2012〕5号", Issuer: "区商务局", Date: "2012-03-04", Retention: "Y", Unit: "BGS", Keywords: []string{"市场", "检查"}, Body: "甲 乙丙 丁"},
		record{Title: "关于市场整治的通知", DocNo: "綦商务〔2012〕51号", Issuer: "区商务局", Date: "2012-04-04", Retention: "D30", Unit: "ZGK", Body: "甲乙 丙丁"},
		record{Title: "关于检查市场的批复", DocNo: "渝商发〔2012〕15号", Issuer: "市商务委", Date: "2013-03-04", Retention: "D10", Unit: "BGS", Body: "綦商务〔2012〕5号已收悉"},
	)))
	for q, want := range map[string]int{
		"市场 检查": 2, `"市场检查"`: 1, `"检查市场"`: 1, "检查市场": 1, "查市": 1, "场检": 1, "不存在的词": 0,
		"文号:綦商务〔2012〕5号": 1, "文号:綦商务[2012]5号": 1, "文号:綦商务（2012）5号": 1, "文号:綦商务(2012)5号": 1, "文号:綦商务【2012】5号": 1, "文号:綦商务2012 5号": -1,
		"文号:〔2012〕5": 2, "文号:綦商务〔2012〕5": 2, "文号:2012": 3, "文号：綦商务": 2, "责任者:市商务": 1, "题名:检查": 2, "正文:綦商务": 1, "甲乙": 1, `"乙丙"`: -1,
	} {
		got := searched(t, dir, q)
		if want >= 0 && got.Total != want {
			t.Errorf("%s: %d, want %d (%v)", q, got.Total, want, got.Hits)
		}
		if got.Total != len(got.Hits) || got.Hits == nil {
			t.Errorf("%s: total %d, hits %v", q, got.Total, got.Hits)
		}
	}
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"--year", "2012"}, 2}, {[]string{"--year-from", "2013"}, 1}, {[]string{"--year-to", "2012"}, 2}, {[]string{"--year-from", "2012", "--year-to", "2013"}, 3},
		{[]string{"--retention", "Y"}, 1}, {[]string{"--retention", "永久"}, 1}, {[]string{"--unit", "BGS"}, 2}, {[]string{"--unit", "ZGK", "--retention", "Y"}, 0}, {[]string{"--limit", "1"}, 3},
	} {
		if got := searched(t, dir, append([]string{"市场"}, c.args...)...); got.Total != c.want {
			t.Errorf("%v: %d, want %d", c.args, got.Total, c.want)
		}
	}
	byDate := searched(t, dir, "市场", "--sort", "date")
	if byDate.Hits[0].Date != "2013-03-04" || byDate.Hits[2].Date != "2012-03-04" {
		t.Errorf("by date: %v", byDate.Hits)
	}
	for _, bad := range [][]string{{"--limit", "-1"}, {"--retention", "长久"}, {"--offset-key", "nonsense"}, {"--as", "nobody"}, {"--limit", "999999"}} {
		lantai(t, append([]string{"search", "市场", "--data", dir, "--json"}, bad...)...).want(t, 2).object(t)
	}
	lantai(t, "search", "", "--data", dir, "--json").want(t, 2)
	lantai(t, "search", strings.Repeat("长", 5000), "--data", dir, "--json")
}

// Paging by keys gives every hit exactly once, in both orders.
func TestSearchPagesCoverEveryHitOnce(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, append(papers(2015, 43, "翻页"), papers(2016, 18, "翻页")...)...)))
	for _, sort := range []string{"relevance", "date"} {
		var seen []string
		key := ""
		for {
			args := []string{"翻页", "--limit", "7", "--sort", sort}
			if key != "" {
				args = append(args, "--offset-key", key)
			}
			page := searched(t, dir, args...)
			if page.Total != 61 {
				t.Fatalf("total %d", page.Total)
			}
			for _, h := range page.Hits {
				seen = append(seen, h.DocNo)
			}
			if key = page.Next; key == "" {
				break
			}
			if len(seen) > 100 {
				t.Fatal("the pages do not end")
			}
		}
		slices.Sort(seen)
		if n := len(slices.Compact(seen)); n != 61 || len(seen) != 61 {
			t.Errorf("%s: %d different hits among %d", sort, n, len(seen))
		}
	}
}

func TestSearchBadQuestionLines(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, papers(2015, 3, "问题")...)))
	q := write(t, "q.jsonl", []byte(`{"id":"1","query":"问题"}
not json
{"id":"3","query":"问题","no_such_option":1}

{"id":"4","query":"问题","year":2015,"sort":"date","limit":2}
{"id":"5","query":"问题","retention":"长久"}
{"id":"6","query":""}
{"id":7,"query":"问题"}`))
	r := lantai(t, "search", "--queries", q, "--data", dir, "--json").want(t, 2)
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	if len(lines) != 7 {
		t.Fatalf("%d answers\n%s", len(lines), r.out)
	}
	for i, wantError := range []bool{false, true, true, false, true, true, false} {
		var m map[string]any
		if err := json.Unmarshal([]byte(lines[i]), &m); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if (m["error"] != nil) != wantError {
			t.Errorf("line %d: %s", i+1, lines[i])
		}
	}
	lantai(t, "search", "--queries", "/no/such/file", "--data", dir, "--json").want(t, 2)
}

// Papers of a unit the bureau does not have are kept as written and found as
// written; of one it has by code and by name.
func TestSearchByUnitAsWritten(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t,
		record{Title: "甲件市场", Date: "2012-03-04", Unit: "秘书处"}, record{Title: "乙件市场", Date: "2013-03-04", Unit: "秘书处"},
		record{Title: "丙件市场", Date: "2013-03-04", Unit: "办公室"}, record{Title: "丁件市场", Date: "2013-03-04"})))
	for unit, want := range map[string]int{"秘书处": 2, " 秘书处 ": 2, "办公室": 1, "BGS": 1, "bgs": 1} {
		if got := searched(t, dir, "市场", "--unit", unit); got.Total != want || len(got.Hits) != want {
			t.Errorf("%q: %+v, want %d", unit, got, want)
		}
	}
	one := searched(t, dir, "市场", "--unit", "秘书处", "--limit", "1")
	if two := searched(t, dir, "市场", "--unit", "秘书处", "--limit", "1", "--offset-key", one.Next); two.Total != 2 || two.Next != "" || two.Hits[0].Title == one.Hits[0].Title {
		t.Errorf("%+v %+v", one, two)
	}
	if got := searched(t, dir, "市场", "--unit", "秘书处", "--year", "2013"); got.Total != 1 {
		t.Errorf("%+v", got)
	}
	lantai(t, "search", "市场", "--unit", "没有的处", "--data", dir, "--json").want(t, 2).says(t, "没有的处")
	lantai(t, "search", "市场", "--unit", "秘书处", "--offset-key", searched(t, dir, "市场", "--limit", "1").Next, "--data", dir, "--json").want(t, 2)
}

// Who may not search is refused with status 3, and that stands in the ledger.
func TestSearchRefusedIsInTheLedger(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, papers(2015, 3, "查阅")...)))
	entries := func() int {
		var v struct{ Entries int }
		lantai(t, "ledger", "verify", "--data", dir, "--json").want(t, 0).into(t, &v)
		return v.Entries
	}
	before := entries()
	lantai(t, "search", "查阅", "--as", "auditor", "--data", dir, "--json").want(t, 3).says(t, "没有查档的权限").object(t)
	if n := entries(); n != before+1 {
		t.Fatalf("%d entries, before %d", n, before)
	}
	if p := lantai(t, "ledger", "prove", fmt.Sprint(before+1), "--data", dir).want(t, 0); !strings.Contains(p.out, "拒绝") || !strings.Contains(p.out, "auditor") {
		t.Errorf("%v", p)
	}
}

// Ten thousand records of the public corpus against a plain scan with a folding
// of its own: totals and the hits themselves.
func TestSearchOverTenThousand(t *testing.T) {
	gz, err := os.Open(shared(t, "corpora/records-10k.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer gz.Close()
	unpacked, err := gzip.NewReader(gz)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	dir := installation(t)
	if rep := imported(t, 0, dir, write(t, "in.ndjson", all)); rep.Accepted != 10000 {
		t.Fatalf("%+v", rep.Rejections)
	}
	// Widths, letter case, quotation marks and brackets are one; a run of white
	// space is one space; in numbers there is none, and brackets are all alike.
	plain := strings.NewReplacer("〔", "[", "〕", "]", "【", "[", "】", "]", "“", `"`, "”", `"`, "‘", "'", "’", "'", "—", "-", "–", "-", "•", "·", "・", "·")
	fold := func(s string) string {
		s = strings.Map(func(r rune) rune {
			if r >= '！' && r <= '～' {
				return r - '！' + '!'
			}
			return r
		}, s)
		return strings.ToLower(strings.Join(strings.Fields(plain.Replace(s)), " "))
	}
	number := func(s string) string {
		return strings.NewReplacer("(", "[", ")", "]", " ", "").Replace(fold(s))
	}
	type folded struct {
		record
		number string
		fields []string
	}
	var rs []folded
	dec := json.NewDecoder(bytes.NewReader(all))
	for dec.More() {
		var r record
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		f := folded{record: r, number: number(r.DocNo), fields: []string{fold(r.Title), fold(r.Issuer), fold(r.Body)}}
		for _, k := range r.Keywords {
			f.fields = append(f.fields, fold(k))
		}
		rs = append(rs, f)
	}
	const seed = 20190305
	rng := rand.New(rand.NewPCG(seed, 2))
	piece := func(s string, n int) string {
		r := []rune(s)
		if len(r) < n {
			return ""
		}
		at := rng.IntN(len(r) - n + 1)
		return string(r[at : at+n])
	}
	periods := map[string]string{"永久": "Y", "30年": "D30", "10年": "D10"}
	type ask struct {
		ID        string `json:"id"`
		Query     string `json:"query"`
		Limit     int    `json:"limit"`
		YearFrom  int    `json:"year_from,omitempty"`
		YearTo    int    `json:"year_to,omitempty"`
		Retention string `json:"retention,omitempty"`
		Unit      string `json:"unit,omitempty"`
		Sort      string `json:"sort,omitempty"`
	}
	var questions bytes.Buffer
	var wants [][]string
	enc := json.NewEncoder(&questions)
	key := func(title, no, issuer, date string) string {
		return title + "\x00" + no + "\x00" + issuer + "\x00" + date
	}
	for len(wants) < 200 {
		r := rs[rng.IntN(len(rs))]
		from := []string{r.Title, r.Issuer, r.Body, r.Title}[rng.IntN(4)]
		q := ask{ID: fmt.Sprint(len(wants)), Limit: 10000}
		var words []string
		var inNumber string
		switch rng.IntN(6) {
		case 0:
			words = []string{piece(from, 2)}
		case 1:
			words = []string{piece(from, 2), piece(r.Title, 2)}
		case 2:
			words = []string{piece(from, 3+rng.IntN(9))}
		case 3:
			inNumber = strings.NewReplacer("〔", []string{"〔", "[", "（", "(", "【"}[len(wants)%5], "〕", []string{"〕", "]", "）", ")", "】"}[len(wants)%5]).Replace(piece(r.DocNo, 2+rng.IntN(8)))
		case 4:
			words = []string{fmt.Sprint(rng.IntN(3000))}
		case 5:
			words = []string{piece(from, 1), piece(r.Title, 3)}
		}
		var written []string
		usable := inNumber != "" || len(words) > 0
		for _, w := range words {
			usable = usable && w != "" && strings.TrimSpace(w) == w && !strings.ContainsAny(w, "\"“”\n") && fold(w) != ""
			written = append(written, `"`+w+`"`)
		}
		if inNumber != "" {
			written = []string{"文号:" + inNumber}
		}
		if q.Query = strings.Join(written, " "); !usable {
			continue
		}
		switch rng.IntN(5) {
		case 0:
			q.YearFrom, q.YearTo = r.Year-2, r.Year+2
		case 1:
			q.Retention = periods[r.Retention]
		case 2:
			q.Unit = r.Unit
		case 3:
			q.Sort = "date"
		}
		want := []string{}
		for _, x := range rs {
			ok := (q.YearFrom == 0 || x.Year >= q.YearFrom && x.Year <= q.YearTo) && (q.Retention == "" || periods[x.Retention] == q.Retention) && (q.Unit == "" || x.Unit == q.Unit) &&
				strings.Contains(x.number, number(inNumber))
			for _, w := range words {
				ok = ok && (strings.Contains(x.number, number(w)) || slices.ContainsFunc(x.fields, func(f string) bool { return strings.Contains(f, fold(w)) }))
			}
			if ok {
				want = append(want, key(x.Title, x.DocNo, x.Issuer, x.Date))
			}
		}
		slices.Sort(want)
		wants = append(wants, want)
		if err := enc.Encode(q); err != nil {
			t.Fatal(err)
		}
	}
	file := write(t, "q.jsonl", questions.Bytes())
	out := lantai(t, "search", "--queries", file, "--data", dir, "--json").want(t, 0)
	answers := json.NewDecoder(strings.NewReader(out.out))
	for i, want := range wants {
		var a struct {
			found
			ID string
		}
		if err := answers.Decode(&a); err != nil || a.ID != fmt.Sprint(i) {
			t.Fatalf("answer %d: %v %s", i, err, a.ID)
		}
		got := []string{}
		for _, h := range a.Hits {
			got = append(got, key(h.Title, h.DocNo, h.Issuer, h.Date))
		}
		slices.Sort(got)
		if a.Total != len(want) || !slices.Equal(got, want) {
			t.Errorf("seed %d: %s: total %d and %d hits, want %d", seed, bytes.Split(questions.Bytes(), []byte("\n"))[i], a.Total, len(got), len(want))
		}
	}
}
