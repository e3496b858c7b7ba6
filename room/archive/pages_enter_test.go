package archive_test

import (
	"context"
	"html"
	"io"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

// enterForm signs somebody in by name, for browsers.
func enterForm(f *ui.Form) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<form method="post" action="/enter" id="enter"><input type="hidden" name="_key" value="`+html.EscapeString(f.Key)+`"><input type="text" name="login"><button class="btn">进入</button></form>`)
		return err
	})
}

func noRight() *fault.Error { return fault.New(fault.Forbidden, "没有权限打开此页") }

type uploadFile = webtest.File

func fileOf(name, content string) uploadFile {
	return uploadFile{Field: "files", Name: name, Content: []byte(content)}
}
