// Package browsertest drives a real browser over a running site: clicks, keys,
// pictures, and the two things every page must keep: no message of failure in
// the console, and no scrolling sideways.
//
// Without Chromium a test is skipped and says so; with LANTAI_REQUIRE_CHROMIUM=1
// it fails instead. Pictures go to the folder LANTAI_SHOTS, if that is set.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take.
const patience = 30 * time.Second

// Tab is one tab of a browser of its own.
type Tab struct {
	t    testing.TB
	ctx  context.Context
	base string

	mu      sync.Mutex
	faults  []string
	allowed []string
}

func chromium() string {
	if p := os.Getenv("LANTAI_CHROMIUM"); p != "" {
		return p
	}
	for _, n := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if p, err := exec.LookPath(n); err == nil {
			return p
		}
	}
	return ""
}

// Open starts a browser 1440 by 900 whose addresses begin with base
// ("http://127.0.0.1:4711"). It closes with the test, which fails if the page
// wrote an error to the console.
func Open(t testing.TB, base string) *Tab {
	t.Helper()
	path := chromium()
	if path == "" {
		if os.Getenv("LANTAI_REQUIRE_CHROMIUM") == "1" {
			t.Fatal("no Chromium was found, and LANTAI_REQUIRE_CHROMIUM=1 asks for it")
		}
		t.Skip("skipped: no Chromium was found; install it or set LANTAI_CHROMIUM to its path")
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoFirstRun, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "zh-CN"), chromedp.WindowSize(1440, 900), chromedp.IgnoreCertErrors)
	ctx, stop := chromedp.NewContext(alloc)
	b := &Tab{t: t, ctx: ctx, base: strings.TrimSuffix(base, "/")}
	// The first call starts the browser; a time limit on it would end the browser.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
		stop()
		stopAlloc()
		t.Fatalf("browser: %v", err)
	}
	messages := chromedp.Console(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException {
				b.mu.Lock()
				b.faults = append(b.faults, m.Text)
				b.mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits for the browser to go
		stop()
		stopAlloc()
		<-done
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, f := range b.faults {
			if !b.expected(f) {
				t.Errorf("console: %s", f)
			}
		}
	})
	return b
}

// A refused form answers 409 or 422, which Chromium writes to the console.
var ordinary = []string{"status of 409", "status of 422"}

func (b *Tab) expected(f string) bool {
	for _, a := range append(append([]string(nil), ordinary...), b.allowed...) {
		if strings.Contains(f, a) {
			return true
		}
	}
	return false
}

// Allow accepts console messages that contain s.
func (b *Tab) Allow(s string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.allowed = append(b.allowed, s)
}

func (b *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.picture("failed")
		b.t.Fatalf("browser: %s: %v", what, err)
	}
}

func run[T any](b *Tab, what string, a chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.picture("failed")
		b.t.Fatalf("browser: %s: %v", what, err)
	}
	return v
}

// Go opens a path of the site and waits for it.
func (b *Tab) Go(path string) {
	b.t.Helper()
	b.do("open "+path, chromedp.Navigate(b.base+path))
}

// Size changes the window; under 760 it is a phone with touch.
func (b *Tab) Size(width, height int) {
	b.t.Helper()
	if width < 760 {
		b.do("size", chromedp.EmulateViewport(int64(width), int64(height), chromedp.EmulateMobile, chromedp.EmulateTouch))
		return
	}
	b.do("size", chromedp.EmulateViewport(int64(width), int64(height)))
}

// NoScripts switches scripts off for the pages opened from now on.
func (b *Tab) NoScripts() {
	b.t.Helper()
	b.do("no scripts", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

// Click clicks the first element that matches, scrolled into the middle.
func (b *Tab) Click(selector string) {
	b.t.Helper()
	b.do("see "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
	// In the middle: what only just comes into view lies beneath a bar that sticks to
	// the foot, and the click would be the bar's.
	Eval[bool](b, fmt.Sprintf("document.querySelector(%q).scrollIntoView({block: 'center', behavior: 'instant'}) === undefined", selector))
	b.do("click "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Submit clicks and waits for the page that follows.
func (b *Tab) Submit(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)); err != nil {
		b.picture("failed")
		b.t.Fatalf("browser: submit %s: %v", selector, err)
	}
}

// Type puts the cursor into a field and types.
func (b *Tab) Type(selector, text string) {
	b.t.Helper()
	b.do("type into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Fill replaces what a field holds.
func (b *Tab) Fill(selector, text string) {
	b.t.Helper()
	b.do("fill "+selector, chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Choose chooses an option of a select by its value.
func (b *Tab) Choose(selector, value string) {
	b.t.Helper()
	b.do("choose in "+selector, chromedp.SetValue(chromedp.CSS(selector), value))
}

// Attach gives files to a file field.
func (b *Tab) Attach(selector string, paths ...string) {
	b.t.Helper()
	b.do("attach to "+selector, chromedp.SetUploadFiles(chromedp.CSS(selector), paths))
}

// Press presses keys where the cursor is: letters as they are, others from
// chromedp's kb package (kb.Enter, kb.Tab, kb.Escape).
func (b *Tab) Press(keys string, modifiers ...chromedp.Modifier) {
	b.t.Helper()
	b.do(fmt.Sprintf("press %q", keys), chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// Wait waits until something that matches is seen.
func (b *Tab) Wait(selector string) {
	b.t.Helper()
	b.do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// WaitText waits until the first match contains s.
func (b *Tab) WaitText(selector, s string) {
	b.t.Helper()
	end := time.Now().Add(patience)
	for {
		got := Eval[string](b, fmt.Sprintf(`(document.querySelector(%q)||{textContent:""}).textContent`, selector))
		if strings.Contains(got, s) {
			return
		}
		if time.Now().After(end) {
			b.picture("failed")
			b.t.Fatalf("browser: %s should have come to contain %q, has %q", selector, s, got)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Text gives the visible text of the first match, waiting for one. It asks the page
// itself: a node looked up in one step may be gone in the next, when a page has
// just been opened.
func (b *Tab) Text(selector string) string {
	b.t.Helper()
	end := time.Now().Add(patience)
	for b.Count(selector) == 0 {
		if time.Now().After(end) {
			b.picture("failed")
			b.t.Fatalf("browser: nothing matches %s", selector)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return Eval[string](b, fmt.Sprintf(`(document.querySelector(%q)||{innerText:""}).innerText`, selector))
}

// Value gives what a field holds.
func (b *Tab) Value(selector string) string {
	b.t.Helper()
	return run(b, "value of "+selector, chromedp.Value(chromedp.CSS(selector)))
}

// Count gives how many elements match now.
func (b *Tab) Count(selector string) int {
	b.t.Helper()
	return Eval[int](b, fmt.Sprintf("document.querySelectorAll(%q).length", selector))
}

// Path gives path and query of the page shown.
func (b *Tab) Path() string {
	b.t.Helper()
	return strings.TrimPrefix(run(b, "location", chromedp.Location()), b.base)
}

// Eval evaluates an expression in the page.
func Eval[T any](b *Tab, expression string) T {
	b.t.Helper()
	return run(b, "evaluate "+expression, chromedp.Evaluate[T](expression))
}

// Shot takes a picture of the whole page as name.png.
func (b *Tab) Shot(name string) {
	b.t.Helper()
	b.picture(name)
}

func (b *Tab) picture(name string) {
	dir := os.Getenv("LANTAI_SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Logf("no picture: %v", err)
		return
	}
	clean := strings.NewReplacer("/", "-", " ", "-").Replace(b.t.Name() + "-" + name)
	if err := os.WriteFile(filepath.Join(dir, clean+".png"), png, 0o644); err != nil {
		b.t.Logf("no picture: %v", err)
	}
}

// NoSideways fails the test if the page scrolls sideways, and names what sticks out.
func (b *Tab) NoSideways() {
	b.t.Helper()
	out := Eval[[]string](b, `(() => {
		const w = document.documentElement.clientWidth, list = [];
		if (document.documentElement.scrollWidth <= w) return list;
		for (const n of document.body.querySelectorAll('*')) {
			const r = n.getBoundingClientRect();
			if (r.right > w + 1 && !n.closest('.scroll, .tabs, .side')) list.push(n.tagName + '.' + n.className + ' ' + Math.round(r.right) + '>' + w);
		}
		return list.slice(0, 8).concat('scrollWidth ' + document.documentElement.scrollWidth);
	})()`)
	if len(out) > 0 {
		b.t.Errorf("the page scrolls sideways: %s", strings.Join(out, "; "))
	}
}
