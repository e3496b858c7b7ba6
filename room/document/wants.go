package document

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// openTodos are the keys below a prefix that are still on somebody's list.
func openTodos(tx *act.Tx, prefix string) ([]string, error) {
	return db.All[string](tx.Ctx, tx, q.SQL("open_todos"), prefix, prefix+"~")
}

// settle takes everything below a prefix off the lists, whoever has it: those who have it
// need not be those who would get it today.
func settle(tx *act.Tx, prefix string) error {
	keys, err := openTodos(tx, prefix)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := notify.Done(tx, key); err != nil {
			return err
		}
	}
	return nil
}

func putAll(tx *act.Tx, list []notify.Todo) error {
	for _, t := range list {
		if err := notify.Put(tx, t); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) ofOffice(d *Document, key, text string) notify.Todo {
	t := notify.Todo{Key: d.Subject() + key, Role: org.Staff, Unit: s.r.Org.Places.Office, Text: text + d.Called(), URL: d.URL()}
	if d.DueAt != 0 {
		t.Due = dayOf(d.DueAt)
	}
	return t
}

func (s *scene) of(d *Document, key, login, text string) notify.Todo {
	t := s.ofOffice(d, key, text)
	t.Role, t.Unit, t.Login = "", "", login
	return t
}

// asked are the to-dos of those who may give the instruction now: the leader who was asked
// and whoever stands in; the office, where there is nobody.
func (s *scene) asked(d *Document) []notify.Todo {
	var out []notify.Todo
	if login := s.chart.Login(d.LeaderID); login != "" {
		if _, ok := s.here(d.LeaderID); ok {
			out = append(out, s.of(d, ":leader:"+login, login, "批示："))
		}
	}
	for _, p := range s.chart.Staff() {
		login := s.chart.Login(p.ID)
		if login != "" && p.ID != d.LeaderID && slices.ContainsFunc(s.chart.Standing(p.ID), func(x org.Standing) bool { return x.For.ID == d.LeaderID }) {
			out = append(out, s.of(d, ":leader:"+login, login, "代"+d.Leader+"批示："))
		}
	}
	if len(out) == 0 {
		out = append(out, s.ofOffice(d, ":leader:none", d.Leader+"现在不能批示，请改送："))
	}
	return out
}

// askLeader tells the leader, and with whom the document now lies.
func (r *Room) askLeader(tx *act.Tx, s *scene, d *Document) error {
	if err := notify.Done(tx, d.Subject()+":office"); err != nil {
		return err
	}
	if s.chart.Login(d.LeaderID) == "" {
		return fault.Field("leader", d.Leader, d.Leader+"没有可以登录的账号，收不到。请另选一位，或者请系统管理员开通。")
	}
	return putAll(tx, s.asked(d))
}

func partKey(p Part, login string) string { return fmt.Sprintf(":unit:%d:%s", p.ID, login) }

// handled are the to-dos of whoever handles a document in a unit: who was named, or the
// heads of the unit until one of them names somebody who is here; the office, where the
// unit has nobody.
func (s *scene) handled(d *Document, p Part) []notify.Todo {
	if p.HandlerID != 0 {
		if login := s.chart.Login(p.HandlerID); login != "" {
			if _, ok := s.here(p.HandlerID); ok {
				return []notify.Todo{s.of(d, partKey(p, login), login, p.Label()+"：")}
			}
		}
	}
	var out []notify.Todo
	for _, login := range s.headLogins(p.Unit) {
		out = append(out, s.of(d, partKey(p, login), login, "确定承办人："))
	}
	if len(out) == 0 {
		out = append(out, s.ofOffice(d, partKey(p, "none"), s.unitName(p.Unit)+"现在没有能办理的负责人，请改派或者协调："))
	}
	return out
}

// tellPart puts a document on the list of whoever handles it.
func (r *Room) tellPart(tx *act.Tx, s *scene, d *Document, p Part) error {
	return putAll(tx, s.handled(d, p))
}

// quietPart takes a document off the lists of those who had to handle it, with what they
// were urged to.
func (r *Room) quietPart(tx *act.Tx, d *Document, p Part) error {
	prefix := d.Subject() + partKey(p, "")
	keys, err := openTodos(tx, prefix)
	if err != nil {
		return err
	}
	for _, key := range keys {
		for _, k := range []string{key, urgeKey(d, strings.TrimPrefix(key, prefix))} {
			if err := notify.Done(tx, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// again compares what is on the lists with who would get it today: a new head, whoever
// stands in for a leader, another account of the same person. It returns how many changed.
func (r *Room) again(tx *act.Tx) (int, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return 0, err
	}
	docs, err := db.All[Document](tx.Ctx, tx, docSelect+" WHERE d.running = 1 ORDER BY d.id")
	if err != nil {
		return 0, err
	}
	parts, err := db.All[Part](tx.Ctx, tx, q.SQL("open_units"))
	if err != nil {
		return 0, err
	}
	readers, err := db.All[Reader](tx.Ctx, tx, q.SQL("unread"))
	if err != nil {
		return 0, err
	}
	n := 0
	for i, x := range readers {
		if login := s.login(x.PersonID); login != x.Login {
			if err := r.readdress(tx, s, x); err != nil {
				return 0, err
			}
			readers[i].Login = login
			n++
		}
	}
	open, err := openTodos(tx, "document_incoming:")
	if err != nil {
		return 0, err
	}
	want := map[string]bool{}
	for _, d := range docs {
		parts := slices.DeleteFunc(slices.Clone(parts), func(p Part) bool { return p.DocID != d.ID })
		readers := slices.DeleteFunc(slices.Clone(readers), func(x Reader) bool { return x.DocID != d.ID })
		var list []notify.Todo
		if d.Stage == Proposed {
			list = s.asked(&d)
		}
		for _, p := range parts {
			list = append(list, s.handled(&d, p)...)
		}
		for _, t := range list {
			want[t.Key] = true
			if slices.Contains(open, t.Key) {
				continue
			}
			if err := notify.Put(tx, t); err != nil {
				return 0, err
			}
			n++
		}
		for _, h := range s.has(d, parts, readers) {
			for _, l := range s.reached(h) {
				want[urgeKey(&d, l)] = true
			}
		}
	}
	for _, key := range open {
		kind := strings.SplitN(key, ":", 4)
		if len(kind) < 4 || !slices.Contains([]string{"leader", "unit", "urge"}, kind[2]) || want[key] {
			continue
		}
		if err := notify.Done(tx, key); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// login is the account of somebody who works here, empty for none.
func (s *scene) login(person int64) string {
	if _, ok := s.here(person); !ok {
		return ""
	}
	return s.chart.Login(person)
}

// readdress gives what somebody has to read to the account the person has now, and to the
// office where there is none.
func (r *Room) readdress(tx *act.Tx, s *scene, x Reader) error {
	d, x, err := r.reading(tx, x.DocID, x.ID)
	if err != nil || !x.Open() {
		return err
	}
	x.Login = s.login(x.PersonID)
	if err := act.Overwrite(tx, "document_incoming_reader", x.ID, readerColumns, x.values()); err != nil || !x.Has() {
		return err
	}
	t := s.of(&d, ":reader", x.Login, "传阅：")
	if x.Login == "" {
		t = s.ofOffice(&d, ":reader", x.Name+"已不能登录，请改送或者撤回传阅：")
	}
	t.Key = readerKey(&d, x)
	return notify.Put(tx, t)
}

// reached are the accounts of those with whom a document lies.
func (s *scene) reached(h Holder) []string {
	switch {
	case h.Login != "":
		return []string{h.Login}
	case h.Unit != "":
		return s.headLogins(h.Unit)
	}
	return nil
}
