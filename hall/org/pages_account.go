package org

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode/qr"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// own is what the account page shows.
type own struct {
	account  Account
	person   Person
	unit     string
	offices  []Office
	sessions []web.Session
	here     web.SessionHash
	look     ui.Look
	form     *ui.Form
}

func (p pages) accountPage(r *web.Request) (web.Answer, error) { return p.account(r, nil) }

func (p pages) account(r *web.Request, failed error) (web.Answer, error) {
	s := r.Who.(signed)
	v := own{account: s.account, unit: s.UnitName, here: s.session, look: r.Look(), form: r.FormFor("/account/totp/clear", failed)}
	var err error
	if v.account.PersonID != 0 {
		if v.person, err = db.One[Person](r.Context(), p.Door.Reader(), q.SQL("person"), v.account.PersonID); err != nil {
			return web.Answer{}, err
		}
		if v.offices, err = db.All[Office](r.Context(), p.Door.Reader(), q.SQL("offices_of"), v.account.PersonID); err != nil {
			return web.Answer{}, err
		}
	}
	if v.sessions, err = p.sessions.Store.ListUser(r.Context(), s.account.ID); err != nil {
		return web.Answer{}, err
	}
	return r.Desk("我的账号", accountView(v))
}

func (p pages) passwordPage(r *web.Request) (web.Answer, error) { return p.password(r, nil) }

func (p pages) password(r *web.Request, failed error) (web.Answer, error) {
	return r.Desk("修改口令", passwordView(r.FormFor("/account/password", failed), r.Who.(signed).held, p.Policy))
}

func (p pages) changePassword(r *web.Request) (web.Answer, error) {
	v := r.Values()
	fresh := v.Get("password")
	if fresh != v.Get("again") {
		return p.password(r, fault.Field("again", "", "两次填写的新口令不一样，请重新填写。"))
	}
	s := r.Who.(signed)
	if err := p.ChangePassword(Context(r), s.Actor, v.Get("old"), fresh); err != nil {
		return p.password(r, err)
	}
	if err := p.sessions.Begin(r, s.account.ID); err != nil {
		return web.Answer{}, err
	}
	to := "/account"
	if s.held {
		to = "/"
	}
	return web.Redirect(to).Say(ui.OK, "口令已修改，其他地方的登录都已退出。"), nil
}

func (p pages) totpPage(r *web.Request) (web.Answer, error) { return p.totp(r, nil) }

// totp shows a new secret, or after a wrong code the same one again.
func (p pages) totp(r *web.Request, failed error) (web.Answer, error) {
	s := r.Who.(signed)
	secret, uri := TOTPSecret(p.Bureau, s.account.Login)
	f := r.FormFor("/account/totp", failed)
	if typed := f.Value("secret"); typed != "" {
		if raw, err := decodeSecret(typed); err == nil && len(raw) >= 10 {
			secret, uri = typed, totpAddress(p.Bureau, s.account.Login, typed)
		}
	}
	f.Values.Set("secret", secret)
	f.Values.Del("code")
	picture, err := qrPicture(uri)
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("启用动态码", totpView(f, secret, picture, s.account.HasSecondFactor()))
}

func (p pages) setTOTP(r *web.Request) (web.Answer, error) {
	v := r.Values()
	if err := p.SetTOTP(Context(r), r.Who.(signed).Actor, v.Get("secret"), v.Get("code")); err != nil {
		return p.totp(r, err)
	}
	return web.Redirect("/account").Say(ui.OK, "动态码已启用，下次登录要用手机上的六位数字。"), nil
}

func (p pages) clearTOTP(r *web.Request) (web.Answer, error) {
	if err := p.ClearTOTP(Context(r), r.Who.(signed).Actor, r.Values().Get("password")); err != nil {
		return p.account(r, err)
	}
	return web.Redirect("/account").Say(ui.OK, "动态码已停用，登录只凭口令。"), nil
}

func (p pages) closeSession(r *web.Request) (web.Answer, error) {
	s := r.Who.(signed)
	h, err := hex.DecodeString(r.Values().Get("session"))
	if err != nil || len(h) != len(s.session) {
		return web.Answer{}, fault.New(fault.NotFound, "这处登录已经结束。")
	}
	if web.SessionHash(h) == s.session {
		return p.signOut(r)
	}
	if err := p.CloseSession(Context(r), s.Actor, web.SessionHash(h)); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/account").Say(ui.OK, "那一处登录已结束。"), nil
}

type closeIn struct {
	id   int64
	hash string
}

var closeSession = act.Define(act.Spec[closeIn, bool]{
	Name: "org.session.close", Label: "关闭会话", Open: "everybody may end the own sessions",
	Do: func(tx *act.Tx, in closeIn) (bool, act.Entry, error) {
		n, err := db.Exec(tx.Ctx, tx, q.SQL("session_close"), in.hash, in.id)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "这处登录已经结束。")
		}
		return true, act.Entry{Subject: act.Subject("org_account", in.id), Summary: tx.Actor.Name + "结束了自己在另一处的登录"}, err
	}})

// CloseSession ends one of the actor's own sessions.
func (o *Org) CloseSession(ctx context.Context, who act.Actor, h web.SessionHash) error {
	_, err := closeSession.Run(ctx, o.Door, who, closeIn{who.ID, hex.EncodeToString(h[:])})
	return err
}

// qrPicture is text as a PNG in a data: address, four modules of white around it.
func qrPicture(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return "", fault.Wrap("org.qr", fault.Internal, err)
	}
	const scale, border = 4, 4
	n := code.Bounds().Dx()
	side := (n + 2*border) * scale
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			cx, cy := x/scale-border, y/scale-border
			if cx < 0 || cy < 0 || cx >= n || cy >= n {
				continue
			}
			if l, _, _, _ := code.At(cx, cy).RGBA(); l < 0x8000 {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return "", fault.Wrap("org.qr", fault.Internal, err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}
