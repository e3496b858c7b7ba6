package duty

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/room/duty/roster"
)

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// printRoster lays a month out on one sheet of A4: every shift with both tracks as held,
// the telephones, the place (clause duty.place).
func (r *Room) printRoster(ctx context.Context, rd db.Reader, x Roster, w io.Writer) error {
	list, err := r.shiftsOf(ctx, rd, x.ID)
	if err != nil {
		return err
	}
	first, next, err := parseMonth(x.Month)
	if err != nil {
		return err
	}
	s, err := r.look(ctx, rd, roster.Days(first, next))
	if err != nil {
		return err
	}
	held, err := r.heldOf(ctx, rd, list)
	if err != nil {
		return err
	}
	title := r.Rules.Base.Bureau + x.Title()
	d, err := print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: clock.FromMicros(max(x.PublishedAt, x.MadeAt))})
	if err != nil {
		return err
	}
	foot := "编排：办公室"
	if x.ApprovedName != "" {
		foot += "　审签：" + x.ApprovedName + " " + dayOf(x.ApprovedAt).String()
	}
	if cal, err := r.Calendar.Current(ctx); err != nil {
		return err
	} else if cal.Kind(first).Provisional {
		foot += "　节假日按法定暂排"
	}
	if x.State == Published {
		foot += "　公布：" + dayOf(x.PublishedAt).String()
	} else {
		foot += "　" + x.StateLabel() + "，不作值班依据"
	}
	f := d.Section(print.Section{Size: print.A4, Margins: print.Margins{Top: 12, Right: 14, Bottom: 12, Left: 14}, Foot: func(p *print.Page, _, _ int) {
		p.Text(14, p.Size.H-7, foot, print.Style{Size: 8})
		p.Text(p.Size.W-14, p.Size.H-7, "打印 "+r.Door.Today().String(), print.Style{Size: 8, Align: print.Right, Color: print.Grey})
	}})
	f.Para(title, print.Style{Size: 15, Bold: true, Align: print.Center, LineHeight: 1.2})
	f.Skip(1)
	f.Para("地点："+s.set.Place+"　　"+s.both(), print.Style{Size: 9, LineHeight: 1.2})
	f.Skip(1)
	rows := printedRows(list, held, s)
	half := (len(rows) + 1) / 2
	if half < len(rows) && rows[half].day == "" { // a column begins with its day
		rows[half].day = dayCell(list[half].Day)
	}
	phones := s.phones(list, held)
	lines := (len(phones) + phoneColumns - 1) / phoneColumns
	r.twoColumns(f, rows[:half], rows[half:], 6+phoneHeight*float64(lines+1))
	if len(phones) > 0 {
		f.Skip(2)
		drawPhones(f, phones, lines)
	}
	return d.Write(w)
}

type printed struct {
	day, hours, officer, leader string
	off                         bool // no working day
}

// printedRows words the shifts; a day is named once.
func printedRows(list []Shift, held map[heldKey]Turn, s *scene) []printed {
	var out []printed
	last := civil.Date{}
	for _, x := range list {
		p := printed{hours: hours(x.From, x.Until, x.Day), officer: s.holderName(x, Officer, held), leader: s.holderName(x, Leader, held), off: x.Kind == roster.Rest || x.Kind == roster.Holiday}
		if x.Day != last {
			p.day = dayCell(x.Day)
			last = x.Day
		}
		out = append(out, p)
	}
	return out
}

func dayCell(d civil.Date) string { return fmt.Sprintf("%d日 周%s", d.Day, weekdays[d.Weekday()]) }

// The telephones stand in columns under the table, heights in millimetres.
const (
	phoneColumns = 3
	phoneHeight  = 3.7
)

func drawPhones(f *print.Flow, phones []string, lines int) {
	f.Draw(phoneHeight*float64(lines+1), func(p *print.Page, in print.Rect) {
		st := print.Style{Size: 7.5, VAlign: print.Middle}
		p.Fit(print.Rect{X: in.X, Y: in.Y, W: f.Width(), H: phoneHeight}, "值班电话", print.Style{Size: 7.5, Bold: true, VAlign: print.Middle}, 5)
		width := f.Width() / phoneColumns
		for i, s := range phones {
			p.Fit(print.Rect{X: in.X + float64(i/lines)*width, Y: in.Y + float64(i%lines+1)*phoneHeight, W: width - 2, H: phoneHeight}, s, st, 5)
		}
	})
}

// twoColumns leaves room for 36 rows of a column on one sheet: a month of days off in
// two shifts has 31, in three 47.
func (r *Room) twoColumns(f *print.Flow, left, right []printed, below float64) {
	n := max(len(left), len(right))
	height := min(8, (f.Room()-below)/float64(n+1))
	size := min(8.5, height*1.3)
	f.Draw(height*float64(n+1), func(p *print.Page, in print.Rect) {
		const gap = 4.0
		width := (f.Width() - gap) / 2
		for i, part := range [][]printed{left, right} {
			x0 := in.X + float64(i)*(width+gap)
			cols := []float64{0, 15.5, 38, 64, width}
			head := printed{day: "日期", hours: "时间", officer: "值班员", leader: "带班领导"}
			for j, row := range append([]printed{head}, part...) {
				y := in.Y + float64(j)*height
				if row.off {
					p.Fill(print.Rect{X: x0, Y: y, W: width, H: height}, print.Color{R: 236, G: 236, B: 236})
				}
				p.Frame(print.Rect{X: x0, Y: y, W: width, H: height}, 0.1)
				for k, text := range []string{row.day, row.hours, row.officer, row.leader} {
					p.Line(x0+cols[k], y, x0+cols[k], y+height, 0.1)
					st := print.Style{Size: size, Bold: j == 0, Align: print.Center, VAlign: print.Middle}
					if text == gapWord {
						st.Color = print.Red
					}
					p.Fit(print.Rect{X: x0 + cols[k] + 0.4, Y: y, W: cols[k+1] - cols[k] - 0.8, H: height}, text, st, 5)
				}
			}
		}
	})
}

const gapWord = "空缺"

type heldKey struct {
	shift int64
	track string
}

// heldOf is who holds each shift in fact: of several people in one shift the one who
// has the longest part.
func (r *Room) heldOf(ctx context.Context, rd db.Reader, list []Shift) (map[heldKey]Turn, error) {
	out := map[heldKey]Turn{}
	if len(list) == 0 {
		return out, nil
	}
	turns, err := r.turns(ctx, rd, list[0].From, list[len(list)-1].Until)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		long := map[string]int64{}
		for _, t := range turns {
			if n := min(t.Until, x.Until) - max(t.From, x.From); n > long[t.Track] {
				long[t.Track] = n
				out[heldKey{x.ID, t.Track}] = t
			}
		}
	}
	return out, nil
}

// holderName is who has a track of a shift: in fact where it is published, else as
// drafted.
func (s *scene) holderName(x Shift, track string, held map[heldKey]Turn) string {
	if t, ok := held[heldKey{x.ID, track}]; ok {
		return t.Name
	}
	if id := x.Holder(track); id != 0 {
		return s.chart.Person(id).Name
	}
	return gapWord
}

func (s *scene) phones(list []Shift, held map[heldKey]Turn) []string {
	var out []string
	seen := map[int64]bool{}
	for _, x := range list {
		for _, track := range []string{Leader, Officer} {
			id := x.Holder(track)
			if t, ok := held[heldKey{x.ID, track}]; ok {
				id = t.Person
			}
			if m := s.members[id]; id != 0 && !seen[id] && m.Phone != "" {
				out = append(out, s.chart.Person(id).Name+" "+m.Phone)
			}
			seen[id] = true
		}
	}
	slices.Sort(out)
	return out
}

// PrintRoster gives the sheet of a month to whoever may see it.
func (r *Room) PrintRoster(ctx context.Context, who act.Actor, month string) ([]byte, error) {
	x, err := r.Month(ctx, who, month)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = r.printRoster(ctx, r.Door.Reader(), x, &b)
	return b.Bytes(), err
}

// Month gives the roster of a month: published ones to everybody, others to the office
// and the approver. What is not seen is not found.
func (r *Room) Month(ctx context.Context, who act.Actor, month string) (Roster, error) {
	if _, _, err := parseMonth(month); err != nil {
		return Roster{}, err
	}
	x, ok, err := db.Maybe[Roster](ctx, r.Door.Reader(), rosterSelect+" WHERE r.month = $1", month)
	if err != nil {
		return x, err
	}
	none := fault.New(fault.NotFound, monthChinese(month)+"的值班表还没有公布。")
	if !ok {
		return x, none
	}
	if x.State != Published && !r.office(who) {
		first, next, err := parseMonth(month)
		if err != nil {
			return x, err
		}
		s, err := r.look(ctx, r.Door.Reader(), roster.Days(first, next))
		if err != nil {
			return x, err
		}
		if may, err := s.approves(who); err != nil || !may || x.State == Draft {
			return Roster{}, none
		}
	}
	return x, nil
}

// papers is the roster of a month that is over, as it was held, for the archive room.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	x, err := db.One[Roster](ctx, rd, rosterSelect+" WHERE r.id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	_, next, err := parseMonth(x.Month)
	if err != nil {
		return flow.Papers{}, err
	}
	p := flow.Papers{Subject: act.Subject("duty_roster", x.ID), Title: x.Title(), Unit: r.Org.Places.Office, Date: next.AddDays(-1)}
	p.Files, err = flow.Draw(ctx, r.Files, flow.Form{Name: x.Title(), Draw: func(w *bytes.Buffer) error { return r.printRoster(ctx, rd, x, w) }})
	return p, err
}
