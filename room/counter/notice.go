package counter

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Notice tells the applicant what to bring.
type Notice struct {
	ID            int64      `db:"id"`
	Number        string     `db:"number"`
	ApplicationID int64      `db:"application_id"`
	N             int        `db:"n"`
	Items         string     `db:"items"`
	Fact          string     `db:"fact"`
	Breach        bool       `db:"breach"`
	IssuedOn      civil.Date `db:"issued_on"`
	IssuedBy      string     `db:"issued_by"`
	IssuedAt      int64      `db:"issued_at"`
}

func (n *Notice) values() []any {
	return []any{n.Number, n.ApplicationID, n.N, n.Items, n.Fact, n.Breach, n.IssuedOn, n.IssuedBy, n.IssuedAt}
}

// Wanted is one material in a notice, with what has to be done about it.
type Wanted struct {
	N     int
	Name  string
	Words string // 补交原件；补盖公章 …
}

// Wants are the materials of a notice.
func (n Notice) Wants() []Wanted {
	var out []Wanted
	for l := range strings.SplitSeq(n.Items, "\n") {
		f := strings.SplitN(l, "|", 3)
		if len(f) == 3 {
			w := Wanted{Name: f[1], Words: f[2]}
			if _, err := fmt.Sscan(f[0], &w.N); err == nil {
				out = append(out, w)
			}
		}
	}
	return out
}

func lines(list []Wanted) string {
	var out []string
	for _, w := range list {
		out = append(out, fmt.Sprintf("%d|%s|%s", w.N, w.Name, w.Words))
	}
	return strings.Join(out, "\n")
}

var notifyDeed = act.Define(act.Spec[checkIn, Notice]{Name: "counter.notice.issue", Label: "出具补充通知书", Right: Use, Basis: []law.ID{law.OnceSupplement, law.LimitSupplement},
	Do: func(tx *act.Tx, in checkIn) (Notice, act.Entry, error) { return in.r.notify(tx, in) }})

// NewNotice is a notice to be issued. Items must name every material that lacks; Fact is
// the new fact without which there is no second notice, and More what that one asks for
// beyond the list; the first notice may not.
type NewNotice struct {
	Items []Wanted
	More  []Wanted
	Fact  string
}

// Notify tells the applicant in writing what to bring, all of it at once. A notice that
// leaves out a material found missing is refused and names it. A second notice is refused
// without a new fact, and stands in the list of breaches with it (clauses
// once.supplement, limit.supplement, reading second-needs-reason). Of a licence nobody
// may be told after the time of the law is over: it counts as accepted then (Deem).
func (r *Room) Notify(ctx context.Context, who act.Actor, id int64, n NewNotice) (Notice, error) {
	return notifyDeed.Run(ctx, r.Door, who, checkIn{r: r, id: id, wanted: n.Items, extra: n.More, fact: db.Trimmed(n.Fact)})
}

func (r *Room) notify(tx *act.Tx, in checkIn) (Notice, act.Entry, error) {
	none := func(err error) (Notice, act.Entry, error) { return Notice{}, act.Entry{}, err }
	a, s, err := r.load(tx, in.id)
	if err != nil {
		return none(err)
	}
	if a.State != Correcting {
		return none(wrongState(a, "出具补充通知书"))
	}
	item, err := row[Item](tx.Ctx, tx, "counter_item", "item", a.ItemID)
	if err != nil {
		return none(err)
	}
	before, err := db.All[Notice](tx.Ctx, tx, q.SQL("notices_of"), a.ID)
	if err != nil {
		return none(err)
	}
	times, _ := s.number(law.OnceSupplement, "times")
	second := len(before) >= max(times, 1)
	if second && in.fact == "" {
		e := fault.Refuse(law.OnceSupplement, fmt.Sprintf("%s已经在 %s 一次告知过要补的内容（%s），不能再告知。出现了告知时不知道的新情况的，写明是什么新情况，这一次会列为违反一次性告知。", a.Number, before[0].IssuedOn, before[0].Number))
		return none(e)
	}
	if over, last := s.toldTooLate(a, item); over && !second {
		return none(fault.Refuse(law.LicensingOnce, "行政许可事项应在收到材料后 "+last.Chinese()+" 以前一次告知要补的内容。期限已过，自收到之日起即为受理，请登记“视为受理”。"))
	}
	checks, err := checksOf(tx.Ctx, tx, a.ID)
	if err != nil {
		return none(err)
	}
	list, err := r.wanted(tx, a, checks, in, second)
	if err != nil {
		return none(err)
	}
	if err := asTold(tx, checks, list); err != nil {
		return none(err)
	}
	n := Notice{ApplicationID: a.ID, N: len(before) + 1, Items: lines(list), Fact: in.fact, Breach: second, IssuedOn: tx.Today, IssuedBy: tx.Actor.Login, IssuedAt: tx.Now}
	if n.Number, err = numbered(tx, "补", tx.Today.Year); err != nil {
		return none(err)
	}
	if n.ID, err = insert(tx, "counter_notice", noticeColumns, n.values()); err != nil {
		return none(err)
	}
	if err := r.todo(tx, a, "等申请人补正："+item.Title, civil.Date{}); err != nil {
		return none(err)
	}
	// Two notices at once would both be the first: the version lets one of them through.
	a.Version++
	if err := r.save(tx, a); err != nil {
		return none(err)
	}
	say := fmt.Sprintf("出具补充通知书 %s：%d 项", n.Number, len(list))
	if second {
		say += "（第二次，违反一次性告知）"
	}
	return n, act.Entry{Subject: a.Subject(), Summary: say, Detail: map[string]any{"items": len(list), "n": n.N, "breach": n.Breach}}, nil
}

// asTold has the list of materials say what the applicant was told, so that whoever
// takes the supplement in, and the record, hold it against the same words.
func asTold(tx *act.Tx, checks []Check, list []Wanted) error {
	for _, c := range checks {
		k := slices.IndexFunc(list, func(w Wanted) bool { return w.N == c.N })
		if k < 0 || list[k].Words == c.Note {
			continue
		}
		c.Note, c.Version = list[k].Words, c.Version+1
		if err := put(tx, "counter_check", c.ID, c.Version-1, checkColumns, c.values()); err != nil {
			return err
		}
	}
	return nil
}

// wanted puts the list of a notice together: every material that lacks must be in it. The
// first notice stays within the published list; only a second one, which counts as a
// breach, asks for more.
func (r *Room) wanted(tx *act.Tx, a Application, checks []Check, in checkIn, second bool) ([]Wanted, error) {
	var list []Wanted
	var bad []error
	for _, c := range checks {
		k := slices.IndexFunc(in.wanted, func(w Wanted) bool { return w.N == c.N })
		if !c.Lacks() {
			if k >= 0 {
				bad = append(bad, fault.Field(fmt.Sprintf("item_%d", c.N), c.Name, "“"+c.Name+"”审核时是“"+checkLabels[c.State]+"”，不用补。"))
			}
			continue
		}
		if k < 0 || db.Trimmed(in.wanted[k].Words) == "" {
			bad = append(bad, onField(law.LimitSupplement, fmt.Sprintf("item_%d", c.N), c.Name, fmt.Sprintf("漏了第 %d 项“%s”（%s）。要补的应一次列全，请写明怎样补。", c.N, c.Name, checkLabels[c.State])))
			continue
		}
		w := Wanted{N: c.N, Name: c.Name, Words: oneLine(in.wanted[k].Words)}
		if err := line(fmt.Sprintf("item_%d", c.N), "怎样补", w.Words, true); err != nil {
			bad = append(bad, err)
		}
		list = append(list, w)
	}
	for i, w := range in.extra {
		if !second {
			bad = append(bad, onField(law.LimitSupplement, "more", w.Name, "“"+oneLine(w.Name)+"”不在公布的材料清单里，第一次告知不能要求。清单要改的，先改办事指南重新公布。"))
			break
		}
		m := Wanted{N: len(checks) + 1 + i, Name: oneLine(w.Name), Words: oneLine(w.Words)}
		if err := join(line("more", "增加的材料", m.Name, true), line("more", "怎样补", m.Words, true)); err != nil {
			bad = append(bad, err)
			continue
		}
		c := Check{ApplicationID: a.ID, N: m.N, Name: m.Name, State: Missing, Note: m.Words, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
		if _, err := insert(tx, "counter_check", checkColumns, c.values()); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	if err := join(append(bad, line("fact", "新情况", in.fact, false))...); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Conflict, a.Number+"没有缺的材料，不用出补充通知书。")
	}
	return list, nil
}

// oneLine keeps a text to what one line of a list can hold.
func oneLine(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(db.Trimmed(s)), " "), "|", "／")
}
