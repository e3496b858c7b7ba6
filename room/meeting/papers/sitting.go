package papers

import (
	"fmt"
	"io"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
)

// Paper can be written in both forms. fonts may be nil for the program's own faces.
type Paper interface {
	PDF(w io.Writer, fonts *print.Fonts) error
	DOCX(w io.Writer) error
}

// Sitting is what every paper says of a meeting.
type Sitting struct {
	Agency   string // 重庆市綦江区商务局
	Body     string // 局长办公会议
	Title    string // 2026年第3次局长办公会议
	Place    string
	At       time.Time
	Chair    string // by post, or as the bureau names people
	Recorder string
}

// Person is somebody on a list: the name and what stands beside it.
type Person struct {
	Name, Post string
	Note       string // why away, whom he stands for
}

// String is the name with the note in brackets.
func (p Person) String() string {
	s := p.Name
	if p.Note != "" {
		s += "（" + p.Note + "）"
	}
	return s
}

func names(ps []Person) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.String()
	}
	return out
}

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// Day is a day with its weekday: 2026年11月20日（星期五）.
func Day(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Chinese() + "（星期" + weekdays[d.Weekday()] + "）"
}

// Moment is a time of day with its day, in Beijing time.
func Moment(t time.Time) string {
	t = t.In(civil.Shanghai)
	return Day(civil.DateOf(t)) + t.Format("15:04")
}

func (s Sitting) on() civil.Date { return civil.DateOf(s.At.In(civil.Shanghai)) }

// check says what of the sitting no paper can do without.
func (s Sitting) check() error {
	for _, f := range []struct{ field, value, name string }{{"agency", s.Agency, "机关名称"}, {"body", s.Body, "会议名称"}, {"title", s.Title, "会议标题"}} {
		if strings.TrimSpace(f.value) == "" {
			return fault.Field(f.field, "", "缺少"+f.name+"，请补充后再打印。")
		}
	}
	if s.At.IsZero() {
		return fault.Field("at", "", "缺少会议时间，请补充后再打印。")
	}
	return nil
}

// Item is a matter on the agenda.
type Item struct {
	Title     string
	Presenter string // who presents it
	Unit      string
	Minutes   int // planned, 0 if not
	Observers []string
	Materials []string
	Cadre     bool // 干部问题: two thirds must be there
}

func (it Item) presented() string {
	return strings.Join(filled(it.Presenter, it.Unit), "，")
}

func filled(s ...string) []string {
	var out []string
	for _, x := range s {
		if strings.TrimSpace(x) != "" {
			out = append(out, x)
		}
	}
	return out
}

func numbered(i int) string { return fmt.Sprint(i + 1) }
