package notify

import (
	"context"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Mailer sends one message.
type Mailer interface {
	Send(ctx context.Context, to, subject, body string) error
}

// Mail is how to reach a mail server. Without Host there is none.
type Mail struct {
	Host           string
	Port           int    // 465 for tls, 587 for starttls, 25 for none, when 0
	Security       string // "tls", "starttls" (default) or "none" (only within the own network)
	From           string
	User, Password string // none for a server that asks for none
}

// NewMailer makes a Mailer, or nil if no server is configured. It opens no
// connection; a wrong setting is an Invalid error that names the field.
func NewMailer(m Mail) (Mailer, error) {
	if m.Host == "" {
		return nil, nil
	}
	if _, err := address("from", m.From); err != nil {
		return nil, err
	}
	options := []mail.Option{mail.WithTimeout(20 * time.Second)}
	port := 587
	switch m.Security {
	case "tls":
		port = 465
		options = append(options, mail.WithSSL())
	case "", "starttls":
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case "none":
		port = 25
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		return nil, fault.Field("security", m.Security, "邮件加密方式只能是 tls、starttls 或 none。")
	}
	if m.Port < 0 || m.Port > 65535 {
		return nil, fault.Field("port", fmt.Sprint(m.Port), "邮件服务器端口应在 1 至 65535 之间。")
	}
	if m.Port != 0 {
		port = m.Port
	}
	options = append(options, mail.WithPort(port))
	if m.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	c, err := mail.NewClient(m.Host, options...)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "notify.mail", Field: "host", Value: m.Host, Say: "邮件服务器的设置不完整，请核对地址和端口。", Err: err}
	}
	return smtp{c, m.From}, nil
}

type smtp struct {
	client *mail.Client
	from   string
}

// Send sends a message as plain text.
func (s smtp) Send(ctx context.Context, to, subject, body string) error {
	m := mail.NewMsg()
	if err := m.From(s.from); err != nil {
		return fault.Wrap("notify.mail", fault.Invalid, err)
	}
	if err := m.To(to); err != nil {
		return fault.Wrap("notify.mail", fault.Invalid, err)
	}
	m.Subject(subject)
	m.SetDate()
	m.SetBodyString(mail.TypeTextPlain, body)
	return fault.Wrap("notify.mail", fault.Unavailable, s.client.DialAndSendWithContext(ctx, m))
}

// address checks a mail address: one, bare, without a display name.
func address(field, s string) (string, error) {
	a, err := netmail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || strings.ContainsAny(s, "\r\n<>") {
		return "", fault.Field(field, s, "邮件地址“"+s+"”写法不对，请写成 name@example.cn 的样子。")
	}
	return s, nil
}

var setAddress = act.Define(act.Spec[string, bool]{
	Name: "notify.address.set", Label: "设定提醒方式", Open: "everybody chooses where to be reminded",
	Do: func(tx *act.Tx, to string) (bool, act.Entry, error) {
		to = strings.TrimSpace(to)
		if to == "" {
			_, err := db.Exec(tx.Ctx, tx, q.SQL("address_clear"), tx.Actor.Login)
			return true, act.Entry{Subject: act.Subject("org_account", tx.Actor.ID), Summary: tx.Actor.Name + "不再接收邮件提醒"}, err
		}
		if _, err := address("address", to); err != nil {
			return false, act.Entry{}, err
		}
		_, err := db.Exec(tx.Ctx, tx, q.SQL("address_set"), tx.Actor.Login, to)
		return true, act.Entry{Subject: act.Subject("org_account", tx.Actor.ID), Summary: tx.Actor.Name + "改变了邮件提醒的地址"}, err
	}})

// SetAddress says where the actor wants to be reminded; empty for nowhere.
func (n *Notify) SetAddress(ctx context.Context, who act.Actor, to string) error {
	if !who.SignedIn() {
		return fault.New(fault.Unauthenticated, "")
	}
	_, err := setAddress.Run(ctx, n.Door, who, to)
	return err
}

// Address gives where somebody is reminded, empty for nowhere.
func (n *Notify) Address(ctx context.Context, login string) (string, error) {
	a, _, err := db.Maybe[string](ctx, n.Door.Reader(), q.SQL("address"), login)
	return a, err
}

type remindedIn struct {
	Login string
	Day   civil.Date
}

var reminded = act.Define(act.Spec[remindedIn, bool]{
	Name: "notify.reminded", Label: "发出提醒", Open: "the program notes whom it has reminded today",
	Quiet: "a reminder changes nothing of the bureau's; without the note it would be sent again",
	Do: func(tx *act.Tx, in remindedIn) (bool, act.Entry, error) {
		_, err := db.Exec(tx.Ctx, tx, q.SQL("address_reminded"), in.Login, in.Day)
		return true, act.Entry{}, err
	}})

// soon is how many days ahead of its due date a to-do is worth a reminder.
const soon = 3

// Remind sends everybody who left an address at most one message a day, if
// something is late or due within three days. The message gives numbers only:
// what is to be done is read after signing in. Without a Mailer it does nothing.
// One address that fails does not keep the others from their reminders.
func (n *Notify) Remind(ctx context.Context) (sent int, err error) {
	if n.Mailer == nil {
		return 0, nil
	}
	type row struct {
		Login    string `db:"login"`
		Address  string `db:"address"`
		Reminded string `db:"reminded"`
	}
	today := n.Door.Today()
	list, err := db.All[row](ctx, n.Door.Reader(), q.SQL("addresses"), today)
	if err != nil {
		return 0, err
	}
	var first error
	for _, x := range list {
		text, err := n.message(ctx, x.Login, today)
		if err == nil && text != "" {
			if err = n.Mailer.Send(ctx, x.Address, "待办提醒", text); err == nil {
				sent++
				_, err = reminded.Run(ctx, n.Door, act.Program("提醒"), remindedIn{x.Login, today})
			}
		}
		if err != nil && first == nil {
			first = err
		}
	}
	return sent, first
}

// message is what somebody is told, empty if there is nothing to tell.
func (n *Notify) message(ctx context.Context, login string, today civil.Date) (string, error) {
	a, err := n.Org.AccountByLogin(ctx, login)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	who, err := n.Org.ActorOf(ctx, a.ID)
	if err != nil || !who.SignedIn() {
		return "", err
	}
	list, err := n.List(ctx, Audience{Login: login, Unit: who.Unit, Roles: a.Roles()})
	if err != nil {
		return "", err
	}
	var late, near int
	for _, t := range list {
		switch {
		case t.Late(today):
			late++
		case !t.Due.IsZero() && t.Due.Sub(today) <= soon:
			near++
		}
	}
	if late+near == 0 {
		return "", nil
	}
	s := fmt.Sprintf("您在兰台有 %d 项待办", len(list))
	if late > 0 {
		s += fmt.Sprintf("，其中 %d 项已超期", late)
	}
	if near > 0 {
		s += fmt.Sprintf("，%d 项在三日内到期", near)
	}
	s += "。"
	if n.Site != "" {
		s += "\n请登录后办理：" + strings.TrimSuffix(n.Site, "/") + "/todo"
	}
	return s + "\n", nil
}
