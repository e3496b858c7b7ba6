package duty

import (
	"strings"
	"testing"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

// strictRead reads a calendar as RFC 5545 wants it: lines that end in CRLF and have 75
// octets at most, names and values, components that nest, and what an event must have.
func strictRead(t *testing.T, text string) (events []map[string]string) {
	t.Helper()
	if !strings.HasSuffix(text, "\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
		t.Fatal("lines do not all end in CRLF")
	}
	var lines []string
	for raw := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(raw) > 75 || !utf8.ValidString(raw) {
			t.Fatalf("%d octets, or a character was cut: %q", len(raw), raw)
		}
		if strings.HasPrefix(raw, " ") {
			lines[len(lines)-1] += raw[1:]
			continue
		}
		lines = append(lines, raw)
	}
	var open []string
	var at map[string]string
	for _, l := range lines {
		head, value, ok := strings.Cut(l, ":")
		name, _, _ := strings.Cut(head, ";")
		if !ok || name == "" || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
			t.Fatalf("no content line: %q", l)
		}
		switch name {
		case "BEGIN":
			open = append(open, value)
			if value == "VEVENT" {
				at = map[string]string{}
			}
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("END:%s closes %v", value, open)
			}
			open = open[:len(open)-1]
			if value == "VEVENT" {
				events = append(events, at)
				at = nil
			}
		default:
			if at != nil {
				if _, twice := at[name]; twice {
					t.Fatalf("%s twice", name)
				}
				at[name] = value
			}
		}
	}
	if len(open) > 0 {
		t.Fatalf("%v not closed", open)
	}
	seen := map[string]bool{}
	for _, e := range events {
		for _, must := range []string{"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} {
			if e[must] == "" {
				t.Fatalf("an event without %s: %v", must, e)
			}
		}
		if seen[e["UID"]] {
			t.Fatalf("UID %s twice", e["UID"])
		}
		seen[e["UID"]] = true
		if !strings.HasSuffix(e["DTSTART"], "Z") || e["DTSTART"] >= e["DTEND"] {
			t.Fatalf("%s to %s", e["DTSTART"], e["DTEND"])
		}
	}
	return events
}

// Two readers that share no code take a calendar with every awkward text in it.
func TestCalendarsAreReadByTwo(t *testing.T) {
	text := calendarText("值班：本人", []event{
		{uid: "duty-1-officer-5@lantai", from: 1793958000_000000, until: 1793990400_000000, summary: "值班员 一个名字特别长特别长特别长特别长特别长特别长特别长的人；带分号,逗号\\反斜", description: "带班领导 副局长 0000-8001\n换班", place: "局值班室", changed: 1793958000_000000},
		{uid: "duty-2-leader-6@lantai", from: 1793990400_000000, until: 1794040200_000000, summary: strings.Repeat("长", 200), place: "局值班室", changed: 1793958000_000001},
	})
	strict := strictRead(t, text)
	c, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	other := c.Events()
	if len(strict) != 2 || len(other) != 2 {
		t.Fatalf("%d and %d events", len(strict), len(other))
	}
	for i, e := range other {
		from, err := e.GetStartAt()
		if err != nil || from.UTC().Format("20060102T150405Z") != strict[i]["DTSTART"] {
			t.Errorf("%v %v, %s", from, err, strict[i]["DTSTART"])
		}
	}
	if got := other[1].GetProperty(ics.ComponentPropertySummary).Value; got != strings.Repeat("长", 200) {
		t.Errorf("%q", got)
	}
	if got := other[0].GetProperty(ics.ComponentPropertySummary).Value; !strings.Contains(got, `带分号,逗号\反斜`) {
		t.Errorf("%q", got)
	}
	if len(strictRead(t, calendarText("空", nil))) != 0 {
		t.Error("an empty calendar has events")
	}
}

// A line of exactly 75 octets is not folded; the next octet folds it.
func TestFolding(t *testing.T) {
	for _, n := range []int{74, 75, 76, 149, 150, 151} {
		var b strings.Builder
		fold(&b, strings.Repeat("x", n))
		for l := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
			if len(l) > 75 {
				t.Errorf("%d: a line of %d", n, len(l))
			}
		}
		if got := strings.ReplaceAll(strings.TrimSuffix(b.String(), "\r\n"), "\r\n ", ""); len(got) != n {
			t.Errorf("%d comes back as %d", n, len(got))
		}
	}
}
