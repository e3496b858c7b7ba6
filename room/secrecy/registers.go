package secrecy

import (
	"context"
	"regexp"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Codes of the registers.
const (
	Carriers    = "secrecy.carriers"
	Devices     = "secrecy.devices"
	Inspections = "secrecy.inspections"
	WorkSecrets = "secrecy.work_secrets"
)

// registers are the plain registers of the room. Each is read by those in charge of
// secrecy and the leaders, and kept by those in charge alone.
func (r *Room) registers() []register.Register {
	seen := func(ctx context.Context, rd db.Reader, who act.Actor) (bool, error) {
		s, err := r.look(ctx, rd, r.Door.Now())
		return err == nil && s.reads(who), err
	}
	kept := func(ctx context.Context, rd db.Reader, who act.Actor) (bool, error) {
		s, err := r.look(ctx, rd, r.Door.Now())
		return err == nil && s.keeps(who), err
	}
	list := []register.Register{
		{Code: Carriers, Label: "密件另册", Thing: "密件", Hint: "只登记编号、保管人和位置。题名和内容不得录入本系统。", Basis: []law.ID{law.SecrecyCarriers, law.SecrecyDestroy}, Check: checkCarrier,
			Fields: []register.Field{
				{Name: "day", Label: "登记日期", Type: register.Date, Need: true},
				{Name: "title", Label: "编号", Need: true, Max: 20, Hint: "密件另册的编号，如 第12号、2026-012", Also: []string{"密件编号"}},
				{Name: "person", Label: "保管人", Type: register.Person, Need: true},
				{Name: "place", Label: "位置", Need: true, Max: 40, Hint: "保密柜和格位，如 机要室2柜3格", Also: []string{"存放位置"}},
				{Name: "due", Label: "应清退日期", Type: register.Date, Due: true},
				{Name: "gone", Label: "清退、送销日期", Type: register.Date, Minor: true},
				{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "held", Label: "在册"}, {Code: "returned", Label: "已清退", Done: true}, {Code: "destroyed", Label: "已送销", Done: true}}},
			}},
		{Code: Devices, Label: "涉密与非涉密设备台账", Thing: "设备", Hint: "涉密设备与非涉密设备分开登记；涉密设备不得接入互联网。", Basis: []law.ID{law.SecrecyDevices}, Check: checkDevice,
			Fields: []register.Field{
				{Name: "day", Label: "登记日期", Type: register.Date, Need: true},
				{Name: "title", Label: "设备名称和编号", Need: true, Max: 60},
				{Name: "class", Label: "类别", Type: register.Choice, Need: true, Values: []register.Value{{Code: "classified", Label: "涉密"}, {Code: "plain", Label: "非涉密"}}},
				{Name: "net", Label: "网络", Type: register.Choice, Need: true, Values: []register.Value{{Code: "none", Label: "单机"}, {Code: "secret", Label: "涉密网"}, {Code: "gov", Label: "电子政务外网"}, {Code: "internet", Label: "互联网"}}},
				{Name: "person", Label: "责任人", Type: register.Person, Need: true},
				{Name: "unit", Label: "科室", Type: register.Unit},
				{Name: "place", Label: "位置", Max: 60, Minor: true},
				{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "used", Label: "在用", Done: true}, {Code: "repair", Label: "维修"}, {Code: "scrapped", Label: "报废销毁", Done: true}}},
			}},
		{Code: Inspections, Label: "保密检查和自查自评", Thing: "检查", Basis: []law.ID{law.SecrecySelfAssessment}, Check: plain,
			Fields: []register.Field{
				{Name: "day", Label: "检查日期", Type: register.Date, Need: true},
				{Name: "title", Label: "检查内容", Need: true, Max: 120},
				{Name: "kind", Label: "种类", Type: register.Choice, Need: true, Values: []register.Value{{Code: "self", Label: "自查自评"}, {Code: "inspection", Label: "保密检查"}, {Code: "above", Label: "上级检查"}}},
				{Name: "unit", Label: "受检科室", Type: register.Unit},
				{Name: "person", Label: "检查人", Type: register.Person, Need: true},
				{Name: "found", Label: "发现的问题", Type: register.Long},
				{Name: "mended", Label: "整改情况", Type: register.Long, Minor: true},
				{Name: "due", Label: "整改期限", Type: register.Date, Due: true},
				{Name: "state", Label: "结果", Type: register.State, Need: true, Values: []register.Value{{Code: "fit", Label: "没有问题", Done: true}, {Code: "mend", Label: "待整改"}, {Code: "mended", Label: "已整改", Done: true}}},
			}},
		{Code: WorkSecrets, Label: "工作秘密事项清单", Thing: "工作秘密事项", Hint: "只列事项的名目，不写内容。国家秘密不得录入。", Basis: []law.ID{law.SecrecyWorkSecret}, Check: plain,
			Fields: []register.Field{
				{Name: "day", Label: "确定日期", Type: register.Date, Need: true},
				{Name: "title", Label: "事项", Need: true, Max: 80},
				{Name: "unit", Label: "产生科室", Type: register.Unit, Need: true},
				{Name: "scope", Label: "知悉范围", Need: true, Max: 100},
				{Name: "reason", Label: "依据和理由", Type: register.Long, Need: true, Minor: true},
				{Name: "due", Label: "复核日期", Type: register.Date, Due: true},
				{Name: "state", Label: "状态", Type: register.State, Need: true, Values: []register.Value{{Code: "valid", Label: "有效"}, {Code: "lifted", Label: "已解除", Done: true}}},
			}},
	}
	for i := range list {
		list[i].See, list[i].Keep, list[i].SeenBy, list[i].KeptBy, list[i].Closed = Use, Keep, seen, kept, true
		list[i].KeptFor = r.keeper
	}
	return list
}

// keeper is the account of the first person in charge of secrecy who has one, in the order
// in which the card names the posts; these to-dos are theirs.
func (r *Room) keeper(ctx context.Context, rd db.Reader, _ register.Line) (string, error) {
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return "", err
	}
	for _, post := range s.inCharge() {
		for _, p := range s.chart.Holders(post) {
			if login := s.chart.Login(p.ID); login != "" {
				return login, nil
			}
		}
	}
	return "", nil
}

// retell puts what is due before who is in charge now, at the first look of a day: posts
// and accounts change hands while nobody touches a line.
func (r *Room) retell(tx *act.Tx) error {
	n, err := tx.Next("secrecy.retell:" + tx.Today.String())
	if err != nil || n > 1 {
		return err
	}
	for _, code := range []string{Carriers, Devices, Inspections, WorkSecrets} {
		if err := r.Registers.Retell(tx, code); err != nil {
			return err
		}
	}
	return nil
}

// plain refuses a text that states the mark of a state secret.
func plain(_ context.Context, _ db.Reader, l, _ *register.Line) error {
	var faults []*fault.Error
	for field, v := range l.Values {
		if f := mark.Refuse(field, v); f != nil {
			faults = append(faults, f)
		}
	}
	return fault.Join(faults...)
}

var (
	carrierNumber = regexp.MustCompile(`^[第编号密件另册字〔〕\[\]（）()0-9０-９A-Za-z./\-]{1,20}$`)
	titleLike     = regexp.MustCompile(`[《》“”]|关于|的(?:通知|请示|报告|函|意见|批复|纪要|决定|通报|方案)`)
)

// checkCarrier refuses whatever could be the title of a classified paper: of a carrier
// only number, custodian and place are kept (clause law.secrecy.carriers).
func checkCarrier(ctx context.Context, rd db.Reader, l, before *register.Line) error {
	no := func(field, say string) *fault.Error {
		return &fault.Error{Kind: fault.Invalid, Field: field, Clause: law.SecrecyCarriers, Say: say, Fields: []fault.FieldError{{Field: field, Say: say}}}
	}
	number := l.Value("title")
	if !carrierNumber.MatchString(strings.ReplaceAll(number, " ", "")) || !strings.ContainsAny(number, "0123456789０１２３４５６７８９") {
		return no("title", "这里只填密件另册的编号（数字、字母和“第 号”），不得填写题名。请改填编号。")
	}
	place := l.Value("place")
	if titleLike.MatchString(place) {
		return no("place", "这里只填存放的位置，不得写文件的题名。请改填柜号、格位。")
	}
	switch held, gone := l.Value("state") == "held", l.Value("gone"); {
	case !held && gone == "":
		return no("gone", "已经清退、送销的，请填写办理的日期。")
	case held && gone != "":
		return no("gone", "还在册的没有清退、送销日期，请核对状态。")
	}
	return plain(ctx, rd, l, before)
}

// checkDevice keeps classified devices off open networks (clause law.secrecy.devices).
func checkDevice(ctx context.Context, rd db.Reader, l, before *register.Line) error {
	class, net := l.Value("class"), l.Value("net")
	bad := ""
	switch {
	case class == "classified" && (net == "internet" || net == "gov"):
		bad = "涉密设备不得接入互联网、电子政务外网，请核对网络。"
	case class == "plain" && net == "secret":
		bad = "非涉密设备不得接入涉密网，请核对网络。"
	}
	if bad != "" {
		return &fault.Error{Kind: fault.Invalid, Field: "net", Value: net, Clause: law.SecrecyDevices, Say: bad, Fields: []fault.FieldError{{Field: "net", Value: net, Say: bad}}}
	}
	return plain(ctx, rd, l, before)
}
