package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"lantai.internal/kit/act"
	"lantai.internal/kit/print"
	"lantai.internal/room/disclosure/redaction"
)

// demoRedaction gives the demonstration one file that is being decided on and one
// that was made and proved.
func (a *App) demoRedaction(ctx context.Context) error {
	clerk, err := a.demoActor(ctx, "keyuan")
	if err != nil {
		return err
	}
	head, err := a.demoActor(ctx, "shangmao")
	if err != nil {
		return err
	}
	first, err := a.demoHandIn(ctx, clerk, "家电补贴发放名单", "家电补贴发放名单.pdf", 14)
	if err != nil {
		return err
	}
	second, err := a.demoHandIn(ctx, clerk, "促消费活动获奖公示", "促消费活动获奖公示.pdf", 5)
	if err != nil {
		return err
	}
	for _, id := range []int64{first, second} {
		_, marks, err := a.Redaction.Job(ctx, clerk, id)
		if err != nil {
			return err
		}
		var list []redaction.Verdict
		for _, m := range marks {
			if id == first && len(list) == 8 { // the rest is still to be decided
				break
			}
			if !slices.ContainsFunc(list, func(v redaction.Verdict) bool { return v.Hit == m.Hit }) {
				list = append(list, redaction.Verdict{Hit: m.Hit, Hide: true, Ground: "privacy"})
			}
		}
		if _, err := a.Redaction.Decide(ctx, clerk, id, list); err != nil {
			return err
		}
	}
	if _, err := a.Redaction.Submit(ctx, clerk, second, true); err != nil {
		return err
	}
	_, err = a.Redaction.Confirm(ctx, head, second, true)
	return err
}

// demoHandIn prints a list of nobody: every identity number has a wrong check digit,
// the telephones belong to no network.
func (a *App) demoHandIn(ctx context.Context, who act.Actor, title, name string, rows int) (int64, error) {
	doc, err := print.New(print.Options{Title: title})
	if err != nil {
		return 0, err
	}
	f := doc.Section(print.Section{})
	f.Heading(title, print.Style{Size: 18, Align: print.Center})
	f.Skip(4)
	f.Para("根据活动方案，现将名单公布如下。有异议的，请在公示期内向本局商贸流通科反映。", print.Style{Size: 12, Indent: 2})
	f.Skip(3)
	f.Table(print.Table{Columns: []print.Column{{Title: "序号", Width: 14}, {Title: "姓名", Width: 26}, {Title: "身份证号码", Width: 52}, {Title: "联系电话", Width: 36}, {Title: "金额（元）", Width: 26}}},
		func(yield func([]string) bool) {
			for i := range rows {
				surname := []rune("王李张刘陈杨黄赵吴周")[i%10]
				if !yield([]string{fmt.Sprint(i + 1), string(surname) + "某某", fmt.Sprintf("50000019000101%03d9", i), fmt.Sprintf("1380000%04d", i), fmt.Sprint(300 + 50*(i%4))}) {
					return
				}
			}
		})
	f.Skip(4)
	f.Para("领取人签字后由经办人存档。", print.Style{Size: 12, Indent: 2})
	var b bytes.Buffer
	if err := doc.Write(&b); err != nil {
		return 0, err
	}
	ref, err := a.Files.Put(ctx, bytes.NewReader(b.Bytes()), 0)
	if err != nil {
		return 0, err
	}
	return a.Redaction.HandIn(ctx, who, redaction.Handed{Title: title, Name: name, Ref: ref})
}
