package rulebook

import (
	"net/url"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// day is the day whose rules are asked for; today if none is, or if it cannot be
// read, which the form then says.
type day struct {
	on    civil.Date
	today civil.Date
	fault error
	book  *Book
	froms []civil.Date // first days of the editions, the book as it came first
}

func (s *Shelf) day(r *web.Request) (day, error) {
	v := day{today: s.Library.Door.Today()}
	v.on = v.today
	if q := r.URL.Query().Get("on"); q != "" {
		if d, err := civil.ParseLoose(q); err == nil {
			v.on = d
		} else {
			v.fault = fault.Field("on", q, "日期“"+q+"”不对，请写成 2026-03-02 的样子；下面是今天的规章。")
		}
	}
	books, err := s.Library.all(r.Context(), s.Library.Door.Reader())
	if err != nil {
		return v, err
	}
	for _, b := range books {
		if b.Edition == 0 {
			v.froms = append(v.froms, b.InForce)
		} else {
			v.froms = append(v.froms, b.Since)
		}
	}
	v.book, err = s.Library.At(r.Context(), v.on)
	return v, err
}

// query keeps the chosen day in an address.
func (v day) query() string {
	if v.on == v.today {
		return ""
	}
	return "on=" + v.on.String()
}

// keep adds the chosen day to an address.
func (v day) keep(u string) string {
	switch {
	case v.query() == "":
		return u
	case strings.Contains(u, "?"):
		return u + "&" + v.query()
	}
	return u + "?" + v.query()
}

// tabs are the editions; the one that held on the chosen day is marked.
func (v day) tabs(path string) []ui.Tab {
	var out []ui.Tab
	for n, from := range v.froms {
		t := ui.Tab{Text: "第" + strconv.Itoa(n) + "版　自" + from.String(), URL: path + "?on=" + from.String(), Count: -1, Current: v.book.Edition == int64(n)}
		if n == 0 {
			t.Text = "原书　自" + from.String()
		}
		out = append(out, t)
	}
	return out
}

func (v day) form(path string) *ui.Form {
	f := &ui.Form{ID: "day", Action: path, Method: "get", Values: url.Values{"on": {v.on.String()}}}
	if v.fault != nil {
		e := fault.Of(v.fault)
		f.Values.Set("on", e.Value)
		f.Errors = []fault.FieldError{{Field: "on", Value: e.Value, Say: e.Safe()}}
	}
	return f
}

// notes says what is to be known of the chosen day.
func (v day) notes() []ui.Notice {
	if !v.book.Holds(v.on) {
		return []ui.Notice{{Tone: ui.Warn, Text: "本规章自" + v.book.InForce.Chinese() + "起施行，" + v.on.Chinese() + "还没有规定。下面是最早的文本。"}}
	}
	if v.on != v.today {
		return []ui.Notice{{Tone: ui.Info, Text: "这里是" + v.on.Chinese() + "的规章。"}}
	}
	return nil
}
