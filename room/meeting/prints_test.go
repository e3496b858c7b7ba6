package meeting_test

import (
	"bytes"
	"testing"

	"lantai.internal/room/meeting"
)

// Every paper of a signed meeting can be had as PDF and as DOCX (clauses
// mtg.party.notice.what, mtg.sign.register).
func TestPrints(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.signed()
		for _, paper := range []string{meeting.PaperNotice, meeting.PaperAgenda, meeting.PaperSignIn, meeting.PaperAttendance, meeting.PaperMinutes} {
			for docx, start := range map[bool]string{false: "%PDF-", true: "PK"} {
				var w bytes.Buffer
				name, err := b.Print(b.ctx, b.actors["sixth"], id, paper, docx, &w)
				b.must(err)
				if !bytes.HasPrefix(w.Bytes(), []byte(start)) || name == "" {
					t.Errorf("%s, docx %v: %q", paper, docx, w.Bytes()[:min(8, w.Len())])
				}
			}
		}
		if _, err := b.Print(b.ctx, b.actors["sixth"], id, "record", false, &bytes.Buffer{}); err == nil {
			t.Error("the original record is printed like any paper")
		}
	})
}
