package release

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
)

// Attributes of an item; publicity is the rule (article 5 of 2019).
const (
	Public    = "public"
	OnRequest = "on_request"
	Closed    = "closed"
)

// States of an item.
const (
	ItemDraft     = "draft"
	ItemPublished = "published"
	ItemInternal  = "internal"  // disclosed to the staff
	ItemWithheld  = "withheld"  // on request, or not at all
	ItemWithdrawn = "withdrawn" // a tombstone is left
)

var itemLabels = map[string]string{ItemDraft: "待公开", ItemPublished: "已公开", ItemInternal: "内部公开", ItemWithheld: "不主动公开", ItemWithdrawn: "已撤下"}

// States of a version.
const (
	VersionDraft     = "draft"
	VersionReviewing = "reviewing"
	VersionCleared   = "cleared"
	VersionRefused   = "refused"
	VersionPublished = "published"
	VersionReplaced  = "replaced"
)

var versionLabels = map[string]string{VersionDraft: "草稿", VersionReviewing: "审查中", VersionCleared: "审查通过，待公开", VersionRefused: "审查未通过", VersionPublished: "已公开", VersionReplaced: "已被替换"}

// Kinds of item.
const (
	Plain = "item"
	Guide = "guide" // 公开指南
)

var itemColumns = []string{"index_no", "state", "unit", "unit_name", "kind", "attribute", "ground", "shown", "latest", "runs_from", "due_other", "due_ground", "published_on", "updated_on",
	"withdrawn_on", "withdrawn_at", "withdrawn_by", "withdrawn_why", "title_hidden", "reexamine_on", "made_by", "made_at", "version"}

var itemSelect = "SELECT i.id, i." + strings.Join(itemColumns, ", i.") + " FROM disclosure_item i"

// Item is an item of the catalogue, whatever its text is at the moment.
type Item struct {
	ID           int64      `db:"id"`
	Index        string     `db:"index_no"`
	State        string     `db:"state"`
	Unit         string     `db:"unit"`
	UnitName     string     `db:"unit_name"`
	Kind         string     `db:"kind"`
	Attribute    string     `db:"attribute"`
	Ground       string     `db:"ground"`
	Shown        int        `db:"shown"`
	Latest       int        `db:"latest"`
	RunsFrom     civil.Date `db:"runs_from"`
	DueOther     civil.Date `db:"due_other"`
	DueGround    string     `db:"due_ground"`
	PublishedOn  civil.Date `db:"published_on"`
	UpdatedOn    civil.Date `db:"updated_on"`
	WithdrawnOn  civil.Date `db:"withdrawn_on"`
	WithdrawnAt  int64      `db:"withdrawn_at"`
	WithdrawnBy  string     `db:"withdrawn_by"`
	WithdrawnWhy string     `db:"withdrawn_why"`
	TitleHidden  bool       `db:"title_hidden"`
	ReexamineOn  civil.Date `db:"reexamine_on"`
	MadeBy       string     `db:"made_by"`
	MadeAt       int64      `db:"made_at"`
	Version      int64      `db:"version"`
}

func (i *Item) values() []any {
	return []any{i.Index, i.State, i.Unit, i.UnitName, i.Kind, i.Attribute, i.Ground, i.Shown, i.Latest, i.RunsFrom, i.DueOther, i.DueGround, i.PublishedOn, i.UpdatedOn,
		i.WithdrawnOn, i.WithdrawnAt, i.WithdrawnBy, i.WithdrawnWhy, i.TitleHidden, i.ReexamineOn, i.MadeBy, i.MadeAt, i.Version}
}

// Subject names the row.
func (i Item) Subject() string { return act.Subject("disclosure_item", i.ID) }

func itemURL(id int64) string { return fmt.Sprintf("/release/items/%d", id) }

var versionColumns = []string{"item_id", "n", "state", "title", "summary", "document_no", "formed_on", "category", "column_code", "theme", "keywords", "genre", "audience", "related", "carrier", "language",
	"criteria", "ground", "elements", "body", "fields", "release_id", "approved_on", "published_on", "published_at", "made_by", "made_at", "version"}

var versionSelect = "SELECT t.id, t." + strings.Join(versionColumns, ", t.") + " FROM disclosure_version t"

// Text is what a version of an item says: its metadata and its words.
type Text struct {
	Title    string     `db:"title"`
	Summary  string     `db:"summary"`
	Document string     `db:"document_no"`
	FormedOn civil.Date `db:"formed_on"` // formed, or changed
	Category string     `db:"category"`
	Column   string     `db:"column_code"`
	Theme    string     `db:"theme"`
	Keywords string     `db:"keywords"`
	Genre    string     `db:"genre"`
	Audience string     `db:"audience"`
	Related  string     `db:"related"`
	Carrier  string     `db:"carrier"`
	Language string     `db:"language"`
	Criteria string     `db:"criteria"` // names, with commas
	Ground   string     `db:"ground"`   // legal ground, where the category asks for one
	Elements string     `db:"elements"` // of the category, with commas
	Body     string     `db:"body"`
	Fields   string     `db:"fields"` // of the guide: name to text, JSON
}

// Version is one text of an item.
type Version struct {
	ID   int64  `db:"id"`
	Item int64  `db:"item_id"`
	N    int    `db:"n"`
	What string `db:"state"`
	Text
	Review      int64      `db:"release_id"`
	ApprovedOn  civil.Date `db:"approved_on"`
	PublishedOn civil.Date `db:"published_on"`
	PublishedAt int64      `db:"published_at"`
	MadeBy      string     `db:"made_by"`
	MadeAt      int64      `db:"made_at"`
	Seen        int64      `db:"version"`
}

func (t *Version) values() []any {
	return []any{t.Item, t.N, t.What, t.Title, t.Summary, t.Document, t.FormedOn, t.Category, t.Column, t.Theme, t.Keywords, t.Genre, t.Audience, t.Related, t.Carrier, t.Language,
		t.Criteria, t.Ground, t.Elements, t.Body, t.Fields, t.Review, t.ApprovedOn, t.PublishedOn, t.PublishedAt, t.MadeBy, t.MadeAt, t.Seen}
}

var versionFileColumns = []string{"version_id", "name", "sha256", "sm3", "size", "source_name", "source_sha256", "withheld", "made_by", "made_at"}

// VersionFile is a file of a version.
type VersionFile struct {
	ID      int64 `db:"id"`
	Version int64 `db:"version_id"`
	flow.Attachment
	SourceName   string `db:"source_name"`
	SourceSHA256 string `db:"source_sha256"`
	Withheld     string `db:"withheld"`
}

// file is it as it goes to review.
func (f VersionFile) file() File {
	return File{Attachment: f.Attachment, SourceName: f.SourceName, SourceSHA256: f.SourceSHA256, Withheld: f.Withheld}
}

// PageName is the name under which the public page of a version stands among the
// files of its review.
const PageName = "公开页面.txt"

// Page is the public page of a version in words, as it is reviewed: whoever changes
// a word of it changes its digest, and with it voids the clearance.
func (t Text) Page(publisher string) string {
	var b strings.Builder
	put := func(label, s string) {
		if s != "" {
			fmt.Fprintf(&b, "%s：%s\n", label, s)
		}
	}
	put("名称", t.Title)
	put("发布机构", publisher)
	put("文号", t.Document)
	put("生成日期", t.FormedOn.String())
	put("类目", t.Category)
	put("栏目", t.Column)
	put("内容概述", t.Summary)
	put("主题分类", t.Theme)
	put("主题词", t.Keywords)
	put("体裁分类", t.Genre)
	put("服务对象分类", t.Audience)
	put("关联信息", t.Related)
	put("记录形式", t.Carrier)
	put("语种", t.Language)
	put("依据", t.Ground)
	put("要素", strings.ReplaceAll(t.Elements, ",", "、"))
	if t.Body != "" {
		b.WriteString("\n" + t.Body + "\n")
	}
	return b.String()
}
