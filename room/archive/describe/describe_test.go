package describe

import (
	"slices"
	"strings"
	"testing"
)

const notice = `000012
特急
重庆市綦江区商务局文件

綦商务［2012］０15号            签发人：局长

重庆市綦江区商务局
关于做好2012年国庆节成品油市场供应工作的
通  知

各成品油经营企业，局属各科室、站（中心）：

根据2012年9月1日全市会议精神和《中华人民共和国保守国家秘密法》，现将有关事项通知如下。机密事项另行通知。
一、切实做好供应
二〇一二年十月一日前完成。

附件：1. 检查表

重庆市綦江区商务局
二〇一二年九月十八日

附件1
检查表
2012年10月8日

抄送：区政府办公室
重庆市綦江区商务局办公室    2012年9月20日印发
`

func TestOrdinaryNotice(t *testing.T) {
	d := Describe(Source{Name: "扫描/国庆供应通知20120930.docx", Body: notice})
	check := func(what string, f Found, want string, atLeast Confidence) {
		t.Helper()
		if f.Value != want || f.Confidence < atLeast || f.Evidence == "" {
			t.Errorf("%s: %+v, want %s", what, f, want)
		}
	}
	check("title", d.Title, "重庆市綦江区商务局关于做好2012年国庆节成品油市场供应工作的通知", Sure)
	check("number", d.DocNo, "綦商务〔2012〕15号", Sure)
	check("issuer", d.Issuer, "重庆市綦江区商务局", Sure)
	check("date", d.Date, "2012-09-18", Sure)
	check("kind", d.Kind, "通知", Sure)
	if d.Mark.Value != "" || d.Classified() {
		t.Errorf("the word in running text is no mark: %+v", d.Mark)
	}
	if d.Year() != 2012 {
		t.Errorf("year %d", d.Year())
	}
	if len(d.Keywords) == 0 || !slices.Contains(d.Keywords, "通知") {
		t.Errorf("keywords %v", d.Keywords)
	}
}

func TestDates(t *testing.T) {
	for name, c := range map[string]struct{ name, body, want string }{
		"head, several":          {"x(2001-01-01).md", "# 某条例\n\n（2012年5月25日某市人大常委会第一次会议通过 2019年3月29日第二次会议修订 2019年4月1日公布 自2019年6月1日起施行）\n\n第一条 为了", "2019-04-01"},
		"force only":             {"x(2001-01-01).md", "# 某条例\n\n2019年6月1日 施行\n\n第一条 自2018年1月1日起", "2001-01-01"},
		"foot":                   {"", "关于某事的通知\n各科室：\n正文一句。\n某某区商务局\n2012年5月4日", "2012-05-04"},
		"same line":              {"", "关于某事的函\n正文一句。\n某某区商务局      2012 年 5 月 4 日", "2012-05-04"},
		"Chinese figures":        {"", "关于某事的函\n正文一句。\n某某区商务局\n二○一二年十二月三十一日", "2012-12-31"},
		"twenty-somethings":      {"", "关于某事的函\n正文一句。\n某某区商务局\n二零一二年十一月廿九日", "2012-11-29"},
		"no such day":            {"a 2012-05-04.txt", "关于某事的函\n正文一句。\n某某区商务局\n2012年2月30日", "2012-05-04"},
		"masked":                 {"", "档案工作总结\n正文一句。\n重庆市綦江区商务局201*年9月25日", ""},
		"running text":           {"", "关于某事的函\n你单位2012年3月1日来函收悉。现答复如下。", ""},
		"printing day":           {"", "关于某事的函\n正文一句。\n某某区商务局办公室  2012年9月20日印发", ""},
		"receipt and validity":   {"", "关于某事的函\n收文日期：2012年9月20日\n有效期至2015年1月1日\n正文一句。", ""},
		"meeting day":            {"", "会议纪要\n时间：2012年9月20日\n地点：三楼\n正文一句。", ""},
		"file name, compact":     {"20120504关于某事的通知.pdf", "", "2012-05-04"},
		"file name, Chinese":     {"关于某事的通知（2012年5月4日）.pdf", "", "2012-05-04"},
		"file name, long number": {"扫描件201205041122.pdf", "", ""},
		"file name, impossible":  {"通知2012-02-30.pdf", "", ""},
		"full-width":             {"", "通知\n正文一句。\n某区商务局\n２０１２年５月４日", "2012-05-04"},
		"points":                 {"", "通知\n正文一句。\n某区商务局\n2012.5.4", "2012-05-04"},
		"minutes":                {"", "局长办公会会议纪要\n2012年5月4日上午，局长主持召开办公会，研究通过了三件事项，现纪要如下。\n一、略", ""},
		"minutes, afternoon":     {"", "局长办公会会议纪要\n2012年5月4日下午3时召开\n某某区商务局\n2012年5月9日", "2012-05-09"},
		"two organs":             {"", "关于某事的通知\n各单位：\n正文一句。\n某某区商务局\n某某区财政局\n2012年5月4日", "2012-05-04"},
		"title in brackets":      {"x(2003-03-03).md", "# 某条例\n2001年1月1日 《关于执行2002年2月2日办法的决定》修订\n第一条", "2001-01-01"},
	} {
		if d := Describe(Source{Name: c.name, Body: c.body}); d.Date.Value != c.want {
			t.Errorf("%s: %+v, want %q", name, d.Date, c.want)
		}
	}
	joint := Describe(Source{Body: "关于某事的通知\n各单位：\n正文一句。\n某某区商务局\n某某区财政局\n2012年5月4日"})
	if joint.Issuer.Value != "某某区商务局、某某区财政局" {
		t.Errorf("two organs sign: %+v", joint.Issuer)
	}
	d := Describe(Source{Name: "某条例(2020-01-01).md", Body: "# 某条例\n\n2019年1月1日 国务院发布\n\n第一条 x"})
	if d.Date.Value != "2019-01-01" || !strings.Contains(d.Date.Evidence, "2020-01-01") {
		t.Errorf("a contradiction of the file's name must be told: %+v", d.Date)
	}
}

func TestMarks(t *testing.T) {
	for in, want := range map[string]string{
		"机密\n某局文件\n关于某事的通知":                           "机密",
		"000001\n机 密★10年\n关于某事的通知":                    "机密★10年",
		"000001  秘密★5年\n特急\n关于某事的通知":                  "秘密★5年",
		"绝密★长期\n关于某事的通知":                              "绝密★长期",
		"某局文件\n密级：秘密\n关于某事的通知":                        "秘密",
		"关于某事的通知\n各单位：\n正文。\n机密★1年":                   "机密★1年",
		"# 保守国家秘密法实施条例\n第一条 为了保守国家秘密":                 "",
		"# 秘密工作条例\n秘密、机密、绝密三级":                        "",
		"# 某办法\n第一条 国家秘密的标志为“密级★保密期限”":                "",
		"# 某办法\n第一条 x\n第二条 应当标注“机密★”字样":               "",
		"关于机密文件管理的通知\n各单位：\n不得泄露机密。":                  "",
		"内部资料 注意保存\n关于某事的通知":                          "内部",
		"【机密】\n关于某事的通知":                               "机密",
		"工作秘密\n关于某事的通知":                               "工作秘密",
		"关于某事的通知\n密级：公开":                              "",
		"第一条 x\n" + strings.Repeat("正文\n", 30) + "秘密": "",
	} {
		d := Describe(Source{Body: in})
		if d.Mark.Value != want {
			t.Errorf("%q: mark %+v, want %q", in, d.Mark, want)
		}
		secret := want != "" && want != "内部" && want != "工作秘密"
		if d.Classified() != secret {
			t.Errorf("%q: classified %v", in, d.Classified())
		}
	}
	body := "关于某事的通知\n" + strings.Repeat("正文\n", 40)
	if d := Describe(Source{Pages: []string{body, "秘密\n附表"}}); d.Mark.Value != "秘密" {
		t.Errorf("the top of a later page is a mark's place too: %+v", d.Mark)
	}
}

func TestDocNo(t *testing.T) {
	for in, want := range map[string]string{
		"綦商务（2012）5号\n关于某事的通知":                                   "綦商务〔2012〕5号",
		"綦商务﹝2012﹞第005号\n关于某事的通知":                                "綦商务〔2012〕5号",
		"渝商务发[2012] 105 号\n关于某事的通知":                              "渝商务发〔2012〕105号",
		"# 某办法\n2003年3月1日 公安部令第70号发布\n第一条 x":                     "公安部令第70号",
		"# 某办法\n1997年4月10日 海关总署第61号令发布\n第一条 x":                   "海关总署令第61号",
		"# 某条例\n2000年1月1日 国务院令第1号公布\n2010年1月1日 国务院令第2号修订\n第一条 x": "国务院令第2号",
		"商务部公告2012年第7号\n关于某事的公告":                                 "商务部公告2012年第7号",
		"关于某事的通知\n各单位：\n按綦商务〔2012〕5号执行。":                         "",
		"关于转发《綦府办〔2012〕3号文》的通知\n各单位：":                            "",
	} {
		if d := Describe(Source{Body: in}); d.DocNo.Value != want {
			t.Errorf("%q: %+v, want %q", in, d.DocNo, want)
		}
	}
}

func TestNormaliseDocNo(t *testing.T) {
	for _, group := range [][]string{
		{"綦商务〔2012〕5号", "綦商务［2012］５号", "綦商务(2012)05号", "綦商务（２０１２） 第 5 号", "綦商务【2012】5号", " 綦 商务[2012]005号"},
		{"国务院令第772号", "中华人民共和国国务院令 第772号", "国务院第772号令", "国务院令772号"},
		{"商务部公告2012年第7号", "商务部公告 2012 年第 07 号"},
		{"〔2012〕5", "(2012) 5", "[2012]第05"},
	} {
		for _, s := range group {
			if NormaliseDocNo(s) != NormaliseDocNo(group[0]) {
				t.Errorf("%q → %q, %q → %q", s, NormaliseDocNo(s), group[0], NormaliseDocNo(group[0]))
			}
		}
	}
	if k := NormaliseDocNo("綦商务〔2010〕100号"); k != "綦商务〔2010〕100号" {
		t.Errorf("inner zeros must stay: %s", k)
	}
}

func TestOrder(t *testing.T) {
	d := Describe(Source{Name: "x.pdf", Body: "中华人民共和国国务院令\n第 772 号\n《中华人民共和国档案法实施条例》已经2023年12月29日国务院第22次常务会议通过，现予公布，自2024年3月1日起施行。\n总理\n2024年1月12日\n中华人民共和国档案法实施条例\n第一章 总则\n第一条 根据"})
	if d.DocNo.Value != "中华人民共和国国务院令第772号" || d.Title.Value != "中华人民共和国档案法实施条例" || d.Date.Value != "2024-01-12" || d.Issuer.Value != "中华人民共和国国务院" {
		t.Errorf("%+v", d)
	}
	d = Describe(Source{Name: "x.pdf", Body: "中华人民共和国商务部公告\n2012年第7号\n现公布结果。\n商务部\n2012年2月1日"})
	if d.DocNo.Value != "中华人民共和国商务部公告2012年第7号" || d.Title.Value != d.DocNo.Value || d.Date.Value != "2012-02-01" {
		t.Errorf("%+v", d)
	}
	d = Describe(Source{Body: "商务简报\n第 12 期\n綦江区商务局办公室编  2012年4月1日\n【工作动态】\n我区一季度消费品零售总额增长"})
	if d.Issuer.Value != "綦江区商务局办公室" || d.Title.Value != "商务简报" || d.Date.Value != "2012-04-01" {
		t.Errorf("%+v", d)
	}
}

// TestLongLines: a text of a megabyte without line breaks, or with nothing but
// them, must not hold anything up.
func TestLongLines(t *testing.T) {
	for _, s := range []string{strings.Repeat("国", 1<<19), strings.Repeat("令", 1<<19), strings.Repeat("2012年5月4日", 1<<16), strings.Repeat("局\n", 1<<17), strings.Repeat("(", 1<<20),
		"2012年5月4日 " + strings.Repeat("国、", 1<<18)} {
		Describe(Source{Name: s[:min(len(s), 300)], Body: s})
	}
}

func TestGaps(t *testing.T) {
	var s []DocNo
	for _, no := range []string{"綦商务〔2012〕3号", "綦商务〔2012〕4号", "綦商务〔2012〕7号", "綦商务〔2012〕4号", "綦商务〔2013〕1号", "綦商函〔2012〕1号", "某局令第8号", "某局令第11号"} {
		d, ok := SplitDocNo(no)
		if !ok {
			t.Fatalf("cannot split %s", no)
		}
		if d.String() != no {
			t.Errorf("%s written back as %s", no, d)
		}
		s = append(s, d)
	}
	want := []Gap{{"某局令", 0, 9, 10}, {"綦商务", 2012, 1, 2}, {"綦商务", 2012, 5, 6}}
	if got := Gaps(s); !slices.Equal(got, want) {
		t.Errorf("gaps %v, want %v", got, want)
	}
	if r := Repeats(s); len(r) != 1 || r[0].Number != 4 {
		t.Errorf("repeats %v", r)
	}
	if n := (Gap{"綦商务", 2012, 1, 999999}).Numbers(2); !slices.Equal(n, []string{"綦商务〔2012〕1号", "綦商务〔2012〕2号"}) {
		t.Errorf("numbers %v", n)
	}
	for _, bad := range []string{"", "无文号", "〔2012〕5号", "綦商务〔2012〕0号"} {
		if d, ok := SplitDocNo(bad); ok {
			t.Errorf("SplitDocNo(%q) = %v", bad, d)
		}
	}
}

func TestKindOf(t *testing.T) {
	for in, want := range map[string]string{
		"关于印发《某管理办法》的通知": "通知", "某管理办法（试行）": "办法", "某办法(试行)（2012年修订）": "办法", "关于同意某事的批复": "批复",
		"局长办公会会议纪要": "纪要", "关于某事的复函": "函", "2012年工作总结": "总结", "某市人民政府令": "令", "某事": "", "": "",
	} {
		if got := KindOf(in); got != want {
			t.Errorf("KindOf(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestSilentText(t *testing.T) {
	d := Describe(Source{})
	if d.Title.Value != "" || d.Date.Value != "" || d.DocNo.Value != "" || d.Issuer.Value != "" || d.Kind.Value != "" || d.Mark.Value != "" || d.Keywords != nil {
		t.Errorf("nothing in, something out: %+v", d)
	}
	d = Describe(Source{Name: "dir\\IMG_0001.jpg"})
	if d.Title.Value != "IMG_0001" || d.Title.Confidence == Sure {
		t.Errorf("a bare name: %+v", d.Title)
	}
	d = Describe(Source{Name: "a.txt", Body: "綦商务〔2012〕9号\n关于某事的通知\n各单位：", Issuers: map[string]string{"綦商务": "重庆市綦江区商务局"}})
	if d.Issuer.Value != "重庆市綦江区商务局" || d.Issuer.Confidence != Likely {
		t.Errorf("issuer by prefix: %+v", d.Issuer)
	}
}

func FuzzDescribe(f *testing.F) {
	f.Add("通知(2012-05-04).md", notice)
	f.Add("", "\x00\xff《〔2012〕号")
	f.Add("2012年", "# \n（2012年2月30日")
	f.Fuzz(func(t *testing.T, name, body string) {
		d := Describe(Source{Name: name, Body: body})
		if d.Date.Value != "" && d.Day().IsZero() {
			t.Fatalf("a date that is none: %q", d.Date.Value)
		}
		for _, x := range []Found{d.Title, d.DocNo, d.Issuer, d.Date, d.Kind, d.Mark} {
			if (x.Value == "") != (x.Confidence == None) {
				t.Fatalf("value without confidence or the reverse: %+v", x)
			}
		}
	})
}
