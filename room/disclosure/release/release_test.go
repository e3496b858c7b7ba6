package release_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/disclosure/release"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var everyday = []act.Right{org.Anyone, flow.Use, release.Use}

var grants = org.Grants{org.Staff: everyday, org.SectionHead: everyday, org.Leader: everyday, org.Director: everyday, org.SystemAdmin: {org.Anyone}}

// bureau has a section, an office of three, a leader in charge and a director.
type bureau struct {
	*release.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, release.Schema}

// The clock begins on Monday, 9 March 2026, at noon.
const monday = "2026-03-09"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(monday).Time().Add(12 * time.Hour).Sub(c.Now()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := org.Open(d, grants)
	must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"head", "流通科科长", "SMLTK", "LTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "流通科科员", "SMLTK", "LTK-staff", org.RankStaff, org.Staff},
		{"political", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"secretary", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
		{"archivist", "办公室档案员", "BGS", "BGS-archivist", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}}
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		must(err)
		must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		must(err)
		must(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		must(err)
	}
	for _, unit := range []string{"SMLTK", "ZGK", "BGS"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: b.people["deputy"], Since: since})
		must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = release.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	b.Screen = func(_ context.Context, f io.ReaderAt, size int64, name, field string) error {
		text := make([]byte, size)
		if _, err := f.ReadAt(text, 0); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if strings.Contains(string(text), "机密★") {
			return fault.Field(field, name, "“"+name+"”带国家秘密标志")
		}
		return nil
	}
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) put(name, text string) release.File {
	b.t.Helper()
	ref, err := b.Files.Put(b.ctx, strings.NewReader(text), 0)
	if err != nil {
		b.t.Fatal(err)
	}
	var f release.File
	f.Name, f.SHA256, f.SM3, f.Size = name, ref.SHA256, ref.SM3, ref.Size
	return f
}

func request(files ...release.File) release.Request {
	return release.Request{Purpose: release.ForUnit, Title: "成品油市场检查结果", Origin: release.Made, Secret: "no", Files: files}
}

func (b *bureau) submit(login string, x release.Request) release.Review {
	b.t.Helper()
	v, err := b.Submit(b.ctx, b.actors[login], x)
	if err != nil {
		b.t.Fatalf("%s: %v", login, say(err))
	}
	return v
}

// saying is a sound opinion with a clean checklist.
func (b *bureau) saying(review int64, choice string) release.Saying {
	x := release.Saying{Review: review, Choice: choice, Basis: "保守国家秘密法", Reason: "内容不涉密", Checks: map[string]bool{}}
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range book.Catalogue.Checklist {
		x.Checks[c.Name] = false
	}
	return x
}

func (b *bureau) word(login string, review int64, choice string) {
	b.t.Helper()
	if _, err := b.Say(b.ctx, b.actors[login], b.saying(review, choice)); err != nil {
		b.t.Fatalf("%s: %v", login, say(err))
	}
}

// pass takes a review of the section through all four steps.
func (b *bureau) pass(review int64) {
	b.t.Helper()
	for _, login := range []string{"head", "office", "deputy", "director"} {
		b.word(login, review, release.SayOpen)
	}
}

func (b *bureau) cleared(sha string, want bool, words string) {
	b.t.Helper()
	ok, why, err := b.Cleared(b.ctx, b.Door.Reader(), sha)
	if err != nil || ok != want || !strings.Contains(why, words) {
		b.t.Fatalf("cleared %v, %q, %v; want %v, %q", ok, why, err, want, words)
	}
}

func say(err error) string {
	f := fault.Of(err)
	if f == nil {
		return "nothing refused"
	}
	s := f.Safe()
	for _, x := range f.Fields {
		s += "|" + x.Field + " " + x.Say
	}
	return s
}

func (b *bureau) refused(err error, k fault.Kind, words string) {
	b.t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != k || !strings.Contains(say(err), words) {
		b.t.Fatalf("refused %v (%v), want %v with %q", say(err), err, k, words)
	}
}

// The clauses of the four steps: law.SecStep1, law.SecStep2, law.SecStep3,
// law.SecStep4, law.SecOrder.
func TestFourStepsClearTheVeryBytes(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.put("检查结果.txt", "抽查十二家，均合格。")
		b.cleared(f.SHA256, false, "没有经过")
		v := b.submit("clerk", request(f))
		if v.Number != "2026-审-0001" {
			t.Errorf("number %s", v.Number)
		}
		// Out of turn nobody gives a word; the drafter never does.
		for login, kind := range map[string]fault.Kind{"clerk": fault.Rule, "deputy": fault.Forbidden, "director": fault.Forbidden, "office": fault.Forbidden} {
			_, err := b.Say(b.ctx, b.actors[login], b.saying(v.ID, release.SayOpen))
			b.refused(err, kind, "")
		}
		_, err := b.Say(b.ctx, b.actors["political"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.NotFound, "")
		// Nor is the plain word of the flow enough.
		_, err = b.Flow.Do(b.ctx, b.actors["head"], flow.Agree, flow.Input{Case: v.CaseID})
		b.refused(err, fault.Rule, "依据和理由")
		for _, login := range []string{"head", "office", "deputy"} {
			b.word(login, v.ID, release.SayOpen)
			b.cleared(f.SHA256, false, "还在审查")
		}
		b.word("director", v.ID, release.SayOpen)
		b.cleared(f.SHA256, true, "")
		b.cleared(b.put("检查结果.txt", "抽查十二家，均合格！").SHA256, false, "没有经过")
		if len(b.filed) != 1 || len(b.filed[0].Files) != 3 {
			t.Errorf("handed over %+v", b.filed)
		}
		w, err := b.Review(b.ctx, b.actors["clerk"], v.ID)
		if err != nil || w.State != release.Cleared || len(w.Opinions) != 4 {
			t.Fatalf("%+v %v", w.Review, err)
		}
		if got := []law.ID{release.Steps[0].Clause, release.Steps[1].Clause, release.Steps[2].Clause, release.Steps[3].Clause}; !slices.Equal(got, []law.ID{law.SecStep1, law.SecStep2, law.SecStep3, law.SecStep4}) {
			t.Errorf("steps %v", got)
		}
	})
}

// A word has a choice, a ground and a reason, and answers every point (law.SecOpinion,
// law.SecOpinionBasis, law.SecBasis, law.SecNo2, law.SecNo3).
func TestAWordNeedsGroundAndReason(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.submit("clerk", request(b.put("甲.txt", "甲")))
		for name, x := range map[string]struct {
			change func(*release.Saying)
			words  string
		}{
			"basis":      {func(x *release.Saying) { x.Basis = " " }, "依据"},
			"reason":     {func(x *release.Saying) { x.Reason = "" }, "理由"},
			"choice":     {func(x *release.Saying) { x.Choice = "maybe" }, "审查意见"},
			"unanswered": {func(x *release.Saying) { delete(x.Checks, "person") }, "个人信息"},
			"secret":     {func(x *release.Saying) { x.Checks["secret"] = true }, "不能提出公开"},
			"stability":  {func(x *release.Saying) { x.Checks["stability"] = true }, "不能提出公开"},
		} {
			s := b.saying(v.ID, release.SayOpen)
			x.change(&s)
			_, err := b.Say(b.ctx, b.actors["head"], s)
			if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || !strings.Contains(say(err), x.words) {
				t.Errorf("%s: %v", name, say(err))
			}
		}
		if w, err := b.Review(b.ctx, b.actors["head"], v.ID); err != nil || len(w.Opinions) != 0 {
			t.Errorf("a refused word left %v %v", w.Opinions, err)
		}
	})
}

// Where the unit is the office two of it act, and nobody acts twice.
func TestTheOfficeReviewsItsOwnWithTwoPeople(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.submit("archivist", request(b.put("甲.txt", "甲")))
		b.word("office", v.ID, release.SayOpen)
		_, err := b.Say(b.ctx, b.actors["office"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Forbidden, "")
		b.word("secretary", v.ID, release.SayOpen)
		b.word("deputy", v.ID, release.SayOpen)
		b.word("director", v.ID, release.SayOpen)
	})
}

// The head of a unit who drafts cannot give its first word: somebody is named.
func TestTheDrafterIsNoReviewer(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.submit("head", request(b.put("甲.txt", "甲")))
		_, err := b.Say(b.ctx, b.actors["head"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "本人")
		if _, err := b.Flow.Do(b.ctx, b.actors["political"], flow.Assign, flow.Input{Case: v.CaseID, Person: b.people["clerk"], Words: "科长本人送审"}); err != nil {
			t.Fatal(say(err))
		}
		for _, login := range []string{"clerk", "office", "deputy", "director"} {
			b.word(login, v.ID, release.SayOpen)
		}
		// Whoever named somebody may not be named for a later step after acting in one.
		f := b.put("乙.txt", "乙")
		v = b.submit("head", request(f))
		if _, err := b.Flow.Do(b.ctx, b.actors["political"], flow.Assign, flow.Input{Case: v.CaseID, Person: b.people["office"], Words: "科长本人送审"}); err != nil {
			t.Fatal(say(err))
		}
		b.word("office", v.ID, release.SayOpen)
		_, err = b.Say(b.ctx, b.actors["office"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Forbidden, "")
		b.cleared(f.SHA256, false, "还在审查")
	})
}

// The office sends for another unit: that unit's head and leader act.
func TestTheUnitThatMadeItActs(t *testing.T) {
	each(t, func(b *bureau) {
		x := request(b.put("甲.txt", "甲"))
		x.Unit = "SMLTK"
		_, err := b.Submit(b.ctx, b.actors["political"], x)
		b.refused(err, fault.Invalid, "本科室")
		v := b.submit("archivist", x)
		b.pass(v.ID)
	})
}

// One word against it and nothing is cleared; the director cannot pass over it.
func TestAllFourMustAgree(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.put("甲.txt", "甲")
		v := b.submit("clerk", request(f))
		b.word("head", v.ID, release.SayOpen)
		b.word("office", v.ID, release.SayExempt)
		b.word("deputy", v.ID, release.SayOpen)
		_, err := b.Say(b.ctx, b.actors["director"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "第2步")
		w, err := b.Review(b.ctx, b.actors["director"], v.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Flow.Do(b.ctx, b.actors["director"], flow.Return, flow.Input{Case: v.CaseID, To: w.Case.State.Steps[1].ID, Words: "请复核"}); err != nil {
			t.Fatal(say(err))
		}
		b.word("office", v.ID, release.SayOpen)
		b.word("director", v.ID, release.SayOpen)
		b.cleared(f.SHA256, true, "")
		g := b.put("乙.txt", "乙")
		v = b.submit("clerk", request(g))
		b.word("head", v.ID, release.SayOpen)
		b.word("office", v.ID, release.SayOpen)
		b.word("deputy", v.ID, release.SayOpen)
		b.word("director", v.ID, release.SayExempt)
		b.cleared(g.SHA256, false, "不予公开")
		if w, err := b.Review(b.ctx, b.actors["clerk"], v.ID); err != nil || w.State != release.Withheld {
			t.Errorf("%v %v", w.State, err)
		}
	})
}

// Other bytes are another matter: everybody is asked anew.
func TestChangedBytesVoidWhatWasSaid(t *testing.T) {
	each(t, func(b *bureau) {
		f, g := b.put("甲.txt", "甲"), b.put("甲.txt", "甲二")
		v := b.submit("clerk", request(f))
		b.word("head", v.ID, release.SayOpen)
		b.word("office", v.ID, release.SayOpen)
		if _, err := b.Resubmit(b.ctx, b.actors["clerk"], v.ID, request(g), "改了一处"); err != nil {
			t.Fatal(say(err))
		}
		_, err := b.Say(b.ctx, b.actors["deputy"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Forbidden, "")
		_, err = b.Resubmit(b.ctx, b.actors["head"], v.ID, request(f), "")
		b.refused(err, fault.NotFound, "")
		b.pass(v.ID)
		b.cleared(g.SHA256, true, "")
		b.cleared(f.SHA256, false, "没有经过")
	})
}

// 需报审 waits for the answer, one level after the other (law.SecUnclearOwn,
// law.SecUnclearOther).
func TestReferralWaits(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.put("甲.txt", "甲")
		v := b.submit("clerk", request(f))
		x := b.saying(v.ID, release.SayReport)
		_, err := b.Say(b.ctx, b.actors["head"], x)
		b.refused(err, fault.Invalid, "报给哪个")
		x.Kind, x.Body, x.Paper = release.OwnBusiness, "市级主管部门", "请示件"
		if _, err := b.Say(b.ctx, b.actors["head"], x); err != nil {
			t.Fatal(say(err))
		}
		_, err = b.Say(b.ctx, b.actors["head"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "还没有答复")
		b.cleared(f.SHA256, false, "还在审查")
		w, _ := b.Review(b.ctx, b.actors["office"], v.ID)
		first := w.Referrals[0]
		first.Answer, first.AnswerPaper, first.AnsweredOn = release.AnswerUpward, "复函", b.Door.Today()
		b.refused(b.AnswerReferral(b.ctx, b.actors["political"], first), fault.NotFound, "")
		if err := b.AnswerReferral(b.ctx, b.actors["office"], first); err != nil {
			t.Fatal(say(err))
		}
		b.refused(b.AnswerReferral(b.ctx, b.actors["office"], first), fault.Conflict, "已于")
		_, err = b.Say(b.ctx, b.actors["head"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "上一级")
		x.Body = "市保密行政管理部门"
		x.Kind = release.OtherMatter
		if _, err := b.Say(b.ctx, b.actors["head"], x); err != nil {
			t.Fatal(say(err))
		}
		w, _ = b.Review(b.ctx, b.actors["office"], v.ID)
		second := w.Referrals[1]
		second.Answer, second.AnswerPaper, second.AnsweredOn = release.AnswerSecret, "复函二", b.Door.Today()
		if err := b.AnswerReferral(b.ctx, b.actors["clerk"], second); err != nil {
			t.Fatal(say(err))
		}
		_, err = b.Say(b.ctx, b.actors["head"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "国家秘密")
		b.word("head", v.ID, release.SayExempt)
	})
}

// What was made together needs every other agency's written word (law.SecJoint,
// law.SecJointConsent).
func TestJointNeedsWrittenConsent(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.put("甲.txt", "甲")
		x := request(f)
		x.Joint, x.Partners, x.Lead = true, "甲局\n乙局", "甲局"
		_, err := b.Submit(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "主办机关")
		x.Lead = ""
		v := b.submit("clerk", x)
		for _, login := range []string{"head", "office", "deputy"} {
			b.word(login, v.ID, release.SayOpen)
		}
		_, err = b.Say(b.ctx, b.actors["director"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "甲局、乙局")
		b.refused(b.EnterConsent(b.ctx, b.actors["political"], release.Consent{Release: v.ID, Agency: "甲局", Consents: true, Paper: "复函", On: b.Door.Today()}), fault.NotFound, "")
		b.refused(b.EnterConsent(b.ctx, b.actors["clerk"], release.Consent{Release: v.ID, Agency: "甲局", Consents: true, On: b.Door.Today()}), fault.Invalid, "文号")
		for agency, yes := range map[string]bool{"甲局": true, "乙局": false} {
			if err := b.EnterConsent(b.ctx, b.actors["clerk"], release.Consent{Release: v.ID, Agency: agency, Consents: yes, Paper: "复函", On: b.Door.Today()}); err != nil {
				t.Fatal(say(err))
			}
		}
		_, err = b.Say(b.ctx, b.actors["director"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "乙局")
		if err := b.EnterConsent(b.ctx, b.actors["office"], release.Consent{Release: v.ID, Agency: "乙局", Consents: true, Paper: "复函二", On: b.Door.Today()}); err != nil {
			t.Fatal(say(err))
		}
		b.word("director", v.ID, release.SayOpen)
		b.cleared(f.SHA256, true, "")
	})
}

// An expired secret is declassified after the review and before release
// (law.SecExpired).
func TestExpiredSecretIsDeclassifiedFirst(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.put("甲.txt", "甲")
		x := request(f)
		x.Expired = "原定十年，2020年届满"
		v := b.submit("clerk", x)
		d := release.Declassification{Review: v.ID, On: b.Door.Today(), By: "本局", Paper: "解密登记"}
		b.refused(b.EnterDeclassification(b.ctx, b.actors["office"], d), fault.Conflict, "审查确认以后")
		b.pass(v.ID)
		b.cleared(f.SHA256, false, "解密")
		b.refused(b.EnterDeclassification(b.ctx, b.actors["clerk"], d), fault.Forbidden, "办公室")
		early := d
		early.On = b.Door.Today().AddDays(-1)
		b.refused(b.EnterDeclassification(b.ctx, b.actors["office"], early), fault.Invalid, "不早于")
		if err := b.EnterDeclassification(b.ctx, b.actors["office"], d); err != nil {
			t.Fatal(say(err))
		}
		b.cleared(f.SHA256, true, "")
	})
}

// law.SecNo1, law.SecMark, law.SecPartial.
func TestWhatMayNotComeIn(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.Submit(b.ctx, b.actors["clerk"], request(b.put("密.txt", "机密★5年")))
		b.refused(err, fault.Invalid, "国家秘密标志")
		x := request(b.put("甲.txt", "甲"))
		x.Secret = ""
		_, err = b.Submit(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "保密事项")
		x.Secret = "yes"
		_, err = b.Submit(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "保密事项")
		part := b.put("甲节选.txt", "甲的一半")
		part.SourceName, part.SourceSHA256 = "甲.txt", x.Files[0].SHA256
		_, err = b.Submit(b.ctx, b.actors["clerk"], request(part))
		b.refused(err, fault.Invalid, "不公开的部分")
		part.Withheld = "第二段：商业秘密"
		v := b.submit("clerk", request(part))
		b.Redacted = func(context.Context, db.Reader, string) (bool, string, error) {
			return false, "还能提取出文字", nil
		}
		for _, login := range []string{"head", "office", "deputy"} {
			b.word(login, v.ID, release.SayOpen)
		}
		_, err = b.Say(b.ctx, b.actors["director"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "没有通过核验")
		b.Redacted = nil
		_, err = b.Say(b.ctx, b.actors["director"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Rule, "没有接通") // nobody vouches for it
		b.Redacted = func(context.Context, db.Reader, string) (bool, string, error) { return true, "", nil }
		b.word("director", v.ID, release.SayOpen)
		b.cleared(part.SHA256, true, "")
		b.cleared(part.SourceSHA256, false, "没有经过")
		b.Screen = nil
		_, err = b.Submit(b.ctx, b.actors["clerk"], request(b.put("乙.txt", "乙")))
		b.refused(err, fault.Unavailable, "密级标志")
	})
}

// Whoever reviews first cannot say 公开 to a file with personal data that was not
// masked; what was masked, or holds none, passes (law.FoiNo3).
func TestPersonalDataAreMaskedFirst(t *testing.T) {
	each(t, func(b *bureau) {
		bare, masked := b.put("名单.txt", "身份证号码"), b.put("名单（遮盖后）.txt", "名单")
		looked := 0
		b.Suspect = func(_ context.Context, sha, name string) ([]string, error) {
			looked++
			if name == "说明.txt" {
				return nil, nil
			}
			return []string{"身份证号码", "手机号码"}, nil
		}
		b.Redacted = func(_ context.Context, _ db.Reader, sha string) (bool, string, error) {
			return sha == masked.SHA256, "", nil
		}
		v := b.submit("clerk", request(bare))
		_, err := b.Say(b.ctx, b.actors["head"], b.saying(v.ID, release.SayOpen))
		b.refused(err, fault.Invalid, "身份证号码、手机号码")
		b.word("head", v.ID, release.SayExempt)
		looked = 0
		v = b.submit("clerk", request(masked, b.put("说明.txt", "没有个人信息")))
		b.word("head", v.ID, release.SayOpen)
		b.word("office", v.ID, release.SayOpen)
		if looked != 2 {
			t.Errorf("looked through %d files, want the two of the first step", looked)
		}
	})
}

// Three working days a step and fifteen in all; the ledger names what is late
// (law.SecNode3, law.SecTotal15, law.SecReport).
func TestPeriodsAndLedger(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.submit("clerk", request(b.put("甲.txt", "甲")))
		w, err := b.Review(b.ctx, b.actors["head"], v.ID)
		if err != nil {
			t.Fatal(err)
		}
		if l := w.Limits; l.StepDue != civil.Must("2026-03-12") || l.Due != civil.Must("2026-03-30") || l.StepLeft != 3 || l.Left != 15 || l.Place != 1 {
			t.Errorf("%+v", l)
		}
		b.c.Move(4 * 24 * time.Hour)
		late, err := b.Ledger(b.ctx, b.actors["office"], release.Conditions{Late: true})
		if err != nil || len(late) != 1 || !slices.Equal(late[0].Late, []int{1}) || late[0].Limits.StepLeft != -1 {
			t.Fatalf("%+v %v", late, err)
		}
		b.word("head", v.ID, release.SayOpen)
		w, _ = b.Review(b.ctx, b.actors["office"], v.ID)
		if !w.Opinions[0].Late() || w.Limits.StepDue != civil.Must("2026-03-18") || w.Limits.Due != civil.Must("2026-03-30") {
			t.Errorf("%+v", w.Limits)
		}
		for login, n := range map[string]int{"office": 1, "clerk": 1, "head": 1, "political": 0} {
			if got, err := b.Ledger(b.ctx, b.actors[login], release.Conditions{}); err != nil || len(got) != n {
				t.Errorf("%s sees %d, %v", login, len(got), err)
			}
		}
		_, err = b.Review(b.ctx, b.actors["political"], v.ID)
		b.refused(err, fault.NotFound, "")
		_, _, err = b.OpenFile(b.ctx, b.actors["political"], v.ID, w.Files[0].ID, false)
		b.refused(err, fault.NotFound, "")
		if _, f, err := b.OpenFile(b.ctx, b.actors["deputy"], v.ID, w.Files[0].ID, false); err != nil {
			t.Error(err)
		} else {
			f.Close()
		}
	})
}

// The deeds ask for the right, whatever the row.
func TestDenied(t *testing.T) {
	each(t, func(b *bureau) {
		nobody := act.Actor{ID: 99, Login: "admin", Name: "系统管理员", Rights: []act.Right{org.Anyone}}
		f := b.put("甲.txt", "甲")
		tries := map[string]func() error{
			"submit":     func() error { _, err := b.Submit(b.ctx, nobody, request(f)); return err },
			"say":        func() error { _, err := b.Say(b.ctx, nobody, b.saying(1, release.SayOpen)); return err },
			"consent":    func() error { return b.EnterConsent(b.ctx, nobody, release.Consent{}) },
			"answer":     func() error { return b.AnswerReferral(b.ctx, nobody, release.Referral{}) },
			"declassify": func() error { return b.EnterDeclassification(b.ctx, nobody, release.Declassification{}) },
			"register":   func() error { _, err := b.NewItem(b.ctx, nobody, release.Draft{}); return err },
			"amend":      func() error { _, err := b.Amend(b.ctx, nobody, 1, release.Draft{}); return err },
			"attach":     func() error { return b.Attach(b.ctx, nobody, 1, []release.File{f}) },
			"detach":     func() error { return b.Detach(b.ctx, nobody, 1, 1) },
			"number":     func() error { _, err := b.Number(b.ctx, nobody, 1); return err },
			"publish":    func() error { _, err := b.Publish(b.ctx, nobody, 1, nil, ""); return err },
			"change":     func() error { _, err := b.NewVersion(b.ctx, nobody, 1, b.Door.Today(), "x"); return err },
			"withdraw":   func() error { _, err := b.Withdraw(b.ctx, nobody, 1, "x", false); return err },
			"examine":    func() error { _, err := b.Examine(b.ctx, nobody, 1, release.KeepClosed, "x"); return err },
			"code":       func() error { _, err := b.SetCode(b.ctx, nobody, "organisation", code); return err },
		}
		for name, try := range tries {
			if err := try(); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
