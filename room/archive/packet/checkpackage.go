package packet

import (
	"fmt"
	"strings"
)

func (c *checker) notes() (Result, string) {
	if c.in == nil || c.in.Report.Kind != KindDAT93 {
		return NotApplicable, "不是按 DA/T 93 组织的信息包，没有说明文件和目录文件。"
	}
	bad := among(c.in.Report.Errors, "说明文件", "目录")
	return tally(Fail, 2, "个文件", bad)
}

func (c *checker) structure() (Result, string) {
	if c.in == nil {
		return NotApplicable, noPackage
	}
	var bad []string
	for _, e := range c.in.Report.Errors {
		if !strings.Contains(e, "摘要不符") {
			bad = append(bad, strings.TrimSuffix(e, "。"))
		}
	}
	return tally(Fail, 1, "个信息包", bad)
}

func (c *checker) same() (Result, string) {
	switch {
	case c.in == nil:
		return NotApplicable, noPackage
	case c.s.Packet == nil:
		return Manual, "没有打包前的档案可比，须由人工与移交单位的记录核对。"
	}
	if err := faithful(*c.in, c.in.Report.Kind, *c.s.Packet); err != nil {
		return Fail, "信息包与打包前的档案不一致：" + strings.TrimSuffix(strings.TrimPrefix(errText(err), "打包后重新读取核对未通过，没有生成包："), "请告知系统管理员。")
	}
	return Pass, fmt.Sprintf("信息包中 %d 件与打包前的档案逐件一致。", len(c.in.Records))
}

func (c *checker) count() (Result, string) {
	if c.s.Register == nil {
		return Manual, fmt.Sprintf("实有 %d 件；没有给出登记表，须由人工核对。", len(c.records))
	}
	if c.s.Register.Items != len(c.records) {
		return Fail, fmt.Sprintf("登记表 %d 件，实有 %d 件。", c.s.Register.Items, len(c.records))
	}
	return Pass, fmt.Sprintf("登记表与实有都是 %d 件。", len(c.records))
}

func (c *checker) bytes() (Result, string) {
	var size int64
	for _, r := range c.records {
		for _, f := range r.Files {
			size += f.Size
		}
	}
	if c.s.Register == nil {
		return Manual, fmt.Sprintf("实有 %d 字节；没有给出登记表，须由人工核对。", size)
	}
	if c.s.Register.Bytes != size {
		return Fail, fmt.Sprintf("登记表 %d 字节，实有 %d 字节。", c.s.Register.Bytes, size)
	}
	return Pass, fmt.Sprintf("登记表与实有都是 %d 字节。", size)
}

func (c *checker) content() (Result, string) {
	if c.s.Packet == nil {
		if bad := among(c.in.Report.Errors, "不在包内", "读不出来", "没有电子文件", "没有编码数据", "编码数据", "不符"); len(bad) > 0 {
			return tally(Fail, len(c.records), "件", bad)
		}
		return c.packageOnly("信息包内的电子文件全部完整读出。")
	}
	var bad []string
	for _, r := range c.read {
		if r.err != nil {
			bad = append(bad, r.code+" "+show(r.f.Name)+" 不能完整读出或与登记不符")
		}
	}
	return tally(Fail, len(c.read), "个文件", bad)
}

func (c *checker) attachments() (Result, string) {
	return c.each(Warn, func(r Record) []string {
		if strings.Contains(r.Value("题名"), "附：") && len(r.Files) == 1 {
			return []string{"题名提到附件，但只有一个电子文件"}
		}
		return nil
	})
}

func (c *checker) packageMeta() (Result, string) {
	if c.in == nil {
		return NotApplicable, noPackage
	}
	inner := &checker{s: Subject{}, in: c.in, records: c.in.Records}
	return inner.lacking(Fail, "档号", "题名", "责任者", "保管期限", "密级")
}

func (c *checker) packageContent() (Result, string) {
	if c.in == nil {
		return NotApplicable, noPackage
	}
	if bad := among(c.in.Report.Errors, "不在包内", "没有编码数据", "没有电子文件", "尚未取回"); len(bad) > 0 {
		return tally(Fail, len(c.in.Records), "件", bad)
	}
	n := 0
	for _, r := range c.in.Records {
		n += len(r.Files)
	}
	if c.s.Packet != nil && n != len(c.read) {
		return Fail, fmt.Sprintf("信息包中有 %d 个文件，打包前有 %d 个。", n, len(c.read))
	}
	if len(c.in.Records) == 0 {
		return Manual, "信息包中没有读出可检测的元数据，须由人工检测。"
	}
	return Pass, fmt.Sprintf("信息包中 %d 件共 %d 个文件，与元数据相符。", len(c.in.Records), n)
}

func (c *checker) readMeta() (Result, string) {
	if c.in == nil {
		return NotApplicable, noPackage
	}
	if bad := among(c.in.Report.Errors, "XML", "元数据文件", "DTD", "编码不是"); len(bad) > 0 {
		return tally(Fail, len(c.in.Records), "件", bad)
	}
	if len(c.in.Records) == 0 {
		return Manual, "信息包中没有读出元数据，须由人工检测。"
	}
	return Pass, fmt.Sprintf("读出 %d 件的元数据。", len(c.in.Records))
}

// lasting are the endings of formats that are accepted for filing as they are.
var lasting = map[string]bool{"pdf": true, "ofd": true, "txt": true, "xml": true, "csv": true, "md": true, "html": true,
	"jpg": true, "jpeg": true, "tif": true, "tiff": true, "png": true, "jp2": true, "dng": true, "svg": true,
	"wav": true, "mp3": true, "mp4": true, "avi": true, "mpg": true, "mxf": true, "eml": true,
	"doc": true, "docx": true, "xls": true, "xlsx": true, "ppt": true, "pptx": true, "wps": true, "et": true, "dps": true}

func (c *checker) names(bad Result, judge func(name string) string) (Result, string) {
	n := 0
	var all []string
	for _, r := range c.records {
		for _, f := range r.Files {
			n++
			if why := judge(f.Name); why != "" {
				all = append(all, r.Value("档号")+" "+show(f.Name)+" "+why)
			}
		}
	}
	if n == 0 {
		return NotApplicable, "没有电子文件。"
	}
	return tally(bad, n, "个文件", all)
}

func (c *checker) formats() (Result, string) {
	return c.names(Warn, func(name string) string {
		if lasting[ext(name)] {
			return ""
		}
		return "不是常用的归档格式"
	})
}

func (c *checker) readable() (Result, string) {
	if c.s.Packet == nil {
		return Manual, "各文件的字节已全部读出；能否用软件正常打开，须由人工抽查。"
	}
	var bad []string
	for _, r := range c.read {
		switch {
		case r.err != nil:
			bad = append(bad, r.code+" "+show(r.f.Name)+" 读不出")
		case r.f.Size == 0:
			bad = append(bad, r.code+" "+show(r.f.Name)+" 是空文件")
		case r.encryptedPDF():
			bad = append(bad, r.code+" "+show(r.f.Name)+" 已加密")
		case !extensionFits(ext(r.f.Name), r):
			bad = append(bad, r.code+" "+show(r.f.Name)+" 的内容不是扩展名所示的格式")
		}
	}
	return tally(Fail, len(c.read), "个文件", bad)
}

func (c *checker) open() (Result, string) {
	for _, r := range c.read {
		if r.encryptedPDF() {
			return Fail, r.code + " " + show(r.f.Name) + " 已加密，须解密后归档。"
		}
	}
	return c.names(Fail, func(name string) string {
		switch ext(name) {
		case "zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "arj", "cab":
			return "是压缩文件，须解开后归档"
		case "enc", "p7m", "gpg", "pgp":
			return "是加密文件，须解密后归档"
		}
		return ""
	})
}

func (c *checker) extra() (Result, string) {
	if c.in == nil {
		return NotApplicable, noPackage
	}
	if bad := among(c.in.Report.Errors, "多余", "未列入", "不属于", "没有记载的文件"); len(bad) > 0 {
		return tally(Fail, 1, "个信息包", bad)
	}
	if w := among(c.in.Report.Warnings, "操作系统自行产生", "没有元数据"); len(w) > 0 {
		return tally(Warn, 1, "个信息包", w)
	}
	return Pass, "信息包中没有目录以外的文件；载体上信息包以外的文件须另行查看。"
}
