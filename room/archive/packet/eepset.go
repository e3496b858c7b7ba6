package packet

import (
	"context"
	"path"
	"strings"
)

// looksLikeEEPs reports whether a folder or archive holds EEP files and nothing else.
func looksLikeEEPs(ctx context.Context, t *tree, opt Options) bool {
	if !allXML(t) {
		return false
	}
	for _, p := range t.order {
		if !systemFile(p) {
			return rootIsEEP(ctx, t.files[p], opt)
		}
	}
	return false
}

// rootIsEEP reports whether an XML file begins as an EEP.
func rootIsEEP(ctx context.Context, f *entry, opt Options) bool {
	root, _ := xmlRoot(ctx, f, opt)
	return root == "电子文件封装包"
}

// verifyEEPs reads every EEP file of a folder or archive.
func verifyEEPs(ctx context.Context, t *tree, opt Options, f *findings) (recs []Record, version string, err error) {
	from := map[string]string{}
	for _, p := range t.order {
		if systemFile(p) {
			continue
		}
		e := newEEP("封装包 "+show(p)+" ：", f)
		rc, err := t.files[p].open()
		if err != nil {
			f.errf("封装包 %s 打不开。", show(p))
			continue
		}
		err = e.read(ctx, rc, opt)
		rc.Close()
		if err != nil {
			return nil, "", err
		}
		if !e.isEEP {
			f.errf("%s 不是电子文件封装包。", show(p))
			continue
		}
		version = e.version
		for _, r := range e.records {
			code := r.Value("电子文件号")
			if other, dup := from[code]; dup && code != "" && other != p {
				f.errf("封装包 %s 与 %s 的电子文件号相同：%s。", show(p), show(other), show(code))
			}
			from[code] = p
		}
		recs = append(recs, e.records...)
	}
	return recs, version, nil
}

// isXML reports whether a name ends as an XML file's does.
func isXML(p string) bool { return strings.EqualFold(path.Ext(p), ".xml") }
