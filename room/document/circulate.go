package document

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

func readersOf(ctx context.Context, rd db.Reader, id int64) ([]Reader, error) {
	return db.All[Reader](ctx, rd, q.SQL("readers_of"), id)
}

func readerKey(d *Document, x Reader) string { return fmt.Sprintf("%s:reader:%d", d.Subject(), x.ID) }

// send adds readers after those there are: side by side, or one after another. Whoever
// still has to read is not asked twice.
func (r *Room) send(tx *act.Tx, s *scene, d *Document, people []int64, inOrder bool) error {
	have, err := readersOf(tx.Ctx, tx, d.ID)
	if err != nil {
		return err
	}
	place, names := 1, []string(nil)
	for _, x := range have {
		place = max(place, x.Place+1)
	}
	for i, id := range people {
		p, ok := s.here(id)
		switch {
		case !ok:
			return fault.Field("readers", "", "传阅对象里有不在职的人，请重新选择。")
		case slices.Contains(people[:i], id) || slices.ContainsFunc(have, func(x Reader) bool { return x.PersonID == id && x.Open() }):
			return fault.Field("readers", p.Name, p.Name+"已经在传阅名单里，还没有阅。")
		}
		login := s.chart.Login(id)
		if login == "" {
			return fault.Field("readers", p.Name, p.Name+"没有可以登录的账号，收不到传阅。请请系统管理员开通，或者改送别人。")
		}
		x := Reader{DocID: d.ID, Place: place, PersonID: id, Login: login, Name: p.Name, MadeAt: tx.Now}
		if inOrder {
			place++
		}
		if x.ID, err = insert(tx, "document_incoming_reader", readerColumns, x.values()); err != nil {
			return err
		}
		names = append(names, p.Name)
	}
	how := "同时传阅："
	if inOrder {
		how = "依次传阅："
	}
	if err := say(tx, d, evSend, how+strings.Join(names, "、")); err != nil {
		return err
	}
	return r.onward(tx, d)
}

// onward gives a document to those whose turn it is: all of the first place in which
// somebody still has to read. It reports nothing: who has it is read from the rows.
func (r *Room) onward(tx *act.Tx, d *Document) error {
	list, err := readersOf(tx.Ctx, tx, d.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, Reader.Open)
	if at < 0 {
		return r.settled(tx, d)
	}
	for _, x := range list[at:] {
		if x.Place != list[at].Place {
			break
		}
		if !x.Open() || x.GivenAt != 0 {
			continue
		}
		x.GivenAt = tx.Now
		if err := act.Overwrite(tx, "document_incoming_reader", x.ID, readerColumns, x.values()); err != nil {
			return err
		}
		if err := notify.Put(tx, notify.Todo{Key: readerKey(d, x), Login: x.Login, Text: "传阅：" + d.Called(), URL: d.URL()}); err != nil {
			return err
		}
	}
	return nil
}

// settled moves a document on once nobody has to read or handle it any more: the office
// closes it.
func (r *Room) settled(tx *act.Tx, d *Document) error {
	if d.Stage != Reading && d.Stage != Handling {
		return nil
	}
	left, err := r.left(tx.Ctx, tx, d)
	if err != nil || len(left) > 0 {
		return err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	due, err := s.proposeBy(Ordinary, tx.Now)
	if err != nil {
		return err
	}
	d.to(Answered, tx.Now, due)
	return r.waitOffice(tx, d, "办结")
}

// left says in words with whom a document still lies: nobody is lost.
func (r *Room) left(ctx context.Context, rd db.Reader, d *Document) ([]string, error) {
	var out []string
	parts, err := partsOf(ctx, rd, d.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if p.DoneAt == 0 {
			name := p.Unit
			if u, ok := r.Rules.Base.Unit(p.Unit); ok {
				name = u.Name
			}
			out = append(out, strings.TrimSpace(name+" "+p.Handler)+"没有办完")
		}
	}
	readers, err := readersOf(ctx, rd, d.ID)
	for _, x := range readers {
		if x.Open() {
			out = append(out, x.Name+"没有阅")
		}
	}
	return out, err
}

type sendIn struct {
	r       *Room
	id      int64
	people  []int64
	inOrder bool
}

var sendDeed = act.Define(act.Spec[sendIn, Document]{Name: "document.incoming.circulate", Label: "传阅收文", Right: Use, Basis: []law.ID{law.DocumentsCirculate},
	Do: func(tx *act.Tx, in sendIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, s, err := in.r.office(tx, in.id, Handling, Reading, Answered)
		if err != nil {
			return none(err)
		}
		if len(in.people) == 0 {
			return none(fault.Field("readers", "", "请选择传阅给谁。"))
		}
		if d.Stage == Answered {
			d.to(Reading, tx.Now, 0)
			if err := notify.Done(tx, d.Subject()+":office"); err != nil {
				return none(err)
			}
		}
		if err := in.r.send(tx, s, &d, in.people, in.inOrder); err != nil {
			return none(err)
		}
		return d, d.entry("传阅收文", map[string]any{"readers": in.people}), put(tx, in.r, &d)
	}})

// Circulate gives a document to further readers (clause law.documents.circulate).
func (r *Room) Circulate(ctx context.Context, who act.Actor, id int64, people []int64, inOrder bool) error {
	_, err := sendDeed.Run(ctx, r.Door, who, sendIn{r, id, people, inOrder})
	return err
}

// office keeps a document for a deed of the office in one of these stages.
func (r *Room) office(tx *act.Tx, id int64, stages ...string) (Document, *scene, error) {
	d, err := hold(tx, id)
	if err == nil {
		err = r.ofOffice(tx, d)
	}
	if err == nil {
		err = d.in(stages...)
	}
	if err != nil {
		return d, nil, err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	return d, s, err
}

// reading keeps a document together with the line of one of its readers.
func (r *Room) reading(tx *act.Tx, id, reader int64) (Document, Reader, error) {
	d, err := hold(tx, id)
	if err != nil {
		return d, Reader{}, err
	}
	list, err := readersOf(tx.Ctx, tx, id)
	if err != nil {
		return d, Reader{}, err
	}
	i := slices.IndexFunc(list, func(x Reader) bool { return x.ID == reader })
	if i < 0 {
		return d, Reader{}, act.OutOfReach(act.Subject("document_incoming_reader", reader))
	}
	return d, list[i], nil
}

type readIn struct {
	r          *Room
	id, reader int64
	text       string
	to         int64
}

var readDeed = act.Define(act.Spec[readIn, Document]{Name: "document.incoming.read", Label: "阅收文", Right: Use, Basis: []law.ID{law.DocumentsCirculate},
	Do: func(tx *act.Tx, in readIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, x, err := in.r.reading(tx, in.id, in.reader)
		if err != nil {
			return none(err)
		}
		switch {
		case x.Login != tx.Actor.Login || x.GivenAt == 0:
			return none(act.OutOfReach(act.Subject("document_incoming_reader", x.ID)))
		case !x.Open():
			return none(fault.New(fault.Conflict, "您已经阅过，或者传阅已经撤回。"))
		}
		if err := line("text", "阅后意见", in.text, mostText, false); err != nil {
			return none(err)
		}
		x.ReadAt, x.Words = tx.Now, in.text
		if x.OpenedAt == 0 {
			x.OpenedAt = tx.Now
		}
		if err := act.Overwrite(tx, "document_incoming_reader", x.ID, readerColumns, x.values()); err != nil {
			return none(err)
		}
		for _, key := range []string{readerKey(&d, x), urgeKey(&d, x.Login)} {
			if err := notify.Done(tx, key); err != nil {
				return none(err)
			}
		}
		if err := say(tx, &d, evRead, in.text); err != nil {
			return none(err)
		}
		if err := in.r.onward(tx, &d); err != nil {
			return none(err)
		}
		return d, d.entry("阅收文", nil), put(tx, in.r, &d)
	}})

// Read notes that the actor has read a document that lies with him; the next in order has
// it then.
func (r *Room) Read(ctx context.Context, who act.Actor, id, reader int64, words string) error {
	_, err := readDeed.Run(ctx, r.Door, who, readIn{r: r, id: id, reader: reader, text: db.Trimmed(words)})
	return err
}

var recallDeed = act.Define(act.Spec[readIn, Document]{Name: "document.incoming.recall", Label: "撤回传阅", Right: Use, Basis: []law.ID{law.DocumentsCirculate},
	Do: func(tx *act.Tx, in readIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, x, err := in.r.reading(tx, in.id, in.reader)
		if err == nil {
			err = in.r.ofOffice(tx, d)
		}
		if err == nil && (!d.Running || !x.Open()) {
			err = fault.New(fault.Conflict, x.Name+"已经阅过，或者传阅已经撤回。")
		}
		if err == nil {
			err = line("text", "理由", in.text, mostLine, true)
		}
		if err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		x.RecalledAt, x.Why = tx.Now, in.text
		if err := act.Overwrite(tx, "document_incoming_reader", x.ID, readerColumns, x.values()); err != nil {
			return none(err)
		}
		for _, key := range []string{readerKey(&d, x), urgeKey(&d, x.Login)} {
			if err := notify.Done(tx, key); err != nil {
				return none(err)
			}
		}
		kind, text := evRecall, x.Name+"："+in.text
		if in.to != 0 {
			// The one in whose place somebody reads keeps the place: nobody is overtaken.
			p, ok := s.here(in.to)
			login := s.chart.Login(in.to)
			if !ok || login == "" || in.to == x.PersonID {
				return none(fault.Field("to", "", "请选择改送谁：要在职，并且有可以登录的账号。"))
			}
			y := Reader{DocID: d.ID, Place: x.Place, PersonID: p.ID, Login: login, Name: p.Name, Why: "代替" + x.Name, MadeAt: tx.Now}
			if y.ID, err = insert(tx, "document_incoming_reader", readerColumns, y.values()); err != nil {
				return none(err)
			}
			kind, text = evPass, x.Name+"改送"+p.Name+"："+in.text
		}
		if err := say(tx, &d, kind, text); err != nil {
			return none(err)
		}
		if err := in.r.onward(tx, &d); err != nil {
			return none(err)
		}
		return d, d.entry(eventLabels[kind], map[string]any{"from": x.PersonID, "to": in.to}), put(tx, in.r, &d)
	}})

// Recall takes a document back from somebody who has not read, with the reason; with to
// it goes to another in the same place.
func (r *Room) Recall(ctx context.Context, who act.Actor, id, reader, to int64, why string) error {
	_, err := recallDeed.Run(ctx, r.Door, who, readIn{r: r, id: id, reader: reader, to: to, text: db.Trimmed(why)})
	return err
}

var openDeed = act.Define(act.Spec[readIn, bool]{Name: "document.incoming.open", Label: "打开传阅的收文", Right: Use, Basis: []law.ID{law.DocumentsCirculate}, Quiet: "only the first opening is worth an entry",
	Do: func(tx *act.Tx, in readIn) (bool, act.Entry, error) {
		d, x, err := in.r.reading(tx, in.id, in.reader)
		if err == nil && (x.Login != tx.Actor.Login || !x.Has()) {
			err = act.OutOfReach(act.Subject("document_incoming_reader", in.reader))
		}
		if err != nil || x.OpenedAt != 0 {
			return false, act.Entry{}, err
		}
		x.OpenedAt = tx.Now
		return true, d.entry("打开传阅的收文", nil), act.Overwrite(tx, "document_incoming_reader", x.ID, readerColumns, x.values())
	}})

// Opened notes that the actor has a document in hand that was given to him to read, and
// reads it later. Twice is no error.
func (r *Room) Opened(ctx context.Context, who act.Actor, id, reader int64) error {
	_, err := openDeed.Run(ctx, r.Door, who, readIn{r: r, id: id, reader: reader})
	return err
}
