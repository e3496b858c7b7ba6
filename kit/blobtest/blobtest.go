// Package blobtest holds every store of files to the same conduct, and gives
// tests an S3-compatible store inside the test's own process.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"lantai.internal/base/fault"
	"lantai.internal/kit/blob"
)

// Subject is a store under test and the way past it.
type Subject struct {
	Store blob.Store
	// Plant puts bytes at a place of the store behind its back, given as
	// ab/cd/<sha256>; what lay there is overwritten.
	Plant func(path string, b []byte)
}

// Place is where every store keeps a file.
func Place(sha string) string { return sha[:2] + "/" + sha[2:4] + "/" + sha }

// Exercise is what every store must do; open gives an empty one.
func Exercise(t *testing.T, open func(t *testing.T) Subject) {
	for name, fn := range map[string]func(*testing.T, Subject){
		"puts once, opens, removes": life, "reads anywhere": reads, "refuses what is bad": refuses, "names what was damaged": damage,
		"many at once": crowd, "walks": walks, "probes": probes,
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			t.Cleanup(func() { s.Store.Close() })
			fn(t, s)
		})
	}
}

func put(t *testing.T, s blob.Store, b []byte) blob.Ref {
	t.Helper()
	ref, err := s.Put(t.Context(), bytes.NewReader(b), 0)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b) // never fails
	return b
}

func list(t *testing.T, s blob.Store) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	if err := s.Walk(t.Context(), func(sha, path string, size int64) error { out[sha+" "+path] = size; return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func life(t *testing.T, x Subject) {
	s, ctx := x.Store, t.Context()
	ref := put(t, s, []byte("abc"))
	if ref.SHA256 != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" ||
		ref.SM3 != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" || ref.Size != 3 {
		t.Fatalf("digests of abc: %+v", ref)
	}
	if again := put(t, s, []byte("abc")); again != ref {
		t.Errorf("second copy: %+v", again)
	}
	if n := len(list(t, s)); n != 1 {
		t.Errorf("%d files after two copies of one", n)
	}
	if err := blob.Check(ctx, s, ref.SHA256); err != nil {
		t.Error(err)
	}
	has := func() bool {
		there, err := s.Has(ctx, ref.SHA256)
		if err != nil {
			t.Error(err)
		}
		return there
	}
	if !has() {
		t.Error("a stored file is not there")
	}
	if there, err := s.Has(ctx, "../"+ref.SHA256); there || err != nil {
		t.Errorf("a bad key: %v %v", there, err)
	}
	if err := errors.Join(s.Remove(ctx, ref.SHA256), s.Remove(ctx, ref.SHA256)); err != nil {
		t.Error(err)
	}
	if err := blob.Check(ctx, s, ref.SHA256); !fault.Is(err, fault.NotFound) {
		t.Errorf("removed: %v", err)
	}
	if has() {
		t.Error("a removed file is there")
	}
	if left := list(t, s); len(left) != 0 {
		t.Errorf("left after removing: %v", left)
	}
}

func reads(t *testing.T, x Subject) {
	for _, n := range []int{0, 1, 1000, 700_001} {
		want := noise(n)
		ref := put(t, x.Store, want)
		f, err := x.Store.Open(t.Context(), ref.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		if f.Size() != int64(n) || ref.Size != int64(n) {
			t.Errorf("size %d and %d of %d", f.Size(), ref.Size, n)
		}
		if err := iotest.TestReader(f, want); err != nil && n <= 1000 { // it takes one byte at a time
			t.Errorf("%d bytes: %v", n, err)
		}
		for _, at := range []struct{ off, len int64 }{{0, 10}, {int64(n) - 5, 5}, {int64(n) / 2, 300_000}, {262_100, 200}, {int64(n), 1}} {
			if at.off < 0 || at.off > int64(n) {
				continue
			}
			got := make([]byte, at.len)
			k, err := f.ReadAt(got, at.off)
			part := want[at.off:min(at.off+at.len, int64(n))]
			if !bytes.Equal(got[:k], part) || (int64(k) < at.len) != errors.Is(err, io.EOF) {
				t.Errorf("%d bytes of %d at %d: %d, %v", at.len, n, at.off, k, err)
			}
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Error(err)
		}
		if b, err := io.ReadAll(f); err != nil || !bytes.Equal(b, want) {
			t.Errorf("%d bytes read as %d: %v", n, len(b), err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func refuses(t *testing.T, x Subject) {
	s, ctx := x.Store, t.Context()
	if _, err := s.Put(ctx, strings.NewReader("abcd"), 3); !fault.Is(err, fault.TooLarge) {
		t.Errorf("over the limit: %v", err)
	}
	if ref, err := s.Put(ctx, strings.NewReader("abcd"), 4); err != nil || ref.Size != 4 {
		t.Errorf("at the limit: %+v %v", ref, err)
	}
	if _, err := s.Put(ctx, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("cut off"))), 0); err == nil {
		t.Error("a broken upload was stored")
	}
	over, stop := context.WithCancel(ctx)
	stop()
	if _, err := s.Put(over, strings.NewReader("late"), 0); err == nil {
		t.Error("stored after the request was over")
	}
	if n := len(list(t, s)); n != 1 {
		t.Errorf("%d files, one was accepted", n)
	}
	for _, key := range []string{"", "..", "../../etc/passwd", strings.Repeat("0", 64), strings.Repeat("Z", 64)} {
		if f, err := s.Open(ctx, key); !fault.Is(err, fault.NotFound) {
			t.Errorf("open %q: %v", key, err)
			if err == nil {
				f.Close()
			}
		}
	}
	for _, key := range []string{"", "../x"} {
		if err := s.Remove(ctx, key); !fault.Is(err, fault.NotFound) {
			t.Errorf("remove %q: %v", key, err)
		}
	}
}

func damage(t *testing.T, x Subject) {
	ctx := t.Context()
	ref := put(t, x.Store, []byte("原文"))
	for name, b := range map[string]string{"changed": "改文", "shorter": "原", "longer": "原文文"} {
		x.Plant(Place(ref.SHA256), []byte(b))
		if err := blob.Check(ctx, x.Store, ref.SHA256); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
		// Whoever brings the paper again gets it stored whole.
		put(t, x.Store, []byte("原文"))
		if err := blob.Check(ctx, x.Store, ref.SHA256); err != nil {
			t.Errorf("%s and brought again: %v", name, err)
		}
	}
}

func crowd(t *testing.T, x Subject) {
	same := noise(50_000)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			b := same
			if i%3 == 0 {
				b = append([]byte{byte(i)}, same...)
			}
			if ref, err := x.Store.Put(t.Context(), bytes.NewReader(b), 0); err != nil {
				t.Error(err)
			} else if err := blob.Check(t.Context(), x.Store, ref.SHA256); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(list(t, x.Store)); n != 5 {
		t.Errorf("%d files, want 5", n)
	}
}

func walks(t *testing.T, x Subject) {
	a, b := put(t, x.Store, []byte("a")), put(t, x.Store, []byte("bb"))
	x.Plant("readme.txt", []byte("foreign"))
	x.Plant("00/00/"+a.SHA256, []byte("in a wrong place"))
	got := list(t, x.Store)
	if len(got) != 4 || got[a.SHA256+" "+Place(a.SHA256)] != 1 || got[b.SHA256+" "+Place(b.SHA256)] != 2 || got[" readme.txt"] != 7 || got[" 00/00/"+a.SHA256] != 16 {
		t.Errorf("%v", got)
	}
	enough := errors.New("enough")
	n := 0
	if err := x.Store.Walk(t.Context(), func(string, string, int64) error { n++; return enough }); !errors.Is(err, enough) || n != 1 {
		t.Errorf("%d calls, %v", n, err)
	}
}

func probes(t *testing.T, x Subject) {
	if err := x.Store.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	if left := list(t, x.Store); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
