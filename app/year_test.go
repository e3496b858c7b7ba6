package app_test

import (
	"bytes"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/forms"
	"lantai.internal/room/archive/packet"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

// demo opens a filled demonstration.
func demo(t *testing.T) *app.App {
	t.Helper()
	a, err := app.Demo(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.FillDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

// The source's own closed year, from the papers to the box, the print, the
// package, the backup and back.
func TestTheDemonstrationsYear(t *testing.T) {
	a := demo(t)
	ctx, owner := t.Context(), act.Owner()

	t.Run("figures", func(t *testing.T) {
		s, err := a.Archive.Stats(ctx, owner, 2013)
		if err != nil {
			t.Fatal(err)
		}
		if s.Items != 1088 || s.Boxes != 49 {
			t.Errorf("%d items in %d boxes, the source says 1,088 in 49", s.Items, s.Boxes)
		}
		for _, c := range []struct {
			clause       law.ID
			period       string
			items, boxes int64
		}{{"archive.box.permanent", "Y", 189, 5}, {"archive.box.y30", "D30", 252, 9}, {"archive.box.y10", "D10", 647, 35}} {
			if got := s.ByRetention[c.period]; int64(got.Items) != c.items || int64(got.Boxes) != c.boxes {
				t.Errorf("%s: %+v, the source says %d in %d", c.clause, got, c.items, c.boxes)
			}
			if !slices.ContainsFunc(a.Book.Archive.ClosedYear, func(y rulebook.ClassCount) bool {
				return y.Clause == c.clause && int64(y.Items) == c.items && int64(y.Boxes) == c.boxes
			}) {
				t.Errorf("%s: the book does not tell %d in %d", c.clause, c.items, c.boxes)
			}
		}
	})

	t.Run("every figure opens its list", func(t *testing.T) {
		c := browsers(t, a)("dangan")
		figure, total := regexp.MustCompile(`^[0-9][0-9 ]*$`), regexp.MustCompile(`共 ([0-9][0-9\x{2009}\x{202f} ]*) [件盒]`)
		whole := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r < '0' || r > '9' {
					return -1
				}
				return r
			}, s)
		}
		for _, year := range []string{"2013", "2014"} {
			seen := 0
			for _, link := range c.Get("/archive/statistics?year=" + year).Want(200).Doc().All("main td a") {
				href, _ := webtest.Attr(link, "href")
				n := strings.TrimSpace(webtest.Text(link))
				if !figure.MatchString(n) || !strings.HasPrefix(href, "/archive/items?") && !strings.HasPrefix(href, "/archive/boxes?") {
					continue
				}
				seen++
				list := webtest.Text(c.Get(href).Want(200).Doc().First("main"))
				if m := total.FindStringSubmatch(list); m == nil && n != "0" || m != nil && whole(m[1]) != whole(n) {
					t.Errorf("%s says %s, its list says %v", href, n, m)
				}
			}
			if seen < 30 {
				t.Errorf("%s: only %d figures", year, seen)
			}
		}
	})

	t.Run("nobody leaves with what was borrowed", func(t *testing.T) {
		as := browsers(t, a)
		list := as("dangan").Get("/archive/clearance").Want(200).In("td a", webtest.HasText("商贸流通科科长"))
		href, _ := webtest.Attr(list.Doc().First("td a[href^='/archive/clearance/']"), "href")
		page := as("dangan").Get(href).Want(200).In(".notice.warn", webtest.HasText("还有 4 件没有清交")) // three borrowed, one outgoing paper not filed
		page.In("td", webtest.HasText("-借-0001，应还"))
		id := path.Base(href)
		refused := as("zhengong").Post("/admin/people/"+id+"/leave", url.Values{"left_on": {"2030-01-02"}, "_key": {"leave"}})
		if refused.Status == 303 || strings.Count(refused.Body, "-借-0002，应还") != 1 {
			t.Errorf("leaving with three borrowed items: status %d\n%s", refused.Status, refused.Body)
		}
	})

	t.Run("filled once", func(t *testing.T) {
		if err := a.FillDemo(ctx); err != nil {
			t.Fatal(err)
		}
		if s, err := a.Archive.Stats(ctx, owner, 2013); err != nil || s.Items != 1088 {
			t.Fatalf("%+v %v", s.Items, err)
		}
	})

	t.Run("prints", func(t *testing.T) {
		magic := map[forms.Format]string{"pdf": "%PDF-", "xlsx": "PK\x03\x04", "docx": "PK\x03\x04", "csv": "\xef\xbb\xbf"}
		for _, c := range []struct {
			kind   string
			format forms.Format
		}{{"catalogue", "csv"}, {"catalogue", "xlsx"}, {"box-note", "docx"}, {"box-cover", "pdf"}, {"summary", "pdf"}} {
			var b bytes.Buffer
			p, err := a.Archive.PrintTo(ctx, owner, archive.PrintOptions{Kind: forms.Kind(c.kind), Format: c.format, Year: 2013, Retention: "Y"}, &b)
			if err != nil {
				t.Errorf("%s as %s: %v", c.kind, c.format, err)
				continue
			}
			if !strings.HasPrefix(b.String(), magic[c.format]) || !strings.Contains(p.Name, "2013") {
				t.Errorf("%s as %s: %q begins with %q", c.kind, c.format, p.Name, b.String()[:8])
			}
		}
		es, err := act.Entries(ctx, a.Door.Reader(), act.EntryFilter{Deed: "archive.year.print"}, 1)
		if err != nil || len(es) != 1 {
			t.Fatal(es, err)
		}
		for _, id := range []law.ID{"archive.print.catalogue", "archive.print.boxlist", "archive.print.colophon", "archive.print.compilation", "archive.print.all_machine"} {
			if !slices.Contains(strings.Split(es[0].Basis, ","), string(id)) {
				t.Errorf("a print does not cite %s: %s", id, es[0].Basis)
			}
		}
		again, err := a.Archive.Print(ctx, owner, archive.PrintOptions{Kind: "catalogue", Format: "csv", Year: 2013, Retention: "Y"})
		if err != nil || again.Revision != 3 {
			t.Errorf("the third print of one catalogue is number %d, %v", again.Revision, err)
		}
		if _, err := a.Archive.Print(ctx, owner, archive.PrintOptions{Kind: "catalogue", Format: "csv"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a year: %v", err)
		}
		reader := act.Actor{Login: "reader", Name: "查阅人", Rights: []act.Right{archive.Read}}
		if _, err := a.Archive.Print(ctx, reader, archive.PrintOptions{Kind: "catalogue", Format: "csv", Year: 2013}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the right: %v", err)
		}
	})

	t.Run("settings", func(t *testing.T) {
		if err := a.Archive.SetSettings(ctx, owner, map[string]string{"local_rule": "渝档发〔2013〕1号"}); err != nil {
			t.Fatal(err)
		}
		if cfg, err := a.Archive.Config(ctx); err != nil || cfg.Text("local_rule") != "渝档发〔2013〕1号" {
			t.Fatalf("%v", err)
		}
	})

	t.Run("units as written", func(t *testing.T) {
		if _, err := a.Archive.MapUnit(ctx, owner, "老办公室", "QQQ"); err == nil {
			t.Error("a spelling was given to a unit that is none")
		}
		if n, err := a.Archive.MapUnit(ctx, owner, "老办公室", "BGS"); err != nil || n != 0 {
			t.Errorf("%d %v", n, err)
		}
	})

	t.Run("package", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "bag")
		made, err := a.Archive.Package(ctx, owner, archive.PackageOptions{Year: 2013, Kind: packet.KindBag, Out: out})
		if err != nil || made.Items+len(made.Skipped) != 1088 {
			t.Fatalf("%+v %v", made, err)
		}
		rep, err := packet.Verify(ctx, out, packet.Options{})
		if err != nil || !rep.Valid || rep.Kind != packet.KindBag {
			t.Fatalf("%+v %v", rep, err)
		}
		if _, err := a.Archive.Package(ctx, owner, archive.PackageOptions{Year: 2013, Kind: "rar", Out: out}); err == nil {
			t.Error("an unknown kind was made")
		}
	})

	t.Run("backup and back", func(t *testing.T) {
		dir := t.TempDir()
		file := filepath.Join(dir, "a.tar")
		rep, err := a.Backup(ctx, file)
		if err != nil || !rep.Valid {
			t.Fatalf("%+v %v", rep, err)
		}
		if _, err := a.Backup(ctx, file); !fault.Is(err, fault.Invalid) {
			t.Errorf("a backup was written over: %v", err)
		}
		back := filepath.Join(dir, "back")
		if rep, err := app.RestoreBackup(ctx, file, back); err != nil || !rep.Valid {
			t.Fatalf("%+v %v", rep, err)
		}
		if _, err := app.RestoreBackup(ctx, file, back); !fault.Is(err, fault.Invalid) {
			t.Errorf("restored over an installation: %v", err)
		}
		b, err := app.Open(ctx, app.Options{Dir: back})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		s, err := b.Archive.Stats(ctx, owner, 2013)
		if err != nil || s.Items != 1088 || s.Boxes != 49 {
			t.Fatalf("restored: %d items in %d boxes, %v", s.Items, s.Boxes, err)
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 1
		bad := filepath.Join(dir, "bad.tar")
		if err := os.WriteFile(bad, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if rep, err := app.VerifyBackup(ctx, bad); err == nil && rep.Valid {
			t.Error("a backup with one bit turned is called sound")
		}
		if err := os.WriteFile(bad, raw[:len(raw)/3], 0o600); err != nil {
			t.Fatal(err)
		}
		if rep, err := app.VerifyBackup(ctx, bad); err == nil && rep.Valid {
			t.Error("a third of a backup is called sound")
		}
	})

	t.Run("verify", func(t *testing.T) {
		rep, err := a.Archive.Verify(ctx, nil)
		if err != nil || !rep.OK || rep.Items < 1088 {
			t.Fatalf("%+v %v", rep, err)
		}
	})

	t.Run("doctor", func(t *testing.T) {
		for _, x := range app.Doctor(ctx, app.Options{Dir: a.Dir()}) {
			if x.Level == "bad" && !strings.Contains(x.What, "磁盘") {
				t.Errorf("%s (%s)", x.What, x.Remedy)
			}
			if x.Level != "ok" && x.Remedy == "" {
				t.Errorf("%s: and what is to be done?", x.What)
			}
		}
		none := app.Doctor(ctx, app.Options{Dir: filepath.Join(t.TempDir(), "none")})
		if len(none) != 1 || none[0].Level != "bad" {
			t.Errorf("a folder that is not there: %+v", none)
		}
	})
}

func TestInitRefuses(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	a, creds, err := app.Init(t.Context(), app.InitOptions{Dir: dir, Fonds: "X043"})
	if err != nil {
		t.Fatal(err)
	}
	a.Close()
	if len(creds) != 3 {
		t.Fatalf("%d first passwords, three administrators are made", len(creds))
	}
	busy := t.TempDir()
	if err := os.WriteFile(filepath.Join(busy, "letter.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]app.InitOptions{
		"no folder":         {},
		"an installation":   {Dir: dir},
		"something else":    {Dir: busy},
		"unknown rule book": {Dir: filepath.Join(t.TempDir(), "x"), Rulebook: "no-such-book"},
		"path as rule book": {Dir: filepath.Join(t.TempDir(), "x"), Rulebook: "../../etc"},
	} {
		if _, _, err := app.Init(t.Context(), o); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	if _, err := app.Open(t.Context(), app.Options{Dir: busy}); !fault.Is(err, fault.Invalid) {
		t.Errorf("opened a folder that is no installation: %v", err)
	}
}

// What somebody has on loan stands on his leaving check, on the page and on the
// paper that is signed, and in the way of his leaving.
func TestLoansStandOnTheLeavingCheck(t *testing.T) {
	a := demo(t)
	ctx := t.Context()
	acc, err := a.Org.AccountByLogin(ctx, "shangmao")
	if err != nil {
		t.Fatal(err)
	}
	people, err := a.Org.People(ctx)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(people, func(p org.Person) bool { return p.ID == acc.PersonID })
	f, err := a.Register.ClearanceForm(ctx, people[i], "调动", "")
	if err != nil || len(f.Loans) != 3 || f.Loans[0].Code == "" || !strings.Contains(f.Loans[0].Note, "应还") {
		t.Fatalf("%+v %v", f, err)
	}
}
