package annual

import (
	"context"
	"embed"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of the yearly report.
var Schema = db.Schema{Name: "disclosure_annual", Base: 5400, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of the yearly report. Who is of the office, and whose part something is,
// is found out for every row.
const (
	Use  act.Right = "annual.use"  // the office compiles, units hand in their part
	Lead act.Right = "annual.lead" // leaders: see it at any time
)

var (
	reportColumns = []string{"year", "state", "asked", "acts", "disputes", "published", "fee_yuan", "doubts", "reorganised", "digest", "frozen_at", "case_id", "units_due",
		"sent_on", "sent_note", "public_on", "public_where", "made_by", "made_at", "version"}
	textColumns       = []string{"report_id", "part", "words", "made_by", "made_name", "made_at", "version"}
	unitColumns       = []string{"report_id", "unit", "due_on", "words", "handed_by", "handed_name", "handed_on", "points", "criticised_on", "makeup_by", "note", "version"}
	correctionColumns = []string{"report_id", "what", "which", "was", "becomes", "reason", "made_by", "made_name", "made_at"}
)

func init() {
	org.NameRights(map[act.Right]string{Use: "编制信息公开年度报告", Lead: "查看信息公开年度报告"})
	act.DeclareRights(Lead)
	act.Watch("disclosure_annual_report", reportColumns...)
	act.Watch("disclosure_annual_text", textColumns...)
	act.Watch("disclosure_annual_unit", unitColumns...)
	act.Watch("disclosure_annual_correction", correctionColumns...)
}

// Room is the yearly report in an open installation. It reads the register of
// applications and writes only its own tables.
type Room struct {
	Door     *act.Door
	Org      *org.Org
	Flow     *flow.Flow
	Calendar *calendar.Store
	Rules    *rulebook.Library
	// Published counts the items published in a span. Nil: it is entered with table
	// two.
	Published func(ctx context.Context, rd db.Reader, s Span) (int, error)
}

// Open readies the room and registers its kind of case.
func Open(door *act.Door, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Org: o, Flow: f, Calendar: cal, Rules: rules}
	f.Register(flow.Kind{Table: "disclosure_annual_report", Name: "信息公开年度报告", Basis: []law.ID{law.AnnApprove}, Facts: r.facts,
		Agreed: r.moved(Signed, false), Refused: r.moved(Frozen, true), Returned: r.moved(Frozen, false), Withdrawn: r.moved(Frozen, true)})
	return r
}

// States of a report.
const (
	Collecting = "collecting" // the year runs, figures are counted at each look
	Frozen     = "frozen"     // figures stand, with their lists and a digest
	Checked    = "checked"    // nothing keeps it from going out
	Signing    = "signing"    // deputy in charge, then director
	Signed     = "signed"
	Submitted  = "submitted" // sent to the office of the county government
	Published  = "published"
)

var stateLabels = map[string]string{Collecting: "收集中", Frozen: "已冻结", Checked: "已检查", Signing: "审定中", Signed: "已审定", Submitted: "已报送", Published: "已公布"}

// StateLabel is the Chinese word of a state.
func StateLabel(state string) string { return stateLabels[state] }

// atOrAfter reports whether a state is at least another one.
func atOrAfter(state, least string) bool {
	order := []string{Collecting, Frozen, Checked, Signing, Signed, Submitted, Published}
	return slices.Index(order, state) >= slices.Index(order, least)
}

// inOffice reports whether somebody is of the unit that compiles the report (clause
// ann.stat).
func (r *Room) inOffice(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office
}

// sees reports whether somebody sees reports that are not published.
func (r *Room) sees(who act.Actor) bool { return r.inOffice(who) || who.May(Lead) }

// office refuses whoever is not of the office.
func (r *Room) office(who act.Actor) error {
	if r.inOffice(who) {
		return nil
	}
	return &fault.Error{Kind: fault.Forbidden, Clause: law.AnnStat, Say: "信息公开年度报告由局办公室编制，其他科室报送本科室的材料。"}
}
