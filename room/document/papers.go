package document

import (
	"context"
	"io"
	"path"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
)

// NewPaper is a file that comes to a document. Its bytes lie in the file store.
type NewPaper struct {
	flow.Attachment
	Role  string
	Kind  string // by its content
	Pages int
	Body  string
	ByEye bool // no text could be read; somebody looked and saw no mark
}

// textless reports whether a file may hold a page that only an eye can read.
func textless(kind reader.Kind, body string) bool {
	return strings.TrimSpace(body) == "" && (kind.IsImage() || kind == reader.PDF || kind == reader.OFD)
}

// take reads uploads and puts them into the file store, the first as the document itself.
// Nothing is stored if one of them is refused.
func (r *Room) take(ctx context.Context, list []*web.Upload, looked bool) ([]NewPaper, error) {
	if len(list) > mostPapers {
		return nil, fault.Field("files", "", "一次最多收 20 个文件，请分几次上传。")
	}
	out := make([]NewPaper, len(list))
	for i, u := range list {
		f, err := u.Open()
		if err == nil {
			out[i], err = r.read(ctx, f, u.Size, u.Name, u.Field, looked)
		}
		if err != nil {
			return nil, err
		}
	}
	kept, err := flow.TakeIn(ctx, r.Files, nil, list)
	for i := range kept {
		out[i].Attachment = kept[i]
	}
	if len(out) > 0 {
		out[0].Role = Original
	}
	return out, err
}

// Take reads one file and puts it into the file store, for a document that is signed for
// or registered next. looked is somebody's word that a scan bears no mark of a state secret.
func (r *Room) Take(ctx context.Context, f Source, size int64, name string, looked bool) (NewPaper, error) {
	p, err := r.read(ctx, f, size, name, "files", looked)
	if err != nil {
		return p, err
	}
	ref, err := r.Files.Put(ctx, io.NewSectionReader(f, 0, size), flow.MostAttachment)
	p.Attachment = flow.Attachment{Name: name, SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}
	return p, err
}

// Source is a file that came, before it is stored.
type Source interface {
	io.Reader
	io.ReaderAt
}

// read looks into a file without storing it. One that bears the mark of a state secret is
// refused, whatever its name is and however it is packed; one in which no text can be read
// needs somebody's word that its first page bears none (clause
// law.documents.secret_channel). A file whose name promises another kind than it is is
// refused, so that nobody opens it for what it is not.
func (r *Room) read(ctx context.Context, f Source, size int64, name, field string, looked bool) (NewPaper, error) {
	if size > flow.MostAttachment {
		return NewPaper{}, fault.New(fault.TooLarge, "“"+name+"”超过 20 MB，请压缩扫描的分辨率或者拆成几个文件。")
	}
	kind, err := reader.IdentifyFile(f, size, name)
	if err != nil {
		return NewPaper{}, named(err, name, field)
	}
	if e := mark.Refuse(field, strings.TrimSuffix(path.Base(name), path.Ext(name))); e != nil {
		e.Clause = law.DocumentsSecretChannel
		return NewPaper{}, e
	}
	if r.Screen != nil {
		as := name
		if kind == reader.ZIP && !strings.EqualFold(path.Ext(name), ".zip") {
			as += ".zip"
		}
		if err := r.Screen(ctx, f, size, as, field); err != nil {
			return NewPaper{}, err
		}
	}
	switch {
	case kind == reader.Program:
		return NewPaper{}, fault.Field(field, name, "“"+name+"”是可执行程序，不是公文，没有接收。")
	case reader.Lies(kind, name):
		return NewPaper{}, fault.Field(field, name, "“"+name+"”的内容是"+kind.Label()+"，与文件名的后缀不符，没有接收。请让来文单位按原来的格式重发，不要改后缀。")
	}
	p := NewPaper{Role: Attachment, Kind: string(kind), Pages: 1}
	if r.Reader == nil || kind == reader.ZIP {
		return p, nil
	}
	doc, err := r.Reader.Read(ctx, f, size, name, reader.Limits{})
	if err != nil {
		return p, named(err, name, field)
	}
	p.Kind, p.Pages, p.Body = string(doc.Kind), doc.Pages, doc.Body
	p.ByEye = textless(doc.Kind, doc.Body)
	if p.ByEye && !looked {
		e := fault.Field("looked", name, "“"+name+"”里读不出文字（扫描件或图片），程序看不到密级标志。请打开看首页左上角，没有密级标志的勾选确认；有的不能进本系统。")
		e.Clause = law.DocumentsSecretChannel
		return p, e
	}
	return p, nil
}

// named says which file could not be read.
func named(err error, name, field string) error {
	e := fault.Of(err)
	if e.Kind != fault.Invalid && e.Kind != fault.Unsupported && e.Kind != fault.TooLarge {
		return err
	}
	return fault.Field(field, name, "“"+name+"”："+e.Safe())
}

// addPapers gives files to a document, within its deed.
func (r *Room) addPapers(tx *act.Tx, d *Document, list []NewPaper) error {
	if len(list) == 0 {
		return nil
	}
	have, err := papersOf(tx.Ctx, tx, d.ID)
	if err != nil {
		return err
	}
	if len(have)+len(list) > mostPapers {
		return fault.Field("files", "", "一件公文最多 20 个文件。")
	}
	var shas []string
	for _, p := range list {
		shas = append(shas, p.SHA256)
	}
	if err := blob.Keep(tx.Ctx, tx, r.Files, shas...); err != nil {
		return err
	}
	for _, p := range list {
		if err := p.Check("files"); err != nil {
			return err
		}
		if mark.Stated(p.Body) != "" && r.Screen == nil {
			e := fault.Field("files", p.Name, "“"+p.Name+"”带国家秘密标志，本系统不是涉密系统，没有接收。请走机要渠道。")
			e.Clause = law.DocumentsSecretChannel
			return e
		}
		if slices.ContainsFunc(have, func(h Paper) bool { return h.SHA256 == p.SHA256 }) {
			return fault.Field("files", p.Name, "“"+p.Name+"”已经收在这件公文里，不用再传。")
		}
		if p.Role == Original && slices.ContainsFunc(have, func(h Paper) bool { return h.Role == Original }) {
			p.Role = Attachment
		}
		x := Paper{DocID: d.ID, Role: p.Role, Name: p.Name, Kind: p.Kind, Pages: max(1, p.Pages), ByEye: p.ByEye, SHA256: p.SHA256, SM3: p.SM3, Size: p.Size, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
		if x.ID, err = insert(tx, "document_incoming_paper", paperColumns, x.values()); err != nil {
			return err
		}
		have = append(have, x)
		if p.Body != "" {
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("body_put"), x.ID, d.ID, db.Clean(p.Body)); err != nil {
				return err
			}
		}
	}
	return nil
}

func papersOf(ctx context.Context, rd db.Reader, id int64) ([]Paper, error) {
	return db.All[Paper](ctx, rd, q.SQL("papers_of"), id)
}

type papersIn struct {
	r      *Room
	id     int64
	papers []NewPaper
}

var paperDeed = act.Define(act.Spec[papersIn, Document]{Name: "document.incoming.paper", Label: "补充收文的文件", Right: Use, Basis: []law.ID{law.DocumentsEnrolIn},
	Do: func(tx *act.Tx, in papersIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, err := hold(tx, in.id)
		if err == nil {
			err = in.r.ofOffice(tx, d)
		}
		if err == nil && !d.Running {
			err = fault.New(fault.Conflict, d.Number+"已经"+strings.TrimPrefix(stageLabels[d.Stage], "已")+"，不能再加文件。")
		}
		if err == nil && len(in.papers) == 0 {
			err = fault.Field("files", "", "没有收到文件，请选择文件后再提交。")
		}
		if err != nil {
			return none(err)
		}
		if err := in.r.addPapers(tx, &d, in.papers); err != nil {
			return none(err)
		}
		if err := in.r.reindex(tx, &d); err != nil {
			return none(err)
		}
		var names []string
		for _, p := range in.papers {
			names = append(names, p.Name)
		}
		return d, d.entry("补充收文的文件", map[string]any{"files": len(names)}), say(tx, &d, evPaper, strings.Join(names, "、"))
	}})

// AddPapers adds files to a document that is not over.
func (r *Room) AddPapers(ctx context.Context, who act.Actor, id int64, papers []NewPaper) error {
	_, err := paperDeed.Run(ctx, r.Door, who, papersIn{r, id, papers})
	return err
}
