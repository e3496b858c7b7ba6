package packet

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
)

// Packet is what is to be handed over: the items of one fonds, without any tie to
// the database they come from.
type Packet struct {
	Fonds       string    // 全宗号, e.g. "X043"; required
	FondsName   string    // 全宗名称 and 立档单位名称; required
	Year        int       // 年度 of the packet; items without a year of their own have this one
	Creator     string    // 封装包创建单位, 移交单位; FondsName if empty
	CreatedAt   time.Time // when the packet was made; required
	ArchiveName string    // 档案馆名称, the receiving archives; may be empty
	ArchiveCode string    // 档案馆代码, six digits; may be empty
	System      string    // 信息系统描述; may be empty
	Carrier     string    // 脱机载体编号; empty for a transfer on line
	Description string    // 内容描述; made from fonds, year and count if empty
	Items       []Item
}

// Item is one record (件).
type Item struct {
	Code      string     // 档号; required, unique in the packet, the name of its folder
	RecordID  string     // 电子文件号; Code if empty
	Category  string     // 门类, e.g. "WS" or "ZY·JC"; "WS" if empty
	Year      int        // 年度; the packet's if 0
	Number    string     // 室编件号; the last part of Code if empty
	Title     string     // 题名; required
	DocNo     string     // 文件编号
	Issuer    string     // 责任者
	Date      civil.Date // 日期; the zero Date if unknown
	Period    string     // 保管期限: Y, D30, D10 or Chinese words; required
	Unit      string     // 机构或问题
	Level     string     // 密级: 公开, 内部 or 工作秘密; empty is 内部
	Pages     int        // 页数; 0 if unknown
	Keywords  []string   // 关键词
	Remark    string     // 附注
	Opening   string     // 到期开放意见 (article 30 of the Implementing Regulations)
	Disclosed string     // 政府信息公开情况 (same)
	Declass   string     // 密级变更情况 (same)
	Files     []File
	Events    []Event
}

// File is one computer file of an item, the main document first.
type File struct {
	Name    string // original name, kept as it is, without a path
	Size    int64  // bytes; must be right
	SHA256  string // lower-case hexadecimal; computed if empty, compared if not
	SM3     string // same
	Format  string // 格式信息, e.g. a PRONOM identifier; the name's ending if empty
	Program string // 文档创建程序; may be empty
	// Open gives the content from its beginning. It may be called more than once.
	Open func() (io.ReadCloser, error)
}

// Event is one step of an item's history (业务行为).
type Event struct {
	Who   string    // 机构人员名称
	Post  string    // 个人职位; may be empty
	What  string    // 业务行为
	When  time.Time // 行为时间
	Basis string    // 行为依据; may be empty
	Note  string    // 行为描述; may be empty
}

func (p Packet) creator() string { return or(p.Creator, p.FondsName) }

func (p Packet) description() string {
	return or(p.Description, fmt.Sprintf("%s（全宗号 %s）移交的电子档案，共 %d 件。", p.FondsName, p.Fonds, len(p.Items)))
}

func (p Packet) year(it Item) int {
	if it.Year != 0 {
		return it.Year
	}
	return p.Year
}

func (it Item) recordID() string { return or(it.RecordID, it.Code) }
func (it Item) category() string { return or(it.Category, "WS") }
func (it Item) level() string    { return or(it.Level, mark.Internal.Label()) }

func (it Item) number() string {
	return or(it.Number, it.Code[strings.LastIndexByte(it.Code, '-')+1:])
}

func (it Item) pages() string {
	if it.Pages == 0 {
		return ""
	}
	return fmt.Sprint(it.Pages)
}

var periodCode = regexp.MustCompile(`^D([0-9]+)$`)

// period is the word for a retention period: 永久, 30年, 10年.
func (it Item) period() string {
	if it.Period == "Y" {
		return "永久"
	}
	if m := periodCode.FindStringSubmatch(it.Period); m != nil {
		return m[1] + "年"
	}
	return it.Period
}

// history is the item's events and, at its end, the making of the package.
func (p Packet) history(it Item, what, basis string) []Event {
	return append(append([]Event{}, it.Events...),
		Event{Who: p.creator(), What: what, When: p.CreatedAt, Basis: basis, Note: "由档案管理系统封装"})
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// check refuses what cannot become a package. All faults are reported together.
func (p Packet) check() error {
	var errs []*fault.Error
	field := func(name, value, say string) { errs = append(errs, fault.Field(name, value, say)) }
	text := func(name, s string) {
		if !xmlText(s) {
			field(name, s, "含有无法写入包的控制字符或乱码，请清除后再打包。")
		}
	}
	must := func(name, s, label string) {
		if strings.TrimSpace(s) == "" {
			field(name, s, "缺"+label+"，请补录后再打包。")
		}
		text(name, s)
	}
	must("fonds", p.Fonds, "全宗号")
	must("fonds_name", p.FondsName, "全宗名称")
	if why := folderName(p.Fonds); p.Fonds != "" && why != "" {
		field("fonds", p.Fonds, "全宗号"+why+"，不能作文件夹名。")
	}
	for _, s := range []string{p.Creator, p.ArchiveName, p.ArchiveCode, p.System, p.Carrier, p.Description} {
		text("packet", s)
	}
	if p.CreatedAt.IsZero() {
		field("created_at", "", "缺封装时间。")
	}
	if len(p.Items) == 0 {
		field("items", "", "没有要打包的档案，请先选定年度或范围。")
	}
	seen := map[string]bool{}
	for i, it := range p.Items {
		at := func(name string) string { return fmt.Sprintf("items[%d].%s", i, name) }
		must(at("code"), it.Code, "档号")
		must(at("title"), it.Title, "题名")
		must(at("retention"), it.Period, "保管期限")
		if why := folderName(it.Code); it.Code != "" && why != "" {
			field(at("code"), it.Code, "档号"+why+"，不能作文件夹名。")
		}
		if key := foldName(it.Code); seen[key] {
			field(at("code"), it.Code, "档号重复，或只有大小写不同。")
		} else {
			seen[key] = true
		}
		for part := range strings.SplitSeq(it.category(), "·") {
			if why := folderName(part); why != "" {
				field(at("category"), it.Category, "门类"+why+"，不能作文件夹名。")
			}
		}
		if _, err := mark.Parse(it.Level); err != nil {
			errs = append(errs, fault.Of(err))
		}
		if p.year(it) == 0 {
			field(at("year"), "", "缺年度，请补录后再打包。")
		}
		for name, s := range map[string]string{"record_id": it.RecordID, "number": it.Number, "doc_no": it.DocNo, "issuer": it.Issuer,
			"unit": it.Unit, "remark": it.Remark, "opening": it.Opening, "disclosed": it.Disclosed, "declass": it.Declass,
			"keywords": strings.Join(it.Keywords, ";")} {
			text(at(name), s)
		}
		for j, f := range it.Files {
			name := fmt.Sprintf("items[%d].files[%d]", i, j)
			if why := fileName(f.Name); why != "" {
				field(name, f.Name, "文件名"+why+"，无法原样放入包内，请先在档案中更正文件名。")
			}
			text(name, f.Format)
			text(name, f.Program)
			if f.Open == nil || f.Size < 0 {
				field(name, f.Name, "文件内容缺失，请先核对文件库。")
			}
		}
		for j, e := range it.Events {
			name := fmt.Sprintf("items[%d].events[%d]", i, j)
			must(name+".who", e.Who, "办理人")
			must(name+".what", e.What, "办理事项")
			for _, s := range []string{e.Post, e.Basis, e.Note} {
				text(name, s)
			}
		}
		if len(errs) > 200 {
			break
		}
	}
	return fault.Join(errs...)
}

// fileName says why a name cannot be a file's name in a package, "" if it can.
func fileName(s string) string {
	switch {
	case s == "" || s == "." || s == "..":
		return "是空的"
	case len(s) > 255:
		return "超过 255 字节"
	case !xmlText(s) || strings.ContainsAny(s, "\t\r\n"):
		return "含有控制字符或乱码"
	case strings.ContainsAny(s, `/\`):
		return "含有路径分隔符"
	}
	return ""
}

// folderName says why a text cannot name a folder of a package, "" if it can.
func folderName(s string) string {
	if why := fileName(s); why != "" {
		return why
	}
	if why := windowsTrouble(s); why != "" {
		return why
	}
	if _, why := safePath(s); why != "" {
		return why
	}
	if strings.TrimSpace(s) != s {
		return "首尾有空格"
	}
	return ""
}

// xmlText reports whether every character of s may stand in an XML 1.0 file.
func xmlText(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
	}) < 0
}
