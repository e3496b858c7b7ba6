package rulebook

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lantai.internal/base/fault"
	"lantai.internal/rulebooks"
)

// bureau gives the bureau's book with one replacement in disclosure.yaml.
func bureau(t *testing.T, old, fresh string) fstest.MapFS {
	t.Helper()
	return bureauFile(t, "disclosure.yaml", old, fresh)
}

// bureauFile is the bureau's book with one change in one of its files.
func bureauFile(t *testing.T, file, old, fresh string) fstest.MapFS {
	t.Helper()
	files, err := rulebooks.FS(rulebooks.Default)
	if err != nil {
		t.Fatal(err)
	}
	m := fstest.MapFS{}
	err = fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := read(files, name)
		if name == file {
			if !strings.Contains(string(text), old) {
				t.Fatalf("%q is not in the file", old)
			}
			text = []byte(strings.Replace(string(text), old, fresh, 1))
		}
		m[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDisclosureIsChecked(t *testing.T) {
	for name, tt := range map[string]struct{ old, fresh, kind string }{
		"a setting that is none":          {"follow: law", "follow: habit", "form"},
		"a clause that does not exist":    {"basis: [sec.node3 ", "basis: [sec.node4 ", "citation"},
		"a reading that does not exist":   {"sec.node3 start-not-counted", "sec.node3 start-counted", "citation"},
		"a law nobody registered":         {"basis: [law.disclosure-2007.18]", "basis: [law.disclosure-2007.19]", "citation"},
		"a period of another name":        {"{for: rectify", "{for: rectified", "form"},
		"a period twice":                  {"{for: rectify", "{for: publish", "duplicate"},
		"no days":                         {"count: 3, unit", "count: 0, unit", "form"},
		"a unit of another name":          {"count: 60, unit: calendar_days", "count: 60, unit: weeks", "form"},
		"a day that is none":              {"by: 03-31", "by: 13-31", "form"},
		"days and a fixed day":            {"by: 03-31", "by: 03-31, count: 3, unit: working_days", "form"},
		"an effect of another name":       {"{on: agency, does: runs, basis: [foi.clock.not]}", "{on: agency, does: waits, basis: [foi.clock.not]}", "form"},
		"a window that is not set":        {"does: stop, within: joint_agency", "does: stop, within: rectify", "citation"},
		"an approver nobody knows":        {"approver: head_of_agency", "approver: mayor", "form"},
		"a silence of another meaning":    {"means: agency_decides", "means: perhaps", "form"},
		"regimes twice":                   {`name: "2007"`, `name: "2019"`, "duplicate"},
		"fees with a gap":                 {"until: 2017-04-01", "until: 2017-03-31", "date"},
		"remedies that do not follow":     {"    until: 2015-05-01\n    class: any", "    until: 2015-04-01\n    class: any", "date"},
		"tiers out of order":              {"{above: 100, yuan: 20}", "{above: 10, yuan: 20}", "form"},
		"a difference that is not told":   {"count: 20, unit: working_days, basis: [pro.deadline ", "count: 25, unit: working_days, basis: [pro.deadline ", "clash"},
		"a clash that the data lack":      {"parts: [effect agency]", "parts: [effect agency, period publish]", "clash"},
		"a clash without the other text":  {"    law: 从答复期限中扣除\n", "    law: ''\n", "form"},
		"a period without a ground":       {"by: 03-31, basis: [law.disclosure-2007.31]", "by: 03-31, basis: []", "form"},
		"a reply left out":                {"code: \"5.5\"", "code: \"5.6\"", "form"},
		"a row nothing is counted in":     {"row: 20\n", "row: 19\n", "form"},
		"a reply without its remedy":      {"row: 20\n    remedy: either", "row: 20\n    remedy: none", "form"},
		"review first where it is not":    {"row: 20\n    remedy: either", "row: 20\n    remedy: review_first", "form"},
		"a remedy of another class":       {"row: 20\n    remedy: either", "row: 20\n    remedy: any", "form"},
		"a group of another name":         {"group: partial", "group: half", "form"},
		"a fact nobody can fill in":       {"needs: [ended]", "needs: [ended, weather]", "form"},
		"a fact that is not said":         {"{ended}。本机关", "本机关", "form"},
		"a blank nobody can fill in":      {"{ended}。本机关", "{ended}。{weather}本机关", "form"},
		"a reply that 2007 did not know":  {"regime: \"2019\", cite: 第三十八条, basis: [law.disclosure-2019.38]", "regime: \"2007\", cite: 第三十八条, basis: [law.disclosure-2019.38]", "form"},
		"a reply of an unknown regime":    {"regime: \"2019\", cite: 第三十八条,", "regime: \"2020\", cite: 第三十八条,", "citation"},
		"a reply on an unknown clause":    {"cite: 第三十八条, basis: [law.disclosure-2019.38]", "cite: 第三十八条, basis: [law.disclosure-2019.380]", "citation"},
		"a channel left out":              {"{regime: \"2019\", channel: fax,", "{regime: \"2019\", channel: email,", "duplicate"},
		"a channel of another name":       {"{regime: \"2019\", channel: fax,", "{regime: \"2019\", channel: pigeon,", "form"},
		"a day of receipt that is none":   {"channel: fax, day: confirmed, say: 传真的，以双方确认之日为收到之日, basis: [law.disclosure-2019.31]", "channel: fax, day: later, say: 传真的，以双方确认之日为收到之日, basis: [law.disclosure-2019.31]", "form"},
		"papers without a prefix":         {"value: 綦商务公复,", "value: '',", "form"},
		"a name on papers left out":       {"{name: superior,", "{name: superiors,", "form"},
		"a mover that does not move days": {"count: 3, unit: months", "count: 3, unit: months, moved_by: [fee]", "form"},
	} {
		b, err := LoadFS(bureau(t, tt.old, tt.fresh))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		found := Check(b)
		if !slices.ContainsFunc(found, func(d Defect) bool {
			return d.Kind == tt.kind && d.Say != "" && strings.Contains(d.Where, "disclosure.yaml")
		}) {
			t.Errorf("%s: found %v", name, found)
		}
	}
	for name, tt := range map[string]struct{ old, fresh string }{
		"an unknown key":          {"straddling:", "stradling:"},
		"a wrong type":            {"count: 60", "count: sixty"},
		"a wrong date":            {"from: 2019-05-15", "from: 2019-05-35"},
		"a ground that is a list": {"basis: [law.disclosure-2007.38]", "basis: [[law.disclosure-2007.38]]"},
	} {
		if _, err := LoadFS(bureau(t, tt.old, tt.fresh)); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "disclosure.yaml" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCountingIsEvidence(t *testing.T) {
	b := load(t, rulebooks.Default)
	for _, c := range Coverage(b, nil) {
		if c.ID == "foi.reply.deadline" && !slices.Contains(c.Functions, "rulebooks.regime.seed") {
			t.Errorf("%+v", c)
		}
	}
}

func TestRepliesOfTheBook(t *testing.T) {
	b := load(t, rulebooks.Default)
	d := b.Disclosure
	if len(d.Replies) != len(ReplyCodes) {
		t.Fatal(len(d.Replies))
	}
	for _, tt := range []struct {
		code, regime string
		elsewhere    bool
		cite         string
	}{{"4.1", "2019", false, "第三十六条第（四）项"}, {"4.1", "2019", true, "第三十六条第（五）项"}, {"4.1", "2007", true, "第二十一条第（三）项"}, {"5.1", "2007", false, ""}, {"3.5", "seed", false, ""}} {
		r, _ := d.Reply(tt.code)
		if g, ok := r.Ground(tt.regime, tt.elsewhere); ok != (tt.cite != "") || g.Cite != tt.cite {
			t.Errorf("%+v: %+v", tt, g)
		}
	}
	if r, _ := d.Reply("3.8"); r.ReviewFirst() || !r.HasRemedy() {
		t.Error("3.8 is not a refusal under articles 14 to 16")
	}
	if r, ok := d.Receipt("2019", "portal"); !ok || r.Day != ReceiptConfirmed {
		t.Errorf("%+v", r)
	}
	if _, ok := d.Receipt("2019", "pigeon"); ok || d.PaperValue("paper_prefix") == "" || d.PaperValue("weather") != "" {
		t.Error("what is not there")
	}
	if _, ok := d.Reply("7"); ok {
		t.Error("no such code")
	}
}
