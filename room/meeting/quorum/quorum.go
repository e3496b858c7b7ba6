// Package quorum counts heads: who is in the room at an instant, whether they are
// enough, whose word comes last, whether a vote carries. It is pure: facts in, answer
// out; the fractions come from the rule book (rulebook.Book.Quorum).
//
// Words: members 应到, present 到会, withdrawal 回避, show of hands 举手表决, by name
// 记名表决.
package quorum

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
)

// Kinds of move.
const (
	In       = "in"
	Out      = "out"
	Withdraw = "withdraw" // from one item; the person counts as a member all the same
)

// Move is somebody coming, going, or withdrawing from an item.
type Move struct {
	Person int64
	Kind   string
	Item   int64 // of a withdrawal
	At     int64 // microseconds UTC
}

// InRoom is who is in the room at an instant: of each person the last move up to then
// counts, of two at the same instant the later in the list.
func InRoom(moves []Move, at int64) map[int64]bool {
	last := map[int64]Move{}
	for _, m := range moves {
		if m.Kind == Withdraw || m.At > at {
			continue
		}
		if l, ok := last[m.Person]; !ok || m.At >= l.At {
			last[m.Person] = m
		}
	}
	in := map[int64]bool{}
	for p, m := range last {
		if m.Kind == In {
			in[p] = true
		}
	}
	return in
}

// Withdrawn are those who withdrew from an item.
func Withdrawn(moves []Move, item int64) map[int64]bool {
	out := map[int64]bool{}
	for _, m := range moves {
		if m.Kind == Withdraw && m.Item == item {
			out[m.Person] = true
		}
	}
	return out
}

// Entitled are the members who are in the room at an instant and have not withdrawn
// from the item, in the order of members. Item 0 is the meeting as a whole. Observers
// are not among members and so never counted (clause mtg.party.observers); a member
// given twice counts once.
func Entitled(members []int64, moves []Move, item, at int64) []int64 {
	in, gone := InRoom(moves, at), Withdrawn(moves, item)
	var out []int64
	for _, p := range members {
		if in[p] && !(item != 0 && gone[p]) && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// Light is a quorum looked at with the heads in the room.
type Light struct {
	Rule    rulebook.Quorum
	Members int // all, the excused and those who withdrew among them
	Present int
}

// OK reports whether business may be done: there are enough, or the book sets nothing.
func (l Light) OK() bool { return !l.Rule.Set() || l.Rule.Met(l.Members, l.Present) }

// Required is the least number present that is enough, 0 where the book sets none.
func (l Light) Required() int { return l.Rule.Required(l.Members) }

// Words says it in Chinese.
func (l Light) Words() string {
	switch {
	case !l.Rule.Set():
		return fmt.Sprintf("应到 %d 人，到会 %d 人；这种会议没有规定到会人数", l.Members, l.Present)
	case l.OK():
		return fmt.Sprintf("应到 %d 人，须到 %d 人，到会 %d 人，达到人数", l.Members, l.Required(), l.Present)
	}
	return fmt.Sprintf("应到 %d 人，须到 %d 人，到会 %d 人，还差 %d 人", l.Members, l.Required(), l.Present, l.Required()-l.Present)
}

// MaySpeak says whether somebody may give an opinion now: nobody twice, the chair after
// all others who are entitled, nobody after the chair. chair is 0 where the chair
// withdrew. waiting are those whom the chair has to hear first.
func MaySpeak(speaker, chair int64, entitled, spoken []int64) (waiting []int64, err error) {
	switch {
	case !slices.Contains(entitled, speaker):
		return nil, fault.Field("person", fmt.Sprint(speaker), "只有在场的成员可以发表意见计入会议；列席、缺席和回避的人不计入。")
	case slices.Contains(spoken, speaker):
		return nil, fault.Field("person", fmt.Sprint(speaker), "这位成员对本议题的意见已经记录，一人只记一次。")
	case speaker != chair && chair != 0 && slices.Contains(spoken, chair):
		return nil, fault.New(fault.Conflict, "主持人已经最后表态，不能再记其他成员的意见。")
	case speaker != chair:
		return nil, nil
	}
	if waiting = Silent(entitled, spoken, chair); len(waiting) > 0 {
		return waiting, fault.New(fault.Conflict, "主持人最后表态：还有在场的成员没有发表意见。")
	}
	return nil, nil
}

// Silent are the entitled, but for one, who have not spoken.
func Silent(entitled, spoken []int64, but int64) []int64 {
	var out []int64
	for _, p := range entitled {
		if p != but && !slices.Contains(spoken, p) {
			out = append(out, p)
		}
	}
	return out
}

// Votes are the heads of a vote.
type Votes struct{ Yes, No, Abstain int }

// Sum is how many voted.
func (v Votes) Sum() int { return v.Yes + v.No + v.Abstain }

// Check refuses a count that does not fit the heads entitled: everybody in the room
// votes, nobody else does.
func (v Votes) Check(entitled int) error {
	if v.Yes < 0 || v.No < 0 || v.Abstain < 0 {
		return fault.Field("yes", fmt.Sprint(v.Yes), "票数不能小于 0。")
	}
	if v.Sum() != entitled {
		return fault.Field("yes", fmt.Sprint(v.Sum()), fmt.Sprintf("赞成、反对、弃权合计 %d 票，在场有表决权的是 %d 人，两数应相等。列席和缺席的人没有表决权。", v.Sum(), entitled))
	}
	return nil
}

// Carried reports whether more than half of those who should attend said yes; who was
// absent, withdrew or abstained did not.
func (v Votes) Carried(due int) bool { return due > 0 && v.Yes*2 > due }

// Words says it in Chinese.
func (v Votes) Words() string {
	return fmt.Sprintf("赞成 %d 票，反对 %d 票，弃权 %d 票", v.Yes, v.No, v.Abstain)
}

// Names joins names for a sentence.
func Names(list []string) string { return strings.Join(list, "、") }
