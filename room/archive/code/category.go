package code

// Category is a first-level class of archives (门类).
type Category struct {
	Code string // two capitals, as in an archival code
	Name string // Chinese name
	// Undated classes are numbered without a year: projects and persons.
	Undated bool
}

// Categories lists the thirteen first-level classes of a state organ in the
// order of the regulation.
var Categories = []Category{
	{Code: "WS", Name: "文书"},
	{Code: "KJ", Name: "科技", Undated: true},
	{Code: "RS", Name: "人事", Undated: true},
	{Code: "KU", Name: "会计"},
	{Code: "ZY", Name: "专业", Undated: true},
	{Code: "ZP", Name: "照片"},
	{Code: "LY", Name: "录音"},
	{Code: "LX", Name: "录像"},
	{Code: "SJ", Name: "业务数据"},
	{Code: "YJ", Name: "公务电子邮件"},
	{Code: "WY", Name: "网页信息"},
	{Code: "MT", Name: "社交媒体"},
	{Code: "SW", Name: "实物"},
}

// CategoryOf finds a first-level class by its code or its Chinese name (with or
// without 档案 at the end). Only the part before the first separator counts, so
// a category with sub-classes (KU·01) finds its first level.
func CategoryOf(s string) (Category, bool) {
	t := Normalise(s)
	for i, r := range t {
		if r == '·' {
			t = t[:i]
			break
		}
	}
	for _, c := range Categories {
		if t == c.Code || t == c.Name || t == c.Name+"档案" {
			return c, true
		}
	}
	return Category{}, false
}
