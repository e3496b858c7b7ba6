package reader

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/image/vector"
)

// drawPath draws the rules, frames and seals of a page: M L Q B A C of
// GB/T 33190, arcs as straight lines.
func (c *ofdCanvas) drawPath(p *ofdPath) {
	lines := c.flatten(p)
	if p.fill {
		r := c.rasterizer()
		for _, l := range lines {
			r.MoveTo(l[0].x, l[0].y)
			for _, q := range l[1:] {
				r.LineTo(q.x, q.y)
			}
			r.ClosePath()
		}
		c.fill(r, p.fillColor)
	}
	if !p.stroke {
		return
	}
	scale := math.Sqrt(math.Abs(p.ctm[0]*p.ctm[3] - p.ctm[1]*p.ctm[2]))
	half := float32(math.Max(p.width*scale*c.k, 1) / 2)
	if half > maxPageWidth {
		return
	}
	r := c.rasterizer()
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			strokeLine(r, l[i-1], l[i], half)
		}
	}
	c.fill(r, p.strokeColor)
}

type point struct{ x, y float32 }

func strokeLine(r *vector.Rasterizer, a, b point, half float32) {
	dx, dy := b.x-a.x, b.y-a.y
	n := float32(math.Hypot(float64(dx), float64(dy)))
	if n == 0 {
		return
	}
	dx, dy = dx/n*half, dy/n*half
	r.MoveTo(a.x-dy, a.y+dx)
	r.LineTo(b.x-dy, b.y+dx)
	r.LineTo(b.x+dy, b.y-dx)
	r.LineTo(a.x+dy, a.y-dx)
	r.ClosePath()
}

const maxPathPoints = 50_000

// flatten turns the path's operators into chains of pixels.
func (c *ofdCanvas) flatten(p *ofdPath) (lines [][]point) {
	f := strings.Fields(strings.ReplaceAll(p.data, ",", " "))
	var cur []point
	var x, y, sx, sy float64
	total := 0
	at := func(x, y float64) point {
		px, py := c.at(p.boundary, p.ctm, x, y)
		return point{px, py}
	}
	flush := func() {
		if len(cur) > 1 {
			lines = append(lines, cur)
		}
		cur = nil
	}
	args := func(i, n int) ([]float64, bool) {
		if i+n >= len(f) {
			return nil, false
		}
		out := make([]float64, n)
		for j := range out {
			v, err := strconv.ParseFloat(f[i+1+j], 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e7 {
				return nil, false
			}
			out[j] = v
		}
		return out, true
	}
	curve := func(n int, at3 func(t float64) (float64, float64)) {
		for i := 1; i <= n; i++ {
			qx, qy := at3(float64(i) / float64(n))
			cur = append(cur, at(qx, qy))
		}
		total += n
	}
	for i := 0; i < len(f) && total < maxPathPoints; {
		var n int
		switch f[i] {
		case "S", "M", "L":
			n = 2
		case "Q":
			n = 4
		case "B":
			n = 6
		case "A":
			n = 7
		case "C":
			n = 0
		default:
			i++
			continue
		}
		a, ok := args(i, n)
		if n > 0 && !ok {
			break
		}
		switch f[i] {
		case "S", "M":
			flush()
			x, y = a[0], a[1]
			sx, sy = x, y
			cur = []point{at(x, y)}
		case "L", "A":
			x, y = a[n-2], a[n-1]
			cur = append(cur, at(x, y))
		case "Q":
			x0, y0 := x, y
			curve(12, func(t float64) (float64, float64) {
				u := 1 - t
				return u*u*x0 + 2*u*t*a[0] + t*t*a[2], u*u*y0 + 2*u*t*a[1] + t*t*a[3]
			})
			x, y = a[2], a[3]
		case "B":
			x0, y0 := x, y
			curve(16, func(t float64) (float64, float64) {
				u := 1 - t
				return u*u*u*x0 + 3*u*u*t*a[0] + 3*u*t*t*a[2] + t*t*t*a[4],
					u*u*u*y0 + 3*u*u*t*a[1] + 3*u*t*t*a[3] + t*t*t*a[5]
			})
			x, y = a[4], a[5]
		case "C":
			if len(cur) > 0 {
				cur = append(cur, at(sx, sy))
			}
			x, y = sx, sy
		}
		total++
		i += n + 1
	}
	flush()
	return lines
}
