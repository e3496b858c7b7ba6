package logistics_test

import (
	"context"
	"io"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/room/logistics"
)

// A table is looked at as a whole before a row of it is read.
func TestATableIsScreened(t *testing.T) {
	each(t, func(b *bureau) {
		b.Screen = func(_ context.Context, _ io.ReaderAt, _ int64, name, field string) error {
			return fault.Field(field, name, "带国家秘密标志，没有接收。")
		}
		s, _ := logistics.SheetOf("supplies")
		_, err := b.TakeSheet(b.ctx, b.actors["office"], s, b.table("名称,单位,入库数量,最低库存\n复印纸,包,20,5\n"))
		b.wants(err, fault.Invalid, "带国家秘密标志")
	})
}
