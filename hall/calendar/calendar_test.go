package calendar

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// shared finds the folder of reference data beside the repository.
func shared(t *testing.T, name string) string {
	t.Helper()
	if dir := os.Getenv("LANTAI_SHARED"); dir != "" {
		return filepath.Join(dir, name)
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("没有找到参考数据（shared），略过")
		}
		if _, err := os.Stat(filepath.Join(up, "shared", "README.md")); err == nil {
			return filepath.Join(up, "shared", name)
		}
		dir = up
	}
}

func TestAgreesWithTheReferenceTable(t *testing.T) {
	f, err := os.Open(shared(t, "data/workdays_2007_2026.tsv"))
	if err != nil {
		t.Skip("没有参考数据：", err)
	}
	defer f.Close()
	c := Official()
	listed := map[civil.Date]bool{}
	lines := bufio.NewScanner(f)
	lines.Scan()
	for lines.Scan() {
		r := strings.Split(lines.Text(), "\t")
		d := civil.Must(r[0])
		listed[d] = true
		got := c.Kind(d)
		want := Holiday
		if r[1] == "work" {
			want = MakeUp
			if !weekend(d) {
				want = Work
			}
		}
		if got.Kind != want || got.Workday != (want != Holiday) || got.Name != r[2] || got.URL != r[4] ||
			got.Provisional || !strings.Contains(got.Notice, r[3]+"年") {
			t.Errorf("%s: got %+v, want %v", d, got, r)
		}
	}
	if len(listed) < 600 {
		t.Fatalf("only %d rows", len(listed))
	}
	for d := civil.Must("2007-01-01"); d.Year <= 2026; d = d.AddDays(1) {
		if listed[d] {
			continue
		}
		if k := c.Kind(d); k.Workday == weekend(d) || k.Name != "" || k.Provisional || (k.Kind != Work && k.Kind != Rest) {
			t.Errorf("%s is in no notice: %+v", d, k)
		}
	}
}

// The law of 2024 was first applied in 2025; before, 除夕 and 2 May differed. The
// movable festivals are the same under every version.
func TestStatuteAgainstNotices(t *testing.T) {
	c := Official()
	for y := 2008; y <= 2026; y++ {
		for _, f := range Statutory(y) {
			if y < 2025 && (f.Name == "春节" || f.Name == "劳动节") {
				continue
			}
			if k := c.Kind(f.Date); k.Kind != Holiday {
				t.Errorf("%s %s is %s by notice", f.Date, f.Name, k.Kind)
			}
		}
		if k := c.Kind(movables()[y].spring); k.Kind != Holiday || k.Name != "春节" {
			t.Errorf("春节 of %d: %+v", y, k)
		}
	}
	for y := First; y <= Last; y++ {
		if n := len(Statutory(y)); n != 13 && n != 12 {
			t.Errorf("%d has %d statutory days", y, n)
		}
	}
}

func TestKind(t *testing.T) {
	for _, tt := range []struct {
		date        string
		kind        Kind
		name        string
		provisional bool
	}{
		{"2014-01-26", MakeUp, "春节", false},
		{"2014-01-30", Work, "", false}, // 除夕 was worked that year
		{"2014-01-31", Holiday, "春节", false},
		{"2020-02-02", Holiday, "春节", false},
		{"2020-02-03", Work, "春节", false}, // named by the notice, but a Monday
		{"2024-02-09", Work, "", false},
		{"2025-01-28", Holiday, "春节", false},
		{"2006-12-31", MakeUp, "元旦", false},
		{"2006-12-29", Work, "", true},
		{"2015-09-03", Holiday, "抗日战争暨世界反法西斯战争胜利70周年纪念日", false},
		{"2026-12-31", Work, "", false},
		{"2027-01-01", Holiday, "元旦", true},
		{"2027-01-02", Rest, "", true},
		{"2027-01-04", Work, "", true},
		{"2027-02-05", Holiday, "春节", true}, // 除夕
		{"2027-02-08", Holiday, "春节", true},
		{"2027-02-09", Work, "", true},
		{"2027-05-02", Holiday, "劳动节", true},
		{"2027-05-03", Work, "", true},
		{"2028-10-03", Holiday, "国庆节、中秋节", true},
		{"1949-12-31", "", "", true},
		{"2101-01-01", "", "", true},
	} {
		got := Official().Kind(civil.Must(tt.date))
		if got.Kind != tt.kind || got.Name != tt.name || got.Provisional != tt.provisional ||
			got.Workday != (tt.kind == Work || tt.kind == MakeUp) {
			t.Errorf("%s: %+v, want %s %q %v", tt.date, got, tt.kind, tt.name, tt.provisional)
		}
	}
}

func TestAddAndBetween(t *testing.T) {
	for _, tt := range []struct {
		from        string
		days        int
		to          string
		provisional bool
	}{
		{"2010-02-03", 15, "2010-03-01", false},
		{"2014-01-24", 1, "2014-01-26", false}, // a make-up Sunday counts
		{"2026-12-30", 1, "2026-12-31", false},
		{"2026-12-30", 2, "2027-01-04", true},
		{"2014-01-30", 1, "2014-02-07", false},
	} {
		to, provisional, err := Official().Add(civil.Must(tt.from), tt.days)
		if err != nil || to.String() != tt.to || provisional != tt.provisional {
			t.Errorf("%s + %d = %s %v %v, want %s %v", tt.from, tt.days, to, provisional, err, tt.to, tt.provisional)
		}
	}
	for _, tt := range []struct {
		from, to string
		days     int
	}{
		{"2014-01-24", "2014-01-26", 1},
		{"2014-01-30", "2014-01-31", 0},
		{"2014-01-30", "2014-01-30", 0},
		{"2014-01-31", "2014-01-24", 0},
		{"2013-12-31", "2014-12-31", 250},
	} {
		if n, _, err := Official().Between(civil.Must(tt.from), civil.Must(tt.to)); err != nil || n != tt.days {
			t.Errorf("%s..%s = %d %v, want %d", tt.from, tt.to, n, err, tt.days)
		}
	}
}

func TestAddAndBetweenAreInverse(t *testing.T) {
	c := Official()
	rapid.Check(t, func(t *rapid.T) {
		from := civil.Must("2000-01-01").AddDays(rapid.IntRange(0, 15000).Draw(t, "from"))
		n := rapid.IntRange(1, 400).Draw(t, "days")
		to, p1, err := c.Add(from, n)
		if err != nil {
			t.Fatal(err)
		}
		if !c.Kind(to).Workday {
			t.Fatalf("%s is not worked", to)
		}
		back, p2, err := c.Between(from, to)
		if err != nil || back != n || p1 != p2 {
			t.Fatalf("Between(%s,%s) = %d %v %v, want %d %v", from, to, back, p2, err, n, p1)
		}
		mid := from.AddDays(rapid.IntRange(0, to.Sub(from)).Draw(t, "mid"))
		a, _, _ := c.Between(from, mid)
		b, _, _ := c.Between(mid, to)
		if a+b != n {
			t.Fatalf("%d + %d != %d", a, b, n)
		}
	})
}

func TestNext(t *testing.T) {
	for from, want := range map[string]string{"2014-02-01": "2014-02-07", "2014-01-26": "2014-01-26", "2014-01-25": "2014-01-26"} {
		if got, _, err := Official().Next(civil.Must(from)); err != nil || got.String() != want {
			t.Errorf("Next(%s) = %s %v, want %s", from, got, err, want)
		}
	}
}

func TestBadQuestions(t *testing.T) {
	c := Official()
	in, out := civil.Must("2014-01-01"), civil.Must("1949-10-01")
	_, _, e1 := c.Add(in, 0)
	_, _, e2 := c.Add(out, 1)
	_, _, e3 := c.Add(in, 1<<40)
	_, _, e4 := c.Between(out, in)
	_, _, e5 := c.Between(in, civil.Must("2101-01-01"))
	for err, field := range map[error]string{e1: "days", e2: "from", e3: "days", e4: "from", e5: "to"} {
		if !fault.Is(err, fault.Invalid) || fault.Of(err).Field != field {
			t.Errorf("%v: want field %s", err, field)
		}
	}
}

func TestStatutoryInItsYear(t *testing.T) {
	for year, want := range map[int]int{2006: 10, 2007: 10, 2008: 11, 2013: 11, 2014: 11, 2024: 11, 2025: 13} {
		if n := len(StatutoryIn(year)); n != want {
			t.Errorf("%d: %d days, want %d", year, n, want)
		}
	}
	has := func(d string) bool {
		day := civil.Must(d)
		for _, f := range StatutoryIn(day.Year) {
			if f.Date == day {
				return true
			}
		}
		return false
	}
	// The eve of the Spring Festival counted from 2008 to 2013 and again from 2025.
	for d, want := range map[string]bool{"2013-02-09": true, "2014-01-30": false, "2014-02-02": true, "2013-02-12": false, "2025-01-28": true,
		"2014-05-02": false, "2025-05-02": true, "2007-05-03": true, "2007-04-05": false, "2014-10-03": true} {
		if has(d) != want {
			t.Errorf("%s is statutory: %v", d, has(d))
		}
	}
}
