package rulebook

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"lantai.internal/rulebooks"
)

// The table of the twelve chapters in both READMEs says what the source says.
func TestTheReadmeTellsTheCoverage(t *testing.T) {
	b := load(t, rulebooks.Default)
	evidence, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]map[string]int{}
	for i, row := range Coverage(b, evidence) {
		ch := b.cards[i].Chapter
		if count[ch] == nil {
			count[ch] = map[string]int{}
		}
		count[ch][row.Status]++
	}
	for _, name := range []string{"../../README.md", "../../README.zh-CN.md"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, ch := range b.Chapters {
			number, title, ok := strings.Cut(ch.Title, "、")
			if !ok {
				continue // the summary and the table of contents
			}
			n := count[ch.Key]
			tail := fmt.Sprintf("| %d | %d | %d |", n[Enforced], n[Partly], n[TextOnly]+n[Superseded])
			head := "| " + number + "、" + title + " |"
			found := false
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, head) {
					if found = true; !strings.HasSuffix(strings.TrimSpace(line), tail) {
						t.Errorf("%s: %s ends with %s", name, title, tail)
					}
				}
			}
			if !found {
				t.Errorf("%s has no line %s … %s", name, head, tail)
			}
		}
	}
}
