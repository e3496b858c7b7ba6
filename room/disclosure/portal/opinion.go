package portal

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// ReadOpinions lets the office read and deal with what the public says.
const ReadOpinions act.Right = "disclosure.opinions"

var opinionColumns = []string{"number", "about", "words", "contact", "sent_on", "answer", "answered_on", "answered_by"}

func init() {
	act.DeclareRights(ReadOpinions)
	org.NameRights(map[act.Right]string{ReadOpinions: "处理公众对信息公开的意见建议"})
	act.Watch("disclosure_opinion", "number", "about", "sent_on", "answer", "answered_on", "answered_by")
}

// opinionKinds are what an opinion is about, in order.
var opinionKinds = []ui.Option{{Value: "content", Label: "公开的内容"}, {Value: "service", Label: "申请的办理"}, {Value: "guide", Label: "网页和指南"}, {Value: "other", Label: "其他"}}

func opinionLabel(about string) string {
	if i := slices.IndexFunc(opinionKinds, func(o ui.Option) bool { return o.Value == about }); i >= 0 {
		return opinionKinds[i].Label
	}
	return ""
}

// Opinion is what somebody of the public said.
type Opinion struct {
	ID         int64      `db:"id"`
	Number     string     `db:"number"`
	About      string     `db:"about"`
	Words      string     `db:"words"`
	Contact    string     `db:"contact"`
	SentOn     civil.Date `db:"sent_on"`
	Answer     string     `db:"answer"`
	AnsweredOn civil.Date `db:"answered_on"`
	AnsweredBy string     `db:"answered_by"`
}

func (o *Opinion) values() []any {
	return []any{o.Number, o.About, o.Words, o.Contact, o.SentOn, o.Answer, o.AnsweredOn, o.AnsweredBy}
}

type opinionInput struct {
	About   string `form:"about" label:"关于"`
	Words   string `form:"words" label:"意见建议" need:"请写下意见建议。" max:"2000"`
	Contact string `form:"contact" label:"联系方式" max:"200"`
}

var sendOpinion = act.Define(act.Spec[opinionInput, string]{Name: "portal.opinion.send", Label: "提交公众意见", Open: "everybody may say what they think of the disclosure of information", Basis: []law.ID{law.FoiReportPublic},
	Do: func(tx *act.Tx, in opinionInput) (string, act.Entry, error) {
		in.Words, in.Contact = db.Trimmed(in.Words), db.Trimmed(in.Contact)
		if opinionLabel(in.About) == "" {
			return "", act.Entry{}, fault.Field("about", in.About, "请选择意见是关于什么的。")
		}
		if in.Words == "" {
			return "", act.Entry{}, fault.Field("words", "", "请写下意见建议。")
		}
		if err := mark.Refuse("words", in.Words); err != nil {
			return "", act.Entry{}, err
		}
		id, err := tx.Next("disclosure_opinion")
		if err != nil {
			return "", act.Entry{}, err
		}
		n, err := tx.Next(fmt.Sprintf("disclosure.意.%d", tx.Today.Year))
		if err != nil {
			return "", act.Entry{}, err
		}
		o := Opinion{Number: fmt.Sprintf("%d-意-%04d", tx.Today.Year, n), About: in.About, Words: in.Words, Contact: in.Contact, SentOn: tx.Today}
		if err := act.Insert(tx, "disclosure_opinion", id, opinionColumns, o.values()); err != nil {
			return "", act.Entry{}, err
		}
		return o.Number, act.Entry{Subject: act.Subject("disclosure_opinion", id), Summary: "收到公众意见 " + o.Number + "，关于" + opinionLabel(in.About)}, nil
	}})

type answerIn struct {
	p      *Portal
	id     int64
	answer string
}

var answerOpinion = act.Define(act.Spec[answerIn, bool]{Name: "portal.opinion.answer", Label: "处理公众意见", Right: ReadOpinions, Basis: []law.ID{law.FoiReportPublic},
	Do: func(tx *act.Tx, in answerIn) (bool, act.Entry, error) {
		o, ok, err := act.Locked[Opinion](tx, q.SQL("opinion"), in.id)
		subject := act.Subject("disclosure_opinion", in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		if !ok || !in.p.handles(tx.Actor) {
			return false, act.Entry{}, act.OutOfReach(subject)
		}
		if !o.AnsweredOn.IsZero() {
			return false, act.Entry{}, fault.New(fault.Conflict, o.Number+" 已由"+o.AnsweredBy+"处理。")
		}
		if o.Answer = db.Trimmed(in.answer); o.Answer == "" {
			return false, act.Entry{}, fault.Field("answer", "", "请写明怎样处理的。")
		}
		o.AnsweredOn, o.AnsweredBy = tx.Today, tx.Actor.Name
		if _, err := db.Exec(tx.Ctx, tx, "UPDATE disclosure_opinion SET answer = $2, answered_on = $3, answered_by = $4 WHERE id = $1", in.id, o.Answer, o.AnsweredOn, o.AnsweredBy); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("disclosure_opinion", in.id)
		return true, act.Entry{Subject: subject, Summary: "处理公众意见 " + o.Number}, nil
	}})

// SendOpinion takes in what somebody thinks and gives its number.
func (p *Portal) SendOpinion(ctx context.Context, about, words, contact string) (string, error) {
	return sendOpinion.Run(ctx, p.Door, stranger, opinionInput{about, words, contact})
}

// AnswerOpinion writes down what was done about an opinion. Only the office may.
func (p *Portal) AnswerOpinion(ctx context.Context, who act.Actor, id int64, answer string) error {
	_, err := answerOpinion.Run(ctx, p.Door, who, answerIn{p, id, answer})
	return err
}

// handles reports whether somebody belongs to the unit that deals with opinions.
func (p *Portal) handles(who act.Actor) bool {
	return who.May(ReadOpinions) && who.Unit != "" && who.Unit == p.Office
}

// Opinions lists what the public said, to the office: what is open first.
func (p *Portal) Opinions(ctx context.Context, who act.Actor) ([]Opinion, error) {
	if !p.handles(who) {
		return nil, nil
	}
	return db.All[Opinion](ctx, p.Door.Reader(), q.SQL("opinions"))
}

func (p *Portal) opinions(r *web.Request) (web.Answer, error) { return p.opinionForm(r, nil) }

func (p *Portal) opinionForm(r *web.Request, failed error) (web.Answer, error) {
	f := r.FormFor(p.at("/opinions"), failed)
	p.open(f, r.Values().Get("opened"))
	return r.Portal("意见建议", opinionPage(p, f), nil)
}

func (p *Portal) opinionSend(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[opinionInput](r)
	if err == nil {
		err = p.hurried(r)
	}
	if err == nil {
		if ok, _ := p.limits.submit.Allow("opinion " + web.Neighbourhood(r.Address())); !ok {
			err = p.over("提交意见的")
		}
	}
	number := ""
	if err == nil {
		number, err = p.SendOpinion(org.Context(r), in.About, in.Words, in.Contact)
	}
	if err != nil {
		return p.opinionForm(r, err)
	}
	return web.Redirect(p.at("/opinions")).Say(ui.OK, "意见已收到，编号 "+number+"。留了联系方式的，处理后会告诉您。"), nil
}

// DeskPages are the pages of the portal that staff use.
func (p *Portal) DeskPages() []web.Page {
	return []web.Page{
		{Name: "disclosure.opinions", Method: http.MethodGet, Pattern: "/opinions", Right: string(ReadOpinions), Serve: func(r *web.Request) (web.Answer, error) { return p.opinionDesk(r, nil) }},
		{Name: "disclosure.opinions.answer", Method: http.MethodPost, Pattern: "/opinions/{id}", Right: string(ReadOpinions), Serve: func(r *web.Request) (web.Answer, error) {
			id, err := r.ID("id")
			if err != nil {
				return web.Answer{}, err
			}
			if err := p.AnswerOpinion(org.Context(r), org.Actor(r), id, r.Values().Get("answer")); err != nil {
				return p.opinionDesk(r, err)
			}
			return web.Redirect("/opinions").Say(ui.OK, "已记下处理情况。"), nil
		}},
	}
}

func (p *Portal) opinionDesk(r *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(r)
	if !p.handles(who) {
		return r.Desk("公众意见", templ.Join(ui.PageHead(ui.Head{Title: "公众意见"}), ui.EmptyBox(ui.Empty{Title: "没有权限查看", Text: "公众意见里有来信人的联系方式，由办公室处理。"})))
	}
	list, err := p.Opinions(r.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	forms := map[int64]*ui.Form{}
	for _, o := range list {
		if o.AnsweredOn.IsZero() {
			action := fmt.Sprintf("/opinions/%d", o.ID)
			var mine error
			if r.URL.Path == action {
				mine = failed
			}
			f := r.FormFor(action, mine)
			f.ID = fmt.Sprint(o.ID)
			forms[o.ID] = f
		}
	}
	return r.Desk("公众意见", opinionsDeskPage(list, forms))
}
