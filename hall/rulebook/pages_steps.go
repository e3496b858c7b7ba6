package rulebook

import (
	"net/url"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type noteInput struct {
	Note string `form:"note" label:"理由" max:"300"`
}

type meetingInput struct {
	On        civil.Date `form:"meeting_on" label:"会议日期" need:"请填写会议日期。"`
	Number    string     `form:"meeting_no" label:"会议编号" need:"请填写会议编号，例如“2026年第3次局长办公会”。" max:"60"`
	ForceFrom civil.Date `form:"force_from" label:"施行日期" need:"请填写施行日期。"`
}

// step runs one step of a change and comes back to its page.
func (s *Shelf) step(r *web.Request, name, say string, do func(id int64) error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := do(id); err != nil {
		return s.edition(r, name, err)
	}
	return web.Redirect(editionURL(id)).Say(ui.OK, say), nil
}

func (s *Shelf) send(r *web.Request) (web.Answer, error) {
	return s.step(r, "send", "已送局长办公会，在会议决定以前不能再改。", func(id int64) error { return s.Library.Send(org.Context(r), org.Actor(r), id) })
}

func (s *Shelf) withdraw(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[noteInput](r)
	return s.step(r, "withdraw", "已撤销这次修改，规章不变。", func(id int64) error {
		if err != nil {
			return err
		}
		return s.Library.Withdraw(org.Context(r), org.Actor(r), id, in.Note)
	})
}

func (s *Shelf) giveBack(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[noteInput](r)
	return s.step(r, "return", "已退回起草人修改。", func(id int64) error {
		if err != nil {
			return err
		}
		return s.Library.Return(org.Context(r), org.Actor(r), id, in.Note)
	})
}

func (s *Shelf) approve(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[meetingInput](r)
	return s.step(r, "approve", "已登记会议的决定，待发布。", func(id int64) error {
		if err != nil {
			return err
		}
		return s.Library.Approve(org.Context(r), org.Actor(r), Meeting{ID: id, On: in.On, Number: in.Number, ForceFrom: in.ForceFrom})
	})
}

func (s *Shelf) force(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		From civil.Date `form:"force_from" label:"施行日期"`
	}](r)
	return s.step(r, "force", "已登记施行日期，待发布。", func(id int64) error {
		if err != nil {
			return err
		}
		return s.Library.SetForce(org.Context(r), org.Actor(r), id, in.From)
	})
}

func (s *Shelf) publish(r *web.Request) (web.Answer, error) {
	return s.step(r, "publish", "已发布，自施行日起用于新办的事，正在办的事仍按原来的版本。", func(id int64) error {
		_, err := s.Library.Publish(org.Context(r), org.Actor(r), id)
		return err
	})
}

type draftInput struct {
	Title      string     `form:"title" label:"改什么" max:"80"`
	Reason     string     `form:"reason" label:"修改的理由" max:"1000"`
	WishedFrom civil.Date `form:"wished_from" label:"拟施行日期"`
	Amendment  string     `form:"amendment" label:"修改内容" max:"80000"`
	Clause     string     `form:"clause" label:"要改的条文" max:"80"`
	Add        string     `form:"add" label:"加入"`
}

func (s *Shelf) draftPage(r *web.Request) (web.Answer, error) { return s.draftForm(r, nil, nil) }

// draftForm shows the form: with what was typed, or else with what is stored or
// asked for.
func (s *Shelf) draftForm(r *web.Request, failed error, typed url.Values) (web.Answer, error) {
	f := r.FormFor(r.URL.Path, failed)
	f.Wide = true
	for k, v := range typed {
		f.Values[k] = v
	}
	book, err := s.Library.latest(r.Context(), s.Library.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	back := "/rules/editions"
	if r.PathValue("id") != "" {
		id, err := r.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		e, err := s.Library.Edition(r.Context(), id)
		if err != nil {
			return web.Answer{}, err
		}
		back = editionURL(id)
		f.Set("title", e.Title)
		f.Set("reason", e.Reason)
		f.Set("wished_from", e.WishedFrom.String())
		f.Set("amendment", e.Amendment)
	} else if id := law.ID(r.URL.Query().Get("clause")); id != "" {
		if c, ok := book.Card(id); ok && c.Carried {
			f.Set("title", c.title())
			f.Set("amendment", book.addClause("", id))
		}
	}
	return r.Desk("起草规章修改", draftView(f, back, book))
}

func (s *Shelf) saveDraft(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[draftInput](r)
	if err != nil {
		return s.draftForm(r, err, nil)
	}
	if in.Add != "" {
		return s.addToDraft(r, in)
	}
	e := EditionInput{Title: in.Title, Reason: in.Reason, Amendment: in.Amendment, WishedFrom: in.WishedFrom}
	if r.PathValue("id") != "" {
		if e.ID, err = r.ID("id"); err != nil {
			return web.Answer{}, err
		}
	}
	id, err := s.Library.Draft(org.Context(r), org.Actor(r), e)
	if err != nil {
		return s.draftForm(r, err, nil)
	}
	return web.Redirect(editionURL(id)).Say(ui.OK, "草案已保存，改动、缺陷和试算结果见下。"), nil
}
