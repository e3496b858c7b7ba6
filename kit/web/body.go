package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// Limits of what a request may carry.
const (
	MaxForm   = 1 << 20 // bytes of a form without files, and of the fields beside files
	MaxFields = 1000    // values of a form or query
	MaxFiles  = 50      // files of one form
	maxKey    = 100     // bytes of an idempotency key
)

// Upload is one file of a form, resting in a temporary file until the request
// is answered.
type Upload struct {
	Field  string
	Name   string // as sent, made safe by FileName
	Size   int64
	SHA256 string // hexadecimal
	file   *os.File
}

// Open gives the content from its beginning. It is gone when the request has
// been answered.
func (u *Upload) Open() (interface {
	io.ReadSeeker
	io.ReaderAt
}, error) {
	if _, err := u.file.Seek(0, io.SeekStart); err != nil {
		return nil, fault.Wrap("web.upload", fault.Unavailable, err)
	}
	return u.file, nil
}

// read takes in query and body, within limits, and checks the form's key.
func (r *Request) read(w http.ResponseWriter) error {
	if r.values != nil {
		return nil
	}
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return err
	}
	r.values = q
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return fault.New(fault.Unsupported, "不接收压缩过的提交内容。")
	}
	limit := int64(MaxForm)
	if r.Page.Upload > 0 {
		limit = r.Page.Upload + MaxForm
	}
	if r.ContentLength > limit {
		w.Header().Set("Connection", "close")
		return tooLarge(limit)
	}
	r.paced = &pacedReader{ReadCloser: r.Body, control: http.NewResponseController(w), slowest: r.site.cfg.Slowest}
	r.Body = http.MaxBytesReader(w, r.paced, limit)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/x-www-form-urlencoded":
		err = r.readForm()
	case err == nil && kind == "multipart/form-data":
		err = r.readMultipart(params["boundary"])
	case r.Page.Machine:
		r.key = r.Header.Get("Idempotency-Key")
		return nil // Serve reads the body itself, within the limit
	case r.ContentLength == 0:
		err = nil
	default:
		return fault.New(fault.Unsupported, "提交的内容不是表单，没有受理。")
	}
	if err != nil {
		return err
	}
	if r.parts == nil || !r.Page.Stream {
		r.bodyDone()
	}
	return r.checkKey()
}

// bodyDone takes the body's deadline away: left in place it would end the
// request's context while Serve is still at work.
func (r *Request) bodyDone() {
	if p := r.paced; p != nil {
		_ = p.control.SetReadDeadline(time.Time{}) // not supported in tests without a connection
	}
}

func tooLarge(limit int64) error {
	return fault.Newf(fault.TooLarge, "一次提交的内容不能超过 %d MB，没有接收。请分几次提交。", (limit+1<<20-1)>>20)
}

func (r *Request) checkKey() error {
	if r.key == "" {
		r.key = r.values.Get("_key")
	}
	if r.key == "" {
		r.key = r.Header.Get("Idempotency-Key")
	}
	if r.key == "" && !r.Page.Machine {
		return fault.Field("_key", "", "这次提交缺少防重号，没有受理。请打开本系统页面重新填写。")
	}
	if len(r.key) > maxKey || strings.ContainsFunc(r.key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return fault.Field("_key", "", "防重号写法不对，没有受理。请打开本系统页面重新填写。")
	}
	return nil
}

func parseQuery(raw string) (url.Values, error) {
	if strings.Count(raw, "&") >= MaxFields {
		return nil, fault.Newf(fault.TooLarge, "条件多于 %d 个，没有受理。", MaxFields)
	}
	v, err := url.ParseQuery(raw)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Say: "网址里的条件写法不对，请从页面上重新查询。", Err: err}
	}
	return v, nil
}

func (r *Request) readForm() error {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return bodyError(err)
	}
	if strings.Count(string(b), "&") >= MaxFields {
		return fault.Newf(fault.TooLarge, "一张表单最多 %d 项，没有受理。", MaxFields)
	}
	v, err := url.ParseQuery(string(b))
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Say: "提交的内容写法不对，没有受理。", Err: err}
	}
	for k, list := range v {
		r.values[k] = list // the body wins over the query
	}
	return nil
}

func bodyError(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return tooLarge(big.Limit)
	}
	var ours *fault.Error
	if errors.As(err, &ours) {
		return err
	}
	return &fault.Error{Kind: fault.Invalid, Say: "提交的内容没有传完整，没有受理。请检查网络后重新提交。", Err: err}
}

// Part is one file of a streamed form.
type Part struct {
	Field, Name string // Name is made safe by FileName
	// Path is the name with the folders it was sent with, each made safe, at most
	// twelve, separated by slashes: 2019/通知/1号.pdf. It never leads upwards.
	Path string
	io.Reader
}

type partReader struct {
	*multipart.Reader
	pending              *multipart.Part // read ahead in search of the key
	seen                 map[string]bool // fields the body has given
	fields, files, bytes int
}

func (p *partReader) next() (*multipart.Part, error) {
	if ahead := p.pending; ahead != nil {
		p.pending = nil
		return ahead, nil
	}
	return p.NextPart()
}

func (r *Request) readMultipart(boundary string) error {
	if r.Page.Upload <= 0 {
		return fault.New(fault.Unsupported, "这一页不接收文件。")
	}
	r.parts = &partReader{Reader: multipart.NewReader(r.Body, boundary), seen: map[string]bool{}}
	if r.Page.Stream {
		// The key stands first in every form of ours, so it is known before
		// the first file arrives.
		p, err := r.parts.NextPart()
		if err != nil {
			return bodyError(err)
		}
		if p.FormName() != "_key" {
			r.parts.pending = p
			return nil
		}
		return r.field(p)
	}
	return r.EachPart(func(p Part) error { return r.spool(p) })
}

// EachPart hands the files of a streamed form to f, one after the other, as they
// arrive; fields in between become part of Values. Only for pages with Stream.
func (r *Request) EachPart(f func(Part) error) error {
	if r.parts == nil {
		return nil
	}
	for {
		p, err := r.parts.next()
		if err == io.EOF {
			r.bodyDone()
			return nil
		}
		if err != nil {
			return bodyError(err)
		}
		if p.FileName() == "" && p.Header.Get("Content-Type") == "" {
			if err := r.field(p); err != nil {
				return err
			}
			continue
		}
		if p.FileName() == "" {
			continue // a file field left empty
		}
		if r.parts.files++; r.parts.files > r.mostFiles() {
			return fault.Newf(fault.TooLarge, "一次最多提交 %d 个文件，请分几次提交。", r.mostFiles())
		}
		raw := rawFileName(p)
		if err := f(Part{Field: p.FormName(), Name: FileName(lastName(raw)), Path: filePath(raw), Reader: p}); err != nil {
			return bodyError(err)
		}
	}
}

// rawFileName is the name as sent; Part.FileName would cut it at a slash, and
// FileName makes it safe in its own way.
func rawFileName(p *multipart.Part) string {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil {
		return p.FileName()
	}
	return params["filename"]
}

func lastName(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

// maxFolders is how many folders of an uploaded file's path are kept, the last ones.
const maxFolders = 12

// filePath makes a path that was sent with a file safe, folder by folder.
func filePath(raw string) string {
	names := strings.FieldsFunc(raw, func(c rune) bool { return c == '/' || c == '\\' })
	names = names[max(0, len(names)-maxFolders-1):]
	for i, n := range names {
		names[i] = FileName(n)
		if strings.HasPrefix(n, ".") {
			names[i] = "." + names[i] // hidden files stay known as such
		}
	}
	if len(names) == 0 {
		return FileName("")
	}
	return strings.Join(names, "/")
}

func (r *Request) mostFiles() int {
	if r.Page.Files > 0 {
		return r.Page.Files
	}
	return MaxFiles
}

func (r *Request) field(p *multipart.Part) error {
	if r.parts.fields++; r.parts.fields > MaxFields {
		return fault.Newf(fault.TooLarge, "一张表单最多 %d 项，没有受理。", MaxFields)
	}
	b, err := io.ReadAll(io.LimitReader(p, int64(MaxForm-r.parts.bytes)+1))
	if err != nil {
		return bodyError(err)
	}
	if r.parts.bytes += len(b); r.parts.bytes > MaxForm {
		return tooLarge(MaxForm)
	}
	name := p.FormName()
	if !r.parts.seen[name] {
		r.parts.seen[name] = true
		delete(r.values, name) // the body wins over the query
	}
	r.values[name] = append(r.values[name], string(b))
	return nil
}

func (r *Request) spool(p Part) error {
	f, err := os.CreateTemp(r.site.cfg.TempDir, "upload-*")
	if err != nil {
		return fault.Wrap("web.upload", fault.Full, err)
	}
	r.temp = append(r.temp, f)
	h := sha256.New()
	n, err := copyTo(f, h, p)
	if err != nil {
		return err
	}
	if r.files == nil {
		r.files = map[string][]*Upload{}
	}
	r.files[p.Field] = append(r.files[p.Field], &Upload{Field: p.Field, Name: p.Name, Size: n, SHA256: hex.EncodeToString(h.Sum(nil)), file: f})
	return nil
}

// copyTo tells a failure to write (ours, the disk is full) from one to read
// (theirs, the line broke).
func copyTo(f *os.File, h hash.Hash, from io.Reader) (int64, error) {
	var total int64
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if n > 0 {
			_, _ = h.Write(b[:n]) // a hash does not fail
			if _, werr := f.Write(b[:n]); werr != nil {
				return total, fault.Wrap("web.upload", fault.Full, werr)
			}
			total += int64(n)
		}
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, bodyError(err)
		}
	}
}

// cleanup removes the temporary files of a request.
func (r *Request) cleanup() {
	for _, f := range r.temp {
		_ = f.Close() // read to the end or given up
		if err := os.Remove(f.Name()); err != nil {
			r.site.cfg.Log.WarnContext(r.Context(), "temporary file stays", "trace", r.trace, "error", err.Error())
		}
	}
}

// cleanLine takes a text of the outside into a single line without control
// characters and with valid encoding.
func cleanLine(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	return strings.Map(func(c rune) rune {
		if c < 0x20 || c == 0x7f || c >= 0x80 && c < 0xa0 {
			return ' '
		}
		return c
	}, s)
}

// checkText refuses what no person types: broken encoding and control characters.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("文字编码不对，请重新输入。")
	}
	for _, c := range s {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			return fmt.Errorf("含有看不见的控制字符（U+%04X），请删去后重新输入。", c)
		}
	}
	return nil
}
