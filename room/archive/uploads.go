package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/sheet"
	"lantai.internal/room/archive/intake"
)

// tableEndings are the endings of files that are tables of records.
var tableEndings = []string{".csv", ".tsv", ".xlsx", ".ndjson", ".jsonl", ".dbf"}

func isTable(name string) bool { return slices.Contains(tableEndings, strings.ToLower(path.Ext(name))) }

func isZIP(name string) bool { return strings.EqualFold(path.Ext(name), ".zip") }

// NewUpload is what came through the browser; its bytes lie in the file store.
type NewUpload struct {
	Kind  string // table or documents
	Name  string
	Unit  string // code of the unit that hands over, or empty
	Files []Stored
}

type uploadIn struct {
	r *Room
	u NewUpload
}

var keepUpload = act.Define(act.Spec[uploadIn, int64]{
	Name: "archive.upload.keep", Label: "接收上传", Right: Arrange, Basis: []law.ID{law.ArchiveFilingUnits},
	Do: func(tx *act.Tx, in uploadIn) (int64, act.Entry, error) {
		unit := ""
		if in.u.Unit != "" {
			u, err := in.r.unit(tx.Ctx, in.u.Unit)
			if err != nil {
				return 0, act.Entry{}, err
			}
			unit = u.Code
		}
		if len(in.u.Files) == 0 {
			return 0, act.Entry{}, fault.Field("files", "", "没有收到文件，请选择文件、文件夹或 ZIP 后再提交。")
		}
		shas := make([]string, len(in.u.Files))
		for i, s := range in.u.Files {
			shas[i] = s.SHA256
		}
		if err := blob.Keep(tx.Ctx, tx, in.r.Files, shas...); err != nil {
			return 0, act.Entry{}, err
		}
		b, err := json.Marshal(in.u.Files)
		if err != nil {
			return 0, act.Entry{}, err
		}
		id, err := tx.Next("archive_upload")
		if err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, qd.SQL("upload_insert"), id, in.u.Kind, db.Clean(in.u.Name), db.Clean(string(b)), unit, tx.Actor.Login, tx.Now); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("archive_upload", id)
		return id, act.Entry{Subject: act.Subject("archive_upload", id), Summary: fmt.Sprintf("上传“%s”，%d 个文件", in.u.Name, len(in.u.Files))}, nil
	}})

// KeepUpload records what was uploaded, so that it can be taken in now or later.
func (r *Room) KeepUpload(ctx context.Context, who act.Actor, u NewUpload) (int64, error) {
	return keepUpload.Run(ctx, r.Door, who, uploadIn{r, u})
}

type planIn struct {
	r       *Room
	id      int64
	mapping intake.Mapping
	unit    string
	name    string // keep the mapping under this name too
}

var planUpload = act.Define(act.Spec[planIn, bool]{
	Name: "archive.upload.map", Label: "设定目录对应", Right: Arrange, Basis: []law.ID{law.ArchiveSystemLegacy},
	Do: func(tx *act.Tx, in planIn) (bool, act.Entry, error) {
		u, err := waiting(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		if in.unit != "" {
			x, err := in.r.unit(tx.Ctx, in.unit)
			if err != nil {
				return false, act.Entry{}, err
			}
			in.unit = x.Code
		}
		if err := in.mapping.Check(); err != nil {
			return false, act.Entry{}, err
		}
		in.mapping.Name = in.name
		var b bytes.Buffer
		if err := in.mapping.Write(&b); err != nil {
			return false, act.Entry{}, err
		}
		body := db.Clean(b.String())
		if _, err := db.Exec(tx.Ctx, tx, qd.SQL("upload_mapping"), u.ID, body, in.unit); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("archive_upload", u.ID)
		say := "设定“" + u.Name + "”的列对应"
		if in.name != "" {
			if err := keepMapping(tx, in.name, body); err != nil {
				return false, act.Entry{}, err
			}
			say += "，存为“" + in.name + "”"
		}
		return true, act.Entry{Subject: act.Subject("archive_upload", u.ID), Summary: say}, nil
	}})

func keepMapping(tx *act.Tx, name, body string) error {
	if n := len([]rune(name)); n > 60 {
		return fault.Field("keep", name, fmt.Sprintf("名称最多 60 个字，现在是 %d 个。", n))
	}
	old, ok, err := db.Maybe[SavedMapping](tx.Ctx, tx, qd.SQL("mapping_by_name"), name)
	if err != nil {
		return err
	}
	if ok {
		_, err = db.Exec(tx.Ctx, tx, qd.SQL("mapping_update"), old.ID, body, tx.Now)
	} else if old.ID, err = tx.Next("archive_mapping"); err == nil {
		_, err = db.Exec(tx.Ctx, tx, qd.SQL("mapping_insert"), old.ID, db.Clean(name), body, tx.Now)
	}
	tx.Touch("archive_mapping", old.ID)
	return err
}

func waiting(tx *act.Tx, id int64) (Upload, error) {
	u, ok, err := act.Locked[Upload](tx, qd.SQL("upload"), id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这份上传。")
	}
	if err == nil && !u.Waiting() {
		err = fault.New(fault.Conflict, "这份上传已经办完，不能再改。")
	}
	return u, err
}

// MapUpload lays down how an uploaded table is read and which unit hands it over;
// with a name the mapping is kept for other tables as well.
func (r *Room) MapUpload(ctx context.Context, who act.Actor, id int64, m intake.Mapping, unit, name string) error {
	_, err := planUpload.Run(ctx, r.Door, who, planIn{r, id, m, unit, strings.TrimSpace(name)})
	return err
}

type endIn struct {
	r     *Room
	id    int64
	batch int64    // 0: dropped
	parts []string // digests of what came out of its containers
}

var endUpload = act.Define(act.Spec[endIn, bool]{
	Name: "archive.upload.end", Label: "结束上传", Right: Arrange, Basis: []law.ID{law.ArchiveFilingUnits},
	Do: func(tx *act.Tx, in endIn) (bool, act.Entry, error) {
		if in.batch == 0 {
			if err := tx.Alone(blob.Hands); err != nil {
				return false, act.Entry{}, err
			}
		}
		u, err := waiting(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		state, say := "taken", fmt.Sprintf("上传“%s”已收为第 %d 批", u.Name, in.batch)
		if in.batch == 0 {
			state, say = "dropped", "放弃上传“"+u.Name+"”，没有收入任何一件"
		}
		if _, err := db.Exec(tx.Ctx, tx, qd.SQL("upload_state"), u.ID, state, in.batch); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("archive_upload", u.ID)
		if err := keepParts(tx, u.ID, in.parts); err != nil {
			return false, act.Entry{}, err
		}
		if in.batch == 0 {
			files, err := u.Stored()
			if err == nil {
				err = in.r.remove(tx, files, NeedNone)
			}
			if err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, act.Entry{Subject: act.Subject("archive_upload", u.ID), Summary: say}, nil
	}})

func keepParts(tx *act.Tx, upload int64, parts []string) error {
	parts = slices.Compact(slices.Sorted(slices.Values(parts)))
	if len(parts) == 0 {
		return nil
	}
	first, err := tx.NextN("archive_upload_part", int64(len(parts)))
	if err != nil {
		return err
	}
	for i, sha := range parts {
		id := first + int64(i)
		if _, err := db.Exec(tx.Ctx, tx, qd.SQL("upload_part_insert"), id, upload, sha); err != nil {
			return err
		}
		tx.Touch("archive_upload_part", id)
	}
	return nil
}

// DropUpload gives up an upload. What nothing else needs of it leaves the file store.
func (r *Room) DropUpload(ctx context.Context, who act.Actor, id int64) error {
	_, err := endUpload.Run(ctx, r.Door, who, endIn{r: r, id: id})
	return err
}

// TakeUpload takes in what waits. The report is filled also when everything was
// refused; the upload then waits on.
func (r *Room) TakeUpload(ctx context.Context, who act.Actor, id int64, keepGood, dryRun bool) (TakeReport, error) {
	u, err := r.Upload(ctx, id)
	if err != nil {
		return TakeReport{}, err
	}
	if !u.Waiting() {
		return TakeReport{}, fault.New(fault.Conflict, "这份上传已经办完，不能再收一次。")
	}
	rep, got, err := r.takeStored(ctx, who, u, keepGood, dryRun)
	if errors.Is(err, blob.ErrDestroyed) {
		// Somebody destroyed papers with the same files just now. The upload still
		// holds what it brought: unpacked again, it is stored again.
		rep, got, err = r.takeStored(ctx, who, u, keepGood, dryRun)
	}
	// A table waits with its refused rows for the person to look at them; papers go at once.
	if len(got.marked) > 0 && (u.Kind != "table" || err == nil && !dryRun) {
		if err := r.removeMarked(ctx, who, u.ID, got.marked); err != nil {
			return rep, err
		}
	}
	if err != nil || dryRun {
		return rep, err
	}
	// The import stands; only the note that this upload led to it is still to be made.
	_, err = endUpload.Run(ctx, r.Door, who, endIn{r, id, rep.BatchID, got.parts})
	if fault.Is(err, fault.Conflict) {
		err = nil
	}
	return rep, err
}

// inStore is what reading an upload brought to light about its files.
type inStore struct {
	parts  []string // digests of what came out of its containers
	marked []string // digests of its files that state secrets were found in
}

func (r *Room) takeStored(ctx context.Context, who act.Actor, u Upload, keepGood, dryRun bool) (TakeReport, inStore, error) {
	src, err := r.uploadSource(ctx, u, dryRun)
	if err != nil {
		return TakeReport{}, src.inStore, err
	}
	defer src.Close()
	watch := &secretWatch{Source: src}
	rep, err := r.Take(ctx, who, &telling{Source: watch, r: r, seen: map[string]int{}},
		TakeOptions{Name: u.Name, Kind: u.Kind, SubmittedBy: u.Unit, KeepGood: keepGood, DryRun: dryRun})
	if files, e := u.Stored(); u.Kind == "table" && watch.found && e == nil {
		src.marked = append(src.marked, files[0].SHA256)
	}
	return rep, src.inStore, err
}

// unpacked is an upload as a source.
type unpacked struct {
	Source
	io.Closer
	inStore
}

func (r *Room) uploadSource(ctx context.Context, u Upload, dryRun bool) (unpacked, error) {
	files, err := u.Stored()
	if err != nil {
		return unpacked{}, err
	}
	if u.Kind == "table" {
		m, err := u.mapping()
		if err != nil {
			return unpacked{}, err
		}
		return r.storedTable(ctx, files[0], m, dryRun)
	}
	return r.storedDocuments(ctx, files, dryRun)
}

func (u Upload) mapping() (intake.Mapping, error) {
	if u.Mapping == "" {
		return intake.Mapping{}, nil
	}
	return intake.ReadMapping(strings.NewReader(u.Mapping))
}

// both closes the table and the file under it.
type both struct{ a, b io.Closer }

// Close closes both.
func (c both) Close() error { return errors.Join(c.a.Close(), c.b.Close()) }

func (r *Room) storedTable(ctx context.Context, s Stored, m intake.Mapping, dryRun bool) (unpacked, error) {
	f, err := r.Files.Open(ctx, s.SHA256)
	if err != nil {
		return unpacked{}, err
	}
	src, t, err := r.TableFrom(ctx, f, f.Size(), path.Base(s.Path), m, dryRun)
	if err != nil {
		f.Close()
		return unpacked{}, err
	}
	return unpacked{Source: src, Closer: both{t, f}}, nil
}

// storedDocuments reads documents that lie in the file store already: a table
// beside them describes them, ZIP files are unpacked.
func (r *Room) storedDocuments(ctx context.Context, files []Stored, dryRun bool) (unpacked, error) {
	w, err := newSpool(r.Door.Dir())
	if err != nil {
		return unpacked{}, err
	}
	d := &documents{r: r, o: DocumentOptions{DryRun: true}, w: w} // the bytes need not be stored twice
	err = d.stored(ctx, files)
	if err == nil {
		err = d.zips(ctx, files, dryRun)
	}
	if err == nil {
		err = w.rewind()
	}
	found := inStore{d.parts, d.marked}
	if err != nil {
		w.Close()
		return unpacked{inStore: found}, err
	}
	return unpacked{w, w, found}, nil
}

func (d *documents) stored(ctx context.Context, files []Stored) error {
	at := map[string]Stored{}
	var paths []string
	for _, s := range files {
		if s.Refused {
			if err := d.refuse(s.Path, fault.New(fault.Invalid, "“"+path.Base(s.Path)+"”带国家秘密标志，没有接收，已从文件库清除。")); err != nil {
				return err
			}
			continue
		}
		if !junk(s.Path) && !isZIP(s.Path) {
			at[s.Path] = s
			paths = append(paths, s.Path)
		}
	}
	root := commonFolder(paths)
	short := func(p string) string { return strings.TrimPrefix(p, root) }
	for i, p := range paths {
		paths[i] = short(p)
		at[short(p)] = at[p]
	}
	slices.Sort(paths)
	var beside io.Closer
	paths, err := d.sidecar(ctx, paths, func(p string) (*sheet.Table, error) {
		d.from = at[p].SHA256
		f, err := d.r.Files.Open(ctx, at[p].SHA256)
		if err != nil {
			return nil, err
		}
		beside = f
		return sheet.OpenReader(ctx, f, f.Size(), path.Base(p), d.o.Mapping.SheetOptions())
	})
	if beside != nil {
		beside.Close()
	}
	if err != nil {
		return err
	}
	for _, p := range d.bySidecar {
		d.marked = append(d.marked, at[p].SHA256)
	}
	d.total = len(paths)
	group := map[int]*Incoming{}
	secret := map[int]bool{}
	var order []int
	for _, p := range paths {
		before := d.secrets
		rec, err := d.storedOne(ctx, at[p], p)
		if err != nil {
			return err
		}
		m, ok := d.matches[p]
		secret[m.Row] = ok && (secret[m.Row] || d.secrets > before)
		if rec == nil {
			continue
		}
		if first := group[m.Row]; ok && first != nil {
			first.Files = append(first.Files, rec.Files...)
			first.Body += "\n\f\n" + rec.Body
			if first.PagesEstimated {
				first.Pages += rec.Pages
			}
			continue
		}
		if ok {
			// What belongs together may stand apart in the alphabet.
			group[m.Row] = rec
			order = append(order, m.Row)
			continue
		}
		if err := d.w.record(rec); err != nil {
			return err
		}
	}
	for _, row := range order {
		var err error
		if secret[row] {
			for _, f := range group[row].Files {
				d.marked = append(d.marked, f.SHA256)
				err = errors.Join(err, d.refuse(f.Path, errWithMarked))
			}
		} else {
			err = d.w.record(group[row])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// commonFolder is the folder, with its slash, in which all paths lie: the name
// of the folder that was dropped says nothing about a single paper.
func commonFolder(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	first, _, ok := strings.Cut(paths[0], "/")
	if !ok {
		return ""
	}
	for _, p := range paths {
		if !strings.HasPrefix(p, first+"/") {
			return ""
		}
	}
	return first + "/"
}

func (d *documents) storedOne(ctx context.Context, s Stored, name string) (*Incoming, error) {
	f, err := d.r.Files.Open(ctx, s.SHA256)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d.from = s.SHA256
	return d.one(ctx, f, f.Size(), name)
}

func (d *documents) zips(ctx context.Context, files []Stored, dryRun bool) error {
	d.o.DryRun = dryRun
	for _, s := range files {
		if !isZIP(s.Path) || s.Refused {
			continue
		}
		d.matches, d.from = nil, s.SHA256
		if err := d.storedZIP(ctx, s); err != nil {
			if e := d.refuse(s.Path, err); e != nil {
				return e
			}
		}
	}
	return nil
}

func (d *documents) storedZIP(ctx context.Context, s Stored) error {
	f, err := d.r.Files.Open(ctx, s.SHA256)
	if err != nil {
		return err
	}
	defer f.Close()
	d.inside = true
	defer func() { d.inside = false }()
	return d.zip(ctx, f, f.Size())
}

// telling is a source that says by name which records are held already, since
// the count of duplicates alone does not tell a person what became of a file.
type telling struct {
	Source
	r    *Room
	seen map[string]int // fingerprint: row
	told int
}

// maxTold bounds the duplicates that are named.
const maxTold = 300

// Next gives the next record with a warning if it is held.
func (t *telling) Next(ctx context.Context) (*Incoming, []Rejection, []Warning, error) {
	in, rej, warn, err := t.Source.Next(ctx)
	if err != nil || in == nil || t.told >= maxTold {
		return in, rej, warn, err
	}
	print := fingerprint(in)
	name := in.Title
	if len(in.Files) > 0 {
		name = in.Files[0].Path
	}
	if row, ok := t.seen[print]; ok {
		t.told++
		warn = append(warn, Warning{Row: in.Row, Field: "files", Value: name, Message: fmt.Sprintf("与本批第 %d 行（份）完全相同，没有重复接收。", row)})
		return in, rej, warn, nil
	}
	if len(t.seen) < 200_000 {
		t.seen[print] = in.Row
	}
	type holder struct {
		ID    int64  `db:"id"`
		Title string `db:"title"`
	}
	h, ok, err := db.Maybe[holder](ctx, t.r.Door.Reader(), qd.SQL("fingerprint_holder"), print)
	if err != nil {
		return nil, nil, nil, err
	}
	if ok {
		t.told++
		warn = append(warn, Warning{Row: in.Row, Field: "files", Value: name, Message: "与已收的《" + h.Title + "》完全相同，没有重复接收。"})
	}
	return in, rej, warn, nil
}

// store keeps one uploaded file and names it.
func (r *Room) storeUpload(ctx context.Context, p string, src io.Reader) (Stored, error) {
	ref, err := r.Files.Put(ctx, src, 0)
	if err != nil {
		return Stored{}, err
	}
	return Stored{Path: p, SHA256: ref.SHA256, Size: ref.Size}, nil
}
