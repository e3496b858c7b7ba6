package study

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/room/study/measure"
)

var (
	researchColumns = []string{"number", "kind", "person_id", "unit", "from_date", "from_half", "to_date", "to_half", "place", "topic", "title", "found", "people", "issue_id", "trip", "state", "reason", "made_by", "made_at", "version"}
	articleColumns  = []string{"number", "year", "person_id", "unit", "role", "others", "on_date", "topic", "title", "issue_id", "file_name", "sha256", "sm3", "size", "state", "reason", "made_by", "made_at", "version"}
)

// Kinds of field research.
const (
	ByLeader = "leader"
	ByUnit   = "unit"
	ByBureau = "bureau"
)

var researchLabels = map[string]string{ByLeader: "局领导下基层", ByUnit: "科室下基层", ByBureau: "全局集中调研"}

// longestResearch bounds one stretch in days: a longer one is a slip of the pen.
const longestResearch = 31

// Research is a stretch of days with the grass roots.
type Research struct {
	ID       int64      `db:"id"`
	Number   string     `db:"number"`
	Kind     string     `db:"kind"`
	PersonID int64      `db:"person_id"`
	Unit     string     `db:"unit"`
	From     civil.Date `db:"from_date"`
	FromHalf int        `db:"from_half"`
	To       civil.Date `db:"to_date"`
	ToHalf   int        `db:"to_half"`
	Place    string     `db:"place"`
	Topic    string     `db:"topic"`
	Title    string     `db:"title"`
	Found    string     `db:"found"`
	People   string     `db:"people"`
	IssueID  int64      `db:"issue_id"`
	Trip     string     `db:"trip"`
	State    string     `db:"state"`
	Reason   string     `db:"reason"`
	MadeBy   string     `db:"made_by"`
	MadeAt   int64      `db:"made_at"`
	Version  int64      `db:"version"`
}

func (x *Research) values() []any {
	return []any{x.Number, x.Kind, x.PersonID, x.Unit, x.From, x.FromHalf, x.To, x.ToHalf, x.Place, x.Topic, x.Title, x.Found, x.People, x.IssueID, x.Trip, x.State, x.Reason, x.MadeBy, x.MadeAt, x.Version}
}

// Subject names the row in the ledger.
func (x Research) Subject() string { return act.Subject("study_research", x.ID) }

// Span is the time it took.
func (x Research) Span() civil.Span {
	return civil.Span{From: x.From, FromHalf: civil.DayHalf(x.FromHalf), To: x.To, ToHalf: civil.DayHalf(x.ToHalf)}
}

type researchIn struct {
	r      *Room
	x      Research
	id     int64
	reason string
}

var researchDeed = act.Define(act.Spec[researchIn, Research]{Name: "study.research.add", Label: "登记调研", Right: Use, Basis: []law.ID{law.ResearchLeaders, law.ResearchUnits, law.ResearchCollective, law.ResearchOrg, law.ResearchTopics},
	Do: func(tx *act.Tx, in researchIn) (Research, act.Entry, error) { return in.r.addResearch(tx, in.x) }})

// AddResearch enters field research: a leader's own, one of the actor's unit, or, by
// the office or the unit that coordinates with it, one of the bureau.
func (r *Room) AddResearch(ctx context.Context, who act.Actor, x Research) (Research, error) {
	return researchDeed.Run(ctx, r.Door, who, researchIn{r: r, x: x})
}

// coordinates reports whether somebody belongs to a unit that coordinates research of
// the bureau; a unit by its old name is found by its alias (clause research.org).
func (s *scene) coordinates(who act.Actor) bool {
	return who.Unit != "" && slices.ContainsFunc(words(s.book, law.ResearchOrg, "coordinators"), func(name string) bool {
		u, ok := s.book.Unit(name)
		return ok && u.Code == who.Unit
	})
}

func (r *Room) addResearch(tx *act.Tx, x Research) (Research, act.Entry, error) {
	none := func(err error) (Research, act.Entry, error) { return Research{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	x.PersonID, x.Unit = me.ID, ""
	switch x.Kind {
	case ByLeader:
		if !measure.Leader(s.rank(me.ID)) {
			return none(forbid(law.ResearchLeaders, "局领导下基层由局领导本人登记；科室的调研请选“科室下基层”。"))
		}
	case ByUnit:
		if x.Unit = me.Unit; s.unitName(x.Unit) == "" {
			return none(forbid(law.ResearchUnits, "您不属于任何科室，不能登记科室的调研。"))
		}
	case ByBureau:
		if !s.coordinates(tx.Actor) {
			return none(forbid(law.ResearchOrg, "全局集中调研由办公室和规划发展科（原文写作经济运行科）统筹登记。"))
		}
	default:
		return none(fault.Field("kind", x.Kind, "请选择是局领导下基层、科室下基层还是全局集中调研。"))
	}
	x.Place, x.Title, x.Found, x.People = db.Trimmed(x.Place), db.Trimmed(x.Title), db.Trimmed(x.Found), db.Trimmed(x.People)
	if err := r.checkResearch(tx, s, x); err != nil {
		return none(err)
	}
	if err := r.open(tx.Ctx, tx, x.From.Year); err != nil {
		return none(err)
	}
	have, err := researchBetween(tx.Ctx, tx, x.From, x.To)
	if err != nil {
		return none(err)
	}
	for _, o := range have {
		same := o.Kind == x.Kind && (x.Kind == ByLeader && o.PersonID == x.PersonID || x.Kind == ByUnit && o.Unit == x.Unit && o.Title == x.Title || x.Kind == ByBureau && o.Title == x.Title)
		if same && o.Span().Overlaps(x.Span()) {
			return none(fault.Field("from", x.From.String(), "这段时间已经登记过（"+o.Number+"，"+o.Span().Chinese()+"），不重复计。"))
		}
	}
	x.State, x.MadeBy, x.MadeAt, x.Version = Kept, tx.Actor.Login, tx.Now, 1
	if x.Number, err = numbered(tx, "调", x.From.Year, 4); err != nil {
		return none(err)
	}
	x.ID, err = insert(tx, "study_research", researchColumns, x.values())
	return x, act.Entry{Subject: x.Subject(), Summary: "登记调研 " + x.Number, Detail: map[string]any{"kind": x.Kind, "unit": x.Unit, "from": x.From.String(), "to": x.To.String(), "trip": x.Trip}}, err
}

func (r *Room) checkResearch(tx *act.Tx, s *scene, x Research) error {
	var day, issue, trip error
	switch {
	case x.From.IsZero() || x.To.IsZero():
		day = fault.Field("from", x.From.String(), "请填写从哪一天到哪一天。")
	case x.FromHalf < 0 || x.FromHalf > 1 || x.ToHalf < 0 || x.ToHalf > 1:
		day = fault.Field("from_half", "", "请选择上午或下午。")
	case x.Span().Check() != nil:
		day = x.Span().Check()
	case x.From.Year != x.To.Year:
		day = fault.Field("to", x.To.String(), "跨年的调研请按年分两次登记。")
	case x.To.After(tx.Today):
		day = fault.Field("to", x.To.String(), "调研在事后登记，日子不晚于今天"+tx.Today.Chinese()+"。")
	case x.To.Sub(x.From) >= longestResearch:
		day = fault.Field("to", x.To.String(), "一次调研不超过 31 天，请核对起止日期。")
	}
	if day == nil {
		day = yearOf("from", x.From)
	}
	issue = checkIssue(tx, x.IssueID, x.From.Year)
	if x.Trip != "" {
		var list []Trip
		var err error
		if r.Trips != nil {
			if list, err = r.Trips(tx.Ctx, tx, x.PersonID, x.From, x.To); err != nil {
				return err
			}
		}
		if !slices.ContainsFunc(list, func(t Trip) bool { return t.Subject == x.Trip }) {
			trip = fault.Field("trip", x.Trip, "这次出差不是您的，或者与调研的日子不相交。")
		}
	}
	return join(day, issue, trip, line("place", "地点", x.Place, true), line("title", "题目", x.Title, true), oneOf(s.book, law.ResearchTopics, "topics", "topic", "调研内容", x.Topic),
		line("people", "参加人员", x.People, false), long("found", "了解到的情况", x.Found, false))
}

// checkIssue refuses an issue that is not one of the year; 0 is none.
func checkIssue(tx *act.Tx, id int64, year int) error {
	if id == 0 {
		return nil
	}
	i, ok, err := db.Maybe[Issue](tx.Ctx, tx, q.SQL("issue"), id)
	if err == nil && (!ok || i.Dropped || i.Year != year) {
		err = fault.Field("issue", "", "请从当年的调研选题中选择。")
	}
	return err
}

func researchBetween(ctx context.Context, rd db.Reader, from, to civil.Date) ([]Research, error) {
	return db.All[Research](ctx, rd, q.SQL("research_between"), from, to)
}

var voidResearchDeed = act.Define(act.Spec[researchIn, bool]{Name: "study.research.void", Label: "作废调研登记", Right: Use, Basis: []law.ID{law.StudyAssess},
	Do: func(tx *act.Tx, in researchIn) (bool, act.Entry, error) {
		x, err := row[Research](tx.Ctx, tx, "study_research", "research", in.id)
		switch {
		case err != nil:
		case x.MadeBy != tx.Actor.Login:
			err = act.OutOfReach(x.Subject())
		case x.State != Kept:
			err = fault.New(fault.Conflict, x.Number+"已经作废。")
		default:
			err = join(line("reason", "作废的理由", in.reason, true), in.r.open(tx.Ctx, tx, x.From.Year))
		}
		if err != nil {
			return false, act.Entry{}, err
		}
		x.State, x.Reason, x.Version = Void, in.reason, x.Version+1
		return true, act.Entry{Subject: x.Subject(), Summary: "作废调研登记 " + x.Number, Detail: map[string]any{"reason": in.reason}}, put(tx, "study_research", x.ID, x.Version-1, researchColumns, x.values())
	}})

// VoidResearch takes research that the actor entered out of the count; the row stays.
func (r *Room) VoidResearch(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := voidResearchDeed.Run(ctx, r.Door, who, researchIn{r: r, id: id, reason: db.Trimmed(reason)})
	return err
}

// Article is an article on research. It counts for its first author: a leader's for
// the leader, anybody else's for the unit (reading first-author-counts).
type Article struct {
	ID       int64      `db:"id"`
	Number   string     `db:"number"`
	Year     int        `db:"year"`
	PersonID int64      `db:"person_id"`
	Unit     string     `db:"unit"`
	Role     string     `db:"role"`
	Others   string     `db:"others"`
	On       civil.Date `db:"on_date"`
	Topic    string     `db:"topic"`
	Title    string     `db:"title"`
	IssueID  int64      `db:"issue_id"`
	File
	State   string `db:"state"`
	Reason  string `db:"reason"`
	MadeBy  string `db:"made_by"`
	MadeAt  int64  `db:"made_at"`
	Version int64  `db:"version"`
}

func (a *Article) values() []any {
	return []any{a.Number, a.Year, a.PersonID, a.Unit, a.Role, a.Others, a.On, a.Topic, a.Title, a.IssueID, a.FileName, a.SHA256, a.SM3, a.Size, a.State, a.Reason, a.MadeBy, a.MadeAt, a.Version}
}

// Subject names the row in the ledger.
func (a Article) Subject() string { return act.Subject("study_article", a.ID) }

// NewArticle is an article to be entered by its first author.
type NewArticle struct {
	Year                 int
	On                   civil.Date
	Topic, Title, Others string
	Issue                int64
	File                 *flow.Attachment
}

type articleIn struct {
	r      *Room
	x      NewArticle
	id     int64
	reason string
}

var articleDeed = act.Define(act.Spec[articleIn, Article]{Name: "study.article.add", Label: "登记调研文章", Right: Use, Basis: []law.ID{law.ResearchArticleLeader, law.ResearchArticleUnit, law.ResearchTopics},
	Do: func(tx *act.Tx, in articleIn) (Article, act.Entry, error) {
		none := func(err error) (Article, act.Entry, error) { return Article{}, act.Entry{}, err }
		x := in.x
		x.Title, x.Others = db.Trimmed(x.Title), db.Trimmed(x.Others)
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		var day error
		switch {
		case x.On.IsZero() || x.On.After(tx.Today):
			day = fault.Field("on", x.On.String(), "请填写成文日期，不晚于今天。")
		case x.On.Year != x.Year:
			day = fault.Field("on", x.On.String(), "成文日期不在所填的年度，请改年度或日期。")
		}
		if err := join(checkYear(x.Year), day, checkIssue(tx, x.Issue, x.Year), line("title", "题目", x.Title, true), line("others", "合作者", x.Others, false), oneOf(s.book, law.ResearchTopics, "topics", "topic", "调研内容", x.Topic)); err != nil {
			return none(err)
		}
		if err := in.r.open(tx.Ctx, tx, x.Year); err != nil {
			return none(err)
		}
		same, ok, err := db.Maybe[string](tx.Ctx, tx, q.SQL("same_article"), x.Year, x.Title)
		if err != nil {
			return none(err)
		}
		if ok {
			return none(fault.Field("title", x.Title, "同名的文章已经登记（"+same+"）。几人合写的只由第一作者登记一次，计给第一作者所在的单位。"))
		}
		if x.File == nil {
			return none(fault.Field("file", "", "请附文章的文件。"))
		}
		if err := in.r.keepFile(tx, x.File); err != nil {
			return none(err)
		}
		a := Article{Year: x.Year, PersonID: me.ID, Unit: me.Unit, Role: s.rank(me.ID), Others: x.Others, On: x.On, Topic: x.Topic, Title: x.Title, IssueID: x.Issue, File: fileOf(x.File), State: Kept, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
		if a.Number, err = numbered(tx, "文", a.Year, 3); err != nil {
			return none(err)
		}
		a.ID, err = insert(tx, "study_article", articleColumns, a.values())
		return a, act.Entry{Subject: a.Subject(), Summary: "登记调研文章 " + a.Number, Detail: map[string]any{"unit": a.Unit, "role": a.Role, "file": a.SHA256}}, err
	}})

// AddArticle enters an article of which the actor is the first author.
func (r *Room) AddArticle(ctx context.Context, who act.Actor, x NewArticle) (Article, error) {
	return articleDeed.Run(ctx, r.Door, who, articleIn{r: r, x: x})
}

var voidArticleDeed = act.Define(act.Spec[articleIn, bool]{Name: "study.article.void", Label: "作废调研文章", Right: Use, Basis: []law.ID{law.StudyAssess},
	Do: func(tx *act.Tx, in articleIn) (bool, act.Entry, error) {
		a, err := row[Article](tx.Ctx, tx, "study_article", "article", in.id)
		switch {
		case err != nil:
		case a.MadeBy != tx.Actor.Login:
			err = act.OutOfReach(a.Subject())
		case a.State != Kept:
			err = fault.New(fault.Conflict, a.Number+"已经作废。")
		default:
			err = join(line("reason", "作废的理由", in.reason, true), in.r.open(tx.Ctx, tx, a.Year))
		}
		if err != nil {
			return false, act.Entry{}, err
		}
		a.State, a.Reason, a.Version = Void, in.reason, a.Version+1
		return true, act.Entry{Subject: a.Subject(), Summary: "作废调研文章 " + a.Number, Detail: map[string]any{"reason": in.reason}}, put(tx, "study_article", a.ID, a.Version-1, articleColumns, a.values())
	}})

// VoidArticle takes an article that the actor entered out of the count.
func (r *Room) VoidArticle(ctx context.Context, who act.Actor, id int64, reason string) error {
	_, err := voidArticleDeed.Run(ctx, r.Door, who, articleIn{r: r, id: id, reason: db.Trimmed(reason)})
	return err
}

// OpenArticle gives the file of an article, which all who work here may read.
func (r *Room) OpenArticle(ctx context.Context, who act.Actor, id int64) (Article, blob.File, error) {
	a, err := row[Article](ctx, r.Door.Reader(), "study_article", "article", id)
	if err == nil && (a.State != Kept || !who.May(Use)) {
		err = act.OutOfReach(a.Subject())
	}
	if err != nil {
		return a, nil, err
	}
	f, err := r.Files.Open(ctx, a.SHA256)
	return a, f, err
}
