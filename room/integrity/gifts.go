package integrity

import (
	"context"
	"fmt"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/register"
	"lantai.internal/kit/db"
)

// gifts are registered by who received them, within a month (clauses
// law.integrity.gifts, law.integrity.gift_month, law.integrity.no_gifts).
func (r *Room) gifts() register.Register {
	return register.Register{Code: Gifts, Label: "礼品登记簿", Thing: "礼品", Basis: []law.ID{law.IntegrityGifts, law.IntegrityGiftMonth, law.IntegrityNoGifts}, See: Use, Keep: Use,
		Hint:  "自收受之日起一个月内登记；在外地收受的，自返回之日起算。本人和纪检岗位、党委书记能看。",
		Whose: register.Own, AllBy: r.Oversees, Mine: []string{"person"}, Totals: []string{"value"}, Closed: true,
		Fields: []register.Field{
			day("登记日期"),
			{Name: "title", Label: "礼品名称", Need: true, Max: 100, Also: []string{"礼品", "物品"}},
			{Name: "kind", Label: "种类", Type: register.Choice, Need: true, Values: register.Values("实物", cash, "有价证券和支付凭证")},
			{Name: "value", Label: "估价", Type: register.Money, Need: true, Also: []string{"价值", "金额"}},
			{Name: "received", Label: "收受日期", Type: register.Date, Need: true},
			{Name: "returned", Label: "返回日期", Type: register.Date, Hint: "在外地收受的填写", Minor: true},
			{Name: "source", Label: "来源", Need: true, Max: 100, Hint: "送礼的单位或个人", Minor: true},
			{Name: "person", Label: "收受人", Type: register.Person, Need: true},
			{Name: "state", Label: "处置", Type: register.State, Need: true, Values: []register.Value{{Code: "open", Label: "待处置"}, {Code: "handed", Label: "已上交", Done: true}, {Code: "back", Label: "已退还", Done: true}, {Code: "kept", Label: "按规定留用", Done: true}}},
			{Name: "disposed", Label: "处置日期", Type: register.Date, Minor: true},
			{Name: "receipt", Label: "收据号", Max: 60, Minor: true},
			{Name: "reason", Label: "逾期理由", Type: register.Long, Max: 500, Minor: true, Hint: "超过一个月登记的填写"},
			{Name: "entered", Label: "录入日期", Type: register.Date, Auto: true, Minor: true},
			{Name: "last", Label: "登记期限", Type: register.Date, Auto: true, Due: true},
			{Name: "late", Label: "逾期", Auto: true},
			{Name: "advice", Label: "处置意见", Auto: true, Minor: true},
		}, Check: r.gift}
}

const cash = "礼金"

// standard reads what becomes of gifts by value.
func (s *scene) standard() (Standard, error) {
	var out Standard
	for _, x := range []struct {
		name string
		to   *int64
	}{{"register_fen", &out.Register}, {"hand_in_fen", &out.HandIn}, {"year_fen", &out.Year}} {
		v, err := s.text(law.IntegrityGifts, x.name)
		if err == nil {
			*x.to, err = strconv.ParseInt(v, 10, 64)
		}
		if err != nil {
			return out, fault.New(fault.Unavailable, fmt.Sprintf("规章的礼品标准 %s 读不出来，请由办公室补上。", x.name))
		}
	}
	return out, nil
}

func (r *Room) gift(ctx context.Context, rd db.Reader, l *register.Line, before *register.Line) error {
	var errs []*fault.Error
	add := func(err error) {
		if err != nil {
			errs = append(errs, fault.Of(err))
		}
	}
	add(ofTheBureau(l, "person"))
	add(r.notAhead(l, "day", "登记日期"))
	received, returned := l.Date("received"), l.Date("returned")
	if received.After(l.Date("day")) {
		errs = append(errs, fault.Field("received", received.String(), "收受日期不能晚于登记日期。"))
	}
	if !returned.IsZero() && (returned.Before(received) || returned.After(l.Date("day"))) {
		errs = append(errs, fault.Field("returned", returned.String(), "返回日期应在收受日期和登记日期之间。"))
	}
	if err := fault.Join(errs...); err != nil {
		return err
	}
	s, err := r.look(ctx, rd)
	if err != nil {
		return err
	}
	if before == nil {
		l.Set("entered", s.today.String())
	}
	if err := s.ownAccount(l, before, "person"); err != nil {
		return err
	}
	if err := s.giftMonth(l); err != nil {
		return err
	}
	return s.giftValue(ctx, rd, l)
}

// giftMonth holds a gift against its month: counted to the day of entry, whatever day was
// typed, so that a late one cannot be made to look in time (clause
// law.integrity.gift_month).
func (s *scene) giftMonth(l *register.Line) error {
	months, err := s.number(law.IntegrityGiftMonth, "months")
	if err != nil {
		return err
	}
	due := GiftDue(l.Date("received"), l.Date("returned"), months)
	l.Set("last", due.String())
	l.Set("late", lateWords(due, l.Date("entered")))
	if l.Value("late") != "" && l.Value("reason") == "" {
		f := fault.Field("reason", "", fmt.Sprintf("登记期限是 %s，已%s。请写明逾期的理由；从纸质登记簿补录的，写明原登记号。", due.Chinese(), l.Value("late")))
		f.Clause = law.IntegrityGiftMonth
		return f
	}
	return nil
}

// giftValue holds a gift against the standard: what is to be handed in may not be kept
// (clauses law.integrity.gifts, law.integrity.no_gifts).
func (s *scene) giftValue(ctx context.Context, rd db.Reader, l *register.Line) error {
	std, err := s.standard()
	if err != nil {
		return err
	}
	list, err := s.r.Registers.Lines(ctx, rd, Gifts, register.Query{Year: l.Date("day").Year})
	if err != nil {
		return err
	}
	sum := int64(0)
	for _, x := range list {
		if x.ID != l.ID && x.PersonID("person") == l.PersonID("person") && x.State != "back" && x.State != "handed" {
			sum += x.Units("value")
		}
	}
	advice, must := std.Advice(l.Units("value"), sum)
	if l.Value("kind") != "实物" {
		advice, must = l.Value("kind")+"不得收受，应当退还或者上交", true
	}
	l.Set("advice", advice)
	switch l.Value("state") {
	case "kept":
		if must {
			f := fault.Field("state", "按规定留用", advice+"，不能留用。请改选上交或退还。")
			f.Clause = law.IntegrityGifts
			return f
		}
	case "handed", "back":
		if l.Date("disposed").IsZero() || l.Date("disposed").Before(l.Date("received")) {
			return fault.Field("disposed", l.Value("disposed"), "已上交或退还的请填写处置日期，不能早于收受日期。")
		}
		if l.Value("state") == "handed" && l.Value("receipt") == "" {
			return fault.Field("receipt", "", "已上交的请填写收据号。")
		}
	}
	return nil
}
