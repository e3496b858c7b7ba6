package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"lantai.internal/kit/web/ui"
)

const (
	lookCookie = "lantai_look"
	saidCookie = "lantai_said"
)

// Look is how this browser wants to see pages.
func (r *Request) Look() ui.Look {
	if r.site.public() {
		return r.publicLook()
	}
	var l ui.Look
	c, err := r.Cookie(lookCookie)
	if err != nil {
		return l
	}
	for _, part := range strings.Split(c.Value, ".") {
		switch part {
		case "light", "dark":
			l.Theme = part
		case "elder":
			l.Mode = part
		case "compact", "comfortable":
			l.Density = part
		}
	}
	return l
}

// own are the pages that the kit brings itself.
func (s *Site) own() []Page {
	if s.public() {
		return nil
	}
	return []Page{{Name: "web.look", Method: "POST", Pattern: "/look", Public: "只改本机浏览器的显示方式", Serve: s.serveLook}}
}

func (s *Site) serveLook(r *Request) (Answer, error) {
	l := r.Look()
	v := r.Values()
	switch v.Get("theme") {
	case "light", "dark":
		l.Theme = v.Get("theme")
	case "system":
		l.Theme = ""
	}
	switch v.Get("mode") {
	case "elder":
		l.Mode = "elder"
	case "default":
		l.Mode = ""
	}
	switch v.Get("density") {
	case "compact", "comfortable":
		l.Density = v.Get("density")
	case "default":
		l.Density = ""
	}
	var parts []string
	for _, p := range []string{l.Theme, l.Mode, l.Density} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	r.SetCookie(&http.Cookie{Name: lookCookie, Value: strings.Join(parts, "."), Path: "/", MaxAge: 400 * 24 * 3600,
		HttpOnly: true, Secure: s.cfg.Transport == TLS, SameSite: http.SameSiteLaxMode})
	return Redirect(Local(v.Get("back"))), nil
}

func (s *Site) sign(payload string) string {
	m := hmac.New(sha256.New, s.cfg.Secret)
	m.Write([]byte(saidCookie + payload))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}

// remember puts notices into a signed cookie for the next page.
func (s *Site) remember(h http.Header, list []ui.Notice) {
	b, err := json.Marshal(list)
	if err != nil || len(b) > 2500 {
		s.cfg.Log.Warn("notice too long to carry", "bytes", len(b))
		return
	}
	payload := base64.RawURLEncoding.EncodeToString(b)
	c := &http.Cookie{Name: s.saidCookie(), Value: payload + "." + s.sign(payload), Path: s.cfg.Base + "/", MaxAge: 60, HttpOnly: true,
		Secure: s.cfg.Transport == TLS, SameSite: http.SameSiteLaxMode}
	h.Add("Set-Cookie", c.String())
}

// said takes the notices that the last step left, once.
func (r *Request) said() []ui.Notice {
	c, err := r.Cookie(r.site.saidCookie())
	if err != nil {
		return nil
	}
	r.SetCookie(&http.Cookie{Name: r.site.saidCookie(), Path: r.site.cfg.Base + "/", MaxAge: -1, HttpOnly: true, Secure: r.site.cfg.Transport == TLS, SameSite: http.SameSiteLaxMode})
	payload, mac, ok := strings.Cut(c.Value, ".")
	if !ok || !hmac.Equal([]byte(mac), []byte(r.site.sign(payload))) {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return nil
	}
	var list []ui.Notice
	if json.Unmarshal(b, &list) != nil {
		return nil
	}
	return list
}

// URLWith gives the request's path and query with some values changed; an empty
// value takes its key away. Lists build their filter, sort and page addresses
// with it.
func (r *Request) URLWith(pairs ...string) string {
	q := url.Values{}
	for k, v := range r.URL.Query() {
		q[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
			continue
		}
		q.Set(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + q.Encode()
}
