package static

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestThirdPartyFilesAreUnchanged(t *testing.T) {
	list, err := os.ReadFile("THIRD_PARTY.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (files/\S+) \|.*\| ([0-9a-f]{64}) \|$`).FindAllStringSubmatch(string(list), -1)
	if len(rows) == 0 {
		t.Fatal("no file is listed")
	}
	for _, r := range rows {
		b, err := os.ReadFile(r[1])
		if err != nil {
			t.Error(err)
			continue
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != r[2] {
			t.Errorf("%s differs from what is listed", r[1])
		}
	}
}

// The floor is Chromium 87: what it does not know must not be leaned on.
func TestStyleSheetKeepsToTheFloor(t *testing.T) {
	b, err := os.ReadFile("files/app.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(b)
	for _, no := range []string{"@layer", "@container", ":has(", "color-mix", "@import", "http:", "https:", "popover", "anchor-", "&:", "& ."} {
		if strings.Contains(css, no) {
			t.Errorf("app.css uses %q", no)
		}
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("braces do not match")
	}
	js, err := os.ReadFile("files/app.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, no := range []string{"?.", "??", "innerHTML", "eval(", "document.write", "http:", "https:", "navigator.clipboard", "crypto.subtle", "replaceAll("} {
		if strings.Contains(string(js), no) {
			t.Errorf("app.js uses %q", no)
		}
	}
}
