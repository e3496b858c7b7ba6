package code

import (
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

func TestVectors(t *testing.T) {
	for in, want := range map[string]struct {
		g Grammar
		p Parts
	}{
		"Z109-WS·2011-Y-BGS-0001":        {DAT22, Parts{Fonds: "Z109", Category: "WS", Year: 2011, Period: "Y", Unit: "BGS", Item: 1}},
		"X043-WS·2011-Y-BGS-0001":        {DAT22, Parts{Fonds: "X043", Category: "WS", Year: 2011, Period: "Y", Unit: "BGS", Item: 1}},
		"X043-WS·2011-D30-0021":          {DAT22, Parts{Fonds: "X043", Category: "WS", Year: 2011, Period: "D30", Item: 21}},
		"X043-WS·2011-Y-003-0001":        {DAT22, Parts{Fonds: "X043", Category: "WS", Year: 2011, Period: "Y", Unit: "003", Item: 1}},
		"Z109-WS·2011·Y·办公室-0001":        {DAT13, Parts{Fonds: "Z109", Category: "WS", Year: 2011, Period: "Y", Unit: "办公室", Item: 1}},
		"Z008-WS·2019·Y-037":             {DAT13, Parts{Fonds: "Z008", Category: "WS", Year: 2019, Period: "Y", Item: 37}},
		"A439-WS·2015·D30·003-005":       {DAT13, Parts{Fonds: "A439", Category: "WS", Year: 2015, Period: "D30", Unit: "003", Item: 5}},
		"J019-LY·2019·Y-001":             {DAT13, Parts{Fonds: "J019", Category: "LY", Year: 2019, Period: "Y", Item: 1}},
		"B168-SW·2015·Y-001":             {DAT13, Parts{Fonds: "B168", Category: "SW", Year: 2015, Period: "Y", Item: 1}},
		"C015-WY·TZGG·2019·D10-00001":    {DAT13, Parts{Fonds: "C015", Category: "WY·TZGG", Year: 2019, Period: "D10", Item: 1}},
		"K021-ZP·2019·D30-025-005":       {DAT13, Parts{Fonds: "K021", Category: "ZP", Year: 2019, Period: "D30", Group: 25, Item: 5}},
		"J019-KU·01·2017-001-001":        {DAT13, Parts{Fonds: "J019", Category: "KU·01", Year: 2017, Group: 1, Item: 1}},
		"A002-RS-001-002":                {DAT13, Parts{Fonds: "A002", Category: "RS", Group: 1, Item: 2}},
		"X032-KJ·KY·01-003":              {DAT13, Parts{Fonds: "X032", Category: "KJ·KY·01", Item: 3}},
		"X032-KJ·JJ·02-005-054":          {DAT13, Parts{Fonds: "X032", Category: "KJ·JJ·02", Group: 5, Item: 54}},
		"J019-ZY·JC·CC·2019·D30-001-001": {DAT13, Parts{Fonds: "J019", Category: "ZY·JC·CC", Year: 2019, Period: "D30", Group: 1, Item: 1}},
		"C038-001-002-003":               {DAT13, Parts{Fonds: "C038", Catalogue: 1, Group: 2, Item: 3}},
	} {
		p, g, err := Parse(in)
		if err != nil || p != want.p || g != want.g {
			t.Errorf("Parse(%s) = %+v, %s, %v", in, p, g, err)
		}
		if Normalise(in) != in {
			t.Errorf("%s is normal already, got %s", in, Normalise(in))
		}
		out, err := Format(g, p)
		if err != nil {
			t.Errorf("Format of %s: %v", in, err)
		}
		if back, _, err := Parse(out); err != nil || back != p {
			t.Errorf("%s written as %s reads %+v, %v", in, out, back, err)
		}
	}
}

func TestSeparators(t *testing.T) {
	for _, sep := range []string{"・", "•", "．", ".", "﹒", "∙", "·"} {
		in := " K021-ZP" + sep + "2019" + sep + "D30－025-００5 "
		if got := Normalise(in); got != "K021-ZP·2019·D30-025-005" {
			t.Errorf("separator %q: %s", sep, got)
		}
		if _, _, err := Parse(in); err != nil {
			t.Errorf("separator %q: %v", sep, err)
		}
	}
}

func TestParseNamesTheWrongPart(t *testing.T) {
	for in, field := range map[string]string{
		"":                             "code",
		"109-WS·2011-Y-BGS-0001":       "fonds",
		"z109-WS·2011-Y-BGS-0001":      "fonds",
		"Z1090-WS·2011-Y-BGS-0001":     "fonds",
		"Z109":                         "category",
		"Z109-XX·2011-Y-BGS-0001":      "category",
		"Z109-ws·2011-Y-BGS-0001":      "category",
		"Z109-WS·办·2011-Y-BGS-0001":    "category",
		"Z109-WS-Y-BGS-0001":           "year",
		"Z109-WS·11-Y-BGS-0001":        "year",
		"Z109-WS·20111·Y-0001":         "year",
		"Z109-WS·0000-Y-BGS-0001":      "year",
		"Z109-WS·2011-D-BGS-0001":      "period",
		"Z109-WS·2011-D030-BGS-0001":   "period",
		"Z109-WS·2011-永久-BGS-0001":     "period",
		"Z109-WS·2011·D0·BGS-0001":     "period",
		"Z109-WS·2011-0001":            "period",
		"Z109-WS·2011-Y-B GS-0001":     "unit",
		"Z109-WS·2011-Y--0001":         "unit",
		"Z109-WS·2011-Y-A-B-0001":      "unit",
		"Z109-WS·2011·Y·甲·乙-0001":      "unit",
		"Z109-WS·2011-Y-BGS-01":        "item",
		"Z109-WS·2011-Y-BGS-0000":      "item",
		"Z109-WS·2011-Y-BGS-1a11":      "item",
		"Z109-WS·2011-Y":               "item",
		"K021-ZP·2019·D30-02-005":      "group",
		"K021-ZP·2019·D30-020-005-001": "group",
		"C038-001-000-003":             "group",
	} {
		_, _, err := Parse(in)
		if !fault.Is(err, fault.Invalid) || fault.Of(err).Field != field {
			t.Errorf("Parse(%q): want a fault of %s, got %v", in, field, err)
		}
	}
}

func TestFormat(t *testing.T) {
	good := Parts{Fonds: "X043", Category: "WS", Year: 2011, Period: "Y", Unit: "BGS", Item: 1}
	if s, err := Format(DAT22, good); err != nil || s != "X043-WS·2011-Y-BGS-0001" {
		t.Errorf("dat22: %s %v", s, err)
	}
	if s, err := Format(DAT13, good); err != nil || s != "X043-WS·2011·Y·BGS-0001" {
		t.Errorf("dat13: %s %v", s, err)
	}
	big := good
	big.Item, big.Unit = 12345, ""
	if s, err := Format(DAT22, big); err != nil || s != "X043-WS·2011-Y-12345" {
		t.Errorf("more than four digits: %s %v", s, err)
	}
	for field, spoil := range map[string]func(*Parts){
		"fonds":    func(p *Parts) { p.Fonds = "" },
		"category": func(p *Parts) { p.Category = "" },
		"year":     func(p *Parts) { p.Year = 11 },
		"period":   func(p *Parts) { p.Period = "X" },
		"unit":     func(p *Parts) { p.Unit = "A-B" },
		"group":    func(p *Parts) { p.Group = 3 },
		"item":     func(p *Parts) { p.Item = 0 },
	} {
		p := good
		spoil(&p)
		if s, err := Format(DAT22, p); err == nil || fault.Of(err).Field != field {
			t.Errorf("%s: %s %v", field, s, err)
		}
	}
	if _, err := Format("dat99", good); fault.Of(err).Field != "grammar" {
		t.Errorf("unknown grammar: %v", err)
	}
	if _, err := ParseAs(DAT22, "Z008-WS·2019·Y-037"); err == nil || fault.Of(err).Field != "grammar" {
		t.Errorf("a code of another grammar: %v", err)
	}
}

func TestFormatParseRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := rapid.SampledFrom([]Grammar{DAT22, DAT13}).Draw(t, "grammar")
		p := Parts{
			Fonds:    rapid.StringMatching(`[A-Z][0-9]{3}`).Draw(t, "fonds"),
			Category: rapid.SampledFrom([]string{"WS", "ZP", "KU·01", "ZY·JC·CC"}).Draw(t, "category"),
			Year:     rapid.IntRange(1000, 9999).Draw(t, "year"),
			Period:   rapid.SampledFrom([]Period{"Y", "D30", "D10", "D5", "D999"}).Draw(t, "period"),
			Unit:     rapid.SampledFrom([]string{"", "BGS", "办公室", "003", "D30", "2019"}).Draw(t, "unit"),
			Item:     rapid.IntRange(1, 99999).Draw(t, "item"),
		}
		if g == DAT13 {
			p.Group = rapid.IntRange(0, 5000).Draw(t, "group")
		}
		s, err := Format(g, p)
		if err != nil {
			t.Fatalf("Format(%+v): %v", p, err)
		}
		back, g2, err := Parse(s)
		if err != nil || back != p || g2 != g {
			t.Fatalf("%s reads %+v, %s, %v; want %+v", s, back, g2, err, p)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"X043-WS·2011-Y-BGS-0001", "Z008-WS・2019•Y-037", "C038-001-002-003", "A-·-", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, g, err := Parse(s)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || fault.Of(err).Field == "" {
				t.Fatalf("refusal without a field: %v", err)
			}
			return
		}
		out, err := Format(g, p)
		if err != nil {
			t.Fatalf("%q was read as %+v but cannot be written: %v", s, p, err)
		}
		if back, g2, err := Parse(out); err != nil || back != p || g2 != g {
			t.Fatalf("%q → %q → %+v %v", s, out, back, err)
		}
	})
}

func TestCategories(t *testing.T) {
	if len(Categories) != 13 {
		t.Fatalf("%d first-level classes", len(Categories))
	}
	for _, in := range []string{"KU", "会计", "会计档案", "KU·01"} {
		if c, ok := CategoryOf(in); !ok || c.Code != "KU" {
			t.Errorf("CategoryOf(%s) = %v %v", in, c, ok)
		}
	}
}

func TestPeriod(t *testing.T) {
	for in, want := range map[string]Period{"Y": "Y", "永久": "Y", "D30": "D30", "30年": "D30", "定期30年": "D30", "三十年": "D30",
		"10年": "D10", "ｄ10": "D10", " 10 年 ": "D10", "D5": "D5", "15年": "D15"} {
		if p, err := ParsePeriod(in); err != nil || p != want {
			t.Errorf("ParsePeriod(%q) = %q, %v", in, p, err)
		}
	}
	for _, in := range []string{"", "30", "长期", "短期", "D0", "D1000", "年", "定期", "D", "两年"} {
		if p, err := ParsePeriod(in); err == nil {
			t.Errorf("ParsePeriod(%q) = %q, want refusal", in, p)
		}
	}
	if _, err := ParseOrdinary("15年"); err == nil {
		t.Error("fifteen years is no period of ordinary documents")
	}
	if p, err := ParseOrdinary("永久"); err != nil || p != Permanent {
		t.Errorf("%v %v", p, err)
	}
	if d, ok := Years10.Expires(2012); !ok || d != civil.Must("2022-12-31") {
		t.Errorf("expiry %v", d)
	}
	if Years10.Expired(2012, civil.Must("2022-12-31")) || !Years10.Expired(2012, civil.Must("2023-01-01")) {
		t.Error("the last day itself is still inside the period")
	}
	if _, ok := Permanent.Expires(2012); ok || Permanent.Expired(2012, civil.Must("9999-01-01")) {
		t.Error("permanent records do not expire")
	}
	if Permanent.Label() != "永久" || Years30.Label() != "30年" || Period("").Label() != "" {
		t.Error("labels")
	}
	if !(Permanent.Rank() < Years30.Rank() && Years30.Rank() < Years10.Rank() && Years10.Rank() < Period("").Rank()) {
		t.Error("ranks")
	}
}
