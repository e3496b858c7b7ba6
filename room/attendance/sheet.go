package attendance

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

var sheetColumns = []string{"unit", "month", "state", "content", "confirmed_by", "confirmed_name", "confirmed_at", "published_by", "published_name", "published_at"}

// Signs of a monthly sheet: all that everybody may know of a half day.
const (
	signHere  = "√"
	signLeave = "假"
	signTrip  = "差"
	signAwol  = "旷"
	signRest  = "休"
	signNone  = "" // still to come
)

// Sheet is the monthly sheet (考勤表) of a unit: for every person the two halves of
// every day. It tells nothing but what everybody may know.
type Sheet struct {
	Unit, UnitName string
	Month          string // 2026-05
	Days           []SheetDay
	Rows           []SheetRow
	Provisional    bool
}

// SheetDay is a day of the month.
type SheetDay struct {
	Day     int
	Weekday string
	Worked  bool
}

// SheetRow is one person's month. The counts are half days and add up to the
// working half days of the month so far.
type SheetRow struct {
	Name                      string
	Signs                     [][2]string
	Here, Leave, Trip, Absent int64
	Outs                      int
}

// KeptSheet is the state of a unit's sheet of a month.
type KeptSheet struct {
	ID            int64  `db:"id"`
	Unit          string `db:"unit"`
	Month         string `db:"month"`
	State         string `db:"state"` // confirmed, published
	Content       string `db:"content"`
	ConfirmedBy   string `db:"confirmed_by"`
	ConfirmedName string `db:"confirmed_name"`
	ConfirmedAt   int64  `db:"confirmed_at"`
	PublishedBy   string `db:"published_by"`
	PublishedName string `db:"published_name"`
	PublishedAt   int64  `db:"published_at"`
}

func month(text string) (first, next civil.Date, err error) {
	first, err = civil.Parse(text + "-01")
	if err != nil || !calendar.Covers(first) {
		return first, next, fault.Field("month", text, "月份应写成 2026-05 的样子。")
	}
	year, m := first.Year, int(first.Month)+1
	if m > 12 {
		year, m = year+1, 1
	}
	next, _ = civil.Of(year, m, 1)
	return first, next, nil
}

// monthText is a month of a sheet in Chinese: 2026年5月.
func monthText(of string) string {
	first, _, err := month(of)
	if err != nil {
		return of
	}
	return fmt.Sprintf("%d年%d月", first.Year, first.Month)
}

var weekdays = []string{"日", "一", "二", "三", "四", "五", "六"}

// sheet makes the sheet of a unit from absences, as things stand.
func (s *scene) sheet(unit, of string) (Sheet, error) {
	first, next, err := month(of)
	if err != nil {
		return Sheet{}, err
	}
	sh := Sheet{Unit: unit, UnitName: s.units[unit], Month: of}
	if sh.UnitName == "" {
		return sh, fault.Field("unit", unit, "没有这个科室，请从列表中选择。")
	}
	for d := first; d.Before(next); d = d.AddDays(1) {
		k := s.cal.Kind(d)
		sh.Days = append(sh.Days, SheetDay{d.Day, weekdays[d.Weekday()], k.Workday})
		sh.Provisional = sh.Provisional || k.Provisional
	}
	since, until := civil.Morning(first), civil.Morning(next)
	away, err := calendar.Between(s.ctx, s.rd, since, until)
	if err != nil {
		return sh, err
	}
	awol, err := db.All[Absence](s.ctx, s.rd, absenceSelect+" WHERE unit = $1 AND state = 'confirmed' AND until_half > $2 AND since_half < $3", unit, int64(since), int64(until))
	if err != nil {
		return sh, err
	}
	outs, err := db.All[Out](s.ctx, s.rd, outSelect+" WHERE unit = $1 AND since_at >= $2 AND since_at < $3", unit, first.Time().UnixMicro(), next.Time().UnixMicro())
	if err != nil {
		return sh, err
	}
	upTo := min(until, civil.HalfAt(clock.FromMicros(s.at)))
	for _, p := range s.chart.Staff() {
		if p.Unit != unit || !p.Since.IsZero() && !p.Since.Before(next) {
			continue
		}
		row := SheetRow{Name: p.Name}
		for h := since; h < until; h++ {
			sign := s.sign(p.ID, h, away, awol)
			switch {
			case sign == signRest:
			case sign == signHere && h >= upTo:
				sign = signNone
			case sign == signHere:
				row.Here++
			case sign == signLeave:
				row.Leave++
			case sign == signTrip:
				row.Trip++
			case sign == signAwol:
				row.Absent++
			}
			if h%2 == 0 {
				row.Signs = append(row.Signs, [2]string{sign})
			} else {
				row.Signs[len(row.Signs)-1][1] = sign
			}
		}
		for _, o := range outs {
			if o.PersonID == p.ID {
				row.Outs++
			}
		}
		sh.Rows = append(sh.Rows, row)
	}
	return sh, nil
}

func (s *scene) sign(person int64, h civil.Half, away []calendar.Absence, awol []Absence) string {
	if !s.cal.Kind(h.Date()).Workday {
		return signRest
	}
	for _, a := range awol {
		if a.PersonID == person && a.Since <= h && h < a.Until {
			return signAwol
		}
	}
	mid := h.Start().UnixMicro()
	for _, a := range away {
		if a.PersonID == person && a.Covers(mid) {
			if a.Kind == calendar.OnTrip {
				return signTrip
			}
			return signLeave
		}
	}
	return signHere
}

// Sheet gives a unit's sheet of a month: as confirmed if it was, else as things
// stand. Unpublished sheets are for the unit's head and the political section.
func (r *Room) Sheet(ctx context.Context, who act.Actor, unit, of string) (Sheet, KeptSheet, error) {
	k, kept, err := db.Maybe[KeptSheet](ctx, r.Door.Reader(), q.SQL("sheet"), unit, of)
	if err != nil {
		return Sheet{}, k, err
	}
	if !(kept && k.State == "published") && !r.leads(who, unit) {
		return Sheet{}, k, act.OutOfReach("attendance_sheet:" + unit + " " + of)
	}
	if kept {
		var sh Sheet
		err := json.Unmarshal([]byte(k.Content), &sh)
		return sh, k, fault.Wrap("attendance.sheet", fault.Internal, err)
	}
	s, err := r.now(ctx)
	if err != nil {
		return Sheet{}, k, err
	}
	sh, err := s.sheet(unit, of)
	return sh, k, err
}

// leads reports whether the actor confirms or oversees a unit's sheet.
func (r *Room) leads(who act.Actor, unit string) bool {
	return who.May(Keep) || who.May(Lead) && who.Unit == unit
}

type sheetIn struct {
	r        *Room
	cal      *calendar.Calendar
	unit, of string
}

var confirmSheetDeed = act.Define(act.Spec[sheetIn, int64]{Name: "attendance.sheet.confirm", Label: "核对考勤表", Right: Lead, Basis: []law.ID{law.AttMonthly},
	Do: func(tx *act.Tx, in sheetIn) (int64, act.Entry, error) {
		if !in.r.leads(tx.Actor, in.unit) {
			return 0, act.Entry{}, act.OutOfReach("attendance_sheet:" + in.unit + " " + in.of)
		}
		_, next, err := month(in.of)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if tx.Today.Before(next) {
			return 0, act.Entry{}, fault.Field("month", in.of, "当月还没有结束，请在下月初确认。")
		}
		k, kept, err := db.Maybe[KeptSheet](tx.Ctx, tx, q.SQL("sheet"), in.unit, in.of)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if kept && k.State == "published" {
			return 0, act.Entry{}, fault.New(fault.Conflict, "这张考勤表已经公布，不能再改。有误的，由政工科在下月说明更正。")
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now, in.cal)
		if err != nil {
			return 0, act.Entry{}, err
		}
		sh, err := s.sheet(in.unit, in.of)
		if err != nil {
			return 0, act.Entry{}, err
		}
		body, err := json.Marshal(sh)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if kept {
			_, err = db.Exec(tx.Ctx, tx, q.SQL("sheet_confirm"), k.ID, string(body), tx.Actor.Login, tx.Actor.Name, tx.Now)
		} else if k.ID, err = tx.Next("attendance_sheet"); err == nil {
			_, err = db.Exec(tx.Ctx, tx, q.SQL("sheet_insert"), k.ID, in.unit, in.of, string(body), tx.Actor.Login, tx.Actor.Name, tx.Now)
		}
		tx.Touch("attendance_sheet", k.ID)
		return k.ID, act.Entry{Subject: act.Subject("attendance_sheet", k.ID), Summary: "确认" + sh.UnitName + monthText(in.of) + "考勤表"}, err
	}})

// ConfirmSheet confirms a unit's sheet of a month that is over, by its head; once
// more before it is published brings it up to date.
func (r *Room) ConfirmSheet(ctx context.Context, who act.Actor, unit, of string) error {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return err
	}
	_, err = confirmSheetDeed.Run(ctx, r.Door, who, sheetIn{r, cal, unit, of})
	return err
}

var publishSheetsDeed = act.Define(act.Spec[sheetIn, int]{Name: "attendance.sheet.publish", Label: "公布考勤表", Right: Keep, Basis: []law.ID{law.AttMonthly},
	Do: func(tx *act.Tx, in sheetIn) (int, act.Entry, error) {
		if _, _, err := month(in.of); err != nil {
			return 0, act.Entry{}, err
		}
		units, err := in.r.Org.Units(tx.Ctx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		var open []string
		n := 0
		for _, u := range units {
			if !u.Active {
				continue
			}
			k, kept, err := db.Maybe[KeptSheet](tx.Ctx, tx, q.SQL("sheet"), u.Code, in.of)
			switch {
			case err != nil:
				return 0, act.Entry{}, err
			case !kept:
				open = append(open, u.Name)
			case k.State == "confirmed":
				if _, err := db.Exec(tx.Ctx, tx, q.SQL("sheet_publish"), k.ID, tx.Actor.Login, tx.Actor.Name, tx.Now); err != nil {
					return 0, act.Entry{}, err
				}
				tx.Touch("attendance_sheet", k.ID)
				n++
			}
		}
		if n == 0 {
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "没有可以公布的考勤表。尚未确认的科室：%s。", strings.Join(open, "、"))
		}
		say := fmt.Sprintf("公布%s考勤表 %d 张", monthText(in.of), n)
		if len(open) > 0 {
			say += "；尚未确认：" + strings.Join(open, "、")
		}
		return n, act.Entry{Subject: "attendance_sheet", Summary: say}, nil
	}})

// PublishSheets publishes the confirmed sheets of a month, and gives their number.
func (r *Room) PublishSheets(ctx context.Context, who act.Actor, of string) (int, error) {
	return publishSheetsDeed.Run(ctx, r.Door, who, sheetIn{r: r, of: of})
}

// Here is where somebody is just now, in words that everybody may read.
type Here struct {
	Name, Unit, UnitName, Post string
	Where                      string // 在岗, 请假, 出差, 外出
	Until                      string // until when, in words
	Deputy                     string // who stands in
}

// Board says who is here today: unit by unit, with the public word alone.
func (r *Room) Board(ctx context.Context, who act.Actor) ([]Here, error) {
	s, err := r.now(ctx)
	if err != nil {
		return nil, err
	}
	half := civil.HalfAt(clock.FromMicros(s.at))
	seen, err := r.Calendar.WhoIsAway(ctx, who, half)
	if err != nil {
		return nil, err
	}
	outs, err := db.All[Out](ctx, s.rd, outSelect+" WHERE back_at = 0 AND since_at <= $1 AND since_at >= $2", s.at, s.today.Time().UnixMicro())
	if err != nil {
		return nil, err
	}
	deputies := map[int64][]string{}
	for _, p := range s.chart.Staff() {
		for _, st := range s.chart.Standing(p.ID) {
			deputies[st.For.ID] = append(deputies[st.For.ID], p.Name)
		}
	}
	var out []Here
	for _, p := range s.chart.Staff() {
		h := Here{Name: p.Name, Unit: p.Unit, UnitName: s.units[p.Unit], Post: s.chart.Titles(p.ID), Where: "在岗"}
		if i := slices.IndexFunc(outs, func(o Out) bool { return o.PersonID == p.ID }); i >= 0 {
			h.Where, h.Until = "外出", "预计 "+clock.FromMicros(outs[i].ExpectedAt).Format("15:04")+" 返回"
		}
		if i := slices.IndexFunc(seen, func(x calendar.Seen) bool { return x.PersonID == p.ID }); i >= 0 {
			h.Where, h.Until = publicWord(seen[i].Kind), "至"+(seen[i].Until-1).Chinese()
			h.Deputy = strings.Join(deputies[p.ID], "、")
		}
		out = append(out, h)
	}
	return out, nil
}

// publicWord is all that everybody learns of an absence.
func publicWord(kind string) string {
	switch kind {
	case calendar.OnTrip:
		return "出差"
	case calendar.Out:
		return "外出"
	case calendar.OnLeave:
		return "请假"
	}
	return "不在岗"
}
