package packet

import (
	"bytes"
	"path"
	"regexp"
	"sort"
	"strings"
)

var metadataName = regexp.MustCompile(`(?i)^电子档案([0-9]*)元数据\.xml$`)

// content holds the folders of the records against the catalogue.
func (d *dat93) content() error {
	candidates := map[string]bool{}
	for _, p := range d.t.order {
		if metadataName.MatchString(path.Base(p)) {
			candidates[path.Dir(p)] = true
		}
	}
	folders := map[string][]string{} // archival code → folders of that name
	for _, p := range d.t.order {
		if !metadataName.MatchString(path.Base(p)) || strings.HasPrefix(p, "其他/") {
			continue
		}
		dir := path.Dir(p)
		code := path.Base(dir)
		if within(dir, candidates) {
			continue
		}
		if n := len(folders[code]); n == 0 || folders[code][n-1] != dir {
			folders[code] = append(folders[code], dir)
		}
	}
	listed := map[string]bool{}
	owner := map[string]bool{}
	for _, r := range d.rows {
		code := r.value("档号")
		listed[code] = true
		dirs := folders[code]
		switch {
		case code == "":
			continue
		case len(dirs) == 0:
			d.f.errf("目录中的 %s 没有对应的文件夹和元数据文件。", show(code))
			continue
		case len(dirs) > 1:
			d.f.errf("档号 %s 有 %d 个文件夹。", show(code), len(dirs))
		}
		for _, dir := range dirs {
			owner[dir] = true
			if err := d.record(dir, code, r); err != nil {
				return err
			}
		}
	}
	for _, code := range sortedKeys(folders) {
		if !listed[code] {
			d.f.errf("文件夹 %s 未列入目录。", show(folders[code][0]))
		}
	}
	for _, p := range d.t.order {
		if !strings.Contains(p, "/") {
			if !strings.EqualFold(p, "说明文件.TXT") && !strings.EqualFold(p, "目录文件.XML") && !systemFile(p) {
				d.f.errf("包内有多余的文件 %s。", show(p))
			}
			continue
		}
		if strings.HasPrefix(p, "其他/") {
			continue
		}
		if !owner[path.Dir(p)] && !within(path.Dir(p), owner) {
			d.f.errf("文件 %s 不属于目录中的任何一件。", show(p))
		}
	}
	return nil
}

// within reports whether a folder lies below one of a set, at any depth.
func within(dir string, set map[string]bool) bool {
	for dir = path.Dir(dir); dir != "."; dir = path.Dir(dir) {
		if set[dir] {
			return true
		}
	}
	return false
}

// ownDigests checks the digests that packages of ours carry for the note, the
// catalogue and the metadata. Packages from elsewhere have none.
func (d *dat93) ownDigests() error {
	e := d.t.files[dat93Digests]
	if e == nil {
		return nil
	}
	b, err := readSmall(e, int64(d.opt.MaxFiles)*256)
	if err != nil {
		d.f.errf("%s 读不出来。", dat93Digests)
		return nil
	}
	listed := map[string]bool{}
	lr := newLineReader(bytes.NewReader(b), d.opt.MaxLine)
	for {
		line, err := lr.next()
		if err != nil {
			break
		}
		m, ok := parseManifestLine(line)
		p, _ := decodePath(m.path, true)
		if !ok || d.t.files[p] == nil {
			d.f.errf("%s 第 %d 行有误，或所列文件不在包内：%s。", dat93Digests, lr.n, show(line))
			continue
		}
		listed[p] = true
		sums, _, err := digestFile(d.ctx, d.t.files[p], []string{"sha256"})
		if d.ctx.Err() != nil {
			return d.ctx.Err()
		}
		if err != nil || sums["sha256"] != m.sum {
			d.f.errf("%s 的内容与打包时的数字摘要不符，内容被改动过。", show(p))
		}
	}
	for _, p := range []string{"说明文件.TXT", "目录文件.XML"} {
		if !listed[p] {
			d.f.errf("%s 中没有 %s 的数字摘要。", dat93Digests, p)
		}
	}
	return nil
}

// record verifies the folder of one record.
func (d *dat93) record(dir, code string, row flatRecord) error {
	if depth := strings.Count(dir, "/"); depth < 2 {
		d.f.errf("%s 应当放在“全宗号/门类/档号”三层以上的文件夹中。", show(dir))
	} else if fonds, _, _ := strings.Cut(dir, "/"); !strings.HasPrefix(code, fonds) {
		d.f.warnf("档号 %s 与所在的全宗文件夹 %s 不一致。", show(code), show(fonds))
	}
	rec := Record{Values: map[string][]string{}}
	var described []flatFile
	present := map[string]bool{}
	i := sort.SearchStrings(d.t.order, dir+"/")
	for ; i < len(d.t.order) && strings.HasPrefix(d.t.order[i], dir+"/"); i++ {
		p := d.t.order[i]
		rest := p[len(dir)+1:]
		if !metadataName.MatchString(rest) {
			if isXML(rest) && rootIsEEP(d.ctx, d.t.files[p], d.opt) {
				d.f.errf("%s 是电子文件封装包；同一移交信息包内不得混用两种形式。", show(p))
			}
			present[rest] = true
			continue
		}
		rc, err := d.t.files[p].open()
		if err != nil {
			d.f.errf("元数据文件 %s 打不开。", show(p))
			continue
		}
		root, recs, err := readFlat(d.ctx, rc, d.opt, "")
		rc.Close()
		if d.ctx.Err() != nil {
			return d.ctx.Err()
		}
		if err != nil || len(recs) == 0 {
			d.f.errf("元数据文件 %s %s。", show(p), shownXML(err))
			continue
		}
		if root == "电子文件封装包" {
			d.f.errf("%s 是电子文件封装包；同一移交信息包内不得混用两种形式。", show(p))
			continue
		}
		for k, v := range recs[0].values {
			rec.Values[k] = append(rec.Values[k], v...)
		}
		rec.Events += recs[0].events
		described = append(described, recs[0].files...)
	}
	if got := rec.Value("档号"); got == "" {
		d.f.warnf("%s 的元数据中没有档号。", show(code))
	} else if got != code {
		d.f.errf("%s 的元数据中档号是 %s，与目录不符。", show(code), show(got))
	}
	if got, want := rec.Value("题名"), row.value("题名"); got == "" {
		d.f.errf("%s 的元数据中没有题名。", show(code))
	} else if got != want {
		d.f.errf("%s 的题名在元数据中是 %s，在目录中是 %s。", show(code), show(got), show(want))
	}
	if len(present) == 0 {
		d.f.errf("%s 的文件夹里没有电子文件。", show(code))
	}
	if len(described) == 0 && len(present) > 0 {
		d.f.warnf("%s 的元数据没有记载计算机文件名和大小，内容无法核对。", show(code))
	}
	for _, m := range described {
		file, err := d.described(dir, code, m, present)
		if err != nil {
			return err
		}
		if file != nil {
			rec.Files = append(rec.Files, *file)
		}
	}
	if len(described) > 0 {
		for _, p := range sortedKeys(present) {
			d.f.errf("%s 的文件夹里有元数据没有记载的文件 %s。", show(code), show(p))
		}
	}
	d.records = append(d.records, rec)
	return nil
}

// described verifies one file that the metadata name and takes it out of present.
func (d *dat93) described(dir, code string, m flatFile, present map[string]bool) (*RecordFile, error) {
	where := m.path
	if where == "" {
		where = m.name
	}
	clean, why := safePath(where)
	if why != "" {
		d.f.errf("%s 的元数据所记文件 %s 路径不安全：%s。", show(code), show(where), why)
		return nil, nil
	}
	e := d.t.files[dir+"/"+clean]
	if e == nil {
		d.f.errf("%s 的元数据所记文件 %s 不在包内。", show(code), show(where))
		return nil, nil
	}
	delete(present, clean)
	if n, ok := sizeOf(m.size); !ok {
		d.f.warnf("文件 %s 的计算机文件大小 %s 不是字节数，未核对。", show(e.path), show(m.size))
	} else if n != e.size {
		d.f.errf("文件 %s 登记为 %d 字节，实际 %d 字节。", show(e.path), n, e.size)
	}
	sums, _, err := digestFile(d.ctx, e, []string{"sha256", "sm3"})
	if err != nil {
		if d.ctx.Err() != nil {
			return nil, d.ctx.Err()
		}
		d.f.errf("文件 %s 读不出来：内容损坏或中断。", show(e.path))
		return nil, nil
	}
	known := 0
	for _, a := range sortedKeys(m.digests) {
		if got, ok := sums[a]; ok {
			known++
			if got != m.digests[a] {
				d.f.errf("文件 %s 的内容与元数据所记的数字摘要不符，内容被改动过或登记有误。", show(e.path))
				break
			}
		}
	}
	if known == 0 {
		d.f.warnf("文件 %s 没有可核对的数字摘要。", show(e.path))
	}
	return &RecordFile{Name: m.name, Path: e.path, Size: e.size, SHA256: sums["sha256"], SM3: sums["sm3"]}, nil
}

// content2012 holds the folder 电子档案 against the catalogue of the 2012 rules,
// which names one computer file a row.
func (d *dat93) content2012() error {
	byName := map[string][]string{}
	for _, p := range d.t.order {
		if strings.HasPrefix(p, "电子档案/") {
			base := path.Base(p)
			byName[base] = append(byName[base], p)
			byName[strings.TrimSuffix(base, path.Ext(base))] = append(byName[strings.TrimSuffix(base, path.Ext(base))], p)
		}
	}
	if len(byName) == 0 {
		d.f.errf("“电子档案”文件夹不存在或是空的。")
	}
	for i, r := range d.rows {
		rec := Record{Values: r.values}
		name := strings.ReplaceAll(r.value("电子档案名称"), `\`, "/")
		switch {
		case name == "":
			d.f.errf("目录第 %d 条没有电子档案名称，找不到对应的文件。", i+1)
		default:
			clean, why := safePath(name)
			if why != "" {
				d.f.errf("目录第 %d 条的电子档案名称 %s 不安全：%s。", i+1, show(name), why)
				break
			}
			p := "电子档案/" + strings.TrimPrefix(clean, "电子档案/")
			if d.t.files[p] == nil {
				if found := byName[path.Base(clean)]; len(found) > 0 {
					p = found[0]
				} else {
					d.f.errf("目录第 %d 条的电子档案 %s 不在包内。", i+1, show(name))
					break
				}
			}
			sums, n, err := digestFile(d.ctx, d.t.files[p], []string{"sha256"})
			if d.ctx.Err() != nil {
				return d.ctx.Err()
			}
			if err != nil {
				d.f.errf("文件 %s 读不出来：内容损坏或中断。", show(p))
				break
			}
			rec.Files = append(rec.Files, RecordFile{Name: path.Base(p), Path: p, Size: n, SHA256: sums["sha256"]})
		}
		d.records = append(d.records, rec)
	}
	d.f.warnf("2012 年的移交结构不带数字摘要，只能核对文件是否存在、能否读出。")
	return nil
}
