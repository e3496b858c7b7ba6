package ui

// Portal is the frame of a public page: what stands above and below is data, so
// that the column fits into the county's own portal.
type Portal struct {
	Title   string // of the document; Name and Owner are added
	Name    string // of the column: 政府信息公开
	Owner   string // whose column it is
	Home    string
	Above   []Link // the portal this column belongs to, other portals
	Nav     []NavLink
	Search  Search
	Foot    []Pair // 主办单位, 网站标识码, ICP备案号, 联系方式 …
	Below   []Link // further links of the foot
	Notices []Notice
	Crumbs  []Link // the way to this page, without the home and the page itself
	Feeds   []Link // Atom feeds that go with the page
	Meta    []Meta // for the machines of the county's platform
	Else    string // where one can go when this page cannot serve: window and post
	Wide    bool   // a page of tables
	Style   string // address of the style sheet
	Look    Look
	Sizes   []SizeLink
}

// NavLink is an entry of the portal's one row of entries.
type NavLink struct {
	Text, URL string
	Current   bool
}

// SizeLink is this page in another size of type.
type SizeLink struct {
	Text, URL string
	Current   bool
}

// Meta is a name and content for the head of a page.
type Meta struct{ Name, Content string }

// Sizes of type of a portal.
const (
	Large = "large" // 20 px
	Huge  = "huge"  // 30 px
)

func portalTitle(p Portal) string {
	if p.Name == "" {
		return p.Title
	}
	return joinTitle(p.Title, p.Name+" - "+p.Owner)
}
