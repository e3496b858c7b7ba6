package portal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Limits on what comes in. They slow a flood; whoever meets one is told where an
// application can be handed in on paper.
type limits struct {
	search *web.Limiter // by neighbourhood
	submit *web.Limiter // by neighbourhood: three at once, then three an hour
	person *web.Limiter // by digest of identity: as many
	day    *web.Limiter // all together
	draft  *web.Limiter // by neighbourhood
	look   *web.Limiter // queries of progress by neighbourhood; the room limits by number as well
}

func newLimits(now func() time.Time) limits {
	hourly := func(n float64) *web.Limiter { return web.NewLimiter(n/3600, n, now) }
	return limits{search: web.NewLimiter(0.5, 20, now), submit: hourly(5), person: hourly(5), day: web.NewLimiter(300.0/86400, 300, now), draft: hourly(30), look: hourly(60)}
}

// fillTime is how long nobody needs less than to fill in a form.
const fillTime = 4 * time.Second

// opened is the moment a form was first shown, signed so that it cannot be
// claimed; it stays the same while the form is shown again.
func (p *Portal) opened(at time.Time) string {
	s := strconv.FormatInt(at.Unix(), 36)
	return s + "." + p.sign("opened", s)
}

func (p *Portal) openedAt(token string) (time.Time, bool) {
	s, mac, ok := strings.Cut(token, ".")
	if !ok || !hmac.Equal([]byte(mac), []byte(p.sign("opened", s))) {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(s, 36, 64)
	return time.Unix(n, 0), err == nil
}

// open gives a form the moment at which it was first shown: that which it brought,
// if it is one.
func (p *Portal) open(f *ui.Form, brought string) {
	if _, ok := p.openedAt(brought); !ok {
		brought = p.opened(p.now())
	}
	f.Values.Set("opened", brought)
}

func (p *Portal) sign(use, text string) string {
	m := hmac.New(sha256.New, p.secret)
	m.Write([]byte(use + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}

// hurried says what is wrong with a form that a program has filled in, nil if
// nothing is: the field that nobody sees has something in it, or the form came
// back at once. A person who is wrongly stopped only has to press once more.
func (p *Portal) hurried(r *web.Request) error {
	v := r.Values()
	if v.Get("website") != "" {
		return fault.New(fault.Invalid, "这张表像是由程序自动填写的，没有提交。请清空浏览器的自动填充，核对后再按一次；也可以到窗口或邮寄提交。")
	}
	at, ok := p.openedAt(v.Get("opened"))
	if !ok || p.now().Sub(at) < fillTime {
		return fault.New(fault.Invalid, "提交得太快，没有接收。请核对填写的内容，过几秒再按一次提交。")
	}
	return nil
}

// over is what somebody over a limit is told.
func (p *Portal) over(what string) error {
	return fault.New(fault.TooMany, what+"次数较多，这次没有接收，请过一会儿再试。"+p.elsewhere())
}

// elsewhere is where an application can be handed in without this page. It is
// never closed to anybody.
func (p *Portal) elsewhere() string {
	s := "申请也可以当面提交或邮寄，效力相同。"
	if p.Window != "" {
		s += "窗口：" + p.Window + "。"
	}
	if p.Address != "" {
		s += "邮寄地址：" + p.Address
		if p.Postcode != "" {
			s += "，邮编 " + p.Postcode
		}
		s += "。"
	}
	if p.Phone != "" {
		s += "电话：" + p.Phone + "。"
	}
	return s
}

// admit counts a submission: by where it comes from, by whose identity it bears,
// and all of the day's together.
func (p *Portal) admit(r *web.Request, identity string) error {
	if ok, _ := p.limits.submit.Allow(web.Neighbourhood(r.Address())); !ok {
		return p.over("从同一网络提交的")
	}
	if identity != "" {
		digest := hmac.New(sha256.New, p.secret)
		digest.Write([]byte("identity " + strings.ToUpper(identity)))
		if ok, _ := p.limits.person.Allow(hex.EncodeToString(digest.Sum(nil))); !ok {
			return p.over("同一申请人提交的")
		}
	}
	if ok, _ := p.limits.day.Allow("day"); !ok {
		return p.over("今天网上提交的")
	}
	return nil
}
