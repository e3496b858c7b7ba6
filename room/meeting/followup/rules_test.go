package followup

import (
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/hall/rulebook"
)

func TestStage(t *testing.T) {
	terms := Terms{Before: 3, Every: 7}
	due := civil.Must("2027-01-02")
	for day, want := range map[string]string{"2026-12-29": "", "2026-12-30": "before", "2027-01-01": "before", "2027-01-02": "today", "2027-01-03": "late1", "2027-01-09": "late1", "2027-01-10": "late2", "2027-01-17": "late3"} {
		if got := Stage(civil.Must(day), due, terms); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
	if Stage(due, civil.Date{}, terms) != "" {
		t.Error("what has no last day is never reminded of")
	}
}

// The numbers come from the book; a book without them is refused.
func TestTermsComeFromTheBook(t *testing.T) {
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	if terms, err := TermsOf(book); err != nil || terms != (Terms{3, 7, 1}) {
		t.Error(terms, err)
	}
	if _, err := TermsOf(&rulebook.Book{}); err == nil {
		t.Error("a book without the numbers is taken")
	}
}

func TestRates(t *testing.T) {
	d := civil.Must
	got := RatesOf(2026, []Item{
		{Unit: "A", Due: d("2026-03-05"), State: Closed, DoneOn: d("2026-03-05")},
		{Unit: "A", Due: d("2026-03-31"), State: Closed, DoneOn: d("2026-04-01")},
		{Unit: "A", Due: d("2026-04-01"), State: Reported, DoneOn: d("2026-04-01")},
		{Unit: "A", Due: d("2026-04-02"), State: Void},
		{Unit: "A", State: Pending}, {Unit: "B", Due: d("2025-12-31"), State: Pending}})
	if len(got) != 1 || got["A"][0] != (Rate{3, 1, 2}) || got["A"][3] != (Rate{2, 1, 2}) || got["A"][4] != (Rate{1, 0, 0}) || got["A"][0].Words() != "2/3，66%" {
		t.Errorf("%+v", got)
	}
}

// A month is missing from its first day after (law.MtgReportCalendar); the democratic
// life meeting is judged by the year (law.MtgLifeCadence).
func TestMonths(t *testing.T) {
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	held := []Sitting{{Kind: "party_committee", On: civil.Must("2026-01-31"), Held: true}, {Kind: "party_committee", On: civil.Must("2026-02-28")}, {Kind: Life, On: civil.Must("2026-11-30"), Held: true}}
	for day, missing := range map[string]bool{"2026-01-31": false, "2026-02-28": false, "2026-03-01": true} {
		rows := Months(book, 2026, civil.Date{}, civil.Must(day), held, nil)
		if c := rows[0].Cells[2]; c.Missing() != missing || rows[0].Cells[1].Missing() {
			t.Errorf("%s: %+v", day, c)
		}
	}
	rows := Months(book, 2026, civil.Date{}, civil.Must("2027-01-01"), held, nil)
	if rows[4].Cells[0].Missing() || rows[4].Cells[12].Missing() || !rows[3].Cells[12].Missing() {
		t.Errorf("%+v", rows[4])
	}
	by, err := LifeBy(book, 2026)
	if err != nil || by != civil.Must("2026-11-30") {
		t.Error(by, err)
	}
	for day, n := range map[string]int{"2026-09-30": 4, "2026-10-01": 1, "2026-10-19": 1, "2026-10-20": 5} {
		kinds, err := Wanting(book, civil.Must(day), by, Months(book, 2026, civil.Date{}, civil.Must(day), nil, nil))
		if err != nil || len(kinds) != n {
			t.Errorf("%s: %d %v", day, len(kinds), err)
		}
	}
}

// A month that was over on the installation's first day is not judged, unless a meeting
// was entered of it; the month of the first day is (law.MtgReportCalendar).
func TestMonthsBeforeTheFirstDay(t *testing.T) {
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	held := []Sitting{{Kind: "party_committee", On: civil.Must("2026-02-10"), Held: true}}
	for since, unused := range map[string]int{"2026-01-01": 0, "2026-01-31": 0, "2026-02-01": 1, "2026-04-15": 2, "2027-03-01": 11} {
		row := Months(book, 2026, civil.Must(since), civil.Must("2027-04-01"), held, nil)[0]
		n, missing := 0, 0
		for _, c := range row.Cells[1:] {
			if c.Unused {
				n++
			}
			if c.Missing() {
				missing++
			}
			if c.Unused && (c.Missing() || c.Words() != NotInUse) {
				t.Errorf("since %s: %+v", since, c)
			}
		}
		if n != unused || missing != 11-unused || row.Cells[0].Should != 12-unused || row.Cells[2].Words() != "1/1" {
			t.Errorf("since %s: %d unused, %d missing, %d in the year, February %s", since, n, missing, row.Cells[0].Should, row.Cells[2].Words())
		}
	}
	life := Months(book, 2025, civil.Must("2026-03-01"), civil.Must("2026-04-01"), nil, nil)[4].Cells[0]
	if !life.Unused || life.Missing() {
		t.Errorf("the year before: %+v", life)
	}
}
