package arch

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	copiedRow = regexp.MustCompile("(?m)^\\| [^|]+ \\| `([^`]+)` \\| .* \\| `([0-9a-f]{64})` \\|$")
	linkedRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (\\S+) \\| [^|]+ \\| `(h1:[^`]+)` \\|$")
)

// THIRD_PARTY.md names every module that is linked into the program and every
// copied file, as they are.
func TestThirdPartyMaterialIsListed(t *testing.T) {
	b, err := os.ReadFile("../THIRD_PARTY.md")
	if err != nil {
		t.Fatal(err)
	}
	copied := copiedRow.FindAllStringSubmatch(string(b), -1)
	if len(copied) < 3 {
		t.Errorf("only %d copied files are listed", len(copied))
	}
	for _, m := range copied {
		file, err := os.ReadFile(filepath.Join("..", m[1]))
		if err != nil {
			t.Error(err)
			continue
		}
		if sum := sha256.Sum256(file); hex.EncodeToString(sum[:]) != m[2] {
			t.Errorf("%s is not the file listed", m[1])
		}
	}
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, m := range linkedRow.FindAllStringSubmatch(string(b), -1) {
		listed[m[1]] = m[2]
		if !strings.Contains(string(sums), m[1]+" "+m[2]+" "+m[3]+"\n") {
			t.Errorf("%s %s: go.sum has another digest", m[1], m[2])
		}
	}
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", "lantai.internal/cmd/lantai")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	linked := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		p, v, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || linked[p] {
			continue
		}
		linked[p] = true
		if listed[p] != v {
			t.Errorf("%s %s is in the program and not in THIRD_PARTY.md (there: %q)", p, v, listed[p])
		}
	}
	for p := range listed {
		if !linked[p] {
			t.Errorf("%s is in THIRD_PARTY.md and not in the program", p)
		}
	}
}
