package e2e

import (
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/browsertest"
	"lantai.internal/room/archive"
	"lantai.internal/room/seal"
)

// TestOutgoingDocument is an outgoing paper from draft to seal to dispatch to archive: a
// request with two recipients above is kept back, mended, checked, countersigned, signed
// by the director on the telephone, numbered, sealed by the keeper of the seal, sent,
// received, closed, and then an item of the archive.
func TestOutgoingDocument(t *testing.T) {
	_ = []law.ID{law.DocumentsDraft, law.DocumentsOneSuperior, law.DocumentsCheck, law.DocumentsSign, law.DocumentsReview, law.DocumentsEnrolOut, law.DocumentsNumber, law.DocumentsIssue, law.DocumentsFile, law.DocumentsLayout, law.SealCounted}
	n := goesDown(t, "2026-06-10 09:00")
	n.sealKept()
	const title = "重庆市綦江区商务局关于建设农贸市场的请示"

	n.at("keyuan", false)
	n.Go("/documents/out/new")
	n.Choose("#f-kind", "request")
	n.Choose("#f-direction", "up")
	n.Type("#f-to", "区政府\n市商务委")
	n.Fill("#f-title", title)
	n.Type("#f-body", "为方便群众，拟建设农贸市场一处。\n一、地点。城南片区。\n妥否，请批示。")
	n.Type("#f-matters", "建设农贸市场一处")
	n.Click("#f-contact")
	n.WaitText("#looked", "上行文只主送一个上级机关")
	n.seen("document-out-looked")
	n.Submit("main form button.primary")
	n.WaitText("body", "草稿已保存")
	at := n.Path()
	n.send("/submit", "上行文只主送一个上级机关")
	n.Go(at + "/edit")
	browsertest.Eval[bool](n.Tab, `(document.querySelector("#f-to").value = "区政府", true)`)
	n.Submit("main form button.primary")
	n.WaitText("body", "草稿已保存")
	n.send("/submit", "已送办公室核稿")

	n.at("mishu", false)
	n.Go("/")
	n.WaitText("main", title)
	n.Go(at)
	n.tick("/pass", "units", "政工科")
	n.send("/pass", "核稿意见已记下")
	n.at("zhengong", false)
	n.Go(at)
	n.send("/agree", "会签意见已记下")

	// The deputy may not; the director signs on the telephone.
	n.at("fujuzhang", false)
	n.Go(at)
	n.WaitText("main", "上行文由主要负责人签发")
	if n.Count("main form[action$='/sign']") > 0 {
		t.Error("the deputy may sign what goes up")
	}
	n.at("juzhang", true)
	n.Go(at)
	n.seen("document-out-sign")
	n.send("/sign", "已签发")

	n.at("mishu", false)
	n.Go(at)
	n.send("/review", "复核完毕")
	n.Fill("#f-number-prints", "3")
	n.send("/number", "已编号 綦商务〔2026〕1号")
	n.WaitText("main", "用印申请已经送到印章保管人")
	if n.Count("main form[action$='/dispatch']") > 0 {
		t.Error("it may go out without the seal")
	}

	// The keeper of the seal cannot seal more copies than were approved.
	n.at("bangongshi", false)
	n.Go("/seal")
	n.WaitText("main", title)
	n.Go("/seal/applications/1")
	n.Fill("#f-stamp-check", "綦商务〔2026〕1号")
	n.Fill("#f-stamp-copies", "4")
	n.send("/stamp", "3 份")
	n.Fill("#f-stamp-copies", "3")
	n.send("/stamp", "用印")

	n.at("mishu", false)
	n.Go(at)
	n.WaitText("main", "分送")
	n.seen("document-out-dispatch")
	n.send("/dispatch", "已登记分送")
	n.Fill("#f-receipt-by", "区政府收发室")
	n.send("/receipt", "签收已登记")
	n.send("/close", "已办结")
	n.seen("document-out-closed")

	n.printed(at+"/paper.pdf", "綦商务〔2026〕1号", "签发人", "建设农贸市场", "区政府")
	n.printed(at+"/sheet.pdf", "发文稿纸", "政工科", "局长", "綦商务〔2026〕1号")
	n.printed(at+"/countersign.pdf", "会签单", "政工科科长")
	n.printed("/documents/out/register/list.pdf", "发文登记簿", "制表人")
	n.Go("/documents/out/register?words=綦商务[2026]1号")
	n.WaitText("main", "共 1 件")
	n.Go("/documents/out/numbers")
	n.WaitText("main", title)

	// One item of the archive, the final first, then the processing sheet and the draft.
	if _, err := n.app.Flow.HandOver(t.Context()); err != nil {
		t.Fatal(err)
	}
	res, err := n.app.Archive.Search(t.Context(), act.Owner(), "文号:綦商务〔2026〕1号", archive.SearchOptions{})
	if err != nil || res.Total != 1 {
		t.Fatalf("in the archive: %d %v", res.Total, err)
	}
	files, err := n.app.Archive.FilesOf(t.Context(), act.Owner(), res.Hits[0].Item.ID)
	if err != nil || len(files) != 3 || !strings.Contains(files[1].Name, "发文稿纸") || !strings.Contains(files[2].Name, "定稿") {
		t.Errorf("%+v %v", files, err)
	}
	// The number was on the list of what should be filed, and is settled.
	due, err := n.app.Archive.Due(t.Context(), 2026)
	if err != nil || len(due) != 1 || due[0].DocNo != "綦商务〔2026〕1号" || due[0].ItemID == 0 {
		t.Errorf("%+v %v", due, err)
	}
	rep, err := n.app.Door.Verify(t.Context())
	if err != nil || !rep.OK {
		t.Errorf("the ledger does not verify: %v %+v", err, rep)
	}
}

// sealKept enters the seal of the bureau and gives it to the head of the office.
func (n *night) sealKept() {
	n.t.Helper()
	ctx := n.t.Context()
	who := map[string]act.Actor{}
	person := map[string]int64{}
	for _, login := range []string{"mishu", "bangongshi", "zhengong"} {
		a, err := n.app.Org.AccountByLogin(ctx, login)
		if err != nil {
			n.t.Fatal(err)
		}
		person[login] = a.PersonID
		if who[login], err = n.app.Org.ActorOf(ctx, a.ID); err != nil {
			n.t.Fatal(err)
		}
	}
	x, err := n.app.Seals.AddSeal(ctx, who["mishu"], seal.Seal{Code: seal.OfBureau, Name: "局印章", Kind: seal.OfBureau, Material: "铜", Issuer: "区人民政府", InForce: civil.Must("2020-01-01")})
	if err != nil {
		n.t.Fatal(err)
	}
	h, err := n.app.Seals.BeginHandover(ctx, who["mishu"], seal.NewHandover{Seal: x.ID, Giver: person["mishu"], Taker: person["bangongshi"], Witness: person["zhengong"], Why: "首次移交保管"})
	for _, login := range []string{"mishu", "bangongshi", "zhengong"} {
		if err == nil {
			_, err = n.app.Seals.ConfirmHandover(ctx, who[login], h.ID)
		}
	}
	if err != nil {
		n.t.Fatal(err)
	}
}
