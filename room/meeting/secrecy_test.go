package meeting_test

import (
	"bytes"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/meeting"
)

// plain adds somebody without a leading post to a unit.
func (b *bureau) plain(login, unit string) act.Actor {
	b.t.Helper()
	id, err := b.org.AddPerson(b.ctx, act.Owner(), org.SeedPerson{Name: unit + "科员", Unit: unit, Since: civil.Must("2015-01-01")})
	b.must(err)
	account, err := b.org.CreateAccount(b.ctx, act.Owner(), org.NewAccount{PersonID: id, Login: login, Name: unit + "科员", Password: "Correct-Horse-9"})
	b.must(err)
	b.must(b.org.SetRoles(b.ctx, act.Owner(), account, []org.Role{org.Staff}))
	b.must(b.org.SetDemoPassword(b.ctx, act.Owner(), account, "Correct-Horse-9"))
	a, err := b.org.ActorOf(b.ctx, account)
	b.must(err)
	b.people[login], b.actors[login] = id, a
	return a
}

// file adds a file as material to an item, and gives the paper's number.
func (b *bureau) file(login string, meetingID, item int64, name string) int64 {
	b.t.Helper()
	ref, err := b.Files.Put(b.ctx, strings.NewReader(name), 0)
	b.must(err)
	_, err = b.Attach(b.ctx, b.actors[login], item, meeting.Material, "", []flow.Attachment{{Name: name, SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}})
	b.must(err)
	papers := b.find(login, meetingID).Papers
	return papers[len(papers)-1].ID
}

// What comes before the party committee is for those who belong to it: the unit that
// serves it sees nothing as a unit, observers see no cadre item, whoever is concerned
// reads no papers of it and hears of the decision from the signed minutes (clause
// mtg.party.secrecy).
func TestSecrecyOfTheCommittee(t *testing.T) {
	each(t, func(b *bureau) {
		zgk := b.plain("plain", "ZGK")
		id := b.plan("political", plan("party_committee", "2026-03-11"))
		dues := b.propose("political", meeting.Proposal{Kind: "party_committee", Topic: "t12", Title: "党费开支"})
		cadre := b.propose("political", meeting.Proposal{Kind: "party_committee", Topic: "t3", Title: "一名科长的任用", Line: "拟任某某", Concerned: b.persons("seventh")})
		waiting, err := b.Waiting(b.ctx, zgk, "party_committee")
		b.must(err)
		if len(waiting) != 0 {
			t.Errorf("a plain clerk of the unit reads %d items that wait", len(waiting))
		}
		b.list("secretary", id, dues, cadre)
		open, closed := b.file("political", id, dues, "预算.pdf"), b.file("political", id, cadre, "考察.pdf")
		look := func(who act.Actor) (meeting.View, error) { return b.Find(b.ctx, who, id) }
		paper := func(who act.Actor, n int64) error {
			_, f, err := b.OpenPaper(b.ctx, who, n)
			if err == nil {
				b.must(f.Close())
			}
			return err
		}
		_, err = look(zgk)
		b.hidden(err)
		b.hidden(paper(zgk, open))
		_, err = b.Attach(b.ctx, zgk, cadre, meeting.Material, "x", nil)
		b.hidden(err)
		if list, err := b.List(b.ctx, zgk, meeting.Conditions{}); err != nil || len(list) != 0 {
			t.Errorf("%d meetings in the list of a plain clerk, %v", len(list), err)
		}

		// With a seat as observer.
		b.must(b.Invite(b.ctx, b.actors["political"], id, b.people["plain"], false))
		v, err := look(zgk)
		b.must(err)
		if v.Items[0].Title != "党费开支" || v.Items[1].Title != "干部人事" || v.Items[1].Line != "" {
			t.Errorf("an observer reads %q, %q", v.Items[0].Title, v.Items[1].Title)
		}
		b.must(paper(zgk, open))
		b.hidden(paper(zgk, closed))

		// A member who is concerned, and one who is not.
		b.must(paper(b.actors["seventh"], open))
		b.refused(paper(b.actors["seventh"], closed), fault.Forbidden, "回避")
		b.must(paper(b.actors["sixth"], closed))

		b.tell("political", id)
		b.to("2026-03-11", 8, 55)
		b.come("political", id, all7...)
		_, err = b.OpenMeeting(b.ctx, b.actors["political"], id, 0)
		b.must(err)
		b.start("political", cadre)
		b.say("political", cadre, "director", "vice", "deputy", "second", "sixth", "secretary")
		_, err = b.Vote(b.ctx, b.actors["political"], meeting.Voting{Item: cadre, ByName: b.yes("director", "vice", "deputy", "second", "sixth", "secretary")})
		b.must(err)
		b.must(b.Decide(b.ctx, b.actors["political"], meeting.Deciding{Item: cadre, Outcome: meeting.Agreed, Words: "同意任用", Todo: []meeting.Task{{What: "办理任职手续", Owner: b.people["political"], Due: civil.Must("2026-03-31")}}}))
		for login, want := range map[string]string{"seventh": "", "plain": "", "sixth": "同意任用", "political": "同意任用"} {
			if it := b.item(cadre, id, login); it.Words != want || (it.Yes != 0) != (want != "") {
				t.Errorf("%s reads %q, %d votes", login, it.Words, it.Yes)
			}
			if v := b.find(login, id); (len(v.Resolutions) == 0) != (want == "") {
				t.Errorf("%s reads %d things to be done", login, len(v.Resolutions))
			}
		}
		_, err = b.CloseMeeting(b.ctx, b.actors["political"], id, 0)
		b.must(err)
		b.must(b.DraftMinutes(b.ctx, b.actors["political"], id, "", true))
		_, err = b.SignMinutes(b.ctx, b.actors["secretary"], id)
		b.must(err)
		if it := b.item(cadre, id, "seventh"); it.Words != "同意任用" {
			t.Errorf("after signature the concerned reads %q", it.Words)
		}
		var w bytes.Buffer
		_, err = b.Print(b.ctx, zgk, id, meeting.PaperMinutes, false, &w)
		b.refused(err, fault.Rule, "列席的人不能查阅")
		if fault.Of(err).Clause != law.MtgPartySecrecy {
			t.Errorf("refused by %s", fault.Of(err).Clause)
		}
		_, err = b.Print(b.ctx, b.actors["sixth"], id, meeting.PaperMinutes, false, &w)
		b.must(err)
	})
}
