package e2e

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/browsertest"
)

// workday is the n-th working day after today.
func workday(n int) civil.Date {
	day := civil.DateOf(time.Now())
	for n > 0 {
		if day = day.AddDays(1); calendar.Official().Kind(day).Workday {
			n--
		}
	}
	return day
}

// story is one browser in which people of the bureau take turns.
type story struct {
	*browsertest.Tab
	t *testing.T
}

// as lets somebody sign in, after whoever was there has left.
func (s story) as(login string) {
	s.Go("/account")
	if s.Count("header form button") > 0 {
		signOut(s.Tab)
	}
	signIn(s.Tab, login)
}

// ask fills in an application for leave, looks at the chain and sends it; it gives
// the page of the case. want stands in the chain that is shown before.
func (s story) ask(kind, reason, want string, from civil.Date, fromHalf string, to civil.Date, toHalf string) string {
	s.t.Helper()
	s.Go("/attendance/leave/new")
	s.Choose("#f-kind", kind)
	s.Fill("#f-since", from.String())
	s.Choose("#f-since_half", fromHalf)
	s.Fill("#f-until", to.String())
	s.Choose("#f-until_half", toHalf)
	if reason != "" {
		s.Type("#f-reason", reason)
	}
	s.Submit("main form button[value=preview]")
	s.WaitText("#following", want)
	s.NoSideways()
	s.Submit("main form button[value=send]")
	s.WaitText("h1", "-假-")
	return s.Path()
}

// agree lets somebody press the main button of the card.
func (s story) agree(login, at, then string) {
	s.t.Helper()
	s.as(login)
	s.Go(at)
	s.Submit("main .flowcard form button.primary")
	s.WaitText("#notices", then)
}

// The days of a bureau: half a day on a phone, the director's own leave, a sick
// leave of three days, a personal leave that the leaders decide together, a trip
// beyond the city, and a head who is away while his B acts.
func TestLeaveAndTrips(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := byHand(t, data)

	s.Size(390, 844)
	s.as("keyuan")
	at := s.ask("personal", "接送老人", "科室负责人", workday(20), "am", workday(20), "am")
	s.Shot("leave-phone")
	s.agree("shangmao", at, "已同意")
	s.agree("zhengong", at, "已")
	s.as("keyuan")
	s.Go(at)
	s.WaitText("main", "已办结")
	s.NoSideways()

	s.Size(1440, 900)
	s.as("juzhang")
	at = s.ask("annual", "", "区领导", workday(22), "am", workday(23), "pm")
	s.as("bangongshi")
	s.Go(at)
	s.Fill("#f-from", "区领导")
	s.Fill("#f-paper", "请示件原件签批")
	s.Fill("#f-date", civil.DateOf(time.Now()).String())
	s.Click("input[name=outcome][value=agree]")
	s.Submit("main .flowcard form button.primary")
	s.Go(at)
	s.WaitText("main", "已同意")

	s.as("keyuan")
	at = s.ask("sick", "门诊手术", "局长同意", workday(25), "am", workday(27), "pm")
	s.agree("shangmao", at, "分管领导")
	s.agree("fujuzhang", at, "局长")
	s.agree("juzhang", at, "已同意")
	s.WaitText("main", "诊断证明")

	s.as("keyuan")
	at = s.ask("personal", "家中建房", "集体研究", workday(30), "am", workday(35), "pm")
	s.agree("shangmao", at, "集体研究")
	s.as("zhengong")
	s.Go(at)
	s.Fill("#f-meeting", "局长办公会")
	s.Fill("#f-date", civil.DateOf(time.Now()).String())
	s.Click("input[name=outcome][value=agree]")
	s.Submit("main .flowcard form button.primary")
	s.Go(at)
	s.WaitText("main", "已同意")

	s.as("shangmao")
	s.Go("/attendance/trips/new")
	s.Fill("#f-place", "贵州省贵阳市")
	s.Choose("#f-zone", "outside_city")
	s.Type("#f-reason", "对接粮油供应")
	s.Fill("#f-since", workday(40).String())
	s.Fill("#f-until", workday(41).String())
	s.Fill("#f-transport", "动车")
	s.Submit("main form button[value=preview]")
	s.WaitText("#following", "局长同意")
	s.Submit("main form button[value=send]")
	s.WaitText("h1", "-差-")
	at = s.Path()
	s.agree("fujuzhang", at, "局长")
	s.agree("juzhang", at, "已同意")

	// The head of the office is away from now on; the secretary is the B.
	today := civil.DateOf(time.Now())
	s.as("bangongshi")
	at = s.ask("annual", "", "分管领导", today, "am", workday(1), "pm")
	s.agree("fujuzhang", at, "局长")
	s.agree("juzhang", at, "已同意")
	s.as("bangongshi")
	s.Go(at)
	s.Type("#f-handover-matters", "收文登记\n值班安排")
	s.Fill("#f-handover-reason", "当日才批准")
	s.Submit("main form[action$='/handover'] button")
	s.WaitText("main", "收文登记")
	s.as("dangan")
	at = s.ask("personal", "搬家", "办公室秘书", workday(21), "am", workday(21), "am")
	s.agree("mishu", at, "已同意")
	s.Go(at)
	if text := s.Text("main"); !strings.Contains(text, "代办公室主任") && !strings.Contains(text, "B岗") {
		t.Errorf("who stood in is not told:\n%s", text)
	}
	if out := run(t, "ledger", "verify", "--data", data, "--json"); !strings.Contains(out, `"ok":true`) {
		t.Errorf("the ledger does not verify: %s", out)
	}
}
