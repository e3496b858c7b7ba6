package secrecy

import (
	"context"
	"log/slog"

	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

type seenIn struct{ sha, name string }

var refusedDeed = act.Define(act.Spec[seenIn, Refusal]{Name: "secrecy.upload.refuse", Label: "记录拒收的上传", Right: Keep, Basis: []law.ID{law.SecrecyLevels, law.Secrecy},
	Do: func(tx *act.Tx, in seenIn) (Refusal, act.Entry, error) {
		x := Refusal{SHA256: in.sha, At: tx.Now}
		err := refusals.Insert(tx, &x)
		return x, act.Entry{Subject: refusals.Subject(x.ID), Summary: "拒收一份带国家秘密标志的文件", Detail: map[string]any{"sha256": in.sha}}, err
	}})

// RecordRefused records that an upload was refused, with its digest and the time alone:
// neither its name nor who sent it. A record that cannot be written is told to the log;
// the refusal stands in any case.
func (r *Room) RecordRefused(ctx context.Context, sha string) {
	if _, err := refusedDeed.Run(act.WithKey(context.WithoutCancel(ctx), ""), r.Door, act.Program("密级拦截"), seenIn{sha: sha}); err != nil {
		slog.Error("a refused upload could not be recorded", "err", err)
	}
}

var statedDeed = act.Define(act.Spec[seenIn, Statement]{Name: "secrecy.upload.state", Label: "记录上传人的确认", Right: Keep, Basis: []law.ID{law.SecrecyLevels},
	Do: func(tx *act.Tx, in seenIn) (Statement, act.Entry, error) {
		x := Statement{SHA256: in.sha, At: tx.Now, Name: in.name}
		err := statements.Insert(tx, &x)
		return x, act.Entry{Subject: statements.Subject(x.ID), Summary: "上传读不出文字的文件，由上传人确认没有国家秘密标志", Detail: map[string]any{"sha256": in.sha, "name": in.name}}, err
	}})

// RecordStated records that a file was taken in of which nothing could be read. Every form
// with a file says that whoever uploads states with it that no mark is there.
func (r *Room) RecordStated(ctx context.Context, sha, name string) {
	if _, err := statedDeed.Run(act.WithKey(context.WithoutCancel(ctx), ""), r.Door, act.Program("密级拦截"), seenIn{sha, name}); err != nil {
		slog.Error("an upload of which nothing could be read could not be recorded", "err", err)
	}
}
