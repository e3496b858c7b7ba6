package document

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// Holder is somebody with whom a document lies.
type Holder struct {
	Name  string // 商贸流通科 科员; 办公室; 副局长
	Login string // empty where it lies with a unit
	Unit  string
	Since int64
	What  string // what is to be done
}

// has tells with whom a document lies now and what is to be done there: nobody is left
// out of it.
func (s *scene) has(d Document, parts []Part, readers []Reader) []Holder {
	office := Holder{Name: s.unitName(s.r.Org.Places.Office), Unit: s.r.Org.Places.Office, Since: d.StageAt}
	var out []Holder
	switch d.Stage {
	case Signed, Registered, Checked, Answered:
		office.What = strings.TrimPrefix(stageLabels[d.Stage], "待")
		out = append(out, office)
	case Proposed:
		out = append(out, Holder{Name: d.Leader, Login: s.chart.Login(d.LeaderID), Since: d.StageAt, What: "批示"})
	}
	if !d.Running {
		return nil
	}
	for _, p := range parts {
		if p.DoneAt != 0 {
			continue
		}
		h := Holder{Name: strings.TrimSpace(s.unitName(p.Unit) + " " + p.Handler), Login: p.Login, Unit: p.Unit, Since: p.GivenAt, What: p.Label()}
		if p.Login == "" {
			h.What = "确定" + p.Label() + "的承办人"
		}
		out = append(out, h)
	}
	for _, x := range readers {
		if x.Has() {
			h := Holder{Name: x.Name, Login: x.Login, Since: x.GivenAt, What: "阅"}
			if _, ok := s.here(x.PersonID); !ok {
				h.What = "已不在职，由办公室改送或者撤回"
			}
			out = append(out, h)
		}
	}
	return out
}

type urgeIn struct {
	r    *Room
	id   int64
	text string
}

var urgeDeed = act.Define(act.Spec[urgeIn, Urge]{Name: "document.incoming.urge", Label: "催办收文", Right: Use, Basis: []law.ID{law.DocumentsUrge},
	Do: func(tx *act.Tx, in urgeIn) (Urge, act.Entry, error) { return in.r.urge(tx, in) }})

// Urge reminds everybody with whom a document lies outside the office. The office and the
// leaders can, at most once in the hours of the card for one step (clause
// law.documents.urge).
func (r *Room) Urge(ctx context.Context, who act.Actor, id int64, words string) (Urge, error) {
	return urgeDeed.Run(ctx, r.Door, who, urgeIn{r, id, db.Trimmed(words)})
}

// mayUrgeAt is the first instant at which a document may be urged again.
func (s *scene) mayUrgeAt(d Document) (int64, error) {
	if d.UrgedAt == 0 {
		return 0, nil
	}
	n, err := number(s.book, law.DocumentsUrge, "urge_gap_hours")
	return d.UrgedAt + int64(n)*3600_000_000, err
}

func (r *Room) urge(tx *act.Tx, in urgeIn) (Urge, act.Entry, error) {
	none := func(err error) (Urge, act.Entry, error) { return Urge{}, act.Entry{}, err }
	d, err := hold(tx, in.id)
	if err != nil {
		return none(err)
	}
	if !r.seesAll(tx.Actor) {
		return none(act.OutOfReach(d.Subject()))
	}
	if err := d.in(Proposed, Handling, Reading); err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	again, err := s.mayUrgeAt(d)
	if err != nil {
		return none(err)
	}
	if tx.Now < again {
		return none(&fault.Error{Kind: fault.TooMany, Clause: law.DocumentsUrge, Say: fmt.Sprintf("%s刚催过，%s以后可以再催。", stamp(d.UrgedAt), stamp(again))})
	}
	if err := line("text", "催办的话", in.text, mostLine, false); err != nil {
		return none(err)
	}
	parts, err := partsOf(tx.Ctx, tx, d.ID)
	if err != nil {
		return none(err)
	}
	readers, err := readersOf(tx.Ctx, tx, d.ID)
	if err != nil {
		return none(err)
	}
	var names []string
	told := map[string]bool{}
	for _, h := range s.has(d, parts, readers) {
		names = append(names, h.Name+"（"+h.What+"）")
		for _, l := range s.reached(h) {
			if told[l] {
				continue
			}
			told[l] = true
			t := notify.Todo{Key: urgeKey(&d, l), Login: l, Text: strings.TrimSpace("催办：" + d.Called() + " " + h.What), URL: d.URL()}
			if d.DueAt != 0 {
				t.Due = dayOf(d.DueAt)
			}
			if err := notify.Put(tx, t); err != nil {
				return none(err)
			}
		}
	}
	n, err := tx.Next(fmt.Sprintf("document.urge.%d", tx.Today.Year))
	if err != nil {
		return none(err)
	}
	u := Urge{DocID: d.ID, Number: fmt.Sprintf("%d-催-%03d", tx.Today.Year, n), Stage: d.Stage, Whom: strings.Join(names, "、"), Text: in.text, DueAt: d.DueAt, Person: tx.Actor.Name, MadeAt: tx.Now}
	if u.ID, err = insert(tx, "document_incoming_urge", urgeColumns, []any{u.DocID, u.Number, u.Stage, u.Whom, u.Text, u.DueAt, u.Person, u.MadeAt}); err != nil {
		return none(err)
	}
	d.UrgedAt, d.Urges = tx.Now, d.Urges+1
	if err := say(tx, &d, evUrge, u.Number+"，"+u.Whom+orNone(prefix("：", in.text), "")); err != nil {
		return none(err)
	}
	return u, d.entry("催办收文 "+u.Number, map[string]any{"stage": d.Stage, "told": len(told)}), put(tx, r, &d)
}

func urgeKey(d *Document, login string) string { return d.Subject() + ":urge:" + login }

func prefix(with, s string) string {
	if s == "" {
		return ""
	}
	return with + s
}

// lateWords say how long something is late, or how long it still has.
func lateWords(now, due int64) string {
	switch {
	case due == 0:
		return ""
	case due < now && now-due < 86400_000_000:
		return fmt.Sprintf("超期 %d 小时", max(1, (now-due)/3600_000_000))
	case due < now:
		return fmt.Sprintf("超期 %d 天", dayOf(now).Sub(dayOf(due)))
	case due-now < 86400_000_000 && dayOf(due) == dayOf(now):
		return "今天 " + clock.FromMicros(due).In(shanghai).Format("15:04") + " 前"
	}
	return fmt.Sprintf("还有 %d 天", dayOf(due).Sub(dayOf(now)))
}

func dueTag(d Document, now int64) []ui.Tag {
	if !d.Running || d.DueAt == 0 {
		return nil
	}
	w := lateWords(now, d.DueAt)
	switch {
	case d.DueAt < now:
		return []ui.Tag{{Text: w, Tone: ui.Bad}}
	case dayOf(d.DueAt).Sub(dayOf(now)) <= 1:
		return []ui.Tag{{Text: w, Tone: ui.Warn}}
	}
	return []ui.Tag{{Text: w, Tone: ui.Mute}}
}

var lateDeed = act.Define(act.Spec[*Room, int]{Name: "document.incoming.watch", Label: "核对收文待办", Right: Use, Basis: []law.ID{law.DocumentsUrge}, Quiet: "a look that reminds nobody is not worth an entry",
	Do: func(tx *act.Tx, r *Room) (int, act.Entry, error) {
		list, err := db.All[Document](tx.Ctx, tx, docSelect+" WHERE d.running = 1 AND d.due_at > 0 AND d.due_at < $1 ORDER BY d.due_at, d.id LIMIT 200", tx.Now)
		if err != nil {
			return 0, act.Entry{}, err
		}
		moved, err := r.again(tx)
		if err != nil {
			return 0, act.Entry{}, err
		}
		n := 0
		for _, d := range list {
			key := d.Subject() + ":late"
			known, err := db.One[int](tx.Ctx, tx, q.SQL("todo_known"), key, dayOf(d.DueAt))
			if err != nil {
				return 0, act.Entry{}, err
			}
			if known > 0 {
				continue
			}
			t := notify.Todo{Key: key, Role: org.Staff, Unit: r.Org.Places.Office, Text: "催办超期的收文（" + stageLabels[d.Stage] + "）：" + d.Called(), URL: d.URL(), Due: dayOf(d.DueAt)}
			if err := notify.Put(tx, t); err != nil {
				return 0, act.Entry{}, err
			}
			n++
		}
		if n+moved == 0 {
			return 0, act.Entry{}, nil
		}
		return n, act.Entry{Subject: "document_incoming", Summary: fmt.Sprintf("提醒办公室催办超期的收文 %d 件，按现在的负责人调整待办 %d 条", n, moved)}, nil
	}})

// Watch tells the office which documents became late since it last looked, and puts every
// document on the list of whoever has to handle it today; it urges nobody by itself. It
// returns how many became late.
func (r *Room) Watch(ctx context.Context) (int, error) {
	return lateDeed.Run(ctx, r.Door, act.Program("收文期限提醒"), r)
}
