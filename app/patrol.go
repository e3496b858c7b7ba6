package app

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
)

// unreadableInARow is when a patrol takes the whole store for out of reach
// instead of one file after another for lost.
const unreadableInARow = 10

// readAgain checks one file and notes it in the patrol.
func (a *App) readAgain(ctx context.Context, f storedFile, p *Patrol) error {
	err := blob.Check(ctx, a.Files, f.SHA256)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.Files, p.Bytes, p.To = p.Files+1, p.Bytes+f.Size, f.SHA256
	kind, say := "", ""
	switch {
	case err == nil:
		return nil
	case fault.Is(err, fault.NotFound):
		kind, say = "missing", "文件缺失"
	case fault.Is(err, fault.Conflict):
		kind, say = "changed", "文件变更"
	default:
		kind, say = "unreadable", "文件读不出"
	}
	p.Findings = append(p.Findings, act.Finding{Where: "file:" + f.SHA256, Kind: kind, Message: fmt.Sprintf("%s：第 %d 件的“%s”。", say, f.ItemID, f.Name)})
	if n := len(p.Findings); kind == "unreadable" && n >= unreadableInARow && n == p.Files {
		return fault.Wrap("patrol", fault.Unavailable, fmt.Errorf("the first %d files cannot be read, the store seems out of reach: %w", n, err))
	}
	return nil
}
