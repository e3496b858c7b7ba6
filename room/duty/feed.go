package duty

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
)

// Feed is an address at which a calendar program fetches turns.
type Feed struct {
	ID       int64  `db:"id"`
	Login    string `db:"login"`
	PersonID int64  `db:"person_id"`
	Whole    bool   `db:"whole"`
	MadeAt   int64  `db:"made_at"`
}

// mostFeeds is how many addresses one person may have in force.
const mostFeeds = 5

type feedIn struct {
	r     *Room
	whole bool
}

type feedMade struct {
	ID    int64
	Token string
}

var feedDeed = act.Define(act.Spec[feedIn, feedMade]{Name: "duty.feed.make", Label: "开通日历订阅", Right: Use, Basis: []law.ID{law.DutyRosterBy},
	Do: func(tx *act.Tx, in feedIn) (feedMade, act.Entry, error) {
		none := func(err error) (feedMade, act.Entry, error) { return feedMade{}, act.Entry{}, err }
		c, err := in.r.Org.Chart(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		p, ok := c.PersonOf(tx.Actor.Login)
		if !ok {
			return none(fault.New(fault.Conflict, "您的账号没有关联本局人员，不能订阅值班日历。"))
		}
		have, err := db.All[Feed](tx.Ctx, tx, q.SQL("feeds_of"), tx.Actor.Login)
		if err != nil {
			return none(err)
		}
		if len(have) >= mostFeeds {
			return none(fault.Newf(fault.Conflict, "已有 %d 个订阅地址，请先停用不再使用的。", len(have)))
		}
		secret := make([]byte, 32)
		if _, err := rand.Read(secret); err != nil {
			return none(err)
		}
		made := feedMade{Token: base64.RawURLEncoding.EncodeToString(secret)}
		if made.ID, err = tx.Next("duty_feed"); err != nil {
			return none(err)
		}
		err = act.Insert(tx, "duty_feed", made.ID, feedColumns, []any{tx.Actor.Login, p.ID, in.whole, tokenDigest(made.Token), tx.Now, 0})
		return made, act.Entry{Subject: act.Subject("duty_feed", made.ID), Summary: tx.Actor.Name + "开通值班日历订阅", Detail: map[string]any{"whole": in.whole}}, err
	}})

func tokenDigest(token string) string {
	d := sha256.Sum256([]byte(token))
	return hex.EncodeToString(d[:])
}

// MakeFeed makes an address for the actor: of one's own turns or of the whole roster.
// The address is given once and kept nowhere; it holds no name, only chance.
func (r *Room) MakeFeed(ctx context.Context, who act.Actor, whole bool) (path string, err error) {
	m, err := feedDeed.Run(ctx, r.Door, who, feedIn{r, whole})
	return "/duty/feed/" + m.Token + ".ics", err
}

var revokeDeed = act.Define(act.Spec[answerIn, bool]{Name: "duty.feed.revoke", Label: "停用日历订阅", Right: Use, Basis: []law.ID{law.DutyRosterBy},
	Do: func(tx *act.Tx, in answerIn) (bool, act.Entry, error) {
		n, err := db.Exec(tx.Ctx, tx, "UPDATE duty_feed SET revoked_at = $3 WHERE id = $1 AND login = $2 AND revoked_at = 0", in.id, tx.Actor.Login, tx.Now)
		if err == nil && n == 0 {
			err = act.OutOfReach(act.Subject("duty_feed", in.id))
		}
		tx.Touch("duty_feed", in.id)
		return true, act.Entry{Subject: act.Subject("duty_feed", in.id), Summary: tx.Actor.Name + "停用值班日历订阅"}, err
	}})

// RevokeFeed ends an address of the actor's own, at once.
func (r *Room) RevokeFeed(ctx context.Context, who act.Actor, id int64) error {
	_, err := revokeDeed.Run(ctx, r.Door, who, answerIn{r: r, id: id})
	return err
}

// Feeds lists the actor's addresses in force, without what stands in them.
func (r *Room) Feeds(ctx context.Context, who act.Actor) ([]Feed, error) {
	return db.All[Feed](ctx, r.Door.Reader(), q.SQL("feeds_of"), who.Login)
}

// Days a feed reaches back and ahead.
const (
	feedBack  = 60
	feedAhead = 400
)

// FeedText answers a calendar program: published turns alone, as they are held. An
// address that was revoked, or whose owner may not use the room any more, is not found.
func (r *Room) FeedText(ctx context.Context, token string) (string, error) {
	gone := fault.New(fault.NotFound, "这个订阅地址不存在或已经停用，请到“我的班次”重新开通。")
	f, ok, err := db.Maybe[Feed](ctx, r.Door.Reader(), q.SQL("feed"), tokenDigest(token))
	if err != nil || !ok {
		if err == nil {
			err = gone
		}
		return "", err
	}
	acc, err := r.Org.AccountByLogin(ctx, f.Login)
	if err != nil {
		return "", gone
	}
	who, err := r.Org.ActorOf(ctx, acc.ID)
	if err != nil {
		return "", err
	}
	if !who.SignedIn() || !who.May(Use) {
		return "", gone
	}
	set, err := r.settings(ctx, r.Door.Today())
	if err != nil {
		return "", err
	}
	now := r.Door.Now()
	list, err := r.turns(ctx, r.Door.Reader(), now-feedBack*day, now+feedAhead*day)
	if err != nil {
		return "", err
	}
	name := "值班：本人"
	if f.Whole {
		name = "值班表"
	}
	var events []event
	for i, t := range list {
		if !f.Whole && t.Person != f.PersonID {
			continue
		}
		e := event{uid: fmt.Sprintf("duty-%d-%s-%d@lantai", t.Shift, t.Track, t.From), from: t.From, until: t.Until, summary: TrackLabel(t.Track), place: set.Place, changed: t.From}
		if f.Whole {
			e.summary += " " + t.Name
		}
		var with []string
		for j, o := range list {
			if j != i && o.Track != t.Track && o.From < t.Until && o.Until > t.From {
				with = append(with, strings.TrimSpace(TrackLabel(o.Track)+" "+o.Name+" "+o.Phone))
			}
		}
		e.description = strings.Join(append(with, t.Why), "\n")
		events = append(events, e)
	}
	return calendarText(name, events), nil
}

func (r *Room) feedPage(q *web.Request) (web.Answer, error) {
	token, ok := strings.CutSuffix(q.PathValue("token"), ".ics")
	if !ok || len(token) != 43 {
		return web.Answer{}, fault.New(fault.NotFound, "这个订阅地址不存在或已经停用。")
	}
	text, err := r.FeedText(q.Context(), token)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File("zhiban.ics", "text/calendar; charset=utf-8", clock.FromMicros(r.Door.Now()), strings.NewReader(text)).Inline(), nil
}
