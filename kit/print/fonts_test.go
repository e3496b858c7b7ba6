package print

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"
)

// The register of copied material must name the files that are really here.
func TestThirdPartyDigests(t *testing.T) {
	b, err := os.ReadFile("../../THIRD_PARTY.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"NotoSerifSC-Regular.ttf.gz": regularGz, "NotoSerifSC-Bold.ttf.gz": boldGz} {
		sum := sha256.Sum256(data)
		found := false
		for l := range strings.SplitSeq(string(b), "\n") {
			found = found || strings.Contains(l, name) && strings.Contains(l, hex.EncodeToString(sum[:]))
		}
		if !found {
			t.Errorf("%s is not registered with digest %x", name, sum)
		}
	}
}
