package packet

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// dat93Digests is the file of a package of ours that guards the note, the
// catalogue and the metadata, as these guard the content.
const dat93Digests = "其他/目录和元数据数字摘要.txt"

// CreateDAT93 makes the offline transfer package of DA/T 93-2022, annex B, by
// items, in UTF-8. Every item needs a file. The conditions and errors are those of
// CreateBag.
func CreateDAT93(ctx context.Context, out string, p Packet) error {
	for _, it := range p.Items {
		if len(it.Files) == 0 {
			return fault.Field("files", it.Code, "档号 "+it.Code+" 没有电子文件，不能列入电子档案移交信息包；请先挂接电子文件或移出本批。")
		}
	}
	return build(ctx, out, KindDAT93, p, func(s sink) error { return writeDAT93(ctx, s, p) })
}

func writeDAT93(ctx context.Context, s sink, p Packet) error {
	if err := s.mkdir("其他"); err != nil {
		return err
	}
	var guard bytes.Buffer
	tag := func(path string, fill func(io.Writer) error) error {
		sum, err := writeHashed(s, path, fill)
		fmt.Fprintf(&guard, "%s  %s\n", sum, encodePath(path))
		return err
	}
	for _, it := range p.Items {
		dir := p.Fonds + "/" + strings.ReplaceAll(it.category(), "·", "/") + "/" + it.Code + "/"
		const name = "电子档案1元数据.XML"
		where := places(it.Files, name)
		files := make([]written, len(it.Files))
		for i, f := range it.Files {
			if metadataName.MatchString(where[i]) {
				where[i] = fmt.Sprintf("%d/%s", i+1, f.Name)
			}
			var err error
			if files[i], err = copyFile(ctx, s, dir+where[i], f); err != nil {
				return err
			}
		}
		if err := tag(dir+name, func(w io.Writer) error {
			x := newXMLWriter(w)
			x.open("电子档案元数据", "标准", "DA/T 46-2009")
			x.metadata(p, it, files, where)
			x.events(it, p.history(it, "封装", "DA/T 93-2022"))
			x.shut()
			return x.end()
		}); err != nil {
			return err
		}
	}
	if err := tag("目录文件.XML", func(w io.Writer) error { return writeCatalogue(w, p) }); err != nil {
		return err
	}
	if err := tag("说明文件.TXT", func(w io.Writer) error { _, err := w.Write(transferNote(p)); return err }); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return writeBytes(s, dat93Digests, guard.Bytes())
}

func writeCatalogue(w io.Writer, p Packet) error {
	x := newXMLWriter(w)
	x.open("文件目录")
	for i, it := range p.Items {
		x.open("文件")
		x.leaf("顺序号", strconv.Itoa(i+1))
		x.leaf("档号", it.Code)
		x.leaf("责任者", it.Issuer)
		x.leaf("题名", it.Title)
		x.leaf("日期", it.Date.Compact())
		x.leaf("保管期限", it.period())
		x.leaf("密级", it.level())
		x.some("页数", it.pages())
		x.leaf("备注", it.Remark)
		x.shut()
	}
	x.shut()
	return x.end()
}

func transferNote(p Packet) []byte {
	var b bytes.Buffer
	line := func(label, value string) {
		fmt.Fprintf(&b, "%s：%s\r\n", label, strings.Join(strings.Fields(value), " "))
	}
	var size int64
	files := 0
	for _, it := range p.Items {
		for _, f := range it.Files {
			size += f.Size
			files++
		}
	}
	carrier, carriers := or(p.Carrier, "在线移交，无离线载体"), "0"
	if p.Carrier != "" {
		carriers = "1"
	}
	line("移交单位", p.creator())
	line("全宗号", p.Fonds)
	line("内容描述", p.description())
	line("起止档号", p.Items[0].Code+" 至 "+p.Items[len(p.Items)-1].Code)
	line("档案数量", fmt.Sprintf("%d 件", len(p.Items)))
	line("电子文件数量", fmt.Sprintf("%d 个", files))
	line("数据量", fmt.Sprintf("%d 字节", size))
	line("软硬件环境", or(p.System, "读取本包不需要专用软件；各文件的格式见元数据中的格式信息"))
	line("离线载体参数", or(p.Carrier, "无"))
	line("载体编号", carrier)
	line("载体数量", carriers)
	line("制作单位", p.creator())
	line("制作日期", civil.DateOf(p.CreatedAt).String())
	line("检查单位", p.creator())
	return b.Bytes()
}
