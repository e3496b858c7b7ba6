package disclosure

import (
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

func bothConfirmed(s Standing) string {
	if s.Office.IsZero() || s.Applicant.IsZero() {
		return Submitted
	}
	return Received
}

func lastAnswered(s Standing) string {
	if len(s.open) > 0 {
		return Consulting
	}
	return Reviewing
}

// basis is the first clause of a list, or the given one.
func basis(list []rulebook.Basis, or law.ID) law.ID {
	if len(list) == 0 {
		return or
	}
	return list[0].Clause
}

func words(_ Standing, e Event, _ Facts) error {
	if strings.TrimSpace(e.Note) == "" {
		return fault.Field("note", "", "请写明理由或依据的书面材料。")
	}
	return nil
}

func readBack(_ Standing, e Event, f Facts) error {
	if e.With == Oral && !f.ReadBack {
		err := fault.Field("read_back", "", "口头申请由工作人员代为填写后，须向申请人复述并经其确认，再登记。")
		err.Clause = law.FoiApplyOral
		return err
	}
	return nil
}

// publicAlready: what is answered at once was public before; all else is reviewed
// first.
func publicAlready(_ Standing, _ Event, f Facts) error {
	if f.Reply != "1a" {
		return fault.Refuse(law.FoiSecGate, "当场答复只用于已经主动公开的信息；其余的先审查、审定，再由办公室答复。")
	}
	return nil
}

func toldOnce(s Standing, _ Event, _ Facts) error {
	if !s.Noticed.IsZero() {
		return fault.Refuse(law.FoiSupplement, "已于"+s.Noticed.Chinese()+"告知补正。补正应当一次告知；补正后仍不明确的，按“补正后仍不明确”答复。")
	}
	return nil
}

// noticeInTime lets a late notice pass only with the head's reason: the period then
// does not start anew, unless the head decides so with a reason of its own.
func noticeInTime(_ Standing, e Event, f Facts) error {
	if f.NoticeDue.IsZero() || !e.On.After(f.NoticeDue) {
		if e.With != "" {
			return fault.Field("restart", e.With, "补正告知没有逾期，收到补正后期限本来就照规定计算，请不填重新计算的理由。")
		}
		return nil
	}
	late := "补正告知期限是" + f.NoticeDue.Chinese() + "，现在告知已经逾期，收到补正后答复期限不重新计算；要重新计算的，由办公室负责人另写理由决定。"
	t, _ := f.Regime.Period("correction_notice")
	if !f.has(ByHead) {
		return &fault.Error{Kind: fault.Forbidden, Clause: basis(t.Basis, law.FoiSupplement), Say: late + "确需告知的，由办公室负责人写明理由决定。"}
	}
	if strings.TrimSpace(e.Note) == "" {
		return fault.Field("note", "", late+"请写明逾期仍要告知的理由。")
	}
	return nil
}

func period(_ Standing, e Event, _ Facts) error {
	if !e.Until.After(e.On) {
		return fault.Field("until", e.Until.String(), "请填写申请人补正的最后一天，应晚于告知的日子。")
	}
	return nil
}

// givenUp asks whether the regime takes silence as giving up; where it does not, a
// person decides otherwise.
func givenUp(who string) guard {
	return func(_ Standing, _ Event, f Facts) error {
		if x, ok := f.Regime.Silence(who); !ok || x.Means != "given_up" {
			say := f.Regime.Title + "没有规定逾期即视为放弃。"
			if x.Say != "" {
				say = x.Say + "。"
			}
			return fault.Refuse(basis(x.Basis, law.FoiSupplement), say+"怎样办理由局领导定夺，可以按现有材料答复。")
		}
		return nil
	}
}

func fixOver(s Standing, e Event, _ Facts) error {
	if !e.On.After(s.FixUntil) {
		return fault.Refuse(law.Disclosure2019Supplement, "补正期限到"+s.FixUntil.Chinese()+"为止，还没有过，不能视为放弃。")
	}
	return nil
}

func knows(effect string) guard {
	return func(_ Standing, _ Event, f Facts) error {
		if x := f.Regime.Effect(effect); len(x.Basis) == 0 {
			return fault.Refuse(law.Disclosure2019Excessive, f.Regime.Title+"没有这一规定，不能这样办理。")
		}
		return nil
	}
}

func excessive(_ Standing, _ Event, f Facts) error {
	if f.Monthly <= f.Free {
		return fault.Refuse(law.Disclosure2019Excessive, fmt.Sprintf("这位申请人当月申请 %d 件，没有超过 %d 件，不能要求说明理由。", f.Monthly, f.Free))
	}
	return nil
}

// heard lets nobody judge reasons that have not come while they still may.
func heard(s Standing, e Event, _ Facts) error {
	if !s.Reasoned && !e.On.After(s.ReasonUntil) {
		return fault.Refuse(law.Disclosure2019Excessive, "申请人还没有说明理由，说明的期限到"+s.ReasonUntil.Chinese()+"为止，还没有过，不能判断理由不合理。")
	}
	return nil
}

// stated wants a day after the event: until when.
func stated(_ Standing, e Event, _ Facts) error {
	if !e.Until.After(e.On) {
		return fault.Field("until", e.Until.String(), "请填写告知申请人的日期，应晚于告知的日子。")
	}
	return nil
}

func inTime(_ Standing, e Event, f Facts) error {
	if !f.Due.IsZero() && e.On.After(f.Due) {
		return fault.Refuse(law.FoiReplyDeadline, "答复期限"+f.Due.Chinese()+"已过，不能再"+EventLabel(e.Do)+"；请尽快答复，并向主管部门说明。")
	}
	return nil
}

func charged(_ Standing, _ Event, f Facts) error {
	if !f.Charges {
		return fault.Refuse(law.FoiFeeNone, "收到这件申请时不收费，不能发收费通知。")
	}
	if f.Yuan <= 0 {
		return fault.Refuse(law.Disclosure2019Fees, "按标准算出的信息处理费是 0 元，不收费。")
	}
	return nil
}

func paidInTime(_ Standing, e Event, f Facts) error {
	if !f.FeeDue.IsZero() && e.On.After(f.FeeDue) && strings.TrimSpace(e.Note) == "" {
		return fault.Field("note", "", "缴费期限"+f.FeeDue.Chinese()+"已过，逾期视为放弃申请。仍要办理的，写明是谁决定的和理由；答复期限不重新计算。")
	}
	return nil
}

func feeOver(_ Standing, e Event, f Facts) error {
	if f.FeeDue.IsZero() || !e.On.After(f.FeeDue) {
		return fault.Refuse(law.ProcessingFee2020, "缴费期限到"+f.FeeDue.Chinese()+"为止，还没有过，不能视为放弃。")
	}
	return nil
}

func instructed(_ Standing, _ Event, f Facts) error {
	if !f.Leader {
		err := fault.Field("leader", "", "交办要有局领导的批示。请选择作批示的领导，并写明批示。")
		err.Clause = law.FoiAssign
		return err
	}
	return nil
}

func searched(_ Standing, _ Event, f Facts) error {
	if f.Searches == 0 {
		return fault.Refuse(law.FoiReplyK3, "还没有检索记录。请先登记在哪里查、用什么词、查到多少，再报“未找到”。")
	}
	return nil
}

func attached(_ Standing, _ Event, f Facts) error {
	if f.Papers == 0 {
		return fault.Refuse(law.FoiUnit, "还没有附上查到的材料。请先上传拟公开的材料，再送审查。")
	}
	return nil
}

func notAsked(s Standing, e Event, _ Facts) error {
	if s.Open(e.With) {
		return fault.Newf(fault.Conflict, "对它的征求意见还没有结束，不能再开始一次。")
	}
	return nil
}

func asked(s Standing, e Event, _ Facts) error {
	if !s.Open(e.With) {
		return fault.Newf(fault.Conflict, "没有向它征求意见，或者已经结束，请核对。")
	}
	return nil
}

func wasAsked(s Standing, e Event, _ Facts) error {
	if !s.gone[e.With] {
		return fault.Newf(fault.Conflict, "没有登记它逾期未答复，请按“收到意见”登记。")
	}
	return nil
}

func windowOver(s Standing, e Event, f Facts) error {
	switch {
	case s.open[e.With].served.IsZero():
		return fault.Refuse(law.FoiThirdReply5, "没有登记对方收到征求意见书的日子，答复期限还没有起算。请先登记送达。")
	case f.WindowDue.IsZero():
		return fault.Refuse(basis(f.Regime.Basis, law.FoiThirdReply5), f.Regime.Title+"没有规定对方答复的期限，不能以逾期论。")
	case !e.On.After(f.WindowDue):
		return fault.Refuse(law.FoiThirdReply5, "对方答复的期限到"+f.WindowDue.Chinese()+"为止，还没有过。")
	}
	return nil
}

func objected(_ Standing, _ Event, f Facts) error {
	if !f.Objected {
		return fault.Refuse(law.FoiThirdPublic, "没有第三方不同意公开，不需要这样决定。")
	}
	return nil
}

func toldBefore(_ Standing, _ Event, f Facts) error {
	if !f.Told {
		return fault.Refuse(law.FoiThirdNotify, "违背第三方意见公开的，公开以前要书面告知第三方公开的内容和理由。请先发告知书，再登记决定。")
	}
	return nil
}

func consented(_ Standing, _ Event, f Facts) error {
	if !f.Consented {
		x := f.Regime.Extension
		return fault.Refuse(basis(x.Basis, law.FoiExtApprove), "延期要经"+x.Label+"同意，现在还没有同意。")
	}
	return nil
}

func extendInTime(_ Standing, e Event, f Facts) error {
	if !f.Due.IsZero() && e.On.After(f.Due) {
		return fault.Refuse(law.FoiExtNotice, "答复期限"+f.Due.Chinese()+"已过，延期无效，申请已经逾期。请尽快答复，并向主管部门说明。")
	}
	return nil
}

func once(s Standing, _ Event, _ Facts) error {
	if s.Extended {
		return fault.Refuse(law.FoiExtLimit, "这件申请已经延期一次。一件申请只能延期一次。")
	}
	if !s.Deferred.IsZero() {
		return fault.Refuse(law.Disclosure2019Excessive, "这件申请已另定期限"+s.Deferred.Chinese()+"，不再延期。")
	}
	return nil
}

func within(_ Standing, e Event, f Facts) error {
	if most := f.Regime.Extension.Most; e.Days < 1 || e.Days > most {
		return fault.Field("days", fmt.Sprint(e.Days), fmt.Sprintf("延长的工作日数应在 1 至 %d 之间。", most))
	}
	return nil
}

func oneKind(_ Standing, _ Event, f Facts) error {
	if f.Reply == "" {
		return fault.Field("kind", "", "请选择答复的种类。")
	}
	return nil
}

func approved(_ Standing, _ Event, f Facts) error {
	if !f.Approved {
		return fault.Refuse(law.FoiAnswerReview, "答复还没有经分管领导、主要领导审定，不能送达。")
	}
	return nil
}

func unserved(_ Standing, _ Event, f Facts) error {
	if !f.Approved {
		return fault.Refuse(law.FoiAnswerReview, "没有已经审定、等待送达的答复，没有要收回的。")
	}
	return nil
}

func cleared(_ Standing, _ Event, f Facts) error {
	if f.Blocked != "" {
		return fault.Refuse(law.FoiSecGate, f.Blocked)
	}
	return nil
}

func remedied(_ Standing, _ Event, f Facts) error {
	if !f.Remedied {
		return fault.Refuse(law.FoiRemedyAppeal, "答复书没有写明这一天、这一种答复的救济途径，不能送达。")
	}
	return nil
}

func proven(_ Standing, _ Event, f Facts) error {
	if !f.Proof {
		return fault.Field("proof", "", "请填写送达的凭证：当面领取的写签收人，邮寄的写邮件号，电子送达的写到达的时间。")
	}
	return nil
}

func complete(_ Standing, _ Event, f Facts) error {
	if len(f.Missing) > 0 {
		return fault.Refuse(law.FoiRegister, "案卷还缺："+strings.Join(f.Missing, "、")+"。补齐后再办结。")
	}
	return nil
}

// repliedOrLate: whoever was not answered in time may go to review or court too.
func repliedOrLate(s Standing, e Event, f Facts) error {
	if Running(s.State) && (f.Due.IsZero() || !e.On.After(f.Due)) {
		return fault.Refuse(law.FoiRemedyAppeal, "还没有答复，答复期限也没有过，请核对这件申请。")
	}
	return nil
}
