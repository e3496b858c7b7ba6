package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// reporter says what failed, once, with its number of tries.
type reporter struct{}

// HandleError logs failed work.
func (reporter) HandleError(ctx context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return nil // stopped on purpose; it is tried again
	}
	slog.Error("background work failed", "kind", j.Kind, "try", j.Attempt, "of", j.MaxAttempts, "err", err)
	return nil
}

// HandlePanic logs work that panicked.
func (reporter) HandlePanic(_ context.Context, j *rivertype.JobRow, v any, trace string) *river.ErrorHandlerResult {
	slog.Error("background work panicked", "kind", j.Kind, "try", j.Attempt, "panic", fmt.Sprint(v), "trace", trace)
	return nil
}

// quiet passes on the queue's own log one level down. That the queue had to wait
// for the one writer of the embedded database, while a large import held it, is
// no news at all: it looks again by itself.
type quiet struct{ next slog.Handler }

// Enabled reports whether anything of the level can come through.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool { return q.next.Enabled(ctx, lower(l)) }

func lower(l slog.Level) slog.Level {
	if l >= slog.LevelError {
		return slog.LevelWarn
	}
	return slog.LevelDebug
}

// Handle passes a record on.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	l := lower(r.Level)
	r.Attrs(func(a slog.Attr) bool {
		if s := a.Value.String(); waited(s) {
			l = slog.LevelDebug
			return false
		}
		return true
	})
	// Failed work is reported by the reporter.
	if waited(r.Message) || strings.Contains(r.Message, "Job errored") || strings.Contains(r.Message, "panic") {
		l = slog.LevelDebug
	}
	if !q.next.Enabled(ctx, l) {
		return nil
	}
	out := slog.NewRecord(r.Time, l, "jobs: "+r.Message, r.PC)
	r.Attrs(func(a slog.Attr) bool { out.AddAttrs(a); return true })
	return q.next.Handle(ctx, out)
}

func waited(s string) bool {
	for _, x := range []string{"context deadline exceeded", "context canceled", "database is locked", "interrupted", "SQLITE_BUSY"} {
		if strings.Contains(s, x) {
			return true
		}
	}
	return false
}

// WithAttrs implements slog.Handler.
func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.next.WithAttrs(a)} }

// WithGroup implements slog.Handler.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.next.WithGroup(name)} }
