package schedule

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Relation says what the issuer of a paper is to the bureau.
type Relation string

// The relations. Unknown fits no row that asks for a relation.
const (
	Unknown     Relation = ""
	Own         Relation = "own"
	Joint       Relation = "joint" // the bureau with others
	Superior    Relation = "superior"
	Same        Relation = "same"
	Subordinate Relation = "subordinate"
)

// Label is the Chinese word, empty for Unknown and for what is no relation.
func (r Relation) Label() string {
	return map[Relation]string{Own: "本机关", Joint: "本机关与其他机关联合", Superior: "上级机关", Same: "同级机关", Subordinate: "下级单位"}[r]
}

var (
	national    = []string{"中华人民共和国", "国务院", "政务院", "中共中央", "中央", "全国", "国家", "商务部", "最高人民"}
	nationalEnd = []string{"部", "部委", "部办公厅", "总局"}
	noMinistry  = []string{"支部", "总支部", "俱乐部", "事业部", "门市部", "指挥部", "武装部", "宣传部", "组织部", "统战部", "经营部", "总部", "分部", "营业部"}
	rulersEnd   = []string{"人民政府", "人民政府办公室", "政府", "政府办公室", "府办", "政府办", "区委", "区委办", "区委办公室", "县委", "县委办公室", "市委",
		"人大常委会", "人民代表大会常务委员会", "人民代表大会", "政协", "纪委", "监委", "区委组织部", "区委宣传部", "区委统战部", "编委", "机构编制委员会",
		"机构编制委员会办公室", "政协委员会", "人大办", "委员会组织部", "委员会宣传部", "纪律检查委员会", "委员会办公室"}
	below = []string{"公司", "厂", "商场", "超市", "酒店", "集团", "加油站", "粮站", "粮库", "服务中心", "检测站", "协会", "商会", "屠宰场", "门市部", "合作社"}
)

// RelationOf classes an issuer by its name: the bureau's own names first, then
// national organs, organs of the place above, and those of the bureau's place.
func (s Schedule) RelationOf(issuer string, own []string) Relation {
	issuer = strings.Join(strings.Fields(issuer), "")
	if issuer == "" {
		return Unknown
	}
	names := strings.FieldsFunc(issuer, func(r rune) bool { return strings.ContainsRune("、，,；;", r) })
	if len(names) > 1 {
		return s.several(names, own)
	}
	return s.one(issuer, own)
}

func (s Schedule) several(names, own []string) Relation {
	var all []Relation
	for _, n := range names {
		all = append(all, s.one(n, own))
	}
	switch {
	case !slices.ContainsFunc(all, func(r Relation) bool { return r != Own }):
		return Own
	case slices.Contains(all, Own):
		return Joint
	case slices.Contains(all, Unknown):
		return Unknown
	}
	for _, r := range []Relation{Superior, Same} {
		if slices.Contains(all, r) {
			return r
		}
	}
	return Subordinate
}

func (s Schedule) one(name string, own []string) Relation {
	for _, o := range own {
		if o == "" {
			continue
		}
		if name == o || ownBranch(name, o) {
			return Own
		}
	}
	if hasPrefix(name, national) || (hasSuffix(name, nationalEnd) && !hasSuffix(name, noMinistry) && utf8.RuneCountInString(name) <= 12) {
		return Superior
	}
	if hasSuffix(name, below) {
		return Subordinate
	}
	bare := strings.TrimPrefix(name, "中共")
	for _, a := range s.Above {
		// 市场监督管理局 is no organ of a 市.
		if rest, found := strings.CutPrefix(bare, a); found && rest != "" && !strings.HasPrefix(rest, "场") {
			if !inPlace(rest) {
				return Superior
			}
			bare = rest
			break
		}
	}
	for _, h := range s.Home {
		if strings.HasPrefix(bare, h) {
			if hasSuffix(bare, rulersEnd) {
				return Superior
			}
			return Same
		}
	}
	if inPlace(bare) {
		return Same
	}
	return Unknown
}

// ownBranch reports whether name is the bureau with its party committee or one
// of its offices: 中共某局委员会, 某局办公室. A company that begins with the
// bureau's place is none, because the bureau's whole name must be there.
func ownBranch(name, own string) bool {
	if utf8.RuneCountInString(own) < 4 {
		return false
	}
	rest, found := strings.CutPrefix(strings.TrimPrefix(name, "中共"), own)
	return found && hasSuffix(rest, []string{"委员会", "党组", "党委", "党总支", "支部", "办公室", "科", "机关", "工会", "领导小组", "纪委", "纪检组"})
}

// inPlace reports whether a name begins with a county or district (渝北区…).
func inPlace(name string) bool {
	n := 0
	for _, r := range name {
		if n++; n > 12 {
			return false
		}
		if n > 1 && (r == '区' || r == '县') {
			return true
		}
	}
	return false
}

func hasPrefix(s string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return strings.HasPrefix(s, p) })
}

func hasSuffix(s string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return strings.HasSuffix(s, p) })
}
