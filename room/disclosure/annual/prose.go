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
	{"active", 1, "主动公开", law.AnnCActive, "主动公开的数量、分类和运行情况", "全年主动公开政府信息{published}条。现行有效的行政规范性文件{in_force}件，本年制发{made}件、废止{ended}件。", true},
	{"request", 1, "依申请公开", law.AnnCRequest, "依申请公开的数量、分类和运行情况", "全年新收政府信息公开申请{new}件，上年结转{carried}件，办结{done}件，结转下年度继续办理{left}件。办结的申请中，予以公开{disclosed}件，部分公开{partial}件，无法提供{lacking}件，不予处理{untreated}件，其他处理{other}件。", true},
	{"refuse", 1, "不予公开", law.AnnCRefuse, "不予公开的数量和理由", "全年不予公开{refused}件。", true},
	{"clean", 1, "政府信息管理", law.AnnCClean, "信息的清理、更替情况", "", true},
	{"channel", 1, "平台建设", law.AnnCChannel, "网站、公开栏等载体的建设和健全情况", "", true},
	{"org", 1, "监督保障", law.AnnCOrg, "组织机构调整、人员培训和监督情况", "", true},
	{"method", 1, "主要做法和经验", law.AnnCMethod, "本年的主要做法和经验", "", true},
	{"problem", 5, "", law.AnnCProblem, "存在的主要问题和整改措施，不能写“无”", "", true},
	{"other_matters", 6, "", law.AnnCOther, "其他需要报告的内容；收取信息处理费的情况必须写明", "全年收取信息处理费{fee}元。", true},
}

// PartOf finds a text by its key.
func PartOf(key string) (Part, bool) {
	i := slices.IndexFunc(Parts, func(p Part) bool { return p.Key == key })
	if i < 0 {
		return Part{}, false
	}
	return Parts[i], true
}

// Figure is a number that texts may name.
type Figure struct{ Name, Label string }

// Figures are the placeholders that texts may use.
var Figures = []Figure{
	{"year", "报告年度"}, {"new", "本年新收申请"}, {"carried", "上年结转申请"}, {"done", "办结总数"}, {"left", "结转下年度"},
	{"disclosed", "予以公开"}, {"partial", "部分公开"}, {"refused", "不予公开"}, {"lacking", "无法提供"}, {"untreated", "不予处理"}, {"other", "其他处理"},
	{"reviews", "行政复议"}, {"reviews_corrected", "行政复议纠正"}, {"suits", "行政诉讼"}, {"suits_lost", "行政诉讼纠正"},
	{"made", "规范性文件制发"}, {"ended", "规范性文件废止"}, {"in_force", "规范性文件现行有效"},
	{"permits", "行政许可"}, {"penalties", "行政处罚"}, {"coercion", "行政强制"}, {"published", "主动公开条数"}, {"fee", "收取信息处理费（元）"},
}

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
		"year": r.Year, "new": a.At(RowNew, Sum), "carried": a.At(RowCarried, Sum), "done": a.At(RowTotal, Sum), "left": a.At(RowLeft, Sum),
		"disclosed": a.At(RowFirst, Sum), "partial": a.At(RowPartial, Sum), "refused": a.Group(5, 12), "lacking": a.Group(13, 15), "untreated": a.Group(16, 20), "other": a.Group(21, 23),
		"reviews": d[Reviews][ResultSum], "reviews_corrected": d[Reviews][Corrected],
		"suits": d[DirectSuits][ResultSum] + d[LaterSuits][ResultSum], "suits_lost": d[DirectSuits][Corrected] + d[LaterSuits][Corrected],
		"made": r.Acts.Normative.Made, "ended": r.Acts.Normative.Ended, "in_force": r.Acts.Normative.InForce,
		"permits": r.Acts.Permits, "penalties": r.Acts.Penalties, "coercion": r.Acts.Coercion, "published": r.Published, "fee": r.Fee,
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
