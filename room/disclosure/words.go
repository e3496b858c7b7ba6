package disclosure

import (
	dis "lantai.internal/hall/rulebook/disclosure"
)

// The events of an application. Those of the clock have the clock's own words;
// the others do not move the period.
const (
	CameIn             = "come_in" // by a channel that needs both sides' confirmation
	OfficeConfirms     = "confirm_office"
	ApplicantConfirms  = "confirm_applicant"
	Receive            = "receive"
	Assign             = "assign"
	CorrectionMissed   = "correction_missed"
	StillUnclear       = "still_unclear"
	ReasonsGiven       = "reasons_given"
	ReasonsBad         = "reasons_bad"
	FeeMissed          = "fee_missed"
	FeeDropped         = "fee_dropped" // narrowed, read on the spot, or waived
	Found              = "found"       // material found and attached
	NotFound           = "not_found"   // searched, nothing found
	ConsultExpired     = "consult_expired"
	ConsultLate        = "consult_late" // an opinion after that
	Override           = "override"
	Unsure             = "unsure"
	Approve            = "approve"
	Revoke             = "revoke" // an approved reply, or what was to be supplied, is taken back
	SpotReply          = "spot_reply"
	SupplyLater        = "supply_later"
	Supplied           = "supplied"
	Close              = "close"
	Complaint          = "complaint"
	Query              = "query"
	ReviewFiled        = "review_filed"
	Sued               = "sued"
	OverlayAnswered    = "overlay_answered"
	OverlayDecided     = "overlay_decided"
	Redo               = "redo"
	CorrectionNotice   = dis.CorrectionNotice
	CorrectionReceived = dis.CorrectionReceived
	ReasonRequested    = dis.ReasonRequested
	LongerPeriod       = dis.LongerPeriod
	FeeNotice          = dis.FeeNotice
	FeePaid            = dis.FeePaid
	ConsultStart       = dis.ConsultStart
	ConsultServed      = dis.ConsultServed
	ConsultEnd         = dis.ConsultEnd
	Extend             = dis.Extend
	Reply              = dis.Reply
	Withdraw           = dis.Withdraw
)

var eventLabels = map[string]string{CameIn: "提交申请", OfficeConfirms: "本局确认收到", ApplicantConfirms: "申请人确认", Receive: "收到并登记", Assign: "交办", CorrectionNotice: "告知补正", CorrectionReceived: "收到补正",
	CorrectionMissed: "逾期未补正", StillUnclear: "补正后仍不明确", ReasonRequested: "要求说明理由", ReasonsGiven: "收到说明", ReasonsBad: "理由不合理", LongerPeriod: "另定答复期限", FeeNotice: "收费通知", FeePaid: "缴费", FeeMissed: "逾期未缴费",
	FeeDropped: "收费作罢", Found: "检索完毕，送审查", NotFound: "检索完毕，未找到", ConsultStart: "发出征求意见书", ConsultServed: "对方收到征求意见书", ConsultEnd: "收到意见", ConsultExpired: "逾期未答复",
	ConsultLate: "逾期后才收到意见", Override: "因公共利益决定公开", Unsure: "报请确定", Approve: "答复审定", Revoke: "收回重办", Reply: "答复送达", SpotReply: "当场答复", SupplyLater: "约定提供日期", Supplied: "提供信息", Close: "办结",
	Withdraw: "撤回申请", Complaint: "投诉举报", Query: "对不公开提出质疑", ReviewFiled: "申请行政复议", Sued: "提起行政诉讼", OverlayAnswered: "已作答复", OverlayDecided: "处理结果", Redo: "责令重新答复", Extend: "延期告知"}

// EventLabel is the Chinese word of an event.
func EventLabel(do string) string { return eventLabels[do] }

// clockWords are the events that the clock knows, and what this room's own words
// are to it.
var clockWords = map[string]string{CorrectionNotice: CorrectionNotice, CorrectionReceived: CorrectionReceived, StillUnclear: CorrectionReceived, ReasonRequested: ReasonRequested, LongerPeriod: LongerPeriod, FeeNotice: FeeNotice, FeePaid: FeePaid,
	ConsultStart: ConsultStart, ConsultServed: ConsultServed, ConsultEnd: ConsultEnd, Extend: Extend, Reply: Reply, SpotReply: Reply, Withdraw: Withdraw}

// Hand is who does something to an application.
type Hand string

// The hands. One person may have several.
const (
	ByApplicant Hand = "applicant" // or the office, on the applicant's paper
	ByOffice    Hand = "office"
	ByHead      Hand = "head" // of the office, which is the 政府信息公开工作机构
	ByUnit      Hand = "unit" // that handles it
	ByLeader    Hand = "leader"
	ByDirector  Hand = "director"
	ByFlow      Hand = "flow" // the approval of a reply or an extension
)

var handLabels = map[Hand]string{ByApplicant: "申请人", ByOffice: "办公室", ByHead: "办公室负责人", ByUnit: "承办科室", ByLeader: "局领导", ByDirector: "局长", ByFlow: "审批程序"}
