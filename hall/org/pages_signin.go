package org

import (
	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type signInInput struct {
	Login    string `form:"login" label:"登录名" max:"64"`
	Password string `form:"-"` // taken as typed: a space at its end is part of it
	Code     string `form:"code" label:"动态码" max:"12"`
	Ticket   string `form:"ticket" max:"600"`
	Next     string `form:"next"`
}

func (p pages) signInPage(r *web.Request) (web.Answer, error) {
	if r.Who.SignedIn() {
		return web.Redirect(next(r)), nil
	}
	return p.signInForm(r, "", nil)
}

func next(r *web.Request) string { return web.Local(r.Values().Get("next")) }

// signInForm asks for name and password, or, with a ticket, for the code alone.
func (p pages) signInForm(r *web.Request, ticket string, failed error) (web.Answer, error) {
	f := r.FormFor("/signin", failed)
	f.Values.Set("next", next(r))
	f.Values.Set("ticket", ticket)
	f.Values.Del("code")
	return r.Desk("登录", signInView(f, ticket != ""))
}

func (p pages) signIn(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[signInInput](r)
	if err != nil {
		return p.signInForm(r, "", err)
	}
	in.Password = r.Values().Get("password")
	if in.Ticket == "" && in.Login == "" {
		return p.signInForm(r, "", fault.Field("login", "", "请填写登录名。"))
	}
	if in.Ticket != "" && in.Code == "" {
		return p.signInForm(r, in.Ticket, fault.Field("code", "", "请填写手机上显示的六位动态码。"))
	}
	if in.Ticket == "" && len(in.Password) > 1000 {
		return p.signInForm(r, "", fault.Field("password", "", "登录名或口令不对。"))
	}
	// Without the form's key: the answer to a sign-in is not kept, nor given twice.
	s, err := p.SignIn(r.Context(), Credentials{Login: in.Login, Password: in.Password, Code: in.Code, Ticket: in.Ticket, Address: r.Address()})
	switch {
	case err != nil:
		return web.Answer{}, err
	case s.NeedCode:
		return p.signInForm(r, s.Ticket, nil)
	case s.Locked:
		return p.signInForm(r, "", fault.New(fault.TooMany, s.Say))
	case s.Expired:
		return p.signInForm(r, "", fault.New(fault.Invalid, s.Say))
	case !s.OK && in.Ticket != "":
		return p.signInForm(r, in.Ticket, fault.Field("code", "", s.Say))
	case !s.OK:
		return p.signInForm(r, "", fault.Field("password", "", s.Say))
	}
	if err := p.sessions.Begin(r, s.Account.ID); err != nil {
		return web.Answer{}, err
	}
	if s.Account.MustChange {
		return web.Redirect("/account/password"), nil
	}
	return web.Redirect(next(r)), nil
}

func (p pages) signOut(r *web.Request) (web.Answer, error) {
	who := Actor(r)
	if err := p.sessions.End(r); err != nil {
		return web.Answer{}, err
	}
	if who.SignedIn() {
		if err := p.SignOut(r.Context(), who); err != nil {
			return web.Answer{}, err
		}
	}
	return web.Redirect("/signin").Say(ui.OK, "已退出登录。"), nil
}
