package disclosure

import (
	"slices"
	"sync"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
)

var loaded = sync.OnceValues(func() (*rulebook.Book, error) { return rulebook.Load("qijiang-commerce") })

func regime(t *testing.T, name string) rulebook.Regime {
	t.Helper()
	b, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	r, ok := b.Disclosure.Regime(name)
	if !ok {
		t.Fatal(name)
	}
	return r
}

func day(s string) civil.Date { return civil.Must(s) }

// ready are facts under which everything is allowed.
func ready(t *testing.T, name string) Facts {
	return Facts{As: []Hand{ByApplicant, ByOffice, ByHead, ByUnit, ByLeader, ByDirector, ByFlow}, Today: day("2026-12-31"), Regime: regime(t, name),
		Due: day("2026-10-10"), NoticeDue: day("2026-09-16"), WindowDue: day("2026-09-20"), FeeDue: day("2026-09-20"),
		ReadBack: true, Monthly: 11, Free: 10, Searches: 1, Papers: 1, Leader: true, Consented: true, Charges: true, Yuan: 100, Objected: true, Told: true,
		Reply: "1a", Approved: true, Remedied: true, Proof: true}
}

// path are the histories that lead to every state.
func path(state string) []Event {
	on := func(d, do string) Event { return Event{On: day("2026-09-" + d), Do: do, Note: "x"} }
	got := on("07", Receive)
	ask := Event{On: day("2026-09-09"), Do: ConsultStart, With: "T1"}
	search := []Event{got, on("08", Assign)}
	review := append(slices.Clone(search), on("10", Found))
	sign := append(slices.Clone(review), on("11", Approve))
	replied := append(slices.Clone(sign), on("14", Reply))
	fix := []Event{got, {On: day("2026-09-08"), Do: CorrectionNotice, Until: day("2026-09-20"), Note: "x"}}
	return map[string][]Event{
		"": nil, Submitted: {on("07", CameIn)}, Received: {got}, AwaitFix: fix, AwaitReason: {got, on("08", ReasonRequested)}, AwaitFee: append(slices.Clone(search), on("09", FeeNotice)),
		Searching: search, Consulting: append(slices.Clone(search), ask, Event{On: day("2026-09-09"), Do: ConsultServed, With: "T1"}), Reviewing: review, Signing: sign, Replied: replied,
		Supplying: append(slices.Clone(replied), Event{On: day("2026-09-14"), Do: SupplyLater, Until: day("2026-09-30")}), Closed: append(slices.Clone(replied), on("15", Close)),
		Abandoned: append(slices.Clone(fix), on("21", CorrectionMissed)), Withdrawn: {got, on("08", Withdraw)}, Reopened: append(slices.Clone(replied), on("20", Redo)),
	}[state]
}

var states = []string{"", Submitted, Received, AwaitFix, AwaitReason, AwaitFee, Searching, Consulting, Reviewing, Signing, Replied, Supplying, Closed, Abandoned, Withdrawn, Reopened}

// sample is an event that nothing but the state can refuse.
func sample(do string) Event {
	e := Event{On: day("2026-09-22"), Do: do, Note: "理由"}
	switch do {
	case CorrectionNotice, LongerPeriod, SupplyLater, ReasonRequested:
		e.Until = day("2026-10-20")
	case ConsultServed, ConsultEnd, ConsultExpired, ConsultLate:
		e.With = "T1"
	case ConsultStart:
		e.With = "T2"
	case Extend:
		e.Days = 20
	}
	return e
}

// Every line of the machine holds from each of its states, and no event goes
// through from a state that no line names. Rows 1 to 30 are all there.
func TestMachine(t *testing.T) {
	rows := map[int]bool{}
	words := map[string]bool{}
	for _, tr := range Machine {
		rows[tr.Row], words[tr.Do] = true, true
		if EventLabel(tr.Do) == "" {
			t.Errorf("%s has no Chinese word", tr.Do)
		}
	}
	for n := 1; n <= 30; n++ {
		if !rows[n] {
			t.Errorf("row %d is missing", n)
		}
	}
	for _, state := range states {
		st := Stand(path(state))
		if st.State != state {
			t.Fatalf("the path to %q leads to %q", state, st.State)
		}
		for do := range words {
			tr, can := transition(state, do)
			s := st
			f := ready(t, "2019")
			e := sample(do)
			switch do {
			case ConsultLate:
				s = s.after(Event{On: e.On, Do: ConsultStart, With: "T1"}).after(Event{On: e.On, Do: ConsultExpired, With: "T1"})
				s.State = state
			case CorrectionNotice:
				s.Noticed = civil.Date{}
			case ReviewFiled, Sued: // before a reply only where it is late
				e.On = f.Due.AddDays(1)
			}
			to, err := Next(s, e, f)
			switch {
			case can && err != nil:
				t.Errorf("%q from %q: %v", do, state, fault.Of(err).Safe())
			case !can && (err == nil || fault.Of(err).Clause == ""):
				t.Errorf("%q from %q is not refused with its clause: %v", do, state, err)
			case can && tr.To != "" && to != tr.To:
				t.Errorf("%q from %q leads to %q, want %q", do, state, to, tr.To)
			}
			if !can {
				continue
			}
			// Nobody else may.
			f.As = nil
			if _, err := Next(s, e, f); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%q from %q is not denied to a stranger: %v", do, state, err)
			}
		}
	}
}

// Every condition refuses by itself, with its ground or its field.
func TestGuards(t *testing.T) {
	type change func(s *Standing, e *Event, f *Facts)
	for _, tt := range []struct {
		what, from, do string
		but            change
		kind           fault.Kind
		field          string
	}{
		{"oral not read back", "", Receive, func(_ *Standing, e *Event, f *Facts) { e.With, f.ReadBack = Oral, false }, fault.Invalid, "read_back"},
		{"spot reply of what was not public", Received, SpotReply, func(_ *Standing, _ *Event, f *Facts) { f.Reply = "1b" }, fault.Rule, ""},
		{"told to supplement twice", Searching, CorrectionNotice, func(s *Standing, _ *Event, _ *Facts) { s.Noticed = day("2026-09-08") }, fault.Rule, ""},
		{"late notice without the head", Received, CorrectionNotice, func(_ *Standing, _ *Event, f *Facts) { f.As = []Hand{ByOffice} }, fault.Forbidden, ""},
		{"late notice without a reason", Received, CorrectionNotice, func(_ *Standing, e *Event, _ *Facts) { e.Note = "" }, fault.Invalid, "note"},
		{"restart after a notice in time", Received, CorrectionNotice, func(_ *Standing, e *Event, f *Facts) { e.With, f.NoticeDue = "理由", e.On }, fault.Invalid, "restart"},
		{"no period to supplement", Received, CorrectionNotice, func(_ *Standing, e *Event, _ *Facts) { e.Until = civil.Date{} }, fault.Invalid, "until"},
		{"given up too early", AwaitFix, CorrectionMissed, func(s *Standing, _ *Event, _ *Facts) { s.FixUntil = day("2026-09-22") }, fault.Rule, ""},
		{"given up without a word", AwaitFix, CorrectionMissed, func(_ *Standing, e *Event, _ *Facts) { e.Note = " " }, fault.Invalid, "note"},
		{"given up under 2007", AwaitFix, CorrectionMissed, func(_ *Standing, _ *Event, f *Facts) { f.Regime = regime(t, "2007") }, fault.Rule, ""},
		{"given up under the local text", AwaitFix, CorrectionMissed, func(_ *Standing, _ *Event, f *Facts) { f.Regime = regime(t, "seed") }, fault.Rule, ""},
		{"not too many", Received, ReasonRequested, func(_ *Standing, _ *Event, f *Facts) { f.Monthly = 10 }, fault.Rule, ""},
		{"reasons under 2007", Received, ReasonRequested, func(_ *Standing, _ *Event, f *Facts) { f.Regime = regime(t, "2007") }, fault.Rule, ""},
		{"no day for the reasons", Received, ReasonRequested, func(_ *Standing, e *Event, _ *Facts) { e.Until = civil.Date{} }, fault.Invalid, "until"},
		{"reasons judged before they came", AwaitReason, ReasonsBad, func(s *Standing, _ *Event, _ *Facts) { s.ReasonUntil = day("2026-09-22") }, fault.Rule, ""},
		{"longer period under 2007", AwaitReason, LongerPeriod, func(_ *Standing, _ *Event, f *Facts) { f.Regime = regime(t, "2007") }, fault.Rule, ""},
		{"longer period into the past", AwaitReason, LongerPeriod, func(_ *Standing, e *Event, _ *Facts) { e.Until = e.On }, fault.Invalid, "until"},
		{"fee of nothing", Searching, FeeNotice, func(_ *Standing, _ *Event, f *Facts) { f.Yuan = 0 }, fault.Rule, ""},
		{"fee where none is known", Searching, FeeNotice, func(_ *Standing, _ *Event, f *Facts) { f.Charges = false }, fault.Rule, ""},
		{"fee after the last day", Searching, FeeNotice, func(_ *Standing, _ *Event, f *Facts) { f.Due = day("2026-09-21") }, fault.Rule, ""},
		{"fee by a clerk", Searching, FeeNotice, func(_ *Standing, _ *Event, f *Facts) { f.As = []Hand{ByOffice, ByUnit} }, fault.Forbidden, ""},
		{"paid late without a word", AwaitFee, FeePaid, func(_ *Standing, e *Event, _ *Facts) { e.Note = "" }, fault.Invalid, "note"},
		{"unpaid too early", AwaitFee, FeeMissed, func(_ *Standing, _ *Event, f *Facts) { f.FeeDue = day("2026-09-22") }, fault.Rule, ""},
		{"no instruction", Received, Assign, func(_ *Standing, _ *Event, f *Facts) { f.Leader = false }, fault.Invalid, "leader"},
		{"nothing searched", Searching, NotFound, func(_ *Standing, _ *Event, f *Facts) { f.Searches = 0 }, fault.Rule, ""},
		{"nothing attached", Searching, Found, func(_ *Standing, _ *Event, f *Facts) { f.Papers = 0 }, fault.Rule, ""},
		{"asked twice", Consulting, ConsultStart, func(_ *Standing, e *Event, _ *Facts) { e.With = "T1" }, fault.Conflict, ""},
		{"answer of nobody", Consulting, ConsultEnd, func(_ *Standing, e *Event, _ *Facts) { e.With = "T9" }, fault.Conflict, ""},
		{"window not over", Consulting, ConsultExpired, func(_ *Standing, _ *Event, f *Facts) { f.WindowDue = day("2026-09-22") }, fault.Rule, ""},
		{"no window under 2007", Consulting, ConsultExpired, func(_ *Standing, _ *Event, f *Facts) { f.WindowDue = civil.Date{} }, fault.Rule, ""},
		{"override of nobody", Reviewing, Override, func(_ *Standing, _ *Event, f *Facts) { f.Objected = false }, fault.Rule, ""},
		{"override untold", Reviewing, Override, func(_ *Standing, _ *Event, f *Facts) { f.Told = false }, fault.Rule, ""},
		{"override by a deputy", Reviewing, Override, func(_ *Standing, _ *Event, f *Facts) { f.As = []Hand{ByLeader, ByHead, ByOffice} }, fault.Forbidden, ""},
		{"extension without consent", Searching, Extend, func(_ *Standing, _ *Event, f *Facts) { f.Consented = false }, fault.Rule, ""},
		{"extension after the last day", Searching, Extend, func(_ *Standing, _ *Event, f *Facts) { f.Due = day("2026-09-21") }, fault.Rule, ""},
		{"second extension", Searching, Extend, func(s *Standing, _ *Event, _ *Facts) { s.Extended = true }, fault.Rule, ""},
		{"extension too long", Searching, Extend, func(_ *Standing, e *Event, _ *Facts) { e.Days = 21 }, fault.Invalid, "days"},
		{"extension of a stated day", Searching, Extend, func(s *Standing, _ *Event, _ *Facts) { s.Deferred = day("2026-12-01") }, fault.Rule, ""},
		{"unapproved", Signing, Reply, func(_ *Standing, _ *Event, f *Facts) { f.Approved = false }, fault.Rule, ""},
		{"not cleared", Signing, Reply, func(_ *Standing, _ *Event, f *Facts) { f.Blocked = "没有审查。" }, fault.Rule, ""},
		{"no remedy", Signing, Reply, func(_ *Standing, _ *Event, f *Facts) { f.Remedied = false }, fault.Rule, ""},
		{"no proof", Signing, Reply, func(_ *Standing, _ *Event, f *Facts) { f.Proof = false }, fault.Invalid, "proof"},
		{"served by the unit", Signing, Reply, func(_ *Standing, _ *Event, f *Facts) { f.As = []Hand{ByUnit} }, fault.Forbidden, ""},
		{"file not whole", Replied, Close, func(_ *Standing, _ *Event, f *Facts) { f.Missing = []string{"送达凭证"} }, fault.Rule, ""},
		{"review in time", Searching, ReviewFiled, func(_ *Standing, _ *Event, _ *Facts) {}, fault.Rule, ""},
		{"withdrawn without a paper", Searching, Withdraw, func(_ *Standing, e *Event, _ *Facts) { e.Note = "" }, fault.Invalid, "note"},
		{"out of order", Searching, Extend, func(_ *Standing, e *Event, _ *Facts) { e.On = day("2026-09-07") }, fault.Invalid, "on"},
		{"before receipt", Received, Assign, func(_ *Standing, e *Event, _ *Facts) { e.On = day("2026-09-06") }, fault.Invalid, "on"},
		{"tomorrow", Received, Assign, func(_ *Standing, e *Event, f *Facts) { f.Today = day("2026-09-21") }, fault.Invalid, "on"},
		{"delivered before it was sent", Consulting, ConsultServed, func(_ *Standing, e *Event, _ *Facts) { e.On = day("2026-09-08") }, fault.Invalid, "on"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			s, e, f := Stand(path(tt.from)), sample(tt.do), ready(t, "2019")
			f.Due = day("2026-10-10")
			tt.but(&s, &e, &f)
			_, err := Next(s, e, f)
			got := fault.Of(err)
			if err == nil || got.Kind != tt.kind || tt.field != "" && got.Field != tt.field {
				t.Fatalf("want kind %d field %q, got %v (%s)", tt.kind, tt.field, err, got.Safe())
			}
			if (got.Kind == fault.Rule || got.Kind == fault.Forbidden) && got.Clause == "" {
				t.Fatal("the refusal names no clause")
			}
		})
	}
}

// Whoever was not answered in time may go to review.
func TestReviewOfSilence(t *testing.T) {
	f := ready(t, "2019")
	f.Due = day("2026-09-21")
	if to, err := Next(Stand(path(Searching)), sample(ReviewFiled), f); err != nil || to != Searching {
		t.Fatal(to, err)
	}
}

func TestQueryCode(t *testing.T) {
	r := &Room{key: bytes32()}
	a := Application{Number: "2026-申-0001", CodeIssue: 1, MadeAt: 1}
	code := r.code(a)
	got, ok := tidy(code)
	if !ok || got != code || len(code) != 16 {
		t.Fatal(code, got, ok)
	}
	if _, ok := tidy("  " + code[:4] + code[5:9] + "—" + code[10:14] + code[15:]); !ok {
		t.Fatal("a code as people type it is not read")
	}
	b := []byte(code)
	for i, c := range b {
		if c == '-' {
			continue
		}
		for _, x := range []byte(symbols) {
			if x == c || (int(x)-int(c))%31 == 0 {
				continue
			}
			b[i] = x
			if s, ok := tidy(string(b)); ok && s == code {
				t.Fatal("another symbol reads as the same code")
			}
			b[i] = c
		}
	}
	a.CodeIssue = 2
	if r.code(a) == code || r.codeHash(a.Number, code) == r.codeHash("2026-申-0002", code) {
		t.Fatal("codes or their digests repeat")
	}
}

func bytes32() []byte { return []byte("0123456789abcdef0123456789abcdef") }

func TestFilingNumbers(t *testing.T) {
	for s, want := range map[string]bool{"11010519491231002X": true, "110105194912310021": false, "11010519491331002X": false, "1101051949123100": false, "": false} {
		if residentNumber(s) != want {
			t.Errorf("resident card %q: %v", s, !want)
		}
	}
	for s, want := range map[string]bool{"91350100M000100Y43": true, "91350100M000100Y44": false, "9135": false, "91350100I000100Y43": false} {
		if creditCode(s) != want {
			t.Errorf("credit code %q: %v", s, !want)
		}
	}
}
