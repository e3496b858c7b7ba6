package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/document"
)

// oldRegister is a register of n incoming documents of last year; a third of them is not
// closed, as no year's ever is.
func oldRegister(year, n int) []byte {
	var b bytes.Buffer
	b.WriteString("收文日期,来文机关,文号,标题,紧急程度,承办科室,办结日期\n")
	issuers := []string{"重庆市綦江区人民政府办公室", "重庆市商务委员会", "重庆市财政局", "綦江区发展和改革委员会", "綦江区应急管理局"}
	units := []string{"商贸流通科", "粮油食管科", "规划发展科", "办公室"}
	for i := range n {
		month, day, closed := i*12/n+1, i%28+1, ""
		if i%3 != 0 {
			closed = fmt.Sprintf("%d-12-31", year)
		}
		urgency := "一般"
		if i%50 == 0 {
			urgency = "特急"
		}
		fmt.Fprintf(&b, "%d-%02d-%02d,%s,綦文〔%d〕%d号,关于做好第%d项商贸流通和市场保供工作的通知,%s,%s,%s\n", year, month, day, issuers[i%len(issuers)], year, i+1, i+1, urgency, units[i%len(units)], closed)
	}
	return b.Bytes()
}

// BenchmarkIncoming asks for the pages of the incoming documents of a year of 10,000, the
// list, filtered ones and the urge list, beside the list page of the archive with as many
// records, all through the whole website as one person, in turn.
func BenchmarkIncoming(b *testing.B) {
	a := filled(b)
	ctx := context.Background()
	year := a.Door.Today().Year - 1
	table := oldRegister(year, 10_000)
	who := act.Actor{ID: 1, Login: "office", Name: "办公室秘书", Unit: a.Org.Places.Office, Rights: []act.Right{document.Use}}
	start := time.Now()
	got, err := a.Documents.Import(ctx, who, document.Table{ReaderAt: bytes.NewReader(table), Size: int64(len(table)), Name: "register.csv", Whole: true})
	if err != nil || got.Rows != 10_000 {
		b.Fatal(got.Rows, got.Bad, err)
	}
	b.Logf("10,000 rows imported in %v", time.Since(start).Round(time.Millisecond))
	if err := a.Warm(ctx); err != nil {
		b.Fatal(err)
	}
	c := webtest.New(b, site(b, a))
	signInAs(b, a, c, org.Director)
	y := strconv.Itoa(year)
	pages := []struct{ name, at string }{{"archive", "/archive/items"}, {"list", "/documents/in"}, {"year", "/documents/in?year=" + y}, {"stage", "/documents/in?stage=registered&year=" + y}, {"unit", "/documents/in?unit=SMLTK&year=" + y},
		{"urgency", "/documents/in?urgency=2"}, {"words", "/documents/in?words=" + url.QueryEscape("市场保供")}, {"issuer", "/documents/in?issuer=" + url.QueryEscape("商务委") + "&year=" + y}, {"number", "/documents/in?words=" + url.QueryEscape("["+y+"]77号")}, {"late", "/documents/in?late=1"}, {"urgent", "/documents/in/urgent"}}
	times := make([]time.Duration, len(pages))
	for n := 0; b.Loop(); n++ {
		c.Address = fmt.Sprintf("10.%d.%d.1:1234", n>>8&255, n&255) // nobody asks so fast from one place
		for i, p := range pages {
			start := time.Now()
			page := c.Get(p.at)
			times[i] += time.Since(start)
			least := 10
			switch p.name {
			case "late": // those of the demonstration's day are few
				least = 0
			case "number":
				least = 2 // the head and the one that bears it
			}
			if page.Status != 200 || strings.Count(page.Body, "<tr") < least {
				b.Fatalf("%s: status %d, %d rows", p.at, page.Status, strings.Count(page.Body, "<tr"))
			}
		}
	}
	for i, p := range pages {
		b.ReportMetric(times[i].Seconds()*1000/float64(b.N), p.name+"-ms")
		if i > 0 {
			b.ReportMetric(times[i].Seconds()/times[0].Seconds(), p.name+"-ratio")
		}
	}
}

func signInAs(b *testing.B, a *app.App, c *webtest.Client, role org.Role) {
	b.Helper()
	ctx, login := context.Background(), "bench"+strconv.FormatInt(time.Now().UnixNano(), 36)
	id, err := a.Org.CreateAccount(ctx, act.Owner(), org.NewAccount{Login: login, Name: "量速度的人", Password: app.DemoPassword})
	if err == nil {
		err = a.Org.SetRoles(ctx, act.Owner(), id, []org.Role{role})
	}
	if err == nil {
		err = a.Org.SetDemoPassword(ctx, act.Owner(), id, app.DemoPassword)
	}
	if err != nil {
		b.Fatal(err)
	}
	c.Post("/signin", url.Values{"login": {login}, "password": {app.DemoPassword}}).Want(303)
}
