package packet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"lantai.internal/base/fault"
)

// CheckRow is one line of the record of a four-natures check (DA/T 70-2018).
type CheckRow struct {
	Code     string    `json:"code"`
	Name     string    `json:"name"`
	Nature   string    `json:"nature"`
	Object   string    `json:"object"`
	Purpose  string    `json:"purpose"`
	Result   Result    `json:"result"`
	Evidence string    `json:"evidence"`
	Note     string    `json:"note,omitempty"`   // Unconfirmed, or ""
	Person   string    `json:"person,omitempty"` // who confirmed a manual check
	Time     time.Time `json:"time,omitzero"`    // when
}

// Register is what the transfer form (电子档案移交与接收登记表) states.
type Register struct {
	Items int   // 移交电子档案数量, items
	Bytes int64 // 移交数据量, bytes of all files
}

// Subject is what is checked: a packet before it is packed, a package on disk, or
// both, which are then also compared with each other.
type Subject struct {
	Packet   *Packet
	Path     string
	Register *Register // nil if there is no form: the counts then wait for a person
	Now      time.Time // dates after it are unreasonable; the zero Time leaves that out
	Plan     []CheckItem
	Options  Options
}

// Check makes every check of a plan (DefaultPlan if Subject.Plan is empty) and
// gives one row for each, in the plan's order. What only a person can judge is
// Manual. The error is for what could not be checked at all: neither packet nor
// path, a path that holds no package (IsNotPackage), an end of ctx.
func Check(ctx context.Context, s Subject, stage Stage) ([]CheckRow, error) {
	if stage != StageFiling && stage != StageTransfer && stage != StagePreserve {
		return nil, fault.Field("stage", string(stage), "检测环节只能是归档（GD）、移交与接收（YJ）或长期保存（BC）。")
	}
	if s.Packet == nil && s.Path == "" {
		return nil, fault.Field("path", "", "没有给出要检测的档案或信息包。")
	}
	c := &checker{ctx: ctx, s: s}
	if s.Path != "" {
		in, err := Inspect(ctx, s.Path, s.Options)
		if err != nil {
			return nil, err
		}
		c.in, c.records = &in, in.Records
	}
	if s.Packet != nil {
		if err := c.readPacket(); err != nil {
			return nil, err
		}
	}
	plan := s.Plan
	if len(plan) == 0 {
		plan = DefaultPlan(stage)
	}
	rows := make([]CheckRow, 0, len(plan))
	for _, item := range plan {
		row := CheckRow{Code: item.Code, Name: item.Name, Nature: item.Nature(), Object: item.Object,
			Purpose: item.Purpose, Note: item.Note, Result: Manual, Evidence: "须由人工检测后确认。"}
		if method := methods[item.Method]; method != nil {
			row.Result, row.Evidence = method(c)
		} else if item.Method != "" {
			row.Evidence = "方案中的检测方法“" + item.Method + "”不存在，须由人工检测后确认。"
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Confirm enters a person's finding into the row of a manual check. It refuses
// rows that are not waiting for one, and findings without a name or a ground.
func Confirm(rows []CheckRow, code string, result Result, person string, when time.Time, evidence string) error {
	for i := range rows {
		r := &rows[i]
		if r.Code != code {
			continue
		}
		switch {
		case r.Result != Manual:
			return fault.New(fault.Conflict, code+" 不是待人工确认的项目，结果不能改写。")
		case strings.TrimSpace(person) == "" || when.IsZero():
			return fault.Field("person", person, "人工检测须写明检测人和时间。")
		case strings.TrimSpace(evidence) == "":
			return fault.Field("evidence", evidence, "人工检测须写明依据，例如杀毒软件名称、病毒库日期和检测结果。")
		case result != Pass && result != Fail && result != Warn && result != NotApplicable:
			return fault.Field("result", string(result), "结果只能是通过、不通过、警告或不适用。")
		}
		r.Result, r.Evidence, r.Person, r.Time = result, evidence, person, when
		return nil
	}
	return fault.Field("code", code, "检测方案中没有这一项。")
}

// readFile is what reading one file of a packet through gave.
type readFile struct {
	code string
	f    File
	sums written
	err  error
	mime *mimetype.MIME
	tail []byte // the last bytes, where a PDF names its encryption
}

type checker struct {
	ctx     context.Context
	s       Subject
	in      *Inspection
	records []Record
	read    []readFile // only with a packet
}

// readPacket reads every file of the packet once.
func (c *checker) readPacket() error {
	fromPath := c.records
	c.records = nil
	for _, it := range c.s.Packet.Items {
		c.records = append(c.records, c.s.Packet.record(it))
		for _, f := range it.Files {
			r := readFile{code: it.Code, f: f}
			if f.Open == nil {
				r.err = errors.New("no content")
			} else {
				probe := &edges{}
				r.sums, r.err = pour(c.ctx, probe, f)
				if err := c.ctx.Err(); err != nil {
					return err
				}
				r.mime, r.tail = mimetype.Detect(probe.head), probe.tail
			}
			c.read = append(c.read, r)
		}
	}
	if c.in != nil {
		c.in.Records = fromPath
	}
	return nil
}

// edges keeps the first and last bytes of what is written to it.
type edges struct{ head, tail []byte }

const edge = 4096

func (e *edges) Write(p []byte) (int, error) {
	if room := edge - len(e.head); room > 0 {
		e.head = append(e.head, p[:min(room, len(p))]...)
	}
	e.tail = append(e.tail, p...)
	if len(e.tail) > edge {
		e.tail = append(e.tail[:0], e.tail[len(e.tail)-edge:]...)
	}
	return len(p), nil
}

var _ io.Writer = (*edges)(nil)

// encryptedPDF reports whether the end of a PDF names an encryption dictionary.
func (r readFile) encryptedPDF() bool {
	return r.mime != nil && r.mime.Is("application/pdf") && bytes.Contains(r.tail, []byte("/Encrypt"))
}

// record gives an item the form in which readers give records, so that the same
// checks serve packets and packages.
func (p Packet) record(it Item) Record {
	v := map[string][]string{}
	put := func(name, s string) { v[name] = append(v[name], s) }
	put("聚合层次", "文件")
	put("立档单位名称", p.FondsName)
	put("全宗号", p.Fonds)
	put("电子文件号", it.recordID())
	put("档号", it.Code)
	put("年度", fmt.Sprint(p.year(it)))
	put("保管期限", it.period())
	put("机构或问题", it.Unit)
	put("题名", it.Title)
	put("文件编号", it.DocNo)
	put("责任者", it.Issuer)
	put("日期", it.Date.String())
	put("密级", it.level())
	put("页数", it.pages())
	put("附注", it.Remark)
	r := Record{Values: v, Events: len(it.Events)}
	for _, f := range it.Files {
		r.Files = append(r.Files, RecordFile{Name: f.Name, Size: f.Size, SHA256: f.SHA256, SM3: f.SM3})
	}
	return r
}

func errText(err error) string { return fault.Of(err).Safe() }
