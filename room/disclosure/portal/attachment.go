package portal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/reader"
)

// Limits of what an applicant may send along.
const (
	MaxAttachment  = 10 << 20 // bytes of one file
	MaxAttachments = 5
)

// accepted are the kinds that are taken, with the extensions they come under.
var accepted = map[reader.Kind][]string{
	reader.PDF: {".pdf"}, reader.JPEG: {".jpg", ".jpeg"}, reader.PNG: {".png"}, reader.OFD: {".ofd"}, reader.DOCX: {".docx"},
}

// Accept is what a file field offers to choose.
const Accept = ".pdf,.jpg,.jpeg,.png,.ofd,.docx"

// Attachment is a file of an applicant that may be kept.
type Attachment struct {
	Name    string
	Kind    reader.Kind
	Content []byte // pictures are written anew; other files are as sent
}

// attachmentLimits keep a stranger's file from taking the machine for itself.
var attachmentLimits = reader.Limits{MaxBytes: MaxAttachment, MaxPixels: 50_000_000, TextBytes: 4 << 20, TextPages: 300, Timeout: 30 * time.Second, ZipEntries: 2000, ZipUnpacked: 256 << 20, ZipFlat: true, XMLBytes: 32 << 20}

// Inspect takes a file of an applicant or says why not: by content and extension,
// size, what in it could run, and the marks of state secrets. Every refusal names
// the field file and what to do.
func Inspect(ctx context.Context, rd *reader.Reader, name string, content io.ReaderAt, size int64) (Attachment, error) {
	no := func(format string, a ...any) (Attachment, error) {
		return Attachment{}, fault.Field("file", name, "“"+name+"”"+fmt.Sprintf(format, a...))
	}
	switch {
	case size == 0:
		return no("是空文件，请重新选择。")
	case size > MaxAttachment:
		return no("有 %.1f MB，超过 10 MB。请压缩图片或分成几个文件，也可以把材料邮寄或送到窗口。", float64(size)/(1<<20))
	}
	kind, err := reader.IdentifyFile(content, size, name)
	if err != nil {
		return refused(name, err)
	}
	extensions, ok := accepted[kind]
	ext := strings.ToLower(path.Ext(name))
	switch {
	case kind == reader.ZIP || reader.Claimed(name) == reader.ZIP || ext == ".rar" || ext == ".7z":
		return no("是压缩包，不接收。请解开后逐个上传。")
	case !ok:
		return no("的格式（%s）不接收。只接收 PDF、JPG、PNG、OFD、DOCX。", kind.Label())
	case !slices.Contains(extensions, ext):
		return no("的内容是%s，扩展名却不是 %s。请改正文件名后重新上传。", kind.Label(), strings.Join(extensions, " 或 "))
	}
	if word := mark.Stated(strings.TrimSuffix(name, path.Ext(name))); word != "" {
		return no("标有国家秘密的标志（%s），不能通过互联网提交，没有保存。请按保密规定处理。", word)
	}
	if kind.IsImage() {
		b, err := rd.Recode(ctx, content, size, kind, attachmentLimits)
		if err != nil {
			return refused(name, err)
		}
		return Attachment{Name: name, Kind: kind, Content: b}, nil
	}
	word, err := reader.Active(ctx, content, size, kind)
	if err != nil {
		return refused(name, err)
	}
	if word != "" {
		return no("含有%s，不接收。请用打印或“另存为 PDF”重新生成一份。", word)
	}
	doc, err := rd.Read(ctx, content, size, name, attachmentLimits)
	if err != nil {
		return refused(name, err)
	}
	if word := mark.Stated(doc.Body); word != "" {
		return no("标有国家秘密的标志（%s），不能通过互联网提交，没有保存。请按保密规定处理。", word)
	}
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.NewSectionReader(content, 0, size)); err != nil {
		return Attachment{}, fault.Wrap("portal.attachment", fault.Unavailable, err)
	}
	return Attachment{Name: name, Kind: kind, Content: b.Bytes()}, nil
}

// refused puts the file's name before what the reader says of it.
func refused(name string, err error) (Attachment, error) {
	if errors.Is(err, context.Canceled) {
		return Attachment{}, err
	}
	e := fault.Of(err)
	if e.Kind == fault.Internal || e.Kind == fault.Unavailable {
		return Attachment{}, err
	}
	return Attachment{}, fault.Field("file", name, "“"+name+"”没有接收："+e.Safe())
}
