package intake

import (
	"slices"
	"strings"

	"lantai.internal/kit/sheet"
)

// Field is the English name of a field of a record, as in the contract.
type Field string

// The fields that a column can be.
const (
	Title          Field = "title"
	DocNo          Field = "doc_no"
	Issuer         Field = "issuer"
	Date           Field = "date"
	Year           Field = "year"
	Retention      Field = "retention"
	Unit           Field = "unit"
	Classification Field = "classification"
	Pages          Field = "pages"
	Keywords       Field = "keywords"
	Category       Field = "category"
	Code           Field = "code"
	ItemNo         Field = "item_no"
	Box            Field = "box"
	Remark         Field = "remark"
	Body           Field = "body"
	Files          Field = "files"

	// Ignored marks a column that is known and deliberately not read.
	Ignored Field = "-"

	// Two halves of a date that stands in three columns; the third is Year.
	month Field = "month"
	day   Field = "day"
)

// Fields lists the fields in the order of a catalogue.
func Fields() []Field {
	return []Field{Title, DocNo, Issuer, Date, Year, Retention, Unit, Classification, Pages, Keywords, Category, Code, ItemNo, Box, Remark, Body, Files}
}

// columnNames are the names of columns by field, in lower case and without
// blanks. The first is the Chinese label; earlier names win over later ones
// where a table has several.
var columnNames = map[Field][]string{
	Title:          {"题名", "文件题名", "正题名", "文件标题", "标题", "案卷题名", "名称", "文件名称", "材料名称", "材料题名", "档案题名", "文题", "题目", "主题名", "事由", "内容"},
	DocNo:          {"文号", "文件编号", "发文字号", "发文号", "文件字号", "文件号", "原文号", "公文文号", "收文号", "发文编号", "编号", "文件文号", "docno", "documentnumber"},
	Issuer:         {"责任者", "第一责任者", "发文单位", "发文机关", "来文机关", "来文单位", "作者", "成文单位", "制发机关", "形成单位", "署名", "文件责任者"},
	Date:           {"日期", "文件日期", "成文日期", "形成日期", "形成时间", "成文时间", "文件时间", "发文日期", "签发日期", "印发日期", "时间", "文件形成日期", "文件形成时间", "形成年月日"},
	Year:           {"年度", "归档年度", "所属年度", "档案年度", "文件年度", "年份", "年"},
	Retention:      {"保管期限", "期限", "保存期限", "保管年限", "保管期", "保管期限代码", "保存年限", "应保管期限", "retentionperiod"},
	Unit:           {"机构", "问题", "机构或问题", "机构/问题", "机构问题", "机构(问题)", "机构名称", "科室", "所属科室", "所属部门", "所属机构", "移交科室", "责任科室", "科室名称", "部门名称", "部门", "归档部门", "归档单位", "归档科室", "立卷单位", "立卷部门", "承办部门", "承办单位", "承办科室", "处室", "股室", "机构代码", "组织机构", "形成部门", "department"},
	Classification: {"密级", "文件密级", "秘密等级", "保密级别", "保密等级", "秘级", "secrecy"},
	Pages:          {"页数", "总页数", "文件页数", "张数", "页", "页码数", "原文页数"},
	Keywords:       {"关键词", "主题词", "关键字", "主题词或关键词", "主题词/关键词", "标引词", "keyword"},
	Category:       {"门类", "档案门类", "门类代码", "档案门类代码"},
	Code:           {"档号", "档案号", "室编档号", "馆编档号", "归档文件档号", "档案编号", "文件档号", "archivalcode"},
	ItemNo:         {"件号", "室编件号", "馆编件号", "归档件号", "item", "itemno"},
	Box:            {"盒号", "盒编号", "档案盒号", "室编盒号", "馆编盒号", "所在盒号", "装盒号", "boxno"},
	Remark:         {"备注", "附注", "备考", "说明", "附注说明", "note", "notes"},
	Body:           {"正文", "全文", "文件内容", "文件正文", "全文内容", "原文内容", "text"},
	Files:          {"文件", "文件名", "电子文件名", "电子文件名称", "计算机文件名", "电子文件", "附件", "原文", "原文路径", "文件路径", "电子文件路径", "全文路径", "存储路径", "挂接文件", "挂接文件名", "file", "filename", "path", "attachments"},
	Ignored:        {"序号", "顺序号", "流水号", "行号", "no", "id", "全宗号", "全宗名称", "全宗", "目录号", "室编目录号", "馆编目录号", "案卷号", "室编案卷号", "馆编案卷号", "页号", "起止页号", "页次", "份数", "载体类型", "载体形态", "文种", "档案馆代码", "档案馆名称", "立档单位名称", "录入人", "录入时间", "录入日期", "归档人", "归档时间", "归档日期", "开放标识", "柜架号", "存址", "存放位置"},
	month:          {"月", "月份"},
	day:            {"日"},
}

type columnRank struct {
	field Field
	rank  int
}

var columnIndex = func() map[string]columnRank {
	m := map[string]columnRank{}
	for f, names := range columnNames {
		for i, n := range names {
			m[sheet.Normalize(n)] = columnRank{f, i + 1}
		}
	}
	for _, f := range Fields() {
		m[string(f)] = columnRank{f, 0}
		m[strings.ReplaceAll(string(f), "_", "")] = columnRank{f, 0}
	}
	return m
}()

// KnownColumn reports whether a name, given as sheet.Normalize leaves it, is the
// name of a column of archive catalogues. It is meant for sheet.Options.Known.
func KnownColumn(name string) bool {
	_, ok := lookUp(name)
	return ok
}

// lookUp finds the field of a normalised column name; a unit or remark in brackets behind it, as in 页数(页), is left out if need be.
func lookUp(name string) (columnRank, bool) {
	if c, ok := columnIndex[name]; ok {
		return c, true
	}
	if i := strings.IndexByte(name, '('); i > 0 {
		if c, ok := columnIndex[name[:i]]; ok {
			return c, true
		}
	}
	return columnRank{}, false
}

// FieldNamed finds a field by its English name or by a Chinese name of a column.
func FieldNamed(name string) (Field, bool) {
	if strings.TrimSpace(name) == "-" {
		return Ignored, true
	}
	c, ok := lookUp(sheet.Normalize(name))
	if !ok || !slices.Contains(Fields(), c.field) {
		return "", false
	}
	return c.field, true
}

// Label is the Chinese name of a field.
func (f Field) Label() string {
	if n := columnNames[f]; len(n) > 0 && f != Ignored {
		return n[0]
	}
	return string(f)
}
