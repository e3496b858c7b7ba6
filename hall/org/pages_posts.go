package org

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// postPages are the A/B table and what is done with it.
func (p pages) postPages() []web.Page {
	any, manage, name, people := string(Anyone), string(ManageBackups), string(NameDeputy), string(ManagePeople)
	return []web.Page{
		{Name: "org.posts", Method: "GET", Pattern: "/posts", Right: any, Serve: p.postsPage},
		{Name: "org.backup.new", Method: "GET", Pattern: "/posts/backups/new", Right: manage, Serve: p.newBackupPage},
		{Name: "org.backup.set", Method: "POST", Pattern: "/posts/backups/new", Right: manage, Serve: p.setBackup},
		{Name: "org.backup.show", Method: "GET", Pattern: "/posts/backups/{id}", Right: manage, Serve: p.backupPage},
		{Name: "org.backup.end", Method: "POST", Pattern: "/posts/backups/{id}", Right: manage, Serve: p.endBackup},
		{Name: "org.supervisor.new", Method: "GET", Pattern: "/posts/supervisors/new", Right: manage, Serve: p.newSupervisorPage},
		{Name: "org.supervisor.set", Method: "POST", Pattern: "/posts/supervisors/new", Right: manage, Serve: p.setSupervisor},
		{Name: "org.deputy.new", Method: "GET", Pattern: "/posts/deputies/new", Right: name, Serve: p.newDeputyPage},
		{Name: "org.deputy.name", Method: "POST", Pattern: "/posts/deputies/new", Right: name, Serve: p.nameDeputy},
		{Name: "org.deputy.revoke", Method: "POST", Pattern: "/posts/deputies/{id}/revoke", Right: name, Serve: p.revokeDeputy},
		{Name: "org.handover.new", Method: "GET", Pattern: "/posts/handover", Right: any, Serve: p.handoverPage},
		{Name: "org.handover.make", Method: "POST", Pattern: "/posts/handover", Right: any, Serve: p.makeHandover},
		{Name: "org.takeover.new", Method: "GET", Pattern: "/posts/backups/{id}/takeover", Right: any, Serve: p.takeOverPage},
		{Name: "org.takeover.record", Method: "POST", Pattern: "/posts/backups/{id}/takeover", Right: any, Serve: p.takeOver},
		{Name: "org.standin.end", Method: "POST", Pattern: "/posts/standins/{id}/end", Right: any, Serve: p.endStandIn},
		{Name: "org.facts", Method: "GET", Pattern: "/admin/people/{id}/facts", Right: people, Serve: p.factsPage},
		{Name: "org.facts.set", Method: "POST", Pattern: "/admin/people/{id}/facts", Right: people, Serve: p.setFacts},
	}
}

// me is the person behind a request, 0 for an administrator's account.
func me(r *web.Request) int64 {
	if s, ok := r.Who.(signed); ok {
		return s.account.PersonID
	}
	return 0
}

func (p pages) postsPage(r *web.Request) (web.Answer, error) { return p.postsView(r, nil) }

func (p pages) postsView(r *web.Request, failed error) (web.Answer, error) {
	c, err := p.Chart(r.Context(), p.Door.Reader(), p.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	v := postsTable{c: c, me: me(r), who: Actor(r), form: r.FormFor("/posts", failed)}
	if v.me != 0 {
		if v.standins, err = p.StandInsOf(r.Context(), v.me); err != nil {
			return web.Answer{}, err
		}
	}
	if v.delegations, err = p.Delegations(r.Context()); err != nil {
		return web.Answer{}, err
	}
	return r.Desk("岗位与AB岗", postsPageView(v))
}

// chosen are the people and offices that forms on posts offer.
func (p pages) chosen(r *web.Request) (*Chart, error) {
	return p.Chart(r.Context(), p.Door.Reader(), p.Door.Now())
}

type backupInput struct {
	Office int64      `form:"office" label:"A岗" need:"请选择A岗。"`
	Backup int64      `form:"backup" label:"B岗" need:"请选择B岗。"`
	Since  civil.Date `form:"since" label:"起始之日" need:"请填写起始之日。"`
}

func (p pages) newBackupPage(r *web.Request) (web.Answer, error) { return p.backupForm(r, nil) }

func (p pages) backupForm(r *web.Request, failed error) (web.Answer, error) {
	c, err := p.chosen(r)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor("/posts/backups/new", failed)
	f.Set("office", r.URL.Query().Get("office"))
	f.Set("since", p.Door.Today().String())
	return r.Desk("登记B岗", backupFormView(f, c.officeOptions(func(o Office) bool { return !leads(o.Rank) }), c.peopleOptions(false)))
}

func (p pages) setBackup(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[backupInput](r)
	var id int64
	if err == nil {
		var o Office
		var ok bool
		if o, ok, err = db.Maybe[Office](r.Context(), p.Door.Reader(), q.SQL("office"), in.Office); err == nil && !ok {
			err = fault.Field("office", fmt.Sprint(in.Office), "没有这项任职，请从列表中选择。")
		}
		if err == nil {
			id, err = p.SetBackup(Context(r), Actor(r), NewBackup{Post: o.Post, PersonID: o.PersonID, BackupID: in.Backup, Since: in.Since})
		}
	}
	if err != nil {
		return p.backupForm(r, err)
	}
	return web.Redirect("/posts").Say(ui.OK, fmt.Sprintf("已登记，AB岗表第%d号，自%s起。", id, in.Since.Chinese())), nil
}

func (p pages) backupPage(r *web.Request) (web.Answer, error) { return p.oneBackup(r, nil) }

func (p pages) oneBackup(r *web.Request, failed error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	b, err := db.One[Backup](r.Context(), p.Door.Reader(), qp.SQL("backup"), id)
	if err != nil {
		return web.Answer{}, err
	}
	c, err := p.chosen(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk(fmt.Sprintf("AB岗表第%d号", id), backupView(c, b, r.FormFor(fmt.Sprintf("/posts/backups/%d", id), failed)))
}

type untilInput struct {
	Until civil.Date `form:"until" label:"终止之日" need:"请填写终止之日。"`
}

func (p pages) endBackup(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[untilInput](r)
	if err == nil {
		err = p.EndBackup(Context(r), Actor(r), id, in.Until)
	}
	if err != nil {
		return p.oneBackup(r, err)
	}
	return web.Redirect("/posts").Say(ui.OK, fmt.Sprintf("AB岗表第%d号自%s起终止。", id, in.Until.Chinese())), nil
}

type supervisorInput struct {
	Unit   string     `form:"unit" label:"科室" need:"请选择科室。"`
	Person int64      `form:"person" label:"分管领导" need:"请选择分管领导。"`
	Since  civil.Date `form:"since" label:"起始之日" need:"请填写起始之日。"`
}

func (p pages) newSupervisorPage(r *web.Request) (web.Answer, error) { return p.supervisorForm(r, nil) }

func (p pages) supervisorForm(r *web.Request, failed error) (web.Answer, error) {
	c, err := p.chosen(r)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor("/posts/supervisors/new", failed)
	f.Set("unit", r.URL.Query().Get("unit"))
	f.Set("since", p.Door.Today().String())
	units := []ui.Option{{Label: "请选择"}}
	for _, u := range c.unitList {
		if u.Active {
			units = append(units, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	return r.Desk("登记分管领导", supervisorFormView(f, units, c.peopleOptions(true)))
}

func (p pages) setSupervisor(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[supervisorInput](r)
	if err == nil {
		_, err = p.SetSupervisor(Context(r), Actor(r), NewSupervisor{Unit: in.Unit, PersonID: in.Person, Since: in.Since})
	}
	if err != nil {
		return p.supervisorForm(r, err)
	}
	return web.Redirect("/posts").Say(ui.OK, "已登记分管领导，自"+in.Since.Chinese()+"起。"), nil
}

type deputyInput struct {
	Person int64      `form:"person" label:"不在岗的领导" need:"请选择不在岗的领导。"`
	Deputy int64      `form:"deputy" label:"代行的副职" need:"请选择代行的副职。"`
	Since  civil.Date `form:"since" label:"起始之日" need:"请填写起始之日。"`
	Until  civil.Date `form:"until" label:"终止之日" need:"请填写终止之日。"`
}

func (p pages) newDeputyPage(r *web.Request) (web.Answer, error) { return p.deputyForm(r, nil) }

func (p pages) deputyForm(r *web.Request, failed error) (web.Answer, error) {
	c, err := p.chosen(r)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor("/posts/deputies/new", failed)
	f.Set("person", strconv.FormatInt(me(r), 10))
	return r.Desk("指定代行", deputyFormView(f, c.peopleOptions(true), c.peopleOptions(false)))
}

func (p pages) nameDeputy(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[deputyInput](r)
	var id int64
	if err == nil {
		id, err = p.Delegate(Context(r), Actor(r), NewDelegation{PersonID: in.Person, DeputyID: in.Deputy, Since: in.Since, Until: in.Until})
	}
	if err != nil {
		return p.deputyForm(r, err)
	}
	return web.Redirect("/posts").Say(ui.OK, fmt.Sprintf("已指定，第%d号，自%s起，到%s前一日止。", id, in.Since.Chinese(), in.Until.Chinese())), nil
}

func (p pages) revokeDeputy(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err == nil {
		err = p.Revoke(Context(r), Actor(r), id)
	}
	if err != nil {
		return p.postsView(r, err)
	}
	return web.Redirect("/posts").Say(ui.OK, fmt.Sprintf("指定第%d号已撤销，代行自此终止。", id)), nil
}

type handoverInput struct {
	Backup   int64      `form:"backup" label:"移交的岗位" need:"请选择移交的岗位。"`
	From     civil.Date `form:"from" label:"不在岗开始" need:"请填写不在岗开始的日期。"`
	FromHalf string     `form:"from_half" label:"开始于"`
	To       civil.Date `form:"to" label:"不在岗结束" need:"请填写不在岗结束的日期。"`
	ToHalf   string     `form:"to_half" label:"结束于"`
	Matters  string     `form:"matters" label:"移交事项" need:"请逐行写明移交的事项。" max:"3000"`
	Reason   string     `form:"reason" label:"特殊原因" max:"300"`
}

func (p pages) handoverPage(r *web.Request) (web.Answer, error) { return p.handoverForm(r, nil) }

func (p pages) handoverForm(r *web.Request, failed error) (web.Answer, error) {
	c, err := p.chosen(r)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor("/posts/handover", failed)
	own, chosen := c.ownBackups(me(r)), r.URL.Query().Get("backup")
	if chosen == "" && len(own) == 2 {
		chosen = own[1].Value
	}
	f.Set("backup", chosen)
	f.Set("from_half", "am")
	f.Set("to_half", "pm")
	return r.Desk("移交工作", handoverFormView(f, own))
}

func (p pages) makeHandover(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[handoverInput](r)
	var h Handover
	if err == nil {
		h = Handover{Backup: in.Backup, Matters: strings.Split(in.Matters, "\n"), Reason: in.Reason}
		if h.Since, err = civil.ParseHalf(in.From, in.FromHalf); err != nil {
			err = fault.Field("from_half", in.FromHalf, "请选择上午或下午。")
		} else if h.Until, err = civil.ParseHalf(in.To, in.ToHalf); err != nil {
			err = fault.Field("to_half", in.ToHalf, "请选择上午或下午。")
		}
		h.Until++
	}
	if err == nil {
		_, err = p.MakeHandover(Context(r), Actor(r), h)
	}
	if err != nil {
		return p.handoverForm(r, err)
	}
	return web.Redirect("/posts").Say(ui.OK, "已移交，B岗自"+h.Since.Chinese()+"起、在本人不在岗期间顶岗。"), nil
}

type takeOverInput struct {
	Reason string `form:"reason" label:"来不及移交的原因" need:"请写明来不及移交的原因。" max:"300"`
}

func (p pages) takeOverPage(r *web.Request) (web.Answer, error) { return p.takeOverForm(r, nil) }

func (p pages) takeOverForm(r *web.Request, failed error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	b, ok, err := db.Maybe[Backup](r.Context(), p.Door.Reader(), qp.SQL("backup"), id)
	if err == nil && (!ok || b.BackupID != me(r)) {
		err = act.OutOfReach(act.Subject("org_backup", id))
	}
	if err != nil {
		return web.Answer{}, err
	}
	c, err := p.chosen(r)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("主动顶岗", takeOverView(c, b, r.FormFor(fmt.Sprintf("/posts/backups/%d/takeover", id), failed)))
}

func (p pages) takeOver(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[takeOverInput](r)
	if err == nil {
		_, err = p.TakeOver(Context(r), Actor(r), id, in.Reason)
	}
	if err != nil {
		return p.takeOverForm(r, err)
	}
	return web.Redirect("/posts").Say(ui.OK, fmt.Sprintf("已登记顶岗，按AB岗表第%d号办理，A岗回来即止。", id)), nil
}

func (p pages) endStandIn(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err == nil {
		err = p.EndStandIn(Context(r), Actor(r), id)
	}
	if err != nil {
		return p.postsView(r, err)
	}
	return web.Redirect("/posts").Say(ui.OK, "顶岗已结束。"), nil
}

type factsInput struct {
	WorkOn         civil.Date `form:"work_on" label:"参加工作时间"`
	ServiceOn      civil.Date `form:"service_on" label:"进入机关时间"`
	PartyOn        civil.Date `form:"party_on" label:"入党时间"`
	CommitteeOn    civil.Date `form:"committee_on" label:"任党委委员之日"`
	CommitteeUntil civil.Date `form:"committee_until" label:"免去党委委员之日"`
}

func (p pages) factsPage(r *web.Request) (web.Answer, error) { return p.factsForm(r, nil) }

func (p pages) factsForm(r *web.Request, failed error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	person, err := db.One[Person](r.Context(), p.Door.Reader(), q.SQL("person"), id)
	if err != nil {
		return web.Answer{}, err
	}
	facts, err := p.Facts(r.Context(), Actor(r), id)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor(fmt.Sprintf("/admin/people/%d/facts", id), failed)
	for name, d := range map[string]civil.Date{"work_on": facts.WorkOn, "service_on": facts.ServiceOn, "party_on": facts.PartyOn, "committee_on": facts.CommitteeOn, "committee_until": facts.CommitteeUntil} {
		f.Set(name, d.String())
	}
	return r.Desk(person.Name+"的工作年限和党内身份", factsView(f, person))
}

func (p pages) setFacts(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[factsInput](r)
	if err == nil {
		err = p.SetFacts(Context(r), Actor(r), Facts{PersonID: id, WorkOn: in.WorkOn, ServiceOn: in.ServiceOn, PartyOn: in.PartyOn, CommitteeOn: in.CommitteeOn, CommitteeUntil: in.CommitteeUntil})
	}
	if err != nil {
		return p.factsForm(r, err)
	}
	return web.Redirect(fmt.Sprintf("/admin/people/%d", id)).Say(ui.OK, "已登记工作年限和党内身份。"), nil
}
