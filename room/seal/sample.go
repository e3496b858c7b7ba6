package seal

import (
	"bytes"
	"context"
	"image"
	"image/color"
	_ "image/jpeg" // pictures of impressions come as JPEG too
	"image/png"
	"io"
	"strings"
	"sync"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/print"
)

// What is kept of an impression: a small grey picture with 样稿 across it. Nothing of
// what was sent stays beside it, so that nobody can take a usable seal from here.
const (
	sampleSide = 220     // pixels
	mostSample = 8 << 20 // bytes of the picture sent
	mostPixels = 60_000_000
)

var sampleFace = sync.OnceValues(func() (font.Face, error) {
	b, err := print.Regular()
	if err != nil {
		return nil, err
	}
	f, err := opentype.Parse(b)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: 62, DPI: 72})
})

// Sample makes the marked sample of the picture of an impression, as PNG. A picture with
// a transparent ground is refused: it is made to be laid over papers.
func Sample(in io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(in, mostSample+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > mostSample {
		return nil, fault.Newf(fault.TooLarge, "印模图片不超过 %d MB，请缩小后再上传。", mostSample>>20)
	}
	unread := fault.Field("sample", "", "这不是能读的图片，请上传印模的 JPG 或 PNG 照片。")
	c, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || c.Width < 1 || c.Height < 1 || c.Width*c.Height > mostPixels {
		return nil, unread
	}
	src, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, unread
	}
	if o, ok := src.(interface{ Opaque() bool }); ok && !o.Opaque() {
		e := fault.Refuse(law.SealElectronic, "透明底的印章图片可以直接叠盖在文件上，不能收。请上传盖在纸上的印模的照片，只留作样稿。")
		e.Field = "sample"
		return nil, e
	}
	b := src.Bounds()
	w, h := sampleSide, sampleSide*b.Dy()/max(1, b.Dx())
	if h > sampleSide {
		w, h = sampleSide*b.Dx()/max(1, b.Dy()), sampleSide
	}
	dst := image.NewGray(image.Rect(0, 0, sampleSide, sampleSide))
	draw.Draw(dst, dst.Bounds(), image.White, image.Point{}, draw.Src)
	at := image.Rect((sampleSide-w)/2, (sampleSide-h)/2, (sampleSide+w)/2, (sampleSide+h)/2)
	draw.ApproxBiLinear.Scale(dst, at, src, b, draw.Src, nil)
	for i, v := range dst.Pix { // paler, so that the mark stands out
		dst.Pix[i] = 96 + byte(int(v)*159/255)
	}
	for x := range sampleSide { // lines that no retouching takes out of so small a picture
		for y := range sampleSide {
			if (x+y)%22 < 2 {
				dst.SetGray(x, y, color.Gray{Y: 40})
			}
		}
	}
	face, err := sampleFace()
	if err != nil {
		return nil, fault.Wrap("seal.sample", fault.Internal, err)
	}
	d := font.Drawer{Dst: dst, Src: image.NewUniform(color.Gray{Y: 0}), Face: face}
	d.Dot = fixed.P((sampleSide-d.MeasureString("样稿").Round())/2, sampleSide/2+22)
	d.DrawString("样稿")
	var out bytes.Buffer
	err = png.Encode(&out, dst)
	return out.Bytes(), err
}

type sampleIn struct {
	r    *Room
	seal int64
	ref  blob.Ref
}

var sampleDeed = act.Define(act.Spec[sampleIn, Seal]{Name: "seal.seal.sample", Label: "登记印模样稿", Right: Request, Basis: []law.ID{law.SealElectronic, law.SealCustody},
	Do: func(tx *act.Tx, in sampleIn) (Seal, act.Entry, error) {
		none := func(err error) (Seal, act.Entry, error) { return Seal{}, act.Entry{}, err }
		if err := in.r.inOfficeOnly(tx.Actor); err != nil {
			return none(err)
		}
		x, err := seals.Locked(tx, in.seal)
		if err != nil {
			return none(err)
		}
		if err := blob.Keep(tx.Ctx, tx, in.r.Files, in.ref.SHA256); err != nil {
			return none(err)
		}
		x.SampleSHA, x.SampleSize = in.ref.SHA256, in.ref.Size
		return x, act.Entry{Subject: seals.Subject(x.ID), Summary: "登记“" + x.Name + "”的印模样稿", Detail: map[string]any{"sha256": x.SampleSHA}}, seals.Save(tx, &x)
	}})

// SetSample keeps the marked sample of an impression, by the office; the picture itself
// is not kept.
func (r *Room) SetSample(ctx context.Context, who act.Actor, seal int64, picture io.Reader) (Seal, error) {
	if err := r.inOfficeOnly(who); err != nil {
		return Seal{}, err
	}
	made, err := Sample(picture)
	if err != nil {
		return Seal{}, err
	}
	ref, err := r.Files.Put(ctx, bytes.NewReader(made), int64(len(made)))
	if err != nil {
		return Seal{}, err
	}
	return sampleDeed.Run(ctx, r.Door, who, sampleIn{r, seal, ref})
}

// SampleOf opens the sample of an impression, for everybody who may ask for a seal.
func (r *Room) SampleOf(ctx context.Context, who act.Actor, id int64) (Seal, blob.File, error) {
	x, err := seals.Get(ctx, r.Door.Reader(), id)
	if err == nil && (x.SampleSHA == "" || !who.May(Request)) {
		err = act.OutOfReach(seals.Subject(id))
	}
	if err != nil {
		return x, nil, err
	}
	f, err := r.Files.Open(ctx, x.SampleSHA)
	return x, f, err
}

// BlankPaper reports whether a paper whose text can be read has none.
func (r *Room) BlankPaper(ctx context.Context, f io.ReaderAt, size int64, name string) (bool, error) {
	if r.Text == nil {
		return false, nil
	}
	t, read, err := r.Text(ctx, f, size, name)
	return read && strings.TrimSpace(t) == "", err
}
