package meeting

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// Proposal is an item that somebody of the house proposes.
type Proposal struct {
	Kind  string
	Topic string
	Title string
	Line  string // what it is about and what is proposed
	Unit  string // that presents it; the proposer's own when empty
	Cadre bool   // beside the classes that are cadre matters by themselves
	Major bool
	// NotCadre: it sounds like a cadre matter and is none.
	NotCadre bool
	// NoMaterial: nothing is handed out for it.
	NoMaterial bool
	Concerned  []int64
}

type proposeIn struct {
	r *Room
	p Proposal
}

var proposeDeed = act.Define(act.Spec[proposeIn, int64]{Name: "meeting.item.propose", Label: "提出议题", Right: Use,
	Basis: []law.ID{law.MtgPartyAgendaCollect, law.MtgHeadAgendaPropose, law.MtgHeadAgendaCompile},
	Do:    func(tx *act.Tx, in proposeIn) (int64, act.Entry, error) { return in.r.propose(tx, in.p) }})

// Propose puts an item forward: bureau leaders, heads of units, and the unit that
// collects the items of the kind.
func (r *Room) Propose(ctx context.Context, who act.Actor, p Proposal) (int64, error) {
	return proposeDeed.Run(ctx, r.Door, who, proposeIn{r, p})
}

func (r *Room) propose(tx *act.Tx, p Proposal) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Actor)
	if err != nil {
		return none(err)
	}
	k, err := s.kind(p.Kind)
	if err != nil {
		return none(err)
	}
	if !s.proposes(k) {
		return none(fault.Refuse(firstClause(k.Collector.Basis, law.MtgKinds), k.Name+"的议题由局领导、科室负责人提出，或者由"+s.unitName(k.Collector.Unit)+"收集。请把事项报给您的科室负责人。"))
	}
	if p.Unit == "" {
		p.Unit = s.me.Unit
	}
	it := Item{Kind: k.Code, Topic: p.Topic, Title: db.Trimmed(p.Title), Line: db.Trimmed(p.Line), Unit: p.Unit, UnitName: s.unitName(p.Unit), Cadre: p.Cadre, Major: p.Major, NoMaterial: p.NoMaterial, Concerned: numbers(p.Concerned), Login: tx.Actor.Login, Name: s.me.Name}
	switch {
	case it.Title == "" || len([]rune(it.Title)) > 120:
		return none(fault.Field("title", it.Title, "请写明议题，不超过120字。"))
	case len([]rune(it.Line)) > 4000:
		return none(fault.Field("line", "", "说明不超过4000字，更长的请作材料。"))
	case p.Unit != "" && it.UnitName == "":
		return none(fault.Field("unit", p.Unit, "请从列表中选择汇报的科室。"))
	}
	for _, id := range p.Concerned {
		if c := s.chart.Person(id); c.ID == 0 {
			return none(fault.Field("concerned", fmt.Sprint(id), "请从列表中选择须回避的人。"))
		}
	}
	if err := it.fits(k); err != nil {
		return none(err)
	}
	if word := it.sounds(); word != "" && !it.Cadre && !p.NotCadre {
		if !decidesCadre(k) {
			return none(fault.Field("not_cadre", it.Title, "议题里有“"+word+"”。干部的培养、教育、推荐、任免和奖惩由党委会讨论决定（"+s.clauseLabel(law.MtgPartyTopicHr)+"），请改提党委会；不是干部事项的，勾选“不涉及干部任免奖惩”。"))
		}
		return none(fault.Field("cadre", it.Title, "议题里有“"+word+"”，像是干部事项，人数要求不同。是的请勾选“涉及干部”；不是的勾选“不涉及干部任免奖惩”。"))
	}
	err = r.addItem(tx, &it)
	return it.ID, act.Entry{Subject: act.Subject("meeting_item", it.ID), Summary: "提出" + k.Name + "议题", Basis: k.TopicBasis(it.Topic), Detail: map[string]any{"topic": it.Topic, "cadre": it.Cadre, "major": it.Major}}, err
}

// proposes reports whether who asks may put an item forward for a kind of meeting.
func (s *scene) proposes(k rulebook.MeetingKind) bool {
	if s.me.ID == 0 {
		return false
	}
	switch s.chart.Rank(s.me.ID) {
	case org.RankSectionHead, org.RankLeader, org.RankDirector:
		return true
	}
	return s.me.Unit == k.Collector.Unit || s.clerk(k)
}

// sees reports whether who asks may see an item that waits: whoever proposed it, who
// collects and who decides the agenda.
func (s *scene) sees(k rulebook.MeetingKind, it Item) bool {
	return it.Login != "" && it.Login == s.chart.Login(s.me.ID) && s.me.ID != 0 || s.clerk(k) || s.holds(k.Agenda.Posts) || !secret(k) && s.me.ID != 0 && s.me.Unit == k.Collector.Unit
}

type attachIn struct {
	r     *Room
	item  int64
	kind  string
	words string
	files []flow.Attachment
}

var attachDeed = act.Define(act.Spec[attachIn, int]{Name: "meeting.item.attach", Label: "附上议题材料", Right: Use,
	Basis: []law.ID{law.MtgPartyMaterials, law.MtgPartyMajorResearch, law.MtgPartyMajorConsult},
	Do:    func(tx *act.Tx, in attachIn) (int, act.Entry, error) { return in.r.attach(tx, in) }})

// Attach adds material to an item, or the record of research or of opinions sought: in
// words, in files that lie in the store, or both. Whoever proposed it, the presenting
// unit and the clerk can, until it was decided.
func (r *Room) Attach(ctx context.Context, who act.Actor, item int64, kind, words string, files []flow.Attachment) (int, error) {
	return attachDeed.Run(ctx, r.Door, who, attachIn{r, item, kind, words, files})
}

func (r *Room) attach(tx *act.Tx, in attachIn) (int, act.Entry, error) {
	none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
	s, k, it, err := r.reach(tx, in.item)
	if err != nil {
		return none(err)
	}
	words := db.Trimmed(in.words)
	switch {
	case !s.equips(k, it):
		return none(act.OutOfReach(act.Subject("meeting_item", it.ID)))
	case slices.Contains([]string{Decided, Declined, Dropped}, it.State):
		return none(fault.Newf(fault.Conflict, "“%s”%s，不能再加材料。", it.Title, it.StateLabel()))
	case paperLabels[in.kind] == "" || in.kind == Speech:
		return none(fault.Field("kind", in.kind, "请选择材料的种类：会议材料、调研材料或征求意见记录。"))
	case words == "" && len(in.files) == 0:
		return none(fault.Field("words", "", "请写明内容，或者选择文件。"))
	case len([]rune(words)) > 2000:
		return none(fault.Field("words", "", "说明不超过2000字，更长的请作文件。"))
	}
	if len(in.files) == 0 {
		in.files = []flow.Attachment{{}}
	}
	for _, f := range in.files {
		if err := r.addPaper(tx, Paper{ItemID: it.ID, Kind: in.kind, Words: words, Name: f.Name, SHA256: f.SHA256, SM3: f.SM3, Size: f.Size}); err != nil {
			return none(err)
		}
	}
	if in.kind == Material && it.NoMaterial {
		it.NoMaterial = false
		if err := putItem(tx, &it); err != nil {
			return none(err)
		}
	}
	return len(in.files), act.Entry{Subject: act.Subject("meeting_item", it.ID), Summary: "附上" + paperLabels[in.kind], Detail: map[string]any{"kind": in.kind, "papers": len(in.files)}}, nil
}

func (r *Room) addPaper(tx *act.Tx, p Paper) error {
	if p.SHA256 != "" {
		f := flow.Attachment{Name: p.Name, SHA256: p.SHA256}
		if err := f.Check("files"); err != nil {
			return err
		}
		p.Name = f.Name
		if err := blob.Keep(tx.Ctx, tx, r.Files, p.SHA256); err != nil {
			return err
		}
	}
	id, err := tx.Next("meeting_paper")
	if err != nil {
		return err
	}
	p.ID, p.MadeBy, p.MadeAt = id, tx.Actor.Login, tx.Now
	return act.Insert(tx, "meeting_paper", id, paperColumns, p.values())
}

// HasFile reports whether a paper of this room has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// Choice is what becomes of an item that waits: on the agenda, or not and why.
type Choice struct {
	Item   int64
	List   bool
	Reason string
}

type agendaIn struct {
	r       *Room
	meeting int64
	choices []Choice
}

var agendaDeed = act.Define(act.Spec[agendaIn, int]{Name: "meeting.agenda.fix", Label: "确定议题", Right: Use, Basis: []law.ID{law.MtgPartyAgendaDecide, law.MtgHeadAgendaDecide},
	Do: func(tx *act.Tx, in agendaIn) (int, act.Entry, error) { return in.r.fixAgenda(tx, in) }})

// FixAgenda decides which of the items that wait come before a meeting, in the order
// given, and which do not. Only the person whom the clause names can: for the party
// committee the secretary, even if another chairs. Items not named go on waiting, those
// on the agenda before keep their places.
func (r *Room) FixAgenda(ctx context.Context, who act.Actor, meeting int64, choices []Choice) (int, error) {
	return agendaDeed.Run(ctx, r.Door, who, agendaIn{r, meeting, choices})
}

// decidesAgenda reports whether who asks may fix the agenda of the meeting.
func (c *course) decidesAgenda() bool {
	return c.holds(c.k.Agenda.Posts) || c.k.Agenda.Delegate && c.chairs() && c.m.Delegated != ""
}

// agendaCustom says in brackets that the text names nobody who fixes the agenda, where
// it does not.
func (c *course) agendaCustom() string {
	if !c.k.Agenda.Inferred {
		return ""
	}
	return c.custom(c.k.Agenda.Basis)
}

func (r *Room) fixAgenda(tx *act.Tx, in agendaIn) (int, act.Entry, error) {
	none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
	c, err := r.take(tx, in.meeting)
	if err != nil {
		return none(err)
	}
	if !c.decidesAgenda() {
		if _, seated := c.seat(c.me.ID); !seated && !c.clerk(c.k) {
			return none(act.OutOfReach(c.m.Subject()))
		}
		return none(fault.Refuse(firstClause(c.k.Agenda.Basis, law.MtgKinds), c.k.Name+"的议题由"+titles(c.book, c.k.Agenda.Posts)+"确定"+c.agendaCustom()+"，其他人不能代定。"))
	}
	if err := c.in(Planned, Notified, Held); err != nil {
		return none(err)
	}
	place := 0
	for _, it := range c.items {
		place = max(place, it.Place)
	}
	listed := 0
	for _, x := range in.choices {
		it, err := itemByID(tx, x.Item)
		switch {
		case err != nil:
			return none(err)
		case it.Kind != c.m.Kind || it.MeetingID != 0 && it.MeetingID != c.m.ID:
			return none(fault.Field("item", it.Title, "“"+it.Title+"”不是提给这次会议的，请核对。"))
		case it.State != Proposed && !(it.State == Listed && !x.List):
			return none(fault.Newf(fault.Conflict, "“%s”%s，不能再定。", it.Title, it.StateLabel()))
		case !x.List && db.Trimmed(x.Reason) == "":
			return none(fault.Field("reason", "", "不列入“"+it.Title+"”的，请写明缘由，提出的人看得到。"))
		}
		if x.List {
			place++
			listed++
			it.MeetingID, it.Place, it.State, it.Words = c.m.ID, place, Listed, ""
		} else {
			it.MeetingID, it.Place, it.State, it.Words = 0, 0, Declined, db.Trimmed(x.Reason)
		}
		if err := putItem(tx, &it); err != nil {
			return none(err)
		}
		if !x.List && it.Source != "" {
			if err := r.settled(tx, Decision{Source: it.Source, Meeting: c.m.ID, Item: it.ID, URL: c.m.URL(), Outcome: Declined, Words: it.Words, On: tx.Today}); err != nil {
				return none(err)
			}
		}
	}
	c.m.AgendaBy, c.m.AgendaAt = c.me.Name, tx.Now
	if err := notify.Done(tx, agendaKey(c.m.ID)); err != nil {
		return none(err)
	}
	// Who was told of another agenda has to be told anew.
	if c.m.State == Notified && listed > 0 {
		if err := c.untell(tx); err != nil {
			return none(err)
		}
	}
	return listed, act.Entry{Subject: c.m.Subject(), Summary: fmt.Sprintf("确定%s的议题，列入%d项", c.m.Title(c.book), listed), Basis: basis(c.k.Agenda.Basis), Detail: map[string]any{"listed": listed, "declined": len(in.choices) - listed}}, putMeeting(tx, &c.m)
}

func (r *Room) settled(tx *act.Tx, d Decision) error {
	for _, f := range r.Settled {
		if err := f(tx, d); err != nil {
			return err
		}
	}
	return nil
}

func agendaKey(meeting int64) string { return act.Subject("meeting.agenda", meeting) }

type submitIn struct {
	r       *Room
	meeting int64
}

var submitDeed = act.Define(act.Spec[submitIn, bool]{Name: "meeting.agenda.submit", Label: "汇总议题报审", Right: Use, Basis: []law.ID{law.MtgHeadAgendaCompile, law.MtgPartyAgendaCollect},
	Do: func(tx *act.Tx, in submitIn) (bool, act.Entry, error) {
		c, err := in.r.take(tx, in.meeting)
		if err != nil {
			return false, act.Entry{}, err
		}
		if err := c.ofClerk(); err != nil {
			return false, act.Entry{}, err
		}
		if err := c.in(Planned); err != nil {
			return false, act.Entry{}, err
		}
		for _, p := range c.chart.Holders(c.k.Agenda.Posts...) {
			if err := notify.Put(tx, notify.Todo{Key: agendaKey(c.m.ID), Login: c.chart.Login(p.ID), Text: "确定" + c.m.Title(c.book) + "的议题", URL: c.m.URL(), Due: c.m.HeldOn}); err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, act.Entry{Subject: c.m.Subject(), Summary: "汇总" + c.m.Title(c.book) + "的议题报" + titles(c.book, c.k.Agenda.Posts) + "确定", Basis: basis(c.k.Collector.Basis)}, nil
	}})

// SubmitAgenda tells whoever fixes the agenda that the items are collected.
func (r *Room) SubmitAgenda(ctx context.Context, who act.Actor, meeting int64) error {
	_, err := submitDeed.Run(ctx, r.Door, who, submitIn{r, meeting})
	return err
}

type itemIn struct {
	r      *Room
	item   int64
	reason string
	at     int64
}

var pretellDeed = act.Define(act.Spec[itemIn, bool]{Name: "meeting.item.pretell", Label: "重大议题会前告知", Right: Use, Basis: []law.ID{law.MtgPartyMajorPrenotice},
	Do: func(tx *act.Tx, in itemIn) (bool, act.Entry, error) {
		it, err := itemByID(tx, in.item)
		if err != nil {
			return false, act.Entry{}, err
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Actor)
		if err != nil {
			return false, act.Entry{}, err
		}
		k, err := s.kind(it.Kind)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case !s.clerk(k):
			return false, act.Entry{}, act.OutOfReach(act.Subject("meeting_item", it.ID))
		case !it.Major:
			return false, act.Entry{}, fault.New(fault.Conflict, "这不是重大议题，不必会前告知。")
		case it.State != Proposed && it.State != Listed:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "“%s”%s，不能再告知。", it.Title, it.StateLabel())
		case in.at > tx.Now:
			return false, act.Entry{}, fault.Field("at", "", "告知的时间还没有到，请核对。")
		}
		if it.PretoldAt = tx.Now; in.at != 0 {
			it.PretoldAt = in.at
		}
		return true, act.Entry{Subject: act.Subject("meeting_item", it.ID), Summary: "重大议题已告知各成员", Basis: basis(k.Major.Basis)}, putItem(tx, &it)
	}})

// Pretell notes that the members were told of a major item, now or at an earlier
// instant (clause mtg.party.major.prenotice).
func (r *Room) Pretell(ctx context.Context, who act.Actor, item, at int64) error {
	_, err := pretellDeed.Run(ctx, r.Door, who, itemIn{r: r, item: item, at: at})
	return err
}

// unready says what a major item lacks before it may be dealt with, "" if nothing
// (clauses mtg.party.major.prenotice, .research, .consult).
func (c *course) unready(it Item) (string, law.ID) {
	if !it.Major || len(c.k.Major.Basis) == 0 {
		return "", ""
	}
	has := func(kind string) bool {
		return slices.ContainsFunc(c.papers, func(p Paper) bool { return p.ItemID == it.ID && p.Kind == kind })
	}
	p, _ := c.book.Param(law.MtgPartyMajorPrenotice, "lead_days")
	lead, set := p.Int()
	switch {
	case !set:
		return "规章参数“提前告知的天数”没有填写，须先由人定", law.MtgPartyMajorPrenotice
	case !has(Research):
		return "没有附调研材料", law.MtgPartyMajorResearch
	case !has(Consult):
		return "没有征求意见的记录", law.MtgPartyMajorConsult
	case it.PretoldAt == 0:
		return "没有会前告知各成员", law.MtgPartyMajorPrenotice
	case dayOf(it.PretoldAt).AddDays(lead).After(c.m.HeldOn):
		return fmt.Sprintf("告知各成员不足%d天", lead), law.MtgPartyMajorPrenotice
	}
	return "", ""
}
