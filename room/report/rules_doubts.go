package report

import (
	"regexp"
	"slices"
	"strings"
)

var (
	severalTitles = regexp.MustCompile(`[；;]|以及|并请|、.*[、和及]`)
	numberedItems = regexp.MustCompile(`(?m)^\s*(?:[二三四五]、|（[二三四五]）|[2-5][.．、])`)
	asksInReport  = []string{"当否", "妥否", "请批示", "请批复", "请予批准", "请予审批", "请审批", "请予批复"}
)

// Doubts are what a sender should look at again before sending. None of them keeps
// anything from being sent: one request is about one matter, a report asks for
// nothing, and leave and trips have their own forms (clause rep.leave.linked).
func Doubts(kind, topic, title, background, proposal string) []string {
	var out []string
	if kind == Request && severalTitles.MatchString(title) {
		out = append(out, "题名像是写了几件事。一份请示只写一件事，几件事请分开请示。")
	} else if kind == Request && numberedItems.MatchString(proposal) && strings.Contains(proposal, "请") && strings.Count(proposal, "批准")+strings.Count(proposal, "同意") > 1 {
		out = append(out, "处理意见里要答复的不止一件。一份请示只写一件事，几件事请分开请示。")
	}
	if kind == Report && slices.ContainsFunc(asksInReport, func(w string) bool { return strings.Contains(background+proposal+title, w) }) {
		out = append(out, "报告里不能夹带请示。要领导答复的，请改为请示。")
	}
	if topic == "外出及休假" {
		out = append(out, "外出和休假办了出差、请假审批的，不用另交请示报告。")
	}
	return out
}
