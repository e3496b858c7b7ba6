package e2e

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/kit/browsertest"
)

// subsidies is the file that is asked for. The identity number belongs to nobody: its
// check digit is wrong.
const subsidies = "农贸市场改造补贴发放表\n领款人王某某，身份证号码500000190001010019，金额三百元。\n发放科室：商贸流通科。\n"

// written makes a file of a name and gives its path.
func (s story) written(name string, content []byte) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// fetched saves what lies at an address of the site, as the browser gets it.
func (s story) fetched(at, name string) string {
	s.t.Helper()
	browsertest.Eval[bool](s.Tab, fmt.Sprintf(`(window.got = "", fetch(%q).then(r => r.ok ? r.blob() : Promise.reject(r.status)).then(b => { const f = new FileReader(); f.onload = () => { window.got = f.result }; f.readAsDataURL(b) }).catch(e => { window.got = "failed " + e }), true)`, at))
	got := ""
	for range 100 {
		if got = browsertest.Eval[string](s.Tab, "window.got"); got != "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	_, data, ok := strings.Cut(got, ";base64,")
	content, err := base64.StdEncoding.DecodeString(data)
	if !ok || err != nil || len(content) == 0 {
		s.t.Fatalf("%s does not come: %.80s %v", at, got, err)
	}
	return s.written(name, content)
}

// pdf checks that a paper opens as a PDF.
func (s story) pdf(at string) {
	s.t.Helper()
	if b, err := os.ReadFile(s.fetched(at, "paper.pdf")); err != nil || !strings.HasPrefix(string(b), "%PDF-") || len(b) < 4000 {
		s.t.Errorf("%s is no PDF: %d bytes, %v", at, len(b), err)
	}
}

// pick takes the radio of a group.
func (s story) pick(name, value string) {
	s.t.Helper()
	s.Click(fmt.Sprintf("input[name=%s][value='%s']", name, value))
}

// do opens the form of one action of an application.
func (s story) do(application, action string) {
	s.t.Helper()
	s.Go(application + "/do/" + action)
	s.look("do-" + action)
}

// look takes a picture at both widths and checks that neither scrolls sideways.
func (s story) look(name string) {
	s.t.Helper()
	s.NoSideways()
	s.Shot(name + "-wide")
	if os.Getenv("LANTAI_SHOTS") == "" {
		return
	}
	s.Size(390, 844)
	s.NoSideways()
	s.Shot(name + "-phone")
	s.Size(1440, 900)
}

// sendOff sends the form of an action.
func (s story) sendOff() { s.t.Helper(); s.Submit("main form button.primary") }

// register is the secretary at the window.
func (s story) register() string {
	s.t.Helper()
	s.as("mishu")
	s.Go("/disclosure/new")
	s.look("register")
	s.Fill("#f-title", "农贸市场改造补贴发放表")
	s.Type("#f-features", "商贸流通科发放，本年度")
	s.Choose("#f-form", "paper")
	s.Choose("#f-way", "pickup")
	s.Fill("#f-name", "申请人辛")
	s.Choose("#f-paper_kind", "其他证件")
	s.Fill("#f-paper_number", "演示用证件辛")
	s.Fill("#f-phone", "演示用电话")
	s.Attach("#f-scan", s.written("申请表扫描件.txt", []byte("申请公开农贸市场改造补贴发放表。")))
	s.sendOff()
	s.WaitText("#notices", "已登记")
	at, _, _ := strings.Cut(s.Path(), "?")
	s.look("registered")
	s.pdf(at + "/receipt.pdf")
	s.do(at, "assign")
	s.Choose("#f-unit", "SMLTK")
	s.Choose("#f-handler", "keyuan")
	leader := browsertest.Eval[string](s.Tab, `[...document.querySelectorAll("#f-leader option")].find(o => o.text.includes("副局长")).value`)
	s.Choose("#f-leader", leader)
	s.Type("#f-note", "请商贸流通科按期办理。")
	s.sendOff()
	s.WaitText("#notices", "已交办")
	return at
}

// redact takes the identity number out of a file: the clerk marks, the head of the
// section confirms. It gives the file that was made.
func (s story) redact(original string) string {
	s.t.Helper()
	s.Go("/redactions/new")
	s.look("redact-new")
	s.Attach("#f-file", original)
	s.sendOff()
	s.WaitText("#notices", "检出")
	job, _, _ := strings.Cut(s.Path(), "?")
	if n := s.Count("input[name=hide]"); n == 0 {
		s.t.Fatalf("the identity number was not found:\n%s", s.Text("main"))
	}
	s.look("redact-marks")
	s.Submit("form[action*='/decide'] button.primary")
	s.WaitText("#notices", "已保存")
	s.Click("#f-submit-looked")
	s.Submit("form[action*='/submit'] button.primary")
	s.WaitText("#notices", "已提交复核")
	s.as("shangmao")
	s.Go("/todo")
	s.WaitText("main", "复核遮盖")
	s.Go(job)
	s.look("redact-confirm")
	s.Click("#f-confirm-looked")
	s.Submit("form[action$='/confirm'] button.primary")
	s.WaitText("#notices", "已生成公开文件")
	s.look("redact-proof")
	s.pdf(job + "/proof.pdf")
	s.as("keyuan")
	s.Go(job)
	s.WaitText("main", "校验报告：通过")
	return s.fetched(job+"/file.pdf", "补贴发放表（遮盖后）.pdf")
}

// cleared puts a file before the four who review it.
func (s story) cleared(made, original string) {
	s.t.Helper()
	s.Go("/release/reviews/new")
	s.look("review-new")
	s.Fill("#f-title", "农贸市场改造补贴发放表")
	s.pick("purpose", "answer")
	s.pick("secret", "no")
	s.pick("origin", "made")
	s.Attach("#f-files", made)
	s.Attach("#f-source", original)
	s.Type("#f-withheld", "第1页的身份证号码：个人隐私，政府信息公开条例第十五条")
	s.sendOff()
	s.WaitText("#notices", "已送审")
	review := s.Path()
	for _, login := range []string{"shangmao", "bangongshi", "fujuzhang", "juzhang"} {
		s.as(login)
		s.Go(review)
		s.look("review-" + login)
		s.sayOpen()
		s.WaitText("#notices", "已提出")
	}
	s.WaitText("main", "可以公开")
}

// sayOpen finds nothing on the checklist and says 公开.
func (s story) sayOpen() {
	s.t.Helper()
	browsertest.Eval[bool](s.Tab, `(document.querySelectorAll("input[name^=check_][value=no]").forEach(x => x.checked = true), true)`)
	s.pick("choice", "open")
	s.Fill("#f-opinion-basis", "政府信息公开条例第三十七条")
	s.Type("#f-opinion-reason", "逐项看过，可以公开。")
	s.Submit("form[action$='/opinion'] button.primary")
}

// The clerk's story: from the window to the archive, with a file from which an
// identity number had to be taken out.
func TestAnApplicationIsAnsweredInPart(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := story{browsertest.Open(t, start(t, "demo", "--data", data)), t}
	at := s.register()

	s.as("keyuan")
	s.Go(at)
	s.look("assigned")
	s.do(at, "search")
	s.Fill("#f-place", "本科室存档")
	s.Fill("#f-words", "农贸市场 补贴 发放表")
	s.Fill("#f-hits", "1")
	s.sendOff()
	s.WaitText("main", "检索已登记")
	original := s.written("补贴发放表.txt", []byte(subsidies))
	s.do(at, "found")
	s.pick("do", "found")
	s.Attach("#f-files", original)
	s.sendOff()
	s.WaitText("#notices", "已送审查")
	s.Go(at)
	s.look("found")

	// As it was found it is not let out.
	s.Go("/release/reviews/new?purpose=answer&title=" + url.QueryEscape("未遮盖的发放表"))
	s.pick("secret", "no")
	s.Attach("#f-files", original)
	s.sendOff()
	s.WaitText("#notices", "已送审")
	bare := s.Path()
	s.as("shangmao")
	s.Go(bare)
	s.sayOpen()
	s.WaitText("main", "检出身份证号码")
	s.WaitText("main", "去遮盖个人信息")
	s.look("review-bare")

	s.as("keyuan")
	made := s.redact(original)
	s.cleared(made, original)

	s.as("keyuan")
	s.do(at, "papers")
	s.Choose("#f-kind", "supplied")
	s.Attach("#f-files", made)
	s.sendOff()
	s.WaitText("#notices", "已收存")
	s.do(at, "propose")
	s.Choose("#f-kind", "2")
	s.Type("#f-reasons", "其余内容可以提供。")
	if got := s.Value("#f-withheld"); !strings.Contains(got, "第1页的身份证号码|3.4|") {
		t.Errorf("the form does not offer what was masked: %q", got)
	}
	s.sendOff()
	s.WaitText("#notices", "已报审")
	s.look("proposed")

	for _, login := range []string{"fujuzhang", "juzhang"} {
		s.as(login)
		s.Go(at)
		s.WaitText("main .flowcard", "部分公开")
		s.look("sign-" + login)
		s.Submit("main .flowcard form button.primary")
		s.WaitText("#notices", "已")
	}

	s.as("mishu")
	s.Go(at)
	s.WaitText("main", "等待送达")
	s.look("approved")
	s.do(at, "serve")
	s.Choose("#f-way", "handed")
	s.Fill("#f-proof", "本人签收")
	s.sendOff()
	s.WaitText("#notices", "答复已送达")
	s.do(at, "papers")
	s.Choose("#f-kind", "proof")
	s.Attach("#f-files", s.written("签收单.txt", []byte("本人签收。")))
	s.sendOff()
	s.WaitText("#notices", "已收存")
	s.do(at, "close")
	s.Fill("#f-on", civil.DateOf(time.Now()).String())
	s.sendOff()
	s.WaitText("#notices", "已办结")
	s.look("closed")

	s.as("dangan")
	for range 60 {
		if s.Go("/archive/intake"); strings.Contains(s.Text("main"), "信息公开") {
			break
		}
		time.Sleep(time.Second)
	}
	s.look("intake")
	s.WaitText("main", "信息公开")
	if out := run(t, "ledger", "verify", "--data", data, "--json"); !strings.Contains(out, `"ok":true`) {
		t.Errorf("the ledger does not verify: %s", out)
	}
}
