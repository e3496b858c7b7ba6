package decide

import (
	"strings"
	"testing"

	"lantai.internal/hall/calendar"
)

func TestDisclosureQuestions(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for _, tt := range []struct{ question, has string }{
		{`{"id":"1","ask":"publication-deadline","facts":{"formed_or_changed":"2026-09-11"}}`, `"due":"2026-10-15","provisional":false`},
		{`{"id":"1","ask":"publication-deadline","facts":{"formed_or_changed":"2026-09-11"}}`, `{"clause":"pro.deadline","interpretation":["start-not-counted"]}`},
		{`{"id":"1","ask":"publication-deadline","facts":{"formed_or_changed":"2012-01-09"}}`, `"due":"2012-02-09"`},
		{`{"id":"1","ask":"publication-deadline","facts":{"formed_or_changed":"2007-01-09"}}`, `"undecided":true`},
		{`{"id":"1","ask":"publication-deadline","facts":{"formed_or_changed":"2026-12-21"}}`, `"provisional":true`},
		{`{"id":"1","ask":"disclosure-deadline","as_of":"2010-01-01","facts":{"regime":"2007","received":"2018-02-08","for":"reply","events":[{"on":"2018-03-05","do":"extend","days":15}]}}`, `"due":"2018-03-27"`},
		{`{"id":"1","ask":"disclosure-deadline","facts":{"regime":"2007","received":"2018-02-08","for":"reply"}}`, `{"clause":"law.disclosure-2007.24"}`},
		{`{"id":"1","ask":"disclosure-deadline","facts":{"regime":"2019","received":"2020-01-10","for":"reply","local_closed":[["2020-02-03","2020-02-09"]]}}`, `"due":"2020-02-21"`},
		{`{"id":"1","ask":"disclosure-deadline","facts":{"regime":"2019","received":"2025-01-13","for":"reply","events":[{"on":"2025-02-17","do":"extend","days":20}]}}`, `延期无效`},
		{`{"id":"1","ask":"disclosure-deadline","facts":{"regime":"2019","received":"2025-09-15","for":"reply"}}`, `{"date":"2025-09-28","effect":"国庆节、中秋节调休上班，计入第10日"}`},
		{`{"id":"1","ask":"disclosure-deadline","facts":{"regime":"2019","received":"2025-09-15","for":"reply","events":[]}}`, `"warnings":[]`},
		{`{"id":"1","ask":"disclosure-deadline","facts":{"regime":"2019","received":"2025-09-15","for":"rectify"}}`, `"undecided":true`},
		{`{"id":"1","ask":"disclosure-deadline","facts":{"regime":"2007","received":"2015-09-21","for":"reply","events":[{"on":"2015-09-24","do":"consult_start","with":"T1"}]}}`, `"undecided":true`},
		{`{"id":"1","ask":"disclosure-fee","as_of":"2024-05-05","facts":{"mode":"pages_per_application","quantity":2219}}`, `"yuan":83460`},
		{`{"id":"1","ask":"disclosure-fee","facts":{"mode":"items_per_natural_month","quantity":11}}`, `"yuan":100`},
		{`{"id":"1","ask":"disclosure-fee","as_of":"2020-05-05","facts":{"mode":"items_per_natural_month","quantity":11}}`, `"undecided":true`},
		{`{"id":"1","ask":"disclosure-fee","as_of":"2001-05-05","facts":{"mode":"items_per_natural_month","quantity":11}}`, `"undecided":true`},
		{`{"id":"1","ask":"secrecy-review","as_of":"2014-05-05","facts":{"started":"2014-01-27","steps_done":[]}}`, `"step_due":"2014-01-30","due":"2014-02-21"`},
		{`{"id":"1","ask":"secrecy-review","as_of":"2014-05-05","facts":{"started":"2014-09-22","steps_done":["2014-09-23","2014-09-23","2014-09-24","2014-09-24"]}}`, `"step_due":null`},
		{`{"id":"1","ask":"secrecy-review","as_of":"2010-05-05","facts":{"started":"2014-01-27","steps_done":[]}}`, `"undecided":true`},
	} {
		var out strings.Builder
		if exit, err := Run(r, strings.NewReader(tt.question), &out); exit != 0 || err != nil || !strings.Contains(out.String(), tt.has) {
			t.Errorf("%s\n%s (exit %d) has no %s", tt.question, out.String(), exit, tt.has)
		}
	}
}

func TestDisclosureErrorsNameTheFact(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for facts, field := range map[string]string{
		`disclosure-deadline {"regime":"2008","received":"2018-02-08","for":"reply"}`:                                                          "regime",
		`disclosure-deadline {"regime":"2007","received":"2018-02-30","for":"reply"}`:                                                          "received",
		`disclosure-deadline {"regime":"2007","received":"1900-02-03","for":"reply"}`:                                                          "received",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"holiday"}`:                                                        "for",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08"}`:                                                                        "for",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","events":[{"on":"2018-03-05","do":"extend"}]}`:             "events[0].days",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","events":[{"on":"2018-03-05","do":"extend","days":0}]}`:    "events[0].days",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","events":[{"on":"2018-03-05","do":"extend","days":"15"}]}`: "events[0].days",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","events":[{"on":"2018-01-05","do":"secrecy_review"}]}`:     "events[0].on",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","events":[{"on":"2018-03-05","do":"consult_start"}]}`:      "events[0].with",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","events":[{"on":"2018-03-05","do":"pause"}]}`:              "events[0].do",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","events":[{"on":"2018-03-05","do":"withdraw","why":"x"}]}`: "events[0].why",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","local_closed":[["2018-03-05"]]}`:                          "local_closed[0]",
		`disclosure-deadline {"regime":"2007","received":"2018-02-08","for":"reply","local_closed":[["2018-03-05","2018-03-01"]]}`:             "local_closed[0]",
		`disclosure-fee {"mode":"weight","quantity":1}`:                                                                                        "mode",
		`disclosure-fee {"mode":"pages_per_application","quantity":-1}`:                                                                        "quantity",
		`disclosure-fee {"mode":"pages_per_application","quantity":1.5}`:                                                                       "quantity",
		`publication-deadline {"formed_or_changed":"2026/09/11"}`:                                                                              "formed_or_changed",
		`publication-deadline {"formed_or_changed":"2100-12-30"}`:                                                                              "formed_or_changed",
		`publication-deadline {}`:                                             "formed_or_changed",
		`secrecy-review {"started":"2014-01-27"}`:                             "steps_done",
		`secrecy-review {"started":"2014-01-27","steps_done":["2014-01-26"]}`: "steps_done[0]",
		`secrecy-review {"started":"1900-01-27","steps_done":[]}`:             "started",
	} {
		ask, text, _ := strings.Cut(facts, " ")
		var out strings.Builder
		exit, err := Run(r, strings.NewReader(`{"id":"1","ask":"`+ask+`","as_of":"2024-05-05","facts":`+text+`}`), &out)
		if exit != 2 || err != nil || !strings.Contains(out.String(), `"error":{"field":"`+field+`"`) {
			t.Errorf("%s: %s (exit %d), want field %s", facts, out.String(), exit, field)
		}
	}
}

// A book without regimes is not asked about them.
func TestDisclosureNeedsRegimes(t *testing.T) {
	r, b := localRegistry(t, "example-bureau")
	for _, ask := range r.Asks() {
		if strings.HasPrefix(ask, "disclosure-") {
			t.Errorf("%s is asked", ask)
		}
	}
	if err := AddDisclosure(r, b, calendar.Official()); err != nil {
		t.Error(err)
	}
}
