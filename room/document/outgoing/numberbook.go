package outgoing

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/document/form"
)

// OnPaper are numbers that were given in the paper book before this one was kept.
type OnPaper struct {
	Series      string
	First, Last int
	Reason      string
}

type onPaperIn struct {
	r *Room
	p OnPaper
}

const mostOnPaper = 1000

var onPaperDeed = act.Define(act.Spec[onPaperIn, int]{Name: "document.out.number.paper", Label: "补录纸质字号", Right: Use, Basis: []law.ID{law.DocumentsNumber, law.DocumentsEnrolOut},
	Do: func(tx *act.Tx, in onPaperIn) (int, act.Entry, error) {
		none := func(err error) (int, act.Entry, error) { return 0, act.Entry{}, err }
		p := in.p
		p.Series, p.Reason = db.Trimmed(p.Series), db.Trimmed(p.Reason)
		if !in.r.inOffice(tx.Actor) {
			return none(forbid(law.DocumentsEnrolOut, "字号簿由办公室登记。"))
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		if !slices.Contains(s.series(Document{}), p.Series) {
			return none(fault.Field("series", p.Series, "请从列出的机关代字中选一个。"))
		}
		year, n := tx.Today.Year, p.Last-p.First+1
		if err := text("reason", "来历", p.Reason, mostLine, true); err != nil {
			return none(err)
		}
		if n < 1 || n > mostOnPaper {
			return none(fault.Field("last", fmt.Sprint(p.Last), fmt.Sprintf("起止号不对：止号不小于起号，一次不超过 %d 个。", mostOnPaper)))
		}
		for seq := p.First; seq <= p.Last; seq++ {
			g, ok, err := db.Maybe[Given](tx.Ctx, tx, q.SQL("number"), p.Series, year, seq)
			if err != nil {
				return none(err)
			}
			if ok {
				return none(fault.Field("first", fmt.Sprint(p.First), g.Text()+"已经有了（"+stateOfNumber(g)+"），一个号不用两次。请从下一个没有用过的号开始。"))
			}
		}
		at, err := tx.NextN(counter(p.Series, year), int64(n))
		if err != nil {
			return none(err)
		}
		if at != int64(p.First) {
			return none(fault.Field("first", fmt.Sprint(p.First), fmt.Sprintf("%s %d 年的下一个号是 %d 号，请从它开始，号不能断。", p.Series, year, at)))
		}
		for seq := p.First; seq <= p.Last; seq++ {
			g := Given{Series: p.Series, Year: int64(year), Seq: int64(seq), State: NumberPaper, Reason: p.Reason, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeOn: tx.Today, MadeAt: tx.Now, Version: 1}
			if _, err := insert(tx, "document_outgoing_number", numberColumns, g.values()); err != nil {
				return none(err)
			}
			if err := in.r.numberedOnPaper(tx, g); err != nil {
				return none(err)
			}
		}
		return n, act.Entry{Subject: "document_outgoing_number", Summary: fmt.Sprintf("补录纸质字号 %s〔%d〕%d 至 %d 号", p.Series, year, p.First, p.Last)}, nil
	}})

// AddOnPaper enters by the office the numbers of this year that were given on paper, so
// that the next one follows them. A number that was given already is refused.
func (r *Room) AddOnPaper(ctx context.Context, who act.Actor, p OnPaper) (int, error) {
	return onPaperDeed.Run(ctx, r.Door, who, onPaperIn{r, p})
}

// numberedOnPaper tells of a number of the paper book: its paper should be filed as well.
func (r *Room) numberedOnPaper(tx *act.Tx, g Given) error {
	if r.Numbered == nil {
		return nil
	}
	g.Title = "纸质字号簿编号的公文"
	return r.Numbered(tx, g, r.Org.Places.Office, tx.Actor.Name)
}

type voidPaperIn struct {
	r           *Room
	number, why string
}

var voidPaperDeed = act.Define(act.Spec[voidPaperIn, Given]{Name: "document.out.number.void", Label: "作废纸质字号", Right: Use, Basis: []law.ID{law.DocumentsNumber, law.DocumentsEnrolOut},
	Do: func(tx *act.Tx, in voidPaperIn) (Given, act.Entry, error) {
		none := func(err error) (Given, act.Entry, error) { return Given{}, act.Entry{}, err }
		if !in.r.inOffice(tx.Actor) {
			return none(forbid(law.DocumentsEnrolOut, "字号簿由办公室登记。"))
		}
		n, err := form.ParseNumber("number", in.number)
		why := oneLine(in.why)
		if err := join(err, text("words", "作废的理由", why, mostLine, true)); err != nil {
			return none(err)
		}
		g, ok, err := db.Maybe[Given](tx.Ctx, tx, q.SQL("number"), n.Sign, n.Year, n.Seq)
		switch {
		case err != nil:
			return none(err)
		case !ok || g.State != NumberPaper:
			return none(fault.Field("number", in.number, "纸质字号里没有这个号，或者已经作废；系统编的号在那份公文的页面上作废。"))
		}
		g.State, g.Reason, g.Version = NumberVoid, why+"（原为纸质字号："+g.Reason+"）", g.Version+1
		if err := act.Overwrite(tx, "document_outgoing_number", g.ID, numberColumns, g.values()); err != nil {
			return none(err)
		}
		told := g
		told.Reason = why
		if err := in.r.numberedOnPaper(tx, told); err != nil {
			return none(err)
		}
		return g, act.Entry{Subject: act.Subject("document_outgoing_number", g.ID), Summary: "作废纸质字号 " + g.Text() + "：" + why}, nil
	}})

// VoidOnPaper gives up by the office a number of the paper book that was not used; it
// stays in the book with the reason.
func (r *Room) VoidOnPaper(ctx context.Context, who act.Actor, number, why string) (Given, error) {
	return voidPaperDeed.Run(ctx, r.Door, who, voidPaperIn{r, number, why})
}

func stateOfNumber(g Given) string {
	switch g.State {
	case NumberVoid:
		return "已作废：" + g.Reason
	case NumberPaper:
		return "纸质字号簿已用：" + g.Reason
	}
	return "已给《" + g.Title + "》"
}

// Book is the number book of a series in a year, the newest first.
func (r *Room) Book(ctx context.Context, series string, year int) ([]Given, error) {
	return db.All[Given](ctx, r.Door.Reader(), q.SQL("book"), series, year)
}
