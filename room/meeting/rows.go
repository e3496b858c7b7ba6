package meeting

import (
	"strings"

	"lantai.internal/base/civil"
)

var meetingColumns = []string{"kind", "year", "number", "enlarged", "adhoc_reason", "late_reason", "held_on", "starts_at", "ends_at", "place", "theme", "chair_id", "chair", "chair_post", "delegated", "state", "agenda_by", "agenda_at", "told_at", "short_reason", "opened_at", "closed_at", "due", "present", "cancel_reason", "paper", "made_by", "made_at", "version"}

var meetingSelect = "SELECT id, " + strings.Join(meetingColumns, ", ") + " FROM meeting_meeting"

// Meeting is one meeting from its planning to the signed minutes.
type Meeting struct {
	ID           int64      `db:"id"`
	Kind         string     `db:"kind"`   // code of the book: party_committee, director_office …
	Year         int        `db:"year"`   // of the day on which it is held
	Number       int        `db:"number"` // among those of its kind and year that were opened; 0 before
	Enlarged     bool       `db:"enlarged"`
	AdhocReason  string     `db:"adhoc_reason"` // empty for a regular one
	LateReason   string     `db:"late_reason"`  // why it is entered after it was held; empty otherwise
	HeldOn       civil.Date `db:"held_on"`
	StartsAt     int64      `db:"starts_at"`
	EndsAt       int64      `db:"ends_at"` // as planned
	Place        string     `db:"place"`
	Theme        string     `db:"theme"`
	ChairID      int64      `db:"chair_id"` // org_person
	Chair        string     `db:"chair"`
	ChairPost    string     `db:"chair_post"`
	Delegated    string     `db:"delegated"` // record of the delegation where another than the post's holder chairs
	State        string     `db:"state"`     // planned, told, open, closed, signed, cancelled
	AgendaBy     string     `db:"agenda_by"` // who fixed the agenda; empty while it is collected
	AgendaAt     int64      `db:"agenda_at"`
	ToldAt       int64      `db:"told_at"`      // notice; 0 for not yet
	ShortReason  string     `db:"short_reason"` // why the notice came late
	OpenedAt     int64      `db:"opened_at"`
	ClosedAt     int64      `db:"closed_at"`
	Due          int        `db:"due"`     // members who should attend, as counted at opening
	Present      int        `db:"present"` // members in the room at opening
	CancelReason string     `db:"cancel_reason"`
	Paper        string     `db:"paper"` // 局长办公会纪要〔2026〕3号; empty before it is signed
	MadeBy       string     `db:"made_by"`
	MadeAt       int64      `db:"made_at"`
	Version      int64      `db:"version"`
}

func (x Meeting) values() []any {
	return []any{x.Kind, x.Year, x.Number, x.Enlarged, x.AdhocReason, x.LateReason, x.HeldOn, x.StartsAt, x.EndsAt, x.Place, x.Theme, x.ChairID, x.Chair, x.ChairPost, x.Delegated, x.State, x.AgendaBy, x.AgendaAt, x.ToldAt, x.ShortReason, x.OpenedAt, x.ClosedAt, x.Due, x.Present, x.CancelReason, x.Paper, x.MadeBy, x.MadeAt, x.Version}
}

var seatColumns = []string{"meeting_id", "person_id", "login", "name", "post", "part", "told_at", "read_at", "excuse", "excuse_words", "excused_by", "excused_at"}

var seatSelect = "SELECT id, " + strings.Join(seatColumns, ", ") + " FROM meeting_seat"

// Seat is a person who belongs to a meeting.
type Seat struct {
	ID          int64  `db:"id"`
	MeetingID   int64  `db:"meeting_id"`
	PersonID    int64  `db:"person_id"`
	Login       string `db:"login"`
	Name        string `db:"name"`
	Post        string `db:"post"`
	Part        string `db:"part"` // member, observer, gone (no longer a member)
	ToldAt      int64  `db:"told_at"`
	ReadAt      int64  `db:"read_at"` // receipt
	Excuse      string `db:"excuse"`  // leave, trip, duty, ill, work, other; empty for none
	ExcuseWords string `db:"excuse_words"`
	ExcusedBy   string `db:"excused_by"`
	ExcusedAt   int64  `db:"excused_at"`
}

func (x Seat) values() []any {
	return []any{x.MeetingID, x.PersonID, x.Login, x.Name, x.Post, x.Part, x.ToldAt, x.ReadAt, x.Excuse, x.ExcuseWords, x.ExcusedBy, x.ExcusedAt}
}

var moveColumns = []string{"meeting_id", "person_id", "kind", "item_id", "at", "note", "made_by", "made_at"}

var moveSelect = "SELECT id, " + strings.Join(moveColumns, ", ") + " FROM meeting_move"

// moved is somebody coming, going or withdrawing.
type moved struct {
	ID        int64  `db:"id"`
	MeetingID int64  `db:"meeting_id"`
	PersonID  int64  `db:"person_id"`
	Kind      string `db:"kind"`    // in, out, withdraw (from one item)
	ItemID    int64  `db:"item_id"` // of a withdrawal
	At        int64  `db:"at"`
	Note      string `db:"note"`
	MadeBy    string `db:"made_by"`
	MadeAt    int64  `db:"made_at"`
}

func (x moved) values() []any {
	return []any{x.MeetingID, x.PersonID, x.Kind, x.ItemID, x.At, x.Note, x.MadeBy, x.MadeAt}
}

var itemColumns = []string{"meeting_id", "kind", "topic", "place", "title", "line", "unit", "unit_name", "source", "url", "basis", "concerned", "cadre", "major", "no_material", "pretold_at", "state", "outcome", "words", "voting", "yes", "no", "abstain", "due", "present", "opened_at", "decided_at", "carried_from", "login", "name", "made_by", "made_at", "version"}

var itemSelect = "SELECT id, " + strings.Join(itemColumns, ", ") + " FROM meeting_item"

// Item is something for a meeting to deal with.
type Item struct {
	ID          int64  `db:"id"`
	MeetingID   int64  `db:"meeting_id"` // 0 while it waits for a meeting
	Kind        string `db:"kind"`
	Topic       string `db:"topic"`
	Place       int    `db:"place"` // on the agenda, from 1; 0 before
	Title       string `db:"title"`
	Line        string `db:"line"` // what it is about, what is proposed
	Unit        string `db:"unit"` // that presents it
	UnitName    string `db:"unit_name"`
	Source      string `db:"source"`    // who asked: flow_step:12; empty for people of the house
	URL         string `db:"url"`       // of the asker's case
	Basis       string `db:"basis"`     // clauses of the asker, with commas
	Concerned   string `db:"concerned"` // persons who must withdraw, with commas
	Cadre       bool   `db:"cadre"`
	Major       bool   `db:"major"`
	NoMaterial  bool   `db:"no_material"`
	PretoldAt   int64  `db:"pretold_at"` // members were told of a major item
	State       string `db:"state"`      // proposed, declined, dropped, listed, open, suspended, decided
	Outcome     string `db:"outcome"`    // agreed, refused, deferred, noted
	Words       string `db:"words"`      // of the decision, or why it was declined or suspended
	Voting      string `db:"voting"`     // named, show; empty for none
	Yes         int    `db:"yes"`
	No          int    `db:"no"`
	Abstain     int    `db:"abstain"`
	Due         int    `db:"due"`     // members who should attend, at the decision
	Present     int    `db:"present"` // members in the room and not withdrawn
	OpenedAt    int64  `db:"opened_at"`
	DecidedAt   int64  `db:"decided_at"`
	CarriedFrom int64  `db:"carried_from"` // item deferred at an earlier meeting
	Login       string `db:"login"`        // who proposed it
	Name        string `db:"name"`
	MadeBy      string `db:"made_by"`
	MadeAt      int64  `db:"made_at"`
	Version     int64  `db:"version"`
}

func (x Item) values() []any {
	return []any{x.MeetingID, x.Kind, x.Topic, x.Place, x.Title, x.Line, x.Unit, x.UnitName, x.Source, x.URL, x.Basis, x.Concerned, x.Cadre, x.Major, x.NoMaterial, x.PretoldAt, x.State, x.Outcome, x.Words, x.Voting, x.Yes, x.No, x.Abstain, x.Due, x.Present, x.OpenedAt, x.DecidedAt, x.CarriedFrom, x.Login, x.Name, x.MadeBy, x.MadeAt, x.Version}
}

var paperColumns = []string{"meeting_id", "item_id", "kind", "words", "name", "sha256", "sm3", "size", "made_by", "made_at"}

var paperSelect = "SELECT id, " + strings.Join(paperColumns, ", ") + " FROM meeting_paper"

// Paper is what an item brings along; without SHA256 it is a record in words.
type Paper struct {
	ID        int64  `db:"id"`
	MeetingID int64  `db:"meeting_id"`
	ItemID    int64  `db:"item_id"`
	Kind      string `db:"kind"`  // material, research, consult
	Words     string `db:"words"` // what it is; a record without a file
	Name      string `db:"name"`
	SHA256    string `db:"sha256"`
	SM3       string `db:"sm3"`
	Size      int64  `db:"size"`
	MadeBy    string `db:"made_by"`
	MadeAt    int64  `db:"made_at"`
}

func (x Paper) values() []any {
	return []any{x.MeetingID, x.ItemID, x.Kind, x.Words, x.Name, x.SHA256, x.SM3, x.Size, x.MadeBy, x.MadeAt}
}

var opinionColumns = []string{"meeting_id", "item_id", "person_id", "name", "absent", "words", "made_by", "made_at"}

var opinionSelect = "SELECT id, " + strings.Join(opinionColumns, ", ") + " FROM meeting_opinion"

// Opinion is what somebody said on an item.
type Opinion struct {
	ID        int64  `db:"id"`
	MeetingID int64  `db:"meeting_id"`
	ItemID    int64  `db:"item_id"`
	PersonID  int64  `db:"person_id"`
	Name      string `db:"name"`
	Absent    bool   `db:"absent"` // in writing by somebody who was not there: recorded, not counted
	Words     string `db:"words"`
	MadeBy    string `db:"made_by"`
	MadeAt    int64  `db:"made_at"`
}

func (x Opinion) values() []any {
	return []any{x.MeetingID, x.ItemID, x.PersonID, x.Name, x.Absent, x.Words, x.MadeBy, x.MadeAt}
}

var voteColumns = []string{"meeting_id", "item_id", "person_id", "name", "vote", "made_by", "made_at"}

var voteSelect = "SELECT id, " + strings.Join(voteColumns, ", ") + " FROM meeting_vote"

// Vote is a vote given by name.
type Vote struct {
	ID        int64  `db:"id"`
	MeetingID int64  `db:"meeting_id"`
	ItemID    int64  `db:"item_id"`
	PersonID  int64  `db:"person_id"`
	Name      string `db:"name"`
	Vote      string `db:"vote"` // yes, no, abstain
	MadeBy    string `db:"made_by"`
	MadeAt    int64  `db:"made_at"`
}

func (x Vote) values() []any {
	return []any{x.MeetingID, x.ItemID, x.PersonID, x.Name, x.Vote, x.MadeBy, x.MadeAt}
}

var resolutionColumns = []string{"meeting_id", "item_id", "what", "unit", "owner_id", "owner", "due", "made_by", "made_at"}

var resolutionSelect = "SELECT id, " + strings.Join(resolutionColumns, ", ") + " FROM meeting_resolution"

// Resolved is something to be done on a decision, as entered.
type Resolved struct {
	ID        int64      `db:"id"`
	MeetingID int64      `db:"meeting_id"`
	ItemID    int64      `db:"item_id"`
	What      string     `db:"what"`
	Unit      string     `db:"unit"`
	OwnerID   int64      `db:"owner_id"`
	Owner     string     `db:"owner"`
	Due       civil.Date `db:"due"`
	MadeBy    string     `db:"made_by"`
	MadeAt    int64      `db:"made_at"`
}

func (x Resolved) values() []any {
	return []any{x.MeetingID, x.ItemID, x.What, x.Unit, x.OwnerID, x.Owner, x.Due, x.MadeBy, x.MadeAt}
}

var minutesColumns = []string{"meeting_id", "part", "body", "reason", "state", "returned", "drafted_by", "drafted_at", "signer_id", "signer", "signed_at"}

var minutesSelect = "SELECT id, " + strings.Join(minutesColumns, ", ") + " FROM meeting_minutes"

// Minutes are the minutes (part 0) or a correction of them.
type Minutes struct {
	ID        int64  `db:"id"`
	MeetingID int64  `db:"meeting_id"`
	Part      int    `db:"part"` // 0 the minutes, from 1 the corrections
	Body      string `db:"body"`
	Reason    string `db:"reason"`   // of a correction
	State     string `db:"state"`    // draft, sent, signed
	Returned  string `db:"returned"` // what the chair wants changed
	DraftedBy string `db:"drafted_by"`
	DraftedAt int64  `db:"drafted_at"`
	SignerID  int64  `db:"signer_id"`
	Signer    string `db:"signer"`
	SignedAt  int64  `db:"signed_at"`
}

func (x Minutes) values() []any {
	return []any{x.MeetingID, x.Part, x.Body, x.Reason, x.State, x.Returned, x.DraftedBy, x.DraftedAt, x.SignerID, x.Signer, x.SignedAt}
}

var accessColumns = []string{"meeting_id", "person_id", "login", "name", "purpose", "answer", "words", "until_on", "answered_by", "answered_at", "readings", "read_at", "made_at"}

var accessSelect = "SELECT id, " + strings.Join(accessColumns, ", ") + " FROM meeting_access"

// Access is somebody's wish to read an original record, and what came of it.
type Access struct {
	ID         int64      `db:"id"`
	MeetingID  int64      `db:"meeting_id"`
	PersonID   int64      `db:"person_id"`
	Login      string     `db:"login"`
	Name       string     `db:"name"`
	Purpose    string     `db:"purpose"`
	Answer     string     `db:"answer"` // asked, granted, refused
	Words      string     `db:"words"`
	UntilOn    civil.Date `db:"until_on"` // last day of a consent
	AnsweredBy string     `db:"answered_by"`
	AnsweredAt int64      `db:"answered_at"`
	Readings   int        `db:"readings"`
	ReadAt     int64      `db:"read_at"` // the last time
	MadeAt     int64      `db:"made_at"`
}

func (x Access) values() []any {
	return []any{x.MeetingID, x.PersonID, x.Login, x.Name, x.Purpose, x.Answer, x.Words, x.UntilOn, x.AnsweredBy, x.AnsweredAt, x.Readings, x.ReadAt, x.MadeAt}
}
