package app

import (
	"context"
	"fmt"
	"io"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/demoyear"
)

// DemoPassword opens every account of the demonstration. It exists nowhere else.
const DemoPassword = "Lantai-2026-demo"

// DemoAccounts are the accounts to try, in the order of the first morning.
var DemoAccounts = []struct {
	Login, Post, Say string
	Roles            []org.Role
}{
	{"dangan", "BGS-archivist", "档案员：收集、整理、装盒、打印、借阅", []org.Role{org.Staff, org.Archivist}},
	{"juzhang", "director", "局长：查阅、审批", []org.Role{org.Director}},
	{"fujuzhang", "deputy-director", "副局长：分管科室，查阅、同意", []org.Role{org.Leader}},
	{"shuji", "party-secretary", "党委书记：主持党委会，批准查阅原始记录", []org.Role{org.Leader}},
	{"bangongshi", "BGS-head", "办公室主任：办公室的审核和安排", []org.Role{org.Staff, org.SectionHead}},
	{"mishu", "BGS-secretary", "办公室秘书：办公室主任的B岗", []org.Role{org.Staff}},
	{"zhengong", "ZGK-head", "政工科科长：人事档案", []org.Role{org.Staff, org.SectionHead, org.Personnel}},
	{"shangmao", "SMLTK-head", "商贸流通科科长：移交本科室材料", []org.Role{org.Staff, org.SectionHead, org.Liaison}},
	{"keyuan", "SMLTK-staff", "商贸流通科工作人员：请假、出差、外出", []org.Role{org.Staff}},
	{"sysadmin", "", "系统管理员", []org.Role{org.SystemAdmin}},
	{"secadmin", "", "安全保密管理员", []org.Role{org.SecurityAdmin}},
	{"auditor", "", "安全审计员", []org.Role{org.AuditAdmin}},
}

// demoFonds is the fonds code of the demonstration; the real one is given by the
// district archives.
const demoFonds = "X043"

// Demo makes a bureau to click through: units, posts, accounts. Its year's work
// is filled in by FillDemo, which may run behind the first page.
func Demo(ctx context.Context, o InitOptions) (*App, error) {
	if o.Fonds == "" {
		o.Fonds = demoFonds
	}
	a, _, err := Init(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := a.demoPeople(ctx); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

func (a *App) demoPeople(ctx context.Context) error {
	people, err := a.staff(ctx, a.Book.InForce)
	if err != nil {
		return err
	}
	for _, x := range DemoAccounts {
		acc, err := a.Org.AccountByLogin(ctx, x.Login)
		if err == nil {
			err = a.Org.SetDemoPassword(ctx, act.Owner(), acc.ID, DemoPassword)
		} else {
			if err = a.account(ctx, people[x.Post], x.Login, x.Say, DemoPassword, x.Roles...); err == nil {
				acc, err = a.Org.AccountByLogin(ctx, x.Login)
			}
			if err == nil {
				err = a.Org.SetDemoPassword(ctx, act.Owner(), acc.ID, DemoPassword)
			}
		}
		if err != nil {
			return fmt.Errorf("demo account %s: %w", x.Login, err)
		}
	}
	return a.demoPosts(ctx, people)
}

// demoPairs are A and B, post by post; the head of every other unit and its
// employee stand in for one another.
var demoPairs = map[string]string{
	"BGS-head": "BGS-secretary", "BGS-secretary": "BGS-confidential", "BGS-confidential": "BGS-secretary", "BGS-archivist": "BGS-staff", "BGS-staff": "BGS-archivist",
}

// demoSupervisors are the leaders in charge, unit by unit.
var demoSupervisors = map[string]string{
	"BGS": "deputy-director", "ZGK": "deputy-party-secretary", "GHFZK": "deputy-director", "SMLTK": "deputy-director", "TXGLK": "party-member",
	"LYSGK": "party-member", "DWJMK": "deputy-director", "FWZX": "deputy-party-secretary", "JCZ": "party-member",
}

// demoPosts gives the demonstration its A/B table, its leaders in charge and what
// leave asks of a person. The dates are made up, spread so that every step of
// annual leave occurs.
func (a *App) demoPosts(ctx context.Context, people map[string]int64) error {
	since := a.Book.InForce
	for i, p := range a.Book.Posts {
		b := demoPairs[p.Code]
		if unit, ok := strings.CutSuffix(p.Code, "-head"); ok && b == "" {
			b = unit + "-staff"
		} else if unit, ok := strings.CutSuffix(p.Code, "-staff"); ok && b == "" {
			b = unit + "-head"
		}
		if person, ok := people[b]; ok {
			if _, err := a.Org.SetBackup(ctx, act.Owner(), org.NewBackup{Post: p.Code, PersonID: people[p.Code], BackupID: person, Since: since}); err != nil {
				return err
			}
		}
		f := org.Facts{PersonID: people[p.Code], WorkOn: since.AddYears(-i % 25).AddDays(-40 - i)}
		f.ServiceOn = f.WorkOn.AddDays(30)
		if p.Rank != org.RankStaff {
			f.PartyOn = f.ServiceOn
		}
		if p.Rank == org.RankDirector || strings.HasPrefix(p.Code, "party") || p.Code == "deputy-director" || p.Code == "deputy-party-secretary" {
			f.CommitteeOn = since
		}
		if err := a.Org.SetFacts(ctx, act.Owner(), f); err != nil {
			return err
		}
	}
	for _, u := range a.Book.Units {
		person, ok := people[demoSupervisors[u.Code]]
		if !ok {
			continue
		}
		if _, err := a.Org.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: u.Code, PersonID: person, Since: since}); err != nil {
			return err
		}
	}
	return nil
}

// demoYears are the closed year with the source's own counts, and the open one.
const (
	demoClosed = 2013
	demoOpen   = 2014
)

// FillDemo fills the demonstration with a closed year (1,088 items in 49 boxes,
// the source's own figures) and an open year half-way. It does nothing the second
// time; one that was cut short the first time is a Conflict that says so.
func (a *App) FillDemo(ctx context.Context) error {
	begun, err := db.One[int64](ctx, a.Door.Reader(), "SELECT count(*) FROM archive_item")
	if err != nil {
		return err
	}
	if begun > 0 {
		// The registers are filled last.
		full, err := db.One[int64](ctx, a.Door.Reader(), "SELECT count(*) FROM archive_register")
		if err == nil && full == 0 {
			err = fault.Newf(fault.Conflict, "上一次填到一半就停了。请先退出，删去目录“%s”，再运行一次。", a.Dir())
		}
		return err
	}
	if err := a.demoAttendance(ctx); err != nil {
		return err
	}
	who := act.Program("演示数据")
	var units []string
	for _, u := range a.Book.Units {
		units = append(units, u.Code)
	}
	closed, err := demoyear.DemoYear(demoClosed, units)
	if err != nil {
		return err
	}
	if _, err := a.Archive.Take(ctx, who, demoSource(closed, len(closed)), archive.TakeOptions{Name: "2013年度文书档案（演示）", Kind: "closing"}); err != nil {
		return err
	}
	if _, err := a.Archive.ArrangeYear(ctx, who, archive.ArrangeOptions{Year: demoClosed}); err != nil {
		return err
	}
	if _, err := a.Archive.PackYear(ctx, who, demoClosed); err != nil {
		return err
	}
	if _, err := a.Archive.CloseYear(ctx, who, demoClosed); err != nil {
		return err
	}
	if err := a.closedAsTold(ctx); err != nil {
		return err
	}
	open, err := demoyear.DemoYear(demoOpen, units)
	if err != nil {
		return err
	}
	half := open[:0:0]
	for _, d := range open {
		if !d.Date.After(civil.Must("2014-06-30")) {
			half = append(half, d)
		}
	}
	if _, err = a.Archive.Take(ctx, who, demoSource(half, len(half)*3/4), archive.TakeOptions{Name: "2014年上半年各科室移交（演示）", Kind: "closing"}); err != nil {
		return err
	}
	for _, fill := range []func(context.Context) error{
		a.demoRedaction,
		a.demoReports,
		a.demoCouncil,
		a.demoRooms,
		a.demoMeetings,
		a.demoVenue,
		a.demoFollowup,
		a.demoLife,
		a.demoCounter,
		a.demoStudy,
		a.demoSeals,
		a.demoOutgoing,
		a.demoSecrecy,
		a.demoDocuments,
		a.demoDisclosure,
		a.demoAnnual,
		a.demoRelease,
		a.demoDuty,
		a.demoDesk,
		a.demoReception,
		a.demoLogistics,
		a.demoIntegrity,
	} {
		if err := fill(ctx); err != nil {
			return err
		}
	}
	return a.demoDay(ctx, who)
}

// told are the clauses that tell how many items and boxes of a period the source's
// own year had.
var told = map[string]law.ID{"Y": law.ArchiveBoxPermanent, "D30": law.ArchiveBoxY30, "D10": law.ArchiveBoxY10}

// closedAsTold compares the closed year with the figures of the book: a
// demonstration that does not show the source's own year is none.
func (a *App) closedAsTold(ctx context.Context) error {
	s, err := a.Archive.Stats(ctx, act.Owner(), demoClosed)
	if err != nil {
		return err
	}
	for _, c := range a.Book.Archive.ClosedYear {
		got := s.ByRetention[c.Period]
		if c.Clause == told[c.Period] && (got.Items != c.Items || got.Boxes != c.Boxes) {
			return fmt.Errorf("demo: %d items in %d boxes for %s, but %s tells of %d in %d", got.Items, got.Boxes, c.Period, c.Clause, c.Items, c.Boxes)
		}
	}
	return nil
}

type demoRows struct {
	items   []demoyear.DemoItem
	decided int // so many come with unit and period; the rest are still to be decided
	at      int
}

func demoSource(items []demoyear.DemoItem, decided int) archive.Source {
	return &demoRows{items: items, decided: decided}
}

// Next gives the next record.
func (s *demoRows) Next(context.Context) (*archive.Incoming, []archive.Rejection, []archive.Warning, error) {
	if s.at == len(s.items) {
		return nil, nil, nil, io.EOF
	}
	d := s.items[s.at]
	s.at++
	level, err := mark.Parse(d.Classification)
	if err != nil {
		return nil, nil, nil, err
	}
	in := &archive.Incoming{Row: s.at, Title: d.Title, DocNo: d.DocNo, Issuer: d.Issuer, Date: d.Date, Year: d.Year, Retention: d.Retention,
		Unit: d.Unit, Level: level, Pages: d.Pages, Keywords: d.Keywords, Category: "WS", Body: d.Text()}
	if s.at > s.decided {
		in.Retention = code.Period("")
		if s.at%3 == 0 {
			in.Unit = ""
		}
	}
	return in, nil, nil, nil
}
