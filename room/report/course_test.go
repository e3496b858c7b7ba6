package report_test

import (
	"fmt"
	"strings"
	"testing"

	"lantai.internal/hall/flow"
	"lantai.internal/room/report"
)

func TestTheCourseOfAMatterIsPrintedAndFiled(t *testing.T) {
	each(t, func(b *bureau) {
		x := request()
		x.Kind, x.Units = report.Report, []string{"ZGK"}
		v := b.send("clerk", x)
		site := b.site()
		at := fmt.Sprintf("/flow/cases/%d/course.pdf", v.CaseID)
		for _, login := range []string{"clerk", "head", "political"} { // sender, chain, unit concerned
			if r := b.as(site, login).Get(at).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Errorf("%s: no course", login)
			}
		}
		b.as(site, "colleague").Get(at).Want(404)
		b.as(site, "office").Get(at).Want(404)
		b.do("head", flow.Agree, v.CaseID, "情况属实。")
		b.do("deputy", flow.Agree, v.CaseID, "已阅。")
		if len(b.filed) != 1 || len(b.filed[0].Files) != 2 || b.filed[0].Files[1].Name != v.Number+" 请示报告办理过程单.pdf" {
			t.Fatalf("%+v", b.filed)
		}
	})
}
