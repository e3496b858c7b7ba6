package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/code"
)

// transferTable is the rule book's table of what goes to the county archives, and
// transferYears the most years it is asked for.
const (
	transferTable = "archive.transfer"
	transferYears = 100
)

// TransferRule is what the rule book says on a day of what goes to the county
// archives, and when.
type TransferRule struct {
	Periods []code.Period // what they take in; what else there is, is appraised in the bureau
	After   int           // full years from the filing year on, by whose end it is handed over
	Ground  string        // the clause, as people cite it
}

// Words are the periods as people write them: 永久和30年.
func (t TransferRule) Words() string {
	var s []string
	for _, p := range t.Periods {
		s = append(s, p.Label())
	}
	return strings.Join(s, "和")
}

// readTransferRule asks the book's table for every period. It is refused where the
// book has no such table on that day or lets nothing be handed over.
func readTransferRule(b *rulebook.Book, on civil.Date) (TransferRule, error) {
	var t TransferRule
	unruled := fault.Refuse(law.ArchivesLaw20, fmt.Sprintf("现行规章没有规定哪些档案移交进馆（判定表 %s 在%s没有适用的规定），系统不能代为决定。请先在规章中补上。", transferTable, on.Chinese()))
	if b == nil {
		return t, unruled
	}
	if _, ok := b.TableAt(transferTable, on); !ok {
		return t, unruled
	}
	for _, p := range code.Ordinary {
		for years := range transferYears + 1 {
			d, err := b.Judge(transferTable, on, map[string]string{"period": string(p), "years": fmt.Sprint(years)})
			if err != nil {
				return t, err
			}
			if d.Then() == "stay" || d.Undecided() {
				break
			}
			if d.Then() != "transfer" {
				continue
			}
			if len(t.Periods) == 0 || years < t.After {
				t.After, t.Ground = years, b.Cite(d.Basis()[0])
			}
			t.Periods = append(t.Periods, p)
			break
		}
	}
	if len(t.Periods) == 0 {
		return t, unruled
	}
	return t, nil
}

// TransferRule is the rule of today.
func (r *Room) TransferRule(ctx context.Context) (TransferRule, error) {
	return r.transferRule(ctx, r.Door.Today())
}

func (r *Room) transferRule(ctx context.Context, on civil.Date) (TransferRule, error) {
	var b *rulebook.Book
	if r.Book != nil {
		var err error
		if b, err = r.Book(ctx, on); err != nil {
			return TransferRule{}, err
		}
	}
	return readTransferRule(b, on)
}

// and narrows a list to what the archives take in.
func (t TransferRule) and(f *db.Filter) { db.In(f, "retention", slices.Clone(t.Periods)) }
