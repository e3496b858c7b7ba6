package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

func scan(root string, names map[string]law.ID, replaced map[string][]byte) ([]byte, error) {
	m, err := openModule(root, replaced)
	if err != nil {
		return nil, err
	}
	known := map[law.ID]bool{}
	for _, id := range names {
		known[id] = true
	}
	g, err := read(m, root, known)
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

// rests is the clauses a function rests on: those it names itself, or through
// variables and constants of packages, a deed's among them; true where that comes
// whichever way it goes.
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

// depth is how a test comes to a function.
type depth int

const (
	perhaps depth = iota + 1 // by a chain of calls, some of them in branches
	surely                   // by calls that are made whichever way it goes
	itself                   // it calls it, through helpers at most
)

// trail is what a test reaches, and what it and its helpers name.
type trail struct {
	nodes map[*node]depth
	named map[law.ID]bool
}

var opt = os.Getenv("EVID")

func has(s string) bool { return strings.Contains(opt, s) }

func (g *graph) follow(test *node, shared map[*node]bool, near map[string]bool, far map[string]bool, setup bool) trail {
	t := trail{map[*node]depth{}, map[law.ID]bool{}}
	var queue []*node
	push := func(key string, d depth) {
		n := g.nodes[key]
		if n == nil || t.nodes[n] >= d {
			return
		}
		if !setup && (n.opens || n.file == demoFile || shared[n]) || !near[n.dir] && !has("far") {
			return
		}
		t.nodes[n] = d
		queue = append(queue, n)
	}
	t.nodes[test] = itself
	queue = append(queue, test)
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		d := t.nodes[n]
		if n.file == testFile {
			maps.Copy(t.named, n.cites)
			maps.Copy(t.named, n.says)
			for _, a := range n.addresses {
				for _, r := range asked(g.routes, a) {
					if far[r.dir] {
						push(r.serve, surely)
					}
				}
			}
		}
		for _, names := range []map[string]bool{n.calls, n.values} {
			for key, each := range names {
				next := d
				if n.file != testFile && next == itself && !(g.nodes[key] != nil && g.nodes[key].deed) {
					next = surely
				}
				if n.file != testFile && n.file != pageFile && !each {
					next = perhaps
				}
				push(key, next)
			}
		}
	}
	return t
}

// reach is a package with all it imports, however far.
func (g *graph) reach(dir string, direct bool) map[string]bool {
	all := map[string]bool{dir: true}
	p := g.m.packages[dir]
	if p == nil {
		return all
	}
	queue := g.m.imports(slices.Concat(p.files, p.inside, p.xtest))
	for len(queue) > 0 {
		d := queue[0]
		queue = queue[1:]
		if all[d] {
			continue
		}
		all[d] = true
		if q := g.m.packages[d]; q != nil && !direct {
			queue = append(queue, g.m.imports(q.files)...)
		}
	}
	return all
}

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
		if n.isTest() {
			tests[n.dir] = append(tests[n.dir], n)
		}
		if n.dir == "hall/rulebook/gen" || n.file == testFile || n.file == demoFile {
			continue
		}
		if n.kind == value && !n.deed {
			rests[n] = map[law.ID]bool{}
			continue
		}
		rests[n] = g.rests(n)
		if n.kind == function {
			for id := range rests[n] {
				if e := at(id); n.file == pageFile {
					e.Pages = append(e.Pages, n.dir+"."+n.name)
				} else {
					e.Functions = append(e.Functions, n.dir+"."+n.name)
				}
			}
		}
	}
	for _, dir := range sortedKeys(tests) {
		near, far := g.reach(dir, true), g.reach(dir, false)
		shared := map[*node]bool{}
		if !has("noshared") && len(tests[dir]) >= 4 {
			times := map[*node]int{}
			for _, t := range tests[dir] {
				for n := range g.follow(t, nil, near, far, false).nodes {
					if n.file == testFile {
						times[n]++
					}
				}
			}
			for n, k := range times {
				if 2*k > len(tests[dir]) {
					shared[n] = true
				}
			}
		}
		for _, t := range tests[dir] {
			tr := g.follow(t, shared, near, far, false)
			name := t.dir + "." + t.name
			done := map[law.ID]bool{}
			for n, d := range tr.nodes {
				if n.file == code {
					for id, each := range rests[n] {
						if d == itself || d == surely && each {
							done[id] = true
						}
					}
				}
			}
			for n := range g.follow(t, nil, near, far, true).nodes {
				if n.file == code {
					for id := range rests[n] {
						if _, ok := tr.named[id]; ok {
							done[id] = true
						}
					}
				}
			}
			for id := range tr.named {
				if e := at(id); len(e.Functions) == 0 {
					done[id] = true
				}
			}
			for id := range done {
				e := at(id)
				e.Tests = append(e.Tests, name)
			}
		}
	}
	return found
}
