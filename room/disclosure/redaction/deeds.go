package redaction

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// Handed is a file handed in; it lies in the file store.
type Handed struct {
	Title   string
	Subject string // what it belongs to, or empty
	Name    string
	blob.Ref
}

type openIn struct {
	r     *Room
	h     Handed
	work  blob.Ref
	p     Prepared
	pages int
	marks []Mark
}

var openDeed = act.Define(act.Spec[openIn, int64]{Name: "disclosure.redaction.open", Label: "交入待遮盖文件", Right: Draft, Basis: []law.ID{law.FoiSecGate, law.FoiNo3},
	Do: func(tx *act.Tx, in openIn) (int64, act.Entry, error) {
		if err := blob.Keep(tx.Ctx, tx, in.r.Files, in.h.SHA256, in.work.SHA256); err != nil {
			return 0, act.Entry{}, err
		}
		year := tx.Today.Year
		n, err := tx.Next(fmt.Sprintf("disclosure_redaction_number:%d", year))
		if err != nil {
			return 0, act.Entry{}, err
		}
		id, err := tx.Next("disclosure_redaction")
		if err != nil {
			return 0, act.Entry{}, err
		}
		j := Job{Number: fmt.Sprintf("%d-遮-%04d", year, n), Title: in.h.Title, Subject: in.h.Subject, Name: in.h.Name, SourceSHA: in.h.SHA256, SourceSM3: in.h.SM3, SourceSize: in.h.Size,
			WorkSHA: in.work.SHA256, WorkSize: in.work.Size, Pages: int64(in.pages), Notes: strings.Join(in.p.Notes, "\n"), Carries: in.p.Carries, State: Drafting,
			Unit: tx.Actor.Unit, Login: tx.Actor.Login, By: tx.Actor.Name, MadeAt: tx.Now, Version: 1}
		if err := act.Insert(tx, "disclosure_redaction", id, jobColumns, j.values()); err != nil {
			return 0, act.Entry{}, err
		}
		counts := map[string]int{}
		hits := map[int64]bool{}
		for _, m := range in.marks {
			m.Job = id
			if !hits[m.Hit] {
				hits[m.Hit] = true
				counts[string(m.Kind)]++
			}
			if err := addMark(tx, m); err != nil {
				return 0, act.Entry{}, err
			}
		}
		return id, act.Entry{Subject: act.Subject("disclosure_redaction", id), Summary: fmt.Sprintf("提交检查个人信息 %s，检出 %d 处", j.Number, len(hits)),
			Detail: map[string]any{"sha256": j.SourceSHA, "pages": j.Pages, "found": counts, "for": j.Subject}}, nil
	}})

func addMark(tx *act.Tx, m Mark) error {
	id, err := tx.Next("disclosure_redaction_box")
	if err != nil {
		return err
	}
	return act.Insert(tx, "disclosure_redaction_box", id, boxColumns, m.values())
}

// HandIn takes a file of the store in: it becomes the PDF that is worked on, and
// what the detectors find becomes marks to be decided on.
func (r *Room) HandIn(ctx context.Context, who act.Actor, h Handed) (int64, error) {
	in := openIn{r: r, h: h}
	if who.May(Draft) {
		if err := r.look(ctx, &in); err != nil {
			return 0, err
		}
	}
	return openDeed.Run(ctx, r.Door, who, in)
}

// look reads the file before the deed, which only writes.
func (r *Room) look(ctx context.Context, in *openIn) error {
	in.h.Title, in.h.Name = db.Trimmed(in.h.Title), db.Trimmed(in.h.Name)
	if in.h.SHA256 == "" {
		return fault.Field("file", "", "没有收到文件，请选择文件后再提交。")
	}
	if in.h.Title == "" {
		in.h.Title = strings.TrimSuffix(in.h.Name, path.Ext(in.h.Name))
	}
	if len([]rune(in.h.Title)) > 120 {
		return fault.Field("title", "", "题名不超过120字。")
	}
	if len(Find(in.h.Title)) > 0 {
		return fault.Field("title", in.h.Title, "题名里像有个人信息，请改写：题名会出现在台账里。")
	}
	f, err := r.Files.Open(ctx, in.h.SHA256)
	if err != nil {
		return err
	}
	defer f.Close()
	if r.Screen != nil {
		if err := r.Screen(ctx, f, f.Size(), in.h.Name, "file"); err != nil {
			return err
		}
	}
	if in.p, err = Prepare(ctx, r.Reader, f, f.Size(), in.h.Name); err != nil {
		return err
	}
	in.work = in.h.Ref
	var work io.ReaderAt = f
	if in.p.PDF != nil {
		if in.work, err = r.Files.Put(ctx, bytes.NewReader(in.p.PDF), 0); err != nil {
			return err
		}
		work = bytes.NewReader(in.p.PDF)
	}
	sheets, bag, err := Scan(ctx, r.Reader, work, in.work.Size)
	if err != nil {
		return err
	}
	in.pages = bag.Pages
	var hit int64
	for _, s := range sheets {
		for _, h := range s.Hits(r.Known) {
			hit++
			for _, rect := range h.Rects {
				m := Mark{Hit: hit, Page: int64(h.Page), Kind: h.Kind, Certainty: h.Certainty, Why: h.Why, State: Undecided, Ground: "privacy"}
				if !h.Hide {
					m.State, m.Ground = Keep, ""
				}
				m.at(rect)
				if in.marks = append(in.marks, m); len(in.marks) > MostBoxes {
					return fault.Field("file", fmt.Sprint(MostBoxes), fmt.Sprintf("检出的地方超过%d处，请拆分文件后再提交。", MostBoxes))
				}
			}
		}
	}
	return nil
}

// Verdict is what is decided of one hit.
type Verdict struct {
	Hit       int64
	Hide      bool
	Ground    string
	Note      string
	Elsewhere bool
}

type decideIn struct {
	r        *Room
	job      int64
	verdicts []Verdict
}

var decideDeed = act.Define(act.Spec[decideIn, int]{Name: "disclosure.redaction.decide", Label: "判定个人信息", Right: Draft, Basis: []law.ID{law.FoiReplyK5},
	Do: func(tx *act.Tx, in decideIn) (int, act.Entry, error) {
		none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
		j, marks, err := in.r.drafting(tx, in.job)
		if err != nil {
			return none(err)
		}
		hidden, kept := 0, 0
		for _, v := range in.verdicts {
			g, known := groundOf(v.Ground)
			v.Note = db.Trimmed(v.Note)
			switch {
			case v.Hide && !known:
				return none(fault.Field("ground", v.Ground, "请从列表中选择不予公开的理由。"))
			case len([]rune(v.Note)) > 200:
				return none(fault.Field("note", "", "说明不超过200字。"))
			case len(Find(v.Note)) > 0:
				return none(fault.Field("note", "", "说明里像有个人信息，请改写：说明会写进给申请人的清单。"))
			}
			state, ground := Keep, ""
			if v.Hide {
				state, ground = Hide, g.Code
				hidden++
			} else {
				kept++
			}
			n := 0
			for _, m := range marks {
				if m.Hit != v.Hit {
					continue
				}
				n++
				if _, err := db.Exec(tx.Ctx, tx, q.SQL("box_decide"), m.ID, state, ground, v.Note, v.Elsewhere, tx.Actor.Login, tx.Now); err != nil {
					return none(err)
				}
				tx.Touch("disclosure_redaction_box", m.ID)
			}
			if n == 0 {
				return none(fault.Field("hit", fmt.Sprint(v.Hit), "这一处已不在清单里，请刷新后再办。"))
			}
		}
		if hidden+kept == 0 {
			return none(fault.Field("hit", "", "没有选择要处理的地方。"))
		}
		return hidden + kept, act.Entry{Subject: act.Subject("disclosure_redaction", j.ID), Summary: fmt.Sprintf("%s 遮盖 %d 处，保留 %d 处", j.Number, hidden, kept)}, in.r.step(tx, &j, func(j *Job) {})
	}})

// Decide writes down which findings are hidden and which stay.
func (r *Room) Decide(ctx context.Context, who act.Actor, job int64, verdicts []Verdict) (int, error) {
	return decideDeed.Run(ctx, r.Door, who, decideIn{r, job, verdicts})
}

// drafting reads a job that the actor may work on, with its marks.
func (r *Room) drafting(tx *act.Tx, id int64) (Job, []Mark, error) {
	j, err := r.job(tx.Ctx, tx, tx.Actor, id)
	if err != nil {
		return j, nil, err
	}
	if j.State != Drafting {
		return j, nil, conflict(j, "不能再改遮盖处")
	}
	marks, err := db.All[Mark](tx.Ctx, tx, q.SQL("boxes_of"), id)
	return j, marks, err
}

// step writes a job anew.
func (r *Room) step(tx *act.Tx, j *Job, change func(*Job)) error {
	seen := j.Version
	change(j)
	j.Version++
	ok, err := act.Replace(tx, "disclosure_redaction", j.ID, seen, jobColumns, j.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "刚有人改过，请刷新后再办。")
	}
	if err != nil {
		return err
	}
	return r.remind(tx, *j)
}

// remind puts a file on the list of whoever is to act: the head of the drafter's
// unit, or of the office where that head drafted it; the drafter once it came back.
func (r *Room) remind(tx *act.Tx, j Job) error {
	key := act.Subject("disclosure_redaction", j.ID)
	t := notify.Todo{Key: key, URL: jobURL(j.ID)}
	switch {
	case j.State == Confirming && tx.Actor.May(Confirm):
		t.Role, t.Unit, t.Text = org.SectionHead, r.Org.Places.Office, "复核遮盖："+j.Number
	case j.State == Confirming:
		t.Role, t.Unit, t.Text = org.SectionHead, j.Unit, "复核遮盖："+j.Number
	case j.State == Drafting && j.Remark != "":
		t.Login, t.Text = j.Login, "修改退回的遮盖："+j.Number
	default:
		return notify.Done(tx, key)
	}
	return notify.Put(tx, t)
}

// NewMark is a place drawn by a person.
type NewMark struct {
	Page      int
	Rects     []Rect
	Ground    string
	Note      string
	Elsewhere bool
}

type drawIn struct {
	r    *Room
	job  int64
	list []NewMark
}

var drawDeed = act.Define(act.Spec[drawIn, int]{Name: "disclosure.redaction.draw", Label: "添加遮盖处", Right: Draft, Basis: []law.ID{law.FoiReplyK5},
	Do: func(tx *act.Tx, in drawIn) (int, act.Entry, error) {
		none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
		j, marks, err := in.r.drafting(tx, in.job)
		if err != nil {
			return none(err)
		}
		hit, err := db.One[int64](tx.Ctx, tx, q.SQL("last_hit"), j.ID)
		if err != nil {
			return none(err)
		}
		n := 0
		for _, x := range in.list {
			note := db.Trimmed(x.Note)
			g, known := groundOf(x.Ground)
			switch {
			case !known:
				return none(fault.Field("ground", x.Ground, "请从列表中选择不予公开的理由。"))
			case len([]rune(note)) > 200 || len(Find(note)) > 0:
				return none(fault.Field("note", "", "说明不超过200字，不写个人信息：说明会写进给申请人的清单。"))
			case x.Page < 1 || int64(x.Page) > j.Pages:
				return none(fault.Field("page", fmt.Sprint(x.Page), fmt.Sprintf("页码从1到%d。", j.Pages)))
			}
			hit++
			for _, r := range x.Rects {
				if !(r.W >= 1 && r.H >= 1 && r.X >= 0 && r.Y >= 0 && r.X+r.W < 1e5 && r.Y+r.H < 1e5) {
					return none(fault.Field("x", "", "遮盖处的位置和大小填写有误：从页面左上角量起，以毫米为单位。"))
				}
				m := Mark{Job: j.ID, Hit: hit, Page: int64(x.Page), Kind: Drawn, Certainty: Certain, Why: "人工划定", State: Hide, Ground: g.Code, Note: note, Elsewhere: x.Elsewhere, By: tx.Actor.Login, At: tx.Now}
				m.at(r)
				if n++; n+len(marks) > MostBoxes {
					return none(fault.Field("boxes", "", fmt.Sprintf("遮盖处不超过%d处，请拆分文件。", MostBoxes)))
				}
				if err := addMark(tx, m); err != nil {
					return none(err)
				}
			}
		}
		if n == 0 {
			return none(fault.Field("text", "", "文件里没有找到这些字。扫描件上的字请按位置划定。"))
		}
		return n, act.Entry{Subject: act.Subject("disclosure_redaction", j.ID), Summary: fmt.Sprintf("%s 人工划定 %d 处", j.Number, n)}, in.r.step(tx, &j, func(*Job) {})
	}})

// Draw adds places to be hidden.
func (r *Room) Draw(ctx context.Context, who act.Actor, job int64, list []NewMark) (int, error) {
	return drawDeed.Run(ctx, r.Door, who, drawIn{r, job, list})
}

// DrawText adds every place of a text in the file. What was looked for is not kept.
func (r *Room) DrawText(ctx context.Context, who act.Actor, job int64, text string, like NewMark) (int, error) {
	var list []NewMark
	j, err := r.job(ctx, r.Door.Reader(), who, job)
	if err == nil && len([]rune(squeeze(text))) < 2 {
		return 0, fault.Field("text", "", "请填写至少两个字。")
	}
	if err == nil {
		err = r.withWork(ctx, j, func(f blob.File) error {
			sheets, _, err := Scan(ctx, r.Reader, f, f.Size())
			for _, s := range sheets {
				for _, h := range s.Places(text) {
					n := like
					n.Page, n.Rects = s.Number, h.Rects
					list = append(list, n)
				}
			}
			return err
		})
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		return 0, err
	}
	// A job out of reach is refused, and written down, by the deed.
	return r.Draw(ctx, who, job, list)
}

func (r *Room) withWork(ctx context.Context, j Job, fn func(blob.File) error) error {
	f, err := r.Files.Open(ctx, j.WorkSHA)
	if err != nil {
		return err
	}
	defer f.Close()
	return fn(f)
}

type eraseIn struct {
	r   *Room
	job int64
	hit int64
}

var eraseDeed = act.Define(act.Spec[eraseIn, int]{Name: "disclosure.redaction.erase", Label: "去掉遮盖处", Right: Draft, Basis: []law.ID{law.FoiReplyK5},
	Do: func(tx *act.Tx, in eraseIn) (int, act.Entry, error) {
		j, marks, err := in.r.drafting(tx, in.job)
		if err != nil {
			return 0, act.Entry{}, err
		}
		n := 0
		for _, m := range marks {
			if m.Hit != in.hit || m.Kind != Drawn {
				continue
			}
			n++
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("box_decide"), m.ID, Erased, m.Ground, m.Note, m.Elsewhere, tx.Actor.Login, tx.Now); err != nil {
				return 0, act.Entry{}, err
			}
			tx.Touch("disclosure_redaction_box", m.ID)
		}
		if n == 0 {
			return 0, act.Entry{}, fault.Field("hit", fmt.Sprint(in.hit), "只能撤去人工划定的地方；检出的地方可以改为保留。")
		}
		return n, act.Entry{Subject: act.Subject("disclosure_redaction", j.ID), Summary: fmt.Sprintf("%s 撤去人工划定的 %d 处", j.Number, n)}, in.r.step(tx, &j, func(*Job) {})
	}})

// Erase takes a drawn place back.
func (r *Room) Erase(ctx context.Context, who act.Actor, job, hit int64) error {
	_, err := eraseDeed.Run(ctx, r.Door, who, eraseIn{r, job, hit})
	return err
}
