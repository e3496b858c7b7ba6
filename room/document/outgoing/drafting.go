package outgoing

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/room/document/form"
)

// Fields are what somebody types of a paper.
type Fields struct {
	Kind       string `form:"kind" label:"文种"`
	Direction  string `form:"direction" label:"行文方向"`
	Issuer     string `form:"issuer" label:"发文机关"`
	Recipients string `form:"to" label:"主送机关"`
	Copies     string `form:"copies" label:"抄送机关"`
	Urgency    string `form:"urgency" label:"紧急程度"`
	Title      string `form:"title" label:"标题"`
	Body       string `form:"body" label:"正文"`
	Attached   string `form:"attached" label:"附件说明"`
	Matters    string `form:"matters" label:"请示事项"`
	Important  bool   `form:"important" label:"重要公文"`
	Authorised string `form:"authorised" label:"经谁同意或者授权"`
	Ordered    string `form:"ordered" label:"负责人交办的情况"`
	Beyond     string `form:"beyond" label:"越级的理由"`
	Forwards   bool   `form:"forwards" label:"转报下级的事项"`
	Opinion    string `form:"opinion" label:"倾向性意见"`
	Consent    bool   `form:"consent" label:"请对方批准"`
	Concerned  string `form:"concerned" label:"涉及的其他部门"`
	Contact    string `form:"contact" label:"联系人和电话"`
	Source     string `form:"source" label:"来源"`
}

// tidied is the same without stray white space.
func (f Fields) tidied() Fields {
	for _, p := range []*string{&f.Recipients, &f.Copies, &f.Concerned} {
		*p = strings.Join(names(db.Clean(*p)), "\n")
	}
	for _, p := range []*string{&f.Body, &f.Attached, &f.Matters} {
		s := ""
		for _, l := range lines(db.Clean(*p)) {
			if s != "" {
				s += "\n"
			}
			s += l
		}
		*p = s
	}
	for _, p := range []*string{&f.Title, &f.Authorised, &f.Ordered, &f.Beyond, &f.Opinion, &f.Contact, &f.Urgency, &f.Source} {
		*p = oneLine(*p)
	}
	return f
}

// faults are what keeps the fields from being kept at all: bounds and the marks of
// secrets. Whether the paper is right is for form.Check.
func (f Fields) faults() error {
	errs := []error{text("title", "标题", f.Title, mostTitle, true), text("body", "正文", f.Body, mostBody, false), text("attached", "附件说明", f.Attached, mostWords, false), text("matters", "请示事项", f.Matters, mostWords, false), text("opinion", "倾向性意见", f.Opinion, mostWords, false),
		text("authorised", "同意的情况", f.Authorised, mostLine, false), text("ordered", "交办的情况", f.Ordered, mostLine, false), text("beyond", "越级的理由", f.Beyond, mostLine, false), text("contact", "联系人和电话", f.Contact, mostLine, false), text("concerned", "涉及的部门", f.Concerned, mostWords, false), text("source", "来源", f.Source, mostLine, false)}
	if _, ok := form.KindOf(f.Kind); !ok {
		errs = append(errs, fault.Field("kind", f.Kind, "请从十五种公文中选择文种。"))
	}
	if form.Direction(f.Direction).Label() == "" {
		errs = append(errs, fault.Field("direction", f.Direction, "请选择行文方向。"))
	}
	if n := len(names(f.Recipients)); n > mostBodies {
		errs = append(errs, fault.Field("to", "", fmt.Sprintf("主送机关不超过 %d 个，现在是 %d 个。", mostBodies, n)))
	}
	if n := len(names(f.Copies)); n > mostBodies {
		errs = append(errs, fault.Field("copies", "", fmt.Sprintf("抄送机关不超过 %d 个，现在是 %d 个。", mostBodies, n)))
	}
	for field, s := range map[string]string{"title": f.Title, "body": f.Body, "attached": f.Attached, "matters": f.Matters} {
		if e := mark.Refuse(field, s); e != nil {
			errs = append(errs, e)
		}
	}
	return join(errs...)
}

func (d *Document) set(f Fields) {
	d.Kind, d.Direction, d.Issuer, d.Recipients, d.Copies, d.Urgency, d.Title, d.Body, d.Attached, d.Matters = f.Kind, f.Direction, f.Issuer, f.Recipients, f.Copies, f.Urgency, f.Title, f.Body, f.Attached, f.Matters
	d.Important, d.Authorised, d.Ordered, d.Beyond, d.Forwards, d.Opinion, d.Consent, d.Concerned, d.Contact, d.Source = f.Important, f.Authorised, f.Ordered, f.Beyond, f.Forwards, f.Opinion, f.Consent, f.Concerned, f.Contact, f.Source
}

// Fields are the paper as it was typed.
func (d Document) Fields() Fields {
	return Fields{d.Kind, d.Direction, d.Issuer, d.Recipients, d.Copies, d.Urgency, d.Title, d.Body, d.Attached, d.Matters, d.Important, d.Authorised, d.Ordered, d.Beyond, d.Forwards, d.Opinion, d.Consent, d.Concerned, d.Contact, d.Source}
}

// Look looks over what is being typed, for the page (law.DocumentsDraft).
func (r *Room) Look(ctx context.Context, f Fields) ([]form.Finding, error) {
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return nil, err
	}
	var d Document
	d.set(f.tidied())
	return s.check(d), nil
}

type saveIn struct {
	r       *Room
	id      int64
	version int64
	f       Fields
	papers  []flow.Attachment
}

var saveDeed = act.Define(act.Spec[saveIn, Document]{Name: "document.out.save", Label: "拟写发文", Right: Use, Basis: []law.ID{law.DocumentsDraft, law.DocumentsNeeded},
	Do: func(tx *act.Tx, in saveIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		f := in.f.tidied()
		if f.Issuer == "" {
			f.Issuer = form.ByBureau
		}
		if err := f.faults(); err != nil {
			return none(err)
		}
		var d Document
		say := "拟写发文"
		if in.id == 0 {
			if d.Slip, err = slip(tx); err != nil {
				return none(err)
			}
			d.State, d.Since, d.Unit, d.DrafterID, d.Drafter, d.DrafterName, d.MadeAt, d.Version = Drafting, tx.Now, me.Unit, me.ID, tx.Actor.Login, me.Name, tx.Now, 1
			d.set(f)
			if d.ID, err = insert(tx, "document_outgoing", documentColumns, d.values()); err != nil {
				return none(err)
			}
			if err := d.note(tx, did, "", ""); err != nil {
				return none(err)
			}
		} else {
			if d, err = keep(tx, in.id); err != nil {
				return none(err)
			}
			switch {
			case d.Drafter != tx.Actor.Login:
				return none(act.OutOfReach(d.Subject()))
			case d.State != Drafting:
				return none(fault.Newf(fault.Conflict, "%s现在%s，拟稿人不能再改；要改的请办公室退回。", d.Slip, StateLabel(d.State)))
			case d.Version != in.version:
				return none(fault.New(fault.Conflict, "这份稿子刚刚被改过，请重新打开再改。"))
			}
			say = "修改发文稿"
			d.set(f)
			if err := d.put(tx); err != nil {
				return none(err)
			}
		}
		if err := in.r.add(tx, d, in.papers); err != nil {
			return none(err)
		}
		return d, act.Entry{Subject: d.Subject(), Summary: say + " " + d.Slip}, nil
	}})

// slip gives the next slip number of the year.
func slip(tx *act.Tx) (string, error) {
	n, err := tx.Next(fmt.Sprintf("document.slip.%d", tx.Today.Year))
	return fmt.Sprintf("%d-稿-%03d", tx.Today.Year, n), err
}

// Save keeps a draft of the actor's own; id 0 for a new one. version is the one that
// was read. What is wrong with it as a paper does not keep it from being kept.
func (r *Room) Save(ctx context.Context, who act.Actor, id, version int64, f Fields, papers []flow.Attachment) (Document, error) {
	return saveDeed.Run(ctx, r.Door, who, saveIn{r, id, version, f, papers})
}

// add puts files to a paper.
func (r *Room) add(tx *act.Tx, d Document, list []flow.Attachment) error {
	if len(list) == 0 {
		return nil
	}
	have, err := db.All[Paper](tx.Ctx, tx, q.SQL("papers"), d.ID)
	if err != nil {
		return err
	}
	if len(have)+len(list) > mostPapers {
		return fault.Field("files", "", fmt.Sprintf("附件不超过 %d 个，现在是 %d 个。", mostPapers, len(have)+len(list)))
	}
	for _, a := range list {
		if err := a.Check("files"); err != nil {
			return err
		}
		if err := blob.Keep(tx.Ctx, tx, r.Files, a.SHA256); err != nil {
			return err
		}
		a.MadeBy, a.MadeAt = tx.Actor.Login, tx.Now
		p := Paper{DocumentID: d.ID, Attachment: a, Version: 1}
		if _, err := insert(tx, "document_outgoing_paper", paperColumns, p.values()); err != nil {
			return err
		}
	}
	return nil
}

var dropPaperDeed = act.Define(act.Spec[saveIn, bool]{Name: "document.out.paper.drop", Label: "去掉发文附件", Right: Use, Basis: []law.ID{law.DocumentsDraft},
	Do: func(tx *act.Tx, in saveIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		p, ok, err := db.Maybe[Paper](tx.Ctx, tx, q.SQL("paper"), in.id)
		if err == nil && (!ok || p.Dropped) {
			err = act.OutOfReach(act.Subject("document_outgoing_paper", in.id))
		}
		if err != nil {
			return none(err)
		}
		d, err := keep(tx, p.DocumentID)
		switch {
		case err != nil:
			return none(err)
		case d.Drafter != tx.Actor.Login:
			return none(act.OutOfReach(d.Subject()))
		case d.State != Drafting:
			return none(fault.New(fault.Conflict, "稿子已经送出，附件不能再去掉；要改的请办公室退回。"))
		}
		p.Dropped = true
		p.Version++
		if ok, err := act.Replace(tx, "document_outgoing_paper", p.ID, p.Version-1, paperColumns, p.values()); err != nil || !ok {
			return none(err)
		}
		return true, act.Entry{Subject: d.Subject(), Summary: "去掉附件：" + p.Name}, nil
	}})

// DropPaper takes a file off a draft of the actor's own; the row stays.
func (r *Room) DropPaper(ctx context.Context, who act.Actor, paper int64) error {
	_, err := dropPaperDeed.Run(ctx, r.Door, who, saveIn{r: r, id: paper})
	return err
}
