package release

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// Sending is what the review of an item's text has to know besides.
type Sending struct {
	Item     int64
	Secret   string // "no" or "yes" (clause sec.mark)
	Origin   string
	Joint    bool
	Lead     string
	Partners string
	Expired  string
	Note     string
}

type sendIn struct {
	r    *Room
	x    Sending
	page blob.Ref
	said string
}

var sendDeed = act.Define(act.Spec[sendIn, Review]{Name: "release.item.send", Right: Use, Basis: []law.ID{law.GovProcReview, law.SecAll, law.SecScope, law.SecOrder, law.Disclosure2019Review},
	Do: func(tx *act.Tx, in sendIn) (Review, act.Entry, error) { return in.r.send(tx, in) }})

// SendItem sends the newest text of an item for review: its public page and its
// files. A text that was returned goes to the same review.
func (r *Room) SendItem(ctx context.Context, who act.Actor, x Sending, said string) (Review, error) {
	v, err := r.Item(ctx, who, x.Item)
	if err != nil {
		return Review{}, err
	}
	if !v.Own {
		return Review{}, act.OutOfReach(v.Subject())
	}
	ref, err := r.Files.Put(ctx, bytes.NewReader([]byte(v.Newest.Page(r.bureau()))), 0)
	if err != nil {
		return Review{}, err
	}
	list := []File{pageFile(ref)}
	for _, f := range v.Files {
		list = append(list, f.file())
	}
	if err := r.screen(ctx, list); err != nil {
		return Review{}, err
	}
	return sendDeed.Run(ctx, r.Door, who, sendIn{r, x, ref, said})
}

func pageFile(ref blob.Ref) File {
	var f File
	f.Name, f.SHA256, f.SM3, f.Size = PageName, ref.SHA256, ref.SM3, ref.Size
	return f
}

func (r *Room) send(tx *act.Tx, in sendIn) (Review, act.Entry, error) {
	none := func(err error) (Review, act.Entry, error) { return Review{}, act.Entry{}, err }
	i, t, s, err := r.drafted(tx, in.x.Item)
	if err != nil {
		return none(err)
	}
	if i.Attribute != Public {
		return none(of(law.Disclosure2019Openness, fault.New(fault.Rule, "公开属性不是主动公开，不需要送审。要公开的，请先改公开属性。")))
	}
	if t.What == VersionCleared {
		return none(fault.New(fault.Conflict, "这份文本已审查通过，可以公开。"))
	}
	if err := t.complete(s.book.Catalogue); err != nil {
		return none(err)
	}
	// The page must be the one that stands there now.
	if ref, err := digest(t.Page(r.bureau())); err != nil || ref != in.page.SHA256 {
		return none(fault.New(fault.Conflict, "这份文本刚刚有人改过，请重新打开再送审。"))
	}
	x := Request{Purpose: ForPublish, Title: t.Title, Unit: i.Unit, For: act.Subject("disclosure_version", t.ID), Origin: in.x.Origin, Secret: in.x.Secret, Joint: in.x.Joint, Lead: in.x.Lead,
		Partners: in.x.Partners, Expired: in.x.Expired, Note: in.x.Note, Files: []File{pageFile(in.page)}}
	files, err := versionFilesOf(tx.Ctx, tx, t.ID)
	if err != nil {
		return none(err)
	}
	for _, f := range files {
		x.Files = append(x.Files, f.file())
	}
	again := int64(0)
	if t.Review != 0 {
		old, err := reviewByID(tx, t.Review)
		if err != nil {
			return none(err)
		}
		if old.State == Returned {
			again = old.ID
		}
	}
	v, _, err := r.put(tx, x, again, in.said)
	if err != nil {
		return none(err)
	}
	t.What, t.Review, t.ApprovedOn = VersionReviewing, v.ID, civil.Date{}
	return v, act.Entry{Subject: i.Subject(), Summary: "送公开审查 " + v.Number + "：" + t.Title, Basis: v.basis(), Detail: map[string]any{"review": v.Number, "round": v.Round, "files": digests(x.Files)}}, putVersion(tx, &t)
}

// versionOf notes what became of the review of a text of the catalogue.
func (r *Room) versionOf(tx *act.Tx, v Review, state string) error {
	table, id := act.SubjectOf(v.For)
	if table != "disclosure_version" {
		return nil
	}
	t, err := db.One[Version](tx.Ctx, tx, versionSelect+" WHERE t.id = $1", id)
	if err != nil || t.Review != v.ID || t.What == VersionPublished || t.What == VersionReplaced {
		return err
	}
	t.What = state
	if state == VersionCleared {
		t.ApprovedOn = tx.Today
		if err := notify.Put(tx, notify.Todo{Key: publishKey(t.Item), Role: org.Staff, Unit: r.Org.Places.Office, Text: "公开：" + t.Title, URL: itemURL(t.Item)}); err != nil {
			return err
		}
	}
	return putVersion(tx, &t)
}

func publishKey(item int64) string { return fmt.Sprintf("disclosure.publish:%d", item) }

// Setting is the bureau's code in its index numbers.
type Setting struct {
	ID      int64  `db:"id"`
	Form    string `db:"form"`
	Code    string `db:"code"`
	MadeBy  string `db:"made_by"`
	MadeAt  int64  `db:"made_at"`
	Version int64  `db:"version"`
}

var settingColumns = []string{"form", "code", "made_by", "made_at", "version"}

func setting(ctx context.Context, rd db.Reader) (Setting, bool, error) {
	return db.Maybe[Setting](ctx, rd, "SELECT id, "+strings.Join(settingColumns, ", ")+" FROM disclosure_setting WHERE id = 1")
}

type settingIn struct {
	r          *Room
	form, code string
}

var settingDeed = act.Define(act.Spec[settingIn, Setting]{Name: "release.setting.code", Right: Use, Basis: []law.ID{law.Disclosure2019Guide},
	Do: func(tx *act.Tx, in settingIn) (Setting, act.Entry, error) {
		none := func(err error) (Setting, act.Entry, error) { return Setting{}, act.Entry{}, err }
		if err := in.r.office(tx.Actor); err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		code := strings.ToUpper(strings.ReplaceAll(clean(in.code), "-", ""))
		if err := CheckCode(s.book.Catalogue.Index, in.form, code); err != nil {
			return none(err)
		}
		old, known, err := setting(tx.Ctx, tx)
		if err != nil {
			return none(err)
		}
		x := Setting{ID: 1, Form: in.form, Code: code, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: old.Version + 1}
		vals := []any{x.Form, x.Code, x.MadeBy, x.MadeAt, x.Version}
		if !known {
			err = act.Insert(tx, "disclosure_setting", 1, settingColumns, vals)
		} else {
			_, err = act.Replace(tx, "disclosure_setting", 1, old.Version, settingColumns, vals)
		}
		return x, act.Entry{Subject: "disclosure_setting:1", Summary: "设定索引号的机构代码 " + code}, err
	}})

// SetCode sets the bureau's code for index numbers to come; those given stay. The
// office does.
func (r *Room) SetCode(ctx context.Context, who act.Actor, form, code string) (Setting, error) {
	return settingDeed.Run(ctx, r.Door, who, settingIn{r, form, code})
}

// CheckCode checks the length and the check character of a bureau's code: nine
// characters by GB 11714, eighteen by GB 32100.
func CheckCode(x rulebook.IndexNumber, form, code string) error {
	for _, f := range x.Forms {
		if f.Name != form {
			continue
		}
		bad := fault.Field("code", code, f.Label+"不对，请核对位数和校验位。")
		switch {
		case len(code) != f.Length, form == "organisation" && !organisationCode(code), form == "credit" && !creditCode(code):
			return bad
		}
		return nil
	}
	return fault.Field("form", form, "请选择索引号用哪一种机构代码。")
}

func organisationCode(code string) bool {
	weights := []int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		n := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", code[i])
		if n < 0 {
			return false
		}
		sum += n * w
	}
	c := 11 - sum%11
	want := byte('0' + c%10)
	switch c {
	case 10:
		want = 'X'
	case 11:
		want = '0'
	}
	return code[8] == want
}

func creditCode(code string) bool {
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	weights := []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	sum := 0
	for i, w := range weights {
		n := strings.IndexByte(letters, code[i])
		if n < 0 {
			return false
		}
		sum += n * w
	}
	return code[17] == letters[(31-sum%31)%31]
}

// number gives an item its index number, once; the number of an item that has one is
// what it has.
func (r *Room) number(tx *act.Tx, s *scene, i *Item) error {
	if i.Index != "" {
		return nil
	}
	set, ok, err := setting(tx.Ctx, tx)
	if err != nil {
		return err
	}
	if !ok {
		return of(law.Disclosure2019Guide, fault.New(fault.Rule, "还没有设定索引号的机构代码，不能编号。请办公室在公开设置中填写。"))
	}
	x := s.book.Catalogue.Index
	n, err := tx.Next(fmt.Sprintf("disclosure.index.%s.%d", set.Code, tx.Today.Year))
	if err != nil {
		return err
	}
	i.Index = strings.NewReplacer("{code}", set.Code, "{year}", fmt.Sprint(tx.Today.Year), "{serial}", fmt.Sprintf("%0*d", x.Digits, n)).Replace(x.Pattern)
	id, err := tx.Next("disclosure_index")
	if err != nil {
		return err
	}
	return act.Insert(tx, "disclosure_index", id, []string{"index_no", "item_id", "given_at"}, []any{i.Index, i.ID, tx.Now})
}

type numberIn struct {
	r    *Room
	item int64
}

var numberDeed = act.Define(act.Spec[numberIn, string]{Name: "release.item.number", Right: Use, Basis: []law.ID{law.Disclosure2019Guide},
	Do: func(tx *act.Tx, in numberIn) (string, act.Entry, error) {
		i, _, err := in.r.own(tx, in.item)
		if err != nil {
			return "", act.Entry{}, err
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return "", act.Entry{}, err
		}
		had := i.Index != ""
		if err := in.r.number(tx, s, &i); err != nil {
			return "", act.Entry{}, err
		}
		if !had {
			if err := putItem(tx, &i); err != nil {
				return "", act.Entry{}, err
			}
		}
		return i.Index, act.Entry{Subject: i.Subject(), Summary: "编索引号 " + i.Index}, nil
	}})

// Number gives an item its index number before it is published, for a document that
// bears it. Asked again it gives the same.
func (r *Room) Number(ctx context.Context, who act.Actor, item int64) (string, error) {
	return numberDeed.Run(ctx, r.Door, who, numberIn{r, item})
}

var channelColumns = []string{"version_id", "channel", "on_date", "note", "made_by", "made_at"}

// Channel is a way by which a text was made public.
type Channel struct {
	ID      int64      `db:"id"`
	Version int64      `db:"version_id"`
	Channel string     `db:"channel"`
	On      civil.Date `db:"on_date"`
	Note    string     `db:"note"`
	MadeBy  string     `db:"made_by"`
	MadeAt  int64      `db:"made_at"`
}

type publishIn struct {
	r        *Room
	item     int64
	channels []string
	note     string
}

var publishDeed = act.Define(act.Spec[publishIn, Item]{Name: "release.item.publish", Right: Use,
	Basis: []law.ID{law.GovProcReview, law.GovProcPublish, law.GovMedia, law.ProChannels, law.SecAll, law.SecNo1, law.ProSubjectOwn, law.ProSubjectHeld},
	Do:    func(tx *act.Tx, in publishIn) (Item, act.Entry, error) { return in.r.publish(tx, in) }})

// Publish makes the newest text of an item public, or known to the staff where its
// category is an internal one. The office does, once every byte of page and files is
// cleared. The day is the present one.
func (r *Room) Publish(ctx context.Context, who act.Actor, item int64, channels []string, note string) (Item, error) {
	return publishDeed.Run(ctx, r.Door, who, publishIn{r, item, channels, note})
}

func (r *Room) publish(tx *act.Tx, in publishIn) (Item, act.Entry, error) {
	none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
	if err := r.office(tx.Actor); err != nil {
		return none(err)
	}
	i, t, err := r.own(tx, in.item)
	if err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	k := s.book.Catalogue
	c, _ := k.Category(t.Category)
	switch {
	case i.State == ItemWithdrawn:
		return none(fault.Newf(fault.Conflict, "这项信息已于%s撤下，索引号不再使用。要重新公开的，请另行登记。", i.WithdrawnOn.Chinese()))
	case c.Scope == rulebook.ScopeClosed:
		return none(fault.Refuse(c.Basis[0].Clause, "“"+c.Label+"”不对外公开。"))
	case i.Attribute != Public:
		return none(fault.Refuse(law.Disclosure2019Openness, "公开属性不是主动公开，不能公开。"))
	case t.What == VersionPublished:
		return none(fault.Newf(fault.Conflict, "这份文本已于%s公开。", t.PublishedOn.Chinese()))
	case t.What == VersionReviewing:
		return none(fault.Refuse(law.SecAll, "这份文本正在审查，审查通过以前不能公开。"))
	}
	if err := r.clear(tx, t); err != nil {
		return none(err)
	}
	if c.Scope == rulebook.ScopeInternal {
		in.channels = nil // the staff reads it here, and nobody else anywhere
	}
	if len(in.channels) == 0 && c.Scope == rulebook.ScopePublic {
		return none(of(law.ProChannels, fault.Field("channels", "", "请至少选择一种公开渠道。")))
	}
	if err := r.number(tx, s, &i); err != nil {
		return none(err)
	}
	if i.Shown != 0 {
		old, err := db.One[Version](tx.Ctx, tx, versionSelect+" WHERE t.item_id = $1 AND t.n = $2", i.ID, i.Shown)
		if err != nil {
			return none(err)
		}
		old.What = VersionReplaced
		if err := putVersion(tx, &old); err != nil {
			return none(err)
		}
	}
	t.What, t.PublishedOn, t.PublishedAt = VersionPublished, tx.Today, tx.Now
	if err := putVersion(tx, &t); err != nil {
		return none(err)
	}
	i.State, i.Shown, i.UpdatedOn, i.RunsFrom = ItemPublished, t.N, tx.Today, civil.Date{}
	if c.Scope == rulebook.ScopeInternal {
		i.State = ItemInternal
	}
	if i.PublishedOn.IsZero() {
		i.PublishedOn = tx.Today
	}
	if err := putItem(tx, &i); err != nil {
		return none(err)
	}
	var labels []string
	for _, name := range in.channels {
		w, ok := rulebook.Word(k.Channels, name)
		if !ok {
			return none(fault.Field("channels", name, "没有“"+name+"”这种公开渠道，请从列表中选择。"))
		}
		id, err := tx.Next("disclosure_channel")
		if err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "disclosure_channel", id, channelColumns, []any{t.ID, name, tx.Today, clean(in.note), tx.Actor.Login, tx.Now}); err != nil {
			return none(err)
		}
		labels = append(labels, w.Label)
	}
	for _, key := range []string{publishKey(i.ID), radarKey(i.ID), radarKey(i.ID) + ".office"} {
		if err := notify.Done(tx, key); err != nil {
			return none(err)
		}
	}
	return i, act.Entry{Subject: i.Subject(), Summary: itemLabels[i.State] + " " + i.Index + "：" + t.Title, Basis: clausesOf(c),
		Detail: map[string]any{"index": i.Index, "version": t.N, "approved": t.ApprovedOn.String(), "channels": labels}}, nil
}

// clear refuses a text of which any byte is not cleared.
func (r *Room) clear(tx *act.Tx, t Version) error {
	sha, err := digest(t.Page(r.bureau()))
	if err != nil {
		return err
	}
	files, err := versionFilesOf(tx.Ctx, tx, t.ID)
	if err != nil {
		return err
	}
	page := VersionFile{}
	page.Name, page.SHA256 = PageName, sha
	for _, f := range append([]VersionFile{page}, files...) {
		ok, why, err := r.Cleared(tx.Ctx, tx, f.SHA256)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Refuse(law.SecAll, "“"+f.Name+"”不能公开："+why+"。")
		}
	}
	return nil
}

type changeIn struct {
	r    *Room
	item int64
	on   civil.Date
	what string
}

var changeDeed = act.Define(act.Spec[changeIn, Item]{Name: "release.item.change", Right: Use, Basis: []law.ID{law.ProDeadlineChange},
	Do: func(tx *act.Tx, in changeIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, t, err := in.r.own(tx, in.item)
		if err != nil {
			return none(err)
		}
		what := clean(in.what)
		switch {
		case i.Shown == 0 || i.State == ItemWithdrawn:
			return none(fault.New(fault.Conflict, "只有已公开的信息才登记变更。"))
		case t.What != VersionPublished:
			return none(fault.New(fault.Conflict, "上一次变更的文本还没有公开，请接着办理。"))
		case in.on.IsZero() || in.on.After(tx.Today) || in.on.Before(t.FormedOn):
			return none(of(law.ProDeadlineChange, fault.Field("on", in.on.String(), "请填写变更的日期，不早于形成日期，不晚于今天。")))
		case what == "":
			return none(fault.Field("what", "", "请写明变更了什么。"))
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		old := t.ID
		i.Latest++
		i.RunsFrom, i.DueOther, i.DueGround = in.on, civil.Date{}, ""
		t.N, t.What, t.Review, t.ApprovedOn, t.PublishedOn, t.PublishedAt, t.FormedOn = i.Latest, VersionDraft, 0, civil.Date{}, civil.Date{}, 0, in.on
		t.MadeBy, t.MadeAt, t.Seen = tx.Actor.Login, tx.Now, 1
		if t.ID, err = tx.Next("disclosure_version"); err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "disclosure_version", t.ID, versionColumns, t.values()); err != nil {
			return none(err)
		}
		files, err := versionFilesOf(tx.Ctx, tx, old)
		if err != nil {
			return none(err)
		}
		for _, f := range files {
			id, err := tx.Next("disclosure_version_file")
			if err != nil {
				return none(err)
			}
			if err := act.Insert(tx, "disclosure_version_file", id, versionFileColumns, []any{t.ID, f.Name, f.SHA256, f.SM3, f.Size, f.SourceName, f.SourceSHA256, f.Withheld, tx.Actor.Login, tx.Now}); err != nil {
				return none(err)
			}
		}
		if err := putItem(tx, &i); err != nil {
			return none(err)
		}
		return i, act.Entry{Subject: i.Subject(), Summary: "登记变更 " + i.Index + "：" + what, Detail: map[string]any{"changed": in.on.String(), "version": t.N}}, in.r.remind(tx, s, i, t)
	}})

// NewVersion begins a new text of a published item that changed on a day. The old
// one stays public until the new one is.
func (r *Room) NewVersion(ctx context.Context, who act.Actor, item int64, on civil.Date, what string) (Item, error) {
	return changeDeed.Run(ctx, r.Door, who, changeIn{r, item, on, what})
}

type withdrawIn struct {
	r    *Room
	item int64
	why  string
	hide bool
}

var withdrawDeed = act.Define(act.Spec[withdrawIn, Item]{Name: "release.item.withdraw", Right: Use, Basis: []law.ID{law.GovProcPublish, law.SecSanctionLeak},
	Do: func(tx *act.Tx, in withdrawIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		if err := in.r.office(tx.Actor); err != nil {
			return none(err)
		}
		i, _, err := in.r.own(tx, in.item)
		if err != nil {
			return none(err)
		}
		why := clean(in.why)
		switch {
		case i.State != ItemPublished && i.State != ItemInternal:
			return none(fault.New(fault.Conflict, "只有已公开的信息可以撤下。"))
		case why == "":
			return none(fault.Field("why", "", "请写明撤下的理由，公众可以看到。"))
		}
		if e := long("why", "理由", why, 300); e != nil {
			return none(e)
		}
		by := in.r.bureau() + tx.Actor.UnitName
		i.State, i.WithdrawnOn, i.WithdrawnAt, i.WithdrawnBy, i.WithdrawnWhy, i.TitleHidden, i.RunsFrom = ItemWithdrawn, tx.Today, tx.Now, by, why, in.hide, civil.Date{}
		if err := putItem(tx, &i); err != nil {
			return none(err)
		}
		for _, key := range []string{publishKey(i.ID), radarKey(i.ID), radarKey(i.ID) + ".office"} {
			if err := notify.Done(tx, key); err != nil {
				return none(err)
			}
		}
		return i, act.Entry{Subject: i.Subject(), Summary: "撤下 " + i.Index + "：" + why}, nil
	}})

// Withdraw takes a published item down. Index number, reason, who and when stay;
// hide leaves the title out. The office does.
func (r *Room) Withdraw(ctx context.Context, who act.Actor, item int64, why string, hide bool) (Item, error) {
	return withdrawDeed.Run(ctx, r.Door, who, withdrawIn{r, item, why, hide})
}

var examinationColumns = []string{"item_id", "on_date", "result", "reason", "name", "made_by", "made_at"}

// Examination is one assessment of what is withheld.
type Examination struct {
	ID     int64      `db:"id"`
	Item   int64      `db:"item_id"`
	On     civil.Date `db:"on_date"`
	Result string     `db:"result"` // keep, open
	Reason string     `db:"reason"`
	Name   string     `db:"name"`
	MadeBy string     `db:"made_by"`
	MadeAt int64      `db:"made_at"`
}

// Results of an examination.
const (
	KeepClosed = "keep"
	MayOpen    = "open"
)

var resultLabels = map[string]string{KeepClosed: "仍不公开", MayOpen: "可以公开"}

type examineIn struct {
	r      *Room
	item   int64
	result string
	reason string
}

var examineDeed = act.Define(act.Spec[examineIn, Item]{Name: "release.item.examine", Right: Use, Basis: []law.ID{law.Disclosure2019Reexamination},
	Do: func(tx *act.Tx, in examineIn) (Item, act.Entry, error) {
		none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
		i, t, err := in.r.own(tx, in.item)
		if err != nil {
			return none(err)
		}
		reason := clean(in.reason)
		switch {
		case i.State != ItemWithheld:
			return none(fault.New(fault.Conflict, "只有不主动公开的信息才重新评估。"))
		case resultLabels[in.result] == "":
			return none(fault.Field("result", in.result, "请选择评估结果。"))
		case reason == "":
			return none(of(law.Disclosure2019Reexamination, fault.Field("reason", "", "请写明理由。")))
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		id, err := tx.Next("disclosure_examination")
		if err != nil {
			return none(err)
		}
		if err := act.Insert(tx, "disclosure_examination", id, examinationColumns, []any{i.ID, tx.Today, in.result, reason, tx.Actor.Name, tx.Actor.Login, tx.Now}); err != nil {
			return none(err)
		}
		i.ReexamineOn = tx.Today.AddYears(s.book.Catalogue.ReexamineYears)
		if c, _ := s.book.Catalogue.Category(t.Category); in.result == MayOpen {
			if c.Scope == rulebook.ScopeClosed {
				return none(fault.Refuse(c.Basis[0].Clause, "类目“"+c.Label+"”不对外公开。请先改类目和公开属性。"))
			}
			// What may be public now is due from the day on which that was found.
			i.State, i.Attribute, i.Ground, i.RunsFrom, i.ReexamineOn = ItemDraft, Public, "", tx.Today, civil.Date{}
		}
		if err := putItem(tx, &i); err != nil {
			return none(err)
		}
		return i, act.Entry{Subject: i.Subject(), Summary: "重新评估：" + resultLabels[in.result], Detail: map[string]any{"result": in.result}}, in.r.remind(tx, s, i, t)
	}})

// Examine enters the yearly assessment of an item that is withheld.
func (r *Room) Examine(ctx context.Context, who act.Actor, item int64, result, reason string) (Item, error) {
	return examineDeed.Run(ctx, r.Door, who, examineIn{r, item, result, reason})
}

func digest(text string) (string, error) {
	d := blob.NewDigests()
	if _, err := d.Write([]byte(text)); err != nil {
		return "", err
	}
	return d.Ref().SHA256, nil
}
