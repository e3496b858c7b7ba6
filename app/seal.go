package app

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/job"
	"lantai.internal/kit/reader"
	"lantai.internal/room/seal"
	"lantai.internal/room/secrecy"
)

// Leaders see every use of a seal and the registers of secrets.
func init() {
	for _, role := range []org.Role{org.Leader, org.Director} {
		Grants[role] = append(Grants[role], seal.Oversee, secrecy.Oversee)
	}
}

func (a *App) openSeals() { a.Seals = seal.Open(a.Door, a.Files, a.Org, a.Flow, a.Rules) }

// connectSeals lists every effect of other rooms on the seals.
func (a *App) connectSeals(file flow.Filer) {
	a.Seals.File, a.Seals.Screen = file, a.Archive.RefuseMarked
	// What an application, a sample or a check has outlives the upload that brought it too.
	others := a.Archive.FileUsed
	a.Archive.FileUsed = func(ctx context.Context, rd db.Reader, sha string) (bool, error) {
		for _, has := range []func(context.Context, db.Reader, string) (bool, error){a.Seals.HasFile, a.Secrecy.HasFile} {
			if used, err := has(ctx, rd, sha); used || err != nil {
				return used, err
			}
		}
		return others(ctx, rd, sha)
	}
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
