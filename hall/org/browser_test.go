package org_test

import (
	"net/http/httptest"
	"testing"

	"lantai.internal/hall/org"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
)

// TestPagesInABrowser signs in for real and looks at every page wide and narrow.
func TestPagesInABrowser(t *testing.T) {
	d, c := dbtest.SQLite(t, org.Schema)
	o, err := org.Open(d, grants)
	if err != nil {
		t.Fatal(err)
	}
	seed(t, o)
	h := newHouse(t, o, c)
	site := plainSite(t, h)
	server := httptest.NewServer(site)
	defer server.Close()
	b := browsertest.Open(t, server.URL)
	signIn := func(login string) {
		b.Go("/signin")
		b.Fill("input[name=login]", login)
		b.Fill("input[name=password]", password)
		b.Submit("main .btn.primary")
	}
	look := func(shots map[string]string) {
		for _, size := range []struct {
			w, h int
			name string
		}{{1440, 900, "wide"}, {390, 844, "narrow"}} {
			b.Size(size.w, size.h)
			for path, name := range shots {
				b.Go(path)
				b.NoSideways()
				b.Shot("org-" + name + "-" + size.name)
			}
		}
		b.Size(1440, 900)
	}
	look(map[string]string{"/signin": "signin"})
	signIn("clerk")
	b.WaitText("main h1", "我的账号")
	look(map[string]string{"/account": "account", "/account/password": "password", "/account/totp": "totp"})
	b.Submit("form[action='/signout'] button")
	signIn("sysadmin")
	look(map[string]string{"/admin/accounts": "accounts", "/admin/accounts/new": "newaccount", "/admin/accounts/5": "oneaccount"})
	b.Submit("form[action='/signout'] button")
	signIn("secadmin")
	look(map[string]string{"/admin/roles": "roles", "/admin/roles/matrix": "matrix", "/admin/roles/5": "editroles"})
	b.Submit("form[action='/signout'] button")
	signIn("personnel")
	look(map[string]string{"/admin/people": "people", "/admin/people/1": "person", "/admin/people/new": "newperson"})
}

func plainSite(t *testing.T, h *house) *web.Site { return h.serve(t, web.Loopback, "/account") }
