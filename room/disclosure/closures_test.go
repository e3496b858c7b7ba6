package disclosure_test

import (
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/disclosure"
)

// A local order closes the bureau: nothing counts before a leader confirmed it, then
// the last day moves and its handler is told, and it moves back when it is ended.
func TestClosures(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.assign(f.ID)
		due := func() string { return b.see("office", f.ID).Reckoning.Due.String() }
		before := b.see("office", f.ID).Reckoning
		in := disclosure.ClosureInput{From: civil.Must("2026-09-14"), To: civil.Must("2026-09-18"), Title: "关于停止办公的通知", Number: "某府办〔2026〕1号"}
		for _, login := range []string{"office", "clerk", "deputy", "director"} {
			_, err := b.EnterClosure(b.ctx, b.actors[login], in)
			b.refused(err, fault.Forbidden, "")
		}
		chief, deputy := b.actors["chief"], b.actors["deputy"]
		for field, spoil := range map[string]func(*disclosure.ClosureInput){"from": func(x *disclosure.ClosureInput) { x.From = civil.Date{} }, "to": func(x *disclosure.ClosureInput) { x.To = civil.Must("2026-09-13") },
			"title": func(x *disclosure.ClosureInput) { x.Title = " " }, "number": func(x *disclosure.ClosureInput) { x.Number = "" }} {
			bad := in
			spoil(&bad)
			_, err := b.EnterClosure(b.ctx, chief, bad)
			b.refused(err, fault.Invalid, field)
		}
		id, err := b.EnterClosure(b.ctx, chief, in)
		b.ok(err)
		_, err = b.EnterClosure(b.ctx, chief, in)
		b.refused(err, fault.Invalid, "from")
		if due() != before.Due.String() {
			b.t.Fatal("what nobody confirmed counts")
		}
		for _, login := range []string{"chief", "office", "clerk"} {
			b.refused(b.ConfirmClosure(b.ctx, b.actors[login], id), fault.Forbidden, "")
		}
		both := b.actors["director"] // the head of the office who stands in for the director
		both.Login = "chief"
		b.refused(b.ConfirmClosure(b.ctx, both, id), fault.Forbidden, "")
		b.refused(b.ConfirmClosure(b.ctx, deputy, id+7), fault.NotFound, "")
		b.ok(b.ConfirmClosure(b.ctx, deputy, id))
		b.refused(b.ConfirmClosure(b.ctx, b.actors["director"], id), fault.Conflict, "")
		after := b.see("office", f.ID).Reckoning
		if after.Due.String() != "2026-10-16" || after.Left != before.Left || before.Due.String() != "2026-10-10" {
			b.t.Fatal(before.Due, before.Left, after.Due, after.Left)
		}
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if len(w.Moved) != 1 || w.Moved[0] != f.Number {
			b.t.Fatal(w)
		}
		b.todo("由2026年10月10日改为2026年10月16日")

		none := civil.Date{}
		b.refused(b.EndClosure(b.ctx, b.actors["office"], id, none, "误登"), fault.Forbidden, "")
		b.refused(b.EndClosure(b.ctx, chief, id, none, "误登"), fault.Forbidden, "")
		b.refused(b.EndClosure(b.ctx, deputy, id, none, " "), fault.Invalid, "reason")
		b.refused(b.EndClosure(b.ctx, deputy, id, in.To, "提前恢复办公"), fault.Invalid, "last")
		b.ok(b.EndClosure(b.ctx, deputy, id, civil.Must("2026-09-16"), "提前恢复办公"))
		if due() != "2026-10-14" {
			b.t.Fatal("ended early", due())
		}
		b.ok(b.EndClosure(b.ctx, deputy, id, none, "文件撤销"))
		if due() != before.Due.String() {
			b.t.Fatal("void", due())
		}
		list, err := b.Closures(b.ctx)
		b.ok(err)
		if len(list) != 1 || list[0].State != disclosure.ClosureVoid || list[0].Reason != "文件撤销" || list[0].ConfirmedBy != "deputy" {
			b.t.Fatalf("%+v", list)
		}
		again, err := b.EnterClosure(b.ctx, chief, in)
		b.ok(err)
		b.refused(b.EndClosure(b.ctx, chief, again, in.From, "误登"), fault.Invalid, "last")
		b.ok(b.EndClosure(b.ctx, chief, again, none, "误登"))
	})
}

func TestClosurePages(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		chief, deputy, clerk := b.as(site, "chief"), b.as(site, "deputy"), b.as(site, "clerk")
		at := "/disclosure/closures"
		fields := []string{"from", "2026-09-14", "to", "2026-09-18", "title", canary, "number", "某府办〔2026〕1号"}
		clerk.Get(at).Want(200).Without("main form")
		clerk.Post(at+"/enter", k.form(fields...)).Want(403)
		chief.Post(at+"/enter", k.form("from", "2026-09-14", "to", "2026-09-18", "title", canary)).Want(422).In("#summary", webtest.HasText("文号")).In("input[name=title]", webtest.HasValue(canary))
		chief.Post(at+"/enter", k.form(fields...)).Want(303)
		chief.Post(at+"/confirm", k.form("id", "1")).Want(403)
		clerk.Post(at+"/end", k.form("id", "1", "reason", "误登")).Want(403)
		deputy.Get(at).Want(200).In("main", webtest.HasText("待确认"))
		deputy.Post(at+"/confirm", k.form("id", "1")).Want(303)
		deputy.Post(at+"/end", k.form("id", "1")).Want(422).In("#summary", webtest.HasText("理由"))
		deputy.Post(at+"/end", k.form("id", "1", "reason", "文件撤销")).Want(303)
		chief.Get(at).Want(200).In("table", webtest.HasText("已作废")).In("table", webtest.HasText("文件撤销"))
	})
}
