package release

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Setting is the bureau's code in its index numbers.
type Setting struct {
	ID      int64  `db:"id"`
	Form    string `db:"form"`
	Code    string `db:"code"`
	MadeBy  string `db:"made_by"`
	MadeAt  int64  `db:"made_at"`
	Version int64  `db:"version"`
}

var settingColumns = []string{"form", "code", "made_by", "made_at", "version"}

func setting(ctx context.Context, rd db.Reader) (Setting, bool, error) {
	return db.Maybe[Setting](ctx, rd, "SELECT id, "+strings.Join(settingColumns, ", ")+" FROM disclosure_setting WHERE id = 1")
}

type settingIn struct {
	r          *Room
	form, code string
}

var settingDeed = act.Define(act.Spec[settingIn, Setting]{Name: "release.setting.code", Label: "设定机构代码", Right: Use, Basis: []law.ID{law.Disclosure2019Guide},
	Do: func(tx *act.Tx, in settingIn) (Setting, act.Entry, error) {
		none := func(err error) (Setting, act.Entry, error) { return Setting{}, act.Entry{}, err }
		if err := in.r.office(tx.Actor); err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		code := strings.ToUpper(strings.ReplaceAll(db.Trimmed(in.code), "-", ""))
		if err := CheckCode(s.book.Catalogue.Index, in.form, code); err != nil {
			return none(err)
		}
		old, known, err := setting(tx.Ctx, tx)
		if err != nil {
			return none(err)
		}
		x := Setting{ID: 1, Form: in.form, Code: code, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: old.Version + 1}
		vals := []any{x.Form, x.Code, x.MadeBy, x.MadeAt, x.Version}
		if !known {
			err = act.Insert(tx, "disclosure_setting", 1, settingColumns, vals)
		} else {
			_, err = act.Replace(tx, "disclosure_setting", 1, old.Version, settingColumns, vals)
		}
		return x, act.Entry{Subject: "disclosure_setting:1", Summary: "设定索引号的机构代码 " + code}, err
	}})

// SetCode sets the bureau's code for index numbers to come; those given stay. The
// office does.
func (r *Room) SetCode(ctx context.Context, who act.Actor, form, code string) (Setting, error) {
	return settingDeed.Run(ctx, r.Door, who, settingIn{r, form, code})
}

// CheckCode checks the length and the check character of a bureau's code: nine
// characters by GB 11714, eighteen by GB 32100.
func CheckCode(x rulebook.IndexNumber, form, code string) error {
	for _, f := range x.Forms {
		if f.Name != form {
			continue
		}
		bad := fault.Field("code", code, f.Label+"不对，请核对位数和校验位。")
		switch {
		case len(code) != f.Length, form == "organisation" && !organisationCode(code), form == "credit" && !creditCode(code):
			return bad
		}
		return nil
	}
	return fault.Field("form", form, "请选择索引号用哪一种机构代码。")
}

func organisationCode(code string) bool {
	weights := []int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		n := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", code[i])
		if n < 0 {
			return false
		}
		sum += n * w
	}
	c := 11 - sum%11
	want := byte('0' + c%10)
	switch c {
	case 10:
		want = 'X'
	case 11:
		want = '0'
	}
	return code[8] == want
}

func creditCode(code string) bool {
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	weights := []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	sum := 0
	for i, w := range weights {
		n := strings.IndexByte(letters, code[i])
		if n < 0 {
			return false
		}
		sum += n * w
	}
	return code[17] == letters[(31-sum%31)%31]
}

// number gives an item its index number, once; the number of an item that has one is
// what it has.
func (r *Room) number(tx *act.Tx, s *scene, i *Item) error {
	if i.Index != "" {
		return nil
	}
	set, ok, err := setting(tx.Ctx, tx)
	if err != nil {
		return err
	}
	if !ok {
		return of(law.Disclosure2019Guide, fault.New(fault.Rule, "还没有设定索引号的机构代码，不能编号。请办公室在公开设置中填写。"))
	}
	x := s.book.Catalogue.Index
	n, err := tx.Next(fmt.Sprintf("disclosure.index.%s.%d", set.Code, tx.Today.Year))
	if err != nil {
		return err
	}
	i.Index = strings.NewReplacer("{code}", set.Code, "{year}", fmt.Sprint(tx.Today.Year), "{serial}", fmt.Sprintf("%0*d", x.Digits, n)).Replace(x.Pattern)
	id, err := tx.Next("disclosure_index")
	if err != nil {
		return err
	}
	return act.Insert(tx, "disclosure_index", id, []string{"index_no", "item_id", "given_at"}, []any{i.Index, i.ID, tx.Now})
}

type numberIn struct {
	r    *Room
	item int64
}

var numberDeed = act.Define(act.Spec[numberIn, string]{Name: "release.item.number", Label: "编索引号", Right: Use, Basis: []law.ID{law.Disclosure2019Guide},
	Do: func(tx *act.Tx, in numberIn) (string, act.Entry, error) {
		i, _, err := in.r.own(tx, in.item)
		if err != nil {
			return "", act.Entry{}, err
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return "", act.Entry{}, err
		}
		had := i.Index != ""
		if err := in.r.number(tx, s, &i); err != nil {
			return "", act.Entry{}, err
		}
		if !had {
			if err := putItem(tx, &i); err != nil {
				return "", act.Entry{}, err
			}
		}
		return i.Index, act.Entry{Subject: i.Subject(), Summary: "编索引号 " + i.Index}, nil
	}})

// Number gives an item its index number before it is published, for a document that
// bears it. Asked again it gives the same.
func (r *Room) Number(ctx context.Context, who act.Actor, item int64) (string, error) {
	return numberDeed.Run(ctx, r.Door, who, numberIn{r, item})
}
