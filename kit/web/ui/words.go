package ui

import (
	"fmt"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/civil"
)

// Tone colours a tag, notice or event. The text always carries the meaning; the
// tone only helps.
type Tone string

// The six tones of the house, and the seal's red for destruction and red heads.
const (
	Mute Tone = "mute" // 静: nothing special
	OK   Tone = "ok"   // 成: done, verified
	Warn Tone = "warn" // 警: soon late, incomplete
	Bad  Tone = "bad"  // 误: wrong, late, returned
	Info Tone = "info" // 讯: in progress
	Alt  Tone = "alt"  // 法: legal review, secrecy
)

// Link is a text with an address.
type Link struct{ Text, URL string }

// Tag is a short word with a tone.
type Tag struct {
	Text string
	Tone Tone
}

// Thousands writes a count with thin grouping: 1284 as "1 284".
func Thousands(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	var parts []string
	for len(s) > 3 {
		parts = append([]string{s[len(s)-3:]}, parts...)
		s = s[:len(s)-3]
	}
	return sign + strings.Join(append([]string{s}, parts...), "\u202f")
}

// Bytes writes a size in the unit a person would choose: 184 KB, 6.2 MB.
func Bytes(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KB", (n+512)>>10)
	case n < 1<<30:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
}

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// Deadline is a limit in time with the words that say how near it is. Calendar
// days count; a room that counts working days gives its own Text and Tone.
type Deadline struct {
	Due  time.Time
	Now  time.Time
	Done bool   // met: shown without urgency
	Text string // instead of the computed words, e.g. "第 18/20 工作日"
	Tone Tone   // with Text
}

// Words gives the short text and its tone: more than three days off is mute,
// up to three days a warning, today or over bad.
func (d Deadline) Words() (string, Tone) {
	if d.Text != "" {
		return d.Text, d.Tone
	}
	if d.Done {
		return "已办结", Mute
	}
	days := civil.DateOf(d.Due).Sub(civil.DateOf(d.Now))
	left := d.Due.Sub(d.Now)
	switch {
	case left < 0 && days == 0:
		return "今天已超时", Bad
	case left < 0:
		return fmt.Sprintf("已超 %d 日", -days), Bad
	case days == 0 && left < time.Hour:
		return fmt.Sprintf("剩 %d 分钟", int(left.Minutes())), Bad
	case days == 0:
		return fmt.Sprintf("剩 %d 小时", int(left.Hours())), Bad
	case days <= 3:
		return fmt.Sprintf("剩 %d 日", days), Warn
	}
	return fmt.Sprintf("剩 %d 日", days), Mute
}

// Absolute gives the limit itself: "11月23日（周一）17:00 前", with the year when
// it is not the current one.
func (d Deadline) Absolute() string {
	t := d.Due.In(civil.Shanghai)
	s := fmt.Sprintf("%d月%d日（周%s）%02d:%02d 前", t.Month(), t.Day(), weekdays[t.Weekday()], t.Hour(), t.Minute())
	if t.Year() != d.Now.In(civil.Shanghai).Year() {
		s = fmt.Sprintf("%d年", t.Year()) + s
	}
	return s
}

// Stamp writes an instant for people: "2026-11-20 14:02" in Shanghai.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.Shanghai).Format("2006-01-02 15:04")
}

func machineTime(t time.Time) string { return t.In(civil.Shanghai).Format(time.RFC3339) }

// groups cuts a digest into fours, for reading aloud and comparing.
func groups(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func itoa(n int) string { return strconv.Itoa(n) }

// attrName keeps what may stand in an id: letters, digits, - _ . of field names.
func attrName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		}
		return '-'
	}, s)
}

func sortedKeys(v url.Values) []string {
	keys := make([]string, 0, len(v))
	for k := range v {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
