package today_test

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"lantai.internal/hall/flow"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
)

// TestTheWorkbenchInABrowser goes through the list by keys at 1440 and by thumb at
// 390, and once without scripts.
func TestTheWorkbenchInABrowser(t *testing.T) {
	d, c := dbtest.SQLite(t, schemas...)
	tr := open(t, d, c, web.Loopback)
	for _, x := range []string{"甲", "乙", "丙", "丁", "戊"} {
		tr.submit(x+"请年休假 2 天", later)
	}
	tr.submit("己请事假半天，因家中有事需当天往返，工作已交同科室人员代办", yesterday)
	for range 20 {
		tr.submit("又一件", noDay)
	}
	server := httptest.NewServer(tr)
	defer server.Close()
	b := browsertest.Open(t, server.URL)
	signIn := func() {
		b.Go("/signin")
		b.Fill("input[name=login]", "head")
		b.Fill("input[name=password]", orgtest.Password)
		b.Submit("main .btn.primary")
		b.Go("/")
	}
	signIn()
	b.NoSideways()
	b.Shot("today-wide")
	on := func(want string) {
		t.Helper()
		b.WaitText(".rows li.on b", want)
		b.Wait("html.js") // before that, keys do nothing
	}

	b.Wait("html.js")
	b.Press("j")
	b.Press("j")
	b.Press("k")
	b.Press(kb.Enter)
	on("己请事假半天")
	b.NoSideways()
	b.Shot("today-case-wide")
	b.Press("j")
	b.Press(kb.Enter)
	on("甲")
	b.Press("j")
	b.Press("o")
	on("乙")
	b.Submit(".actionbar .btn.primary")
	on("丙")
	b.WaitText(".notice.ok", "已同意，下一步：局长同意")
	if n := b.Count(".rows li"); n != 25 {
		t.Errorf("%d rows are left", n)
	}
	b.Type("textarea[name=words]", "jk") // letters in a field are letters
	if got := b.Value("textarea[name=words]"); got != "jk" {
		t.Errorf("typed %q", got)
	}

	// Far down, the list keeps its place.
	b.Go("/?case=24#i-24")
	before := browsertest.Eval[float64](b, "document.querySelector('.queue').scrollTop")
	b.Submit(".actionbar .btn.primary")
	on("又一件")
	after := browsertest.Eval[float64](b, "document.querySelector('.queue').scrollTop")
	if before < 200 || after < before-150 || after > before+150 {
		t.Errorf("the list jumped from %v to %v", before, after)
	}

	b.Size(390, 844)
	b.Go("/")
	b.NoSideways()
	b.Shot("today-narrow")
	b.Submit(".rows li a")
	b.WaitText("h1", "己请事假半天")
	b.NoSideways()
	b.Shot("today-case-narrow")
	if browsertest.Eval[bool](b, "getComputedStyle(document.querySelector('.queue')).display !== 'none'") {
		t.Error("list and document stand on one page on a phone")
	}
	if h := browsertest.Eval[float64](b, "Math.min.apply(null, [].map.call(document.querySelectorAll('.actionbar .btn'), function (n) { return n.getBoundingClientRect().height; }))"); h < 44 {
		t.Errorf("a button of the action bar is %v px high", h)
	}
	if gap := browsertest.Eval[float64](b, "innerHeight - document.querySelector('.actionbar').getBoundingClientRect().bottom"); gap < -1 || gap > 1 {
		t.Errorf("the action bar stands %v px above the foot", gap)
	}
	// Two taps: a phrase, and agree.
	b.Click("input[name=phrase][value='情况属实。']")
	b.Submit(".actionbar .btn.primary")
	b.WaitText("h1", "甲")
	v, err := tr.flow.View(t.Context(), tr.Actor("head"), 6)
	if err != nil || v.History[len(v.History)-1].Words != "情况属实。" || v.History[len(v.History)-1].Action != flow.Agree {
		t.Errorf("%v %+v", err, v.History)
	}

	b.Size(1440, 900)
	b.NoScripts()
	b.Go("/?case=1")
	b.Submit(".actionbar .btn.primary")
	b.WaitText(".rows li.on b", "丙")
}
