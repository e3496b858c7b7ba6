package logistics

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics/energy"
)

// Watched is what the daily look did.
type Watched struct {
	Report  bool // reminded of the yearly report
	Reading bool // reminded of the month's readings
}

var watchDeed = act.Define(act.Spec[*Room, Watched]{Name: "logistics.watch", Label: "核对能耗统计", Right: Use, Basis: []law.ID{law.LogisticsYearlyReport, law.LogisticsStatistics},
	Quiet: "a day on which nobody is reminded is not worth an entry",
	Do:    func(tx *act.Tx, r *Room) (Watched, act.Entry, error) { return r.watch(tx) }})

// Watch is the daily look: from 1 January the report of the year before is a to-do of
// the office, due on the day that clause law.logistics.yearly_report sets; in the first
// days of a month the readings of the month before are. Reminders only.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("能耗统计核对"), r)
}

func (r *Room) watch(tx *act.Tx) (Watched, act.Entry, error) {
	none := func(err error) (Watched, act.Entry, error) { return Watched{}, act.Entry{}, err }
	var out Watched
	meters, err := r.Meters(tx.Ctx, tx)
	if err != nil || len(meters) == 0 {
		return none(err)
	}
	book, err := r.Rules.At(tx.Ctx, tx.Today)
	if err != nil {
		return none(err)
	}
	if out.Report, err = r.remindOfReport(tx, book, meters, tx.Today.Year-1); err != nil {
		return none(err)
	}
	if out.Reading, err = r.remindOfReadings(tx, meters); err != nil {
		return none(err)
	}
	if out == (Watched{}) {
		return out, act.Entry{}, nil
	}
	return out, act.Entry{Subject: "logistics", Summary: "核对能耗统计，提醒办公室", Detail: out}, nil
}

// remind puts a to-do of the office on the list once.
func (r *Room) remind(tx *act.Tx, t notify.Todo) (bool, error) {
	n, err := db.One[int](tx.Ctx, tx, q.SQL("todo_known"), t.Key)
	if err != nil || n > 0 {
		return false, err
	}
	t.Role, t.Unit = org.Staff, r.Org.Places.Office
	return true, notify.Put(tx, t)
}

func (r *Room) remindOfReport(tx *act.Tx, book *rulebook.Book, meters []Meter, year int) (bool, error) {
	counts := false
	for _, m := range meters {
		counts = counts || m.From < energy.MonthOf(year, 12)
	}
	x, known, err := db.Maybe[Report](tx.Ctx, tx, q.SQL("report"), year)
	if err != nil || !counts || known && !x.SentOn.IsZero() {
		return false, err
	}
	due, ok := DueOn(book, year)
	if !ok {
		return false, nil
	}
	return r.remind(tx, notify.Todo{Key: todoKey(year), Text: fmt.Sprintf("核对、定格并报送 %d 年能耗年报", year), URL: fmt.Sprintf("/logistics/report?year=%d", year), Due: due})
}

func readingsKey(m energy.Month) string { return "logistics_reading:" + m.String() }

// reading is how many days of a month the readings of the month before are asked for
// before they count as late.
const readingDays = 10

func (r *Room) remindOfReadings(tx *act.Tx, meters []Meter) (bool, error) {
	month := energy.MonthOn(tx.Today) - 1
	if tx.Today.Day > readingDays {
		return false, nil
	}
	missing, err := r.unread(tx.Ctx, tx, meters, month)
	if err != nil || len(missing) == 0 {
		return false, err
	}
	return r.remind(tx, notify.Todo{Key: readingsKey(month), Text: fmt.Sprintf("登记%s的抄表读数：%s", month.Chinese(), strings.Join(missing, "、")), URL: "/logistics/readings?month=" + month.String(), Due: month.Last().AddDays(readingDays)})
}

// unread are the meters, by number, that have no reading of a month.
func (r *Room) unread(ctx context.Context, rd db.Reader, meters []Meter, month energy.Month) ([]string, error) {
	all, err := db.All[Reading](ctx, rd, q.SQL("readings_in"), int64(month))
	if err != nil {
		return nil, err
	}
	has := map[int64]bool{}
	for _, x := range all {
		has[x.MeterID] = true
	}
	var out []string
	for _, m := range meters {
		if m.Due(month) && !has[m.ID] {
			out = append(out, m.Carrier.Label()+"表"+m.Number)
		}
	}
	return out, nil
}

// settle takes the to-do of a month's readings off the list once all are there.
func (r *Room) settle(tx *act.Tx, month energy.Month) error {
	meters, err := r.Meters(tx.Ctx, tx)
	if err != nil {
		return err
	}
	left, err := r.unread(tx.Ctx, tx, meters, month)
	if err != nil || len(left) > 0 {
		return err
	}
	return notify.Done(tx, readingsKey(month))
}

// midnight is the beginning of a day in microseconds.
func midnight(d civil.Date) int64 {
	at := d.Time().In(civil.Shanghai)
	return at.UnixMicro() - int64(at.Hour()*3600+at.Minute()*60+at.Second())*1_000_000
}
