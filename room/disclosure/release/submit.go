package release

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// Request asks for a review.
type Request struct {
	Purpose string
	Title   string
	Unit    string // that made the information; the actor's own when empty
	For     string // what it is for; may be empty
	Origin  string
	// Secret is whether the unit marked it as a matter of secrecy, "yes" or "no"
	// (clause sec.mark).
	Secret string
	// Joint says it was made together with the agencies of Partners, a line each;
	// Lead is the agency that leads, empty for this bureau.
	Joint    bool
	Lead     string
	Partners string
	// Expired is level and period of an expired secret; empty for none.
	Expired string
	Note    string
	Files   []File
}

type submitIn struct {
	r     *Room
	x     Request
	again int64
	words string
}

var submitDeed = act.Define(act.Spec[submitIn, Review]{Name: "release.review.submit", Label: "送公开审查", Right: Use, Basis: []law.ID{law.SecAll, law.SecScope, law.SecPrinciple, law.SecOrder},
	Do: func(tx *act.Tx, in submitIn) (Review, act.Entry, error) { return in.r.submit(tx, in) }})

// Submit asks for the review of files that lie in the file store.
func (r *Room) Submit(ctx context.Context, who act.Actor, x Request) (Review, error) {
	if err := r.screen(ctx, x.Files); err != nil {
		return Review{}, err
	}
	return submitDeed.Run(ctx, r.Door, who, submitIn{r: r, x: x})
}

var resubmitDeed = act.Define(act.Spec[submitIn, Review]{Name: "release.review.resubmit", Label: "重新送公开审查", Right: Use, Basis: []law.ID{law.SecAll, law.SecOrder},
	Do: func(tx *act.Tx, in submitIn) (Review, act.Entry, error) { return in.r.submit(tx, in) }})

// Resubmit puts a review forward again that was returned, or changes one under way.
// With other bytes everybody is asked anew.
func (r *Room) Resubmit(ctx context.Context, who act.Actor, id int64, x Request, words string) (Review, error) {
	if err := r.screen(ctx, x.Files); err != nil {
		return Review{}, err
	}
	return resubmitDeed.Run(ctx, r.Door, who, submitIn{r, x, id, words})
}

// screen refuses files that bear the mark of a state secret (clause sec.no.1).
func (r *Room) screen(ctx context.Context, list []File) error {
	if r.Screen == nil {
		return fault.New(fault.Unavailable, "密级标志检查没有接通，不能收文件。请联系系统管理员。")
	}
	for _, f := range list {
		if !blob.ValidKey(f.SHA256) {
			return fault.Field("files", f.Name, "没有收到文件“"+f.Name+"”，请重新选择。")
		}
		err := func() error {
			b, err := r.Files.Open(ctx, f.SHA256)
			if err != nil {
				return err
			}
			defer b.Close()
			return r.Screen(ctx, b, b.Size(), f.Name, "files")
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *Request) tidy() {
	x.Title, x.Lead, x.Expired, x.Note = db.Trimmed(x.Title), db.Trimmed(x.Lead), db.Trimmed(x.Expired), db.Trimmed(x.Note)
	x.Partners = strings.Join(lines(x.Partners), "\n")
	for i := range x.Files {
		f := &x.Files[i]
		f.SourceName, f.Withheld = db.Trimmed(f.SourceName), strings.Join(lines(f.Withheld), "\n")
	}
}

// check refuses what can be seen from the request alone.
func (x Request) check() error {
	var faults []*fault.Error
	add := func(field, say string) { faults = append(faults, fault.Field(field, "", say)) }
	if purposeLabels[x.Purpose] == "" {
		add("purpose", "请选择送审的用途。")
	}
	if x.Title == "" || len([]rune(x.Title)) > mostTitle {
		add("title", "请填写题名，不超过200字。")
	}
	if originLabels[x.Origin] == "" {
		add("origin", "请选择信息是本局制作的，还是获取并保存的。")
	}
	switch x.Secret {
	case "no":
	case "yes":
		e := fault.Field("secret", "yes", "标明属于保密事项的信息不能送公开审查。保密期满的，先填写原定密级和期限。")
		e.Clause = law.SecNo1
		faults = append(faults, e)
	default:
		e := fault.Field("secret", "", "请标明是否属于保密事项。")
		e.Clause = law.SecMark
		faults = append(faults, e)
	}
	if x.Joint && x.Lead != "" {
		e := fault.Field("lead", x.Lead, "共同形成的信息由主办机关负责审查。主办机关是"+x.Lead+"，请送该机关审查。")
		e.Clause = law.SecJoint
		faults = append(faults, e)
	}
	if x.Joint != (x.Partners != "") {
		add("partners", "共同形成的信息，请逐行写明其他单位；不是共同形成的，不要填写。")
	}
	if n := len(x.Files); n == 0 || n > mostFiles {
		add("files", fmt.Sprintf("请附上拟公开的文件，最多 %d 个。", mostFiles))
	}
	seen := map[string]bool{}
	for _, f := range x.Files {
		if seen[f.SHA256] {
			add("files", "“"+f.Name+"”与另一个文件内容相同，请去掉一个。")
		}
		seen[f.SHA256] = true
		if f.SourceSHA256 == f.SHA256 {
			add("files", "“"+f.Name+"”与它的原件内容相同，没有作处理。请附上处理后的文件。")
		}
		if (f.SourceSHA256 != "") != (f.Withheld != "") {
			e := fault.Field("withheld", "", "部分公开的文件，请同时附上原件并逐行写明不公开的部分和依据。")
			e.Clause = law.SecPartial
			faults = append(faults, e)
		}
	}
	for _, e := range []*fault.Error{long("note", "说明", x.Note, mostText), long("partners", "其他单位", x.Partners, mostText), long("expired", "原定密级和期限", x.Expired, mostTitle)} {
		if e != nil {
			faults = append(faults, e)
		}
	}
	return fault.Join(faults...)
}

// bytes is the fingerprint of what is reviewed.
func (x Request) bytes() string {
	var s []string
	for _, f := range x.Files {
		s = append(s, f.SHA256)
	}
	slices.Sort(s)
	return strings.Join(append(s, x.Title, x.Unit, x.Partners, x.Expired), " ")
}

func (r *Room) submit(tx *act.Tx, in submitIn) (Review, act.Entry, error) {
	v, anew, err := r.put(tx, in.x, in.again, in.words)
	if err != nil {
		return Review{}, act.Entry{}, err
	}
	say := "送公开审查 " + v.Number
	switch {
	case in.again != 0 && anew:
		say = "重新送审，内容有变，各步重新审查 " + v.Number
	case in.again != 0:
		say = "重新送审 " + v.Number
	}
	return v, act.Entry{Subject: v.Subject(), Summary: say, Basis: v.basis(), Detail: map[string]any{"number": v.Number, "purpose": v.Purpose, "round": v.Round, "files": digests(in.x.Files)}}, nil
}

func digests(list []File) []string {
	var s []string
	for _, f := range list {
		s = append(s, f.SHA256)
	}
	return s
}

func (v Review) basis() []law.ID {
	var out []law.ID
	if v.Joint {
		out = append(out, law.SecJoint, law.SecJointConsent)
	}
	if v.Expired != "" {
		out = append(out, law.SecExpired)
	}
	return out
}

// put stores a request and hands it to the flow.
func (r *Room) put(tx *act.Tx, x Request, again int64, said string) (Review, bool, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return Review{}, false, err
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return Review{}, false, err
	}
	x.tidy()
	if x.Unit == "" {
		x.Unit = tx.Actor.Unit
	}
	if err := x.check(); err != nil {
		return Review{}, false, err
	}
	var v Review
	if again != 0 {
		if v, err = reviewByID(tx, again); err != nil {
			return v, false, err
		}
		if v.Login == "" || v.Login != tx.Actor.Login {
			return v, false, act.OutOfReach(v.Subject())
		}
		x.Unit, x.Purpose, x.For = v.Unit, v.Purpose, v.For
	} else if x.Unit != tx.Actor.Unit && !r.isOffice(tx.Actor) {
		return v, false, fault.Field("unit", x.Unit, "只能送审本科室产生的信息；其他科室的，由该科室或办公室送审。")
	}
	if s.unitName(x.Unit) == "" {
		return v, false, fault.Field("unit", x.Unit, "请选择产生这份信息的科室。")
	}
	k, err := s.local()
	if err != nil {
		return v, false, err
	}
	limits, err := k.Review(tx.Today, nil)
	if err != nil {
		return v, false, err
	}
	v.Title, v.Unit, v.UnitName, v.Origin, v.Joint, v.Partners, v.Expired, v.Note = x.Title, x.Unit, s.unitName(x.Unit), x.Origin, x.Joint, x.Partners, x.Expired, x.Note
	v.Purpose, v.For = x.Purpose, x.For
	anew := true
	sub := flow.Submission{Applicant: me.ID, Title: "公开审查：" + v.Title, Line: PurposeLabel(v.Purpose) + "，" + v.UnitName, Due: limits.Due, Chain: chain(),
		Edition: s.book.EditionOn(tx.Today), Basis: []law.ID{law.SecStep1, law.SecStep2, law.SecStep3, law.SecStep4, law.SecOrder, law.SecTotal15}, Facts: x.bytes(), Restricted: true,
		BasisLine: "科室、办公室、分管领导、主要领导依次审查，每步3个工作日，共15个工作日；每步写明意见、依据和理由。"}
	sub.Text = x.lines(v)
	if again == 0 {
		if v.ID, err = tx.Next("disclosure_release"); err != nil {
			return v, false, err
		}
		n, err := tx.Next(fmt.Sprintf("disclosure.release.%d", tx.Today.Year))
		if err != nil {
			return v, false, err
		}
		v.Number = fmt.Sprintf("%d-审-%04d", tx.Today.Year, n)
		v.PersonID, v.Login, v.Name, v.MadeAt, v.Version, v.State, v.Round, v.SubmittedOn = me.ID, tx.Actor.Login, me.Name, tx.Now, 1, Running, 1, tx.Today
		if err := act.Insert(tx, "disclosure_release", v.ID, reviewColumns, v.values()); err != nil {
			return v, false, err
		}
		sub.Subject, sub.URL = v.Subject(), reviewURL(v.ID)
		c, err := r.Flow.Submit(tx, sub)
		if err != nil {
			return v, false, err
		}
		v.CaseID = c.ID
	} else {
		sub.Subject, sub.URL = v.Subject(), reviewURL(v.ID)
		if _, anew, err = r.Flow.Resubmit(tx, v.CaseID, sub, db.Trimmed(said)); err != nil {
			return v, false, err
		}
		v.State = Running
		if anew {
			v.Round++
			v.SubmittedOn = tx.Today
		}
	}
	if err := putReview(tx, &v); err != nil {
		return v, anew, err
	}
	if !anew {
		return v, false, nil
	}
	return v, true, r.keepFiles(tx, v, x.Files)
}

func (r *Room) keepFiles(tx *act.Tx, v Review, list []File) error {
	for _, f := range list {
		if err := f.Check("files"); err != nil {
			return err
		}
		keys := []string{f.SHA256}
		if f.SourceSHA256 != "" {
			keys = append(keys, f.SourceSHA256)
		}
		if err := blob.Keep(tx.Ctx, tx, r.Files, keys...); err != nil {
			return err
		}
		id, err := tx.Next("disclosure_release_file")
		if err != nil {
			return err
		}
		if err := act.Insert(tx, "disclosure_release_file", id, fileColumns, []any{v.ID, v.Round, f.Name, f.SHA256, f.SM3, f.Size, f.SourceName, f.SourceSHA256, f.Withheld, tx.Actor.Login, tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

func reviewByID(tx *act.Tx, id int64) (Review, error) {
	v, ok, err := db.Maybe[Review](tx.Ctx, tx, reviewSelect+" WHERE v.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("disclosure_release", id))
	}
	return v, err
}

func putReview(tx *act.Tx, v *Review) error {
	v.Version++
	ok, err := act.Replace(tx, "disclosure_release", v.ID, v.Version-1, reviewColumns, v.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这件审查刚刚有人办过，请重新打开再办。")
	}
	return err
}

// unitOf is the unit whose head and leader in charge act.
func unitOf(ctx context.Context, rd db.Reader, c flow.Case) (string, error) {
	return db.One[string](ctx, rd, q.SQL("unit_of"), c.SubjectID())
}

// lines are the request as it lies before the reviewers, every file with its digest.
func (x Request) lines(v Review) []flow.Line {
	out := []flow.Line{{Label: "题名", Text: v.Title}, {Label: "产生科室", Text: v.UnitName}, {Label: "用途", Text: PurposeLabel(v.Purpose)}, {Label: "来源", Text: originLabels[v.Origin]},
		{Label: "共同形成单位", Text: strings.Join(lines(v.Partners), "、")}, {Label: "原定密级和期限", Text: v.Expired}, {Label: "说明", Text: v.Note}}
	for _, f := range x.Files {
		out = append(out, flow.Line{Label: "拟公开文件", Text: f.Name + "，SHA-256 " + f.SHA256})
		if f.Partial() {
			out = append(out, flow.Line{Label: "不公开的部分", Text: strings.Join(lines(f.Withheld), "；")})
		}
	}
	return out
}
