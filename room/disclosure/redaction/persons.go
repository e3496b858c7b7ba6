package redaction

import (
	"regexp"
	"slices"
	"strings"
)

// surnames are the single ones in use, by frequency as far as that matters not.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤" +
	"康易乔赖文施洪辛牟柯欧庄温鲁葛伍焦翟殷齐聂章祝詹凌涂倪毕童颜柳邢安岳梅俞阮盛翁申甘舒阎管耿左詹霍骆关包谷成蓝柏游柴纪牛麦卜冉裴桂符解申项查饶翦阳简习喻古时辜晏蒲敖尚穆米邬税幸苟瞿湛明代车房路宁卓全臧丛蒙揭苗鲍商应" +
	"屈宫单燕岑席窦凤花强仇楚边仲晋匡宗丘支池屠戚练佘虞鄢隆官邝滕邸巩闵佟凡荆由母荀娄粟闻师危计步国候敬和党连巫冼银郎后储衣厉伏戈麻谌赫"

var compounds = []string{"欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木", "南宫", "独孤", "长孙", "宇文", "申屠", "钟离", "闻人", "轩辕"}

// roles after which the name of a private person stands.
var roles = `姓名|申请人|联系人|户主|患者|病人|家长|监护人|投诉人|举报人|信访人|反映人|当事人|委托代理人|代理人|被申请人|原告|被告|证人|死者|伤者|受害人|业主|承租人|学生|持证人|收款人|领取人|领款人|户名|受助人|救助对象|配偶|父亲|母亲|子女|亲属|家属|经营者|法定代表人|负责人|受理对象|求职者|获奖人`

var (
	roleRE = regexp.MustCompile(`(?:` + roles + `)(?:姓名)?(?:[（(][^）)]{0,8}[）)])?([:：\s]{0,3})(\p{Han}{1,4}(?:·\p{Han}{1,6})?)`)
	headRE = regexp.MustCompile(`^(?:` + roles + `|学生姓名|户主姓名|姓\s*名|名\s*字|成员|人员名单)(?:姓名)?$`)
)

// followers may stand right behind a name without belonging to it.
var followers = []string{"男", "女", "身份", "电话", "联系", "住", "系", "等", "于", "因", "的", "与", "和", "及", "同志", "享受", "患", "从", "在", "向", "为", "申", "提", "称", "反映", "出生", "家", "户", "之", "先生", "女士", "签", "手机", "性别", "年龄", "，", "、"}

// notNames look like names and are words of office.
var notNames = []string{"申请人", "联系人", "负责人", "经办人", "何人", "任何", "全体", "其他", "有关", "相关", "方式", "本人", "单位", "身份", "电话", "地址", "性别", "年龄", "金额", "盖章", "签字", "签名", "签章", "时间", "应当", "向本", "应提", "江津", "高新", "万元", "白天", "石油", "成品", "商务", "安全", "和平", "关于", "常规", "平均", "高级", "方案", "文件", "武装", "金融", "施工", "温度", "路段", "国家", "国务", "国有", "时限", "应急", "明确", "严格", "严重", "支付", "计划", "连续", "单价", "全部", "全区", "商品", "管理", "管道", "解决", "查询", "项目", "易燃", "文化", "方面", "成功", "成立", "党委", "党员", "党组", "党支部", "党建", "代表", "代码", "代理", "路线", "车辆", "车间", "房屋", "房产", "房号", "宗教", "席位", "强制", "和谐", "向上", "向社会", "明细", "安排", "安装", "常住", "常务", "康复", "古镇", "米粉", "米面", "银行", "后续", "储存", "储备", "步骤", "计算", "计量", "师资", "马上", "田间", "金属", "石材", "水果", "花卉", "连锁", "边界", "纪委", "纪律", "纪检", "符合", "应该"}

// nameLength is how many runes from i on are a name: surname and one or two
// characters, 0 for none. strict asks that the name ends at a border.
func (t *folded) nameLength(i, most int, strict bool) int {
	rest := t.r[i:min(len(t.r), i+8)]
	base := 0
	switch {
	case len(rest) >= 3 && slices.Contains(compounds, string(rest[:2])):
		base = 2
	case len(rest) >= 2 && strings.ContainsRune(surnames, rest[0]):
		base = 1
	default:
		return 0
	}
	border := func(n int) bool {
		if n >= len(rest) || !isHan(rest[n]) {
			return true
		}
		after := string(rest[n:])
		return slices.ContainsFunc(followers, func(f string) bool { return strings.HasPrefix(after, f) })
	}
	han := 0
	for han < len(rest) && isHan(rest[han]) {
		han++
	}
	for _, n := range []int{base + 2, base + 1} {
		if n <= han && n <= most && border(n) && !isWord(string(rest[:n])) {
			return n
		}
	}
	if !strict && base+2 <= han && !isWord(string(rest[:base+2])) {
		return base + 2
	}
	return 0
}

func isWord(s string) bool {
	return slices.ContainsFunc(notNames, func(w string) bool { return strings.HasPrefix(s, w) || strings.HasSuffix(s, w) && len([]rune(w)) > 2 })
}

func (k Known) names(t *folded) []Finding {
	var out []Finding
	add := func(start, n int, c Certainty, why string) {
		name := string(t.r[start : start+n])
		if !slices.Contains(k.Names, name) {
			out = append(out, hit(Name, number{start: start, end: start + n}, c, why))
		}
	}
	for _, m := range roleRE.FindAllStringSubmatchIndex(t.lower, -1) {
		role := t.lower[m[0]:m[2]]
		label := m[3] > m[2]
		i := t.runeAt(m[4])
		n := t.nameLength(i, 4, !label)
		switch {
		case n == 0 && label && strings.Contains(t.lower[m[4]:m[5]], "·"):
			add(i, t.runeAt(m[5])-i, Likely, "“"+role+"”之后的姓名")
		case n == 0:
		case strings.Contains(role, "法定代表人") || strings.HasPrefix(role, "负责人") || strings.Contains(role, "经营者"):
			add(i, n, Possible, "“"+role+"”之后的姓名；企业登记的负责人依法公示，是否遮盖由人决定")
			out[len(out)-1].Hide = false
		case label:
			add(i, n, Likely, "“"+role+"”之后的姓名")
		default:
			add(i, n, Possible, "“"+role+"”之后像姓名的字")
		}
	}
	k.columns(t, add)
	return out
}

// cell is a part of a line between tabs or runs of space.
type cell struct {
	start, end int
	text       string
}

func (t *folded) cells(from, to int) []cell {
	var out []cell
	for i := from; i < to; {
		if t.r[i] == '\t' || t.r[i] == ' ' || t.r[i] == '|' || t.r[i] == '\r' {
			i++
			continue
		}
		j := i
		for j < to && t.r[j] != '\t' && t.r[j] != ' ' && t.r[j] != '|' && t.r[j] != '\r' {
			j++
		}
		out = append(out, cell{i, j, string(t.r[i:j])})
		i = j
	}
	return out
}

// columns finds the names beneath the head of a column.
func (k Known) columns(t *folded, add func(start, n int, c Certainty, why string)) {
	column, width, idle := -1, 0, 0
	head := ""
	for from := 0; from < len(t.r); {
		to := from
		for to < len(t.r) && t.r[to] != '\n' && t.r[to] != '\f' {
			to++
		}
		cells := t.cells(from, to)
		at := slices.IndexFunc(cells, func(c cell) bool { return headRE.MatchString(strings.ReplaceAll(c.text, " ", "")) })
		if at < 0 && len(cells) >= 2 {
			// 姓  名 set wide.
			at = slices.IndexFunc(cells[:len(cells)-1], func(c cell) bool { return c.text == "姓" })
			if at >= 0 && cells[at+1].text != "名" {
				at = -1
			}
		}
		switch {
		case at >= 0 && !(column >= 0 && len(cells) == 1):
			column, width, idle, head = at, len(cells), 0, cells[at].text
		case column >= 0 && len(cells) == 0:
			if idle++; idle > 3 {
				column = -1
			}
		case column >= 0:
			found := false
			for i, c := range cells {
				n := t.nameLength(c.start, 4, true)
				if n == 0 || n != c.end-c.start {
					continue
				}
				found = true
				switch {
				case i == column && (width > 1 || len(cells) == 1 || len(cells) == width):
					add(c.start, n, Likely, "“"+head+"”一栏下的姓名")
				case n <= 4:
					add(c.start, n, Possible, "表中有“"+head+"”一栏，此处像姓名")
				}
			}
			if found {
				idle = 0
			} else if idle++; idle > 3 {
				column = -1
			}
		}
		from = to + 1
	}
}

var addressRE = regexp.MustCompile(`(?:[\p{Han}A-Za-z0-9]{2,24}?[路街巷道村区苑园院弄镇乡厦楼寓坊庄湾坝])(?:[\p{Han}A-Za-z0-9-]{0,10}?)(?:[0-9A-Za-z一二三四五六七八九十]{1,5}(?:[-－附之]\d{1,4})*(?:号楼|号|栋|幢|单元|楼|层|室|组|户|社)){1,1}(?:[附]?[0-9A-Za-z一二三四五六七八九十-]{1,6}(?:号楼|号|栋|幢|单元|楼|层|室|户)?)*`)

var atHome = regexp.MustCompile(`\d+号|栋|幢|单元|室|户|楼\d|组\d+|\d-\d`)

// addresses are those that lead to a house door.
func (k Known) addresses(t *folded) []Finding {
	var out []Finding
	for _, x := range t.matches(addressRE, 0) {
		s := t.slice(x)
		if !atHome.MatchString(s) || near(s, "文件", "公告", "办发", "发改", "通知") || x.end < len(t.r) && strings.ContainsRune("令文公线", t.r[x.end]) {
			continue
		}
		for _, w := range []string{"家庭住址", "现住址", "住址", "现住", "户籍", "居住", "地址", "位于", "住"} {
			if i := strings.LastIndex(s, w); i >= 0 {
				x.start += len([]rune(s[:i+len(w)]))
				s = s[i+len(w):]
			}
		}
		if slices.ContainsFunc(k.Places, func(p string) bool {
			return p != "" && (strings.Contains(squeeze(s), squeeze(p)) || strings.Contains(squeeze(p), squeeze(s)))
		}) {
			continue
		}
		f := hit(Address, x, Possible, "到门牌的地址；办公场所和经营场所一般不遮盖")
		f.Hide = false
		if near(t.before(x.start, 10), "住址", "家庭", "现住", "户籍", "居住", "住在", "，住", ",住", "住：", "住:") {
			f.Certainty, f.Hide, f.Why = Likely, true, "住址，到门牌号"
		}
		out = append(out, f)
	}
	return out
}

var conditionRE = regexp.MustCompile(`低保|低收入|五保|特困|困难救助|临时救助|医疗救助|残疾(?:人|等级)?|[一二三四]级残|精神病|精神障碍|精神分裂|艾滋病?|HIV|癌症?|肿瘤|白血病|尿毒症|肺?结核|乙肝|糖尿病|高血压|抑郁症?|怀孕|流产|人流|吸毒|戒毒|刑满释放|社区矫正|病情|诊断为\p{Han}{2,8}|患有?\p{Han}{2,8}病`)

// reach is how many runes may lie between a person and his condition.
const reach = 40

// conditions are words of illness and need that stand beside a person found in
// the same line; alone they say nothing of anybody.
func conditions(t *folded, persons []Finding) []Finding {
	var out []Finding
	for _, x := range t.matches(conditionRE, 0) {
		for _, p := range persons {
			if p.Kind != Name && p.Kind != Identity || p.Start-x.end > reach || x.start-p.End > reach {
				continue
			}
			a, b := min(p.End, x.end), max(p.Start, x.start)
			if a < b && slices.Contains(t.r[a:b], '\n') {
				continue
			}
			out = append(out, hit(Condition, x, Likely, "与某人相连的健康、残疾或救助情况，属敏感个人信息"))
			break
		}
	}
	return out
}
