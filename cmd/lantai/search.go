package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/cli"
	"lantai.internal/room/archive"
)

type searchCmd struct {
	place
	Query     string `arg:"" optional:"" name:"词" help:"要查的词，空格分开；“引号”内为整句；文号:綦商务〔2012〕5 查一个字段"`
	Queries   string `name:"queries" placeholder:"文件.jsonl" help:"每行一个问题，逐行回答"`
	Limit     int    `name:"limit" default:"20" help:"最多给出几条"`
	OffsetKey string `name:"offset-key" help:"接着上一页：上次回答里的 next"`
	Year      int    `name:"year" help:"年度"`
	YearFrom  int    `name:"year-from" help:"起始年度"`
	YearTo    int    `name:"year-to" help:"截止年度"`
	Retention string `name:"retention" help:"保管期限"`
	Unit      string `name:"unit" help:"机构"`
	Sort      string `name:"sort" enum:"relevance,date" default:"relevance" help:"relevance 或 date"`
	As        string `name:"as" placeholder:"登录名" help:"以此人的权限查"`
}

// question is one search, from the flags or from a line of a file.
type question struct {
	ID        json.RawMessage `json:"id,omitempty"`
	Query     string          `json:"query"`
	Limit     *int            `json:"limit"`
	OffsetKey string          `json:"offset_key"`
	Year      int             `json:"year"`
	YearFrom  int             `json:"year_from"`
	YearTo    int             `json:"year_to"`
	Retention string          `json:"retention"`
	Unit      string          `json:"unit"`
	Sort      string          `json:"sort"`
	As        string          `json:"as"`
}

type hit struct {
	Code   string  `json:"code"`
	Title  string  `json:"title"`
	DocNo  string  `json:"doc_no"`
	Issuer string  `json:"issuer"`
	Date   string  `json:"date"`
	Score  float64 `json:"score"`
	Why    string  `json:"why"`
}

type answer struct {
	ID    json.RawMessage `json:"id,omitempty"`
	Total int             `json:"total"`
	Hits  []hit           `json:"hits"`
	Next  string          `json:"next"`
	MS    float64         `json:"ms"`
}

// Run searches.
func (c *searchCmd) Run(e *env) error {
	if c.Query == "" && c.Queries == "" {
		return fault.Field("query", "", "请写要查的词，或用 --queries 指定问题文件。")
	}
	a, err := c.open(e)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Queries != "" {
		return c.many(e, a)
	}
	q := question{Query: c.Query, Limit: &c.Limit, OffsetKey: c.OffsetKey, Year: c.Year, YearFrom: c.YearFrom, YearTo: c.YearTo,
		Retention: c.Retention, Unit: c.Unit, Sort: c.Sort, As: c.As}
	ans, err := q.answer(e, a)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(ans)
	}
	e.Tell("共 %d 件", ans.Total)
	for _, h := range ans.Hits {
		e.Tell("%s  %s  %s  %s  %s［%s］", h.Date, h.Code, h.DocNo, h.Issuer, h.Title, h.Why)
	}
	if ans.Next != "" {
		e.Tell("下一页：--offset-key %s", ans.Next)
	}
	return nil
}

func (q question) answer(e *env, a *app.App) (answer, error) {
	start := time.Now()
	out := answer{ID: q.ID, Hits: []hit{}}
	who := act.Owner()
	if q.As != "" {
		acc, err := a.Org.AccountByLogin(e, q.As)
		if err != nil {
			return out, fault.Field("as", q.As, "没有登录名为“"+q.As+"”的账号。")
		}
		if who, err = a.Org.ActorOf(e, acc.ID); err != nil {
			return out, err
		}
		if !who.May(archive.Read) {
			denied := &fault.Error{Kind: fault.Forbidden, Say: "“" + q.As + "”没有查档的权限。"}
			a.Door.Denied(e, who, "archive.search", denied) // as the page of that name does
			return out, denied
		}
	}
	p, err := period(q.Retention)
	if err != nil {
		return out, err
	}
	o := archive.SearchOptions{YearFrom: q.YearFrom, YearTo: q.YearTo, Retention: p, Unit: q.Unit, Next: q.OffsetKey}
	if q.Year != 0 {
		o.YearFrom, o.YearTo = q.Year, q.Year
	}
	if q.Limit != nil {
		o.Limit = *q.Limit
	}
	switch q.Sort {
	case "", "relevance":
	case "date":
		o.ByDate = true
	default:
		return out, fault.Field("sort", q.Sort, "排序只能是 relevance 或 date。")
	}
	res, err := a.Archive.Search(e, who, q.Query, o)
	if err != nil {
		return out, err
	}
	out.Total, out.Next = res.Total, res.Next
	for _, h := range res.Hits {
		c := h.Item.Code
		if c == "" {
			c = h.Item.CodeGiven
		}
		out.Hits = append(out.Hits, hit{c, h.Item.Title, h.Item.DocNo, h.Item.Issuer, h.Item.Date.String(), h.Score, h.Why})
	}
	out.MS = float64(time.Since(start).Microseconds()) / 1000
	return out, nil
}

func (c *searchCmd) many(e *env, a *app.App) error {
	f, err := os.Open(c.Queries)
	if err != nil {
		return fault.Field("queries", c.Queries, "打不开问题文件“"+c.Queries+"”。")
	}
	defer f.Close()
	if err := a.Warm(e); err != nil {
		return err
	}
	in, out := bufio.NewReader(f), bufio.NewWriter(e.s.Out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	bad := false
	for {
		line, err := in.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if !c.line(e, a, line, enc) {
				bad = true
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(fault.Wrap("search.queries", fault.Unavailable, err), out.Flush())
		}
	}
	if err := out.Flush(); err != nil {
		return fault.Wrap("search.queries", fault.Full, err)
	}
	if bad {
		return cli.Status(cli.Bad)
	}
	return nil
}

func (c *searchCmd) line(e *env, a *app.App, line []byte, enc *json.Encoder) bool {
	q := question{As: c.As}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	err := dec.Decode(&q)
	if err != nil {
		err = fault.Field("query", string(line), "这一行不是合格的问题："+err.Error())
	} else {
		if q.Limit == nil {
			q.Limit = &c.Limit
		}
		var ans answer
		if ans, err = q.answer(e, a); err == nil {
			return enc.Encode(ans) == nil
		}
	}
	f := fault.Of(err)
	_ = enc.Encode(map[string]any{"id": q.ID, "error": map[string]string{"field": f.Field, "message": f.Safe()}})
	return false
}
