package packet

// Stage is one of the three stages of DA/T 70-2018; its value begins the codes.
type Stage string

// The stages.
const (
	StageFiling   Stage = "GD" // 归档
	StageTransfer Stage = "YJ" // 移交与接收
	StagePreserve Stage = "BC" // 长期保存
)

// Result is the outcome of one check.
type Result string

// The outcomes. A check that a machine cannot make is Manual until a named person
// has confirmed it; it never passes by itself.
const (
	Pass          Result = "通过"
	Fail          Result = "不通过"
	Warn          Result = "警告"
	Manual        Result = "待人工"
	NotApplicable Result = "不适用"
)

// Unconfirmed marks a check whose code or name could not be confirmed against the
// standard's text; the plan is a parameter so that a bureau can put it right.
const Unconfirmed = "代码待确认"

// CheckItem is one line of a plan of checks.
type CheckItem struct {
	Code    string // e.g. "GD-1-1"
	Name    string
	Object  string // 检测对象: 元数据, 内容数据, 信息包, 载体, 系统环境
	Purpose string
	Note    string // Unconfirmed, or ""
	// Method names the automatic check; "" for one that only a person can make.
	Method string
}

// Nature is which of the four natures a code belongs to.
func (c CheckItem) Nature() string {
	if len(c.Code) < 4 {
		return ""
	}
	return map[byte]string{'1': "真实性", '2': "完整性", '3': "可用性", '4': "安全性"}[c.Code[3]]
}

type planRow struct {
	number, name, object, purpose, method string
	confirmed                             bool // for stage GD
}

var planRows = []planRow{
	{"1-1", "固化信息有效性检测", "内容数据", "数字摘要、电子签名等固化信息与内容相符", "fixity", true},
	{"1-2", "元数据项数据长度检测", "元数据", "各项数据不超过规定长度", "length", true},
	{"1-3", "元数据项数据类型、格式检测", "元数据", "日期、年度、页数等写法合规", "format", true},
	{"1-4", "设定值域的元数据项值域符合度检测", "元数据", "密级、保管期限等取值在规定范围内", "domain", true},
	{"1-5", "元数据项数据值合理性检测", "元数据", "日期、年度、页数没有明显不合理的值", "reason", true},
	{"1-6", "元数据项数据包含特殊字符检测", "元数据", "不含控制字符、乱码和首尾空白", "characters", true},
	{"1-7", "档号/归档号规范性检测", "元数据", "档号符合编制规则", "code", true},
	{"1-8", "元数据项数据重复性检测", "元数据", "档号、文号、题名没有重复", "duplicates", true},
	{"1-9", "第 1-9 项（名称待确认）", "元数据", "", "", false},
	{"1-10", "内容数据电子属性一致性检测", "内容数据", "文件名、大小、格式与登记一致", "properties", true},
	{"1-11", "元数据是否关联内容数据检测", "元数据", "每件都有对应的电子文件", "linked", true},
	{"1-12", "说明文件和目录文件规范性检测", "信息包", "说明文件、目录文件齐全合规", "notes", true},
	{"1-13", "信息包目录结构规范性检测", "信息包", "信息包的组织结构合规", "structure", true},
	{"1-14", "信息包一致性检测", "信息包", "信息包与打包前的档案一致", "same", true},
	{"2-1", "总件数相符性检测", "元数据", "实有件数与登记表相符", "count", true},
	{"2-2", "总字节数相符性检测", "内容数据", "实有字节数与登记表相符", "bytes", true},
	{"2-3", "元数据项完整性检测", "元数据", "应有的元数据项齐全", "elements", true},
	{"2-4", "元数据必填著录项目检测", "元数据", "必填项目没有空缺", "required", true},
	{"2-5", "过程信息完整性检测", "元数据", "办理和归档过程有记录", "process", true},
	{"2-6", "连续性元数据项检测", "元数据", "件号从 1 起连续，没有漏号", "sequence", true},
	{"2-7", "内容数据完整性检测", "内容数据", "电子文件齐全，能完整读出", "content", true},
	{"2-8", "附件数据完整性检测", "内容数据", "附件齐全", "attachments", false},
	{"2-9", "归档范围检测", "元数据", "应归尽归，不归档的没有混入", "", true},
	{"2-10", "信息包元数据完整性检测", "信息包", "信息包内每件的元数据齐全", "packagemeta", true},
	{"2-11", "信息包内容数据完整性检测", "信息包", "信息包内电子文件的数量相符", "packagecontent", true},
	{"3-1", "信息包中元数据的可读性检测", "信息包", "信息包中的元数据能正常读出", "readmeta", true},
	{"3-2", "目标数据库中元数据可访问性检测", "元数据", "进入目标系统后能查到", "", true},
	{"3-3", "内容数据格式检测", "内容数据", "格式符合归档要求", "formats", true},
	{"3-4", "内容数据可读性检测", "内容数据", "电子文件能正常打开", "readable", true},
	{"3-5", "内容数据长期可用格式检测", "内容数据", "格式适合长期保存", "", false},
	{"3-6", "软硬件环境合规性检测", "系统环境", "读取所需的软硬件环境具备", "", false},
	{"3-7", "第 3-7 项（名称待确认）", "内容数据", "", "", false},
	{"3-8", "信息包中内容数据格式合规性检测", "信息包", "没有加密，没有使用非开放压缩", "open", true},
	{"4-1", "系统环境中是否安装杀毒软件检测", "系统环境", "检测环境装有杀毒软件", "", true},
	{"4-2", "病毒感染检测", "内容数据", "电子文件没有感染病毒", "", true},
	{"4-3", "载体中多余文件检测", "载体", "没有目录以外的文件", "extra", true},
	{"4-4", "载体读取速度检测", "载体", "载体能以正常速度读出", "", false},
}

// confirmedElsewhere are the codes of the other stages that could be confirmed.
var confirmedElsewhere = map[string]bool{"YJ-1-6": true, "YJ-1-8": true, "BC-1-1": true}

// preserved are the checks that make sense for what lies in store.
var preserved = map[string]bool{"1-1": true, "1-10": true, "1-14": true, "2-1": true, "2-2": true, "2-7": true,
	"3-1": true, "3-3": true, "3-4": true, "3-5": true, "3-6": true, "4-1": true, "4-2": true, "4-3": true, "4-4": true}

// DefaultPlan is the list of checks of a stage, in the order of the codes. Codes
// that could not be confirmed carry the note Unconfirmed.
func DefaultPlan(stage Stage) []CheckItem {
	var plan []CheckItem
	for _, r := range planRows {
		if stage == StagePreserve && !preserved[r.number] {
			continue
		}
		c := CheckItem{Code: string(stage) + "-" + r.number, Name: r.name, Object: r.object, Purpose: r.purpose, Method: r.method}
		confirmed := r.confirmed
		if stage != StageFiling {
			confirmed = confirmedElsewhere[c.Code]
		}
		if !confirmed {
			c.Note = Unconfirmed
		}
		plan = append(plan, c)
	}
	return plan
}
