package calendar

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"lantai.internal/base/civil"
)

//go:embed arrangements.txt
var arrangements string

// Official gives the calendar of the published arrangements, 2007 to 2026.
var Official = sync.OnceValue(func() *Calendar {
	c, err := parse(arrangements)
	if err != nil {
		// The file is part of the program and a test reads it.
		panic("calendar: " + err.Error())
	}
	return c
})

// parse reads the embedded table. These notices were given under earlier
// statutes, so the completeness check of With does not apply to them.
func parse(text string) (*Calendar, error) {
	c := &Calendar{}
	var notices []Notice
	for i, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || strings.HasPrefix(line, "#"):
			continue
		case len(f) == 3 && f[0] == "year":
			y, err := strconv.Atoi(f[1])
			if err != nil {
				return nil, fmt.Errorf("line %d: year %q", i+1, f[1])
			}
			notices = append(notices, Notice{Year: y, URL: f[2]})
		case len(f) == 3 && len(notices) > 0 && (f[1] == "放假" || f[1] == "上班"):
			from, to, many := strings.Cut(f[0], "..")
			if !many {
				to = from
			}
			a, err1 := civil.Parse(from)
			b, err2 := civil.Parse(to)
			s := Span{From: a, To: b, Work: f[1] == "上班", Name: f[2]}
			n := &notices[len(notices)-1]
			if err1 != nil || err2 != nil {
				return nil, fmt.Errorf("line %d: dates %q", i+1, f[0])
			}
			if err := s.check(n.Year); err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			n.Spans = append(n.Spans, s)
		default:
			return nil, fmt.Errorf("line %d: %q", i+1, line)
		}
	}
	for _, n := range notices {
		next, err := c.with(n)
		if err != nil {
			return nil, err
		}
		c = next
	}
	return c, nil
}
