package app

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"lantai.internal/hall/flow"
	"lantai.internal/kit/job"
	"lantai.internal/kit/reader"
	"lantai.internal/room/seal"
)

func (a *App) openSeals() { a.Seals = seal.Open(a.Door, a.Files, a.Org, a.Flow, a.Rules) }

// connectSeals lists every effect of other rooms on the seals.
func (a *App) connectSeals(file flow.Filer) {
	a.Seals.File, a.Seals.Screen = file, a.Archive.RefuseMarked
	// A paper whose number is void is not sealed any more.
	a.Outgoing.DropSeal = a.Seals.Drop
	// Whether a paper that is to be sealed is blank. What cannot be read is no proof of it.
	a.Seals.Text = func(ctx context.Context, f io.ReaderAt, size int64, name string) (string, bool, error) {
		d, err := a.Archive.Reader.Read(ctx, f, size, name, reader.Limits{})
		if err != nil {
			return "", false, nil
		}
		return d.Body, d.Kind == reader.Text || d.Kind == reader.DOCX, nil
	}
}

// sealJobs are the work of the seals behind the pages.
func (a *App) sealJobs() []job.Kind {
	return []job.Kind{{Name: "seal.watch", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
		_, err := a.Seals.Watch(ctx)
		return err
	}}}
}
