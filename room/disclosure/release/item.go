package release

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
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

// Draft is what somebody writes of an item.
type Draft struct {
	Unit      string // own unit when empty
	Attribute string // Public when empty
	Why       string // ground of another attribute
	Text
	// DueOther and DueGround are another last day set by law (clause
	// pro.deadline.law).
	DueOther  civil.Date
	DueGround string
	Guide     map[string]string // the fields of a guide; an item otherwise
}

func (x *Draft) tidy(k rulebook.Catalogue) {
	for _, s := range []*string{&x.Title, &x.Summary, &x.Document, &x.Theme, &x.Keywords, &x.Genre, &x.Audience, &x.Related, &x.Carrier, &x.Language, &x.Ground, &x.Why, &x.DueGround} {
		*s = clean(*s)
	}
	x.Body = strings.TrimSpace(db.Clean(strings.ReplaceAll(x.Body, "\r\n", "\n")))
	if x.Attribute == "" {
		x.Attribute = Public
	}
	if x.Language == "" {
		x.Language = "中文"
	}
	if c, ok := k.Category(x.Category); ok && x.Column == "" {
		x.Column = c.Column
	}
	if len(x.Guide) == 0 {
		return
	}
	kept := map[string]string{}
	var b []string
	for _, f := range k.Guide {
		if s := strings.TrimSpace(db.Clean(strings.ReplaceAll(x.Guide[f.Name], "\r\n", "\n"))); s != "" {
			kept[f.Name] = s
			b = append(b, f.Label+"\n"+s)
		}
	}
	j, _ := json.Marshal(kept) // a map of strings
	x.Fields, x.Body = string(j), strings.Join(b, "\n\n")
}

func (x Draft) check(s *scene) error {
	k := s.book.Catalogue
	var faults []*fault.Error
	add := func(clause law.ID, field, value, say string) {
		faults = append(faults, of(clause, fault.Field(field, value, say)))
	}
	if x.Title == "" || len([]rune(x.Title)) > mostTitle {
		add(law.Disclosure2019Guide, "title", "", "请填写名称，不超过200字。")
	}
	if s.unitName(x.Unit) == "" {
		add(law.GovProcUnits, "unit", x.Unit, "请选择负责这项信息的科室。")
	}
	switch {
	case x.FormedOn.IsZero():
		add(law.ProDeadline, "formed_on", "", "请填写信息形成的日期，公开期限从这一天起算。")
	case x.FormedOn.After(s.today):
		add(law.ProDeadline, "formed_on", x.FormedOn.String(), "形成日期在今天之后，请核对。")
	}
	c, ok := k.Category(x.Category)
	switch {
	case !ok:
		add(law.GovProcUnits, "category", x.Category, "请选择类目。")
	case c.Scope == rulebook.ScopeClosed && x.Attribute != Closed:
		add(c.Basis[0].Clause, "attribute", x.Attribute, "“"+c.Label+"”不对外公开，公开属性只能是不予公开。")
	case c.Ground && x.Ground == "":
		add(c.Basis[0].Clause, "ground", "", "“"+c.Label+"”要写明法律依据。")
	case c.Scope == rulebook.ScopePublic:
		if _, ok := k.Column(x.Column); !ok {
			add(law.Disclosure2019Kinds, "column", x.Column, "请选择栏目。")
		}
	}
	if _, ok := rulebook.Word(k.Attributes, x.Attribute); !ok {
		add(law.Disclosure2019Openness, "attribute", x.Attribute, "请选择公开属性。")
	}
	if x.Attribute != Public && x.Why == "" {
		add(law.Disclosure2019Openness, "why", "", "以公开为常态。不主动公开的，请写明理由和依据。")
	}
	for _, w := range words(x.Criteria) {
		if _, ok := rulebook.Word(k.Criteria, w); !ok {
			add(law.ProCriteria, "criteria", w, "没有“"+w+"”这项要求，请从列表中选择。")
		}
	}
	if !x.DueOther.IsZero() && x.DueGround == "" {
		add(law.ProDeadlineLaw, "due_ground", "", "另定公开期限的，请写明法律、法规的依据。")
	}
	for _, e := range []*fault.Error{long("summary", "内容概述", x.Summary, 500), long("body", "正文", x.Body, 40000), long("why", "理由", x.Why, 500), long("keywords", "主题词", x.Keywords, 200),
		mark.Refuse("title", x.Title), mark.Refuse("summary", x.Summary), mark.Refuse("body", x.Body)} {
		if e != nil {
			faults = append(faults, e)
		}
	}
	return fault.Join(faults...)
}

// complete refuses a text that is sent for review before it has all that its
// category and the metadata ask for.
func (t Text) complete(k rulebook.Catalogue) error {
	var faults []*fault.Error
	add := func(clause law.ID, field, say string) {
		faults = append(faults, of(clause, fault.Field(field, "", say)))
	}
	if t.Theme == "" {
		add(law.Disclosure2019Guide, "theme", "请填写主题分类，这是必填的元数据。")
	}
	if t.Keywords == "" {
		add(law.Disclosure2019Guide, "keywords", "请填写主题词，这是必填的元数据。")
	}
	c, _ := k.Category(t.Category)
	if c.Scope == rulebook.ScopePublic && t.Criteria == "" {
		add(law.ProCriteria, "criteria", "请勾选符合哪一项主动公开的要求。")
	}
	have := words(t.Elements)
	for _, e := range c.Elements {
		if !slices.Contains(have, e) {
			add(c.Basis[0].Clause, "elements", "“"+c.Label+"”应写全各项要素，还缺“"+e+"”。")
		}
	}
	if t.Fields == "" {
		return fault.Join(faults...)
	}
	var fields map[string]string
	if err := json.Unmarshal([]byte(t.Fields), &fields); err != nil {
		return err
	}
	for _, f := range k.Guide {
		if f.Must && fields[f.Name] == "" {
			add(f.Basis[len(f.Basis)-1].Clause, "guide_"+f.Name, "公开指南应写明"+f.Label+"。")
		}
	}
	return fault.Join(faults...)
}

type draftIn struct {
	r    *Room
	x    Draft
	item int64
}

var newItemDeed = act.Define(act.Spec[draftIn, Item]{Name: "release.item.register", Right: Use, Basis: []law.ID{law.GovProcUnits, law.GovProcCollect, law.ProOrg, law.ProDeadline, law.GovSubject},
	Do: func(tx *act.Tx, in draftIn) (Item, act.Entry, error) { return in.r.newItem(tx, in.x) }})

// NewItem registers an item of the catalogue. Its period of publication runs from
// the day on which it was formed.
func (r *Room) NewItem(ctx context.Context, who act.Actor, x Draft) (Item, error) {
	return newItemDeed.Run(ctx, r.Door, who, draftIn{r: r, x: x})
}

func (r *Room) newItem(tx *act.Tx, x Draft) (Item, act.Entry, error) {
	none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	if x.Unit == "" {
		x.Unit = tx.Actor.Unit
	}
	x.tidy(s.book.Catalogue)
	if x.Unit != tx.Actor.Unit && !r.isOffice(tx.Actor) {
		return none(of(law.GovProcUnits, fault.Field("unit", x.Unit, "只能登记本科室的信息，其他科室的由该科室或办公室登记。")))
	}
	if len(x.Guide) > 0 && !r.isOffice(tx.Actor) {
		return none(r.office(tx.Actor))
	}
	if err := x.check(s); err != nil {
		return none(err)
	}
	i := Item{State: ItemDraft, Unit: x.Unit, UnitName: s.unitName(x.Unit), Kind: Plain, Latest: 1, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	if len(x.Guide) > 0 {
		i.Kind = Guide
	}
	i.fill(x, s)
	if i.ID, err = tx.Next("disclosure_item"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "disclosure_item", i.ID, itemColumns, i.values()); err != nil {
		return none(err)
	}
	t := Version{Item: i.ID, N: 1, What: VersionDraft, Text: x.Text, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Seen: 1}
	if t.ID, err = tx.Next("disclosure_version"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "disclosure_version", t.ID, versionColumns, t.values()); err != nil {
		return none(err)
	}
	return i, act.Entry{Subject: i.Subject(), Summary: "登记公开目录条目：" + t.Title, Detail: map[string]any{"category": t.Category, "formed": t.FormedOn.String(), "attribute": i.Attribute}}, r.remind(tx, s, i, t)
}

// fill takes over what belongs to the item rather than to a text.
func (i *Item) fill(x Draft, s *scene) {
	i.Attribute, i.Ground, i.DueOther, i.DueGround = x.Attribute, x.Why, x.DueOther, x.DueGround
	c, _ := s.book.Catalogue.Category(x.Category)
	switch {
	case i.State == ItemWithdrawn || i.Shown != 0:
		return
	case x.Attribute != Public:
		i.State, i.RunsFrom, i.ReexamineOn = ItemWithheld, civil.Date{}, x.FormedOn.AddYears(s.book.Catalogue.ReexamineYears)
	default:
		i.State, i.ReexamineOn, i.RunsFrom = ItemDraft, civil.Date{}, x.FormedOn
		if c.Scope == rulebook.ScopeInternal {
			i.RunsFrom = civil.Date{}
		}
	}
}

var amendDeed = act.Define(act.Spec[draftIn, Item]{Name: "release.item.amend", Right: Use, Basis: []law.ID{law.GovProcUnits, law.ProOrg},
	Do: func(tx *act.Tx, in draftIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		r, x := in.r, in.x
		i, t, s, err := r.drafted(tx, in.item)
		if err != nil {
			return none(err)
		}
		x.Unit = i.Unit
		x.tidy(s.book.Catalogue)
		if err := x.check(s); err != nil {
			return none(err)
		}
		i.fill(x, s)
		if i.Shown != 0 && i.Attribute != Public {
			return none(fault.Field("attribute", i.Attribute, "已公开的信息改为不公开，请用撤下，并写明理由。"))
		}
		if i.Shown != 0 {
			was, _ := s.book.Catalogue.Category(t.Category)
			is, _ := s.book.Catalogue.Category(x.Category)
			if was.Scope != is.Scope {
				return none(fault.Field("category", x.Category, "已公开的信息不能改到公开范围不同的类目。请撤下后另行登记。"))
			}
			if i.RunsFrom = x.FormedOn; is.Scope == rulebook.ScopeInternal {
				i.RunsFrom = civil.Date{}
			}
		}
		t.Text = x.Text
		// What was cleared was another text.
		t.What, t.ApprovedOn = VersionDraft, civil.Date{}
		if err := putItem(tx, &i); err != nil {
			return none(err)
		}
		if err := putVersion(tx, &t); err != nil {
			return none(err)
		}
		return i, act.Entry{Subject: i.Subject(), Summary: "修改公开目录条目：" + t.Title}, r.remind(tx, s, i, t)
	}})

// Amend changes the text of an item that is not under review. A text that was
// cleared has to be reviewed again.
func (r *Room) Amend(ctx context.Context, who act.Actor, item int64, x Draft) (Item, error) {
	return amendDeed.Run(ctx, r.Door, who, draftIn{r, x, item})
}

// drafted gives an item with its newest version, if it may be changed by the actor
// and is not published, under review or withdrawn.
func (r *Room) drafted(tx *act.Tx, item int64) (Item, Version, *scene, error) {
	i, t, err := r.own(tx, item)
	if err != nil {
		return i, t, nil, err
	}
	switch {
	case i.State == ItemWithdrawn:
		return i, t, nil, fault.Newf(fault.Conflict, "这项信息已于%s撤下，不能再修改。", i.WithdrawnOn.Chinese())
	case t.What == VersionReviewing:
		return i, t, nil, of(law.SecAll, fault.New(fault.Conflict, "这份文本正在审查，不能修改。需要改的，请先撤回审查，或者等退回后重新送审。"))
	case t.What == VersionPublished:
		return i, t, nil, of(law.ProDeadlineChange, fault.New(fault.Conflict, "已公开的文本不能改。内容有变的，请登记变更，新的文本另行审查。"))
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	return i, t, s, err
}

// own gives an item with its newest version to its unit and the office.
func (r *Room) own(tx *act.Tx, item int64) (Item, Version, error) {
	i, ok, err := act.Locked[Item](tx, itemSelect+" WHERE i.id = $1", item)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("disclosure_item", item))
	}
	if err == nil {
		err = r.ownUnit(tx.Actor, i.Unit, i.Subject())
	}
	if err != nil {
		return i, Version{}, err
	}
	t, err := db.One[Version](tx.Ctx, tx, versionSelect+" WHERE t.item_id = $1 AND t.n = $2", i.ID, i.Latest)
	return i, t, err
}

func putItem(tx *act.Tx, i *Item) error {
	i.Version++
	ok, err := act.Replace(tx, "disclosure_item", i.ID, i.Version-1, itemColumns, i.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这项信息刚刚有人改过，请重新打开再办。")
	}
	return err
}

func putVersion(tx *act.Tx, t *Version) error {
	t.Seen++
	ok, err := act.Replace(tx, "disclosure_version", t.ID, t.Seen-1, versionColumns, t.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这份文本刚刚有人改过，请重新打开再办。")
	}
	return err
}

type attachIn struct {
	r    *Room
	item int64
	list []File
}

var attachDeed = act.Define(act.Spec[attachIn, int]{Name: "release.item.attach", Right: Use, Basis: []law.ID{law.ProOrg},
	Do: func(tx *act.Tx, in attachIn) (int, act.Entry, error) {
		none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
		i, t, _, err := in.r.drafted(tx, in.item)
		if err != nil {
			return none(err)
		}
		have, err := db.One[int](tx.Ctx, tx, q.SQL("version_files"), t.ID)
		if err != nil {
			return none(err)
		}
		if len(in.list) == 0 || have+len(in.list) > mostFiles-1 {
			return none(fault.Field("files", "", fmt.Sprintf("请选择文件，一项信息最多 %d 个。", mostFiles-1)))
		}
		for _, f := range in.list {
			if err := f.Check("files"); err != nil {
				return none(err)
			}
			f.SourceName, f.Withheld = clean(f.SourceName), strings.Join(lines(f.Withheld), "\n")
			if (f.SourceSHA256 != "") != (f.Withheld != "") {
				return none(of(law.SecPartial, fault.Field("withheld", "", "部分公开的文件，请同时附上原件并逐行写明不公开的部分和依据。")))
			}
			keys := []string{f.SHA256}
			if f.SourceSHA256 != "" {
				keys = append(keys, f.SourceSHA256)
			}
			if err := blob.Keep(tx.Ctx, tx, in.r.Files, keys...); err != nil {
				return none(err)
			}
			id, err := tx.Next("disclosure_version_file")
			if err != nil {
				return none(err)
			}
			if err := act.Insert(tx, "disclosure_version_file", id, versionFileColumns, []any{t.ID, f.Name, f.SHA256, f.SM3, f.Size, f.SourceName, f.SourceSHA256, f.Withheld, tx.Actor.Login, tx.Now}); err != nil {
				return none(err)
			}
		}
		t.What, t.ApprovedOn = VersionDraft, civil.Date{}
		return len(in.list), act.Entry{Subject: i.Subject(), Summary: fmt.Sprintf("公开目录条目附上 %d 个文件：%s", len(in.list), t.Title), Detail: map[string]any{"files": digests(in.list)}}, putVersion(tx, &t)
	}})

// Attach adds files that lie in the file store to the text of an item.
func (r *Room) Attach(ctx context.Context, who act.Actor, item int64, list []File) error {
	if err := r.screen(ctx, list); err != nil {
		return err
	}
	_, err := attachDeed.Run(ctx, r.Door, who, attachIn{r, item, list})
	return err
}

type detachIn struct {
	r    *Room
	item int64
	file int64
}

var detachDeed = act.Define(act.Spec[detachIn, bool]{Name: "release.item.detach", Right: Use, Basis: []law.ID{law.ProOrg},
	Do: func(tx *act.Tx, in detachIn) (bool, act.Entry, error) {
		i, t, _, err := in.r.drafted(tx, in.item)
		if err != nil {
			return false, act.Entry{}, err
		}
		n, err := db.Exec(tx.Ctx, tx, q.SQL("version_file_remove"), in.file, t.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if n == 0 {
			return false, act.Entry{}, act.OutOfReach(act.Subject("disclosure_version_file", in.file))
		}
		tx.Touch("disclosure_version_file", in.file)
		t.What, t.ApprovedOn = VersionDraft, civil.Date{}
		return true, act.Entry{Subject: i.Subject(), Summary: "公开目录条目去掉一个文件：" + t.Title}, putVersion(tx, &t)
	}})

// Detach takes a file off the text of an item that is not under review.
func (r *Room) Detach(ctx context.Context, who act.Actor, item, file int64) error {
	_, err := detachDeed.Run(ctx, r.Door, who, detachIn{r, item, file})
	return err
}

func versionFilesOf(ctx context.Context, rd db.Reader, version int64) ([]VersionFile, error) {
	return db.All[VersionFile](ctx, rd, "SELECT f.id, f.version_id, f."+strings.Join(versionFileColumns[1:], ", f.")+" FROM disclosure_version_file f WHERE f.version_id = $1 ORDER BY f.id", version)
}
