package archive

import (
	"context"
	"fmt"
	"iter"
	"runtime"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// VerifyReport is the answer to a full check of the room: files against their
// digests, rows and texts against the ledger, the ledger against itself.
type VerifyReport struct {
	OK       bool          `json:"ok"`
	Items    int64         `json:"items"`
	Files    int64         `json:"files"`
	Bytes    int64         `json:"bytes"`
	Texts    int64         `json:"texts"`
	Entries  int64         `json:"entries"`
	Rows     int64         `json:"rows"`
	Findings []act.Finding `json:"findings"`
	More     int64         `json:"more,omitempty"`
}

// Verify checks everything the room holds. Findings are 变更 (changed), 缺失
// (missing) or 多出 (extra); each names the row or file.
func (r *Room) Verify(ctx context.Context, progress func(files, of int64)) (*VerifyReport, error) {
	ledger, err := r.Door.Verify(ctx)
	if err != nil {
		return nil, err
	}
	rep := &VerifyReport{Entries: ledger.Entries, Rows: ledger.Rows}
	if err := r.verifyTexts(ctx, ledger, rep); err != nil {
		return nil, err
	}
	if err := r.verifyFiles(ctx, ledger, rep, progress); err != nil {
		return nil, err
	}
	rep.Findings, rep.More, rep.OK = ledger.Findings, ledger.More, len(ledger.Findings) == 0
	return rep, nil
}

func (r *Room) verifyTexts(ctx context.Context, out *act.Report, rep *VerifyReport) error {
	type row struct {
		ID      int64  `db:"id"`
		BodySHA string `db:"body_sha"`
		Body    string `db:"body"`
	}
	return db.Each(ctx, r.Door.Reader(), "SELECT i.id, i.body_sha, coalesce(b.body, '') AS body FROM archive_item i LEFT JOIN archive_body b ON b.item_id = i.id ORDER BY i.id", nil, func(x *row) error {
		rep.Items++
		if x.BodySHA == "" && x.Body == "" {
			return nil
		}
		rep.Texts++
		switch {
		case x.Body == "":
			out.Add(act.Subject("archive_body", x.ID), "missing", "第 %d 件的正文不见了。", x.ID)
		case bodySHA(x.Body) != x.BodySHA:
			out.Add(act.Subject("archive_body", x.ID), "changed", "第 %d 件的正文被绕过台账改动过。", x.ID)
		}
		return nil
	})
}

func (r *Room) verifyFiles(ctx context.Context, out *act.Report, rep *VerifyReport, progress func(files, of int64)) error {
	type row struct {
		SHA256 string `db:"sha256"`
		Size   int64  `db:"size"`
		ItemID int64  `db:"item_id"`
		Name   string `db:"name"`
	}
	rows, err := db.All[row](ctx, r.Door.Reader(), `SELECT f.sha256, max(f.size) AS size, min(f.item_id) AS item_id, min(f.name) AS name FROM archive_file f
		JOIN archive_item i ON i.id = f.item_id WHERE i.state <> 'destroyed' GROUP BY f.sha256 ORDER BY f.sha256`)
	if err != nil {
		return err
	}
	shas := func(yield func(string) bool) {
		for _, x := range rows {
			if !yield(x.SHA256) {
				return
			}
		}
	}
	n := 0
	for err := range checks(ctx, r.Files, shas) { // in the order of the rows
		x := rows[n]
		if progress != nil && n%100 == 0 {
			progress(int64(n), int64(len(rows)))
		}
		n++
		rep.Files++
		rep.Bytes += x.Size
		switch {
		case err == nil:
		case fault.Is(err, fault.NotFound):
			out.Add("file:"+x.SHA256, "missing", "文件缺失：第 %d 件的“%s”。请从备份恢复。", x.ItemID, x.Name)
		case fault.Is(err, fault.Conflict):
			out.Add("file:"+x.SHA256, "changed", "文件变更：第 %d 件的“%s”与其摘要不符。请从备份恢复。", x.ItemID, x.Name)
		case ctx.Err() != nil:
			return fault.Wrap("archive.verify", fault.Unavailable, ctx.Err())
		default:
			out.Add("file:"+x.SHA256, "missing", "文件读不出：第 %d 件的“%s”（%s）", x.ItemID, x.Name, fault.Of(err).Safe())
		}
	}
	// A file that no row names is left over from an import that was taken back;
	// it is no fault unless it lies where no file of ours can lie.
	return r.Files.Walk(ctx, func(sha, path string, size int64) error {
		if sha == "" {
			out.Add("file:"+path, "extra", "文件库里有不属于本系统的文件 %s（%s）。", path, fmt.Sprintf("%d 字节", size))
		}
		return nil
	})
}

// checks compares stored files with their digests, several at a time, and gives
// the outcomes in the order of the keys. Ending ctx ends it early.
func checks(ctx context.Context, files blob.Store, shas iter.Seq[string]) iter.Seq[error] {
	workers := min(runtime.GOMAXPROCS(0), 8)
	return func(yield func(error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		type job struct {
			sha  string
			done chan error
		}
		todo, order := make(chan job), make(chan job, 4*workers)
		go func() {
			defer close(todo)
			defer close(order)
			for sha := range shas {
				j := job{sha, make(chan error, 1)}
				select {
				case order <- j:
				case <-ctx.Done():
					return
				}
				select {
				case todo <- j:
				case <-ctx.Done():
					j.done <- ctx.Err()
					return
				}
			}
		}()
		for range workers {
			go func() {
				for j := range todo {
					j.done <- blob.Check(ctx, files, j.sha)
				}
			}()
		}
		for j := range order {
			if !yield(<-j.done) {
				return
			}
		}
	}
}
