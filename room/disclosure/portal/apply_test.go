package portal_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/disclosure"
	"lantai.internal/room/disclosure/portal"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, disclosure.Schema, portal.Schema}

// bureau is a portal with the room behind it and people in their posts.
type bureau struct {
	*stand
	t       *testing.T
	c       *webtest.Client
	room    *disclosure.Room
	actors  map[string]act.Actor
	cleared map[string]bool
}

var baseRights = []act.Right{org.Anyone, flow.Use, disclosure.Use}

func openBureau(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c.Move(civil.Must("2026-09-07").Time().Add(12 * time.Hour).Sub(c.Now()))
	leads := append([]act.Right{disclosure.Lead}, baseRights...)
	o, err := org.Open(d, org.Grants{org.Staff: baseRights, org.SectionHead: baseRights, org.Leader: leads, org.Director: leads})
	must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, rank string
		role                    org.Role
	}{{"director", "局长", "JLD", org.RankDirector, org.Director}, {"deputy", "副局长", "JLD", org.RankLeader, org.Leader}, {"head", "流通科科长", "LTK", org.RankSectionHead, org.SectionHead},
		{"clerk", "流通科科员", "LTK", org.RankStaff, org.Staff}, {"chief", "办公室主任", "BGS", org.RankSectionHead, org.SectionHead}, {"office", "办公室秘书", "BGS", org.RankStaff, org.Staff}}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "LTK", Name: "流通科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.login, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.login}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{stand: newStand(t, d, c), t: t, actors: map[string]act.Actor{}, cleared: map[string]bool{}}
	for i, x := range rows {
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		must(err)
		must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		must(err)
		must(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		must(err)
	}
	for _, unit := range []string{"LTK", "BGS"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: ids[1], Since: since})
		must(err)
	}
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.room, err = disclosure.Open(d, b.p.Files, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	must(err)
	b.room.File = func(*act.Tx, flow.Papers) error { return nil }
	b.room.Cleared = func(_ context.Context, _ db.Reader, sha string) (bool, string, error) { return b.cleared[sha], "", nil }
	b.p.Room = b.room
	b.c = webtest.New(t, b.site)
	b.c.Base = "http://lantai.test"
	return b
}

func sqliteBureau(t *testing.T) *bureau {
	d, c := dbtest.SQLite(t, schemas...)
	return openBureau(t, d, c)
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v: %s", err, fault.Of(err).Safe())
	}
}

// person is a sound application of a citizen.
func person() url.Values {
	return url.Values{"title": {"成品油市场专项检查结果"}, "name": {"申请人甲"}, "paper_kind": {"护照"}, "paper_number": {"测试一"}, "phone": {"测试电话"}, "form": {"paper"}, "way": {"portal"}}
}

// typed takes what stands in the hidden fields of a page's form.
func typed(r *webtest.Response, form string) url.Values {
	v := url.Values{}
	for _, n := range r.Doc().All("form[action=" + form + "] input[type=hidden]") {
		name, _ := webtest.Attr(n, "name")
		value, _ := webtest.Attr(n, "value")
		v.Add(name, value)
	}
	return v
}

var numberText = regexp.MustCompile(`2026-[申更]-\d{4}`)

// apply goes through the pages of applying and gives number and code.
func (b *bureau) apply(as string, v url.Values, files ...webtest.File) (number, code string) {
	b.t.Helper()
	form := b.c.Get("/zwgk/apply/" + as).Want(200)
	b.now.Move(time.Hour) // whoever applies is in no hurry
	v.Set("opened", form.Value("input[name=opened]"))
	check := b.c.Post("/zwgk/apply/"+as, v).Want(200)
	send := typed(check, "/zwgk/apply/"+as+"/send")
	send.Set("opened", form.Value("input[name=opened]"))
	send.Set("_key", fmt.Sprint("key", b.now.Now().Unix())) // the test client's own key is always the same
	done := b.c.Upload("/zwgk/apply/"+as+"/send", send, files...).Want(200)
	var shown []string
	for _, n := range done.Doc().All("dd.big") {
		shown = append(shown, webtest.Text(n))
	}
	if len(shown) != 2 || !numberText.MatchString(shown[0]) {
		b.t.Fatalf("receipt shows %q", shown)
	}
	return shown[0], shown[1]
}

// A citizen applies, confirms, supplements, gets a partial answer and complains; the
// bureau does its part between.
func TestACitizensCourse(t *testing.T) {
	b := sqliteBureau(t)
	ctx := t.Context()
	number, code := b.apply("person", person(), webtest.File{Field: "identity", Name: "证件.png", Content: pngOf(t)})
	b.c.Get("/zwgk/case").Want(200).In("dd", webtest.HasText("待确认收到"))
	b.c.Follow(b.c.Post("/zwgk/case/confirm", url.Values{}).Want(303)).Want(200).In(".notice", webtest.HasText("已记下您的确认"))
	const id = 1
	in := func(do, note string) disclosure.Input {
		return disclosure.Input{ID: id, Event: disclosure.Event{Do: do, Note: note}}
	}
	b.ok(b.room.Confirm(ctx, b.actors["office"], in(disclosure.OfficeConfirms, "")))
	b.c.Get("/zwgk/case").In("dd", webtest.HasText("2026年10月10日")).In("details li", webtest.HasText("9月20日 国庆节调休上班")).Without("form[action=/zwgk/case/confirm]")
	pdf := b.c.Get("/zwgk/case/receipt.pdf").Want(200)
	if !strings.HasPrefix(pdf.Body, "%PDF") {
		t.Error("the receipt is no PDF")
	}
	b.now.Move(24 * time.Hour)
	b.c.Post("/zwgk/progress", url.Values{"n": {number}, "c": {code}}).Want(303)
	b.ok(b.room.AskCorrection(ctx, b.actors["chief"], disclosure.Input{ID: id, Event: disclosure.Event{Note: "请写明年份", Until: civil.Must("2026-09-30")}}))
	page := b.c.Get("/zwgk/case").In(".notice", webtest.HasText("请写明年份")).In("a.primary", webtest.HasAttr("href", "/zwgk/case/supplement"))
	_ = page
	form := b.c.Get("/zwgk/case/supplement").Want(200)
	opened := form.Value("input[name=opened]")
	b.c.Upload("/zwgk/case/supplement", url.Values{"words": {"2025年"}, "opened": {opened}}).Want(422).In(".summary", webtest.HasText("提交得太快"))
	b.now.Move(time.Minute)
	b.c.Upload("/zwgk/case/supplement", url.Values{"words": {"2025年"}, "opened": {opened}}, webtest.File{Field: "papers", Name: "材料.zip", Content: zipOf(t, "a", "b")}).Want(422).In(".summary", webtest.HasText("压缩包"))
	b.c.Follow(b.c.Upload("/zwgk/case/supplement", url.Values{"words": {"2025年"}, "opened": {opened}}, webtest.File{Field: "papers", Name: "说明.pdf", Content: pdfOf(t, "说明")}).Want(303)).In(".notice", webtest.HasText("已收到")).In(".steps b", webtest.IsText("收到补正"))
	b.ok(b.room.Assign(ctx, b.actors["office"], disclosure.Assignment{ID: id, Unit: "LTK", Handler: "clerk", Leader: b.supervisor(), Words: "请办理"}))
	given := b.file(disclosure.PaperFound, "检查结论")
	b.ok(b.room.AddPapers(ctx, b.actors["clerk"], id, []disclosure.FiledPaper{given}))
	b.ok(b.room.CloseSearch(ctx, b.actors["clerk"], in(disclosure.Found, "")))
	supplied := b.file(disclosure.PaperSupplied, "可以公开的部分")
	b.cleared[supplied.SHA256] = true
	b.ok(b.room.AddPapers(ctx, b.actors["clerk"], id, []disclosure.FiledPaper{supplied}))
	_, err := b.room.Propose(ctx, b.actors["clerk"], disclosure.Proposal{Application: id, Kind: "2", Reasons: "部分内容涉及商业秘密", Withheld: "企业的进货价|3.4|属于商业秘密"})
	b.ok(err)
	v, err := b.room.Application(ctx, b.actors["office"], id)
	b.ok(err)
	for _, login := range []string{"deputy", "director"} {
		_, err := b.room.Flow.Do(ctx, b.actors[login], flow.Agree, flow.Input{Case: v.Drafts[0].CaseID, Words: "同意。"})
		b.ok(err)
	}
	b.c.Get("/zwgk/case/papers/" + fmt.Sprint(3)).Want(404) // not served yet
	b.ok(b.room.Serve(ctx, b.actors["office"], disclosure.Service{ID: id, Way: "portal", Proof: "网上送达"}))
	answer := b.c.Get("/zwgk/case").Want(200).In("dd", webtest.HasText("部分公开"))
	n := 0
	for _, a := range answer.Doc().All("ul.items a") {
		href, _ := webtest.Attr(a, "href")
		f := b.c.Get(href).Want(200)
		if !strings.HasPrefix(f.Header.Get("Content-Disposition"), "attachment") || f.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", href, f.Header)
		}
		n++
	}
	if n < 2 {
		t.Errorf("%d papers served, want the reply and what goes with it", n)
	}
	opened = b.c.Get("/zwgk/case/complain").Want(200).Value("input[name=opened]")
	b.now.Move(time.Minute)
	b.c.Post("/zwgk/case/complain", url.Values{"words": {""}, "opened": {opened}}).Want(422)
	b.c.Follow(b.c.Post("/zwgk/case/complain", url.Values{"words": {"理由不充分"}, "opened": {opened}}).Want(303)).Want(200).In(".notice", webtest.HasText("已收到"))
	b.c.Get("/zwgk/case/complain?query=1").Want(200).In("h1", webtest.IsText("质疑不公开的决定"))
	b.c.Follow(b.c.Post("/zwgk/case/leave", url.Values{}).Want(303)).Want(200)
	b.c.Get("/zwgk/case").Want(422).In("#f-c")
	if rep, err := b.door.Verify(ctx); err != nil || !rep.OK {
		t.Errorf("%v %v", rep, err)
	}
}

func (b *bureau) supervisor() int64 {
	people, err := b.room.Org.People(context.Background())
	b.ok(err)
	for _, p := range people {
		if p.Name == "副局长" {
			return p.ID
		}
	}
	b.t.Fatal("nobody is in charge")
	return 0
}

func (b *bureau) file(kind, text string) disclosure.FiledPaper {
	ref, err := b.p.Files.Put(context.Background(), strings.NewReader(text), 0)
	b.ok(err)
	return disclosure.FiledPaper{Kind: kind, Attachment: flow.Attachment{Name: kind + ".txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}}
}

// A wrong number, a wrong code and a code of somebody else's are answered alike, and
// one who has not shown them sees nothing.
func TestCodesAreNotGuessed(t *testing.T) {
	b := sqliteBureau(t)
	first, firstCode := b.apply("person", person())
	second, _ := b.apply("person", person())
	other := webtest.New(t, b.site)
	other.Base, other.Address = "http://lantai.test", "192.0.2.77:1"
	for _, path := range []string{"/case", "/case/receipt.pdf", "/case/papers/1", "/case/supplement", "/case/withdraw", "/case/complain"} {
		other.Get("/zwgk" + path).Want(422).Without("dd").In("#f-n")
	}
	other.Post("/zwgk/case/confirm", url.Values{}).Want(422)
	var bodies []string
	key := regexp.MustCompile(`name="_key" value="[^"]*"`)
	for _, x := range [][2]string{{"2026-申-0999", firstCode}, {second, firstCode}, {first, "0000-0000-0000-0"}, {first, "不是码"}} {
		r := other.Post("/zwgk/progress", url.Values{"n": {x[0]}, "c": {x[1]}}).Want(422)
		body := key.ReplaceAllString(r.Body, "")
		for _, typed := range x {
			body = strings.ReplaceAll(body, typed, "")
		}
		bodies = append(bodies, body)
	}
	for _, s := range bodies[1:] {
		if s != bodies[0] {
			t.Error("the answers to wrong numbers and codes differ")
		}
	}
	forged := b.c.Cookie("case")
	other.SetCookie("case", forged[:len(forged)-2]+"AA")
	other.Get("/zwgk/case").Want(422)
	other.Post("/zwgk/progress", url.Values{"n": {""}, "c": {""}}).Want(422)
	other.Post("/zwgk/progress", url.Values{"n": {strings.Repeat("9", 60)}, "c": {"1"}}).Want(422)
	shut := 0
	for range 40 {
		if other.Post("/zwgk/progress", url.Values{"n": {first}, "c": {"0000-0000-0000-0"}}).Status == 429 {
			shut++
		}
	}
	if shut < 25 {
		t.Errorf("of 40 guesses %d were turned away", shut)
	}
	b.now.Move(25 * time.Minute)
	b.c.Get("/zwgk/case").Want(422) // the ticket has run out
	b.now.Move(2 * time.Hour)
	short := strings.NewReplacer("-申-", " ").Replace(first) // as it is typed on a telephone
	b.c.Follow(b.c.Post("/zwgk/progress", url.Values{"n": {short}, "c": {strings.ToLower(strings.ReplaceAll(firstCode, "-", ""))}}).Want(303)).Want(200).In("h1", webtest.HasText(first))
}

// Bad input is named, nothing typed is lost, and whoever is over a limit is told
// where to go.
func TestApplyingBadly(t *testing.T) {
	b := sqliteBureau(t)
	v := person()
	v.Del("phone")
	v.Set("paper_kind", disclosure.ResidentCard)
	v.Set("paper_number", "500110190001010000")
	r := b.c.Post("/zwgk/apply/person", v).Want(422).In(".summary a", webtest.HasText("校验不符"), webtest.HasText("联系方式")).In("#f-paper_number", webtest.HasAttr("aria-invalid", "true"), webtest.HasValue("500110190001010000"))
	for _, a := range r.Doc().All(".summary a") {
		href, _ := webtest.Attr(a, "href")
		if r.Doc().First(href) == nil {
			t.Errorf("the summary leads to %s, which is not there", href)
		}
	}
	b.c.Get("/zwgk/apply/nobody").Want(404)
	b.c.Post("/zwgk/apply/nobody", person()).Want(404)
	big := person()
	big.Set("features", strings.Repeat("长", 60_000))
	b.c.Post("/zwgk/apply/person", big).Want(422)
	b.c.Do("POST", "/zwgk/apply/person", "application/x-www-form-urlencoded", strings.NewReader("_key=k&features="+strings.Repeat("a", 2<<20))).Want(413)
	script := person()
	script.Set("title", `<script>alert(1)</script>"><img src=x onerror=alert(1)>`)
	b.c.Post("/zwgk/apply/person", script).Want(200).Without("script").Without("img").In("dd", webtest.HasText("<script>"))

	check := b.c.Post("/zwgk/apply/person", person()).Want(200)
	send := typed(check, "/zwgk/apply/person/send")
	b.c.Upload("/zwgk/apply/person/send", send).Want(422).In(".summary", webtest.HasText("太快"))
	b.now.Move(time.Minute)
	trap := url.Values{}
	for k, x := range send {
		trap[k] = x
	}
	trap.Set("website", "http://example.invalid")
	b.c.Upload("/zwgk/apply/person/send", trap).Want(422).In(".summary", webtest.HasText("窗口"))
	forged := url.Values{}
	for k, x := range send {
		forged[k] = x
	}
	forged.Set("opened", "0.AAAA")
	b.c.Upload("/zwgk/apply/person/send", forged).Want(422)
	b.c.Upload("/zwgk/apply/person/send", send, webtest.File{Field: "identity", Name: "坏.exe", Content: []byte("MZ\x90\x00")}).Want(422).In("#f-identity-fault", webtest.HasText("只接收"))
	many := make([]webtest.File, 6)
	for i := range many {
		many[i] = webtest.File{Field: "identity", Name: "证.png", Content: pngOf(t)}
	}
	b.c.Upload("/zwgk/apply/person/send", send, many...).Want(422).In(".summary", webtest.HasText("最多附 5 个"))

	first := b.c.Upload("/zwgk/apply/person/send", send).Want(200)
	again := b.c.Upload("/zwgk/apply/person/send", send).Want(200)
	if n := numberText.FindString(first.Body); n == "" || n != numberText.FindString(again.Body) {
		t.Error("the same form sent twice is two applications")
	}
	changed := url.Values{}
	for k, x := range send {
		changed[k] = x
	}
	changed.Set("title", "另一件事")
	if numberText.FindString(b.c.Upload("/zwgk/apply/person/send", changed).Want(200).Body) == numberText.FindString(first.Body) {
		t.Error("another application under the same key was swallowed")
	}
	// The same application ten times, from ten places: the limit is the person's.
	over := 0
	for i := range 10 {
		b.c.Address = fmt.Sprintf("198.51.100.%d:9", i+1)
		x := url.Values{}
		for k, y := range send {
			x[k] = y
		}
		x.Set("_key", fmt.Sprintf("other-key-%d", i))
		if r := b.c.Upload("/zwgk/apply/person/send", x); r.Status == 429 {
			over++
			r.In(".summary", webtest.HasText("某路 1 号 101 室"), webtest.HasText("邮寄地址"))
			r.In("button", webtest.IsText("下载填好的申请表（PDF）"))
		}
	}
	if over < 5 {
		t.Errorf("of ten applications of one person within an hour %d were slowed", over)
	}
	if pdf := b.c.Post("/zwgk/apply/person/paper", person()).Want(200); !strings.HasPrefix(pdf.Body, "%PDF") {
		t.Error("the form on paper is no PDF")
	}
	if pdf := b.c.Get("/zwgk/apply/form.pdf").Want(200); !strings.HasPrefix(pdf.Body, "%PDF") {
		t.Error("the blank form is no PDF")
	}
}

func TestOrganisationsAndRecords(t *testing.T) {
	b := sqliteBureau(t)
	v := url.Values{"title": {"农贸市场管理"}, "name": {"某商贸公司"}, "credit_code": {"91500110MA5U00000X"}, "class": {"business"}, "phone": {"测试电话"}, "form": {"paper"}, "way": {"pickup"}}
	b.c.Post("/zwgk/apply/organisation", v).Want(422).In(".summary", webtest.HasText("统一社会信用代码"))
	v.Set("credit_code", creditCode("91500110MA5U00000"))
	b.c.Post("/zwgk/apply/organisation", v).Want(200).In(".panel a", webtest.IsText("关于规范农贸市场管理的通知")) // alike, already published
	b.apply("organisation", v)
	record := person()
	record.Set("ground", "inaccurate")
	form := b.c.Get("/zwgk/apply/record").Want(200)
	b.now.Move(time.Minute)
	check := b.c.Post("/zwgk/apply/record", record).Want(200)
	send := typed(check, "/zwgk/apply/record/send")
	send.Set("opened", form.Value("input[name=opened]"))
	b.c.Upload("/zwgk/apply/record/send", send).Want(422).In("#f-evidence-fault", webtest.HasText("材料"))
	number, _ := b.apply("record", record, webtest.File{Field: "evidence", Name: "证据.png", Content: pngOf(t)})
	if !strings.Contains(number, "更") {
		t.Errorf("a correction has the number %s", number)
	}
	opened := b.c.Get("/zwgk/case/withdraw").Want(200).Value("input[name=opened]")
	b.now.Move(time.Minute)
	b.c.Post("/zwgk/case/withdraw", url.Values{"opened": {opened}}).Want(422).In("#f-words-fault")
	b.c.Follow(b.c.Post("/zwgk/case/withdraw", url.Values{"words": {"不需要了"}, "opened": {opened}, "_key": {"again"}}).Want(303)).Want(200).In("dd", webtest.HasText("已撤回"))
	b.c.Follow(b.c.Get("/zwgk/case/withdraw").Want(303)).In(".notice", webtest.HasText("不能办理"))
	b.c.Follow(b.c.Get("/zwgk/case/supplement").Want(303)).In(".notice", webtest.HasText("不能办理"))
}

// creditCode appends the check symbol of a unified social credit code.
func creditCode(s string) string {
	const set = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, w := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(set, s[i]) * w
		w = w * 3 % 31
	}
	return s + set[(31-sum%31)%31:][:1]
}

// portal.draft.keep: a draft is had again with its code, and with nothing else.
func TestDrafts(t *testing.T) {
	dbtest.Each(t, []db.Schema{portal.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		h := newStand(t, d, c)
		b := webtest.New(t, h.site)
		b.Base = "http://lantai.test"
		v := person()
		v.Set("do", "draft")
		saved := b.Post("/zwgk/apply/person", v).Want(200)
		code := webtest.Text(saved.Doc().First(".big"))
		saved.In("a.code", webtest.HasAttr("href", "http://lantai.test/zwgk/draft?code="+code))
		b.Get("/zwgk/draft?code="+code).Want(200).In("#f-title", webtest.HasValue("成品油市场专项检查结果")).In("#f-name", webtest.HasValue("申请人甲")).In("#f-way input[value=portal]", webtest.HasAttr("checked", ""))
		v.Set("draft", code)
		v.Set("title", "另一个标题")
		if again := webtest.Text(b.Post("/zwgk/apply/person", v).Want(200).Doc().First(".big")); again != code {
			t.Errorf("saved again under %s", again)
		}
		b.Post("/zwgk/draft", url.Values{"code": {strings.ToLower(strings.ReplaceAll(code, "-", " "))}}).Want(200).In("#f-title", webtest.HasValue("另一个标题"))
		b.Get("/zwgk/draft?code=AAAA-AAAA-AAAA-AAAA-AAAA").Want(422)
		b.Post("/zwgk/draft", url.Values{"code": {"短"}}).Want(422)
		rows, err := db.All[struct {
			Sealed []byte `db:"sealed"`
			Lookup string `db:"lookup"`
		}](t.Context(), d.Reader(), "SELECT sealed, lookup FROM disclosure_draft")
		if err != nil || len(rows) != 1 || bytes.Contains(rows[0].Sealed, []byte("申请人甲")) || strings.Contains(rows[0].Lookup, code) {
			t.Errorf("what lies in the table can be read: %v %v", rows, err)
		}
		b.Get("/zwgk/draft?do=drop&code=" + code).Want(200) // a link deletes nothing
		b.Post("/zwgk/draft", url.Values{"code": {code}, "do": {"drop"}}).Want(303)
		b.Get("/zwgk/draft?code=" + code).Want(422)
		v.Del("draft")
		code = webtest.Text(b.Post("/zwgk/apply/person", v).Want(200).Doc().First(".big"))
		c.Move((portal.DraftDays + 1) * 24 * time.Hour)
		b.Get("/zwgk/draft?code=" + code).Want(422)
	})
}
