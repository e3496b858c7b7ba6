package app

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/kit/db"
	"lantai.internal/room/counter/reception"
)

// openReception opens the reception and connects it: what waits for whom in all rooms,
// and who is on duty when nobody is at the office.
func (a *App) openReception() {
	a.Reception = reception.Open(a.Door, a.Org, a.Calendar, a.Rules, a.Registers)
	a.Reception.Tasks = a.tasks
	a.Reception.Application = a.applicationAt
	a.Reception.OnDuty = func(ctx context.Context, rd db.Reader) (string, error) {
		w, err := a.Duty.Planned(ctx, rd, a.Door.Now())
		if err != nil || w.Officer.Name == "" {
			return "", err
		}
		return strings.TrimSpace(w.Officer.Name + " " + w.Officer.Phone), nil
	}
}

// applicationAt finds the page of an application at the counter by its number.
func (a *App) applicationAt(ctx context.Context, rd db.Reader, number string) (url string, ok bool, err error) {
	id, ok, err := db.Maybe[int64](ctx, rd, "SELECT id FROM counter_application WHERE number = $1 OR accepted_number = $1", number)
	return fmt.Sprintf("/counter/applications/%d", id), ok, err
}

// taskKinds are what a task is called by, by the first word of the table or key it
// comes from. Nothing of its contents is told.
var taskKinds = map[string]string{"archive": "档案", "attendance": "考勤休假", "counter": "来访和窗口", "disclosure": "信息公开", "document": "公文", "duty": "值班", "logistics": "内勤", "meeting": "会议督办", "report": "请示报告", "seal": "用印", "study": "学习调研"}

func taskKind(name string) string {
	word, _, _ := strings.Cut(strings.ReplaceAll(name, ".", "_"), "_")
	if k, ok := taskKinds[word]; ok {
		return k
	}
	return "待办"
}

// tasks lists what waits for whom: the open steps of cases, and the to-dos of one
// person that are no steps.
func (a *App) tasks(ctx context.Context, rd db.Reader) ([]reception.Task, error) {
	steps, err := db.All[reception.Task](ctx, rd, "SELECT h.login, c.kind, '' AS what, h.stands_for, s.since, c.due FROM flow_holder h JOIN flow_step s ON s.id = h.step_id JOIN flow_case c ON c.id = h.case_id WHERE h.kind IN ('act', 'assign') AND s.state = 'open' AND c.ended_at = 0 ORDER BY s.since, s.id")
	if err != nil {
		return nil, err
	}
	todos, err := db.All[reception.Task](ctx, rd, "SELECT login, key AS kind, '' AS what, '' AS stands_for, made AS since, due FROM notify_todo WHERE done_at = 0 AND login <> '' AND key NOT LIKE 'flow.%' AND (from_on = '' OR from_on <= $1) ORDER BY made, key", a.Door.Today())
	steps = append(steps, todos...)
	for i := range steps {
		steps[i].Kind = taskKind(steps[i].Kind)
	}
	return steps, err
}
