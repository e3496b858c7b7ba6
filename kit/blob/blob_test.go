package blob_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/kit/blob"
	"lantai.internal/kit/blobtest"
)

func openDir(t *testing.T) (blob.Store, string) {
	t.Helper()
	dir := t.TempDir()
	d, err := blob.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return d, dir
}

func TestDir(t *testing.T) {
	blobtest.Exercise(t, func(t *testing.T) blobtest.Subject {
		s, dir := openDir(t)
		t.Cleanup(func() {
			if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) != 0 {
				t.Errorf("work left behind: %v", left)
			}
		})
		return blobtest.Subject{Store: s, Plant: func(p string, b []byte) {
			p = filepath.Join(dir, filepath.FromSlash(p))
			if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}}
	})
}

func TestDirFollowsNoLinkOutside(t *testing.T) {
	outside := t.TempDir()
	d, dir := openDir(t)
	defer d.Close()
	sha := strings.Repeat("a", 64)
	if err := os.WriteFile(filepath.Join(outside, sha), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "aa"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "aa", "aa")); err != nil {
		t.Fatal(err)
	}
	if f, err := d.Open(context.Background(), sha); err == nil {
		f.Close()
		t.Fatal("a link led outside the folder")
	}
}
