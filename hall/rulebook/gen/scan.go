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
// variables and constants of packages, a deed's among them.
func (g *graph) rests(n *node) map[law.ID]bool {
	all := maps.Clone(n.cites)
	seen, queue := map[string]bool{}, sortedKeys(n.values)
	for len(queue) > 0 {
		key := queue[0]
		queue = queue[1:]
		v := g.nodes[key]
		if seen[key] || v == nil {
			continue
		}
		seen[key] = true
		maps.Copy(all, v.cites)
		queue = append(queue, sortedKeys(v.values)...)
	}
	return all
}

// trail is what a test reaches, and what its own files name.
type trail struct {
	nodes map[*node]bool
	named map[law.ID]bool
}

var opt = os.Getenv("EVID")

func has(s string) bool { return strings.Contains(opt, s) }

func (g *graph) follow(test *node, shared map[*node]bool, near map[string]bool, far map[string]bool) trail {
	t := trail{map[*node]bool{test: true}, map[law.ID]bool{}}
	queue := []*node{test}
	var hooks []hook
	runs := map[string]bool{}
	push := func(key string) {
		n := g.nodes[key]
		if n == nil || t.nodes[n] {
			return
		}
		if n.opens || n.file == demoFile || shared[n] || !near[n.dir] && !has("far") {
			return
		}
		t.nodes[n] = true
		queue = append(queue, n)
	}
	for {
		for len(queue) > 0 {
			n := queue[0]
			queue = queue[1:]
			if n.runs {
				runs[n.dir] = true
			}
			if n.file == testFile {
				maps.Copy(t.named, n.cites)
				maps.Copy(t.named, n.says)
				if !has("noroutes") {
					for _, a := range n.addresses {
						for _, r := range asked(g.routes, a) {
							if far[r.dir] {
								push(r.serve)
							}
						}
					}
				}
			}
			for key := range n.calls {
				push(key)
			}
			for key := range n.values {
				push(key)
			}
		}
		before := len(t.nodes)
		if !has("nohooks") {
			hooks = hooks[:0]
			for _, n := range g.nodes {
				if n.dir == test.dir && n.file != testFile {
					hooks = append(hooks, n.hooks...)
				}
			}
			for _, h := range hooks {
				if runs[h.to] {
					push(h.part)
				}
			}
		}
		if len(t.nodes) == before {
			return t
		}
	}
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
		if n.dir == "hall/rulebook/gen" || n.file == testFile {
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
				for n := range g.follow(t, nil, near, far).nodes {
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
			tr := g.follow(t, shared, near, far)
			name := t.dir + "." + t.name
			done := map[law.ID]bool{}
			for n := range tr.nodes {
				if n.file == code {
					maps.Copy(done, rests[n])
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
