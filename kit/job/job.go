// Package job runs work behind the pages: put into the queue inside a deed's own
// transaction, so that it is done if and only if the deed was; tried again when
// it fails; at set intervals; on one of several nodes. The queue underneath is
// river; nobody outside this package knows.
//
// Work that changes anything does so through a deed as act.Program("…").
package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/internal/pool"
)

// Kind is one kind of work. Its work may run twice, after a crash or on two
// nodes at a leader's change, and must bear that.
type Kind struct {
	Name     string        // latin, e.g. "archive.fixity"
	Timeout  time.Duration // 1 minute when zero; the context ends then
	Attempts int           // tries before it is given up; 5 when zero
	// Every puts the work into the queue at this interval and at the start; 0:
	// only when asked. It is not put in while the last one is not finished.
	Every time.Duration
	// Run does the work; arg is what Enqueue was given, as JSON.
	Run func(ctx context.Context, arg json.RawMessage) error
}

// Options tune a queue; the zero value is for a serving program.
type Options struct {
	Poll    time.Duration // how often work is looked for; 2 seconds when zero, 1 second at least
	Workers int           // at once; 2 when zero
}

// Queue is an open job system.
type Queue struct {
	client *river.Client[*sql.Tx]
	pool   *pool.Pool
	name   string
	kinds  map[string]Kind
}

// Open readies the job system on the door's database, making its tables if they
// are missing. Nothing runs before Start.
func Open(ctx context.Context, door *act.Door, kinds []Kind, o Options) (*Queue, error) {
	if o.Poll == 0 {
		o.Poll = 2 * time.Second
	}
	o.Poll = max(o.Poll, time.Second)
	if o.Workers == 0 {
		o.Workers = 2
	}
	p := door.Pool(pool.Pass{})
	var driver riverdriver.Driver[*sql.Tx] = riversqlite.New(p.WriterDB())
	if p.Dialect() == db.Postgres {
		driver = riverdatabasesql.New(p.WriterDB())
	}
	log := slog.New(quiet{slog.Default().Handler()})
	if err := migrate(ctx, p, driver, log); err != nil {
		return nil, err
	}
	q := &Queue{pool: p, name: newName(), kinds: map[string]Kind{}}
	workers := river.NewWorkers()
	longest := time.Minute
	var periodic []*river.PeriodicJob
	for _, k := range kinds {
		if k.Timeout == 0 {
			k.Timeout = time.Minute
		}
		if k.Attempts == 0 {
			k.Attempts = 5
		}
		if _, twice := q.kinds[k.Name]; twice || k.Run == nil {
			return nil, fmt.Errorf("job: kind %q is given twice or has no work", k.Name)
		}
		q.kinds[k.Name] = k
		longest = max(longest, k.Timeout)
		river.AddWorkerArgs[args](workers, args{kind: k.Name}, &worker{kind: k})
		if k.Every > 0 {
			periodic = append(periodic, river.NewPeriodicJob(river.PeriodicInterval(k.Every), func() (river.JobArgs, *river.InsertOpts) {
				return args{kind: k.Name, raw: json.RawMessage("null")}, q.options(k, true)
			}, &river.PeriodicJobOpts{RunOnStart: true}))
		}
	}
	var err error
	q.client, err = river.NewClient(driver, &river.Config{
		ID: q.name, Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}},
		FetchPollInterval: o.Poll, FetchCooldown: min(o.Poll, 500*time.Millisecond), PollOnly: true,
		PeriodicJobs: periodic, Logger: log, ErrorHandler: reporter{}, RescueStuckJobsAfter: longest + time.Hour,
	})
	if err != nil {
		return nil, fault.Wrap("job.open", fault.Internal, err)
	}
	return q, nil
}

// migrate makes or upgrades the queue's own tables. On PostgreSQL starters at
// once wait for each other, as the migrations are not made for that.
func migrate(ctx context.Context, p *pool.Pool, driver riverdriver.Driver[*sql.Tx], log *slog.Logger) error {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return fault.Wrap("job.migrate", fault.Internal, err)
	}
	if p.Dialect() == db.Postgres {
		conn, err := p.WriterDB().Conn(ctx)
		if err != nil {
			return db.Error(err)
		}
		defer conn.Close()
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(7061637)"); err != nil {
			return db.Error(err)
		}
		defer func() {
			// A lock that is not given back here ends with the connection.
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(7061637)")
		}()
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fault.Wrap("job.migrate", fault.Unavailable, err)
	}
	return nil
}

// Start begins to work until Stop, first with what a killed process left undone.
func (q *Queue) Start(ctx context.Context) error {
	if err := takeUp(ctx, q.pool, q.client, q.name); err != nil {
		return err
	}
	// Work ends by Stop, not by the end of the context of whoever started it.
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fault.Wrap("job.start", fault.Unavailable, err)
	}
	return nil
}

// Stop lets running work finish until ctx ends, then cancels what still runs and
// waits for it, 10 seconds at most. Cancelled work is tried again after the next start.
func (q *Queue) Stop(ctx context.Context) error {
	defer forgetName(q.name)
	err := q.client.Stop(ctx)
	if err != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		err = q.client.StopAndCancel(hard)
	}
	return fault.Wrap("job.stop", fault.Unavailable, err)
}

// Enqueue puts work into the queue inside a deed's transaction. With once it is
// not put in again while the same work with the same argument is not finished.
// The argument becomes JSON; it must hold no secrets.
func (q *Queue) Enqueue(tx *act.Tx, kind string, arg any, once bool) error {
	if q == nil {
		return fault.New(fault.Unavailable, "后台任务没有启动，请在 lantai serve 运行时办理。")
	}
	k, ok := q.kinds[kind]
	if !ok {
		return fmt.Errorf("job: no kind %q", kind)
	}
	raw, err := json.Marshal(arg)
	if err != nil {
		return fmt.Errorf("job: argument of %s: %w", kind, err)
	}
	if _, err := q.client.InsertTx(tx.Ctx, tx.Raw, args{kind: kind, raw: raw}, q.options(k, once)); err != nil {
		return db.Error(err)
	}
	return nil
}

func (q *Queue) options(k Kind, once bool) *river.InsertOpts {
	o := &river.InsertOpts{MaxAttempts: k.Attempts}
	if once {
		o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending,
			rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}}
	}
	return o
}

// args carries any kind's argument.
type args struct {
	kind string
	raw  json.RawMessage
}

// Kind names the work.
func (a args) Kind() string { return a.kind }

// MarshalJSON gives the argument under one key, as the queue wants an object.
func (a args) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]json.RawMessage{"arg": a.raw})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *args) UnmarshalJSON(b []byte) error {
	var m struct {
		Arg json.RawMessage `json:"arg"`
	}
	err := json.Unmarshal(b, &m)
	a.raw = m.Arg
	return err
}

type worker struct {
	river.WorkerDefaults[args]
	kind Kind
}

// Timeout is the kind's.
func (w *worker) Timeout(*river.Job[args]) time.Duration { return w.kind.Timeout }

// Work does the work.
func (w *worker) Work(ctx context.Context, j *river.Job[args]) error {
	return w.kind.Run(ctx, j.Args.raw)
}
