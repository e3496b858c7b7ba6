package packet

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
)

// CreateEEP makes EEP files (DA/T 48-2009) of a packet, one XML file a record,
// named after its archival code. out is a folder, or a ZIP or TAR if it ends so; it
// may end in .xml if the packet has one item. Every item needs a file. The
// conditions and errors are those of CreateBag.
func CreateEEP(ctx context.Context, out string, p Packet) error {
	if strings.EqualFold(filepath.Ext(out), ".xml") && len(p.Items) != 1 {
		return fault.Field("out", out, fmt.Sprintf("共 %d 件，一个 XML 文件只能装一件。请给出文件夹、ZIP 或 TAR 的路径。", len(p.Items)))
	}
	return build(ctx, out, KindEEP, p, func(s sink) error {
		for _, it := range p.Items {
			w, err := s.create(it.Code+".xml", -1, false)
			if err != nil {
				return err
			}
			if err := errors.Join(WriteEEP(ctx, w, p, it), w.Close()); err != nil {
				return err
			}
		}
		return nil
	})
}

// WriteEEP writes one item of a packet as an EEP to w. Content is encoded while it
// is read; memory does not grow with it. A file without recorded digests is read
// twice, because the digests stand before the content.
func WriteEEP(ctx context.Context, w io.Writer, p Packet, it Item) error {
	if len(it.Files) == 0 {
		return fault.Field("files", it.Code, "档号 "+it.Code+" 没有电子文件，不能做成电子文件封装包；请改用 BagIt 包，或先挂接电子文件。")
	}
	notes := make([]string, len(it.Files))
	for i, f := range it.Files {
		if f.SHA256 == "" || f.SM3 == "" {
			sums, err := pour(ctx, io.Discard, f)
			if err != nil {
				return err
			}
			f.SHA256, f.SM3 = sums.sha256, sums.sm3
		}
		notes[i] = fmt.Sprintf("第%d个编码数据的数字摘要 SHA-256:%s SM3:%s", i+1, strings.ToLower(f.SHA256), strings.ToLower(f.SM3))
	}
	x := newXMLWriter(w)
	x.open("电子文件封装包", "xmlns", eepNamespace)
	x.leaf("封装包格式描述", "本EEP根据中华人民共和国档案行业标准DA/T 48-2009《基于XML的电子文件封装规范》生成")
	x.leaf("版本", "2009")
	x.open("被签名对象", "eep版本", "2009")
	x.leaf("封装包类型", "原始型")
	x.leaf("封装包类型描述", "本封装包包含电子文件数据及其元数据，原始封装，未经修改")
	x.leaf("封装包创建时间", stamp(p.CreatedAt))
	x.leaf("封装包创建单位", p.creator())
	x.open("封装内容")
	x.open("文件实体块")
	x.open("文件实体")
	x.describe(p, it, notes, true)
	x.open("文件数据")
	for i, f := range it.Files {
		if err := x.document(ctx, i, f); err != nil {
			return err
		}
	}
	x.shut()
	x.shut()
	x.shut()
	x.events(it, p.history(it, "封装", "DA/T 48-2009"))
	for range 3 {
		x.shut()
	}
	return x.end()
}

// document writes one 文档 with its content.
func (x *xmlWriter) document(ctx context.Context, i int, f File) error {
	id := fmt.Sprintf("修改0-文档%d", i+1)
	data := id + "-文档数据1"
	code := data + "-编码1"
	x.open("文档")
	x.leaf("文档标识符", id)
	x.leaf("文档序号", strconv.Itoa(i+1))
	x.leaf("文档主从声明", role(i))
	x.open("文档数据", "文档数据ID", data)
	x.open("编码", "编码ID", code)
	x.properties(f, nil)
	x.leaf("编码描述", "编码数据是计算机文件按 RFC 4648 的 Base64 编码")
	x.leaf("反编码关键字", or(ext(f.Name), "bin"))
	x.begin(streamed, []string{"编码数据ID", code + "-编码数据1"})
	if x.err == nil {
		enc := base64.NewEncoder(base64.StdEncoding, x.w)
		if _, err := pour(ctx, enc, f); err != nil {
			return err
		}
		x.err = enc.Close()
	}
	x.raw("</" + streamed + ">")
	x.shut()
	x.shut()
	x.shut()
	return x.err
}
