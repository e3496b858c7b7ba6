package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/sheet"
)

// BadRow is a row of a table that was not taken in, and why.
type BadRow struct {
	Row int // as the user sees it in the file
	Say string
}

// Taken says what became of a table.
type Taken struct {
	Rows int
	Bad  []BadRow
	Done bool // something was entered
}

// Table is an old register that somebody brings.
type Table struct {
	io.ReaderAt
	Size int64
	Name string
	// Whole enters nothing unless every row is good.
	Whole bool
}

// mostRows bounds one table: the incoming documents of a busy year.
const mostRows = 20_000

// importNames are the columns of an old register, by what people write above them.
var importNames = map[string][]string{
	"old": {"收文号", "编号", "收文编号", "序号"}, "received": {"收文日期", "收文时间", "日期"}, "issuer": {"来文机关", "来文单位", "发文机关", "发文单位"}, "doc_no": {"文号", "发文字号", "来文字号", "来文文号"},
	"title": {"标题", "文件标题", "题名", "文件名称"}, "dated": {"成文日期", "发文日期"}, "level": {"密级"}, "copies": {"份数"}, "urgency": {"紧急程度", "缓急"}, "kind": {"文种"},
	"proposal": {"拟办", "拟办意见"}, "instruction": {"批示", "领导批示"}, "unit": {"承办", "承办科室", "主办科室"}, "closed": {"办结", "办结日期", "办结时间"}, "again": {"再次登记的理由", "备注"},
}

var importNeeds = []string{"received", "issuer", "title"}

type importIn struct {
	r *Room
	t Table
}

var importDeed = act.Define(act.Spec[importIn, Taken]{Name: "document.incoming.import", Label: "导入旧收文登记簿", Right: Use, Basis: []law.ID{law.DocumentsEnrolIn},
	Do: func(tx *act.Tx, in importIn) (Taken, act.Entry, error) { return in.r.imports(tx, in.t) }})

// errNothing ends an import in which nothing is to be entered.
var errNothing = fault.New(fault.Invalid, "没有导入任何一行。")

// Import takes an old register over: rows get numbers of the year in which they were
// received, the number they had stands beside it. Of the good rows all are entered, or,
// with Whole, all rows or none; every bad one is told by its number with what is wrong.
func (r *Room) Import(ctx context.Context, who act.Actor, t Table) (Taken, error) {
	// The whole table is looked at, not only the columns that are taken over.
	if r.Screen != nil && r.keeps(who) {
		if err := r.Screen(ctx, t, t.Size, t.Name, "file"); err != nil {
			return Taken{}, err
		}
	}
	out, err := importDeed.Run(ctx, r.Door, who, importIn{r, t})
	var none *nothing
	if errors.As(err, &none) {
		return Taken{Bad: none.bad}, nil
	}
	return out, err
}

// nothing carries the bad rows of an import that entered none.
type nothing struct{ bad []BadRow }

// Error is the text for the log.
func (n *nothing) Error() string { return fmt.Sprintf("document.import: %d bad rows", len(n.bad)) }

// Unwrap makes it a fault of the input.
func (n *nothing) Unwrap() error { return errNothing }

func (r *Room) imports(tx *act.Tx, t Table) (Taken, act.Entry, error) {
	none := func(err error) (Taken, act.Entry, error) { return Taken{}, act.Entry{}, err }
	if !r.keeps(tx.Actor) {
		return none(act.OutOfReach("document_incoming"))
	}
	if err := tx.Alone("document.incoming.enrol"); err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	known := func(n string) bool {
		for _, list := range importNames {
			if slices.Contains(list, n) {
				return true
			}
		}
		return false
	}
	x, err := sheet.OpenReader(tx.Ctx, t, t.Size, t.Name, sheet.Options{Known: known, MaxUnpacked: 128 << 20})
	if err != nil {
		return none(err)
	}
	defer x.Close()
	at := map[string]int{}
	for i, h := range x.Header() {
		for key, list := range importNames {
			if _, twice := at[key]; !twice && slices.Contains(list, sheet.Normalize(h)) {
				at[key] = i
			}
		}
	}
	for _, n := range importNeeds {
		if _, ok := at[n]; !ok {
			return none(fault.Field("file", t.Name, "表里没有“"+importNames[n][0]+"”这一列。表头至少要有：收文日期、来文机关、标题。"))
		}
	}
	var good []Document
	var bad []BadRow
	seen := map[string]int{}
	for {
		row, err := x.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if e, ok := sheet.AsRowError(err); ok {
			bad = append(bad, BadRow{e.Number, e.Err.Safe()})
			continue
		}
		if err != nil {
			return none(err)
		}
		if len(good)+len(bad) >= mostRows {
			return none(fault.Field("file", t.Name, fmt.Sprintf("一张表不超过 %d 行，请按年分几次导入。", mostRows)))
		}
		cell := func(key string) string {
			if i, ok := at[key]; ok && i < len(row.Cells) {
				return db.Trimmed(row.Cells[i])
			}
			return ""
		}
		d, err := r.importRow(tx, s, cell)
		if err == nil && d.DocNoKey != "" && d.Again == "" {
			key := d.DocNoKey + "\n" + d.IssuerKey
			if n, twice := seen[key]; twice {
				err = fault.Field("doc_no", d.DocNo, fmt.Sprintf("文号“%s”与第 %d 行相同。确是另外收到的，在“备注”列写明理由。", d.DocNo, n))
			} else {
				seen[key] = row.Number
			}
		}
		if err != nil {
			if f := fault.Of(err); f.Kind != fault.Invalid && f.Kind != fault.Rule {
				return none(err)
			}
			bad = append(bad, BadRow{row.Number, fault.Of(err).Safe()})
			continue
		}
		good = append(good, d)
	}
	if len(good) == 0 && len(bad) == 0 {
		return none(fault.Field("file", t.Name, "表里没有数据行。"))
	}
	if len(good) == 0 || t.Whole && len(bad) > 0 {
		return none(&nothing{bad})
	}
	if err := r.enterAll(tx, good); err != nil {
		return none(err)
	}
	return Taken{Rows: len(good), Bad: bad, Done: true}, act.Entry{Subject: "document_incoming", Summary: fmt.Sprintf("导入旧收文登记簿“%s”，%d 件，%d 行没有导入", t.Name, len(good), len(bad)),
		Detail: map[string]any{"rows": len(good), "bad": len(bad), "first": good[0].Number, "last": good[len(good)-1].Number}}, nil
}

// importRow reads one row; what is wrong names the column, the value and the remedy.
func (r *Room) importRow(tx *act.Tx, s *scene, cell func(string) string) (Document, error) {
	d := Document{OldNumber: cell("old"), Proposal: cell("proposal"), Instruction: cell("instruction"), SignedBy: tx.Actor.Login, SignedName: tx.Actor.Name, MadeBy: tx.Actor.Login, MadeAt: tx.Now, RegisteredBy: tx.Actor.Login, RegisteredAt: tx.Now, Version: 1}
	d.Facts = Facts{DocNo: cell("doc_no"), Issuer: cell("issuer"), Title: cell("title"), Kind: cell("kind"), Again: cell("again")}.tidy()
	d.Channel, d.Sender, d.Copies = "", "旧登记簿", 1
	day := func(key, label string, need bool) (civil.Date, error) {
		v := cell(key)
		if v == "" && !need {
			return civil.Date{}, nil
		}
		on, err := civil.ParseLoose(v)
		if err != nil {
			return on, fault.Field(key, v, label+"“"+v+"”看不懂，请写成 2025-03-09 这样。")
		}
		return on, nil
	}
	received, err := day("received", "收文日期", true)
	if err != nil {
		return d, err
	}
	if received.After(s.today) || received.Year < 1950 {
		return d, fault.Field("received", received.String(), "收文日期“"+received.String()+"”不对，应不晚于今天。")
	}
	if d.Dated, err = day("dated", "成文日期", false); err != nil {
		return d, err
	}
	closed, err := day("closed", "办结日期", false)
	if err != nil {
		return d, err
	}
	if !closed.IsZero() && (closed.Before(received) || closed.After(s.today)) {
		return d, fault.Field("closed", closed.String(), "办结日期“"+closed.String()+"”不对，应在收文日期和今天之间。")
	}
	if d.Level, err = mark.Parse(cell("level")); err != nil {
		return d, err
	}
	if v := cell("copies"); v != "" {
		n, err := strconv.Atoi(strings.TrimSuffix(v, "份"))
		if err != nil || n < 1 || n > mostCopies {
			return d, fault.Field("copies", v, "份数“"+v+"”不对，请写正整数。")
		}
		d.Copies = n
	}
	if v := cell("urgency"); v != "" {
		if d.Urgency = slices.Index(urgencyLabels, v); d.Urgency < 0 {
			return d, fault.Field("urgency", v, "紧急程度“"+v+"”不对，请写一般、加急或特急。")
		}
	}
	if v := cell("unit"); v != "" {
		u, ok := s.book.Unit(v)
		if !ok {
			return d, fault.Field("unit", v, "承办科室“"+v+"”不是本局的科室，请改成现在的名称，或者空着。")
		}
		d.Unit = u.Code
	}
	if err := join(line("old", "原收文号", d.OldNumber, 60, false), line("proposal", "拟办意见", d.Proposal, mostText, false), line("instruction", "批示", d.Instruction, mostText, false)); err != nil {
		return d, err
	}
	if err := d.Facts.check(s.book, received); err != nil {
		return d, err
	}
	d.ReceivedAt = received.Time().UnixMicro() + 9*3600_000_000
	d.Year, d.DocNoKey, d.IssuerKey = received.Year, numberKey(d.DocNo), nameKey(d.Issuer)
	if err := r.notTwice(tx, &d); err != nil {
		return d, err
	}
	if closed.IsZero() {
		// The days of the card run from the import: the old register did not know them.
		due, err := s.proposeBy(d.Urgency, tx.Now)
		d.to(Registered, tx.Now, due)
		return d, err
	}
	d.to(Closed, endOf(closed), 0)
	d.ClosedAt = endOf(closed)
	return d, nil
}

// enterAll writes many documents: numbers of each year in one stretch, in the order of
// the table.
func (r *Room) enterAll(tx *act.Tx, list []Document) error {
	years := map[int]int64{}
	for _, d := range list {
		years[d.Year]++
	}
	next := map[int]int64{}
	for y, n := range years {
		first, err := tx.NextN(fmt.Sprintf("document.incoming.%d", y), n)
		if err != nil {
			return err
		}
		next[y] = first
	}
	first, err := tx.NextN("document_incoming", int64(len(list)))
	if err != nil {
		return err
	}
	event, err := tx.NextN("document_incoming_event", int64(len(list)))
	if err != nil {
		return err
	}
	docs := make([]search.Doc, 0, len(list))
	for i := range list {
		d := &list[i]
		d.ID, d.Number = first+int64(i), fmt.Sprintf("%d-收-%04d", d.Year, next[d.Year])
		next[d.Year]++
		if err := act.Insert(tx, "document_incoming", d.ID, docColumns, d.values()); err != nil {
			return err
		}
		text := "收文日期 " + dayOf(d.ReceivedAt).Chinese()
		if d.OldNumber != "" {
			text += "，原收文号 " + d.OldNumber
		}
		if err := act.Insert(tx, "document_incoming_event", event+int64(i), eventColumns, []any{d.ID, evImport, text, tx.Actor.Name, tx.Actor.Capacity, tx.Actor.Login, tx.Now}); err != nil {
			return err
		}
		docs = append(docs, search.Doc{ID: d.ID, Title: d.Title, DocNo: d.DocNo, Issuer: d.Issuer, Code: strings.TrimSpace(d.Number + " " + d.OldNumber), Facts: d.facts()})
	}
	for some := range slices.Chunk(docs, 2000) {
		if err := r.Index.PutBatch(tx.Ctx, tx, some); err != nil {
			return err
		}
	}
	return takenOver(tx, r)
}

const importKey = "document_incoming:import"

// takenOver keeps one to-do of the office for the documents of old registers that nobody
// has looked at, however many they are.
func takenOver(tx *act.Tx, r *Room) error {
	more, err := stillTakenOver(tx)
	if err != nil || !more {
		return err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	due, err := s.proposeBy(Ordinary, tx.Now)
	if err != nil {
		return err
	}
	return notify.Put(tx, notify.Todo{Key: importKey, Role: org.Staff, Unit: r.Org.Places.Office, Text: "初审从旧登记簿导入、没有办结的收文", URL: "/documents/in?stage=" + Registered, Due: dayOf(due)})
}

// stillTakenOver reports whether a document of an old register waits for its first check;
// with none left the to-do is done.
func stillTakenOver(tx *act.Tx) (bool, error) {
	n, err := db.One[int](tx.Ctx, tx, q.SQL("taken_over"))
	if err == nil && n == 0 {
		err = notify.Done(tx, importKey)
	}
	return n > 0, err
}
