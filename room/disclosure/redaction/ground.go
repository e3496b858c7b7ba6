package redaction

import (
	"lantai.internal/base/law"
)

// Ground is a reason to withhold a part of a file.
type Ground struct {
	Code, Label string
	Article     string // of the Regulation of 2019
	Clause      law.ID
}

// Grounds are the reasons in the order of the list from which one is chosen.
var Grounds = []Ground{
	{"privacy", "个人隐私、个人信息", "《中华人民共和国政府信息公开条例》第十五条", law.FoiNo3},
	{"business", "商业秘密", "《中华人民共和国政府信息公开条例》第十五条", law.FoiNo2},
	{"secret", "国家秘密，或法律、行政法规禁止公开", "《中华人民共和国政府信息公开条例》第十四条", law.FoiNo1},
	{"safety", "公开后可能危及国家安全、公共安全、经济安全、社会稳定", "《中华人民共和国政府信息公开条例》第十四条", law.FoiNo4},
	{"internal", "内部事务信息", "《中华人民共和国政府信息公开条例》第十六条第一款", law.FoiNo7},
	{"process", "过程性信息", "《中华人民共和国政府信息公开条例》第十六条第二款", law.FoiNo5},
	{"enforcement", "行政执法案卷信息", "《中华人民共和国政府信息公开条例》第十六条第二款", law.FoiNo6},
}

func groundOf(code string) (Ground, bool) {
	for _, g := range Grounds {
		if g.Code == code {
			return g, true
		}
	}
	return Ground{}, false
}
