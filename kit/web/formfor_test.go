package web_test

import (
	"net/url"
	"testing"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

// A form that is shown once more without a fault keeps what was typed; other forms of
// the page do not take it over, whether or not something failed.
func TestAFormShownAgainKeepsWhatWasTyped(t *testing.T) {
	h := newHouse(t, func(c *web.Config) {
		field := func(f *ui.Form, id string) templ.Component {
			f.ID = id
			f.Set("why", "原来的"+id)
			return ui.Input(ui.Field{Form: f, Name: "why", Label: "理由"})
		}
		serve := func(r *web.Request) (web.Answer, error) {
			var failed error
			if r.Values().Get("why") == "错" {
				failed = fault.Field("why", "错", "请改正。")
			}
			asked := r.FormFor("/trial?x=1", failed)
			return r.Desk("试", templ.Join(field(asked, "asked"), field(r.FormFor("/trial/other", nil), "other"), field(r.FormFor("/trial", nil), "twin")))
		}
		c.Pages = append(c.Pages, web.Page{Name: "trial", Method: "GET", Pattern: "/trial", Right: "archive.read", Serve: serve},
			web.Page{Name: "trial.do", Method: "POST", Pattern: "/trial", Right: "archive.read", Serve: serve})
	})
	c := h.signedIn(t)
	form := func(why string) url.Values { return url.Values{"_key": {web.NewKey()}, "why": {why}} }
	value := func(r *webtest.Response, id, want string) {
		t.Helper()
		r.In("input[id=f-"+id+"-why]", webtest.HasValue(want))
	}
	get := c.Get("/trial?why=来自地址").Want(200)
	value(get, "asked", "原来的asked")
	seen := c.Post("/trial", form("打的字")).Want(200)
	value(seen, "asked", "打的字")
	value(seen, "other", "原来的other")
	wrong := c.Post("/trial", form("错")).Want(422)
	value(wrong, "asked", "错")
	value(wrong, "other", "原来的other")
	value(wrong, "twin", "原来的twin")
}
