package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/ledger"
	"lantai.internal/room/archive/code"
)

// Incoming is one record or paper on its way in, already checked field by field.
type Incoming struct {
	Row            int // where it stood in its source, from 1
	Title          string
	DocNo          string
	Issuer         string
	Date           civil.Date
	Year           int
	Retention      code.Period
	Unit           string // as written
	Level          mark.Level
	Pages          int // 0: not known
	PagesEstimated bool
	Keywords       []string
	Category       string // default WS
	Code           string
	Box            string
	Remark         string
	Body           string
	Files          []IncomingFile
	Doubts         map[string]Doubt
}

// IncomingFile is a file that lies in the file store already.
type IncomingFile struct {
	Role, Name, Path, Kind string
	Size                   int64
	Pages                  int
	SHA256, SM3            string
}

// Doubt says how sure a described field is and on what evidence.
type Doubt struct {
	Sure     string `json:"sure"` // sure, likely, guess
	Evidence string `json:"evidence"`
}

// Rejection is a row that was not taken, with the field at fault.
type Rejection struct {
	Row     int    `json:"row"`
	Field   string `json:"field"`
	Value   string `json:"value"`
	Message string `json:"message"`
}

// Warning is a remark about a row that was taken (row 0: about the whole).
type Warning struct {
	Row     int    `json:"row,omitempty"`
	Field   string `json:"field,omitempty"`
	Value   string `json:"value,omitempty"`
	Message string `json:"message"`
}

// Source gives records one after another: a record, or rejections of a row, and
// warnings either way; io.EOF at the end. Any other error ends the import.
type Source interface {
	Next(ctx context.Context) (*Incoming, []Rejection, []Warning, error)
}

// TakeOptions say how an import is done.
type TakeOptions struct {
	Name        string // what the person calls the source: a file or folder name
	Kind        string // table, documents, closing, manual
	SubmittedBy string // unit that hands over; fills records without a unit
	KeepGood    bool   // keep the good rows although some are bad
	DryRun      bool   // do everything, keep nothing
}

// TakeReport is the answer to an import, in the form of the command line.
type TakeReport struct {
	Read       int         `json:"read"`
	Accepted   int         `json:"accepted"`
	Rejected   int         `json:"rejected"`
	Duplicates int         `json:"duplicates"`
	Suspected  int         `json:"suspected"`
	Warnings   []Warning   `json:"warnings"`
	Rejections []Rejection `json:"rejections"`
	Batch      string      `json:"batch"`
	Seconds    float64     `json:"seconds"`
	// ByClass counts the records year by year and period by period, as the source
	// gave them and as they are held now.
	ByClass []ClassCount `json:"by_class,omitempty"`
	// MoreWarnings and MoreRejections count what is beyond the lists' bounds.
	MoreWarnings   int   `json:"more_warnings,omitempty"`
	MoreRejections int   `json:"more_rejections,omitempty"`
	BatchID        int64 `json:"-"`
}

// Bounds of the lists in a report.
const (
	maxWarnings   = 1000
	maxRejections = 10000
)

func (r *TakeReport) warn(ws ...Warning) {
	for _, w := range ws {
		if len(r.Warnings) < maxWarnings {
			r.Warnings = append(r.Warnings, w)
		} else {
			r.MoreWarnings++
		}
	}
}

var errDryRun = errors.New("dry run")

type takeIn struct {
	r   *Room
	src *onceSource
	opt TakeOptions
	rep *TakeReport
}

var take = act.Define(act.Spec[takeIn, int64]{
	Name: "archive.batch.take", Label: "接收一批材料", Right: Arrange, Basis: []law.ID{law.ArchiveSystemAllEntered, law.ArchiveFilingUnits},
	Do: func(tx *act.Tx, in takeIn) (int64, act.Entry, error) {
		if in.src.begun {
			// The database asks for the transaction to be run again, but what was read is gone.
			return 0, act.Entry{}, fault.New(fault.Unavailable, "导入时与别人的操作相撞，整批没有导入。请再导入一次。")
		}
		in.src.begun = true
		if err := blob.Keep(tx.Ctx, tx, in.r.Files); err != nil {
			return 0, act.Entry{}, err
		}
		*in.rep = TakeReport{Warnings: []Warning{}, Rejections: []Rejection{}}
		n, err := tx.Next("archive_batch")
		if err != nil {
			return 0, act.Entry{}, err
		}
		rep := in.rep
		rep.BatchID, rep.Batch = n, fmt.Sprintf("%d-%05d", tx.Today.Year, n)
		t := &taking{tx: tx, takeIn: in, batch: n}
		if err := t.run(); err != nil {
			return 0, act.Entry{}, err
		}
		if rep.Read == 0 && in.opt.Kind == "documents" {
			return 0, act.Entry{}, fault.Field("file", in.opt.Name, "“"+in.opt.Name+"”里没有可以导入的文件。请核对路径，或看看是否都是空文件夹、隐藏文件。")
		}
		if rep.ByClass, err = t.byClass(); err != nil {
			return 0, act.Entry{}, err
		}
		if rep.Rejected > 0 && !in.opt.KeepGood {
			return 0, act.Entry{}, fault.Newf(fault.Invalid, "有 %d 行不能接收，整批未导入。请按所列各行改正后重来，或选择“只收合格的行”。", rep.Rejected)
		}
		if in.opt.DryRun {
			return 0, act.Entry{}, errDryRun
		}
		if err := t.finish(); err != nil {
			return 0, act.Entry{}, err
		}
		return n, act.Entry{Subject: act.Subject("archive_batch", n),
			Summary: fmt.Sprintf("接收一批材料（%s）：读 %d，收 %d，拒 %d，重 %d", in.opt.Name, rep.Read, rep.Accepted, rep.Rejected, rep.Duplicates),
			Detail: map[string]any{"source": in.opt.Name, "kind": in.opt.Kind, "submitted_by": in.opt.SubmittedBy, "accepted": rep.Accepted,
				"rejected": rep.Rejected, "duplicates": rep.Duplicates, "suspected": rep.Suspected}}, nil
	}})

// Take imports what a source gives, in one transaction: all of it, or with
// KeepGood all good rows, or nothing. The report is filled also when the import
// is refused as a whole.
func (r *Room) Take(ctx context.Context, who act.Actor, src Source, opt TakeOptions) (TakeReport, error) {
	start := r.Door.Clock().Now()
	var rep TakeReport
	_, err := take.Run(ctx, r.Door, who, takeIn{r, &onceSource{Source: src}, opt, &rep})
	if rep.Warnings == nil {
		rep.Warnings, rep.Rejections = []Warning{}, []Rejection{}
	}
	if errors.Is(err, errDryRun) {
		err, rep.Batch = nil, ""
	}
	if err != nil {
		rep.Batch, rep.BatchID = "", 0
	}
	rep.Seconds = r.Door.Clock().Now().Sub(start).Seconds()
	return rep, err
}

// taking is one import under way.
type taking struct {
	takeIn
	tx    *act.Tx
	batch int64

	byPrint, byTitle, byNo    *sql.Stmt
	insItem, insBody, insFile *sql.Stmt
	nextItem, lastItem        int64
	nextFile, lastFile        int64
	itemRows                  [][]any // values of the rows from itemFirst on, not yet digested
	digests                   []digesting
	fileDigests               []byte
	itemFirst, fileFirst      int64
	docs                      []search.Doc
	held                      int // bytes of the docs' texts
	unitOf                    map[string]string
	unknownUnits              map[string]int
	undated                   int
	classes                   map[class]*ClassCount
}

// chunk is how many identifiers to reserve next: as many as were used so far, so
// that a single paper does not use up thousands.
func (t *taking) chunk() int64 { return min(2048, max(1, int64(t.rep.Accepted))) }

func (t *taking) prepare() error {
	units, err := t.r.unitsByAnyName(t.tx.Ctx, t.tx)
	if err != nil {
		return err
	}
	t.unitOf, t.unknownUnits, t.classes = units, map[string]int{}, map[class]*ClassCount{}
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&t.byPrint, "SELECT count(*) FROM archive_item WHERE fingerprint = $1 AND state <> 'destroyed'"},
		{&t.byTitle, "SELECT count(*) FROM (SELECT 1 FROM archive_item WHERE title_key = $1 LIMIT 1) AS x"},
		{&t.byNo, "SELECT count(*) FROM (SELECT 1 FROM archive_item WHERE doc_no_key = $1 LIMIT 1) AS x"},
		{&t.insItem, "INSERT INTO archive_item (" + itemSelect + ") VALUES (" + marks(len(itemColumns)+1) + ")"},
		{&t.insBody, "INSERT INTO archive_body (item_id, body) VALUES ($1, $2)"},
	} {
		if *p.to, err = t.tx.Prepare(t.tx.Ctx, p.sql); err != nil {
			return db.Error(err)
		}
	}
	return nil
}

// marks is "$1, $2, …, $n".
func marks(n int) string {
	s := make([]string, n)
	for i := range s {
		s[i] = fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(s, ", ")
}

func (t *taking) close() {
	for _, s := range []*sql.Stmt{t.byPrint, t.byTitle, t.byNo, t.insItem, t.insBody, t.insFile} {
		if s != nil {
			s.Close()
		}
	}
}

func (t *taking) run() error {
	if t.opt.SubmittedBy != "" {
		if _, err := t.r.unit(t.tx.Ctx, t.opt.SubmittedBy); err != nil {
			return err
		}
	}
	if err := t.prepare(); err != nil {
		return err
	}
	defer t.close()
	ahead := t.readAhead()
	defer ahead.stop()
	for x := range ahead.rows {
		if x.err != nil {
			return x.err
		}
		t.rep.warn(x.warn...)
		if x.in == nil && len(x.rej) == 0 {
			continue
		}
		t.rep.Read++
		if len(x.rej) > 0 {
			t.rep.Rejected++
			for _, r := range x.rej {
				if len(t.rep.Rejections) < maxRejections {
					t.rep.Rejections = append(t.rep.Rejections, r)
				} else {
					t.rep.MoreRejections++
				}
			}
			continue
		}
		if err := t.one(x.in, x.it); err != nil {
			return err
		}
	}
	if t.undated > 0 {
		t.rep.warn(Warning{Field: "date", Message: fmt.Sprintf("有 %d 件没有日期，年度待定，整理前请补。", t.undated)})
	}
	for _, name := range slices.Sorted(maps.Keys(t.unknownUnits)) {
		n := t.unknownUnits[name]
		t.rep.warn(Warning{Field: "unit", Value: name, Message: fmt.Sprintf("本单位没有“%s”这个机构（%d 件），已照原样保留；整理前请指定它对应哪个科室。", name, n)})
	}
	return t.flush()
}

func (t *taking) one(in *Incoming, it *Item) error {
	var n int64
	ctx := t.tx.Ctx
	of := t.classOf(it)
	of.Rows++
	if err := t.byPrint.QueryRowContext(ctx, it.Fingerprint).Scan(&n); err != nil {
		return db.Error(err)
	}
	if n > 0 {
		t.rep.Duplicates++
		of.Duplicates++
		return nil
	}
	suspected := false
	if err := t.byTitle.QueryRowContext(ctx, it.TitleKey).Scan(&n); err != nil {
		return db.Error(err)
	}
	suspected = n > 0
	if it.DocNoKey != "" && !suspected {
		if err := t.byNo.QueryRowContext(ctx, it.DocNoKey).Scan(&n); err != nil {
			return db.Error(err)
		}
		suspected = n > 0
	}
	if suspected {
		t.rep.Suspected++
		if len(t.rep.Warnings) < 200 {
			t.rep.warn(Warning{Row: in.Row, Field: "title", Value: in.Title, Message: "与已有条目同题名或同文号，已照收，请核对是否重份。"})
		}
	}
	if it.Date.IsZero() {
		t.undated++
		t.rep.warn(Warning{Row: in.Row, Field: "date", Value: in.Title, Message: "没有日期。"})
	}
	if it.Unit == "" && it.UnitWritten != "" {
		t.unknownUnits[it.UnitWritten]++
	}
	if t.nextItem >= t.lastItem {
		n := t.chunk()
		first, err := t.tx.NextN("archive_item", n)
		if err != nil {
			return err
		}
		t.digestItems()
		t.nextItem, t.lastItem, t.itemFirst = first, first+n, first
	}
	it.ID = t.nextItem
	t.nextItem++
	vals := it.values()
	if _, err := t.insItem.ExecContext(ctx, append([]any{it.ID}, vals...)...); err != nil {
		return db.Error(err)
	}
	t.itemRows = append(t.itemRows, vals)
	if in.Body != "" {
		if _, err := t.insBody.ExecContext(ctx, it.ID, in.Body); err != nil {
			return db.Error(err)
		}
	}
	for i, f := range in.Files {
		if err := t.file(it.ID, i, f); err != nil {
			return err
		}
	}
	t.rep.Accepted++
	of.Accepted++
	t.docs = append(t.docs, it.doc(in.Body))
	t.held += len(in.Body)
	if len(t.docs) >= indexDocs || t.held >= indexBytes {
		return t.index()
	}
	return nil
}

func (t *taking) file(item int64, i int, in IncomingFile) error {
	if t.insFile == nil {
		var err error
		if t.insFile, err = t.tx.Prepare(t.tx.Ctx, "INSERT INTO archive_file ("+fileSelect+") VALUES ("+marks(len(fileColumns)+1)+")"); err != nil {
			return db.Error(err)
		}
	}
	if t.nextFile >= t.lastFile {
		n := t.chunk()
		first, err := t.tx.NextN("archive_file", n)
		if err != nil {
			return err
		}
		t.flushFiles()
		t.nextFile, t.lastFile, t.fileFirst = first, first+n, first
	}
	role := in.Role
	if role == "" {
		role = "main"
		if i > 0 {
			role = "attachment"
		}
	}
	f := File{ID: t.nextFile, ItemID: item, Origin: item, Ordinal: int64(i + 1), Role: role, Name: db.Clean(in.Name), Path: db.Clean(in.Path), Kind: in.Kind,
		Size: in.Size, Pages: int64(in.Pages), SHA256: in.SHA256, SM3: in.SM3}
	t.nextFile++
	vals := f.values()
	if _, err := t.insFile.ExecContext(t.tx.Ctx, append([]any{f.ID}, vals...)...); err != nil {
		return db.Error(err)
	}
	d := act.RowDigest("archive_file", f.ID, vals)
	t.fileDigests = append(t.fileDigests, d[:]...)
	return nil
}

func (t *taking) flushFiles() {
	if len(t.fileDigests) > 0 {
		t.tx.TouchRange("archive_file", t.fileFirst, t.fileDigests)
		t.fileFirst += int64(len(t.fileDigests) / ledger.DigestSize)
		t.fileDigests = nil
	}
}

// Every batch given to the index becomes a part of its own that has to be merged
// later: the larger the fewer, as far as memory goes.
const (
	indexDocs  = 8192
	indexBytes = 32 << 20
)

func (t *taking) index() error {
	err := t.r.Index.PutBatch(t.tx.Ctx, t.tx, t.docs)
	clear(t.docs)
	t.docs, t.held = t.docs[:0], 0
	return err
}

func (t *taking) flush() error {
	t.flushFiles()
	t.digestItems()
	t.touchItems()
	return t.index()
}

// finish writes the batch's own row. Numbers reserved but not used are gaps in
// the identifiers, which mean nothing: only item numbers run without gaps.
func (t *taking) finish() error {
	rep := t.rep
	b, err := json.Marshal(BatchReport{rep.Warnings, rep.Rejections[:min(len(rep.Rejections), maxWarnings)], rep.ByClass})
	if err != nil {
		return err
	}
	_, err = db.Exec(t.tx.Ctx, t.tx, q.SQL("batch_insert"), t.batch, rep.Batch, db.Clean(t.opt.Name), t.opt.Kind, t.opt.SubmittedBy,
		t.tx.Actor.Name, t.tx.Now, rep.Read, rep.Accepted, rep.Rejected, rep.Duplicates, rep.Suspected, string(b))
	t.tx.Touch("archive_batch", t.batch)
	if err != nil {
		return err
	}
	return t.r.changed(t.tx)
}

func (t *taking) item(in *Incoming) *Item {
	it := &Item{BatchID: t.batch, Category: in.Category, Title: db.Clean(in.Title), DocNo: db.Clean(in.DocNo), Issuer: db.Clean(in.Issuer),
		Date: in.Date, Year: int64(in.Year), Retention: in.Retention, UnitWritten: db.Clean(in.Unit), Level: in.Level,
		Pages: int64(in.Pages), PagesEstimated: in.PagesEstimated, Keywords: db.Clean(strings.Join(in.Keywords, ";")), Remark: db.Clean(in.Remark),
		Stage: Collected, State: Held, CodeGiven: db.Clean(in.Code), BoxGiven: db.Clean(in.Box), Doubts: "{}", Opening: "unreviewed",
		BodySHA: bodySHA(in.Body), CreatedAt: t.tx.Now, Version: 1}
	it.Fingerprint = fingerprint(in)
	if it.Category == "" {
		it.Category = "WS"
	}
	if it.Retention != "" {
		it.RetentionFrom = Given
	}
	if it.Year == 0 && !in.Date.IsZero() {
		it.Year = int64(in.Date.Year)
	}
	if it.UnitWritten == "" {
		it.UnitWritten = t.opt.SubmittedBy
	}
	it.Unit = t.unitOf[strings.ToUpper(strings.TrimSpace(it.UnitWritten))]
	if it.Pages == 0 && in.Body != "" {
		it.Pages, it.PagesEstimated = EstimatePages(in.Body), true
	}
	if len(in.Doubts) > 0 {
		if b, err := json.Marshal(in.Doubts); err == nil {
			it.Doubts = string(b)
		}
	}
	it.derive()
	return it
}

// fingerprint is equal for rows that are equal in every field. A paper that came
// as a file is known by the digests of its files alone.
func fingerprint(in *Incoming) string {
	h := sha256.New()
	put := func(s string) { fmt.Fprintf(h, "%d:%s;", len(s), s) }
	if len(in.Files) > 0 && in.Doubts != nil {
		for _, f := range in.Files {
			put(f.SHA256)
		}
		return hex.EncodeToString(h.Sum(nil)[:16])
	}
	for _, s := range []string{in.Title, in.DocNo, in.Issuer, in.Date.String(), fmt.Sprint(in.Year), string(in.Retention), in.Unit, in.Level.Word(),
		fmt.Sprint(in.Pages), strings.Join(in.Keywords, ";"), in.Category, in.Code, in.Box, in.Remark, bodySHA(in.Body)} {
		put(s)
	}
	for _, f := range in.Files {
		put(f.SHA256)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
