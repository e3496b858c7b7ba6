// Package web is the machinery of server-rendered pages: a list of pages becomes
// a Site, an http.Handler that identifies, permits, reads, serves, and answers
// errors in one place. It knows nothing of bureaus.
//
// A room declares its pages and serves each with a typed struct in and a
// component out:
//
//	func Pages(a *Archive) []web.Page {
//		return []web.Page{
//			{Name: "archive.item.edit", Method: "GET", Pattern: "/archive/items/{id}/edit", Right: "archive.describe", Serve: a.editPage},
//			{Name: "archive.item.save", Method: "POST", Pattern: "/archive/items/{id}/edit", Right: "archive.describe", Serve: a.save},
//		}
//	}
//
//	type itemInput struct {
//		Title string     `form:"title" label:"题名" need:"请填写题名。" max:"300"`
//		Pages int        `form:"pages" label:"页数" min:"1" max:"9999"`
//		Made  civil.Date `form:"made" label:"文件日期"`
//	}
//
//	func (a *Archive) editPage(r *web.Request) (web.Answer, error) { return a.edit(r, nil) }
//
//	// edit shows the form: with what is stored, or, after a refusal, with what
//	// was typed and what is wrong with it, under status 422 or 409.
//	func (a *Archive) edit(r *web.Request, failed error) (web.Answer, error) {
//		id, err := r.ID("id")
//		if err != nil {
//			return web.Answer{}, err
//		}
//		item, err := a.read(r.Context(), id)
//		if err != nil {
//			return web.Answer{}, err // one place makes the error page
//		}
//		form := r.FormFor(r.URL.Path, failed)
//		form.Set("title", item.Title) // never overwrites what was typed
//		return r.Desk("修改题名", editForm(form, item))
//	}
//
//	func (a *Archive) save(r *web.Request) (web.Answer, error) {
//		in, err := web.Decode[itemInput](r)
//		if err == nil {
//			err = a.describe(r.Context(), r.Key(), in) // the key makes a repeat harmless
//		}
//		if err != nil {
//			return a.edit(r, err)
//		}
//		return web.Redirect("/archive/items/7").Say(ui.OK, "已改题名，原题名留在台账。"), nil
//	}
//
// and in a templ file:
//
//	templ editForm(f *ui.Form, it Item) {
//		@ui.PageHead(ui.Head{Title: "修改题名", Crumbs: []ui.Link{{Text: "档案", URL: "/archive"}}})
//		@ui.Card("") {
//			@ui.FormBox(f) {
//				@ui.Fields() {
//					@ui.Input(ui.Field{Form: f, Name: "title", Label: "题名"})
//					@ui.Input(ui.Field{Form: f, Name: "made", Label: "文件日期", Kind: ui.Date, Half: true})
//				}
//				@ui.Actions(ui.Button{Label: "保存修改", Look: "primary", Save: true})
//			}
//		}
//	}
//
// What the machinery sees to, so that rooms need not: the right is checked before
// anything is read and every refusal goes to Config.OnDenied; a change must come
// from our own pages (Origin or Sec-Fetch-Site) and carry the form's key; bodies
// are bounded and paced; an answer is rendered whole before a byte is sent; an
// error shows its Safe text and a trace number, never its insides; nothing is
// cached unless Shared says so; all addresses sent to the browser stay on the site.
//
// A cell corrected in place (ui.Row.Edit, ui.Cell.Field) arrives as a POST with
// the fields field, value and _key and the header Accept: application/json.
// Answer with JSON(map[string]string{"text": shown}), or return an error: its
// text appears in the cell. Pasted tables (ui.Table.Paste) arrive as one field
// tsv. Drafts (ui.Form.Draft) arrive as the form itself; answer with Text of the
// time of saving. Each of these has its ordinary page for browsers without scripts.
package web
