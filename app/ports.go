package app

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
)

// bureau answers what the archive room asks of the organisation.
type bureau struct{ o *org.Org }

// Units lists the bureau's units in order.
func (b bureau) Units(ctx context.Context) ([]archive.Unit, error) {
	units, err := b.o.Units(ctx)
	out := make([]archive.Unit, 0, len(units))
	for _, u := range units {
		if u.Active {
			out = append(out, archive.Unit{Code: u.Code, Name: u.Name})
		}
	}
	return out, err
}

// codeOf gives the archival code of an item that an entry of the ledger is about.
func (a *App) codeOf(ctx context.Context, subject string) (string, error) {
	table, id, _ := strings.Cut(subject, ":")
	if table != "archive_item" || id == "" {
		return "", nil
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return "", nil // of several items at once
	}
	code, _, err := db.Maybe[string](ctx, a.Door.Reader(), "SELECT code FROM archive_item WHERE id = $1", n)
	return code, err
}

// caseLink names a case on which the rule book decided and gives its page, whose
// room says who may open it.
func caseLink(subject string) (ui.Link, bool) {
	table, id, _ := strings.Cut(subject, ":")
	switch table {
	case "archive_loan":
		return ui.Link{Text: "一次查阅利用", URL: "/archive/loans/" + id}, true
	case "attendance_leave":
		return ui.Link{Text: "一件请假", URL: "/attendance/leave/" + id}, true
	case "attendance_trip":
		return ui.Link{Text: "一件出差", URL: "/attendance/trips/" + id}, true
	case "report_matter":
		return ui.Link{Text: "一件请示报告", URL: "/reports/" + id}, true
	case "meeting_followup_item":
		return ui.Link{Text: "一件督办事项", URL: "/followup/" + id}, true
	case "counter_application":
		return ui.Link{Text: "一件窗口办件", URL: "/counter/applications/" + id}, true
	case "document_incoming":
		return ui.Link{Text: "一件收文", URL: "/documents/in/" + id}, true
	case "logistics_report":
		return ui.Link{Text: "一年的能耗年报", URL: "/logistics/report?year=" + id}, true
	case "document_outgoing":
		return ui.Link{Text: "一份发文", URL: "/documents/out/" + id}, true
	case "study_year":
		return ui.Link{Text: "一个学习年度", URL: "/study/progress?year=" + id}, true
	case "disclosure_application":
		return ui.Link{Text: "一件信息公开申请", URL: "/disclosure/" + id}, true
	case "disclosure_release":
		return ui.Link{Text: "一件公开审查", URL: "/release/reviews/" + id}, true
	case "disclosure_redaction":
		return ui.Link{Text: "一份遮盖的文件", URL: "/redactions/" + id}, true
	case "duty_incident":
		return ui.Link{Text: "一件突发事件", URL: "/duty/incidents/" + id}, true
	case "duty_swap":
		return ui.Link{Text: "一件换班", URL: "/duty/swaps/" + id}, true
	case "report_assignment":
		return ui.Link{Text: "一件越级交办", URL: "/reports/assignments"}, true
	}
	return ui.Link{}, false
}

// ownNames are the names under which the bureau issues papers.
func ownNames(b *rulebook.Book) []string {
	names := []string{b.Bureau}
	for _, u := range b.Units {
		names = append(names, b.Bureau+u.Name)
	}
	return names
}

// arrangementBasis names the rules by which the year is arranged.
func arrangementBasis(b *rulebook.Book) string {
	var s []string
	for _, r := range b.Archive.ArrangementBasis {
		t := r.Title
		if r.Number != "" {
			t += "（" + r.Number + "）"
		}
		s = append(s, t)
	}
	return strings.Join(s, "、")
}

// places tells the organisation which units and posts the book's words mean.
func places(b *rulebook.Book) org.Places {
	var p org.Places
	for _, u := range b.Units {
		if slices.Contains(u.Acts, org.WhoOffice) {
			p.Office = u.Code
		}
		if slices.Contains(u.Acts, org.WhoPolitical) {
			p.PoliticalSection = u.Code
		}
	}
	for _, x := range b.Posts {
		if slices.Contains(x.Acts, org.WhoPartySecretary) {
			p.PartySecretary = x.Code
		}
	}
	return p
}

// awayAt tells the organisation who is away at an instant and until when.
func awayAt(ctx context.Context, r db.Reader, at int64) (map[int64]int64, error) {
	h := civil.HalfAt(clock.FromMicros(at))
	list, err := calendar.Between(ctx, r, h, h+1)
	away := map[int64]int64{}
	for _, a := range list {
		if a.Covers(at) {
			away[a.PersonID] = a.Ends()
		}
	}
	return away, err
}
