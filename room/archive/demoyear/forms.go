package demoyear

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/room/archive/code"
)

// form is a template of a title. In it {m} is a matter of the unit, {g} a matter
// of everybody, {t} a town, {q} a quarter, {o} a month, {n} a running number and
// {y} the year.
type form struct {
	text    string
	from    string // issuer; {t} and {a} (any office of the district) may stand in it
	series  string // number prefix, "" for papers without number
	most    int    // times it is used in a unit, 0 for no limit
	first   int    // month in which the papers begin
	months  int    // and over how many months they spread, 0 for the whole year
	private bool   // 内部
}

// matters of each unit, each containing a word of the bureau's business from the
// third unit on.
var matters = [Units][]string{
	{"机关档案管理", "机关保密", "政务公开", "政务信息", "机关财务管理", "行政执法", "目标考核", "公文处理", "机关后勤", "应急值守", "机关固定资产", "年鉴编修"},
	{"党风廉政建设", "基层党组织建设", "信访稳定", "精神文明建设", "干部教育培训", "离退休人员服务", "社会治安综合治理", "统战侨务", "党员学习教育", "机构人事"},
	{"商贸流通产业发展", "核心商圈建设", "商贸统计监测", "特色商街建设", "商贸招商引资", "专业批发市场布局", "商贸项目储备", "市场运行监测", "商贸经济运行分析", "商业网点布局"},
	{"社区商业建设", "农村商贸流通网络", "餐饮住宿业", "零售企业促销", "电子商务应用", "商贸物流配送", "连锁经营发展", "会展活动", "美容美发业", "市场体系建设", "商贸诚信经营", "家政服务业"},
	{"成品油市场", "再生资源回收", "典当行业", "拍卖行业", "散装水泥推广", "液化石油气供应", "二手车交易", "租赁行业", "加油站安全", "旧货流通"},
	{"粮食收购", "储备粮轮换", "粮油仓储", "生猪定点屠宰", "酒类流通备案", "食品安全监管", "粮油市场供应", "药品流通", "粮食流通统计", "粮油应急保供", "放心粮油网点"},
	{"对外贸易", "外商投资企业", "外派劳务", "服务外包", "进出口企业", "对外经济合作", "外贸展销", "外资企业年检"},
	{"商贸信息化建设", "商贸企业培训", "商务信息平台", "商贸市场数据采集", "商贸企业等级评定", "电子商务推广", "商贸业态分析", "商贸经营管理人员培训"},
	{"粮食质量监测", "储备粮检验", "粮油质量检验", "粮食卫生检查", "粮食检验人员培训", "收购粮食质量调查"},
}

// general are matters of the whole district that are not the bureau's business.
var general = []string{"森林防火", "防汛抗旱", "安全生产月活动", "文明城区创建", "消防安全", "禁毒宣传", "法制宣传", "无偿献血", "节能减排",
	"卫生城区创建", "人口与计划生育", "地质灾害防治", "兵役登记", "防震减灾", "节水宣传", "道路交通安全", "信息网络安全", "残疾人就业保障金征缴",
	"妇女儿童权益保障", "档案法宣传", "全民健身", "公务用车清理", "办公用房清理", "机关作风整顿", "空气质量改善", "扶贫结对", "老龄人口服务", "国防教育"}

var towns = []string{"古南街道", "文龙街道", "三江街道", "东溪镇", "赶水镇", "打通镇", "石角镇", "永新镇", "三角镇", "隆盛镇", "郭扶镇", "篆塘镇",
	"丁山镇", "安稳镇", "扶欢镇", "永城镇", "新盛镇", "中峰镇", "横山镇", "石壕镇"}

var agencies = []string{"财政局", "人力社保局", "安监局", "环保局", "工商分局", "质监局", "卫生局", "教委", "城乡建委", "农委", "交委", "统计局", "审计局", "公安局"}

var cnQuarter = []string{"一", "二", "三", "四"}

const (
	city     = "重庆市商务委员会"
	district = "重庆市綦江区人民政府"
	office   = "重庆市綦江区人民政府办公室"
	party    = "中共重庆市綦江区商务局委员会"
	agency   = "重庆市綦江区{a}"
	town     = "重庆市綦江区{t}"
	trade    = "重庆市綦江区商贸行业协会"
)

// special are the forms of one unit only, taken before the common ones.
var special = map[code.Period][Units][]form{
	code.Permanent: {
		0: {
			{text: "局长办公会会议纪要（{y}年第{n}期）", from: Bureau, most: 22, private: true},
			{text: "局务会会议纪要（{y}年第{n}期）", from: Bureau, most: 12, private: true},
			{text: Bureau + "关于召开{y}年全区商务工作会议的通知", from: Bureau, series: "綦商务", most: 1, first: 1, months: 2},
			{text: Bureau + "{y}年大事记", from: Bureau, most: 1, first: 12, months: 1},
			{text: Bureau + "{y}年度工作总结", from: Bureau, most: 1, first: 12, months: 1},
			{text: Bureau + "{y}年度工作要点", from: Bureau, series: "綦商务", most: 1, first: 1, months: 1},
			{text: Bureau + "关于区政协第{n}号提案的答复（主办）", from: Bureau, series: "綦商务函", most: 6, first: 5, months: 3},
		},
		1: {
			{text: "党委会会议纪要（{y}年第{n}期）", from: party, most: 20, private: true},
			{text: party + "关于机关中层干部任免的通知（第{n}批）", from: party, series: "綦商务党", most: 6, private: true},
			{text: party + "关于调整机关内设机构设置的通知", from: party, series: "綦商务党", most: 1, first: 3, months: 1},
		},
	},
	code.Years30: {
		0: {
			{text: Bureau + "{y}年部门预算报告", from: Bureau, most: 1, first: 1, months: 1},
			{text: Bureau + "{y}年部门决算报告", from: Bureau, most: 1, first: 12, months: 1},
			{text: Bureau + "关于区政协第{n}号提案的协办意见", from: Bureau, series: "綦商务函", most: 8, first: 5, months: 3},
		},
	},
	code.Years10: {
		0: {
			{text: "商务简报（{y}年第{n}期）", from: Bureau, most: 24},
			{text: trade + "{y}年度工作总结", from: trade, most: 1, first: 12, months: 1},
		},
		1: {{text: "党建动态（{y}年第{n}期）", from: party, most: 12}},
	},
}

// common are the forms of every unit; business forms only of the units whose
// matters are the bureau's business.
var common = map[code.Period]struct{ all, business []form }{
	code.Permanent: {all: []form{
		{text: Bureau + "关于印发《{m}管理办法》的通知", from: Bureau, series: "綦商务"},
		{text: Bureau + "关于{m}重大事项的请示", from: Bureau, series: "綦商务"},
		{text: "{y}年度{m}工作总结", from: Bureau, first: 12, months: 1},
		{text: district + "关于同意{m}实施意见的批复", from: district, series: "綦江府"},
		{text: Bureau + "关于印发《{m}工作制度》的通知", from: Bureau, series: "綦商务"},
		{text: "{y}年度{m}工作计划", from: Bureau, first: 1, months: 2},
		{text: "{y}年度{m}统计报表", from: Bureau, first: 12, months: 1},
		{text: Bureau + "关于{m}重要情况的报告", from: Bureau, series: "綦商务"},
	}},
	code.Years30: {
		all: []form{
			{text: Bureau + "关于开展{m}专项检查的通知", from: Bureau, series: "綦商务"},
			{text: Bureau + "关于{m}有关问题的请示", from: Bureau, series: "綦商务"},
			{text: Bureau + "关于{m}检查情况的报告", from: Bureau, series: "綦商务"},
			{text: Bureau + "关于做好{y}年{m}工作的通知", from: Bureau, series: "綦商务"},
			{text: Bureau + "关于商请支持{t}{m}的函", from: Bureau, series: "綦商务函"},
		},
		business: []form{
			{text: city + "关于加强{m}管理的通知", from: city, series: "渝商务发"},
			{text: city + "关于下达{y}年{m}任务的通知", from: city, series: "渝商务发"},
		},
	},
	code.Years10: {
		all: []form{
			{text: office + "关于做好{g}工作的通知", from: office, series: "綦江府办发"},
			{text: "{y}年第{q}季度{m}工作总结", from: Bureau},
			{text: Bureau + "关于报送{o}月{m}情况的通知", from: Bureau, series: "綦商务"},
			{text: agency + "关于做好{y}年{g}的通知", from: agency, series: ""},
			{text: Bureau + "关于参加{m}培训的通知", from: Bureau, series: "綦商务"},
			{text: town + "关于{m}情况的报告", from: town, series: ""},
		},
		business: []form{
			{text: "{y}年{o}月份{m}统计报表", from: Bureau},
			{text: city + "关于报送{m}情况的通知", from: city, series: "渝商务"},
		},
	},
}

func formsOf(unit int, p code.Period) []form {
	forms := append([]form(nil), special[p][unit]...)
	forms = append(forms, common[p].all...)
	if unit >= 2 {
		forms = append(forms, common[p].business...)
	}
	return forms
}

// title fills a form. Rounds step through matters, towns and months at different
// speeds, so that combinations repeat late.
func (f form) title(g *maker, unit, round int) (string, []string) {
	list := matters[unit]
	m := list[(round+len(f.text))%len(list)]
	common := general[(round*Units+unit)%len(general)]
	t := f.fill(f.text, unit, round)
	t = strings.NewReplacer("{y}", fmt.Sprint(g.year), "{m}", m, "{g}", common, "{n}", fmt.Sprint(round+1),
		"{q}", cnQuarter[round%4], "{o}", fmt.Sprint(round%12+1)).Replace(t)
	t = strings.NewReplacer("管理管理", "管理", "培训培训", "培训", "统计统计", "统计").Replace(t)
	key := m
	switch {
	case strings.Contains(f.text, "{g}"):
		key = common
	case !strings.Contains(f.text, "{m}"):
		key = "商务工作"
	}
	return t, []string{key}
}

func (f form) fill(s string, unit, round int) string {
	return strings.NewReplacer("{t}", towns[(round*3+unit)%len(towns)], "{a}", agencies[(round+unit)%len(agencies)]).Replace(s)
}

func (f form) issuer(unit, round int) string {
	s := f.fill(f.from, unit, round)
	switch {
	case strings.HasSuffix(s, "街道"):
		return s + "办事处"
	case strings.HasSuffix(s, "镇"):
		return s + "人民政府"
	}
	return s
}

// date spreads the papers of a form over its months, on working days of the week.
func (f form) date(g *maker, round int) civil.Date {
	first, months := max(f.first, 1), f.months
	if months == 0 {
		first, months = 1, 12
	}
	month := first + g.rnd.IntN(months)
	if strings.Contains(f.text, "{n}期") {
		month = min(round/2+1, 12)
	}
	if strings.Contains(f.text, "{q}") {
		month = round%4*3 + 3
	}
	if strings.Contains(f.text, "{o}") {
		month = round%12 + 1
	}
	day := 1 + g.rnd.IntN(28)
	if strings.Contains(f.text, "{q}") || strings.Contains(f.text, "报表") || f.first == 12 {
		day = 24 + g.rnd.IntN(5)
	}
	d, ok := civil.Of(g.year, month, day)
	if !ok {
		d, _ = civil.Of(g.year, month, 1)
	}
	return workday(d)
}

func (f form) mark(unit int) string {
	if f.private || unit == 1 {
		return "内部"
	}
	return "公开"
}
