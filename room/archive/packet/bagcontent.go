package packet

import (
	"path"
	"strings"
)

// completeness holds the payload against its manifests: all that is listed is
// there, all that is there is listed; since 1.0 in every manifest.
func (b *bag) completeness() {
	var payload []*manifest
	known := 0
	for _, m := range b.mans {
		if m.tag {
			continue
		}
		payload = append(payload, m)
		if m.known {
			known++
		}
	}
	if len(payload) == 0 {
		b.f.errf("缺载荷清单（manifest-算法.txt）。")
		return
	}
	if known == 0 {
		b.f.errf("没有一份载荷清单使用认识的摘要算法，内容无法核对。")
	}
	for _, m := range payload {
		for _, p := range sortedKeys(m.sums) {
			if b.t.files[p] != nil {
				continue
			}
			if b.fetch[p] {
				b.f.errf("%s 尚未取回：它只在 fetch.txt 中有网址，核验时不联网取件，包不完整。", show(p))
			} else {
				b.f.errf("清单 %s 列出的文件 %s 不在包内。", m.file, show(p))
			}
		}
	}
	for _, p := range b.t.order {
		if !strings.HasPrefix(p, "data/") {
			continue
		}
		var lacking []string
		for _, m := range payload {
			if _, ok := m.sums[p]; !ok {
				lacking = append(lacking, m.file)
			}
		}
		switch {
		case len(lacking) == len(payload):
			b.f.errf("包内文件 %s 未列入任何载荷清单。", show(p))
		case len(lacking) > 0 && b.decl.modern():
			b.f.errf("包内文件 %s 未列入 %s；1.0 版要求每份载荷清单列全所有文件。", show(p), strings.Join(lacking, "、"))
		case len(lacking) > 0:
			b.f.warnf("包内文件 %s 未列入 %s。", show(p), strings.Join(lacking, "、"))
		}
	}
	for _, p := range sortedKeys(b.fetch) {
		for _, m := range payload {
			if _, ok := m.sums[p]; !ok {
				b.f.errf("fetch.txt 中的 %s 未列入载荷清单 %s。", show(p), m.file)
			}
		}
	}
	b.emptyDirs()
}

// emptyDirs reports folders of the payload that hold nothing.
func (b *bag) emptyDirs() {
	full := map[string]bool{}
	for _, p := range b.t.order {
		full[path.Dir(p)] = true
	}
	for d := range b.t.dirs {
		full[path.Dir(d)] = true
	}
	for _, d := range sortedKeys(b.t.dirs) {
		if strings.HasPrefix(d, "data/") && !full[d] {
			b.f.warnf("载荷中有空目录 %s，清单无法记录它。", show(d))
		}
	}
}

func (b *bag) tagCompleteness() {
	for _, m := range b.mans {
		if !m.tag {
			continue
		}
		for _, p := range sortedKeys(m.sums) {
			if b.t.files[p] == nil {
				b.f.errf("标签清单 %s 列出的文件 %s 不在包内。", m.file, show(p))
			}
		}
		if !b.decl.modern() {
			continue
		}
		for _, p := range b.t.order {
			if strings.HasPrefix(p, "data/") || strings.HasPrefix(p, "tagmanifest-") {
				continue
			}
			if _, ok := m.sums[p]; ok {
				continue
			}
			if strings.HasPrefix(p, "manifest-") && !strings.Contains(p, "/") {
				b.f.errf("标签清单 %s 未列入载荷清单 %s。", m.file, show(p))
			} else {
				b.f.warnf("标签清单 %s 未列入标签文件 %s，该文件的改动查不出来。", m.file, show(p))
			}
		}
	}
}

// digests reads every listed file once and compares all its digests.
func (b *bag) digests() error {
	for _, p := range b.t.order {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		want := map[string][]*manifest{}
		for _, m := range b.mans {
			if _, ok := m.sums[p]; ok && m.known {
				want[m.alg] = append(want[m.alg], m)
			}
		}
		if len(want) == 0 {
			continue
		}
		algs := sortedKeys(want)
		got, _, err := digestFile(b.ctx, b.t.files[p], algs)
		if err != nil {
			if cerr := b.ctx.Err(); cerr != nil {
				return cerr
			}
			b.f.errf("包内文件 %s 读不出来：内容损坏、中断或与声明的大小不符。", show(p))
			continue
		}
		for _, a := range algs {
			for _, m := range want[a] {
				if m.sums[p] != got[a] {
					b.f.errf("%s 的内容与清单 %s 的摘要不符，内容被改动过或清单有误。", show(p), m.file)
				} else if a == "sha256" {
					b.sums[p] = got[a]
				}
			}
		}
	}
	return nil
}
