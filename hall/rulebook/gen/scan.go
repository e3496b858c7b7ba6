package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// scan reads the module below root and says which functions, tests and pages rest
// on which clause of names.
//
// A function rests on the clauses whose constants of package law it names, itself
// or through variables and constants of packages: the clauses of a deed are those
// of its Basis and its body, and so are those of the method that runs it. What
// fills a demonstration (demo*.go) enforces nothing, what shows (pages*.go) is a
// page.
//
// A test goes through the helpers in test files, the functions they call, and the
// pages whose address and method they ask for, within its own package and those
// that this one or its tests import. Calls through interfaces, and functions that
// are only handed over in a field, are not followed. It exercises a clause
//
//   - of a function that it calls itself, or of the deed that this one runs; if it
//     names some of the function's clauses, then of what stands in branches only
//     those,
//   - of a function further on, if call and clause come whichever way it goes: not
//     in a branch, not after a way out that is no refusal, not in one row of a table,
//   - of any function that it comes to at all, if it names the clause.
//
// Set-up does not count, except for a clause that the test names: helpers that hand
// out an open installation, helpers that more than half of the package's tests go
// through, functions that make an installation out of nothing, demonstrations.
// A clause without function is decided by a row of the rule book, or is text only;
// whoever names it tries it. The rule book's own tests and those of kit name
// clauses as samples.
func scan(root string, names map[string]law.ID, replaced map[string][]byte) ([]byte, error) {
	m, err := openModule(root, replaced)
	if err != nil {
		return nil, err
	}
	known := map[law.ID]bool{}
	for _, id := range names {
		known[id] = true
	}
	g, err := readModule(m, root, known)
	if err != nil {
		return nil, err
	}
	return encode(g.evidence())
}

func encode(found map[law.ID]*rulebook.Evidence) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{")
	for i, id := range slices.Sorted(maps.Keys(found)) {
		if i > 0 {
			b.WriteString(",")
		}
		e := found[id]
		for _, list := range []*[]string{&e.Functions, &e.Tests, &e.Pages} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
			if *list == nil {
				*list = []string{}
			}
		}
		line, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		b.WriteString("\n" + strconv.Quote(string(id)) + ": ")
		b.Write(line)
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

// evidence gathers what the functions rest on and the tests exercise.
func (g *graph) evidence() map[law.ID]*rulebook.Evidence {
	found := map[law.ID]*rulebook.Evidence{}
	at := func(id law.ID) *rulebook.Evidence {
		if found[id] == nil {
			found[id] = &rulebook.Evidence{}
		}
		return found[id]
	}
	rests := map[*node]map[law.ID]bool{}
	tests := map[string][]*node{}
	for _, key := range sortedKeys(g.nodes) {
		n := g.nodes[key]
		switch {
		case n.isTest():
			tests[n.dir] = append(tests[n.dir], n)
		case n.dir == genDir || n.file == testFile || n.file == demoFile || n.kind == value && !n.deed:
		default:
			rests[n] = g.rests(n)
		}
		if n.kind != function {
			continue
		}
		for id := range rests[n] {
			if e := at(id); n.file == pageFile {
				e.Pages = append(e.Pages, n.dir+"."+n.name)
			} else {
				e.Functions = append(e.Functions, n.dir+"."+n.name)
			}
		}
	}
	for _, dir := range sortedKeys(tests) {
		near := g.near(dir)
		shared := g.shared(tests[dir], near)
		for _, t := range tests[dir] {
			trail := g.follow(t, near, func(n *node) bool { return n.opens || n.file == demoFile || shared[n] })
			named := trail.named
			done := map[law.ID]bool{}
			for n, d := range trail.nodes {
				if n.file == code {
					maps.Copy(done, tried(rests[n], d, named))
				}
			}
			if len(named) > 0 {
				for n := range g.follow(t, near, func(*node) bool { return false }).nodes {
					for id := range rests[n] {
						if n.file == code && named[id] {
							done[id] = true
						}
					}
				}
			}
			for id := range named {
				if len(at(id).Functions) == 0 && dir != "hall/rulebook" && !strings.HasPrefix(dir, "kit/") {
					done[id] = true
				}
			}
			for id := range done {
				at(id).Tests = append(at(id).Tests, dir+"."+t.name)
			}
		}
	}
	maps.DeleteFunc(found, func(_ law.ID, e *rulebook.Evidence) bool {
		return len(e.Functions)+len(e.Tests)+len(e.Pages) == 0
	})
	return found
}

const genDir = "hall/rulebook/gen"

// tried is which of a function's clauses a test exercises that comes to it.
func tried(clauses map[law.ID]bool, d depth, named map[law.ID]bool) map[law.ID]bool {
	done := map[law.ID]bool{}
	says := false
	for id := range clauses {
		says = says || named[id]
	}
	for id, always := range clauses {
		if d == itself && (always || !says || named[id]) || d == surely && always {
			done[id] = true
		}
	}
	return done
}

// rests is the clauses a function rests on, true where they come whichever way it
// goes.
func (g *graph) rests(n *node) map[law.ID]bool {
	all := maps.Clone(n.cites)
	var through func(n *node, always bool, seen map[*node]bool)
	through = func(n *node, always bool, seen map[*node]bool) {
		for key, each := range n.values {
			v := g.nodes[key]
			if v == nil || always && !each || seen[v] {
				continue
			}
			seen[v] = true
			for id, each := range v.cites {
				if each || !always {
					add(all, id, always)
				}
			}
			through(v, always, seen)
		}
	}
	through(n, true, map[*node]bool{})
	through(n, false, map[*node]bool{})
	return all
}
