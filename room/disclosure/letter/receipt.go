package letter

import (
	"io"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/print"
)

// Receipt is the slip that the applicant takes along (回执). It is of use without a
// telephone: the office finds the application by number and code.
type Receipt struct {
	Bureau   string
	Title    string // of the application, between 《》
	Unit     string // that took it in
	Number   string
	Received civil.Date
	Due      civil.Date
	Counted  string // how the last day is counted, in one sentence
	Phone    string
	Code     string // the query code, shown once
	Address  string // where progress can be asked for over the network; empty for none
	Clerk    string // who took it in; empty leaves the place blank
}

// ReceiptClauses are what the slip rests on; the last are the lines that were added.
var ReceiptClauses = []law.ID{law.FoiReceipt, law.FoiRcptTitle, law.FoiRcptUnit, law.FoiRcptDays, law.FoiRcptTel, law.FoiRcptMeta}

// printedCode shows a query code in groups of four, as it is read aloud.
func printedCode(code string) string {
	code = strings.ReplaceAll(code, "-", "")
	var groups []string
	for len(code) > 4 {
		groups = append(groups, code[:4])
		code = code[4:]
	}
	return strings.Join(append(groups, code), "-")
}

// query is what the square code holds.
func (r Receipt) query() string {
	if r.Address != "" {
		return r.Address
	}
	return r.Number + " " + printedCode(r.Code)
}

// draw sets the slip into a space of at least 40 mm height; scale enlarges it. A
// receipt without a number is blank.
func (r Receipt) draw(p *print.Page, in print.Rect, scale float64) {
	p.Text(in.X+in.W/2, in.Y+5, "回　执", print.Style{Size: 13 * scale, Bold: true, Align: print.Center})
	blank := func(text, room string) string {
		if text == "" {
			return room
		}
		return text
	}
	on := func(d civil.Date) string {
		if d.IsZero() {
			return "　　　年　　月　　日"
		}
		return d.Chinese()
	}
	width := in.W
	if r.Code != "" {
		side := 25 * scale
		p.QR(in.X+in.W-side, in.Y+8*scale, side, r.query())
		width -= side + 5
	}
	st := print.Style{Size: 10, LineHeight: 1.45}
	y := in.Y + 8*scale
	set := func(s string, st print.Style) {
		y += p.Box(print.Rect{X: in.X, Y: y, W: width, H: 0.1}, s, print.Style{Size: st.Size * scale, LineHeight: st.LineHeight, VAlign: print.Top, Color: st.Color})
	}
	set("关于《"+blank(r.Title, "　　　　　　　　　　　　　　")+"》的申请已交至（单位）"+blank(r.Unit, "　　　　　　　　　")+"，最迟于"+on(r.Due)+"答复。", st)
	if r.Counted != "" {
		set(r.Counted, print.Style{Size: 8.5, LineHeight: 1.35})
	}
	set("联系电话："+blank(r.Phone, "　　　　　　　　"), st)
	set("编号*："+blank(r.Number, "　　　　　　　　　")+"　收到日期*："+on(r.Received)+"　经办*："+blank(r.Clerk, "　　　　"), st)
	if r.Code != "" {
		set("查询码*："+printedCode(r.Code)+"　凭编号和查询码可以查询办理进度，也可以到受理处查询。查询码只显示这一次。", print.Style{Size: 9, LineHeight: 1.4})
	}
	set("*为增设的栏目。原表印“20个工作日办结”，现印算出的答复日期。", print.Style{Size: 8, LineHeight: 1.3, Color: print.Grey})
}

// ReceiptPDF writes the slip on a sheet of A5. Number, day of receipt, last day and
// title must be there.
func ReceiptPDF(w io.Writer, r Receipt) error {
	var missing []*fault.Error
	for _, x := range []struct {
		field, name string
		empty       bool
	}{{"number", "登记编号", r.Number == ""}, {"received", "收到日期", r.Received.IsZero()}, {"due", "答复日期", r.Due.IsZero()}, {"title", "申请的名称", r.Title == ""}} {
		if x.empty {
			missing = append(missing, fault.Of(fault.Field(x.field, "", "回执没有写"+x.name+"，请填写。")))
		}
	}
	if len(missing) > 0 {
		return fault.Join(missing...)
	}
	d, err := print.New(print.Options{Title: r.Bureau + "政府信息公开申请回执", Author: r.Bureau, Subject: r.Number, Date: r.Received.Time()})
	if err != nil {
		return err
	}
	f := d.Section(print.Section{Size: print.Size{W: 210, H: 148.5}, Margins: print.Margins{Top: 18, Right: 20, Bottom: 15, Left: 20}})
	f.Para(r.Bureau, print.Style{Size: 14, Align: print.Center})
	f.Para("政府信息公开申请", print.Style{Size: 14, Bold: true, Align: print.Center})
	f.Draw(66, func(p *print.Page, in print.Rect) { r.draw(p, print.Rect{X: in.X, Y: in.Y + 2, W: in.W, H: 64}, 1.25) })
	f.Draw(22, func(p *print.Page, in print.Rect) {
		p.Text(in.X+in.W-6, in.Y+12, r.Bureau, print.Style{Size: 11, Align: print.Right})
		p.Text(in.X+in.W-6, in.Y+19, r.Received.Chinese()+"（印章）", print.Style{Size: 11, Align: print.Right})
	})
	return d.Write(w)
}
