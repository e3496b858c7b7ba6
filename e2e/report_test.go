package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/kit/browsertest"
)

// An urgent matter is handled first and reported afterwards; another one skips the
// section's head for want of time, and is explained to the deputy in charge with a
// copy to the head.
func TestAnUrgentMatterIsReportedAfterwards(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	base := start(t, "demo", "--data", data)
	b := browsertest.Open(t, base)
	signIn(b, "keyuan")

	b.Go("/reports/emergency")
	b.Fill("#f-title", "市场屋顶漏水的处置")
	b.Fill("#f-at", "00:10")
	b.Type("#f-words", "切断电源，转移货物。")
	b.Fill("#f-why", "雨势大，来不及请示。")
	b.Submit("main form button.primary")
	b.WaitText("main", "已先行处置，待补报")
	b.NoSideways()
	b.Submit("main a[href$='/change']")
	b.Choose("#f-topic", "工作任务完成情况")
	b.Type("#f-proposal", "建议雨后检修屋顶。")
	b.Submit("main button[value=send]")
	b.WaitText("main", "报告中")
	if text := b.Text("main"); !strings.Contains(text, "00:10") || !strings.Contains(text, "补报") {
		t.Errorf("both times are not there:\n%s", text)
	}

	b.Go("/reports/new")
	b.Choose("#f-topic", "领导交办事项")
	b.Fill("#f-title", "关于暂停夜市营业的请示")
	b.Type("#f-background", "气象台发布暴雨预警。")
	b.Type("#f-proposal", "建议今晚暂停营业。")
	b.Choose("#f-addressee", "deputy_in_charge")
	b.Click("input[name=skip][value=urgent]")
	b.Fill("#f-because", "两小时后开市")
	b.Submit("main button[value=preview]")
	b.WaitText("#following", "事后说明")
	b.Submit("main button[value=send]")
	b.WaitText("main", "未批复，不得实施")
	at := b.Path()
	b.Type("#f-execute-words", "已通知停业。")
	b.Submit("form[action$='/execute'] button")
	b.WaitText("main", "还没有批复")

	b = browsertest.Open(t, base)
	signIn(b, "shangmao")
	b.Allow("status of 404")
	b.Go(at)
	if strings.Contains(b.Text("body"), "夜市") {
		t.Error("who was passed over reads it before the explanation")
	}
	b = browsertest.Open(t, base)
	signIn(b, "fujuzhang")
	b.Go(at)
	b.Submit("main form button[value=agree], main .card form button.primary")
	b = browsertest.Open(t, base)
	signIn(b, "keyuan")
	b.Go(at)
	b.WaitText("main", "已批复，落实中")
	b.Type("main form[action*='/duties/'] textarea", "科长在外开会，电话未接通，先报分管领导。")
	b.Submit("main form[action*='/duties/'] button")
	b.WaitText("main", "已告知副局长、商贸流通科科长")
	b = browsertest.Open(t, base)
	signIn(b, "shangmao")
	b.Go(at)
	b.WaitText("main", "电话未接通")
}
