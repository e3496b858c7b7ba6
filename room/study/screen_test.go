package study_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/room/study"
)

// Tables are looked at as a whole before a row of them is read.
func TestTablesAreScreened(t *testing.T) {
	each(t, func(b *bureau) {
		b.Screen = func(_ context.Context, _ io.ReaderAt, _ int64, name, field string) error {
			return fault.Field(field, name, "带国家秘密标志，没有接收。")
		}
		text := "标题,书名或文章,日期\n"
		table := study.Table{ReaderAt: strings.NewReader(text), Size: int64(len(text)), Name: "笔记.csv"}
		_, err := b.NoteSheet(b.ctx, b.actors["clerk"], table)
		b.wants(err, fault.Invalid, "带国家秘密标志")
		_, err = b.MarkSheet(b.ctx, b.actors["office"], 1, table, "")
		b.wants(err, fault.Invalid, "带国家秘密标志")
	})
}
