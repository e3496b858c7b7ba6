package flow

import (
	"context"
	"io"
	"path"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// MostAttachment is the size of one attachment in bytes.
const MostAttachment = 20 << 20

// Attachment is a file that belongs to a case. It lies in the file store; the row
// is the room's.
type Attachment struct {
	Name   string `db:"name"`
	SHA256 string `db:"sha256"`
	SM3    string `db:"sm3"`
	Size   int64  `db:"size"` // bytes
	MadeBy string `db:"made_by"`
	MadeAt int64  `db:"made_at"`
}

// Screen refuses a file that bears the mark of a state secret, as a fault of field.
type Screen func(ctx context.Context, f io.ReaderAt, size int64, name, field string) error

// TakeIn puts uploads into the file store, if screen (nil: nobody is asked) refuses
// none of them. What is too large is a TooLarge error.
func TakeIn(ctx context.Context, store blob.Store, screen Screen, list []*web.Upload) ([]Attachment, error) {
	for _, u := range list {
		if screen == nil || u.Size > MostAttachment {
			continue
		}
		f, err := u.Open()
		if err == nil {
			err = screen(ctx, f, u.Size, u.Name, u.Field)
		}
		if err != nil {
			return nil, err
		}
	}
	var out []Attachment
	for _, u := range list {
		f, err := u.Open()
		if err != nil {
			return nil, err
		}
		ref, err := store.Put(ctx, f, MostAttachment)
		if err != nil {
			return nil, err
		}
		out = append(out, Attachment{Name: u.Name, SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size})
	}
	return out, nil
}

// Check tidies the name and refuses an attachment without a file, as a fault of the
// form's field.
func (a *Attachment) Check(field string) error {
	if a.Name = db.Trimmed(a.Name); a.Name == "" || a.SHA256 == "" {
		return fault.Field(field, "", "没有收到文件，请选择文件后再提交。")
	}
	return nil
}

// Paper is the attachment as it is handed over.
func (a Attachment) Paper() Paper {
	return Paper{a.Name, blob.Ref{SHA256: a.SHA256, SM3: a.SM3, Size: a.Size}}
}

// Row is the attachment in a list of files, with what more is to be said of it.
func (a Attachment) Row(meta ...string) ui.FileRow {
	return ui.FileRow{Format: strings.ToUpper(strings.TrimPrefix(path.Ext(a.Name), ".")), Name: a.Name, Meta: append(meta, ui.Bytes(a.Size))}
}
