package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/job"
	"lantai.internal/room/archive"
)

// Jobs lists the work behind the pages. Every kind looks by itself whether its
// day's work is still to be done, so that a night the server was off is made up
// for in the morning.
func (a *App) Jobs() []job.Kind {
	kinds := []job.Kind{
		{Name: "ledger.checkpoint", Every: time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Door.Checkpoint(ctx)
			return err
		}},
		{Name: "archive.fixity", Every: time.Hour, Timeout: patrolBudget + 10*time.Minute, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Patrol(ctx, patrolBudget)
			return err
		}},
		{Name: "attendance.grant", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Attendance.GrantDue(ctx)
			return err
		}},
		{Name: "disclosure.watch", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Disclosure.Watch(ctx)
			return err
		}},
		{Name: "followup.watch", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Followup.Watch(ctx)
			return err
		}},
		{Name: "annual.freeze", Every: 6 * time.Hour, Timeout: 10 * time.Minute, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Annual.FreezeDue(ctx)
			return err
		}},
		{Name: "duty.close", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Duty.CloseMonths(ctx)
			return err
		}},
		{Name: "study.watch", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Study.Watch(ctx)
			return err
		}},
		{Name: "document.watch", Every: time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Documents.Watch(ctx)
			return err
		}},
		{Name: "document.out.watch", Every: time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Outgoing.Watch(ctx)
			return err
		}},
		{Name: "reception.watch", Every: time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Reception.Watch(ctx)
			return err
		}},
		{Name: "logistics.watch", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Logistics.Watch(ctx)
			return err
		}},
		{Name: "integrity.watch", Every: 6 * time.Hour, Run: func(ctx context.Context, _ json.RawMessage) error { return a.watchIntegrity(ctx) }},
		{Name: "flow.refresh", Every: 15 * time.Minute, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Flow.Refresh(ctx)
			return err
		}},
		{Name: "flow.papers", Every: 5 * time.Minute, Timeout: 10 * time.Minute, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.Flow.HandOver(ctx)
			return err
		}},
		{Name: "search.tidy", Every: 6 * time.Hour, Timeout: 20 * time.Minute, Run: func(ctx context.Context, _ json.RawMessage) error { return a.TidyIndex(ctx) }},
	}
	kinds = append(kinds, a.deskJobs()...)
	kinds = append(kinds, a.sealJobs()...)
	kinds = append(kinds, a.secrecyJobs()...)
	if a.Config.Backup.Dir != "" {
		kinds = append(kinds, job.Kind{Name: "app.backup", Every: 30 * time.Minute, Timeout: 6 * time.Hour, Attempts: 1, Run: func(ctx context.Context, _ json.RawMessage) error {
			_, err := a.NightlyBackup(ctx)
			return err
		}})
	}
	return kinds
}

// StartJobs begins the work behind the pages; stop ends it, letting what runs
// finish until its context ends.
func (a *App) StartJobs(ctx context.Context) (stop func(context.Context) error, err error) {
	if err := a.Door.ReadOnly(); err != nil {
		return nil, fault.Wrap("jobs", fault.Full, err)
	}
	if a.Config.Backup.Dir != "" && a.Door.Reader().Dialect() == db.Postgres {
		slog.Warn("backup.dir is set, but the data is in PostgreSQL: use pg_dump, and copy the folders files and keys")
		a.Config.Backup.Dir = ""
	}
	q, err := job.Open(ctx, a.Door, a.Jobs(), job.Options{})
	if err != nil {
		return nil, err
	}
	return q.Stop, q.Start(ctx)
}

// patrolBudget is the longest a day's patrol reads files.
const patrolBudget = 20 * time.Minute

// patrolDays is how many days a full round through all files takes.
const patrolDays = 90

// Patrol is what one day's patrol of the stored files found. Its entries in the
// ledger are also its memory: the next one begins after To.
type Patrol struct {
	Files    int           `json:"files"`
	Bytes    int64         `json:"bytes"`
	Of       int64         `json:"of"` // files in all
	From     string        `json:"from"`
	To       string        `json:"to"`            // digest of the last file read
	Cut      bool          `json:"cut,omitempty"` // the time was over before the day's share was read
	Findings []act.Finding `json:"findings"`
}

var patrolled = act.Define(act.Spec[Patrol, bool]{
	Name: "archive.fixity.patrol", Label: "巡检文件", Right: archive.Verify, Basis: []law.ID{law.ArchivesLaw19},
	Do: func(_ *act.Tx, p Patrol) (bool, act.Entry, error) {
		say := fmt.Sprintf("巡检文件：%d 个中的 %d 个，", p.Of, p.Files)
		if len(p.Findings) == 0 {
			say += "与摘要相符"
		} else {
			say += fmt.Sprintf("发现 %d 处问题，请从备份恢复", len(p.Findings))
		}
		if p.Cut {
			say += "；因限时没有查完当日的份额"
		}
		return true, act.Entry{Subject: "archive_file", Summary: say, Detail: p}, nil
	}})

// Patrol reads a ninetieth of the stored files again, those longest unread
// first, and writes into the ledger what it found. It does nothing if it was done
// today, or if there are no files. Within the budget it reads at least one file.
func (a *App) Patrol(ctx context.Context, budget time.Duration) (*Patrol, error) {
	r := a.Door.Reader()
	type before struct {
		At     int64  `db:"at"`
		Detail string `db:"detail"`
	}
	last, found, err := db.Maybe[before](ctx, r, "SELECT at, detail FROM ledger_entry WHERE deed = $1 AND outcome = 'done' ORDER BY seq DESC LIMIT 1", patrolled.Name())
	if err != nil || found && !civil.DateOf(time.UnixMicro(last.At)).Before(a.Door.Today()) {
		return nil, err
	}
	var prev Patrol
	if found {
		if err := json.Unmarshal([]byte(last.Detail), &prev); err != nil {
			return nil, fault.Wrap("patrol", fault.Internal, err)
		}
	}
	const kept = " FROM archive_file f JOIN archive_item i ON i.id = f.item_id WHERE i.state <> 'destroyed'"
	p := Patrol{Findings: []act.Finding{}}
	if p.Of, err = db.One[int64](ctx, r, "SELECT count(DISTINCT f.sha256)"+kept); err != nil || p.Of == 0 {
		return nil, err
	}
	share := (p.Of + patrolDays - 1) / patrolDays
	const list = "SELECT f.sha256, max(f.size) AS size, min(f.item_id) AS item_id, min(f.name) AS name" + kept
	files, err := db.All[storedFile](ctx, r, list+" AND f.sha256 > $1 GROUP BY f.sha256 ORDER BY f.sha256 LIMIT $2", prev.To, share)
	if err == nil && int64(len(files)) < share { // round the end, back to the beginning
		var more []storedFile
		more, err = db.All[storedFile](ctx, r, list+" AND f.sha256 <= $1 GROUP BY f.sha256 ORDER BY f.sha256 LIMIT $2", prev.To, share-int64(len(files)))
		files = append(files, more...)
	}
	if err != nil {
		return nil, err
	}
	p.From = files[0].SHA256
	end := time.Now().Add(budget)
	for n, f := range files {
		if n > 0 && time.Now().After(end) {
			p.Cut = true
			break
		}
		if err := a.readAgain(ctx, f, &p); err != nil {
			return nil, err
		}
	}
	if _, err := patrolled.Run(ctx, a.Door, act.Program("文件巡检"), p); err != nil {
		return nil, err
	}
	if len(p.Findings) > 0 {
		slog.Error("the patrol found stored files missing or changed", "findings", len(p.Findings), "first", p.Findings[0].Where)
	}
	return &p, nil
}

type storedFile struct {
	SHA256 string `db:"sha256"`
	Size   int64  `db:"size"`
	ItemID int64  `db:"item_id"`
	Name   string `db:"name"`
}

// NightlyBackup makes the backup of today once its hour has come, unless it is
// there; it gives nil if there was nothing to do. Of the older ones as many stay
// as the settings say. A folder that is not there is not made: it may be a disk
// that is not mounted.
func (a *App) NightlyBackup(ctx context.Context) (*BackupReport, error) {
	b := a.Config.Backup
	now := a.Door.Clock().Now().In(civil.Shanghai)
	if now.Hour() < b.Hour {
		return nil, nil
	}
	if st, err := os.Stat(b.Dir); err != nil || !st.IsDir() {
		return nil, &fault.Error{Kind: fault.Full, Op: "backup", Say: "备份目录“" + b.Dir + "”不在：请检查磁盘是否已挂载，或先建立该目录。", Err: err}
	}
	have, err := nightly(b.Dir)
	if err != nil {
		return nil, err
	}
	today := "lantai-" + now.Format("20060102")
	if slices.ContainsFunc(have, func(f string) bool { return strings.HasPrefix(filepath.Base(f), today) }) {
		return nil, nil
	}
	name := today + now.Format("-150405") + ".tar"
	// Left over from a night that was cut off.
	if parts, err := filepath.Glob(filepath.Join(b.Dir, "lantai-????????-??????.tar.part")); err == nil {
		for _, f := range parts {
			os.Remove(f)
		}
	}
	rep, err := a.Backup(ctx, filepath.Join(b.Dir, name))
	if err != nil {
		return nil, err
	}
	have = append(have, filepath.Join(b.Dir, name))
	for _, old := range have[:max(0, len(have)-b.Keep)] {
		if err := os.Remove(old); err != nil {
			slog.Warn("an old backup could not be removed", "file", old, "err", err)
		}
	}
	_, err = backedUp.Run(ctx, a.Door, act.Program("夜间备份"), *rep)
	return rep, err
}

// nightly lists the nightly backups in a folder, the oldest first.
func nightly(dir string) ([]string, error) {
	have, err := filepath.Glob(filepath.Join(dir, "lantai-????????-??????.tar"))
	slices.Sort(have)
	return have, err
}

var backedUp = act.Define(act.Spec[BackupReport, bool]{
	Name: "app.backup.nightly", Label: "夜间备份", Right: archive.Verify, Basis: []law.ID{law.ArchivesLaw19},
	Do: func(_ *act.Tx, b BackupReport) (bool, act.Entry, error) {
		return true, act.Entry{Subject: "backup", Summary: fmt.Sprintf("夜间备份 %s，已读回核验：台账 %d 条，文件 %d 个", filepath.Base(b.File), b.Entries, b.Files),
			Detail: map[string]any{"file": filepath.Base(b.File), "entries": b.Entries, "rows": b.Rows, "files": b.Files, "bytes": b.Bytes}}, nil
	}})

var tidied = act.Define(act.Spec[*App, bool]{
	Name: "search.index.tidy", Label: "整理检索索引", Open: "the program merges its own index; nothing that can be found changes",
	Quiet: "an index is no record; merging it changes no answer",
	Do: func(tx *act.Tx, a *App) (bool, act.Entry, error) {
		more, err := a.Archive.Index.Tidy(tx.Ctx, tx, 500, false)
		return more, act.Entry{}, err
	}})

// TidyIndex merges the search index in small steps, so that nobody waits long for the
// writer.
func (a *App) TidyIndex(ctx context.Context) error {
	for range 1000 {
		more, err := tidied.Run(ctx, a.Door, act.Program("整理检索"), a)
		if err != nil || !more {
			return err
		}
	}
	return nil
}
