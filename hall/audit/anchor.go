package audit

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/ledger"
	"lantai.internal/kit/print"
)

// WriteAnchor prints a signed head of the ledger: on paper, out of reach of
// whoever holds the machine, it tells later whether anything before it was
// changed. who had it printed.
func (a *Audit) WriteAnchor(w io.Writer, c ledger.Checkpoint, who act.Actor) error {
	at := clock.FromMicros(c.At)
	d, err := print.New(print.Options{Title: "台账锚点 " + c.Day, Author: a.Bureau, Date: at})
	if err != nil {
		return err
	}
	f := d.Section(print.Section{Margins: print.Margins{Top: 25, Right: 25, Bottom: 25, Left: 28}})
	body := print.Style{Size: 10.5}
	small := print.Style{Size: 9, Color: print.Grey}
	f.Para(a.Bureau, print.Style{Size: 12, Align: print.Center})
	f.Para("台账锚点", print.Style{Size: 20, Bold: true, Align: print.Center, LineHeight: 2})
	f.Skip(4)
	line := func(label, value string) {
		f.Para(label+"　"+value, body)
	}
	line("日期", at.Format("2006年1月2日 15:04:05"))
	line("台账条数", fmt.Sprint(c.Size))
	line("根摘要值", "")
	f.Para(Groups(rootHex(c.Root)), print.Style{Size: 12, LineHeight: 1.7})
	f.Skip(4)
	f.Draw(58, func(p *print.Page, r print.Rect) { p.QR(r.X+(r.W-50)/2, r.Y+4, 50, c.Note) })
	f.Skip(2)
	f.Para("签名原文（与二维码内容相同）", print.Style{Size: 10.5, Bold: true})
	for s := range strings.SplitSeq(strings.TrimRight(c.Note, "\n"), "\n") {
		if s != "" {
			f.Para(s, print.Style{Size: 9})
		}
	}
	f.Skip(3)
	f.Para("验证公钥", print.Style{Size: 10.5, Bold: true})
	f.Para(a.Door.PublicKey(), print.Style{Size: 9})
	f.Skip(4)
	f.Para("用途：此页证明到上述条数为止台账的内容。以后核验台账时，在“台账—核验”页填入签名原文（或扫二维码取得），系统即按此页核对；此前的任何一条被改、被删，都会被指出。请打印后签名，按日装订，与系统分开保存。", small)
	f.Skip(12)
	f.Fields(body, print.Field{Label: "打印人", Value: who.Name}, print.Field{Label: "签名", Blank: 40}, print.Field{Label: "见证人", Blank: 40})
	return d.Write(w)
}

// Head is the ledger's signed head as it stands.
func (a *Audit) Head(ctx context.Context) (ledger.Checkpoint, error) { return a.Door.Head(ctx) }

// rootHex gives a root as hexadecimal; as it is if it is no base64.
func rootHex(root string) string {
	b, err := base64.StdEncoding.DecodeString(root)
	if err != nil {
		return root
	}
	return hex.EncodeToString(b)
}

// Groups cuts a digest into fours, for reading aloud and comparing.
func Groups(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// anchorName is the file name of a printed head.
func anchorName(c ledger.Checkpoint) string {
	return fmt.Sprintf("台账锚点-%s-%d.pdf", clock.FromMicros(c.At).Format(time.DateOnly), c.Size)
}
