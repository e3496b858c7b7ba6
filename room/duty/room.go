package duty

import (
	"context"
	"embed"
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "duty", Base: 6000, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room. Who makes the roster, leads a shift or has a turn is found out
// for every row.
const (
	Use    act.Right = "duty.use"
	Exempt act.Right = "duty.exempt" // keeps from nights; held by the political section
)

var (
	rosterColumns    = []string{"month", "state", "made_by", "made_at", "submitted_by", "submitted_at", "approved_by", "approved_name", "approved_at", "published_by", "published_name", "published_at", "note", "owed_at", "version"}
	shiftColumns     = []string{"roster_id", "from_at", "until_at", "day", "kind", "night", "officer_id", "leader_id", "officer_note", "leader_note", "rev"}
	swapColumns      = []string{"shift_id", "shift_rev", "track", "kind", "from_id", "to_id", "from_at", "until_at", "reason", "words", "state", "asked_by", "asked_at", "decided_by", "decided_name", "decided_at", "answer", "ruling"}
	temporaryColumns = []string{"track", "person_id", "from_at", "until_at", "reason", "made_by", "made_at", "ended_at"}
	presenceColumns  = []string{"shift_id", "track", "person_id", "from_at", "until_at", "made_by", "made_at"}
	exemptionColumns = []string{"person_id", "since", "until", "ground", "ground_on", "made_by", "made_at", "ended_at"}
	memberColumns    = []string{"person_id", "phone", "excused", "made_by", "made_at"}
	feedColumns      = []string{"login", "person_id", "whole", "token", "made_at", "revoked_at"}
)

func init() {
	org.NameRights(map[act.Right]string{Use: "值班", Exempt: "登记不安排夜班"})
	act.Watch("duty_roster", rosterColumns...)
	act.Watch("duty_shift", shiftColumns...)
	act.Watch("duty_swap", swapColumns...)
	act.Watch("duty_temporary", temporaryColumns...)
	act.Watch("duty_presence", presenceColumns...)
	act.Watch("duty_exemption", exemptionColumns...)
	act.Watch("duty_member", memberColumns...)
	act.Watch("duty_feed", feedColumns...)
}

// Room is the duty roster in an open installation.
type Room struct {
	Door     *act.Door
	Files    blob.Store
	Org      *org.Org
	Flow     *flow.Flow
	Calendar *calendar.Store
	Rules    *rulebook.Library
	// File is connected to the archive room. Nil keeps the rosters here alone.
	File flow.Filer
	// Site is the address under which calendar programs reach the installation, e.g.
	// "https://oa.example"; empty shows the address without its host.
	Site string
}

// Open readies the room.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Calendar: cal, Rules: rules}
	f.Register(flow.Kind{Table: "duty_roster", Name: "值班表", Basis: []law.ID{law.DutyRosterBy}, Papers: r.papers, File: r.file})
	return r
}

// Tracks of a roster.
const (
	Officer = "officer"
	Leader  = "leader"
)

var trackLabels = map[string]string{Officer: "值班员", Leader: "带班领导"}

// TrackLabel is the Chinese word.
func TrackLabel(track string) string { return trackLabels[track] }

// Settings are the parameters of the book that rosters are made by.
type Settings struct {
	roster.Hours
	Post     string // title of the post that has the working hours
	Approver string // word of whoever approves a roster; empty for nobody
	Place    string
	Lead     int // hours in which a swap must be asked for ahead; 0 for no bound
	// Unconfirmed are the labels of the parameters that the bureau has still to confirm.
	Unconfirmed []string
}

// ReadSettings reads them from a book. A value that cannot be read is an Invalid
// error that names the parameter.
func ReadSettings(b *rulebook.Book) (Settings, error) {
	var s Settings
	var failed error
	text := func(clause law.ID, name string) string {
		p, ok := b.Param(clause, name)
		if !ok && failed == nil {
			failed = fault.Field(name, "", fmt.Sprintf("规章的 %s 没有参数 %s，请由办公室补上。", clause, name))
		}
		if p.ToBeConfirmed {
			s.Unconfirmed = append(s.Unconfirmed, p.Label)
		}
		return p.Value
	}
	span := func(clause law.ID, name string) (int, int) {
		v := text(clause, name)
		from, until, ok := strings.Cut(strings.ReplaceAll(v, "：", ":"), "-")
		a, aok := minutes(from)
		z, zok := minutes(until)
		if failed == nil && (!ok || !aok || !zok || a == z) {
			failed = fault.Field(name, v, fmt.Sprintf("规章参数 %s 的值“%s”读不出起止时刻，请写成 08:30-17:30。", name, v))
		}
		return a, z
	}
	hours := func(clause law.ID, name string, least, most int) int {
		v := text(clause, name)
		n, err := strconv.Atoi(v)
		if failed == nil && (err != nil || n < least || n > most) {
			failed = fault.Field(name, v, fmt.Sprintf("规章参数 %s 的值“%s”应为 %d 至 %d 的整数小时。", name, v, least, most))
		}
		return n
	}
	s.Start, s.End = span(law.DutyWorktime, "office_hours")
	if failed == nil && s.Start > s.End {
		failed = fault.Field("office_hours", "", "规章参数 office_hours 的下班时刻早于上班时刻，请核对。")
	}
	s.Rest = hours(law.DutyOfftime, "shift_hours", 1, 24) * 60
	s.NightFrom, s.NightTill = span(law.DutyOfftime, "night_hours")
	s.Recover = hours(law.DutyOfftime, "recover_hours", 0, 48) * 60
	s.Post = text(law.DutyWorktime, "post")
	s.Approver = text(law.DutyRosterBy, "approver")
	s.Place = text(law.DutyPlace, "place")
	if p, ok := b.Param(law.DutySwapReport, "lead"); ok {
		s.Lead, _ = p.Int()
	}
	return s, failed
}

func minutes(s string) (int, bool) {
	h, m, ok := strings.Cut(strings.TrimSpace(s), ":")
	a, err := strconv.Atoi(h)
	z, zerr := strconv.Atoi(m)
	return a*60 + z, ok && err == nil && zerr == nil && a >= 0 && a < 24 && z >= 0 && z < 60
}

// settings reads the book of a day.
func (r *Room) settings(ctx context.Context, on civil.Date) (Settings, error) {
	b, err := r.Rules.At(ctx, on)
	if err != nil {
		return Settings{}, err
	}
	return ReadSettings(b)
}

// office reports whether somebody belongs to the unit that makes the roster (clause
// duty.roster.by).
func (r *Room) office(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office
}

// notOffice is the refusal of everybody else.
func notOffice() error {
	return &fault.Error{Kind: fault.Forbidden, Say: "值班表由办公室编排和公布，请联系办公室。", Clause: law.DutyRosterBy}
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }
