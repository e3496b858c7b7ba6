package roster

import "slices"

// Why somebody cannot have a shift.
type Why string

// The reasons.
const (
	OnLeave   Why = "away"
	NoNights  Why = "no_night"
	Resting   Why = "resting"
	Doubled   Why = "doubled"
	PartnerOn Why = "partner"
	Unlisted  Why = "unlisted"
)

var whyLabels = map[Why]string{OnLeave: "请假或出差", NoNights: "这一时段不安排夜班", Resting: "夜班前后须休息", Doubled: "同一时间或紧接着另有一班", PartnerOn: "AB岗的另一方同时值班", Unlisted: "不在轮值名单"}

// Label is the Chinese word.
func (w Why) Label() string { return whyLabels[w] }

// Refusal is why one person cannot have a shift.
type Refusal struct {
	Person int64
	Why    Why
}

// Pick is who has a shift; Person 0 is a gap, with the reason for everybody.
type Pick struct {
	Person   int64
	Refusals []Refusal
}

// Check says why a person cannot have a shift besides the turns given; false if nothing
// stands in the way. It is the one test of the hard constraints: generator, hand-made
// changes and swaps all ask it.
func Check(p Person, s Shift, turns []Turn, recover int64) (Why, bool) {
	if w, bad := standing(p, s); bad {
		return w, true
	}
	for _, t := range turns {
		if t.Person == p.ID {
			if w, bad := beside(t, s, recover); bad {
				return w, true
			}
		} else if t.Meets(s.Span) && slices.Contains(p.Partners, t.Person) {
			return PartnerOn, true
		}
	}
	return "", false
}

// standing is what does not depend on other turns.
func standing(p Person, s Shift) (Why, bool) {
	if slices.ContainsFunc(p.Away, s.Meets) {
		return OnLeave, true
	}
	if s.Night && slices.ContainsFunc(p.NoNight, s.Meets) {
		return NoNights, true
	}
	return "", false
}

// beside says whether one's own turn leaves no room for a shift.
func beside(t Turn, s Shift, recover int64) (Why, bool) {
	if t.From <= s.Until && s.From <= t.Until {
		return Doubled, true
	}
	if t.Night && s.From >= t.Until && s.From < t.Until+recover || s.Night && t.From >= s.Until && t.From < s.Until+recover {
		return Resting, true
	}
	return "", false
}
