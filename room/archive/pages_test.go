package archive_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/ledger"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/schedule"
)

// bureauOf answers the room from the organisation, as the program does.
type bureauOf struct{ o *org.Org }

func (b bureauOf) Units(ctx context.Context) ([]archive.Unit, error) {
	units, err := b.o.Units(ctx)
	var out []archive.Unit
	for _, u := range units {
		out = append(out, archive.Unit{Code: u.Code, Name: u.Name})
	}
	return out, err
}

// desk is a site with the room's pages and four people: dangan (archivist), keyuan
// (staff of the trade section), zhengong (keeper of personnel files), shenji (audit
// administrator).
type desk struct {
	t    *testing.T
	Room *archive.Room
	Site http.Handler
	ids  map[string]int64
}

var deskUnits = []org.Unit{{Code: "BGS", Name: "办公室"}, {Code: "ZGK", Name: "政工科"}, {Code: "SMK", Name: "商贸流通科"}}

func openDesk(t *testing.T, d *act.Door, now func() time.Time) *desk {
	t.Helper()
	ctx := context.Background()
	grants := org.Grants{org.Staff: {archive.Read}, org.Personnel: {archive.Read, archive.KeepPersonnel}, org.Archivist: {archive.Read, archive.Submit, archive.Arrange, archive.Configure, archive.Verify}, org.AuditAdmin: {archive.Verify}}
	o, err := org.Open(d, grants)
	if err != nil {
		t.Fatal(err)
	}
	people, err := o.Found(ctx, act.Owner(), org.Seed{Units: deskUnits, People: []org.SeedPerson{{Name: "办公室档案员", Unit: "BGS", Since: civil.Must("2012-01-01")}, {Name: "商贸流通科科员", Unit: "SMK", Since: civil.Must("2012-01-01")},
		{Name: "政工科科长", Unit: "ZGK", Since: civil.Must("2012-01-01")}}})
	if err != nil {
		t.Fatal(err)
	}
	k := &desk{t: t, ids: map[string]int64{}}
	for _, a := range []struct {
		login  string
		person int64
		role   org.Role
	}{{"dangan", people[0], org.Archivist}, {"keyuan", people[1], org.Staff}, {"zhengong", people[2], org.Personnel}, {"shenji", 0, org.AuditAdmin}} {
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: a.person, Login: a.login, Name: a.login, Password: "Correct-Horse-9"})
		if err == nil {
			err = o.SetRoles(ctx, act.Owner(), id, []org.Role{a.role})
		}
		if err == nil { // a first password would have to be changed before anything else
			err = o.SetDemoPassword(ctx, act.Owner(), id, "Correct-Horse-9")
		}
		if err != nil {
			t.Fatal(err)
		}
		k.ids[a.login] = id
	}
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	k.Room = archive.Open(d, store, bureauOf{o}, schedule.Sample(), []string{"重庆市綦江区商务局"}, "归档文件整理规则")
	k.Room.Book = inForce
	k.Room.OwnPrefixes = []string{"綦商务"}
	if _, err := k.Room.SetFonds(ctx, act.Owner(), archive.Fonds{Code: "X043", Name: "重庆市綦江区商务局"}); err != nil {
		t.Fatal(err)
	}
	sessions := &web.Sessions{Store: o.SessionStore(), Now: now}
	pages := append(k.Room.Pages(), web.Page{Name: "enter", Method: "POST", Pattern: "/enter", Public: "trial", Serve: func(q *web.Request) (web.Answer, error) {
		if err := sessions.Begin(q, k.ids[q.Values().Get("login")]); err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/archive"), nil
	}}, web.Page{Name: "enter.page", Method: "GET", Pattern: "/enter", Public: "trial", Serve: func(q *web.Request) (web.Answer, error) {
		return q.Desk("进入", enterForm(q.FormFor("/enter", nil)))
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: o.Identify(sessions), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Rate: -1, Now: now, TempDir: t.TempDir(),
		Desk: func(q *web.Request) (ui.Desk, error) {
			return ui.Desk{Bureau: "綦江区商务局", Home: "/archive", Search: ui.Search{URL: "/archive/search", Placeholder: "题名、文号、责任者、正文"}, Side: []ui.SideGroup{
				{Name: "档案室", Entries: []ui.SideEntry{{Text: "档案室", URL: "/archive"}, {Text: "收集", URL: "/archive/intake"}, {Text: "档案目录", URL: "/archive/items"},
					{Text: "年度整理", URL: "/archive/years"}, {Text: "档案盒", URL: "/archive/boxes"}}}, {Name: "管理", Entries: []ui.SideEntry{{Text: "档案室设置", URL: "/archive/settings"}}}}}, nil
		},
		OnDenied: func(q *web.Request, f web.Refusal) error {
			if f.Reason != "signin" {
				d.Denied(q.Context(), org.Actor(q), f.Page.Name, noRight())
			}
			return nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	k.Site = site
	return k
}

// as is a browser in which somebody has signed in; nobody for "".
func (k *desk) as(login string) *webtest.Client {
	c := webtest.New(k.t, k.Site)
	c.Base = "http://lantai.test"
	if login != "" {
		c.Post("/enter", url.Values{"login": {login}}).Want(303)
	}
	return c
}

// fill takes records in as the archivist and gives their numbers by title.
func (k *desk) fill(in ...archive.Incoming) map[string]int64 {
	k.t.Helper()
	ctx := context.Background()
	if _, err := k.Room.Take(ctx, act.Owner(), &list{in: in}, archive.TakeOptions{Name: "测试目录.csv", Kind: "table"}); err != nil {
		k.t.Fatal(err)
	}
	return k.byTitle()
}

func (k *desk) byTitle() map[string]int64 {
	k.t.Helper()
	out := map[string]int64{}
	for l := (archive.List{State: "all", Limit: 500}); ; {
		page, err := k.Room.Items(context.Background(), act.Owner(), l)
		if err != nil {
			k.t.Fatal(err)
		}
		for _, it := range page.Items {
			out[it.Title] = it.ID
		}
		if l.After = page.Next; l.After == "" {
			return out
		}
	}
}

func (k *desk) refusals() int {
	k.t.Helper()
	list, err := act.Entries(context.Background(), k.Room.Door.Reader(), act.EntryFilter{Outcome: ledger.Refused}, 1000)
	if err != nil {
		k.t.Fatal(err)
	}
	return len(list)
}

func onDesk(t *testing.T) *desk {
	d, c := dbtest.SQLite(t, org.Schema, rulebook.Schema, search.Schema, archive.Schema)
	return openDesk(t, d, c.Now)
}

const canary = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`

func incoming(title string) archive.Incoming {
	return archive.Incoming{Title: title, DocNo: "綦商务〔2012〕5号", Issuer: "重庆市綦江区商务局", Date: civil.Must("2012-03-05"), Unit: "SMK", Pages: 4, Level: mark.Internal,
		Body: "关于粮食仓储检查的正文，限期整改到位。"}
}

// TestPagesAreGuarded asks for every page without session, without right and with
// right: nothing is served to those who may not, and the refusal is on record.
func TestPagesAreGuarded(t *testing.T) {
	dbtest.Each(t, []db.Schema{org.Schema, rulebook.Schema, search.Schema, archive.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		guarded(t, openDesk(t, d, c.Now))
	})
}

func guarded(t *testing.T, k *desk) {
	ids := k.fill(year2012(3)...)
	var item int64
	for _, id := range ids {
		item = id
	}
	if _, err := k.Room.ArrangeYear(context.Background(), act.Owner(), archive.ArrangeOptions{Year: 2012}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Room.PackYear(context.Background(), act.Owner(), 2012); err != nil {
		t.Fatal(err)
	}
	boxes, err := k.Room.Boxes(context.Background(), 2012)
	if err != nil || len(boxes) == 0 {
		t.Fatal(err, boxes)
	}
	concrete := func(pattern string) string {
		p := strings.NewReplacer("{year}", "2012", "{n}", "1.png").Replace(pattern)
		switch {
		case strings.Contains(p, "/boxes/"):
			return strings.ReplaceAll(p, "{id}", fmt.Sprint(boxes[0].ID))
		case strings.Contains(p, "/items/"):
			return strings.ReplaceAll(p, "{id}", fmt.Sprint(item))
		}
		return strings.ReplaceAll(p, "{id}", "1")
	}
	nobody, auditor, staff, archivist := k.as(""), k.as("shenji"), k.as("keyuan"), k.as("dangan")
	for _, p := range k.Room.Pages() {
		path := concrete(p.Pattern)
		if p.Method == "POST" {
			nobody.Post(path, url.Values{}).Want(401)
			if p.Right == string(archive.Verify) {
				staff.Post(path, url.Values{}).Want(403)
				continue // the auditor's own
			}
			before := k.refusals()
			auditor.Post(path, url.Values{}).Want(403)
			if k.refusals() != before+1 {
				t.Errorf("%s: the refusal is not in the ledger", p.Name)
			}
			if p.Right != string(archive.Read) {
				staff.Post(path, url.Values{}).Want(403)
			}
			continue
		}
		nobody.Get(path).Want(303)
		want := 403
		switch {
		case p.Hide:
			want = 404
		case p.Right == string(archive.Verify):
			want = 200 // the auditor's own
		}
		auditor.Get(path).Want(want)
		if p.Right != string(archive.Read) {
			staff.Get(path).Want(403)
		}
		switch p.Name {
		case "archive.upload", "archive.upload.rejections", "archive.file.page", "archive.file.original", "archive.item.stamped", "archive.batch.rejections",
			"archive.transfer", "archive.transfer.print", "archive.transfer.edit":
			continue // nothing of the kind is there
		case "archive.personnel.list", "archive.personnel.batch":
			archivist.Get(path).Want(403)
			continue // for the keeper of personnel files; see personnel_test.go
		case "archive.item.export":
			path += "?format=csv"
		case "archive.go":
			path += "?code=X043-WS·2012-Y-BGS-0001"
			archivist.Get(path).Want(303)
			continue
		case "archive.year.class":
			path += "?unit=BGS&retention=Y"
		}
		archivist.Get(path).Want(200)
	}
}
