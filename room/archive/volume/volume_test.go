package volume_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"testing"

	"lantai.internal/room/archive"
	"lantai.internal/room/archive/volume"
)

func all(t *testing.T, s *volume.Source) []archive.Incoming {
	t.Helper()
	var out []archive.Incoming
	for {
		in, rej, warn, err := s.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil || len(rej)+len(warn) > 0 {
			t.Fatal(rej, warn, err)
		}
		out = append(out, *in)
	}
}

func TestShape(t *testing.T) {
	const n = 2000
	got := all(t, volume.New(n, "BGS", "ZGK"))
	if again := all(t, volume.New(n, "BGS", "ZGK")); !reflect.DeepEqual(got, again) {
		t.Fatal("the same seed gave other records")
	}
	titles, bodies, letters := 0, 0, 0
	for _, in := range got {
		titles += len([]rune(in.Title))
		if in.Body != "" {
			bodies++
			letters += len([]rune(in.Body))
		}
	}
	if len(got) != n || bodies != n/10 {
		t.Fatalf("%d records, %d bodies", len(got), bodies)
	}
	if mean := titles / n; mean < 24 || mean > 32 {
		t.Errorf("titles of %d characters on average", mean)
	}
	if mean := letters / bodies; mean < 2000 || mean > 4000 {
		t.Errorf("bodies of %d characters on average", mean)
	}
}

func TestNDJSONIsOneObjectALine(t *testing.T) {
	var b bytes.Buffer
	if err := volume.WriteNDJSON(&b, 25, "BGS"); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b.Bytes(), []byte("\n")); n != 25 {
		t.Errorf("%d lines", n)
	}
}
