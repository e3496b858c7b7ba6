package app

import (
	"context"

	"lantai.internal/kit/act"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
	"lantai.internal/room/archive/lending"
)

// loansWait tells the front page of loans that wait for this person: what is
// overdue first, then what is asked for at the desk, then consents.
func (a *App) loansWait(ctx context.Context, who act.Actor) ([]archive.Wait, error) {
	var out []archive.Wait
	tell := func(l lending.List, w archive.Wait) error {
		got, err := a.Lending.Loans(ctx, who, l)
		if w.N = got.Total; err == nil && w.N > 0 {
			out = append(out, w)
		}
		return err
	}
	if who.May(lending.Lend) {
		if err := tell(lending.List{State: "overdue", Limit: 1}, archive.Wait{What: "借出未还", Why: "已过应还日期", Late: true, Do: ui.Button{Label: "催还", URL: "/archive/loans?state=overdue"}}); err != nil {
			return nil, err
		}
		if err := tell(lending.List{State: lending.Applied, Limit: 1}, archive.Wait{What: "借阅申请", Why: "等着交档案", Do: ui.Button{Label: "办理", URL: "/archive/loans?state=" + lending.Applied}}); err != nil {
			return nil, err
		}
	} else if err := tell(lending.List{State: "overdue", Mine: true, Limit: 1}, archive.Wait{What: "我借的档案该还了", Why: "已过应还日期", Late: true, Do: ui.Button{Label: "查看", URL: "/archive/my/loans"}}); err != nil {
		return nil, err
	}
	if who.May(lending.Consent) {
		if err := tell(lending.List{Waiting: true, Limit: 1}, archive.Wait{What: "借阅待我同意", Why: "没有答复以前不借出", Do: ui.Button{Label: "审批", URL: "/archive/loans/waiting"}}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// appraisalsWait tells the front page of destructions and opinions on opening that
// wait for approval.
func (a *App) appraisalsWait(ctx context.Context, who act.Actor) ([]archive.Wait, error) {
	var out []archive.Wait
	if who.May(appraisal.Approve) {
		list, _, err := a.Appraisal.Batches(ctx, appraisal.Reported, 0, 50)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			out = append(out, archive.Wait{What: "鉴定报告待审批", Why: list[0].Title, N: int64(len(list)), Do: ui.Button{Label: "审批", URL: "/archive/appraisals?state=" + appraisal.Reported}})
		}
	}
	if who.May(appraisal.Opening) {
		list, err := a.Appraisal.Reviews(ctx, who, "proposed", 200)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			out = append(out, archive.Wait{What: "开放意见待复审", Why: list[0].Title, N: int64(len(list)), Do: ui.Button{Label: "复审", URL: "/archive/opening"}})
		}
	}
	return out, nil
}
