package rulebook

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/rulebooks"
)

// Chapters without text are filled from national rules, and never pass for local
// text: not in the count of the source, not in the place they are cited from.
func TestAddedCardsAreNoLocalText(t *testing.T) {
	b := load(t, rulebooks.Default)
	added := map[string]int{}
	for _, c := range b.Added() {
		ch, _ := b.Chapter(c.Chapter)
		if !ch.Missing || c.From == "" || !strings.Contains(c.Source(), "原文没有这一章") || !strings.HasPrefix(string(c.ID), "law.") {
			t.Errorf("%s stands in chapter %s from %q", c.ID, c.Chapter, c.From)
		}
		if s := b.Cite(Basis{Clause: c.ID}); !strings.HasPrefix(s, c.From) || !strings.Contains(s, c.Label) {
			t.Errorf("%s is cited as %s", c.ID, s)
		}
		added[c.Chapter]++
	}
	for _, ch := range b.Chapters {
		if ch.Missing && added[ch.Key] == 0 {
			t.Errorf("chapter %s has no card", ch.Key)
		}
	}
	var out bytes.Buffer
	if _, err := CmdCoverage(&out, b, true); err != nil {
		t.Fatal(err)
	}
	var rows []Covered
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil || len(rows) != 627+len(b.Added()) || rows[627].ID != b.Added()[0].ID {
		t.Errorf("coverage has %d rows: %v", len(rows), err)
	}
	out.Reset()
	if _, err := CmdShow(&out, b, law.DocumentsOneMatter, nil); err != nil || !strings.Contains(out.String(), "不是本地的条文") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestAddedCardsAreRefused(t *testing.T) {
	const card = "- {id: law.seal.x, chapter: \"2\", kind: fact, from: 某规定第一条, label: 名, statement: 文}\n"
	with := func(text string) fstest.MapFS {
		m := files(t, "", nil)
		m["added/x.yaml"] = &fstest.MapFile{Data: []byte(text)}
		return m
	}
	if b, err := LoadFS(with(card)); err != nil {
		t.Fatal(err)
	} else if d := Check(b); len(d) != 1 || d[0].Kind != "form" {
		t.Errorf("in a chapter with text: %+v", d)
	}
	for name, text := range map[string]string{
		"no rule":     strings.Replace(card, "from: 某规定第一条, ", "", 1),
		"local name":  strings.Replace(card, "law.seal.x", "seal.x", 1),
		"given twice": card + card,
	} {
		if _, err := LoadFS(with(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDatedParameters(t *testing.T) {
	b := load(t, rulebooks.Default)
	p, ok := b.Param(law.LogisticsCoefficients, "natural_gas")
	if !ok || len(p.Dated) < 2 || p.On(civil.Must("2008-05-31")) != "" || p.On(civil.Must("2008-06-01")) != p.Dated[0].Value || p.On(civil.Must("2026-01-01")) != p.Value {
		t.Errorf("%+v", p)
	}
	if v := (Parameter{Value: "3"}).On(civil.Must("2001-01-01")); v != "3" {
		t.Errorf("undated: %s", v)
	}
	c := checker{b: b}
	day := civil.Must("2020-01-01")
	for _, rows := range [][]DatedValue{{{day, "1", ""}, {day, "2", ""}}, {{day, "1", ""}}, {{civil.Date{}, "2", ""}}} {
		c.found = nil
		if c.parameters("x", "", []Parameter{{Name: "n", Label: "名", Value: "2", Dated: rows}}); len(c.found) == 0 {
			t.Errorf("%v is accepted", rows)
		}
	}
}
