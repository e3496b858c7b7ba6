package meeting

import "lantai.internal/kit/web/ui"

// prints are the papers of the meeting, in both forms.
func (v *page) prints() {
	type paper struct{ name, label string }
	var list []paper
	if len(v.items) > 0 {
		list = append(list, paper{PaperNotice, "通知"}, paper{PaperAgenda, "议程"})
	}
	list = append(list, paper{PaperSignIn, "签到表"})
	if v.m.OpenedAt != 0 {
		list = append(list, paper{PaperAttendance, "出席情况表"})
	}
	if v.m.State == Signed && !v.curtained || len(v.minutes) > 0 && (v.clerk(v.k) || v.signs()) {
		list = append(list, paper{PaperMinutes, v.k.Paper.Word})
	}
	p := ui.Part{Title: "打印"}
	for _, x := range list {
		url := v.m.URL() + "/print/" + x.name
		p.Files = append(p.Files, ui.FileRow{Format: "PDF", Name: x.label, Preview: url + ".pdf", Download: url + ".docx", Meta: []string{"下载的是 DOCX"}})
	}
	v.add(p)
}
