package redaction

import (
	"archive/zip"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"lantai.internal/base/fault"
)

var (
	vanished = regexp.MustCompile(`<w:vanish(?:\s*/>|\s*>|\s+w:val="(?:1|true|on)")`)
	tracked  = regexp.MustCompile(`<w:(?:ins|del|moveFrom|moveTo)[ >]`)
)

// docx looks for what a document hides. Hidden text is refused, as it would become
// visible in the new layout.
func (p *Prepared) docx(ra io.ReaderAt, size int64) error {
	z, err := zip.NewReader(ra, size)
	if err != nil {
		return fault.Field("file", "", "DOCX 文件打不开，请用 Word 或 WPS 另存后再提交。")
	}
	media := 0
	for _, f := range z.File {
		switch {
		case strings.HasPrefix(f.Name, "word/comments"):
			p.leave("批注不带入")
		case strings.HasPrefix(f.Name, "word/media/"):
			media++
		case strings.HasPrefix(f.Name, "word/embeddings/"):
			p.leave("嵌入的文件不带入")
		case f.Name == "word/vbaProject.bin":
			p.leave("宏不带入")
		case strings.HasPrefix(f.Name, "word/") && strings.HasSuffix(f.Name, ".xml") && !strings.Contains(f.Name, "styles"):
			rc, err := f.Open()
			if err != nil {
				return fault.Field("file", "", "DOCX 文件打不开，请用 Word 或 WPS 另存后再提交。")
			}
			b, err := io.ReadAll(io.LimitReader(rc, 64<<20))
			rc.Close()
			if err != nil {
				return fault.Field("file", "", "DOCX 文件打不开，请用 Word 或 WPS 另存后再提交。")
			}
			if vanished.Match(b) {
				return fault.Field("file", "", "文档里有隐藏文字。请在 Word 或 WPS 里显示隐藏文字，删除或改为正常文字后再提交。")
			}
			if tracked.Match(b) {
				p.leave("有修订痕迹：按接受全部修订后的文字处理，删去的文字不带入")
			}
		}
	}
	if media > 0 {
		p.leave("图片 %d 张不带入；图片要公开的，请另存为 PDF 再提交", media)
	}
	return nil
}

// xlsx gives the visible cells of the visible sheets as they are shown.
func (p *Prepared) xlsx(ra io.ReaderAt, size int64) (string, error) {
	z, err := zip.NewReader(ra, size)
	if err != nil {
		return "", fault.Field("file", "", "XLSX 文件打不开，请用 Excel 或 WPS 另存后再提交。")
	}
	parts := map[string]int{}
	for _, f := range z.File {
		for _, x := range []struct{ prefix, what string }{{"xl/pivotCache/pivotCacheRecords", "数据透视表的缓存"}, {"xl/comments", "批注"}, {"xl/threadedComments", "批注"}, {"xl/externalLinks/externalLink", "外部链接的缓存"}, {"xl/media/", "图片"}, {"xl/embeddings/", "嵌入的文件"}, {"xl/model/", "数据模型"}, {"xl/charts/chart", "图表"}, {"xl/vbaProject", "宏"}} {
			if strings.HasPrefix(f.Name, x.prefix) && !strings.HasSuffix(f.Name, ".rels") {
				parts[x.what]++
			}
		}
	}
	for _, what := range []string{"数据透视表的缓存", "数据模型", "外部链接的缓存", "批注", "图片", "图表", "嵌入的文件", "宏"} {
		if n := parts[what]; n > 0 {
			p.leave("%s %d 份，不带入", what, n)
		}
	}
	f, err := excelize.OpenReader(io.NewSectionReader(ra, 0, size), excelize.Options{UnzipSizeLimit: 512 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return "", fault.Field("file", "", "XLSX 文件打不开，请用 Excel 或 WPS 另存后再提交。")
	}
	defer f.Close()
	if n := len(f.GetDefinedName()); n > 0 {
		p.leave("命名区域 %d 个，不带入", n)
	}
	var b strings.Builder
	sheets, rows, columns := 0, 0, 0
	for _, name := range f.GetSheetList() {
		if seen, err := f.GetSheetVisible(name); err != nil || !seen {
			sheets++
			continue
		}
		list, err := f.GetRows(name)
		if err != nil {
			return "", fault.Field("file", "", "工作表“"+name+"”读不出来，请用 Excel 或 WPS 另存后再提交。")
		}
		if len(list) > mostRows {
			return "", fault.Field("file", fmt.Sprint(len(list)), fmt.Sprintf("工作表“%s”有%d行，超过%d行，请拆分后再提交。", name, len(list), mostRows))
		}
		hidden := map[int]bool{}
		b.WriteString(name + "\n")
		for i, row := range list {
			if seen, err := f.GetRowVisible(name, i+1); err == nil && !seen {
				if strings.TrimSpace(strings.Join(row, "")) != "" {
					rows++
				}
				continue
			}
			var cells []string
			for j, v := range row {
				off, known := hidden[j]
				if !known {
					if letters, err := excelize.ColumnNumberToName(j + 1); err == nil {
						seen, err := f.GetColVisible(name, letters)
						off = err == nil && !seen
					}
					if hidden[j] = off; off {
						columns++
					}
				}
				if !off {
					cells = append(cells, strings.Join(strings.Fields(v), " "))
				}
			}
			b.WriteString(strings.TrimRight(strings.Join(cells, "\t"), "\t") + "\n")
		}
		b.WriteString("\f")
	}
	if sheets > 0 {
		p.leave("隐藏的工作表 %d 张，不带入", sheets)
	}
	if rows > 0 || columns > 0 {
		p.leave("隐藏的行 %d 行、列 %d 列，不带入", rows, columns)
	}
	return strings.TrimRight(b.String(), "\f\n"), nil
}
