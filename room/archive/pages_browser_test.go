package archive_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/browsertest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/demoyear"
)

// browse opens a browser on the desk in which somebody has signed in.
func (k *desk) browse(t *testing.T, login string) *browsertest.Tab {
	s := httptest.NewServer(k.Site)
	t.Cleanup(s.Close)
	b := browsertest.Open(t, s.URL)
	b.Go("/enter")
	b.Type("#enter input[name=login]", login)
	b.Submit("#enter button")
	return b
}

func TestCellIsCorrectedByKeyboard(t *testing.T) {
	k := onDesk(t)
	ids := k.fill(incoming("关于甲事项的通知"), archive.Incoming{Title: "关于乙事项的通知", Date: civil.Must("2012-03-06"), Unit: "SMK", Pages: 2})
	b := k.browse(t, "dangan")
	b.Go("/archive/batches/1")
	first := fmt.Sprintf("#r-%d", ids["关于乙事项的通知"]) // the newest stands first
	second := fmt.Sprintf("#r-%d", ids["关于甲事项的通知"])
	focus := func(sel string) {
		browsertest.Eval[bool](b, fmt.Sprintf("(document.querySelector(%q).focus(), true)", sel))
	}
	focus(first + " td[data-field=date]")
	b.Press(kb.Enter)
	b.Wait(first + " input.celledit")
	b.Fill(first+" input.celledit", "2012.2.30")
	b.Press(kb.Enter)
	b.Wait(first + " .fault")
	if got := b.Value(first + " input.celledit"); got != "2012.2.30" {
		t.Fatalf("what was typed is gone: %q", got)
	}
	browsertest.Eval[bool](b, fmt.Sprintf("(document.querySelector(%q).select(), true)", first+" input.celledit"))
	b.Press("2012年3月8日")
	b.Press(kb.Enter)
	b.WaitText(first+" td[data-field=date] [data-value]", "2012-03-08")
	// Enter leads to the same field of the next row, Tab to the next field.
	b.Press(kb.Enter)
	b.Wait(second + " td[data-field=date] input.celledit")
	b.Press(kb.Tab)
	b.Press(kb.Enter)
	b.Wait(second + " td[data-field=unit] select.celledit")
	b.Choose(second+" td[data-field=unit] select.celledit", "政工科")
	b.Press(kb.Enter)
	b.WaitText(second+" td[data-field=unit] [data-value]", "政工科")
	// Nothing is chosen for her: a list she did not touch leaves the cell empty.
	focus(first + " td[data-field=retention]")
	b.Press(kb.Enter)
	b.Wait(first + " td[data-field=retention] select.celledit")
	if got := b.Value(first + " td[data-field=retention] select.celledit"); got != "" {
		t.Fatalf("the list opens on %q", got)
	}
	b.Press(kb.Enter)
	b.WaitText(first+" td[data-field=retention] [data-value]", "")
	// Escape gives up.
	focus(first + " td[data-field=title]")
	b.Press(kb.Enter)
	b.Fill(first+" input.celledit", "不要的")
	b.Press(kb.Escape)
	b.WaitText(first+" td[data-field=title] [data-value]", "关于乙事项的通知")
	it, err := k.Room.Item(context.Background(), act.Owner(), ids["关于乙事项的通知"])
	if err != nil || it.Date.String() != "2012-03-08" || it.Retention != "" || it.Title != "关于乙事项的通知" {
		t.Fatalf("%+v %v", it, err)
	}
	if it, err = k.Room.Item(context.Background(), act.Owner(), ids["关于甲事项的通知"]); err != nil || it.Unit != "ZGK" {
		t.Fatalf("%+v %v", it, err)
	}
}

// shared finds the folder of sample texts beside the repository.
func shared(t *testing.T) string {
	if d := os.Getenv("LANTAI_SHARED"); d != "" {
		return d
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "..", "shared", "README.md")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
	}
	t.Skip("skipped: the folder of sample texts is not beside the repository")
	return ""
}

// TestPagesLook opens every page over a full desk at both widths; with
// LANTAI_SHOTS it leaves pictures behind.
func TestPagesLook(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: a whole year is filled in")
	}
	k := onDesk(t)
	paths := k.fullDesk(t)
	b := k.browse(t, "dangan")
	for _, width := range []int{1440, 390} {
		b.Size(width, 900)
		for _, p := range paths {
			b.Go(p.path)
			b.NoSideways()
			b.Shot(fmt.Sprintf("%s-%d", p.name, width))
		}
	}
}

type place struct{ name, path string }

// fullDesk fills a closed year, an open one out of real texts, and gives the
// pages worth looking at.
func (k *desk) fullDesk(t *testing.T) []place {
	t.Helper()
	ctx, owner := context.Background(), act.Owner()
	units := []string{"BGS", "ZGK", "SMK", "BGS", "ZGK", "SMK", "BGS", "ZGK", "SMK"}
	codes := []string{"BGS", "ZGK", "GHK", "SMK", "TGK", "LYK", "WMK", "FWZ", "JCZ"}
	records, err := demoyear.DemoYear(2024, codes)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]string{}
	for i, c := range codes {
		at[c] = units[i]
	}
	var in []archive.Incoming
	for i, d := range records {
		level, err := mark.Parse(d.Classification)
		if err != nil {
			t.Fatal(err)
		}
		if i == 3 {
			level = mark.WorkSecret
		}
		in = append(in, archive.Incoming{Title: d.Title, DocNo: d.DocNo, Issuer: d.Issuer, Date: d.Date, Year: d.Year, Retention: d.Retention, Unit: at[d.Unit], Pages: d.Pages, Keywords: d.Keywords, Body: d.Text(), Level: level})
	}
	ids := k.fill(in[:900]...)
	if _, err := k.Room.ArrangeYear(ctx, owner, archive.ArrangeOptions{Year: 2024}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Room.PackYear(ctx, owner, 2024); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Room.CloseYear(ctx, owner, 2024); err != nil {
		t.Fatal(err)
	}
	for i := range in[900:] {
		x := &in[900+i]
		x.Date, x.Year, x.Retention = x.Date.AddDays(365), 2025, ""
		if i%40 == 0 {
			x.Unit = "市场科（原）"
		}
	}
	k.fill(in[900:]...)
	if _, err := k.Room.ArrangeYear(ctx, owner, archive.ArrangeOptions{Year: 2025}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Room.PackYear(ctx, owner, 2025); err != nil {
		t.Fatal(err)
	}
	docs := k.realTexts(t, 60)
	c := k.as("dangan")
	table := "序号,文件标题,发文字号,作者,成文日期,期限,科室,页\n"
	for i, d := range in[:30] {
		period := "短期"
		if i%7 == 0 {
			period = "30年"
		}
		table += fmt.Sprintf("%d,%s,%s,%s,%s,%s,%s,%d\n", i+1, d.Title, d.DocNo, d.Issuer, d.Date, period, "业务一科", d.Pages)
	}
	c.Upload("/archive/intake", map[string][]string{"kind": {"table"}}, fileOf("旧系统导出.csv", table)).Want(303)
	first := int64(0)
	for _, id := range ids {
		if it, err := k.Room.Item(ctx, owner, id); err == nil && it.ItemNo > 0 && it.DocNo != "" {
			first = id
			break
		}
	}
	boxes, err := k.Room.Boxes(ctx, 2024)
	if err != nil || len(boxes) == 0 {
		t.Fatal(boxes, err)
	}
	doc, err := k.Room.Items(ctx, owner, archive.List{Batch: docs, Doubtful: true, Limit: 1})
	if err != nil || len(doc.Items) == 0 {
		t.Fatal(doc, err)
	}
	scan, err := k.Room.Items(ctx, owner, archive.List{Batch: docs, Category: "ZP"})
	if err != nil || len(scan.Items) == 0 {
		t.Fatal(scan, err)
	}
	return []place{{"scan", fmt.Sprintf("/archive/items/%d", scan.Items[0].ID)}, {"home", "/archive"}, {"intake", "/archive/intake"}, {"upload", "/archive/uploads/2"}, {"batch", fmt.Sprintf("/archive/batches/%d", docs)},
		{"batch-doubt", fmt.Sprintf("/archive/batches/%d?see=doubt", docs)}, {"items", "/archive/items"}, {"items-filtered", "/archive/items?year=2024&retention=Y&order=class"},
		{"item", fmt.Sprintf("/archive/items/%d", first)}, {"item-doc", fmt.Sprintf("/archive/items/%d", doc.Items[0].ID)}, {"secret", fmt.Sprintf("/archive/items/%d", ids[in[3].Title])},
		{"edit", fmt.Sprintf("/archive/items/%d/edit", doc.Items[0].ID)}, {"edit-filed", fmt.Sprintf("/archive/items/%d/edit", first)}, {"search", "/archive/search"}, {"found", "/archive/search?q=" + "%E6%A3%80%E6%9F%A5"},
		{"found-number", "/archive/search?q=(2024)5"}, {"years", "/archive/years"}, {"year-open", "/archive/years/2025"}, {"year-closed", "/archive/years/2024"}, {"arrange", "/archive/years/2025/arrange"},
		{"close", "/archive/years/2025/close"}, {"class", "/archive/years/2025/class?unit=BGS&retention=D30&category=WS"}, {"boxes", "/archive/boxes?year=2024"}, {"box", fmt.Sprintf("/archive/boxes/%d", boxes[0].ID)},
		{"units", "/archive/units"}, {"settings", "/archive/settings"}, {"batches", "/archive/batches"}}
}

// realTexts uploads texts of the corpus as the archivist would and gives the batch.
func (k *desk) realTexts(t *testing.T, most int) int64 {
	t.Helper()
	var files []uploadFile
	err := filepath.WalkDir(filepath.Join(shared(t), "corpora", "regulations"), func(p string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || len(files) >= most || !strings.HasSuffix(p, ".txt") && !strings.HasSuffix(p, ".md") {
			return err
		}
		b, err := os.ReadFile(p)
		files = append(files, fileOf("法规/"+filepath.Base(p), string(b)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var pic bytes.Buffer
	page := image.NewGray(image.Rect(0, 0, 620, 877))
	for i := range page.Pix {
		page.Pix[i] = 255
		if y := i / 620; y > 80 && y%34 < 14 && i%620 > 80 && i%620 < 540 {
			page.Pix[i] = 90
		}
	}
	if err := png.Encode(&pic, page); err != nil {
		t.Fatal(err)
	}
	files = append(files, uploadFile{Field: "files", Name: "扫描件 会议签到表.png", Content: pic.Bytes()}, fileOf("空文件.pdf", ""), fileOf("坏.pdf", "%PDF-1.4 这不是一个完整的文件 obj"))
	k.as("dangan").Upload("/archive/intake", map[string][]string{"kind": {"documents"}, "unit": {"SMK"}, "_key": {"real-texts"}}, files...).Want(303)
	list, err := k.Room.Batches(context.Background(), 1)
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	return list[0].ID
}
