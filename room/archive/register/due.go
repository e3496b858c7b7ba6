package register

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/sheet"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/describe"
)

// Sources of an entry on the list of what should be filed.
const (
	FromRegister = "register" // entered by hand or from a list
	FromGap      = "gap"      // a number missing from the bureau's own series
)

// SourceLabel is the Chinese word of a source.
func SourceLabel(s string) string {
	if l, ok := map[string]string{FromRegister: "登记", FromGap: "漏号", FromDocument: "发文", "case": "办件"}[s]; ok {
		return l
	}
	return s
}

// NewDue is an entry for the list of what should be filed (clauses
// archive.gap.scattered, archive.rate.collection). Holder is a person's number, or
// a name.
type NewDue struct {
	Year   int
	Unit   string // code or name; may be unknown
	DocNo  string
	Title  string
	Holder string
	Source string
}

type dueIn struct {
	r      *Room
	list   []NewDue
	people []org.Person
	units  map[string]string // by code and by name
}

func (r *Room) dueIn(ctx context.Context, list []NewDue) (dueIn, error) {
	people, err := r.Bureau.People(ctx)
	if err != nil {
		return dueIn{}, err
	}
	units, err := r.Bureau.Units(ctx)
	m := map[string]string{"": ""}
	for _, u := range units {
		m[u.Code], m[u.Name] = u.Code, u.Code
	}
	return dueIn{r, list, people, m}, err
}

// check cleans one entry and finds its holder.
func (in dueIn) check(d *NewDue) (person int64, err error) {
	var errs []*fault.Error
	if e := saneYear(d.Year); e != nil {
		errs = append(errs, fault.Of(e))
	}
	d.Title, d.DocNo = strings.Join(strings.Fields(db.Clean(d.Title)), " "), db.Trimmed(d.DocNo)
	if no, ok := describe.SplitDocNo(d.DocNo); ok {
		d.DocNo = no.String()
	}
	if d.Title == "" && d.DocNo == "" {
		errs = append(errs, fault.Field("title", "", "文号和题名至少填写一项。"))
	}
	if len([]rune(d.Title)) > 500 {
		errs = append(errs, fault.Field("title", d.Title, "题名最多 500 个字。"))
	}
	if len([]rune(d.DocNo)) > 100 {
		errs = append(errs, fault.Field("doc_no", d.DocNo, "文号最多 100 个字。"))
	}
	errs = append(errs, mark.Refuse("title", d.Title), mark.Refuse("doc_no", d.DocNo))
	unit, ok := in.units[db.Trimmed(d.Unit)]
	if !ok {
		errs = append(errs, fault.Field("unit", d.Unit, "没有“"+d.Unit+"”这个科室。"))
	}
	d.Unit = unit
	person, d.Holder, err = holderOf(d.Holder, unit, in.people)
	if err != nil {
		errs = append(errs, fault.Of(err))
	}
	return person, fault.Join(errs...)
}

// holderOf finds the person who has a paper, by number or by name; a name that
// several have is looked for in the unit.
func holderOf(s, unit string, people []org.Person) (int64, string, error) {
	s = db.Trimmed(s)
	if s == "" {
		return 0, "", nil
	}
	if id, err := strconv.ParseInt(s, 10, 64); err == nil {
		for _, p := range people {
			if p.ID == id {
				return p.ID, p.Name, nil
			}
		}
		return 0, "", fault.Field("holder", s, "没有这位人员，请从名单中选择。")
	}
	if len([]rune(s)) > 60 {
		return 0, "", fault.Field("holder", s, "经办人最多 60 个字。")
	}
	var same []org.Person
	for _, p := range people {
		if p.Name == s && p.LeftOn.IsZero() {
			same = append(same, p)
		}
	}
	if len(same) > 1 {
		same = slices.DeleteFunc(same, func(p org.Person) bool { return p.Unit != unit })
	}
	if len(same) == 1 {
		return same[0].ID, s, nil
	}
	return 0, s, nil
}

// DueAdded is what came of entering a list.
type DueAdded struct {
	Added, Same int
	Filed       int // of those added, in the room already
}

var addDue = act.Define(act.Spec[dueIn, DueAdded]{
	Name: "register.due.add", Label: "登记应归材料", Right: Due, Basis: []law.ID{law.ArchiveGapScattered, law.ArchiveRateCollection, law.ArchiveSystemAllEntered},
	Do: func(tx *act.Tx, in dueIn) (DueAdded, act.Entry, error) {
		var out DueAdded
		if len(in.list) == 0 {
			return out, act.Entry{}, fault.Field("title", "", "没有要登记的材料。")
		}
		known := map[int]map[string]bool{}
		first := int64(0)
		for i := range in.list {
			d := in.list[i]
			person, err := in.check(&d)
			if err != nil {
				if len(in.list) > 1 {
					return out, act.Entry{}, fault.Newf(fault.Invalid, "第 %d 条：%s", i+1, fault.Of(err).Safe())
				}
				return out, act.Entry{}, err
			}
			if known[d.Year] == nil {
				rows, err := db.All[archive.DueEntry](tx.Ctx, tx, q.SQL("due_of_year"), d.Year)
				if err != nil {
					return out, act.Entry{}, err
				}
				known[d.Year] = map[string]bool{}
				for _, x := range rows {
					known[d.Year][dueKey(x.DocNo, x.Title)] = true
				}
			}
			if known[d.Year][dueKey(d.DocNo, d.Title)] {
				out.Same++
				continue
			}
			known[d.Year][dueKey(d.DocNo, d.Title)] = true
			id, err := tx.Next("archive_due")
			if err != nil {
				return out, act.Entry{}, err
			}
			if d.Source == "" {
				d.Source = FromRegister
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_insert"), id, int64(d.Year), d.Unit, d.DocNo, d.Title, d.Holder, d.Source, 0); err != nil {
				return out, act.Entry{}, err
			}
			tx.Touch("archive_due", id)
			if err := setPerson(tx, id, person); err != nil {
				return out, act.Entry{}, err
			}
			if first == 0 {
				first = id
			}
			out.Added++
		}
		if out.Added == 0 {
			return out, act.Entry{}, fault.Field("doc_no", in.list[0].DocNo, "应归档清单里已经有了，没有新增。")
		}
		n, err := in.r.Settle(tx)
		if err != nil {
			return out, act.Entry{}, err
		}
		out.Filed = n
		return out, act.Entry{Subject: act.Subject("archive_due", first), Summary: fmt.Sprintf("登记应归档材料 %d 件，其中已在室 %d 件", out.Added, n), Detail: out}, nil
	}})

// dueKey tells entries apart: by the number if there is one, else by the title.
func dueKey(docNo, title string) string {
	if docNo != "" {
		return "#" + describe.NormaliseDocNo(docNo)
	}
	return title
}

func setPerson(tx *act.Tx, id, person int64) error {
	n, err := db.One[int64](tx.Ctx, tx, q.SQL("due_person"), id)
	if err != nil {
		return err
	}
	if n > 0 {
		tx.Touch("archive_due_holder", id)
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_person_delete"), id); err != nil {
			return err
		}
	}
	if person == 0 {
		return nil
	}
	tx.Touch("archive_due_holder", id)
	_, err = db.Exec(tx.Ctx, tx, q.SQL("due_person_insert"), id, person)
	return err
}

// AddDue enters papers that should be filed; what is on the list already is left.
func (r *Room) AddDue(ctx context.Context, who act.Actor, list []NewDue) (DueAdded, error) {
	in, err := r.dueIn(ctx, list)
	if err != nil {
		return DueAdded{}, err
	}
	return addDue.Run(ctx, r.Archive.Door, who, in)
}

// AddGaps enters missing numbers of the bureau's own series under the year, with
// the unit and holder they are looked for at. Numbers that are not missing are
// refused.
func (r *Room) AddGaps(ctx context.Context, who act.Actor, year int, numbers []string, unit, holder string) (DueAdded, error) {
	gaps, err := r.Missing(ctx, year)
	if err != nil {
		return DueAdded{}, err
	}
	if len(numbers) == 0 {
		return DueAdded{}, fault.Field("numbers", "", "请勾选要登记的漏号。")
	}
	var list []NewDue
	for _, n := range numbers {
		if !slices.ContainsFunc(gaps, func(g Gap) bool { return g.DocNo == n }) {
			return DueAdded{}, fault.Field("numbers", n, n+"不是漏号，或者刚刚收到。请刷新。")
		}
		list = append(list, NewDue{Year: year, Unit: unit, DocNo: n, Holder: holder, Source: FromGap})
	}
	return r.AddDue(ctx, who, list)
}

// ImportDue enters a spreadsheet of papers that should be filed: columns 年度, 科室,
// 文号, 题名, 经办人. Rows without a year get the year given.
func (r *Room) ImportDue(ctx context.Context, who act.Actor, year int, ra io.ReaderAt, size int64, name string) (DueAdded, Imported, error) {
	in, err := r.dueIn(ctx, nil)
	if err != nil {
		return DueAdded{}, Imported{}, err
	}
	heads := map[string]string{}
	for f, hs := range map[string][]string{"year": {"年度", "归档年度"}, "unit": {"科室", "机构", "责任科室", "移交科室"}, "doc_no": {"文号", "发文字号"},
		"title": {"题名", "文件题名", "文件标题", "标题"}, "holder": {"经办人", "持有人", "保管人"}} {
		for _, h := range hs {
			heads[sheet.Normalize(h)] = f
		}
	}
	make := func(v map[string]string) (NewDue, error) {
		d := NewDue{Year: year, Unit: v["unit"], DocNo: v["doc_no"], Title: v["title"], Holder: v["holder"]}
		if s := strings.TrimSuffix(strings.TrimSpace(v["year"]), "年"); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil {
				return d, fault.Field("year", s, "年度“"+s+"”不是四位数字。")
			}
			d.Year = n
		}
		return d, nil
	}
	rows, rep, err := readTable(ctx, ra, size, name, heads, "title", func(v map[string]string) error {
		d, err := make(v)
		if err == nil {
			_, err = in.check(&d)
		}
		return err
	})
	if err != nil || len(rep.Problems) > 0 {
		return DueAdded{}, rep, err
	}
	for _, v := range rows {
		d, err := make(v)
		if err != nil {
			return DueAdded{}, rep, err
		}
		in.list = append(in.list, d)
	}
	out, err := addDue.Run(ctx, r.Archive.Door, who, in)
	return out, rep, err
}

type amendDueIn struct {
	dueIn
	id int64
	d  NewDue
}

func openDue(tx *act.Tx, id int64) (archive.DueEntry, error) {
	e, ok, err := act.Locked[archive.DueEntry](tx, q.SQL("due_entry"), id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "应归档清单里没有这一条。")
	}
	if err == nil && e.ItemID != 0 {
		err = fault.New(fault.Conflict, "这一条已经收到，不能再改。")
	}
	return e, err
}

var amendDue = act.Define(act.Spec[amendDueIn, int64]{
	Name: "register.due.amend", Label: "修改应归材料", Right: Due, Basis: []law.ID{law.ArchiveGapScattered},
	Do: func(tx *act.Tx, in amendDueIn) (int64, act.Entry, error) {
		e, err := openDue(tx, in.id)
		if err != nil {
			return 0, act.Entry{}, err
		}
		in.d.Year = int(e.Year)
		person, err := in.check(&in.d)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_update"), e.ID, in.d.Unit, in.d.DocNo, in.d.Title, in.d.Holder); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_due", e.ID)
		if err := setPerson(tx, e.ID, person); err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := in.r.Settle(tx); err != nil {
			return 0, act.Entry{}, err
		}
		if err := in.r.remind(tx, owing{Year: e.Year, Unit: e.Unit}); err != nil {
			return 0, act.Entry{}, err
		}
		return e.ID, act.Entry{Subject: act.Subject("archive_due", e.ID), Summary: "修改应归档材料：" + dueName(in.d.DocNo, in.d.Title), Detail: map[string]any{"unit": in.d.Unit, "holder": in.d.Holder}}, nil
	}})

func dueName(docNo, title string) string {
	if title == "" {
		return docNo
	}
	return strings.TrimSpace(docNo + "《" + title + "》")
}

// AmendDue corrects an entry that was not received yet.
func (r *Room) AmendDue(ctx context.Context, who act.Actor, id int64, d NewDue) error {
	in, err := r.dueIn(ctx, nil)
	if err != nil {
		return err
	}
	_, err = amendDue.Run(ctx, r.Archive.Door, who, amendDueIn{dueIn: in, id: id, d: d})
	return err
}

// Void is an entry or a number that was taken off the list of what should be filed.
type Void struct {
	ID     int64  `db:"id"`
	Year   int64  `db:"year"`
	DocNo  string `db:"doc_no"`
	Title  string `db:"title"`
	Unit   string `db:"unit"`
	Reason string `db:"reason"`
	ByName string `db:"by_name"`
	Day    string `db:"day"`
}

type voidIn struct {
	r      *Room
	id     int64 // an entry, or
	year   int   // a number
	number string
	reason string
}

var voidDue = act.Define(act.Spec[voidIn, int64]{
	Name: "register.due.void", Label: "注销应归材料", Right: Due, Basis: []law.ID{law.ArchiveGapScattered},
	Do: func(tx *act.Tx, in voidIn) (int64, act.Entry, error) {
		v := Void{Year: int64(in.year), DocNo: in.number, Reason: db.Trimmed(in.reason)}
		if n := len([]rune(v.Reason)); n == 0 || n > 200 {
			return 0, act.Entry{}, fault.Field("reason", v.Reason, "请写明理由（如作废号、未形成文件），最多 200 个字。")
		}
		if in.id != 0 {
			e, err := openDue(tx, in.id)
			if err != nil {
				return 0, act.Entry{}, err
			}
			v.Year, v.DocNo, v.Title, v.Unit = e.Year, e.DocNo, e.Title, e.Unit
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("due_delete"), e.ID); err != nil {
				return 0, act.Entry{}, err
			}
			tx.Touch("archive_due", e.ID)
			if err := setPerson(tx, e.ID, 0); err != nil {
				return 0, act.Entry{}, err
			}
			if err := in.r.remind(tx, owing{Year: e.Year, Unit: e.Unit}); err != nil {
				return 0, act.Entry{}, err
			}
		}
		id, err := tx.Next("archive_due_void")
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("void_insert"), id, v.Year, v.DocNo, v.Title, v.Unit, v.Reason, tx.Actor.Name, tx.Today.String()); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_due_void", id)
		return id, act.Entry{Subject: act.Subject("archive_due_void", id), Summary: fmt.Sprintf("%d年度%s不再催交：%s", v.Year, dueName(v.DocNo, v.Title), v.Reason), Detail: map[string]any{"entry": in.id}}, nil
	}})

// VoidDue takes an entry off the list, with the reason.
func (r *Room) VoidDue(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := voidDue.Run(ctx, r.Archive.Door, who, voidIn{r: r, id: id, reason: reason})
	return err
}

// VoidNumber says that a missing number was never given to a paper.
func (r *Room) VoidNumber(ctx context.Context, who act.Actor, year int, number, reason string) error {
	gaps, err := r.Missing(ctx, year)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(gaps, func(g Gap) bool { return g.DocNo == number }) {
		return fault.Field("numbers", number, "“"+number+"”不是漏号，请刷新。")
	}
	_, err = voidDue.Run(ctx, r.Archive.Door, who, voidIn{r: r, year: year, number: number, reason: reason})
	return err
}

// Voids lists what was taken off a year's list.
func (r *Room) Voids(ctx context.Context, year int) ([]Void, error) {
	return db.All[Void](ctx, r.reader(), q.SQL("voids"), year)
}

// Gap is a number missing from the bureau's own series of a year.
type Gap struct {
	DocNo string
	Due   archive.DueEntry // its entry on the list; zero if it was not entered yet
}

// mostGaps bounds what one run of missing numbers may list.
const mostGaps = 500

// Missing lists the missing numbers of a year without those that were voided.
func (r *Room) Missing(ctx context.Context, year int) ([]Gap, error) {
	runs, err := r.Archive.Gaps(ctx, year)
	if err != nil {
		return nil, err
	}
	voids, err := r.Voids(ctx, year)
	if err != nil {
		return nil, err
	}
	void := map[string]bool{}
	for _, v := range voids {
		void[describe.NormaliseDocNo(v.DocNo)] = true
	}
	list, err := r.Archive.Due(ctx, year)
	due := map[string]archive.DueEntry{}
	for _, d := range list {
		if d.DocNo != "" {
			due[describe.NormaliseDocNo(d.DocNo)] = d
		}
	}
	var out []Gap
	for _, run := range runs {
		for _, n := range run.Numbers(mostGaps) {
			key := describe.NormaliseDocNo(n)
			// A number that was received under another year's heading is no gap.
			if d := due[key]; !void[key] && d.ItemID == 0 {
				out = append(out, Gap{n, d})
			}
		}
	}
	return out, err
}
