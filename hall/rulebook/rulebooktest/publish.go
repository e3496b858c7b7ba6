// Package rulebooktest takes a change of the rule book from the draft to the day it
// is in force, for tests of what rests on it.
package rulebooktest

import (
	"context"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
)

// Publish makes an amendment (YAML) the next edition, in force from a day on.
func Publish(t testing.TB, l *rulebook.Library, amendment, from string) {
	t.Helper()
	ctx := context.Background()
	drafter := act.Actor{Login: "drafter", Name: "起草人", Rights: []act.Right{rulebook.Drafting}}
	meeting := act.Actor{Login: "meeting", Name: "登记人", Rights: []act.Right{rulebook.Approving, rulebook.Publishing}}
	id, err := l.Draft(ctx, drafter, rulebook.EditionInput{Title: "调整审批程序", Reason: "会议议定", Amendment: amendment, WishedFrom: civil.Must(from)})
	if err == nil {
		err = l.Send(ctx, drafter, id)
	}
	if err == nil {
		err = l.Approve(ctx, meeting, rulebook.Meeting{ID: id, On: l.Door.Today(), Number: "2026年第3次局长办公会", ForceFrom: civil.Must(from)})
	}
	if err == nil {
		_, err = l.Publish(ctx, meeting, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}
