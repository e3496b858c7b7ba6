package logistics

import (
	"bytes"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

// reportDo goes back to a year's report, or shows it with what is wrong.
func (r *Room) reportDo(q *web.Request, year int, err error, say string) (web.Answer, error) {
	if err != nil {
		return r.again(q, err, r.reportPage)
	}
	return web.Redirect(reportURL(year)).Say(ui.OK, say), nil
}

type baseInput struct {
	Year     int    `form:"year" label:"年度"`
	Area     string `form:"area" label:"建筑面积"`
	People   int64  `form:"people" label:"用能人数"`
	Posts    int64  `form:"posts" label:"编制人数"`
	Vehicles int64  `form:"vehicles" label:"车辆"`
	Plan     string `form:"plan" label:"节能目标和实施方案"`
}

func (r *Room) baseSave(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[baseInput](q)
	if err == nil {
		var area int64
		if area, err = energy.ParseMilli("area", "建筑面积", in.Area); err == nil {
			err = r.SaveBase(org.Context(q), org.Actor(q), Base{Year: in.Year, Area: area, People: in.People, Posts: in.Posts, Vehicles: in.Vehicles, Plan: in.Plan})
		}
	}
	return r.reportDo(q, in.Year, err, "基本信息已保存。")
}

type limitInput struct {
	Year      int    `form:"year" label:"年度"`
	Indicator string `form:"indicator" label:"指标"`
	Kind      string `form:"kind" label:"是定额还是目标"`
	Most      string `form:"most" label:"数值"`
	Ground    string `form:"ground" label:"依据"`
}

func (r *Room) limitSet(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[limitInput](q)
	if err == nil {
		var most int64
		if most, err = energy.ParseMilli("most", "数值", in.Most); err == nil {
			err = r.SetLimit(org.Context(q), org.Actor(q), Limit{Year: in.Year, Indicator: energy.Indicator(in.Indicator), Quota: flag(in.Kind == "quota"), Most: most, Ground: in.Ground})
		}
	}
	return r.reportDo(q, in.Year, err, "定额和目标已保存。")
}

type explainInput struct {
	Year  int    `form:"year" label:"年度"`
	About string `form:"about" label:"哪一条"`
	Words string `form:"words" label:"说明"`
}

func (r *Room) explainPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[explainInput](q)
	if err == nil {
		err = r.Explain(org.Context(q), org.Actor(q), in.Year, in.About, in.Words)
	}
	return r.reportDo(q, in.Year, err, "说明已保存。")
}

type yearInput struct {
	Year int `form:"year" label:"年度"`
}

func (r *Room) freezePost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[yearInput](q)
	if err == nil {
		_, err = r.Freeze(org.Context(q), org.Actor(q), in.Year)
	}
	return r.reportDo(q, in.Year, err, "年报已定格，可以打印、签字、报送。")
}

type sendInput struct {
	Year int        `form:"year" label:"年度"`
	On   civil.Date `form:"on" label:"报送日期"`
	To   string     `form:"to" label:"报送给"`
	How  string     `form:"how" label:"报送方式"`
}

func (r *Room) sendPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[sendInput](q)
	if err == nil {
		err = r.Send(org.Context(q), org.Actor(q), in.Year, in.On, in.To, in.How)
	}
	return r.reportDo(q, in.Year, err, "报送已登记，材料交档案室。")
}

type correctInput struct {
	Year    int    `form:"year" label:"年度"`
	Carrier string `form:"carrier" label:"哪一项"`
	Month   int    `form:"month" label:"月份"`
	Value   string `form:"value" label:"更正为"`
	Reason  string `form:"reason" label:"理由"`
}

// fix reads what is to be put right.
func (in correctInput) fix() (energy.Fix, error) {
	carrier, field, ok := strings.Cut(in.Carrier, ":")
	x := energy.Fix{Carrier: energy.Carrier(carrier), Field: field}
	var err error
	switch {
	case !ok:
		return x, fault.Field("carrier", in.Carrier, "请选择更正哪一项。")
	case field == "amount" || field == "area":
		x.Value, err = energy.ParseMilli("value", fieldLabels[field], in.Value)
	case field == "cost":
		x.Value, err = energy.ParseFen("value", "费用", in.Value)
	default:
		x.Value, err = whole("value", fieldLabels[field], in.Value, 0, 100_000)
	}
	if err == nil && carrier != "" {
		x.Month = in.Month
		if in.Month < 1 || in.Month > 12 {
			err = fault.Field("month", fmt.Sprint(in.Month), "月份应为 1 至 12。")
		}
	}
	return x, err
}

func (r *Room) correctPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[correctInput](q)
	number := ""
	if err == nil {
		var x energy.Fix
		if x, err = in.fix(); err == nil {
			number, err = r.Correct(org.Context(q), org.Actor(q), in.Year, x, in.Reason)
		}
	}
	return r.reportDo(q, in.Year, err, "更正已登记，编号 "+number+"。")
}

func (r *Room) reportFile(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q, r.Door.Today().Year-1)
	if err != nil {
		return web.Answer{}, err
	}
	s, x, err := r.Statement(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	fixes, err := r.CorrectionsOf(q.Context(), r.Door.Reader(), year)
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf(reportTitle(year), func(w *bytes.Buffer) error { return r.reportPDF(s, x, fixes, r.Door.Today(), w) })
}

func (r *Room) reportTable(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q, r.Door.Today().Year-1)
	if err != nil {
		return web.Answer{}, err
	}
	s, _, err := r.Statement(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	titles := []string{"品种", "单位"}
	for m := 1; m <= 12; m++ {
		titles = append(titles, fmt.Sprintf("%d月", m))
	}
	return r.xlsx(reportTitle(year), append(titles, "全年"), monthRows(s))
}
