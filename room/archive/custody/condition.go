package custody

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Conditions of what was inspected.
const (
	Good    = "good"
	Minor   = "minor"
	Serious = "serious"
)

// ConditionLabel is the Chinese word of a condition.
func ConditionLabel(c string) string {
	return map[string]string{Good: "完好", Minor: "轻微问题", Serious: "严重问题"}[c]
}

// Inspection is one look at the condition of a room, a shelf or a box (clause
// archive.preserve.condition): corrosion, mould, insects, damp, broken boxes.
type Inspection struct {
	ID         int64      `db:"id"`
	LocationID int64      `db:"location_id"`
	BoxID      int64      `db:"box_id"`
	Day        civil.Date `db:"day"`
	Condition  string     `db:"condition"`
	Finding    string     `db:"finding"`
	Measure    string     `db:"measure"`
	HandledOn  civil.Date `db:"handled_on"`
	ByLogin    string     `db:"by_login"`
	ByName     string     `db:"by_name"`
	Version    int64      `db:"version"`
}

// Pending reports whether something found is still to be put right.
func (i Inspection) Pending() bool { return i.Condition != Good && i.HandledOn.IsZero() }

type inspectIn struct {
	r   *Room
	i   Inspection
	box string
}

var inspect = act.Define(act.Spec[inspectIn, int64]{
	Name: "custody.inspection.record", Label: "记录保管检查", Right: Inspect, Basis: []law.ID{law.ArchivePreserveCondition},
	Do: func(tx *act.Tx, in inspectIn) (int64, act.Entry, error) {
		i := in.i
		t, err := in.r.tree(tx.Ctx, tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		var errs []*fault.Error
		l, ok := t.byID[i.LocationID]
		if !ok {
			errs = append(errs, fault.Field("location", strconv.FormatInt(i.LocationID, 10), "请选择检查的库房、柜或层。"))
		}
		if i.Day.IsZero() || i.Day.After(tx.Today) {
			errs = append(errs, fault.Field("day", i.Day.String(), "请填写检查日期，不能晚于今天。"))
		}
		if ConditionLabel(i.Condition) == "" {
			errs = append(errs, fault.Field("condition", i.Condition, "请选择完好、轻微问题或严重问题。"))
		}
		i.Finding = text(&errs, "finding", "检查情况", i.Finding, 500, true)
		i.Measure = text(&errs, "measure", "处理措施", i.Measure, 500, false)
		if err := fault.Join(errs...); err != nil {
			return 0, act.Entry{}, err
		}
		where := t.path(l.ID)
		if strings.TrimSpace(in.box) != "" {
			boxes, err := in.r.boxesOf(tx.Ctx, tx, tx.Actor, in.box)
			if err != nil {
				return 0, act.Entry{}, err
			}
			if len(boxes) != 1 {
				return 0, act.Entry{}, fault.Field("boxes", in.box, "一条检查记录只写一盒；几盒都有问题的请分别登记。")
			}
			i.BoxID = boxes[0].ID
			where += fmt.Sprintf(" 第 %d 盒", boxes[0].Number)
		}
		if i.Condition == Good || i.Measure != "" && i.HandledOn.IsZero() {
			i.HandledOn = i.Day
		}
		id, err := tx.Next("archive_inspection")
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("inspection_insert"), id, i.LocationID, i.BoxID, i.Day.String(), i.Condition, i.Finding, i.Measure, i.HandledOn.String(), tx.Actor.Login, tx.Actor.Name); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_inspection", id)
		return id, act.Entry{Subject: act.Subject("archive_inspection", id), Summary: fmt.Sprintf("检查保管状况：%s，%s，%s", where, ConditionLabel(i.Condition), i.Finding)}, nil
	}})

// RecordInspection enters an inspection; box ("" for none) names one box by its
// number or label. A finding without a measure stays pending.
func (r *Room) RecordInspection(ctx context.Context, who act.Actor, i Inspection, box string) (int64, error) {
	return inspect.Run(ctx, r.Archive.Door, who, inspectIn{r, i, box})
}

type handleIn struct {
	id      int64
	measure string
}

var handle = act.Define(act.Spec[handleIn, int64]{
	Name: "custody.inspection.handle", Label: "处理保管问题", Right: Inspect, Basis: []law.ID{law.ArchivePreserveCondition},
	Do: func(tx *act.Tx, in handleIn) (int64, act.Entry, error) {
		i, ok, err := act.Locked[Inspection](tx, q.SQL("inspection"), in.id)
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "没有这条检查记录。")
		}
		if err != nil {
			return 0, act.Entry{}, err
		}
		if !i.Pending() {
			return 0, act.Entry{}, fault.New(fault.Conflict, "这条记录没有待处理的问题。")
		}
		var errs []*fault.Error
		m := text(&errs, "measure", "处理措施", in.measure, 500, true)
		if err := fault.Join(errs...); err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("inspection_handle"), i.ID, m, tx.Today.String()); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_inspection", i.ID)
		return i.ID, act.Entry{Subject: act.Subject("archive_inspection", i.ID), Summary: "处理保管问题（" + i.Finding + "）：" + m}, nil
	}})

// HandleInspection notes what was done about a finding.
func (r *Room) HandleInspection(ctx context.Context, who act.Actor, id int64, measure string) error {
	_, err := handle.Run(ctx, r.Archive.Door, who, handleIn{id, measure})
	return err
}

// Inspections lists the inspections of a year (0 for all), the newest first, at
// most 500; pending only those with something still to do.
func (r *Room) Inspections(ctx context.Context, year int, pending bool) ([]Inspection, error) {
	f := db.NewFilter()
	if year != 0 {
		first, last := days(year)
		f.And("day >= ?", first).And("day <= ?", last)
	}
	if pending {
		f.And("condition <> ?", Good).And("handled_on = ''")
	}
	return db.All[Inspection](ctx, r.Archive.Door.Reader(), "SELECT id, location_id, box_id, day, condition, finding, measure, handled_on, by_login, by_name, version FROM archive_inspection"+
		f.Where()+" ORDER BY day DESC, id DESC LIMIT 500", f.Args()...)
}

// InspectionDue says which rooms have not been looked at for longer than the
// setting inspection_months, in words; nothing if the setting is 0.
func (r *Room) InspectionDue(ctx context.Context) ([]string, error) {
	cfg, err := r.Archive.Config(ctx)
	months := cfg.Int("inspection_months")
	if err != nil || months == 0 {
		return nil, err
	}
	rd := r.Archive.Door.Reader()
	t, err := r.tree(ctx, rd)
	if err != nil {
		return nil, err
	}
	today := r.Archive.Door.Today()
	all, err := db.All[Inspection](ctx, rd, "SELECT id, location_id, box_id, day, condition, finding, measure, handled_on, by_login, by_name, version FROM archive_inspection WHERE day >= $1", today.AddDays(-31*months).String())
	seen := map[int64]civil.Date{}
	for _, i := range all {
		room := t.roomOf(i.LocationID).ID
		if i.Day.After(seen[room]) {
			seen[room] = i.Day
		}
	}
	var out []string
	for _, l := range t.walk {
		if l.Kind != KindRoom || l.Retired != "" {
			continue
		}
		if d, ok := seen[l.ID]; !ok || today.Sub(d) > 31*months {
			out = append(out, fmt.Sprintf("%s已超过 %d 个月没有检查保管状况", l.Name, months))
		}
	}
	return out, err
}

// The climate that paper keeps best in, in tenths: 14–24 °C, 45–60 % relative
// humidity.
const (
	coldest, warmest = 140, 240
	driest, dampest  = 450, 600
)

// Climate is one reading of the instruments of a room.
type Climate struct {
	ID          int64      `db:"id"`
	LocationID  int64      `db:"location_id"`
	Day         civil.Date `db:"day"`
	Clock       string     `db:"clock"`       // HH:MM
	Temperature int64      `db:"temperature"` // tenths of a degree Celsius
	Humidity    int64      `db:"humidity"`    // tenths of a per cent
	Measure     string     `db:"measure"`
	ByLogin     string     `db:"by_login"`
	ByName      string     `db:"by_name"`
}

// Verdict says in what the reading is out of bounds, "" if it is not.
func (c Climate) Verdict() string {
	var s []string
	switch {
	case c.Temperature < coldest:
		s = append(s, "温度偏低")
	case c.Temperature > warmest:
		s = append(s, "温度偏高")
	}
	switch {
	case c.Humidity < driest:
		s = append(s, "湿度偏低")
	case c.Humidity > dampest:
		s = append(s, "湿度偏高")
	}
	return strings.Join(s, "、")
}

// Tenths writes tenths as a decimal: 215 is 21.5.
func Tenths(n int64) string { return strconv.FormatFloat(float64(n)/10, 'f', 1, 64) }

// Reading is a Climate as it is typed.
type Reading struct {
	Location              int64
	Day                   civil.Date // zero for today
	Clock                 string     // HH:MM; empty for now
	Temperature, Humidity string     // 21.5, 52
	Measure               string
}

var clockForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

type readIn struct {
	r *Room
	x Reading
}

var recordClimate = act.Define(act.Spec[readIn, Climate]{
	Name: "custody.climate.record", Label: "记录温湿度", Right: Inspect, Basis: []law.ID{law.ArchivePreserveCondition},
	Do: func(tx *act.Tx, in readIn) (Climate, act.Entry, error) {
		x := in.x
		var errs []*fault.Error
		tenths := func(field, label, s string, low, high float64) int64 {
			s = strings.TrimSpace(strings.Map(func(c rune) rune {
				if c == '．' || c == '。' {
					return '.'
				}
				return c
			}, strings.TrimRight(s, "℃%°C ")))
			v, err := strconv.ParseFloat(s, 64)
			if err != nil || math.IsNaN(v) || v < low || v > high {
				errs = append(errs, fault.Field(field, s, fmt.Sprintf("%s应为 %g 到 %g 之间的数，如 %g。", label, low, high, (low+high)/2)))
				return 0
			}
			return int64(math.Round(v * 10))
		}
		c := Climate{LocationID: x.Location, Day: x.Day, Clock: strings.TrimSpace(strings.ReplaceAll(x.Clock, "：", ":")), ByLogin: tx.Actor.Login, ByName: tx.Actor.Name,
			Temperature: tenths("temperature", "温度", x.Temperature, -20, 60), Humidity: tenths("humidity", "相对湿度", x.Humidity, 0, 100)}
		c.Measure = text(&errs, "measure", "措施", x.Measure, 200, false)
		if c.Day.IsZero() {
			c.Day = tx.Today
		}
		if c.Day.After(tx.Today) {
			errs = append(errs, fault.Field("day", c.Day.String(), "测量日期不能晚于今天。"))
		}
		if c.Clock == "" {
			c.Clock = in.r.Archive.Door.Clock().Now().In(civil.Shanghai).Format("15:04")
		}
		if len(c.Clock) == 4 && c.Clock[1] == ':' {
			c.Clock = "0" + c.Clock
		}
		if !clockForm.MatchString(c.Clock) {
			errs = append(errs, fault.Field("clock", x.Clock, "时刻应写成 09:30 的样子。"))
		}
		t, err := in.r.tree(tx.Ctx, tx)
		if err != nil {
			return c, act.Entry{}, err
		}
		if t.byID[c.LocationID].Kind != KindRoom {
			errs = append(errs, fault.Field("location", strconv.FormatInt(c.LocationID, 10), "请选择库房。"))
		}
		if err := fault.Join(errs...); err != nil {
			return c, act.Entry{}, err
		}
		if c.ID, err = tx.Next("archive_climate"); err != nil {
			return c, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("climate_insert"), c.ID, c.LocationID, c.Day.String(), c.Clock, c.Temperature, c.Humidity, c.Measure, c.ByLogin, c.ByName); err != nil {
			return c, act.Entry{}, err
		}
		tx.Touch("archive_climate", c.ID)
		say := fmt.Sprintf("%s温度 %s℃，相对湿度 %s%%", t.byID[c.LocationID].Name, Tenths(c.Temperature), Tenths(c.Humidity))
		if v := c.Verdict(); v != "" {
			say += "，" + v
		}
		return c, act.Entry{Subject: act.Subject("archive_climate", c.ID), Summary: say}, nil
	}})

// RecordClimate enters a reading of temperature and humidity.
func (r *Room) RecordClimate(ctx context.Context, who act.Actor, x Reading) (Climate, error) {
	return recordClimate.Run(ctx, r.Archive.Door, who, readIn{r, x})
}

// ClimateLog lists the readings of a room (0 for all) in a month YYYY-MM or a
// year YYYY, the newest first, at most 1,000.
func (r *Room) ClimateLog(ctx context.Context, room int64, month string) ([]Climate, error) {
	f := db.NewFilter()
	if room != 0 {
		f.And("location_id = ?", room)
	}
	if month != "" {
		f.And("day >= ?", month).And("day <= ?", month+"-99")
	}
	return db.All[Climate](ctx, r.Archive.Door.Reader(), "SELECT id, location_id, day, clock, temperature, humidity, measure, by_login, by_name FROM archive_climate"+
		f.Where()+" ORDER BY day DESC, clock DESC, id DESC LIMIT 1000", f.Args()...)
}
