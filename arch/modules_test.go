package arch

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// Versions are pinned on purpose (some registries' newest is not the newest):
// the list is a second look at every change of go.mod.
func TestModulesArePinned(t *testing.T) {
	b, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	f, err := modfile.Parse("go.mod", b, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Replace) > 0 || len(f.Exclude) > 0 {
		t.Error("go.mod replaces or excludes modules")
	}
	list, err := os.ReadFile("testdata/modules.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(list)) {
		if p, v, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(p, "#") {
			want[p] = v
		}
	}
	for _, r := range f.Require {
		if r.Indirect {
			continue
		}
		if module.IsPseudoVersion(r.Mod.Version) {
			t.Errorf("%s: %s is no release", r.Mod.Path, r.Mod.Version)
		}
		switch want[r.Mod.Path] {
		case r.Mod.Version:
		case "":
			t.Errorf("%s %s is new: add it to arch/testdata/modules.txt with the review that chose it", r.Mod.Path, r.Mod.Version)
		default:
			t.Errorf("%s is %s in go.mod and %s in the list", r.Mod.Path, r.Mod.Version, want[r.Mod.Path])
		}
		delete(want, r.Mod.Path)
	}
	for p := range want {
		t.Errorf("%s is in the list and no longer in go.mod", p)
	}
	// SQLite is built for one version of its C runtime; another one corrupts memory.
	if v := version(f, "modernc.org/libc"); v != "v1.80.1" {
		t.Errorf("modernc.org/libc is %s, modernc.org/sqlite v1.62.0 is built with v1.80.1", v)
	}
}

func version(f *modfile.File, path string) string {
	for _, r := range f.Require {
		if r.Mod.Path == path {
			return r.Mod.Version
		}
	}
	return ""
}
