package rulebook

import "lantai.internal/base/law"

// Archive is what a book says for the archive room. Any part may be empty.
type Archive struct {
	Network          []NetworkLevel `yaml:"network"`
	GuidingBodies    []GuidingBody  `yaml:"guiding_bodies"`
	ReferenceBooks   []Cited        `yaml:"reference_books"`
	ArrangementBasis []Cited        `yaml:"arrangement_basis"`
	Rooms            []Room         `yaml:"rooms"`
	Categories       []Category     `yaml:"categories"`
	RetentionPeriods []Period       `yaml:"retention_periods"`
	Box              BoxSettings    `yaml:"box"`
	Cabinets         Count          `yaml:"cabinets"`
	ExpenditureKinds Words          `yaml:"expenditure_kinds"`
	PurposesOfUse    Words          `yaml:"purposes_of_use"`
	PhotoElements    Words          `yaml:"photo_elements"`
	SummarySections  Words          `yaml:"summary_sections"`
	// NumberPrefixes are the prefixes of the bureau's own document numbers.
	NumberPrefixes Words        `yaml:"number_prefixes"`
	ClosedYear     []ClassCount `yaml:"closed_year"`
	HandoverBy     MonthDay     `yaml:"handover_by"`
	LoanDays       DayCount     `yaml:"loan_days"`
}

// NetworkLevel is one level of the four-level archive network. It is held by
// a post, by a unit, or by the liaison of every unit.
type NetworkLevel struct {
	Level    int    `yaml:"level"` // 1 is the highest
	Title    string `yaml:"title"`
	Post     string `yaml:"post"`
	Unit     string `yaml:"unit"`
	AllUnits bool   `yaml:"all_units"`
	Duty     string `yaml:"duty"`
	Clause   law.ID `yaml:"clause"`
}

// GuidingBody leads or guides the archive's work.
type GuidingBody struct {
	Name   string `yaml:"name"`
	Role   string `yaml:"role"`
	Clause law.ID `yaml:"clause"`
}

// Cited is a book or rule by its title.
type Cited struct {
	Title         string `yaml:"title"`
	Number        string `yaml:"number"`
	AsPrinted     string `yaml:"as_printed"` // if the source writes it otherwise
	ToBeConfirmed bool   `yaml:"to_be_confirmed"`
	Clause        law.ID `yaml:"clause"`
}

// Room is a storage room. Keeper and Readers are unit codes.
type Room struct {
	Code    string   `yaml:"code"`
	Name    string   `yaml:"name"`
	Keeper  string   `yaml:"keeper"`
	Readers []string `yaml:"readers"`
	Clause  law.ID   `yaml:"clause"`
}

// Category is a class of records (门类). Periods, if given, are the only
// retention codes it may have.
type Category struct {
	Code    string   `yaml:"code"`
	Name    string   `yaml:"name"`
	Periods []string `yaml:"periods"`
	Clause  law.ID   `yaml:"clause"`
}

// Period is a retention period; Years is 0 for permanent.
type Period struct {
	Code   string `yaml:"code"`
	Name   string `yaml:"name"`
	Years  int    `yaml:"years"`
	Clause law.ID `yaml:"clause"`
}

// BoxSettings are the figures packing starts from.
type BoxSettings struct {
	SpinesMM      []int  `yaml:"spines_mm"`      // outer thickness of the boxes in use, millimetres
	SheetMicrons  int    `yaml:"sheet_microns"`  // thickness of one sheet, micrometres
	UsablePercent int    `yaml:"usable_percent"` // share of the spine that papers may fill
	ToBeConfirmed bool   `yaml:"to_be_confirmed"`
	Clause        law.ID `yaml:"clause"`
}

// Count is a number of things.
type Count struct {
	Count         int    `yaml:"count"`
	ToBeConfirmed bool   `yaml:"to_be_confirmed"`
	Clause        law.ID `yaml:"clause"`
}

// Words is a list the interface offers.
type Words struct {
	Values        []string `yaml:"values"`
	ToBeConfirmed bool     `yaml:"to_be_confirmed"`
	Clause        law.ID   `yaml:"clause"`
}

// ClassCount is the source's own figure for one retention period.
type ClassCount struct {
	Period string `yaml:"period"`
	Items  int    `yaml:"items"`
	Boxes  int    `yaml:"boxes"`
	Clause law.ID `yaml:"clause"`
}

// MonthDay is a day of the year, MM-DD.
type MonthDay struct {
	MonthDay      string `yaml:"month_day"`
	ToBeConfirmed bool   `yaml:"to_be_confirmed"`
	Clause        law.ID `yaml:"clause"`
}

// DayCount is a number of calendar days.
type DayCount struct {
	Days          int    `yaml:"days"`
	ToBeConfirmed bool   `yaml:"to_be_confirmed"`
	Clause        law.ID `yaml:"clause"`
}

// cites lists every clause the settings rest on, with where it stands.
func (a Archive) cites() map[string]law.ID {
	m := map[string]law.ID{}
	put := func(where string, id law.ID) { m["archive.yaml "+where] = id }
	for _, v := range a.Network {
		put("network "+v.Title, v.Clause)
	}
	for _, v := range a.GuidingBodies {
		put("guiding_bodies "+v.Name, v.Clause)
	}
	for _, v := range a.ReferenceBooks {
		put("reference_books "+v.Title, v.Clause)
	}
	for _, v := range a.ArrangementBasis {
		put("arrangement_basis "+v.Title, v.Clause)
	}
	for _, v := range a.Rooms {
		put("rooms "+v.Code, v.Clause)
	}
	for _, v := range a.Categories {
		put("categories "+v.Code, v.Clause)
	}
	for _, v := range a.RetentionPeriods {
		put("retention_periods "+v.Code, v.Clause)
	}
	for _, v := range a.ClosedYear {
		put("closed_year "+v.Period, v.Clause)
	}
	for where, id := range map[string]law.ID{"box": a.Box.Clause, "cabinets": a.Cabinets.Clause,
		"expenditure_kinds": a.ExpenditureKinds.Clause, "purposes_of_use": a.PurposesOfUse.Clause,
		"photo_elements": a.PhotoElements.Clause, "summary_sections": a.SummarySections.Clause, "number_prefixes": a.NumberPrefixes.Clause,
		"handover_by": a.HandoverBy.Clause, "loan_days": a.LoanDays.Clause} {
		if id != "" {
			put(where, id)
		}
	}
	return m
}
