package form

import "slices"

// Direction is where a paper goes, seen from the bureau.
type Direction string

// The directions.
const (
	Up     Direction = "up"     // to whoever is above
	Down   Direction = "down"   // to whoever is below
	Level  Direction = "level"  // to bodies of the same rank, or of none to one another
	Public Direction = "public" // to everybody
)

// Directions lists them in the order of the form.
var Directions = []Direction{Up, Down, Level, Public}

// Label is the Chinese word, "" for an unknown one.
func (d Direction) Label() string {
	return map[Direction]string{Up: "上行文", Down: "下行文", Level: "平行文（含不相隶属机关）", Public: "公布性公文"}[d]
}

// Kind is one of the fifteen kinds of papers.
type Kind struct {
	Code string // request
	Name string // 请示
	// For says in one sentence what the kind is for.
	For string
	// Directions are those in which a paper of the kind may go.
	Directions []Direction
	// Barred says why a bureau does not issue papers of the kind; empty where it may.
	Barred string
	// Caution is what to weigh before the kind is chosen; empty for nothing.
	Caution string
}

// Codes of kinds that rules or layouts name.
const (
	Request = "request"
	Report  = "report"
	Letter  = "letter"
	Order   = "order"
	Minutes = "minutes"
)

// Kinds are the fifteen kinds in the order of the article (law.DocumentsKinds).
var Kinds = []Kind{
	{Code: "resolution", Name: "决议", For: "公布会议讨论通过的重大决策。", Directions: []Direction{Down, Public}, Caution: "决议出自会议的表决，先有会议的决定，再行文。"},
	{Code: "decision", Name: "决定", For: "对重要事项作出决策和部署，奖惩单位和人员，变更或者撤销下级不适当的决定。", Directions: []Direction{Down, Public}},
	{Code: Order, Name: "命令（令）", For: "公布法规和规章，宣布重大强制性措施，授衔晋衔，嘉奖。", Directions: []Direction{Down, Public}, Caution: "命令（令）只由依法有权的机关使用，请先核对本局有没有这项权限。"},
	{Code: "communique", Name: "公报", For: "公布重要决定或者重大事项。", Directions: []Direction{Public}},
	{Code: "proclamation", Name: "公告", For: "向国内外宣布重要事项或者法定事项。", Directions: []Direction{Public}, Caution: "公告用于向国内外宣布重要或者法定事项，本地周知的事项用通告。"},
	{Code: "announcement", Name: "通告", For: "在一定范围内公布应当遵守或者周知的事项。", Directions: []Direction{Public}},
	{Code: "opinion", Name: "意见", For: "对重要问题提出见解和处理办法。", Directions: []Direction{Up, Down, Level}},
	{Code: "notice", Name: "通知", For: "发布和传达要下级执行、有关单位周知或者执行的事项，批转、转发公文。", Directions: []Direction{Down, Level}},
	{Code: "circular", Name: "通报", For: "表彰先进，批评错误，传达重要精神，告知重要情况。", Directions: []Direction{Down, Level}},
	{Code: Report, Name: "报告", For: "向上级汇报工作、反映情况，回复上级的询问。", Directions: []Direction{Up}},
	{Code: Request, Name: "请示", For: "向上级请求指示、批准。", Directions: []Direction{Up}},
	{Code: "reply", Name: "批复", For: "答复下级的请示。", Directions: []Direction{Down}},
	{Code: "bill", Name: "议案", For: "各级人民政府按法定程序提请同级人大或者其常委会审议事项。", Directions: []Direction{Level}, Barred: "议案由人民政府提出，工作部门不能用。需要提请审议的，用请示报区人民政府。"},
	{Code: Letter, Name: "函", For: "不相隶属的机关之间商洽工作、询问和答复问题、请求批准和答复审批事项。", Directions: []Direction{Level}},
	{Code: Minutes, Name: "纪要", For: "记载会议主要情况和议定事项。", Directions: []Direction{Up, Down, Level}},
}

// KindOf finds a kind by its code; false for an unknown one.
func KindOf(code string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}

// Goes reports whether papers of the kind may go in a direction.
func (k Kind) Goes(d Direction) bool { return slices.Contains(k.Directions, d) }

// Words are the words with which the title of such a paper may end.
func (k Kind) Words() []string {
	if k.Code == Order {
		return []string{"命令（令）", "命令", "令"}
	}
	return []string{k.Name}
}
