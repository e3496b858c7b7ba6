// Package forms makes every paper of the archive room from one plain model:
// catalogues, box notes, covers, spines, the filing stamp, the compilation, the
// yearly summary, registers and slips. It reads no database and decides nothing:
// what the Model holds is what is printed.
//
// A paper that people sign exists as PDF; one that a clerk edits also as DOCX;
// a list also as XLSX and CSV. The papers of the command line's print are to be
// had in all four: where the paper itself is no table, DOCX, XLSX and CSV give
// what it says as a list, for a label printer or a clerk's own sheet. Formats
// tells which. Measures and columns follow
// DA/T 22-2015 (归档文件整理规则): the catalogue's nine columns (5.5.2), the stamp
// of 45 by 16 mm with six cells, boxes of 310 by 220 mm with spines of 20 to
// 50 mm (6.4).
//
// Every paper carries its basis (依据), revision, print number and date.
package forms

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"lantai.internal/base/fault"
)

// Kind is a paper of the archive room, by the word of the command line.
type Kind string

// The papers.
const (
	Catalogue    Kind = "catalogue"     // 归档文件目录
	BoxCatalogue Kind = "box-catalogue" // 盒内文件目录
	BoxNote      Kind = "box-note"      // 盒内备考表
	BoxCover     Kind = "box-cover"     // 档案盒封面
	BoxSpine     Kind = "box-spine"     // 档案盒盒脊
	Stamp        Kind = "stamp"         // 归档章
	Compilation  Kind = "compilation"   // 文件资料汇编
	Summary      Kind = "summary"       // 档案工作总结
	Labels       Kind = "labels"        // 标签
	Destruction  Kind = "destruction"   // 档案销毁清册
	Transfer     Kind = "transfer"      // 电子档案移交与接收登记表
	Loan         Kind = "loan"          // 档案借阅单
	Arrears      Kind = "arrears"       // 归档催交单
	Opening      Kind = "opening"       // 开放审核清单
	Stocktake    Kind = "stocktake"     // 库房清点单
	Clearance    Kind = "clearance"     // 离岗清交单
)

// Format is a kind of file.
type Format string

// The formats.
const (
	PDF  Format = "pdf"
	XLSX Format = "xlsx"
	DOCX Format = "docx"
	CSV  Format = "csv"
)

type entry struct {
	label   string
	basis   string // printed where the model gives none
	formats []Format
	build   func(Model) (*paper, error)          // papers of text and tables
	draw    func(io.Writer, Model, string) error // papers placed by the millimetre
	flat    func(Model) (*paper, error)          // what the paper says as a list, for the formats the paper itself is not made in
}

var (
	list  = []Format{PDF, XLSX, DOCX, CSV}
	prose = []Format{PDF, DOCX}
	sheet = []Format{PDF}
)

var kinds = []Kind{Catalogue, BoxCatalogue, BoxNote, BoxCover, BoxSpine, Stamp, Compilation, Summary, Labels,
	Destruction, Transfer, Loan, Arrears, Opening, Stocktake, Clearance}

var table map[Kind]entry

// The builders ask for labels themselves: filled at start, not in the declaration.
func init() {
	table = map[Kind]entry{
		Catalogue:    {"归档文件目录", "《归档文件整理规则》（DA/T 22-2015）5.5", list, catalogue, nil, nil},
		BoxCatalogue: {"盒内文件目录", "《归档文件整理规则》（DA/T 22-2015）5.5、6.4", list, boxCatalogue, nil, nil},
		BoxNote:      {"备考表", "《归档文件整理规则》（DA/T 22-2015）6.4", list, boxNote, nil, boxNoteList},
		BoxCover:     {"档案盒封面", "《归档文件整理规则》（DA/T 22-2015）6.4", list, nil, boxCovers, boxCoverList},
		BoxSpine:     {"档案盒盒脊", "《归档文件整理规则》（DA/T 22-2015）6.4", list, nil, boxSpines, boxSpineList},
		Stamp:        {"归档章", "《归档文件整理规则》（DA/T 22-2015）5.4", list, nil, stampSheets, stampList},
		Compilation:  {"文件资料汇编", "文件资料汇编要求", list, compilation, nil, compilationList},
		Summary:      {"档案工作总结", "年度档案工作总结要求", list, summary, nil, summaryList},
		Labels:       {"标签", "《归档文件整理规则》（DA/T 22-2015）6.5", sheet, nil, labelSheets, nil},
		Destruction:  {"档案销毁清册", "《中华人民共和国档案法实施条例》第二十四条", list, destruction, nil, nil},
		Transfer:     {"电子档案移交与接收登记表", "《电子档案移交与接收办法》；《中华人民共和国档案法实施条例》第二十条、第三十条", prose, transfer, nil, nil},
		Loan:         {"档案借阅单", "档案利用登记、借出归还要求", prose, loan, nil, nil},
		Arrears:      {"归档催交单", "《中华人民共和国档案法实施条例》第十九条；未移交清单要求", list, arrears, nil, nil},
		Opening:      {"开放审核清单", "《中华人民共和国档案法实施条例》第三十条", list, opening, nil, nil},
		Stocktake:    {"库房清点单", "档案保管状况检查要求", list, stocktake, nil, nil},
		Clearance:    {"离岗清交单", "人员调动清点移交要求", prose, clearance, nil, nil},
	}
}

// Kinds lists the papers in the order of the work.
func Kinds() []Kind { return slices.Clone(kinds) }

// Label is the Chinese name of the paper, "" for an unknown kind.
func (k Kind) Label() string { return table[k].label }

// Formats lists the formats a paper can be had in, nil for an unknown kind.
func Formats(k Kind) []Format { return slices.Clone(table[k].formats) }

// FormatOf tells the format by the ending of a file name.
func FormatOf(name string) (Format, error) {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	if slices.Contains(list, Format(ext)) {
		return Format(ext), nil
	}
	return "", &fault.Error{Kind: fault.Invalid, Op: "forms.format", Field: "out", Value: name,
		Say: "不能从文件名“" + filepath.Base(name) + "”看出格式。请用 .pdf、.xlsx、.docx 或 .csv 结尾。"}
}

// Check reports whether a paper can be had in a format; the fault names those
// that can.
func Check(k Kind, f Format) error {
	e, ok := table[k]
	if !ok {
		var all []string
		for _, x := range kinds {
			all = append(all, string(x)+" "+x.Label())
		}
		return &fault.Error{Kind: fault.Invalid, Op: "forms.check", Field: "kind", Value: string(k),
			Say: "没有“" + string(k) + "”这种打印件。可以打印的有：" + strings.Join(all, "、") + "。"}
	}
	if slices.Contains(e.formats, f) {
		return nil
	}
	var names []string
	for _, x := range e.formats {
		names = append(names, strings.ToUpper(string(x)))
	}
	return &fault.Error{Kind: fault.Unsupported, Op: "forms.check", Field: "format", Value: string(f),
		Say: "“" + e.label + "”不能输出 " + strings.ToUpper(string(f)) + "，可以输出 " + strings.Join(names, "、") + "。"}
}

// ErrNothing is inside the fault of a paper that would be empty.
var ErrNothing = errors.New("nothing to print")

func nothing(field, say string) error {
	e := fault.Field(field, "", say)
	e.Err = ErrNothing
	return e
}

// Write makes a paper. The model's parts that the paper does not use are not
// looked at; a part it needs and does not find is a fault of kind Invalid that
// names the field. The same model gives the same bytes.
func Write(k Kind, f Format, w io.Writer, m Model) error {
	if err := Check(k, f); err != nil {
		return err
	}
	if strings.TrimSpace(m.Fonds.Name) == "" {
		return fault.Field("fonds", "", "没有全宗名称，不能打印“"+k.Label()+"”。请先在“全宗”中填写。")
	}
	e := table[k]
	if m.Meta.Basis == "" {
		m.Meta.Basis = e.basis
	}
	if e.draw != nil && f == PDF {
		return e.draw(w, m, e.label)
	}
	build := e.build
	if e.flat != nil && f != PDF && (f != DOCX || build == nil) {
		build = e.flat
	}
	p, err := build(m)
	if err != nil {
		return err
	}
	p.kind, p.meta, p.fonds = e.label, m.Meta, m.Fonds
	switch f {
	case XLSX:
		return p.xlsx(w)
	case DOCX:
		return p.docx(w)
	case CSV:
		return p.csv(w)
	}
	return p.pdf(w)
}
