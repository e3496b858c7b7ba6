package archive

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/forms"
	"lantai.internal/room/archive/packet"
)

// Bounds of a package that a stranger brings.
const (
	maxPackage      = 2 << 30
	maxPackageFiles = 200_000
	maxPackageBytes = 16 << 30
	shownRecords    = 200
)

type pageMaker func(name, pattern string, right act.Right, serve func(*web.Request) (web.Answer, error)) web.Page

func (r *Room) transferPages(get, post pageMaker) []web.Page {
	take := post("package.verify.run", "/packages/verify", Arrange, r.packagePost)
	take.Upload, take.Files = maxPackage, 1
	return []web.Page{
		get("transfer.list", "/transfers", Arrange, r.transfersPage),
		get("transfer", "/transfers/{year}", Arrange, r.transferPage),
		get("transfer.print", "/transfers/{year}/register.pdf", Arrange, r.transferPrint),
		get("transfer.edit", "/transfers/{year}/register.docx", Arrange, r.transferPrint),
		post("transfer.package", "/transfers/{year}/package", Arrange, r.transferPackage),
		post("transfer.hand", "/transfers/{year}/hand", Arrange, r.transferHand),
		get("package.verify", "/packages/verify", Arrange, r.packagePage),
		take,
		get("verify", "/verify", Verify, r.verifyPage),
		post("verify.run", "/verify", Verify, r.verifyPost),
	}
}

var transfers = ui.Link{Text: "移交进馆", URL: "/archive/transfers"}

func transferURL(year int64) string { return fmt.Sprintf("/archive/transfers/%d", year) }

// dueTag says how pressing a year's transfer is.
func dueTag(y TransferYear, today civil.Date) ui.Tag {
	switch {
	case y.Left() == 0:
		return ui.Tag{Text: "已移交", Tone: ui.OK}
	case today.Year > y.DueIn():
		return ui.Tag{Text: fmt.Sprintf("超期 %d 年", today.Year-y.DueIn()), Tone: ui.Bad}
	case today.Year == y.DueIn():
		return ui.Tag{Text: "今年移交", Tone: ui.Warn}
	}
	return ui.Tag{Text: fmt.Sprintf("还有 %d 年", y.DueIn()-today.Year), Tone: ui.Mute}
}

// transfersWait tells of years whose transfer is due.
func (r *Room) transfersWait(ctx context.Context, who act.Actor) ([]Wait, error) {
	years, err := r.Transfers(ctx, who)
	if fault.Is(err, fault.Rule) {
		return nil, nil // the page of transfers says that the book has no rule
	}
	var list []Wait
	today := r.Door.Today()
	for _, y := range years {
		if y.Left() > 0 && today.Year >= y.DueIn() && len(list) < namedYears {
			list = append(list, Wait{What: "移交区档案馆", Why: fmt.Sprintf("%s，应在 %d 年底前移交", yearText(y.Year), y.DueIn()), N: y.Left(), Late: today.Year > y.DueIn(),
				Do: ui.Button{Label: "移交", URL: transferURL(y.Year)}})
		}
	}
	return list, err
}

func (r *Room) transfersPage(q *web.Request) (web.Answer, error) {
	rule, err := r.TransferRule(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	years, err := r.Transfers(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "移交日历", Columns: []ui.Column{{Label: "年度", Wide: true}, {Label: "最迟移交"}, {Label: "应移交", Numeric: true}, {Label: "已移交", Numeric: true}, {Label: "未审开放", Numeric: true}, {Label: "期限"}, {Label: "办理"}},
		Empty: ui.Empty{Title: "还没有要移交的档案", Text: "年度关账以后，" + rule.Words() + "的档案按年度列在这里。", Link: ui.Link{Text: "去年度整理", URL: "/archive/years"}}}
	for _, y := range years {
		review := ui.Cell{Text: number(y.Unreviewed)}
		if y.Unreviewed > 0 {
			review.URL = fmt.Sprintf("/archive/opening?year=%d", y.Year)
		}
		do := "办理移交"
		if y.Left() == 0 {
			do = "查看"
		}
		t.Rows = append(t.Rows, ui.Row{URL: transferURL(y.Year), Cells: []ui.Cell{{Text: yearText(y.Year), URL: transferURL(y.Year)}, {Text: fmt.Sprintf("%d年12月31日", y.DueIn())},
			{Text: count(y.Items)}, {Text: count(y.Gone)}, review, {Tags: []ui.Tag{dueTag(y, r.Door.Today())}}, {Text: do, URL: transferURL(y.Year)}}})
	}
	head := ui.Head{Crumbs: []ui.Link{room}, Title: "移交进馆", Meta: []string{fmt.Sprintf("%s的档案，形成满 %d 年移交区档案馆（%s）", rule.Words(), rule.After, rule.Ground)},
		Actions: []ui.Button{{Label: "检验移交包", URL: "/archive/packages/verify"}}}
	return q.Desk("移交进馆", titled(head, ui.TableBox(t)))
}

func (r *Room) transferPage(q *web.Request) (web.Answer, error) { return r.transfer(q, nil, nil) }

// transfer is the page of a year; one of its two forms may have failed.
func (r *Room) transfer(q *web.Request, pack, hand error) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	y, err := r.Transfer(q.Context(), org.Actor(q), year)
	if err != nil {
		return web.Answer{}, err
	}
	url := transferURL(y.Year)
	head := ui.Head{Crumbs: []ui.Link{room, transfers}, Title: fmt.Sprintf("移交%d年度档案", year), Meta: []string{fmt.Sprintf("最迟 %d年12月31日移交", y.DueIn())}, Tags: []ui.Tag{dueTag(y, r.Door.Today())}}
	items := fmt.Sprintf("/archive/items?year=%d", year)
	stats := ui.Stats([]ui.Stat{{Label: "应移交", Value: count(y.Items), Unit: "件", URL: items}, {Label: "未审开放", Value: count(y.Unreviewed), Unit: "件", URL: fmt.Sprintf("/archive/opening?year=%d", year)},
		{Label: "已移交", Value: count(y.Gone), Unit: "件", URL: items + "&state=" + Transferred}})
	v := transferView{Head: head, Stats: stats, Year: y, URL: url, Pack: &ui.Form{Action: url + "/package", Key: web.NewKey()}, Hand: &ui.Form{Action: url + "/hand", Key: web.NewKey()}}
	switch {
	case pack != nil:
		v.Pack = q.FormFor(v.Pack.Action, pack)
	case hand != nil:
		v.Hand = q.FormFor(v.Hand.Action, hand)
	}
	v.Pack.ID, v.Hand.ID = "pack", "hand"
	v.Pack.Set("kind", packet.KindDAT93)
	return q.Desk(head.Title, transferBody(v))
}

// transferView is the page of one year's transfer.
type transferView struct {
	Head       ui.Head
	Stats      templ.Component
	Year       TransferYear
	URL        string
	Pack, Hand *ui.Form
}

var packageKinds = []ui.Option{
	{Value: packet.KindDAT93, Label: "移交信息包", Hint: "DA/T 93-2022，区档案馆要求离线移交时用"},
	{Value: packet.KindBag, Label: "BagIt 包", Hint: "没有电子文件的件也带目录"},
	{Value: packet.KindEEP, Label: "EEP 封装包", Hint: "DA/T 48-2009，一件一个封装文件"},
}

func (r *Room) transferPrint(q *web.Request) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	format, kind := forms.PDF, "application/pdf"
	if strings.HasSuffix(q.URL.Path, ".docx") {
		format, kind = forms.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	if err := r.TransferRegister(q.Context(), org.Actor(q), year, format, &b); err != nil {
		return web.Answer{}, err
	}
	a := web.File(fmt.Sprintf("%d年度档案移交与接收登记表.%s", year, format), kind, time.Time{}, bytes.NewReader(b.Bytes()))
	if format == forms.PDF {
		a = a.Inline()
	}
	return a, nil
}

// workDir is a folder for the files of one request, removed when it is answered.
func (r *Room) workDir(q *web.Request, name string) (string, error) {
	tmp := filepath.Join(r.Door.Dir(), "tmp")
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return "", fault.Wrap("archive.work", fault.Full, err)
	}
	dir, err := os.MkdirTemp(tmp, name)
	if err != nil {
		return "", fault.Wrap("archive.work", fault.Full, err)
	}
	context.AfterFunc(q.Context(), func() { _ = os.RemoveAll(dir) }) // what stays is named by the doctor
	return dir, nil
}

// transferPackage makes the package and sends it in the same answer; nothing of it
// is kept. It goes without the form's key: making it again is no second act.
func (r *Room) transferPackage(q *web.Request) (web.Answer, error) {
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	dir, err := r.workDir(q, "package-")
	if err != nil {
		return web.Answer{}, err
	}
	kind := q.Values().Get("kind")
	out := filepath.Join(dir, "package.zip")
	if _, err := r.Package(q.Context(), org.Actor(q), PackageOptions{Year: year, Kind: kind, Out: out, Transfer: true}); err != nil {
		return r.transfer(q, err, nil)
	}
	f, err := os.Open(out)
	if err != nil {
		return web.Answer{}, fault.Wrap("archive.package", fault.Unavailable, err)
	}
	context.AfterFunc(q.Context(), func() { _ = f.Close() }) // read to the end or given up
	return web.File(fmt.Sprintf("%d年度移交包-%s.zip", year, kind), "application/zip", time.Time{}, f), nil
}

func (r *Room) transferHand(q *web.Request) (web.Answer, error) {
	type input struct {
		Receiver string     `form:"receiver" label:"接收单位" max:"100"`
		Number   string     `form:"number" label:"登记表编号" max:"60"`
		On       civil.Date `form:"on" label:"签字日期"`
	}
	year, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[input](q)
	n := 0
	if err == nil {
		n, err = r.HandOver(org.Context(q), org.Actor(q), HandOver{Year: year, Receiver: in.Receiver, Number: in.Number, On: in.On})
	}
	if err != nil {
		return r.transfer(q, nil, err)
	}
	return web.Redirect(transferURL(int64(year))).Say(ui.OK, fmt.Sprintf("已登记移交 %d 件，登记表 %s。目录留在本室，可以照常查找。", n, in.Number)), nil
}

func (r *Room) packagePage(q *web.Request) (web.Answer, error) {
	return q.Desk("检验移交包", packageBody(packageView{Form: packageForm(q, nil)}))
}

func packageForm(q *web.Request, failed error) *ui.Form {
	f := q.FormFor("/archive/packages/verify", failed)
	f.Multipart = true
	return f
}

// packageView is a package that was looked at.
type packageView struct {
	Form    *ui.Form
	Name    string
	Got     *packet.Inspection
	Records ui.Table
}

// packagePost judges a package that was uploaded. Nothing of it is kept and nothing
// in it is trusted.
func (r *Room) packagePost(q *web.Request) (web.Answer, error) {
	type input struct {
		File *web.Upload `form:"file" label:"移交包"`
	}
	fail := func(err error) (web.Answer, error) {
		return q.Desk("检验移交包", packageBody(packageView{Form: packageForm(q, err)}))
	}
	in, err := web.Decode[input](q)
	if err == nil && (in.File == nil || in.File.Size == 0) {
		err = fault.Field("file", "", "请选择要检验的移交包：ZIP、TAR 或 XML 文件。")
	}
	if err != nil {
		return fail(err)
	}
	dir, err := r.workDir(q, "verify-")
	if err != nil {
		return web.Answer{}, err
	}
	path := filepath.Join(dir, "package"+ending(in.File.Name))
	if err := layDown(in.File, path); err != nil {
		return web.Answer{}, err
	}
	got, err := packet.Inspect(q.Context(), path, packet.Options{MaxFiles: maxPackageFiles, MaxBytes: maxPackageBytes, TempDir: dir})
	if packet.IsNotPackage(err) {
		return fail(fault.Field("file", in.File.Name, "“"+in.File.Name+"”不是 BagIt、EEP 或 DA/T 93 移交包，没有检验。请核对是否选错了文件。"))
	}
	if err != nil {
		return web.Answer{}, err
	}
	v := packageView{Form: packageForm(q, nil), Name: in.File.Name, Got: &got, Records: recordTable(got.Records)}
	return q.Desk("检验结果", packageBody(v))
}

// ending is the part of a name by which the kind of a package is told.
func ending(name string) string {
	name = strings.ToLower(name)
	for _, e := range []string{".tar.gz", ".tgz", ".tar.bz2", ".tar", ".zip", ".xml", ".eep"} {
		if strings.HasSuffix(name, e) {
			return e
		}
	}
	return ""
}

// layDown writes an upload to a file, for readers that want a path.
func layDown(u *web.Upload, path string) error {
	from, err := u.Open()
	if err != nil {
		return err
	}
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fault.Wrap("archive.package", fault.Full, err)
	}
	if _, err := io.Copy(to, from); err != nil {
		_ = to.Close() // the folder goes with the request
		return fault.Wrap("archive.package", fault.Full, err)
	}
	return fault.Wrap("archive.package", fault.Full, to.Close())
}

func recordTable(list []packet.Record) ui.Table {
	t := ui.Table{Caption: "包内的件", Columns: []ui.Column{{Label: "题名", Wide: true}, {Label: "档号", Code: true}, {Label: "日期"}, {Label: "文件", Numeric: true}}}
	for _, x := range list[:min(len(list), shownRecords)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Value("题名"), Sub: x.Value("文件编号")}, {Text: x.Value("档号")}, {Text: x.Value("日期")}, {Text: strconv.Itoa(len(x.Files))}}})
	}
	return t
}

// patrolBasis is what the check of the holdings rests on.
var patrolBasis = []law.ID{law.ArchivesLaw19}
