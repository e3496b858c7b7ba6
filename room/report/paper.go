package report

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// mostPapers is the number of attachments in one form.
const mostPapers = 10

// Paper is an attachment.
type Paper struct {
	ID       int64 `db:"id"`
	MatterID int64 `db:"matter_id"`
	flow.Attachment
}

func papersOf(ctx context.Context, r db.Reader, matter int64) ([]Paper, error) {
	return db.All[Paper](ctx, r, q.SQL("papers_of"), matter)
}

func (r *Room) addPaper(tx *act.Tx, matter int64, p Paper) error {
	if err := p.Check("files"); err != nil {
		return err
	}
	if err := blob.Keep(tx.Ctx, tx, r.Files, p.SHA256); err != nil {
		return err
	}
	id, err := tx.Next("report_paper")
	if err != nil {
		return err
	}
	return act.Insert(tx, "report_paper", id, []string{"matter_id", "name", "sha256", "sm3", "size", "made_by", "made_at"}, []any{matter, p.Name, p.SHA256, p.SM3, p.Size, tx.Actor.Login, tx.Now})
}

type paperIn struct {
	r      *Room
	matter int64
	papers []Paper
}

var addPapersDeed = act.Define(act.Spec[paperIn, int]{Name: "report.paper.add", Label: "添加附件", Right: Use, Basis: []law.ID{law.RepWrittenImportant},
	Do: func(tx *act.Tx, in paperIn) (int, act.Entry, error) {
		m, err := matterByID(tx, in.matter)
		if err != nil {
			return 0, act.Entry{}, err
		}
		switch {
		case m.Login == "" || m.Login != tx.Actor.Login:
			return 0, act.Entry{}, act.OutOfReach(m.Subject())
		case m.FiledAt != 0 || m.State == Withdrawn || m.State == Closed:
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "%s%s，不能再加附件。", m.Number, m.StateLabel())
		case len(in.papers) == 0:
			return 0, act.Entry{}, fault.Field("files", "", "没有收到文件，请选择文件后再提交。")
		}
		for _, p := range in.papers {
			if err := in.r.addPaper(tx, m.ID, p); err != nil {
				return 0, act.Entry{}, err
			}
		}
		return len(in.papers), act.Entry{Subject: m.Subject(), Summary: "补充附件 " + m.Number, Detail: map[string]any{"papers": len(in.papers)}}, nil
	}})

// AddPapers adds attachments that lie in the file store already.
func (r *Room) AddPapers(ctx context.Context, who act.Actor, matter int64, papers []Paper) error {
	_, err := addPapersDeed.Run(ctx, r.Door, who, paperIn{r, matter, papers})
	return err
}

// HasFile reports whether an attachment of this room has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// OpenPaper gives an attachment to whoever sees its matter.
func (r *Room) OpenPaper(ctx context.Context, who act.Actor, id int64) (Paper, blob.File, error) {
	p, ok, err := db.Maybe[Paper](ctx, r.Door.Reader(), q.SQL("paper"), id)
	if err != nil {
		return p, nil, err
	}
	if !ok {
		return p, nil, act.OutOfReach(act.Subject("report_paper", id))
	}
	if _, err := r.Matter(ctx, who, p.MatterID); err != nil {
		return Paper{}, nil, err
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}
