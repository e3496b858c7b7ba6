package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/packet"
)

// patrol is a check of the holdings that goes on behind the pages. It lives in
// memory: a check that a restart cut off is simply made again.
type patrol struct {
	sync.Mutex
	running  bool
	done, of int64
	trouble  string // why the last one did not come to an end
}

var verified = act.Define(act.Spec[VerifyReport, bool]{
	Name: "archive.verify.record", Label: "核验档案", Right: Verify, Basis: patrolBasis,
	Do: func(_ *act.Tx, rep VerifyReport) (bool, act.Entry, error) {
		say := fmt.Sprintf("核验档案：%d 件、文件 %d 个、台账 %d 条，", rep.Items, rep.Files, rep.Entries)
		if rep.OK {
			say += "全部相符"
		} else {
			say += fmt.Sprintf("发现 %d 处问题，请从备份恢复", int64(len(rep.Findings))+rep.More)
		}
		rep.Findings = rep.Findings[:min(len(rep.Findings), 100)]
		return rep.OK, act.Entry{Subject: "archive", Summary: say, Detail: rep}, nil
	}})

// VerifyAndRecord is Verify with its outcome written into the ledger.
func (r *Room) VerifyAndRecord(ctx context.Context, who act.Actor, progress func(files, of int64)) (*VerifyReport, error) {
	rep, err := r.Verify(ctx, progress)
	if err != nil {
		return nil, err
	}
	_, err = verified.Run(ctx, r.Door, who, *rep)
	return rep, err
}

// verifyView is the page of checks.
type verifyView struct {
	Form                    *ui.Form
	Running                 bool
	Progress                ui.Progress
	Trouble                 string
	Runs, Findings, Patrols ui.Table
}

func (r *Room) verifyPage(q *web.Request) (web.Answer, error) {
	ctx, rd := q.Context(), r.Door.Reader()
	v := verifyView{Form: q.FormFor("/archive/verify", nil)}
	r.patrol.Lock()
	v.Running, v.Trouble = r.patrol.running, r.patrol.trouble
	v.Progress = ui.Progress{Label: "正在核验", Done: int(r.patrol.done), Total: int(r.patrol.of), State: "先核对台账和每一行，再逐个文件重算摘要。", Refresh: "/archive/verify"}
	r.patrol.Unlock()
	if v.Running && q.Htmx() {
		return q.Fragment(ui.ProgressBox(v.Progress))
	}
	runs, err := act.Entries(ctx, rd, act.EntryFilter{Deed: verified.Name(), Outcome: "done"}, 10)
	if err != nil {
		return web.Answer{}, err
	}
	v.Runs = ui.Table{Caption: "全面核验", Columns: []ui.Column{{Label: "结果", Wide: true}, {Label: "时间"}, {Label: "核验人"}},
		Empty: ui.Empty{Title: "还没有全面核验过", Text: "建议每季度全面核验一次；每日巡检另由系统自动进行。"}}
	for i, e := range runs {
		var rep VerifyReport
		if err := json.Unmarshal([]byte(e.Detail), &rep); err != nil {
			return web.Answer{}, fault.Wrap("archive.verify", fault.Internal, err)
		}
		v.Runs.Rows = append(v.Runs.Rows, ui.Row{Cells: []ui.Cell{{Text: e.Summary, Tags: []ui.Tag{soundTag(rep.OK)}}, {Text: stamp(e.At)}, {Text: e.Name}}})
		if i == 0 {
			v.Findings = findingTable(rep.Findings)
		}
	}
	patrols, err := act.Entries(ctx, rd, act.EntryFilter{Deed: "archive.fixity.patrol", Outcome: "done"}, 10)
	if err != nil {
		return web.Answer{}, err
	}
	v.Patrols = ui.Table{Caption: "每日巡检", Columns: []ui.Column{{Label: "结果", Wide: true}, {Label: "时间"}},
		Empty: ui.Empty{Title: "还没有巡检记录", Text: "服务开着时，系统每天自动抽查九十分之一的文件，三个月查完一遍。"}}
	for _, e := range patrols {
		var p struct {
			Findings []act.Finding `json:"findings"`
		}
		if err := json.Unmarshal([]byte(e.Detail), &p); err != nil {
			return web.Answer{}, fault.Wrap("archive.verify", fault.Internal, err)
		}
		v.Patrols.Rows = append(v.Patrols.Rows, ui.Row{Cells: []ui.Cell{{Text: e.Summary, Tags: []ui.Tag{soundTag(len(p.Findings) == 0)}}, {Text: stamp(e.At)}}})
	}
	a, err := q.Desk("核验档案", verifyBody(v))
	if q.Htmx() { // the progress asked for itself, and the check is over: the whole page
		a = a.With("HX-Refresh", "true")
	}
	return a, err
}

func soundTag(ok bool) ui.Tag {
	if ok {
		return ui.Tag{Text: "相符", Tone: ui.OK}
	}
	return ui.Tag{Text: "有问题", Tone: ui.Bad}
}

func findingTable(list []act.Finding) ui.Table {
	t := ui.Table{Caption: "发现的问题", Columns: []ui.Column{{Label: "问题", Wide: true}, {Label: "位置", Code: true}}}
	for _, f := range list {
		c := ui.Cell{Text: f.Message}
		if id, ok := strings.CutPrefix(f.Where, "archive_item:"); ok {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil {
				c.URL = itemURL(n)
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{c, {Text: f.Where}}})
	}
	return t
}

// verifyPost begins a check, unless one goes on already.
func (r *Room) verifyPost(q *web.Request) (web.Answer, error) {
	p := &r.patrol
	p.Lock()
	if p.running {
		p.Unlock()
		return web.Redirect("/archive/verify").Say(ui.Info, "核验正在进行，不必再开始一次。"), nil
	}
	p.running, p.done, p.of, p.trouble = true, 0, 0, ""
	p.Unlock()
	ctx, who := context.WithoutCancel(q.Context()), org.Actor(q)
	go func() {
		_, err := r.VerifyAndRecord(ctx, who, func(done, of int64) {
			p.Lock()
			p.done, p.of = done, of
			p.Unlock()
		})
		p.Lock()
		defer p.Unlock()
		p.running = false
		if err != nil {
			p.trouble = "核验没有做完：" + fault.Of(err).Safe()
			slog.Error("the check of the holdings did not come to an end", "err", err)
		}
	}()
	return web.Redirect("/archive/verify").Say(ui.Info, "已开始核验，做完后结果列在下面。"), nil
}

func packagePairs(v packageView) []ui.Pair {
	kinds := map[string]string{packet.KindBag: "BagIt 包", packet.KindEEP: "EEP 封装包（DA/T 48）", packet.KindDAT93: "移交信息包（DA/T 93）"}
	files, bytes := 0, int64(0)
	for _, x := range v.Got.Records {
		for _, f := range x.Files {
			files, bytes = files+1, bytes+f.Size
		}
	}
	return []ui.Pair{{Key: "种类", Text: joinDots(kinds[v.Got.Report.Kind], v.Got.Report.Version)}, {Key: "件数", Text: strconv.Itoa(len(v.Got.Records))},
		{Key: "文件", Text: fmt.Sprintf("%d 个，%s", files, ui.Bytes(bytes))}}
}
