package document

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// Facts are what a document is, as the register has it (clause law.documents.enrol_in).
type Facts struct {
	DocNo   string     `db:"doc_no"`
	Issuer  string     `db:"issuer"`
	Title   string     `db:"title"`
	Kind    string     `db:"kind"` // of the fifteen, or empty
	Dated   civil.Date `db:"dated"`
	Level   mark.Level `db:"level"`
	Urgency int        `db:"urgency"`
	Again   string     `db:"again"` // why the same number is entered a second time
}

// kinds are the fifteen kinds of official documents.
func kinds(b *rulebook.Book) []string {
	p, _ := b.Param(law.DocumentsKinds, "kinds")
	return strings.Split(p.Value, "、")
}

func (f Facts) tidy() Facts {
	f.DocNo, f.Issuer, f.Title, f.Kind, f.Again = tidyNumber(db.Trimmed(f.DocNo)), db.Trimmed(f.Issuer), db.Trimmed(f.Title), db.Trimmed(f.Kind), db.Trimmed(f.Again)
	return f
}

func (f Facts) check(b *rulebook.Book, received civil.Date) error {
	var kind, urgency, dated, level error
	if list := kinds(b); f.Kind != "" && !slices.Contains(list, f.Kind) {
		kind = fault.Field("kind", f.Kind, "文种请从十五个文种中选：“"+f.Kind+"”不在其中。不是公文的（简报、资料、信函）选“不属于公文文种”。")
	}
	if f.Urgency < Ordinary || f.Urgency > Most {
		urgency = fault.Field("urgency", fmt.Sprint(f.Urgency), "请选择紧急程度：一般、加急或特急。")
	}
	if f.Dated.After(received) {
		dated = fault.Field("dated", f.Dated.String(), "成文日期不晚于签收的日子（"+received.Chinese()+"）。")
	}
	if f.Level > mark.WorkSecret {
		level = fault.Field("level", "", "密级只能是公开、内部或工作秘密。国家秘密不进本系统，请走机要渠道，在密件另册上登记。")
	}
	return join(line("title", "标题", f.Title, mostTitle, true), line("issuer", "来文机关", f.Issuer, mostLine, true), line("doc_no", "文号", f.DocNo, 100, false), line("again", "再次登记的理由", f.Again, mostLine, false), kind, urgency, dated, level)
}

// changed names the facts that differ.
func (f Facts) changed(g Facts) []string {
	var out []string
	for _, x := range []struct {
		name string
		same bool
	}{{"标题", f.Title == g.Title}, {"来文机关", f.Issuer == g.Issuer}, {"文号", f.DocNo == g.DocNo}, {"文种", f.Kind == g.Kind}, {"成文日期", f.Dated == g.Dated}, {"密级", f.Level == g.Level}, {"紧急程度", f.Urgency == g.Urgency}, {"再次登记的理由", f.Again == g.Again}} {
		if !x.same {
			out = append(out, x.name)
		}
	}
	return out
}

// UrgencyLabel is the Chinese word of the urgency.
func (f Facts) UrgencyLabel() string {
	if f.Urgency < 0 || f.Urgency >= len(urgencyLabels) {
		return ""
	}
	return urgencyLabels[f.Urgency]
}

func stamp(at int64) string { return ui.Stamp(clock.FromMicros(at)) }
