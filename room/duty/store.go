package duty

import (
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/room/duty/roster"
)

// States of a roster.
const (
	Draft     = "draft"
	Submitted = "submitted"
	Approved  = "approved"
	Published = "published"
)

var stateLabels = map[string]string{Draft: "草表", Submitted: "待审签", Approved: "已审签，待公布", Published: "已公布"}

// Roster is the roster of a month.
type Roster struct {
	ID            int64  `db:"id"`
	Month         string `db:"month"`
	State         string `db:"state"`
	MadeBy        string `db:"made_by"`
	MadeAt        int64  `db:"made_at"`
	SubmittedBy   string `db:"submitted_by"`
	SubmittedAt   int64  `db:"submitted_at"`
	ApprovedBy    string `db:"approved_by"`
	ApprovedName  string `db:"approved_name"`
	ApprovedAt    int64  `db:"approved_at"`
	PublishedBy   string `db:"published_by"`
	PublishedName string `db:"published_name"`
	PublishedAt   int64  `db:"published_at"`
	Note          string `db:"note"`
	OwedAt        int64  `db:"owed_at"`
	Version       int64  `db:"version"`
}

// StateLabel is the Chinese word of the state.
func (x Roster) StateLabel() string { return stateLabels[x.State] }

// Title names the roster: 2026年11月值班表.
func (x Roster) Title() string { return monthChinese(x.Month) + "值班表" }

func monthChinese(month string) string {
	y, m, _ := strings.Cut(month, "-")
	return y + "年" + strings.TrimPrefix(m, "0") + "月"
}

func (x Roster) values() []any {
	return []any{x.Month, x.State, x.MadeBy, x.MadeAt, x.SubmittedBy, x.SubmittedAt, x.ApprovedBy, x.ApprovedName, x.ApprovedAt, x.PublishedBy, x.PublishedName, x.PublishedAt, x.Note, x.OwedAt, x.Version}
}

// Shift is one shift of a roster.
type Shift struct {
	ID          int64       `db:"id"`
	RosterID    int64       `db:"roster_id"`
	From        int64       `db:"from_at"`
	Until       int64       `db:"until_at"`
	Day         civil.Date  `db:"day"`
	Kind        roster.Kind `db:"kind"`
	Night       bool        `db:"night"`
	OfficerID   int64       `db:"officer_id"`
	LeaderID    int64       `db:"leader_id"`
	OfficerNote string      `db:"officer_note"`
	LeaderNote  string      `db:"leader_note"`
	Rev         int64       `db:"rev"`
}

func (s Shift) values() []any {
	return []any{s.RosterID, s.From, s.Until, s.Day, string(s.Kind), s.Night, s.OfficerID, s.LeaderID, s.OfficerNote, s.LeaderNote, s.Rev}
}

// Shape is the shift without its people.
func (s Shift) Shape() roster.Shift {
	return roster.Shift{Span: roster.Span{From: s.From, Until: s.Until}, Day: s.Day, Kind: s.Kind, Night: s.Night}
}

// Holder is who has a track by the roster, 0 for a gap.
func (s Shift) Holder(track string) int64 {
	if track == Leader {
		return s.LeaderID
	}
	return s.OfficerID
}

// When writes the stretch: 11月28日 17:30–次日08:30.
func (s Shift) When() string {
	return strings.TrimPrefix(s.Day.Chinese(), s.Day.Chinese()[:strings.Index(s.Day.Chinese(), "年")+len("年")]) + " " + hours(s.From, s.Until, s.Day)
}

var (
	rosterSelect = "SELECT r.id, r." + strings.Join(rosterColumns, ", r.") + " FROM duty_roster r"
	shiftSelect  = "SELECT s.id, s." + strings.Join(shiftColumns, ", s.") + " FROM duty_shift s"
)

func rosterOf(tx *act.Tx, id int64) (Roster, error) {
	x, ok, err := act.Locked[Roster](tx, rosterSelect+" WHERE r.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("duty_roster", id))
	}
	return x, err
}

func putRoster(tx *act.Tx, x Roster) error {
	x.Version++
	return act.Overwrite(tx, "duty_roster", x.ID, rosterColumns, x.values())
}

func shiftOf(tx *act.Tx, id int64) (Shift, error) {
	s, ok, err := act.Locked[Shift](tx, shiftSelect+" WHERE s.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("duty_shift", id))
	}
	return s, err
}

func putShift(tx *act.Tx, s Shift) error {
	return act.Overwrite(tx, "duty_shift", s.ID, shiftColumns, s.values())
}
