package portal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"golang.org/x/text/width"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure"
)

// picture is a square code as a picture that stands in the page itself.
func picture(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fault.Wrap("portal.code", fault.Internal, err)
	}
	side := code.Bounds().Dx()
	if code, err = barcode.Scale(code, side*4, side*4); err != nil {
		return "", fault.Wrap("portal.code", fault.Internal, err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, code); err != nil {
		return "", fault.Wrap("portal.code", fault.Internal, err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

var typedNumber = regexp.MustCompile(`^(\d{4})[- ]*(申|更)?[- ]*(\d{1,4})$`)

// number reads an application's number as people type it.
func number(typed string) string {
	s := strings.NewReplacer("—", "-", "–", "-", "－", "-").Replace(width.Narrow.String(strings.TrimSpace(typed)))
	m := typedNumber.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	if m[2] == "" {
		m[2] = "申"
	}
	return fmt.Sprintf("%s-%s-%04s", m[1], m[2], m[3])
}

func (p *Portal) access(r *web.Request, t ticket) disclosure.Access {
	return disclosure.Access{Number: t.Number, Code: t.Code, Address: web.Neighbourhood(r.Address())}
}

func (p *Portal) progress(r *web.Request) (web.Answer, error) { return p.ask(r, nil) }

func (p *Portal) ask(r *web.Request, failed error) (web.Answer, error) {
	f := r.FormFor(p.at("/progress"), failed)
	f.Set("n", r.URL.Query().Get("n"))
	return r.Portal("查进度、取答复", progressPage(p, f), nil)
}

// enter takes number and code. A wrong number and a wrong code are answered alike.
func (p *Portal) enter(r *web.Request) (web.Answer, error) {
	if ok, _ := p.limits.look.Allow(web.Neighbourhood(r.Address())); !ok {
		return p.ask(r, p.over("查询的"))
	}
	t := ticket{Number: number(r.Values().Get("n")), Code: r.Values().Get("c")}
	if t.Number == "" || strings.TrimSpace(t.Code) == "" {
		return p.ask(r, fault.Field("n", "", "请填写申请编号和查询码。"))
	}
	if len(t.Number) > 40 || len(t.Code) > 80 {
		return p.ask(r, fault.Field("n", "", "申请编号或者查询码太长，请照回执核对。"))
	}
	if _, err := p.Room.Progress(r.Context(), p.access(r, t)); err != nil {
		return p.ask(r, shut(err))
	}
	if err := p.give(r, t.Number, t.Code); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(p.at("/case")), nil
}

// shut makes the room's answer to a wrong number or code one that shows on the form.
func shut(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, fault.Of(err).Safe())
	}
	return err
}

// inCase is a page of somebody who has shown number and code.
func (p *Portal) inCase(serve func(*web.Request, disclosure.Access) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
	return func(r *web.Request) (web.Answer, error) {
		t, ok := p.shown(r)
		if !ok {
			return p.ask(r, fault.New(fault.Invalid, "请先输入申请编号和查询码。刚才已经输入过的，可能超过了 20 分钟，或者浏览器不保存 Cookie。"))
		}
		a, err := serve(r, p.access(r, t))
		if err != nil && fault.Is(err, fault.NotFound) && r.Page.Name == "portal.case" {
			p.leave(r) // the code was renewed meanwhile
			return p.ask(r, shut(err))
		}
		if err == nil && r.Page.Name != "portal.case.leave" {
			err = p.give(r, t.Number, t.Code)
		}
		return a, err
	}
}

func (p *Portal) showCase(r *web.Request, x disclosure.Access) (web.Answer, error) {
	return p.caseWith(r, x, nil)
}

func (p *Portal) caseWith(r *web.Request, x disclosure.Access, failed error) (web.Answer, error) {
	g, err := p.Room.Progress(r.Context(), x)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Portal(g.Number+" 办理情况", casePage(p, r.FormFor(p.at("/case"), failed), g), func(f *ui.Portal) { f.Meta = append(f.Meta, noIndex) })
}

var noIndex = ui.Meta{Name: "robots", Content: "noindex"}

func (p *Portal) receipt(r *web.Request, x disclosure.Access) (web.Answer, error) {
	b, name, err := p.Room.Receipt(r.Context(), x)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(name, "application/pdf", p.now(), bytes.NewReader(b)), nil
}

func (p *Portal) casePaper(r *web.Request, x disclosure.Access) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	paper, f, err := p.Room.Answer(r.Context(), x, id)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(paper.Name, reader.Claimed(paper.Name).MIME(), p.now(), f), nil
}

func (p *Portal) confirm(r *web.Request, x disclosure.Access) (web.Answer, error) {
	if err := p.Room.ConfirmByApplicant(org.Context(r), x); err != nil {
		return p.caseWith(r, x, err)
	}
	return web.Redirect(p.at("/case")).Say(ui.OK, "已记下您的确认。本局也确认后，收到之日就定下来了。"), nil
}

func (p *Portal) quit(r *web.Request) (web.Answer, error) {
	p.leave(r)
	return web.Redirect(p.at("/progress")).Say(ui.OK, "已退出。再查要重新输入编号和查询码。"), nil
}

// step is one thing that an applicant does to an application, with its page.
type step struct {
	path, title, text, label string
	files                    bool
	button                   ui.Button
	may                      func(disclosure.Progress) bool
	do                       func(*web.Request, disclosure.Access, string, []disclosure.FiledPaper) error
	done                     string
}

func (p *Portal) steps() []step {
	return []step{
		{path: "/case/supplement", title: "补充材料或说明", label: "补充的内容", files: true, button: ui.Button{Label: "提交", Look: "primary"}, may: func(g disclosure.Progress) bool { return g.ToSupplement },
			do: func(r *web.Request, x disclosure.Access, words string, papers []disclosure.FiledPaper) error {
				return p.Room.Supplement(org.Context(r), x, words, papers)
			}, done: "补充的内容已收到。"},
		{path: "/case/withdraw", title: "撤回申请", text: "撤回后本局不再办理这件申请。以后需要，可以重新申请。", label: "原因", button: ui.Button{Label: "撤回申请", Look: "danger"}, may: func(g disclosure.Progress) bool { return g.MayWithdraw },
			do: func(r *web.Request, x disclosure.Access, words string, _ []disclosure.FiledPaper) error {
				return p.Room.Withdraw(org.Context(r), x, words)
			}, done: "申请已撤回。"},
		{path: "/case/complain", title: "投诉、举报", text: "认为本局没有依法办理的，可以在这里投诉或者举报，也可以向上级行政机关、监察机关投诉，或者依法申请行政复议、提起行政诉讼。", label: "投诉的内容", button: ui.Button{Label: "提交", Look: "primary"}, may: func(g disclosure.Progress) bool { return g.MayComplain },
			do: func(r *web.Request, x disclosure.Access, words string, _ []disclosure.FiledPaper) error {
				return p.Room.Complain(org.Context(r), x, words, r.URL.Query().Get("query") != "")
			}, done: "已收到，结果会在这里答复。"},
	}
}

func (p *Portal) stepForm(s step, failed func(*web.Request) error) func(*web.Request, disclosure.Access) (web.Answer, error) {
	return func(r *web.Request, x disclosure.Access) (web.Answer, error) {
		g, err := p.Room.Progress(r.Context(), x)
		if err != nil {
			return web.Answer{}, err
		}
		if !s.may(g) {
			return web.Redirect(p.at("/case")).Say(ui.Warn, "这件申请现在的状态是“"+g.State+"”，不能办理“"+s.title+"”。"), nil
		}
		title, text, action := s.title, s.text, p.at(s.path)
		if text == "" {
			text = g.Waits
		}
		if r.URL.Query().Get("query") != "" {
			title, text, action = "质疑不公开的决定", "认为要求公开的信息不属于不公开范围的，请写明理由。本局会说明依据。", action+"?query=1"
		}
		f := r.FormFor(action, failed(r))
		f.Multipart = s.files
		p.open(f, r.Values().Get("opened"))
		return r.Portal(title, stepPage(p, title, text, f, s.label, s.files, s.button), func(f *ui.Portal) {
			f.Crumbs, f.Meta = []ui.Link{{Text: g.Number, URL: p.at("/case")}}, append(f.Meta, noIndex)
		})
	}
}

type stepInput struct {
	Words  string        `form:"words" label:"内容" max:"2000"`
	Papers []*web.Upload `form:"papers"`
}

func (p *Portal) stepDo(s step) func(*web.Request, disclosure.Access) (web.Answer, error) {
	return func(r *web.Request, x disclosure.Access) (web.Answer, error) {
		err := p.stepTaken(r, s, x)
		if err != nil {
			return p.stepForm(s, func(*web.Request) error { return err })(r, x)
		}
		return web.Redirect(p.at("/case")).Say(ui.OK, s.done), nil
	}
}

func (p *Portal) stepTaken(r *web.Request, s step, x disclosure.Access) error {
	in, err := web.Decode[stepInput](r)
	if err != nil {
		return err
	}
	if err := p.hurried(r); err != nil {
		return err
	}
	if len(in.Papers) > MaxAttachments {
		return fault.Field("papers", fmt.Sprint(len(in.Papers)), fmt.Sprintf("最多附 %d 个文件。", MaxAttachments))
	}
	if in.Words == "" && !s.files {
		return fault.Field("words", "", "请写明内容。")
	}
	if ok, _ := p.limits.submit.Allow("step " + web.Neighbourhood(r.Address())); !ok {
		return p.over("提交的")
	}
	papers, err := p.attached(r.Context(), "papers", disclosure.PaperSupplement, in.Papers)
	if err != nil {
		return err
	}
	return onPage(s.do(r, x, in.Words, papers))
}

// onPage gives the room's names of fields as they stand on the page.
func onPage(err error) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err
	}
	names := map[string]string{"note": "words", "files": "papers", "file": "papers"}
	c := *e
	if n := names[c.Field]; n != "" {
		c.Field = n
	}
	c.Fields = slices.Clone(e.Fields)
	for i, f := range c.Fields {
		if n := names[f.Field]; n != "" {
			c.Fields[i].Field = n
		}
	}
	return &c
}

// casePages are the pages behind number and code.
func (p *Portal) casePages() []web.Page {
	const byCode = "凭申请编号和查询码"
	one := func(name, method, pattern string, serve func(*web.Request, disclosure.Access) (web.Answer, error)) web.Page {
		return web.Page{Name: "portal." + name, Method: method, Pattern: pattern, Public: byCode, Serve: p.inCase(serve)}
	}
	pages := []web.Page{
		{Name: "portal.progress", Method: http.MethodGet, Pattern: "/progress", Public: byCode, Serve: p.progress},
		{Name: "portal.progress.enter", Method: http.MethodPost, Pattern: "/progress", Public: byCode, Serve: p.enter},
		one("case", http.MethodGet, "/case", p.showCase),
		one("case.receipt", http.MethodGet, "/case/receipt.pdf", p.receipt),
		one("case.paper", http.MethodGet, "/case/papers/{id}", p.casePaper),
		one("case.confirm", http.MethodPost, "/case/confirm", p.confirm),
		{Name: "portal.case.leave", Method: http.MethodPost, Pattern: "/case/leave", Public: byCode, Serve: p.quit},
	}
	for _, s := range p.steps() {
		name := "case." + strings.TrimPrefix(s.path, "/case/")
		pages = append(pages, one(name, http.MethodGet, s.path, p.stepForm(s, func(*web.Request) error { return nil })))
		send := one(name+".send", http.MethodPost, s.path, p.stepDo(s))
		if s.files {
			send.Upload, send.Files, send.AtOnce = MaxAttachments*MaxAttachment, MaxAttachments+1, atOnce
		}
		pages = append(pages, send)
	}
	return pages
}

// atOnce is how many may send files at the same time.
const atOnce = 16

// applyPages are the pages of applying.
func (p *Portal) applyPages() []web.Page {
	const apply = "任何人都可以申请公开政府信息"
	one := func(name, method, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "portal." + name, Method: method, Pattern: pattern, Public: apply, Serve: serve}
	}
	send := one("apply.send", http.MethodPost, "/apply/{as}/send", p.submit)
	send.Upload, send.Files, send.AtOnce = MaxAttachments*MaxAttachment, MaxAttachments+3, atOnce
	return []web.Page{
		one("apply", http.MethodGet, "/apply", p.choose),
		one("apply.blank", http.MethodGet, "/apply/form.pdf", p.blank),
		one("apply.form", http.MethodGet, "/apply/{as}", p.fill),
		one("apply.check", http.MethodPost, "/apply/{as}", p.check),
		one("apply.send.form", http.MethodGet, "/apply/{as}/send", func(r *web.Request) (web.Answer, error) {
			return web.Redirect(p.at("/apply/" + url.PathEscape(r.PathValue("as")))), nil
		}),
		send,
		one("apply.paper", http.MethodPost, "/apply/{as}/paper", p.onPaper),
		one("draft", http.MethodGet, "/draft", p.openDraft),
		one("draft.open", http.MethodPost, "/draft", p.openDraft),
	}
}
