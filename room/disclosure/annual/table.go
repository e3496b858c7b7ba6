package annual

import (
	"fmt"

	"lantai.internal/hall/rulebook"
)

// Columns are the columns of table three: the classes of applicants, then the sum.
var Columns = [7]string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"}

// Sum is the column of the sums.
const Sum = 6

// Rows of table three, from 1 as printed. Replies are counted from RowFirst to
// RowLast, by the row that the rule book gives to each kind of reply.
const (
	RowNew     = 1
	RowCarried = 2
	RowFirst   = rulebook.FirstReplyRow
	RowPartial = 4
	RowLast    = rulebook.LastReplyRow
	RowTotal   = 24
	RowLeft    = 25
	rows       = 25
)

// RowLabels are the labels of table three.
var RowLabels = [rows]string{
	"一、本年新收政府信息公开申请数量",
	"二、上年结转政府信息公开申请数量",
	"三（一）予以公开",
	"三（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
	"三（三）不予公开/1.属于国家秘密",
	"三（三）不予公开/2.其他法律行政法规禁止公开",
	"三（三）不予公开/3.危及“三安全一稳定”",
	"三（三）不予公开/4.保护第三方合法权益",
	"三（三）不予公开/5.属于三类内部事务信息",
	"三（三）不予公开/6.属于四类过程性信息",
	"三（三）不予公开/7.属于行政执法案卷",
	"三（三）不予公开/8.属于行政查询事项",
	"三（四）无法提供/1.本机关不掌握相关政府信息",
	"三（四）无法提供/2.没有现成信息需要另行制作",
	"三（四）无法提供/3.补正后申请内容仍不明确",
	"三（五）不予处理/1.信访举报投诉类申请",
	"三（五）不予处理/2.重复申请",
	"三（五）不予处理/3.要求提供公开出版物",
	"三（五）不予处理/4.无正当理由大量反复申请",
	"三（五）不予处理/5.要求行政机关确认或重新出具已获取信息",
	"三（六）其他处理/1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
	"三（六）其他处理/2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
	"三（六）其他处理/3.其他",
	"三（七）总计",
	"四、结转下年度继续办理",
}

// Asked is table three: applications received and handled. It is indexed by row and
// column from 0; At takes rows as printed.
type Asked [rows][7]int

// At gives a cell by its printed row, from 1, and its column from 0.
func (a *Asked) At(row, column int) int { return a[row-1][column] }

// add counts one application in a row, with the sums.
func (a *Asked) add(row, column, n int) {
	a[row-1][column] += n
	a[row-1][Sum] += n
	if row >= RowFirst && row <= RowLast {
		a[RowTotal-1][column] += n
		a[RowTotal-1][Sum] += n
	}
}

// Group sums the rows of one section of table three, in the last column.
func (a *Asked) Group(from, to int) int {
	n := 0
	for row := from; row <= to; row++ {
		n += a.At(row, Sum)
	}
	return n
}

// Norms are one line of the first block of table two.
type Norms struct {
	Made    int `json:"made"`
	Ended   int `json:"ended"`
	InForce int `json:"in_force"`
}

// Acts is table two: what article 20 of the Regulation wants to be disclosed
// without being asked. The bureau enters it.
type Acts struct {
	Rules     Norms `json:"rules"`     // 规章
	Normative Norms `json:"normative"` // 行政规范性文件
	Permits   int   `json:"permits"`   // 行政许可
	Penalties int   `json:"penalties"` // 行政处罚
	Coercion  int   `json:"coercion"`  // 行政强制
	Fees      int   `json:"fees"`      // 行政事业性收费, in hundredths of 万元
}

// Yuan10k writes hundredths of 万元 as the table does.
func Yuan10k(n int) string {
	if n%100 == 0 {
		return fmt.Sprint(n / 100)
	}
	return fmt.Sprintf("%d.%02d", n/100, n%100)
}

// Results are the columns of each block of table four.
var Results = [5]string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}

// The columns of table four.
const (
	Upheld = iota
	Corrected
	OtherResult
	Pending
	ResultSum
)

// Blocks are the blocks of table four.
var Blocks = [3]string{"行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"}

// The blocks of table four.
const (
	Reviews = iota
	DirectSuits
	LaterSuits
)

// Disputes is table four, indexed by block and column.
type Disputes [3][5]int

func (d *Disputes) add(block, column int) {
	d[block][column]++
	d[block][ResultSum]++
}
