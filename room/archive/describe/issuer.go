package describe

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	orgEnd   = regexp.MustCompile(`(?:局|委|委员会|部|厅|办|办公室|办公厅|政府|国务院|政务院|中央|军委|院|署|司|处|科|室|站|中心|党组|党委|支部|总支|工会|协会|学会|联合会|总公司|公司|集团|银行|分行|支行|大学|学院|学校|指挥部|领导小组|总队|支队|大队|队|组|会|所|馆|社|厂|镇|乡|街道|总局|总部|法院|检察院|纪委|团委|妇联|常委会|商会|基金会|编委|综治办|海关|县|区|市)(?:[（(][^）)]{1,12}[)）])?$`)
	orgOnly  = regexp.MustCompile(`^[\p{Han}（）()、·\s]{2,60}$`)
	congress = regexp.MustCompile(`^(?:经)?([\p{Han}]{2,30}?人民代表大会)(?:第[一二三四五六七八九十]+届)?`)
	session  = regexp.MustCompile(`^(?:经)?([\p{Han}]{2,20}?)(?:第[一二三四五六七八九十]+届)(?:人民代表大会)(常务委员会)?`)
	council  = regexp.MustCompile(`^(国务院|政务院)(?:第?[0-9一二三四五六七八九十]+次)?(?:常务)?(?:会议)?`)
	byOrder  = regexp.MustCompile(`^([\p{Han}、\s]{2,80}?)(?:令第|第[0-9]+号令|令\s|公布|发布|颁布|批准|令)`)
	aboutHd  = regexp.MustCompile(`^([\p{Han}（）()、\s]{2,50}?)关于`)
	redTail  = regexp.MustCompile(`(?:文\s*件|公\s*告|通\s*告|令)$`)
	decision = regexp.MustCompile(`^((?:中华人民共和国)?国务院)关于`)
	ordinals = regexp.MustCompile(`第[一二三四五六七八九十]+次(?:修订|修正|修改)?`)
)

// orgLike reports whether a line is the name of one or more organs and nothing else.
func orgLike(s string) bool {
	s = strings.TrimSpace(s)
	return utf8.RuneCountInString(s) <= 60 && orgOnly.MatchString(s) && orgEnd.MatchString(s) &&
		!strings.HasPrefix(s, "关于") && !strings.HasPrefix(s, "各")
}

// findIssuer takes, in this order: the organ above the date at the foot, the red
// head, the organ named in the notes of approval, the organ that opens the
// title, and the organ that is known to use the number's prefix.
func findIssuer(t text, d Description, known map[string]string) Found {
	for _, s := range signatures(t) {
		if s.verb && s.rest != "" {
			return Found{orgList(s.rest), Sure, s.line.where() + "前的署名"}
		}
	}
	for _, l := range t.lines[:t.head] {
		if !l.head && redHead.MatchString(l.text) && !opensWithDate(l.text) {
			if v := orgList(redTail.ReplaceAllString(l.text, "")); orgLike(v) {
				return Found{v, Sure, l.where()}
			}
		}
	}
	if f := approver(t); f.Value != "" {
		return f
	}
	if m := aboutHd.FindStringSubmatch(d.Title.Value); m != nil && orgLike(m[1]) {
		return Found{orgList(m[1]), Likely, "题名开头"}
	}
	if no, ok := SplitDocNo(d.DocNo.Value); ok {
		if v := known[no.Prefix]; v != "" {
			return Found{v, Likely, "文号代字“" + no.Prefix + "”"}
		}
	}
	return Found{}
}

// approver reads the organ from the notes of approval: the first one that made
// the text; later revisions are the same organ's as a rule.
func approver(t text) Found {
	var meeting, order Found
	for _, l := range t.lines[:t.head] {
		if l.head {
			continue
		}
		for _, d := range datesOf(l) {
			v, isOrder := organOf(d.rest)
			switch {
			case v == "":
			case isOrder:
				order = Found{v, Sure, l.where()}
			case meeting.Value == "":
				meeting = Found{v, Sure, l.where()}
			}
		}
	}
	if order.Value != "" {
		return order
	}
	if meeting.Value != "" {
		return meeting
	}
	return coIssued(t)
}

func organOf(note string) (name string, order bool) {
	note = strings.TrimSpace(note)
	if i := strings.Index(note, "《"); i == 0 {
		rest := note[len("《"):]
		if m := decision.FindStringSubmatch(rest); m != nil {
			return m[1], false
		}
		return "", false
	}
	if m := session.FindStringSubmatch(note); m != nil {
		return m[1] + "人民代表大会" + m[2], false
	}
	if m := congress.FindStringSubmatch(note); m != nil {
		return m[1], false
	}
	if m := council.FindStringSubmatch(note); m != nil && strings.Contains(note, "会议") {
		return m[1], false
	}
	if m := byOrder.FindStringSubmatch(note); m != nil {
		v := orgList(ordinals.ReplaceAllString(m[1], ""))
		if orgLike(v) {
			return v, !strings.HasPrefix(note[len(m[1]):], "批准")
		}
	}
	return "", false
}

// coIssued joins the organs that stand one a line after a date, as in older
// texts: "1980年12月27日 国家经济委员会", "国家基本建设委员会", "国家档案局发布".
func coIssued(t text) Found {
	var names []string
	var at line
	for _, l := range t.lines[:t.head] {
		s := l.text
		if len(names) == 0 {
			if ds := datesOf(l); len(ds) == 1 && orgLike(ds[0].rest) {
				names, at = []string{orgList(ds[0].rest)}, l
			}
			continue
		}
		s = strings.TrimSuffix(strings.TrimSuffix(s, "发布"), "公布")
		if !orgLike(s) {
			break
		}
		names = append(names, orgList(s))
	}
	if len(names) == 0 {
		return Found{}
	}
	return Found{strings.Join(names, "、"), Likely, at.where()}
}

// orgList joins several organs with 、 and drops other space.
func orgList(s string) string {
	fields := strings.Fields(s)
	for i, f := range fields {
		if i > 0 && !orgEnd.MatchString(fields[i-1]) {
			return strings.Join(fields, "")
		}
		fields[i] = f
	}
	if len(fields) > 1 && utf8.RuneCountInString(fields[len(fields)-1]) >= 3 {
		return strings.Join(fields, "、")
	}
	return strings.Join(fields, "")
}
