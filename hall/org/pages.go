package org

import (
	"encoding/base64"
	"image/png"
	"net/http"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"lantai.internal/base/fault"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages of this package. sessions opens and ends them.
func (o *Org) Pages(sessions *web.Sessions) []web.Page {
	p := pages{o, sessions}
	everybody := "everybody who is signed in has an own page; strangers are sent to sign in"
	return append([]web.Page{
		{Name: "org.signin", Method: "GET", Pattern: "/signin", Public: "this is where one signs in", Serve: p.signInPage},
		{Name: "org.signin.post", Method: "POST", Pattern: "/signin", Public: "this is where one signs in", Serve: p.signInPost},
		{Name: "org.signout", Method: "POST", Pattern: "/signout", Public: "everybody may sign out", Serve: p.signOutPost},
		{Name: "org.account", Method: "GET", Pattern: "/account", Public: everybody, Serve: p.own(p.accountPage)},
		{Name: "org.password", Method: "GET", Pattern: "/account/password", Public: everybody, Serve: p.own(p.passwordPage)},
		{Name: "org.password.post", Method: "POST", Pattern: "/account/password", Public: everybody, Serve: p.own(p.passwordPost)},
		{Name: "org.totp", Method: "GET", Pattern: "/account/totp", Public: everybody, Serve: p.own(p.totpPage)},
		{Name: "org.totp.post", Method: "POST", Pattern: "/account/totp", Public: everybody, Serve: p.own(p.totpPost)},
	}, p.admin()...)
}

type pages struct {
	o        *Org
	sessions *web.Sessions
}

// own serves a page of the signed-in person; a stranger is sent to sign in.
func (p pages) own(next func(*web.Request) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
	return func(r *web.Request) (web.Answer, error) {
		if !Actor(r).SignedIn() {
			if r.Method == http.MethodGet {
				return web.Redirect("/signin?next=" + r.URL.Path), nil
			}
			return web.Answer{}, fault.New(fault.Unauthenticated, "登录已过期，请重新登录后再办。")
		}
		return next(r)
	}
}

type signInInput struct {
	Login    string `form:"login" label:"登录名" need:"请填写登录名。" max:"64"`
	Password string `form:"password" label:"口令" need:"请填写口令。" max:"128"`
	Code     string `form:"code" label:"动态码" max:"6"`
	Next     string `form:"next"`
}

func (p pages) signInPage(r *web.Request) (web.Answer, error) {
	if Actor(r).SignedIn() {
		return web.Redirect(next(r.URL.Query().Get("next"))), nil
	}
	return p.signIn(r, nil, false)
}

func next(s string) string {
	if to := web.Local(s); to != "" {
		return to
	}
	return "/"
}

func (p pages) signIn(r *web.Request, failed error, code bool) (web.Answer, error) {
	f := r.FormFor("/signin", failed)
	f.Set("next", r.Values().Get("next"))
	return web.Render(ui.BarePage("登录 · 兰台", r.Look(), signInBody(f, code, p.o.Bureau))).Status(fault.HTTP(failed)), nil
}

func (p pages) signInPost(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[signInInput](r)
	if err != nil {
		return p.signIn(r, err, false)
	}
	s, err := p.o.SignIn(r.Context(), Credentials{Login: in.Login, Password: in.Password, Code: in.Code, Address: r.Address()})
	if err != nil {
		return p.signIn(r, err, false)
	}
	switch {
	case s.NeedCode:
		return p.signIn(r, fault.Field("code", "", "请输入手机上显示的六位动态码。"), true)
	case s.Locked:
		return p.signIn(r, fault.New(fault.TooMany, s.Say), in.Code != "")
	case !s.OK:
		return p.signIn(r, fault.Field("password", "", s.Say), in.Code != "")
	}
	if err := p.sessions.Begin(r, s.Account.ID); err != nil {
		return web.Answer{}, err
	}
	if s.Account.MustChange {
		return web.Redirect("/account/password").Say(ui.Warn, "初始口令或已到期的口令须先修改。"), nil
	}
	return web.Redirect(next(in.Next)), nil
}

func (p pages) signOutPost(r *web.Request) (web.Answer, error) {
	if who := Actor(r); who.SignedIn() {
		if err := p.o.SignOut(r.Context(), who); err != nil {
			return web.Answer{}, err
		}
	}
	if err := p.sessions.End(r); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/signin"), nil
}

func (p pages) accountPage(r *web.Request) (web.Answer, error) {
	who := Actor(r)
	a, err := p.o.Account(r.Context(), who.ID)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := p.sessions.Store.ListUser(r.Context(), a.ID)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "我的登录", Columns: []ui.Column{{Label: "登录时间"}, {Label: "最近使用"}, {Label: "来自", Code: true}, {Label: "浏览器", Wide: true, Minor: true}}}
	for _, s := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: stamp(s.Made.UnixMicro())}, {Text: stamp(s.Seen.UnixMicro())}, {Text: s.Address}, {Text: s.Agent}}})
	}
	return r.Desk("我的账号", accountBody(a, who, t))
}

func stamp(us int64) string { return clock.FromMicros(us).Format("2006-01-02 15:04") }

type passwordInput struct {
	Old   string `form:"old" label:"原口令" need:"请填写原口令。" max:"128"`
	Fresh string `form:"password" label:"新口令" need:"请填写新口令。" max:"200"`
	Again string `form:"again" label:"再输一遍" need:"请再输一遍新口令。" max:"200"`
}

func (p pages) passwordPage(r *web.Request) (web.Answer, error) { return p.password(r, nil) }

func (p pages) password(r *web.Request, failed error) (web.Answer, error) {
	return r.Desk("修改口令", passwordBody(r.FormFor("/account/password", failed), p.o.Policy))
}

func (p pages) passwordPost(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[passwordInput](r)
	if err == nil && in.Fresh != in.Again {
		err = fault.Field("again", "", "两次输入的新口令不一样。")
	}
	if err == nil {
		err = p.o.ChangePassword(Context(r), Actor(r), in.Old, in.Fresh)
	}
	if err != nil {
		return p.password(r, err)
	}
	if err := p.sessions.Begin(r, Actor(r).ID); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/").Say(ui.OK, "口令已修改，其他地方的登录已全部退出。"), nil
}

type totpInput struct {
	Secret string `form:"secret" need:"密钥不完整，请刷新本页。"`
	Code   string `form:"code" label:"动态码" need:"请填写六位动态码。" max:"6"`
}

func (p pages) totpPage(r *web.Request) (web.Answer, error) {
	secret, _ := TOTPSecret("兰台", Actor(r).Login)
	return p.totp(r, nil, secret)
}

func (p pages) totp(r *web.Request, failed error, secret string) (web.Answer, error) {
	f := r.FormFor("/account/totp", failed)
	f.Set("secret", secret)
	secret = f.Value("secret")
	picture, err := qrPicture("otpauth://totp/lantai:" + Actor(r).Login + "?secret=" + secret + "&issuer=lantai")
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("动态码", totpBody(f, secret, picture))
}

func (p pages) totpPost(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[totpInput](r)
	if err == nil {
		err = p.o.SetTOTP(Context(r), Actor(r), in.Secret, in.Code)
	}
	if err != nil {
		return p.totp(r, err, in.Secret)
	}
	return web.Redirect("/account").Say(ui.OK, "动态码已启用，下次登录时输入。"), nil
}

// qrPicture is a QR code as a data address, so that nothing is fetched.
func qrPicture(text string) (string, error) {
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	if c, err = barcode.Scale(c, 220, 220); err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("data:image/png;base64,")
	w := base64.NewEncoder(base64.StdEncoding, &b)
	if err := png.Encode(w, c); err != nil {
		return "", err
	}
	return b.String(), w.Close()
}
