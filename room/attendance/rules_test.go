package attendance

import (
	"slices"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
)

var official = calendar.Official()

func days(from, to string) civil.Span { return civil.WholeDays(civil.Must(from), civil.Must(to)) }

func halves(from string, a civil.DayHalf, to string, b civil.DayHalf) civil.Span {
	return civil.Span{From: civil.Must(from), FromHalf: a, To: civil.Must(to), ToHalf: b}
}

func book(t *testing.T) *rulebook.Book {
	t.Helper()
	b, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func summed(t *testing.T, now civil.Span, others ...civil.Span) Sum {
	t.Helper()
	s, err := Summed(official, decide.WorkingDays, now, others)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Case 11: Thursday and Friday, then Monday, asked for separately: three days.
func TestCase11RequestsThatAdjoinAreSummed(t *testing.T) {
	s := summed(t, days("2014-05-12", "2014-05-12"), days("2014-05-08", "2014-05-09"))
	if s.HalfDays != 6 || len(s.Joined) != 1 || s.Clause != law.LeavePersonalSplit {
		t.Errorf("%+v", s)
	}
	b := book(t)
	d, err := b.Judge("leave.chain", civil.Must("2014-05-05"), map[string]string{"kind": "personal", "role": "staff", "half_days": "6"})
	if f, ok := d.Chain().Final(); err != nil || !ok || f.Who != "director" {
		t.Errorf("three days in two requests are settled by %s", f)
	}
	// A day of work between them keeps them apart; a third request may join them.
	if s := summed(t, days("2014-05-13", "2014-05-13"), days("2014-05-08", "2014-05-09")); s.HalfDays != 2 {
		t.Errorf("with a Monday of work between: %+v", s)
	}
	if s := summed(t, days("2014-05-13", "2014-05-13"), days("2014-05-08", "2014-05-09"), days("2014-05-12", "2014-05-12")); s.HalfDays != 8 || len(s.Joined) != 2 {
		t.Errorf("joined through another: %+v", s)
	}
}

// Case 12: Friday, the national holiday, the next working day: two days, the
// holidays are not counted.
func TestCase12HolidaysBetweenAreNotCounted(t *testing.T) {
	s := summed(t, days("2014-10-08", "2014-10-08"), days("2014-09-30", "2014-09-30"))
	if s.HalfDays != 4 || s.Provisional {
		t.Errorf("%+v", s)
	}
	if s := summed(t, halves("2014-05-06", civil.PM, "2014-05-06", civil.PM), halves("2014-05-05", civil.AM, "2014-05-06", civil.AM)); s.HalfDays != 4 {
		t.Errorf("two halves of one day: %+v", s)
	}
	if Adjacent(official, days("2014-05-05", "2014-05-06"), days("2014-05-06", "2014-05-07")) {
		t.Error("what overlaps does not adjoin")
	}
	if Adjacent(official, halves("2014-05-05", civil.AM, "2014-05-05", civil.AM), days("2014-05-06", "2014-05-06")) {
		t.Error("an afternoon of work lies between")
	}
}

// Case 19: leave already taken is lost in the next year instead.
func TestCase19TheYearThatIsLost(t *testing.T) {
	if l := LossYear(2014, false); l.Year != 2014 || l.Clause != law.AnnualLeave4 {
		t.Errorf("%+v", l)
	}
	if l := LossYear(2014, true); l.Year != 2015 || l.Clause != law.AnnualLeaveMeasures4 {
		t.Errorf("%+v", l)
	}
	for n, warned := range map[int]bool{29: false, 30: true, 39: true, 40: true} {
		if say, clause := Warning(n); (say != "") != warned || clause != law.AnnualLeave4 {
			t.Errorf("%d half days: %q", n, say)
		}
	}
}

// Case 21: sick leave set off against annual leave does not add to the year's sick
// leave.
func TestCase21SickLeaveSetOff(t *testing.T) {
	for _, tt := range []struct {
		n, balance int
		wished     bool
		use, sick  int
	}{{6, 10, true, 6, 0}, {6, 4, true, 4, 2}, {6, 10, false, 0, 6}, {6, -2, true, 0, 6}} {
		if use, sick := OffsetSick(tt.n, tt.balance, tt.wished); use.HalfDays != tt.use || sick != tt.sick || use.Clause != law.LeaveSickOffset {
			t.Errorf("%+v: %+v %d", tt, use, sick)
		}
	}
}

func TestPersonalLeaveIsSetOff(t *testing.T) {
	uses, rest := Offset(12, []string{"annual", "home_visit"}, map[string]int{"annual": 5, "home_visit": 4})
	if !slices.Equal(uses, []Use{{"annual", 5, law.LeavePersonalOffset}, {"home_visit", 4, law.LeavePersonalOffset}}) || rest != 3 {
		t.Errorf("%v, %d left", uses, rest)
	}
	if uses, rest := Offset(2, []string{"annual"}, nil); len(uses) != 0 || rest != 2 {
		t.Errorf("empty accounts: %v %d", uses, rest)
	}
	if n, clause := Balance(10, append(uses, Use{"annual", 2, law.LeaveSickOffset})); n != 3 || clause != law.LeaveAnnualBalance {
		t.Errorf("balance %d", n)
	}
	if n, _ := Balance(4, uses); n != 0 {
		t.Errorf("a balance below zero: %d", n)
	}
}

// Case 22: no certificate, or one of a hospital of the first level.
func TestCase22Certificates(t *testing.T) {
	b := book(t)
	from := civil.Must("2014-05-05")
	for _, tt := range []struct {
		name  string
		paper Certificate
		due   string
		clear bool
	}{
		{"second level", Certificate{Given: true, Level: 2}, "", true},
		{"third level", Certificate{Given: true, Level: 3}, "", true},
		{"first level", Certificate{Given: true, Level: 1}, "", false},
		{"first level in an emergency", Certificate{Given: true, Level: 1, Emergency: true}, "", false},
		{"none", Certificate{}, "", false},
		{"none yet, emergency", Certificate{Emergency: true}, "2014-05-08", true},
	} {
		due, err := CheckCertificate(b, official, from, tt.paper)
		if (err == nil) != tt.clear || due.String() != tt.due || err != nil && fault.Of(err).Clause != law.LeaveSickCert {
			t.Errorf("%s: due %s, %v", tt.name, due, err)
		}
	}
}

// Case 23: one case over the new year, charged to two years.
func TestCase23TwoYears(t *testing.T) {
	shares, err := ByYear(official, decide.WorkingDays, days("2014-12-29", "2015-01-06"))
	if err != nil || len(shares) != 2 || shares[0] != (YearShare{2014, 6, false}) || shares[1].Year != 2015 {
		t.Fatalf("%v %v", shares, err)
	}
	whole, _, err := decide.Charge(official, decide.WorkingDays, days("2014-12-29", "2015-01-06"))
	if err != nil || shares[0].HalfDays+shares[1].HalfDays != whole {
		t.Errorf("%v do not make %d", shares, whole)
	}
}

// Case 24: two days approved, one and a half more: the whole is judged anew, what
// was signed stays for its part.
func TestCase24AnExtension(t *testing.T) {
	b := book(t)
	approved := days("2014-05-05", "2014-05-06")
	whole, err := Extend(official, approved, halves("2014-05-07", civil.AM, "2014-05-08", civil.AM), civil.Must("2014-05-06"))
	if err != nil {
		t.Fatal(err)
	}
	n, _, err := decide.Charge(official, decide.WorkingDays, whole)
	if err != nil || n != 7 {
		t.Fatalf("%d half days %v", n, err)
	}
	judge := func(half string) rulebook.Decision {
		d, err := b.Judge("leave.chain", civil.Must("2014-05-06"), map[string]string{"kind": "personal", "role": "staff", "half_days": half})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first, second := judge("4"), judge("7")
	signed := first.Chain()[:2]
	if left := Remaining(second.Chain(), signed); len(left) != 3 || left[0] != (rulebook.Step{Who: "deputy_in_charge", Act: rulebook.ActReview}) || left[1].Who != "director" {
		t.Errorf("still to sign: %v", left)
	}
	for name, tt := range map[string]struct {
		more civil.Span
		on   string
	}{
		"after the end":       {days("2014-05-07", "2014-05-07"), "2014-05-07"},
		"with a gap":          {days("2014-05-08", "2014-05-08"), "2014-05-06"},
		"before the approved": {days("2014-05-02", "2014-05-02"), "2014-05-06"},
		"over the approved":   {days("2014-05-06", "2014-05-07"), "2014-05-06"},
		"turned round":        {days("2014-05-08", "2014-05-07"), "2014-05-06"},
	} {
		if _, err := Extend(official, approved, tt.more, civil.Must(tt.on)); err == nil {
			t.Errorf("an extension %s was taken", name)
		}
	}
}

// Case 25: the chain names a role; whoever stands in signs the same step, so that
// the chain does not change with who is away.
func TestCase25TheChainNamesRoles(t *testing.T) {
	d, err := book(t).Judge("leave.chain", civil.Must("2014-05-05"), map[string]string{"kind": "personal", "role": "staff", "half_days": "4"})
	if err != nil || d.Chain()[1] != (rulebook.Step{Who: "deputy_in_charge", Act: rulebook.ActConsent}) {
		t.Errorf("%v %v", d.Chain(), err)
	}
}

// Case 27: granted by word of mouth at six in the morning, entered the next working
// day.
func TestCase27EnteredAfterwards(t *testing.T) {
	for event, want := range map[string]string{"2014-05-05": "2014-05-06", "2014-05-09": "2014-05-12", "2014-09-30": "2014-10-08"} {
		d, err := EnteredBy(book(t), official, civil.Must(event))
		if err != nil || d.Last.String() != want || d.Clause != law.RepEmergency || d.Provisional {
			t.Errorf("%s: %+v %v", event, d, err)
		}
	}
}

// Case 30: somebody on the duty roster in that time is not put away before a
// substitute has been arranged; the half days off duty stay free.
func TestCase30OnTheDutyRoster(t *testing.T) {
	turns := []civil.Span{halves("2014-05-06", civil.PM, "2014-05-07", civil.AM)}
	for _, away := range []civil.Span{days("2014-05-05", "2014-05-06"), halves("2014-05-07", civil.AM, "2014-05-07", civil.AM), days("2014-05-06", "2014-05-07")} {
		if err := OnDuty(away, turns); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.DutySwapArrange {
			t.Errorf("%s: %v", away.Chinese(), err)
		}
	}
	for _, away := range []civil.Span{halves("2014-05-05", civil.AM, "2014-05-06", civil.AM), halves("2014-05-07", civil.PM, "2014-05-08", civil.PM)} {
		if err := OnDuty(away, turns); err != nil {
			t.Errorf("%s: %v", away.Chinese(), err)
		}
	}
	if err := OnDuty(days("2014-05-05", "2014-05-06"), nil); err != nil {
		t.Errorf("without a turn: %v", err)
	}
}

// Case 31: B of the post is away on the same days.
func TestCase31BothAway(t *testing.T) {
	a := days("2014-05-05", "2014-05-06")
	if err := BothAway(a, []civil.Span{halves("2014-05-06", civil.PM, "2014-05-07", civil.PM)}); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.AbUnits {
		t.Errorf("both away: %v", err)
	}
	if err := BothAway(a, []civil.Span{days("2014-05-07", "2014-05-07")}); err != nil {
		t.Errorf("B is there: %v", err)
	}
}

// Case 34: nothing that ends before it begins.
func TestCase34SpansTurnedRound(t *testing.T) {
	for _, s := range []civil.Span{days("2014-05-06", "2014-05-05"), halves("2014-05-05", civil.PM, "2014-05-05", civil.AM), {}} {
		if err := Free(s, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", s, err)
		}
		if _, err := ByYear(official, decide.WorkingDays, s); err == nil {
			t.Errorf("%v was divided", s)
		}
	}
}

// Case 35: overlapping by one half day is refused, the free half is allowed.
func TestCase35Overlap(t *testing.T) {
	taken := []civil.Span{halves("2014-05-05", civil.AM, "2014-05-06", civil.AM)}
	if err := Free(halves("2014-05-06", civil.AM, "2014-05-06", civil.PM), taken); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.LeaveFormFPeriod {
		t.Errorf("a shared morning: %v", err)
	}
	if err := Free(halves("2014-05-06", civil.PM, "2014-05-06", civil.PM), taken); err != nil {
		t.Errorf("the free afternoon: %v", err)
	}
}

func TestReturning(t *testing.T) {
	approved := days("2014-05-05", "2014-05-07")
	for _, tt := range []struct {
		back string
		half civil.DayHalf
		n    int
		late int
	}{
		{"2014-05-08", civil.AM, 6, 0},
		{"2014-05-07", civil.AM, 4, 0},
		{"2014-05-06", civil.PM, 3, 0},
		{"2014-05-05", civil.AM, 0, 0},
		{"2014-05-09", civil.PM, 6, 2},
		{"2014-05-12", civil.AM, 6, 2},
	} {
		r, err := Returned(official, decide.WorkingDays, approved, civil.Must(tt.back), tt.half)
		if err != nil || r.HalfDays != tt.n || len(r.Late) != tt.late || r.Clause != law.LeaveReturn {
			t.Errorf("back on %s %s: %+v %v", tt.back, tt.half, r, err)
		}
	}
	if d, err := ReturnBy(book(t), official, civil.Must("2014-05-09")); err != nil || d.Last.String() != "2014-05-12" {
		t.Errorf("to be registered by %+v %v", d, err)
	}
}

func TestUnexplainedTimeIsADraft(t *testing.T) {
	gaps := Unexplained(official, civil.Must("2014-05-05"), civil.Must("2014-05-11"), []civil.Span{days("2014-05-06", "2014-05-07"), halves("2014-05-08", civil.AM, "2014-05-08", civil.AM), halves("2014-05-09", civil.PM, "2014-05-09", civil.PM)})
	want := []Gap{{days("2014-05-05", "2014-05-05"), law.AttNoAbsence}, {halves("2014-05-08", civil.PM, "2014-05-08", civil.PM), law.AttAwolNosick}, {halves("2014-05-09", civil.AM, "2014-05-09", civil.AM), law.AttAwolNosick}}
	if !slices.Equal(gaps, want) {
		t.Errorf("%v", gaps)
	}
}

func TestTheHighestRoleOfATrip(t *testing.T) {
	order := []string{"staff", "section_head", "bureau_leader", "director"}
	if r, err := HighestRole(order, []string{"staff", "bureau_leader", "section_head"}); err != nil || r != "bureau_leader" {
		t.Errorf("%s %v", r, err)
	}
	for _, roles := range [][]string{nil, {"staff", "mayor"}} {
		if _, err := HighestRole(order, roles); fault.Of(err) == nil || fault.Of(err).Clause != law.TravelFormFPerson {
			t.Errorf("%v: %v", roles, err)
		}
	}
}
