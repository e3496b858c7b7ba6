package release

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

type draftIn struct {
	r    *Room
	x    Draft
	item int64
}

var newItemDeed = act.Define(act.Spec[draftIn, Item]{Name: "release.item.register", Label: "登记公开信息", Right: Use, Basis: []law.ID{law.GovProcUnits, law.GovProcCollect, law.ProOrg, law.ProDeadline, law.GovSubject},
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

var amendDeed = act.Define(act.Spec[draftIn, Item]{Name: "release.item.amend", Label: "修改公开信息", Right: Use, Basis: []law.ID{law.GovProcUnits, law.ProOrg},
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
		if err := notify.Done(tx, publishKey(i.ID)); err != nil {
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

var attachDeed = act.Define(act.Spec[attachIn, int]{Name: "release.item.attach", Label: "附公开文件", Right: Use, Basis: []law.ID{law.ProOrg},
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
			f.SourceName, f.Withheld = db.Trimmed(f.SourceName), strings.Join(lines(f.Withheld), "\n")
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

var detachDeed = act.Define(act.Spec[detachIn, bool]{Name: "release.item.detach", Label: "去掉公开文件", Right: Use, Basis: []law.ID{law.ProOrg},
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
