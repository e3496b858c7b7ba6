package archive_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
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

// trial runs a test of pages on both databases.
func trial(t *testing.T, fn func(t *testing.T, k *desk)) {
	dbtest.Each(t, []db.Schema{org.Schema, rulebook.Schema, search.Schema, archive.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(t, openDesk(t, d, c.Now)) })
}

const paper = "重庆市綦江区商务局文件\n\n綦商务〔2012〕5号\n\n关于开展加油站年检的通知\n\n各单位：\n\n现将有关事项通知如下。\n\n重庆市綦江区商务局\n2012年3月5日\n"

func TestDocumentsComeThroughTheBrowser(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		c := k.as("dangan")
		form := func(key string) url.Values {
			return url.Values{"kind": {"documents"}, "unit": {"SMK"}, "_key": {key}}
		}
		c.Upload("/archive/intake", form("none")).Want(422).In(".summary", webtest.HasText("没有收到文件")).In("#f-docs-unit option[selected]", webtest.HasText("商贸流通科"))
		bad := `<img src=x onerror=alert(1)>.pdf`
		files := []uploadFile{fileOf("来文/年检.txt", paper), fileOf("来文/空.txt", ""), fileOf("来文/"+bad, "%PDF-1.4 1 0 obj"),
			fileOf("来文/密.txt", "机密★10年\n\n关于某事的通知\n"), fileOf("来文/再一份.txt", paper), fileOf("来文/.DS_Store", "x"), fileOf("来文/说明.pdf", "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00")}
		page := c.Follow(c.Upload("/archive/intake", form("first"), files...).Want(303)).Want(200)
		page.In("h1", webtest.HasText("来文 等 6 个文件")).In("td", webtest.HasText("关于开展加油站年检的通知"), webtest.HasText("綦商务〔2012〕5号"))
		page.In("td", webtest.HasText("国家秘密标志"), webtest.HasText("空的"), webtest.HasText("与本批第"), webtest.HasText("可执行程序")).Without("img")
		if strings.Contains(page.Body, "<img") {
			t.Error("a file's name became markup")
		}
		// The same form sent again does nothing again.
		c.Follow(c.Upload("/archive/intake", form("first"), files...).Want(303)).Want(200)
		if n := len(k.byTitle()); n != 1 {
			t.Fatalf("%d items", n)
		}
		again := c.Follow(c.Upload("/archive/intake", form("second"), fileOf("年检.txt", paper)).Want(303)).Want(200)
		again.In(".notice", webtest.HasText("重复未收 1")).In("td", webtest.HasText("与已收的《关于开展加油站年检的通知》完全相同"))
		csv := c.Get("/archive/batches/1/rejections.csv").Want(200)
		if !strings.Contains(csv.Body, "国家秘密标志") || !strings.HasPrefix(csv.Body, "\xEF\xBB\xBF") {
			t.Errorf("rejections: %q", csv.Body)
		}
		verify(t, k)
	})
}

func verify(t *testing.T, k *desk) {
	t.Helper()
	v, err := k.Room.Door.Verify(context.Background())
	if err != nil || !v.OK {
		t.Fatalf("the ledger does not verify: %+v %v", v.Findings, err)
	}
}

const oldTable = "文件标题,内部编号,发文字号,作者,成文日期,期限\n" +
	"关于甲事项的通知,A1,綦商务〔2012〕1号,重庆市綦江区商务局,2012-01-05,短期\n" +
	"关于乙事项的通知,A2,綦商务〔2012〕2号,重庆市綦江区商务局,2012-02-30,永久\n" +
	"=cmd|' /C calc'!A0,A3,,重庆市綦江区商务局,2012-03-05,30年\n"

func TestTableIsMappedTriedAndTaken(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		c := k.as("dangan")
		up := func(name string) *webtest.Response {
			return c.Upload("/archive/intake", url.Values{"kind": {"table"}, "_key": {fmt.Sprintf("%x", name)}}, fileOf(name+".csv", oldTable)).Want(303)
		}
		c.Upload("/archive/intake", url.Values{"kind": {"table"}, "_key": {"doc"}}, fileOf("a.docx", "x")).Want(422).In(".fault", webtest.HasText("不是目录表"))
		page := c.Follow(up("旧目录")).Want(200)
		page.In("td.bad", webtest.HasText("短期"), webtest.HasText("2012-02-30")).In("td", webtest.HasText("取值对照"))
		page.In("#f-col-1 option", webtest.HasText("按列名自动"))
		// All or nothing: refused as a whole, and everything is still there.
		c.Post("/archive/uploads/1/take", url.Values{"do": {"all"}, "_key": {"a"}}).Want(422).In(".notice", webtest.HasText("没有导入")).In("h1", webtest.HasText("旧目录.csv")).In("td", webtest.HasText("2012-02-30"))
		c.Post("/archive/uploads/1/take", url.Values{"do": {"try"}, "_key": {"b"}}).Want(200).In(".notice", webtest.HasText("没有收入任何一件"))
		if n := len(k.byTitle()); n != 0 {
			t.Fatalf("%d items after a trial", n)
		}
		form := url.Values{"col-1": {"remark"}, "val-0": {"D10"}, "keep": {"老系统"}, "header": {"0"}, "unit": {"SMK"}, "_key": {"c"}}
		c.Post("/archive/uploads/1/map", form).Want(422).In("#f-header-fault", webtest.HasText("1 到 1000")).In("#f-col-1 option[selected]", webtest.HasText("备注")).In("#f-keep", webtest.HasAttr("value", "老系统"))
		form["header"] = nil
		form["_key"] = []string{"d"}
		c.Follow(c.Post("/archive/uploads/1/map", form).Want(303)).Want(200).In(".notice", webtest.HasText("老系统")).In(".hint", webtest.HasText("有 1 行不能接收"))
		// The next table of the same kind is read the same way by itself.
		c.Follow(up("另一份")).Want(200).In("#f-col-1 option[selected]", webtest.HasText("备注")).In(".hint", webtest.HasText("有 1 行不能接收"))
		csv := c.Get("/archive/uploads/1/rejections.csv").Want(200).Body
		if !strings.Contains(csv, "2012-02-30") || strings.Contains(csv, "短期") {
			t.Errorf("rejections: %q", csv)
		}
		batch := c.Follow(c.Post("/archive/uploads/1/take", url.Values{"do": {"good"}, "_key": {"e"}}).Want(303)).Want(200)
		batch.In("#classes").In("td a[href='/archive/items?batch=1&retention=D10&year=2012']", webtest.HasText("1")).In(".hint", webtest.HasText("表中 3 行 = 收下 2 + 完全相同未收 0 + 不能收 1"))
		c.Get("/archive/items?batch=1&retention=D10&year=2012").Want(200).In("main", webtest.HasText("共 1 件"))
		batch.In(".notice", webtest.HasText("收下 2 件")).In("td", webtest.HasText("关于甲事项的通知"), webtest.HasText("10年"))
		c.Get("/archive/uploads/1").Want(303)
		c.Post("/archive/uploads/1/drop", url.Values{"_key": {"f"}}).Want(303)
		c.Post("/archive/uploads/2/drop", url.Values{"_key": {"g"}}).Want(303)
		c.Get("/archive/uploads/2").Want(404)
		units := c.Upload("/archive/intake", url.Values{"kind": {"table"}, "_key": {"units"}}, fileOf("机构.csv", "题名,机构\n甲事,市场建设科\n乙事,办公室\n丙事,BGS\n")).Want(303)
		c.Follow(units).Want(200).Count("td .tag.warn", 1).In("td .tag.warn", webtest.HasText("不认识"))
		ids := k.byTitle()
		it, err := k.Room.Item(context.Background(), act.Owner(), ids["关于甲事项的通知"])
		if err != nil || it.Remark != "A1" || it.Unit != "SMK" || it.Retention != "D10" {
			t.Fatalf("%+v %v", it, err)
		}
		verify(t, k)
	})
}

func TestBatchIsChecked(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		in := []archive.Incoming{
			{Title: "綦江区商务局2012年工作总结", Issuer: "重庆市綦江区商务局", Date: civil.Must("2012-12-20"), Unit: "BGS", Pages: 3},
			{Title: "关于一件说不清的事", Issuer: "重庆市綦江区商务局", Date: civil.Must("2012-05-02"), Unit: "BGS", Pages: 3},
			{Title: canary, Issuer: canary, DocNo: "綦商务〔2012〕9号", Date: civil.Must("2012-05-03"), Unit: "BGS", Pages: 1, Doubts: map[string]archive.Doubt{"title": {Sure: "guess", Evidence: canary}}},
		}
		ids := k.fill(in...)
		c := k.as("dangan")
		page := c.Get("/archive/batches/1").Want(200)
		page.In("button[value=sure]", webtest.HasText("认可著录确定的 1 件")).In(".tabs a", webtest.HasText("期限待认可 3"), webtest.HasText("没有期限 3"))
		c.Get("/archive/batches/1?see=period").Want(200).Count("tbody tr[data-edit]", 3)
		page.In(".tag", webtest.HasText("推测"), webtest.HasText("确定")).Without("main script").Without("td img")
		c.Get("/archive/batches/1?see=doubt").Want(200).Count("tbody tr[data-edit]", 1)
		done := c.Follow(c.Post("/archive/batches/1/accept", url.Values{"do": {"sure"}, "_key": {"a"}}).Want(303)).Want(200)
		done.In(".notice", webtest.HasText("已认可保管期限 1 件"), webtest.HasText("1 件期限表判不出"))
		it, _ := k.Room.Item(context.Background(), act.Owner(), ids["綦江区商务局2012年工作总结"])
		if it.RetentionFrom != archive.Confirmed || it.Retention != "Y" {
			t.Errorf("%+v", it)
		}
		done.Without("button[value=sure]").In(".hint", webtest.HasText("有 1 件，期限表都判不出"))
		c.Post("/archive/batches/1/accept", url.Values{"do": {"words"}, "id": {"3"}, "_key": {"b"}}).Want(303)
		if it, _ = k.Room.Item(context.Background(), act.Owner(), ids[canary]); it.Doubts != "{}" {
			t.Errorf("doubts stay: %s", it.Doubts)
		}
		// A cell without a script comes back to the item; a bad one says what is wrong.
		c.Headers["Accept"] = "application/json"
		c.Post("/archive/items/2/cell", url.Values{"field": {"date"}, "value": {"2012-02-30"}}).Want(422)
		if got := c.Post("/archive/items/2/cell", url.Values{"field": {"retention"}, "value": {"30年"}, "_key": {"c"}}).Want(200).Body; !strings.Contains(got, `"text":"30年"`) {
			t.Errorf("cell: %s", got)
		}
		c.Headers["Accept"] = ""
		c.Follow(c.Post("/archive/items/2/cell", url.Values{"field": {"pages"}, "value": {"12"}, "_key": {"d"}}).Want(303)).Want(200).In("dd", webtest.HasText("12"))
		c.Post("/archive/items/2/cell", url.Values{"field": {"remark"}, "value": {"机密"}, "_key": {"m"}}).Want(422).In("main", webtest.HasText("国家秘密标志"))
		c.Post("/archive/items/2/cell", url.Values{"field": {"remark"}, "value": {"机密文件清退后补录"}, "_key": {"n"}}).Want(303)
		c.Post("/archive/items/2/cell", url.Values{"field": {"state"}, "value": {"held"}, "_key": {"e"}}).Want(422)
		verify(t, k)
	})
}
