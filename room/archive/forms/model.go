package forms

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
)

// Model is everything a paper may show.
type Model struct {
	Meta  Meta
	Fonds Fonds

	Groups []Group // catalogue: one cover and one list each
	Boxes  []Box   // box-catalogue, box-note, box-cover, box-spine
	Stamps []Stamped
	Labels []Label

	Compilation *CompilationText
	Summary     *SummaryFigures
	Destruction *DestructionList
	Transfer    *TransferRegister
	Loans       []LoanSlip
	Arrears     []ArrearsOf
	Opening     []OpeningRow
	Stocktake   []StocktakeRow
	Clearance   *ClearanceForm

	// OnA3 puts covers and spines on A3 sheets with cutting marks, for printers
	// that take no paper of the exact size.
	OnA3 bool
}

// Meta says what a print rests on and which print it is.
type Meta struct {
	Basis    string     // after 依据：; empty for the paper's usual one
	Revision int        // of the data, from 1
	Number   string     // of the print
	Date     civil.Date // of the print
	By       string     // the post that printed it
}

// Line is the text that every print carries.
func (m Meta) Line() string {
	var s []string
	if m.Number != "" {
		s = append(s, "打印号 "+m.Number)
	}
	if m.Revision > 0 {
		s = append(s, "第 "+strconv.Itoa(m.Revision)+" 版")
	}
	if !m.Date.IsZero() {
		s = append(s, m.Date.String())
	}
	if m.By != "" {
		s = append(s, m.By)
	}
	return strings.Join(s, "　")
}

// Fonds is 全宗.
type Fonds struct {
	Code string // 全宗号, may be empty until the archive assigns it
	Name string // 全宗名称, full or the standard short name
}

// Class is the lowest class of arrangement: year, unit and retention period.
type Class struct {
	Year      int
	Retention string // Y, D30, D10 …
	Unit      string // 机构(问题) as printed, may be empty
}

// Label is the class in words: 2019年 永久 办公室.
func (c Class) Label() string {
	s := ""
	if c.Year > 0 {
		s = strconv.Itoa(c.Year) + "年 "
	}
	return strings.TrimSpace(s + RetentionLabel(c.Retention) + " " + c.Unit)
}

// RetentionLabel turns a code of a retention period into words: Y is 永久, D30
// is 30年. Anything else is given back as it is.
func RetentionLabel(code string) string {
	if code == "Y" {
		return "永久"
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(code, "D")); err == nil && strings.HasPrefix(code, "D") {
		return strconv.Itoa(n) + "年"
	}
	return code
}

// Row is one item of a catalogue.
type Row struct {
	Code      string // 档号
	DocNo     string // 文号
	Issuer    string // 责任者
	Title     string // 题名
	Date      civil.Date
	Level     mark.Level
	Pages     int  // 0 if not known
	Estimated bool // the pages are an estimate
	Note      string
}

func (r Row) pages() string { return positive(r.Pages) }

// note is the remark, with what is to be known about the number of pages: an
// empty cell alone would pass for an oversight.
func (r Row) note() string {
	switch {
	case r.Pages <= 0:
		return strings.TrimSuffix("页数未登记；"+r.Note, "；")
	case r.Estimated:
		return strings.TrimSuffix("页数为估计；"+r.Note, "；")
	}
	return r.Note
}

// Group is the catalogue of one class.
type Group struct {
	Class Class
	Rows  []Row
}

// Box is a box with what is in it.
type Box struct {
	Class
	Number    string // 盒号
	Code      string // what the QR code says
	First     string // 起件号
	Last      string // 止件号
	Thickness int    // of the spine in millimetres: 20, 30, 40 or 50
	Rows      []Row

	Situation string // 盒内文件情况说明
	Arranger  string // 整理人; the signature is by hand
	Arranged  civil.Date
	Checker   string // 检查人
	Checked   civil.Date
}

// pages adds up the pages of a box and says how many items have none entered.
func (b Box) pages() (n int, estimated bool, unknown int) {
	for _, r := range b.Rows {
		n += r.Pages
		estimated = estimated || r.Estimated && r.Pages > 0
		if r.Pages <= 0 {
			unknown++
		}
	}
	return n, estimated, unknown
}

func (b Box) name() string { return b.Number + " 号盒" }

// Stamped is what one filing stamp says.
type Stamped struct {
	Class
	FondsCode string
	Item      string // 件号
	Pages     int    // 0 leaves the cell empty
	Code      string // 档号, printed beside a stamp for gluing so that it finds its paper
}

// Label is one label for a shelf, a cabinet or a box.
type Label struct {
	Title string // large: 文书档案室 A柜 3层
	Lines []string
	Code  string // of the QR code
}

// EntryText is one document of a compilation.
type EntryText struct {
	Row
	Abstract bool   // Text is an abstract, not the full text
	Text     string // paragraphs parted by line feeds
	Withheld string // why the text is not printed; empty if it is
}

// CompilationText is 文件资料汇编.
type CompilationText struct {
	Title   string // empty for 文件资料汇编
	Editor  string
	Preface string
	Level   mark.Level // the highest of the texts in it
	Entries []EntryText
}

// DestructionRow is one item to be destroyed.
type DestructionRow struct {
	Title   string
	Year    int
	Code    string
	Due     string // 应保管期限
	Kept    string // 已保管期限
	Pages   int
	Note    string
	Opinion string
}

// DestructionList is 销毁清册.
type DestructionList struct {
	Number     string // of the list
	Head       string // 鉴定小组负责人
	HeadDate   civil.Date
	Approver   string
	Approved   civil.Date
	Supervisor [2]string // two 监销人
	Place      string
	Destroyed  civil.Date
	Rows       []DestructionRow
}

// TransferRegister is 电子档案移交与接收登记表.
type TransferRegister struct {
	Work, Content          string
	Giver, Taker           string // 移交单位, 接收单位
	Items                  int
	Bytes                  int64
	CarrierFrom, CarrierTo string
	Carrier                string // 载体类型、规格
	Opening                string // 到期开放意见、政府信息公开情况、密级变更情况
	// Checks holds the results for accuracy, completeness, usability, safety and
	// the carrier's look; an empty one is to be filled in by hand.
	GiverChecks, TakerChecks [5]string
	Rows                     []TransferRow // 移交目录, on the pages after the form
}

// TransferRow is one item handed over.
type TransferRow struct {
	Code, Title string
	Date        civil.Date
	Pages       int
	Retention   string
	Opening     string // 到期开放意见
}

// LoanSlip is one 借阅单.
type LoanSlip struct {
	Number, Borrower, Unit string
	Date, Due              civil.Date
	Purpose, Approver      string
	Code                   string // for the QR code
	Rows                   []Row
}

// ArrearsRow is one paper that a unit should have handed over.
type ArrearsRow struct {
	DocNo, Title string
	Date         civil.Date
	Person       string // who holds it
	Note         string
}

// ArrearsOf is the 催交单 of one unit.
type ArrearsOf struct {
	Unit       string
	Year       int
	Due, Filed int
	Deadline   civil.Date
	Rows       []ArrearsRow
}

// OpeningRow is one item under opening review.
type OpeningRow struct {
	Code, Title string
	Date        civil.Date
	Level       mark.Level
	Published   string // 政府信息公开情况
	Opinion     string // 开放, 延期开放 …
	Reason      string
}

// StocktakeRow is one box to be looked at on a walk through the store.
type StocktakeRow struct {
	Place string // room, cabinet, shelf
	Box   string
	Class Class
	Items int
	Note  string
}

// ClearanceForm is 离岗清交单.
type ClearanceForm struct {
	Person, Post, Unit, Reason string
	Date                       civil.Date
	Loans                      []Row // not returned
	Unfiled                    []Row // not handed over
	Exception                  string
}

func count(n int) string { return strconv.Itoa(n) }

func size(n int64) string {
	f, units := float64(n), []string{"字节", "KB", "MB", "GB", "TB"}
	i := 0
	for f >= 1024 && i < len(units)-1 {
		f /= 1024
		i++
	}
	if i == 0 {
		return fmt.Sprintf("%d 字节", n)
	}
	return fmt.Sprintf("%.2f %s（%d 字节）", f, units[i], n)
}
