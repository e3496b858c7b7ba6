package letter

import (
	"io"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/kit/print"
)

// Form is what an application form holds (申请表): every field of the book's form
// and those that the Regulation of 2019 added. The zero Form prints blank.
type Form struct {
	Bureau string
	Number string // the register's number, once there is one
	Date   civil.Date

	Organisation bool
	// Of a citizen.
	Name, Work, PaperKind, PaperNumber string
	// Of an organisation; Name is its name.
	CreditCode, Representative, Contact string
	Phone, Fax, Address, Postcode, Mail string

	Agent    string // who applies for another
	Class    string // one of Classes
	Identity bool   // proof of identity is attached

	Concerns string // unit or agency that the information concerns
	Title    string // name of the information
	Document string // its 文号
	Features string // other features
	Purpose  string
	Forms    []string // of FormsOffered
	Ways     []string // of WaysOffered
	Help     string   // assistance wanted
}

// The choices that the form offers.
var (
	// FormsOffered are the forms in which information is given (clause foi.form.provide).
	FormsOffered = []string{"纸面", "电子邮件", "光盘", "磁盘"}
	// WaysOffered are the ways of getting it (clause foi.form.get); 快递 is by the
	// postal enterprise.
	WaysOffered = []string{"邮寄", "快递", "电子邮件", "传真", "自行领取"}
	// Classes are the classes of applicants that the annual report counts.
	Classes = []string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"}
)

// FormClauses are the fields of the book's form, each with its clause.
var FormClauses = []struct {
	Clause law.ID
	Label  string
}{
	{law.FoiFormTitle, "政府信息公开申请表"},
	{law.FoiFormCName, "姓名"}, {law.FoiFormCWork, "工作单位"}, {law.FoiFormCIdtype, "证件名称"}, {law.FoiFormCIdno, "证件号码"}, {law.FoiFormCTel, "联系电话"},
	{law.FoiFormCFax, "传真"}, {law.FoiFormCAddr, "联系地址"}, {law.FoiFormCZip, "邮政编码"}, {law.FoiFormCMail, "电子邮箱"},
	{law.FoiFormOName, "名称"}, {law.FoiFormOCode, "机构代码"}, {law.FoiFormORep, "法人代表"}, {law.FoiFormOContact, "联系人姓名"}, {law.FoiFormOCtel, "联系人电话"},
	{law.FoiFormOFax, "传真"}, {law.FoiFormOAddr, "联系地址"}, {law.FoiFormOZip, "邮政编码"}, {law.FoiFormOMail, "电子邮箱"},
	{law.FoiFormDate, "申请时间"}, {law.FoiFormUnit, "信息涉及单位"}, {law.FoiFormDesc, "所需信息内容描述"}, {law.FoiFormUse, "所需信息用途"},
	{law.FoiFormProvide, "所需信息的指定提供方式"}, {law.FoiFormGet, "获取信息的方式"}, {law.FoiFormNote, "若本机关不能按照指定方式提供"},
	{law.FoiFormMissing, "签名或盖章"},
}

var (
	formMargins = print.Margins{Top: 14, Right: 18, Bottom: 12, Left: 18}
	formLabel   = print.Style{Size: 10, Align: print.Center, LineHeight: 1.2}
	formValue   = print.Style{Size: 10.5, LineHeight: 1.25}
)

const (
	formRow = 7.1 // least height of a row
)

// sheet sets the rows of the form.
type sheet struct {
	f     *print.Flow
	left  float64 // beside a side label
	label float64 // width of a label
}

// FormPDF writes the application form, blank or filled in, with the slip of the
// receipt at its foot (clauses foi.form.*, foi.formtext). r is the receipt of the
// application, or nothing.
func FormPDF(w io.Writer, form Form, r *Receipt) error {
	title := form.Bureau + "政府信息公开申请表"
	d, err := print.New(print.Options{Title: title, Author: form.Bureau, Date: form.Date.Time(), Body: formValue})
	if err != nil {
		return err
	}
	f := d.Section(print.Section{Margins: formMargins, Foot: formFoot})
	f.Para(title, print.Style{Size: 17, Bold: true, Align: print.Center, LineHeight: 1.25})
	number := form.Number
	if number == "" {
		number = "　　　　　　　"
	}
	f.Para("登记编号*："+number, print.Style{Size: 9, Align: print.Right, LineHeight: 1.3})
	f.Skip(1)
	s := &sheet{f: f, label: 24}
	s.applicant(form)
	s.wanted(form)
	f.Skip(1.5)
	f.Para("注：若本机关不能按照指定方式提供，可采用其他方式。快递经邮政企业办理。填表可以请工作人员代笔；书写有困难的，可以口头申请。", print.Style{Size: 8.5, LineHeight: 1.3})
	f.Para("标有*的是原表没有、照现行条例或者为便于办理而增设的栏目；“名称、文号、其他特征”三栏至少填一栏。一件申请只提一项内容，便于按期答复。", print.Style{Size: 8.5, LineHeight: 1.3})
	s.slip(form, r)
	return d.Write(w)
}

func formFoot(p *print.Page, no, of int) {
	if of > 1 {
		p.Text(p.Size.W/2, p.Size.H-7, print.PageOf(no, of), print.Style{Size: 9, Align: print.Center})
	}
}

type entry struct{ label, value string }

// line is one row of labelled cells beside the side labels.
func (s *sheet) line(height float64, cells ...entry) {
	width := (s.f.Width() - s.left) / float64(len(cells))
	for _, c := range cells {
		height = max(height, s.f.Height(c.value, formValue, width-s.label-3)+2.4)
	}
	s.f.Draw(height, func(p *print.Page, in print.Rect) {
		x := in.X + s.left
		for _, c := range cells {
			p.Frame(print.Rect{X: x, Y: in.Y, W: s.label, H: height}, 0.2)
			p.Frame(print.Rect{X: x + s.label, Y: in.Y, W: width - s.label, H: height}, 0.2)
			p.Fit(print.Rect{X: x + 0.6, Y: in.Y, W: s.label - 1.2, H: height}, c.label, formLabel, 7)
			p.Box(print.Rect{X: x + s.label + 1.5, Y: in.Y, W: width - s.label - 3, H: height}, c.value, formValue)
			x += width
		}
	})
}

// beside sets rows with an upright label at their left; the rows stay on one page.
func (s *sheet) beside(name string, x, width float64, rows func()) {
	from, page := s.f.Y(), s.f.Number()
	left := s.left
	s.left = x + width
	rows()
	s.left = left
	if s.f.Number() != page {
		from = formMargins.Top
	}
	p := s.f.Page()
	r := print.Rect{X: s.f.Left() + x, Y: from, W: width, H: s.f.Y() - from}
	p.Frame(r, 0.2)
	p.Column(r, name, print.Style{Size: 10}, 7)
}

func (s *sheet) applicant(form Form) {
	c, o := Form{}, Form{}
	if form.Organisation {
		o = form
	} else {
		c = form
	}
	s.beside("申请人信息", 0, 8, func() {
		s.beside("公民", 8, 8, func() {
			s.line(formRow, entry{"姓名", c.Name}, entry{"工作单位", c.Work})
			s.line(formRow, entry{"证件名称", c.PaperKind}, entry{"证件号码", c.PaperNumber})
			s.line(formRow, entry{"联系电话", c.Phone}, entry{"传真", c.Fax})
			s.line(formRow, entry{"联系地址", c.Address}, entry{"邮政编码", c.Postcode})
			s.line(formRow, entry{"电子邮箱", c.Mail})
		})
		s.beside("法人/其它组织", 8, 8, func() {
			s.line(formRow, entry{"名称", o.Name}, entry{"机构代码", o.CreditCode})
			s.line(formRow, entry{"法人代表", o.Representative}, entry{"联系人姓名", o.Contact})
			s.line(formRow, entry{"联系人电话", o.Phone}, entry{"传真", o.Fax})
			s.line(formRow, entry{"联系地址", o.Address}, entry{"邮政编码", o.Postcode})
			s.line(formRow, entry{"电子邮箱", o.Mail})
		})
		s.beside("增设*", 8, 8, func() {
			s.line(formRow, entry{"代理人*", form.Agent}, entry{"身份证明*", tick([]string{"已附"}, choose(form.Identity, "已附"))})
			s.line(10, entry{"申请人类别*", tick(Classes, choose(form.Class != "", form.Class))})
		})
	})
	date := ""
	if !form.Date.IsZero() {
		date = form.Date.Chinese()
	}
	s.line(formRow, entry{"申请时间", date}, entry{"信息涉及单位", form.Concerns})
}

func (s *sheet) wanted(form Form) {
	s.beside("所需信息情况", 0, 16, func() {
		s.beside("所需信息内容描述", 16, 16, func() {
			s.line(9, entry{"名称*", form.Title})
			s.line(formRow, entry{"文号*", form.Document})
			s.line(19, entry{"其他特征*", form.Features})
		})
		s.line(11, entry{"所需信息用途\n（可以不填）", form.Purpose})
		wide := s.label
		s.label = 50
		s.line(formRow, entry{"所需信息的指定提供方式（可选）", tick(FormsOffered, form.Forms)})
		s.line(formRow, entry{"获取信息的方式（可选）", tick(WaysOffered, form.Ways)})
		s.line(formRow, entry{"阅读、视听的帮助*", form.Help})
		s.label = wide
	})
	s.line(11, entry{"申请人签名\n或盖章*", ""}, entry{"签名日期*", "　　　年　　月　　日"})
}

// choose gives the word as a list if it is chosen.
func choose(on bool, word string) []string {
	if on {
		return []string{word}
	}
	return nil
}

// tick prints the choices with a box before each, those made ticked.
func tick(all, made []string) string {
	var s []string
	for _, c := range all {
		box := "□"
		if slices.Contains(made, c) {
			box = "■"
		}
		s = append(s, box+c)
	}
	return strings.Join(s, "  ")
}

// slip is the receipt to be torn off.
func (s *sheet) slip(form Form, r *Receipt) {
	if r == nil {
		r = &Receipt{Bureau: form.Bureau, Title: form.Title}
	}
	const height = 43
	s.f.Skip(1)
	s.f.Draw(height, func(p *print.Page, in print.Rect) {
		middle := in.X + in.W/2
		p.LineIn(in.X-10, in.Y+1.5, middle-14, in.Y+1.5, 0.2, print.Grey, true)
		p.LineIn(middle+14, in.Y+1.5, in.X+in.W+10, in.Y+1.5, 0.2, print.Grey, true)
		p.Text(middle, in.Y+2.4, "沿此线撕下", print.Style{Size: 7.5, Color: print.Grey, Align: print.Center})
		r.draw(p, print.Rect{X: in.X, Y: in.Y + 3, W: in.W, H: height - 3}, 1)
	})
}
