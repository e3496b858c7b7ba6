// Package reception is the desk that everybody who comes or calls meets first
// (首问), and what stands behind it: complaints, who answers for a failure, what each
// unit and post is for, badges and pledges (chapter seven of the rule book without
// service items).
//
// Words: visit 首问登记, first-asked person 首问责任人, branch 情形 (own 归本人, other
// 归本局其他科室, outside 不归本局), hand-over 转交, contact 联系, complaint 投诉举报
// (conduct 效能作风, commerce 商务举报), accused 被投诉人, handler 办理人, conclusion
// 调查结论, feedback 反馈, satisfaction 满意度, liability 责任追究, duty element 岗位责任
// 要素, directory 职责目录, badge 挂牌, pledge 其他承诺, age of a task 停留.
//
// # What it keeps to
//
//   - Whoever opens a visit is the first-asked person and stays so, whoever handles
//     it later (clauses first.who, first.phone).
//   - Each branch demands its own facts; where the handler cannot be reached, name,
//     telephone and matter are all needed, and the hours of hand-over and first contact
//     run. Passing a visit on does not set them back.
//   - Days come from the cards. A term that no card gives makes no last day: the page
//     says so, and a person sets one with a reason.
//   - A complaint does not exist for the one it is about, in whatever post or
//     standing in for whomever; nobody handles a complaint against the own unit.
//   - What somebody answers for is read by those who decide it and by the person alone.
//   - Whether somebody was polite or passed people on is not judged by the program; it is
//     a category of complaint.
//
// Tables: counter_visit, counter_complaint, counter_reception_step,
// counter_liability, counter_element, counter_contact, counter_badge, counter_pledge.
package reception
