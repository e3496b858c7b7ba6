package archive_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
)

type handIn struct {
	r *archive.Room
	h archive.Handed
}

var handDeed = act.Define(act.Spec[handIn, bool]{Name: "archive.trial.hand", Right: archive.Read, Basis: []law.ID{law.ArchiveFilingUnits},
	Do: func(tx *act.Tx, in handIn) (bool, act.Entry, error) {
		return true, act.Entry{Subject: "trial", Summary: "移交"}, in.r.Receive(tx, in.h)
	}})

var (
	keeper = act.Actor{ID: 9, Login: "keeper", Name: "政工科科长", Unit: "ZGK", Rights: []act.Right{archive.Read, archive.KeepPersonnel},
		Reach: act.Reach{Units: []string{"ZGK"}, SeeOthers: true, Others: mark.Internal, Compartments: []string{"personnel"}}}
	todos = func(r *archive.Room) []notify.Todo {
		list, _ := (&notify.Notify{Door: r.Door}).List(context.Background(), notify.Audience{Login: "keeper", Roles: []org.Role{org.Personnel}})
		return list
	}
)

func withPersonnel(t *testing.T, fn func(t *testing.T, k *desk)) {
	dbtest.Each(t, []db.Schema{org.Schema, rulebook.Schema, search.Schema, notify.Schema, archive.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(t, openDesk(t, d, c.Now)) })
}

// hand hands over the papers of a leave, or of a trip.
func (k *desk) hand(title string, personnel bool) {
	k.t.Helper()
	ref, err := k.Room.Files.Put(context.Background(), strings.NewReader("%PDF-1.4 诊断："+title), 0)
	if err != nil {
		k.t.Fatal(err)
	}
	h := archive.Handed{Source: title, Title: title, Unit: "SMK", Date: civil.Must("2026-03-02"), Personnel: personnel, Level: mark.Internal,
		Files: []archive.IncomingFile{{Name: "诊断证明.pdf", Path: "诊断证明.pdf", Kind: "pdf", Size: ref.Size, SHA256: ref.SHA256, SM3: ref.SM3}}}
	if _, err := handDeed.Run(context.Background(), k.Room.Door, act.Owner(), handIn{k.Room, h}); err != nil {
		k.t.Fatal(err)
	}
}

func TestPersonnelPapersAreAcceptedByTheirKeeper(t *testing.T) {
	withPersonnel(t, func(t *testing.T, k *desk) {
		ctx, r := context.Background(), k.Room
		k.hand("科员休假审批表（2026-假-0001）", true)
		k.hand("科员出差审批表（2026-差-0001）", false)
		if list := todos(r); len(list) != 1 || list[0].URL != "/archive/personnel/1" {
			t.Fatalf("to-dos: %+v", list)
		}
		item := one[int64](t, r, "SELECT id FROM archive_item WHERE category = 'RS'")
		file := one[int64](t, r, "SELECT id FROM archive_file WHERE item_id = $1", item)
		trip := one[int64](t, r, "SELECT id FROM archive_item WHERE category <> 'RS'")

		// The archivist reads who has to accept it, and nothing of what it says.
		a := k.as("dangan")
		a.Get("/archive/batches/1").Want(200).In(".notice", webtest.HasText("须由政工科的人事管理员核对接收"), webtest.HasText("等待")).Without("td a")
		a.Get("/archive").Want(200).In("td", webtest.HasText("人事材料等政工科接收"))
		a.Get("/archive/personnel").Want(403)
		a.Get("/archive/personnel/1").Want(403)
		a.Post(fmt.Sprintf("/archive/personnel/items/%d/accept", item), url.Values{}).Want(403)
		a.Post(fmt.Sprintf("/archive/personnel/files/%d/open", file), url.Values{}).Want(403)
		a.Get(fmt.Sprintf("/archive/items/%d", item)).Want(404)
		s := k.as("keyuan")
		s.Get("/archive/personnel/1").Want(403)
		s.Get(fmt.Sprintf("/archive/items/%d", item)).Want(404)
		k.as("").Get("/archive/personnel").Want(303)

		// The right without the closed circle opens nothing, nor the circle without the right.
		blind, curious := keeper, keeper
		blind.Reach = act.Reach{Everything: true}
		curious.Rights = []act.Right{archive.Read, archive.Arrange}
		title := "改过的题名"
		for name, who := range map[string]act.Actor{"blind": blind, "curious": curious} {
			want := map[string]fault.Kind{"blind": fault.NotFound, "curious": fault.Forbidden}[name]
			if err := r.AcceptPersonnel(ctx, who, archive.Amendment{ID: item, Title: &title}); !fault.Is(err, want) {
				t.Errorf("%s accepts: %v", name, err)
			}
			if _, _, err := r.LookPersonnel(ctx, who, file); !fault.Is(err, want) {
				t.Errorf("%s looks: %v", name, err)
			}
			if _, _, err := r.PersonnelPapers(ctx, who, 1); !fault.Is(err, want) {
				t.Errorf("%s lists: %v", name, err)
			}
		}
		if list, err := r.PersonnelBatches(ctx, blind); err != nil || len(list) != 0 {
			t.Errorf("blind: %v %+v", err, list)
		}

		// The keeper sees exactly these batches.
		z := k.as("zhengong")
		z.Get("/archive/batches/1").Want(403)
		z.Get("/archive/personnel").Want(200).In("td", webtest.HasText("科员休假审批表")).Count("tbody tr", 1)
		z.Get("/archive/personnel/2").Want(404)
		if err := r.AcceptPersonnel(ctx, keeper, archive.Amendment{ID: trip, Title: &title}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an ordinary paper: %v", err)
		}
		page := z.Get("/archive/personnel/1").Want(200).In("h1", webtest.HasText("科员休假审批表"))
		page.In("form[action*=open]").In("form[action*=accept]")
		got := z.Post(fmt.Sprintf("/archive/personnel/files/%d/open", file), url.Values{}).Want(200)
		if !strings.HasPrefix(got.Body, "%PDF") {
			t.Errorf("the file: %q", got.Body)
		}
		form := func(pairs ...string) url.Values {
			v := url.Values{"title": {"科员休假审批表（2026-假-0001）"}, "date": {"2026-03-02"}, "year": {"2026"}, "unit": {"SMK"}, "retention": {"D30"}}
			for i := 0; i < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return v
		}
		at := fmt.Sprintf("/archive/personnel/items/%d/accept", item)
		z.Post(at, form("retention", "")).Want(422).In(".fault", webtest.HasText("请选定保管期限"))
		z.Post(at, form("title", "")).Want(422).In(".fault", webtest.HasText("题名不能为空"))
		z.Post(at, form("version", "99")).Want(409)
		z.Post(at, form("title", title)).Want(303)
		z.Get("/archive/personnel/1").Want(200).In(".tag", webtest.HasText("已接收")).Without("form[action*=accept]")
		z.Post(at, form("_key", "again")).Want(409)
		z.Post(fmt.Sprintf("/archive/personnel/files/%d/open", file), url.Values{"_key": {"later"}}).Want(409)
		it, err := r.Item(ctx, keeper, item)
		if err != nil || it.Title != title || it.Retention != "D30" || it.RetentionFrom != archive.Confirmed || it.Category != "RS" {
			t.Errorf("%v %+v", err, it)
		}
		if list := todos(r); len(list) != 0 {
			t.Errorf("to-dos afterwards: %+v", list)
		}
		a.Get("/archive/batches/1").Want(200).In(".notice", webtest.HasText("核对接收"), webtest.HasText("已由"))
		entries, err := act.Entries(ctx, r.Door.Reader(), act.EntryFilter{Deed: "archive.personnel.accept", Outcome: "done"}, 10)
		if err != nil || len(entries) != 1 || strings.Contains(entries[0].Summary+entries[0].Detail, "诊断") {
			t.Errorf("%v %+v", err, entries)
		}
		verify(t, k)
	})
}

// A further paper of the same case is a batch of its own and waits anew; the same
// paper twice is kept once and asks nobody.
func TestAFurtherPersonnelPaperWaitsForItself(t *testing.T) {
	withPersonnel(t, func(t *testing.T, k *desk) {
		k.hand("科员休假审批表（2026-假-0001）", true)
		k.hand("科员休假审批表（2026-假-0001）补充材料1：后补的材料", true)
		k.hand("科员休假审批表（2026-假-0001）补充材料1：后补的材料", true)
		if list := todos(k.Room); len(list) != 2 {
			t.Errorf("%+v", list)
		}
		if n := one[int64](t, k.Room, "SELECT count(*) FROM archive_item WHERE category = 'RS'"); n != 2 {
			t.Errorf("%d papers", n)
		}
		// One that was sent by mistake is put aside, with the reason.
		ctx, id := context.Background(), one[int64](t, k.Room, "SELECT max(id) FROM archive_item")
		if err := k.Room.ExcludePersonnel(ctx, archivist, id, "送错"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the archivist: %v", err)
		}
		if err := k.Room.ExcludePersonnel(ctx, keeper, id, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		z, at := k.as("zhengong"), fmt.Sprintf("/archive/personnel/items/%d/accept", id)
		z.Post(at, url.Values{"do": {"exclude"}}).Want(422).In(".fault", webtest.HasText("不归档的理由"))
		z.Post(at, url.Values{"do": {"exclude"}, "reason": {"送错"}}).Want(303)
		if it, err := k.Room.Item(ctx, keeper, id); err != nil || it.State != archive.Excluded || !strings.Contains(it.Remark, "送错") {
			t.Errorf("%v %+v", err, it)
		}
		if list := todos(k.Room); len(list) != 1 {
			t.Errorf("to-dos afterwards: %+v", list)
		}
		z.Post(at, url.Values{"do": {"exclude"}, "reason": {"送错"}, "_key": {"again"}}).Want(409)
		verify(t, k)
	})
}
