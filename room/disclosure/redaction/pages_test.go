package redaction

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/webtest"
)

// The clerk's and the head's way through the pages, without a script.
func TestPages(t *testing.T) {
	d, c := dbtest.SQLite(t, schemas...)
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := Open(d, store, shared, nil)
	site := orgtest.New(t, d, c, orgtest.Options{Pages: r.Pages(), Grants: org.Grants{org.Staff: {org.Anyone, Draft}, org.SectionHead: {org.Anyone, Draft, Confirm}, org.SystemAdmin: {org.Anyone}},
		Accounts: map[string][]org.Role{"admin": {org.SystemAdmin}}})
	r.Org = site.Org
	ctx, since := context.Background(), civil.Must("2013-09-03")
	seed := org.Seed{Units: []org.Unit{{Code: "LTK", Name: "流通科"}, {Code: "ZGK", Name: "政工科"}}}
	people := []struct {
		login, unit string
		role        org.Role
	}{{"clerk", "LTK", org.Staff}, {"head", "LTK", org.SectionHead}, {"neighbour", "ZGK", org.SectionHead}}
	for _, x := range people {
		seed.Posts = append(seed.Posts, org.Post{Code: x.login, Unit: x.unit, Title: x.login, Rank: org.RankStaff})
		seed.People = append(seed.People, org.SeedPerson{Name: x.login, Unit: x.unit, Posts: []string{x.login}, Since: since})
	}
	ids, err := r.Org.Found(ctx, act.Owner(), seed)
	for i, x := range people {
		var id int64
		if err == nil {
			id, err = r.Org.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.login, Password: orgtest.Password})
		}
		if err == nil {
			err = r.Org.SetRoles(ctx, act.Owner(), id, []org.Role{x.role})
		}
		if err == nil {
			err = r.Org.SetDemoPassword(ctx, act.Owner(), id, orgtest.Password)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	clerk, head, neighbour, admin := site.As("clerk"), site.As("head"), site.As("neighbour"), site.As("admin")
	admin.Get(listURL).Want(403)
	clerk.Get(listURL).Want(200).In(".empty", webtest.HasText("还没有提交过文件"))
	clerk.Get(listURL+"/new").Want(200).Count("input[type=file]", 1)
	clerk.Upload(listURL+"/new", url.Values{"title": {"x"}}).Want(422).In("#summary", webtest.HasText("没有收到文件"))
	clerk.Upload(listURL+"/new", url.Values{}, webtest.File{Field: "file", Name: "坏.pdf", Content: []byte("%PDF-1.4")}).Want(422).In("#summary", webtest.HasText("PDF"))
	home := clerk.Upload(listURL+"/new", url.Values{"title": {`<script>alert("x")</script>`}}, webtest.File{Field: "file", Name: "名单.pdf", Content: sample(t, 3)}).Want(303).Header.Get("Location")
	seen := clerk.Get(home).Want(200).Count("svg image", 1).Count("svg a", 9).Count("input[name=hide]", 9).In("td", webtest.HasText("王某甲")).In("button", webtest.HasText("提交复核"))
	if strings.Contains(seen.Body, "<script>alert") {
		t.Error("the title escapes")
	}
	if img := clerk.Get(home + "/pages/1").Want(200); img.Header.Get("Content-Type") != "image/png" {
		t.Error(img.Header)
	}
	clerk.Get(home + "/pages/2").Want(404)
	clerk.Get(home+"/file.pdf").Want(404).In("h1", webtest.HasText("还没有公开文件"))
	clerk.Get(home + "/proof.pdf").Want(404)
	clerk.Post(home+"/submit", url.Values{"looked": {"1"}}).Want(422).In("#summary", webtest.HasText("没有决定"))
	all := url.Values{}
	for i := 1; i <= 9; i++ {
		n := fmt.Sprint(i)
		all.Add("hit", n)
		all.Add("hide", n)
		all.Set("ground_"+n, "privacy")
	}
	clerk.Post(home+"/decide", all).Want(303)
	clerk.Post(home+"/draw", url.Values{"on": {"1"}, "left": {"x"}, "top": {"10"}, "wide": {"20"}, "high": {"5"}, "ground": {"internal"}}).Want(422).In("#summary", webtest.HasText("毫米"))
	clerk.Post(home+"/draw", url.Values{"on": {"1"}, "left": {"160"}, "top": {"10"}, "wide": {"20"}, "high": {"5"}, "ground": {"internal"}, "note": {"页眉"}}).Want(303)
	clerk.Post(home+"/find", url.Values{"text": {"不在里面"}, "ground": {"internal"}}).Want(422).In("#summary", webtest.HasText("没有找到"))
	clerk.Post(home+"/find", url.Values{"text": {"网站"}, "ground": {"internal"}}).Want(303)
	clerk.Get(home).Want(200).Count("svg a", 11)
	clerk.Post(home+"/erase", url.Values{"hit": {"11"}}).Want(303)
	clerk.Get(home).Want(200).Count("svg a", 10)
	for _, path := range []string{"", "/pages/1", "/file.pdf", "/proof.pdf"} {
		neighbour.Get(home + path).Want(404)
	}
	neighbour.Post(home+"/decide", all).Want(404)
	neighbour.Get(listURL).Want(200).In(".empty", webtest.HasText("还没有提交过文件"))
	clerk.Post(home+"/submit", url.Values{"looked": {"1"}}).Want(303)
	clerk.Get(home).Want(200).Without("form[action*=confirm]")
	clerk.Post(home+"/confirm", url.Values{"looked": {"1"}}).Want(403)
	head.Post(home+"/return", url.Values{}).Want(422).In("#summary", webtest.HasText("理由"))
	head.Post(home+"/return", url.Values{"remark": {"再看"}}).Want(303)
	clerk.Get(home).Want(200).In(".notice", webtest.HasText("退回：再看"))
	clerk.Post(home+"/submit", url.Values{"looked": {"1"}}).Want(303)
	head.Post(home+"/confirm", url.Values{}).Want(422).In("#summary", webtest.HasText("逐页"))
	head.Post(home+"/confirm", url.Values{"looked": {"1"}}).Want(303)
	clerk.Get(home).Want(200).In("h2", webtest.HasText("校验报告：通过")).In("td", webtest.HasText("内部事务信息"))
	if f := clerk.Get(home + "/file.pdf").Want(200); !strings.HasPrefix(f.Body, "%PDF") || contains(t, []byte(f.Body), "王某甲") {
		t.Error("the published file")
	}
	if f := clerk.Get(home + "/proof.pdf").Want(200); !strings.HasPrefix(f.Body, "%PDF") {
		t.Error("the proof")
	}
	head.Post(home+"/discard", url.Values{}).Want(409)
	clerk.Get(listURL+"?state=proven").Want(200).In("td", webtest.HasText("2026-遮-0001"))
}
