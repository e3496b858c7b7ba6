package notify_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

type work struct {
	put  []notify.Todo
	done []string
	fail bool
}

var do = act.Define(act.Spec[work, bool]{
	Name: "testnotify.do", Open: "a test",
	Do: func(tx *act.Tx, w work) (bool, act.Entry, error) {
		for _, t := range w.put {
			if err := notify.Put(tx, t); err != nil {
				return false, act.Entry{}, err
			}
		}
		for _, k := range w.done {
			if err := notify.Done(tx, k); err != nil {
				return false, act.Entry{}, err
			}
		}
		if w.fail {
			return false, act.Entry{}, errors.New("no")
		}
		return true, act.Entry{Summary: "做事"}, nil
	}})

type fakeMail struct {
	mu   sync.Mutex
	sent []string
	fail string
}

func (f *fakeMail) Send(_ context.Context, to, _, body string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if to == f.fail {
		return fault.New(fault.Unavailable, "邮件服务器没有应答。")
	}
	f.sent = append(f.sent, to+" "+body)
	return nil
}

type desk struct {
	*orgtest.Site
	n    *notify.Notify
	mail *fakeMail
	d    *act.Door
	c    *clock.Movable
}

func each(t *testing.T, fn func(t *testing.T, s desk)) {
	dbtest.Each(t, []db.Schema{org.Schema, notify.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		mail := &fakeMail{}
		n := &notify.Notify{Door: d, Mailer: mail, Site: "https://oa.example/"}
		s := desk{orgtest.New(t, d, c, orgtest.Options{
			Accounts: map[string][]org.Role{"clerk": {org.Staff, org.Liaison}, "keeper": {org.Archivist}, "sysadmin": {org.SystemAdmin}},
			Pages:    n.Pages(), Transport: web.TLS,
		}), n, mail, d, c}
		n.Org = s.Org
		fn(t, s)
	})
}

func (s desk) do(t *testing.T, w work) {
	t.Helper()
	if _, err := do.Run(context.Background(), s.d, act.Owner(), w); err != nil {
		t.Fatal(err)
	}
}

func keys(list []notify.Todo) []string {
	out := []string{}
	for _, t := range list {
		out = append(out, t.Key)
	}
	return out
}

func TestAudience(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		s.do(t, work{put: []notify.Todo{
			{Key: "own", Login: "Clerk", Text: "归还", URL: "/x"},
			{Key: "role", Role: org.Liaison, Text: "移交", URL: "/x", Due: civil.Must("2026-03-05")},
			{Key: "unit", Role: org.Liaison, Unit: "BGS", Text: "移交", URL: "/x", Due: civil.Must("2026-03-01")},
			{Key: "other", Role: org.Liaison, Unit: "ZGK", Text: "移交", URL: "/x"},
			{Key: "keeper", Role: org.Archivist, Text: "催还", URL: "/x"},
		}})
		for name, c := range map[string]struct {
			a    notify.Audience
			want []string
			late int
		}{
			"clerk in BGS": {notify.Audience{Login: "clerk", Unit: "BGS", Roles: []org.Role{org.Staff, org.Liaison}}, []string{"unit", "role", "own"}, 1},
			"clerk alone":  {notify.Audience{Login: "clerk"}, []string{"own"}, 0},
			"no unit":      {notify.Audience{Login: "x", Roles: []org.Role{org.Liaison}}, []string{"role"}, 0},
			"keeper":       {notify.Audience{Login: "keeper", Roles: []org.Role{org.Archivist}}, []string{"keeper"}, 0},
			"stranger":     {notify.Audience{Roles: []org.Role{org.Liaison}}, []string{}, 0},
			"admin":        {notify.Audience{Login: "sysadmin", Roles: []org.Role{org.SystemAdmin}}, []string{}, 0},
		} {
			list, err := s.n.List(ctx, c.a)
			if err != nil || !slices.Equal(keys(list), c.want) {
				t.Errorf("%s: %v, want %v (%v)", name, keys(list), c.want, err)
			}
			n, err := s.n.Count(ctx, c.a)
			if err != nil || n.Open != len(c.want) || n.Late != c.late {
				t.Errorf("%s: %+v %v", name, n, err)
			}
		}
	})
}

// What is put for a later day is neither listed nor counted before it.
func TestFromADay(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		today := s.d.Today()
		a := notify.Audience{Login: "clerk"}
		s.do(t, work{put: []notify.Todo{{Key: "later", Login: "clerk", Text: "催还", URL: "/x", Due: today, From: today.AddDays(1)}, {Key: "now", Login: "clerk", Text: "归还", URL: "/x", Due: today, From: today}}})
		for _, want := range [][]string{{"now"}, {"later", "now"}} {
			list, err := s.n.List(ctx, a)
			got := keys(list)
			slices.Sort(got)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%v, want %v (%v)", got, want, err)
			}
			if n, err := s.n.Count(ctx, a); err != nil || n.Open != len(want) {
				t.Errorf("%+v %v", n, err)
			}
			s.c.Move(24 * time.Hour)
		}
	})
}

func TestPutAndDone(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		me := notify.Audience{Login: "clerk"}
		open := func() []notify.Todo {
			t.Helper()
			list, err := s.n.List(ctx, me)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		todo := notify.Todo{Key: "loan:1", Login: "clerk", Text: "归还一件", URL: "/x", Due: civil.Must("2026-03-10")}
		s.do(t, work{put: []notify.Todo{todo}})
		made := open()[0].Made
		s.c.Move(time.Hour)
		todo.Text, todo.Due = "归还两件", civil.Must("2026-03-20")
		s.do(t, work{put: []notify.Todo{todo}})
		if list := open(); len(list) != 1 || list[0].Text != "归还两件" || list[0].Made != made || list[0].Due != todo.Due {
			t.Fatalf("%+v", list)
		}
		if _, err := do.Run(ctx, s.d, act.Owner(), work{done: []string{"loan:1"}, fail: true}); err == nil || len(open()) != 1 {
			t.Error("settled by a deed that failed")
		}
		s.do(t, work{done: []string{"loan:1", "loan:1", "never"}})
		if len(open()) != 0 {
			t.Error("still open")
		}
		s.do(t, work{put: []notify.Todo{todo}})
		if list := open(); len(list) != 1 || list[0].Made == made {
			t.Errorf("not opened anew: %+v", list)
		}
		for name, bad := range map[string]notify.Todo{
			"nobody": {Key: "a", Text: "x", URL: "/x"}, "both": {Key: "a", Login: "a", Role: org.Staff, Text: "x", URL: "/x"},
			"no key": {Login: "a", Text: "x", URL: "/x"}, "no text": {Key: "a", Login: "a", URL: "/x"},
			"away": {Key: "a", Login: "a", Text: "x", URL: "https://evil.example"}, "unit of one": {Key: "a", Login: "a", Unit: "BGS", Text: "x", URL: "/x"},
		} {
			if _, err := do.Run(ctx, s.d, act.Owner(), work{put: []notify.Todo{bad}}); err == nil {
				t.Errorf("%s was put", name)
			}
		}
	})
}

func TestTodoPage(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		b := s.As("clerk")
		b.Get("/todo").Want(200).In(".empty", webtest.HasText("没有待办"))
		s.do(t, work{put: []notify.Todo{
			{Key: "1", Login: "clerk", Text: "归还<i>甲</i>", URL: "/archive/loans/1", Due: civil.Must("2026-02-27")},
			{Key: "2", Role: org.Liaison, Text: "移交乙", URL: "/x", Due: civil.Must("2026-03-04")},
			{Key: "3", Role: org.Staff, Text: "核对丙", URL: "/x"},
		}})
		b.Get("/todo").Want(200).Count("main tbody tr", 3).Without("td i").In("td a", webtest.HasText("归还<i>甲</i>")).In(".tag.bad", webtest.HasText("已超 3 日")).In(".tag.warn", webtest.HasText("剩 2 日"))
		b.Get("/todo?show=late").Want(200).Count("main tbody tr", 1)
		b.Get("/todo?show=near").Want(200).Count("main tbody tr", 1)
		s.As("sysadmin").Get("/todo").Want(200).Count("main tbody tr", 0)
		for _, p := range s.n.Pages() {
			if p.Method == "GET" {
				s.Stranger().Get(p.Pattern).Want(303)
			} else {
				s.Stranger().Post(p.Pattern, nil).Want(401)
			}
		}
	})
}

func TestRemind(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx := context.Background()
		b := s.As("clerk")
		p := b.Post("/todo/mail", url.Values{"address": {"不是<地址>"}}).Want(422)
		if p.Value("input[name=address]") != "不是<地址>" {
			t.Error("what was typed is lost")
		}
		b.Post("/todo/mail", url.Values{"address": {"clerk@example.cn"}, "_key": {"2"}}).Want(303)
		s.As("keeper").Post("/todo/mail", url.Values{"address": {"keeper@example.cn"}, "_key": {"3"}}).Want(303)
		s.As("sysadmin").Post("/todo/mail", url.Values{"address": {"sys@example.cn"}, "_key": {"4"}}).Want(303)
		remind := func(want int) {
			t.Helper()
			if n, err := s.n.Remind(ctx); err != nil || n != want {
				t.Errorf("%d sent, want %d (%v)", n, want, err)
			}
		}
		remind(0)
		s.do(t, work{put: []notify.Todo{
			{Key: "1", Login: "clerk", Text: "归还机密事项", URL: "/x", Due: civil.Must("2026-03-01")},
			{Key: "2", Login: "clerk", Text: "以后", URL: "/x", Due: civil.Must("2026-04-01")},
			{Key: "3", Role: org.Archivist, Text: "催还", URL: "/x", Due: civil.Must("2026-03-05")},
		}})
		s.mail.fail = "clerk@example.cn"
		if n, err := s.n.Remind(ctx); n != 1 || !fault.Is(err, fault.Unavailable) {
			t.Errorf("%d %v", n, err)
		}
		s.mail.fail = ""
		remind(1) // the one that failed; the other was reminded already
		remind(0)
		if len(s.mail.sent) != 2 || !strings.Contains(s.mail.sent[1], "2 项待办，其中 1 项已超期") || !strings.Contains(s.mail.sent[1], "https://oa.example/todo") || strings.Contains(s.mail.sent[1], "机密") {
			t.Errorf("%q", s.mail.sent)
		}
		s.c.Move(24 * time.Hour)
		if err := s.Org.SetState(ctx, act.Owner(), s.IDs["clerk"], "disabled"); err != nil {
			t.Fatal(err)
		}
		remind(1)
		s.As("keeper").Post("/todo/mail", url.Values{"address": {""}, "_key": {"9"}}).Want(303)
		s.c.Move(24 * time.Hour)
		remind(0)
		if err := s.n.SetAddress(ctx, act.Actor{}, "x@example.cn"); !fault.Is(err, fault.Unauthenticated) {
			t.Error(err)
		}
		s.n.Mailer = nil
		remind(0)
		if len(s.n.Pages()) != 1 {
			t.Error("the pages of mail are there without a server")
		}
	})
}

func TestMailerSettings(t *testing.T) {
	if m, err := notify.NewMailer(notify.Mail{}); m != nil || err != nil {
		t.Errorf("%v %v", m, err)
	}
	for field, m := range map[string]notify.Mail{
		"from": {Host: "mail.example", From: "档案室 <a@example.cn>"}, "security": {Host: "mail.example", From: "a@example.cn", Security: "ssl"}, "port": {Host: "mail.example", From: "a@example.cn", Port: 70000},
	} {
		if _, err := notify.NewMailer(m); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestSMTP talks to a server of its own on this machine.
func TestSMTP(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		say := func(s string) { _, _ = c.Write([]byte(s + "\r\n")) }
		say("220 test")
		var body strings.Builder
		in := bufio.NewScanner(c)
		data := false
		for in.Scan() {
			line := in.Text()
			switch word, _, _ := strings.Cut(strings.ToUpper(line), " "); {
			case data && line == ".":
				data = false
				say("250 kept")
			case data:
				body.WriteString(line + "\n")
			case word == "EHLO":
				say("250 test")
			case word == "DATA":
				data = true
				say("354 go on")
			case word == "QUIT":
				say("221 bye")
				got <- body.String()
				return
			default:
				body.WriteString(line + "\n")
				say("250 ok")
			}
		}
		got <- body.String()
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	n, _ := strconv.Atoi(port)
	m, err := notify.NewMailer(notify.Mail{Host: "127.0.0.1", Port: n, Security: "none", From: "lantai@example.cn"})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(context.Background(), "clerk@example.cn", "待办提醒", "您有 1 项待办"); err != nil {
		t.Fatal(err)
	}
	text := <-got
	for _, want := range []string{"MAIL FROM:<lantai@example.cn>", "RCPT TO:<clerk@example.cn>", "Subject: =?UTF-8?", "Content-Type: text/plain"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	_ = l.Close()
	if err := m.Send(context.Background(), "clerk@example.cn", "x", "y"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a server that is gone: %v", err)
	}
}
