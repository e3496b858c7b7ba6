package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"

	"lantai.internal/base/civil"
)

// Compose writes the text of a report from what has been entered: time and source of
// the news, time and place, nature, scope, loss, trend, leaders on the spot, what was
// done. What is not known yet is said to be so, never left out.
func Compose(kind string, i Incident, course []Step) string {
	var b strings.Builder
	known := func(s string) string {
		if s = strings.TrimRight(s, "。"); s == "" {
			return "正在核实"
		}
		return s
	}
	words := func(at int64) string {
		if at == 0 {
			return "正在核实"
		}
		t := clock.FromMicros(at).In(civil.Shanghai)
		return civil.DateOf(t).Chinese() + t.Format("15时04分")
	}
	line := func(label, s string) { fmt.Fprintf(&b, "%s：%s。\n", label, s) }
	line("接报时间", words(i.HeardAt))
	from := known(i.Informant)
	if i.Phone != "" {
		from += "（电话" + i.Phone + "）"
	}
	line("信息来源", from)
	line("事发时间", words(i.HappenedAt))
	line("事发地点", known(i.Place))
	line("事件", known(i.Title))
	line("性质和等级", known(i.Nature)+"，"+severityLabels[i.Severity])
	line("影响范围", known(i.Scope))
	line("伤亡和损失", known(i.Loss))
	line("发展趋势", known(i.Trend))
	line("到场领导", known(i.Present))
	var done []string
	if i.Measures != "" {
		done = append(done, strings.TrimRight(i.Measures, "。"))
	}
	for _, x := range course {
		if x.Kind == StepAct {
			done = append(done, clock.FromMicros(x.At).In(civil.Shanghai).Format("02日15时04分，")+strings.TrimRight(x.Words, "。"))
		}
	}
	line("已采取的措施", known(strings.Join(done, "；")))
	if kind == Final {
		line("结果", known(i.Closing))
	} else {
		b.WriteString("后续情况续报。\n")
	}
	return b.String()
}

// BulletinInput begins a report.
type BulletinInput struct {
	Incident int64
	Kind     string
}

type bulletinIn struct {
	r *Room
	BulletinInput
}

func noBulletin(err error) (Bulletin, act.Entry, error) { return Bulletin{}, act.Entry{}, err }

func (w *working) told(b Bulletin, say string) act.Entry {
	return w.noted(say+b.Name(), map[string]any{"report": b.Name()})
}

var draftDeed = act.Define(act.Spec[bulletinIn, Bulletin]{Name: "duty.bulletin.draft", Label: "拟写信息报告", Right: Use, Basis: []law.ID{law.DutyEmergUpward, law.DutyPrincipleReport},
	Do: func(tx *act.Tx, in bulletinIn) (Bulletin, act.Entry, error) {
		w, err := in.r.take(tx, in.Incident)
		if err != nil {
			return noBulletin(err)
		}
		list, err := bulletinsOf(tx.Ctx, tx, w.ID)
		if err != nil {
			return noBulletin(err)
		}
		b := Bulletin{Incident: w.ID, Kind: in.Kind, State: Draft, DraftedBy: tx.Actor.Login, DraftedName: tx.Actor.Name, DraftedAt: tx.Now}
		first, final := false, false
		for _, x := range list {
			if x.State != Sent {
				return noBulletin(fault.New(fault.Conflict, x.Name()+bulletinStates[x.State]+"，报出以后再拟下一份。"))
			}
			first, final = first || x.Kind == First, final || x.Kind == Final
			if x.Kind == Follow {
				b.No = x.No
			}
		}
		switch {
		case in.Kind != First && in.Kind != Follow && in.Kind != Final:
			return noBulletin(fault.Field("kind", in.Kind, "选择初报、续报还是终报。"))
		case final:
			return noBulletin(fault.New(fault.Conflict, "已经终报。"))
		case in.Kind == First && first:
			return noBulletin(fault.Field("kind", in.Kind, "已经初报，以后的写续报。"))
		case in.Kind != First && !first:
			return noBulletin(fault.Field("kind", in.Kind, "还没有初报，先写初报。"))
		}
		if b.No++; in.Kind != Follow {
			b.No = 0
		}
		b.Body = Compose(in.Kind, w.Incident, w.steps)
		if err := bulletins.insert(tx, &b); err != nil {
			return noBulletin(err)
		}
		return b, w.told(b, "拟写"), nil
	}})

// DraftBulletin begins the next report of an incident, its text composed from what was
// entered.
func (r *Room) DraftBulletin(ctx context.Context, who act.Actor, in BulletinInput) (Bulletin, error) {
	return draftDeed.Run(ctx, r.Door, who, bulletinIn{r, in})
}

// Sending is what is entered about a report on its way.
type Sending struct {
	ID         int64
	Body       string
	Channel    string
	Recipients []string
	Failure    string // what was wrong with the network, for the fax
	FailedAt   int64
	At         int64
	Receipt    string
}

type sendingIn struct {
	r *Room
	Sending
}

// open locks a report together with its incident.
func (in sendingIn) open(tx *act.Tx) (*working, Bulletin, error) {
	b, err := bulletins.get(tx.Ctx, tx, in.ID)
	if err != nil {
		return nil, b, err
	}
	w, err := in.r.take(tx, b.Incident)
	if err != nil {
		return nil, b, err
	}
	b, err = bulletins.locked(tx, in.ID)
	return w, b, err
}

var editDeed = act.Define(act.Spec[sendingIn, Bulletin]{Name: "duty.bulletin.edit", Label: "修改信息报告", Right: Use, Basis: []law.ID{law.DutyPrincipleReport},
	Do: func(tx *act.Tx, in sendingIn) (Bulletin, act.Entry, error) {
		w, b, err := in.open(tx)
		if err != nil {
			return noBulletin(err)
		}
		if b.State != Draft {
			return noBulletin(fault.New(fault.Conflict, b.Name()+bulletinStates[b.State]+"，不能再改。情况有变写续报。"))
		}
		if err := texts(text{field: "body", value: &in.Body, need: "报告不能没有内容。", clause: law.DutyPrincipleReport, long: true}); err != nil {
			return noBulletin(err)
		}
		b.Body = in.Body
		return b, w.told(b, "修改"), bulletins.save(tx, &b)
	}})

// EditBulletin changes the text before it is signed.
func (r *Room) EditBulletin(ctx context.Context, who act.Actor, in Sending) (Bulletin, error) {
	return editDeed.Run(ctx, r.Door, who, sendingIn{r, in})
}

var signDeed = act.Define(act.Spec[sendingIn, Bulletin]{Name: "duty.bulletin.sign", Label: "签发信息报告", Right: Lead, Basis: []law.ID{law.DutyEmergUpward, law.DutyPrincipleDistrict},
	Do: func(tx *act.Tx, in sendingIn) (Bulletin, act.Entry, error) {
		w, b, err := in.open(tx)
		switch {
		case err != nil:
			return noBulletin(err)
		case !w.part.leader && !w.part.contact && !w.part.director:
			return noBulletin(forbidden(law.DutyEmergUpward, "由带班领导、联系领导或者局长签发。"))
		case b.DraftedBy == tx.Actor.Login:
			return noBulletin(forbidden(law.DutyEmergUpward, "拟稿的人不能自己签发。"))
		case b.State != Draft:
			return noBulletin(fault.New(fault.Conflict, b.Name()+bulletinStates[b.State]+"。"))
		}
		b.State, b.SignedBy, b.SignedName, b.SignedAt = Signed, tx.Actor.Login, tx.Actor.Name, tx.Now
		return b, w.told(b, "签发"), bulletins.save(tx, &b)
	}})

// SignBulletin is a leader's signature under a report; the words are fixed from then
// on.
func (r *Room) SignBulletin(ctx context.Context, who act.Actor, id int64) (Bulletin, error) {
	return signDeed.Run(ctx, r.Door, who, sendingIn{r, Sending{ID: id}})
}

var sendDeed = act.Define(act.Spec[sendingIn, Bulletin]{Name: "duty.bulletin.send", Label: "报出信息报告", Right: Use, Basis: []law.ID{law.DutyChannelPrimary, law.DutyChannelFax, law.DutyPrincipleDistrict},
	Do: func(tx *act.Tx, in sendingIn) (Bulletin, act.Entry, error) {
		w, b, err := in.open(tx)
		if err != nil {
			return noBulletin(err)
		}
		return w.send(b, in.Sending)
	}})

// SendBulletin writes down that a signed report went out: by the district's system, or
// by fax where the network failed, with what failed and when. It rests on a leader's
// decision to report.
func (r *Room) SendBulletin(ctx context.Context, who act.Actor, in Sending) (Bulletin, error) {
	return sendDeed.Run(ctx, r.Door, who, sendingIn{r, in})
}

func (w *working) send(b Bulletin, in Sending) (Bulletin, act.Entry, error) {
	if !w.part.officer && !w.part.keeper {
		return noBulletin(forbidden(law.DutyChannelPrimary, "由在班的值班员报出并登记。"))
	}
	last := ""
	for _, x := range w.steps {
		if x.Kind == StepDecide {
			last = x.Flag
		}
	}
	primary, fax := w.s.word(law.DutyChannelPrimary, "channel"), w.s.word(law.DutyChannelFax, "channel")
	known := w.s.words(law.DutyChannelPrimary, "recipients")
	switch {
	case b.State == Sent:
		return noBulletin(fault.Newf(fault.Conflict, "%s 已于 %s 报出。", b.Name(), stamp(b.SentAt)))
	case b.State != Signed:
		return noBulletin(fault.Refuse(law.DutyEmergUpward, b.Name()+"还没有经领导签发，不能报出。"))
	case last != FlagReport:
		return noBulletin(fault.Refuse(law.DutyPrincipleDistrict, "领导还没有决定上报，不能报出。"))
	case in.Channel != primary && in.Channel != fax:
		return noBulletin(fault.Field("channel", in.Channel, "选择"+primary+"或者"+fax+"。"))
	case len(in.Recipients) == 0 || slices.ContainsFunc(in.Recipients, func(s string) bool { return !slices.Contains(known, s) }):
		return noBulletin(fault.Field("recipients", strings.Join(in.Recipients, "、"), "选择收报单位："+strings.Join(known, "、")+"。"))
	}
	failure := text{field: "failure", value: &in.Failure}
	if in.Channel == fax {
		failure.need, failure.clause = "改用传真的，写明网络出了什么情况。", law.DutyChannelFax
	}
	if err := texts(failure, text{field: "receipt", value: &in.Receipt}); err != nil {
		return noBulletin(err)
	}
	if in.Channel == fax {
		if err := past("failed_at", in.FailedAt, w.tx.Now); err != nil {
			return noBulletin(err)
		}
	} else {
		in.Failure, in.FailedAt = "", 0
	}
	if err := past("at", in.At, w.tx.Now); err != nil {
		return noBulletin(err)
	}
	if in.At < b.SignedAt-b.SignedAt%minute { // what is entered is told by the minute
		return noBulletin(fault.Field("at", stamp(in.At), "报出的时间早于签发的时间 "+stamp(b.SignedAt)+"。"))
	}
	b.State, b.Channel, b.Recipients, b.Failure, b.FailedAt, b.SentAt, b.SentBy = Sent, in.Channel, strings.Join(in.Recipients, "、"), in.Failure, in.FailedAt, in.At, w.tx.Actor.Login
	if in.Receipt != "" {
		b.Receipt, b.ReceiptAt = in.Receipt, w.tx.Now
	}
	e := w.told(b, "报出")
	e.Summary += "，" + b.Channel
	if err := bulletins.save(w.tx, &b); err != nil {
		return noBulletin(err)
	}
	return b, e, w.answered()
}

var receiptDeed = act.Define(act.Spec[sendingIn, Bulletin]{Name: "duty.bulletin.receipt", Label: "登记区级回执", Right: Use, Basis: []law.ID{law.DutyChannelPrimary},
	Do: func(tx *act.Tx, in sendingIn) (Bulletin, act.Entry, error) {
		w, b, err := in.open(tx)
		switch {
		case err != nil:
			return noBulletin(err)
		case b.State != Sent:
			return noBulletin(fault.New(fault.Conflict, b.Name()+"还没有报出，不会有回执。"))
		case b.Receipt != "":
			return noBulletin(fault.New(fault.Conflict, "已登记回执："+b.Receipt))
		}
		if err := texts(text{field: "receipt", value: &in.Receipt, need: "写明回执的编号，或者谁答复的、怎样说的。", clause: law.DutyChannelPrimary}); err != nil {
			return noBulletin(err)
		}
		b.Receipt, b.ReceiptAt = in.Receipt, tx.Now
		return b, w.told(b, "登记回执，"), bulletins.save(tx, &b)
	}})

// ReceiveReceipt writes down that the district confirmed a report.
func (r *Room) ReceiveReceipt(ctx context.Context, who act.Actor, in Sending) (Bulletin, error) {
	return receiptDeed.Run(ctx, r.Door, who, sendingIn{r, in})
}
