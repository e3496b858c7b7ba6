package arch

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	formBlock = regexp.MustCompile(`(?s)<form\b.*?</form>`)
	posted    = regexp.MustCompile(`(?i)method=("post"|\{)`)
	keyField  = regexp.MustCompile(`<input type="hidden" name="_key" value=\{`)
)

// Every form that changes something has the field of the idempotency key. The
// key itself is checked where pages are walked (app) and where it is asked for
// (kit/web).
func TestEveryFormOfATemplateHasTheKey(t *testing.T) {
	without := exceptions{
		"kit/web/ui/problem.templ": "sends again what was sent, with the key among its fields",
	}
	found := map[string]string{}
	forms := 0
	files(t, func(p string, _ fs.DirEntry) {
		if path.Ext(p) != ".templ" {
			return
		}
		b, err := os.ReadFile(path.Join("..", p))
		if err != nil {
			t.Fatal(err)
		}
		if n, whole := strings.Count(string(b), "<form"), len(formBlock.FindAll(b, -1)); n != whole {
			t.Errorf("%s: %d forms begin, %d end", p, n, whole)
		}
		for _, f := range formBlock.FindAllString(string(b), -1) {
			if !posted.MatchString(f) {
				continue
			}
			forms++
			if !keyField.MatchString(f) {
				line, _, _ := strings.Cut(f, "\n")
				found[p] = line + "… has no hidden field _key"
			}
		}
	})
	without.check(t, found)
	if forms < 10 {
		t.Errorf("only %d forms were found: the test does not see them", forms)
	}
}
