package packet

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// node is an element that is being read.
type node struct {
	name  string
	slots []slot
	at    int // the slot children may still come from
	seen  int // children in that slot
	leaf  bool
	open  bool // structure not checked
	text  strings.Builder
	lost  bool // an order error was reported; do not report what follows from it
	kids  map[string]int
}

// eepFile is one 编码 while it is read.
type eepFile struct {
	name, size, ending string
	data               int // index in guard.data, -1 without 编码数据
}

// eep reads one EEP file.
type eep struct {
	f       *findings
	where   string // prefix of messages: the file within a folder or archive
	isEEP   bool
	version string
	stack   []*node
	records []Record
	rec     *Record
	file    *eepFile
	files   [][]eepFile // by record
	signed  bool
	ids     map[string]bool
	refs    []string
	streams int
	newest  int // records of the newest 封装内容 or 修订内容 begin here
}

func newEEP(where string, f *findings) *eep { return &eep{f: f, where: where, ids: map[string]bool{}} }

func (e *eep) errf(format string, a ...any)  { e.f.errf("%s%s", e.where, fmt.Sprintf(format, a...)) }
func (e *eep) warnf(format string, a ...any) { e.f.warnf("%s%s", e.where, fmt.Sprintf(format, a...)) }

var errNoEEP = errors.New("root element is not that of an EEP")

// read parses and judges the file. Its error is only for a machine failure or an
// end of ctx; faults of the file are findings.
func (e *eep) read(ctx context.Context, r io.Reader, opt Options) error {
	g, err := newGuard(ctx, r, opt.MaxText)
	if err == nil {
		err = xmlEvents(g, e.start, e.chars, e.end)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errNoEEP):
		return nil
	case err != nil && e.isEEP:
		e.errf("封装包%s。", shownXML(err))
	case err != nil:
		return nil
	}
	if !e.isEEP {
		return nil
	}
	e.finish(g)
	return nil
}

// shownXML is the sentence for an error of xmlEvents.
func shownXML(err error) string {
	for _, known := range []error{errDTD, errXMLText, errXMLCode, errXMLBroken, errDeep} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return errXMLBroken.Error()
}

func (e *eep) top() *node {
	if len(e.stack) == 0 {
		return nil
	}
	return e.stack[len(e.stack)-1]
}

// inside reports whether an element of that name is open.
func (e *eep) inside(name string) bool {
	return slices.ContainsFunc(e.stack, func(n *node) bool { return n.name == name })
}

func (e *eep) start(t xml.StartElement) error {
	name := t.Name.Local
	if len(e.stack) == 0 {
		if name != "电子文件封装包" {
			return errNoEEP
		}
		e.isEEP = true
	}
	p := e.top()
	if t.Name.Space != eepNamespace && (p == nil || !p.open) {
		e.errf("元素“%s”不在规定的命名空间 %s 中。", name, eepNamespace)
	}
	n := &node{name: name, slots: eepModel[name], kids: map[string]int{}}
	n.open = eepOpen[name] || p != nil && p.open
	n.leaf = len(n.slots) == 0 && !n.open
	if p != nil && !p.open {
		e.place(p, name)
	}
	for _, a := range t.Attr {
		if strings.HasPrefix(a.Name.Local, "引用") {
			continue
		}
		if strings.HasSuffix(a.Name.Local, "ID") || strings.HasSuffix(a.Name.Local, "标识符") {
			e.id(a.Value)
		}
		if a.Name.Local == "eep版本" && a.Value != "2009" {
			e.errf("被签名对象的 eep版本 应为 2009，实际是 %s。", show(a.Value))
		}
	}
	switch name {
	case "文件实体块":
		e.newest = len(e.records)
	case "文件实体":
		e.rec = &Record{Values: map[string][]string{}}
		e.files = append(e.files, nil)
	case "编码":
		e.file = &eepFile{data: -1}
	case streamed:
		if e.file != nil {
			e.file.data = e.streams
		}
		e.streams++
	}
	e.stack = append(e.stack, n)
	return nil
}

func (e *eep) id(v string) {
	if e.ids[v] {
		e.errf("标识符 %s 出现了两次。", show(v))
	}
	e.ids[v] = true
}

// place holds a child against the order of its parent's content.
func (e *eep) place(p *node, child string) {
	p.kids[child]++
	if p.lost {
		return
	}
	if p.leaf {
		e.errf("“%s”只能含文字，却含有“%s”。", p.name, child)
		p.lost = true
		return
	}
	for i := p.at; i < len(p.slots); i++ {
		s := p.slots[i]
		if s.name != child {
			if seen := p.kids[s.name]; seen < s.min {
				e.errf("“%s”中缺“%s”（应在“%s”之前）。", p.name, s.name, child)
				p.kids[s.name] = s.min // reported
			}
			continue
		}
		if i != p.at {
			p.at, p.seen = i, 0
		}
		if p.seen++; p.seen > 1 && !s.many {
			e.errf("“%s”中“%s”只能出现一次。", p.name, child)
		}
		return
	}
	p.lost = true
	if slices.ContainsFunc(p.slots, func(s slot) bool { return s.name == child }) {
		e.errf("“%s”中“%s”的位置不对。", p.name, child)
	} else {
		e.errf("“%s”中有标准未规定的元素“%s”。", p.name, child)
	}
}

func (e *eep) chars(s string) error {
	n := e.top()
	if n == nil {
		return nil
	}
	if n.leaf || n.open || n.name == "档号" {
		n.text.WriteString(s)
		return nil
	}
	if strings.TrimSpace(s) != "" && !n.lost {
		e.errf("“%s”中夹有文字 %s。", n.name, show(strings.TrimSpace(s)))
		n.lost = true
	}
	return nil
}

func (e *eep) end(string) error {
	n := e.top()
	e.stack = e.stack[:len(e.stack)-1]
	value := strings.TrimSpace(n.text.String())
	if !n.lost {
		for _, s := range n.slots {
			if n.kids[s.name] < s.min {
				e.errf("“%s”中缺“%s”。", n.name, s.name)
			}
		}
	}
	e.value(n, value)
	return nil
}

var dateTime = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$`)

// value judges and keeps what an element said, once it is closed.
func (e *eep) value(n *node, v string) {
	if n.open {
		return
	}
	if allowed := eepValues[n.name]; n.leaf && allowed != nil && !slices.Contains(allowed, v) {
		e.errf("“%s”的值 %s 不在规定的范围（%s）内。", n.name, show(v), strings.Join(allowed, "、"))
	}
	if e.rec != nil && (n.leaf || n.name == "档号" && v != "") && n.name != streamed {
		// 题名 of a 文档 is not the title of the record.
		if !(n.name == "题名" && e.inside("文档")) {
			e.rec.Values[n.name] = append(e.rec.Values[n.name], v)
		}
	}
	switch n.name {
	case "版本":
		e.version = v
	case "封装包创建时间":
		if !isDateTime(v) {
			e.errf("封装包创建时间 %s 不是“2026-01-02T15:04:05”形式的时间。", show(v))
		}
	case "被签名对象":
		if n.kids["封装内容"]+n.kids["修改封装内容"] != 1 {
			e.errf("被签名对象应当有封装内容或修改封装内容之一。")
		}
	case "档号":
		if n.kids["室编件号"]+n.kids["馆编件号"]+n.kids["室编案卷号"]+n.kids["馆编案卷号"] == 0 {
			e.errf("档号中缺室编件号（或馆编件号）。")
		}
	case "题名", "立档单位名称", "保管期限", "年度":
		if v == "" && !e.inside("文档") {
			e.errf("“%s”是空的。", n.name)
		}
	case "文档标识符", "业务标识符", "机构人员标识符", "签名标识符":
		if parent := e.top(); parent != nil && !(n.name == "机构人员标识符" && parent.name == "业务实体") {
			e.id(v)
		} else {
			e.refs = append(e.refs, v)
		}
	case "计算机文件名":
		if e.file != nil {
			e.file.name = v
		}
	case "计算机文件大小":
		if e.file != nil {
			e.file.size = v
		}
	case "反编码关键字":
		if e.file != nil {
			e.file.ending = v
		}
	case "编码":
		if e.file != nil && len(e.files) > 0 {
			e.files[len(e.files)-1] = append(e.files[len(e.files)-1], *e.file)
		}
		e.file = nil
	case "业务实体":
		for i := e.newest; i < len(e.records); i++ {
			e.records[i].Events++
		}
	case "文件实体":
		e.records = append(e.records, *e.rec)
		e.rec = nil
	case "电子签名":
		e.signed = true
	}
}

func isDateTime(v string) bool {
	if !dateTime.MatchString(v) {
		return false
	}
	_, err := time.Parse("2006-01-02T15:04:05", v[:19])
	return err == nil
}

var (
	plainSize  = regexp.MustCompile(`^([0-9]+)(?:\s*(?:B|字节|bytes?))?$`)
	digestNote = regexp.MustCompile(`^第([0-9]+)个编码数据的数字摘要 SHA-256:([0-9a-f]{64}) SM3:([0-9a-f]{64})$`)
)

// finish compares the content found with what the record says about it.
func (e *eep) finish(g *guard) {
	for _, r := range e.refs {
		if !e.ids[r] {
			e.errf("业务实体所指的机构人员 %s 不在机构人员实体块中。", show(r))
		}
	}
	checked := false
	for i, files := range e.files {
		if i >= len(e.records) {
			break
		}
		rec := &e.records[i]
		notes := map[int][]string{}
		for _, v := range rec.Values["附注"] {
			if m := digestNote.FindStringSubmatch(v); m != nil {
				n, err := strconv.Atoi(m[1])
				if err == nil {
					notes[n] = m[2:]
				}
			}
		}
		for n := range notes {
			if n < 1 || n > len(files) {
				e.errf("附注记有第 %d 个编码数据的数字摘要，但没有这个编码数据。", n)
			}
		}
		for j, file := range files {
			if file.data < 0 || file.data >= len(g.data) {
				e.errf("文件 %s 没有编码数据。", show(file.name))
				continue
			}
			c := g.data[file.data]
			if c.err != "" {
				e.errf("文件 %s 的编码数据%s。", show(file.name), c.err)
				continue
			}
			if file.name == "" {
				e.errf("第 %d 个编码数据没有计算机文件名。", j+1)
			} else if _, why := safePath(file.name); why != "" || strings.ContainsAny(file.name, `/\`) {
				e.errf("计算机文件名 %s 带有路径，不安全。", show(file.name))
			}
			if m := plainSize.FindStringSubmatch(file.size); m == nil {
				e.warnf("文件 %s 的计算机文件大小 %s 不是字节数，未核对。", show(file.name), show(file.size))
			} else if want, err := strconv.ParseInt(m[1], 10, 64); err != nil || want != c.size {
				e.errf("文件 %s 登记为 %s 字节，实际 %d 字节。", show(file.name), m[1], c.size)
			}
			if d := notes[j+1]; d != nil {
				checked = true
				if d[0] != c.sha256 || d[1] != c.sm3 {
					e.errf("文件 %s 的内容与登记的数字摘要不符，内容被改动过或登记有误。", show(file.name))
				}
			}
			rec.Files = append(rec.Files, RecordFile{Name: file.name, Size: c.size, SHA256: c.sha256, SM3: c.sm3})
		}
	}
	switch {
	case e.signed:
		e.warnf("含有电子签名，签名值和证书未验证，请用签名单位的验签工具核对。")
	case !checked:
		e.warnf("既没有数字摘要也没有电子签名，只能核对结构和字节数。")
	default:
		e.warnf("没有电子签名：内容已按数字摘要核对，元数据的改动查不出来。")
	}
}
