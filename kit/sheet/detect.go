package sheet

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"

	"lantai.internal/base/fault"
)

var oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// detect finds the format from the bytes; the name is only a hint between DBF and text.
func detect(r io.ReaderAt, size int64, name string, enc Encoding) (Format, error) {
	if size == 0 {
		return "", fault.Newf(fault.Invalid, "文件“%s”是空的。", name)
	}
	head := make([]byte, min(size, 4096))
	if _, err := readFull(r, head, 0); err != nil {
		return "", err
	}
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case bytes.HasPrefix(head, oleMagic):
		return "", oleFault(r, size, name)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return XLSX, nil
	case bytes.HasPrefix(head, []byte("%PDF-")), bytes.HasPrefix(head, []byte{0x89, 'P', 'N', 'G'}), bytes.HasPrefix(head, []byte{0xFF, 0xD8, 0xFF}),
		bytes.HasPrefix(head, []byte{0x1F, 0x8B}), bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xBC\xAF")):
		return "", fault.Newf(fault.Unsupported, "“%s”不是表格文件。可导入的表格有 XLSX、CSV、TSV、DBF 和 NDJSON。", name)
	case looksDBF(head, size) && (ext == ".dbf" || head[0] != '{' && bytes.IndexByte(head[:32], 0) >= 0 && utf16WithoutMark(head) == ""):
		return DBF, nil
	}
	text := bytes.TrimPrefix(head, utf8BOM)
	wide := enc == UTF16LE || enc == UTF16BE || bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) || utf16WithoutMark(head) != ""
	if wide {
		text = bytes.ReplaceAll(bytes.TrimLeft(text, "\xFF\xFE"), []byte{0}, nil)
	} else if bytes.IndexByte(head, 0) >= 0 {
		return "", fault.Newf(fault.Unsupported, "“%s”不是文本表格，内容像二进制文件。可导入的表格有 XLSX、CSV、TSV、DBF 和 NDJSON。", name)
	}
	text = bytes.TrimLeft(text, " \t\r\n")
	low := bytes.ToLower(text)
	switch {
	case len(text) == 0 && int64(len(head)) == size:
		return "", fault.Newf(fault.Invalid, "文件“%s”里只有空白。", name)
	case bytes.HasPrefix(text, []byte{'{'}), ext == ".ndjson", ext == ".jsonl":
		return NDJSON, nil
	case bytes.HasPrefix(text, []byte("[")) && ext == ".json":
		return "", fault.Newf(fault.Unsupported, "“%s”是一个 JSON 数组。请改为每行一个 JSON 对象（NDJSON）后再导入。", name)
	case bytes.HasPrefix(low, []byte("<?xml")), bytes.HasPrefix(low, []byte("<html")), bytes.HasPrefix(low, []byte("<!doctype")), bytes.HasPrefix(low, []byte("<table")), bytes.HasPrefix(low, []byte("<meta")):
		return "", fault.Newf(fault.Unsupported, "“%s”其实是网页或 XML 格式的表格。请用表格软件打开，另存为 XLSX 后再导入。", name)
	}
	return CSV, nil
}

// oleFault tells an encrypted XLSX from a spreadsheet of the old binary kind:
// both are compound files, and neither can be read.
func oleFault(r io.ReaderAt, size int64, name string) error {
	encrypted := wide("EncryptedPackage")
	buf := make([]byte, 1<<20)
	for off := int64(0); off < size; off += int64(len(buf) - len(encrypted)) {
		n := min(int64(len(buf)), size-off)
		if _, err := readFull(r, buf[:n], off); err != nil {
			return err
		}
		if bytes.Contains(buf[:n], encrypted) {
			return fault.Newf(fault.Unsupported, "“%s”设有打开密码，读不了。请用表格软件打开，去掉密码另存后再导入。", name)
		}
	}
	return fault.Newf(fault.Unsupported, "“%s”是旧版 XLS 格式，读不了。请用表格软件打开，另存为 XLSX 或 CSV 后再导入。", name)
}

func wide(s string) []byte {
	var b []byte
	for i := 0; i < len(s); i++ {
		b = append(b, s[i], 0)
	}
	return b
}
