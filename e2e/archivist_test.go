package e2e

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/kit/browsertest"
)

// papers makes a ZIP of a year's documents as a section would hand them over.
func papers(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "办公室2015年文件.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	for i, subject := range []string{"做好元旦春节市场保供工作", "开展成品油市场专项检查", "印发2015年商务工作要点", "表彰先进集体", "规范档案移交"} {
		e, err := w.Create(fmt.Sprintf("2015/关于%s的通知.txt", subject))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(e, "重庆市綦江区商务局文件\n綦商务〔2015〕%d号\n重庆市綦江区商务局关于%s的通知\n各科室、站（中心）：\n为%s，现就有关事项通知如下。请遵照执行。\n重庆市綦江区商务局\n2015年%d月%d日\n", i+1, subject, subject, i+1, i+10)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func signIn(b *browsertest.Tab, login string) {
	b.Go("/signin")
	b.Fill("#f-login", login)
	b.Fill("#f-password", "Lantai-2026-demo")
	b.Submit("main form button")
}

// The archivist's first morning: a folder comes in, is described by itself,
// arranged, boxed, closed, printed, found by half a number and by two
// characters, lent and taken back; and the ledger tells all of it.
func TestArchivistsFirstMorning(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	base := start(t, "demo", "--data", data)
	b := browsertest.Open(t, base)
	signIn(b, "dangan")

	b.Go("/archive/intake")
	b.Choose("#f-docs-unit", "BGS")
	b.Attach("#f-docs-files", papers(t))
	b.Submit("main form button.primary")
	b.WaitText("main", "5")
	b.NoSideways()

	b.Go("/archive/items?year=2015")
	if n := b.Count("main tbody tr"); n != 5 {
		t.Fatalf("%d items of 2015 after the folder came in, want 5", n)
	}
	if text := b.Text("main tbody"); !strings.Contains(text, "綦商务〔2015〕2号") || !strings.Contains(text, "2015-02-11") {
		t.Fatalf("number and date were not read out of the text:\n%s", text)
	}

	// The schedule decides the year's points of work; the others a person does, here
	// all at once. Two periods are two boxes.
	b.Go("/archive/years/2015/arrange")
	b.Choose("#f-default", "D10")
	b.Submit("main form button.primary")
	b.WaitText("main", "已整理 5 件")
	b.Go("/archive/years/2015/pack")
	b.Submit("main form button.primary")
	b.WaitText("main", "已装盒 5 件")
	b.Go("/archive/years/2015/close")
	b.Fill("#f-year", "2015")
	b.Submit("main form button.primary, main form button.danger")
	b.WaitText("main", "已关账")
	var s struct {
		Items, Boxes int
		ByUnit       map[string]struct{ Items int } `json:"by_unit"`
	}
	if err := json.Unmarshal([]byte(run(t, "archive", "stats", "--year", "2015", "--data", data, "--json")), &s); err != nil {
		t.Fatal(err)
	}
	if s.Items != 5 || s.Boxes != 2 || s.ByUnit["BGS"].Items != 5 {
		t.Fatalf("stats of 2015: %+v", s)
	}

	for q, want := range map[string]string{"春节": "做好元旦春节市场保供工作", "綦商务[2015]2": "开展成品油市场专项检查", "现就有关事项 先进集体": "表彰先进集体"} {
		b.Go("/archive/search?q=" + strings.ReplaceAll(q, " ", "+"))
		if text := b.Text("main"); !strings.Contains(text, want) {
			t.Errorf("searching %q does not find %q", q, want)
		}
	}

	borrowAndReturn(t, b, data)

	pdf := filepath.Join(t.TempDir(), "目录.pdf")
	run(t, "archive", "print", "catalogue", "--year", "2013", "--retention", "Y", "--data", data, "--out", pdf)
	if st, err := os.Stat(pdf); err != nil || st.Size() < 10000 {
		t.Fatalf("catalogue: %v", err)
	}
	if out := run(t, "ledger", "verify", "--data", data, "--json"); !strings.Contains(out, `"ok":true`) {
		t.Fatalf("the ledger does not verify: %s", out)
	}
	if out := run(t, "archive", "verify", "--data", data, "--json"); !strings.Contains(out, `"ok":true`) {
		t.Fatalf("the room does not verify: %s", out)
	}
}

// borrowAndReturn lends a paper of the year to another section and takes it back.
func borrowAndReturn(t *testing.T, b *browsertest.Tab, data string) {
	t.Helper()
	var found struct {
		Hits []struct{ Code, Title string }
	}
	if err := json.Unmarshal([]byte(run(t, "search", "元旦春节 市场保供", "--year", "2015", "--data", data, "--json")), &found); err != nil || len(found.Hits) != 1 || found.Hits[0].Code == "" {
		t.Fatalf("found: %+v %v", found, err)
	}
	title := found.Hits[0].Title
	signOut(b)
	signIn(b, "shangmao")
	b.Go("/archive/my/loans/new")
	b.Type("#f-items", found.Hits[0].Code)
	for _, radio := range []string{"[name=kind][value=lend]", "[name=purpose][value=工作参考]"} {
		browsertest.Eval[bool](b, fmt.Sprintf("document.querySelector(%q).checked = true", "input"+radio))
	}
	b.Submit("main form button.primary")
	loan := b.Path()
	b.WaitText("main", title)
	signOut(b)
	signIn(b, "dangan")
	b.Go("/archive/loans?state=applied")
	b.WaitText("main", title)
	b.Go(loan)
	b.Submit("form[action$='/lend'] button")
	b.WaitText("main", "借出")
	b.NoSideways()
	browsertest.Eval[bool](b, `document.querySelector("form[action$='/return'] [name=line]").checked = true`)
	b.Fill("form[action$='/return'] [name=condition]", "完好")
	b.Submit("form[action$='/return'] button")
	b.WaitText("main", "归还")
	b.Go("/archive/use")
	b.WaitText("main", title)
	out := run(t, "ledger", "verify", "--data", data, "--json")
	if !strings.Contains(out, `"ok":true`) {
		t.Fatalf("the ledger does not verify after the loan: %s", out)
	}
}

// Whoever has no right is told so, and the ledger knows of it.
func TestOthersSeeOnlyTheirPart(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	base := start(t, "demo", "--data", data)
	b := browsertest.Open(t, base)
	b.Allow("403")
	signIn(b, "shangmao")
	b.Go("/archive/years")
	b.WaitText("main", "没有权限")
	signOut(b)
	signIn(b, "auditor")
	b.Go("/archive/items")
	b.WaitText("main", "没有权限")
	b.Go("/audit?outcome=refused")
	b.WaitText("main tbody", "没有权限")
	b.WaitText("main tbody", "商贸流通科科长")
}

func signOut(b *browsertest.Tab) {
	b.Submit("header form button")
}
