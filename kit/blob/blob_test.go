package blob

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"lantai.internal/base/fault"
)

// exercise is what every store must do.
func exercise(t *testing.T, s Store) {
	ctx := context.Background()
	ref, err := s.Put(ctx, strings.NewReader("abc"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if ref.SHA256 != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" ||
		ref.SM3 != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" || ref.Size != 3 {
		t.Fatalf("digests of abc: %+v", ref)
	}
	if again, err := s.Put(ctx, strings.NewReader("abc"), 0); err != nil || again != ref {
		t.Fatalf("second copy: %+v %v", again, err)
	}
	f, err := s.Open(ctx, ref.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(f)
	if string(b) != "abc" || f.Size() != 3 {
		t.Fatalf("read %q size %d", b, f.Size())
	}
	f.Close()
	if err := Check(ctx, s, ref.SHA256); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(ctx, strings.NewReader("abcd"), 3); !fault.Is(err, fault.TooLarge) {
		t.Fatalf("over the limit: %v", err)
	}
	if _, err := s.Put(ctx, iotest.ErrReader(errors.New("cut off")), 0); err == nil {
		t.Fatal("a broken upload was stored")
	}
	n := 0
	if err := s.Walk(ctx, func(sha, _ string, size int64) error {
		n++
		if sha != ref.SHA256 || size != 3 {
			t.Errorf("walk: %s %d", sha, size)
		}
		return nil
	}); err != nil || n != 1 {
		t.Fatalf("walk: %d %v", n, err)
	}
	for _, key := range []string{"", "../../etc/passwd", strings.Repeat("0", 64), strings.Repeat("Z", 64)} {
		if _, err := s.Open(ctx, key); !fault.Is(err, fault.NotFound) {
			t.Errorf("open %q: %v", key, err)
		}
	}
	if err := errors.Join(s.Remove(ctx, ref.SHA256), s.Remove(ctx, ref.SHA256)); err != nil {
		t.Fatal(err)
	}
	if err := Check(ctx, s, ref.SHA256); !fault.Is(err, fault.NotFound) {
		t.Fatalf("removed: %v", err)
	}
}

func TestDir(t *testing.T) {
	dir := t.TempDir()
	d, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	exercise(t, d)
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) != 0 {
		t.Errorf("work left behind: %v", left)
	}
}

func TestDirFindsChangedFile(t *testing.T) {
	dir := t.TempDir()
	d, _ := OpenDir(dir)
	ref, err := d.Put(context.Background(), strings.NewReader("原文"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(place(ref.SHA256))), []byte("改文"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Check(context.Background(), d, ref.SHA256); !fault.Is(err, fault.Conflict) {
		t.Fatalf("changed file: %v", err)
	}
}

func TestDirFollowsNoLinkOutside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	d, _ := OpenDir(dir)
	sha := strings.Repeat("a", 64)
	os.WriteFile(filepath.Join(outside, sha), []byte("x"), 0o600)
	os.MkdirAll(filepath.Join(dir, "aa"), 0o700)
	if err := os.Symlink(outside, filepath.Join(dir, "aa", "aa")); err != nil {
		t.Fatal(err)
	}
	if f, err := d.Open(context.Background(), sha); err == nil {
		f.Close()
		t.Fatal("a link led outside the folder")
	}
}
