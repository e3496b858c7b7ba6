package annual

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lantai.internal/base/law"
)

// Part is one text of the report: what the clause wants, where it stands in the
// national format.
type Part struct {
	Key     string
	Section int // of the national format, 1 to 6
	Label   string
	Clause  law.ID
	Hint    string
	Draft   string // what stands there before anybody wrote
	Must    bool   // the report does not go out without it
}

// Sections are the six sections of the national format.
var Sections = [6]string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
	"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"}

// Parts are the texts in the order in which they are printed.
var Parts = []Part{
	{"active", 1, "主动公开", law.AnnCActive, "主动公开的数量、分类和运行情况", "全年主动公开政府信息{主动公开}条。现行有效的行政规范性文件{现行有效}件，本年制发{制发}件、废止{废止}件。", true},
	{"request", 1, "依申请公开", law.AnnCRequest, "依申请公开的数量、分类和运行情况", "全年新收政府信息公开申请{新收}件，上年结转{上年结转}件，办结{办结}件，结转下年度继续办理{结转下年}件。办结的申请中，予以公开{予以公开}件，部分公开{部分公开}件，无法提供{无法提供}件，不予处理{不予处理}件，其他处理{其他处理}件。", true},
	{"refuse", 1, "不予公开", law.AnnCRefuse, "不予公开的数量和理由", "全年不予公开{不予公开}件。", true},
	{"clean", 1, "政府信息管理", law.AnnCClean, "信息的清理、更替情况", "", true},
	{"channel", 1, "平台建设", law.AnnCChannel, "网站、公开栏等载体的建设和健全情况", "", true},
	{"org", 1, "监督保障", law.AnnCOrg, "组织机构调整、人员培训和监督情况", "", true},
	{"method", 1, "主要做法和经验", law.AnnCMethod, "本年的主要做法和经验", "", true},
	{"problem", 5, "", law.AnnCProblem, "存在的主要问题和整改措施，不能写“无”", "", true},
	{"other_matters", 6, "", law.AnnCOther, "其他需要报告的内容；收取信息处理费的情况必须写明", "全年收取信息处理费{信息处理费}元。", true},
}

// PartOf finds a text by its key.
func PartOf(key string) (Part, bool) {
	i := slices.IndexFunc(Parts, func(p Part) bool { return p.Key == key })
	if i < 0 {
		return Part{}, false
	}
	return Parts[i], true
}

// Figures are the numbers that texts may name, in braces: {新收}.
var Figures = []string{"年度", "新收", "上年结转", "办结", "结转下年", "予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理",
	"行政复议", "复议纠正", "行政诉讼", "诉讼纠正", "制发", "废止", "现行有效", "行政许可", "行政处罚", "行政强制", "主动公开", "信息处理费"}

// Report is a whole report.
type Report struct {
	Bureau    string
	Year      int
	Asked     Asked
	Acts      Acts
	Disputes  Disputes
	Published int               // items published in the year
	Fee       int               // processing fees taken, in yuan
	Texts     map[string]string // by the key of the part, with placeholders
}

// Value gives the figure behind a placeholder. ok is false for a word that is none.
func (r *Report) Value(name string) (value string, ok bool) {
	a := &r.Asked
	d := &r.Disputes
	n, ok := map[string]int{
		"年度": r.Year, "新收": a.At(RowNew, Sum), "上年结转": a.At(RowCarried, Sum), "办结": a.At(RowTotal, Sum), "结转下年": a.At(RowLeft, Sum),
		"予以公开": a.At(RowFirst, Sum), "部分公开": a.At(RowPartial, Sum), "不予公开": a.Group(5, 12), "无法提供": a.Group(13, 15), "不予处理": a.Group(16, 20), "其他处理": a.Group(21, 23),
		"行政复议": d[Reviews][ResultSum], "复议纠正": d[Reviews][Corrected],
		"行政诉讼": d[DirectSuits][ResultSum] + d[LaterSuits][ResultSum], "诉讼纠正": d[DirectSuits][Corrected] + d[LaterSuits][Corrected],
		"制发": r.Acts.Normative.Made, "废止": r.Acts.Normative.Ended, "现行有效": r.Acts.Normative.InForce,
		"行政许可": r.Acts.Permits, "行政处罚": r.Acts.Penalties, "行政强制": r.Acts.Coercion, "主动公开": r.Published, "信息处理费": r.Fee,
	}[name]
	return fmt.Sprint(n), ok
}

// placeholder finds what stands in braces.
var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// Render fills in a text. unknown lists the placeholders that name no figure; they
// stay as written.
func (r *Report) Render(text string) (out string, unknown []string) {
	out = placeholder.ReplaceAllStringFunc(text, func(s string) string {
		v, ok := r.Value(strings.TrimSpace(s[1 : len(s)-1]))
		if !ok {
			unknown = append(unknown, s)
			return s
		}
		return v
	})
	return out, unknown
}

// literal finds figures in a text that look as if they came from a table.
var literal = regexp.MustCompile(`[0-9０-９]+\s*(件|条|万元|元|份)`)

// Literals lists figures that a text writes out instead of naming them.
func Literals(text string) []string {
	return literal.FindAllString(placeholder.ReplaceAllString(text, "|"), -1)
}

// digits are taken out before texts are compared.
var digits = regexp.MustCompile(`[0-9０-９]+|\{[^{}]*\}|[\s，。、；：]`)

// Similarity is how much two texts have in common, 0 to 1, by their pairs of
// characters without figures and stops (the coefficient of Dice).
func Similarity(a, b string) float64 {
	x, y := pairs(a), pairs(b)
	total := 0
	for _, n := range x {
		total += n
	}
	common := 0
	for p, n := range y {
		total += n
		common += min(n, x[p])
	}
	if total == 0 {
		return 0
	}
	return 2 * float64(common) / float64(total)
}

func pairs(s string) map[[2]rune]int {
	m := map[[2]rune]int{}
	var last rune
	for i, r := range []rune(digits.ReplaceAllString(s, "")) {
		if i > 0 {
			m[[2]rune{last, r}]++
		}
		last = r
	}
	return m
}
