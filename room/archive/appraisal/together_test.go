package appraisal_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/room/archive"
)

// Both supervisors sign at the same moment: neither signature is lost.
func TestBothSupervisorsSignAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		ids := h.take(t, paper("到期的通知", "2010-01-04", "D10"))
		for range 6 {
			b := h.reported(t, ids...)
			if _, err := h.Approve(ctx, director, b.ID, "同意"); err != nil {
				t.Fatal(err)
			}
			if _, err := h.Appoint(ctx, archivist, b.ID, leaderA.Login, leaderB.Login); err != nil {
				t.Fatal(err)
			}
			h.c.Move(31 * 24 * 3600e9)
			var wg sync.WaitGroup
			for _, who := range []act.Actor{leaderA, leaderB} {
				wg.Go(func() {
					if _, err := h.Sign(ctx, who, b.ID, b.ListNumber); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			d, err := h.Batch(ctx, archivist, b.ID)
			if err != nil || d.Signed1 == 0 || d.Signed2 == 0 {
				t.Fatalf("a signature was lost: %d %d %v", d.Signed1, d.Signed2, err)
			}
			if _, err := h.Cancel(ctx, archivist, b.ID, "重来"); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A file that waits in the intake is not removed with the destroyed item that has
// the same bytes.
func TestAWaitingUploadKeepsItsFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		f := h.file(t, "又交来一次的文件")
		in := paper("甲", "2010-01-01", "D10")
		in.Files = []archive.IncomingFile{f}
		b := h.reported(t, h.take(t, in)...)
		if _, err := h.Archive.KeepUpload(ctx, archivist, archive.NewUpload{Kind: "documents", Name: "又一次", Files: []archive.Stored{{Path: "a.txt", SHA256: f.SHA256, Size: f.Size}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Approve(ctx, director, b.ID, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Appoint(ctx, archivist, b.ID, leaderA.Login, leaderB.Login); err != nil {
			t.Fatal(err)
		}
		h.c.Move(40 * 24 * time.Hour)
		for _, s := range []act.Actor{leaderA, leaderB} {
			if _, err := h.Sign(ctx, s, b.ID, b.ListNumber); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.Execute(ctx, archivist, b.ID, b.ListNumber, "销毁点"); err != nil {
			t.Fatal(err)
		}
		if err := blob.Check(ctx, h.Archive.Files, f.SHA256); err != nil {
			t.Fatalf("the file that waits to be taken in is gone: %v", err)
		}
	})
}
