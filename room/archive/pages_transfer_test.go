package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
)

// filed2012 closes a year of 24 items.
func filed2012(t *testing.T, k *desk) {
	t.Helper()
	ctx, owner := context.Background(), act.Owner()
	k.fill(year2012(24)...)
	if _, err := k.Room.ArrangeYear(ctx, owner, archive.ArrangeOptions{Year: 2012}); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Room.PackYear(ctx, owner, 2012); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Room.CloseYear(ctx, owner, 2012); err != nil {
		t.Fatal(err)
	}
}

type opinionIn struct {
	r    *archive.Room
	item int64
}

var giveOpinion = act.Define(act.Spec[opinionIn, bool]{
	Name: "test.opening", Right: archive.Arrange,
	Do: func(tx *act.Tx, in opinionIn) (bool, act.Entry, error) {
		return true, act.Entry{Subject: act.Subject("archive_item", in.item), Summary: "开放"}, in.r.SetOpening(tx, in.item, "open")
	}})

// opinion gives an item an opinion on opening.
func (k *desk) opinion(item int64) {
	k.t.Helper()
	if _, err := giveOpinion.Run(context.Background(), k.Room.Door, act.Owner(), opinionIn{k.Room, item}); err != nil {
		k.t.Fatal(err)
	}
}

func TestYearIsHandedOver(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		ctx, owner := context.Background(), act.Owner()
		filed2012(t, k)
		c := k.as("dangan")
		c.Get("/archive/transfers").Want(200).In("td", webtest.HasText("2022年12月31日"))
		page := c.Get("/archive/transfers/2012").Want(200)
		page.In("h2", webtest.HasText("审核开放意见"), webtest.HasText("登记移交"))
		c.Get("/archive/transfers/2011").Want(404)
		if got := c.Get("/archive/transfers/2012/register.pdf").Want(200).Body; !strings.HasPrefix(got, "%PDF-") {
			t.Error("the register is no PDF")
		}
		if got := c.Get("/archive/transfers/2012/register.docx").Want(200).Body; !strings.HasPrefix(got, "PK") {
			t.Error("the register is no DOCX")
		}
		got := c.Post("/archive/transfers/2012/package", url.Values{"_key": {"p"}, "kind": {"bagit"}}).Want(200).Body
		z, err := zip.NewReader(strings.NewReader(got), int64(len(got)))
		if err != nil || len(z.File) == 0 {
			t.Fatalf("the package is no ZIP: %v", err)
		}
		c.Post("/archive/transfers/2012/package", url.Values{"_key": {"p2"}, "kind": {"rar"}}).Want(422)
		k.as("keyuan").Get("/archive/transfers/2012").Want(403)

		hand := func(key string, v url.Values) *webtest.Response {
			v.Set("_key", key)
			return c.Post("/archive/transfers/2012/hand", v)
		}
		signed := url.Values{"receiver": {"区档案馆"}, "number": {"移2026-01"}, "on": {"2026-01-05"}}
		hand("h0", url.Values{"receiver": {""}, "number": {""}}).Want(422).In(".summary", webtest.HasText("接收单位"))
		// The opinion on opening travels along: without one nothing leaves.
		refused := hand("h1", signed)
		if refused.Status != 409 && refused.Status != 422 {
			t.Fatalf("handed over without opinions: %d", refused.Status)
		}
		refused.In(".summary", webtest.HasText("没有开放意见"))
		list, err := k.Room.Items(ctx, owner, archive.List{Year: 2012, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range list.Items {
			k.opinion(it.ID)
		}
		k.Room.Out = func(context.Context, db.Reader, int64) (string, error) { return "由商贸流通科借出", nil }
		hand("h2", signed).Want(409).In(".summary", webtest.HasText("收回以后才能移交"))
		k.Room.Out = nil
		c.Follow(hand("h3", signed).Want(303)).In(".notice", webtest.HasText("已登记移交"))
		after, err := k.Room.Transfer(ctx, owner, 2012)
		if err != nil || after.Left() != 0 || after.Gone == 0 {
			t.Errorf("after the transfer: %+v %v", after, err)
		}
		hand("h4", signed).Want(409)
	})
}

func TestStrangersPackageIsJudged(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		filed2012(t, k)
		c := k.as("dangan")
		c.Get("/archive/packages/verify").Want(200)
		bag := c.Post("/archive/transfers/2012/package", url.Values{"_key": {"p"}, "kind": {"bagit"}}).Want(200).Body
		send := func(key, name, body string) *webtest.Response {
			return c.Upload("/archive/packages/verify", url.Values{"_key": {key}}, webtest.File{Field: "file", Name: name, Content: []byte(body)})
		}
		send("v1", "package.zip", bag).Want(200).In(".notice", webtest.HasText("有效"))
		send("v2", "x.zip", "no package at all").Want(422).In(".summary", webtest.HasText("不是"))
		send("v3", "empty.zip", "").Want(422)
		// One byte of a manifest changed: the answer names the file.
		var b bytes.Buffer
		z, err := zip.NewReader(strings.NewReader(bag), int64(len(bag)))
		if err != nil {
			t.Fatal(err)
		}
		w := zip.NewWriter(&b)
		for _, f := range z.File {
			in, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			var content bytes.Buffer
			if _, err := content.ReadFrom(in); err != nil {
				t.Fatal(err)
			}
			out, err := w.Create(f.Name)
			if err == nil {
				text := content.String()
				if strings.HasSuffix(f.Name, "dat46.xml") {
					text += " "
				}
				_, err = out.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		send("v4", "changed.zip", b.String()).Want(200).In(".notice", webtest.HasText("无效")).In(".findings li", webtest.HasText("dat46.xml"))
		k.as("keyuan").Get("/archive/packages/verify").Want(403)
	})
}

func TestHoldingsAreChecked(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		filed2012(t, k)
		c := k.as("shenji")
		c.Get("/archive/verify").Want(200).In("h2", webtest.HasText("还没有全面核验过"))
		c.Follow(c.Post("/archive/verify", url.Values{"_key": {"v"}}).Want(303)).In(".notice", webtest.HasText("已开始核验"))
		for range 100 {
			if strings.Contains(c.Get("/archive/verify").Want(200).Body, "全部相符") {
				k.as("keyuan").Get("/archive/verify").Want(403)
				told, err := act.Entries(context.Background(), k.Room.Door.Reader(), act.EntryFilter{Deed: "archive.verify.record", Actor: "shenji"}, 1)
				if err != nil || len(told) != 1 {
					t.Errorf("the check is not in the ledger: %v %v", told, err)
				}
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Error("the check does not come to an end")
	})
}
