package describe

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Kinds are the kinds of document (文种) that are recognised at the end of a
// title: the fifteen of official documents, then rules, then ordinary papers.
// A longer word stands before a shorter one that it ends with.
var Kinds = []string{
	"决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "复函", "函", "会议纪要", "纪要",
	"条例", "实施办法", "办法", "规定", "实施细则", "细则", "规则", "章程", "规程", "规范", "制度", "准则", "守则", "公约", "标准",
	"实施方案", "工作方案", "方案", "预案", "工作计划", "计划", "规划", "要点", "工作总结", "总结", "会议记录", "记录", "简报", "动态", "信息",
	"合同书", "合同", "协议书", "协议", "责任书", "承诺书", "名单", "名册", "花名册", "统计表", "统计报表", "报表", "一览表", "登记表", "审批表", "预算", "决算",
	"大事记", "组织沿革", "年鉴", "讲话", "发言", "汇报", "说明", "答复", "建议", "提案", "批示", "证明", "证书", "清单", "目录", "清册", "日程", "议程", "须知",
	"令",
}

// general maps a longer word to the kind it is one of.
var general = map[string]string{"会议纪要": "纪要", "实施办法": "办法", "实施细则": "细则", "实施方案": "方案", "工作方案": "方案",
	"工作计划": "计划", "工作总结": "总结", "会议记录": "记录", "合同书": "合同", "协议书": "协议", "统计报表": "报表", "复函": "函", "命令": "命令", "花名册": "名册"}

var trailing = regexp.MustCompile(`[(（][^()（）]{1,20}[)）]$`)

// KindOf reads the kind from the end of a title, past a note such as （试行）;
// empty if the title does not end in one. 会议纪要 gives 纪要, 复函 gives 函.
func KindOf(title string) string {
	t := strings.TrimSpace(title)
	for {
		next := strings.TrimSpace(strings.TrimRight(trailing.ReplaceAllString(t, ""), " 。"))
		if next == t {
			break
		}
		t = next
	}
	best := ""
	for _, k := range Kinds {
		if strings.HasSuffix(t, k) && len(k) > len(best) {
			best = k
		}
	}
	if g, ok := general[best]; ok {
		return g
	}
	return best
}

func findKind(title, docNo Found) Found {
	if k := KindOf(title.Value); k != "" {
		conf := min(title.Confidence, Sure)
		if conf == Sure && utf8.RuneCountInString(title.Value) <= utf8.RuneCountInString(k) {
			conf = Likely
		}
		return Found{k, conf, "题名以“" + k + "”结尾"}
	}
	if d, ok := SplitDocNo(docNo.Value); ok {
		switch {
		case strings.HasSuffix(d.Prefix, "令"):
			return Found{"令", Likely, "文号“" + docNo.Value + "”"}
		case strings.HasSuffix(d.Prefix, "函"):
			return Found{"函", Guess, "文号“" + docNo.Value + "”的代字"}
		}
	}
	return Found{}
}

var (
	bookTitle = regexp.MustCompile(`《([^《》]{2,30})》`)
	cuts      = regexp.MustCompile(`[《》〈〉（）()〔〕、，,；;：:\s“”"]|关于|印发|转发|做好|进一步|开展|贯彻落实|贯彻|召开|报送|下达|同意|等的|的|和|与|及|暨|我区|全区|我市|全市|有关`)
)

const keywordMax = 8

// keywords picks words of the title: names in 《》 first, then the pieces between
// the set phrases of official titles.
func keywords(title, issuer string) []string {
	var out []string
	add := func(w string) {
		w = strings.TrimSuffix(w, "工作")
		n := utf8.RuneCountInString(w)
		if n < 2 || n > 20 || len(out) >= keywordMax {
			return
		}
		for _, have := range out {
			if have == w {
				return
			}
		}
		out = append(out, w)
	}
	for _, m := range bookTitle.FindAllStringSubmatch(title, -1) {
		add(m[1])
	}
	// 共和国 must not fall apart at 和.
	rest := strings.ReplaceAll(strings.TrimPrefix(title, issuer), "中华人民共和国", " ")
	kind := KindOf(title)
	for _, w := range cuts.Split(bookTitle.ReplaceAllString(rest, " "), -1) {
		if w != kind {
			add(w)
		}
	}
	if kind != "" {
		add(kind)
	}
	return out
}
