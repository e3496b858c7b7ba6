package app

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"strings"
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
	a.Seals.Text = a.paperText
}

// mostPagesSeen bounds how many pages without text are looked at for ink.
const mostPagesSeen = 20

// paperText gives the text of a paper that is to be sealed. Without any, read says whether
// the paper was found blank: a page with something drawn or pictured on it is not, and what
// cannot be read is no proof of it.
func (a *App) paperText(ctx context.Context, f io.ReaderAt, size int64, name string) (text string, read bool, err error) {
	d, err := a.Archive.Reader.Read(ctx, f, size, name, reader.Limits{})
	if err != nil {
		return "", false, nil
	}
	if strings.TrimSpace(d.Body) != "" {
		return d.Body, true, nil
	}
	switch d.Kind {
	case reader.Text:
		return "", true, nil
	case reader.DOCX:
		return "", !pictured(f, size), nil
	case reader.PDF, reader.OFD:
		for n := 1; n <= d.Pages; n++ {
			if n > mostPagesSeen {
				return "", false, nil
			}
			page, _, err := a.Archive.Reader.PageImage(ctx, f, size, d.Kind, n, 400)
			if ctx.Err() != nil {
				return "", false, ctx.Err()
			}
			if err != nil || inked(page) {
				return "", false, nil
			}
		}
		return "", true, nil
	}
	return "", false, nil
}

// pictured reports whether a DOCX holds pictures or other files.
func pictured(f io.ReaderAt, size int64) bool {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return true
	}
	for _, x := range z.File {
		if strings.HasPrefix(x.Name, "word/media/") || strings.HasPrefix(x.Name, "word/embeddings/") {
			return true
		}
	}
	return false
}

// inked reports whether a page has anything on it that is not white.
func inked(page []byte) bool {
	img, err := png.Decode(bytes.NewReader(page))
	if err != nil {
		return true
	}
	white := func(p image.Point) bool {
		const most = 0xF000
		r, g, b, _ := img.At(p.X, p.Y).RGBA()
		return r >= most && g >= most && b >= most
	}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if !white(image.Pt(x, y)) {
				return true
			}
		}
	}
	return false
}

// sealJobs are the work of the seals behind the pages.
func (a *App) sealJobs() []job.Kind {
	return []job.Kind{{Name: "seal.watch", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
		_, err := a.Seals.Watch(ctx)
		return err
	}}}
}
