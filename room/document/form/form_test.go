package form_test

import (
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/room/document/form"
)

var bodies = form.Bodies{Bureau: [][]string{{"某区商务局"}}, Office: [][]string{{"办公室"}}, Units: [][]string{{"商贸流通科"}}, Direct: form.ReadBodies("某区人民政府／区政府、某区委"), Departments: form.ReadBodies("某市商务委员会／市商务委"),
	Beyond: form.ReadBodies("某市人民政府"), Below: form.ReadBodies("服务中心")}

func request() form.Draft {
	return form.Draft{Kind: form.Request, Direction: form.Up, Issuer: form.ByBureau, IssuerName: "某区商务局", To: []string{"区政府"}, Title: "某区商务局关于建设农贸市场的请示", Body: []string{"为方便群众，拟建设农贸市场一处。", "妥否，请批示。"}, Matters: []string{"建设农贸市场一处"}}
}

func notice() form.Draft {
	return form.Draft{Kind: "notice", Direction: form.Down, Issuer: form.ByBureau, IssuerName: "某区商务局", To: []string{"服务中心"}, Title: "某区商务局关于做好节日供应的通知", Body: []string{"现将有关事项通知如下。"}}
}

// found looks for a finding of a clause.
func found(list []form.Finding, clause law.ID, advice bool) (form.Finding, bool) {
	for _, f := range list {
		if f.Clause == clause && f.Advice == advice {
			return f, true
		}
	}
	return form.Finding{}, false
}

// The fifteen kinds, each with what it is for and a direction (law.DocumentsKinds).
func TestKinds(t *testing.T) {
	if len(form.Kinds) != 15 {
		t.Fatalf("%d kinds", len(form.Kinds))
	}
	seen := map[string]bool{}
	for _, k := range form.Kinds {
		if k.For == "" || len(k.Directions) == 0 || seen[k.Name] || seen[k.Code] {
			t.Errorf("%+v", k)
		}
		seen[k.Name], seen[k.Code] = true, true
	}
	if list := form.Check(request(), bodies); len(list) != 0 {
		t.Errorf("a good request: %+v", list)
	}
	if list := form.Check(notice(), bodies); len(list) != 0 {
		t.Errorf("a good notice: %+v", list)
	}
}

// Each rule of direction and form has its article, and is an error or an advice.
func TestCheck(t *testing.T) {
	cases := []struct {
		name   string
		draft  form.Draft
		change func(*form.Draft)
		clause law.ID
		advice bool
		say    string
	}{
		{"no kind", request(), func(d *form.Draft) { d.Kind = "letterhead" }, law.DocumentsKinds, false, "十五种"},
		{"no direction", request(), func(d *form.Draft) { d.Direction = "sideways" }, law.DocumentsKinds, false, "方向"},
		{"a request goes down", request(), func(d *form.Draft) { d.Direction = form.Down }, law.DocumentsKinds, false, "请示不能作下行文"},
		{"a bill of a bureau", request(), func(d *form.Draft) {
			d.Kind, d.Direction, d.Title = "bill", form.Level, "某区商务局关于甲的议案"
		}, law.DocumentsKinds, false, "人民政府"},
		{"an order is weighed", notice(), func(d *form.Draft) { d.Kind, d.Title = form.Order, "某区商务局关于甲的命令" }, law.DocumentsKinds, true, "权限"},
		{"a request to a body of no rank", request(), func(d *form.Draft) { d.Direction = form.Level; d.To = []string{"某区财政局"} }, law.DocumentsLetter, false, "用函"},
		{"a notice that wants consent", notice(), func(d *form.Draft) { d.Direction, d.To, d.Consent = form.Level, []string{"某区财政局"}, true }, law.DocumentsLetter, false, "用函"},
		{"two matters", request(), func(d *form.Draft) { d.Matters = []string{"甲", "乙"} }, law.DocumentsOneMatter, false, "2 项"},
		{"no matter", request(), func(d *form.Draft) { d.Matters = nil }, law.DocumentsOneMatter, false, "请写明"},
		{"asks twice in the text", request(), func(d *form.Draft) {
			d.Body = []string{"一是建设市场，请予批准。二是购车一辆，请予审批。", "妥否，请批示。"}
		}, law.DocumentsOneMatter, true, "2 处"},
		{"a report that asks", request(), func(d *form.Draft) {
			d.Kind, d.Title, d.Body = form.Report, "某区商务局关于甲的报告", []string{"工作完成。另，购车一事请予批准。"}
		}, law.DocumentsNoRequestInReport, false, "购车"},
		{"two above", request(), func(d *form.Draft) { d.To = []string{"区政府", "某区委"} }, law.DocumentsOneSuperior, false, "2 个"},
		{"an unknown one above", request(), func(d *form.Draft) { d.To = []string{"某某委员会"} }, law.DocumentsOneSuperior, true, "名单"},
		{"a copy downward", request(), func(d *form.Draft) { d.Copies = []string{"服务中心"} }, law.DocumentsNoCopyDown, false, "服务中心"},
		{"to a leader in person", request(), func(d *form.Draft) { d.To = []string{"张区长"} }, law.DocumentsNoPerson, false, "个人"},
		{"to a leader who gave the task", request(), func(d *form.Draft) { d.To, d.Ordered = []string{"张区长"}, "5月3日现场交办" }, law.DocumentsNoPerson, true, "交办"},
		{"a level skipped", request(), func(d *form.Draft) { d.To = []string{"某市人民政府"} }, law.DocumentsNoSkip, false, "越级"},
		{"a level skipped without copy", request(), func(d *form.Draft) { d.To, d.Beyond = []string{"某市人民政府"}, "抢险" }, law.DocumentsNoSkip, false, "抄送被越过"},
		{"a level skipped with copy", request(), func(d *form.Draft) {
			d.To, d.Beyond, d.Copies = []string{"某市人民政府"}, "抢险", []string{"区政府"}
		}, law.DocumentsNoSkip, true, "理由"},
		{"important, to the superior department", request(), func(d *form.Draft) { d.To, d.Important = []string{"市商务委"}, true }, law.DocumentsConsentFirst, false, "同意或者授权"},
		{"a unit writes outward", notice(), func(d *form.Draft) {
			d.Issuer, d.IssuerName, d.Title = "SMLTK", "商贸流通科", "商贸流通科关于甲的通知"
		}, law.DocumentsOfficeOnly, false, "办公室"},
		{"title without issuer", notice(), func(d *form.Draft) { d.Title = "关于做好节日供应的通知" }, law.DocumentsTitle, false, "发文机关名称"},
		{"title without matter", notice(), func(d *form.Draft) { d.Title = "某区商务局通知" }, law.DocumentsTitle, false, "事由"},
		{"title of another kind", notice(), func(d *form.Draft) { d.Title = "某区商务局关于做好节日供应的函" }, law.DocumentsTitle, false, "文种（通知）"},
		{"title with a stop", notice(), func(d *form.Draft) { d.Title += "。" }, law.DocumentsTitle, true, "标点"},
		{"no text", notice(), func(d *form.Draft) { d.Body = nil }, law.DocumentsTitle, false, "正文"},
		{"nobody signed what goes up", request(), func(d *form.Draft) { d.Final = true }, law.DocumentsSignerNamed, false, "签发人"},
		{"forwarded without opinion", request(), func(d *form.Draft) { d.Forwards = true }, law.DocumentsOpinion, false, "倾向性意见"},
		{"not agreed with others", notice(), func(d *form.Draft) { d.Concerned = []form.Concerned{{Name: "区财政局"}} }, law.DocumentsAgreed, false, "区财政局"},
		{"important, downward", notice(), func(d *form.Draft) { d.Important = true }, law.DocumentsCopyAbove, true, "某区人民政府"},
		{"nobody gets it", notice(), func(d *form.Draft) { d.To = nil }, law.DocumentsRecipients, false, "主送"},
		{"twice", notice(), func(d *form.Draft) { d.Copies = []string{"服务中心"} }, law.DocumentsRecipients, false, "不再抄送"},
		{"to a unit of its own", notice(), func(d *form.Draft) { d.To = []string{"商贸流通科"} }, law.DocumentsRecipients, false, "本局"},
		{"down to what is above", notice(), func(d *form.Draft) { d.To = []string{"区政府"} }, law.DocumentsKinds, false, "上级机关"},
		{"urgency of its own", notice(), func(d *form.Draft) { d.Urgency = "火急" }, law.DocumentsUrgency, false, "特急"},
		{"attachment note with a stop", notice(), func(d *form.Draft) { d.Attached = []string{"供应方案。"} }, law.DocumentsAttached, false, "不加标点"},
		{"a date with zeros", notice(), func(d *form.Draft) { d.Body = []string{"自2026年03月05日起施行。"} }, law.DocumentsDate, true, "03月05日"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := c.draft
			c.change(&d)
			list := form.Check(d, bodies)
			f, ok := found(list, c.clause, c.advice)
			if !ok || !strings.Contains(f.Say, c.say) {
				t.Fatalf("%+v", list)
			}
			if err := form.Errors(list); !c.advice && fault.Of(err).Kind != fault.Invalid {
				t.Errorf("not refused: %v", err)
			}
		})
	}
}

// What is agreed, answered or has its opinion is no error.
func TestCheckPasses(t *testing.T) {
	d := notice()
	d.Concerned = []form.Concerned{{Name: "区财政局", Agreed: true}}
	r := request()
	r.Forwards, r.Opinion, r.Final, r.Signers = true, "同意上报", true, []string{"局长"}
	r.Body = append(r.Body, "附有《关于甲的请示》一份。")
	rep := request()
	rep.Kind, rep.Title, rep.Body = form.Report, "某区商务局关于甲的报告", []string{"依照《关于请批准甲的请示》，工作已经完成。", "以上报告，请审阅。"}
	public := notice()
	public.Kind, public.Direction, public.To, public.Title = "announcement", form.Public, nil, "某区商务局关于甲的通告"
	for _, d := range []form.Draft{d, r, rep, public} {
		if err := form.Errors(form.Check(d, bodies)); err != nil {
			t.Errorf("%s: %v", d.Title, err)
		}
	}
}

// Any bracket is read, one is written; 第 and leading zeros are refused
// (law.DocumentsNumber).
func TestNumber(t *testing.T) {
	for _, s := range []string{"某商务〔2026〕3号", "某商务[2026]3号", "某商务(2026)3号", "某商务（2026） 3 号", "某商务【2026】3号", "某商务［２０２６］３号"} {
		n, err := form.ParseNumber("number", s)
		if err != nil || n.String() != "某商务〔2026〕3号" || n.Sign != "某商务" || n.Year != 2026 || n.Seq != 3 {
			t.Errorf("%s: %v %v", s, n, err)
		}
	}
	for s, say := range map[string]string{"某商务〔2026〕第3号": "第", "某商务〔2026〕03号": "虚位", "〔2026〕3号": "机关代字", "某商务2026年3号": "机关代字", "": "机关代字", "某商务〔0026〕3号": "年份"} {
		_, err := form.ParseNumber("number", s)
		if e := fault.Of(err); err == nil || e.Clause != law.DocumentsNumber || !strings.Contains(e.Safe()+e.Fields[0].Say, say) {
			t.Errorf("%s: %v", s, err)
		}
	}
}

// Dates have no leading zeros (law.DocumentsDate).
func TestDate(t *testing.T) {
	if on, err := form.ParseDate("on", "2026年3月5日"); err != nil || on.String() != "2026-03-05" {
		t.Error(on, err)
	}
	for _, s := range []string{"2026年03月5日", "2026年3月05日", "二〇二六年三月五日", "2026-3-5", "2026年2月30日", ""} {
		if _, err := form.ParseDate("on", s); err == nil || fault.Of(err).Clause != law.DocumentsDate {
			t.Errorf("%s: %v", s, err)
		}
	}
}

// White space and the stop at an end are no substance; a word, a figure and a comma
// within a sentence are (law.DocumentsReview).
func TestSubstance(t *testing.T) {
	a := notice()
	a.Body = []string{"经研究,不同意。", "自3日起。"}
	b := a
	b.Body = []string{"经研究，不同意", " 自3日起。 "}
	if x := form.Substance(a, b); len(x) != 0 {
		t.Error(x)
	}
	for _, change := range []func(d *form.Draft){func(d *form.Draft) { d.Body = []string{"经研究，不，同意。", "自3日起。"} }, func(d *form.Draft) { d.Body = []string{"经研究，不同意。", "自13日起。"} }, func(d *form.Draft) { d.Title += "稿" }, func(d *form.Draft) { d.To = []string{"甲"} }, func(d *form.Draft) { d.Copies = []string{"甲"} }, func(d *form.Draft) { d.Urgency = "特急" }} {
		c := a
		change(&c)
		if x := form.Substance(a, c); len(x) != 1 {
			t.Error(x)
		}
	}
}
