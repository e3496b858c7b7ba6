package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"time"

	"lantai.internal/kit/act"
	"lantai.internal/room/seal"
	"lantai.internal/room/secrecy"
)

// sealDesk does what people would do with seals and secrets, and stops at the first
// failure.
type sealDesk struct{ reportingDesk }

func (d *sealDesk) do(login, what string, do func(who act.Actor) error) {
	who := d.actor(login)
	if d.err == nil {
		if err := do(who); err != nil {
			d.err = fmt.Errorf("demo %s of %s: %w", what, login, err)
		}
	}
}

// person is the person behind a demonstration's account.
func (d *sealDesk) person(login string) int64 {
	if d.err != nil {
		return 0
	}
	acc, err := d.a.Org.AccountByLogin(d.ctx, login)
	d.err = err
	return acc.PersonID
}

// demoSeals gives the demonstration its seals in the secretary's custody, uses of them,
// an application that waits for the director and one that waits to be sealed.
func (a *App) demoSeals(ctx context.Context) error {
	d := &sealDesk{reportingDesk{a: a, ctx: ctx}}
	bureau := d.seal(seal.Seal{Code: "bureau", Name: "单位公章", Kind: seal.OfBureau, Material: "铜", Diameter: 42, Issuer: "綦江区人民政府"})
	d.seal(seal.Seal{Code: "office", Name: "办公室印章", Kind: seal.OfSection, Unit: "BGS", Material: "木", Diameter: 40, Issuer: "本局"})
	name := d.seal(seal.Seal{Code: "name", Name: "局长名章", Kind: seal.OfName, Material: "牛角", Issuer: "本局"})
	d.do("mishu", "sample", func(who act.Actor) error {
		var b bytes.Buffer
		if err := png.Encode(&b, impression()); err != nil {
			return err
		}
		_, err := a.Seals.SetSample(ctx, who, bureau, &b)
		return err
	})
	for i, what := range []string{"企业参加展会的证明", "商贸企业备案情况说明", "储备粮库维修合同"} {
		kind, n := seal.Certificate, i+1
		if i == 2 {
			kind = seal.Contract
		}
		id := d.apply("keyuan", seal.NewApplication{Seal: bureau, Kind: kind, What: what, DocNumber: fmt.Sprintf("綦商务证〔%d〕%d号", a.Door.Today().Year, n), Reason: "企业申请办理有关手续", Copies: n + 1})
		d.approve(id)
		d.stamp(id, seal.NewPress{Copies: 1, Check: fmt.Sprintf("綦商务证〔%d〕%d号", a.Door.Today().Year, n)})
		if i == 1 {
			d.stamp(id, seal.NewPress{Copies: 2, Check: fmt.Sprintf("綦商务证〔%d〕%d号", a.Door.Today().Year, n)})
		}
	}
	letter := d.apply("shangmao", seal.NewApplication{Seal: bureau, Kind: seal.Letter, Letter: &seal.IntroLetter{Addressee: "区市场监督管理局", Bearer: "商贸流通科工作人员", People: 2, Matter: "核对商品交易市场登记资料", ValidUntil: a.Door.Today().AddDays(7)}})
	d.approve(letter)
	d.stamp(letter, seal.NewPress{Copies: 1})
	waits := d.apply("shangmao", seal.NewApplication{Seal: name, Kind: seal.Form, What: "市场运行监测季度报表", DocNumber: "监测表3", Reason: "按季报送", Copies: 2})
	d.approve(waits)
	d.apply("keyuan", seal.NewApplication{Seal: bureau, Kind: seal.Certificate, What: "家电以旧换新参加企业名单", DocNumber: "名单2", Reason: "向银行提供", Copies: 3})
	d.do("shangmao", "outing", func(who act.Actor) error {
		_, err := a.Seals.AskOut(ctx, who, seal.NewOuting{Seal: bureau, Reason: "现场签订合作协议", Place: "会展中心", First: d.person("mishu"), Second: d.person("shangmao"), Due: a.Door.Today().AddDays(1)})
		return err
	})
	return d.err
}

func (d *sealDesk) seal(x seal.Seal) (id int64) {
	x.InForce = d.a.Book.InForce
	d.do("bangongshi", "seal", func(who act.Actor) error {
		made, err := d.a.Seals.AddSeal(d.ctx, who, x)
		id = made.ID
		return err
	})
	var h seal.Handover
	d.do("bangongshi", "hand-over", func(who act.Actor) (err error) {
		h, err = d.a.Seals.BeginHandover(d.ctx, who, seal.NewHandover{Seal: id, Giver: d.person("bangongshi"), Taker: d.person("mishu"), Witness: d.person("dangan"), Why: "启用"})
		return err
	})
	for _, login := range []string{"bangongshi", "mishu", "dangan"} {
		d.do(login, "hand-over", func(who act.Actor) error {
			_, err := d.a.Seals.ConfirmHandover(d.ctx, who, h.ID)
			return err
		})
	}
	return id
}

func (d *sealDesk) apply(login string, x seal.NewApplication) (id int64) {
	d.do(login, "application", func(who act.Actor) error {
		a, err := d.a.Seals.Apply(d.ctx, who, x)
		id = a.ID
		return err
	})
	return id
}

func (d *sealDesk) approve(id int64) {
	d.do("juzhang", "approval", func(who act.Actor) error {
		_, err := d.a.Seals.Approve(d.ctx, who, id, "同意")
		return err
	})
}

func (d *sealDesk) stamp(id int64, x seal.NewPress) {
	x.Application = id
	d.do("mishu", "use", func(who act.Actor) error {
		_, err := d.a.Seals.Stamp(d.ctx, who, x)
		return err
	})
}

// impression is a ring with a cross, so that the demonstration has something to make a
// sample of; it is no seal.
func impression() image.Image {
	const side = 300
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for x := range side {
		for y := range side {
			c := color.RGBA{255, 255, 255, 255}
			r := math.Hypot(float64(x-side/2), float64(y-side/2))
			if r > 125 && r < 135 || r < 40 && (x > 140 && x < 160 || y > 140 && y < 160) {
				c = color.RGBA{190, 30, 30, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// demoSecrecy gives the demonstration its registers of secrecy, a training, checks and a
// leak report that is still within its clock.
func (a *App) demoSecrecy(ctx context.Context) error {
	d := &sealDesk{reportingDesk{a: a, ctx: ctx}}
	today := a.Door.Today()
	day := today.AddDays(-20).String()
	line := func(code string, values map[string]string) {
		values["day"] = day
		d.do("bangongshi", "register", func(who act.Actor) error {
			_, err := a.Registers.Add(ctx, who, code, values)
			return err
		})
	}
	for i := 1; i <= 3; i++ {
		line(secrecy.Carriers, map[string]string{"title": fmt.Sprintf("第%d号", i), "person": "机要秘书", "place": fmt.Sprintf("机要室1柜%d格", i), "state": "在册"})
	}
	line(secrecy.Devices, map[string]string{"title": "台式计算机 密01", "class": "涉密", "net": "单机", "person": "机要秘书", "unit": "办公室", "place": "机要室", "state": "在用"})
	line(secrecy.Devices, map[string]string{"title": "台式计算机 办05", "class": "非涉密", "net": "电子政务外网", "person": "办公室秘书", "unit": "办公室", "place": "302室", "state": "在用"})
	line(secrecy.WorkSecrets, map[string]string{"title": "应急储备点位分布", "unit": "粮油食管科", "scope": "局领导、粮油食管科", "reason": "泄露后影响保供工作", "state": "有效"})
	line(secrecy.Inspections, map[string]string{"title": "计算机和移动存储介质", "kind": "自查自评", "unit": "办公室", "person": "办公室主任", "found": "一台打印机没有贴标识", "due": today.AddDays(5).String(), "state": "待整改"})
	d.do("bangongshi", "classified post", func(who act.Actor) error {
		p, err := a.Secrecy.ReviewPost(ctx, who, secrecy.Post{PersonID: d.person("mishu"), Post: "文件交换", Class: secrecy.General, ReviewedOn: today.AddDays(-60), Review: secrecy.Passed})
		if err == nil {
			_, err = a.Secrecy.StartPost(ctx, who, secrecy.Post{ID: p.ID, TrainedOn: today.AddDays(-50), PledgedOn: today.AddDays(-45), Since: today.AddDays(-40)})
		}
		return err
	})
	var t secrecy.Training
	d.do("bangongshi", "training", func(who act.Actor) (err error) {
		t, err = a.Secrecy.OpenTraining(ctx, who, secrecy.Training{On: today, Title: "保密法和本局保密要求", Place: "三楼会议室", Lecturer: "区保密行政管理部门", Minutes: 90, Everybody: true})
		return err
	})
	for _, login := range []string{"keyuan", "shangmao", "mishu"} {
		d.do(login, "sign-in", func(who act.Actor) error { return a.Secrecy.Sign(ctx, who, t.ID) })
	}
	for i, title := range []string{"促消费活动新闻稿", "农贸市场改造展板"} {
		d.do("keyuan", "check", func(who act.Actor) error {
			c, err := a.Secrecy.AskCheck(ctx, who, secrecy.NewCheck{Title: title, Channel: []string{"区融媒体中心", "机关大厅"}[i]})
			if err != nil || i > 0 || d.err != nil {
				return err
			}
			_, err = a.Secrecy.Say(ctx, d.actor("shangmao"), c.ID, secrecy.Passed, "没有涉密内容和工作秘密")
			return err
		})
	}
	d.do("mishu", "leak", func(who act.Actor) error {
		_, err := a.Secrecy.ReportLeak(ctx, who, secrecy.NewLeak{Kind: "possible", NoticedAt: a.Door.Now() - int64(3*time.Hour/time.Microsecond), How: "清点密件另册时少一件，尚在查找", Measures: "停止清点范围内的借用，封存登记本"})
		return err
	})
	return d.err
}
