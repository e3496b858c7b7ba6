package portal_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/browsertest"
	"lantai.internal/room/disclosure"
)

// On a telephone, without scripts: somebody applies with a photograph, keeps the
// receipt, is asked to supplement, gets part of what was asked for, and complains.
func TestOnATelephone(t *testing.T) {
	b := sqliteBureau(t)
	srv := httptest.NewServer(b.site)
	t.Cleanup(srv.Close)
	ctx := t.Context()
	in := func(do, note string) disclosure.Input {
		return disclosure.Input{ID: 1, Event: disclosure.Event{Do: do, Note: note}}
	}
	photo := filepath.Join(t.TempDir(), "证件.png")
	if err := os.WriteFile(photo, pngOf(t), 0o600); err != nil {
		t.Fatal(err)
	}
	w := browsertest.Open(t, srv.URL)
	w.Size(360, 740)
	w.NoScripts()
	w.Allow("422")
	w.Go("/zwgk/?size=large")
	w.NoSideways()
	w.Submit("ul.cards li.first a")
	w.WaitText("h1", "依申请公开")
	w.NoSideways()
	w.Submit("a[href='/zwgk/apply/person']")
	w.Type("#f-title", "成品油市场专项检查结果")
	w.Submit("main button.primary") // too early: what is missing is named, what was typed stays
	w.WaitText(".summary", "姓名")
	w.NoSideways()
	if w.Value("#f-title") != "成品油市场专项检查结果" {
		t.Error("what was typed is lost")
	}
	w.Type("#f-name", "申请人甲")
	w.Choose("#f-paper_kind", "护照")
	w.Type("#f-paper_number", "测试一")
	w.Type("#f-phone", "测试电话")
	w.Click("input[name=form][value=paper]")
	w.Click("input[name=way][value=portal]")
	w.Submit("main button[value=draft]")
	w.WaitText("h1", "草稿已保存")
	w.NoSideways()
	w.Submit("main form button.primary")
	b.now.Move(5 * time.Minute)
	w.Submit("main button[value=check]")
	w.WaitText("h1", "核对申请")
	w.NoSideways()
	w.Attach("#f-identity", photo)
	w.Submit("main button[value=send]")
	w.WaitText("h1", "申请已提交")
	w.NoSideways()
	receipt := w.Text(".receipt")
	number := numberText.FindString(receipt)
	code := strings.Fields(receipt[strings.Index(receipt, "查询码")+len("查询码"):])[0]
	w.Submit("main form button.primary")
	w.WaitText(".notice", "已记下您的确认")

	b.ok(b.room.Confirm(ctx, b.actors["office"], in(disclosure.OfficeConfirms, "")))
	b.ok(b.room.AskCorrection(ctx, b.actors["chief"], disclosure.Input{ID: 1, Event: disclosure.Event{Note: "请写明年份", Until: civil.Must("2026-09-30")}}))
	b.now.Move(24 * time.Hour)
	w.Go("/zwgk/progress")
	w.Type("#f-n", number)
	w.Type("#f-c", strings.ToLower(code))
	w.Submit("main form button.primary")
	w.WaitText(".notice.warn", "请写明年份")
	w.NoSideways()
	w.Submit("a[href='/zwgk/case/supplement']")
	w.Type("#f-words", "2025年")
	b.now.Move(time.Minute)
	w.Submit("main form button.primary")
	w.WaitText(".steps", "收到补正")

	b.ok(b.room.Assign(ctx, b.actors["office"], disclosure.Assignment{ID: 1, Unit: "LTK", Handler: "clerk", Leader: b.supervisor(), Words: "请办理"}))
	b.ok(b.room.AddPapers(ctx, b.actors["clerk"], 1, []disclosure.FiledPaper{b.file(disclosure.PaperFound, "检查结论")}))
	b.ok(b.room.CloseSearch(ctx, b.actors["clerk"], in(disclosure.Found, "")))
	supplied := b.file(disclosure.PaperSupplied, "可以公开的部分")
	b.cleared[supplied.SHA256] = true
	b.ok(b.room.AddPapers(ctx, b.actors["clerk"], 1, []disclosure.FiledPaper{supplied}))
	_, err := b.room.Propose(ctx, b.actors["clerk"], disclosure.Proposal{Application: 1, Kind: "2", Reasons: "部分内容涉及商业秘密", Withheld: "企业的进货价|3.4|属于商业秘密"})
	b.ok(err)
	v, err := b.room.Application(ctx, b.actors["office"], 1)
	b.ok(err)
	for _, login := range []string{"deputy", "director"} {
		_, err := b.room.Flow.Do(ctx, b.actors[login], flow.Agree, flow.Input{Case: v.Drafts[0].CaseID, Words: "同意。"})
		b.ok(err)
	}
	b.ok(b.room.Serve(ctx, b.actors["office"], disclosure.Service{ID: 1, Way: "portal", Proof: "网上送达"}))

	w.Go("/zwgk/case")
	w.WaitText("main", "部分公开")
	w.NoSideways()
	if n := w.Count("ul.items a[href*='/case/papers/']"); n < 2 {
		t.Errorf("%d papers are served", n)
	}
	w.Submit("a[href='/zwgk/case/complain']")
	w.Type("#f-words", "不公开的理由不充分")
	b.now.Move(time.Minute)
	w.Submit("main form button.primary")
	w.WaitText(".notice", "已收到")
	w.Submit("button[formaction='/zwgk/case/leave']")
	w.WaitText("h1", "查进度")
}
