package register

import (
	"fmt"
	"slices"
	"strconv"

	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// yearOf is the year that a page is about; without one last year before the end of
// June, when last year's papers are being filed, and this year after. While nothing
// was taken in of that year, it is the newest year of which something was.
func (r *Room) yearOf(q *web.Request) int {
	if y, err := strconv.Atoi(q.Values().Get("year")); err == nil && saneYear(y) == nil {
		return y
	}
	y := r.today().Year
	if r.today().Month <= 6 {
		y--
	}
	for _, held := range r.yearsHeld(q) {
		if held <= y {
			return held
		}
	}
	return y
}

// yearsHeld are the filing years of which the room holds something, the newest
// first; none if they cannot be read, which the page itself then says.
func (r *Room) yearsHeld(q *web.Request) []int {
	years, err := r.Archive.Years(q.Context())
	if err != nil {
		return nil
	}
	var out []int
	for _, y := range years {
		if y.Year > 0 && y.Items > 0 {
			out = append(out, int(y.Year))
		}
	}
	return out
}

// yearLinks are the years to choose from as views: this one and those before it,
// and those of which the room holds something.
func (r *Room) yearLinks(q *web.Request, path string, year int, rest string) []ui.Link {
	this := r.today().Year
	all := append([]int{this, this - 1, this - 2}, r.yearsHeld(q)...)
	slices.SortFunc(all, func(a, b int) int { return b - a })
	var out []ui.Link
	for _, y := range slices.Compact(all) {
		if y != year && len(out) < 8 {
			out = append(out, ui.Link{Text: itoa(y), URL: fmt.Sprintf("%s?year=%d%s", path, y, rest)})
		}
	}
	return out
}
