// Package flow takes a case of a room through its approval steps: who has to act,
// what was said, who is next, and what became of it.
//
// Words: case 案件, step 步骤, chain 办理程序, opinion 提出意见, review 审核, consent
// 同意, collective decision 集体研究, record 备案登记, external approval 系统外报批,
// signatory 加签人, copy for reading 传阅 (待阅), urge 催办, draft 第几稿, return 退回, withdraw 撤回,
// vacant 空岗, oral approval 口头批准.
//
// # What a room does
//
//	f.Register(flow.Kind{Table: "attendance_leave", Name: "请假", Agreed: r.agreed, …}) // once, at start
//	f.Submit(tx, flow.Submission{…})          // in the room's own deed; pins chain, edition, decision
//	f.Resubmit(tx, caseID, submission, words) // after a return, or a change under way
//	f.View(ctx, who, caseID)                  // for the room's page; not found for whoever has no part in it
//	flow.Card(r, view, facts), flow.Course(view) // approval card with its actions, timeline
//	f.Expect(ctx, table, person, chain)       // who would act; flow.Ladder draws it before sending
//	flow.Visible(filter, "c.subject", login)  // condition for the room's own lists
//
// The pages of this package take the actions (/flow/cases/{id}/…), Do is the same
// from Go. Hooks run in the same transaction; they write the room's rows and may
// not move a case.
//
// # What it keeps to
//
//   - Roles are pinned at submission, persons found when the step is there, again
//     at every act, with the capacity in which they act (Cast).
//   - Nobody acts in the own case, whatever role, A/B post or delegation leads
//     there. The same person twice in a row signs once.
//   - A step in which nobody can act waits: the political section or the office
//     names somebody, with a reason. Nothing is skipped, nothing agreed by default.
//   - A returned case goes straight back to whoever returned it, unless the facts
//     have changed: then everybody is asked anew under the rules of that day. A
//     rule changed meanwhile leaves a case alone.
//   - One of two who act at once wins; the other hears who and when.
//   - Only the history counts: steps follow from events (Rebuild), which are only
//     added to. Machine lists everything that can be done.
//   - Every text that was put forward is kept (Draft); every event names the one it
//     stands on. Who sees the case sees its drafts, nobody else.
//   - What is said to have been approved orally only the speaker confirms. If he
//     cannot any more, whoever acts in the step decides in writing.
//   - What is added to a case after its papers were owed is owed for itself
//     (OweFurther), and handed over once.
//   - Many at once: reading only (Read).
//
// A case is seen by its applicant, those who act, acted or are expected to, who
// names somebody for a vacant step, and those to whom it was copied.
package flow
