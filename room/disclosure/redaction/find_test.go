package redaction

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// identityNumber makes a number that was never given to anybody: region 500000 is
// no place where people are registered.
func identityNumber(day string, order int) string {
	d := []rune("500000" + day + fmt.Sprintf("%03d", order))
	return string(append(d, identityCheck(d)))
}

// withLuhn makes a card number out of its first digits.
func withLuhn(first string) string {
	for c := '0'; c <= '9'; c++ {
		if luhn([]rune(first + string(c))) {
			return first + string(c)
		}
	}
	return ""
}

func withMod31(first string) string {
	for _, c := range creditSigns {
		if creditCode([]rune(first + string(c))) {
			return first + string(c)
		}
	}
	return ""
}

var (
	anID   = identityNumber("19000101", 1)
	wideID = strings.Map(func(c rune) rune { return c - '!' + '！' }, anID)
	aCard  = withLuhn("622202000000000000")
	aCode  = withMod31("91500000000000000")
)

func TestFind(t *testing.T) {
	spaced := anID[:6] + " " + anID[6:14] + " " + anID[14:]
	for _, c := range []struct {
		name, text string
		want       string // kind:text|…, empty for nothing
	}{
		{"identity", "身份证号" + anID + "。", "identity:" + anID},
		{"identity in full width", "证件：" + wideID, "identity:" + wideID},
		{"identity with spaces", "号码 " + spaced, "identity:" + spaced},
		{"identity with hyphens", anID[:6] + "-" + anID[6:14] + "-" + anID[14:], "identity:" + anID[:6] + "-" + anID[6:14] + "-" + anID[14:]},
		{"identity over two lines", "身份证号 " + anID[:10] + "\n" + anID[10:], "identity:" + anID[:10] + "\n" + anID[10:]},
		{"identity with invisible signs", anID[:8] + "\u200b" + anID[8:], "identity:" + anID[:8] + "\u200b" + anID[8:]},
		{"identity, check digit wrong", "50000019000101001" + wrong(anID), "identity:50000019000101001" + wrong(anID)},
		{"old identity", "身份证 500000000101001", "identity:500000000101001"},
		{"no such day", "500000190002300010", ""},
		{"no such province", "990000190001010010", ""},
		{"part of a longer number", "1" + anID, ""},
		{"project code", "项目代码2018-500110-51-03-012345", ""},
		{"index number", "索引号 11500222MB0000000X/2026-00001", ""},
		{"mobile", "电话13800000000", "mobile:13800000000"},
		{"mobile of three groups", "手机 138 0000 0000", "mobile:138 0000 0000"},
		{"mobile with country", "+86 13800000000", "mobile:86 13800000000"},
		{"mobile in full width", "１３８０００００００１", "mobile:１３８０００００００１"},
		{"inside a longer number", "202613800000000", ""},
		{"money", "金额13800000000.00元", ""},
		{"landline", "联系 023-48660000", "landline:023-48660000"},
		{"date and time", "2026-03-02 09:30:00", ""},
		{"document number", "綦商务发〔2026〕12号", ""},
		{"card", "卡号" + aCard, "bank:" + aCard},
		{"card in fours", "账号 " + aCard[:4] + " " + aCard[4:8] + " " + aCard[8:12] + " " + aCard[12:16] + " " + aCard[16:], "bank:" + aCard[:4] + " " + aCard[4:8] + " " + aCard[8:12] + " " + aCard[12:16] + " " + aCard[16:]},
		{"invoice", "发票号码 24502000000012345678", ""},
		{"identity that meets the check of a credit code", "号码500000190001010019", "identity:500000190001010019"},
		{"credit code is found and stays", "统一社会信用代码" + aCode, "credit:" + aCode},
		{"mail", "邮箱 someone@example.com，", "mail:someone@example.com"},
		{"plate", "车牌渝B·12345", "plate:渝B·12345"},
		{"green plate", "渝BD12345", "plate:渝BD12345"},
		{"licence of a website", "渝ICP备10001号", ""},
		{"telecom licence", "渝B2-20050001", ""},
		{"passport", "护照号码E00000000", "passport:E00000000"},
		{"officer", "军官证：军字第2001000号", "officer:军字第2001000号"},
		{"deed of a house", "房字第201号", ""},
		{"name after its role", "申请人：王某某，男", "name:王某某"},
		{"name of a double surname", "联系人：欧阳某某 ", "name:欧阳某某"},
		{"role without a name", "申请人应当提交材料", ""},
		{"role and a word", "联系人：电话另行通知", ""},
		{"office", "负责人签字：", ""},
		{"column of names", "序号\t姓名\t金额\n1\t王某某\t300\n2\t李某\t200\n合计\t\t500", "name:王某某|name:李某"},
		{"column without heads", "序号\t单位\t金额\n1\t商贸科\t300", ""},
		{"home", "家庭住址：某区古南街道某某路12号3幢4-5", "address:某区古南街道某某路12号3幢4-5"},
		{"birth", "出生日期：1900年1月1日", "birth:1900年1月1日"},
		{"illness beside a person", "户主：王某某，低保，三级残疾", "name:王某某|condition:低保|condition:三级残"},
		{"relief alone", "全区低保工作会议", ""},
		{"masked by somebody else", "500000********0010", "partial:500000********0010"},
		{"masked telephone", "138****0000", "partial:138****0000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var have []string
			for _, f := range Find(c.text) {
				have = append(have, string(f.Kind)+":"+f.Text)
				if f.Why == "" {
					t.Errorf("%s without a reason", f.Text)
				}
				if f.Kind == Credit && f.Hide {
					t.Error("a credit code is public")
				}
			}
			if got := strings.Join(have, "|"); got != c.want {
				t.Errorf("%q: got %q, want %q", c.text, got, c.want)
			}
		})
	}
}

// wrong is a check digit other than the right one.
func wrong(id string) string {
	if id[17] == '1' {
		return "2"
	}
	return "1"
}

func TestFindKnown(t *testing.T) {
	k := Known{Phones: []string{"023-48660000"}, Mails: []string{"office@example.gov.cn"}, Names: []string{"王某某"}, Places: []string{"某区某某路1号"}}
	for _, s := range []string{"电话023-48660000", "电话：48660000", "Office@example.gov.cn", "联系人：王某某", "住址：某区某某路1号"} {
		if f := k.Find(s); len(f) > 0 {
			t.Errorf("%q: %+v", s, f)
		}
	}
	if f := k.Find("电话023-48660001"); len(f) != 1 {
		t.Errorf("another number: %+v", f)
	}
}

// A number is found whatever is done to its signs that a reader would not mind.
func TestFindsDisguisedIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := fmt.Sprintf("%04d%02d%02d", rapid.IntRange(1900, 2025).Draw(t, "y"), rapid.IntRange(1, 12).Draw(t, "m"), rapid.IntRange(1, 28).Draw(t, "d"))
		id := identityNumber(day, rapid.IntRange(0, 999).Draw(t, "n"))
		var b strings.Builder
		for i, c := range id {
			if rapid.Bool().Draw(t, "wide") {
				c = c - '!' + '！'
			}
			b.WriteRune(c)
			if i < 17 && rapid.IntRange(0, 5).Draw(t, "gap") == 0 {
				b.WriteString(rapid.SampledFrom([]string{" ", "-", "　", "\n", "\u200b", "—"}).Draw(t, "sign"))
			}
		}
		text := "登记 " + b.String() + "，完"
		found := Find(text)
		if len(found) != 1 || found[0].Kind != Identity || found[0].Plain != strings.ToLower(id) {
			t.Fatalf("%q: %+v", text, found)
		}
	})
}

// Findings lie in the text, in order, and do not overlap; the same text gives the
// same findings; ordinary text before does not move them otherwise.
func TestFindIsSound(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom([]string{anID, "13800000000", aCard, aCode, "姓名", "申请人：", "王某某", "\t", "\n", " ", "住址：某路3号4室", "低保", "，"}), rapid.StringN(0, 6, -1))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "text"), "")
		sound(t, text)
		before := "本局。\n\n\n\n\n"
		a, b := Find(text), Find(before+text)
		for i := range a {
			if i >= len(b) || b[i].Start != a[i].Start+utf8.RuneCountInString(before) && utf8.ValidString(text) {
				t.Fatalf("%q: %+v became %+v", text, a, b)
			}
		}
	})
}

func sound(t interface{ Fatalf(string, ...any) }, text string) {
	last, r := 0, []rune(text)
	for _, f := range Find(text) {
		if f.Start < last || f.End <= f.Start || f.End > len(r) || f.Text != string(r[f.Start:f.End]) || f.Kind.Label() == "" || f.Certainty.Label() == "" {
			t.Fatalf("%q: %+v", text, f)
		}
		last = f.End
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"", anID, "\xff\xfe13800000000", "姓名\n王某", "🀀" + wideID, "0" + aCard} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { sound(t, s) })
}

func BenchmarkFind(b *testing.B) {
	page := strings.Repeat("关于开展成品油市场检查的通知。各科室：现将有关事项通知如下，请认真贯彻落实。\n", 20) + "序号\t姓名\t身份证号\t电话\n1\t王某某\t" + anID + "\t13800000000\n"
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		Find(page)
	}
}
