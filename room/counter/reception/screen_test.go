package reception_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/hall/register"
	"lantai.internal/room/counter/reception"
)

// A table of duties is looked at as a whole before a row of it is read.
func TestATableOfDutiesIsScreened(t *testing.T) {
	each(t, func(b *bureau) {
		screened := register.Hall{}
		if b.Registers != nil {
			screened = *b.Registers
		}
		screened.Screen = func(_ context.Context, _ io.ReaderAt, _ int64, name, field string) error {
			return fault.Field(field, name, "带国家秘密标志，没有接收。")
		}
		b.Registers = &screened
		text := "岗位,内容,时限\r\n粮油食管科,粮食流通,\r\n"
		_, err := b.DescribeSheet(b.ctx, b.actors["office"], reception.Sheet{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "岗位责任.csv"})
		b.wants(err, fault.Invalid, "带国家秘密标志")
	})
}
