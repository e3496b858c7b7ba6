package packet

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

var errStop = errors.New("seen enough")

// xmlRoot gives the name of the root element of an XML file.
func xmlRoot(ctx context.Context, f *entry, opt Options) (string, error) {
	rc, err := f.open()
	if err != nil {
		return "", err
	}
	defer rc.Close()
	g, err := newGuard(ctx, rc, opt.MaxText)
	if err != nil {
		return "", err
	}
	root := ""
	err = xmlEvents(g, func(t xml.StartElement) error {
		root = t.Name.Local
		return errStop
	}, func(string) error { return nil }, func(string) error { return nil })
	if errors.Is(err, errStop) {
		err = nil
	}
	return root, err
}

// flatRecord is one record element with its texts by element name.
type flatRecord struct {
	values map[string][]string
	files  []flatFile
	events int
}

func (r flatRecord) value(name string) string {
	for _, v := range r.values[name] {
		if v != "" {
			return v
		}
	}
	return ""
}

// flatFile is what the metadata say about one computer file.
type flatFile struct {
	name, path, size string
	digests          map[string]string // algorithm key → hexadecimal
}

// readFlat reads records out of a metadata file without insisting on an order of
// elements: each element named record is one; with record "" the whole file is.
func readFlat(ctx context.Context, r io.Reader, opt Options, record string) (root string, recs []flatRecord, err error) {
	g, err := newGuard(ctx, r, opt.MaxText)
	if err != nil {
		return "", nil, err
	}
	type level struct {
		name string
		alg  string
		text strings.Builder
		kids int
	}
	var stack []*level
	var cur *flatRecord
	var file *flatFile
	fileLevel, recLevel := 0, 0
	start := func(t xml.StartElement) error {
		name := t.Name.Local
		if len(stack) == 0 {
			root = name
		} else {
			stack[len(stack)-1].kids++
		}
		l := &level{name: name}
		for _, a := range t.Attr {
			if a.Name.Local == "算法" {
				l.alg = algorithmName(a.Value)
			}
		}
		stack = append(stack, l)
		if cur == nil && (record == name && len(stack) > 1 || record == "" && len(stack) == 1) {
			cur, recLevel = &flatRecord{values: map[string][]string{}}, len(stack)
		}
		if cur != nil && file == nil && (name == "文档" || name == "电子属性") {
			file, fileLevel = &flatFile{digests: map[string]string{}}, len(stack)
		}
		return nil
	}
	text := func(s string) error {
		if len(stack) == 0 {
			return nil
		}
		b := &stack[len(stack)-1].text
		if b.Len()+len(s) > opt.MaxText {
			return errXMLText
		}
		b.WriteString(s)
		return nil
	}
	end := func(name string) error {
		l := stack[len(stack)-1]
		v := strings.TrimSpace(l.text.String())
		if cur != nil && (l.kids == 0 || v != "") {
			switch {
			case file != nil && name == "计算机文件名":
				file.name = v
			case file != nil && name == "计算机文件大小":
				file.size = v
			case file != nil && name == "存放路径":
				file.path = v
			case file != nil && name == "数字摘要":
				file.digests[l.alg] = strings.ToLower(v)
			}
			if !(file != nil && name == "题名") {
				cur.values[name] = append(cur.values[name], v)
			}
		}
		if cur != nil && name == "业务实体" {
			cur.events++
		}
		if file != nil && len(stack) == fileLevel {
			if file.name != "" {
				cur.files = append(cur.files, *file)
			}
			file = nil
		}
		if cur != nil && len(stack) == recLevel {
			if len(recs) >= opt.MaxFiles {
				return errXMLText
			}
			recs = append(recs, *cur)
			cur = nil
		}
		stack = stack[:len(stack)-1]
		return nil
	}
	err = xmlEvents(g, start, text, end)
	if err == nil && root == "" {
		err = errXMLBroken
	}
	return root, recs, err
}

// sizeOf reads a 计算机文件大小; ok is false if it is not a plain number of bytes.
func sizeOf(s string) (n int64, ok bool) {
	m := plainSize.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	return n, err == nil
}
