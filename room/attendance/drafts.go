package attendance

import (
	"fmt"

	"lantai.internal/hall/flow"
	"lantai.internal/kit/db"
)

// leaveText is the request as its form has it (附件2), for the drafts of its case.
func (s *scene) leaveText(l Leave) []flow.Line {
	text := []flow.Line{{Label: "姓名", Text: l.Name}, {Label: "科室", Text: l.UnitName}, {Label: "职务", Text: l.Post}, {Label: "请假类别", Text: KindLabel(l.Kind)},
		{Label: "请假期限", Text: l.Span()}, {Label: "共计", Text: DaysText(l.Halves)}, {Label: "事由", Text: l.Reason}, {Label: "合并审批", Text: l.Joined}}
	if l.Wish {
		text = append(text, flow.Line{Label: "年休假抵扣", Text: "病假用年休假抵扣"})
	}
	if l.Extends != 0 {
		// What it extends is one of the own leaves; without it the text says less.
		from, _, err := db.Maybe[Leave](s.ctx, s.rd, leaveSelect+" WHERE id = $1", l.Extends)
		if err == nil {
			text = append(text, flow.Line{Label: "续假", Text: from.Number})
		}
	}
	return text
}

// text is the request as its form has it (附件1), for the drafts of its case.
func (t Trip) text() []flow.Line {
	return []flow.Line{{Label: "出差人", Text: t.Name}, {Label: "科室", Text: t.UnitName}, {Label: "职务", Text: t.Post}, {Label: "同行", Text: t.Companions}, {Label: "出差地点", Text: t.Place + "（" + zoneLabels[t.Zone] + "）"},
		{Label: "性质", Text: purposeLabels[t.Purpose]}, {Label: "事由", Text: t.Reason}, {Label: "出差时间", Text: t.Since.Chinese() + "至" + t.Until.Chinese()}, {Label: "共计", Text: fmt.Sprintf("%d 天", t.Days)},
		{Label: "预借差旅费", Text: Yuan(t.AdvanceFen) + " 元"}, {Label: "往返交通工具", Text: t.Transport}}
}
