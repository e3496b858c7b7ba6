package custody_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/custody"
	"lantai.internal/room/archive/schedule"
)

type bureau struct{}

func (bureau) Units(context.Context) ([]archive.Unit, error) {
	return []archive.Unit{{Code: "BGS", Name: "办公室"}, {Code: "ZGK", Name: "政工科"}}, nil
}

var everything = []act.Right{archive.Read, archive.Arrange, archive.Configure, custody.See, custody.Manage, custody.Place, custody.Stocktake, custody.Inspect, custody.Photo}

var archivist = act.Actor{ID: 1, Login: "archivist", Name: "办公室档案员", Unit: "BGS", Rights: everything, Reach: act.Reach{Everything: true}}
var personnel = act.Actor{ID: 2, Login: "personnel", Name: "政工科科长", Unit: "ZGK", Rights: []act.Right{custody.See, custody.Place, custody.Stocktake},
	Reach: act.Reach{Units: []string{"ZGK"}, Compartments: []string{"personnel"}}}
var liaison = act.Actor{ID: 3, Login: "liaison", Name: "政工科兼职档案员", Unit: "ZGK", Rights: []act.Right{archive.Read, custody.Photo}, Reach: act.Reach{Units: []string{"ZGK"}, SeeOthers: true, Others: 1}}

type list struct {
	in []archive.Incoming
	at int
}

func (l *list) Next(context.Context) (*archive.Incoming, []archive.Rejection, []archive.Warning, error) {
	if l.at == len(l.in) {
		return nil, nil, nil, io.EOF
	}
	l.at++
	x := l.in[l.at-1]
	x.Row = l.at
	return &x, nil, nil, nil
}

// picture is a small JPEG whose EXIF says when it was taken.
func picture(t *testing.T, taken string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00" + "\x32\x01\x02\x00\x14\x00\x00\x00\x1a\x00\x00\x00" + "\x00\x00\x00\x00" + taken + "\x00")
	seg := append([]byte("Exif\x00\x00"), tiff...)
	app1 := append([]byte{0xff, 0xe1, byte((len(seg) + 2) >> 8), byte(len(seg) + 2)}, seg...)
	return append(append([]byte{0xff, 0xd8}, app1...), b.Bytes()[2:]...)
}

// fill makes six boxes of 2012 (numbers 1 to 6) and, as items 61 to 63, a
// personnel file and two sets of photographs of BGS and ZGK.
func fill(t *testing.T, d *act.Door) *custody.Room {
	t.Helper()
	ctx := context.Background()
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a := archive.Open(d, store, bureau{}, schedule.Sample(), []string{"某区商务局"}, "归档文件整理规则")
	if _, err := a.SetFonds(ctx, archivist, archive.Fonds{Code: "X043", Name: "某区商务局"}); err != nil {
		t.Fatal(err)
	}
	var in []archive.Incoming
	for i := range 60 {
		in = append(in, archive.Incoming{Title: "关于第" + string(rune('一'+i)) + "次检查的通知", Date: civil.Must("2012-01-04").AddDays(i), Retention: []code.Period{"Y", "D30", "D10"}[i%3],
			Unit: []string{"BGS", "政工科"}[i%2], Pages: 3})
	}
	in = append(in, archive.Incoming{Title: "干部履历表", Unit: "ZGK", Category: "RS", Retention: "Y", Date: civil.Must("2012-03-01"), Pages: 3})
	for _, u := range []string{"BGS", "ZGK"} {
		x := archive.Incoming{Title: "展会照片" + u, Unit: u, Category: "ZP", Retention: "Y", Date: civil.Must("2013-06-01"), Pages: 1}
		for _, at := range []string{"2013:06:01 09:30:00", "2013:06:03 10:00:00"} {
			ref, err := store.Put(ctx, bytes.NewReader(picture(t, at)), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			x.Files = append(x.Files, archive.IncomingFile{Role: "main", Name: at[8:10] + ".jpg", Kind: "jpeg", Size: ref.Size, Pages: 1, SHA256: ref.SHA256, SM3: ref.SM3})
		}
		in = append(in, x)
	}
	rep, err := a.Take(ctx, act.Owner(), &list{in: in}, archive.TakeOptions{Name: "测试", Kind: "table"})
	if err != nil || rep.Accepted != len(in) {
		t.Fatalf("%+v %v", rep, err)
	}
	if _, err := a.ArrangeYear(ctx, act.Owner(), archive.ArrangeOptions{Year: 2012}); err != nil {
		t.Fatal(err)
	}
	pk, err := a.PackYear(ctx, act.Owner(), 2012)
	if err != nil || pk.Boxes != 7 {
		t.Fatalf("%+v %v", pk, err)
	}
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	return custody.Open(a, book)
}

var schemas = []db.Schema{org.Schema, rulebook.Schema, search.Schema, archive.Schema, custody.Schema}

func each(t *testing.T, fn func(t *testing.T, r *custody.Room, c *clock.Movable)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(t, fill(t, d), c) })
}

func verified(t *testing.T, r *custody.Room) {
	t.Helper()
	if v, err := r.Archive.Door.Verify(context.Background()); err != nil || !v.OK {
		t.Fatalf("verify: %+v %v", v.Findings, err)
	}
}

// shelves adds the documents' room with one cabinet of three shelves for two
// boxes each, and the personnel room with one shelf; it gives room and shelves.
func shelves(t *testing.T, r *custody.Room) (room int64, shelf []int64, closed int64, drawer int64) {
	t.Helper()
	ctx := context.Background()
	add := func(n custody.NewLocation) []int64 {
		ids, err := r.AddLocations(ctx, archivist, n)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	room = add(custody.NewLocation{Code: "WS", Name: "文书档案室"})[0]
	shelf = add(custody.NewLocation{Parent: room, Code: "01", Shelves: 3, Capacity: 2, CabinetCapacity: 5})[1:]
	closed = add(custody.NewLocation{Code: "RS", Name: "人事档案室", Personnel: true})[0]
	drawer = add(custody.NewLocation{Parent: closed, Code: "A", Shelves: 1})[1]
	return
}

// rsBox is the number of the personnel box.
func rsBox(t *testing.T, r *custody.Room) string {
	t.Helper()
	all, err := r.Archive.Boxes(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range all {
		if b.Category == "RS" {
			return archive.BoxCode("X043", b)
		}
	}
	t.Fatal("no personnel box")
	return ""
}

func wsBoxes(t *testing.T, r *custody.Room) []string {
	t.Helper()
	all, err := r.Archive.Boxes(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range all {
		if b.Category == "WS" {
			out = append(out, archive.BoxCode("X043", b))
		}
	}
	return out
}

func TestPlacing(t *testing.T) {
	each(t, func(t *testing.T, r *custody.Room, _ *clock.Movable) {
		ctx := context.Background()
		_, shelf, closed, drawer := shelves(t, r)
		ws, rs := wsBoxes(t, r), rsBox(t, r)
		place := func(who act.Actor, boxes string, at int64, onward bool) (custody.Placed, error) {
			return r.PlaceBoxes(ctx, who, custody.Placing{Boxes: boxes, Location: at, Onward: onward})
		}
		if _, err := place(archivist, strings.Join(ws[:3], " "), shelf[0], false); !fault.Is(err, fault.Rule) {
			t.Fatalf("a shelf for two took three: %v", err)
		}
		p, err := place(archivist, strings.Join(ws[:5], " "), shelf[0], true)
		if err != nil || p.Boxes != 5 || p.Last != "WS-01-3" {
			t.Fatalf("onward: %+v %v", p, err)
		}
		if _, err := place(archivist, ws[5], shelf[2], false); !fault.Is(err, fault.Rule) || !strings.Contains(fault.Of(err).Say, "WS-01 可放 5 盒") {
			t.Fatalf("the cabinet's capacity: %v", err)
		}
		if _, err := place(personnel, rs, shelf[2], false); !fault.Is(err, fault.Rule) {
			t.Fatalf("a personnel box among documents: %v", err)
		}
		if _, err := place(archivist, rs, drawer, false); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Invalid) {
			t.Fatalf("the archivist handled a personnel box: %v", err)
		}
		if _, err := place(personnel, ws[5], drawer, false); !fault.Is(err, fault.Rule) {
			t.Fatalf("a document among personnel files: %v", err)
		}
		if p, err := place(personnel, rs, drawer, false); err != nil || p.Boxes != 1 {
			t.Fatalf("%+v %v", p, err)
		}
		if _, err := r.Map(ctx, archivist, closed); !fault.Is(err, fault.NotFound) {
			t.Fatalf("the archivist saw the personnel room: %v", err)
		}
		if m, err := r.Map(ctx, personnel, closed); err != nil || len(m) != 3 || len(m[2].Boxes) != 1 {
			t.Fatalf("%+v %v", m, err)
		}
		if _, err := place(liaison, ws[5], shelf[2], false); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("without the right: %v", err)
		}
		for _, bad := range []string{"", "三", "99999", "5-2"} {
			if _, err := place(archivist, bad, shelf[2], false); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		// A shelf in use can neither shrink nor be retired.
		all, _ := r.Locations(ctx)
		for _, l := range all {
			if l.ID == shelf[0] {
				if err := r.AmendLocation(ctx, archivist, custody.LocationChange{ID: l.ID, Name: l.Name, Capacity: 1, Version: l.Version}); !fault.Is(err, fault.Invalid) {
					t.Errorf("shrunk: %v", err)
				}
				if err := r.AmendLocation(ctx, archivist, custody.LocationChange{ID: l.ID, Name: l.Name, Retire: true, Version: l.Version}); !fault.Is(err, fault.Invalid) {
					t.Errorf("retired: %v", err)
				}
			}
		}
		f, err := r.Figures(ctx, 2026)
		if err != nil || len(f.Rooms) != 2 || f.Cabinets != 2 {
			t.Errorf("%+v %v", f, err)
		}
		if w, err := r.Wanted(ctx); err != nil || len(w) != 0 {
			t.Errorf("%+v %v", w, err)
		}
		verified(t, r)
	})
}

func TestLocationsRefused(t *testing.T) {
	each(t, func(t *testing.T, r *custody.Room, _ *clock.Movable) {
		ctx := context.Background()
		room, shelf, _, _ := shelves(t, r)
		for name, n := range map[string]custody.NewLocation{
			"code taken":       {Code: "WS", Name: "又一间"},
			"code with blank":  {Code: "W S", Name: "库"},
			"room unnamed":     {Code: "X"},
			"below a shelf":    {Parent: shelf[0], Code: "1"},
			"below nothing":    {Parent: 999, Code: "1"},
			"counting past Z":  {Parent: room, Code: "Y", Count: 3},
			"too many":         {Parent: room, Code: "1", Count: 61},
			"negative":         {Parent: room, Code: "1", Capacity: -1},
			"control in names": {Code: "K", Name: "\x00"},
		} {
			if _, err := r.AddLocations(ctx, archivist, n); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		ids, err := r.AddLocations(ctx, archivist, custody.NewLocation{Parent: room, Code: "09", Count: 3, Shelves: 2})
		if err != nil || len(ids) != 9 {
			t.Fatalf("%v %v", ids, err)
		}
		all, _ := r.Locations(ctx)
		found := false
		for _, l := range all {
			found = found || l.Code == "WS-11-2"
		}
		if !found {
			t.Error("09, 10, 11 were not counted up")
		}
	})
}

func TestStocktake(t *testing.T) {
	each(t, func(t *testing.T, r *custody.Room, _ *clock.Movable) {
		ctx := context.Background()
		room, shelf, closed, drawer := shelves(t, r)
		ws := wsBoxes(t, r)
		if _, err := r.OpenStocktake(ctx, archivist, room); !fault.Is(err, fault.Conflict) {
			t.Fatalf("an empty room: %v", err)
		}
		if _, err := r.PlaceBoxes(ctx, archivist, custody.Placing{Boxes: strings.Join(ws[:5], "、"), Location: shelf[0], Onward: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.PlaceBoxes(ctx, personnel, custody.Placing{Boxes: rsBox(t, r), Location: drawer}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.OpenStocktake(ctx, archivist, closed); !fault.Is(err, fault.NotFound) {
			t.Fatalf("the archivist opened the personnel room: %v", err)
		}
		id, err := r.OpenStocktake(ctx, archivist, room)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.OpenStocktake(ctx, archivist, room); !fault.Is(err, fault.Conflict) {
			t.Fatalf("opened twice: %v", err)
		}
		if _, err := r.CloseStocktake(ctx, archivist, id, ""); !fault.Is(err, fault.Conflict) {
			t.Fatalf("closed unseen: %v", err)
		}
		if _, err := r.ScanShelf(ctx, archivist, custody.Scan{Taking: id, Codes: ws[0]}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("no shelf said: %v", err)
		}
		// One walk: box 1 in place; box 3 (of shelf 2) on shelf 1; a stranger; then shelf 2 by its label.
		got, err := r.ScanShelf(ctx, archivist, custody.Scan{Taking: id, Shelf: shelf[0], Codes: ws[0] + "\n" + ws[2] + "\n" + ws[5] + "\nABC123\nKW:WS-01-2\n" + strings.ToLower(ws[3])})
		if err != nil || got.OK != 2 || got.Misplaced != 1 || got.Foreign != 2 || got.Shelf != shelf[1] {
			t.Fatalf("%+v %v", got, err)
		}
		// The same again changes nothing in the counts.
		if got, err = r.ScanShelf(ctx, archivist, custody.Scan{Taking: id, Shelf: shelf[0], Codes: ws[0] + " ABC123 ABC123"}); err != nil || got.OK != 1 || got.Foreign != 2 {
			t.Fatalf("%+v %v", got, err)
		}
		s, err := r.CloseStocktake(ctx, archivist, id, "")
		if err != nil || s.Expected != 5 || s.Found != 2 || s.Misplaced != 1 || s.Foreign != 2 || s.Missing != 2 {
			t.Fatalf("%+v %v", s, err)
		}
		if s.Expected != s.Found+s.Misplaced+s.Missing {
			t.Fatal("what was expected is not all accounted for")
		}
		if _, err := r.ScanShelf(ctx, archivist, custody.Scan{Taking: id, Shelf: shelf[0], Codes: ws[1]}); !fault.Is(err, fault.Conflict) {
			t.Fatalf("scanned after the end: %v", err)
		}
		_, steps, err := r.Walk(ctx, archivist, id)
		if err != nil || len(steps) != 7 {
			t.Fatalf("%d %v", len(steps), err)
		}
		var states, places []string
		for _, x := range steps {
			states = append(states, x.State)
			place := x.Found
			if x.FoundAt == 0 {
				place = x.Expected
			}
			places = append(places, place)
		}
		for i := 1; i < len(places); i++ {
			if places[i] < places[i-1] {
				t.Errorf("not in the order of the shelves: %v", places)
			}
		}
		if strings.Count(strings.Join(states, " "), "missing") != 2 {
			t.Errorf("%v", states)
		}
		verified(t, r)
	})
}

func TestConditionAndClimate(t *testing.T) {
	each(t, func(t *testing.T, r *custody.Room, c *clock.Movable) {
		ctx := context.Background()
		room, shelf, _, _ := shelves(t, r)
		day := civil.Must("2026-03-02")
		id, err := r.RecordInspection(ctx, archivist, custody.Inspection{LocationID: shelf[0], Day: day, Condition: custody.Minor, Finding: "盒脊受潮"}, "WS-1")
		if err != nil {
			t.Fatal(err)
		}
		if p, err := r.Inspections(ctx, 2026, true); err != nil || len(p) != 1 || p[0].BoxID == 0 {
			t.Fatalf("%+v %v", p, err)
		}
		if err := r.HandleInspection(ctx, archivist, id, "更换档案盒，开除湿机"); err != nil {
			t.Fatal(err)
		}
		if err := r.HandleInspection(ctx, archivist, id, "再来一次"); !fault.Is(err, fault.Conflict) {
			t.Fatalf("handled twice: %v", err)
		}
		for name, i := range map[string]custody.Inspection{
			"no place":  {Day: day, Condition: custody.Good, Finding: "好"},
			"tomorrow":  {LocationID: room, Day: day.AddDays(1), Condition: custody.Good, Finding: "好"},
			"no words":  {LocationID: room, Day: day, Condition: custody.Good},
			"condition": {LocationID: room, Day: day, Condition: "fine", Finding: "好"},
		} {
			if _, err := r.RecordInspection(ctx, archivist, i, ""); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		x, err := r.RecordClimate(ctx, archivist, custody.Reading{Location: room, Temperature: "26.5℃", Humidity: "71%", Clock: "9：30"})
		if err != nil || x.Temperature != 265 || x.Clock != "09:30" || x.Verdict() != "温度偏高、湿度偏高" {
			t.Fatalf("%+v %v", x, err)
		}
		for _, bad := range []custody.Reading{{Location: room, Temperature: "NaN", Humidity: "50"}, {Location: room, Temperature: "20", Humidity: "101"},
			{Location: room, Temperature: "", Humidity: "50"}, {Location: shelf[0], Temperature: "20", Humidity: "50"}, {Location: room, Temperature: "20", Humidity: "50", Clock: "25:00"}} {
			if _, err := r.RecordClimate(ctx, archivist, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if log, err := r.ClimateLog(ctx, room, "2026-03"); err != nil || len(log) != 1 {
			t.Fatalf("%+v %v", log, err)
		}
		if due, err := r.InspectionDue(ctx); err != nil || len(due) != 0 {
			t.Fatalf("reminded without a setting: %v %v", due, err)
		}
		if err := r.Archive.SetSettings(ctx, archivist, map[string]string{"inspection_months": "3"}); err != nil {
			t.Fatal(err)
		}
		if due, err := r.InspectionDue(ctx); err != nil || len(due) != 1 {
			t.Fatalf("one room of two was inspected: %v %v", due, err)
		}
		verified(t, r)
	})
}

func TestPhotos(t *testing.T) {
	each(t, func(t *testing.T, r *custody.Room, _ *clock.Movable) {
		ctx := context.Background()
		all, err := r.Photos(ctx, archivist, true)
		if err != nil || len(all) != 2 || all[0].Lacks() != 2 {
			t.Fatalf("%+v %v", all, err)
		}
		var mine, theirs int64
		for _, p := range all {
			if p.Unit == "BGS" {
				mine = p.ID
			} else {
				theirs = p.ID
			}
		}
		_, fs, _, err := r.Pictures(ctx, archivist, mine)
		if err != nil || len(fs) != 2 {
			t.Fatalf("%+v %v", fs, err)
		}
		p := custody.Picture{ItemID: mine, FileID: fs[0].ID, Subject: "参加农产品展会", Day: civil.Must("2013-06-01"), Place: "会展中心", Photographer: "办公室", HolderUnit: "办公室"}
		if n, err := r.DescribePhoto(ctx, archivist, custody.Description{Picture: p}); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		// The second picture was taken two days later by the camera's clock.
		late := p
		late.FileID = fs[1].ID
		_, err = r.DescribePhoto(ctx, archivist, custody.Description{Picture: late})
		if f := fault.Of(err); f.Kind != fault.Invalid || f.Field != "note" || !strings.Contains(f.Say, "2013-06-03") {
			t.Fatalf("another day than the event's: %v", err)
		}
		late.Note = "相机时钟快两天"
		if _, err := r.DescribePhoto(ctx, archivist, custody.Description{Picture: late}); err != nil {
			t.Fatal(err)
		}
		_, _, have, err := r.Pictures(ctx, archivist, mine)
		if err != nil || have[fs[1].ID].DaysOff != 2 || have[fs[0].ID].DaysOff != 0 || have[fs[0].ID].TakenAt == 0 {
			t.Fatalf("%+v %v", have, err)
		}
		if got := have[fs[0].ID].Lacking(); len(got) != 2 || got[0] != "人物" || got[1] != "背景" {
			t.Fatalf("%v", got)
		}
		if _, err := r.DescribePhoto(ctx, archivist, custody.Description{Picture: late}); !fault.Is(err, fault.Conflict) {
			t.Fatalf("an old version was stored: %v", err)
		}
		if all, err = r.Photos(ctx, archivist, true); err != nil || len(all) != 2 || all[0].Thin+all[1].Thin != 2 {
			t.Fatalf("%+v %v", all, err)
		}
		// A liaison describes the own unit's photographs only.
		if _, err := r.DescribePhoto(ctx, liaison, custody.Description{Picture: p}); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("another unit's: %v", err)
		}
		_, fs, _, _ = r.Pictures(ctx, liaison, theirs)
		own := custody.Picture{ItemID: theirs, FileID: fs[0].ID, Subject: "检查", Day: civil.Must("2013-06-01"), People: "科室人员", Photographer: "某科员", HolderUnit: "政工科", Note: "相机时钟未校"}
		if n, err := r.DescribePhoto(ctx, liaison, custody.Description{Picture: own, All: true}); err != nil || n != 2 {
			t.Fatalf("%d %v", n, err)
		}
		for name, change := range map[string]func(*custody.Picture){
			"no subject":      func(p *custody.Picture) { p.Subject = " " },
			"no day":          func(p *custody.Picture) { p.Day = civil.Date{} },
			"future":          func(p *custody.Picture) { p.Day = civil.Must("2027-01-01") },
			"nobody, nowhere": func(p *custody.Picture) { p.Place, p.People = "", "" },
			"photographer":    func(p *custody.Picture) { p.Photographer = "" },
			"holder":          func(p *custody.Picture) { p.HolderUnit = "" },
			"another's file":  func(p *custody.Picture) { p.FileID = 999 },
			"no file":         func(p *custody.Picture) { p.FileID = 0 },
		} {
			x := p
			x.Version = 1
			change(&x)
			if _, err := r.DescribePhoto(ctx, archivist, custody.Description{Picture: x}); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := r.DescribePhoto(ctx, archivist, custody.Description{Picture: custody.Picture{ItemID: 1, Subject: "x", Day: civil.Must("2013-06-01"), Place: "x", Photographer: "x", HolderUnit: "x"}}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a document: %v", err)
		}
		verified(t, r)
	})
}
