package reader

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/hex"
	"image/jpeg"
	"io"
	"path"
	"regexp"
	"strings"

	"lantai.internal/base/fault"
)

// Active names what in a PDF, DOCX or OFD file could run or carries other files
// along: a Chinese word, empty if nothing was found. Other kinds have nothing of
// the sort. A file that hides its parts where they cannot be looked at is refused
// with ErrUnsupported, one that unpacks without measure with ErrBomb.
func Active(ctx context.Context, ra io.ReaderAt, size int64, kind Kind) (string, error) {
	switch kind {
	case PDF:
		return activePDF(ctx, ra, size)
	case DOCX, OFD:
		return activeParts(ctx, ra, size)
	}
	return "", nil
}

// activeNames are the names in a PDF that make something run, leave the file or
// hold another file. They are long enough not to come up by chance in picture data.
var activeNames = []struct{ name, word string }{
	{"/JavaScript", "脚本（JavaScript）"}, {"/Launch", "启动其他程序的动作"}, {"/EmbeddedFile", "夹带的文件"}, {"/EmbeddedFiles", "夹带的文件"}, {"/RichMedia", "多媒体程序"},
	{"/ImportData", "导入数据的动作"}, {"/SubmitForm", "向外发送数据的动作"}, {"/Rendition", "多媒体程序"},
}

var hexName = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)

// plainNames undoes the #xx writing of letters in names.
func plainNames(b []byte) []byte {
	if !bytes.ContainsRune(b, '#') {
		return b
	}
	return hexName.ReplaceAllFunc(b, func(m []byte) []byte {
		c, err := hex.DecodeString(string(m[1:]))
		if err != nil || !(c[0] >= 'A' && c[0] <= 'Z' || c[0] >= 'a' && c[0] <= 'z') {
			return m
		}
		return c
	})
}

func activeWord(b []byte) string {
	b = plainNames(b)
	for _, a := range activeNames {
		rest := b
		for {
			i := bytes.Index(rest, []byte(a.name))
			if i < 0 {
				break
			}
			rest = rest[i+len(a.name):]
			if len(rest) == 0 || strings.IndexByte(" \t\r\n\f\x00/<>[]()%", rest[0]) >= 0 {
				return a.word
			}
		}
	}
	return ""
}

const (
	maxActivePDF = 64 << 20
	maxInflated  = 256 << 20 // of all streams of one PDF
)

// activePDF looks through the bytes themselves and through every packed stream:
// where an object lies is what the file says, and a hostile file lies.
func activePDF(ctx context.Context, ra io.ReaderAt, size int64) (string, error) {
	if size > maxActivePDF {
		return "", refuse(ErrTooLarge, nil, "PDF 文件过大（%s），没有检查。", bytesText(size))
	}
	b := make([]byte, size)
	if _, err := ra.ReadAt(b, 0); err != nil && err != io.EOF {
		return "", err
	}
	if w := activeWord(b); w != "" {
		return w, nil
	}
	if bytes.Contains(b[max(0, len(b)-64<<10):], []byte("PK\x05\x06")) {
		return "夹带的压缩包", nil
	}
	left := int64(maxInflated)
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("stream"))
		if i < 0 {
			return "", nil
		}
		if err := ctx.Err(); err != nil {
			return "", err
		}
		start := at + i + len("stream")
		head := plainNames(b[max(0, at+i-1024) : at+i])
		at = start
		if j := bytes.LastIndex(head, []byte("obj")); j >= 0 {
			head = head[j:]
		}
		body := bytes.TrimLeft(b[start:min(len(b), start+4)], "\r\n")
		start += min(len(b), start+4) - start - len(body)
		if len(body) < 2 || body[0]&0x0f != 8 || (int(body[0])<<8|int(body[1]))%31 != 0 {
			if bytes.Contains(head, []byte("/ObjStm")) && bytes.Contains(head, []byte("/Filter")) {
				return "", refuse(ErrUnsupported, nil, "PDF 用了不常见的方式压缩，无法检查里面有没有脚本。请用打印或“另存为 PDF”重新生成一份。")
			}
			continue
		}
		z, err := zlib.NewReader(bytes.NewReader(b[start:]))
		if err != nil {
			continue
		}
		plain, _ := io.ReadAll(io.LimitReader(z, left+1)) // what a broken stream gave is looked at too
		if left -= int64(len(plain)); left < 0 {
			return "", refuse(ErrBomb, nil, "PDF 解开后异常庞大，没有受理。请用打印或“另存为 PDF”重新生成一份。")
		}
		if w := activeWord(plain); w != "" {
			return w, nil
		}
	}
}

// outwards finds a relation of a DOCX that fetches a part from elsewhere.
var outwards = regexp.MustCompile(`(?is)<relationship\b[^>]*/(attachedTemplate|oleObject|frame|subDocument|image)"[^>]*TargetMode\s*=\s*"External"|<relationship\b[^>]*TargetMode\s*=\s*"External"[^>]*/(attachedTemplate|oleObject|frame|subDocument|image)"`)

func activeParts(ctx context.Context, ra io.ReaderAt, size int64) (word string, err error) {
	err = WalkZip(ctx, ra, size, Limits{ZipFlat: true, ZipEntries: 2000, ZipUnpacked: 512 << 20}, func(e Entry) error {
		p := strings.ToLower(e.Path)
		switch {
		case word != "":
		case strings.HasSuffix(p, "vbaproject.bin") || strings.Contains(p, "activex/"):
			word = "宏或控件"
		case strings.Contains(p, "embeddings/") || strings.Contains(p, "/attachs/") || strings.Contains(p, "/attachments/"):
			word = "夹带的文件"
		case Claimed(p) == ZIP || Claimed(p) == Program || Claimed(p) == DOCX || Claimed(p) == DOC || Claimed(p) == XLSX || Claimed(p) == XLS:
			word = "夹带的文件"
		case path.Ext(p) == ".rels" && e.Size < 4<<20:
			f, err := e.Open()
			if err != nil {
				return err
			}
			defer f.Close()
			b, err := io.ReadAll(f)
			if err != nil {
				return err
			}
			if outwards.Match(b) {
				word = "从别处取内容的链接"
			}
		}
		return nil
	})
	return word, err
}

// Recode reads a JPEG or PNG picture and writes it anew, upright: nothing that the
// file carried beside the picture is left (place, camera, hidden data).
func (r *Reader) Recode(ctx context.Context, ra io.ReaderAt, size int64, kind Kind, lim Limits) ([]byte, error) {
	if kind != JPEG && kind != PNG {
		return nil, refuse(ErrUnsupported, nil, "%s不能重新编码。", kind.Label())
	}
	lim = lim.filled()
	select {
	case r.heavy <- struct{}{}:
		defer func() { <-r.heavy }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if _, err := imageSize(ra, size, kind, lim); err != nil {
		return nil, err
	}
	img, err := decodeImage(ra, size, kind)
	if err != nil {
		return nil, err
	}
	if p := readPhoto(ra, size, kind); p != nil {
		img = orient(img, p.Orientation)
	}
	if kind == PNG {
		return encodePNG(img)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 88}); err != nil {
		return nil, fault.Wrap("reader.recode", fault.Internal, err)
	}
	return out.Bytes(), nil
}
