package flow_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
)

func draftOf(t *testing.T, e flow.Event) int {
	t.Helper()
	var d flow.Data
	if err := json.Unmarshal([]byte(e.Data), &d); err != nil {
		t.Fatal(err)
	}
	return d.Draft
}

// A case is returned and comes back with another text: what was signed before stands
// on the text of before, which is still there.
func TestEverySignatureStandsOnItsDraft(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.do(deputy, flow.Return, flow.Input{Case: id, Words: "事由不清"})
		again := func(reason string) {
			t.Helper()
			s := tr.submission(usual)
			s.Text[1].Text = reason
			if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s, again: id, words: "已补"}); err != nil {
				t.Fatal(err)
			}
		}
		again("母亲住院 <二>")
		tr.do(deputy, flow.Return, flow.Input{Case: id, Words: "请附证明"})
		again("母亲住院 <二>") // the same text is the same draft
		tr.do(deputy, flow.Agree, flow.Input{Case: id})
		v := tr.is(id, flow.Running, "局长同意")
		if len(v.Drafts) != 2 {
			t.Fatalf("%d drafts", len(v.Drafts))
		}
		for _, d := range v.Drafts {
			sum := sha256.Sum256([]byte(d.Body))
			if d.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("draft %d: %s is not the digest of %s", d.N, d.SHA256, d.Body)
			}
		}
		if got := v.Drafts[1].Body; got != `[{"label":"请假类别","text":"年休假"},{"label":"事由","text":"母亲住院 <二>"}]` {
			t.Errorf("canonical: %s", got)
		}
		if d := v.Drafts[0].Differences(v.Drafts[1]); len(d) != 1 || d[0] != (flow.Difference{Label: "事由", Was: "探望父母", Is: "母亲住院 <二>"}) {
			t.Errorf("differences: %+v", d)
		}
		var stands []int
		for _, e := range v.History {
			stands = append(stands, draftOf(t, e))
		}
		if want := []int{1, 1, 1, 2, 2, 2, 2}; len(stands) != len(want) || stands[1] != 1 || stands[6] != 2 {
			t.Errorf("acts stand on %v, want %v", stands, want)
		}
		said := v.Said()
		if said[0].Draft != "据第 1 稿" || said[1].Draft != "据第 2 稿" {
			t.Errorf("%q, %q", said[0].Draft, said[1].Draft)
		}
		// What the ledger says of the case tells neither text.
		list, err := act.Entries(tr.ctx, tr.Door.Reader(), act.EntryFilter{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if strings.Contains(e.Summary+e.Detail, "住院") || strings.Contains(e.Summary+e.Detail, "探望") {
				t.Errorf("the ledger tells: %s %s", e.Summary, e.Detail)
			}
		}
		if v, err := tr.View(tr.ctx, actor(stranger), id); !fault.Is(err, fault.NotFound) || len(v.Drafts) != 0 {
			t.Errorf("who has no part in it: %v %v", err, v.Drafts)
		}
		var b bytes.Buffer
		p := flow.Printed{Head: flow.SheetHead{Bureau: "本局", Title: "办理过程单", Number: "1", Case: v}}
		if err := p.PrintCourse(&b); err != nil || !bytes.HasPrefix(b.Bytes(), []byte("%PDF")) {
			t.Error(err)
		}
	})
}

func TestWithoutATextNothingIsSubmitted(t *testing.T) {
	each(t, func(tr *trial) {
		s := tr.submission(usual)
		s.Text = []flow.Line{{Label: "事由"}}
		if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s}); err == nil || !strings.Contains(err.Error(), "needs its text") {
			t.Errorf("no text: %v", err)
		}
	})
}
