package release

import (
	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// done answers a form of an item's page.
func (r *Room) done(q *web.Request, form, say string, err error) (web.Answer, error) {
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, r.seen(q, err)
		}
		return r.itemPage(q, form, err)
	}
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(itemURL(id)).Say(ui.OK, say), nil
}

func (r *Room) attachPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		Files    []*web.Upload `form:"files" label:"文件"`
		Source   *web.Upload   `form:"source" label:"原件"`
		Withheld string        `form:"withheld" label:"不公开的部分和依据" max:"2000"`
	}
	if v, err := r.Item(q.Context(), org.Actor(q), id); err != nil || !v.Own {
		return web.Answer{}, r.seen(q, orHidden(err))
	}
	in, err := web.Decode[input](q)
	var list []File
	if err == nil {
		list, err = r.takeIn(q, in.Files, in.Source, in.Withheld)
	}
	if err == nil {
		err = r.Attach(org.Context(q), org.Actor(q), id, list)
	}
	return r.done(q, "files", "文件已收存。", err)
}

// orHidden is an error, or that the row is not the viewer's.
func orHidden(err error) error {
	if err == nil {
		return fault.New(fault.NotFound, "没有这项信息，或者不由您办理。")
	}
	return err
}

func (r *Room) detachPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	file, err := q.ID("file")
	if err != nil {
		return web.Answer{}, err
	}
	return r.done(q, "files", "文件已去掉。", r.Detach(org.Context(q), org.Actor(q), id, file))
}

func (r *Room) itemFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	file, err := q.ID("file")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Item(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	for _, x := range v.Files {
		if x.ID == file {
			b, err := r.Files.Open(q.Context(), x.SHA256)
			if err != nil {
				return web.Answer{}, err
			}
			return web.File(x.Name, "application/octet-stream", clock.FromMicros(x.MadeAt), b), nil
		}
	}
	return web.Answer{}, r.seen(q, orHidden(nil))
}

func (r *Room) itemSend(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[requestInput](q)
	var v Review
	if err == nil {
		v, err = r.SendItem(org.Context(q), org.Actor(q), Sending{Item: id, Secret: in.Secret, Origin: in.Origin, Joint: in.Joint, Lead: in.Lead, Partners: in.Partners, Expired: in.Expired, Note: in.Note}, "")
	}
	return r.done(q, "send", "已送审，编号 "+v.Number+"。", err)
}

func (r *Room) publishPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		Channels []string `form:"channels" label:"公开渠道"`
		Note     string   `form:"note" label:"备注" max:"200"`
	}
	in, err := web.Decode[input](q)
	var i Item
	if err == nil {
		i, err = r.Publish(org.Context(q), org.Actor(q), id, in.Channels, in.Note)
	}
	return r.done(q, "publish", "已公开，索引号 "+i.Index+"。", err)
}

func (r *Room) versionPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		On   civil.Date `form:"on" label:"变更日期"`
		What string     `form:"what" label:"变更了什么" max:"200"`
	}
	in, err := web.Decode[input](q)
	if err == nil {
		_, err = r.NewVersion(org.Context(q), org.Actor(q), id, in.On, in.What)
	}
	return r.done(q, "version", "已登记变更，请修改文本后送审。", err)
}

func (r *Room) withdrawPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		Why  string `form:"why" label:"理由" max:"300"`
		Hide bool   `form:"hide" label:"不再显示名称"`
	}
	in, err := web.Decode[input](q)
	if err == nil {
		_, err = r.Withdraw(org.Context(q), org.Actor(q), id, in.Why, in.Hide)
	}
	return r.done(q, "withdraw", "已撤下，索引号和理由留存。", err)
}

func (r *Room) examinePage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	type input struct {
		Result string `form:"result" label:"结果"`
		Reason string `form:"reason" label:"理由" max:"500"`
	}
	in, err := web.Decode[input](q)
	if err == nil {
		_, err = r.Examine(org.Context(q), org.Actor(q), id, in.Result, in.Reason)
	}
	return r.done(q, "examine", "评估已登记。", err)
}
