package org

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// Words for who acts in a step, as the command line writes them.
const (
	WhoSectionHead    = "section_head"
	WhoDeputy         = "deputy_in_charge"
	WhoDirector       = "director"
	WhoPartySecretary = "party_secretary"
	WhoPolitical      = "political_section"
	WhoOffice         = "office"
	WhoHandlingUnit   = "handling_unit"
	WhoDutyLeader     = "duty_leader"
	WhoDistrict       = "district_leader"
	WhoMeeting        = "leadership_meeting"
)

var whoLabels = map[string]string{
	WhoSectionHead: "科室负责人", WhoDeputy: "分管领导", WhoDirector: "局长", WhoPartySecretary: "党委书记", WhoPolitical: "政工科",
	WhoOffice: "办公室", WhoHandlingUnit: "承办科室", WhoDutyLeader: "带班领导", WhoDistrict: "区领导", WhoMeeting: "局领导集体研究",
}

// WhoLabel is the Chinese name of a word for who acts, "" for an unknown one.
func WhoLabel(word string) string { return whoLabels[word] }

// Ask is a question to the chart: who may act under a word in the case of a person
// of a unit.
type Ask struct {
	Who    string // one of the words above
	Unit   string // code of the applicant's or handling unit; empty for the bureau's leaders
	Person int64  // the applicant, who never acts in the own case; 0 for none
}

// Candidate is somebody who may act, in which capacity.
type Candidate struct {
	Person   Person
	Office   Office // the post that acts, A's where somebody stands in
	Capacity string
	// For is whom the candidate stands in for, 0 in the own post.
	For        int64
	Backup     int64 // number in the A/B table
	Delegation int64 // number of the delegation
	// StandIn is the record of the hand-over. A B without one first records the
	// take-over (Org.TakeOver) and then acts; see MustTakeOver.
	StandIn int64
}

// MustTakeOver reports whether a B has to record the take-over before acting.
func (c Candidate) MustTakeOver() bool { return c.Backup != 0 && c.StandIn == 0 }

// Resolution is the answer: those who may act or, if nobody may, why, so that a
// person decides. Notes tell of those who were passed over although others act.
type Resolution struct {
	Who    string
	Can    []Candidate
	Reason string // Chinese; empty if somebody may act
	Notes  []string
	Basis  []law.ID
}

// Nobody reports whether a person has to decide how to go on.
func (r Resolution) Nobody() bool { return len(r.Can) == 0 }

// Resolve answers who may act. Nothing is taken for granted: an empty post, a holder
// who left, whose account is disabled, who is the applicant, or who is away without
// B or named deputy gives nobody and the reason. Standing-in reaches one hop.
func (c *Chart) Resolve(a Ask) (Resolution, error) {
	r := Resolution{Who: a.Who}
	label, known := whoLabels[a.Who]
	if !known {
		return r, fault.Field("who", a.Who, "没有“"+a.Who+"”这种办理人，请核对规章的用词。")
	}
	holders, why := c.holdersFor(a, &r)
	for _, o := range holders {
		cand, reason, ok := c.candidate(o, a, &r)
		if ok {
			r.Can = append(r.Can, cand)
		} else {
			r.Notes = append(r.Notes, reason)
		}
	}
	if len(r.Can) == 0 {
		if why == "" {
			why = strings.Join(r.Notes, "；")
		}
		r.Reason, r.Notes = label+"目前无人可办："+why+"。须由人定夺。", nil
	}
	return r, nil
}

// Holding gives the offices a word means whose holders work here, at their posts or
// away from them, without the applicant's own: for what somebody is said to have
// decided, not for who may decide now.
func (c *Chart) Holding(a Ask) ([]Office, error) {
	if _, known := whoLabels[a.Who]; !known {
		return nil, fault.Field("who", a.Who, "没有“"+a.Who+"”这种办理人，请核对规章的用词。")
	}
	list, _ := c.holdersFor(a, &Resolution{})
	return slices.DeleteFunc(slices.Clone(list), func(o Office) bool { return o.PersonID == a.Person || c.people[o.PersonID].Gone(c.day) }), nil
}

// holdersFor finds the offices a word means, or says why there are none.
func (c *Chart) holdersFor(a Ask, r *Resolution) ([]Office, string) {
	unit := c.units[a.Unit].Name
	switch a.Who {
	case WhoSectionHead:
		if a.Unit == "" {
			return nil, "申请人不属于任何科室"
		}
		return c.inUnit(a.Unit, unit, func(p Post) bool { return p.Rank == RankSectionHead }, "负责人岗位")
	case WhoDeputy:
		r.Basis = append(r.Basis, law.CommonSupervisorMap)
		s, ok := c.supervisorOf(a.Unit)
		switch {
		case a.Unit == "":
			return nil, "申请人不属于任何科室，没有分管领导"
		case !ok:
			return nil, unit + "没有登记分管领导"
		}
		for _, o := range c.officesOf(s.PersonID) {
			if leads(o.Rank) {
				return []Office{o}, ""
			}
		}
		return nil, unit + "的分管领导" + c.people[s.PersonID].Name + "已不任局领导"
	case WhoDirector:
		return c.inPosts(func(p Post) bool { return p.Rank == RankDirector }, "局长岗位")
	case WhoPartySecretary:
		return c.inPosts(func(p Post) bool { return p.Code != "" && p.Code == c.places.PartySecretary }, "党委书记岗位")
	case WhoPolitical:
		return c.wholeUnit(c.places.PoliticalSection)
	case WhoOffice:
		return c.wholeUnit(c.places.Office)
	case WhoHandlingUnit:
		return c.wholeUnit(a.Unit)
	case WhoDutyLeader:
		return c.leadingNow()
	case WhoDistrict:
		return nil, "由区领导在系统外审批，须登记批复"
	}
	return nil, "由会议集体研究，不由一人办理"
}

// leadingNow is the leader on duty at the chart's instant (clause duty.roster.leader).
func (c *Chart) leadingNow() ([]Office, string) {
	if c.dutyLeader == nil {
		return nil, "带班领导由值班表确定，不由岗位确定"
	}
	person, err := c.dutyLeader()
	switch {
	case err != nil:
		return nil, "值班表读不出来，请联系系统管理员"
	case person == 0:
		return nil, "此刻的值班表上没有带班领导，请办公室补上"
	}
	for _, o := range c.officesOf(person) {
		if leads(o.Rank) {
			return []Office{o}, ""
		}
	}
	return nil, "带班的" + c.people[person].Name + "已不任局领导"
}

func (c *Chart) wholeUnit(code string) ([]Office, string) {
	u, ok := c.units[code]
	if !ok {
		return nil, "没有指明是哪个科室"
	}
	return c.inUnit(code, u.Name, func(Post) bool { return true }, "岗位")
}

func (c *Chart) inUnit(code, name string, fits func(Post) bool, what string) ([]Office, string) {
	return c.inPosts(func(p Post) bool { return p.Unit == code && fits(p) }, name+what)
}

// inPosts gives the offices of posts, or says that nobody holds them and who did.
func (c *Chart) inPosts(fits func(Post) bool, what string) ([]Office, string) {
	wanted := map[string]bool{}
	for _, p := range c.posts {
		if fits(p) {
			wanted[p.Code] = true
		}
	}
	if len(wanted) == 0 {
		return nil, "没有设" + what
	}
	var now []Office
	var last Office
	for _, o := range c.offices {
		switch {
		case !wanted[o.Post]:
		case o.Holds(c.day):
			now = append(now, o)
		case !o.Until.IsZero() && !o.Until.After(c.day) && o.Until.After(last.Until):
			last = o
		}
	}
	switch {
	case len(now) > 0:
		return now, ""
	case last.ID == 0:
		return nil, what + "无人任职"
	}
	p := c.people[last.PersonID]
	if p.Gone(c.day) {
		return nil, fmt.Sprintf("%s无人任职（%s已于%s离岗）", what, p.Name, p.LeftOn.Chinese())
	}
	return nil, fmt.Sprintf("%s自%s起无人任职", what, last.Until.Chinese())
}

// candidate says who acts for an office: its holder, or one who stands in.
func (c *Chart) candidate(o Office, a Ask, r *Resolution) (Candidate, string, bool) {
	p := c.people[o.PersonID]
	if p.ID == a.Person {
		return Candidate{}, p.Name + "是申请人本人，不能办理自己的事项", false
	}
	if _, gone := c.away[p.ID]; !gone {
		if why := c.unfit(p, a); why != "" {
			return Candidate{}, why, false
		}
		return Candidate{Person: p, Office: o, Capacity: o.Title}, "", true
	}
	if p.Gone(c.day) {
		return Candidate{}, p.Name + "已于" + p.LeftOn.Chinese() + "离岗", false
	}
	cand, role := Candidate{Office: o, For: p.ID}, "B岗"
	if leads(o.Rank) {
		d, ok := c.delegationOf(p.ID)
		if !ok {
			return cand, p.Name + "不在岗，未指定代行的副职", false
		}
		r.Basis = append(r.Basis, law.CommonDelegate)
		cand.Person, cand.Delegation, cand.Capacity, role = c.people[d.DeputyID], d.ID, deputyCapacity(o, d), "指定代行的"
	} else {
		b, ok := c.backupOf(p.ID, o.Post)
		if !ok {
			return cand, p.Name + "不在岗，" + o.Title + "没有B岗", false
		}
		r.Basis = append(r.Basis, law.AbBRights)
		s, _ := c.standInFor(b.ID)
		cand.Person, cand.Backup, cand.StandIn, cand.Capacity = c.people[b.BackupID], b.ID, s.ID, backupCapacity(o, b)
	}
	why := c.unfit(cand.Person, a)
	if _, gone := c.away[cand.Person.ID]; gone && why == "" {
		why = cand.Person.Name + "也不在岗，不能再转他人"
	}
	if why != "" {
		return cand, p.Name + "不在岗，" + role + why, false
	}
	return cand, "", true
}

// unfit says why somebody who is here cannot act.
func (c *Chart) unfit(p Person, a Ask) string {
	switch {
	case p.ID == a.Person:
		return p.Name + "是申请人本人，不能办理自己的事项"
	case p.Gone(c.day):
		return p.Name + "已于" + p.LeftOn.Chinese() + "离岗"
	case len(c.logins[p.ID]) == 0:
		return p.Name + "没有登录账号"
	}
	for _, l := range c.logins[p.ID] {
		if l.State == "active" {
			return ""
		}
	}
	return p.Name + "的账号已停用"
}
