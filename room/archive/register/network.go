package register

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/forms"
)

// Holder is who holds a level of the four-level network (clause
// archive.network.levels), from a day to before another.
type Holder struct {
	ID       int64      `db:"id"`
	Level    int64      `db:"level"`
	Unit     string     `db:"unit"` // of level 4
	PersonID int64      `db:"person_id"`
	Person   string     `db:"person"`
	Since    civil.Date `db:"since"`
	Until    civil.Date `db:"until"`
}

// levels is how many levels the network has.
const levels = 4

// Seat is one place in the network: a level, on level 4 of one unit.
type Seat struct {
	Level  int
	Title  string // 主要领导, 分管领导, 办公室; on level 4 the unit's name
	Duty   string
	Clause law.ID
	Unit   string // on level 4
	Holder Holder // zero if nobody was named
	// Default is who holds the rule book's post or unit today, where nobody was
	// named: a proposal, which fills the seat on levels 1 to 3.
	Default string
	// DefaultID is that person, 0 for a unit as a whole.
	DefaultID int64
}

// Name is who holds the seat, "" if nobody does.
func (s Seat) Name() string {
	if s.Holder.ID != 0 {
		return s.Holder.Person
	}
	return s.Default
}

// NetworkReport is the network as it stands.
type NetworkReport struct {
	Seats    []Seat // levels 1 to 3, then every unit's liaison
	Unfilled []string
	// Dedicated are the active accounts with the role of archivist; at least one is
	// needed (clause archive.staff.dedicated).
	Dedicated []string
	Guided    []rulebook.GuidingBody
	Lacks     []Lack
}

// book's levels, or the plain four where there is no book.
func (r *Room) levels() []rulebook.NetworkLevel {
	if r.book != nil && len(r.book.Archive.Network) > 0 {
		return r.book.Archive.Network
	}
	return []rulebook.NetworkLevel{{Level: 1, Title: "主要领导", Clause: law.ArchiveNetworkL1}, {Level: 2, Title: "分管领导", Clause: law.ArchiveNetworkL2},
		{Level: 3, Title: "办公室", Clause: law.ArchiveNetworkL3}, {Level: 4, Title: "各科室", AllUnits: true, Clause: law.ArchiveNetworkL4}}
}

// Levels gives the network: exactly four levels, and what is unfilled.
func (r *Room) Levels(ctx context.Context) (NetworkReport, error) {
	var rep NetworkReport
	codes, names, err := r.unitNames(ctx)
	if err != nil {
		return rep, err
	}
	all, err := db.All[Holder](ctx, r.reader(), q.SQL("holders"))
	if err != nil {
		return rep, err
	}
	people, err := r.Bureau.People(ctx)
	if err != nil {
		return rep, err
	}
	offices, err := r.Bureau.Offices(ctx)
	if err != nil {
		return rep, err
	}
	today := r.today()
	left := map[int64]bool{}
	for _, p := range people {
		left[p.ID] = !p.LeftOn.IsZero() && !p.LeftOn.After(today)
	}
	held := func(level int, unit string) (h Holder) {
		for _, x := range all {
			if x.Level == int64(level) && x.Unit == unit && x.Until.IsZero() && !left[x.PersonID] {
				h = x
			}
		}
		return h
	}
	seat := func(l rulebook.NetworkLevel, unit, title string) {
		s := Seat{Level: l.Level, Title: title, Duty: l.Duty, Clause: l.Clause, Unit: unit, Holder: held(l.Level, unit)}
		if s.Holder.ID == 0 && !l.AllUnits {
			s.Default, s.DefaultID = r.byOffice(l, offices, people, names, today)
		}
		if s.Name() == "" {
			what := fmt.Sprintf("第%s级（%s）", chinese(l.Level), l.Title)
			if unit != "" {
				what = title + "的归档联络人"
			}
			rep.Unfilled = append(rep.Unfilled, what)
		}
		rep.Seats = append(rep.Seats, s)
	}
	seen := map[int]bool{}
	for _, l := range r.levels() {
		seen[l.Level] = true
		if !l.AllUnits {
			seat(l, "", l.Title)
			continue
		}
		for _, u := range codes {
			seat(l, u, names[u])
		}
	}
	for i := 1; i <= levels; i++ {
		if !seen[i] {
			rep.Unfilled = append(rep.Unfilled, fmt.Sprintf("第%s级（规章没有列出）", chinese(i)))
		}
	}
	if len(seen) > levels {
		rep.Unfilled = append(rep.Unfilled, fmt.Sprintf("规章列了 %d 级，应为四级", len(seen)))
	}
	accounts, err := r.Bureau.Accounts(ctx)
	if err != nil {
		return rep, err
	}
	for _, a := range accounts {
		if a.Active() && slices.Contains(a.Roles(), org.Archivist) && (a.PersonID == 0 || !left[a.PersonID]) {
			rep.Dedicated = append(rep.Dedicated, a.Name)
		}
	}
	if r.book != nil {
		rep.Guided = r.book.Archive.GuidingBodies
	}
	if len(rep.Dedicated) == 0 {
		rep.Lacks = append(rep.Lacks, Lack{law.ArchiveStaffDedicated, "没有在用的专职档案员账号，规章要求至少一名。请系统管理员建立账号，由安全保密管理员授予“档案员”角色。"})
	}
	cfg, err := r.Archive.Config(ctx)
	if err != nil {
		return rep, err
	}
	if len(rep.Guided) == 0 && cfg.Text("guiding_bodies") == "" {
		rep.Lacks = append(rep.Lacks, Lack{law.ArchiveGuidanceBodies, "没有写明档案工作的领导机构和业务指导机构。请在档案室设置中填写。"})
	}
	return rep, err
}

// byOffice is who holds the post or leads the unit that the book names.
func (r *Room) byOffice(l rulebook.NetworkLevel, offices []org.Office, people []org.Person, names map[string]string, today civil.Date) (string, int64) {
	if l.Unit != "" {
		return names[l.Unit], 0
	}
	for _, o := range offices {
		if o.Post == l.Post && o.Holds(today) {
			for _, p := range people {
				if p.ID == o.PersonID {
					return p.Name, p.ID
				}
			}
		}
	}
	return "", 0
}

func chinese(n int) string {
	if n < 1 || n > 9 {
		return strconv.Itoa(n)
	}
	return string([]rune("一二三四五六七八九")[n-1])
}

// HolderHistory lists every holder there was, by level and unit.
func (r *Room) HolderHistory(ctx context.Context) ([]Holder, error) {
	return db.All[Holder](ctx, r.reader(), q.SQL("holders"))
}

type seatIn struct {
	r      *Room
	level  int
	unit   string
	person org.Person
	since  civil.Date
}

var setHolder = act.Define(act.Spec[seatIn, int64]{
	Name: "register.network.set", Label: "设定四级网络", Right: Network, Basis: []law.ID{law.ArchiveNetworkLevels},
	Do: func(tx *act.Tx, in seatIn) (int64, act.Entry, error) {
		all, err := db.All[Holder](tx.Ctx, tx, q.SQL("holders"))
		if err != nil {
			return 0, act.Entry{}, err
		}
		since := in.since
		if since.IsZero() {
			since = tx.Today
		}
		if since.After(tx.Today) {
			return 0, act.Entry{}, fault.Field("since", since.String(), "起始日期不能晚于今天。")
		}
		for _, h := range all {
			if h.Level != int64(in.level) || h.Unit != in.unit || !h.Until.IsZero() {
				continue
			}
			if h.PersonID == in.person.ID {
				return 0, act.Entry{}, fault.Field("person", in.person.Name, in.person.Name+"已经是这一级的责任人。")
			}
			if since.Before(h.Since) {
				return 0, act.Entry{}, fault.Field("since", since.String(), fmt.Sprintf("现任自 %s 起，接任日期不能更早。", h.Since))
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("holder_end"), h.ID, since.String()); err != nil {
				return 0, act.Entry{}, err
			}
			tx.Touch("archive_network", h.ID)
		}
		id, err := tx.Next("archive_network")
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("holder_insert"), id, int64(in.level), in.unit, in.person.ID, in.person.Name, since.String()); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_network", id)
		basis := map[int]law.ID{1: law.ArchiveNetworkL1, 2: law.ArchiveNetworkL2, 3: law.ArchiveNetworkL3, 4: law.ArchiveNetworkL4}[in.level]
		where := "第" + chinese(in.level) + "级"
		if in.unit != "" {
			where += "（" + in.unit + "联络人）"
		}
		return id, act.Entry{Subject: act.Subject("archive_network", id), Summary: fmt.Sprintf("档案管理网络%s由%s担任，自 %s 起", where, in.person.Name, since), Basis: []law.ID{basis}}, nil
	}})

// SetHolder names who holds a level from a day on (zero for today); on level 4 of
// a unit, whose member the liaison must be. The holder before ends that day.
func (r *Room) SetHolder(ctx context.Context, who act.Actor, level int, unit string, person int64, since civil.Date) error {
	if level < 1 || level > levels {
		return fault.Field("level", strconv.Itoa(level), "档案管理网络只有一至四级。")
	}
	code, err := r.unit(ctx, unit)
	if err != nil {
		return err
	}
	if (level == levels) != (code != "") {
		return fault.Field("unit", unit, "第四级须指定科室，其余各级不指定。")
	}
	people, err := r.Bureau.People(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p org.Person) bool { return p.ID == person && p.LeftOn.IsZero() })
	if i < 0 {
		return fault.Field("person", strconv.FormatInt(person, 10), "请从在岗人员中选择。")
	}
	if level == levels && people[i].Unit != code {
		return fault.Field("person", people[i].Name, people[i].Name+"不在这个科室，归档联络人应由本科室人员担任。")
	}
	_, err = setHolder.Run(ctx, r.Archive.Door, who, seatIn{r, level, code, people[i], since})
	return err
}

// network is the network for the yearly summary: level 4 in one line.
func (rep NetworkReport) network() []forms.Holder {
	var out []forms.Holder
	var liaisons []string
	for _, s := range rep.Seats {
		name := s.Name()
		if s.Level == levels {
			if name != "" {
				liaisons = append(liaisons, s.Title+name)
			}
			continue
		}
		if name == "" {
			name = "（空缺）"
		}
		out = append(out, forms.Holder{Level: "第" + chinese(s.Level) + "级　" + s.Title, Post: name})
	}
	last := "（空缺）"
	if len(liaisons) > 0 {
		last = strings.Join(liaisons, "、")
	}
	return append(out, forms.Holder{Level: "第四级　各科室", Post: last})
}
