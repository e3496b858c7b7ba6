package disclosure_test

import (
	"strconv"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook/disclosure"
)

func TestFees(t *testing.T) {
	era, ok := disclosure.FeeEra(book(t).Disclosure, civil.Must("2026-01-01"))
	if !ok || era.Charges != "processing_fee" {
		t.Fatalf("%+v", era)
	}
	const items, pages = "items_per_natural_month", "pages_per_application"
	for _, tt := range []struct {
		mode           string
		quantity, yuan int
	}{
		{items, 0, 0}, {items, 10, 0}, {items, 11, 100}, {items, 30, 2000}, {items, 31, 2200}, {items, 40, 4000}, {items, 50, 7000}, {items, 100, 37000},
		{pages, 0, 0}, {pages, 30, 0}, {pages, 31, 10}, {pages, 100, 700}, {pages, 101, 720}, {pages, 200, 2700}, {pages, 201, 2740}, {pages, 2219, 83460},
	} {
		fee, err := disclosure.ProcessingFee(era, tt.mode, tt.quantity)
		sum := 0
		for _, p := range fee.Parts {
			sum += p.Pieces * p.Yuan
		}
		if err != nil || fee.Yuan != tt.yuan || sum != tt.yuan {
			t.Errorf("%d of %s cost %d (parts %d), want %d: %v", tt.quantity, tt.mode, fee.Yuan, sum, tt.yuan, err)
		}
	}
	for i, f := range reference(t, "disclosure_fee_cases.tsv") {
		if i == 0 {
			continue
		}
		n, err := strconv.Atoi(f[1])
		if err != nil {
			t.Fatal(err)
		}
		if fee, err := disclosure.ProcessingFee(era, f[0], n); err != nil || strconv.Itoa(fee.Yuan) != f[2] {
			t.Errorf("%v: %d %v", f, fee.Yuan, err)
		}
	}
	for _, n := range []int{-1, disclosure.MaxQuantity + 1} {
		if _, err := disclosure.ProcessingFee(era, items, n); fault.Of(err).Field != "quantity" {
			t.Errorf("%d: %v", n, err)
		}
	}
	if _, err := disclosure.ProcessingFee(era, "weight", 1); fault.Of(err).Field != "mode" {
		t.Error(err)
	}
}

func TestFeeEras(t *testing.T) {
	for day, want := range map[string]string{"2008-04-30": "", "2008-05-01": "costs", "2017-03-31": "costs", "2017-04-01": "nothing",
		"2019-05-15": "nothing", "2020-12-31": "nothing", "2021-01-01": "processing_fee", "2026-01-01": "processing_fee"} {
		if era, ok := disclosure.FeeEra(book(t).Disclosure, civil.Must(day)); era.Charges != want || ok != (want != "") {
			t.Errorf("%s: %s", day, era.Charges)
		}
	}
}

func TestRemedies(t *testing.T) {
	for _, tt := range []struct {
		served string
		first  bool
		has    string
		hasNot string
	}{
		{"2015-04-30", true, "3个月", "先向"},
		{"2015-05-01", false, "6个月", "3个月"},
		{"2023-12-31", true, "{superior}", "先向"},
		{"2024-01-01", true, "先向{government}申请行政复议", "6个月"},
		{"2024-01-01", false, "6个月", "{superior}"},
	} {
		r, ok := disclosure.Remedy(book(t).Disclosure, civil.Must(tt.served), tt.first)
		if !ok || !strings.Contains(r.Text, tt.has) || strings.Contains(r.Text, tt.hasNot) || len(r.Basis) == 0 {
			t.Errorf("%+v: %s", tt, r.Text)
		}
	}
	if _, ok := disclosure.Remedy(book(t).Disclosure, civil.Must("2008-04-30"), false); ok {
		t.Error("a remedy before the Regulations")
	}
}
