package disclosure_test

import (
	"fmt"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/room/disclosure"
)

// An application goes from the counter to the archive.
func TestFromRegisterToArchive(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		v := b.see("office", f.ID)
		if f.Number != "2026-申-0001" || v.Reckoning.Due.String() != "2026-10-10" {
			b.t.Fatalf("%s due %s", f.Number, v.Reckoning.Due)
		}
		b.refused(b.Assign(b.ctx, b.actors["office"], disclosure.Assignment{ID: f.ID, Unit: "LTK", Leader: b.people["head"], Words: "办理"}), fault.Invalid, "leader")
		if _, err := b.Application(b.ctx, b.actors["clerk"], f.ID); !fault.Is(err, fault.NotFound) {
			b.t.Fatal("the unit sees an application that was not given to it", err)
		}
		b.assign(f.ID)
		b.refused(b.CloseSearch(b.ctx, b.actors["clerk"], b.input(f.ID, disclosure.NotFound, "")), fault.Rule, "")
		b.ok(b.AddPapers(b.ctx, b.actors["clerk"], f.ID, []disclosure.FiledPaper{b.paper(disclosure.PaperFound, "检查结论")}))
		b.ok(b.CloseSearch(b.ctx, b.actors["clerk"], b.input(f.ID, disclosure.Found, "")))
		p := disclosure.Proposal{Application: f.ID, Kind: "1b"}
		_, err := b.Propose(b.ctx, b.actors["clerk"], p)
		b.refused(err, fault.Invalid, "supply_by")
		given := b.paper(disclosure.PaperSupplied, "可以公开的检查结论")
		b.ok(b.AddPapers(b.ctx, b.actors["clerk"], f.ID, []disclosure.FiledPaper{given}))
		_, err = b.Propose(b.ctx, b.actors["clerk"], p)
		b.ok(err)
		b.refused(b.Serve(b.ctx, b.actors["office"], disclosure.Service{ID: f.ID, Way: "handed", Proof: "本人签收"}), fault.Rule, "")
		b.refused(b.AddPapers(b.ctx, b.actors["clerk"], f.ID, []disclosure.FiledPaper{b.paper(disclosure.PaperSupplied, "审定人没有看过的材料")}), fault.Rule, "")
		b.approve(f.ID)
		b.state(f.ID, disclosure.Signing)
		b.refused(b.Serve(b.ctx, b.actors["clerk"], disclosure.Service{ID: f.ID, Way: "handed", Proof: "本人签收"}), fault.Forbidden, "")
		b.refused(b.Serve(b.ctx, b.actors["office"], disclosure.Service{ID: f.ID, Way: "handed", Proof: "本人签收"}), fault.Rule, "")
		b.cleared[given.SHA256] = true
		b.refused(b.Serve(b.ctx, b.actors["office"], disclosure.Service{ID: f.ID, Way: "courier", Proof: "1"}), fault.Invalid, "way")
		b.ok(b.Serve(b.ctx, b.actors["office"], disclosure.Service{ID: f.ID, Way: "handed", Proof: "本人签收"}))
		b.state(f.ID, disclosure.Replied)
		b.refused(b.CloseFile(b.ctx, b.actors["office"], b.input(f.ID, "", "")), fault.Rule, "")
		b.ok(b.AddPapers(b.ctx, b.actors["office"], f.ID, []disclosure.FiledPaper{b.paper(disclosure.PaperApplication, "申请书"), b.paper(disclosure.PaperIdentity, "证件"), b.paper(disclosure.PaperProof, "签收")}))
		b.ok(b.CloseFile(b.ctx, b.actors["office"], b.input(f.ID, "", "")))
		b.state(f.ID, disclosure.Closed)
		names := fmt.Sprint(b.filed)
		if len(b.filed) != 1 || len(b.filed[0].Files) < 6 || !strings.Contains(names, "申请书1.txt") || strings.Contains(names, "identity") {
			b.t.Fatalf("filed %d, %v", len(b.filed), b.filed)
		}
		b.refused(b.WithdrawFor(b.ctx, b.actors["office"], b.input(f.ID, "", "撤回")), fault.Rule, "")
	})
}

// What is promised for later comes by a stated day.
func TestSupplyLater(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.found(f.ID)
		_, err := b.Propose(b.ctx, b.actors["clerk"], disclosure.Proposal{Application: f.ID, Kind: "1b", SupplyBy: civil.Must("2026-09-30")})
		b.ok(err)
		b.approve(f.ID)
		b.ok(b.Serve(b.ctx, b.actors["office"], disclosure.Service{ID: f.ID, Way: "post", Proof: "邮件号 XA1"}))
		b.state(f.ID, disclosure.Supplying)
		b.refused(b.Supply(b.ctx, b.actors["office"], b.input(f.ID, "", "")), fault.Rule, "")
		given := b.paper(disclosure.PaperSupplied, "检查结论")
		b.cleared[given.SHA256] = true
		b.ok(b.AddPapers(b.ctx, b.actors["office"], f.ID, []disclosure.FiledPaper{given}))
		b.ok(b.Supply(b.ctx, b.actors["office"], b.input(f.ID, "", "当面交付")))
		b.state(f.ID, disclosure.Closed)
	})
}

// What cannot go out is taken back with its approved reply, and another goes its way.
func TestRevoke(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.found(f.ID)
		bad, good := b.paper(disclosure.PaperSupplied, "检查结论原件"), b.paper(disclosure.PaperSupplied, "检查结论")
		b.cleared[good.SHA256] = true
		b.ok(b.AddPapers(b.ctx, b.actors["office"], f.ID, []disclosure.FiledPaper{bad}))
		propose := func() {
			_, err := b.Propose(b.ctx, b.actors["clerk"], disclosure.Proposal{Application: f.ID, Kind: "1b"})
			b.ok(err)
			b.approve(f.ID)
		}
		b.refused(b.Revoke(b.ctx, b.actors["office"], b.input(f.ID, "", "有误")), fault.Rule, "") // nothing is approved
		propose()
		serve := disclosure.Service{ID: f.ID, Way: "post", Proof: "邮件号 XA1"}
		b.refused(b.Serve(b.ctx, b.actors["office"], serve), fault.Rule, "")
		b.refused(b.AddPapers(b.ctx, b.actors["office"], f.ID, []disclosure.FiledPaper{good}), fault.Rule, "")
		b.refused(b.Revoke(b.ctx, b.actors["clerk"], b.input(f.ID, "", "没有通过审查")), fault.Forbidden, "")
		b.refused(b.Revoke(b.ctx, b.actors["office"], b.input(f.ID, "", "")), fault.Invalid, "note")
		b.ok(b.Revoke(b.ctx, b.actors["office"], b.input(f.ID, "", "没有通过审查")))
		b.state(f.ID, disclosure.Reviewing)
		b.ok(b.AddPapers(b.ctx, b.actors["office"], f.ID, []disclosure.FiledPaper{good}))
		propose()
		b.ok(b.Serve(b.ctx, b.actors["office"], serve))
		b.state(f.ID, disclosure.Replied)
		for _, p := range b.see("office", f.ID).Papers {
			if p.SHA256 == bad.SHA256 && (p.Kind != disclosure.PaperFound || p.ForApplicant) {
				b.t.Errorf("what was taken back: %+v", p)
			}
		}
	})
}
