package reader

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferr "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"lantai.internal/base/fault"
)

// pdfEngine is PDFium inside a WebAssembly machine: no file, no network, bounded
// memory, a fresh instance for every document, started with the first one.
type pdfEngine struct {
	sem       chan struct{}
	workers   int
	cacheDir  string
	fontBytes func() ([]byte, error)
	memory    guestMemory

	mu    sync.Mutex
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

const pdfMemoryPages = 6144 // of 64 KB: 384 MB an instance

func (e *pdfEngine) start() (pdfium.Pool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool != nil {
		return e.pool, nil
	}
	// WithCloseOnContextDone lets a time limit stop the machine in mid-page;
	// the bundled module needs exception handling, which is not on by default.
	cfg := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(pdfMemoryPages).
		WithCloseOnContextDone(true)
	if dir := e.directory(); dir != "" {
		// Without a cache the engine only starts slower.
		if c, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			e.cache = c
			cfg = cfg.WithCompilationCache(c)
		}
	}
	files := wazero.NewFSConfig()
	if font, err := e.fontBytes(); err == nil && len(font) > 0 {
		files = files.WithFSMount(fontFS{font}, "/")
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: experimental.WithMemoryAllocator(context.Background(), &e.memory),
		MaxIdle: 0, MaxTotal: e.workers,
		RuntimeConfig: cfg,
		FSConfig:      files,
		Stdout:        io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, &fault.Error{Kind: fault.Unavailable, Op: "reader.pdf", Say: "PDF 组件没有启动，暂时不能读取 PDF。请稍后再试；仍不行时告知系统管理员。", Err: err}
	}
	e.pool = pool
	return pool, nil
}

func (e *pdfEngine) directory() string {
	dir := e.cacheDir
	if dir == "-" {
		return ""
	}
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(base, "lantai", "pdf")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return ""
	}
	return dir
}

func (e *pdfEngine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool == nil {
		return nil
	}
	err := e.pool.Close()
	if e.cache != nil {
		err = errors.Join(err, e.cache.Close(context.Background()))
	}
	e.pool, e.cache = nil, nil
	return err
}

// with runs fn on a fresh instance and stops it when ctx ends or after limit;
// waiting for its turn does not count. When it returns, fn has returned.
func (e *pdfEngine) with(ctx context.Context, limit time.Duration, fn func(context.Context, pdfium.Pdfium) error) error {
	select {
	case e.sem <- struct{}{}:
		defer func() { <-e.sem }()
	case <-ctx.Done():
		return ctx.Err()
	}
	pool, err := e.start()
	if err != nil {
		return err
	}
	inst, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &fault.Error{Kind: fault.Unavailable, Op: "reader.pdf", Say: "PDF 组件暂时不可用，稍后再试。", Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- refuse(ErrBroken, fmt.Errorf("panic: %v", p), "PDF 文件已损坏，不能读取。请重新导出或重新上传原文件。")
			}
		}()
		done <- fn(ctx, inst)
	}()
	select {
	case err = <-done:
		inst.Close()
		return err
	case <-ctx.Done():
		e.memory.kill(func() {
			inst.Kill()
			<-done
		})
		return ctx.Err()
	}
}

func openPDF(inst pdfium.Pdfium, ra io.ReaderAt, size int64) (references.FPDF_DOCUMENT, int, error) {
	doc, err := inst.OpenDocument(&requests.OpenDocument{FileReader: io.NewSectionReader(ra, 0, size), FileReaderSize: size})
	switch {
	case errors.Is(err, pdferr.ErrPassword), errors.Is(err, pdferr.ErrSecurity):
		return "", 0, refuse(ErrEncrypted, err, "PDF 设有打开密码，不能读取。去掉密码后重新上传。")
	case err != nil:
		return "", 0, broken("PDF 文件", err)
	}
	n, err := inst.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return "", 0, broken("PDF 文件", err)
	}
	if n.PageCount <= 0 {
		return "", 0, refuse(ErrBroken, nil, "PDF 文件没有任何一页，不能读取。请重新导出或重新上传原文件。")
	}
	return doc.Document, n.PageCount, nil
}

// maxBadPages in a row end the reading: the page count is then a lie.
const maxBadPages = 20

func (e *pdfEngine) read(ctx context.Context, d *Document, ra io.ReaderAt, size int64, lim Limits) error {
	if size >= 1<<32 {
		return refuse(ErrTooLarge, nil, "PDF 超过 4 GB，不能读取。拆分后再上传。")
	}
	var body strings.Builder
	opened, readPages := false, 0
	// Between pages the reading stops by itself at the time limit; only a single
	// page that takes as long again is cut off.
	err := e.with(ctx, 2*lim.Timeout, func(ctx context.Context, inst pdfium.Pdfium) error {
		until := time.Now().Add(lim.Timeout)
		doc, n, err := openPDF(inst, ra, size)
		if err != nil {
			return err
		}
		d.Pages, opened = n, true
		pdfHints(inst, doc, d)
		bad, badInRow := 0, 0
		for i := 0; i < n && i < lim.TextPages && body.Len() <= lim.TextBytes; i++ {
			if time.Now().After(until) {
				d.warn(fmt.Sprintf("读取用时过长，只读取了前 %d 页的文字（共 %d 页）。", i, n))
				break
			}
			if i > 0 {
				body.WriteByte('\f')
			}
			s, err := pdfPageText(inst, doc, i)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				bad++
				if badInRow++; badInRow >= maxBadPages {
					d.warn(fmt.Sprintf("PDF 从第 %d 页起读不出来，所记 %d 页不可信，页数请人工核对。", i-maxBadPages+2, n))
					break
				}
				continue
			}
			badInRow = 0
			readPages = i + 1
			body.WriteString(s)
		}
		if bad > 0 && readPages == 0 {
			return refuse(ErrBroken, nil, "PDF 的页面都读不出来，文件已损坏。请重新导出或重新上传原文件。")
		}
		if bad > 0 {
			d.warn(fmt.Sprintf("PDF 有 %d 页读不出来，请核对原文件。", bad))
			if badInRow >= maxBadPages {
				d.Pages = readPages
			}
		}
		if n > lim.TextPages {
			d.warn(fmt.Sprintf("PDF 共 %d 页，只读取了前 %d 页的文字。", n, lim.TextPages))
		}
		return nil
	})
	if errors.Is(err, context.DeadlineExceeded) && opened && readPages > 0 {
		d.warn(fmt.Sprintf("第 %d 页异常复杂，读取超时，只读取了它前面的文字（共 %d 页）。", readPages+1, d.Pages))
		err = nil
	}
	if err != nil {
		return err
	}
	d.Body = cutText(d, CleanText(strings.TrimRight(body.String(), "\f")), lim)
	if strings.TrimSpace(d.Body) == "" {
		d.warn("PDF 里没有文字，可能是扫描件，题名等请人工填写。")
	}
	return nil
}

func pdfPageText(inst pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) (string, error) {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}}
	tp, err := inst.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return "", err
	}
	defer inst.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: tp.TextPage})
	n, err := inst.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: tp.TextPage})
	if err != nil || n.Count <= 0 {
		return "", err
	}
	// One page with a million characters is no page of prose.
	s, err := inst.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: tp.TextPage, StartIndex: 0, Count: min(n.Count, 1_000_000)})
	if err != nil {
		return "", err
	}
	return strings.TrimRight(strings.TrimRight(s.Text, "\x00"), " \r\n") + "\n", nil
}

func pdfHints(inst pdfium.Pdfium, doc references.FPDF_DOCUMENT, d *Document) {
	m, err := inst.GetMetaData(&requests.GetMetaData{Document: doc, Tags: &[]string{"Title", "Author", "CreationDate"}})
	if err != nil {
		return
	}
	for _, t := range m.Tags {
		switch t.Tag {
		case "Title":
			d.Title = oneLine(t.Value)
		case "Author":
			d.Author = oneLine(t.Value)
		case "CreationDate":
			d.Created = pdfTime(t.Value)
		}
	}
	if p, err := inst.FPDF_GetSecurityHandlerRevision(&requests.FPDF_GetSecurityHandlerRevision{Document: doc}); err == nil && p.SecurityHandlerRevision > 0 {
		d.warn("PDF 设有使用限制（权限密码），可以阅读，长期保存前宜取得无限制的版本。")
	}
}

// pdfTime reads D:YYYYMMDDHHmmSS+HH'mm' and its shorter forms.
func pdfTime(s string) time.Time {
	s = strings.TrimPrefix(strings.TrimSpace(s), "D:")
	zone := ""
	if i := strings.IndexAny(s, "+-Z"); i >= 0 {
		s, zone = s[:i], strings.ReplaceAll(s[i:], "'", "")
	}
	const full = "20060102150405"
	if len(s) < 4 || len(s) > len(full) {
		return time.Time{}
	}
	// Month and day default to 01.
	s += "00000101000000"[len(s):]
	layout := full
	loc := beijing
	if zone != "" && zone != "Z" && len(zone) == 5 {
		layout, s = full+"-0700", s+zone
	} else if strings.HasPrefix(zone, "Z") {
		loc = time.UTC
	}
	t, err := time.ParseInLocation(layout, s, loc)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}

// image draws one page, counted from 1, at most width pixels wide.
func (e *pdfEngine) image(ctx context.Context, ra io.ReaderAt, size int64, page, width int, lim Limits) (png []byte, pages int, err error) {
	if size >= 1<<32 {
		return nil, 0, refuse(ErrTooLarge, nil, "PDF 超过 4 GB，不能显示。拆分后再上传。")
	}
	err = e.with(ctx, lim.Timeout, func(_ context.Context, inst pdfium.Pdfium) error {
		doc, n, err := openPDF(inst, ra, size)
		if err != nil {
			return err
		}
		pages = n
		if page > n {
			return noPage(page, n)
		}
		// A page twenty times as high as wide would need a picture to match.
		res, err := inst.RenderPageInPixels(&requests.RenderPageInPixels{
			Width: width, Height: width * 4,
			Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: page - 1}},
		})
		if err != nil {
			return broken(fmt.Sprintf("PDF 的第 %d 页", page), err)
		}
		defer res.Cleanup()
		png, err = encodePNG(res.Result.RenderedImage)
		return err
	})
	return png, pages, err
}

func encodePNG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := pngFast.Encode(&b, img); err != nil {
		return nil, fault.Wrap("reader.png", fault.Internal, err)
	}
	return b.Bytes(), nil
}
