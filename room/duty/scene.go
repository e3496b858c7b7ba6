package duty

import (
	"context"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

const day = int64(24 * time.Hour / time.Microsecond)

// scene is who is who and who is away around a stretch of time, read once.
type scene struct {
	r       *Room
	ctx     context.Context
	rd      db.Reader
	span    roster.Span
	book    *rulebook.Book
	set     Settings
	chart   *org.Chart // as things stand when the stretch begins
	now     *org.Chart
	backups []org.Backup
	offices []org.Office
	posts   []string // codes of the posts that have the working hours
	away    map[int64][]roster.Span
	noNight map[int64][]roster.Span
	members map[int64]Member
}

// both names the two kinds of duty that every turn combines, by their cards (reading
// one-roster-two-kinds of duty.24h.political and duty.24h.emergency).
func (s *scene) both() string {
	political, _ := s.book.Param(law.Duty24hPolitical, "duty_kind")
	emergency, _ := s.book.Param(law.Duty24hEmergency, "duty_kind")
	return "每班兼" + political.Value + "和" + emergency.Value
}

// Member is what the office notes of a person.
type Member struct {
	ID       int64  `db:"id"`
	PersonID int64  `db:"person_id"`
	Phone    string `db:"phone"`
	Excused  string `db:"excused"` // why no turns; empty for taking them
}

type exemptSpan struct {
	Person int64      `db:"person_id"`
	Since  civil.Date `db:"since"`
	Until  civil.Date `db:"until"`
}

// look reads the scene of a stretch through a reader: inside a deed its transaction.
func (r *Room) look(ctx context.Context, rd db.Reader, span roster.Span) (*scene, error) {
	s := &scene{r: r, ctx: ctx, rd: rd, span: span, away: map[int64][]roster.Span{}, noNight: map[int64][]roster.Span{}, members: map[int64]Member{}}
	from, until := clock.FromMicros(span.From), clock.FromMicros(span.Until)
	var err error
	if s.book, err = r.Rules.At(ctx, civil.DateOf(from)); err != nil {
		return nil, err
	}
	if s.set, err = ReadSettings(s.book); err != nil {
		return nil, err
	}
	if s.chart, err = r.Org.Chart(ctx, rd, span.From); err != nil {
		return nil, err
	}
	if s.now, err = r.Org.Chart(ctx, rd, r.Door.Now()); err != nil {
		return nil, err
	}
	if s.backups, err = r.Org.Backups(ctx); err != nil {
		return nil, err
	}
	if s.offices, err = r.Org.Offices(ctx); err != nil {
		return nil, err
	}
	posts, err := r.Org.Posts(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range posts {
		if p.Title == s.set.Post {
			s.posts = append(s.posts, p.Code)
		}
	}
	absent, err := calendar.Between(ctx, rd, civil.HalfAt(from), civil.HalfAt(until)+1)
	if err != nil {
		return nil, err
	}
	for _, a := range absent {
		s.away[a.PersonID] = append(s.away[a.PersonID], roster.Span{From: a.Since.Start().UnixMicro(), Until: a.Ends()})
	}
	nights, err := db.All[exemptSpan](ctx, rd, q.SQL("exempt_spans"), civil.DateOf(from), civil.DateOf(until).AddDays(1))
	if err != nil {
		return nil, err
	}
	for _, x := range nights {
		s.noNight[x.Person] = append(s.noNight[x.Person], roster.Days(x.Since, x.Until))
	}
	members, err := db.All[Member](ctx, rd, q.SQL("members"))
	for _, m := range members {
		s.members[m.PersonID] = m
	}
	return s, err
}

// trackOf is the track of a rank: leaders lead, all others are officers (clauses
// duty.offtime, duty.roster.leader).
func trackOf(rank string) string {
	switch rank {
	case org.RankLeader, org.RankDirector:
		return Leader
	case org.RankStaff, org.RankSectionHead:
		return Officer
	}
	return ""
}

// holdsHours reports whether somebody has the post that the working hours belong to.
func (s *scene) holdsHours(person int64) bool {
	on := dayOf(s.span.From)
	return slices.ContainsFunc(s.offices, func(o org.Office) bool {
		return o.PersonID == person && slices.Contains(s.posts, o.Post) && o.Holds(on)
	})
}

// hoursOn is who has the working hours of a shift: the holder of the post or, where
// the holder is away, the B (clause duty.worktime). Both away leave the holder, who may
// not have it: a gap. Nobody in the post gives 0.
func (s *scene) hoursOn(x roster.Shift) int64 {
	first := int64(0)
	for _, o := range s.offices {
		if !slices.Contains(s.posts, o.Post) || !o.Holds(x.Day) {
			continue
		}
		if first == 0 {
			first = o.PersonID
		}
		if s.here(o.PersonID, x) {
			return o.PersonID
		}
	}
	for _, b := range s.backups {
		if slices.Contains(s.posts, b.Post) && b.Holds(x.Day) && s.here(b.BackupID, x) {
			return b.BackupID
		}
	}
	return first
}

func (s *scene) here(person int64, x roster.Shift) bool {
	p := s.chart.Person(person)
	return p.ID != 0 && !p.Gone(x.Day) && !slices.ContainsFunc(s.away[person], x.Meets)
}

// person is somebody as the rules of the roster see them.
func (s *scene) person(id int64) roster.Person {
	p := s.chart.Person(id)
	out := roster.Person{ID: id, Away: slices.Clone(s.away[id]), NoNight: s.noNight[id], Apart: s.holdsHours(id)}
	if !p.Since.IsZero() {
		out.Away = append(out.Away, roster.Span{From: 0, Until: p.Since.Time().UnixMicro()})
	}
	if !p.LeftOn.IsZero() {
		out.Away = append(out.Away, roster.Span{From: p.LeftOn.Time().UnixMicro(), Until: 1 << 62})
	}
	for _, x := range s.chart.Partners(id) {
		out.Partners = append(out.Partners, x.ID)
	}
	return out
}

// pool lists who takes turns on a track, in the order of posts.
func (s *scene) pool(track string) []roster.Person {
	var out []roster.Person
	for _, p := range s.chart.Staff() {
		if trackOf(s.chart.Rank(p.ID)) == track && s.members[p.ID].Excused == "" {
			out = append(out, s.person(p.ID))
		}
	}
	return out
}

// fits says why somebody cannot have a track of a shift, nil if nothing stands in the
// way. turns are what others and the person have besides (around).
func (s *scene) fits(id int64, track string, x Shift, turns []roster.Turn) error {
	p := s.chart.Person(id)
	field := func(say string) error { return fault.Field("person", p.Name, say) }
	switch {
	case p.ID == 0 || p.Gone(x.Day):
		return field("请从名单中选择在职的人员。")
	case trackOf(s.chart.Rank(id)) != track && track == Leader:
		return &fault.Error{Kind: fault.Rule, Clause: law.DutyRosterLeader, Field: "person", Value: p.Name, Say: p.Name + "不是局领导，不能带班。请选择一位局领导。"}
	case trackOf(s.chart.Rank(id)) != track:
		return &fault.Error{Kind: fault.Rule, Clause: law.DutyOfftime, Field: "person", Value: p.Name, Say: p.Name + "是局领导，排在带班一栏，不排值班员。请选择一位干部职工。"}
	case s.members[id].Excused != "":
		return field(p.Name + "不在轮值名单（" + s.members[id].Excused + "），请选择别人，或先改名单。")
	}
	if why, bad := roster.Check(s.person(id), x.Shape(), turns, int64(s.set.Recover)*minute); bad {
		return &fault.Error{Kind: fault.Rule, Clause: whyClause(why), Field: "person", Value: p.Name, Say: p.Name + "不能值" + x.When() + "的班：" + s.say(why, id, x) + "。请选择别人。"}
	}
	return nil
}

const minute = int64(time.Minute / time.Microsecond)

func whyClause(w roster.Why) law.ID {
	if w == roster.PartnerOn {
		return law.AbHandover
	}
	return law.DutyOfftime
}

// say words a reason, with the day until which it holds.
func (s *scene) say(w roster.Why, person int64, x Shift) string {
	text := w.Label()
	if w == roster.NoNights {
		for _, n := range s.noNight[person] {
			if n.Meets(x.Shape().Span) {
				return dayOf(n.Until).Chinese() + "前不安排夜班"
			}
		}
	}
	return text
}

// refusals words why nobody can have a shift, by reason.
func (s *scene) refusals(list []roster.Refusal) string {
	if len(list) == 0 {
		return "没有人轮值这一栏"
	}
	by := map[roster.Why][]string{}
	var order []roster.Why
	for _, x := range list {
		if by[x.Why] == nil {
			order = append(order, x.Why)
		}
		by[x.Why] = append(by[x.Why], s.chart.Person(x.Person).Name)
	}
	var parts []string
	for _, w := range order {
		parts = append(parts, strings.Join(by[w], "、")+"："+w.Label())
	}
	return strings.Join(parts, "；")
}

// near is how far around a shift other turns can matter.
const near = 4 * day

// around lists the turns around a stretch besides one track of one shift: of every
// roster, as they are held in fact.
func (r *Room) around(ctx context.Context, rd db.Reader, span roster.Span, shift int64, track string) ([]roster.Turn, error) {
	rows, err := db.All[Shift](ctx, rd, shiftSelect+" WHERE s.from_at < $2 AND s.until_at > $1 ORDER BY s.from_at", span.From-near, span.Until+near)
	if err != nil {
		return nil, err
	}
	held, err := r.turns(ctx, rd, span.From-near, span.Until+near)
	if err != nil {
		return nil, err
	}
	type key struct {
		shift int64
		track string
	}
	has := map[key]bool{}
	nights := map[int64]bool{}
	for _, s := range rows {
		nights[s.ID] = s.Night
	}
	var out []roster.Turn
	for _, t := range held {
		has[key{t.Shift, t.Track}] = true
		if t.Shift != shift || t.Track != track {
			out = append(out, roster.Turn{Span: roster.Span{From: t.From, Until: t.Until}, Person: t.Person, Night: nights[t.Shift]})
		}
	}
	for _, s := range rows {
		for _, tr := range []string{Officer, Leader} {
			if p := s.Holder(tr); p != 0 && !has[key{s.ID, tr}] && (s.ID != shift || tr != track) {
				out = append(out, roster.Turn{Span: roster.Span{From: s.From, Until: s.Until}, Person: p, Night: s.Night})
			}
		}
	}
	return out, nil
}

// self is the person behind an account.
func (s *scene) self(who act.Actor) (org.Person, error) {
	if p, ok := s.now.PersonOf(who.Login); ok {
		return p, nil
	}
	return org.Person{}, fault.New(fault.Conflict, "您的账号没有关联本局人员，不能办理值班事项。请联系系统管理员。")
}
