package release_test

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/room/disclosure/release"
)

// code is a made-up organisation code with a right check character.
const code = "DEMO00016"

func draft(title string) release.Draft {
	return release.Draft{Text: release.Text{Title: title, Summary: "摘要", FormedOn: civil.Must("2026-03-06"), Category: "4.11", Theme: "商贸", Keywords: "检查", Criteria: "interest", Body: "抽查十二家。"}}
}

func (b *bureau) item(login string, x release.Draft) release.Item {
	b.t.Helper()
	i, err := b.NewItem(b.ctx, b.actors[login], x)
	if err != nil {
		b.t.Fatalf("%s: %v", login, say(err))
	}
	return i
}

// review sends an item and takes it through all steps.
func (b *bureau) review(login string, item int64) release.Review {
	b.t.Helper()
	v, err := b.SendItem(b.ctx, b.actors[login], release.Sending{Item: item, Secret: "no", Origin: release.Made}, "")
	if err != nil {
		b.t.Fatalf("%s: %v", login, say(err))
	}
	return v
}

func (b *bureau) published(item int64) release.Item {
	b.t.Helper()
	b.setCode()
	i, err := b.Publish(b.ctx, b.actors["office"], item, []string{"site", "board"}, "")
	if err != nil {
		b.t.Fatal(say(err))
	}
	return i
}

func (b *bureau) setCode() {
	b.t.Helper()
	if _, err := b.SetCode(b.ctx, b.actors["office"], "organisation", code); err != nil {
		b.t.Fatal(say(err))
	}
}

func (b *bureau) public(n int) []release.PublicItem {
	b.t.Helper()
	list, total, err := b.Published(b.ctx, b.Door.Reader(), release.PublicFilter{})
	if err != nil || len(list) != n || total != n {
		b.t.Fatalf("%d published of %d, %v; want %d", len(list), total, err, n)
	}
	return list
}

// From the draft to the tombstone; what is not published is nowhere to be seen
// (law.GovProcReview, law.GovProcPublish, law.GovProcArchive, law.GovMedia,
// law.ProChannels, law.SecAll).
func TestAnItemsLife(t *testing.T) {
	each(t, func(b *bureau) {
		rd := b.Door.Reader()
		i := b.item("clerk", draft("成品油市场检查结果"))
		if err := b.Attach(b.ctx, b.actors["clerk"], i.ID, []release.File{b.put("结果.txt", "均合格")}); err != nil {
			t.Fatal(say(err))
		}
		b.public(0)
		_, err := b.Publish(b.ctx, b.actors["office"], i.ID, []string{"site"}, "")
		b.refused(err, fault.Rule, "没有经过")
		v := b.review("clerk", i.ID)
		_, err = b.Amend(b.ctx, b.actors["clerk"], i.ID, draft("改名"))
		b.refused(err, fault.Conflict, "正在审查")
		_, err = b.Publish(b.ctx, b.actors["office"], i.ID, []string{"site"}, "")
		b.refused(err, fault.Rule, "正在审查")
		b.pass(v.ID)
		b.public(0)
		_, err = b.Publish(b.ctx, b.actors["clerk"], i.ID, []string{"site"}, "")
		b.refused(err, fault.Forbidden, "办公室")
		_, err = b.Publish(b.ctx, b.actors["office"], i.ID, []string{"site"}, "")
		b.refused(err, fault.Rule, "机构代码")
		b.setCode()
		_, err = b.Publish(b.ctx, b.actors["office"], i.ID, nil, "")
		b.refused(err, fault.Invalid, "渠道")
		// Asked for before, the number is the same.
		number, err := b.Number(b.ctx, b.actors["clerk"], i.ID)
		if err != nil || number != code+"/2026-00001" || len(number) != 20 {
			t.Fatal(number, err)
		}
		if _, _, err := b.ByIndex(b.ctx, rd, number); !fault.Is(err, fault.NotFound) {
			t.Errorf("the number of a draft is known: %v", err)
		}
		b.c.Move(48 * time.Hour)
		i = b.published(i.ID)
		if i.Index != number || i.PublishedOn != b.Door.Today() {
			t.Errorf("%+v", i)
		}
		p := b.public(1)[0]
		if p.Index != number || p.Title != "成品油市场检查结果" || p.Column != "20.13" {
			t.Errorf("%+v", p)
		}
		whole, gone, err := b.ByIndex(b.ctx, rd, number)
		if err != nil || gone != nil || len(whole.Files) != 1 || len(whole.Channels) != 2 {
			t.Fatalf("%+v %v", whole, err)
		}
		_, f, err := b.OpenPublic(b.ctx, rd, number, 1)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
		f.Close()
		if string(text) != "均合格" {
			t.Errorf("%s", text)
		}
		if _, _, err := b.OpenPublic(b.ctx, rd, number, 2); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		seen, err := b.Item(b.ctx, b.actors["political"], i.ID)
		if err != nil || seen.Lag != 2 || seen.Own {
			t.Errorf("lag %d, %v", seen.Lag, err)
		}
		// A change has a text and a review of its own; the old one stands until then.
		if _, err := b.NewVersion(b.ctx, b.actors["clerk"], i.ID, b.Door.Today(), "复查"); err != nil {
			t.Fatal(say(err))
		}
		x := draft("成品油市场复查结果")
		x.FormedOn = b.Door.Today()
		if _, err := b.Amend(b.ctx, b.actors["clerk"], i.ID, x); err != nil {
			t.Fatal(say(err))
		}
		if p := b.public(1)[0]; p.Title != "成品油市场检查结果" || p.N != 1 {
			t.Errorf("%+v", p)
		}
		_, err = b.Publish(b.ctx, b.actors["office"], i.ID, []string{"site"}, "")
		b.refused(err, fault.Rule, "没有经过")
		b.pass(b.review("clerk", i.ID).ID)
		b.published(i.ID)
		if p := b.public(1)[0]; p.Title != "成品油市场复查结果" || p.N != 2 || p.Index != number {
			t.Errorf("%+v", p)
		}
		_, err = b.Withdraw(b.ctx, b.actors["clerk"], i.ID, "有误", false)
		b.refused(err, fault.Forbidden, "办公室")
		if _, err := b.Withdraw(b.ctx, b.actors["office"], i.ID, "数据有误", true); err != nil {
			t.Fatal(say(err))
		}
		b.public(0)
		_, gone, err = b.ByIndex(b.ctx, rd, number)
		if err != nil || gone == nil || gone.Title != "" || gone.Why != "数据有误" || gone.On != b.Door.Today() || !strings.Contains(gone.By, "办公室") {
			t.Fatalf("%+v %v", gone, err)
		}
		if feed, err := b.Feed(b.ctx, rd, "20.13", 10); err != nil || len(feed) != 1 || !feed[0].Gone {
			t.Errorf("%+v %v", feed, err)
		}
		if _, _, err := b.OpenPublic(b.ctx, rd, number, 1); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		_, err = b.Publish(b.ctx, b.actors["office"], i.ID, []string{"site"}, "")
		b.refused(err, fault.Conflict, "撤下")
		if len(b.filed) != 2 {
			t.Errorf("%d reviews handed to the archive", len(b.filed))
		}
	})
}

// A text that was cleared and then changed is reviewed again.
func TestAmendingVoidsTheClearance(t *testing.T) {
	each(t, func(b *bureau) {
		b.setCode()
		i := b.item("clerk", draft("甲"))
		b.pass(b.review("clerk", i.ID).ID)
		x := draft("甲")
		x.Body = "抽查十三家。"
		if _, err := b.Amend(b.ctx, b.actors["clerk"], i.ID, x); err != nil {
			t.Fatal(say(err))
		}
		_, err := b.Publish(b.ctx, b.actors["office"], i.ID, []string{"site"}, "")
		b.refused(err, fault.Rule, "公开页面")
		// The very words again are the very bytes again.
		if _, err := b.Amend(b.ctx, b.actors["clerk"], i.ID, draft("甲")); err != nil {
			t.Fatal(say(err))
		}
		b.published(i.ID)
	})
}

// A text that was returned goes to the same review.
func TestReturnedTextGoesOn(t *testing.T) {
	each(t, func(b *bureau) {
		i := b.item("clerk", draft("甲"))
		v := b.review("clerk", i.ID)
		if _, err := b.Flow.Do(b.ctx, b.actors["head"], flow.Return, flow.Input{Case: v.CaseID, Words: "改题名"}); err != nil {
			t.Fatal(say(err))
		}
		if _, err := b.Amend(b.ctx, b.actors["clerk"], i.ID, draft("甲改")); err != nil {
			t.Fatal(say(err))
		}
		again := b.review("clerk", i.ID)
		if again.ID != v.ID || again.Round != 2 {
			t.Errorf("%+v", again)
		}
		b.pass(v.ID)
		b.published(i.ID)
	})
}

// Twenty working days from forming and from every change, warning at the fifteenth
// (law.ProDeadline, law.ProDeadlineChange, law.ProDeadlineLaw).
func TestRadar(t *testing.T) {
	each(t, func(b *bureau) {
		a := b.item("clerk", draft("后形成的"))
		x := draft("先形成的")
		x.FormedOn = civil.Must("2026-02-06")
		first := b.item("clerk", x)
		y := draft("另有规定的")
		y.DueOther, y.DueGround = civil.Must("2026-03-11"), "某条例规定五日内公开"
		b.item("office", y)
		list, err := b.Radar(b.ctx, b.actors["office"])
		if err != nil || len(list) != 3 {
			t.Fatal(list, err)
		}
		if list[0].ID == a.ID || list[2].ID != a.ID || list[2].Due.Due != civil.Must("2026-04-03") || list[2].Due.Warn != civil.Must("2026-03-27") {
			t.Errorf("%+v", list)
		}
		if mine, err := b.Radar(b.ctx, b.actors["political"]); err != nil || len(mine) != 0 {
			t.Errorf("another unit sees %d, %v", len(mine), err)
		}
		if mine, err := b.Radar(b.ctx, b.actors["clerk"]); err != nil || len(mine) != 2 || mine[0].ID != first.ID {
			t.Errorf("%+v %v", mine, err)
		}
		n := &notify.Notify{Door: b.Door, Org: b.Org}
		todo := func(login string) int {
			list, err := n.List(b.ctx, notify.Audience{Login: login, Unit: b.actors[login].Unit, Roles: []org.Role{org.Staff}})
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if todo("clerk") != 2 {
			t.Errorf("the unit has %d to-dos", todo("clerk"))
		}
		before := todo("secretary")
		b.c.Move(30 * 24 * time.Hour)
		if todo("secretary") <= before {
			t.Error("the office is not warned")
		}
	})
}

// law.GovInt1, law.GovInt2, law.GovInt3, law.GovInt4.
func TestInsideStaysInside(t *testing.T) {
	each(t, func(b *bureau) {
		b.setCode()
		x := draft("财务收支")
		x.Category, x.Criteria = "2.2", ""
		i := b.item("archivist", x)
		_, err := b.SendItem(b.ctx, b.actors["archivist"], release.Sending{Item: i.ID, Secret: "no", Origin: release.Made}, "")
		b.refused(err, fault.Invalid, "会议费")
		x.Elements = "会议费,接待费,通讯费,印刷费,公务车费,领导差旅费,出国考察费"
		if _, err := b.Amend(b.ctx, b.actors["archivist"], i.ID, x); err != nil {
			t.Fatal(say(err))
		}
		v := b.review("archivist", i.ID)
		for _, login := range []string{"office", "secretary", "deputy", "director"} {
			b.word(login, v.ID, release.SayOpen)
		}
		got := b.published(i.ID)
		if got.State != release.ItemInternal {
			t.Errorf("%+v", got)
		}
		b.public(0)
		if _, _, err := b.ByIndex(b.ctx, b.Door.Reader(), got.Index); !fault.Is(err, fault.NotFound) {
			t.Errorf("internal item by index: %v", err)
		}
		if _, err := b.Item(b.ctx, b.actors["clerk"], i.ID); err != nil {
			t.Errorf("the staff does not see it: %v", err)
		}
		if _, err := b.Item(b.ctx, act.Actor{}, i.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger sees it: %v", err)
		}
		if _, err := b.Withdraw(b.ctx, b.actors["office"], i.ID, "更正", false); err != nil {
			t.Fatal(say(err))
		}
		if list, err := b.Tombstones(b.ctx, b.Door.Reader()); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
		if cols, err := b.Columns(b.ctx, b.Door.Reader()); err != nil || len(cols) != 0 {
			t.Errorf("%+v %v", cols, err)
		}
	})
}

// law.GovClosed1, law.GovClosed2, law.GovClosed3, law.Disclosure2019Reexamination.
func TestWhatIsWithheld(t *testing.T) {
	each(t, func(b *bureau) {
		for _, c := range []string{"3.1", "3.2", "3.3"} {
			x := draft("不公开的")
			x.Category, x.Ground = c, "某法"
			_, err := b.NewItem(b.ctx, b.actors["clerk"], x)
			b.refused(err, fault.Invalid, "不予公开")
			x.Attribute = release.Closed
			_, err = b.NewItem(b.ctx, b.actors["clerk"], x)
			b.refused(err, fault.Invalid, "以公开为常态")
			x.Why = "依法不公开"
			i := b.item("clerk", x)
			_, err = b.Publish(b.ctx, b.actors["office"], i.ID, []string{"site"}, "")
			b.refused(err, fault.Rule, "不对外公开")
			_, err = b.Examine(b.ctx, b.actors["clerk"], i.ID, release.MayOpen, "情况变了")
			b.refused(err, fault.Rule, "不对外公开")
		}
		x := draft("过程性信息")
		x.Attribute, x.Why = release.Closed, "还在讨论"
		i := b.item("clerk", x)
		if i.ReexamineOn != civil.Must("2027-03-06") {
			t.Errorf("again on %v", i.ReexamineOn)
		}
		if _, err := b.Item(b.ctx, b.actors["political"], i.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another unit sees it: %v", err)
		}
		_, err := b.Examine(b.ctx, b.actors["political"], i.ID, release.KeepClosed, "x")
		b.refused(err, fault.NotFound, "")
		b.c.Move(365 * 24 * time.Hour)
		due, err := b.Items(b.ctx, b.actors["office"], release.Find{Reexamine: true})
		if err != nil || len(due) != 4 {
			t.Errorf("%d due, %v", len(due), err)
		}
		if i, err = b.Examine(b.ctx, b.actors["clerk"], i.ID, release.MayOpen, "已定稿"); err != nil || i.RunsFrom != b.Door.Today() || i.Attribute != release.Public {
			t.Errorf("%+v %v", i, say(err))
		}
	})
}

// The guide names all that article 12 and the intake channels ask for (law.GovPub10,
// law.FoiContact).
func TestGuide(t *testing.T) {
	each(t, func(b *bureau) {
		book, err := rulebook.Load("qijiang-commerce")
		if err != nil {
			t.Fatal(err)
		}
		x := draft("政府信息公开指南")
		x.Category, x.Body, x.Guide = "1.10", "", map[string]string{}
		for _, f := range book.Catalogue.Guide {
			x.Guide[f.Name] = f.Label + "的内容"
		}
		delete(x.Guide, "phone")
		_, err = b.NewItem(b.ctx, b.actors["clerk"], func() release.Draft { y := x; y.Unit = "SMLTK"; return y }())
		b.refused(err, fault.Forbidden, "办公室")
		i := b.item("archivist", x)
		_, err = b.SendItem(b.ctx, b.actors["archivist"], release.Sending{Item: i.ID, Secret: "no", Origin: release.Made}, "")
		b.refused(err, fault.Invalid, "联系电话")
		x.Guide["phone"] = "000-00000000"
		if _, err := b.Amend(b.ctx, b.actors["archivist"], i.ID, x); err != nil {
			t.Fatal(say(err))
		}
		v := b.review("archivist", i.ID)
		for _, login := range []string{"office", "secretary", "deputy", "director"} {
			b.word(login, v.ID, release.SayOpen)
		}
		i = b.published(i.ID)
		p, _, err := b.ByIndex(b.ctx, b.Door.Reader(), i.Index)
		if err != nil || len(p.Guide) != len(book.Catalogue.Guide) || p.Kind != release.Guide {
			t.Errorf("%+v %v", p.Guide, err)
		}
	})
}

// Two who ask at once get two numbers, and one who asks twice gets one.
func TestIndexNumbersNeverCollide(t *testing.T) {
	each(t, func(b *bureau) {
		b.setCode()
		var items []int64
		for k := range 8 {
			items = append(items, b.item("clerk", draft(fmt.Sprint("第", k, "件"))).ID)
		}
		var mu sync.Mutex
		got := map[string]map[int64]bool{}
		var wg sync.WaitGroup
		for range 2 {
			for _, id := range items {
				wg.Add(1)
				go func() {
					defer wg.Done()
					n, err := b.Number(b.ctx, b.actors["office"], id)
					mu.Lock()
					defer mu.Unlock()
					if err != nil {
						t.Error(say(err))
						return
					}
					if got[n] == nil {
						got[n] = map[int64]bool{}
					}
					got[n][id] = true
				}()
			}
		}
		wg.Wait()
		if len(got) != 8 {
			t.Fatalf("%d numbers: %v", len(got), got)
		}
		for n, of := range got {
			if len(of) != 1 || len(n) != 20 {
				t.Errorf("%s of %v", n, of)
			}
		}
	})
}

func TestColumnsEmptyAndStale(t *testing.T) {
	each(t, func(b *bureau) {
		i := b.item("clerk", draft("甲"))
		b.pass(b.review("clerk", i.ID).ID)
		b.published(i.ID)
		find := func(code string) release.Gap {
			list, err := b.Gaps(b.ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range list {
				if g.Code == code {
					return g
				}
			}
			return release.Gap{}
		}
		if g := find("20.13"); g.Empty || g.Stale || g.Items != 1 {
			t.Errorf("%+v", g)
		}
		if !find("20.1").Empty || find("20.14").Empty {
			t.Error("the wrong columns are empty")
		}
		b.c.Move(200 * 24 * time.Hour)
		if !find("20.13").Stale {
			t.Error("half a year without anything new")
		}
	})
}

func TestCodes(t *testing.T) {
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	x := book.Catalogue.Index
	for _, c := range []struct {
		form, code string
		ok         bool
	}{{"organisation", "000014349", true}, {"organisation", "000014348", false}, {"organisation", code, true}, {"organisation", "00001434", false},
		{"credit", "11341702486344515H", true}, {"credit", "113417024863445151", false}, {"credit", "11341702486344515I", false}, {"none", code, false}} {
		if err := release.CheckCode(x, c.form, c.code); (err == nil) != c.ok {
			t.Errorf("%s %s: %v", c.form, c.code, err)
		}
	}
}

// Every category of the local text stands in the catalogue under its clause, in its
// scope.
func TestCategories(t *testing.T) {
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	for scope, list := range map[string][]law.ID{
		rulebook.ScopePublic: {law.GovPub01, law.GovPub02, law.GovPub03, law.GovPub04, law.GovPub05, law.GovPub06, law.GovPub07, law.GovPub08, law.GovPub09, law.GovPub10, law.GovPub11,
			law.ProKey01, law.ProKey02, law.ProKey03, law.ProKey04, law.ProKey05, law.ProKey06, law.ProKey07, law.ProKey08, law.ProKey09, law.ProKey10, law.ProKey11, law.ProKey12, law.ProKey13},
		rulebook.ScopeInternal: {law.GovInt1, law.GovInt2, law.GovInt3, law.GovInt4},
		rulebook.ScopeClosed:   {law.GovClosed1, law.GovClosed2, law.GovClosed3},
	} {
		n := 0
		for _, c := range book.Catalogue.Categories {
			if c.Scope == scope {
				if n >= len(list) || c.Basis[0].Clause != list[n] {
					t.Fatalf("%s: %s rests on %v", scope, c.Code, c.Basis)
				}
				n++
			}
		}
		if n != len(list) {
			t.Errorf("%s: %d categories, want %d", scope, n, len(list))
		}
	}
}
