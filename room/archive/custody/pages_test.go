package custody_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/custody"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var grants = org.Grants{
	org.Staff:     {archive.Read},
	org.Leader:    {archive.Read, custody.See},
	org.Liaison:   {archive.Read, custody.Photo},
	org.Archivist: everything,
	org.Personnel: {archive.Read, custody.See, custody.Place, custody.Stocktake},
}

// site is a small site of custody; accounts sign in at /in/role.
func site(t *testing.T, transport web.Transport) (*web.Site, *custody.Room) {
	t.Helper()
	ctx := context.Background()
	d, _ := dbtest.SQLite(t, schemas...)
	r := fill(t, d)
	o, err := org.Open(d, grants)
	if err != nil {
		t.Fatal(err)
	}
	since := civil.Must("2015-01-01")
	if _, err := o.Found(ctx, act.Owner(), org.Seed{Units: []org.Unit{{Code: "BGS", Name: "办公室"}, {Code: "ZGK", Name: "政工科"}},
		People: []org.SeedPerson{{Name: "档案员", Unit: "BGS", Since: since}, {Name: "科员", Unit: "ZGK", Since: since}, {Name: "政工科科长", Unit: "ZGK", Since: since}, {Name: "副局长", Unit: "BGS", Since: since}, {Name: "联络员", Unit: "ZGK", Since: since}}}); err != nil {
		t.Fatal(err)
	}
	ids := map[string]int64{}
	for i, role := range []org.Role{org.Archivist, org.Staff, org.Personnel, org.Leader, org.Liaison} {
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: int64(i + 1), Login: string(role), Name: role.Label(), Password: "Correct-Horse-9"})
		if err == nil {
			err = o.SetRoles(ctx, act.Owner(), id, []org.Role{role})
		}
		if err == nil { // a first password would have to be changed before anything else
			err = o.SetDemoPassword(ctx, act.Owner(), id, "Correct-Horse-9")
		}
		if err != nil {
			t.Fatal(err)
		}
		ids[string(role)] = id
	}
	sessions := &web.Sessions{Store: o.SessionStore(), Transport: transport, Now: d.Clock().Now}
	dot := `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320"><rect width="480" height="320" fill="#ccc"/></svg>`
	pages := append(r.Pages(),
		web.Page{Name: "in", Method: "GET", Pattern: "/in/{login}", Public: "test", Serve: func(q *web.Request) (web.Answer, error) {
			return web.Redirect("/archive/locations"), sessions.Begin(q, ids[q.PathValue("login")])
		}},
		web.Page{Name: "picture", Method: "GET", Pattern: "/archive/files/{id}/page/{n}", Public: "test", Serve: func(q *web.Request) (web.Answer, error) {
			return web.Text(dot).With("Content-Type", "image/svg+xml"), nil
		}})
	s, err := web.New(web.Config{Pages: pages, Identify: o.Identify(sessions), Transport: transport, Rate: -1, TempDir: t.TempDir(), Now: d.Clock().Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk: func(q *web.Request) (ui.Desk, error) {
			return ui.Desk{Bureau: "某区商务局", Side: []ui.SideGroup{{Name: "档案室", Entries: []ui.SideEntry{{Text: "库位", URL: "/archive/locations"}, {Text: "清点", URL: "/archive/stocktakes"}, {Text: "照片说明", URL: "/archive/photos"}}}}}, nil
		},
		OnDenied: func(q *web.Request, f web.Refusal) error {
			d.Denied(q.Context(), org.Actor(q), f.Page.Name, fault.New(fault.Forbidden, "没有权限"))
			return nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

func sign(t *testing.T, s *web.Site, login string) *webtest.Client {
	c := webtest.New(t, s)
	c.Get("/in/" + login).Want(303)
	return c
}

// keyed gives every form its own key, as pages do.
func keyed(n *int, pairs ...string) url.Values {
	*n++
	v := url.Values{"_key": {fmt.Sprintf("key-%d", *n)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func TestPages(t *testing.T) {
	s, r := site(t, web.TLS)
	c := sign(t, s, "archivist")
	n := 0
	const canary = "<b onmouseover=alert(1)>库"
	c.Get("/archive/locations").Want(200).In(".notice", webtest.HasText("文书档案室"))
	if got := c.Post("/archive/locations", keyed(&n, "code", "W S", "name", canary)).Want(422).Value("input[name=name]"); got != canary {
		t.Errorf("what was typed is lost: %q", got)
	}
	page := c.Follow(c.Post("/archive/locations", keyed(&n, "code", "WS", "name", canary))).Want(200)
	if strings.Contains(page.Body, canary) {
		t.Error("a name is not escaped")
	}
	c.Post("/archive/locations", keyed(&n, "parent", "1", "code", "01", "count", "2", "shelves", "2", "capacity", "3")).Want(303)
	c.Post("/archive/locations", keyed(&n, "parent", "1", "code", "01", "count", "1")).Want(422)
	c.Post("/archive/locations", keyed(&n, "code", "RS", "name", "人事档案室", "personnel", "1")).Want(303)
	c.Post("/archive/locations", keyed(&n, "parent", "8", "code", "A", "shelves", "1")).Want(303)
	all, _ := r.Locations(context.Background())
	at := map[string]int64{}
	for _, l := range all {
		at[l.Code] = l.ID
	}
	shelf, drawer := fmt.Sprint(at["WS-01-1"]), fmt.Sprint(at["RS-A-1"])
	ws := strings.Join(wsBoxes(t, r), "\n")
	c.Post("/archive/locations/place", keyed(&n, "boxes", ws, "location", shelf)).Want(409).In(".summary")
	c.Post("/archive/locations/place", keyed(&n, "boxes", ws, "location", shelf, "onward", "1")).Want(303)
	c.Get("/archive/locations/1").Want(200).In("td", webtest.HasText("3 / 3 盒"))
	c.Get("/archive/locations/"+shelf).Want(200).Count("tbody tr", 3)
	c.Post("/archive/locations/"+shelf, keyed(&n, "name", "1层", "capacity", "1", "version", "1")).Want(422)
	c.Get("/archive/locations/labels.pdf?what=boxes&at="+fmt.Sprint(at["WS-02-2"])).Want(404).In(".empty", webtest.HasText("没有要打印的标签")).In(".empty a")
	for _, what := range []string{"boxes", "shelves"} {
		if p := c.Get("/archive/locations/labels.pdf?at=1&what=" + what).Want(200); !strings.HasPrefix(p.Body, "%PDF") {
			t.Error("the labels are no PDF")
		}
	}
	c.Get("/archive/locations/999").Want(404)

	// The personnel room: places are managed, boxes are not shown.
	p := sign(t, s, "personnel")
	p.Post("/archive/locations/place", keyed(&n, "boxes", rsBox(t, r), "location", drawer, "back", "/archive/locations/"+drawer)).Want(303)
	p.Get("/archive/locations/"+drawer).Want(200).Count("tbody tr", 1)
	c.Get("/archive/locations/" + drawer).Want(200).Without("tbody tr")
	c.Get("/archive/locations/labels.pdf?what=boxes&at=" + drawer).Want(404)
	l := sign(t, s, "leader")
	l.Get("/archive/locations/" + drawer).Want(404)

	// A stock-taking from a phone: ticks on the list, codes in the field.
	c.Post("/archive/stocktakes", keyed(&n, "room", "8")).Want(404)
	c.Post("/archive/stocktakes", keyed(&n, "room", "1")).Want(303)
	c.Get("/archive/stocktakes/1?shelf="+shelf).Want(200).Count("input[name=boxes]", 3)
	c.Post("/archive/stocktakes/1/scan", keyed(&n, "shelf", shelf)).Want(422)
	c.Post("/archive/stocktakes/1/close", keyed(&n)).Want(409)
	boxes, _ := r.Archive.Boxes(context.Background(), 2012)
	c.Post("/archive/stocktakes/1/scan", keyed(&n, "shelf", shelf, "boxes", fmt.Sprint(boxes[0].ID), "codes", "<script>\nKW:WS-01-2")).Want(303)
	page = c.Get("/archive/stocktakes/1").Want(200).In("td", webtest.HasText("没有这个盒签"))
	if strings.Contains(page.Body, "<SCRIPT>") {
		t.Error("a scanned code is not escaped")
	}
	c.Post("/archive/stocktakes/1/close", keyed(&n, "note", "两人清点")).Want(303)
	c.Post("/archive/stocktakes/1/scan", keyed(&n, "shelf", shelf, "codes", "1")).Want(409)
	if p := c.Get("/archive/stocktakes/1/list.pdf").Want(200); !strings.HasPrefix(p.Body, "%PDF") {
		t.Error("the report is no PDF")
	}
	c.Get("/archive/stocktakes").Want(200).In("td", webtest.HasText("缺盒"))

	c.Post("/archive/inspections", keyed(&n, "location", "1", "day", "2026-03-02", "condition", "minor", "finding", "")).Want(422)
	c.Post("/archive/inspections", keyed(&n, "location", "1", "day", "2026-03-02", "condition", "minor", "finding", "受潮")).Want(303)
	c.Get("/archive/inspections?pending=1").Want(200).Count("tbody tr", 1)
	c.Post("/archive/inspections/1", keyed(&n, "measure", "")).Want(422)
	c.Post("/archive/inspections/1", keyed(&n, "measure", "除湿")).Want(303)
	c.Get("/archive/inspections/1").Want(200).In("dd", webtest.HasText("除湿"))
	c.Post("/archive/inspections/1", keyed(&n, "measure", "除湿")).Want(409)
	c.Post("/archive/climate", keyed(&n, "location", "1", "temperature", "热", "humidity", "50")).Want(422)
	c.Follow(c.Post("/archive/climate", keyed(&n, "location", "1", "temperature", "28", "humidity", "50"))).Want(200).In("td", webtest.HasText("温度偏高"))

	c.Get("/archive/photos").Want(200).Count("tbody tr", 2)
	photos, _ := r.Photos(context.Background(), archivist, true)
	item := photos[0].ID
	if photos[0].Unit != "ZGK" {
		item = photos[1].ID
	}
	li := sign(t, s, "liaison")
	page = li.Get(fmt.Sprintf("/archive/photos/%d", item)).Want(200)
	file := page.Value("main input[name=file]")
	li.Post(fmt.Sprintf("/archive/photos/%d", item), keyed(&n, "file", file, "version", "0", "subject", "", "day", "2013-06-01")).Want(422)
	li.Post(fmt.Sprintf("/archive/photos/%d", item), keyed(&n, "file", file, "version", "0", "subject", "展会", "day", "2013-05-30", "place", "展馆", "photographer", "甲", "holder_unit", "政工科")).Want(422).In("#f-note-fault", webtest.HasText("2013-06-01"))
	li.Post(fmt.Sprintf("/archive/photos/%d", item), keyed(&n, "file", file, "version", "0", "subject", "展会", "day", "2013-06-01", "place", "展馆", "photographer", "甲", "holder_unit", "政工科")).Want(303)
	li.Get("/archive/locations").Want(403)

	w := sign(t, s, "staff")
	for _, path := range []string{"/archive/locations", "/archive/stocktakes", "/archive/stocktakes/1", "/archive/inspections", "/archive/climate", "/archive/photos", "/archive/locations/labels.pdf?at=1"} {
		w.Get(path).Want(403)
	}
	l.Post("/archive/locations/place", keyed(&n, "boxes", "1", "location", shelf)).Want(403)
	l.Post("/archive/stocktakes", keyed(&n, "room", "1")).Want(403)
	verified(t, r)
}

func TestLook(t *testing.T) {
	s, r := site(t, web.Loopback)
	ctx := context.Background()
	room, shelf, _, _ := shelves(t, r)
	ws := wsBoxes(t, r)
	if _, err := r.PlaceBoxes(ctx, archivist, custody.Placing{Boxes: strings.Join(ws[:5], " "), Location: shelf[0], Onward: true}); err != nil {
		t.Fatal(err)
	}
	id, err := r.OpenStocktake(ctx, archivist, room)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ScanShelf(ctx, archivist, custody.Scan{Taking: id, Shelf: shelf[0], Codes: ws[0] + " " + ws[3] + " 9999"}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.RecordInspection(ctx, archivist, custody.Inspection{LocationID: room, Day: civil.Must("2026-03-02"), Condition: custody.Minor, Finding: "北墙返潮，靠墙一柜盒脊有霉斑"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := r.RecordClimate(ctx, archivist, custody.Reading{Location: room, Temperature: "21.5", Humidity: "66"}); err != nil {
		t.Fatal(err)
	}
	photos, err := r.Photos(ctx, archivist, true)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	defer srv.Close()
	b := browsertest.Open(t, srv.URL)
	b.Go("/in/archivist")
	for _, p := range [][2]string{{"rooms", "/archive/locations"}, {"room", fmt.Sprintf("/archive/locations/%d", room)}, {"shelf", fmt.Sprintf("/archive/locations/%d", shelf[0])}, {"stocktake", fmt.Sprintf("/archive/stocktakes/%d?shelf=%d", id, shelf[0])},
		{"stocktakes", "/archive/stocktakes"}, {"inspections", "/archive/inspections"}, {"climate", "/archive/climate"}, {"photos", "/archive/photos"}, {"photo", fmt.Sprintf("/archive/photos/%d", photos[0].ID)}} {
		for _, w := range []int{1440, 390} {
			b.Size(w, 900)
			b.Go(p[1])
			b.NoSideways()
			b.Shot(p[0] + "-" + map[int]string{1440: "wide", 390: "narrow"}[w])
		}
	}
}
