package app

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/job"
	"lantai.internal/kit/web"
	"lantai.internal/room/disclosure/release"
	"lantai.internal/room/secrecy"
)

func (a *App) openSecrecy() {
	a.Secrecy = secrecy.Open(a.Door, a.Files, a.Org, a.Flow, a.Rules, a.Registers)
}

// connectSecrecy lists every effect of other rooms on the keeping of secrets.
func (a *App) connectSecrecy(file flow.Filer) {
	a.Secrecy.File, a.Secrecy.Screen = file, a.Archive.RefuseMarked
	a.Registers.Screen = a.Archive.RefuseMarked
	// Every way in goes through the archive room's guard, which tells of what it refused
	// and of what it could not read.
	a.Archive.Marked = a.Secrecy.RecordRefused
	a.Archive.Unread = func(ctx context.Context, sha string) {
		name, _ := ctx.Value(uploader{}).(string)
		a.Secrecy.RecordStated(ctx, sha, name)
	}
	// The reviews before release are listed beside the other checks.
	a.Secrecy.Released = func(ctx context.Context, who act.Actor, year int) ([]secrecy.Release, error) {
		list, err := a.Release.Ledger(ctx, who, release.Conditions{Year: year})
		var out []secrecy.Release
		for _, l := range list {
			on := l.SubmittedOn
			if on.IsZero() {
				on = civil.DateOf(clock.FromMicros(l.MadeAt))
			}
			out = append(out, secrecy.Release{Number: l.Number, Title: l.Title, State: release.StateLabel(l.State), URL: "/release/reviews/" + strings.TrimPrefix(l.Subject(), "disclosure_release:"), On: on})
		}
		return out, err
	}
}

// uploader is the key of a request's context under which the name of who sends it stands.
type uploader struct{}

// remembered puts the name of who sends a request into its context, for those who hear
// of an upload and not of the request.
func remembered(identify func(*http.Request) (web.Who, error)) func(*http.Request) (web.Who, error) {
	return func(r *http.Request) (web.Who, error) {
		who, err := identify(r)
		if err == nil && who != nil && who.SignedIn() {
			name, unit, _ := who.Display()
			*r = *r.WithContext(context.WithValue(r.Context(), uploader{}, strings.TrimSpace(unit+" "+name)))
		}
		return who, err
	}
}

// secrecyJobs are the clocks of leaks and the yearly duties.
func (a *App) secrecyJobs() []job.Kind {
	return []job.Kind{{Name: "secrecy.watch", Every: 5 * time.Minute, Run: func(ctx context.Context, _ json.RawMessage) error {
		_, err := a.Secrecy.Watch(ctx)
		return err
	}}}
}
