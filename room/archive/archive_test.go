package archive_test

import (
	"context"
	"fmt"
	"io"
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
	"lantai.internal/room/archive/schedule"
)

type bureau struct{}

func (bureau) Units(context.Context) ([]archive.Unit, error) {
	return []archive.Unit{{Code: "BGS", Name: "办公室"}, {Code: "ZGK", Name: "政工科"}}, nil
}

var archivist = act.Actor{ID: 1, Login: "archivist", Name: "办公室档案员", Unit: "BGS",
	Rights: []act.Right{archive.Read, archive.Arrange, archive.Configure}, Reach: act.Reach{Everything: true}}

func each(t *testing.T, fn func(t *testing.T, r *archive.Room, c *clock.Movable)) {
	dbtest.Each(t, []db.Schema{org.Schema, rulebook.Schema, search.Schema, archive.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		store, err := blob.OpenDir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		r := archive.Open(d, store, bureau{}, schedule.Sample(), []string{"重庆市綦江区商务局"}, "归档文件整理规则")
		r.OwnPrefixes = []string{"綦商务"}
		r.Book = inForce
		if _, err := r.SetFonds(context.Background(), archivist, archive.Fonds{Code: "X043", Name: "重庆市綦江区商务局"}); err != nil {
			t.Fatal(err)
		}
		fn(t, r, c)
	})
}

// inForce gives the bureau's book on every day.
func inForce(context.Context, civil.Date) (*rulebook.Book, error) {
	return rulebook.Load("qijiang-commerce")
}

// list is a source of records held in memory.
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

func year2012(n int) []archive.Incoming {
	var in []archive.Incoming
	for i := range n {
		in = append(in, archive.Incoming{Title: fmt.Sprintf("重庆市綦江区商务局关于第%d次检查的通知", i+1), DocNo: fmt.Sprintf("綦商务〔2012〕%d号", i+1),
			Issuer: "重庆市綦江区商务局", Date: civil.Must("2012-01-04").AddDays(i), Retention: []code.Period{"Y", "D30", "D10"}[i%3],
			Unit: []string{"BGS", "政工科"}[i%2], Pages: 3, Body: fmt.Sprintf("正文里的词语甲%d乙", i)})
	}
	return in
}

func TestYearFromIntakeToClose(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := context.Background()
		rep, err := r.Take(ctx, archivist, &list{in: year2012(60)}, archive.TakeOptions{Name: "测试", Kind: "table"})
		if err != nil || rep.Accepted != 60 || rep.Read != 60 {
			t.Fatalf("%+v %v", rep, err)
		}
		again, err := r.Take(ctx, archivist, &list{in: year2012(60)}, archive.TakeOptions{Name: "测试", Kind: "table"})
		if err != nil || again.Duplicates != 60 || again.Accepted != 0 {
			t.Fatalf("the same twice: %+v %v", again, err)
		}
		found, err := r.Search(ctx, archivist, "检查 甲7乙", archive.SearchOptions{})
		if err != nil || found.Total != 1 || found.Hits[0].Why != "题名、正文" {
			t.Fatalf("search: %+v %v", found, err)
		}
		arr, err := r.ArrangeYear(ctx, archivist, archive.ArrangeOptions{Year: 2012})
		if err != nil || arr.Arranged != 60 || arr.Left != 0 {
			t.Fatalf("arrange: %+v %v", arr, err)
		}
		it, err := r.ItemByCode(ctx, archivist, "X043-WS·2012-Y-BGS-0001")
		if err != nil || it.DocNo != "綦商务〔2012〕1号" || it.Stage != archive.Arranged {
			t.Fatalf("first item: %+v %v", it, err)
		}
		if _, err := r.CloseYear(ctx, archivist, 2012); !fault.Is(err, fault.Conflict) {
			t.Fatalf("closed without boxes: %v", err)
		}
		pk, err := r.PackYear(ctx, archivist, 2012)
		if err != nil || pk.Boxes != 6 || pk.Items != 60 {
			t.Fatalf("pack: %+v %v", pk, err)
		}
		cl, err := r.CloseYear(ctx, archivist, 2012)
		if err != nil || !cl.Done || cl.Items != 60 {
			t.Fatalf("close: %+v %v", cl, err)
		}
		late := archive.Incoming{Title: "关于补交材料的通知", Date: civil.Must("2012-06-01"), Retention: "Y", Unit: "BGS", Pages: 2}
		if _, err := r.Take(ctx, archivist, &list{in: []archive.Incoming{late}}, archive.TakeOptions{Name: "补交", Kind: "manual"}); err != nil {
			t.Fatal(err)
		}
		if arr, err = r.ArrangeYear(ctx, archivist, archive.ArrangeOptions{Year: 2012}); err != nil || arr.Arranged != 1 {
			t.Fatalf("late: %+v %v", arr, err)
		}
		if it, err = r.ItemByCode(ctx, archivist, "x043-ws.2012-y-bgs-0011"); err != nil || it.Title != late.Title {
			t.Fatalf("late paper is not at the end of its class: %+v %v", it, err)
		}
		if _, err := r.PackYear(ctx, archivist, 2012); err != nil {
			t.Fatal(err)
		}
		it, _ = r.Item(ctx, archivist, it.ID)
		box, err := r.Box(ctx, it.BoxID)
		if err != nil || box.LastNo != 11 || box.Note == "" || it.Stage != archive.Filed {
			t.Fatalf("the box note says nothing of the late paper: %+v %v", box, err)
		}
		d30 := "D30"
		if _, err := r.Amend(ctx, archivist, archive.Amendment{ID: it.ID, Retention: &d30}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a filed item was changed without a reason: %v", err)
		}
		ch, err := r.Amend(ctx, archivist, archive.Amendment{ID: it.ID, Retention: &d30, Reason: "重新鉴定"})
		if err != nil || ch.Code != "X043-WS·2012-D30-BGS-0011" {
			t.Fatalf("recoded: %+v %v", ch, err)
		}
		if old, err := r.ItemByCode(ctx, archivist, "X043-WS·2012-Y-BGS-0011"); err != nil || old.ID != it.ID {
			t.Fatalf("the old code no longer leads to the item: %v", err)
		}
		v, err := r.Door.Verify(ctx)
		if err != nil || !v.OK {
			t.Fatalf("verify: %+v %v", v.Findings, err)
		}
	})
}
