package packet

import "strings"

// Places inside the bags that this package writes.
const (
	bagMetadata = "metadata/dat46.xml"
	bagPremis   = "metadata/premis.xml"
	bagSM3      = "metadata/manifest-sm3.txt"
	bagOriginal = "data/original/"
)

// records reads the metadata of a bag of ours, if it has them, and holds them
// against the payload. A bag from elsewhere has no records, which is no fault.
func (b *bag) records() ([]Record, error) {
	b.sm3()
	e := b.t.files[bagMetadata]
	if e == nil {
		return nil, b.ctx.Err()
	}
	rc, err := e.open()
	if err != nil {
		b.f.errf("%s 打不开。", bagMetadata)
		return nil, nil
	}
	defer rc.Close()
	_, flat, err := readFlat(b.ctx, rc, b.opt, "文件实体")
	if b.ctx.Err() != nil {
		return nil, b.ctx.Err()
	}
	if err != nil {
		b.f.errf("%s %s。", bagMetadata, shownXML(err))
		return nil, nil
	}
	described := map[string]bool{}
	var recs []Record
	for _, r := range flat {
		rec := Record{Values: r.values, Events: r.events}
		for _, m := range r.files {
			p, why := safePath(m.path)
			if why != "" {
				b.f.errf("元数据所记文件 %s 路径不安全：%s。", show(m.path), why)
				continue
			}
			f := b.t.files[p]
			if f == nil {
				b.f.errf("元数据所记文件 %s 不在包内。", show(p))
				continue
			}
			described[p] = true
			if n, ok := sizeOf(m.size); ok && n != f.size {
				b.f.errf("文件 %s 在元数据中登记为 %d 字节，实际 %d 字节。", show(p), n, f.size)
			}
			if want := m.digests["sha256"]; want != "" && b.sums[p] != "" && want != b.sums[p] {
				b.f.errf("文件 %s 在元数据中登记的数字摘要与内容不符。", show(p))
			}
			rec.Files = append(rec.Files, RecordFile{Name: m.name, Path: p, Size: f.size, SHA256: b.sums[p], SM3: m.digests["sm3"]})
		}
		recs = append(recs, rec)
	}
	for _, p := range b.t.order {
		if strings.HasPrefix(p, bagOriginal) && !described[p] {
			b.f.warnf("载荷文件 %s 没有元数据。", show(p))
		}
	}
	return recs, nil
}

// sm3 checks the additional manifest of SM3 digests that bags of ours carry as a
// tag file, because RFC 8493 does not register the algorithm.
func (b *bag) sm3() {
	e := b.t.files[bagSM3]
	if e == nil || b.ctx.Err() != nil {
		return
	}
	listed := map[string]bool{}
	b.lines(e, func(n int, line string) {
		m, ok := parseManifestLine(line)
		if !ok || len(m.sum) != 64 {
			b.f.errf("%s 第 %d 行不是“摘要 路径”的形式。", bagSM3, n)
			return
		}
		p, _ := decodePath(m.path, true)
		f := b.t.files[p]
		if f == nil {
			b.f.errf("%s 列出的文件 %s 不在包内。", bagSM3, show(p))
			return
		}
		listed[p] = true
		got, _, err := digestFile(b.ctx, f, []string{"sm3"})
		if b.ctx.Err() != nil {
			return
		}
		if err != nil || got["sm3"] != m.sum {
			b.f.errf("%s 的内容与 %s 的摘要不符，内容被改动过或清单有误。", show(p), bagSM3)
		}
	})
	for _, p := range b.t.order {
		if strings.HasPrefix(p, "data/") && !listed[p] {
			b.f.errf("包内文件 %s 未列入 %s。", show(p), bagSM3)
		}
	}
}
