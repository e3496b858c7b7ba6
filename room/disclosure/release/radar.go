package release

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Due is when an item has to be public.
type Due struct {
	From        civil.Date // formed or changed
	Due         civil.Date // last day
	Warn        civil.Date // from this day on the radar warns
	Left        int        // working days; below 0 when late
	Ground      string     // of another last day than the general one
	Provisional bool
}

// due counts when an item has to be public; ok is false where nothing is due.
func (s *scene) due(i Item) (d Due, ok bool, err error) {
	if i.RunsFrom.IsZero() {
		return d, false, nil
	}
	regime, found := s.book.RegimeFor(i.RunsFrom, civil.Date{})
	if !found {
		return d, false, fault.Refuse(law.ProDeadline, i.RunsFrom.Chinese()+"没有适用的公开期限，由人定夺。")
	}
	k := disclosure.Clock{Calendar: s.cal, Regime: regime}
	x, err := k.Deadline(disclosure.Question{For: "publish", Received: i.RunsFrom})
	if err != nil {
		return d, false, err
	}
	d = Due{From: i.RunsFrom, Due: x.Due, Provisional: x.Provisional}
	if d.Warn, _, err = s.cal.Add(i.RunsFrom, s.book.Catalogue.WarnAfter); err != nil {
		return d, false, err
	}
	if !i.DueOther.IsZero() {
		d.Due, d.Ground = i.DueOther, i.DueGround
		if d.Warn.After(d.Due) {
			d.Warn = d.Due
		}
	}
	d.Left, err = left(k, s.today, d.Due)
	return d, true, err
}

func radarKey(item int64) string { return fmt.Sprintf("disclosure.radar:%d", item) }

// remind keeps the to-dos of an item that is to be made public: its unit's at once,
// the office's from the day on which the radar warns.
func (r *Room) remind(tx *act.Tx, s *scene, i Item, t Version) error {
	if err := r.remindExamination(tx, i, t); err != nil {
		return err
	}
	d, ok, err := s.due(i)
	if err != nil {
		return err
	}
	if !ok {
		if err := notify.Done(tx, radarKey(i.ID)); err != nil {
			return err
		}
		return notify.Done(tx, radarKey(i.ID)+".office")
	}
	text := "送审并公开：" + t.Title
	if err := notify.Put(tx, notify.Todo{Key: radarKey(i.ID), Role: org.Staff, Unit: i.Unit, Text: text, URL: itemURL(i.ID), Due: d.Due}); err != nil || i.Unit == r.Org.Places.Office || r.Org.Places.Office == "" {
		return err
	}
	return notify.Put(tx, notify.Todo{Key: radarKey(i.ID) + ".office", Role: org.Staff, Unit: r.Org.Places.Office, Text: "催办公开：" + t.Title, URL: itemURL(i.ID), Due: d.Due, From: d.Warn})
}

// remindExamination keeps the to-do of what is withheld and to be assessed again.
func (r *Room) remindExamination(tx *act.Tx, i Item, t Version) error {
	key := fmt.Sprintf("disclosure.examine:%d", i.ID)
	if i.State != ItemWithheld || i.ReexamineOn.IsZero() {
		return notify.Done(tx, key)
	}
	return notify.Put(tx, notify.Todo{Key: key, Role: org.Staff, Unit: i.Unit, Text: "重新评估是否公开：" + t.Title, URL: itemURL(i.ID), Due: i.ReexamineOn, From: i.ReexamineOn.AddDays(-30)})
}

// Blip is an item that is to be made public.
type Blip struct {
	Item
	Text Version
	Due  Due
}

// Radar lists what is still to be made public, the least time left first: the
// office sees all, a unit its own (clauses pro.deadline, pro.deadline.change).
func (r *Room) Radar(ctx context.Context, who act.Actor) ([]Blip, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	f := db.NewFilter().And("i.runs_from <> ''").And("i.state <> 'withdrawn'")
	r.limit(f, who)
	list, err := db.All[Item](ctx, rd, itemSelect+f.Where()+" ORDER BY i.runs_from, i.id", f.Args()...)
	if err != nil {
		return nil, err
	}
	var out []Blip
	for _, i := range list {
		d, ok, err := s.due(i)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		t, err := db.One[Version](ctx, rd, versionSelect+" WHERE t.item_id = $1 AND t.n = $2", i.ID, i.Latest)
		if err != nil {
			return nil, err
		}
		out = append(out, Blip{i, t, d})
	}
	slices.SortStableFunc(out, func(a, b Blip) int { return a.Due.Left - b.Due.Left })
	return out, nil
}

// limit leaves the rows of the own unit to whoever is not of the office.
func (r *Room) limit(f *db.Filter, who act.Actor) {
	switch {
	case r.isOffice(who):
	case who.Unit == "":
		f.And("1 = 0")
	default:
		f.And("i.unit = ?", who.Unit)
	}
}

// Gap is a column with nothing in it, or nothing new for too long.
type Gap struct {
	rulebook.PublicColumn
	Items     int
	UpdatedOn civil.Date
	Days      int // since then
	Empty     bool
	Stale     bool
}

// Gaps lists the columns with what they hold, the empty and the stale marked.
func (r *Room) Gaps(ctx context.Context) ([]Gap, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	held, err := columnsShown(ctx, rd)
	if err != nil {
		return nil, err
	}
	var out []Gap
	for _, c := range s.book.Catalogue.Columns {
		g := Gap{PublicColumn: c}
		if x, ok := held[c.Code]; ok {
			g.Items, g.UpdatedOn, g.Days = x.Items, x.UpdatedOn, s.today.Sub(x.UpdatedOn)
			g.Stale = c.StaleDays > 0 && g.Days > c.StaleDays
		} else {
			g.Empty = !c.MayBeNone
		}
		out = append(out, g)
	}
	return out, nil
}

type shownColumn struct {
	Code      string     `db:"code"`
	Items     int        `db:"items"`
	UpdatedOn civil.Date `db:"updated_on"`
}

func columnsShown(ctx context.Context, rd db.Reader) (map[string]shownColumn, error) {
	list, err := db.All[shownColumn](ctx, rd, q.SQL("columns_shown"))
	out := map[string]shownColumn{}
	for _, c := range list {
		out[c.Code] = c
	}
	return out, err
}

// ItemView is an item as somebody sees it who may.
type ItemView struct {
	Item
	Newest   Version
	Versions []Version
	Files    []VersionFile // of the newest version
	Channels []Channel     // of all versions
	Examined []Examination
	Due      Due
	IsDue    bool
	Lag      int  // working days between approval and publication of the version shown
	Own      bool // the viewer is of its unit or of the office
	Office   bool
	Ledger   int64
}

// Item gives an item of the own unit; to the office all; to the rest of the staff
// what is published or disclosed inside.
func (r *Room) Item(ctx context.Context, who act.Actor, id int64) (ItemView, error) {
	rd := r.Door.Reader()
	hidden := act.OutOfReach(act.Subject("disclosure_item", id))
	i, ok, err := db.Maybe[Item](ctx, rd, itemSelect+" WHERE i.id = $1", id)
	if err != nil {
		return ItemView{}, err
	}
	if !ok || who.Login == "" {
		return ItemView{}, hidden
	}
	v := ItemView{Item: i, Own: r.ownUnit(who, i.Unit, "") == nil, Office: r.isOffice(who)}
	if !v.Own && i.State != ItemPublished && i.State != ItemInternal {
		return ItemView{}, hidden
	}
	if v.Versions, err = db.All[Version](ctx, rd, versionSelect+" WHERE t.item_id = $1 ORDER BY t.n", id); err != nil {
		return v, err
	}
	if !v.Own { // a text that is not published yet is the unit's own affair
		v.Versions = slices.DeleteFunc(v.Versions, func(t Version) bool { return t.N != i.Shown })
	}
	v.Newest = v.Versions[len(v.Versions)-1]
	if v.Files, err = versionFilesOf(ctx, rd, v.Newest.ID); err != nil {
		return v, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return v, err
	}
	for _, t := range v.Versions {
		list, err := db.All[Channel](ctx, rd, q.SQL("channels_of"), t.ID)
		if err != nil {
			return v, err
		}
		v.Channels = append(v.Channels, list...)
		if t.N == i.Shown && !t.ApprovedOn.IsZero() {
			if v.Lag, _, err = s.cal.Between(t.ApprovedOn, t.PublishedOn); err != nil {
				return v, err
			}
		}
	}
	if v.Own {
		if v.Examined, err = db.All[Examination](ctx, rd, q.SQL("examinations_of"), id); err != nil {
			return v, err
		}
		if v.Due, v.IsDue, err = s.due(i); err != nil {
			return v, err
		}
	}
	entries, err := act.Entries(ctx, rd, act.EntryFilter{Subject: i.Subject(), Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return v, err
}

// Find narrows the catalogue; zero fields do not.
type Find struct {
	State, Unit, Category, Column, Words string
	Reexamine                            bool // only what is due to be assessed again
}

// Entry is a line of the catalogue.
type Entry struct {
	Item
	Text Version // the one shown; the newest where none is
}

// Items lists the catalogue as Item gives it, the latest first.
func (r *Room) Items(ctx context.Context, who act.Actor, x Find) ([]Entry, error) {
	rd := r.Door.Reader()
	f := db.NewFilter()
	if x.State != "" {
		f.And("i.state = ?", x.State)
	}
	if !r.isOffice(who) {
		if who.Login == "" {
			return nil, nil
		}
		f.And("(i.state = 'published' OR i.state = 'internal' OR (i.unit <> '' AND i.unit = ?))", who.Unit)
	}
	if x.Unit != "" {
		f.And("i.unit = ?", x.Unit)
	}
	if x.Reexamine {
		f.And("i.state = 'withheld' AND i.reexamine_on <= ?", r.Door.Today())
	}
	f.And("t.n = CASE WHEN i.shown = 0 THEN i.latest ELSE i.shown END")
	if x.Category != "" {
		f.And("t.category = ?", x.Category)
	}
	if x.Column != "" {
		f.And("t.column_code = ?", x.Column)
	}
	if w := db.Trimmed(x.Words); w != "" {
		f.And("(t.title LIKE ? OR t.document_no LIKE ? OR i.index_no LIKE ?)", "%"+w+"%", "%"+w+"%", "%"+w+"%")
	}
	type row struct {
		ItemID int64 `db:"item"`
		TextID int64 `db:"text"`
	}
	rows, err := db.All[row](ctx, rd, "SELECT i.id AS item, t.id AS text FROM disclosure_item i JOIN disclosure_version t ON t.item_id = i.id"+f.Where()+fmt.Sprintf(" ORDER BY i.updated_on DESC, i.id DESC LIMIT %d", mostListed), f.Args()...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var items, texts []int64
	for _, x := range rows {
		items, texts = append(items, x.ItemID), append(texts, x.TextID)
	}
	fi := db.In(db.NewFilter(), "i.id", items)
	all, err := db.All[Item](ctx, rd, itemSelect+fi.Where(), fi.Args()...)
	if err != nil {
		return nil, err
	}
	ft := db.In(db.NewFilter(), "t.id", texts)
	said, err := db.All[Version](ctx, rd, versionSelect+ft.Where(), ft.Args()...)
	if err != nil {
		return nil, err
	}
	byItem, byText := map[int64]Item{}, map[int64]Version{}
	for _, i := range all {
		byItem[i.ID] = i
	}
	for _, t := range said {
		byText[t.ID] = t
	}
	var out []Entry
	for _, x := range rows {
		out = append(out, Entry{byItem[x.ItemID], byText[x.TextID]})
	}
	return out, nil
}

func clausesOf(c rulebook.PublicCategory) []law.ID {
	var out []law.ID
	for _, b := range c.Basis {
		out = append(out, b.Clause)
	}
	return out
}

// labelled writes words of a list with their Chinese names.
func labelled(list []rulebook.ReleaseWord, names string) string {
	var s []string
	for _, n := range words(names) {
		s = append(s, wordLabel(list, n))
	}
	return strings.Join(s, "、")
}

// itemOfVersion is the item of the version that a review is for.
func (r *Room) itemOfVersion(ctx context.Context, subject string) (int64, bool, error) {
	table, id := act.SubjectOf(subject)
	if table != "disclosure_version" {
		return 0, false, nil
	}
	return db.Maybe[int64](ctx, r.Door.Reader(), q.SQL("item_of_version"), id)
}
