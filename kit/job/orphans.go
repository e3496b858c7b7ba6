package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"lantai.internal/kit/db"
	"lantai.internal/kit/internal/pool"
)

// Queues open in this process, by their names.
var (
	openMu sync.Mutex
	opened = map[string]bool{}
)

// newName names a queue after its machine and process, so that a later one of
// the same machine sees whether the process still lives.
func newName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	if len(host) > 60 {
		host = host[:60]
	}
	name := fmt.Sprintf("%s/%d/%d", host, os.Getpid(), time.Now().UnixNano())
	openMu.Lock()
	defer openMu.Unlock()
	opened[name] = true
	return name
}

func forgetName(name string) {
	openMu.Lock()
	defer openMu.Unlock()
	delete(opened, name)
}

var nameForm = regexp.MustCompile(`^(.*)/(\d+)/\d+$`)

// dead reports whether the queue of that name was one of this machine and its
// process is gone. Of other machines nothing is known.
func dead(name, mine string) bool {
	other, own := nameForm.FindStringSubmatch(name), nameForm.FindStringSubmatch(mine)
	if other == nil || own == nil || other[1] != own[1] {
		return false
	}
	if other[2] == own[2] {
		openMu.Lock()
		defer openMu.Unlock()
		return !opened[name]
	}
	pid, err := strconv.Atoi(other[2])
	return err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

// takeUp puts work back into the queue that a process of this machine had begun
// when it was killed. Without this it would wait for hours, and periodic work of
// its kind with it, as that is not put in while the last one is not finished.
// Work whose tries are used up is given up.
func takeUp[T any](ctx context.Context, p *pool.Pool, c *river.Client[T], mine string) error {
	page := river.NewJobListParams().States(rivertype.JobStateRunning).First(1000)
	running, err := c.JobList(ctx, page)
	if err != nil {
		return db.Error(err)
	}
	for _, j := range running.Jobs {
		if len(j.AttemptedBy) == 0 || !dead(j.AttemptedBy[len(j.AttemptedBy)-1], mine) {
			continue
		}
		change := "UPDATE river_job SET state = 'available' WHERE id = $1 AND state = 'running'"
		if j.Attempt >= j.MaxAttempts {
			change = "UPDATE river_job SET state = 'discarded', finalized_at = CURRENT_TIMESTAMP WHERE id = $1 AND state = 'running'"
		}
		if _, err := p.WriterDB().ExecContext(ctx, change, j.ID); err != nil {
			return db.Error(err)
		}
		slog.Info("background work of a process that was killed is taken up again", "kind", j.Kind, "try", j.Attempt, "of", j.MaxAttempts)
	}
	return nil
}
