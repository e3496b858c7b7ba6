package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure"
	"lantai.internal/room/disclosure/letter"
)

// The three application forms, as they stand in their addresses.
const (
	asPerson       = "person"
	asOrganisation = "organisation"
	asRecord       = "record"
)

var formTitles = map[string]string{asPerson: "公民申请公开政府信息", asOrganisation: "法人和其他组织申请公开政府信息", asRecord: "要求更正政府信息记录"}

func (p *Portal) choose(r *web.Request) (web.Answer, error) {
	return r.Portal("依申请公开", choosePage(p, r.FormFor(p.at("/draft"), nil)), nil)
}

func formKind(r *web.Request) (string, error) {
	as := r.PathValue("as")
	if formTitles[as] == "" {
		return "", fault.New(fault.NotFound, "没有这种申请表。请从“依申请公开”选择。")
	}
	return as, nil
}

// fill shows the form.
func (p *Portal) fill(r *web.Request) (web.Answer, error) {
	as, err := formKind(r)
	if err != nil {
		return web.Answer{}, err
	}
	return p.form(r, as, nil, nil)
}

// form shows the form with what was typed: after a refusal, on the way back from
// the checking page, or out of a draft.
func (p *Portal) form(r *web.Request, as string, failed error, draft url.Values) (web.Answer, error) {
	f := r.FormFor(p.at("/apply/"+as), failed)
	for _, k := range append(slices.Clone(fields), "draft") {
		if v, ok := draft[k]; ok {
			f.Set(k, v...)
		} else if v := r.Values()[k]; len(v) > 0 && r.Method == http.MethodPost {
			f.Set(k, v...)
		}
	}
	p.open(f, r.Values().Get("opened"))
	f.Set("paper_kind", disclosure.ResidentCard)
	return r.Portal(formTitles[as], formPage(p, as, f), func(x *ui.Portal) { x.Crumbs = []ui.Link{{Text: "依申请公开", URL: p.at("/apply")}} })
}

// send takes what was typed: to look at it before it is sent, to keep it as a draft,
// or to go on typing.
func (p *Portal) check(r *web.Request) (web.Answer, error) {
	as, err := formKind(r)
	if err != nil {
		return web.Answer{}, err
	}
	switch r.Values().Get("do") {
	case "draft":
		return p.keep(r, as)
	case "edit":
		return p.form(r, as, nil, nil)
	}
	in, err := web.Decode[applyInput](r)
	if err == nil {
		err = p.sound(in, as)
	}
	if err != nil {
		return p.form(r, as, err, nil)
	}
	return p.look(r, as, in, nil)
}

// sound refuses what the room would refuse, before files are asked for.
func (p *Portal) sound(in applyInput, as string) error {
	f := in.filing(as, p)
	if f.Kind == disclosure.Record {
		f.Papers = []disclosure.FiledPaper{{Kind: disclosure.PaperEvidence}} // asked for on the next page
	}
	return f.Check(p.Door.Today(), true)
}

// look shows everything once more, what has been published that is alike, and
// takes the files.
func (p *Portal) look(r *web.Request, as string, in applyInput, failed error) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor(p.at("/apply/"+as+"/send"), failed)
	f.Multipart = true
	for _, k := range append(slices.Clone(fields), "draft") {
		if v := r.Values()[k]; len(v) > 0 {
			f.Set(k, v...)
		}
	}
	p.open(f, r.Values().Get("opened"))
	var alike []*Item
	if as != asRecord {
		alike = s.alike(in.Title + " " + in.Document + " " + in.Features)
	}
	return r.Portal("核对申请", checkPage(p, as, f, in.summary(as), alike), func(x *ui.Portal) { x.Crumbs = []ui.Link{{Text: "依申请公开", URL: p.at("/apply")}} })
}

// keep saves a draft and says how to come back to it.
func (p *Portal) keep(r *web.Request, as string) (web.Answer, error) {
	if ok, _ := p.limits.draft.Allow(web.Neighbourhood(r.Address())); !ok {
		return p.form(r, as, p.over("保存草稿的"), nil)
	}
	kept := url.Values{"as": {as}}
	for _, k := range fields {
		if v := r.Values().Get(k); v != "" {
			kept.Set(k, v)
		}
	}
	code, ok := draftCode(r.Values().Get("draft"))
	if !ok {
		code = ""
	}
	code, until, err := p.SaveDraft(r.Context(), code, kept)
	if err != nil {
		return p.form(r, as, err, nil)
	}
	f := r.FormFor(p.at("/draft"), nil)
	f.Key = web.NewKey()
	f.Set("code", code)
	return r.Portal("草稿已保存", draftPage(p, f, code, until, p.outside(r)+"/draft?code="+code), nil)
}

// openDraft shows the form with what was kept under a code. A wrong code and an
// expired draft have the same answer.
func (p *Portal) openDraft(r *web.Request) (web.Answer, error) {
	typed := r.Values().Get("code")
	if typed == "" && r.Method == http.MethodGet {
		return r.Portal("取回草稿", findDraftPage(p, r.FormFor(p.at("/draft"), nil)), nil)
	}
	again := func(err error) (web.Answer, error) {
		return r.Portal("取回草稿", findDraftPage(p, r.FormFor(p.at("/draft"), err)), nil)
	}
	if ok, _ := p.limits.draft.Allow(web.Neighbourhood(r.Address())); !ok {
		return again(p.over("打开草稿的"))
	}
	code, ok := draftCode(typed)
	var kept url.Values
	if ok {
		var err error
		if kept, _, ok, err = p.Draft(r.Context(), code); err != nil {
			return again(err)
		}
	}
	if !ok {
		return again(fault.Field("code", typed, fmt.Sprintf("没有找到草稿：草稿码写错了，或者已超过 %d 天。请照保存时记下的草稿码核对，也可以重新填写。", DraftDays)))
	}
	as := kept.Get("as")
	if formTitles[as] == "" {
		as = asPerson
	}
	if r.Values().Get("do") == "drop" && r.Method == http.MethodPost {
		if err := p.DropDraft(r.Context(), code); err != nil {
			return again(err)
		}
		return web.Redirect(p.at("/apply")).Say(ui.OK, "草稿已删除。"), nil
	}
	kept.Set("draft", code)
	return p.form(r, as, nil, kept)
}

// fileFields are the file fields of the checking page and what comes in them.
var fileFields = []struct{ name, kind string }{{"identity", disclosure.PaperIdentity}, {"authority", disclosure.PaperAuthority}, {"evidence", disclosure.PaperEvidence}}

type filesInput struct {
	Identity  []*web.Upload `form:"identity"`
	Authority []*web.Upload `form:"authority"`
	Evidence  []*web.Upload `form:"evidence"`
}

// attached inspects the files of a request and puts them into the store.
func (p *Portal) attached(ctx context.Context, field, kind string, list []*web.Upload) (out []disclosure.FiledPaper, err error) {
	for _, u := range list {
		if u.Size == 0 && u.Name == "file" {
			continue // a file field left empty
		}
		f, err := u.Open()
		if err != nil {
			return nil, err
		}
		a, err := Inspect(ctx, p.Reader, u.Name, f, u.Size)
		if err != nil {
			var x *fault.Error
			if errors.As(err, &x) && x.Field == "file" {
				err = fault.Field(field, u.Name, x.Safe())
			}
			return nil, err
		}
		ref, err := p.Files.Put(ctx, bytes.NewReader(a.Content), MaxAttachment*4) // a picture written anew may grow
		if err != nil {
			return nil, err
		}
		out = append(out, disclosure.FiledPaper{Kind: kind, Attachment: flow.Attachment{Name: a.Name, SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}})
	}
	return out, nil
}

// submit hands the application in and shows the receipt at once: with number and
// code, and without any cookie.
func (p *Portal) submit(r *web.Request) (web.Answer, error) {
	as, err := formKind(r)
	if err != nil {
		return web.Answer{}, err
	}
	if r.Values().Get("do") == "edit" {
		return p.form(r, as, nil, nil)
	}
	in, err := web.Decode[applyInput](r)
	if err == nil {
		err = p.sound(in, as)
	}
	if err != nil {
		return p.form(r, as, err, nil)
	}
	filed, err := p.handIn(r, as, in)
	if err != nil {
		return p.look(r, as, in, err)
	}
	ctx := r.Context()
	code, err := p.Room.Code(ctx, filed)
	if err != nil {
		return web.Answer{}, err
	}
	if draft, ok := draftCode(r.Values().Get("draft")); ok {
		if err := p.DropDraft(ctx, draft); err != nil { // the application is in: the draft ends by itself
			slog.WarnContext(ctx, "a draft was not dropped", "err", err)
		}
	}
	if err := p.give(r, filed.Number, code); err != nil {
		return web.Answer{}, err
	}
	qr, err := picture(p.outside(r) + "/progress?n=" + url.QueryEscape(filed.Number))
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor(p.at("/case/confirm"), nil)
	f.Key = web.NewKey()
	return r.Portal("申请已提交", receiptPage(p, f, filed.Number, code, qr), nil)
}

func (p *Portal) handIn(r *web.Request, as string, in applyInput) (disclosure.Filed, error) {
	if err := p.hurried(r); err != nil {
		return disclosure.Filed{}, err
	}
	files, err := web.Decode[filesInput](r)
	if err != nil {
		return disclosure.Filed{}, err
	}
	lists := [][]*web.Upload{files.Identity, files.Authority, files.Evidence}
	n := 0
	for _, l := range lists {
		n += len(l)
	}
	if n > MaxAttachments {
		return disclosure.Filed{}, fault.Field("identity", fmt.Sprint(n), fmt.Sprintf("最多附 %d 个文件，现有 %d 个。其余的可以邮寄或送到窗口。", MaxAttachments, n))
	}
	filing := in.filing(as, p)
	if as == asRecord && len(files.Evidence) == 0 {
		return disclosure.Filed{}, fault.Field("evidence", "", "要求更正记录，请附证明记录有误的材料，可以是照片。")
	}
	if err := p.admit(r, in.identity()); err != nil {
		return disclosure.Filed{}, err
	}
	for i, l := range lists {
		papers, err := p.attached(r.Context(), fileFields[i].name, fileFields[i].kind, l)
		if err != nil {
			return disclosure.Filed{}, err
		}
		filing.Papers = append(filing.Papers, papers...)
	}
	return p.Room.Submit(act.WithKey(r.Context(), sameAs(r, filing)), filing)
}

// sameAs is the idempotency key of an application: the form's key together with
// what it says. Sent twice it is one application; changed, it is another.
func sameAs(r *web.Request, f disclosure.Filing) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%+v", r.Key(), f))
	return hex.EncodeToString(sum[:20])
}

// blank gives the form on paper, to be filled in by hand.
func (p *Portal) blank(*web.Request) (web.Answer, error) {
	return p.paper(letter.Form{Bureau: p.Bureau})
}

func (p *Portal) paper(f letter.Form) (web.Answer, error) {
	var b bytes.Buffer
	if err := letter.FormPDF(&b, f, nil); err != nil {
		return web.Answer{}, err
	}
	return web.File("政府信息公开申请表.pdf", "application/pdf", p.now(), bytes.NewReader(b.Bytes())), nil
}

// onPaper gives the form with what was typed, to be signed and handed in.
func (p *Portal) onPaper(r *web.Request) (web.Answer, error) {
	as, err := formKind(r)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[applyInput](r)
	if err != nil {
		return p.form(r, as, err, nil)
	}
	if ok, _ := p.limits.draft.Allow(web.Neighbourhood(r.Address())); !ok {
		return p.form(r, as, p.over("制作申请表的"), nil)
	}
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	way := disclosure.WayLabel(in.Way)
	if strings.HasPrefix(way, "快递") {
		way = "快递"
	}
	return p.paper(letter.Form{Bureau: p.Bureau, Organisation: as == asOrganisation || in.CreditCode != "", Name: in.Name, Work: in.Work, PaperKind: in.PaperKind, PaperNumber: in.PaperNumber, CreditCode: in.CreditCode,
		Representative: in.Representative, Contact: in.Contact, Phone: in.Phone, Fax: in.Fax, Address: in.Address, Postcode: in.Postcode, Mail: in.Mail, Agent: in.Agent, Class: disclosure.ClassLabel(in.filing(as, p).Class),
		Concerns: in.Concerns, Title: in.Title, Document: in.Document, Features: in.Features, Purpose: in.Purpose, Forms: one(disclosure.FormLabel(in.Form)), Ways: one(way), Help: in.Assistance})
}
