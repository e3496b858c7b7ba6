package redaction

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// made is what was done for a confirmation before its deed.
type made struct {
	version  int64 // of the job that was read
	file     blob.Ref
	proof    Proof
	clean    bool
	shown    map[string]string // person: digits that stay to be seen
	policy   []string          // where digits would be seen against the policy
	revealed []string          // where an earlier mask would be completed
}

type confirmIn struct {
	r      *Room
	job    int64
	m      made
	looked bool
}

// Outcome is what became of a confirmation.
type Outcome struct {
	State    string
	Problems []string // why no file was made
}

var confirmDeed = act.Define(act.Spec[confirmIn, Outcome]{Name: "disclosure.redaction.confirm", Label: "复核遮盖", Right: Confirm, Basis: []law.ID{law.FoiSecGate, law.FoiNo3, law.FoiReplyK5},
	Do: func(tx *act.Tx, in confirmIn) (Outcome, act.Entry, error) {
		none := func(err error) (Outcome, act.Entry, error) { return Outcome{}, act.Entry{}, err }
		j, err := in.r.job(tx.Ctx, tx, tx.Actor, in.job)
		if err != nil {
			return none(err)
		}
		if err := in.r.mayConfirm(tx.Ctx, tx, tx.Actor, j); err != nil {
			return none(err)
		}
		switch {
		case !in.looked:
			return none(fault.Field("looked", "", "请逐页看过以后勾选：程序看不到图像里的字，也可能漏检。"))
		case in.m.version != j.Version:
			return none(fault.New(fault.Conflict, "刚有人改过，请刷新后再办。"))
		}
		subject := act.Subject("disclosure_redaction", j.ID)
		problems := slices.Concat(in.m.policy, in.m.revealed, in.m.proof.Problems())
		proof, err := json.Marshal(in.m.proof)
		if err != nil {
			return none(err)
		}
		if !in.m.clean && (len(problems) > 0 || !in.m.proof.OK) {
			if len(problems) == 0 {
				problems = []string{"没有通过校验"}
			}
			return Outcome{Drafting, problems}, act.Entry{Subject: subject, Summary: fmt.Sprintf("%s 没有通过校验，退回修改：%d 处问题", j.Number, len(problems)), Detail: map[string]any{"problems": problems}},
				in.r.step(tx, &j, func(j *Job) {
					j.State, j.Proof, j.Remark = Drafting, string(proof), strings.Join(problems, "；")
				})
		}
		e := act.Entry{Subject: subject, Summary: "复核无误，无需遮盖 " + j.Number, Detail: map[string]any{"sha256": j.SourceSHA}}
		state := Clean
		if !in.m.clean {
			if err := blob.Keep(tx.Ctx, tx, in.r.Files, in.m.file.SHA256); err != nil {
				return none(err)
			}
			for _, person := range sortedKeys(in.m.shown) {
				id, err := tx.Next("disclosure_redaction_shown")
				if err == nil {
					err = act.Insert(tx, "disclosure_redaction_shown", id, shownColumns, []any{person, j.ID, in.m.shown[person], tx.Now})
				}
				if err != nil {
					return none(err)
				}
			}
			state = Proven
			e.Summary = "复核无误，生成公开文件并通过校验 " + j.Number
			e.Detail = map[string]any{"original": j.SourceSHA, "sha256": in.m.file.SHA256, "boxes": in.m.proof.Boxes, "pages": in.m.proof.Pages}
		}
		return Outcome{State: state}, e, in.r.step(tx, &j, func(j *Job) {
			j.State, j.Reviewer, j.ReviewedBy, j.DecidedAt, j.Remark = state, tx.Actor.Login, tx.Actor.Name, tx.Now, ""
			if state == Proven {
				j.Proof, j.ResultSHA, j.ResultSM3, j.ResultSize = string(proof), in.m.file.SHA256, in.m.file.SM3, in.m.file.Size
			}
		})
	}})

func sortedKeys(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// mayConfirm refuses whoever had a hand in the decisions: what one proposes another
// confirms.
func (r *Room) mayConfirm(ctx context.Context, rd db.Reader, who act.Actor, j Job) error {
	if j.State != Confirming {
		return conflict(j, "不能复核")
	}
	marks, err := db.All[Mark](ctx, rd, q.SQL("boxes_of"), j.ID)
	if err != nil {
		return err
	}
	if j.Login == who.Login || slices.ContainsFunc(marks, func(m Mark) bool { return m.By == who.Login }) {
		return fault.Refuse(law.FoiSecGate, "拟遮盖的人不能复核自己的意见，请本科室负责人或办公室的另一人复核。")
	}
	return nil
}

// Confirm has the file made as decided, proved, and stored. Who had a hand in the
// decisions is refused. What fails the proof goes back to the drafter with what is
// wrong; nothing is published of it.
func (r *Room) Confirm(ctx context.Context, who act.Actor, job int64, looked bool) (Outcome, error) {
	in := confirmIn{r: r, job: job, looked: looked}
	if who.May(Confirm) && looked {
		// Refusals are written down by the deed, which looks again.
		if j, err := r.job(ctx, r.Door.Reader(), who, job); err == nil && r.mayConfirm(ctx, r.Door.Reader(), who, j) == nil {
			if in.m, err = r.make(ctx, j); err != nil {
				return Outcome{}, err
			}
		}
	}
	return confirmDeed.Run(ctx, r.Door, who, in)
}

// make does the work of a confirmation: it reads, paints, proves and puts the new
// file into the store.
func (r *Room) make(ctx context.Context, j Job) (made, error) {
	m := made{version: j.Version, shown: map[string]string{}}
	rd := r.Door.Reader()
	marks, err := db.All[Mark](ctx, rd, q.SQL("boxes_of"), j.ID)
	if err != nil {
		return m, err
	}
	o := Order{Known: r.Known}
	hide := map[int][]Rect{}
	for _, x := range marks {
		if x.State == Hide {
			o.Boxes = append(o.Boxes, Box{Page: int(x.Page), Rect: x.Rect(), Elsewhere: x.Elsewhere})
			hide[int(x.Page)] = append(hide[int(x.Page)], x.Rect())
		}
	}
	err = r.withWork(ctx, j, func(f blob.File) error {
		sheets, _, err := Scan(ctx, r.Reader, f, f.Size())
		if err != nil {
			return err
		}
		for _, s := range sheets {
			if err := r.weigh(ctx, rd, j, s, hide[s.Number], marks, &m, &o); err != nil {
				return err
			}
		}
		if len(m.policy)+len(m.revealed) > 0 {
			return nil // not worth the painting
		}
		if len(o.Boxes) == 0 && !j.Carries {
			m.clean = true
			return nil
		}
		file, proof, err := Produce(ctx, r.Reader, f, f.Size(), o)
		if m.proof = proof; err != nil || file == nil {
			return err
		}
		m.file, err = r.Files.Put(ctx, bytes.NewReader(file), 0)
		return err
	})
	return m, err
}

// weigh holds what stays on a page to the policy of masks and to what was shown of
// the same persons before.
func (r *Room) weigh(ctx context.Context, rd db.Reader, j Job, s Sheet, hide []Rect, marks []Mark, m *made, o *Order) error {
	for _, h := range s.Hits(r.Known) {
		kept := slices.ContainsFunc(marks, func(x Mark) bool {
			return x.State == Keep && int(x.Page) == s.Number && x.Kind == h.Kind && h.Rects[0].share(x.Rect()) > 0.5
		})
		if kept {
			o.Kept = append(o.Kept, h.Plain)
		}
		switch {
		case h.Kind == Partial && kept:
			if shown, ok := shownIn(h.Text); ok {
				if what := OnePolicy.Forbidden(shown); what != "" {
					m.policy = append(m.policy, fmt.Sprintf("第 %d 页有一处部分遮盖的身份证号露出%s。%s", s.Number, what, OnePolicy.Statement))
				}
			}
		case h.Kind == Identity && len([]rune(h.Plain)) == 18:
			shown := s.shownUnder(h.glyphs, hide)
			if strings.Count(shown, "1") == 0 {
				continue
			}
			if kept && !strings.Contains(shown, "0") {
				// Left whole on purpose, as where a law publishes it: there is nothing left
				// to put together.
				continue
			}
			if what := OnePolicy.Forbidden(shown); what != "" {
				m.policy = append(m.policy, fmt.Sprintf("第 %d 页有一处身份证号没有遮严，露出%s。%s", s.Number, what, OnePolicy.Statement))
				continue
			}
			if r.Key == nil {
				return fault.New(fault.Unavailable, "没有设置个人信息比对的密钥，不能只遮盖一部分号码。请系统管理员检查数据目录的 keys。")
			}
			key, err := r.Key()
			if err != nil {
				return err
			}
			person := personKey(key, h.Plain)
			before, err := db.All[string](ctx, rd, q.SQL("shown_of"), person, j.ID)
			if err != nil {
				return err
			}
			was := strings.Repeat("0", 18)
			for _, b := range before {
				was = together(was, b)
			}
			if len(before) > 0 && together(was, shown) != was {
				m.revealed = append(m.revealed, fmt.Sprintf("第 %d 页有一处身份证号，这个人的号码以前公开过另外的部分，再公开这一部分可以拼合。请整体遮盖", s.Number))
			}
			m.shown[person] = together(m.shown[person], shown)
		}
	}
	return nil
}

// ProofOf is the proof of a job's last attempt, false if there was none.
func (j Job) ProofOf() (Proof, bool) {
	var p Proof
	if j.Proof == "" || json.Unmarshal([]byte(j.Proof), &p) != nil {
		return p, false
	}
	return p, p.SHA256 != ""
}
