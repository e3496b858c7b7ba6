package life

import (
	"fmt"
	"slices"

	"lantai.internal/base/law"
)

// after adds the lines of what follows the meeting: rectification, report, feedback.
func (l *list) after() {
	title := func(m Measure) string { return "“" + m.Problem + "”" }
	pick := func(is func(Measure) bool) string {
		return names(slices.DeleteFunc(slices.Clone(l.Measures), func(m Measure) bool { return !is(m) }), title)
	}
	x := Line{Code: "plan", Part: After, Number: 1, Title: "整改清单：每个问题有措施、责任人和期限", Clause: law.MtgLifeFollowPlan, State: LineDone, Note: fmt.Sprintf("%d 项", len(l.Measures))}
	if len(l.Measures) == 0 {
		x.State, x.Note, x.Why, x.Remedy = LineOpen, "", "整改清单是空的", "把会上查出的主要问题逐项列入，写明措施、责任人、期限"
	}
	l.add(x)
	lack := pick(func(m Measure) bool { return m.DoneOn.IsZero() })
	if len(l.Measures) == 0 {
		lack = "整改措施"
	}
	l.lacking(After, 1, "done", "整改措施落实到位", law.MtgLifeFollowAssign, lack, "还没有办完", "责任人写明怎样整改并附证明", "全部办完")
	x = Line{Code: "check", Part: After, Number: 1, Title: "主要领导检查督促", Clause: law.MtgLifeFollowAssign, State: LineDone, Note: fmt.Sprintf("检查 %d 次", len(l.Checks))}
	if len(l.Checks) == 0 {
		x.State, x.Note, x.Why, x.Remedy = LineOpen, "", "没有检查督促的记录", "党委书记或局长检查后登记情况"
	}
	l.add(x)
	if !slices.ContainsFunc(l.Measures, func(m Measure) bool { return m.Upward }) {
		l.add(Line{Code: "upward", Part: After, Number: 1, Title: "请上级帮助解决的问题报告上级", Clause: law.MtgLifeFollowUpward, State: LineVoid, Why: "没有要上级帮助解决的问题"})
	} else {
		l.lacking(After, 1, "upward", "请上级帮助解决的问题报告上级", law.MtgLifeFollowUpward, pick(func(m Measure) bool { return m.Upward && m.UpwardOn.IsZero() }), "还没有报告上级", "报告以后登记日期和文号", "都已报告")
	}
	l.step(After, 2, "书面报告上级：召开情况、主要问题、改进办法", law.MtgLifeFollowReport, StepReport, "还没有报告", "打印报告框架，写好报出后登记日期和文号，上传报告")
	l.step(After, 3, "向党内外群众反馈", law.MtgLifeFollowFeedback, StepFeedback, "还没有反馈", "把会议情况和整改措施向群众反馈，登记日期和方式")
}
