package e2e

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
)

// night is a whole bureau with a clock that is moved, and one browser in it.
type night struct {
	story
	app *app.App
	c   *clock.Movable
}

// goesDown opens the bureau at a time of Shanghai.
func goesDown(t *testing.T, at string) *night {
	t.Helper()
	org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1}
	n := &night{c: clock.At(at[:10])}
	n.t = t
	n.to(at)
	a, err := app.Demo(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Clock: n.c, Env: func(string) (string, bool) { return "", false }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	site, err := a.Site(app.SiteOptions{Transport: web.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	n.app, n.Tab = a, browsertest.Open(t, server.URL)
	return n
}

// to moves the clock.
func (n *night) to(at string) {
	n.t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", at, civil.Shanghai)
	if err != nil {
		n.t.Fatal(err)
	}
	n.c.Move(when.Sub(n.c.Now()))
}

// at lets somebody sit down at a desk, or with a telephone in the hand.
func (n *night) at(login string, phone bool) {
	n.t.Helper()
	width, height := 1440, 900
	if phone {
		width, height = 390, 844
	}
	n.Size(width, height)
	n.Go("/signin")
	browsertest.Eval[bool](n.Tab, fmt.Sprintf(`(window.came = "", fetch("/signin", {credentials: "omit"}).then(r => r.text()).then(p => { const f = new FormData(new DOMParser().parseFromString(p, "text/html").querySelector("main form")); f.set("login", %q); f.set("password", %q); return fetch("/signin", {method: "POST", body: new URLSearchParams(f)}) }).then(r => { window.came = r.url }), true)`, login, app.DemoPassword))
	for range 1000 {
		if browsertest.Eval[string](n.Tab, "window.came") != "" {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	n.t.Fatalf("%s cannot sign in", login)
}

// seen takes a picture and checks that the page does not scroll sideways.
func (n *night) seen(name string) { n.t.Helper(); n.NoSideways(); n.Shot(name) }

// send sends the form whose address ends so, and waits for what is said.
func (n *night) send(action, said string) {
	n.t.Helper()
	button := fmt.Sprintf("main form[method='post'][action$='%s'] button", action)
	browsertest.Eval[bool](n.Tab, fmt.Sprintf("(document.querySelector(%q).scrollIntoView({block: 'center', behavior: 'instant'}), true)", button))
	n.Submit(button)
	n.WaitText("body", said)
}

// watch is the job of every minute.
func (n *night) watch() {
	n.t.Helper()
	if _, err := n.app.DutyDesk.Watch(n.t.Context()); err != nil {
		n.t.Fatal(err)
	}
}

// printed fetches a paper and finds words in it.
func (n *night) printed(at string, words ...string) {
	n.t.Helper()
	path := n.fetched(at, "paper.pdf")
	if dir := os.Getenv("LANTAI_SHOTS"); dir != "" {
		b, _ := os.ReadFile(path)
		_ = os.WriteFile(filepath.Join(dir, strings.NewReplacer("/", "-", "?", "-").Replace(strings.TrimPrefix(at, "/"))), b, 0o600)
	}
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		n.pdf(at)
		return
	}
	out, err := exec.Command(reader, "-layout", path, "-").Output()
	if err != nil {
		n.t.Fatalf("%s: %v", at, err)
	}
	text := strings.NewReplacer(" ", "", "\n", "").Replace(string(out))
	for _, w := range words {
		if !strings.Contains(text, w) {
			n.t.Errorf("%s does not tell %q:\n%s", at, w, out)
		}
	}
}

// person finds the value of a person in a choice.
func (n *night) person(field, name string) string {
	n.t.Helper()
	return browsertest.Eval[string](n.Tab, fmt.Sprintf(`[...document.querySelectorAll("%s option")].find(o => o.text.includes(%q)).value`, field, name))
}

// assign puts somebody on a track of the shift of a day that begins at an hour.
func (n *night) assign(day, hour, track, name string) {
	n.t.Helper()
	n.Go("/duty?month=2026-03")
	row := fmt.Sprintf(`[...document.querySelectorAll("main table tr")].find(r => r.innerText.includes(%q) && r.innerText.includes(%q))`, day+" 周", hour+"–")
	if strings.Contains(browsertest.Eval[string](n.Tab, row+".innerText"), name) {
		return // by chance
	}
	at := browsertest.Eval[string](n.Tab, row+`.querySelector("a[href*='/duty/shifts/']").getAttribute("href")`)
	n.Go(at)
	n.pick("track", track)
	n.Choose("#f-assign-person", n.person("#f-assign-person", name))
	n.send("/assign", "已改排")
}

// roster draws up March, has it approved by the leader of the office, and publishes it.
func (n *night) roster() {
	n.at("bangongshi", false)
	n.Go("/duty/people")
	n.Choose("#f-person", n.person("#f-person", "副局长"))
	n.Fill("#f-phone", "0000-8004")
	n.send("/duty/people", "已登记")
	n.Go("/duty?month=2026-03")
	n.send("/duty/rosters", "已编排")
	n.assign("10日", "17:30", "officer", "商贸流通科工作人员")
	n.assign("10日", "17:30", "leader", "副局长")
	n.assign("11日", "08:30", "officer", "办公室秘书")
	n.Go("/duty?month=2026-03")
	n.send("/submit", "已报审签")
	n.at("fujuzhang", false)
	n.Go("/todo")
	n.WaitText("main", "审签2026年3月值班表")
	n.Go("/duty?month=2026-03")
	n.send("/approve", "已审签")
	n.at("bangongshi", false)
	n.Go("/duty?month=2026-03")
	n.send("/publish", "已公布")
	n.seen("roster")
	n.printed("/duty/rosters/2026-03/roster.pdf", "2026年3月值班表", "商贸流通科工作人员", "副局长")
}

// evening is the arrival, a call that lacks its outcome at first, and one that is not
// to be believed.
func (n *night) evening() {
	n.to("2026-03-10 17:30")
	n.at("keyuan", true)
	n.Go("/duty/desk")
	n.seen("arrive")
	n.send("/arrive", "已到岗接班")
	n.Wait("main a[href='tel:0000-8004']")
	top := browsertest.Eval[float64](n.Tab, `document.querySelector("main a[href='/duty/incidents/new']").getBoundingClientRect().bottom`)
	if top > 420 {
		n.t.Errorf("the button for an emergency ends %.0f pixels below the top", top)
	}
	n.seen("desk")
	n.Go("/duty/log/new")
	for field, words := range map[string]string{"party": "某商场值班经理", "party_phone": "演示号码一", "receiver_phone": "演示号码二"} {
		n.Fill("#f-entry-"+field, words)
	}
	n.Type("#f-entry-matter", "报告停电，商场提前打烊。")
	n.send("/log/new", "处置")
	n.WaitText("#summary", "处置")
	if got := n.Value("#f-entry-party") + n.Value("#f-entry-matter"); got != "某商场值班经理报告停电，商场提前打烊。" {
		n.t.Errorf("what was entered is lost: %q", got)
	}
	n.seen("call-refused")
	n.Type("#f-entry-outcome", "请其做好疏散，留意来电恢复。")
	n.send("/log/new", "已记录，编号 2026-值-0001")
	n.Fill("#f-brief-means", "电话")
	n.send("/brief", "已登记报带班领导")

	n.Go("/duty/log/new")
	for field, words := range map[string]string{"party": "自称上级部门工作人员", "party_phone": "演示号码三", "receiver_phone": "演示号码二"} {
		n.Fill("#f-entry-"+field, words)
	}
	n.Type("#f-entry-matter", "要求提供加油站负责人名单。")
	n.Type("#f-entry-outcome", "先核实身份。")
	n.Click("#f-entry-suspicious")
	n.send("/log/new", "编号 2026-值-0002")
	n.Fill("#f-verify-with", "区有关部门值班室")
	n.Type("#f-verify-result", "没有这样的要求。")
	n.Type("#f-verify-measure", "不予提供。")
	n.send("/verify", "已登记核实")
	n.seen("call-verified")
}

// midnight is the emergency: the leader is told too late, and the director hears of it.
func (n *night) midnight() {
	n.to("2026-03-10 23:50")
	n.at("keyuan", true)
	n.Go("/duty/incidents/new")
	n.Fill("#f-incident-title", "农贸市场配电箱起火")
	n.Fill("#f-incident-place", "城区某农贸市场")
	n.Fill("#f-incident-informant", "市场管理人员")
	n.Choose("#f-incident-unit", "TXGLK")
	n.seen("incident-new")
	n.send("/incidents/new", "还剩 10 分钟")
	n.seen("incident-running")
	n.to("2026-03-11 00:01")
	n.watch()
	n.to("2026-03-11 00:11")
	n.watch()
	n.at("fujuzhang", true)
	n.Go("/todo")
	n.WaitText("main", "已超时")
	n.at("juzhang", false)
	n.Go("/todo")
	n.WaitText("main", "已超时")
	n.Go("/duty/incidents/1")
	n.WaitText("main", "已通知局长")
	n.seen("incident-missed")

	n.at("keyuan", true)
	n.Go("/duty/incidents/1")
	n.WaitText("main", "已超")
	n.Fill("#f-tell-means", "电话")
	n.send("/tell", "超时")
	n.at("fujuzhang", true)
	n.Go("/duty/incidents/1")
	n.Type("#f-instruct-words", "联系消防和供电到场，报联系领导。")
	n.Click("#f-instruct-contact")
	n.send("/instruct", "已登记")
	n.to("2026-03-11 00:20")
	n.at("keyuan", true)
	n.Go("/duty/incidents/1")
	n.Choose("#f-tell-rank", "contact")
	n.Fill("#f-tell-means", "电话")
	n.Choose("#f-tell-ref", browsertest.Eval[string](n.Tab, `[...document.querySelectorAll("#f-tell-ref option")].at(-1).value`))
	n.send("/tell", "已登记")
	n.Type("#f-handle-words", "消防救援站和供电所均已出动。")
	n.send("/handle", "已登记")
	n.at("fujuzhang", true)
	n.Go("/duty/incidents/1")
	n.pick("report", "report")
	n.send("/decide", "已登记")
}

// bulletin drafts a report, has it signed and sends it: by fax where words tell why.
func (n *night) bulletin(no int, kind, failure, receipt string) {
	at := fmt.Sprintf("/duty/bulletins/%d", no)
	n.at("keyuan", true)
	n.Go("/duty/incidents/1")
	n.Choose("#f-draft-kind", kind)
	n.send("/draft", "核对后送领导签发")
	n.seen("bulletin-" + kind)
	n.at("fujuzhang", true)
	n.Go(at)
	n.send("/sign", "已签发")
	n.at("keyuan", true)
	n.Go(at)
	if failure != "" {
		n.pick("channel", "传真")
		n.send("/send", "收报单位")
		n.Fill("#f-send-failure", failure)
		now := n.c.Now().In(civil.Shanghai)
		n.Fill("#f-send-failed_at", civil.DateOf(now).String())
		n.Fill("#f-send-failed_at_hour", now.Format("15:04"))
		n.pick("channel", "传真")
	}
	browsertest.Eval[bool](n.Tab, `(document.querySelectorAll("input[name=recipients]").forEach(x => x.checked = true), true)`)
	n.send("/send", "已登记报出")
	n.Fill("#f-receipt-receipt", receipt)
	n.send("/receipt", "已登记回执")
	n.seen("bulletin-sent-" + kind)
}

// morning is the hand-over: with open items nobody leaves, one of them is refused once.
func (n *night) morning() {
	n.to("2026-03-11 08:20")
	n.at("keyuan", true)
	n.Go("/duty/log/new?kind=order")
	for field, words := range map[string]string{"party": "各商场值班经理", "giver": "副局长"} {
		n.Fill("#f-entry-"+field, words)
	}
	n.Choose("#f-entry-medium", browsertest.Eval[string](n.Tab, `[...document.querySelectorAll("#f-entry-medium option")][1].value`))
	n.Type("#f-entry-matter", "今天逐家检查配电箱。")
	n.send("/log/new", "编号 2026-值-0003") // the numbers go on after midnight
	n.to("2026-03-11 08:30")
	n.at("mishu", false)
	n.Go("/duty/desk")
	n.send("/arrive", "等交班人交班")
	n.at("keyuan", true)
	n.Go("/duty/desk")
	if n.Count("form[action$='/leave']") != 0 {
		n.t.Error("whoever sits at the desk can leave without handing over")
	}
	n.seen("before-handover")
	n.send("/handovers", "已交班并签字")
	n.at("mishu", true)
	n.Go("/duty/handovers/1")
	items := browsertest.Eval[[]string](n.Tab, `[...new Set([...document.querySelectorAll("main input[type=radio]")].map(x => x.name))]`)
	n.pick(items[0], "refuse")
	n.Fill(fmt.Sprintf("[name=%s_why]", items[0]), "没有写明检查哪几家")
	for _, i := range items[1:] {
		n.pick(i, "accept")
	}
	n.seen("handover")
	n.send("/answer", "退回")
	n.at("keyuan", true)
	n.Go("/duty/desk")
	n.WaitText("main", "商贸流通科工作人员")
	n.Type("#f-offer-words", "检查名单放在值班室。")
	n.send("/handovers", "已交班并签字")
	n.at("mishu", true)
	n.Go("/duty/handovers/2")
	browsertest.Eval[bool](n.Tab, `(document.querySelectorAll("main input[type=radio][value=accept]").forEach(x => x.checked = true), true)`)
	n.send("/answer", "已签字接班")
	n.seen("desk-after")
	n.printed("/duty/handovers/2/sheet.pdf", "商贸流通科工作人员", "办公室秘书", "检查名单放在值班室")
}

// A night at the desk: the clock of the emergency is missed before midnight, the desk is
// handed over in the morning, and the papers reach the archive room.
func TestANightOnDuty(t *testing.T) {
	_ = []law.ID{law.DutyRosterBy, law.DutyLogTrigger, law.DutyVerify, law.DutyEmergImmediate, law.DutyEmergContact, law.DutyEmergUpward, law.DutyChannelFax, law.DutyHandoverOpen, law.DutyReportMonthly}
	n := goesDown(t, "2026-03-02 09:00")
	n.roster()
	n.evening()
	n.midnight()
	n.bulletin(1, "first", "值班信息系统打不开", "区委值班室收悉")
	n.to("2026-03-11 02:30")
	n.bulletin(2, "follow", "", "收悉二")
	n.to("2026-03-11 06:00")
	n.bulletin(3, "final", "", "收悉三")
	n.Go("/duty/incidents/1")
	n.Type("#f-close-words", "明火扑灭，没有伤亡。")
	n.send("/close", "已办结")
	n.WaitText("main", "报带班领导超时")
	n.seen("incident-closed")
	n.printed("/duty/incidents/1/record.pdf", "农贸市场配电箱起火", "超时", "通知局长", "初报", "终报")
	n.printed("/duty/bulletins/1/report.pdf", "起火", "正在核实", "签发")
	n.morning()

	n.at("bangongshi", false)
	n.Go("/duty/monthly?month=2026-03")
	n.WaitText("main", "报告超时的突发事件")
	n.seen("monthly")
	n.printed("/duty/monthly/report.pdf?month=2026-03", "突发事件", "农贸市场配电箱起火")
	n.printed("/duty/book.pdf?year=2026", "2026-值-0001", "2026-值-0003", "核实")
	if _, err := n.app.Flow.HandOver(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.at("dangan", false)
	n.Go("/archive/intake")
	n.WaitText("main", "农贸市场配电箱起火（2026-突-0001）")
	if r, err := n.app.Door.Verify(t.Context()); err != nil || !r.OK {
		t.Errorf("the ledger does not fit the rows: %v %+v", err, r)
	}
}
