package duty

import (
	"strings"
	"time"
	"unicode/utf8"

	"lantai.internal/kit/clock"
)

// event is one entry of a calendar.
type event struct {
	uid         string
	from, until int64 // microseconds UTC
	summary     string
	description string
	place       string
	stamped     int64 // when this entry was written
}

// calendarText writes events as iCalendar (RFC 5545): times in UTC, so that no zone
// has to be known, the zone of the bureau as a hint, lines folded at 75 octets without
// cutting a character.
func calendarText(name string, events []event) string {
	var b strings.Builder
	line := func(name, value string) { fold(&b, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Lantai//Duty//ZH")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	line("X-WR-CALNAME", escapeText(name))
	line("X-WR-TIMEZONE", "Asia/Shanghai")
	fold(&b, "REFRESH-INTERVAL;VALUE=DURATION:PT1H")
	for _, e := range events {
		line("BEGIN", "VEVENT")
		line("UID", e.uid)
		line("DTSTAMP", utc(e.stamped))
		line("DTSTART", utc(e.from))
		line("DTEND", utc(e.until))
		line("SUMMARY", escapeText(e.summary))
		if e.description != "" {
			line("DESCRIPTION", escapeText(e.description))
		}
		line("LOCATION", escapeText(e.place))
		line("STATUS", "CONFIRMED")
		line("TRANSP", "OPAQUE")
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return b.String()
}

func utc(at int64) string {
	return clock.FromMicros(at).UTC().Truncate(time.Minute).Format("20060102T150405Z")
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", "")

func escapeText(s string) string { return escapes.Replace(s) }

// octets is the longest line, without its end (RFC 5545, 3.1).
const octets = 75

func fold(b *strings.Builder, s string) {
	room := octets
	for len(s) > room {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		b.WriteString(s[:cut] + "\r\n ")
		s, room = s[cut:], octets-1
	}
	b.WriteString(s + "\r\n")
}
