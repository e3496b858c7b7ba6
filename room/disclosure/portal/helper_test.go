package portal_test

import (
	"bytes"
	"testing"

	"lantai.internal/kit/print"
)

func onePage(t *testing.T, d *print.Document, text string) []byte {
	t.Helper()
	d.Section(print.Section{}).Para(text, print.Style{})
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
