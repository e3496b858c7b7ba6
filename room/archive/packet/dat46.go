package packet

import (
	"fmt"
	"strconv"
	"strings"
)

// describe writes the metadata of a record in the order of DA/T 46-2009 up to the
// notes; what follows (文件数据) is the caller's. notes are written after the
// item's own. The grammar of an EEP has no place for the category.
func (x *xmlWriter) describe(p Packet, it Item, notes []string, eep bool) {
	x.leaf("聚合层次", "文件")
	x.open("来源")
	x.some("档案馆名称", p.ArchiveName)
	x.some("档案馆代码", p.ArchiveCode)
	x.leaf("全宗名称", p.FondsName)
	x.leaf("立档单位名称", p.FondsName)
	x.shut()
	x.leaf("电子文件号", it.recordID())
	x.open("档号")
	x.escaped(strings.TrimSpace(it.Code))
	x.leaf("全宗号", p.Fonds)
	x.leaf("年度", strconv.Itoa(p.year(it)))
	x.leaf("保管期限", it.period())
	x.some("机构或问题", it.Unit)
	if !eep {
		x.leaf("类别号", it.category())
	}
	x.leaf("室编件号", it.number())
	x.shut()
	x.open("内容描述")
	x.leaf("题名", it.Title)
	x.some("关键词", strings.Join(it.Keywords, ";"))
	x.some("文件编号", it.DocNo)
	x.leaf("责任者", it.Issuer)
	x.leaf("日期", it.Date.String())
	x.leaf("密级", it.level())
	x.shut()
	x.open("形式特征")
	if len(it.Files) > 1 {
		x.leaf("文件组合类型", "组合文件")
	} else {
		x.leaf("文件组合类型", "单件")
	}
	x.some("页数", it.pages())
	x.shut()
	if p.Carrier != "" {
		x.open("存储位置")
		x.leaf("脱机载体编号", p.Carrier)
		x.shut()
	}
	if it.Opening == "开放" || it.Opening == "控制" {
		x.open("权限管理")
		x.leaf("控制标识", it.Opening)
		x.shut()
	}
	x.some("信息系统描述", p.System)
	x.some("附注", it.Remark)
	for _, n := range append(it.transferNotes(), notes...) {
		x.leaf("附注", n)
	}
}

// transferNotes are the three statements that travel with a transfer (article 30
// of the Implementing Regulations of the Archives Law).
func (it Item) transferNotes() []string {
	var out []string
	for _, n := range [][2]string{{"到期开放意见", it.Opening}, {"政府信息公开情况", it.Disclosed}, {"密级变更情况", it.Declass}} {
		if n[1] != "" {
			out = append(out, n[0]+"："+n[1])
		}
	}
	return out
}

// properties writes the 电子属性 of a file.
func (x *xmlWriter) properties(f File, more func()) {
	x.open("电子属性")
	x.leaf("格式信息", or(f.Format, or(ext(f.Name), "未知")))
	x.leaf("计算机文件名", f.Name)
	x.leaf("计算机文件大小", strconv.FormatInt(f.Size, 10))
	x.some("文档创建程序", f.Program)
	if more != nil {
		more()
	}
	x.shut()
}

// events writes the process of an item (业务实体块) and those who took part in
// it (机构人员实体块).
func (x *xmlWriter) events(it Item, events []Event) {
	agents := map[[2]string]string{}
	var order [][2]string
	for _, e := range events {
		key := [2]string{e.Who, e.Post}
		if _, ok := agents[key]; !ok {
			agents[key] = fmt.Sprintf("机构人员%d", len(agents)+1)
			order = append(order, key)
		}
	}
	x.open("业务实体块")
	for i, e := range events {
		x.open("业务实体")
		x.leaf("业务标识符", fmt.Sprintf("业务%d", i+1))
		x.leaf("机构人员标识符", agents[[2]string{e.Who, e.Post}])
		x.leaf("文件标识符", it.recordID())
		x.leaf("业务状态", "历史行为")
		x.leaf("业务行为", e.What)
		x.leaf("行为时间", stamp(e.When))
		x.some("行为依据", e.Basis)
		x.some("行为描述", e.Note)
		x.shut()
	}
	x.shut()
	x.open("机构人员实体块")
	for _, key := range order {
		x.open("机构人员实体")
		x.leaf("机构人员标识符", agents[key])
		if key[1] != "" {
			x.leaf("机构人员类型", "个人")
		}
		x.leaf("机构人员名称", key[0])
		x.some("个人职位", key[1])
		x.shut()
	}
	x.shut()
}

// metadata writes one record with references to its files, as it stands in the
// bag's metadata/dat46.xml and in the metadata file of DA/T 93. where gives the
// path of each file.
func (x *xmlWriter) metadata(p Packet, it Item, files []written, where []string) {
	x.describe(p, it, nil, false)
	if len(it.Files) == 0 {
		return
	}
	x.open("文件数据")
	for i, f := range it.Files {
		x.open("文档")
		x.leaf("文档标识符", fmt.Sprintf("文档%d", i+1))
		x.leaf("文档序号", strconv.Itoa(i+1))
		x.leaf("文档主从声明", role(i))
		x.leaf("存放路径", where[i])
		x.properties(f, func() {
			x.leaf("数字摘要", files[i].sha256, "算法", "SHA-256")
			x.leaf("数字摘要", files[i].sm3, "算法", "SM3")
		})
		x.shut()
	}
	x.shut()
}

func role(i int) string {
	if i == 0 {
		return "主文档"
	}
	return "附属文档"
}
