package archive_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/code"
)

// What goes to the county archives, and when, is the rule book's to say
// (law.archives-regulations.20); where it says nothing, nothing is handed over.
func TestTheBookSaysWhatIsTransferred(t *testing.T) {
	each(t, func(t *testing.T, r *archive.Room, _ *clock.Movable) {
		ctx := closed2012(t, r, 12)
		rule, err := r.TransferRule(ctx)
		if err != nil || fmt.Sprint(rule.Periods) != fmt.Sprint([]code.Period{"Y", "D30"}) || rule.After != 10 || rule.Words() != "永久和30年" || !strings.Contains(rule.Ground, "第二十条") {
			t.Fatalf("%+v %v", rule, err)
		}
		years, err := r.Transfers(ctx, archivist)
		if err != nil || len(years) != 1 || years[0].Items != 8 || years[0].DueIn() != 2022 {
			t.Fatalf("%+v %v", years, err)
		}
		for name, book := range map[string]func(context.Context, civil.Date) (*rulebook.Book, error){
			"no book": nil,
			"not in force yet": func(context.Context, civil.Date) (*rulebook.Book, error) {
				b, err := rulebook.Load("qijiang-commerce")
				if err != nil {
					return nil, err
				}
				return b.InForceFrom(civil.Must("2030-01-01")), nil
			},
			"before the regulations": func(context.Context, civil.Date) (*rulebook.Book, error) {
				b, err := rulebook.Load("qijiang-commerce")
				if err != nil {
					return nil, err
				}
				later := *b
				later.Tables = nil
				for _, table := range b.Tables {
					if table.ID == "archive.transfer" {
						table.From = civil.Must("2027-01-01")
					}
					later.Tables = append(later.Tables, table)
				}
				return &later, nil
			},
		} {
			r.Book = book
			_, err := r.Transfers(ctx, archivist)
			if !fault.Is(err, fault.Rule) || !strings.Contains(fault.Of(err).Safe(), "请先在规章中补上") {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := r.HandOver(ctx, archivist, archive.HandOver{Year: 2012, Receiver: "区档案馆", Number: "移-3", On: r.Door.Today()}); !fault.Is(err, fault.Rule) {
				t.Errorf("%s: handed over: %v", name, err)
			}
		}
		if n := one[int64](t, r, "SELECT count(*) FROM archive_item WHERE state = 'transferred'"); n != 0 {
			t.Errorf("%d items left without a rule", n)
		}
	})
}
