package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/reader"
	"lantai.internal/room/archive/describe"
)

// A paper that bears the mark of a state secret is refused, and no byte of it stays
// (clause law.secrecy.no-classified). What an import reads itself is read before it
// is stored; what came through the browser lies in the store by then and is removed.

var errMarked = errors.New("the paper bears the mark of a state secret")

var errWithMarked = fault.New(fault.Invalid, "与它同属一件的文件带国家秘密标志，这一份也没有接收。")

func refuseMarked(name string, desc describe.Description) error {
	return &fault.Error{Kind: fault.Invalid, Op: "archive.receive", Field: "classification", Value: desc.Mark.Value, Clause: law.Secrecy, Err: errMarked,
		Say: "“" + path.Base(name) + "”带国家秘密标志（" + desc.Mark.Evidence + "），本系统不是涉密系统，没有接收。请转涉密载体管理。"}
}

// RefuseMarked refuses a file, as a fault of field, that bears the mark of a state
// secret or in which one is packed that does. It stores nothing. What cannot be
// read bears no mark that a program could see, and passes.
func (r *Room) RefuseMarked(ctx context.Context, f io.ReaderAt, size int64, name, field string) error {
	w, err := newSpool(r.Door.Dir())
	if err != nil {
		return err
	}
	defer w.Close()
	d := &documents{r: r, o: DocumentOptions{DryRun: true}, w: w}
	err = d.screen(ctx, f, size, name, field)
	if err == nil && d.secrets > 0 {
		say := "“" + name + "”带国家秘密标志，本系统不是涉密系统，没有接收。请转涉密载体管理。"
		err = &fault.Error{Kind: fault.Invalid, Op: "archive.screen", Field: field, Value: name, Clause: law.Secrecy, Err: errMarked, Say: say,
			Fields: []fault.FieldError{{Field: field, Value: name, Say: say}}}
	}
	if err == nil && d.unread {
		err = r.heard(ctx, r.Unread, f, size)
	}
	return err
}

// screen reads a file, whatever its name says it is, and what is packed in it. A
// container that is packed too deep to be looked into is refused.
func (d *documents) screen(ctx context.Context, f io.ReaderAt, size int64, name, field string) error {
	if kind, err := reader.IdentifyFile(f, size, name); !isZIP(name) && (err != nil || kind != reader.ZIP) {
		_, err := d.one(ctx, f, size, name)
		return err
	}
	err := d.zip(ctx, f, size)
	if errors.Is(err, reader.ErrBomb) {
		return fault.Field(field, name, fault.Of(err).Safe())
	}
	if err != nil {
		return d.refuse(name, err)
	}
	return nil
}

// heard tells who listens of a file by its digest.
func (r *Room) heard(ctx context.Context, listens func(context.Context, string), f io.ReaderAt, size int64) error {
	if listens == nil {
		return nil
	}
	ref, err := r.put(ctx, io.NewSectionReader(f, 0, size), false)
	if err == nil {
		listens(ctx, ref.SHA256)
	}
	return err
}

// secret notes that what is being read holds a state secret.
func (d *documents) secret() {
	d.secrets++
	if d.from != "" {
		d.marked = append(d.marked, d.from)
	}
}

// oneMarked refuses papers that belong together if one of them bears the mark of a
// state secret: the whole is one then, and none of it may be stored first.
func (d *documents) oneMarked(ctx context.Context, names []string, open func(string) (*os.File, error)) (bool, error) {
	errs := make([]error, len(names))
	found := false
	for i, name := range names {
		errs[i] = errWithMarked
		f, err := open(name)
		if err != nil {
			continue
		}
		if st, err := f.Stat(); err == nil {
			if _, _, _, err = d.r.receive(ctx, f, st.Size(), name, false); errors.Is(err, errMarked) {
				errs[i], found = err, true
			}
		}
		f.Close()
	}
	if !found {
		return false, ctx.Err()
	}
	for i, name := range names {
		if err := d.refuse(name, errs[i]); err != nil {
			return true, err
		}
	}
	return true, nil
}

// secret reports whether a row was refused because it states a state secret.
func (x Rejection) secret() bool {
	return x.Field == "classification" && mark.Classified(x.Value) || mark.Stated(x.Value) != ""
}

// secretWatch notices whether rows of its source state state secrets.
type secretWatch struct {
	Source
	found bool
}

// Next gives the next row.
func (s *secretWatch) Next(ctx context.Context) (*Incoming, []Rejection, []Warning, error) {
	in, rej, warn, err := s.Source.Next(ctx)
	s.found = s.found || slices.ContainsFunc(rej, Rejection.secret)
	return in, rej, warn, err
}

type clearIn struct {
	r     *Room
	id    int64    // upload, 0: none was recorded
	files []Stored // those to remove
}

var clearUpload = act.Define(act.Spec[clearIn, bool]{
	Name: "archive.upload.clear", Label: "清除上传", Right: Arrange, Basis: []law.ID{law.Secrecy},
	Do: func(tx *act.Tx, in clearIn) (bool, act.Entry, error) {
		if err := tx.Alone(blob.Hands); err != nil {
			return false, act.Entry{}, err
		}
		if in.id == 0 {
			if err := in.r.remove(tx, in.files, NeedNone); err != nil {
				return false, act.Entry{}, err
			}
			return true, act.Entry{Subject: "archive_upload", Summary: fmt.Sprintf("清除没有收下的上传文件 %d 个", len(in.files)), Detail: map[string]any{"sha256": digestsOf(in.files)}}, nil
		}
		u, err := waiting(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		files, err := u.Stored()
		if err != nil {
			return false, act.Entry{}, err
		}
		gone := digestsOf(in.files)
		for i := range files {
			if slices.Contains(gone, files[i].SHA256) {
				files[i].SHA256, files[i].Refused = "", true
			}
		}
		b, err := json.Marshal(files)
		if err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, qd.SQL("upload_files"), u.ID, db.Clean(string(b))); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("archive_upload", u.ID)
		// A container that papers were taken from goes as well: they have files of their own.
		if err := in.r.remove(tx, in.files, NeedContainer); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: act.Subject("archive_upload", u.ID), Summary: fmt.Sprintf("清除上传中带国家秘密标志的文件 %d 个", len(gone)), Detail: map[string]any{"sha256": gone}}, nil
	}})

// removeMarked takes out of the store what an upload brought of state secrets.
func (r *Room) removeMarked(ctx context.Context, who act.Actor, id int64, shas []string) error {
	var files []Stored
	for _, sha := range slices.Compact(slices.Sorted(slices.Values(shas))) {
		files = append(files, Stored{SHA256: sha})
	}
	_, err := clearUpload.Run(act.WithKey(context.WithoutCancel(ctx), ""), r.Door, who, clearIn{r, id, files})
	return err
}

// discard takes out of the store what was put there for an upload that failed.
func (r *Room) discard(ctx context.Context, who act.Actor, files []Stored) error {
	if len(files) == 0 {
		return nil
	}
	_, err := clearUpload.Run(act.WithKey(context.WithoutCancel(ctx), ""), r.Door, who, clearIn{r: r, files: files})
	return err
}

func digestsOf(files []Stored) []string {
	var out []string
	for _, f := range files {
		if f.SHA256 != "" {
			out = append(out, f.SHA256)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// remove takes files out of the store, unless something needs one more than most.
// Nobody may be giving files to rows meanwhile. A file is removed before its row
// says so: if that is cut short, it is removed again, which is no error.
func (r *Room) remove(tx *act.Tx, files []Stored, most Need) error {
	for _, sha := range digestsOf(files) {
		need, err := r.Needed(tx.Ctx, tx, sha)
		if err != nil {
			return err
		}
		if need != NeedNone && need != most {
			continue
		}
		if err := r.Files.Remove(tx.Ctx, sha); err != nil {
			return err
		}
	}
	return nil
}
