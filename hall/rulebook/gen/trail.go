package main

import (
	"slices"

	"lantai.internal/base/law"
)

// depth is how a test comes to a function.
type depth int

const (
	perhaps depth = iota + 1 // by a chain of calls, some of them in branches
	surely                   // by calls that are made whichever way it goes
	itself                   // it calls it, through helpers at most
)

// trail is what a test reaches, and which clauses it and its helpers name.
type trail struct {
	nodes map[*node]depth
	named map[law.ID]bool
}

// follow goes where a test goes, within the packages near it; cut says what is not
// entered.
func (g *graph) follow(test *node, near map[string]bool, cut func(*node) bool) trail {
	t := trail{nodes: map[*node]depth{test: itself}, named: map[law.ID]bool{}}
	queue := []*node{test}
	push := func(n *node, d depth) {
		if n != nil && t.nodes[n] < d && near[n.dir] && !cut(n) {
			t.nodes[n] = d
			queue = append(queue, n)
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if n.file == testFile {
			for id := range n.cites {
				t.named[id] = true
			}
			for id := range n.says {
				t.named[id] = true
			}
			for _, a := range n.addresses {
				for _, r := range asked(g.routes, near, a) {
					push(g.nodes[r.serve], surely)
				}
			}
		}
		for _, names := range []map[string]bool{n.calls, n.values} {
			for key, always := range names {
				if next := g.nodes[key]; next != nil {
					push(next, step(n, next, always, t.nodes[n]))
				}
			}
		}
	}
	return t
}

// step is how a test comes from one function to the next. A test means all that it
// calls, and so does a helper outside its branches; a page does what was sent to it;
// a deed is the method that runs it.
func step(from, to *node, always bool, d depth) depth {
	switch {
	case from.isTest() || from.file == testFile && always:
		return d
	case from.file != pageFile && !always:
		return perhaps
	case to.deed:
		return d
	}
	return min(d, surely)
}

// near is the packages that a test of one answers for: its own and those that it or
// its tests import.
func (g *graph) near(dir string) map[string]bool {
	all := map[string]bool{dir: true}
	p := g.m.packages[dir]
	for _, d := range g.m.imports(slices.Concat(p.files, p.inside, p.xtest)) {
		all[d] = true
	}
	return all
}

// shared is the helpers that more than half of a package's tests go through. Of
// fewer than four tests nothing can be told.
func (g *graph) shared(tests []*node, near map[string]bool) map[*node]bool {
	all := map[*node]bool{}
	if len(tests) < 4 {
		return all
	}
	times := map[*node]int{}
	for _, t := range tests {
		for n := range g.follow(t, near, func(n *node) bool { return n.file != testFile }).nodes {
			times[n]++
		}
	}
	for n, k := range times {
		all[n] = 2*k > len(tests)
	}
	return all
}
