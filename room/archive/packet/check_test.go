package packet

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

func rowOf(t *testing.T, rows []CheckRow, code string) *CheckRow {
	t.Helper()
	for i := range rows {
		if rows[i].Code == code {
			return &rows[i]
		}
	}
	t.Fatalf("no row %s", code)
	return nil
}

// manual are the filing checks that no machine may pass.
var manual = []string{"GD-1-9", "GD-2-9", "GD-3-2", "GD-3-5", "GD-3-6", "GD-3-7", "GD-4-1", "GD-4-2", "GD-4-4"}

func tidy() Packet {
	p := sample()
	p.Items[1].Date = civil.Must("2019-12-20")
	p.Items[1].Files = p.Items[1].Files[:1]
	for i := range p.Items {
		it := &p.Items[i]
		it.Pages, it.Unit, it.DocNo = 3, "BGS", it.Code
		it.Title = strings.ReplaceAll(it.Title, "附：", "")
		it.Events = append(it.Events, Event{Who: "档案员", What: "归档", When: p.CreatedAt})
		for j := range it.Files {
			if it.Files[j].Name == "4" || it.Files[j].Name == "𠮷.bin" {
				it.Files[j].Name += ".txt"
			}
			it.Files[j].SHA256 = ""
			w, err := pour(context.Background(), io.Discard, it.Files[j])
			if err != nil {
				panic(err)
			}
			it.Files[j].SHA256, it.Files[j].SM3 = w.sha256, w.sm3
		}
	}
	return p
}

func TestCheckPacket(t *testing.T) {
	p := tidy()
	var bytes int64
	for _, it := range p.Items {
		for _, f := range it.Files {
			bytes += f.Size
		}
	}
	rows, err := Check(t.Context(), Subject{Packet: &p, Now: p.CreatedAt, Register: &Register{Items: 3, Bytes: bytes}}, StageFiling)
	if err != nil {
		t.Fatal(err)
	}
	byHand := map[string]bool{}
	for _, c := range manual {
		byHand[c] = true
		if r := rowOf(t, rows, c); r.Result != Manual {
			t.Errorf("%s may not be decided by a machine: %+v", c, *r)
		}
	}
	for _, r := range rows {
		if r.Nature == "" || r.Name == "" || r.Evidence == "" {
			t.Errorf("incomplete row %+v", r)
		}
		if !byHand[r.Code] && r.Result != Pass && r.Result != NotApplicable {
			t.Errorf("%+v", r)
		}
	}
	for code, note := range map[string]string{"GD-1-1": "", "GD-1-9": Unconfirmed, "GD-2-8": Unconfirmed} {
		if r := rowOf(t, rows, code); r.Note != note {
			t.Errorf("%s: note %q", code, r.Note)
		}
	}
}

func TestCheckFindsFaults(t *testing.T) {
	for code, c := range map[string]struct {
		change func(*Packet)
		want   Result
	}{
		"GD-1-1":  {func(p *Packet) { p.Items[0].Files[0].SHA256 = strings.Repeat("0", 64) }, Fail},
		"GD-1-2":  {func(p *Packet) { p.Items[0].Title = strings.Repeat("长", 501) }, Fail},
		"GD-1-3":  {func(p *Packet) { p.Items[0].Year = 19 }, Fail},
		"GD-1-4":  {func(p *Packet) { p.Items[0].Level = "绝密" }, Fail},
		"GD-1-5":  {func(p *Packet) { p.Items[0].Date = civil.Must("2030-01-01") }, Warn},
		"GD-1-6":  {func(p *Packet) { p.Items[0].Title = "题\u200b名" }, Fail},
		"GD-1-7":  {func(p *Packet) { p.Items[0].Code = "1号" }, Fail},
		"GD-1-8":  {func(p *Packet) { p.Items[0].Code = p.Items[1].Code }, Fail},
		"GD-1-10": {func(p *Packet) { p.Items[0].Files[0].Name = "a.pdf" }, Fail},
		"GD-1-11": {func(p *Packet) { p.Items[0].Files = nil }, Warn},
		"GD-2-1":  {func(p *Packet) { p.Items = p.Items[:2] }, Fail},
		"GD-2-2":  {func(p *Packet) { p.Items = p.Items[:2] }, Fail},
		"GD-2-3":  {func(p *Packet) { p.Items[0].Unit = "" }, Warn},
		"GD-2-4":  {func(p *Packet) { p.Items[0].Issuer = "" }, Fail},
		"GD-2-5":  {func(p *Packet) { p.Items[0].Events = nil }, Fail},
		"GD-2-6":  {func(p *Packet) { p.Items[0].Code = "X043-WS·2019-Y-BGS-0002" }, Fail},
		"GD-2-7":  {func(p *Packet) { p.Items[0].Files[0].Size++ }, Fail},
		"GD-3-3":  {func(p *Packet) { p.Items[0].Files[0].Name = "a.exe" }, Warn},
		"GD-3-4":  {func(p *Packet) { p.Items[0].Files[0] = bytesFile("空.txt", "") }, Fail},
		"GD-3-8":  {func(p *Packet) { p.Items[0].Files[0].Name = "a.rar" }, Fail},
	} {
		p := tidy()
		c.change(&p)
		rows, err := Check(t.Context(), Subject{Packet: &p, Now: p.CreatedAt, Register: &Register{Items: 3, Bytes: 1}}, StageFiling)
		if err != nil {
			t.Fatal(err)
		}
		if r := rowOf(t, rows, code); r.Result != c.want {
			t.Errorf("want %s, got %+v", c.want, *r)
		}
	}
	p := tidy()
	p.Items[0].Files[0] = bytesFile("加密.pdf", "%PDF-1.7\n...\ntrailer << /Encrypt 5 0 R >>\n%%EOF\n")
	rows, err := Check(t.Context(), Subject{Packet: &p}, StageFiling)
	if err != nil {
		t.Fatal(err)
	}
	if r := rowOf(t, rows, "GD-3-8"); r.Result != Fail {
		t.Errorf("%+v", *r)
	}
}

func TestCheckPackage(t *testing.T) {
	p := tidy()
	for kind, create := range makers {
		path := filepath.Join(t.TempDir(), "x.zip")
		if err := create(t.Context(), path, p); err != nil {
			t.Fatal(err)
		}
		rows, err := Check(t.Context(), Subject{Path: path, Packet: &p}, StageTransfer)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"YJ-1-13", "YJ-1-14", "YJ-2-10", "YJ-2-11", "YJ-3-1", "YJ-4-3"} {
			if r := rowOf(t, rows, code); r.Result != Pass {
				t.Errorf("%s: %+v", kind, *r)
			}
		}
		if r := rowOf(t, rows, "YJ-1-6"); r.Note != "" {
			t.Errorf("YJ-1-6 is confirmed: %+v", *r)
		}
		if r := rowOf(t, rows, "YJ-1-13"); r.Note != Unconfirmed {
			t.Errorf("YJ-1-13 is not confirmed: %+v", *r)
		}
		other := tidy()
		other.Items[0].Title = "另一份"
		if rows, err = Check(t.Context(), Subject{Path: path, Packet: &other}, StageTransfer); err != nil {
			t.Fatal(err)
		}
		if r := rowOf(t, rows, "YJ-1-14"); r.Result != Fail {
			t.Errorf("%s: %+v", kind, *r)
		}
		if rows, err = Check(t.Context(), Subject{Path: path}, StagePreserve); err != nil {
			t.Fatal(err)
		}
		if r := rowOf(t, rows, "BC-1-1"); r.Result != Pass && !(kind == KindEEP && r.Result == Warn) {
			t.Errorf("%s: %+v", kind, *r)
		}
	}
	b := smallBag("1.0")
	b["data/dir/a.txt"] = "abcx"
	rows, err := Check(t.Context(), Subject{Path: onDisk(t, b)}, StagePreserve)
	if err != nil {
		t.Fatal(err)
	}
	if r := rowOf(t, rows, "BC-1-1"); r.Result != Fail {
		t.Errorf("%+v", *r)
	}
	if _, err := Check(t.Context(), Subject{Path: t.TempDir()}, StageFiling); !IsNotPackage(err) {
		t.Errorf("%v", err)
	}
	if _, err := Check(t.Context(), Subject{}, StageFiling); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

func TestConfirm(t *testing.T) {
	p := tidy()
	rows, err := Check(t.Context(), Subject{Packet: &p}, StageFiling)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for name, err := range map[string]error{
		"no person":   Confirm(rows, "GD-4-2", Pass, " ", now, "病毒库 20261124，未发现"),
		"no time":     Confirm(rows, "GD-4-2", Pass, "档案员", time.Time{}, "病毒库 20261124，未发现"),
		"no evidence": Confirm(rows, "GD-4-2", Pass, "档案员", now, ""),
		"no result":   Confirm(rows, "GD-4-2", Manual, "档案员", now, "x"),
		"no code":     Confirm(rows, "GD-9-9", Pass, "档案员", now, "x"),
		"automatic":   Confirm(rows, "GD-1-1", Fail, "档案员", now, "x"),
	} {
		if err == nil || fault.Of(err).Safe() == "" {
			t.Errorf("%s was accepted", name)
		}
	}
	if err := Confirm(rows, "GD-4-2", Pass, "档案员", now, "病毒库 20261124，未发现"); err != nil {
		t.Fatal(err)
	}
	if r := rowOf(t, rows, "GD-4-2"); r.Result != Pass || r.Person != "档案员" || !r.Time.Equal(now) {
		t.Errorf("%+v", *r)
	}
}
