package attendance_test

import (
	"bytes"
	"strings"
	"testing"

	"lantai.internal/base/civil"
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
		holds(b.t, leave, "姓名", "科室", "职务", "参工时间", "请假类别", "一项打√", "年休假", "病假/工伤假", "婚假", "产假/节育假", "事假", "探亲假", "丧假", "其他假",
			"请假期限", "共计：0.5天", "科室负责人意见", "分管领导意见", "备注", "事由：家事", "签字：", "本表交政工科备案", "—（按规定不经此环节）")
		if strings.Contains(leave, "局长意见") {
			b.t.Error("half a day of a clerk's has the director's box")
		}
		y := b.apply("clerk", ask("personal", "03-16 am", "03-20 pm", "家事"))
		pdf.Reset()
		if _, err := b.PrintLeave(b.ctx, b.actors["clerk"], y.ID, &pdf); err != nil {
			b.t.Fatal(err)
		}
		holds(b.t, text(b.t, pdf.String()), "局长意见", "按正文补")

		out, err := b.Travel(b.ctx, b.actors["head"], attendance.Journey{Place: "渝中区", Zone: "city", Purpose: "business", Reason: "送件",
			Since: civil.Must("2026-03-16"), Until: civil.Must("2026-03-17"), AdvanceFen: 120050, Transport: "动车"})
		if err != nil {
			b.t.Fatal(err)
		}
		pdf.Reset()
		if _, err := b.PrintTrip(b.ctx, b.actors["head"], out[0].ID, &pdf); err != nil {
			b.t.Fatal(err)
		}
		holds(b.t, text(b.t, pdf.String()), "科室", "出差人", "出差地点", "渝中区（区外市内）", "事由", "送件", "出差时间", "共2天", "预借差旅费", "1200.50元", "往返交通工具", "动车",
			"审查意见", "分管领导", "审批意见", "局长", "此表作为出差费用报销依据", "出差人留存", "—（按规定不经此环节）")
	})
}
