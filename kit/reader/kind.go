package reader

import (
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"lantai.internal/base/fault"
)

// Kind is what a file is by its content.
type Kind string

// The kinds. Other is a kind known by its signature but not read here (film,
// sound, other office formats); Unknown has no known signature and is no text.
const (
	PDF      Kind = "pdf"
	DOCX     Kind = "docx"
	DOC      Kind = "doc" // Word or WPS writer before 2007
	XLSX     Kind = "xlsx"
	XLS      Kind = "xls"
	OFD      Kind = "ofd" // GB/T 33190
	ZIP      Kind = "zip"
	Text     Kind = "txt"
	Markdown Kind = "md"
	CSV      Kind = "csv"
	JSON     Kind = "json"
	XML      Kind = "xml"
	HTML     Kind = "html"
	SVG      Kind = "svg"
	JPEG     Kind = "jpeg"
	PNG      Kind = "png"
	TIFF     Kind = "tiff"
	GIF      Kind = "gif"
	WEBP     Kind = "webp"
	BMP      Kind = "bmp"
	Program  Kind = "exe"
	Other    Kind = "other"
	Unknown  Kind = "unknown"
)

var kindRows = map[Kind]struct{ label, mime string }{
	PDF:      {"PDF 文件", "application/pdf"},
	DOCX:     {"Word 文档（DOCX）", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	DOC:      {"旧版 Word 文档（DOC）", "application/msword"},
	XLSX:     {"Excel 表格（XLSX）", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	XLS:      {"旧版 Excel 表格（XLS）", "application/vnd.ms-excel"},
	OFD:      {"OFD 版式文件", "application/ofd"},
	ZIP:      {"ZIP 压缩包", "application/zip"},
	Text:     {"纯文本", "text/plain; charset=utf-8"},
	Markdown: {"Markdown 文本", "text/markdown; charset=utf-8"},
	CSV:      {"CSV 表格", "text/csv; charset=utf-8"},
	JSON:     {"JSON 数据", "application/json"},
	XML:      {"XML 数据", "application/xml"},
	HTML:     {"网页（HTML）", "text/html; charset=utf-8"},
	SVG:      {"SVG 图形", "image/svg+xml"},
	JPEG:     {"JPEG 图片", "image/jpeg"},
	PNG:      {"PNG 图片", "image/png"},
	TIFF:     {"TIFF 图片", "image/tiff"},
	GIF:      {"GIF 图片", "image/gif"},
	WEBP:     {"WEBP 图片", "image/webp"},
	BMP:      {"BMP 图片", "image/bmp"},
	Program:  {"可执行程序", "application/octet-stream"},
	Other:    {"其他格式", "application/octet-stream"},
	Unknown:  {"无法识别的格式", "application/octet-stream"},
}

// Label is the Chinese name of the kind.
func (k Kind) Label() string { return kindRows[k].label }

// MIME is the media type. HTML and SVG are active content: a server must not
// send them inline under their own type.
func (k Kind) MIME() string {
	if r, ok := kindRows[k]; ok {
		return r.mime
	}
	return "application/octet-stream"
}

// IsImage reports whether the kind is one of the raster images.
func (k Kind) IsImage() bool {
	switch k {
	case JPEG, PNG, TIFF, GIF, WEBP, BMP:
		return true
	}
	return false
}

// HasPages reports whether PageImage can draw pages of the kind.
func (k Kind) HasPages() bool { return k == PDF || k == OFD || k.IsImage() }

// claims says what an extension promises; several kinds may keep one promise.
var claims = map[string][]Kind{
	".pdf": {PDF}, ".ofd": {OFD}, ".zip": {ZIP},
	".docx": {DOCX}, ".docm": {DOCX}, ".doc": {DOC}, ".wps": {DOC, DOCX}, ".dot": {DOC}, ".dotx": {DOCX},
	".xlsx": {XLSX}, ".xlsm": {XLSX}, ".xls": {XLS}, ".et": {XLS, XLSX},
	".txt": {Text, Markdown, CSV, JSON, XML}, ".log": {Text, Markdown, CSV, JSON, XML}, ".text": {Text, Markdown, CSV, JSON, XML},
	".md": {Markdown, Text}, ".markdown": {Markdown, Text},
	".csv": {CSV, Text}, ".tsv": {CSV, Text},
	".json": {JSON, Text}, ".xml": {XML, Text, SVG}, ".html": {HTML}, ".htm": {HTML}, ".xhtml": {HTML}, ".svg": {SVG},
	".jpg": {JPEG}, ".jpeg": {JPEG}, ".jpe": {JPEG}, ".jfif": {JPEG}, ".png": {PNG}, ".tif": {TIFF}, ".tiff": {TIFF},
	".gif": {GIF}, ".webp": {WEBP}, ".bmp": {BMP},
	".exe": {Program}, ".dll": {Program}, ".com": {Program}, ".scr": {Program}, ".msi": {Program, Other}, ".jar": {Other, ZIP}, ".apk": {Other, ZIP},
	".mp3": {Other}, ".mp4": {Other}, ".avi": {Other}, ".mov": {Other}, ".wav": {Other}, ".wmv": {Other}, ".mkv": {Other},
	".ppt": {Other}, ".pptx": {Other}, ".dps": {Other}, ".rar": {Other}, ".7z": {Other}, ".gz": {Other}, ".tar": {Other},
	".heic": {Other}, ".psd": {Other}, ".dwg": {Other}, ".odt": {Other}, ".ods": {Other}, ".odp": {Other}, ".epub": {Other},
	".rtf": {Other}, ".eml": {Other, Text}, ".msg": {Other}, ".ceb": {Unknown, Other},
}

func extension(name string) string {
	return strings.ToLower(path.Ext(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/")))
}

// Lies reports whether the extension of name promises another kind than k. An
// unknown extension, or none, promises nothing.
func Lies(k Kind, name string) bool {
	c, ok := claims[extension(name)]
	if !ok {
		return false
	}
	for _, one := range c {
		if one == k {
			return false
		}
	}
	return true
}

// Claimed is the kind that the extension of name promises, Unknown if nothing.
func Claimed(name string) Kind {
	if c, ok := claims[extension(name)]; ok {
		return c[0]
	}
	return Unknown
}

var oleMagic = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")

// Identify judges by the first bytes of a file (4 KB are plenty); the extension
// decides only between kinds that the bytes leave open. A ZIP whose directory
// is at its end is judged better by IdentifyFile.
func Identify(head []byte, name string) Kind {
	if len(head) == 0 {
		return Unknown
	}
	switch {
	case hasPDFMagic(head):
		return PDF
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipByHead(head, name)
	case bytes.HasPrefix(head, oleMagic):
		return oleByHead(head, name)
	case bytes.HasPrefix(head, []byte("\xFF\xD8\xFF")):
		return JPEG
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")),
		bytes.HasPrefix(head, []byte("II+\x00")), bytes.HasPrefix(head, []byte("MM\x00+")):
		return TIFF
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return GIF
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return WEBP
	case len(head) >= 26 && string(head[:2]) == "BM" && head[14] >= 12 && head[15] == 0 && head[16] == 0 && head[17] == 0:
		return BMP
	}
	return byMIME(head, name)
}

func hasPDFMagic(head []byte) bool {
	i := bytes.Index(head[:min(len(head), 1024)], []byte("%PDF-"))
	if i < 0 {
		return false
	}
	// The standard's readers accept some rubbish before the mark, but a picture
	// or a text that merely quotes it is not a PDF.
	lead := head[:i]
	for _, m := range []string{"PK\x03\x04", "\xFF\xD8\xFF", "\x89PNG", "GIF8", "II*", "MM\x00*", "RIFF", "\xD0\xCF\x11\xE0"} {
		if bytes.HasPrefix(lead, []byte(m)) {
			return false
		}
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(lead, []byte("\xEF\xBB\xBF")))) == 0 {
		return true
	}
	return bytes.Contains(head[i:], []byte(" obj"))
}

func zipByHead(head []byte, name string) Kind {
	switch m := mimetype.Detect(head); {
	case m.Is(DOCX.MIME()):
		return DOCX
	case m.Is(XLSX.MIME()):
		return XLSX
	case bytes.Contains(head, []byte("OFD.xml")):
		return OFD
	case !m.Is("application/zip"):
		return Other
	}
	// A package whose own parts come late in the file looks like any ZIP.
	switch c := Claimed(name); c {
	case DOCX, XLSX, OFD, Other:
		return c
	}
	return ZIP
}

func oleByHead(head []byte, name string) Kind {
	switch m := mimetype.Detect(head); {
	case m.Is("application/msword"):
		return DOC
	case m.Is("application/vnd.ms-excel"):
		return XLS
	case !m.Is("application/x-ole-storage"):
		return Other
	}
	switch c := Claimed(name); c {
	case DOC, XLS:
		return c
	case DOCX:
		return DOC
	case XLSX:
		return XLS
	}
	return Other
}

var programs = []string{
	"application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-object",
	"application/x-executable", "application/x-sharedlib", "application/x-coredump", "application/x-mach-binary",
	"application/x-java-applet", "application/x-ms-shortcut", "application/wasm", "application/x-ms-installer",
}

func byMIME(head []byte, name string) Kind {
	m := mimetype.Detect(head)
	for _, p := range programs {
		if m.Is(p) {
			return Program
		}
	}
	textual := false
	for p := m; p != nil; p = p.Parent() {
		if p.Is("text/plain") {
			textual = true
		}
	}
	if !textual && looksText(head) {
		// Signatures of two or three letters are found in ordinary prose too.
		if m.Is("application/octet-stream") || Claimed(name) == Text || Claimed(name) == Markdown || Claimed(name) == CSV {
			textual = true
		}
	}
	if !textual {
		if m.Is("application/octet-stream") {
			return Unknown
		}
		return Other
	}
	return textKind(m, head, name)
}

func textKind(m *mimetype.MIME, head []byte, name string) Kind {
	ext := extension(name)
	for p := m; p != nil; p = p.Parent() {
		switch {
		case p.Is("image/svg+xml"):
			return SVG
		case p.Is("text/html"), p.Is("application/xhtml+xml"):
			start := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")))))
			if (ext == ".md" || ext == ".markdown") && !strings.HasPrefix(start, "<!doctype html") && !strings.HasPrefix(start, "<html") {
				return Markdown
			}
			return HTML
		case p.Is("text/xml"):
			return XML
		case p.Is("application/json"), p.Is("application/x-ndjson"):
			return JSON
		case p.Is("text/rtf"), p.Is("message/rfc822"):
			return Other
		}
	}
	switch c := Claimed(name); c {
	case Markdown, CSV, JSON, XML:
		return c
	}
	return Text
}

// IdentifyFile judges a whole file: like Identify, and for ZIP and OLE files by
// their directory of parts as well.
func IdentifyFile(ra io.ReaderAt, size int64, name string) (Kind, error) {
	head, err := readAll(ra, size, 4096)
	if err != nil {
		return Unknown, fault.Wrap("reader.identify", fault.Unavailable, err)
	}
	k := Identify(head, name)
	switch {
	case bytes.HasPrefix(head, []byte("PK")) && k != PDF:
		return zipByParts(ra, size, k), nil
	case bytes.HasPrefix(head, oleMagic):
		return oleByParts(ra, size, k), nil
	}
	return k, nil
}

func zipByParts(ra io.ReaderAt, size int64, guess Kind) Kind {
	zr, err := listZip(ra, size, Limits{}.filled())
	if err != nil {
		return guess
	}
	plain := ZIP
	for _, f := range zr.File {
		switch n := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")); {
		case n == "ofd.xml":
			return OFD
		case n == "word/document.xml" || n == "word/document2.xml":
			return DOCX
		case n == "xl/workbook.xml":
			return XLSX
		case n == "[content_types].xml", n == "mimetype", n == "androidmanifest.xml", n == "meta-inf/manifest.mf":
			plain = Other
		}
	}
	return plain
}
