package packet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
)

// methods are the automatic checks by the name in a plan.
var methods = map[string]func(*checker) (Result, string){
	"fixity": (*checker).fixity, "length": (*checker).length, "format": (*checker).format,
	"domain": (*checker).domain, "reason": (*checker).reason, "characters": (*checker).characters,
	"code": (*checker).code, "duplicates": (*checker).duplicates, "properties": (*checker).properties,
	"linked": (*checker).linked, "notes": (*checker).notes, "structure": (*checker).structure,
	"same": (*checker).same, "count": (*checker).count, "bytes": (*checker).bytes,
	"elements": (*checker).elements, "required": (*checker).required, "process": (*checker).process,
	"sequence": (*checker).sequence, "content": (*checker).content, "attachments": (*checker).attachments,
	"packagemeta": (*checker).packageMeta, "packagecontent": (*checker).packageContent,
	"readmeta": (*checker).readMeta, "formats": (*checker).formats, "readable": (*checker).readable,
	"open": (*checker).open, "extra": (*checker).extra,
}

const noPackage = "没有给出信息包，不检测此项。"

// tally turns a list of complaints into a row: bad if there are any.
func tally(bad Result, total int, unit string, complaints []string) (Result, string) {
	if len(complaints) == 0 {
		return Pass, fmt.Sprintf("检测 %d %s，全部符合。", total, unit)
	}
	const most = 5
	s := strings.Join(complaints[:min(most, len(complaints))], "；")
	if len(complaints) > most {
		s += "等"
	}
	return bad, fmt.Sprintf("检测 %d %s，%d 处不符：%s。", total, unit, len(complaints), s)
}

// each asks every record; without records there is nothing to pass.
func (c *checker) each(bad Result, judge func(Record) []string) (Result, string) {
	if len(c.records) == 0 {
		return Manual, "信息包中没有读出可检测的元数据，须由人工检测。"
	}
	var all []string
	for _, r := range c.records {
		for _, s := range judge(r) {
			all = append(all, or(r.Value("档号"), "（无档号）")+" "+s)
		}
	}
	return tally(bad, len(c.records), "件", all)
}

// among gives the errors of the report that contain one of some pieces.
func among(list []string, pieces ...string) []string {
	var out []string
	for _, s := range list {
		if slices.ContainsFunc(pieces, func(p string) bool { return strings.Contains(s, p) }) {
			out = append(out, strings.TrimSuffix(s, "。"))
		}
	}
	return out
}

func (c *checker) fixity() (Result, string) {
	if c.s.Packet != nil {
		var bad []string
		bare := 0
		for _, r := range c.read {
			switch {
			case r.err != nil:
				bad = append(bad, r.code+" "+show(r.f.Name)+" 与登记的数字摘要或大小不符，或读不出")
			case r.f.SHA256 == "" && r.f.SM3 == "":
				bare++
			}
		}
		if len(bad) == 0 && bare > 0 {
			return Warn, fmt.Sprintf("检测 %d 个文件，%d 个没有登记数字摘要，无从核对。", len(c.read), bare)
		}
		if len(bad) > 0 || c.in == nil {
			return tally(Fail, len(c.read), "个文件", bad)
		}
	}
	if bad := among(c.in.Report.Errors, "摘要"); len(bad) > 0 {
		return tally(Fail, len(c.records), "件", bad)
	}
	if w := among(c.in.Report.Warnings, "摘要", "签名值"); len(w) > 0 {
		return Warn, strings.Join(w[:min(3, len(w))], "；") + "。"
	}
	return Pass, fmt.Sprintf("信息包内 %d 件的数字摘要全部相符。", len(c.records))
}

// longest are the longest texts allowed, in characters.
var longest = map[string]int{"档号": 100, "题名": 500, "文件编号": 100, "责任者": 200, "机构或问题": 100, "附注": 2000, "全宗号": 20}

func (c *checker) length() (Result, string) {
	return c.each(Fail, func(r Record) (bad []string) {
		for _, name := range sortedKeys(longest) {
			if n := utf8.RuneCountInString(r.Value(name)); n > longest[name] {
				bad = append(bad, fmt.Sprintf("%s有 %d 字，超过 %d 字", name, n, longest[name]))
			}
		}
		return bad
	})
}

var (
	fourDigits = regexp.MustCompile(`^[0-9]{4}$`)
	termForm   = regexp.MustCompile(`^(永久|长期|短期|[1-9][0-9]?年|Y|D[1-9][0-9]?)$`)
	codeForm   = regexp.MustCompile(`^[A-Z][0-9]{3}-[A-Z]{2}(·[^\s·-]+)*(-[^\s·-]+)*-[0-9]{3,}$`)
)

func recordDate(r Record) (civil.Date, bool) {
	s := r.Value("日期")
	d, err := civil.ParseLoose(strings.Trim(s, "[]"))
	return d, s != "" && err == nil
}

func (c *checker) format() (Result, string) {
	return c.each(Fail, func(r Record) (bad []string) {
		if s := r.Value("日期"); s != "" {
			if _, ok := recordDate(r); !ok {
				bad = append(bad, "日期 "+show(s)+" 不存在或写法不对")
			}
		}
		if s := r.Value("年度"); s != "" && !fourDigits.MatchString(s) {
			bad = append(bad, "年度 "+show(s)+" 不是四位数字")
		}
		if s := r.Value("页数"); s != "" {
			if n, err := strconv.Atoi(s); err != nil || n < 1 {
				bad = append(bad, "页数 "+show(s)+" 不是正整数")
			}
		}
		return bad
	})
}

func (c *checker) domain() (Result, string) {
	return c.each(Fail, func(r Record) (bad []string) {
		if s := r.Value("密级"); s != "" {
			if _, err := mark.Parse(s); err != nil {
				bad = append(bad, "密级 "+show(s)+" 不在允许的范围内")
			}
		}
		if s := r.Value("保管期限"); s != "" && !termForm.MatchString(s) {
			bad = append(bad, "保管期限 "+show(s)+" 不在规定的范围内")
		}
		for _, name := range []string{"聚合层次", "控制标识", "文件组合类型"} {
			if s := r.Value(name); s != "" && !slices.Contains(eepValues[name], s) {
				bad = append(bad, name+" "+show(s)+" 不在规定的范围内")
			}
		}
		return bad
	})
}

func (c *checker) reason() (Result, string) {
	return c.each(Warn, func(r Record) (bad []string) {
		d, ok := recordDate(r)
		if ok && d.Year < 1900 {
			bad = append(bad, "日期早于 1900 年")
		}
		if ok && !c.s.Now.IsZero() && d.After(civil.DateOf(c.s.Now)) {
			bad = append(bad, "日期 "+d.String()+" 晚于检测当日")
		}
		if y, err := strconv.Atoi(r.Value("年度")); ok && err == nil && (y-d.Year > 1 || d.Year-y > 1) {
			bad = append(bad, fmt.Sprintf("年度 %d 与日期 %s 相差一年以上", y, d))
		}
		if n, err := strconv.Atoi(r.Value("页数")); err == nil && n > 10000 {
			bad = append(bad, fmt.Sprintf("页数 %d 过大", n))
		}
		return bad
	})
}

func (c *checker) characters() (Result, string) {
	return c.each(Fail, func(r Record) (bad []string) {
		for _, name := range []string{"档号", "题名", "文件编号", "责任者", "机构或问题"} {
			s := r.Value(name)
			odd := func(x rune) bool {
				return unicode.IsControl(x) || x == utf8.RuneError || unicode.Is(unicode.Co, x) || x == '\u200b' || x == '\ufeff'
			}
			if !utf8.ValidString(s) || strings.ContainsFunc(s, odd) || strings.TrimSpace(s) != s {
				bad = append(bad, name+" "+show(s)+" 含有控制字符、乱码或首尾空白")
			}
		}
		return bad
	})
}

func (c *checker) code() (Result, string) {
	return c.each(Fail, func(r Record) []string {
		if s := r.Value("档号"); !codeForm.MatchString(s) {
			return []string{"不符合档号编制规则"}
		}
		return nil
	})
}

func (c *checker) duplicates() (Result, string) {
	codes, same := map[string]int{}, map[string]string{}
	var bad, suspect []string
	for _, r := range c.records {
		code := r.Value("档号")
		if codes[code]++; codes[code] == 2 {
			bad = append(bad, "档号 "+show(code)+" 重复")
		}
		keys := []string{"题名和日期\x00" + r.Value("题名") + "\x00" + r.Value("日期")}
		if no := r.Value("文件编号"); no != "" {
			keys = append(keys, "文号\x00"+no)
		}
		for _, key := range keys {
			if other, ok := same[key]; ok {
				what, _, _ := strings.Cut(key, "\x00")
				suspect = append(suspect, code+" 与 "+other+" "+what+"相同")
			} else {
				same[key] = code
			}
		}
	}
	if len(bad) > 0 || len(suspect) == 0 {
		if len(c.records) == 0 {
			return Manual, "信息包中没有读出可检测的元数据，须由人工检测。"
		}
		return tally(Fail, len(c.records), "件", bad)
	}
	return tally(Warn, len(c.records), "件", suspect)
}

func (c *checker) properties() (Result, string) {
	if c.s.Packet == nil {
		if bad := among(c.in.Report.Errors, "登记为", "读不出来"); len(bad) > 0 {
			return tally(Fail, len(c.records), "件", bad)
		}
		return c.packageOnly("信息包内文件的名称和大小与元数据一致。")
	}
	var bad []string
	for _, r := range c.read {
		switch {
		case r.err != nil:
			bad = append(bad, r.code+" "+show(r.f.Name)+" 大小或内容与登记不符")
		case r.f.Size == 0:
		case r.mime != nil && !extensionFits(ext(r.f.Name), r):
			bad = append(bad, r.code+" "+show(r.f.Name)+" 的扩展名与实际格式 "+r.mime.String()+" 不符")
		}
	}
	return tally(Fail, len(c.read), "个文件", bad)
}

// binary are endings whose content has a signature that can be recognised.
var binary = map[string][]string{
	"pdf": {"application/pdf"}, "jpg": {"image/jpeg"}, "jpeg": {"image/jpeg"}, "png": {"image/png"},
	"tif": {"image/tiff"}, "tiff": {"image/tiff"}, "gif": {"image/gif"}, "bmp": {"image/bmp"},
	"docx": {"application/zip"}, "xlsx": {"application/zip"}, "pptx": {"application/zip"}, "ofd": {"application/zip"},
	"zip": {"application/zip"}, "doc": {"application/x-ole-storage", "application/msword"}, "xls": {"application/x-ole-storage"},
	"mp3": {"audio/mpeg"}, "wav": {"audio/wav"}, "mp4": {"video/mp4"},
}

// extensionFits reports whether a file's ending agrees with its first bytes. Only
// formats with a signature are judged.
func extensionFits(ending string, r readFile) bool {
	want := binary[ending]
	if want == nil {
		return true
	}
	for m := r.mime; m != nil; m = m.Parent() {
		if slices.ContainsFunc(want, m.Is) {
			return true
		}
	}
	return false
}

// packageOnly passes a check of a package, unless nothing was read from it.
func (c *checker) packageOnly(evidence string) (Result, string) {
	if len(c.records) == 0 {
		return Manual, "信息包中没有读出可检测的元数据，须由人工检测。"
	}
	return Pass, evidence
}

func (c *checker) linked() (Result, string) {
	return c.each(Warn, func(r Record) []string {
		if len(r.Files) == 0 {
			return []string{"没有电子文件"}
		}
		return nil
	})
}

func (c *checker) lacking(bad Result, names ...string) (Result, string) {
	return c.each(bad, func(r Record) (out []string) {
		for _, n := range names {
			if r.Value(n) == "" {
				out = append(out, "缺"+n)
			}
		}
		return out
	})
}

func (c *checker) elements() (Result, string) {
	return c.lacking(Warn, "聚合层次", "立档单位名称", "电子文件号", "机构或问题", "文件编号", "页数")
}

func (c *checker) required() (Result, string) {
	return c.lacking(Fail, "档号", "题名", "责任者", "日期", "年度", "保管期限", "密级")
}

func (c *checker) process() (Result, string) {
	return c.each(Fail, func(r Record) []string {
		if r.Events == 0 {
			return []string{"没有办理或归档过程的记录"}
		}
		return nil
	})
}

func (c *checker) sequence() (Result, string) {
	classes := map[string]map[int]bool{}
	var bad []string
	for _, r := range c.records {
		code := r.Value("档号")
		i := strings.LastIndexByte(code, '-')
		if i < 0 {
			bad = append(bad, "档号 "+show(code)+" 没有件号")
			continue
		}
		n, err := strconv.Atoi(code[i+1:])
		if err != nil {
			bad = append(bad, "档号 "+show(code)+" 的件号不是数字")
			continue
		}
		if classes[code[:i]] == nil {
			classes[code[:i]] = map[int]bool{}
		}
		classes[code[:i]][n] = true
	}
	for _, class := range sortedKeys(classes) {
		held := classes[class]
		// A class of n numbers without a gap is 1…n; looking further than the
		// first gaps would let one absurd number make the list endless.
		for n, gaps := 1, 0; n <= len(held) && gaps < 10; n++ {
			if !held[n] {
				bad = append(bad, fmt.Sprintf("%s 缺第 %d 号", class, n))
				gaps++
			}
		}
	}
	if len(c.records) == 0 {
		return Manual, "信息包中没有读出可检测的元数据，须由人工检测。"
	}
	return tally(Fail, len(classes), "个类", bad)
}
