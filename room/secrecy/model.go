package secrecy

import (
	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/rows"
)

// Refusal is an upload that was refused: its digest and when.
type Refusal struct {
	ID     int64  `db:"id"`
	SHA256 string `db:"sha256"`
	At     int64  `db:"at"`
}

// Statement is a file of which nothing could be read, with who uploaded it.
type Statement struct {
	ID     int64  `db:"id"`
	SHA256 string `db:"sha256"`
	At     int64  `db:"at"`
	Name   string `db:"name"`
}

// States of a check.
const (
	AtUnit    = "unit"
	AtOffice  = "office"
	AtLeader  = "leader"
	Passed    = "passed"
	Refused   = "refused"
	Referred  = "referred" // unclear: to be determined by the department
	Withdrawn = "withdrawn"
)

var checkLabels = map[string]string{AtUnit: "待科室初审", AtOffice: "待办公室审查", AtLeader: "待分管领导审批", Passed: "可以公开", Refused: "不得公开", Referred: "不明确，报请确定", Withdrawn: "已撤回"}

// Check is the check of something before it is published.
type Check struct {
	ID         int64  `db:"id"`
	Number     string `db:"number"`
	Year       int    `db:"year"`
	Title      string `db:"title"`
	Channel    string `db:"channel"`
	Reason     string `db:"reason"`
	Unit       string `db:"unit"`
	PersonID   int64  `db:"person_id"`
	Login      string `db:"login"`
	Name       string `db:"name"`
	FileName   string `db:"file_name"`
	SHA256     string `db:"sha256"`
	SM3        string `db:"sm3"`
	Size       int64  `db:"size"`
	State      string `db:"state"`
	FirstID    int64  `db:"first_id"`
	FirstName  string `db:"first_name"`
	FirstAt    int64  `db:"first_at"`
	FirstSay   string `db:"first_say"`
	SecondID   int64  `db:"second_id"`
	SecondName string `db:"second_name"`
	SecondAt   int64  `db:"second_at"`
	SecondSay  string `db:"second_say"`
	ThirdID    int64  `db:"third_id"`
	ThirdName  string `db:"third_name"`
	ThirdAt    int64  `db:"third_at"`
	ThirdSay   string `db:"third_say"`
	EndedAt    int64  `db:"ended_at"` // when it was taken back, or determined by the department
	EndedBy    string `db:"ended_by"`
	EndedSay   string `db:"ended_say"`
	MadeAt     int64  `db:"made_at"`
}

func (c Check) attachment() flow.Attachment {
	return flow.Attachment{Name: c.FileName, SHA256: c.SHA256, SM3: c.SM3, Size: c.Size}
}

// Classes of classified posts.
const (
	Core      = "core"
	Important = "important"
	General   = "general"
)

var classLabels = map[string]string{Core: "核心", Important: "重要", General: "一般"}

// States of somebody in a classified post.
const (
	Reviewed = "reviewed"
	InPost   = "in_post"
	Left     = "left"
	Cooled   = "cooled"  // the cooling period is over
	Dropped  = "dropped" // reviewed, and did not begin
	Failed   = "failed"
)

var postLabels = map[string]string{Reviewed: "审查通过，待上岗", Failed: "审查没有通过", InPost: "在岗", Left: "离岗", Cooled: "离岗，脱密期满", Dropped: "没有上岗"}

// Post is somebody in a classified post.
type Post struct {
	ID         int64      `db:"id"`
	PersonID   int64      `db:"person_id"`
	Post       string     `db:"post"`
	Class      string     `db:"class"`
	ReviewedOn civil.Date `db:"reviewed_on"`
	Review     string     `db:"review"`
	TrainedOn  civil.Date `db:"trained_on"`
	PledgedOn  civil.Date `db:"pledged_on"`
	Since      civil.Date `db:"since"`
	Until      civil.Date `db:"until"`
	TalkOn     civil.Date `db:"talk_on"`
	LeftPledge civil.Date `db:"left_pledge"`
	CoolUntil  civil.Date `db:"cool_until"`
	State      string     `db:"state"`
	Note       string     `db:"note"` // why the person did not begin, or how the cooling period ended
	MadeBy     string     `db:"made_by"`
	MadeAt     int64      `db:"made_at"`
}

// Open and Closed are the states of trainings and leaks.
const (
	Begun     = "open"
	Closed    = "closed"
	Cancelled = "cancelled" // of trainings
)

// Training is one training in keeping secrets.
type Training struct {
	ID        int64      `db:"id"`
	Number    string     `db:"number"`
	Year      int        `db:"year"`
	On        civil.Date `db:"on_date"`
	Place     string     `db:"place"`
	Title     string     `db:"title"`
	Lecturer  string     `db:"lecturer"`
	Minutes   int        `db:"minutes"`
	Everybody bool       `db:"everybody"`
	State     string     `db:"state"`
	Note      string     `db:"note"` // why it was cancelled
	MadeBy    string     `db:"made_by"`
	MadeAt    int64      `db:"made_at"`
	ClosedAt  int64      `db:"closed_at"`
}

// Attendance is that somebody was at a training.
type Attendance struct {
	ID         int64  `db:"id"`
	TrainingID int64  `db:"training_id"`
	PersonID   int64  `db:"person_id"`
	How        string `db:"how"` // self, list
	At         int64  `db:"at"`
}

// Leak is a secret that is out, or may be, without what it says.
type Leak struct {
	ID        int64  `db:"id"`
	Number    string `db:"number"`
	Year      int    `db:"year"`
	Kind      string `db:"kind"`
	NoticedAt int64  `db:"noticed_at"`
	DueAt     int64  `db:"due_at"`
	How       string `db:"how"`
	Measures  string `db:"measures"`
	Login     string `db:"login"`
	Name      string `db:"name"`
	Unit      string `db:"unit"`
	Late      string `db:"late"`
	State     string `db:"state"`
	Result    string `db:"result"`
	WarnedAt  int64  `db:"warned_at"`
	AlarmedAt int64  `db:"alarmed_at"`
	ClosedAt  int64  `db:"closed_at"`
	MadeAt    int64  `db:"made_at"`
}

var leakLabels = map[string]string{"leaked": "已经泄露", "possible": "可能泄露"}

// Kinds of step after a leak; the first two are what the clock waits for.
const (
	ToDepartment = "department"
	ToSuperior   = "superior"
	ToLeader     = "leader"
	Measure      = "measure"
)

var stepLabels = map[string]string{ToDepartment: "报告保密行政管理部门", ToSuperior: "报告上级主管部门", ToLeader: "报告局领导", Measure: "补救措施"}

// Step is who was told of a leak and when, or what was done.
type Step struct {
	ID     int64  `db:"id"`
	LeakID int64  `db:"leak_id"`
	Kind   string `db:"kind"`
	Whom   string `db:"whom"`
	How    string `db:"how"`
	Words  string `db:"words"`
	At     int64  `db:"at"`
	Late   string `db:"late"`
	Name   string `db:"name"`
	MadeAt int64  `db:"made_at"`
}

// Year is the yearly report as it was sent.
type Year struct {
	ID      int64      `db:"id"`
	Words   string     `db:"words"`
	Figures string     `db:"figures"`
	SentTo  string     `db:"sent_to"`
	SentOn  civil.Date `db:"sent_on"`
	MadeBy  string     `db:"made_by"`
	MadeAt  int64      `db:"made_at"`
}

var (
	refusals    = rows.Watched[Refusal]("secrecy_refusal")
	statements  = rows.Watched[Statement]("secrecy_statement")
	checks      = rows.Watched[Check]("secrecy_check")
	posts       = rows.Watched[Post]("secrecy_post")
	trainings   = rows.Watched[Training]("secrecy_training")
	attendances = rows.Watched[Attendance]("secrecy_attendance")
	leaks       = rows.Watched[Leak]("secrecy_leak")
	steps       = rows.Watched[Step]("secrecy_step")
	years       = rows.Watched[Year]("secrecy_year")
)
