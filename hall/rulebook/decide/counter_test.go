package decide

import (
	"strings"
	"testing"

	"lantai.internal/base/law"
)

// Clauses limit.def, once.after and limit.supplement as `lantai decide` answers them.
func TestCounterDeadline(t *testing.T) {
	_ = []law.ID{law.LimitDef, law.OnceAfter, law.LimitSupplement}
	r, _ := localRegistry(t, "qijiang-commerce")
	for _, tt := range []struct{ facts, has string }{
		{`{"received":"2026-09-10","promised":3,"unit":"working_days","complete":true}`, `"answer":{"due":"2026-09-15","started":"2026-09-10","provisional":false}`},
		{`{"received":"2026-09-10","promised":3,"unit":"working_days","complete":true,"supplemented_on":null}`, `"due":"2026-09-15"`},
		{`{"received":"2026-09-10","promised":3,"unit":"calendar_days","complete":true}`, `"due":"2026-09-14"`},
		{`{"received":"2026-09-10","promised":3,"unit":"calendar_days","complete":true}`, `{"clause":"limit.def","interpretation":["unit-per-item","start-not-counted","rest-day-moves"]}`},
		{`{"received":"2026-09-07","promised":3,"unit":"working_days","complete":false,"supplemented_on":"2026-09-11"}`, `"due":"2026-09-16","started":"2026-09-11"`},
		{`{"received":"2026-09-07","promised":3,"unit":"working_days","complete":false,"supplemented_on":"2026-09-11"}`, `{"clause":"once.after","interpretation":["restart-on-completion"]}`},
		{`{"received":"2026-09-07","promised":3,"unit":"working_days","complete":false}`, `"undecided":true`},
		{`{"received":"2026-09-07","promised":3,"unit":"working_days","complete":false,"supplemented_on":null}`, `"undecided":true`},
		{`{"received":"2040-09-07","promised":3,"unit":"working_days","complete":true}`, `"provisional":true`},
	} {
		var out strings.Builder
		q := `{"id":"1","ask":"counter-deadline","as_of":"2026-09-01","facts":` + tt.facts + `}`
		if exit, err := Run(r, strings.NewReader(q), &out); exit != 0 || err != nil || !strings.Contains(out.String(), tt.has) {
			t.Errorf("%s\n%s (exit %d) has no %s", q, out.String(), exit, tt.has)
		}
	}
	var out strings.Builder
	q := `{"id":"1","ask":"counter-deadline","as_of":"2010-09-01","facts":{"received":"2010-09-07","promised":3,"unit":"working_days","complete":true}}`
	if exit, err := Run(r, strings.NewReader(q), &out); exit != 0 || err != nil || !strings.Contains(out.String(), `"undecided":true`) {
		t.Errorf("before the book: %s", out.String())
	}
}

func TestCounterDeadlineErrorsNameTheFact(t *testing.T) {
	r, _ := localRegistry(t, "qijiang-commerce")
	for facts, field := range map[string]string{
		`{"received":"2026-02-30","promised":3,"unit":"working_days","complete":true}`:                                 "received",
		`{"received":"1900-02-03","promised":3,"unit":"working_days","complete":true}`:                                 "received",
		`{"promised":3,"unit":"working_days","complete":true}`:                                                         "received",
		`{"received":"2026-09-07","promised":0,"unit":"working_days","complete":true}`:                                 "promised",
		`{"received":"2026-09-07","promised":2.5,"unit":"working_days","complete":true}`:                               "promised",
		`{"received":"2026-09-07","promised":"3","unit":"working_days","complete":true}`:                               "promised",
		`{"received":"2026-09-07","promised":367,"unit":"working_days","complete":true}`:                               "promised",
		`{"received":"2026-09-07","promised":3,"unit":"weeks","complete":true}`:                                        "unit",
		`{"received":"2026-09-07","promised":3,"unit":"working_days","complete":"yes"}`:                                "complete",
		`{"received":"2026-09-07","promised":3,"unit":"working_days"}`:                                                 "complete",
		`{"received":"2026-09-07","promised":3,"unit":"working_days","complete":false,"supplemented_on":"2026-09-06"}`: "supplemented_on",
		`{"received":"2026-09-07","promised":3,"unit":"working_days","complete":true,"supplemented_on":"2026-09-08"}`:  "supplemented_on",
		`{"received":"2026-09-07","promised":3,"unit":"working_days","complete":true,"fee":0}`:                         "fee",
	} {
		var out strings.Builder
		q := `{"id":"1","ask":"counter-deadline","as_of":"2026-09-01","facts":` + facts + `}`
		if exit, err := Run(r, strings.NewReader(q), &out); exit != 2 || err != nil || !strings.Contains(out.String(), `"field":"`+field+`"`) {
			t.Errorf("%s\n%s (exit %d) does not name %s", q, out.String(), exit, field)
		}
	}
}
