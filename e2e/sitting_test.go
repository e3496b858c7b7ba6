package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/hall/org"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
)

// sitting is a meeting in a browser, with a clock that is moved.
type sitting struct {
	story
	app   *app.App
	clock *clock.Movable
	at    string // page of the meeting
}

// sit opens a bureau with posts and accounts and nothing done yet, on a Monday at noon.
func sit(t *testing.T) *sitting {
	t.Helper()
	c := clock.At("2026-12-07")
	s, a := bureau(t, filepath.Join(t.TempDir(), "data"), c)
	s.Allow("status of 404")
	return &sitting{story: s, app: a, clock: c, at: "/meetings/1"}
}

// bureau opens a bureau with posts and accounts and nothing done yet: nobody has a turn
// of duty. Without a clock it goes by the real one.
func bureau(t *testing.T, dir string, c clock.Clock) (story, *app.App) {
	t.Helper()
	cost := org.DefaultCost
	org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1}
	t.Cleanup(func() { org.DefaultCost = cost })
	a, err := app.Demo(t.Context(), app.InitOptions{Dir: dir, Clock: c, Env: func(string) (string, bool) { return "", false }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	site, err := a.Site(app.SiteOptions{Transport: web.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return story{browsertest.Open(t, server.URL), t}, a
}

// byHand opens a bureau whose meetings are not kept here: what they decided is entered
// by hand. The annual leave of the year is granted.
func byHand(t *testing.T, dir string) story {
	t.Helper()
	s, a := bureau(t, dir, nil)
	a.Flow.Council, a.Rules.Council = nil, nil
	if _, err := a.Attendance.GrantDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// come lets somebody sign in and open the meeting.
func (s *sitting) come(login string) {
	s.t.Helper()
	s.as(login)
	s.Go(s.at)
}

// phone lets somebody do something on a telephone.
func (s *sitting) phone(login string, do func()) {
	s.t.Helper()
	s.Size(390, 844)
	s.come(login)
	do()
	s.NoSideways()
	s.Size(1440, 900)
}

// small takes a picture on the telephone.
func (s *sitting) small(name string) {
	s.t.Helper()
	s.NoSideways()
	s.Shot(name + "-phone")
}

// step sends the form of a step of the meeting; told is what is said then.
func (s *sitting) step(name, told string) {
	s.t.Helper()
	s.Submit(fmt.Sprintf("form[action$='/do/%s'] button.primary, form[action$='/do/%s'] button", name, name))
	s.WaitText("#notices", told)
}

// refused sends the form of a step and reads why it cannot be done.
func (s *sitting) refused(name, why string) {
	s.t.Helper()
	s.Submit(fmt.Sprintf("form[action$='/do/%s'] button.primary, form[action$='/do/%s'] button", name, name))
	s.WaitText("main", why)
	s.NoSideways()
}

// choose takes the option of a list that begins with a name.
func (s *sitting) choose(selector, name string) {
	s.t.Helper()
	s.Choose(selector, s.id(selector, name))
}

// writes replaces what a box of several lines holds.
func (s *sitting) writes(selector, text string) {
	s.t.Helper()
	browsertest.Eval[bool](s.Tab, fmt.Sprintf(`(document.querySelector(%q).value = "", true)`, selector))
	s.Type(selector, text)
}

// id is the value of the option of a list that begins with a name.
func (s *sitting) id(selector, name string) string {
	s.t.Helper()
	v := browsertest.Eval[string](s.Tab, fmt.Sprintf(`([...document.querySelectorAll(%q + " option")].find(o => o.text.startsWith(%q)) || {value: ""}).value`, selector, name))
	if v == "" {
		s.t.Fatalf("%s does not offer %s:\n%s", selector, name, s.Text("main"))
	}
	return v
}

// tick ticks boxes of a form by what stands beside them.
func (s *sitting) tick(form string, labels ...string) {
	s.t.Helper()
	for _, l := range labels {
		if !browsertest.Eval[bool](s.Tab, fmt.Sprintf(`(() => { const i = [...document.querySelectorAll("form[action$='/do/%s'] input[type=checkbox]")].find(i => i.labels[0].innerText.trim().startsWith(%q)); if (!i) return false; i.click(); return true })()`, form, l)) {
			s.t.Fatalf("%s does not offer %s:\n%s", form, l, s.Text("main"))
		}
	}
}

// redirect lets a form ask for something that the page does not offer.
func (s *sitting) redirect(form, to string) {
	s.t.Helper()
	browsertest.Eval[bool](s.Tab, fmt.Sprintf(`(document.querySelector("form[action$='%s']").action = %q, true)`, form, s.at+to))
}

// lacks checks that the page offers none of these steps.
func (s *sitting) lacks(who string, steps ...string) {
	s.t.Helper()
	for _, x := range steps {
		if s.Count("form[action$='/do/"+x+"']") > 0 {
			s.t.Errorf("%s is offered %s", who, x)
		}
	}
}

// says records what somebody says on the item under discussion.
func (s *sitting) says(name, words string) {
	s.t.Helper()
	s.choose("#f-say-person", name)
	s.writes("#f-say-words", words)
	s.step("say", "发言已记录")
}

// reads gives the text of a paper of the meeting.
func (s *sitting) reads(at, name string) string {
	s.t.Helper()
	return s.text(s.fetched(at, name))
}

func (s *sitting) text(path string) string {
	s.t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	doc, err := s.app.Archive.Reader.Read(context.Background(), bytes.NewReader(b), int64(len(b)), filepath.Base(path), reader.Limits{})
	if err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
	return strings.Join(strings.Fields(doc.Body), "")
}

// holds checks what a text holds and what it does not.
func (s *sitting) holds(what, text string, in []string, out ...string) {
	s.t.Helper()
	for _, x := range in {
		if !strings.Contains(text, x) {
			s.t.Errorf("%s does not hold %q:\n%s", what, x, text)
		}
	}
	for _, x := range out {
		if strings.Contains(text, x) {
			s.t.Errorf("%s holds %q:\n%s", what, x, text)
		}
	}
}

// record asks for the original record as the form does, and gives what it reads.
func (s *sitting) record() string {
	s.t.Helper()
	browsertest.Eval[bool](s.Tab, `(window.got = "", (f => fetch(f.action, {method: "POST", body: new URLSearchParams(new FormData(f))}))(document.querySelector("form[action$='/record']")).then(r => r.ok ? r.blob() : Promise.reject(r.status)).then(b => { const f = new FileReader(); f.onload = () => { window.got = f.result }; f.readAsDataURL(b) }).catch(e => { window.got = "failed " + e }), true)`)
	got := ""
	for range 200 {
		if got = browsertest.Eval[string](s.Tab, "window.got"); got != "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	_, data, _ := strings.Cut(got, ";base64,")
	b, err := base64.StdEncoding.DecodeString(data)
	if err != nil || len(b) == 0 {
		s.t.Fatalf("the original record does not come: %.80s %v", got, err)
	}
	return s.text(s.written("record.pdf", b))
}
