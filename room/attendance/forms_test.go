package attendance_test

import (
	"bytes"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/room/attendance"
)

// Both forms have every field of their source (附件1, 附件2), the box of the director
// that 附件2 lacks, and a stroke in the boxes that the chain does not come by.
func TestFormsHaveEveryField(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("personal", "03-12 am", "03-12 am", "家事"))
		var pdf bytes.Buffer
		if _, err := b.PrintLeave(b.ctx, b.actors["clerk"], x.ID, &pdf); err != nil {
			b.t.Fatal(err)
		}
		leave := text(b.t, pdf.String())
		drawn(b.t, leave, map[law.ID]string{law.LeaveFormFName: "姓名", law.LeaveFormFUnit: "科室", law.LeaveFormFPost: "职务", law.LeaveFormFWorkstart: "参工时间",
			law.LeaveFormFType: "请假类别", law.LeaveFormOneType: "一项打√", law.LeaveFormFPeriod: "请假期限", law.LeaveFormFTotal: "共计：0.5天",
			law.LeaveFormFChief: "科室负责人意见", law.LeaveFormFDeputy: "分管领导意见", law.LeaveFormFMissing: "备注事由：家事"})
		holds(b.t, leave, "年休假", "病假/工伤假", "婚假", "产假/节育假", "事假", "探亲假", "丧假", "其他假", "签字：", "本表交政工科备案", "—（按规定不经此环节）")
		if strings.Contains(leave, "局长意见") {
			b.t.Error("half a day of a clerk's has the director's box")
		}
		y := b.apply("clerk", ask("personal", "03-16 am", "03-20 pm", "家事"))
		pdf.Reset()
		if _, err := b.PrintLeave(b.ctx, b.actors["clerk"], y.ID, &pdf); err != nil {
			b.t.Fatal(err)
		}
		drawn(b.t, text(b.t, pdf.String()), map[law.ID]string{law.LeaveFormFHeadGap: "局长意见"})

		out, err := b.Travel(b.ctx, b.actors["head"], attendance.Journey{Place: "渝中区", Zone: "city", Purpose: "business", Reason: "送件",
			Since: civil.Must("2026-03-16"), Until: civil.Must("2026-03-17"), AdvanceFen: 120050, Transport: "动车"})
		if err != nil {
			b.t.Fatal(err)
		}
		pdf.Reset()
		if _, err := b.PrintTrip(b.ctx, b.actors["head"], out[0].ID, &pdf); err != nil {
			b.t.Fatal(err)
		}
		trip := text(b.t, pdf.String())
		drawn(b.t, trip, map[law.ID]string{law.TravelFormFUnit: "科室", law.TravelFormFPerson: "出差人", law.TravelFormFPlace: "出差地点渝中区（区外市内）", law.TravelFormFReason: "事由送件",
			law.TravelFormFPeriod: "出差时间2026年3月16日至2026年3月17日", law.TravelFormFDays: "共2天", law.TravelFormFAdvance: "预借差旅费1200.50元", law.TravelFormFTransport: "往返交通工具动车",
			law.TravelFormFChief: "审查意见", law.TravelFormFDeputy: "分管领导", law.TravelFormFHead: "局长", law.TravelFormFDate: "落款日期年月日", law.TravelFormKeep: "出差人留存"})
		// The date is that of the last step.
		v, err := b.Trip(b.ctx, b.actors["head"], out[0].ID)
		if err != nil {
			b.t.Fatal(err)
		}
		b.agree(v.CaseID, "deputy")
		pdf.Reset()
		if _, err := b.PrintTrip(b.ctx, b.actors["head"], out[0].ID, &pdf); err != nil {
			b.t.Fatal(err)
		}
		drawn(b.t, text(b.t, pdf.String()), map[law.ID]string{law.TravelFormFDate: "落款日期2026年3月9日"})
		holds(b.t, trip, "审批意见", "此表作为出差费用报销依据", "—（按规定不经此环节）")
	})
}

// drawn checks that the fields which these clauses ask for stand on a printed form.
func drawn(t *testing.T, have string, want map[law.ID]string) {
	t.Helper()
	for clause, label := range want {
		if have != "" && !strings.Contains(have, label) {
			t.Errorf("%s: %q is missing in\n%s", clause, label, have)
		}
	}
}
