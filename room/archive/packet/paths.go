package packet

import (
	"path"
	"regexp"
	"strings"
)

var (
	driveLetter = regexp.MustCompile(`^[A-Za-z]:`)
	windowsVar  = regexp.MustCompile(`^%[A-Za-z_]+%`)
)

// safePath judges a path that was read out of a package. It gives the path in
// its simplest form, or, in why, the reason for refusing it. Paths of every
// operating system are judged alike: a package that is harmless here may be
// unpacked elsewhere tomorrow.
func safePath(p string) (clean, why string) {
	switch {
	case p == "":
		return "", "路径为空"
	case strings.ContainsRune(p, 0):
		return "", "路径含有空字符"
	case len(p) > 4096:
		return "", "路径超过 4096 字节"
	case strings.HasPrefix(p, "/"):
		return "", "是绝对路径"
	case strings.HasPrefix(p, "~"):
		return "", "指向用户主目录（~）"
	case strings.HasPrefix(p, `\`):
		return "", "是 Windows 绝对路径或网络路径"
	case driveLetter.MatchString(p):
		return "", "带盘符"
	case windowsVar.MatchString(p):
		return "", "以 Windows 环境变量开头"
	}
	for _, part := range strings.FieldsFunc(p, func(r rune) bool { return r == '/' || r == '\\' }) {
		if part == ".." {
			return "", "含有“..”，指向包外"
		}
	}
	clean = path.Clean(p)
	if clean == "." {
		return "", "没有文件名"
	}
	return clean, ""
}

// systemFile reports whether a file is one that operating systems leave behind.
func systemFile(p string) bool {
	base := path.Base(p)
	switch strings.ToLower(base) {
	case "thumbs.db", ".ds_store", "desktop.ini", "ehthumbs.db", ".spotlight-v100", ".trashes", ".fseventsd":
		return true
	}
	return strings.HasPrefix(base, "._") || strings.HasPrefix(p, "__MACOSX/") || strings.HasPrefix(base, "~$")
}

var windowsReserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$`)

// windowsTrouble says why a name cannot be unpacked on Windows, "" if it can.
func windowsTrouble(p string) string {
	for part := range strings.SplitSeq(p, "/") {
		switch {
		case strings.ContainsAny(part, `<>:"|?*\`):
			return `含有 < > : " | ? * \ 之一`
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return "以句点或空格结尾"
		case windowsReserved.MatchString(part):
			return "是系统保留名"
		}
	}
	return ""
}
