package mark

import (
	"testing"

	"lantai.internal/base/fault"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Level{"公开": Public, "内部": Internal, "": Internal, "工作秘密": WorkSecret, " public ": Public, "work_secret": WorkSecret} {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"秘密", "机密", "绝密", "机密★10年", "绝 密", "秘密★", "限制"} {
		if _, err := Parse(in); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "classification" {
			t.Errorf("Parse(%q) must be refused, got %v", in, err)
		}
	}
}

func TestWordsRoundTrip(t *testing.T) {
	for l := Public; l <= WorkSecret; l++ {
		for _, w := range []string{l.Word(), l.Label()} {
			if got, err := Parse(w); err != nil || got != l {
				t.Errorf("%q: %v %v", w, got, err)
			}
		}
	}
}
