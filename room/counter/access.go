package counter

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// symbols are those of a query code, without the ones that are misread.
const symbols = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeSymbols = 12 // 58 bits

// keyed is a digest under the installation's key; words keep its uses apart.
func (r *Room) keyed(use string, words ...string) []byte {
	m := hmac.New(sha256.New, r.key)
	m.Write([]byte("counter " + use))
	for _, w := range words {
		m.Write([]byte("\x00" + w))
	}
	return m.Sum(nil)
}

// code is the query code of an application: never stored, made of its number and the
// installation's key, so that a notice can be printed again.
func (r *Room) code(a Application) string {
	sum := r.keyed("code", a.Number, strconv.FormatInt(a.MadeAt, 10))
	b := make([]byte, 0, codeSymbols+2)
	for i := range codeSymbols {
		if i > 0 && i%4 == 0 {
			b = append(b, '-')
		}
		b = append(b, symbols[(int(sum[2*i])<<8|int(sum[2*i+1]))%len(symbols)])
	}
	return string(b)
}

// tidyCode reads a code as people type it.
func tidyCode(s string) string {
	var b strings.Builder
	for _, c := range strings.ToUpper(width.Narrow.String(s)) {
		if c < 128 && strings.ContainsRune(symbols, c) {
			b.WriteRune(c)
		}
	}
	t := b.String()
	if len(t) != codeSymbols {
		return t
	}
	return t[:4] + "-" + t[4:8] + "-" + t[8:]
}

var typedNumber = regexp.MustCompile(`^(\d{4})[- ]*办?[- ]*(\d{1,6})$`)

// tidyNumber reads an application's number as people type it.
func tidyNumber(s string) string {
	s = strings.NewReplacer("—", "-", "–", "-", "－", "-").Replace(width.Narrow.String(strings.TrimSpace(s)))
	m := typedNumber.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	n, err := strconv.Atoi(m[2])
	if err != nil {
		return s
	}
	tail := strconv.Itoa(n)
	return m[1] + "-办-" + strings.Repeat("0", max(0, 4-len(tail))) + tail
}

// Access is how an applicant proves to be one. Address is the network that asks.
type Access struct{ Number, Code, Address string }

// Wrong attempts allowed within an hour: for one number from one network, and from one
// network in all. A number is never shut for everybody: then anyone could shut it.
const (
	mostPerNumber  = 10
	mostPerAddress = 30
)

// stranger is who looks up an application from outside.
var stranger = act.Actor{Login: "applicant", Name: "申请人", Capacity: "网上查询"}

type attemptIn struct {
	r       *Room
	buckets []string
}

var failedDeed = act.Define(act.Spec[attemptIn, bool]{Name: "counter.code.failed", Label: "记下输错的查询码", Open: "counts wrong attempts at number and code", Quiet: "a flood of guesses must not fill the ledger; the counter shuts the network out",
	Do: func(tx *act.Tx, in attemptIn) (bool, act.Entry, error) {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("forget_attempts"), tx.Today.AddDays(-2)); err != nil {
			return false, act.Entry{}, err
		}
		for _, b := range in.buckets {
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("fail"), b, tx.Today); err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, act.Entry{}, nil
	}})

// enter finds the application that number and code open. A wrong number and a wrong code
// have one answer; too many of them shut the network out for the rest of the hour.
func (r *Room) enter(ctx context.Context, x Access) (Application, error) {
	rd := r.Door.Reader()
	number := tidyNumber(x.Number)
	hour := clock.FromMicros(r.Door.Now()).In(civil.Shanghai).Format("2006010215")
	buckets := []string{"n" + hex.EncodeToString(r.keyed("attempt", hour, "number", number, x.Address))[:32], "a" + hex.EncodeToString(r.keyed("attempt", hour, "address", x.Address))[:32]}
	for i, b := range buckets {
		n, _, err := db.Maybe[int](ctx, rd, q.SQL("failed"), b)
		if err != nil {
			return Application{}, err
		}
		if n >= []int{mostPerNumber, mostPerAddress}[i] {
			return Application{}, fault.New(fault.TooMany, "输错的次数太多，请一小时后再试，或者打电话、到窗口查询。")
		}
	}
	a, ok, err := db.Maybe[Application](ctx, rd, q.SQL("application_numbered"), number)
	if err != nil {
		return Application{}, err
	}
	// The work is the same whether the number exists or not.
	same := hmac.Equal([]byte(r.code(a)), []byte(tidyCode(x.Code)))
	if !ok || !same {
		if _, err := failedDeed.Run(act.WithKey(ctx, ""), r.Door, stranger, attemptIn{r, buckets}); err != nil {
			return Application{}, err
		}
		return Application{}, fault.New(fault.Invalid, "编号或者查询码不对。请照受理通知书或者回执核对；遗失的，请持证件到窗口补办。")
	}
	return a, nil
}

// Progress is what an applicant sees of an application: nothing of what goes on inside.
type Progress struct {
	Number, Item, State string
	Received, Due       civil.Date
	Provisional         bool
	Wants               []Wanted // what has still to be brought
	Notice              string   // number of the notice
	Result, Words       string
	FinishedOn          civil.Date
	Reason, Elsewhere   string
	Steps               []Step
	UnitName            string
}

// Step is one line of the course.
type Step struct {
	On   civil.Date
	What string
}

// Progress gives the course of an application to whoever has number and code.
func (r *Room) Progress(ctx context.Context, x Access) (Progress, error) {
	a, err := r.enter(ctx, x)
	if err != nil {
		return Progress{}, err
	}
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return Progress{}, err
	}
	v, err := r.view(ctx, rd, s, a)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Number: a.Number, Item: v.Item.Title, State: StateLabel(a.State), Received: a.ReceivedOn, Due: a.Due, Provisional: a.Provisional, Result: resultLabels[a.Result], Words: a.ResultWords, FinishedOn: a.FinishedOn, UnitName: s.unitName(a.Unit)}
	add := func(on civil.Date, what string) {
		if !on.IsZero() {
			p.Steps = append(p.Steps, Step{on, what})
		}
	}
	add(a.ReceivedOn, "收到申请")
	lacking := v.Lacking()
	for _, n := range v.Notices {
		add(n.IssuedOn, "一次性告知要补的材料（补充通知书 "+n.Number+"）")
		p.Notice = n.Number
		for _, w := range n.Wants() {
			for _, c := range lacking {
				if c.N == w.N && a.State == Correcting {
					p.Wants = append(p.Wants, w)
				}
			}
		}
	}
	add(a.SupplementedOn, "材料补齐")
	add(a.AcceptedOn, "受理（受理通知书 "+a.AcceptedNumber+"）")
	if v.Forward != nil {
		add(v.Forward.SentOn, "转报"+v.Forward.Superior)
		for _, c := range v.Consultations {
			add(c.ToldOn, "已转告上级的要求")
		}
	}
	add(a.FinishedOn, "办结："+p.Result)
	add(a.DeliveredOn, "送达："+a.DeliveredHow)
	if a.State == Refused || a.State == Withdrawn {
		add(a.ClosedOn, StateLabel(a.State))
	}
	if a.State == Refused {
		p.Reason, p.Elsewhere = a.Reason, a.Elsewhere
	}
	return p, nil
}
