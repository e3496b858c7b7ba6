package redaction

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// done does something to a job and goes back to the page that was looked at; what
// was refused is shown there with what was typed.
func (r *Room) done(q *web.Request, form string, do func(who act.Actor, id int64) (string, error)) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	said, err := do(org.Actor(q), id)
	switch k := fault.Of(err); {
	case err == nil:
		page, _ := strconv.Atoi(q.URL.Query().Get("page"))
		return web.Redirect(pageURL(id, page)).Say(ui.OK, said), nil
	case k.Kind == fault.Invalid, k.Kind == fault.Rule:
		return r.showPage(q, form, err)
	}
	return web.Answer{}, err
}

func (r *Room) decidePage(q *web.Request) (web.Answer, error) {
	return r.done(q, "decide", func(who act.Actor, id int64) (string, error) {
		v := q.Values()
		var list []Verdict
		for _, s := range v["hit"] {
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil {
				return "", fault.Field("hit", s, "这一处已不在清单里，请刷新后再办。")
			}
			list = append(list, Verdict{Hit: n, Hide: slices.Contains(v["hide"], s), Ground: v.Get("ground_" + s), Note: v.Get("note_" + s), Elsewhere: slices.Contains(v["elsewhere"], s)})
		}
		n, err := r.Decide(q.Context(), who, id, list)
		return fmt.Sprintf("已保存本页 %d 处的决定。", n), err
	})
}

// Grounded is what every form that hides something asks for.
type Grounded struct {
	Ground    string `form:"ground" label:"理由"`
	Note      string `form:"note" label:"说明" max:"200"`
	Elsewhere bool   `form:"elsewhere" label:"别处可以保留"`
}

type drawForm struct {
	Grounded
	On   int    `form:"on" label:"页" need:"请填写页码。" min:"1" max:"500"`
	Left string `form:"left" label:"左边" need:"请填写左边的毫米数。"`
	Top  string `form:"top" label:"上边" need:"请填写上边的毫米数。"`
	Wide string `form:"wide" label:"宽" need:"请填写宽度的毫米数。"`
	High string `form:"high" label:"高" need:"请填写高度的毫米数。"`
}

func (r *Room) drawPage(q *web.Request) (web.Answer, error) {
	return r.done(q, "draw", func(who act.Actor, id int64) (string, error) {
		in, err := web.Decode[drawForm](q)
		if err != nil {
			return "", err
		}
		var at [4]float64
		var errs []*fault.Error
		for i, x := range []struct{ field, value string }{{"left", in.Left}, {"top", in.Top}, {"wide", in.Wide}, {"high", in.High}} {
			mm, err := strconv.ParseFloat(squeeze(x.value), 64)
			if err != nil || !(mm >= 0 && mm < 5000) || i > 1 && mm < 0.5 {
				errs = append(errs, fault.Field(x.field, x.value, "请填写毫米数，例如 25 或 25.5。"))
			}
			at[i] = mm / pointMM
		}
		if err := fault.Join(errs...); err != nil {
			return "", err
		}
		_, err = r.Draw(q.Context(), who, id, []NewMark{{Page: in.On, Rects: []Rect{{at[0], at[1], at[2], at[3]}}, Ground: in.Ground, Note: in.Note, Elsewhere: in.Elsewhere}})
		return fmt.Sprintf("已在第 %d 页划定一处。", in.On), err
	})
}

type findForm struct {
	Grounded
	Text string `form:"text" label:"要遮盖的字" need:"请填写要遮盖的字。" max:"100"`
}

func (r *Room) findPage(q *web.Request) (web.Answer, error) {
	return r.done(q, "find", func(who act.Actor, id int64) (string, error) {
		in, err := web.Decode[findForm](q)
		if err != nil {
			return "", err
		}
		n, err := r.DrawText(q.Context(), who, id, in.Text, NewMark{Ground: in.Ground, Note: in.Note, Elsewhere: in.Elsewhere})
		return fmt.Sprintf("已遮盖 %d 处。", n), err
	})
}

func (r *Room) erasePage(q *web.Request) (web.Answer, error) {
	return r.done(q, "erase", func(who act.Actor, id int64) (string, error) {
		hit, err := strconv.ParseInt(q.Values().Get("hit"), 10, 64)
		if err != nil {
			return "", fault.Field("hit", q.Values().Get("hit"), "请选择要撤去的地方。")
		}
		return "已撤去。", r.Erase(q.Context(), who, id, hit)
	})
}

func (r *Room) submitPage(q *web.Request) (web.Answer, error) {
	return r.done(q, "submit", func(who act.Actor, id int64) (string, error) {
		j, err := r.Submit(q.Context(), who, id, q.Values().Get("looked") != "")
		return j.Number + " 已提交复核。", err
	})
}

func (r *Room) discardPage(q *web.Request) (web.Answer, error) {
	return r.done(q, "discard", func(who act.Actor, id int64) (string, error) {
		return "已作废。", r.Discard(q.Context(), who, id)
	})
}

func (r *Room) returnPage(q *web.Request) (web.Answer, error) {
	return r.done(q, "return", func(who act.Actor, id int64) (string, error) {
		return "已退回修改。", r.Return(q.Context(), who, id, q.Values().Get("remark"))
	})
}

func (r *Room) confirmPage(q *web.Request) (web.Answer, error) {
	var out Outcome
	a, err := r.done(q, "confirm", func(who act.Actor, id int64) (string, error) {
		var err error
		out, err = r.Confirm(q.Context(), who, id, q.Values().Get("looked") != "")
		if out.State == Clean {
			return "复核无误，无需遮盖，原件可以公开。", err
		}
		return "已生成公开文件，并通过校验。", err
	})
	if err == nil && out.State == Drafting {
		id, _ := q.ID("id")
		return web.Redirect(jobURL(id)).Say(ui.Bad, "没有通过校验，已退回修改："+strings.Join(out.Problems, "；")+"。"), nil
	}
	return a, err
}
