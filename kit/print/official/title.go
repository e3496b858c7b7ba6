package official

import (
	"math"
	"slices"
	"strings"
)

// words that a title does not break; two characters each where a longer word is
// made of them. A title also holds its caller's own names together.
var words = strings.Fields(`关于 印发 转发 批转 发布 修订 修改 废止 调整 成立 召开 开展 做好 加强 推进 推动 落实 贯彻 实施 执行 申请 请求 报送 上报 征求 举办 组织 参加 同意 批准 任免 任命 表彰 通报 通知 通告 公告 公报 决定 决议 意见 报告 请示 批复 议案 函件 纪要 命令 简报 方案 办法 规定 细则 规则 制度 计划 规划 要点 总结 清单 名单 工作 会议 活动 管理 建设 发展 改革 服务 监督 检查 考核 培训 学习 调研 教育 安全 生产 应急 预案 值班 节假日 假期 春节 国庆 劳动节 元旦 年度 上半年 下半年 季度 商务 商贸 流通 市场 消费 促进 外贸 外资 粮油 粮食 食品 电子商务 成品油 行业 企业 单位 机关 部门 科室 党委 党组 党支部 政府 人民政府 委员会 办公室 办公厅 局长 办公会 中心 领导 小组 干部 职工 人员 同志 问题 情况 有关 事项 经费 资金 项目 档案 信息 公开 政务 保密 印章 公文 重庆市 綦江区 綦江 重庆 商务局 重庆市綦江区 全区 全市 全局 进一步 专项 行动 整改 主题 民主 生活会 理论 中心组`)

// cost of ending a line between two characters.
const (
	costGood    = 0.0
	costUnknown = 9.0
	costAwkward = 40.0
	costNever   = 1e6
	costLine    = 6.0  // one more line than needed
	costBook    = 15.0 // soon after 《 or soon before 》
)

// TitleLines breaks a title into as few lines as it needs, none longer than limit
// characters, between words and in the shape of a trapezium or a diamond: lines of
// one length and hourglasses are avoided. A line feed in the title is kept as a
// break and ends the search. names are not broken.
func TitleLines(title string, limit float64, names []string) []string {
	title = strings.TrimSpace(title)
	if strings.Contains(title, "\n") {
		var out []string
		for l := range strings.SplitSeq(title, "\n") {
			if l = strings.TrimSpace(l); l != "" {
				out = append(out, l)
			}
		}
		return out
	}
	rs := []rune(title)
	if breadth(rs) <= limit {
		return []string{title}
	}
	cost := breakCosts(rs, names)
	best, at := costNever, []int(nil)
	for n, tried := 2, 0; n <= 5 && tried < 2; n++ {
		if float64(n)*limit < breadth(rs) {
			continue
		}
		tried++
		search(rs, cost, limit, n, 0, costLine*float64(tried), nil, func(c float64, breaks []int) {
			if c < best {
				best, at = c, slices.Clone(breaks)
			}
		})
	}
	if at != nil {
		var out []string
		from := 0
		for _, b := range append(at, len(rs)) {
			out = append(out, strings.TrimSpace(string(rs[from:b])))
			from = b
		}
		return out
	}
	// Nothing fits: whoever sets it breaks where the line is full.
	return []string{title}
}

// search tries every way to cut rs[from:] into n lines and tells found what each costs.
func search(rs []rune, cost []float64, limit float64, n, from int, sum float64, breaks []int, found func(float64, []int)) {
	if n == 1 {
		if breadth(rs[from:]) <= limit {
			found(sum+shape(rs, breaks), breaks)
		}
		return
	}
	for at := from + 1; at < len(rs); at++ {
		if breadth(rs[from:at]) > limit {
			return
		}
		if cost[at] < costNever {
			search(rs, cost, limit, n-1, at, sum+cost[at], append(breaks[:len(breaks):len(breaks)], at), found)
		}
	}
}

// shape is what the outline of the lines costs: neighbours should differ by two or
// three characters, and no line be the waist of an hourglass.
func shape(rs []rune, breaks []int) float64 {
	var w []float64
	from := 0
	for _, b := range append(breaks[:len(breaks):len(breaks)], len(rs)) {
		w = append(w, breadth(rs[from:b]))
		from = b
	}
	c := 0.0
	for i := 1; i < len(w); i++ {
		d := math.Abs(w[i]-w[i-1]) - 2.5
		c += d * d / 4
		if i > 1 && w[i-1] < w[i-2] && w[i-1] < w[i] {
			c += 40
		}
	}
	return c
}

// breakCosts says for every place what ending a line before it costs.
func breakCosts(rs []rune, names []string) []float64 {
	cost := make([]float64, len(rs)+1)
	for i := 1; i < len(rs); i++ {
		cost[i] = costUnknown
		a, b := rs[i-1], rs[i]
		switch {
		case strings.ContainsRune("，、；：。》）〕”！？的地得之年月日号", b):
			cost[i] = costNever
		case strings.ContainsRune("《（〔“", a):
			cost[i] = costNever
		case a < 0x80 && b < 0x80 && a != ' ' && b != ' ':
			cost[i] = costNever
		case a >= '0' && a <= '9':
			cost[i] = costNever
		case strings.ContainsRune("，、；》）的和与及暨", a), strings.ContainsRune("《（“", b), a == ' ':
			cost[i] = costGood
		case strings.ContainsRune("和与及暨等各第", b), strings.ContainsRune("第各全本不为在对将把被向", a):
			cost[i] = costAwkward
		}
	}
	for _, list := range [][]string{words, names} {
		for _, w := range list {
			word := []rune(w)
			if len(word) < 2 {
				continue
			}
			for i := 0; i+len(word) <= len(rs); i++ {
				if !slices.Equal(rs[i:i+len(word)], word) {
					continue
				}
				for k := i + 1; k < i+len(word); k++ {
					cost[k] = costNever
				}
				// Between words is a better place than between characters.
				for _, k := range []int{i, i + len(word)} {
					if cost[k] == costUnknown {
						cost[k] = costUnknown / 3
					}
				}
			}
		}
	}
	// A book's title is not cut near its ends.
	for i := 1; i < len(rs); i++ {
		near := slices.Contains(rs[max(i-4, 0):i], '《') || slices.Contains(rs[i:min(i+3, len(rs))], '》')
		if near && cost[i] < costNever && rs[i] != '《' {
			cost[i] += costBook
		}
	}
	// 关于 begins what the paper is about: a line after it is cut off from it.
	for i := 2; i < len(rs); i++ {
		if string(rs[i-2:i]) == "关于" && cost[i] < costNever {
			cost[i] = costAwkward
		}
	}
	return cost
}

// breadth is the length of a line in Chinese characters.
func breadth(rs []rune) float64 {
	n := 0.0
	for _, r := range rs {
		if r < 0x2000 {
			n += 0.5
		} else {
			n++
		}
	}
	return n
}
