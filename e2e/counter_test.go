package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/kit/browsertest"
)

// A citizen with incomplete papers: looked at on the spot, told once of all that is
// missing, found on the public pages by number and code, supplemented, accepted with the
// promised day, signed by the head the same day, done and delivered.
func TestACitizenWithIncompletePapers(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	base := start(t, "demo", "--data", data)
	b := browsertest.Open(t, base)
	b.Allow("422")
	b.Allow("409")
	signIn(b, "keyuan")

	// Received: a wrong telephone is named, nothing typed is lost.
	b.Go("/counter/receive?item=1")
	b.Fill("#f-receive-applicant", "申请人甲")
	b.Fill("#f-receive-phone", "12345")
	b.Submit("main form button.primary")
	b.WaitText(".summary", "联系电话")
	if b.Value("#f-receive-applicant") != "申请人甲" {
		t.Error("what was typed is lost")
	}
	b.Fill("#f-receive-phone", "023-61280386")
	b.Submit("main form button.primary")
	b.WaitText("main", "当场审核材料")
	at := b.Path()
	b.NoSideways()

	// Looked at on the spot: one missing, one in the wrong form.
	for field, state := range map[string]string{"1": "here", "2": "missing", "3": "wrong", "4": "none"} {
		b.Choose("#f-check-state_"+field, state)
	}
	b.Fill("#f-check-note_3", "缺背面，补交正反两面")
	b.Submit("form[action$='/check'] button")
	b.WaitText("main", "还没有书面告知申请人")

	// A notice that forgets an item is refused and names it.
	b.Fill("#f-notice-item_2", "")
	b.Submit("form[action$='/notice'] button")
	b.WaitText("main", "漏了第 2 项“营业执照”")
	b.Fill("#f-notice-item_2", "补交复印件1份")
	b.Submit("form[action$='/notice'] button")
	b.WaitText("main", "出具补充通知书")
	b.WaitText("main", "收到补正材料")

	// A second notice without a new fact is refused.
	b.Submit("form[action$='/notice'] button")
	b.WaitText("main", "不能再告知")
	b.Go(at)
	main := b.Text("main")
	number := between(main, "20", "办", 12)
	code := after(main, "查询码")
	if number == "" || code == "" {
		t.Fatalf("number %q, code %q in\n%s", number, code, main)
	}

	// The citizen looks it up; a wrong code is told as such.
	c := browsertest.Open(t, base)
	c.Allow("422")
	c.Go("/zwgk/affairs")
	c.WaitText("main", "单用途商业预付卡发卡企业备案")
	c.Go("/zwgk/affairs/progress")
	c.Fill("#f-n", number)
	c.Fill("#f-c", "AAAA-AAAA-AAAA")
	c.Submit("main form button.primary")
	c.WaitText("main", "编号或者查询码不对")
	c.Fill("#f-n", number)
	c.Fill("#f-c", code)
	c.Submit("main form button.primary")
	c.WaitText("main", "待补正")
	c.WaitText("main", "缺背面，补交正反两面")
	c.NoSideways()

	// All of it comes: accepted, with the promised day.
	b.Click("input[name=came][value='2']")
	b.Click("input[name=came][value='3']")
	b.Submit("form[action$='/supplement'] button")
	b.WaitText("main", "办理中")
	b.WaitText("main", "受理通知书")
	b.WaitText("main", "时限逐日")
	b.Fill("#f-pass-words", "请签批")
	b.Submit("form[action$='/pass'] button")
	b.WaitText("main", "已送办")

	// Nobody of another unit finds it; the head signs the same day.
	x := browsertest.Open(t, base)
	x.Allow("404")
	signIn(x, "zhengong")
	x.Go(at)
	if strings.Contains(x.Text("body"), "申请人甲") {
		t.Error("another unit reads the application")
	}
	h := browsertest.Open(t, base)
	signIn(h, "shangmao")
	h.Go(at)
	h.Type("form[action$='/sign'] textarea", "同意")
	h.Submit("form[action$='/sign'] button")
	h.WaitText("main", "已签办")

	b.Go(at)
	b.Submit("form[action$='/finish'] button")
	b.WaitText("main", "已办结，待送达")
	b.Fill("#f-deliver-how", "当面领取")
	b.Submit("form[action$='/deliver'] button")
	b.WaitText("main", "已送达")

	c.Go("/zwgk/affairs/progress")
	c.Fill("#f-n", number)
	c.Fill("#f-c", code)
	c.Submit("main form button.primary")
	c.WaitText("main", "已送达")
}

// between gives the first word of at most n characters that begins with one text and
// holds another.
func between(text, begins, holds string, n int) string {
	for _, w := range strings.Fields(text) {
		if strings.HasPrefix(w, begins) && strings.Contains(w, holds) && len([]rune(w)) <= n {
			return w
		}
	}
	return ""
}

// after gives the first word after another.
func after(text, word string) string {
	_, rest, ok := strings.Cut(text, word)
	if f := strings.Fields(rest); ok && len(f) > 0 {
		return f[0]
	}
	return ""
}
