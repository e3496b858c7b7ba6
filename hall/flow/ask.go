package flow

import (
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// buttons show what would follow first; to send comes once it was shown, unless the
// form may go directly.
func (p Asking) buttons() []ui.Button {
	switch {
	case p.After != nil:
		return []ui.Button{p.Send, p.Show}
	case p.Direct:
		return []ui.Button{p.Show, p.Send}
	}
	p.Show.Look, p.Show.Save = "primary", true
	return []ui.Button{p.Show}
}

// GoesBack says of a returned case that comes back unchanged how it goes on; edition
// is the one of its submission (Case.Edition).
func GoesBack(edition string) ui.Pair {
	return ui.Pair{Key: "去向", Text: "决定程序的内容没有改动，直接送回退回的一步，仍按" + edition + "办理", Wide: true}
}

// Preview answers a script with what would follow from a form. What keeps it from
// being sent is shown in its place; any other error is the answer.
func Preview(q *web.Request, follows func() (*Following, error)) (web.Answer, error) {
	f, err := follows()
	if err != nil {
		e := fault.Of(err)
		if e.Kind != fault.Invalid && e.Kind != fault.Rule && e.Kind != fault.Conflict {
			return web.Answer{}, err
		}
		f = &Following{Fault: sayAll(e)}
	}
	return q.Fragment(followingBox(*f))
}

// sayAll joins what is wrong with several fields.
func sayAll(f *fault.Error) string {
	if len(f.Fields) == 0 {
		return f.Safe()
	}
	var s strings.Builder
	for _, x := range f.Fields {
		s.WriteString(x.Say)
	}
	return s.String()
}
