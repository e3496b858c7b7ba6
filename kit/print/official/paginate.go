package official

// place gives every row its page and height. The first page begins at start, the
// others at the upper edge of the type area; foot is what the imprint takes at the
// end of the last page. step is the distance of two lines.
//
// The last lines of the text, stay of them, are kept with all that follows them: no
// page holds a signature without text, nor the imprint alone.
func place(rows []row, start, foot, step float64, stay int) (pages int) {
	tail := tailFrom(rows, stay)
	page, y, fresh := 0, start, true
	last := 0.0 // upper edge of the row before
	for i := 0; i < len(rows); i++ {
		r := &rows[i]
		if r.blank == together && i > 0 {
			r.page, r.y = rows[i-1].page, rows[i-1].y
			continue
		}
		at := y
		if !fresh {
			at = advance(rows, i, last, step)
		}
		need := extent(rows, i, i, at, step)
		switch {
		case i == tail:
			need = extent(rows, i, len(rows)-1, at, step) + foot
		case r.head && i+1 < len(rows) && i+1 != tail:
			need = extent(rows, i, i+1, at, step)
		case tail < 0 && i == len(rows)-1:
			need += foot
		}
		if (r.fresh && i > 0) || at+need > bottom+0.05 && !fresh {
			page, at, y = page+1, top, top
		}
		r.page, r.y = page, at
		last, fresh = at, false
	}
	return page + 1
}

// advance is the upper edge of row i below the row before it, whose edge is at last.
func advance(rows []row, i int, last, step float64) float64 {
	before := rows[i-1].em()
	return last + before + (step - em) + float64(max(rows[i].blank, 0))*step
}

// extent is the height from the upper edge of row from to what row to needs.
func extent(rows []row, from, to int, at, step float64) float64 {
	y, low := at, at
	for i := from; i <= to; i++ {
		if rows[i].fresh && i > from {
			break
		}
		if i > from && rows[i].blank != together {
			y = advance(rows, i, y, step)
		}
		low = max(low, y+rows[i].em()+rows[i].under)
	}
	return low - at
}

// tailFrom is the first row of the tail: the last lines of the text, stay of them, and
// what follows. It is -1 if nothing has to stay together.
func tailFrom(rows []row, stay int) int {
	at, n := len(rows), 0
	for n < stay && at > 0 && !rows[at-1].fresh {
		at--
		if rows[at].body {
			n++
		}
	}
	for at > 0 && at < len(rows) && (rows[at].blank == together || rows[at-1].head) {
		at--
	}
	if at >= len(rows) {
		return -1
	}
	return at
}
