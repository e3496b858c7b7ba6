package appraisal_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/schedule"
)

type units struct{}

func (units) Units(context.Context) ([]archive.Unit, error) {
	return []archive.Unit{{Code: "BGS", Name: "办公室"}, {Code: "SYK", Name: "市场科"}}, nil
}

// bureau holds the accounts; person numbers tell which of them are one human being.
type bureau struct {
	actors  []act.Actor
	persons map[string]int64
}

func (b *bureau) Accounts(context.Context) ([]org.Account, error) {
	var out []org.Account
	for i, a := range b.actors {
		out = append(out, org.Account{ID: int64(i + 1), Login: a.Login, Name: a.Name, State: "active", PersonID: b.persons[a.Login]})
	}
	return out, nil
}

func (b *bureau) ActorOf(_ context.Context, id int64) (act.Actor, error) { return b.actors[id-1], nil }

func actor(login, name string, rights ...act.Right) act.Actor {
	return act.Actor{ID: 9, Login: login, Name: name, Unit: "BGS", Rights: append(rights, archive.Read), Reach: act.Reach{Everything: true}}
}

var (
	archivist = actor("archivist", "档案员", archive.Arrange, archive.Configure, appraisal.See, appraisal.Appraise, appraisal.Opine, appraisal.Destroy, appraisal.Hold)
	head      = actor("head", "科长", appraisal.Opine, appraisal.Supervise)
	director  = actor("director", "局长", appraisal.See, appraisal.Approve, appraisal.Hold, appraisal.Release, appraisal.Opening)
	leaderA   = actor("leader.a", "副局长甲", appraisal.Supervise)
	leaderB   = actor("leader.b", "副局长乙", appraisal.Supervise)
	// twin is a second account of the director.
	twin = actor("director2", "局长（另一账号）", appraisal.Supervise, appraisal.Approve)
	// almighty holds every right and still must not do both sides of one list.
	almighty = actor("almighty", "全权人", appraisal.Appraise, appraisal.Opine, appraisal.Approve, appraisal.Supervise, appraisal.Destroy, appraisal.Hold, appraisal.Release, appraisal.Opening)
	stranger = actor("staff", "科员")
)

type house struct {
	*appraisal.Room
	c *clock.Movable
}

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

func open(t testing.TB, d *act.Door, c *clock.Movable) *house { return openWith(t, d, c, folder(t)) }

func folder(t testing.TB) blob.Store {
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func openWith(t testing.TB, d *act.Door, c *clock.Movable, store blob.Store) *house {
	a := archive.Open(d, store, units{}, schedule.Sample(), []string{"某区商务局"}, "归档文件整理规则")
	if _, err := a.SetFonds(context.Background(), archivist, archive.Fonds{Code: "X043", Name: "某区商务局"}); err != nil {
		t.Fatal(err)
	}
	b := &bureau{actors: []act.Actor{archivist, head, director, leaderA, leaderB, twin, almighty, stranger},
		persons: map[string]int64{"archivist": 1, "head": 2, "director": 3, "director2": 3, "leader.a": 4, "leader.b": 5, "almighty": 6, "staff": 7}}
	return &house{appraisal.Open(a, b), c}
}

var schemas = []db.Schema{org.Schema, rulebook.Schema, search.Schema, archive.Schema, appraisal.Schema}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(t, open(t, d, c)) })
}

// bring takes papers in as they come, in order, and arranges nothing.
func (h *house) bring(t testing.TB, in ...archive.Incoming) []int64 {
	t.Helper()
	ctx := context.Background()
	for i := range in {
		if in[i].Unit == "" {
			in[i].Unit = "BGS"
		}
		if in[i].Pages == 0 {
			in[i].Pages = 2
		}
	}
	rep, err := h.Archive.Take(ctx, archivist, &list{in: in}, archive.TakeOptions{Name: "测试", Kind: "table"})
	if err != nil || rep.Accepted != len(in) {
		t.Fatalf("%+v %v", rep, err)
	}
	page, err := h.Archive.Items(ctx, archivist, archive.List{State: "all", Batch: rep.BatchID, Limit: 500})
	if err != nil || len(page.Items) != len(in) {
		t.Fatalf("%d of %d papers %v", len(page.Items), len(in), err)
	}
	var ids []int64
	for _, it := range page.Items {
		ids = append(ids, it.ID)
	}
	slices.Sort(ids)
	return ids
}

// take brings papers in and files them: arranged, boxed, their years closed. It
// gives their numbers in order.
func (h *house) take(t testing.TB, in ...archive.Incoming) []int64 {
	t.Helper()
	ids := h.bring(t, in...)
	years := map[int]bool{}
	for _, x := range in {
		years[x.Date.Year] = true
	}
	for _, y := range slices.Sorted(maps.Keys(years)) {
		h.fileYear(t, y)
	}
	for _, id := range ids {
		if it, err := h.Archive.Item(context.Background(), archivist, id); err != nil || it.Stage != archive.Filed || it.Code == "" || it.BoxID == 0 {
			t.Fatalf("《%s》 is %s: %v", it.Title, it.Stage.Label(), err)
		}
	}
	return ids
}

// fileYear arranges a year, packs it and closes it unless it is closed already.
func (h *house) fileYear(t testing.TB, year int) {
	t.Helper()
	ctx := context.Background()
	if rep, err := h.Archive.ArrangeYear(ctx, archivist, archive.ArrangeOptions{Year: year}); err != nil || rep.Left != 0 {
		t.Fatalf("%+v %v", rep, err)
	}
	if _, err := h.Archive.PackYear(ctx, archivist, year); err != nil {
		t.Fatal(err)
	}
	y, err := h.Archive.Year(ctx, year)
	if err == nil && !y.Closed() {
		_, err = h.Archive.CloseYear(ctx, archivist, year)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func paper(title, date string, p code.Period) archive.Incoming {
	return archive.Incoming{Title: title, Date: civil.Must(date), Retention: p, Body: title + "的正文"}
}

func (h *house) file(t testing.TB, text string) archive.IncomingFile {
	ref, err := h.Archive.Files.Put(context.Background(), strings.NewReader(text), 0)
	if err != nil {
		t.Fatal(err)
	}
	return archive.IncomingFile{Role: "main", Name: text + ".txt", Kind: "text/plain", Size: ref.Size, SHA256: ref.SHA256, SM3: ref.SM3}
}

// keepPrint leaves a print where pictures are kept, to be looked at.
func keepPrint(t *testing.T, name string, b []byte) {
	if dir := os.Getenv("LANTAI_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Error(err)
		}
	}
}

func want(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: %v", what, err)
	}
}

func fresh(items ...int64) appraisal.NewBatch {
	return appraisal.NewBatch{Title: "2026年到期鉴定", Leader: "分管领导", Archives: "档案员", Business: "市场科科长", Items: items}
}

// reported gives a batch whose items are all to be destroyed, ready for approval.
func (h *house) reported(t *testing.T, items ...int64) appraisal.Batch {
	t.Helper()
	ctx := context.Background()
	b, err := h.Open(ctx, archivist, fresh(items...))
	if err != nil {
		t.Fatal(err)
	}
	d, err := h.Batch(ctx, archivist, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	var lines []int64
	for _, x := range d.Lines {
		lines = append(lines, x.ID)
	}
	if _, err := h.Judge(ctx, head, appraisal.Verdict{Batch: b.ID, Lines: lines, Opinion: appraisal.ToDestroy, Reason: "已无保存价值"}); err != nil {
		t.Fatal(err)
	}
	if b, err = h.Report(ctx, archivist, b.ID, "逐件鉴定，均已到期。"); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDestructionFromCalendarToStub(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		alone, shared := h.file(t, "独有的文件"), h.file(t, "两件共用的文件")
		in := []archive.Incoming{paper("关于报送2010年报表的通知", "2010-03-04", "D10"), paper("关于2010年值班安排的通知", "2010-05-04", "D10"), paper("关于机构设置的批复", "2010-06-04", "Y"),
			paper("关于2020年检查的通知", "2020-06-04", "D10"), paper("2011年工作计划", "2011-06-04", "D10")}
		in[0].Files, in[4].Files = []archive.IncomingFile{alone, shared}, []archive.IncomingFile{shared}
		ids := h.take(t, in...)

		cal, err := h.Calendar(ctx, archivist)
		if err != nil || len(cal) != 3 || cal[0].Items != 2 || !cal[0].Over || cal[0].Last.String() != "2020-12-31" || cal[2].Over {
			t.Fatalf("%+v %v", cal, err)
		}
		due, err := h.Due(ctx, archivist, 2010, "D10", 100)
		if err != nil || len(due) != 2 {
			t.Fatalf("%+v %v", due, err)
		}
		_, err = h.Open(ctx, archivist, fresh(ids[2]))
		want(t, err, fault.Rule, "a permanent item under appraisal")
		_, err = h.Open(ctx, archivist, fresh(ids[3]))
		want(t, err, fault.Rule, "an item whose period runs")
		_, err = h.Open(ctx, stranger, fresh(ids[0]))
		want(t, err, fault.Forbidden, "opened without the right")
		_, err = h.Open(ctx, archivist, appraisal.NewBatch{Items: ids[:1]})
		if f := fault.Of(err); len(f.Fields) != 4 {
			t.Errorf("a group without members: %+v", f)
		}

		b, err := h.Open(ctx, archivist, fresh(ids[0], ids[1]))
		if err != nil || b.Number != "2026-鉴-01" || b.State != appraisal.Appraising {
			t.Fatalf("%+v %v", b, err)
		}
		_, err = h.Open(ctx, archivist, fresh(ids[0]))
		want(t, err, fault.Conflict, "an item in two appraisals")
		if in, err := h.Listed(ctx, h.Archive.Door.Reader(), ids[0]); err != nil || in != "在鉴定批次 2026-鉴-01 中" {
			t.Errorf("%q %v", in, err)
		}
		if in, err := h.Listed(ctx, h.Archive.Door.Reader(), ids[4]); err != nil || in != "" {
			t.Errorf("%q %v", in, err)
		}
		_, err = h.Report(ctx, archivist, b.ID, "报告")
		want(t, err, fault.Conflict, "reported without opinions")
		d, _ := h.Batch(ctx, archivist, b.ID)
		one, two := d.Lines[0], d.Lines[1]
		judge := appraisal.Verdict{Batch: b.ID, Lines: []int64{one.ID}, Opinion: appraisal.ToDestroy, Reason: "已无保存价值"}
		_, err = h.Judge(ctx, stranger, judge)
		want(t, err, fault.Forbidden, "an opinion without the right")
		if _, err = h.Judge(ctx, head, judge); err != nil {
			t.Fatal(err)
		}
		keep := appraisal.Verdict{Batch: b.ID, Lines: []int64{two.ID}, Opinion: appraisal.Keep, Period: "10年", Reason: "仍有参考价值"}
		_, err = h.Judge(ctx, head, keep)
		want(t, err, fault.Invalid, "kept for a period that is over")
		keep.Period = "30年"
		if _, err = h.Judge(ctx, head, keep); err != nil {
			t.Fatal(err)
		}
		_, err = h.Approve(ctx, director, b.ID, "")
		want(t, err, fault.Conflict, "approved before it was reported")
		if b, err = h.Report(ctx, archivist, b.ID, "逐件鉴定。"); err != nil || b.ListNumber != "2026-销-01" {
			t.Fatalf("%+v %v", b, err)
		}
		_, err = h.SendBack(ctx, director, b.ID, "")
		want(t, err, fault.Invalid, "sent back without a reason")
		if b, err = h.SendBack(ctx, director, b.ID, "理由不充分"); err != nil || b.State != appraisal.Appraising {
			t.Fatalf("%+v %v", b, err)
		}
		if b, err = h.Report(ctx, archivist, b.ID, "补充后再报。"); err != nil || b.ListNumber != "2026-销-01" {
			t.Fatalf("%+v %v", b, err)
		}
		_, err = h.Approve(ctx, archivist, b.ID, "")
		want(t, err, fault.Forbidden, "the archivist approves")
		if b, err = h.Approve(ctx, director, b.ID, "同意"); err != nil || b.State != appraisal.Approved || b.Earliest.String() != "2026-04-01" {
			t.Fatalf("%+v %v", b, err)
		}
		if it, err := h.Archive.Item(ctx, archivist, ids[1]); err != nil || it.Retention != "D30" || it.State != archive.Held {
			t.Fatalf("kept with its new period: %+v %v", it, err)
		}

		_, err = h.Appoint(ctx, archivist, b.ID, "leader.a", "leader.a")
		want(t, err, fault.Invalid, "one supervisor twice")
		_, err = h.Appoint(ctx, archivist, b.ID, "leader.a", "director2")
		want(t, err, fault.Invalid, "the approver under another account supervises")
		_, err = h.Appoint(ctx, archivist, b.ID, "leader.a", "staff")
		want(t, err, fault.Invalid, "a supervisor without the right")
		_, err = h.Appoint(ctx, head, b.ID, "leader.a", "leader.b")
		want(t, err, fault.Forbidden, "appointed without the right")
		if b, err = h.Appoint(ctx, archivist, b.ID, "leader.a", "leader.b"); err != nil {
			t.Fatal(err)
		}
		_, err = h.Sign(ctx, leaderA, b.ID, b.ListNumber)
		want(t, err, fault.Rule, "signed in the cooling-off period")
		h.c.Move(30 * 24 * time.Hour)
		_, err = h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点")
		want(t, err, fault.Rule, "carried out unsigned")
		_, err = h.Sign(ctx, leaderA, b.ID, "2026-销-10")
		want(t, err, fault.Invalid, "a wrong number typed")
		_, err = h.Sign(ctx, head, b.ID, b.ListNumber)
		want(t, err, fault.Forbidden, "signed by somebody else")
		if _, err = h.Sign(ctx, leaderA, b.ID, b.ListNumber); err != nil {
			t.Fatal(err)
		}
		_, err = h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点")
		want(t, err, fault.Rule, "carried out with one signature")
		if _, err = h.Sign(ctx, leaderB, b.ID, b.ListNumber); err != nil {
			t.Fatal(err)
		}
		held, err := h.SetHold(ctx, archivist, 0, "audit", "区审计局〔2026〕3号")
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点")
		want(t, err, fault.Rule, "carried out on hold")
		_, err = h.Lift(ctx, archivist, held.ID, "审计结束")
		want(t, err, fault.Forbidden, "lifted without the right")
		if _, err = h.Lift(ctx, director, held.ID, "审计结束"); err != nil {
			t.Fatal(err)
		}
		out := "由甲借出"
		h.Out = func(context.Context, db.Reader, int64) (string, error) { return out, nil }
		_, err = h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点")
		want(t, err, fault.Conflict, "an item that is out was destroyed")
		out = ""
		_, err = h.Execute(ctx, archivist, b.ID, b.ListNumber, "")
		want(t, err, fault.Invalid, "carried out nowhere")
		_, err = h.Execute(ctx, leaderA, b.ID, b.ListNumber, "销毁点")
		want(t, err, fault.Forbidden, "a supervisor carries it out")
		if b, err = h.Execute(ctx, archivist, b.ID, b.ListNumber, "定点销毁单位"); err != nil || b.State != appraisal.Destroyed {
			t.Fatalf("%+v %v", b, err)
		}

		filed, err := h.Archive.Item(ctx, archivist, ids[0])
		if err != nil {
			t.Fatal(err)
		}
		if box, err := h.Archive.Box(ctx, filed.BoxID); err != nil || !strings.Contains(box.Note, "第 0001 号按销毁清册 2026-销-01 销毁，监销人：副局长甲、副局长乙。") || !strings.Contains(box.Note, "移出，改编为") {
			t.Errorf("the box note says nothing of it: %q %v", box.Note, err)
		}
		it, err := h.Archive.Item(ctx, archivist, ids[0])
		if err != nil || it.State != archive.Destroyed || it.Title != in[0].Title {
			t.Fatalf("the stub: %+v %v", it, err)
		}
		if body, err := h.Archive.Body(ctx, archivist, ids[0]); err != nil || body != "" {
			t.Errorf("its text is still there: %q %v", body, err)
		}
		if f, err := h.Archive.Search(ctx, archivist, "2010年报表", archive.SearchOptions{}); err != nil || f.Total != 1 {
			t.Errorf("the stub is not found: %+v %v", f, err)
		}
		if f, err := h.Archive.Search(ctx, archivist, "报送2010年报表的通知的正文", archive.SearchOptions{}); err != nil || f.Total != 0 {
			t.Errorf("found by its destroyed text: %+v %v", f, err)
		}
		if err := blob.Check(ctx, h.Archive.Files, alone.SHA256); !fault.Is(err, fault.NotFound) {
			t.Errorf("the file is still there: %v", err)
		}
		if err := blob.Check(ctx, h.Archive.Files, shared.SHA256); err != nil {
			t.Errorf("a file that another item has is gone: %v", err)
		}
		gone, err := h.Files(ctx, b.ID)
		if err != nil || len(gone) != 2 || gone[0].State != "gone" || gone[1].State != "shared" {
			t.Errorf("%+v %v", gone, err)
		}
		v, ok, err := h.DestroyedIn(ctx, archivist, ids[0])
		if err != nil || !ok || !strings.Contains(v.Label(), "副局长甲、副局长乙") || !strings.Contains(v.Label(), "2026-销-01") {
			t.Errorf("%+v %v %v", v, ok, err)
		}
		c, err := h.Panel(ctx, stranger, it)
		var panel strings.Builder
		if err != nil || c == nil || c.Render(ctx, &panel) != nil || !strings.Contains(panel.String(), "2026-销-01") {
			t.Errorf("the stub does not say how it was destroyed: %s %v", panel.String(), err)
		}
		if kept, err := h.Archive.Item(ctx, archivist, ids[1]); err != nil {
			t.Error(err)
		} else if c, err := h.Panel(ctx, stranger, kept); err != nil || c != nil {
			t.Errorf("a panel without anything to say: %v %v", c, err)
		}
		var report, list bytes.Buffer
		if number, err := h.PrintReport(ctx, archivist, b.ID, &report); err != nil || number != "2026-鉴-01" || !bytes.HasPrefix(report.Bytes(), []byte("%PDF")) {
			t.Errorf("report: %s %v", number, err)
		}
		if number, err := h.PrintList(ctx, archivist, b.ID, &list); err != nil || number != "2026-销-01" || !bytes.HasPrefix(list.Bytes(), []byte("%PDF")) {
			t.Errorf("list: %s %v", number, err)
		}
		keepPrint(t, "report.pdf", report.Bytes())
		keepPrint(t, "list.pdf", list.Bytes())
		_, err = h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点")
		want(t, err, fault.Conflict, "carried out twice")
		_, err = h.Cancel(ctx, archivist, b.ID, "反悔")
		want(t, err, fault.Conflict, "cancelled after the destruction")
		if n, err := h.Sweep(ctx); err != nil || n != 0 {
			t.Errorf("sweep with nothing to do: %d %v", n, err)
		}
		rep, err := h.Archive.Door.Verify(ctx)
		if err != nil || !rep.OK {
			t.Fatalf("verify: %+v %v", rep.Findings, err)
		}
	})
}

func TestNobodyApprovesTheOwnList(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		ids := h.take(t, paper("甲", "2010-01-01", "D10"), paper("乙", "2010-01-02", "D10"))
		b, err := h.Open(ctx, almighty, fresh(ids[0]))
		if err != nil {
			t.Fatal(err)
		}
		d, _ := h.Batch(ctx, archivist, b.ID)
		if _, err = h.Judge(ctx, almighty, appraisal.Verdict{Batch: b.ID, Lines: []int64{d.Lines[0].ID}, Opinion: appraisal.ToDestroy, Reason: "无"}); err != nil {
			t.Fatal(err)
		}
		if _, err = h.Report(ctx, almighty, b.ID, "报告"); err != nil {
			t.Fatal(err)
		}
		_, err = h.Approve(ctx, almighty, b.ID, "")
		want(t, err, fault.Rule, "the proposer approves")
		if _, err = h.Approve(ctx, director, b.ID, ""); err != nil {
			t.Fatal(err)
		}
		if b, err = h.Cancel(ctx, archivist, b.ID, "另行处理"); err != nil || b.State != appraisal.Cancelled {
			t.Fatalf("%+v %v", b, err)
		}
		_, err = h.Cancel(ctx, archivist, b.ID, "再撤")
		want(t, err, fault.Conflict, "cancelled twice")

		// Opinions of one who approves later, in an appraisal somebody else opened.
		if b, err = h.Open(ctx, archivist, fresh(ids[0])); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Add(ctx, archivist, b.ID, ids[1:]); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		_, err = h.Add(ctx, stranger, b.ID, ids[1:])
		want(t, err, fault.Forbidden, "added without the right")
		d, _ = h.Batch(ctx, archivist, b.ID)
		_, err = h.Judge(ctx, almighty, appraisal.Verdict{Batch: b.ID, Lines: []int64{d.Lines[0].ID}, Opinion: appraisal.ToDestroy, Reason: "无"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Remove(ctx, stranger, b.ID, []int64{d.Lines[1].ID})
		want(t, err, fault.Forbidden, "removed without the right")
		if n, err := h.Remove(ctx, archivist, b.ID, []int64{d.Lines[1].ID}); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if _, err = h.Report(ctx, archivist, b.ID, "报告"); err != nil {
			t.Fatal(err)
		}
		_, err = h.Approve(ctx, almighty, b.ID, "")
		want(t, err, fault.Rule, "one who gave an opinion approves")
		_, err = h.SendBack(ctx, stranger, b.ID, "不行")
		want(t, err, fault.Forbidden, "sent back without the right")
		_, err = h.Cancel(ctx, stranger, b.ID, "不行")
		want(t, err, fault.Forbidden, "cancelled without the right")
		_, err = h.SetHold(ctx, stranger, 0, "audit", "不行")
		want(t, err, fault.Forbidden, "held without the right")
		_, err = h.Report(ctx, stranger, b.ID, "不行")
		want(t, err, fault.Forbidden, "reported without the right")
		_, err = h.SetHold(ctx, archivist, b.ID, "gossip", "")
		if f := fault.Of(err); len(f.Fields) != 2 {
			t.Errorf("%+v", f)
		}
		if _, err = h.SetHold(ctx, archivist, b.ID, "lawsuit", "区法院通知"); err != nil {
			t.Fatal(err)
		}
		_, err = h.Approve(ctx, director, b.ID, "")
		want(t, err, fault.Rule, "approved on hold")
		if d, _ := h.Batch(ctx, archivist, b.ID); d.Hold == nil || d.Hold.Reason != "区法院通知" {
			t.Errorf("%+v", d.Hold)
		}
	})
}

func TestPeriodLengthenedAfterApproval(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		ids := h.take(t, paper("甲", "2010-01-01", "D10"))
		b := h.reported(t, ids...)
		if _, err := h.Approve(ctx, director, b.ID, ""); err != nil {
			t.Fatal(err)
		}
		y := "永久"
		if _, err := h.Archive.Amend(ctx, archivist, archive.Amendment{ID: ids[0], Retention: &y, Reason: "改定"}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Appoint(ctx, archivist, b.ID, "leader.a", "leader.b"); err != nil {
			t.Fatal(err)
		}
		h.c.Move(40 * 24 * time.Hour)
		for _, s := range []act.Actor{leaderA, leaderB} {
			if _, err := h.Sign(ctx, s, b.ID, b.ListNumber); err != nil {
				t.Fatal(err)
			}
		}
		_, err := h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点")
		want(t, err, fault.Rule, "an item that became permanent was destroyed")
	})
}

// Only what is filed can come to the end of its period: a paper on its way through
// the desk is in no calendar, and no list takes it, whatever its date.
func TestOnlyWhatIsFiledIsAppraised(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		id := h.bring(t, paper("关于2010年值班安排的通知", "2010-05-04", "D10"))[0]
		offered := func() (n int) {
			cal, err := h.Calendar(ctx, archivist)
			if err != nil {
				t.Fatal(err)
			}
			due, err := h.Due(ctx, archivist, 0, "", 100)
			if err != nil || len(due) != len(cal) {
				t.Fatalf("%d due, calendar %+v %v", len(due), cal, err)
			}
			it, err := h.Archive.Item(ctx, archivist, id)
			if err != nil {
				t.Fatal(err)
			}
			c, err := h.Panel(ctx, archivist, it)
			if err != nil || (c != nil) != (len(due) > 0) {
				t.Fatalf("the item's page says %v while %d are due: %v", c, len(due), err)
			}
			return len(due)
		}
		for _, step := range []struct {
			label string
			do    func() error
		}{
			{"已收集", func() error { return nil }},
			{"已整理", func() error {
				_, err := h.Archive.ArrangeYear(ctx, archivist, archive.ArrangeOptions{Year: 2010})
				return err
			}},
			{"已装盒", func() error { _, err := h.Archive.PackYear(ctx, archivist, 2010); return err }},
		} {
			if err := step.do(); err != nil {
				t.Fatal(err)
			}
			if n := offered(); n != 0 {
				t.Errorf("%s: %d papers are offered for appraisal", step.label, n)
			}
			_, err := h.Open(ctx, archivist, fresh(id))
			want(t, err, fault.Rule, step.label+", under appraisal")
			if say := fault.Of(err).Safe(); !strings.Contains(say, step.label) || !strings.Contains(say, "尚未归档") || !strings.Contains(say, "关账") {
				t.Errorf("the refusal does not say why: %s", say)
			}
		}
		h.fileYear(t, 2010)
		if n := offered(); n != 1 {
			t.Fatalf("filed and expired, yet %d are offered", n)
		}

		// An item that leaves its closed year while its list is on the way stops the list.
		b := h.reported(t, id)
		h.bring(t, paper("关于2009年值班安排的通知", "2009-05-04", "D10"))
		y := "2009"
		if _, err := h.Archive.Amend(ctx, archivist, archive.Amendment{ID: id, Year: &y, Reason: "归属年度有误"}); err != nil {
			t.Fatal(err)
		}
		_, err := h.Approve(ctx, director, b.ID, "")
		want(t, err, fault.Rule, "a list with an item that is no longer filed was approved")
		if it, err := h.Archive.Item(ctx, archivist, id); err != nil || it.State != archive.Held {
			t.Fatalf("%+v %v", it, err)
		}
	})
}

func TestFilesOfACutShortDestruction(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		f := h.file(t, "后来才删的文件")
		in := paper("甲", "2010-01-01", "D10")
		in.Files = []archive.IncomingFile{f}
		b := h.reported(t, h.take(t, in)...)
		if _, err := h.Approve(ctx, director, b.ID, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Appoint(ctx, archivist, b.ID, "leader.a", "leader.b"); err != nil {
			t.Fatal(err)
		}
		h.c.Move(40 * 24 * time.Hour)
		for _, s := range []act.Actor{leaderA, leaderB} {
			if _, err := h.Sign(ctx, s, b.ID, b.ListNumber); err != nil {
				t.Fatal(err)
			}
		}
		broken := true
		h.Archive.FileUsed = func(context.Context, db.Reader, string) (bool, error) {
			if broken {
				return false, fault.New(fault.Unavailable, "文件库暂时无法访问。")
			}
			return false, nil
		}
		if _, err := h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点"); !fault.Is(err, fault.Unavailable) {
			t.Fatalf("%v", err)
		}
		if err := blob.Check(ctx, h.Archive.Files, f.SHA256); err != nil {
			t.Fatal(err)
		}
		held, err := h.SetHold(ctx, archivist, 0, "audit", "审计")
		if err != nil {
			t.Fatal(err)
		}
		broken = false
		if n, err := h.Sweep(ctx); err != nil || n != 0 {
			t.Fatalf("a file was removed on hold: %d %v", n, err)
		}
		if _, err := h.Lift(ctx, director, held.ID, "结束"); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Sweep(ctx); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		if err := blob.Check(ctx, h.Archive.Files, f.SHA256); !fault.Is(err, fault.NotFound) {
			t.Fatalf("%v", err)
		}
	})
}

func TestOpeningReview(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		secret := paper("内部分析", "1999-01-01", "Y")
		secret.Level = mark.WorkSecret
		young := paper("新的", "2010-01-01", "Y")
		ids := h.take(t, paper("老的", "1999-03-04", "Y"), secret, young)
		loose := h.bring(t, paper("未归档的", "1998-03-04", "Y"))
		_, err := h.Propose(ctx, archivist, loose, "open", "")
		want(t, err, fault.Rule, "an unfiled item proposed")
		due, total, err := h.ToOpen(ctx, archivist, 0, 50)
		if err != nil || total != 2 || len(due) != 2 {
			t.Fatalf("%d %+v %v", total, due, err)
		}
		if _, total, err = h.ToOpen(ctx, archivist, 2010, 50); err != nil || total != 1 {
			t.Fatalf("%d %v", total, err)
		}
		_, err = h.Propose(ctx, stranger, ids[:1], "open", "")
		want(t, err, fault.Forbidden, "proposed without the right")
		_, err = h.Propose(ctx, archivist, ids[:1], "controlled", "")
		want(t, err, fault.Invalid, "controlled without a reason")
		_, err = h.Propose(ctx, archivist, ids[1:2], "open", "")
		want(t, err, fault.Rule, "a work secret opened")
		revs, err := h.Propose(ctx, almighty, ids[:1], "open", "")
		if err != nil || len(revs) != 1 {
			t.Fatal(revs, err)
		}
		_, err = h.Propose(ctx, archivist, ids[:1], "deferred", "理由")
		want(t, err, fault.Conflict, "proposed twice")
		_, err = h.Confirm(ctx, stranger, revs, true, "")
		want(t, err, fault.Forbidden, "confirmed without the right")
		_, err = h.Confirm(ctx, almighty, revs, true, "")
		want(t, err, fault.Rule, "the own opinion confirmed")
		h.c.Move(1000 * 24 * time.Hour)
		if it, _ := h.Archive.Item(ctx, archivist, ids[0]); it.Opening != "unreviewed" {
			t.Errorf("opened by the passing of time: %s", it.Opening)
		}
		_, err = h.Confirm(ctx, director, revs, false, "")
		want(t, err, fault.Invalid, "returned without a reason")
		if n, err := h.Confirm(ctx, director, revs, true, ""); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if it, _ := h.Archive.Item(ctx, archivist, ids[0]); it.Opening != "open" {
			t.Errorf("not opened: %s", it.Opening)
		}
		_, err = h.Confirm(ctx, director, revs, true, "")
		want(t, err, fault.Conflict, "confirmed twice")
		if revs, err = h.Propose(ctx, archivist, ids[1:2], "controlled", "涉及内部分析"); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Confirm(ctx, director, revs, false, "理由不清"); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		if all, err := h.Reviews(ctx, archivist, "returned", 10); err != nil || len(all) != 1 || all[0].Note != "理由不清" {
			t.Fatalf("%+v %v", all, err)
		}
	})
}

// TestNoDestructionWithoutEveryStep walks at random through everything that
// anybody could try, keeps its own books, and looks after every step whether a
// destruction was allowed by them.
func TestNoDestructionWithoutEveryStep(t *testing.T) {
	d, c := dbtest.SQLite(t, schemas...)
	h := open(t, d, c)
	ctx := context.Background()
	everybody := []act.Actor{archivist, head, director, leaderA, leaderB, twin, almighty, stranger}
	person := map[string]int{"archivist": 1, "head": 2, "director": 3, "director2": 3, "leader.a": 4, "leader.b": 5, "almighty": 6, "staff": 7}
	var holds []int64
	serial, destroyed := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		serial++
		item := h.take(t, paper(fmt.Sprintf("到期材料%d", serial), "2010-01-01", "D10"))[0]
		for _, id := range holds {
			if _, err := h.Lift(ctx, director, id, "下一轮"); err != nil {
				rt.Fatal(err)
			}
		}
		holds = nil
		b, err := h.Open(ctx, rapid.SampledFrom([]act.Actor{archivist, almighty}).Draw(rt, "opener"), fresh(item))
		if err != nil {
			rt.Fatal(err)
		}
		det, err := h.Batch(ctx, archivist, b.ID)
		if err != nil {
			rt.Fatal(err)
		}
		proposers := map[int]bool{person[b.CreatedBy]: true}
		approver, earliest := "", civil.Date{}
		var supervisors [2]string
		signed := map[string]bool{}
		// Half of the walks go the orderly way with some steps left out, so that
		// destructions happen at all; the others go anywhere.
		steps := rapid.SliceOfN(rapid.IntRange(0, 13), 8, 30).Draw(rt, "steps")
		orderly := rapid.Bool().Draw(rt, "orderly")
		proper := func(label string, right, any act.Actor) act.Actor {
			if orderly && rapid.IntRange(0, 5).Draw(rt, label) > 0 {
				return right
			}
			return any
		}
		if orderly {
			steps = nil
			for _, s := range []int{0, 2, 3, 4, 6, 12, 12, 8, 9, 13, 10, 12, 8, 11} {
				if rapid.IntRange(0, 14).Draw(rt, "left out") > 0 {
					steps = append(steps, s)
				}
			}
		}
		for _, s := range steps {
			who := rapid.SampledFrom(everybody).Draw(rt, "who")
			number := rapid.SampledFrom([]string{b.ListNumber, b.ListNumber, b.ListNumber, ""}).Draw(rt, "number")
			switch s {
			case 0, 1:
				v := appraisal.Verdict{Batch: b.ID, Lines: []int64{det.Lines[0].ID}, Opinion: appraisal.ToDestroy, Reason: "无保存价值"}
				judge := proper("judge", head, who)
				if _, err = h.Judge(ctx, judge, v); err == nil {
					proposers[person[judge.Login]] = true
				}
			case 2:
				var nb appraisal.Batch
				if nb, err = h.Report(ctx, proper("reporter", archivist, who), b.ID, "报告"); err == nil {
					b = nb
					proposers[person[nb.ReportedBy]] = true
				}
			case 3, 4:
				var nb appraisal.Batch
				if nb, err = h.Approve(ctx, proper("approver", director, who), b.ID, ""); err == nil {
					if proposers[person[nb.ApprovedBy]] {
						rt.Fatalf("%s approved the own list", nb.ApprovedBy)
					}
					if len(holds) > 0 {
						rt.Fatal("approved on hold")
					}
					approver, earliest = nb.ApprovedBy, h.Archive.Door.Today().AddDays(30)
				}
			case 5:
				if _, err = h.SendBack(ctx, who, b.ID, "退回"); err == nil {
					approver = ""
				}
			case 6, 7:
				pool := []string{"leader.a", "leader.b", "head", "director2", "almighty", "staff"}
				x, y := rapid.SampledFrom(pool).Draw(rt, "x"), rapid.SampledFrom(pool).Draw(rt, "y")
				if orderly && rapid.IntRange(0, 3).Draw(rt, "two leaders") > 0 {
					x, y = "leader.a", "leader.b"
				}
				if _, err = h.Appoint(ctx, archivist, b.ID, x, y); err == nil {
					supervisors, signed = [2]string{x, y}, map[string]bool{}
				}
			case 8, 9:
				for _, a := range []act.Actor{who, leaderA, leaderB, almighty, head} {
					if _, err = h.Sign(ctx, a, b.ID, number); err == nil {
						signed[a.Login] = true
					}
				}
			case 10, 11:
				if _, err = h.Execute(ctx, proper("executor", archivist, who), b.ID, number, "销毁点"); err == nil {
					destroyed++
					switch {
					case approver == "":
						rt.Fatal("destroyed without approval")
					case h.Archive.Door.Today().Before(earliest):
						rt.Fatal("destroyed in the cooling-off period")
					case len(holds) > 0:
						rt.Fatal("destroyed on hold")
					case !signed[supervisors[0]] || !signed[supervisors[1]] || person[supervisors[0]] == person[supervisors[1]]:
						rt.Fatal("destroyed without two supervisors")
					case person[supervisors[0]] == person[approver] || person[supervisors[1]] == person[approver]:
						rt.Fatal("the approver supervised")
					case number != b.ListNumber || number == "":
						rt.Fatal("destroyed without the number")
					}
				}
			case 12:
				c.Move(time.Duration(rapid.IntRange(1, 40).Draw(rt, "days")) * 24 * time.Hour)
			case 13:
				if len(holds) > 0 {
					if _, err := h.Lift(ctx, director, holds[0], "结束"); err == nil {
						holds = holds[1:]
					}
				} else if x, err := h.SetHold(ctx, who, rapid.SampledFrom([]int64{0, b.ID}).Draw(rt, "scope"), "audit", "审计"); err == nil {
					holds = append(holds, x.ID)
				}
			}
			it, err := h.Archive.Item(ctx, archivist, item)
			if err != nil {
				rt.Fatal(err)
			}
			now, err := h.Batch(ctx, archivist, b.ID)
			if err != nil {
				rt.Fatal(err)
			}
			if (it.State == archive.Destroyed) != (now.State == appraisal.Destroyed) {
				rt.Fatalf("the item is %s while its list is %s", it.State, now.State)
			}
		}
		if _, err := h.Cancel(ctx, archivist, b.ID, "结束本轮"); err != nil && !fault.Is(err, fault.Conflict) {
			rt.Fatal(err)
		}
	})
	t.Logf("%d of %d lists were carried out", destroyed, serial)
	if destroyed == 0 && serial >= 100 {
		t.Error("the walk never got as far as a destruction, so it proves nothing")
	}
}
