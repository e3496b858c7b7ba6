package rulebook

import (
	"slices"

	"lantai.internal/base/law"
)

// meetings examines meeting.yaml: known clauses, readings, posts and units, nothing
// twice, parameters that hold numbers, as many topics as the clause counts.
func (c *checker) meetings() {
	const file = "meeting.yaml"
	seen := map[string]bool{}
	for _, k := range c.b.Meetings.Kinds {
		where := file + " " + k.Code
		if !slices.Contains(MeetingCodes, k.Code) || k.Name == "" || k.Paper.Word == "" || !slices.Contains([]string{"all", "free"}, k.Opinions) || k.Majority != "" && k.Majority != "due" {
			c.add("form", where, "", "会议的代码、名称、文种、发言或表决方式不合格式")
		}
		if seen[k.Code] {
			c.add("duplicate", where, "", "会议写了两次")
		}
		seen[k.Code] = true
		for _, basis := range [][]Basis{k.Basis, k.Members.Basis, k.Chair.Basis, k.StandIn.Basis, k.Collector.Basis, k.Agenda.Basis, k.Secretary.Basis, k.Paper.Basis, k.Observers.Basis} {
			c.rest(where, basis)
		}
		for _, basis := range [][]Basis{k.Enlarged.Basis, k.Adhoc.Basis, k.Original.Basis, k.Major.Basis, k.Unset, k.Order, k.Vote} {
			if len(basis) > 0 {
				c.rest(where, basis)
			}
		}
		if k.Opinions == "all" && len(k.Order) == 0 || k.Majority != "" && len(k.Vote) == 0 {
			c.add("form", where, "", "逐人表态或者按多数表决的，请写明依据")
		}
		for _, posts := range [][]string{k.Chair.Posts, k.Agenda.Posts, k.Secretary.Posts} {
			if len(posts) == 0 {
				c.add("form", where, "", "没有写明主持人、定议题的人或者记录人的岗位")
			}
		}
		for _, code := range slices.Concat(k.Members.Posts, k.Observers.Posts, k.Chair.Posts, k.StandIn.Posts, k.Agenda.Posts, k.Secretary.Posts, k.Original.Posts, k.Paper.Signer) {
			if _, ok := c.b.Post(code); !ok {
				c.add("citation", where, "", "岗位“%s”不存在", code)
			}
		}
		if u, ok := c.b.Unit(k.Collector.Unit); !ok || u.Code != k.Collector.Unit {
			c.add("citation", where, "", "科室“%s”不存在", k.Collector.Unit)
		}
		if !k.Members.Committee && !k.Members.Everyone && len(k.Members.Posts) == 0 && len(k.Members.Heads) == 0 {
			c.add("form", where, "", "没有写明谁是成员")
		}
		for _, kind := range k.Members.Heads {
			if !slices.ContainsFunc(c.b.Units, func(u Unit) bool { return u.Kind == kind }) {
				c.add("form", where, "", "没有“%s”这种科室", kind)
			}
		}
		c.meetingNumbers(where, k)
		c.meetingTopics(where, k)
	}
}

// MeetingCodes are the words for kinds of meeting, as the command line writes them.
var MeetingCodes = []string{"party_committee", "director_office", "bureau_affairs", "all_staff", "democratic_life"}

func (c *checker) meetingNumbers(where string, k MeetingKind) {
	number := func(clause law.ID, name, interpretation string) {
		c.rest(where, []Basis{groundOf(clause, interpretation)})
		if n, ok := c.b.whole(clause, name); !ok || n < 1 {
			c.add("form", where, clause, "参数“%s”应是正整数", name)
		}
	}
	if !slices.Contains([]string{"month", "year"}, k.Cadence.Per) {
		c.add("form", where, k.Cadence.Clause, "会期应写 month 或 year")
	}
	number(k.Cadence.Clause, k.Cadence.Parameter, k.Cadence.Reading)
	for _, n := range []MeetingNotice{k.Notice, k.Reminder} {
		if n.Clause != "" {
			number(n.Clause, n.Parameter, n.Reading)
		}
	}
	if len(k.Quorum) == 0 && len(k.Unset) == 0 {
		c.add("form", where, "", "没有到会人数的规定，请写明依据哪一条说明没有")
	}
	matters := map[string]bool{}
	for _, q := range k.Quorum {
		c.word(where, q.Matter, []string{MatterOrdinary, MatterCadre}, matters)
		number(q.Clause, "numerator", q.Reading)
		number(q.Clause, "denominator", "")
		n, _ := c.b.whole(q.Clause, "numerator")
		if d, _ := c.b.whole(q.Clause, "denominator"); n > d {
			c.add("form", where, q.Clause, "到会人数的分子大于分母")
		}
	}
	if len(k.Quorum) > 0 && !matters[MatterOrdinary] {
		c.add("form", where, "", "写了到会人数的，应有一般事项的规定")
	}
}

func (c *checker) meetingTopics(where string, k MeetingKind) {
	c.cite(where, k.Topics.Clause)
	codes := map[string]bool{}
	for _, t := range k.Topics.List {
		if t.Code == "" || t.Name == "" || codes[t.Code] {
			c.add("duplicate", where, k.Topics.Clause, "议题类别“%s”缺代码或名称，或写了两次", t.Code)
		}
		codes[t.Code] = true
		if t.Clause != "" {
			c.cite(where, t.Clause)
		}
	}
	if n, ok := c.b.whole(k.Topics.Clause, "count"); ok && n != len(k.Topics.List) {
		c.add("form", where, k.Topics.Clause, "条文说议题有 %d 类，这里写了 %d 类", n, len(k.Topics.List))
	}
}
