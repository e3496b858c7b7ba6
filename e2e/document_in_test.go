package e2e

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/print/official"
	"lantai.internal/room/archive"
)

// TestIncomingDocument is an incoming document from receipt to archive: signed for and
// registered with its file, checked, proposed, instructed, circulated, handled, closed
// when nobody has it any more, and then an item of the archive.
func TestIncomingDocument(t *testing.T) {
	_ = []law.ID{law.DocumentsReceive, law.DocumentsEnrolIn, law.DocumentsFirstCheck, law.DocumentsHandle, law.DocumentsCirculate, law.DocumentsUrge, law.DocumentsReply, law.DocumentsFile, law.DocumentsSecretChannel}
	n := goesDown(t, "2026-06-10 09:00")
	paper := official.Paper{Form: official.Document, Mark: "重庆市商务委员会文件", Number: "渝商务发〔2026〕31号", Title: "关于报送消费促进活动情况的通知", To: []string{"各区县商务局"}, Body: []official.Block{{Text: "请统计今年以来夜间经济活动的场次。"}}, Date: civil.Must("2026-06-08")}
	var pdf, word bytes.Buffer
	if err := paper.PDF(&pdf, nil); err != nil {
		t.Fatal(err)
	}
	if err := paper.DOCX(&word); err != nil {
		t.Fatal(err)
	}

	// The office signs for it; what bears the mark of a state secret stays out, whatever it
	// is called.
	n.at("mishu", false)
	n.Go("/documents/in/new")
	n.Fill("#f-sender", "市商务委")
	n.Attach("#f-files", n.written("菜单.txt", []byte("机密★5年\n\n关于储备的通知\n")))
	n.Click("main form button.primary")
	n.WaitText("body", "国家秘密标志")
	n.seen("document-in-refused")
	n.Go("/documents/in/new")
	n.Fill("#f-sender", "市商务委")
	n.Submit("main form button.primary")
	n.WaitText("body", "2026-收-0001")
	at := n.Path()
	for field, v := range map[string]string{"title": paper.Title, "issuer": "重庆市商务委员会", "doc_no": "渝商务发[2026] 31号", "dated": "2026-06-08"} {
		n.Fill("#f-register-"+field, v)
	}
	n.Choose("#f-register-kind", "通知")
	n.Attach("#f-register-files", n.written("通知.pdf", pdf.Bytes()), n.written("通知.docx", word.Bytes()))
	n.send("/register", "已登记")
	n.WaitText("main", "渝商务发〔2026〕31号")
	n.seen("document-in-registered")

	n.at("bangongshi", false)
	n.Go(at)
	n.send("/check", "初审通过，等待拟办")
	n.at("mishu", false)
	n.Go(at)
	n.Type("#f-propose-text", "拟请商贸流通科办理。")
	n.Choose("#f-propose-leader", n.person("#f-propose-leader", "副局长"))
	n.send("/propose", "拟办意见已送出")

	// The leader, on the telephone.
	n.at("fujuzhang", true)
	n.Go(at)
	n.Type("#f-instruct-text", "请流通科办，报我和局长。")
	n.Choose("#f-instruct-lead", "SMLTK")
	n.tick("/instruct", "readers", "局长")
	n.seen("document-in-instruct")
	n.send("/instruct", "批示已送出")

	n.at("shangmao", false)
	n.Go(at)
	n.Choose("#f-assign-person", n.person("#f-assign-person", "工作人员"))
	n.send("/assign", "承办人已确定")
	n.at("keyuan", false)
	n.Go("/")
	n.WaitText("main", paper.Title)
	n.Go(at)
	n.Type("#f-report-text", "统计 12 场，已报市商务委。")
	n.Fill("#f-report-reply_no", "綦商务函(2026)9号")
	n.send("/report", "办理结果已报")

	// Not closed while the director has not read.
	n.at("mishu", false)
	n.Go(at)
	if n.Count("main form[action$='/close']") > 0 {
		t.Error("the office may close what the director has not read")
	}
	n.WaitText("main", "现在在谁手里")
	n.send("/urge", "已催办")
	n.Go("/documents/in/lying")
	n.WaitText("main", "局长")
	n.at("juzhang", false)
	n.Go(at)
	n.Type("#f-read-text", "已阅。")
	n.send("/read", "已阅")
	n.at("mishu", false)
	n.Go(at)
	n.send("/close", "已办结，材料移交档案室")
	n.WaitText("main", "已归档")
	n.seen("document-in-filed")

	// Found by its text, and by its number in other brackets.
	for _, words := range []string{"夜间经济", "渝商务发【2026】31号", "渝商务发（２０２６）31号"} {
		n.Go("/documents/in")
		n.Go("/documents/in?words=" + words)
		n.WaitText("main", paper.Title)
	}
	n.printed(at+"/sheet.pdf", "收文处理笺", "渝商务发〔2026〕31号", "拟请商贸流通科办理", "以綦商务函〔2026〕9号答复")
	n.printed(at+"/circulation.pdf", "传阅单", "局长", "已阅")
	n.printed("/documents/in/list.pdf?year=2026", "2026年收文登记簿", "2026-收-0001", "制表人")

	// The archive has it as one item, with its issuer and number, the sheet first.
	res, err := n.app.Archive.Search(t.Context(), act.Owner(), "文号:渝商务发〔2026〕31号", archive.SearchOptions{})
	if err != nil || res.Total != 1 {
		t.Fatalf("in the archive: %d %v", res.Total, err)
	}
	it := res.Hits[0].Item
	files, err := n.app.Archive.FilesOf(t.Context(), act.Owner(), it.ID)
	if err != nil || it.Issuer != "重庆市商务委员会" || len(files) != 4 || !strings.Contains(files[0].Name, "收文处理笺") || !strings.Contains(files[1].Name, "传阅单") || files[2].Name != "通知.pdf" {
		t.Errorf("%+v %+v %v", it, files, err)
	}
}

// tick chooses somebody in a list of boxes of a form.
func (n *night) tick(action, name, label string) {
	n.t.Helper()
	if !browsertest.Eval[bool](n.Tab, fmt.Sprintf(`(() => { const l = [...document.querySelectorAll("main form[action$='%s'] input[name='%s']")].find(i => i.closest("label").innerText.trim() === %q); if (!l) return false; l.click(); return true })()`, action, name, label)) {
		n.t.Fatalf("no box %s in %s", label, action)
	}
}
