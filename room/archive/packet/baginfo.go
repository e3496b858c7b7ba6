package packet

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
)

var oxumForm = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)

// once are the labels that RFC 8493 section 2.2.2 allows only once.
var once = map[string]bool{"bagging-date": true, "bag-size": true, "payload-oxum": true,
	"bag-group-identifier": true, "bag-count": true}

// readInfo reads bag-info.txt (package-info.txt until 0.95) and holds the
// Payload-Oxum, bytes and files, against the payload.
func (b *bag) readInfo() {
	for _, name := range []string{"bag-info.txt", "package-info.txt"} {
		if e := b.t.files[name]; e != nil {
			b.readInfoFile(e)
		}
	}
	if b.t.files["package-info.txt"] != nil && (b.decl.modern() || b.decl.version == "0.96" || b.decl.version == "0.97") {
		b.f.warnf("package-info.txt 自 0.96 版起改名为 bag-info.txt。")
	}
}

func (b *bag) readInfoFile(e *entry) {
	count := map[string]int{}
	var label, value string
	flush := func() {
		if label == "" {
			return
		}
		key := strings.ToLower(label)
		count[key]++
		if count[key] == 2 && once[key] {
			b.f.warnf("%s 中 %s 应当只出现一次。", e.path, show(label))
		}
		value = strings.TrimSpace(value)
		if count[key] == 1 {
			b.notes[label] = value
		}
		b.infoValue(e.path, key, value)
		label, value = "", ""
	}
	b.lines(e, func(n int, line string) {
		if line == "" {
			return
		}
		if line[0] == ' ' || line[0] == '\t' {
			if label == "" {
				b.f.errf("%s 第 %d 行是续行，但前面没有标签。", e.path, n)
				return
			}
			if len(value)+len(line) > 16*b.opt.MaxLine {
				return
			}
			value += " " + strings.TrimSpace(line)
			return
		}
		flush()
		i := strings.IndexByte(line, ':')
		if i <= 0 {
			b.f.errf("%s 第 %d 行不是“标签: 内容”的形式：%s。", e.path, n, show(line))
			return
		}
		label, value = line[:i], line[i+1:]
		if t := strings.TrimRight(label, " \t"); t != label {
			b.f.warnf("%s 第 %d 行标签 %s 与冒号之间有空白。", e.path, n, show(t))
			label = t
		}
		if value != "" && (value[0] != ' ' && value[0] != '\t' || strings.HasPrefix(value[1:], " ")) {
			b.f.warnf("%s 第 %d 行冒号后应当正好有一个空白。", e.path, n)
		}
	})
	flush()
}

func (b *bag) infoValue(file, key, value string) {
	switch key {
	case "payload-oxum":
		if !oxumForm.MatchString(value) {
			b.f.errf("%s 的 Payload-Oxum %s 不是“字节数.文件数”的形式。", file, show(value))
			return
		}
		files, size := 0, int64(0)
		for _, p := range b.t.order {
			if strings.HasPrefix(p, "data/") {
				files++
				size += b.t.files[p].size
			}
		}
		whole, part, _ := strings.Cut(value, ".")
		wantSize, err1 := strconv.ParseInt(whole, 10, 64)
		wantFiles, err2 := strconv.Atoi(part)
		if err1 != nil || err2 != nil || wantSize != size || wantFiles != files {
			b.f.errf("载荷与 %s 的 Payload-Oxum 不符：登记为 %s，实际为 %s。", file, value, fmt.Sprintf("%d.%d", size, files))
		}
	case "bagging-date":
		if _, err := civil.Parse(value); err != nil {
			b.f.warnf("%s 的 Bagging-Date %s 不是“年-月-日”的形式。", file, show(value))
		}
	}
}
