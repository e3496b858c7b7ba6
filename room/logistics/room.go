package logistics

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "logistics", Base: 7700, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room. That the office alone keeps meters, vehicles, assets and
// supplies is asked of the person's unit.
const (
	Use     act.Right = "logistics.use"     // ask for a vehicle, see one's own
	Approve act.Right = "logistics.approve" // decide on the office's own requests and on disposals, see all
)

func init() {
	act.DeclareRights(Use, Approve)
	org.NameRights(map[act.Right]string{Use: "后勤和节能", Approve: "审批后勤事项"})
	act.Watch("logistics_meter", meterColumns...)
	act.Watch("logistics_reading", readingColumns...)
	act.Watch("logistics_bill", billColumns...)
	act.Watch("logistics_base", baseColumns...)
	act.Watch("logistics_limit", limitColumns...)
	act.Watch("logistics_explanation", explanationColumns...)
	act.Watch("logistics_report", reportColumns...)
	act.Watch("logistics_correction", correctionColumns...)
	act.Watch("logistics_vehicle", vehicleColumns...)
	act.Watch("logistics_dispatch", dispatchColumns...)
	act.Watch("logistics_fuel", fuelColumns...)
	act.Watch("logistics_asset", assetColumns...)
	act.Watch("logistics_asset_event", assetEventColumns...)
	act.Watch("logistics_count", countColumns...)
	act.Watch("logistics_count_line", countLineColumns...)
	act.Watch("logistics_supply", supplyColumns...)
	act.Watch("logistics_supply_move", supplyMoveColumns...)
}

// Room is logistics and energy in an open installation.
type Room struct {
	Door  *act.Door
	Files blob.Store
	Org   *org.Org
	Flow  *flow.Flow
	Rules *rulebook.Library
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
	// Trips lists the trips of a person, in force, that touch [from, to], so that a
	// vehicle can be asked for one. Nil offers none.
	Trips func(ctx context.Context, rd db.Reader, person int64, from, to civil.Date) ([]Trip, error)
}

// Trip is a trip of another room.
type Trip struct {
	Subject string // "attendance_trip:7"
	Label   string // place and days
}

// Open readies the room and registers the yearly report as a kind of case, so that its
// papers can be handed over.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Rules: rules}
	f.Register(flow.Kind{Table: "logistics_report", Name: "能耗年报", Basis: []law.ID{law.LogisticsYearlyReport}, Papers: r.papers, File: r.file})
	return r
}

func (r *Room) file(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }

// Bounds of what is typed.
const (
	mostLine = 100  // characters
	mostText = 2000 // characters
	mostRows = 2000 // of a table that is taken in
)

// inOffice reports whether somebody belongs to the office, whose business logistics
// and saving energy are (clauses unit.1.office, law.logistics.statistics).
func (r *Room) inOffice(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office && who.May(Use)
}

// seesAll reports whether somebody sees what everybody asked for.
func (r *Room) seesAll(who act.Actor) bool { return r.inOffice(who) || who.May(Approve) }

// office refuses whoever does not belong to the office.
func (r *Room) office(who act.Actor, clause law.ID, what string) error {
	if r.inOffice(who) {
		return nil
	}
	return forbid(clause, what+"由办公室办理，请与办公室联系。")
}

// overview refuses whoever may see neither as the office nor as a leader.
func (r *Room) overview(who act.Actor, clause law.ID) error {
	if r.seesAll(who) {
		return nil
	}
	return forbid(clause, "这一页由办公室和局领导查看。")
}

func forbid(clause law.ID, say string) error {
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}

// line cleans a text of one line and bounds it.
func line(field, label string, v *string, need bool) error {
	*v = strings.Join(strings.Fields(db.Clean(*v)), " ")
	return bounded(field, label, *v, need, mostLine)
}

// long cleans a text of several lines and bounds it.
func long(field, label string, v *string, need bool) error {
	*v = db.Trimmed(*v)
	return bounded(field, label, *v, need, mostText)
}

func bounded(field, label, v string, need bool, most int) error {
	switch n := len([]rune(v)); {
	case need && n == 0:
		return fault.Field(field, "", "请填写"+label+"。")
	case n > most:
		return fault.Field(field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。", label, most, n))
	}
	if f := mark.Refuse(field, v); f != nil {
		return f
	}
	return nil
}

// join gathers what is wrong with several fields.
func join(errs ...error) error {
	var list []*fault.Error
	for _, err := range errs {
		if err != nil {
			list = append(list, fault.Of(err))
		}
	}
	return fault.Join(list...)
}

// insert writes a new row of a table whose ids are counted.
func insert(tx *act.Tx, table string, columns []string, values []any) (int64, error) {
	id, err := tx.Next(table)
	if err != nil {
		return 0, err
	}
	return id, act.Insert(tx, table, id, columns, values)
}

// put writes a row over the version that was read.
func put(tx *act.Tx, table string, id, seen int64, columns []string, values []any) error {
	ok, err := act.Replace(tx, table, id, seen, columns, values)
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这一条刚刚被别人改过，请重新打开再办。")
	}
	return err
}

// numbered gives the next number of a kind of paper in a year: 2026-车-003.
func numbered(tx *act.Tx, word string, year, digits int) (string, error) {
	n, err := tx.Next(fmt.Sprintf("logistics.%s.%d", word, year))
	return fmt.Sprintf("%d-%s-%0*d", year, word, digits, n), err
}

// row reads one row by its id; one that is not there is out of reach.
func row[T any](ctx context.Context, rd db.Reader, table, statement string, id int64) (T, error) {
	v, ok, err := db.Maybe[T](ctx, rd, q.SQL(statement), id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject(table, id))
	}
	return v, err
}

// locked reads one row and keeps it until the deed ends.
func locked[T any](tx *act.Tx, table, statement string, id int64) (T, error) {
	v, ok, err := act.Locked[T](tx, q.SQL(statement), id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject(table, id))
	}
	return v, err
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// people are the unit names and the people of the bureau, read once for a page or a
// deed.
type people struct {
	chart *org.Chart
	units []org.Unit
}

func (r *Room) people(ctx context.Context, rd db.Reader, at int64) (people, error) {
	chart, err := r.Org.Chart(ctx, rd, at)
	if err != nil {
		return people{}, err
	}
	units, err := r.Org.Units(ctx)
	return people{chart, units}, err
}

func (p people) unitName(code string) string {
	if i := slices.IndexFunc(p.units, func(u org.Unit) bool { return u.Code == code }); i >= 0 {
		return p.units[i].Name
	}
	return code
}

// unitOf finds a unit by code or name.
func (p people) unitOf(field, s string) (string, error) {
	if i := slices.IndexFunc(p.units, func(u org.Unit) bool { return u.Code == s || u.Name == s }); i >= 0 {
		return p.units[i].Code, nil
	}
	return "", fault.Field(field, s, "没有“"+s+"”这个科室，请核对名称。")
}

// staff finds somebody who works here by number.
func (p people) staff(field string, id int64) (org.Person, error) {
	x := p.chart.Person(id)
	if id == 0 || x.ID != id || p.chart.Gone(x) {
		return org.Person{}, fault.Field(field, "", "请选择本局在职人员。")
	}
	return x, nil
}

// withAccount finds somebody who works here and can sign in, with the sign-in name.
func (p people) withAccount(field string, id int64) (org.Person, string, error) {
	x, err := p.staff(field, id)
	if err != nil {
		return x, "", err
	}
	login := p.chart.Login(x.ID)
	if login == "" {
		return x, "", fault.Field(field, x.Name, x.Name+"没有账号，不能在系统里办理，请换一人。")
	}
	return x, login, nil
}

// named finds somebody who works here by name; nobody or several of one name are
// refused.
func (p people) named(field, name string) (org.Person, error) {
	var found []org.Person
	for _, x := range p.chart.Staff() {
		if x.Name == name {
			found = append(found, x)
		}
	}
	switch len(found) {
	case 0:
		return org.Person{}, fault.Field(field, name, "本局没有“"+name+"”，请核对姓名。")
	case 1:
		return found[0], nil
	}
	return org.Person{}, fault.Field(field, name, fmt.Sprintf("有 %d 个“%s”，请在页面上登记。", len(found), name))
}

// heads reports whether somebody heads the office, in the own post or standing in.
func (r *Room) heads(p people, who act.Actor) bool {
	me, ok := p.chart.PersonOf(who.Login)
	if !ok || !r.inOffice(who) {
		return false
	}
	res, err := p.chart.Resolve(org.Ask{Who: org.WhoSectionHead, Unit: r.Org.Places.Office})
	return err == nil && slices.ContainsFunc(res.Can, func(c org.Candidate) bool { return c.Person.ID == me.ID && !c.MustTakeOver() })
}
